//! From a set of facts to the state of a case. Never panics, never drops: what does not fit is raised, not lost.

use super::body::*;
use super::contradiction::{self, Told as Seen};
use super::state::*;
use crate::fact::{Fact, FactId, History};
use std::collections::BTreeSet;

/// The state that a case's facts amount to. The order in which they arrived does not matter.
#[must_use]
pub fn fold(history: &History) -> CaseState {
    let seen: Vec<Seen> = history
        .iter()
        .map(|ordered| Seen { place: ordered.place, fact: ordered.fact, body: CaseFact::of(ordered.fact) })
        .collect();
    let settled = contradiction::settlements(&seen);
    let aside: BTreeSet<FactId> = settled.values().flatten().copied().collect();
    let mut state = CaseState { missing: history.missing().clone(), settled, ..CaseState::default() };
    for seen in seen.iter().filter(|seen| !aside.contains(&seen.fact.id)) {
        match &seen.body {
            Some(body) => apply(&mut state, &mark(seen.fact), body),
            None => state.unknown.push(UnknownFact {
                mark: mark(seen.fact),
                kind: format!("{}@{}", seen.fact.content.kind, seen.fact.content.version),
            }),
        }
    }
    for item in state.items.values_mut() {
        item.phase = phase(item);
    }
    for paper in &mut state.papers {
        paper.disagrees = paper.paper.rests_on.iter().any(|fact| aside.contains(fact));
    }
    state.contradictions = contradiction::find(history, &seen, &aside, &state);
    state
}

/// A fact's envelope, for logs and lists.
#[must_use]
pub fn mark(fact: &Fact) -> Mark {
    Mark {
        fact: fact.id,
        at: fact.content.at,
        local: fact.content.at.local_time(),
        by: fact.content.author.name.clone(),
    }
}

impl CaseFact {
    /// The version of the bodies that this release writes and reads.
    pub const VERSION: u32 = 1;

    /// Reads a fact's body; `None` for a kind or version that this release does not know.
    #[must_use]
    pub fn of(fact: &Fact) -> Option<Self> {
        fact.body(Self::VERSION)
    }
}

fn apply(state: &mut CaseState, mark: &Mark, body: &CaseFact) {
    match body {
        CaseFact::NeedRegistered(need) => {
            if state.need.is_none() {
                state.pack = Some(need.pack.clone());
                state.need = Some(need.clone());
                state.registered = Some(mark.clone());
            }
        }
        CaseFact::ItemsChosen { items } => {
            for chosen in items {
                choose(state, mark, chosen);
            }
        }
        CaseFact::ItemDropped { item, .. } => {
            if state.items.get(item).is_some_and(|item| item.accepted.is_none()) {
                state.items.remove(item);
            }
        }
        CaseFact::Noticed(notice) => state.notices.push((mark.clone(), notice.clone())),
        CaseFact::MaterialsReceived(reception) => receive(state, mark, reception),
        CaseFact::CorrectedOnSpot { material, what } => {
            if let Some(material) = state.materials.get_mut(material) {
                material.corrections.push(what.clone());
            }
        }
        CaseFact::SupplementAsked(supplement) => state.supplements.push((mark.clone(), supplement.clone())),
        CaseFact::MaterialReturned { material, .. } => {
            if let Some(material) = state.materials.get_mut(material) {
                material.returned = Some(mark.clone());
            }
        }
        CaseFact::Accepted(acceptance) => accept(state, mark, acceptance),
        CaseFact::HandedOver(handover) => {
            for no in &handover.items {
                on_item(state, no, |item| item.handed_over = Some(mark.clone()));
            }
            if let Some(asked) = &handover.call_back {
                state.call_back_due = Some((mark.clone(), asked.clone()));
            }
            state.handovers.push((mark.clone(), handover.clone()));
        }
        CaseFact::Informed { items, .. } => {
            for no in items {
                on_item(state, no, |item| item.informed = Some(mark.clone()));
            }
        }
        CaseFact::HandoverAppointed { items, .. } => {
            // Who was called to fetch the result knows of it.
            for no in items {
                on_item(state, no, |item| {
                    item.informed.get_or_insert_with(|| mark.clone());
                });
            }
            state.appointments.push(mark.clone());
        }
        CaseFact::Rated { item, level, rectify, .. } => {
            match item {
                None => state.rating = Some(*level),
                Some(no) => on_item(state, no, |item| item.rating = Some(*level)),
            }
            if let Some(asked) = rectify {
                rectification(state, mark, item.as_ref(), *level, asked);
            }
        }
        CaseFact::Rectified { item, what } => {
            if let Some(open) = state.rectifications.iter_mut().find(|one| one.item == *item && one.done.is_none()) {
                open.done = Some((mark.clone(), what.clone()));
            }
        }
        CaseFact::CalledBack { reached, .. } => {
            if *reached {
                state.call_back_due = None;
            }
            state.callbacks.push(mark.clone());
        }
        CaseFact::Filed(filing) => state.filing = Some((mark.clone(), filing.clone())),
        CaseFact::PaperMade(paper) => state.papers.push(PaperState {
            mark: mark.clone(),
            paper: paper.clone(),
            originals: 0,
            copies: 0,
            disagrees: false,
        }),
        CaseFact::PaperPrinted { sha256, copies, originals, .. } => {
            if let Some(paper) = state.papers.iter_mut().find(|paper| &paper.paper.sha256 == sha256) {
                let count = if *originals { &mut paper.originals } else { &mut paper.copies };
                *count = count.saturating_add(*copies);
            }
        }
        CaseFact::DuesMoved { moves, calendar, .. } => {
            for moved in moves {
                on_item(state, &moved.item, |item| {
                    let due = match moved.which {
                        Which::Statutory => &mut item.dues.statutory,
                        Which::Promised => &mut item.dues.promised,
                    };
                    *due = Some(moved.to.clone());
                });
            }
            state.calendar = Some(calendar.clone());
        }
        CaseFact::Corrected { field, value, .. } => {
            if *field != Field::Record {
                state.corrections.insert(*field, value.clone());
            }
        }
        CaseFact::ContradictionSettled { .. } | CaseFact::Noted { .. } | CaseFact::CaseMoved { .. } => {}
        CaseFact::Attached(attachment) => {
            if !state.attachments.iter().any(|known| known.attachment.sha256 == attachment.sha256) {
                let (mark, attachment) = (mark.clone(), attachment.clone());
                state.attachments.push(AttachmentState { mark, attachment, turned: 0 });
            }
        }
        CaseFact::AttachmentChanged { sha256, change } => change_attachment(state, sha256, change),
        CaseFact::NotAccepted(NonAcceptance { item, .. })
        | CaseFact::Served { item, .. }
        | CaseFact::Dispatched(Dispatch { item, .. })
        | CaseFact::Acknowledged { item, .. }
        | CaseFact::Bounced { item, .. }
        | CaseFact::Reassigned { item, .. }
        | CaseFact::FedBack(Feedback { item, .. })
        | CaseFact::VisitBooked(Visit { item, .. })
        | CaseFact::VisitMade { item, .. }
        | CaseFact::CoordinationOpened { item, .. }
        | CaseFact::CoordinationClosed { item, .. }
        | CaseFact::Suspended(Suspension { item, .. })
        | CaseFact::Resumed { item, .. }
        | CaseFact::Extended(Extension { item, .. })
        | CaseFact::Decided(Decision { item, .. })
        | CaseFact::Collected { item, .. } => on_item(state, item, |item| handle(item, mark, body)),
    }
}

/// A bad rating opens one rectification, also when two desks wrote it down.
fn rectification(state: &mut CaseState, mark: &Mark, item: Option<&ItemNo>, level: u8, asked: &Aftercare) {
    if !state.rectifications.iter().any(|known| known.item.as_ref() == item) {
        let (mark, item, asked) = (mark.clone(), item.cloned(), asked.clone());
        state.rectifications.push(Rectification { item, mark, level, asked, done: None });
    }
}

fn change_attachment(state: &mut CaseState, sha256: &str, change: &AttachmentChange) {
    let Some(place) = state.attachments.iter().position(|known| known.attachment.sha256 == sha256) else { return };
    let mut known = state.attachments.remove(place);
    let mut back = place;
    match change {
        AttachmentChange::Turned { degrees } => known.turned = degrees % 360,
        AttachmentChange::Shows { material } => known.attachment.material.clone_from(material),
        AttachmentChange::Placed { place } => {
            back = usize::try_from(*place).unwrap_or(usize::MAX).min(state.attachments.len());
        }
        AttachmentChange::TakenOut { .. } => return,
    }
    state.attachments.insert(back, known);
}

fn on_item(state: &mut CaseState, no: &ItemNo, change: impl FnOnce(&mut ItemState)) {
    if let Some(item) = state.items.get_mut(no) {
        change(item);
    }
}

fn choose(state: &mut CaseState, mark: &Mark, chosen: &ChosenItem) {
    state.items.entry(chosen.no.clone()).or_insert_with(|| ItemState {
        no: chosen.no.clone(),
        spec: chosen.spec.clone(),
        route: chosen.route,
        lead: chosen.lead.clone(),
        assist: chosen.assist.clone(),
        rule: chosen.rule.clone(),
        article: chosen.article.clone(),
        by_hand: chosen.by_hand,
        phase: ItemPhase::Chosen,
        chosen: Some(mark.clone()),
        accepted: None,
        counted_from: None,
        dues: Dues::default(),
        dues_at_acceptance: Dues::default(),
        tasks: Default::default(),
        suspensions: Vec::new(),
        extensions: Vec::new(),
        visits: Vec::new(),
        coordination: None,
        coordinated: false,
        non_acceptance: None,
        decision: None,
        collected: None,
        handed_over: None,
        informed: None,
        rating: None,
    });
}

fn receive(state: &mut CaseState, mark: &Mark, reception: &Reception) {
    for paper in &reception.papers {
        let received = paper.promised_for.is_none().then(|| mark.clone());
        let before = state.materials.get(&paper.key);
        let material = MaterialState {
            key: paper.key.clone(),
            name: paper.name.clone(),
            received: received.or_else(|| before.and_then(|before| before.received.clone())),
            paper: paper.clone(),
            promised_for: paper.promised_for,
            returned: None,
            corrections: before.map(|before| before.corrections.clone()).unwrap_or_default(),
        };
        state.materials.insert(paper.key.clone(), material);
    }
    state.receptions.push((mark.clone(), reception.clone()));
}

fn accept(state: &mut CaseState, mark: &Mark, acceptance: &Acceptance) {
    for accepted in &acceptance.items {
        on_item(state, &accepted.item, |item| {
            item.accepted = Some(mark.clone());
            item.counted_from = Some(acceptance.on);
            item.dues = accepted.dues.clone();
            item.dues_at_acceptance = accepted.dues.clone();
        });
    }
    state.pack = Some(acceptance.pack.clone());
    state.calendar = Some(acceptance.calendar.clone());
    state.acceptances.push((mark.clone(), acceptance.clone()));
}

/// What happens to one item.
fn handle(item: &mut ItemState, mark: &Mark, body: &CaseFact) {
    match body {
        CaseFact::NotAccepted(refused) => item.non_acceptance = Some((mark.clone(), refused.clone())),
        CaseFact::Served { note, .. } => {
            item.accepted.get_or_insert_with(|| mark.clone());
            item.decision = Some((mark.clone(), served(&item.no, note)));
            item.collected = Some((mark.clone(), Vec::new()));
            item.handed_over = Some(mark.clone());
            item.informed = Some(mark.clone());
        }
        CaseFact::Dispatched(dispatch) => dispatched(item, mark, dispatch),
        CaseFact::Acknowledged { body, .. } => on_task(item, body, |task| task.acknowledged = Some(mark.clone())),
        CaseFact::Bounced { body, reason, .. } => on_task(item, body, |task| {
            task.bounces.push((mark.clone(), reason.clone()));
            task.returned = true;
            task.acknowledged = None;
            task.feedback = None;
        }),
        CaseFact::Reassigned { body, to, .. } => on_task(item, body, |task| task.to.specialist = Some(to.clone())),
        CaseFact::FedBack(feedback) => {
            on_task(item, &feedback.body, |task| task.feedback = Some((mark.clone(), feedback.clone())));
        }
        CaseFact::VisitBooked(visit) => {
            item.visits.push(VisitState { mark: mark.clone(), visit: visit.clone(), made: None });
        }
        CaseFact::VisitMade { .. } => {
            if let Some(visit) = item.visits.iter_mut().rev().find(|visit| visit.made.is_none()) {
                visit.made = Some(mark.clone());
            }
        }
        CaseFact::CoordinationOpened { problem, .. } => {
            item.coordination = Some(problem.clone());
            item.coordinated = true;
        }
        CaseFact::CoordinationClosed { .. } => item.coordination = None,
        CaseFact::Suspended(suspension) => item.suspensions.push(SuspensionState {
            mark: mark.clone(),
            suspension: suspension.clone(),
            resumed_on: None,
        }),
        CaseFact::Resumed { on, dues, .. } => {
            if let Some(last) = item.suspensions.last_mut() {
                last.resumed_on = Some(*on);
            }
            item.dues = dues.clone();
        }
        CaseFact::Extended(extension) => {
            item.dues.promised = Some(extension.new_due.clone());
            if let Some(law) = &extension.new_statutory {
                item.dues.statutory = Some(law.clone());
            }
            item.extensions.push((mark.clone(), extension.clone()));
        }
        CaseFact::Decided(decision) => item.decision = Some((mark.clone(), decision.clone())),
        CaseFact::Collected { papers, .. } => item.collected = Some((mark.clone(), papers.clone())),
        _ => {}
    }
}

fn served(item: &ItemNo, note: &str) -> Decision {
    Decision {
        item: item.clone(),
        outcome: Outcome::Granted,
        on_spot: true,
        result: note.to_owned(),
        reason: String::new(),
        basis: String::new(),
        remedies: String::new(),
        papers: Vec::new(),
    }
}

fn dispatched(item: &mut ItemState, mark: &Mark, dispatch: &Dispatch) {
    let bounces = item.tasks.remove(&dispatch.to.key).map(|task| task.bounces).unwrap_or_default();
    if let (Some(starts), true) = (&dispatch.starts, item.tasks.is_empty() && bounces.is_empty()) {
        item.counted_from = Some(mark.local.date());
        item.dues = starts.clone();
        item.dues_at_acceptance = starts.clone();
    }
    item.tasks.insert(
        dispatch.to.key.clone(),
        TaskState {
            to: dispatch.to.clone(),
            part: dispatch.part,
            number: dispatch.number.clone(),
            request: dispatch.request.clone(),
            dispatched: mark.clone(),
            acknowledged: None,
            feedback: None,
            bounces,
            returned: false,
            window_copy: dispatch.window_copy,
        },
    );
}

fn on_task(item: &mut ItemState, body: &str, change: impl FnOnce(&mut TaskState)) {
    if let Some(task) = item.tasks.get_mut(body) {
        change(task);
    }
}

/// An item's phase follows from what has happened to it, whatever the order.
fn phase(item: &ItemState) -> ItemPhase {
    if item.handed_over.is_some() {
        ItemPhase::HandedOver
    } else if item.collected.is_some() && item.decision.is_some() {
        ItemPhase::Collected
    } else if item.decision.is_some() {
        ItemPhase::Decided
    } else if item.non_acceptance.is_some() && item.accepted.is_none() {
        ItemPhase::NotAccepted
    } else if item.suspended().is_some() {
        ItemPhase::Suspended
    } else if item.coordination.is_some() {
        ItemPhase::Coordinating
    } else if item.tasks.values().any(|task| task.returned) {
        ItemPhase::Returned
    } else if item.all_answered() {
        ItemPhase::FedBack
    } else if item.tasks.values().any(|task| task.acknowledged.is_some()) {
        ItemPhase::Handling
    } else if !item.tasks.is_empty() {
        ItemPhase::Dispatched
    } else if item.accepted.is_some() {
        ItemPhase::Accepted
    } else {
        ItemPhase::Chosen
    }
}
