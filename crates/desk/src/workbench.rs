//! The day's work: what to do by clock, what is stuck, who comes today; and the counts beside the navigation.

use crate::desk::Open;
use crate::lists::{self, ListedCase, ListedItem};
use crate::problem::Result;
use crate::view::{Appointment, Rail, WorkLine, Workbench};
use chrono::{Datelike, Duration, NaiveDate};
use greenlane_domain::case::{CasePhase, ItemPhase, Light};
use std::collections::BTreeMap;

/// Lines shown of each group; the list of cases has the rest.
const LINES: usize = 60;
/// Working days without a move after which an item counts as stuck.
const STILL: i64 = 5;
/// Working days ahead for which due items are counted.
const AHEAD: usize = 10;
/// Days ahead for which appointments are shown.
const COMING: i64 = 7;

pub(crate) async fn workbench(desk: &Open) -> Result<Workbench> {
    let today = desk.today();
    let cases = lists::cases(desk).await?;
    let mut todo = Vec::new();
    let mut stuck = Vec::new();
    let mut lights: BTreeMap<Light, usize> = BTreeMap::new();
    let ahead_days = ahead(desk, today);
    let mut ahead: BTreeMap<NaiveDate, usize> = ahead_days.iter().map(|date| (*date, 0)).collect();
    for case in cases.iter().filter(|case| case.phase != CasePhase::Filed) {
        for item in case.items.iter().filter(|item| item.next.is_some()) {
            let light = lists::light(desk, item, today);
            if !item.phase.is_over() {
                *lights.entry(light).or_default() += 1;
                if let Some(count) = item.due.as_ref().and_then(|due| ahead.get_mut(&due.date)) {
                    *count += 1;
                }
            }
            if let Some(why) = why_stuck(desk, item, today) {
                stuck.push(line(desk, case, item, light, today, why));
            } else if is_ours(item) || light == Light::Red || light == Light::Yellow {
                todo.push(line(desk, case, item, light, today, why_here(desk, item, light)));
            }
        }
    }
    let urgency = |line: &WorkLine| (line.remaining.is_none(), line.remaining, line.light);
    todo.sort_by_key(urgency);
    stuck.sort_by_key(urgency);
    todo.truncate(LINES);
    stuck.truncate(LINES);
    let this_month = |case: &&ListedCase| {
        case.closed.is_some_and(|closed| (closed.year(), closed.month()) == (today.year(), today.month()))
    };
    let closed: Vec<&ListedCase> = cases.iter().filter(this_month).collect();
    Ok(Workbench {
        todo,
        stuck,
        appointments: appointments(desk, &cases, today),
        drafts: crate::drafts::begun(desk).await?,
        unsent: usize::try_from(desk.store.unsent_count().await?).unwrap_or(usize::MAX),
        ahead: ahead.into_iter().collect(),
        lights: lights.into_iter().collect(),
        closed_this_month: closed.len(),
        in_time_this_month: closed.iter().filter(|case| case.in_time).count(),
    })
}

/// Today and the working days after it.
fn ahead(desk: &Open, today: NaiveDate) -> Vec<NaiveDate> {
    let works = |date: &NaiveDate| crate::start::day(desk, *date).working;
    today.iter_days().filter(works).take(AHEAD).collect()
}

/// Whether the window has to move, and not a department.
fn is_ours(item: &ListedItem) -> bool {
    !matches!(item.phase, ItemPhase::Dispatched | ItemPhase::Handling | ItemPhase::Suspended | ItemPhase::HandedOver)
}

fn why_stuck(desk: &Open, item: &ListedItem, today: NaiveDate) -> Option<String> {
    match item.phase {
        ItemPhase::Returned => return Some(desk.say("why.returned", &[])),
        ItemPhase::Coordinating => return Some(desk.say("why.coordinating", &[])),
        ItemPhase::Suspended => return Some(desk.say("why.standing", &[])),
        phase if phase.is_over() => return None,
        _ => {}
    }
    let still = desk.calendar.remaining(item.changed.date(), today);
    if still >= STILL {
        return Some(desk.say("why.still", &[("n", &still.to_string())]));
    }
    (item.vacant && item.phase == ItemPhase::Dispatched).then(|| desk.say("why.vacant", &[]))
}

fn why_here(desk: &Open, item: &ListedItem, light: Light) -> String {
    match light {
        Light::Red => desk.say("why.overdue", &[]),
        Light::Yellow => desk.say("why.near", &[]),
        _ => item.next.map(|act| desk.say(&format!("why.{}", act.word()), &[])).unwrap_or_default(),
    }
}

fn line(desk: &Open, case: &ListedCase, item: &ListedItem, light: Light, today: NaiveDate, why: String) -> WorkLine {
    let due = item.due.clone().filter(|_| !item.phase.is_over());
    WorkLine {
        file: case.file.clone(),
        number: case.number.clone(),
        talent: case.talent_name.clone(),
        item: Some(item.no.clone()),
        item_name: item.name.clone(),
        phase: Some(item.phase),
        light,
        remaining: due.as_ref().map(|due| desk.calendar.remaining(today, due.date)),
        due,
        body: item.bodies.first().map(|(_, short)| short.clone()).unwrap_or_default(),
        next: item.next,
        why,
    }
}

fn appointments(desk: &Open, cases: &[ListedCase], today: NaiveDate) -> Vec<Appointment> {
    let until = today + Duration::days(COMING);
    let mut appointments: Vec<Appointment> = cases
        .iter()
        .flat_map(|case| case.visits.iter().map(move |visit| (case, visit)))
        .filter(|(_, visit)| (today..=until).contains(&visit.at.date()))
        .map(|(case, visit)| Appointment {
            file: case.file.clone(),
            talent: case.talent_name.clone(),
            at: visit.at,
            what: match &visit.item {
                Some(item) => desk.say("appointment.visit", &[("item", item)]),
                None => desk.say("appointment.handover", &[]),
            },
            place: visit.place.clone(),
        })
        .collect();
    appointments.sort_by_key(|appointment| appointment.at);
    appointments
}

pub(crate) async fn rail(desk: &Open) -> Result<Rail> {
    let today = desk.today();
    let cases = lists::cases(desk).await?;
    let open = || cases.iter().filter(|case| case.phase != CasePhase::Filed);
    let urgent = |item: &&ListedItem| {
        !item.phase.is_over() && !item.standing && item.due.as_ref().is_some_and(|due| due.date <= today)
    };
    Ok(Rail {
        urgent: open().flat_map(|case| &case.items).filter(urgent).count(),
        cases: open().count(),
        talents: lists::talents(desk).await?.len(),
        employers: lists::employers(desk).await?.len(),
        papers: cases.iter().flat_map(|case| &case.papers).filter(|paper| paper.originals == 0).count(),
        to_send: usize::try_from(desk.store.unsent_count().await?).unwrap_or(usize::MAX),
        to_settle: cases.iter().map(|case| case.contradictions).sum(),
        road: "alone".to_owned(),
        calendar_year_missing: desk.calendar.next_year_reminder(today),
    })
}
