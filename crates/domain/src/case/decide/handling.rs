//! Deciding what happens while departments work: dispatch, extension, decision.

use super::Context;
use crate::calendar::Due;
use crate::case::act::{CaseAct, NewDate};
use crate::case::body::*;
use crate::case::clock::dues_from;
use crate::case::legal::longest_extension;
use crate::case::refusal::{Refusal, Rule};
use crate::case::state::ItemState;
use crate::pack::{DayKind, Days, ExtensionAct, Route};

pub(super) fn dispatch(item: &ItemState, body: &str, request: &str, context: &Context) -> Result<CaseFact, Refusal> {
    let (to, part) = if item.lead.key == body {
        (item.lead.clone(), Part::Lead)
    } else {
        match item.assist.iter().find(|party| party.key == body) {
            Some(party) => (party.clone(), Part::Assist),
            None => return context.refuse(Rule::NoSuchBody, &[("body", body)]),
        }
    };
    let starts = if context.rules.starts_at_acceptance() || !item.tasks.is_empty() {
        None
    } else {
        Some(context.counted(dues_from(&item.spec, context.today(), context.calendar))?)
    };
    let due: Option<Due> = starts
        .as_ref()
        .map_or_else(|| item.due().cloned(), |dues| dues.promised.clone().or_else(|| dues.statutory.clone()));
    Ok(CaseFact::Dispatched(Dispatch {
        item: item.no.clone(),
        number: context.number.to_owned(),
        to,
        part,
        request: request.to_owned(),
        due,
        starts,
        window_copy: item.route == Route::Single && context.rules.single_bypasses_window,
    }))
}

pub(super) fn extension(
    item: &ItemState,
    reason: &str,
    approver: &str,
    told: &Told,
    filed: &Told,
    until: NewDate,
    context: &Context,
) -> Result<CaseFact, Refusal> {
    let asks = |act| context.rules.extension_acts.contains(&act);
    if asks(ExtensionAct::Tell) {
        context.told(told)?;
    }
    if asks(ExtensionAct::File) && (filed.at.is_none() || filed.whom.trim().is_empty()) {
        return context.refuse(Rule::NotFiled, &[]);
    }
    let today = context.today();
    let old = item.due();
    let overdue = old.is_some_and(|due| today > due.date);
    if overdue && !context.rules.extension_after_due {
        return context.refuse(Rule::ExtensionAfterDue, &[("item", &item.spec.name)]);
    }
    let from = old.map_or(today, |due| due.date.max(today));
    let new_due = match until {
        NewDate::After(days) => context.counted(context.calendar.due(from, days))?,
        NewDate::On(date) => {
            let days = u32::try_from(context.calendar.remaining(today, date)).unwrap_or(0);
            let counted = context.counted(context.calendar.due(today, Days { days, kind: DayKind::Working }))?;
            Due { date, ..counted }
        }
    };
    if new_due.date <= from && (new_due.date < today || old.is_some_and(|due| new_due.date <= due.date)) {
        return context.refuse(Rule::NewDateTooEarly, &[("old", &from.to_string())]);
    }
    let new_statutory = match (longest_extension(&item.spec), &item.dues.statutory) {
        (Some(longest), Some(law)) => Some(by_law(law, longest, &new_due, approver, context)?),
        _ => None,
    };
    Ok(CaseFact::Extended(Extension {
        new_statutory,
        item: item.no.clone(),
        number: context.number.to_owned(),
        reason: reason.to_owned(),
        approver: approver.to_owned(),
        told: told.clone(),
        filed: filed.clone(),
        new_due,
        overdue,
    }))
}

/// The law allows one extension of a licence, approved by the head, and no longer than it says (article 42).
fn by_law(law: &Due, longest: Days, new_due: &Due, approver: &str, context: &Context) -> Result<Due, Refusal> {
    context.require(approver, "approver")?;
    let last = context.counted(context.calendar.due(law.date, longest))?;
    if new_due.date > last.date {
        return context.refuse(Rule::ExtensionTooLong, &[("last", &last.date.to_string())]);
    }
    Ok(last)
}

pub(super) fn decision(item: &ItemState, act: &CaseAct, context: &Context) -> Result<CaseFact, Refusal> {
    let CaseAct::Decide { outcome, on_spot, result, reason, basis, remedies, papers, .. } = act else {
        return context.refuse(Rule::NothingChosen, &[]);
    };
    let empty = |text: &String| text.trim().is_empty();
    match outcome {
        Outcome::Granted => {
            context.require(result, "result")?;
            if *on_spot && !(item.spec.on_spot || item.route == Route::OnSpot) {
                return context.refuse(Rule::NotOnSpot, &[("item", &item.spec.name)]);
            }
            if !on_spot && !item.all_answered() {
                return context.refuse(Rule::AnswersOutstanding, &[("item", &item.spec.name)]);
            }
        }
        Outcome::Refused if empty(reason) || empty(basis) || empty(remedies) => {
            return context.refuse(Rule::GroundsMissing, &[]);
        }
        Outcome::Impossible if !item.coordinated => return context.refuse(Rule::NotCoordinated, &[]),
        Outcome::Impossible if empty(reason) || empty(remedies) => return context.refuse(Rule::GroundsMissing, &[]),
        Outcome::Withdrawn => context.require(reason, "decide_reason")?,
        Outcome::Refused | Outcome::Impossible => {}
    }
    Ok(CaseFact::Decided(Decision {
        item: item.no.clone(),
        outcome: *outcome,
        on_spot: *on_spot,
        result: result.clone(),
        reason: reason.clone(),
        basis: basis.clone(),
        remedies: remedies.clone(),
        papers: papers.clone(),
    }))
}
