//! What two desks wrote without knowing of each other, and what cannot both stand. Never dropped, never silently won:
//! a person settles it, and the settlement is again a fact.

use super::body::*;
use super::state::CaseState;
use crate::fact::{Fact, FactId, History};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use ts_rs::TS;

/// What kind of contradiction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ContradictionKind {
    /// The same act was done twice (同一行为做了两次).
    SameActTwice,
    /// Acts that exclude one another (互相排斥).
    Exclusive,
    /// Two windows accepted the same person's same item, each as a case of its own (同一人同一事项两处受理).
    AcceptedElsewhere,
    /// A number was printed twice (号码重复).
    NumberTwice,
    /// One field was edited twice (同一栏两处更正).
    FieldEditedTwice,
    /// An item moved on after its case was closed (归档后仍有动作).
    AdvancedAfterClose,
    /// Somebody acted who no longer had the task (原经办人离线办理).
    FormerAssignee,
    /// A printed paper rests on a fact that was set aside (文书与现状不符).
    PaperDisagrees,
    /// Accepted although a paper is missing now (受理时所需材料仍缺).
    MaterialMissing,
    /// A clock was far off (时钟偏差过大).
    ClockFarOff,
}

/// One contradiction, waiting for a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Contradiction {
    /// Its id: the same on every desk that has the same facts.
    pub id: String,
    /// What kind.
    pub kind: ContradictionKind,
    /// What it is about, e.g. `item/01/decision`.
    pub about: String,
    /// The facts that contradict.
    pub facts: Vec<Mark>,
}

/// A fact with its body, if this release knows it.
pub(super) struct Told<'a> {
    pub(super) place: usize,
    pub(super) fact: &'a Fact,
    pub(super) body: Option<CaseFact>,
}

/// What is settled now: the latest settlement of each contradiction, unless it sets nothing aside (then it was undone).
pub(super) fn settlements(seen: &[Told]) -> BTreeMap<String, Vec<FactId>> {
    let mut settled = BTreeMap::new();
    for told in seen {
        if let Some(CaseFact::ContradictionSettled { contradiction, set_aside, reason: _ }) = &told.body {
            if set_aside.is_empty() {
                settled.remove(contradiction);
            } else {
                settled.insert(contradiction.clone(), set_aside.clone());
            }
        }
    }
    settled
}

/// Everything that contradicts and is not settled.
pub(super) fn find(
    history: &History,
    seen: &[Told],
    aside: &BTreeSet<FactId>,
    state: &CaseState,
) -> Vec<Contradiction> {
    let standing: Vec<&Told> = seen.iter().filter(|told| !aside.contains(&told.fact.id)).collect();
    let mut found = Vec::new();
    if !history.is_chain() {
        concurrent(history, &standing, &mut found);
    }
    numbers(&standing, &mut found);
    papers(state, &mut found);
    materials(history, state, &mut found);
    clocks(history, &standing, &mut found);
    found.sort_by(|a, b| a.id.cmp(&b.id));
    found.dedup_by(|a, b| a.id == b.id);
    found.retain(|contradiction| !state.settled.contains_key(&contradiction.id));
    found
}

fn raise(kind: ContradictionKind, about: String, facts: &[&Fact]) -> Contradiction {
    let mut ids: Vec<FactId> = facts.iter().map(|fact| fact.id).collect();
    ids.sort();
    let mut digest = Sha256::new();
    digest.update(format!("{kind:?}\n{about}").as_bytes());
    for id in ids {
        digest.update(id.bytes());
    }
    let id = hex::encode(&digest.finalize()[..12]);
    Contradiction { id, kind, about, facts: facts.iter().map(|fact| super::fold::mark(fact)).collect() }
}

/// What a fact lays its hand on: two facts on the same place that did not know of each other contradict.
struct Claim {
    place: String,
    says: String,
    assigns: bool,
}

fn claims(body: &CaseFact) -> Vec<Claim> {
    let claim = |place: String, says: &str| Claim { place, says: says.to_owned(), assigns: false };
    let on = |item: &ItemNo, what: &str, says: &str| vec![claim(format!("item/{item}/{what}"), says)];
    match body {
        CaseFact::Noticed(_) => vec![claim("notice".into(), "noticed")],
        CaseFact::ItemsChosen { items } => {
            items.iter().map(|item| claim(format!("item/{}/choice", item.no), &item.spec.key)).collect()
        }
        CaseFact::ItemDropped { item, .. } => on(item, "acceptance", "dropped"),
        CaseFact::Accepted(acceptance) => {
            let on_item = |item: &AcceptedItem| claim(format!("item/{}/acceptance", item.item), "accepted");
            acceptance.items.iter().map(on_item).collect()
        }
        CaseFact::NotAccepted(refused) => on(&refused.item, "acceptance", "not_accepted"),
        CaseFact::Served { item, .. } => on(item, "decision", "served"),
        CaseFact::Decided(decision) => on(&decision.item, "decision", &format!("{:?}", decision.outcome)),
        CaseFact::Dispatched(dispatch) => on(&dispatch.item, &format!("task/{}", dispatch.to.key), "dispatched"),
        CaseFact::Acknowledged { item, body, .. } => on(item, &format!("task/{body}/signature"), "acknowledged"),
        CaseFact::FedBack(feedback) => on(&feedback.item, &format!("task/{}/answer", feedback.body), "fed_back"),
        CaseFact::Bounced { item, body, .. } => on(item, &format!("task/{body}/answer"), "bounced"),
        CaseFact::Reassigned { item, body, to, .. } => {
            let of = |what: &str| Claim {
                place: format!("item/{item}/task/{body}/{what}"),
                says: to.clone(),
                assigns: true,
            };
            vec![of("signature"), of("answer")]
        }
        CaseFact::Suspended(suspension) => on(&suspension.item, "clock", "suspended"),
        CaseFact::Resumed { item, .. } => on(item, "clock", "resumed"),
        CaseFact::Extended(extension) => on(&extension.item, "clock", &extension.new_due.date.to_string()),
        CaseFact::Collected { item, .. } => on(item, "collection", "collected"),
        CaseFact::HandedOver(handover) => {
            handover.items.iter().map(|item| claim(format!("item/{item}/handover"), "handed_over")).collect()
        }
        CaseFact::Rated { item, .. } => {
            let place = item.as_ref().map_or("rating".into(), |item| format!("item/{item}/rating"));
            vec![claim(place, "rated")]
        }
        CaseFact::Rectified { item, .. } => {
            let place = item.as_ref().map_or("rectification".into(), |item| format!("item/{item}/rectification"));
            vec![claim(place, "rectified")]
        }
        CaseFact::Filed(_) => vec![claim("filing".into(), "filed")],
        CaseFact::CaseMoved { to, .. } => vec![claim("region".into(), to)],
        CaseFact::Corrected { field, value, .. } if *field != Field::Record => {
            vec![claim(format!("field/{field:?}"), value)]
        }
        _ => Vec::new(),
    }
}

/// Whether the fact moves an item on: such facts may not come beside the closing of the case.
fn advances(body: &CaseFact) -> bool {
    !matches!(
        body,
        CaseFact::Noted { .. }
            | CaseFact::CaseMoved { .. }
            | CaseFact::Attached(_)
            | CaseFact::AttachmentChanged { .. }
            | CaseFact::Corrected { .. }
            | CaseFact::ContradictionSettled { .. }
            | CaseFact::PaperMade(_)
            | CaseFact::PaperPrinted { .. }
            | CaseFact::Rated { .. }
            | CaseFact::Rectified { .. }
            | CaseFact::CalledBack { .. }
            | CaseFact::Filed(_)
            | CaseFact::DuesMoved { .. }
    )
}

fn concurrent(history: &History, standing: &[&Told], found: &mut Vec<Contradiction>) {
    let mut by_place: BTreeMap<String, Vec<(&Told, Claim)>> = BTreeMap::new();
    for told in standing {
        for claim in told.body.iter().flat_map(claims) {
            by_place.entry(claim.place.clone()).or_default().push((told, claim));
        }
    }
    for (place, claimed) in &by_place {
        for (n, (a, first)) in claimed.iter().enumerate() {
            for (b, second) in claimed.iter().skip(n + 1) {
                if history.concurrent(a.place, b.place) {
                    found.push(raise(compare(place, first, second), place.clone(), &[a.fact, b.fact]));
                }
            }
        }
    }
    let filings = standing.iter().filter(|told| matches!(told.body, Some(CaseFact::Filed(_))));
    for filing in filings {
        for told in standing.iter().filter(|told| told.body.as_ref().is_some_and(advances)) {
            if history.concurrent(filing.place, told.place) {
                let about = format!("filing/{}", told.fact.content.kind);
                found.push(raise(ContradictionKind::AdvancedAfterClose, about, &[filing.fact, told.fact]));
            }
        }
    }
}

fn compare(place: &str, first: &Claim, second: &Claim) -> ContradictionKind {
    if first.assigns != second.assigns {
        ContradictionKind::FormerAssignee
    } else if place.starts_with("field/") {
        ContradictionKind::FieldEditedTwice
    } else if first.says == second.says {
        ContradictionKind::SameActTwice
    } else {
        ContradictionKind::Exclusive
    }
}

/// A number belongs to one fact only, wherever and whenever it was written.
fn numbers(standing: &[&Told], found: &mut Vec<Contradiction>) {
    let mut holders: BTreeMap<&str, Vec<&Fact>> = BTreeMap::new();
    for told in standing {
        if let Some(number) = told.body.as_ref().and_then(CaseFact::number) {
            holders.entry(number).or_default().push(told.fact);
        }
    }
    for (number, facts) in holders.iter().filter(|(_, facts)| facts.len() > 1) {
        found.push(raise(ContradictionKind::NumberTwice, format!("number/{number}"), facts));
    }
}

fn papers(state: &CaseState, found: &mut Vec<Contradiction>) {
    for paper in state.papers.iter().filter(|paper| paper.disagrees && paper.originals + paper.copies > 0) {
        let about = format!("paper/{}/{}", paper.paper.paper, paper.paper.number);
        let mut digest = Sha256::new();
        digest.update(format!("paper\n{about}\n{}", paper.paper.sha256).as_bytes());
        let id = hex::encode(&digest.finalize()[..12]);
        let facts = vec![paper.mark.clone()];
        found.push(Contradiction { id, kind: ContradictionKind::PaperDisagrees, about, facts });
    }
}

fn materials(history: &History, state: &CaseState, found: &mut Vec<Contradiction>) {
    if history.is_chain() {
        return; // One desk alone cannot accept what is not there: `decide` refuses.
    }
    for item in state.items.values().filter(|item| item.decision.is_none()) {
        let Some(accepted) = item.accepted.as_ref().and_then(|mark| history.get(&mark.fact)) else { continue };
        for missing in state.missing_for(item).iter().filter(|missing| missing.required) {
            let about = format!("item/{}/material/{}", item.no, missing.key);
            found.push(raise(ContradictionKind::MaterialMissing, about, &[accepted]));
        }
    }
}

/// A fact written more than a day before one of its causes: somebody's clock was wrong.
fn clocks(history: &History, standing: &[&Told], found: &mut Vec<Contradiction>) {
    const DAY_MS: i64 = 24 * 3600 * 1000;
    for told in standing {
        let causes = told.fact.content.parents.iter().filter_map(|parent| history.get(parent));
        for cause in causes.filter(|cause| cause.content.at.ms - told.fact.content.at.ms > DAY_MS) {
            let about = format!("clock/{}", told.fact.content.device);
            found.push(raise(ContradictionKind::ClockFarOff, about, &[cause, told.fact]));
        }
    }
}

impl CaseFact {
    /// The number that the fact's paper carries, if any.
    #[must_use]
    pub fn number(&self) -> Option<&str> {
        let number = match self {
            Self::NeedRegistered(need) => &need.number,
            Self::Noticed(notice) => &notice.number,
            Self::MaterialsReceived(reception) => &reception.receipt,
            Self::SupplementAsked(supplement) => &supplement.number,
            Self::Accepted(acceptance) => &acceptance.number,
            Self::NotAccepted(refused) => &refused.number,
            Self::Dispatched(dispatch) => &dispatch.number,
            Self::Extended(extension) => &extension.number,
            Self::HandedOver(handover) => &handover.number,
            Self::Filed(filing) => &filing.archival_code,
            _ => return None,
        };
        (!number.is_empty()).then_some(number)
    }
}
