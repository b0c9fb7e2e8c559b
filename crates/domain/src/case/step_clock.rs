//! The clocks of steps (及时转办、签收、反馈、告知): how soon something small must happen between the large dates. Most are
//! soft: missing one is pointed out, and is no breach.

use super::body::ItemNo;
use super::clock::Light;
use super::next::predecessor;
use super::state::{CaseState, ItemPhase, ItemState, TaskState};
use crate::calendar::{Calendar, Due};
use crate::pack::{Clock, Route};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A clock of a step that runs today.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct StepClock {
    /// The clock's key in the pack: `dispatch`, `acknowledge`, `feedback` or `inform`.
    pub key: String,
    /// Its name there, e.g. `部门签收`.
    pub name: String,
    /// The article it rests on.
    pub article: String,
    /// Whether missing it is only pointed out.
    pub soft: bool,
    /// The item.
    pub item: ItemNo,
    /// The department's key, where one is waited for.
    pub body: Option<String>,
    /// The day it started, which is not counted.
    pub from: NaiveDate,
    /// Its date; absent where the city gave no days.
    pub due: Option<Due>,
    /// Green, or once late yellow (soft) or red; [`Light::Unset`] without days.
    pub light: Light,
}

/// The clocks of steps that run today, item by item.
#[must_use]
pub fn step_clocks(state: &CaseState, clocks: &[Clock], today: NaiveDate, calendar: &Calendar) -> Vec<StepClock> {
    let mut running = Vec::new();
    for item in state.items.values().filter(|item| item.suspended().is_none()) {
        for (key, body, from) in waiting(state, item) {
            let Some(clock) = clocks.iter().find(|clock| clock.key == key) else { continue };
            let due = clock.within.get().and_then(|days| calendar.due(from, *days).ok());
            let light = match &due {
                None => Light::Unset,
                Some(due) if today <= due.date => Light::Green,
                Some(_) if clock.soft => Light::Yellow,
                Some(_) => Light::Red,
            };
            running.push(StepClock {
                key: clock.key.clone(),
                name: clock.name.clone(),
                article: clock.article.clone(),
                soft: clock.soft,
                item: item.no.clone(),
                body,
                from,
                due,
                light,
            });
        }
    }
    running
}

/// What an item waits for: the clock's key, the department, and the day from which it waits.
fn waiting(state: &CaseState, item: &ItemState) -> Vec<(&'static str, Option<String>, NaiveDate)> {
    let mut waits = Vec::new();
    let Some(accepted) = &item.accepted else { return waits };
    let decided = item.decision.as_ref().map(|(mark, _)| mark.local.date());
    if let Some(on) = decided {
        if item.collected.is_none() {
            waits.push(("feedback", None, on));
        }
    } else if !matches!(item.route, Route::Direct | Route::OnSpot) && item.phase != ItemPhase::NotAccepted {
        for party in std::iter::once(&item.lead).chain(&item.assist) {
            let body = || Some(party.key.clone());
            match item.tasks.get(&party.key) {
                Some(task) if task.returned => {
                    let back = task.bounces.last().map_or(accepted.local.date(), |(mark, _)| mark.local.date());
                    waits.push(("dispatch", body(), back));
                }
                Some(TaskState { acknowledged: None, dispatched, .. }) => {
                    waits.push(("acknowledge", body(), dispatched.local.date()));
                }
                Some(_) => {}
                None => {
                    if let Some(free) = free_since(state, item) {
                        waits.push(("dispatch", body(), free.max(accepted.local.date())));
                    }
                }
            }
        }
    }
    let answers = item.tasks.values().filter_map(|task| task.feedback.as_ref().map(|(mark, _)| mark.local.date()));
    let known = if item.all_answered() { answers.max() } else { decided };
    if let (Some(on), None, None) = (known, &item.informed, &item.handed_over) {
        waits.push(("inform", None, on));
    }
    waits
}

/// The day on which the last item that goes first was over; `None` while one is open.
fn free_since(state: &CaseState, item: &ItemState) -> Option<NaiveDate> {
    if predecessor(state, item).is_some() {
        return None;
    }
    let firsts = state.items.values().filter(|other| item.spec.after.contains(&other.spec.key));
    let over = firsts.filter_map(|first| first.decision.as_ref().map(|(mark, _)| mark.local.date()));
    Some(over.max().unwrap_or(NaiveDate::MIN))
}
