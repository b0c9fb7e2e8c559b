//! What must still follow a handover or a bad rating, in words: on the case's page and among the day's work.

use crate::case_list::number;
use crate::desk::Open;
use crate::problem::Result;
use crate::view::AftercareLine;
use chrono::NaiveDate;
use greenlane_domain::case::{AftercareClock, AftercareKind, CaseState, Light, aftercare};
use greenlane_domain::fact::FileId;

/// Lines of each kind on the workbench.
const LINES: u32 = 12;

/// Of one case.
pub(crate) fn of_case(desk: &Open, file: &FileId, state: &CaseState, today: NaiveDate) -> Vec<AftercareLine> {
    let clocks = aftercare(state, today, &desk.calendar, &desk.rules);
    let case = Case { file, number: state.number(), talent: state.talent_name() };
    let line = |clock: AftercareClock| {
        let item = clock.item.as_ref().and_then(|no| state.items.get(no));
        let name = item.map_or("", |item| item.spec.name.as_str());
        line(desk, &case, clock, name, today)
    };
    clocks.into_iter().map(line).collect()
}

/// Of all cases: the longest open, and how many there are.
pub(crate) async fn of_all(desk: &Open, today: NaiveDate) -> Result<(Vec<AftercareLine>, usize)> {
    let (mut lines, mut all) = (Vec::new(), 0);
    for kind in [AftercareKind::Rectification, AftercareKind::CallBack] {
        let (rows, total) = desk.store.aftercare(kind, LINES).await?;
        all += number(total);
        for row in rows {
            let (calendar, rules) = (&desk.calendar, &desk.rules);
            let clock = AftercareClock::of(kind, row.item, &row.asked, row.since, today, calendar, rules);
            let case = Case { file: &row.file, number: &row.case_number, talent: &row.talent_name };
            lines.push(line(desk, &case, clock, &row.item_name, today));
        }
    }
    lines.sort_by_key(|line| (line.remaining.is_none(), line.remaining, line.clock.kind));
    Ok((lines, all))
}

struct Case<'a> {
    file: &'a FileId,
    number: &'a str,
    talent: &'a str,
}

fn line(desk: &Open, case: &Case, clock: AftercareClock, item: &str, today: NaiveDate) -> AftercareLine {
    let late = clock.due.as_ref().is_some_and(|due| today > due.date);
    let standing = match clock.light {
        Light::Unset => "unset",
        _ if late => "late",
        _ => "running",
    };
    let (kind, what) = match clock.kind {
        AftercareKind::Rectification => ("rectification", if item.is_empty() { case.number } else { item }),
        AftercareKind::CallBack => ("call_back", case.talent),
    };
    let due = clock.due.as_ref().map(|due| desk.say_day(due.date)).unwrap_or_default();
    let fill = [("what", what), ("due", &*due), ("article", &*clock.article)];
    AftercareLine {
        file: case.file.clone(),
        number: case.number.to_owned(),
        talent: case.talent.to_owned(),
        words: desk.say(&format!("aftercare.{kind}.{standing}"), &fill),
        remaining: clock.due.as_ref().map(|due| desk.calendar.remaining(today, due.date)),
        clock,
    }
}
