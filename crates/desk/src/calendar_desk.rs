//! The calendar: any due date and why, a year's days, and adopting a new notice with everything that it moves.

use crate::case_page::explanation;
use crate::desk::{Desk, Open};
use crate::history;
use crate::problem::{DeskError, Result};
use crate::start::day;
use crate::view::{Explanation, MovedDue, NoticeReading, YearView};
use chrono::NaiveDate;
use greenlane_domain::calendar::{Calendar, YearNotice, YearState, diff, parse_notice};
use greenlane_domain::case::{self, CaseAct, CaseState, DueMove, moved_dues};
use greenlane_domain::fact::FileId;
use greenlane_domain::name;
use greenlane_domain::office::OfficeFact;
use greenlane_domain::pack::Days;

pub(crate) fn due(desk: &Open, from: NaiveDate, days: Days) -> Result<Explanation> {
    let due = desk.calendar.due(from, days)?;
    Ok(explanation(desk, from, days, Some(due)))
}

pub(crate) fn year(desk: &Open, year: i32) -> Result<YearView> {
    let out_of_range = || DeskError::said("no_year", "year", &[("year", &year.to_string())]);
    let first = NaiveDate::from_ymd_opt(year, 1, 1).ok_or_else(out_of_range)?;
    let last = NaiveDate::from_ymd_opt(year, 12, 31).ok_or_else(out_of_range)?;
    let days: Vec<_> = desk.calendar.days(first, last).iter().map(|known| day(desk, known.date)).collect();
    let notices = desk.calendar.notices().filter(|notice| notice.year == year);
    let papers = notices.flat_map(|notice| {
        notice.papers.iter().map(|paper| (paper.number.clone().unwrap_or_default(), paper.note.clone(), paper.issued))
    });
    Ok(YearView {
        year,
        working_days: days.iter().filter(|day| day.working).count(),
        days,
        confirmed: desk.calendar.year(year) == YearState::Confirmed,
        notices: papers.collect(),
        calendar: desk.calendar.version().as_str().to_owned(),
    })
}

pub(crate) async fn read_notice(desk: &Open, text: &str) -> Result<NoticeReading> {
    match read(desk, text) {
        Err(faults) => Ok(faults),
        Ok((notice, calendar)) => {
            let moves = all_moves(desk, &calendar).await?;
            Ok(reading(desk, &notice, &calendar, &moves, false))
        }
    }
}

/// Adopts a notice that somebody else has checked: the office's fact and the moved dates of every open case, in one turn.
pub(crate) async fn adopt_notice(desk: &Desk, text: &str, reviewer: &str) -> Result<NoticeReading> {
    let open = desk.open()?;
    crate::start::required(reviewer, "reviewer")?;
    let one = name::normalize(reviewer);
    let own = [&open.person.name, &open.person.account, &open.person.staff_no];
    if own.into_iter().any(|own| !own.trim().is_empty() && name::normalize(own) == one) {
        return Err(DeskError::said("reviewer_is_self", "reviewer", &[("name", &one)]));
    }
    let (notice, calendar) = match read(&open, text) {
        Err(faults) => return Ok(faults),
        Ok(read) => read,
    };
    let moves = all_moves(&open, &calendar).await?;
    let paper = notice.papers.first().and_then(|paper| paper.number.clone());
    let because = paper.unwrap_or_else(|| notice.year.to_string());
    let mut turn = open.turn().await?;
    let fact = OfficeFact::CalendarAdopted { notice: Box::new(notice.clone()), reviewer: one };
    turn.write(&open.office_file, &[fact]).await?;
    for (file, _, moves) in &moves {
        let act = CaseAct::MoveDues { moves: moves.clone(), calendar: calendar.version(), because: because.clone() };
        turn.on_case(file, &act).await?;
    }
    turn.confirm().await?;
    let reading = reading(&open, &notice, &calendar, &moves, true);
    desk.refresh().await?;
    Ok(reading)
}

fn read(desk: &Open, text: &str) -> std::result::Result<(YearNotice, Calendar), NoticeReading> {
    let notice = parse_notice(text);
    let year = notice.as_ref().ok().map(|notice| notice.year);
    let laid = notice.and_then(|notice| Ok((notice.clone(), desk.calendar.with_notice(notice)?)));
    laid.map_err(|faults| NoticeReading {
        year,
        faults: faults.iter().map(|fault| fault.say(desk.language)).collect(),
        ..NoticeReading::default()
    })
}

async fn all_moves(desk: &Open, calendar: &Calendar) -> Result<Vec<(FileId, CaseState, Vec<DueMove>)>> {
    let mut all = Vec::new();
    for file in desk.store.cases_with_dates().await? {
        let state = case::fold(&desk.history(&file).await?);
        let moves = moved_dues(&state, calendar)?;
        if !moves.is_empty() {
            all.push((file, state, moves));
        }
    }
    Ok(all)
}

fn reading(
    desk: &Open,
    notice: &YearNotice,
    calendar: &Calendar,
    moves: &[(FileId, CaseState, Vec<DueMove>)],
    adopted: bool,
) -> NoticeReading {
    let day_words = |day: &greenlane_domain::calendar::Day| {
        let kind = desk.say(&format!("day.{}", history::word(&day.kind)), &[]);
        format!("{kind} {}", day.why.say(desk.language))
    };
    let moved = moves.iter().flat_map(|(_, state, moves)| {
        moves.iter().map(|moved| MovedDue {
            number: state.number().to_owned(),
            talent: state.talent_name().to_owned(),
            item: moved.item.clone(),
            item_name: state.items.get(&moved.item).map(|item| item.spec.name.clone()).unwrap_or_default(),
            which: moved.which,
            from: moved.from.clone(),
            to: moved.to.clone(),
            earlier: moved.to.date < moved.from.date,
        })
    });
    NoticeReading {
        year: Some(notice.year),
        faults: Vec::new(),
        changes: diff(&desk.calendar, calendar)
            .iter()
            .map(|change| (change.before.date, day_words(&change.before), day_words(&change.after)))
            .collect(),
        moved: moved.collect(),
        adopted,
    }
}
