//! The parallel timeline: a lane per item and department on an axis of days.

use crate::desk::Open;
use crate::start::day;
use crate::view::{Lane, Piece, PieceKind, Timeline};
use chrono::{Days, NaiveDate};
use greenlane_domain::case::{CaseState, ItemState, Party, TaskState};
use greenlane_domain::pack::DayKind;

/// The longest axis that is drawn, in days: longer cases show their end.
const LONGEST: u64 = 120;
/// Days drawn after the last thing on the axis.
const MARGIN: u64 = 2;

pub(crate) fn timeline(desk: &Open, state: &CaseState, today: NaiveDate) -> Timeline {
    let Some(registered) = state.registered.as_ref().map(|mark| mark.local.date()) else { return Timeline::default() };
    let lanes: Vec<Lane> = state.items.values().flat_map(|item| lanes(desk, state, item, registered, today)).collect();
    let ends = lanes
        .iter()
        .flat_map(|lane| lane.due.iter().map(|due| due.date).chain(lane.pieces.iter().map(|piece| piece.to)));
    let open = state.items.values().any(|item| !item.phase.is_over());
    let last = ends.chain(open.then_some(today)).max().unwrap_or(registered).max(registered);
    let last = last.checked_add_days(Days::new(MARGIN)).unwrap_or(last);
    let earliest = last.checked_sub_days(Days::new(LONGEST)).unwrap_or(registered);
    let first = registered.max(earliest);
    let days = first.iter_days().take_while(|date| *date <= last).map(|date| day(desk, date)).collect();
    Timeline { days, lanes, today: (first..=last).contains(&today).then_some(today) }
}

fn lanes(desk: &Open, state: &CaseState, item: &ItemState, registered: NaiveDate, today: NaiveDate) -> Vec<Lane> {
    std::iter::once(&item.lead)
        .chain(&item.assist)
        .map(|party| {
            let task = item.tasks.get(&party.key);
            let party = task.map_or(party, |task| &task.to);
            Lane {
                item: item.no.clone(),
                title: item.spec.name.clone(),
                body: body(desk, party),
                body_key: party.key.clone(),
                pieces: [pieces(desk, item, task, registered, today), after(desk, state, item, party, today)].concat(),
                due: item.due().cloned(),
                due_words: due_words(desk, item),
            }
        })
        .collect()
}

fn body(desk: &Open, party: &Party) -> String {
    match &party.specialist {
        Some(specialist) => format!("{} {specialist}", party.short),
        None => desk.say("timeline.vacant", &[("body", &party.short)]),
    }
}

fn due_words(desk: &Open, item: &ItemState) -> String {
    let (key, due) = match (&item.dues.promised, &item.dues.statutory) {
        (Some(due), _) => {
            (if item.extensions.is_empty() { "timeline.promised" } else { "timeline.extended" }, Some(due))
        }
        (None, Some(due)) => ("timeline.statutory", Some(due)),
        (None, None) if item.accepted.is_some() => ("timeline.unset", None),
        (None, None) => ("timeline.not_started", None),
    };
    let days = due.map(|due| due.days.to_string()).unwrap_or_default();
    let kind = match due.map(|due| due.kind) {
        Some(DayKind::Calendar) => desk.say("days.calendar", &[("n", &days)]),
        _ => desk.say("days.working", &[("n", &days)]),
    };
    desk.say(key, &[("days", &kind)])
}

/// From registration to the end, without a gap: each piece ends where the next begins.
fn pieces(
    desk: &Open,
    item: &ItemState,
    task: Option<&TaskState>,
    registered: NaiveDate,
    today: NaiveDate,
) -> Vec<Piece> {
    let date = |mark: &greenlane_domain::case::Mark| mark.local.date();
    let words = |key: &str| desk.say(&format!("piece.{key}"), &[]);
    let mut pieces = Vec::new();
    let mut add =
        |from: NaiveDate, to: NaiveDate, kind, words| pieces.push(Piece { from, to: to.max(from), kind, words });
    let Some(accepted) = item.accepted.as_ref().map(date) else {
        let end = item.non_acceptance.as_ref().map_or(today, |(mark, _)| date(mark));
        add(registered, end, PieceKind::Preparing, words("preparing"));
        return pieces;
    };
    if registered < accepted {
        add(registered, accepted, PieceKind::Preparing, words("preparing"));
    }
    let answered = task.and_then(|task| task.feedback.as_ref()).map(|(mark, _)| date(mark));
    let decided = item.decision.as_ref().map(|(mark, _)| date(mark));
    let end = answered.or(decided);
    let sent = task.map(|task| date(&task.dispatched));
    let taken = task.and_then(|task| task.acknowledged.as_ref()).map(date);
    let until = end.unwrap_or(today);
    let handled_from =
        taken.or(sent.filter(|_| answered.is_some())).or((task.is_none() && decided.is_some()).then_some(accepted));
    let waiting_until = handled_from.unwrap_or(until);
    if accepted < waiting_until || handled_from.is_none() {
        let key = match (sent, task.is_some_and(|task| task.returned)) {
            (_, true) => "returned",
            (Some(_), _) => "waiting",
            (None, _) => "to_dispatch",
        };
        add(accepted, waiting_until, PieceKind::Waiting, words(key));
    }
    if let Some(from) = handled_from {
        handled(desk, item, from, until, &mut add);
    }
    let late = item.due().filter(|due| until > due.date && item.suspended().is_none());
    if let Some(due) = late {
        let over = desk.calendar.remaining(until, due.date).unsigned_abs().to_string();
        let from = due.date.succ_opt().unwrap_or(due.date);
        add(from, until, PieceKind::Overdue, desk.say("piece.overdue", &[("n", &over)]));
    }
    if let Some(end) = end {
        let key = if decided.is_some() { "decided" } else { "answered" };
        add(end, end, PieceKind::Done, words(key));
    }
    pieces
}

/// A bad rating and how it was put right, on the lane of whoever led the item.
fn after(desk: &Open, state: &CaseState, item: &ItemState, party: &Party, today: NaiveDate) -> Vec<Piece> {
    let rated = state.rectifications.iter().find(|one| one.item.as_ref() == Some(&item.no));
    let Some(rated) = rated.filter(|_| party.key == item.lead.key) else { return Vec::new() };
    let from = rated.mark.local.date();
    let done = rated.done.as_ref().map(|(mark, _)| mark.local.date());
    let to = done.unwrap_or(today).max(from);
    let words = desk.say("piece.rectifying", &[]);
    let mut pieces = vec![Piece { from, to, kind: PieceKind::Waiting, words }];
    pieces.extend(done.map(|_| Piece { from: to, to, kind: PieceKind::Done, words: desk.say("piece.rectified", &[]) }));
    pieces
}

/// The time in a department's hands, with the times when the clock stood.
fn handled(
    desk: &Open,
    item: &ItemState,
    from: NaiveDate,
    until: NaiveDate,
    add: &mut impl FnMut(NaiveDate, NaiveDate, PieceKind, String),
) {
    let mut at = from;
    for standstill in &item.suspensions {
        let start = standstill.suspension.from.max(at);
        let end = standstill.resumed_on.unwrap_or(until).min(until);
        if start > at {
            add(at, start, PieceKind::Handling, desk.say("piece.handling", &[]));
        }
        if end >= start {
            add(start, end, PieceKind::Suspended, standstill.suspension.reason.clone());
            at = end;
        }
    }
    if at < until || item.suspensions.is_empty() {
        add(at, until, PieceKind::Handling, desk.say("piece.handling", &[]));
    }
}
