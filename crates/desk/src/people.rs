//! Talents: lists, the file of one person, records and their changes, masked values, the same person twice.

use crate::case_list::{self, number};
use crate::desk::Open;
use crate::problem::{DeskError, Result};
use crate::start::required;
use crate::view::{TalentList, TalentPage, TalentRow};
use crate::{history, intake, papers_list};
use greenlane_domain::case::{CasePhase, CaseState};
use greenlane_domain::fact::{FileId, FileKind};
use greenlane_domain::identity::{IdentityKind, IdentityNumber, identify};
use greenlane_domain::name;
use greenlane_domain::talent::{self, Situation, TalentFact, TalentRecord, TalentState};
use greenlane_store as store;
use serde::Serialize;
use std::collections::BTreeMap;

pub(crate) async fn list(desk: &Open, text: &str, page: u32) -> Result<TalentList> {
    let found = desk.store.talents(text, page).await?;
    Ok(TalentList { rows: found.rows.iter().map(|talent| listed(desk, talent)).collect(), total: number(found.total) })
}

/// A talent of the lists in a line.
pub(crate) fn listed(desk: &Open, talent: &store::TalentRow) -> TalentRow {
    let shown = &talent.shown;
    TalentRow {
        file: Some(talent.file.clone()),
        name: talent.name.clone(),
        class: shown.classes.last().cloned().unwrap_or_default(),
        identity: shown.identity.clone(),
        identity_kind: shown.identity_kind.map(|kind| kind.name(desk.language)).unwrap_or_default(),
        phone: shown.phone.clone(),
        employer: talent.employer_name.clone(),
        specialist: talent.specialist.clone(),
        cards: shown.cards.clone(),
        situation: shown.situation.as_ref().map(|situation| situation_words(desk, situation)).unwrap_or_default(),
        open_cases: number(talent.open_cases),
        same: String::new(),
    }
}

fn situation_words(desk: &Open, situation: &Situation) -> String {
    let post = match situation.in_post {
        Some(true) => desk.say("situation.in_post", &[]),
        Some(false) => desk.say("situation.left_post", &[]),
        None => String::new(),
    };
    let living = match situation.living_here {
        Some(true) => desk.say("situation.here", &[]),
        Some(false) => desk.say("situation.away", &[]),
        None => String::new(),
    };
    let said = [post, living].into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join("，");
    desk.say("situation.as_of", &[("said", &said), ("date", &situation.as_of.to_string())])
}

/// A talent in a line; numbers masked.
pub(crate) fn row(desk: &Open, file: Option<&FileId>, record: &TalentRecord) -> TalentRow {
    let today = desk.today();
    let identity = record.identities.first();
    let current = record.classes.iter().rev().find(|class| class.until.is_none_or(|until| until >= today));
    let situation = record.situation.as_ref().map(|situation| situation_words(desk, situation));
    TalentRow {
        file: file.cloned(),
        name: record.name.clone(),
        class: current.map(|class| class.name.clone()).unwrap_or_default(),
        identity: identity.map(IdentityNumber::masked).unwrap_or_default(),
        identity_kind: identity.map(|number| number.kind.name(desk.language)).unwrap_or_default(),
        phone: record.phones.first().map(|phone| masked_phone(desk, phone)).unwrap_or_default(),
        employer: record.employer_name.clone(),
        specialist: record.specialist.clone(),
        cards: record.cards.iter().map(|card| card.name.clone()).collect(),
        situation: situation.unwrap_or_default(),
        open_cases: 0,
        same: String::new(),
    }
}

/// The talent of a case: from the talent's own file where it is here, else from the registration.
pub(crate) async fn row_of_case(desk: &Open, state: &CaseState) -> Result<TalentRow> {
    let file = state.talent();
    let record = match file {
        Some(file) => talent::fold(&desk.store.history(file).await?),
        None => TalentState::default(),
    };
    if record.recorded.is_some() {
        return Ok(row(desk, file, &record.record));
    }
    let employer = state.need.as_ref().map(|need| need.employer_name.clone()).unwrap_or_default();
    Ok(TalentRow { name: state.talent_name().to_owned(), employer, ..TalentRow::default() })
}

fn masked_phone(desk: &Open, phone: &str) -> String {
    let is_phone = |kind| matches!(kind, IdentityKind::Mobile | IdentityKind::Landline | IdentityKind::ForeignPhone);
    match identify(phone, desk.today()).into_iter().find(|reading| is_phone(reading.kind)) {
        Some(reading) => {
            IdentityNumber { kind: reading.kind, value: reading.normalized, override_reason: None }.masked()
        }
        None => hidden(phone),
    }
}

/// All but the first and the last two characters hidden.
fn hidden(text: &str) -> String {
    let count = text.chars().count();
    text.chars().enumerate().map(|(place, c)| if place < 2 || place + 2 >= count { c } else { '*' }).collect()
}

/// The record with numbers, phones and addresses masked.
fn masked(desk: &Open, record: &TalentRecord) -> TalentRecord {
    let mut shown = record.clone();
    for number in &mut shown.identities {
        number.value = number.masked();
    }
    for phone in &mut shown.phones {
        *phone = masked_phone(desk, phone);
    }
    for member in &mut shown.family {
        if let Some(number) = &mut member.identity {
            number.value = number.masked();
        }
    }
    shown
}

pub(crate) async fn page(desk: &Open, file: &FileId) -> Result<TalentPage> {
    let history = desk.history(file).await?;
    let state = talent::fold(&history);
    let papers = desk.store.papers_of(file).await?.into_iter().map(papers_list::line).collect();
    let mut row = row(desk, Some(file), &state.record);
    let rows = case_list::of_talent(desk, file).await?;
    row.open_cases = rows.iter().filter(|case| case.phase != CasePhase::Filed).count();
    Ok(TalentPage {
        file: file.clone(),
        row,
        record: masked(desk, &state.record),
        cases: rows,
        papers,
        history: history::of_record(desk, &history, &desk.unsent_of(file)),
        same: same(desk, &state.record, Some(file)).await?,
        merged_into: state.merged_into,
        classes: classes(desk),
        card_kinds: card_kinds(desk),
    })
}

/// Classes of the pack, then its tiers: key and name.
pub(crate) fn classes(desk: &Open) -> Vec<(String, String)> {
    let classes = desk.pack.classes.iter().map(|class| (class.key.clone(), class.name.clone()));
    classes.chain(desk.pack.tiers.iter().map(|tier| (tier.key.clone(), tier.name.clone()))).collect()
}

/// Cards of the pack: key and name.
pub(crate) fn card_kinds(desk: &Open) -> Vec<(String, String)> {
    desk.pack.cards.iter().map(|card| (card.key.clone(), card.name.clone())).collect()
}

/// People with the same number, or the same name and birth date.
pub(crate) async fn same(desk: &Open, record: &TalentRecord, own: Option<&FileId>) -> Result<Vec<TalentRow>> {
    let numbers: Vec<String> = record.identities.iter().map(|number| number.value.clone()).collect();
    let found = desk.store.same_person(&numbers, record.name.trim(), record.born).await?;
    let others = found.iter().filter(|talent| own != Some(&talent.file));
    let rows = others.map(|talent| {
        let by_name = talent.name == record.name.trim() && talent.born.is_some() && talent.born == record.born;
        let why = if by_name { "same.name" } else { "same.number" };
        TalentRow { same: desk.say(why, &[]), ..listed(desk, talent) }
    });
    Ok(rows.collect())
}

/// Records a talent, or what has changed of one.
pub(crate) async fn save(
    desk: &Open,
    file: Option<FileId>,
    mut record: TalentRecord,
    reason: String,
) -> Result<FileId> {
    required(&record.name, "talent_name")?;
    record.name = name::normalize(&record.name);
    let Some(file) = file else {
        record.identities.iter_mut().try_for_each(|number| accepted(desk, number, "identities"))?;
        record
            .family
            .iter_mut()
            .filter_map(|one| one.identity.as_mut())
            .try_for_each(|n| accepted(desk, n, "family"))?;
        let file = intake::new_file(&FileKind::Talent);
        let mut turn = desk.turn().await?;
        turn.write(&file, &[TalentFact::TalentRecorded(Box::new(record))]).await?;
        turn.confirm().await?;
        return Ok(file);
    };
    let before = talent::fold(&desk.history(&file).await?).record;
    // What came back masked was not changed.
    let mut record = unmasked_again(desk, &before, record);
    let mut new = record.identities.iter_mut().filter(|number| !before.identities.contains(number));
    new.try_for_each(|number| accepted(desk, number, "identities"))?;
    let known: Vec<_> = before.family.iter().filter_map(|member| member.identity.as_ref()).collect();
    let of_family = record.family.iter_mut().filter_map(|member| member.identity.as_mut());
    of_family.filter(|number| !known.contains(&&**number)).try_for_each(|number| accepted(desk, number, "family"))?;
    let fields = changed_fields(&before, &record);
    if fields.is_empty() {
        return Ok(file);
    }
    let mut turn = desk.turn().await?;
    turn.write(&file, &[TalentFact::TalentChanged { fields, reason }]).await?;
    turn.confirm().await?;
    Ok(file)
}

/// A number as it is kept. One that breaks a rule of its kind is taken with a reason, never refused for good.
pub(crate) fn accepted(desk: &Open, number: &mut IdentityNumber, field: &str) -> Result<()> {
    let reason = number.override_reason.as_deref();
    match IdentityNumber::accept(number.kind, &number.value, reason, desk.today()) {
        Ok(kept) => {
            *number = kept;
            Ok(())
        }
        Err(reading) => {
            let wrong: Vec<String> = reading.warnings.iter().map(|warning| warning.say(desk.language)).collect();
            Err(DeskError::said("number_reason", field, &[("wrong", &wrong.join("；"))]))
        }
    }
}

fn unmasked_again(desk: &Open, before: &TalentRecord, mut record: TalentRecord) -> TalentRecord {
    let whole = |number: &mut IdentityNumber, known: &[&IdentityNumber]| {
        if let Some(known) = known.iter().find(|known| known.masked() == number.value && known.kind == number.kind) {
            number.value = known.value.clone();
        }
    };
    let own: Vec<&IdentityNumber> = before.identities.iter().collect();
    let family: Vec<&IdentityNumber> = before.family.iter().filter_map(|member| member.identity.as_ref()).collect();
    record.identities.iter_mut().for_each(|number| whole(number, &own));
    record.family.iter_mut().filter_map(|member| member.identity.as_mut()).for_each(|number| whole(number, &family));
    for phone in &mut record.phones {
        if let Some(known) = before.phones.iter().find(|known| &masked_phone(desk, known) == phone) {
            *phone = known.clone();
        }
    }
    record
}

/// The fields of a record that differ, with their new values.
pub(crate) fn changed_fields<T: Serialize>(before: &T, after: &T) -> BTreeMap<String, serde_json::Value> {
    let object = |record: &T| match serde_json::to_value(record) {
        Ok(serde_json::Value::Object(object)) => object,
        _ => serde_json::Map::new(),
    };
    let before = object(before);
    object(after).into_iter().filter(|(field, value)| before.get(field) != Some(value)).collect()
}

pub(crate) async fn merge(desk: &Open, file: &FileId, into: &FileId, reason: String) -> Result<()> {
    required(&reason, "reason")?;
    if file == into {
        return Err(DeskError::said("same_file", "", &[]));
    }
    desk.history(file).await?;
    let kept = talent::fold(&desk.history(into).await?);
    if kept.merged_into.is_some() {
        return Err(DeskError::said("merged_already", into.as_str(), &[]));
    }
    let mut turn = desk.turn().await?;
    turn.write(file, &[TalentFact::TalentMerged { into: into.clone(), reason }]).await?;
    turn.confirm().await?;
    Ok(())
}

/// Two files that had been taken for one person are two again.
pub(crate) async fn part(desk: &Open, file: &FileId, reason: String) -> Result<()> {
    required(&reason, "reason")?;
    let from = talent::fold(&desk.history(file).await?).merged_into;
    let from = from.ok_or_else(|| DeskError::said("not_merged", file.as_str(), &[]))?;
    let mut turn = desk.turn().await?;
    turn.write(file, &[TalentFact::TalentParted { from, reason }]).await?;
    turn.confirm().await?;
    Ok(())
}

/// Shows a masked value: `identities/0`, `phones/0`, `family/0/identity`. The look is recorded before it is granted.
pub(crate) async fn unmask(desk: &Open, file: &FileId, what: &str, reason: String) -> Result<String> {
    required(&reason, "reason")?;
    let record = talent::fold(&desk.history(file).await?).record;
    let value = serde_json::to_value(&record).unwrap_or_default();
    let pointer = format!("/{}", what.trim_matches('/').replace('.', "/"));
    let found = value.pointer(&pointer).and_then(|found| match found {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Object(object) => object.get("value").and_then(|value| value.as_str()).map(str::to_owned),
        _ => None,
    });
    let allowed = ["identities", "phones", "family"].iter().any(|field| pointer.starts_with(&format!("/{field}/")));
    let found = found.filter(|_| allowed).ok_or_else(|| DeskError::said("nothing_masked", what, &[]))?;
    let mut turn = desk.turn().await?;
    turn.write(file, &[TalentFact::Unmasked { what: what.to_owned(), reason }]).await?;
    turn.confirm().await?;
    Ok(found)
}
