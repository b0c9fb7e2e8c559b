//! Taking a need in: choosing items, what follows from the choice, and the whole intake as one turn.

use crate::case_page::refusal_view;
use crate::desk::Open;
use crate::problem::{DeskError, Result};
use crate::turn::Turn;
use crate::view::{Capacity, HandRoute, Intake, ItemCard, Need, Plan, PlannedItem, TakenIn};
use chrono::NaiveDate;
use greenlane_domain::calendar::Due;
use greenlane_domain::case::{
    CaseAct, CaseState, ChosenItem, ItemNo, ItemPhase, MergedMaterial, NeedRegistered, Party, Refusal, Submitter, merge,
};
use greenlane_domain::fact::{FileId, FileKind};
use greenlane_domain::pack::{Choice, Days, ItemSpec, MaterialSpec, Route, RoutedItem, Sourced};
use greenlane_domain::words::Language;
use greenlane_domain::{employer, talent};
use std::collections::BTreeSet;

/// The capacities at the counter, the most frequent first.
const CAPACITIES: [&str; 5] = ["talent", "employer_specialist", "employer", "proxy", "family"];

pub(crate) fn capacities(desk: &Open) -> Vec<Capacity> {
    let article = &desk.pack.flow.intake.submitters.article;
    let capacity = |key: &str| {
        let somebody = Submitter { capacity: key.to_owned(), ..Submitter::default() };
        let barred = (!desk.rules.may_submit(&somebody)).then(|| article.clone());
        Capacity { key: key.to_owned(), barred }
    };
    CAPACITIES.into_iter().map(capacity).collect()
}

pub(crate) fn catalogue(desk: &Open) -> Vec<Need> {
    let card = |spec: &&ItemSpec| ItemCard {
        key: spec.key.clone(),
        name: spec.name.clone(),
        lead: party(desk, &spec.lead),
        route: spec.route,
        limits: spec.limits.clone(),
        in_person: spec.in_person,
        on_spot: spec.on_spot,
        status: spec.status,
        article: spec.article.clone(),
        materials: spec.materials.len(),
    };
    desk.pack
        .items_by_need()
        .into_iter()
        .map(|(need, items)| Need {
            key: need.key.clone(),
            name: need.name.clone(),
            items: items.iter().map(card).collect(),
        })
        .collect()
}

pub(crate) fn guide(desk: &Open, item: &str) -> Result<ItemSpec> {
    spec(desk, item).cloned()
}

fn spec<'a>(desk: &'a Open, item: &str) -> Result<&'a ItemSpec> {
    desk.pack.item(item).ok_or_else(|| DeskError::said("no_item", item, &[("item", item)]))
}

/// A body as it takes part today, with its specialist where the office knows one.
pub(crate) fn party(desk: &Open, key: &str) -> Party {
    let body = desk.pack.body(key);
    let here =
        |person: &&greenlane_domain::office::Person| person.body == key && !desk.office.left.contains_key(&person.id);
    Party {
        key: key.to_owned(),
        name: body.map_or_else(|| key.to_owned(), |body| body.name_on(desk.today()).to_owned()),
        short: body.map_or_else(|| key.to_owned(), |body| body.short_name().to_owned()),
        specialist: desk.office.people.values().find(here).map(|person| person.name.clone()),
    }
}

/// What follows from a choice, before anything is written.
pub(crate) fn plan(desk: &Open, items: &[String], hand: &[HandRoute]) -> Result<Plan> {
    let (routed, chosen) = choose(desk, items, hand, &BTreeSet::new())?;
    let today = desk.today();
    let planned = routed
        .iter()
        .zip(&chosen)
        .map(|(routed, chosen)| planned(desk, routed, chosen, &chosen_names(&chosen_keys(items), desk), today));
    let planned = planned.collect::<Result<Vec<_>>>()?;
    let due = planned.iter().filter_map(|item| item.promised.as_ref().or(item.statutory.as_ref()));
    let due = due.max_by_key(|due| due.date).cloned();
    let counted = |item: &&PlannedItem| !matches!(item.route, Route::Direct | Route::OnSpot);
    let unset = planned.iter().filter(counted).filter(|item| item.promised.is_none() && item.statutory.is_none());
    let numbers: Vec<ItemNo> = planned.iter().map(|item| ItemNo(item.no.clone())).collect();
    Ok(Plan {
        checklist: merged(&numbers, &chosen),
        item_names: planned.iter().map(|item| (item.no.clone(), item.name.clone())).collect(),
        unset: unset.map(|item| item.name.clone()).collect(),
        papers: papers(&chosen),
        follow_by: follow_by(desk, today),
        due,
        items: planned,
    })
}

/// The day that the city expects papers by that may follow; a later one can be agreed.
pub(crate) fn follow_by(desk: &Open, today: NaiveDate) -> Option<Due> {
    let within = desk.rules.follow_within.filter(|_| desk.rules.may_follow)?;
    desk.calendar.due(today, within).ok()
}

fn chosen_keys(items: &[String]) -> Vec<&str> {
    items.iter().map(String::as_str).collect()
}

fn chosen_names(keys: &[&str], desk: &Open) -> Vec<(String, String)> {
    keys.iter().filter_map(|key| desk.pack.item(key)).map(|spec| (spec.key.clone(), spec.name.clone())).collect()
}

fn merged(numbers: &[ItemNo], chosen: &[ChosenItem]) -> Vec<MergedMaterial> {
    let materials = |item: &'_ ChosenItem| -> Vec<MaterialSpec> { item.spec.materials.clone() };
    let lists: Vec<Vec<MaterialSpec>> = chosen.iter().map(materials).collect();
    merge(numbers.iter().zip(lists.iter().map(Vec::as_slice)))
}

/// How many papers of each kind the choice brings about.
fn papers(chosen: &[ChosenItem]) -> Vec<(String, usize)> {
    let applied = || chosen.iter().filter(|item| item.route != Route::Direct);
    let bodies: BTreeSet<&str> = applied()
        .filter(|item| item.route != Route::OnSpot)
        .flat_map(|item| std::iter::once(&item.lead).chain(&item.assist))
        .map(|party| party.key.as_str())
        .collect();
    let one = usize::from(applied().next().is_some());
    [("one_time_notice", one), ("receipt", one), ("acceptance_notice", one), ("routing_slip", bodies.len())]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| (kind.to_owned(), count))
        .collect()
}

fn planned(
    desk: &Open,
    routed: &RoutedItem,
    chosen: &ChosenItem,
    names: &[(String, String)],
    today: NaiveDate,
) -> Result<PlannedItem> {
    let due = |limit: &Sourced<Days>| -> Result<Option<Due>> {
        if matches!(chosen.route, Route::Direct | Route::OnSpot) {
            return Ok(None);
        }
        Ok(limit.get().map(|days| desk.calendar.due(today, *days)).transpose()?)
    };
    let name_of = |key: &String| names.iter().find(|(known, _)| known == key).map(|(_, name)| name.clone());
    let spec = &chosen.spec;
    Ok(PlannedItem {
        no: chosen.no.0.clone(),
        key: spec.key.clone(),
        name: spec.name.clone(),
        route: chosen.route,
        lead: chosen.lead.clone(),
        assist: chosen.assist.clone(),
        duty: routed.duty.clone(),
        rule: if chosen.by_hand { chosen.rule.clone() } else { routed.rule.say(desk.language) },
        article: chosen.article.clone(),
        by_hand: chosen.by_hand,
        promised: due(&spec.limits.promised)?,
        statutory: due(&spec.limits.statutory)?,
        preconditions: spec.preconditions.clone(),
        after: routed.waits_for.iter().filter_map(name_of).collect(),
        in_person: spec.in_person,
    })
}

/// The items with their routes, as a case records them. `on_the_way` are items that the case has already.
fn choose(
    desk: &Open,
    items: &[String],
    hand: &[HandRoute],
    on_the_way: &BTreeSet<String>,
) -> Result<(Vec<RoutedItem>, Vec<ChosenItem>)> {
    let specs = items.iter().map(|key| spec(desk, key)).collect::<Result<Vec<_>>>()?;
    let choice = Choice { on_the_way: on_the_way.clone(), ..Choice::default() };
    let routed = desk.pack.route_for(&specs, &choice);
    let chosen = specs.iter().zip(&routed).enumerate().map(|(place, (spec, routed))| {
        let by_hand = hand.iter().find(|hand| hand.item == spec.key && !hand.lead.is_empty());
        let mut lead = party(desk, by_hand.map_or(&routed.lead, |hand| &hand.lead));
        if let Some(hand) = by_hand.filter(|hand| !hand.specialist.is_empty()) {
            lead.specialist = Some(hand.specialist.clone());
        }
        let rule = by_hand.map_or_else(|| routed.rule.say(Language::Chinese), |hand| hand.reason.clone());
        if by_hand.is_some_and(|hand| hand.reason.trim().is_empty()) {
            return Err(DeskError::said("hand_reason", &spec.key, &[("item", &spec.name)]));
        }
        Ok(ChosenItem {
            no: ItemNo::nth(place + 1),
            spec: ItemSpec { in_person: routed.in_person, ..(*spec).clone() },
            route: routed.route,
            assist: routed.assist.iter().filter(|key| **key != lead.key).map(|key| party(desk, key)).collect(),
            lead,
            rule,
            article: routed.article.clone(),
            by_hand: by_hand.is_some(),
        })
    });
    let chosen = chosen.collect::<Result<Vec<_>>>()?;
    Ok((routed, chosen))
}

/// A new file of a kind.
pub(crate) fn new_file(kind: &FileKind) -> FileId {
    FileId::of(kind, &uuid::Uuid::now_v7().to_string())
}

/// The whole intake as one turn: what a rule refuses is reported, the rest is done.
pub(crate) async fn take_in(desk: &Open, intake: &Intake) -> Result<TakenIn> {
    let file = new_file(&FileKind::Case);
    let mut turn = desk.turn().await?;
    let mut refused = Vec::new();
    let number = register(desk, &mut turn, &file, intake).await?;
    let all = choose_in(desk, &mut turn, &file, &intake.items, &intake.hand, &mut refused).await?;
    if all.is_empty() && !intake.items.is_empty() {
        return Err(refused.into_iter().next().map_or_else(|| DeskError::said("no_item", "", &[]), DeskError::Refused));
    }
    if let Some(told) = &intake.notice {
        let items = numbers_of(&turn.state(&file).await?, |route| route != Route::Direct);
        if !items.is_empty() {
            let act = CaseAct::GiveNotice { items, told: told.clone(), reason: String::new() };
            try_act(&mut turn, &file, &act, &mut refused).await?;
        }
    }
    if !intake.papers.is_empty() {
        let act = CaseAct::Receive { from: intake.submitter.name.clone(), papers: intake.papers.clone() };
        try_act(&mut turn, &file, &act, &mut refused).await?;
    }
    if intake.accept {
        serve(desk, &mut turn, &file, intake, &mut refused).await?;
        accept(&mut turn, &file, &mut refused).await?;
    }
    if intake.dispatch {
        dispatch(desk, &mut turn, &file, &mut refused).await?;
    }
    turn.drop_draft(&crate::drafts::key(desk, "intake")).await?;
    turn.confirm().await?;
    let papers = crate::along::intake(desk, &file).await?;
    Ok(TakenIn { file, number, papers, refused: refused.iter().map(|refusal| refusal_view(desk, refusal)).collect() })
}

pub(crate) async fn register(desk: &Open, turn: &mut Turn<'_>, file: &FileId, intake: &Intake) -> Result<String> {
    let person = talent::fold(&desk.history(&intake.talent).await?);
    let employer = match &intake.employer {
        Some(employer) => employer::fold(&desk.history(employer).await?).record.name,
        None => person.record.employer_name.clone(),
    };
    let need = NeedRegistered {
        number: String::new(),
        talent: intake.talent.clone(),
        talent_name: person.record.name,
        employer: intake.employer.clone().or(person.record.employer),
        employer_name: employer,
        need: intake.need.clone(),
        channel: intake.channel.clone(),
        submitter: intake.submitter.clone(),
        first_contact: turn.author().name.clone(),
        pack: desk.pack.pack_ref(),
    };
    Ok(turn.on_case(file, &CaseAct::RegisterNeed { need: Box::new(need) }).await?.number)
}

/// Chooses items; when not all can be chosen together, each that can.
pub(crate) async fn choose_in(
    desk: &Open,
    turn: &mut Turn<'_>,
    file: &FileId,
    items: &[String],
    hand: &[HandRoute],
    refused: &mut Vec<Refusal>,
) -> Result<Vec<ItemNo>> {
    let before = turn.state(file).await?;
    let on_the_way: BTreeSet<String> = before
        .items
        .values()
        .filter(|item| item.route != Route::Direct && item.phase != ItemPhase::NotAccepted)
        .map(|item| item.spec.key.clone())
        .collect();
    let (_, chosen) = choose(desk, items, hand, &on_the_way)?;
    if chosen.is_empty() {
        return Ok(Vec::new());
    }
    let together = turn.on_case(file, &CaseAct::ChooseItems { items: chosen.clone() }).await;
    match together {
        Ok(_) => {}
        Err(DeskError::Refused(refusal)) if chosen.len() == 1 => refused.push(refusal),
        Err(DeskError::Refused(_)) => {
            for item in chosen {
                try_act(turn, file, &CaseAct::ChooseItems { items: vec![item] }, refused).await?;
            }
        }
        Err(error) => return Err(error),
    }
    let after = turn.state(file).await?;
    Ok(after.items.keys().filter(|no| !before.items.contains_key(*no)).cloned().collect())
}

/// Does an act if the rules allow it; a refusal is kept for the person.
async fn try_act(turn: &mut Turn<'_>, file: &FileId, act: &CaseAct, refused: &mut Vec<Refusal>) -> Result<bool> {
    match turn.on_case(file, act).await {
        Ok(_) => Ok(true),
        Err(DeskError::Refused(refusal)) => {
            refused.push(refusal);
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

fn numbers_of(state: &CaseState, route: impl Fn(Route) -> bool) -> Vec<ItemNo> {
    state.items.values().filter(|item| route(item.route)).map(|item| item.no.clone()).collect()
}

/// Items given at once by card are served, with the talent's card as proof.
async fn serve(
    desk: &Open,
    turn: &mut Turn<'_>,
    file: &FileId,
    intake: &Intake,
    refused: &mut Vec<Refusal>,
) -> Result<()> {
    let state = turn.state(file).await?;
    let direct = state.items.values().filter(|item| item.route == Route::Direct && !item.phase.is_over());
    let person = talent::fold(&desk.history(&intake.talent).await?).record;
    let card = person.cards.iter().find(|card| card.until.is_none_or(|until| until >= desk.today()));
    let proof = card.map(|card| format!("{} {}", card.name, card.number).trim().to_owned()).unwrap_or_default();
    for item in direct {
        let note = item.spec.results.first().unwrap_or(&item.spec.name).clone();
        let act = CaseAct::Serve { item: item.no.clone(), proof: proof.clone(), note };
        try_act(turn, file, &act, refused).await?;
    }
    Ok(())
}

/// Accepts all items that can be accepted, with one notice.
async fn accept(turn: &mut Turn<'_>, file: &FileId, refused: &mut Vec<Refusal>) -> Result<()> {
    let state = turn.state(file).await?;
    let mut ready = Vec::new();
    for item in state.items.values().filter(|item| item.route != Route::Direct && item.accepted.is_none()) {
        match turn.would(&state, &CaseAct::Accept { items: vec![item.no.clone()] }) {
            Ok(()) => ready.push(item.no.clone()),
            Err(refusal) => refused.push(refusal),
        }
    }
    if !ready.is_empty() {
        try_act(turn, file, &CaseAct::Accept { items: ready }, refused).await?;
    }
    Ok(())
}

/// Sends every accepted item to its departments, lead first.
pub(crate) async fn dispatch(
    desk: &Open,
    turn: &mut Turn<'_>,
    file: &FileId,
    refused: &mut Vec<Refusal>,
) -> Result<()> {
    let state = turn.state(file).await?;
    let sendable = |route: Route| !matches!(route, Route::Direct | Route::OnSpot);
    for item in state.items.values().filter(|item| sendable(item.route) && item.phase == ItemPhase::Accepted) {
        for body in std::iter::once(&item.lead).chain(&item.assist) {
            let request = desk.say("intake.request", &[("item", &item.spec.name), ("duty", &item.spec.duty)]);
            let act = CaseAct::Dispatch { item: item.no.clone(), body: body.key.clone(), request };
            if !try_act(turn, file, &act, refused).await? {
                break; // What holds the lead back holds the others back.
            }
        }
    }
    Ok(())
}

/// Adds items to a case that is already there: the route counts the items on their way.
pub(crate) async fn add_items(desk: &Open, file: &FileId, items: &[String], hand: &[HandRoute]) -> Result<()> {
    let mut turn = desk.turn().await?;
    let mut refused = Vec::new();
    choose_in(desk, &mut turn, file, items, hand, &mut refused).await?;
    if let Some(refusal) = refused.into_iter().next() {
        return Err(DeskError::Refused(refusal));
    }
    turn.confirm().await?;
    Ok(())
}
