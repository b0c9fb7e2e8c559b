//! The day's work: what to do by clock, what is stuck, who comes today; and the counts beside the navigation.

use crate::case_list::number;
use crate::desk::Open;
use crate::problem::Result;
use crate::road::standing;
use crate::view::{Appointment, Rail, WorkLine, Workbench};
use chrono::{Datelike, Days, Duration, NaiveDate, NaiveTime};
use greenlane_domain::case::{CasePhase, ItemPhase, Light};
use greenlane_domain::fact::Moment;
use greenlane_domain::pack::DayKind;
use greenlane_store::{CaseFilter, CaseSort, ItemFilter, ItemRow, ItemSort};
use std::collections::BTreeMap;

/// Lines of each group; the list of cases has the rest.
const LINES: u32 = 60;
/// Working days without a move after which an item counts as stuck.
const STILL: u32 = 5;
/// Where an item waits for a step, and the pack's clock of that step.
const STEPS: [(ItemPhase, &str); 2] = [(ItemPhase::Accepted, "dispatch"), (ItemPhase::Dispatched, "acknowledge")];
/// Working days ahead for which due items are counted.
const AHEAD: usize = 10;
/// Days ahead for which appointments are shown.
const COMING: i64 = 7;
/// Days back for which missed ones are shown.
const GONE: i64 = 60;

pub(crate) async fn workbench(desk: &Open) -> Result<Workbench> {
    let today = desk.today();
    let lights = desk.lights();
    let items = |filter: ItemFilter, sort| async move { desk.store.items(&filter, &lights, sort, LINES).await };
    let in_phases = |phases: &[ItemPhase]| ItemFilter { phases: phases.to_vec(), ..ItemFilter::default() };

    let mut stuck_rows = Vec::new();
    // Phase by phase: the first of each are looked up, while those of several phases would have to be searched for.
    for phase in [ItemPhase::Returned, ItemPhase::Coordinating, ItemPhase::Suspended] {
        join(&mut stuck_rows, items(in_phases(&[phase]), ItemSort::Due).await?);
    }
    let still = [ItemPhase::Accepted, ItemPhase::Dispatched, ItemPhase::Handling, ItemPhase::FedBack];
    let quiet = ItemFilter { quiet_since: Some(quiet_since(desk, today, STILL)), ..in_phases(&still) };
    join(&mut stuck_rows, items(quiet, ItemSort::Quiet).await?);
    for (phase, key) in STEPS {
        if let Some(within) = step_days(desk, key) {
            let late = ItemFilter { quiet_since: Some(quiet_since(desk, today, within)), ..in_phases(&[phase]) };
            let mut late = items(late, ItemSort::Quiet).await?;
            // What waits for another item is not late with its own step.
            late.retain(|row| row.next.is_some());
            join(&mut stuck_rows, late);
        }
    }

    let pressing = ItemFilter { lights: vec![Light::Red, Light::Yellow], ..ItemFilter::default() };
    let mut todo_rows = items(pressing, ItemSort::Due).await?;
    for phase in [ItemPhase::Accepted, ItemPhase::FedBack, ItemPhase::Chosen] {
        join(&mut todo_rows, items(in_phases(&[phase]), ItemSort::Due).await?);
    }
    let ready = ItemFilter { lights: vec![Light::Done], ..in_phases(&[ItemPhase::Decided, ItemPhase::Collected]) };
    join(&mut todo_rows, items(ready, ItemSort::Quiet).await?);
    let nothing_to_do = |row: &ItemRow| row.next.is_none() && !matches!(row.light, Light::Red | Light::Yellow);
    todo_rows.retain(|row| !is_in(&stuck_rows, row) && !nothing_to_do(row));

    let mut todo = Vec::new();
    for row in todo_rows {
        todo.push(line(desk, row, today, why_here));
    }
    let mut stuck = Vec::new();
    for row in stuck_rows {
        stuck.push(line(desk, row, today, why_stuck));
    }
    for lines in [&mut todo, &mut stuck] {
        lines.sort_by_key(|line| (line.remaining.is_none(), line.remaining, line.light));
        lines.truncate(LINES as usize);
    }
    let (aftercare, aftercare_total) = crate::aftercare::of_all(desk, today).await?;
    let (closed, in_time) = desk.store.closed(today.with_day(1).unwrap_or(today), today).await?;
    Ok(Workbench {
        todo,
        stuck,
        appointments: appointments(desk, today).await?,
        aftercare,
        aftercare_total,
        drafts: crate::drafts::begun(desk).await?,
        unsent: standing::to_send(&desk.store).await?,
        ahead: ahead(desk, today).await?,
        lights: desk.store.item_lights(&lights).await?.into_iter().map(|(light, n)| (light, number(n))).collect(),
        closed_this_month: number(closed),
        in_time_this_month: number(in_time),
    })
}

fn is_in(rows: &[ItemRow], row: &ItemRow) -> bool {
    rows.iter().any(|known| known.file == row.file && known.item == row.item)
}

fn join(rows: &mut Vec<ItemRow>, more: Vec<ItemRow>) {
    for row in more {
        if !is_in(rows, &row) {
            rows.push(row);
        }
    }
}

/// The moment before which nothing may have happened to an item for it to count as stuck.
fn quiet_since(desk: &Open, today: NaiveDate, working_days: u32) -> i64 {
    let mut day = today;
    let mut left = working_days;
    // No stretch without a working day is longer than this.
    for _ in 0..60 {
        if left == 0 {
            break;
        }
        day = day.checked_sub_days(Days::new(1)).unwrap_or(day);
        left -= u32::from(crate::start::day(desk, day).working);
    }
    Moment::local(day.and_time(NaiveTime::MIN)).ms
}

/// How many items fall due today and on each of the working days after.
async fn ahead(desk: &Open, today: NaiveDate) -> Result<Vec<(NaiveDate, usize)>> {
    let works = |date: &NaiveDate| *date == today || crate::start::day(desk, *date).working;
    let days: Vec<NaiveDate> = today.iter_days().filter(works).take(AHEAD).collect();
    let last = days.last().copied().unwrap_or(today);
    let due: BTreeMap<NaiveDate, u64> = desk.store.dues(today, last).await?.into_iter().collect();
    Ok(days.into_iter().map(|day| (day, number(due.get(&day).copied().unwrap_or(0)))).collect())
}

/// The working days that the city gives a step, if it gives any.
fn step_days(desk: &Open, key: &str) -> Option<u32> {
    let within = desk.pack.clock(key)?.within.get()?;
    (within.kind == DayKind::Working).then_some(within.days)
}

fn why_stuck(desk: &Open, row: &ItemRow) -> String {
    match row.phase {
        ItemPhase::Returned => desk.say("why.returned", &[]),
        ItemPhase::Coordinating => desk.say("why.coordinating", &[]),
        ItemPhase::Suspended => desk.say("why.standing", &[]),
        ItemPhase::Dispatched if vacant(desk, &row.lead) => desk.say("why.vacant", &[]),
        phase => {
            let last = Moment { ms: row.last_ms, tick: 0 }.date();
            let days = desk.calendar.remaining(last, desk.today());
            let step = STEPS.iter().find(|(at, key)| *at == phase && step_days(desk, key).is_some());
            match step.and_then(|(_, key)| desk.pack.clock(key)) {
                Some(clock) => desk.say("why.step", &[("name", &clock.name), ("n", &days.to_string())]),
                None => desk.say("why.still", &[("n", &days.to_string())]),
            }
        }
    }
}

fn vacant(desk: &Open, body: &str) -> bool {
    crate::intake::party(desk, body).specialist.is_none()
}

fn why_here(desk: &Open, row: &ItemRow) -> String {
    match row.light {
        Light::Red => desk.say("why.overdue", &[]),
        // Many packs leave a missed promise yellow and keep red for the statutory date.
        Light::Yellow if row.due.as_ref().is_some_and(|due| due.date < desk.today()) => {
            desk.say("why.past_promise", &[])
        }
        Light::Yellow => desk.say("why.near", &[]),
        _ if row.next.is_none() => desk.say("why.predecessor", &[]),
        _ => row.next.map(|act| desk.say(&format!("why.{}", act.word()), &[])).unwrap_or_default(),
    }
}

fn line(desk: &Open, row: ItemRow, today: NaiveDate, why: impl Fn(&Open, &ItemRow) -> String) -> WorkLine {
    let why = why(desk, &row);
    let due = row.due.filter(|_| !row.phase.is_over());
    WorkLine {
        file: row.file,
        number: row.case_number,
        talent: row.talent_name,
        item: Some(row.item),
        item_name: row.name,
        phase: Some(row.phase),
        light: row.light,
        remaining: due.as_ref().map(|due| desk.calendar.remaining(today, due.date)),
        due,
        body: row.lead_short,
        next: row.next,
        why,
    }
}

async fn appointments(desk: &Open, today: NaiveDate) -> Result<Vec<Appointment>> {
    let begins = today.and_time(NaiveTime::MIN);
    let coming = desk.store.appointments(begins - Duration::days(GONE), begins + Duration::days(COMING)).await?;
    Ok(coming
        .into_iter()
        .take(LINES as usize)
        .map(|one| Appointment {
            file: one.file,
            talent: one.talent_name,
            at: one.at,
            all_day: one.what == "paper",
            missed: one.at < begins,
            what: desk.say(&format!("appointment.{}", one.what), &[]),
            place: one.place,
        })
        .collect())
}

pub(crate) async fn rail(desk: &Open) -> Result<Rail> {
    let today = desk.today();
    let lights = desk.lights();
    let count = |filter: CaseFilter| async move {
        desk.store.cases(&filter, &lights, CaseSort::Number, 0).await.map(|page| page.total)
    };
    let late = desk.store.dues(NaiveDate::default(), today).await?;
    let open = CaseFilter { except: vec![CasePhase::Filed], ..CaseFilter::default() };
    Ok(Rail {
        urgent: number(late.into_iter().map(|(_, count)| count).sum()),
        cases: number(count(open).await?),
        talents: number(desk.store.talents("", 0).await?.total),
        employers: number(desk.store.employers("", 0).await?.total),
        papers: number(desk.store.papers("", true, 0).await?.total),
        // The road fills these in.
        to_send: 0,
        to_settle: 0,
        road: String::new(),
        account: None,
        calendar_year_missing: desk.calendar.next_year_reminder(today),
    })
}
