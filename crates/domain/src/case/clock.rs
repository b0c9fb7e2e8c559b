//! The clocks of a case and its items. An item has two, statutory and promised; the case's follows from its items.

use super::body::{DueMove, Dues, ItemNo, Which};
use super::legal::statutory_limit;
use super::rules::Rules;
use super::state::{CaseState, ItemState};
use crate::calendar::{Calendar, CalendarError, Due};
use crate::pack::{self, DayKind, Days, ItemSpec};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The light of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Past the date (逾期).
    Red,
    /// Near the date (临期).
    Yellow,
    /// In time (正常).
    Green,
    /// The limit is not decided: nothing is counted (时限未定，不计算).
    Unset,
    /// The clock stands (中止).
    Standing,
    /// Not running: not accepted yet.
    NotStarted,
    /// Finished.
    Done,
}

/// The case's clock: the day by which everything can be handed over together, as promised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CaseClock {
    /// The latest promised (else statutory) date of its items; absent while none is known.
    pub due: Option<Due>,
    /// Items whose limits nobody has decided: the date does not cover them.
    pub unset: Vec<ItemNo>,
    /// The worst light of its items.
    pub light: Light,
}

/// The light of an item today.
#[must_use]
pub fn item_light(item: &ItemState, today: NaiveDate, calendar: &Calendar, rules: &Rules) -> Light {
    if item.phase.is_over() {
        return Light::Done;
    }
    if item.accepted.is_none() {
        return Light::NotStarted;
    }
    if item.suspended().is_some() {
        return Light::Standing;
    }
    let Some(due) = item.due() else { return Light::Unset };
    if today > due.date {
        let within_law = item.dues.statutory.as_ref().is_some_and(|law| today <= law.date);
        return match if within_law { rules.past_promised } else { rules.past_statutory } {
            // Whatever a city says: what is late is not green.
            pack::Light::Yellow | pack::Light::Green => Light::Yellow,
            pack::Light::Red => Light::Red,
        };
    }
    let remaining = calendar.remaining(today, due.date);
    match rules.yellow_at {
        Some(days) if remaining <= i64::from(days) => Light::Yellow,
        _ => Light::Green,
    }
}

/// The case's clock today.
#[must_use]
pub fn case_clock(state: &CaseState, today: NaiveDate, calendar: &Calendar, rules: &Rules) -> CaseClock {
    let accepted = || state.items.values().filter(|item| item.accepted.is_some());
    let unset = accepted().filter(|item| item.due().is_none() && !item.phase.is_over());
    CaseClock {
        due: accepted().filter_map(ItemState::due).max_by_key(|due| due.date).cloned(),
        unset: unset.map(|item| item.no.clone()).collect(),
        light: state
            .items
            .values()
            .map(|item| item_light(item, today, calendar, rules))
            .min()
            .unwrap_or(Light::NotStarted),
    }
}

/// An item's dates when its clocks start on a day. An unset limit gives no date.
pub(super) fn dues_from(spec: &ItemSpec, start: NaiveDate, calendar: &Calendar) -> Result<Dues, CalendarError> {
    let due = |limit: Option<Days>| limit.map(|days| calendar.due(start, days)).transpose();
    Ok(Dues { statutory: due(statutory_limit(spec))?, promised: due(spec.limits.promised.get().copied())? })
}

/// The dates after a standstill: what was left on the day it began, counted from the day it ended.
pub(super) fn dues_after(
    dues: &Dues,
    stood_from: NaiveDate,
    resumed_on: NaiveDate,
    calendar: &Calendar,
) -> Result<Dues, CalendarError> {
    let moved =
        |due: &Option<Due>| due.as_ref().map(|due| after_standstill(due, stood_from, resumed_on, calendar)).transpose();
    Ok(Dues { statutory: moved(&dues.statutory)?, promised: moved(&dues.promised)? })
}

fn after_standstill(
    due: &Due,
    stood_from: NaiveDate,
    resumed_on: NaiveDate,
    calendar: &Calendar,
) -> Result<Due, CalendarError> {
    if due.date <= stood_from || resumed_on <= stood_from {
        return Ok(due.clone());
    }
    let left = match due.kind {
        DayKind::Working => calendar.remaining(stood_from, due.date),
        DayKind::Calendar => (due.date - stood_from).num_days(),
    };
    calendar.due(resumed_on, Days { days: u32::try_from(left).unwrap_or(0), kind: due.kind })
}

/// The dates that another calendar would give an open case: what an imported notice moves.
///
/// # Errors
/// When the calendar lacks a year that a clock runs through.
pub fn moved_dues(state: &CaseState, calendar: &Calendar) -> Result<Vec<DueMove>, CalendarError> {
    let mut moves = Vec::new();
    // A date that was extended was agreed and told: it stays.
    let counted = |item: &&ItemState| item.accepted.is_some() && !item.phase.is_over() && item.extensions.is_empty();
    for item in state.items.values().filter(counted) {
        let Some(start) = item.counted_from else { continue };
        let mut dues = dues_from(&item.spec, start, calendar)?;
        for standstill in &item.suspensions {
            if let Some(resumed_on) = standstill.resumed_on {
                dues = dues_after(&dues, standstill.suspension.from, resumed_on, calendar)?;
            }
        }
        let pairs = [
            (Which::Statutory, &item.dues.statutory, &dues.statutory),
            (Which::Promised, &item.dues.promised, &dues.promised),
        ];
        for (which, from, to) in pairs {
            if let (Some(from), Some(to)) = (from, to)
                && (from.date != to.date || from.provisional != to.provisional)
            {
                moves.push(DueMove { item: item.no.clone(), which, from: from.clone(), to: to.clone() });
            }
        }
    }
    Ok(moves)
}

/// The nearest date of the items that are still open.
#[must_use]
pub fn next_due(state: &CaseState) -> Option<(&ItemNo, &Due)> {
    let open = state.items.values().filter(|item| !item.phase.is_over() && item.suspended().is_none());
    open.filter_map(|item| item.due().map(|due| (&item.no, due))).min_by_key(|(_, due)| due.date)
}
