//! What is possible now: every act on every item, and for each that is not, the rule that forbids it.

use super::act::ActKind;
use super::body::ItemNo;
use super::decide::{Context, allowed_when_filed};
use super::legal::deemed_accepted;
use super::next::predecessor;
use super::refusal::{Refusal, Rule};
use super::state::{CaseState, ItemPhase, ItemState, TaskState};
use crate::pack::{Route, SatisfactionGate};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An act on the case, an item or a department's task, possible or not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Offer {
    /// The act.
    pub act: ActKind,
    /// The item it is about.
    pub item: Option<ItemNo>,
    /// The department it is about.
    pub body: Option<String>,
    /// Why not, if not.
    pub refusal: Option<Refusal>,
}

impl Offer {
    /// Whether the act is possible.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        self.refusal.is_none()
    }
}

/// The acts in the order of the work: first those on the case, then item by item, department by department. Impossible
/// ones are listed where a person would look for them.
#[must_use]
pub fn available(state: &CaseState, context: &Context) -> Vec<Offer> {
    let mut offers = Vec::new();
    for act in ActKind::ALL.iter().copied() {
        match scope(act) {
            Scope::Case => offers.push(offer(state, act, None, None, context)),
            Scope::Item => {
                for item in state.items.values().filter(|item| concerns(act, item)) {
                    offers.push(offer(state, act, Some(&item.no), None, context));
                }
            }
            Scope::Task => {
                for item in state.items.values().filter(|item| concerns(act, item)) {
                    for body in bodies(item) {
                        offers.push(offer(state, act, Some(&item.no), Some(body), context));
                    }
                }
            }
            Scope::BadRating => {
                for one in &state.rectifications {
                    offers.push(offer(state, act, one.item.as_ref(), None, context));
                }
            }
            Scope::Desk => {}
        }
    }
    offers
}

fn offer(state: &CaseState, act: ActKind, item: Option<&ItemNo>, body: Option<&str>, context: &Context) -> Offer {
    Offer {
        act,
        item: item.cloned(),
        body: body.map(str::to_owned),
        refusal: guard(state, act, item, body, context).err(),
    }
}

enum Scope {
    Case,
    Item,
    Task,
    /// Wherever a bad rating stands.
    BadRating,
    /// Written by the desk itself, never offered as a button.
    Desk,
}

fn scope(act: ActKind) -> Scope {
    use ActKind as A;
    match act {
        A::RegisterNeed
        | A::ChooseItems
        | A::Receive
        | A::CorrectOnSpot
        | A::AskSupplement
        | A::ReturnMaterial
        | A::CallBack
        | A::File
        | A::Correct
        | A::Settle
        | A::Note => Scope::Case,
        A::DropItem
        | A::GiveNotice
        | A::Accept
        | A::RefuseAcceptance
        | A::Serve
        | A::BookVisit
        | A::RecordVisit
        | A::Coordinate
        | A::CloseCoordination
        | A::Suspend
        | A::Resume
        | A::Extend
        | A::Decide
        | A::Collect
        | A::AppointHandover
        | A::HandOver
        | A::Inform
        | A::Rate => Scope::Item,
        A::Dispatch | A::Acknowledge | A::Bounce | A::Reassign | A::FeedBack => Scope::Task,
        A::Rectify => Scope::BadRating,
        A::RecordPaper | A::RecordPrint | A::MoveDues => Scope::Desk,
    }
}

/// Whether a person would look for the act on this item at all.
fn concerns(act: ActKind, item: &ItemState) -> bool {
    match act {
        ActKind::Serve => item.route == Route::Direct,
        ActKind::BookVisit | ActKind::RecordVisit => item.spec.in_person.is_some(),
        ActKind::Resume => item.suspended().is_some(),
        ActKind::CloseCoordination => item.coordination.is_some(),
        ActKind::Collect | ActKind::AppointHandover | ActKind::HandOver | ActKind::Inform | ActKind::Rate => {
            item.phase != ItemPhase::NotAccepted
        }
        _ => !item.phase.is_over(),
    }
}

fn bodies(item: &ItemState) -> impl Iterator<Item = &str> {
    std::iter::once(item.lead.key.as_str()).chain(item.assist.iter().map(|party| party.key.as_str()))
}

/// Whether an act is possible on an item or task as things stand, whatever is filled in.
pub(super) fn guard(
    state: &CaseState,
    act: ActKind,
    no: Option<&ItemNo>,
    body: Option<&str>,
    context: &Context,
) -> Result<(), Refusal> {
    role(act, no.and_then(|no| state.items.get(no)), body, context)?;
    if act == ActKind::RegisterNeed {
        return if state.need.is_some() { context.refuse(Rule::AlreadyRegistered, &[]) } else { Ok(()) };
    }
    if state.need.is_none() {
        return context.refuse(Rule::NotRegistered, &[]);
    }
    if state.filing.is_some() && !allowed_when_filed(act) {
        return context.refuse(Rule::CaseFiled, &[]);
    }
    match no {
        None => on_case(state, act, context),
        Some(no) => {
            let Some(item) = state.items.get(no) else { return context.refuse(Rule::NoSuchItem, &[("item", &no.0)]) };
            match body {
                None => on_item(state, act, item, context),
                Some(body) => on_task(state, act, item, body, context),
            }
        }
    }
}

/// Who may do what: the window everything; a department its own tasks, and what the city leaves to the department that
/// leads; an auditor nothing but read.
fn role(act: ActKind, item: Option<&ItemState>, body: Option<&str>, context: &Context) -> Result<(), Refusal> {
    use ActKind as A;
    let leads = item.is_some_and(|item| item.lead.key == context.who.office);
    let straight = context.rules.single_bypasses_window && item.is_some_and(|item| item.route == Route::Single);
    let allowed = match context.who.role.as_str() {
        "window_specialist" | "window_officer" | "window_lead" => true,
        "department_specialist" | "handling_specialist" => {
            let own = body.is_none_or(|body| context.who.office == body);
            let left_to_it = match act {
                // A single item goes straight to its department: nobody else accepts it (直达部门).
                A::Accept | A::Dispatch => straight && leads && own,
                A::Extend => leads && context.rules.department_extends,
                // Whoever handled an item puts it right (谁办理谁负责).
                A::Rectify => leads,
                _ => false,
            };
            left_to_it
                || own
                    && matches!(
                        act,
                        A::Acknowledge
                            | A::Bounce
                            | A::Reassign
                            | A::FeedBack
                            | A::Note
                            | A::RecordPaper
                            | A::RecordPrint
                    )
        }
        "employer_specialist" => {
            (act == A::Dispatch && straight)
                || matches!(act, A::RegisterNeed | A::ChooseItems | A::Receive | A::Inform | A::Rate | A::Note)
        }
        _ => false,
    };
    if allowed { Ok(()) } else { context.refuse(Rule::NotYourRole, &[("role", &context.who.role)]) }
}

fn on_case(state: &CaseState, act: ActKind, context: &Context) -> Result<(), Refusal> {
    match act {
        ActKind::AskSupplement | ActKind::Receive if state.items.is_empty() => context.refuse(Rule::NothingChosen, &[]),
        ActKind::AskSupplement if state.items.values().all(|item| item.accepted.is_some()) => {
            let names: Vec<&str> = state.items.values().map(|item| item.spec.name.as_str()).collect();
            context.refuse(Rule::AlreadyAccepted, &[("item", &names.join("、"))])
        }
        ActKind::Receive if nothing_waits(state) => context.refuse(Rule::NothingWaits, &[]),
        ActKind::CorrectOnSpot | ActKind::ReturnMaterial if state.materials.is_empty() => {
            context.refuse(Rule::NothingReceived, &[])
        }
        ActKind::CallBack | ActKind::Rate if state.handovers.is_empty() && !any_handed_over(state) => {
            context.refuse(Rule::NotHandedOver, &[])
        }
        ActKind::Rectify => rectifiable(state, None, context),
        ActKind::Rate if state.rating.is_some() => context.refuse(Rule::AlreadyRated, &[]),
        ActKind::File => {
            if !state.contradictions.is_empty() {
                return context.refuse(Rule::ContradictionsOpen, &[]);
            }
            match state.items.values().find(|item| !is_out(item)) {
                Some(item) => context.refuse(Rule::StillOpen, &[("item", &item.spec.name)]),
                None if state.items.is_empty() => context.refuse(Rule::NothingChosen, &[]),
                None => put_right(state, context),
            }
        }
        ActKind::Settle if state.contradictions.is_empty() && state.settled.is_empty() => {
            context.refuse(Rule::NoSuchContradiction, &[])
        }
        _ => Ok(()),
    }
}

/// Whether the applicant awaits nothing more of an item.
fn is_out(item: &ItemState) -> bool {
    item.handed_over.is_some() || item.phase == ItemPhase::NotAccepted
}

/// Whether every item is out and no promised paper is outstanding.
fn nothing_waits(state: &CaseState) -> bool {
    state.items.values().all(is_out)
        && !state.materials.values().any(|one| one.promised_for.is_some() && one.received.is_none())
}

/// Where the city keeps a case open until a bad rating is put right, none may be open.
fn put_right(state: &CaseState, context: &Context) -> Result<(), Refusal> {
    let open = state.rectifications.iter().find(|one| one.done.is_none());
    match open.filter(|_| context.rules.satisfaction_gate == SatisfactionGate::Hard) {
        Some(one) => {
            let item = one.item.as_ref().and_then(|no| state.items.get(no));
            let name = item.map_or(state.number(), |item| item.spec.name.as_str());
            context.refuse(Rule::RectificationOpen, &[("item", name)])
        }
        None => Ok(()),
    }
}

fn rectifiable(state: &CaseState, item: Option<&ItemNo>, context: &Context) -> Result<(), Refusal> {
    match state.rectifications.iter().find(|one| one.item.as_ref() == item) {
        None => context.refuse(Rule::NothingToRectify, &[]),
        Some(one) if one.done.is_some() => context.refuse(Rule::AlreadyRectified, &[]),
        Some(_) => Ok(()),
    }
}

fn any_handed_over(state: &CaseState) -> bool {
    state.items.values().any(|item| item.handed_over.is_some())
}

fn on_item(state: &CaseState, act: ActKind, item: &ItemState, context: &Context) -> Result<(), Refusal> {
    use ActKind as A;
    let name = item.spec.name.as_str();
    let refuse = |rule| context.refuse(rule, &[("item", name)]);
    match act {
        A::GiveNotice if item.phase == ItemPhase::NotAccepted => refuse(Rule::ItemOver),
        A::DropItem | A::Accept | A::RefuseAcceptance if item.accepted.is_some() => refuse(Rule::AlreadyAccepted),
        A::DropItem | A::Accept | A::RefuseAcceptance if item.phase.is_over() => refuse(Rule::ItemOver),
        A::Accept => acceptable(state, item, context),
        A::Serve if item.route != Route::Direct => refuse(Rule::NotDirect),
        A::Serve if item.phase.is_over() => refuse(Rule::ItemOver),
        A::BookVisit | A::RecordVisit if item.spec.in_person.is_none() => refuse(Rule::NotInPerson),
        A::BookVisit
        | A::RecordVisit
        | A::Coordinate
        | A::CloseCoordination
        | A::Suspend
        | A::Resume
        | A::Extend
        | A::Decide
            if item.phase.is_over() =>
        {
            refuse(Rule::ItemOver)
        }
        A::RecordVisit if !item.visits.iter().any(|visit| visit.made.is_none()) => refuse(Rule::NoVisitBooked),
        A::Coordinate | A::Suspend | A::Extend | A::Decide if item.accepted.is_none() => refuse(Rule::NotAccepted),
        A::Coordinate if item.coordination.is_some() => refuse(Rule::AlreadyCoordinating),
        A::CloseCoordination if item.coordination.is_none() => refuse(Rule::NotCoordinating),
        A::Suspend | A::Extend | A::Decide if item.suspended().is_some() => refuse(Rule::AlreadySuspended),
        A::Resume if item.suspended().is_none() => refuse(Rule::NotSuspended),
        A::Extend => match item.spec.legal_layer.map(|_| 1).or(context.rules.extension_max) {
            Some(max) if item.extensions.len() >= max as usize => {
                context.refuse(Rule::TooManyExtensions, &[("item", name), ("max", &max.to_string())])
            }
            _ => Ok(()),
        },
        A::Collect if item.decision.is_none() => refuse(Rule::NotDecided),
        A::Collect if item.collected.is_some() => refuse(Rule::AlreadyCollected),
        A::AppointHandover | A::HandOver if item.handed_over.is_some() => refuse(Rule::AlreadyHandedOver),
        A::AppointHandover | A::HandOver if item.collected.is_none() => refuse(Rule::NotCollected),
        A::Inform if item.decision.is_none() => refuse(Rule::NotDecided),
        A::Rectify => rectifiable(state, Some(&item.no), context),
        A::Rate if item.handed_over.is_none() => refuse(Rule::NotHandedOver),
        A::Rate if item.rating.is_some() => refuse(Rule::AlreadyRated),
        _ => Ok(()),
    }
}

fn acceptable(state: &CaseState, item: &ItemState, context: &Context) -> Result<(), Refusal> {
    if let Ok(Some(_)) = deemed_accepted(state, item, context.today(), context.calendar) {
        return Ok(()); // By law it is accepted already, whatever is missing.
    }
    let missing = state.missing_for(item);
    let names = |required: bool| {
        let names: Vec<&str> =
            missing.iter().filter(|spec| spec.required == required).map(|spec| spec.name.as_str()).collect();
        names.join("、")
    };
    if missing.iter().any(|spec| spec.required) {
        return context.refuse(Rule::MaterialsMissing, &[("item", &item.spec.name), ("papers", &names(true))]);
    }
    if !missing.is_empty() {
        return context.refuse(Rule::PromiseMissing, &[("item", &item.spec.name), ("paper", &names(false))]);
    }
    let follows = item
        .spec
        .materials
        .iter()
        .any(|spec| state.materials.get(&spec.key).is_some_and(|material| material.promised_for.is_some()));
    let noticed = state.notices.iter().any(|(_, notice)| notice.items.contains(&item.no));
    if follows && !noticed {
        return context.refuse(Rule::NoticeMissing, &[("item", &item.spec.name)]);
    }
    Ok(())
}

fn on_task(state: &CaseState, act: ActKind, item: &ItemState, body: &str, context: &Context) -> Result<(), Refusal> {
    use ActKind as A;
    if !bodies(item).any(|known| known == body) {
        return context.refuse(Rule::NoSuchBody, &[("body", body)]);
    }
    if item.phase.is_over() {
        return context.refuse(Rule::ItemOver, &[("item", &item.spec.name)]);
    }
    let task = item.tasks.get(body);
    let to = task.map_or(body, |task| task.to.short.as_str());
    let refuse = |rule| context.refuse(rule, &[("item", &item.spec.name), ("body", to)]);
    let with_it = |task: &&TaskState| !task.returned;
    match (act, task.filter(with_it)) {
        (A::Dispatch, Some(_)) => refuse(Rule::AlreadyDispatched),
        (A::Dispatch, None) => {
            if item.accepted.is_none() {
                return refuse(Rule::NotAccepted);
            }
            match predecessor(state, item) {
                Some(other) => {
                    context.refuse(Rule::PredecessorOpen, &[("item", &item.spec.name), ("first", &other.spec.name)])
                }
                None => Ok(()),
            }
        }
        (_, None) => refuse(Rule::NotDispatched),
        (A::Acknowledge, Some(task)) if task.acknowledged.is_some() => refuse(Rule::AlreadyAcknowledged),
        (A::FeedBack, Some(task)) if task.acknowledged.is_none() => refuse(Rule::NotAcknowledged),
        (A::FeedBack | A::Bounce | A::Reassign, Some(task)) if task.feedback.is_some() => refuse(Rule::AlreadyAnswered),
        _ => Ok(()),
    }
}
