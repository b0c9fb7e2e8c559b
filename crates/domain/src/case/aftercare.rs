//! What must still follow when results are out: putting a bad rating right (整改), and calling the talent back (回访).

use super::body::{Aftercare, ItemNo};
use super::clock::Light;
use super::rules::Rules;
use super::state::CaseState;
use crate::calendar::{Calendar, Due};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AftercareKind {
    /// A bad rating is to be put right (整改).
    Rectification,
    /// The talent is to be called back (回访).
    CallBack,
}

/// Something that must still follow, and its clock today.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct AftercareClock {
    /// What.
    pub kind: AftercareKind,
    /// The badly rated item; absent when it is about the whole case.
    pub item: Option<ItemNo>,
    /// The article it rests on.
    pub article: String,
    /// The day it started, which is not counted.
    pub from: NaiveDate,
    /// Its date; absent where the city gave no days (未定).
    pub due: Option<Due>,
    /// Near its date yellow; once late red, for a callback yellow: it is pointed out. [`Light::Unset`] without days.
    pub light: Light,
}

/// What must still follow today, rectifications first.
#[must_use]
pub fn aftercare(state: &CaseState, today: NaiveDate, calendar: &Calendar, rules: &Rules) -> Vec<AftercareClock> {
    let clock =
        |kind, item, asked: &Aftercare, from| AftercareClock::of(kind, item, asked, from, today, calendar, rules);
    let open = state.rectifications.iter().filter(|one| one.done.is_none());
    let mut running: Vec<AftercareClock> = open
        .map(|one| clock(AftercareKind::Rectification, one.item.clone(), &one.asked, one.mark.local.date()))
        .collect();
    let call = state.call_back_due.as_ref();
    running.extend(call.map(|(mark, asked)| clock(AftercareKind::CallBack, None, asked, mark.local.date())));
    running
}

impl AftercareClock {
    /// The clock of something that was asked on a day. The date follows the calendar of today, as that of every step.
    #[must_use]
    pub fn of(
        kind: AftercareKind,
        item: Option<ItemNo>,
        asked: &Aftercare,
        from: NaiveDate,
        today: NaiveDate,
        calendar: &Calendar,
        rules: &Rules,
    ) -> Self {
        let due = asked.within.and_then(|days| calendar.due(from, days).ok());
        let near =
            |due: &Due| rules.yellow_at.is_some_and(|days| calendar.remaining(today, due.date) <= i64::from(days));
        let light = match &due {
            None => Light::Unset,
            Some(due) if today > due.date && kind == AftercareKind::Rectification => Light::Red,
            Some(due) if today > due.date || near(due) => Light::Yellow,
            Some(_) => Light::Green,
        };
        Self { kind, item, article: asked.article.clone(), from, due, light }
    }
}
