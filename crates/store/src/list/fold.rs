//! From a file's facts to its rows. Files of other kinds are carried and have none.

use super::light::{number, still};
use super::row::{AFTERCARE, AGENDA, CASE, CASE_BODY, Cell, EMPLOYER, ITEM, PAPER, PART, Rows, TALENT, TALENT_NUMBER};
use super::talent::TalentShown;
use super::{json, word};
use crate::search::Entry;
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use greenlane_domain::case::{
    self, Aftercare, AftercareKind, CaseFact, CaseState, ItemNo, ItemState, Light, Mark, Party,
};
use greenlane_domain::fact::{FileId, FileKind, History};
use greenlane_domain::{employer, talent};

/// The rows of a file and what Ctrl+K finds of it.
pub(crate) fn rows_of(file: &FileId, n: i64, history: &History) -> (Rows, Vec<Entry>) {
    let mut rows = Rows::default();
    let last_ms = history.iter().map(|ordered| ordered.fact.content.at.ms).max().unwrap_or_default();
    let entries = match file.kind() {
        FileKind::Case => case_rows(n, last_ms, history, &mut rows),
        FileKind::Talent => talent_rows(n, last_ms, history, &mut rows),
        FileKind::Employer => employer_rows(n, last_ms, history, &mut rows),
        FileKind::Office | FileKind::Other(_) => Vec::new(),
    };
    (rows, entries)
}

fn day(date: NaiveDate) -> Cell {
    date.num_days_from_ce().into()
}

fn moment(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%S").to_string()
}

fn case_rows(n: i64, last_ms: i64, history: &History, rows: &mut Rows) -> Vec<Entry> {
    let state = case::fold(history);
    let mut due: Option<NaiveDate> = None;
    let mut law: Option<NaiveDate> = None;
    let mut stillest = None;
    for item in state.items.values() {
        let (item_due, item_law) = dates(item);
        due = earlier(due, item_due);
        law = earlier(law, item_law);
        stillest = [stillest, still(item)].into_iter().flatten().min_by_key(|light| number(*light));
        item_rows(n, &state, item, history, rows);
    }
    let names: Vec<&str> = state.items.values().map(|item| item.spec.name.as_str()).collect();
    let need = state.need.as_ref();
    let by = state.registered.as_ref().and_then(|mark| history.get(&mark.fact));
    let (closed, in_time) = closing(&state);
    rows.put(
        CASE,
        vec![
            n.into(),
            state.number().into(),
            need.map(|need| need.talent.as_str()).into(),
            state.talent_name().into(),
            need.and_then(|need| need.employer.as_ref()).map(FileId::as_str).into(),
            need.map_or("", |need| need.employer_name.as_str()).into(),
            state.need_text().into(),
            json(&names).into(),
            state.items.len().into(),
            state.items.values().filter(|item| item.phase.is_over()).count().into(),
            word(&state.phase()).into(),
            state.registered.as_ref().map(|mark| mark.local.date().num_days_from_ce()).into(),
            by.map_or("", |fact| fact.content.author.person.as_str()).into(),
            state.first_contact().into(),
            state.contradictions.len().into(),
            state.bounces().into(),
            state.unknown.len().into(),
            due.map_or(Cell::Nothing, day),
            law.map_or(Cell::Nothing, day),
            number(stillest.unwrap_or(Light::NotStarted)).into(),
            case::next_due(&state).map(|(_, due)| json(due)).into(),
            closed.map_or(Cell::Nothing, day),
            in_time.into(),
            last_ms.into(),
        ],
    );
    body_rows(n, &state, rows);
    agenda_rows(n, &state, history, rows);
    aftercare_rows(n, &state, rows);
    let mut entries = vec![case_entry(&state, &names)];
    entries.extend(paper_rows(n, &state, rows));
    entries
}

fn earlier(one: Option<NaiveDate>, other: Option<NaiveDate>) -> Option<NaiveDate> {
    [one, other].into_iter().flatten().min()
}

/// The date of a running clock, and the date past which the item is late by any rule.
fn dates(item: &ItemState) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let due = item.due().filter(|_| still(item).is_none()).map(|due| due.date);
    let law = due.map(|due| item.dues.statutory.as_ref().map_or(due, |law| law.date.max(due)));
    (due, law)
}

/// The day on which the last item was over, and whether every item with a date kept it.
fn closing(state: &CaseState) -> (Option<NaiveDate>, Option<bool>) {
    let ended = |item: &ItemState| {
        let mark = item.decision.as_ref().map(|(mark, _)| mark);
        mark.or(item.non_acceptance.as_ref().map(|(mark, _)| mark))
            .or(item.handed_over.as_ref())
            .map(|mark| mark.local.date())
    };
    if state.items.is_empty() || !state.items.values().all(|item| item.phase.is_over()) {
        return (None, None);
    }
    let kept = |item: &ItemState| match (item.due(), ended(item)) {
        (Some(due), Some(ended)) => ended <= due.date,
        _ => true,
    };
    (state.items.values().filter_map(ended).max(), Some(state.items.values().all(kept)))
}

fn item_rows(n: i64, state: &CaseState, item: &ItemState, history: &History, rows: &mut Rows) {
    let (due, law) = dates(item);
    let last = [
        item.chosen.as_ref(),
        item.accepted.as_ref(),
        item.decision.as_ref().map(|(mark, _)| mark),
        item.collected.as_ref().map(|(mark, _)| mark),
        item.handed_over.as_ref(),
        item.informed.as_ref(),
        item.suspensions.last().map(|suspension| &suspension.mark),
        item.extensions.last().map(|(mark, _)| mark),
        item.visits.last().map(|visit| visit.made.as_ref().unwrap_or(&visit.mark)),
    ];
    let tasks = item.tasks.values().flat_map(|task| {
        [Some(&task.dispatched), task.acknowledged.as_ref(), task.feedback.as_ref().map(|(mark, _)| mark)]
            .into_iter()
            .chain(task.bounces.iter().map(|(mark, _)| Some(mark)))
    });
    let last_ms = last.into_iter().chain(tasks).flatten().map(|mark| mark.at.ms).max();
    let first_ms = || history.iter().next().map_or(0, |ordered| ordered.fact.content.at.ms);
    rows.put(
        ITEM,
        vec![
            n.into(),
            item.no.0.as_str().into(),
            item.spec.key.as_str().into(),
            item.spec.name.as_str().into(),
            word(&item.phase).into(),
            word(&item.route).into(),
            item.lead.key.as_str().into(),
            item.lead.short.as_str().into(),
            due.map_or(Cell::Nothing, day),
            law.map_or(Cell::Nothing, day),
            number(still(item).unwrap_or(Light::Green)).into(),
            item.due().map(json).into(),
            item.due().map(|due| due.calendar.as_str()).into(),
            item.decision.as_ref().map(|(mark, _)| mark.local.date().num_days_from_ce()).into(),
            last_ms.unwrap_or_else(first_ms).into(),
            case::next_act(state, item).map(|act| act.word()).into(),
        ],
    );
    for part in parts_of(item) {
        let row = vec![n.into(), item.no.0.as_str().into(), part.key.as_str().into(), part.short.as_str().into()];
        rows.put(PART, row);
    }
}

/// The departments that take part in an item, each once.
fn parts_of(item: &ItemState) -> Vec<&Party> {
    let mut parts: Vec<_> = item.tasks.values().map(|task| &task.to).collect();
    parts.push(&item.lead);
    parts.extend(&item.assist);
    parts.retain(|part| !part.key.is_empty());
    parts.sort_by(|one, other| one.key.cmp(&other.key));
    parts.dedup_by(|one, other| one.key == other.key);
    parts
}

fn body_rows(n: i64, state: &CaseState, rows: &mut Rows) {
    let parts = state.items.values().flat_map(parts_of).map(|part| (part.key.as_str(), part.short.as_str()));
    let phase = word(&state.phase());
    for (key, short) in parts.collect::<std::collections::BTreeMap<_, _>>() {
        rows.put(CASE_BODY, vec![n.into(), key.into(), short.into(), phase.as_str().into()]);
    }
}

fn agenda_rows(n: i64, state: &CaseState, history: &History, rows: &mut Rows) {
    let mut place = 0_usize;
    let mut put = |item: &str, at: NaiveDateTime, what: &str, where_to: &str, done: bool| {
        place += 1;
        let row =
            vec![n.into(), place.into(), item.into(), moment(at).into(), what.into(), where_to.into(), done.into()];
        rows.put(AGENDA, row);
    };
    for item in state.items.values() {
        for visit in &item.visits {
            if let Some(at) = visit.visit.at {
                put(&item.no.0, at, "visit", &visit.visit.place, visit.made.is_some() || item.phase.is_over());
            }
        }
    }
    // A paper that may follow is awaited until it is here, or until nothing that needs it is open any more.
    for material in state.materials.values().filter(|material| material.received.is_none()) {
        let Some(day) = material.promised_for else { continue };
        let needs = |item: &&ItemState| item.spec.materials.iter().any(|spec| spec.key == material.key);
        let items: Vec<&ItemState> = state.items.values().filter(needs).collect();
        let names: Vec<&str> = items.iter().map(|item| item.no.0.as_str()).collect();
        let over = items.iter().all(|item| item.phase.is_over());
        put(&names.join(" "), day.and_time(NaiveTime::MIN), "paper", &material.name, over);
    }
    for mark in &state.appointments {
        let Some(fact) = history.get(&mark.fact) else { continue };
        if let Some(CaseFact::HandoverAppointed { items, at, place, .. }) = CaseFact::of(fact) {
            let given = |no| state.items.get(no).is_none_or(|item| item.handed_over.is_some());
            let names: Vec<&str> = items.iter().map(|no| no.0.as_str()).collect();
            put(&names.join(" "), at, "handover", &place, items.iter().all(given));
        }
    }
}

fn aftercare_rows(n: i64, state: &CaseState, rows: &mut Rows) {
    let mut place = 0_usize;
    let mut put = |kind: AftercareKind, item: Option<&ItemNo>, since: &Mark, asked: &Aftercare| {
        place += 1;
        let item = item.map(|no| no.0.as_str());
        let row =
            vec![n.into(), place.into(), word(&kind).into(), item.into(), day(since.local.date()), json(asked).into()];
        rows.put(AFTERCARE, row);
    };
    for open in state.rectifications.iter().filter(|one| one.done.is_none()) {
        put(AftercareKind::Rectification, open.item.as_ref(), &open.mark, &open.asked);
    }
    if let Some((since, asked)) = &state.call_back_due {
        put(AftercareKind::CallBack, None, since, asked);
    }
}

fn paper_rows(n: i64, state: &CaseState, rows: &mut Rows) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (place, made) in (1_usize..).zip(&state.papers) {
        let paper = &made.paper;
        let items: Vec<&str> = paper.items.iter().map(|no| no.0.as_str()).collect();
        rows.put(
            PAPER,
            vec![
                n.into(),
                place.into(),
                paper.sha256.as_str().into(),
                paper.paper.as_str().into(),
                paper.title.as_str().into(),
                paper.number.as_str().into(),
                json(&items).into(),
                paper.body.as_deref().into(),
                moment(made.mark.local).into(),
                made.mark.at.ms.into(),
                paper.pages.into(),
                made.originals.into(),
                made.copies.into(),
                made.disagrees.into(),
            ],
        );
        let mut entry = Entry::new("paper", place, &format!("{} {}", paper.title, paper.number));
        entry.sha256 = Some(paper.sha256.clone());
        entry.detail = joined(&[state.talent_name(), state.number()]);
        entry.number(&paper.number);
        entries.push(entry);
    }
    entries
}

fn joined(parts: &[&str]) -> String {
    parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn case_entry(state: &CaseState, names: &[&str]) -> Entry {
    let employer = state.need.as_ref().map_or("", |need| need.employer_name.as_str());
    let mut entry = Entry::new("case", 0, &joined(&[state.talent_name(), state.number()]));
    entry.detail = joined(&[&names.join("、"), employer]);
    entry.name(state.talent_name());
    entry.number(state.number());
    entry.text(&[state.talent_name(), employer, state.need_text(), &names.join(" ")]);
    entry
}

fn talent_rows(n: i64, last_ms: i64, history: &History, rows: &mut Rows) -> Vec<Entry> {
    let state = talent::fold(history);
    let record = &state.record;
    let shown = TalentShown::of(record);
    rows.put(
        TALENT,
        vec![
            n.into(),
            record.name.as_str().into(),
            record.born.map_or(Cell::Nothing, day),
            record.employer.as_ref().map(FileId::as_str).into(),
            record.employer_name.as_str().into(),
            record.specialist.as_str().into(),
            state.merged_into.as_ref().map(FileId::as_str).into(),
            json(&shown).into(),
            last_ms.into(),
        ],
    );
    let mut entry = Entry::new("talent", 0, &record.name);
    entry.detail = joined(&[&shown.identity, &record.employer_name]);
    entry.name(&record.name);
    for name in &record.other_names {
        entry.name(name);
    }
    let mut values: Vec<&str> = record.identities.iter().map(|identity| identity.value.as_str()).collect();
    values.sort_unstable();
    values.dedup();
    for value in values {
        entry.number(value);
        rows.put(TALENT_NUMBER, vec![n.into(), value.into()]);
    }
    for phone in &record.phones {
        entry.number(phone);
    }
    for card in &record.cards {
        entry.number(&card.number);
    }
    let classes: Vec<&str> = record.classes.iter().map(|class| class.name.as_str()).collect();
    let family: Vec<&str> = record.family.iter().map(|member| member.name.as_str()).collect();
    let others = record.other_names.join(" ");
    let (classes, family) = (classes.join(" "), family.join(" "));
    entry.text(&[&record.name, &others, &record.employer_name, &record.post, &classes, &family]);
    vec![entry]
}

fn employer_rows(n: i64, last_ms: i64, history: &History, rows: &mut Rows) -> Vec<Entry> {
    let record = employer::fold(history).record;
    let code = record.code.as_ref().map_or("", |code| code.value.as_str());
    rows.put(
        EMPLOYER,
        vec![
            n.into(),
            record.name.as_str().into(),
            code.into(),
            record.specialist.as_str().into(),
            record.district.as_str().into(),
            last_ms.into(),
        ],
    );
    let mut entry = Entry::new("employer", 0, &record.name);
    entry.detail = joined(&[code, &record.address]);
    entry.name(&record.name);
    entry.number(code);
    let aliases: Vec<&str> = record.aliases.iter().map(|alias| alias.name.as_str()).collect();
    for alias in &aliases {
        entry.name(alias);
    }
    entry.text(&[&record.name, &aliases.join(" "), &record.specialist]);
    vec![entry]
}
