//! Deciding what happens before acceptance: items, notice, papers, acceptance.

use super::Context;
use crate::case::body::*;
use crate::case::clock::dues_from;
use crate::case::legal::deemed_accepted;
use crate::case::notice::{everything, notice_basis};
use crate::case::refusal::{Refusal, Rule};
use crate::case::state::CaseState;
use crate::pack::Route;

/// Whether the city lets whoever stands behind the submitter bring a need.
pub(super) fn submittable(submitter: &Submitter, context: &Context) -> Result<(), Refusal> {
    let Some(submitters) = context.rules.submitters.as_ref().filter(|_| !context.rules.may_submit(submitter)) else {
        return Ok(());
    };
    let roles: Vec<&str> = submitters.iter().map(|actor| actor.key()).collect();
    context.refuse(Rule::NotSubmitter, &[("role", submitter.stands_for().key()), ("roles", &roles.join(" "))])
}

pub(super) fn numbered(state: &CaseState, items: &[ChosenItem], context: &Context) -> Result<Vec<ChosenItem>, Refusal> {
    let first: usize = state.next_item_no().0.parse().unwrap_or(1);
    let mut numbered: Vec<ChosenItem> = Vec::new();
    for (next, item) in (first..).zip(items) {
        let twice = state.items.values().any(|known| known.spec.key == item.spec.key && !known.phase.is_over())
            || numbered.iter().any(|known| known.spec.key == item.spec.key);
        if twice {
            return context.refuse(Rule::ItemAlreadyChosen, &[("item", &item.spec.name)]);
        }
        if matches!(item.route, Route::CommitFirst | Route::Agency | Route::CaseByCase) {
            return context.refuse(Rule::RouteNotYet, &[("item", &item.spec.name)]);
        }
        numbered.push(ChosenItem { no: ItemNo::nth(next), ..item.clone() });
    }
    Ok(numbered)
}

pub(super) fn notice(
    state: &CaseState,
    items: &[ItemNo],
    told: &Told,
    reason: &str,
    context: &Context,
) -> Result<CaseFact, Refusal> {
    let basis = notice_basis(state, items);
    let repeated = state.notices.iter().find(|(_, notice)| {
        notice.basis == basis
            || items.iter().all(|item| notice.items.contains(item)) && same_facts(state, notice, items)
    });
    if let (Some((_, before)), true) = (repeated, reason.trim().is_empty()) {
        return context.refuse(Rule::SecondNotice, &[("number", &before.number)]);
    }
    let (named_materials, named_preconditions) = everything(state, items);
    Ok(CaseFact::Noticed(Notice {
        number: context.number.to_owned(),
        items: items.to_vec(),
        basis,
        named_materials,
        named_preconditions,
        told: told.clone(),
        reason: reason.to_owned(),
    }))
}

/// Whether an earlier notice already named everything that these items ask for.
fn same_facts(state: &CaseState, notice: &Notice, items: &[ItemNo]) -> bool {
    let (materials, preconditions) = everything(state, items);
    materials.iter().all(|m| notice.named_materials.contains(m))
        && preconditions.iter().all(|p| notice.named_preconditions.contains(p))
}

pub(super) fn reception(
    state: &CaseState,
    from: &str,
    papers: &[ReceivedPaper],
    context: &Context,
) -> Result<CaseFact, Refusal> {
    if papers.is_empty() {
        return context.refuse(Rule::NothingChosen, &[]);
    }
    let checklist = state.checklist();
    for paper in papers.iter().filter(|paper| paper.promised_for.is_some()) {
        if !context.rules.may_follow {
            return context.refuse(Rule::MayNotFollow, &[("paper", &paper.name)]);
        }
        let required = checklist.iter().find(|known| known.spec.key == paper.key).is_some_and(|k| k.spec.required);
        let late = paper.promised_for.is_some_and(|day| day < context.today());
        if required || late {
            return context.refuse(Rule::PromiseMissing, &[("paper", &paper.name)]);
        }
    }
    Ok(CaseFact::MaterialsReceived(Reception {
        receipt: context.number.to_owned(),
        from: from.to_owned(),
        papers: papers.to_vec(),
    }))
}

pub(super) fn accept(state: &CaseState, items: &[ItemNo], context: &Context) -> Result<CaseFact, Refusal> {
    let mut accepted = Vec::new();
    let mut deemed = None;
    for item in items.iter().filter_map(|no| state.items.get(no)) {
        deemed = deemed.or(context.counted(deemed_accepted(state, item, context.today(), context.calendar))?);
    }
    let on = deemed.unwrap_or_else(|| context.today());
    for item in items.iter().filter_map(|no| state.items.get(no)) {
        let dues = if context.rules.starts_at_acceptance() {
            context.counted(dues_from(&item.spec, on, context.calendar))?
        } else {
            Dues::default()
        };
        accepted.push(AcceptedItem { item: item.no.clone(), dues });
    }
    Ok(CaseFact::Accepted(Acceptance {
        number: context.number.to_owned(),
        items: accepted,
        on,
        pack: context.rules.pack.clone(),
        calendar: context.calendar.version().clone(),
        deemed: deemed.is_some(),
    }))
}
