//! What a case's facts amount to.

use super::body::*;
use super::contradiction::Contradiction;
use crate::calendar::CalendarVersion;
use crate::fact::{FactId, FileId};
use crate::pack::{ItemSpec, PackRef, Route};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use ts_rs::TS;

/// A case as its facts have it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct CaseState {
    /// The registration; absent while only later facts have arrived.
    pub need: Option<NeedRegistered>,
    /// When and by whom it was registered.
    pub registered: Option<Mark>,
    /// The policy that holds now: of registration, then of acceptance.
    pub pack: Option<PackRef>,
    /// The calendar that the dates come from.
    pub calendar: Option<CalendarVersion>,
    /// The items, by number.
    pub items: BTreeMap<ItemNo, ItemState>,
    /// The papers handed in, by key.
    pub materials: BTreeMap<String, MaterialState>,
    /// Notices given.
    pub notices: Vec<(Mark, Notice)>,
    /// Receipts given.
    pub receptions: Vec<(Mark, Reception)>,
    /// Supplements asked for.
    pub supplements: Vec<(Mark, Supplement)>,
    /// Acceptances.
    pub acceptances: Vec<(Mark, Acceptance)>,
    /// Handover appointments.
    pub appointments: Vec<Mark>,
    /// Handovers.
    pub handovers: Vec<(Mark, Handover)>,
    /// Callbacks.
    pub callbacks: Vec<Mark>,
    /// The callback that is still to be made: since which handover, and what the city asks.
    pub call_back_due: Option<(Mark, Aftercare)>,
    /// A rating of the case as a whole.
    pub rating: Option<u8>,
    /// Bad ratings that had or have to be put right.
    pub rectifications: Vec<Rectification>,
    /// The papers made, in order.
    pub papers: Vec<PaperState>,
    /// The filed volume.
    pub filing: Option<(Mark, Filing)>,
    /// Fields set by corrections.
    pub corrections: BTreeMap<Field, String>,
    /// What contradicts and waits for a person.
    pub contradictions: Vec<Contradiction>,
    /// Contradictions that a person has settled, with the facts set aside.
    pub settled: BTreeMap<String, Vec<FactId>>,
    /// Pictures and PDFs of the materials, in their order.
    pub attachments: Vec<AttachmentState>,
    /// Facts that this release does not know: shown as needing a newer version.
    pub unknown: Vec<UnknownFact>,
    /// Facts whose causes have not arrived yet.
    pub missing: BTreeSet<FactId>,
}

/// A bad rating that had or has to be put right (整改).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Rectification {
    /// The rated item; absent when the case as a whole was rated.
    pub item: Option<ItemNo>,
    /// When it was rated.
    pub mark: Mark,
    /// How: 2 dissatisfied, 1 very dissatisfied.
    pub level: u8,
    /// What the city asked then.
    pub asked: Aftercare,
    /// When it was put right, and what was done.
    pub done: Option<(Mark, String)>,
}

/// A fact of a kind this release does not know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct UnknownFact {
    /// Its envelope.
    pub mark: Mark,
    /// Its kind and version.
    pub kind: String,
}

/// One item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ItemState {
    /// Its number.
    pub no: ItemNo,
    /// The specification it is judged by.
    pub spec: ItemSpec,
    /// How it is handled.
    pub route: Route,
    /// The lead department.
    pub lead: Party,
    /// The assisting departments.
    pub assist: Vec<Party>,
    /// The rule behind route and department.
    pub rule: String,
    /// Its article.
    pub article: String,
    /// Chosen by hand.
    pub by_hand: bool,
    /// Where it stands.
    pub phase: ItemPhase,
    /// When it was chosen, accepted, decided, collected, handed over.
    pub chosen: Option<Mark>,
    /// When it was accepted.
    pub accepted: Option<Mark>,
    /// The day from which its clocks count.
    pub counted_from: Option<NaiveDate>,
    /// Its dates now.
    pub dues: Dues,
    /// Its dates at acceptance.
    pub dues_at_acceptance: Dues,
    /// The departments' tasks, by body key.
    pub tasks: BTreeMap<String, TaskState>,
    /// Times the clock stopped.
    pub suspensions: Vec<SuspensionState>,
    /// Extensions.
    pub extensions: Vec<(Mark, Extension)>,
    /// Visits booked and made.
    pub visits: Vec<VisitState>,
    /// Coordination under way: its problem.
    pub coordination: Option<String>,
    /// Whether coordination was tried at all.
    pub coordinated: bool,
    /// Not accepted.
    pub non_acceptance: Option<(Mark, NonAcceptance)>,
    /// The decision.
    pub decision: Option<(Mark, Decision)>,
    /// The result's papers at the window.
    pub collected: Option<(Mark, Vec<String>)>,
    /// Handed over.
    pub handed_over: Option<Mark>,
    /// The talent was told the result.
    pub informed: Option<Mark>,
    /// Rated.
    pub rating: Option<u8>,
}

/// Where an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ItemPhase {
    /// Chosen, not yet accepted (待受理).
    Chosen,
    /// Not accepted (不予受理).
    NotAccepted,
    /// Accepted, to be sent on (待转办).
    Accepted,
    /// Sent, not signed for (待签收).
    Dispatched,
    /// Returned by the department, to be sent again (被退回).
    Returned,
    /// Being handled (办理中).
    Handling,
    /// The clock stands (中止).
    Suspended,
    /// Being coordinated (协调中).
    Coordinating,
    /// All departments answered, to be decided (已反馈).
    FedBack,
    /// Decided, result on its way to the window (已办结).
    Decided,
    /// Result at the window (待交付).
    Collected,
    /// Handed over (已交付).
    HandedOver,
}

impl ItemPhase {
    /// Nothing more will be handled: decided or not accepted.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::NotAccepted | Self::Decided | Self::Collected | Self::HandedOver)
    }
}

/// A department's part in an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TaskState {
    /// The department.
    pub to: Party,
    /// Lead or assist.
    pub part: Part,
    /// The slip's number.
    pub number: String,
    /// What was asked.
    pub request: String,
    /// Sent.
    pub dispatched: Mark,
    /// Signed for.
    pub acknowledged: Option<Mark>,
    /// Answered.
    pub feedback: Option<(Mark, Feedback)>,
    /// Returned: each time with its reason.
    pub bounces: Vec<(Mark, String)>,
    /// It lies with the window again.
    pub returned: bool,
    /// The window only has a copy.
    pub window_copy: bool,
}

/// One time the clock stopped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SuspensionState {
    /// When it was recorded.
    pub mark: Mark,
    /// Why.
    pub suspension: Suspension,
    /// The day it ran again.
    pub resumed_on: Option<NaiveDate>,
}

/// A visit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct VisitState {
    /// When it was booked.
    pub mark: Mark,
    /// The booking.
    pub visit: Visit,
    /// When the person came.
    pub made: Option<Mark>,
}

/// A paper handed in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MaterialState {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// As received last; absent when only promised.
    pub received: Option<Mark>,
    /// The receipt's line.
    pub paper: ReceivedPaper,
    /// Promised for a later day and not yet here (容缺).
    pub promised_for: Option<NaiveDate>,
    /// Given back.
    pub returned: Option<Mark>,
    /// Small faults mended at the counter.
    pub corrections: Vec<String>,
}

/// An attachment as it stands now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct AttachmentState {
    /// When it was added.
    pub mark: Mark,
    /// What it is.
    pub attachment: Attachment,
    /// How many degrees clockwise it is turned.
    pub turned: u16,
}

/// A paper made, and how often it was printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PaperState {
    /// When it was made.
    pub mark: Mark,
    /// What it is.
    pub paper: PaperMade,
    /// Originals printed.
    pub originals: u32,
    /// Further copies printed.
    pub copies: u32,
    /// Whether a fact it rests on no longer counts.
    pub disagrees: bool,
}

/// Where a case stands: derived from its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CasePhase {
    /// Registered, no items yet (已登记).
    Registered,
    /// Items chosen, not accepted (待受理).
    Preparing,
    /// Papers received, not accepted (已收件).
    Received,
    /// Being handled (办理中).
    Handling,
    /// Every item is over and the results are at the window (待交付).
    Ready,
    /// Some items handed over, others not (部分交付).
    PartlyHandedOver,
    /// Everything handed over (已交付).
    HandedOver,
    /// Filed (已归档).
    Filed,
}

impl CaseState {
    /// Where the case stands.
    #[must_use]
    pub fn phase(&self) -> CasePhase {
        if self.filing.is_some() {
            return CasePhase::Filed;
        }
        if self.items.is_empty() {
            return CasePhase::Registered;
        }
        let any = |test: fn(&ItemState) -> bool| self.items.values().any(test);
        let all = |test: fn(&ItemState) -> bool| self.items.values().all(test);
        let finished = |item: &ItemState| item.handed_over.is_some() || item.phase == ItemPhase::NotAccepted;
        if all(finished) {
            CasePhase::HandedOver
        } else if any(|item| item.handed_over.is_some()) {
            CasePhase::PartlyHandedOver
        } else if all(|item| matches!(item.phase, ItemPhase::Collected | ItemPhase::NotAccepted)) {
            CasePhase::Ready
        } else if any(|item| item.accepted.is_some() || item.phase >= ItemPhase::Dispatched) {
            CasePhase::Handling
        } else if !self.receptions.is_empty() {
            CasePhase::Received
        } else {
            CasePhase::Preparing
        }
    }

    /// How many notices told again what had been told: each has its reason, and all are counted.
    #[must_use]
    pub fn repeated_notices(&self) -> usize {
        self.notices.iter().filter(|(_, notice)| !notice.reason.trim().is_empty()).count()
    }

    /// The case's number; empty while the registration has not arrived.
    #[must_use]
    pub fn number(&self) -> &str {
        self.need.as_ref().map_or("", |need| need.number.as_str())
    }

    /// The talent's file.
    #[must_use]
    pub fn talent(&self) -> Option<&FileId> {
        self.need.as_ref().map(|need| &need.talent)
    }

    /// The talent's name as registered.
    #[must_use]
    pub fn talent_name(&self) -> &str {
        self.need.as_ref().map_or("", |need| need.talent_name.as_str())
    }

    /// The need in words, as corrected last.
    #[must_use]
    pub fn need_text(&self) -> &str {
        match (self.corrections.get(&Field::Need), &self.need) {
            (Some(text), _) => text,
            (None, Some(need)) => &need.need,
            (None, None) => "",
        }
    }

    /// Who was asked first and stays responsible, as corrected last.
    #[must_use]
    pub fn first_contact(&self) -> &str {
        match (self.corrections.get(&Field::FirstContact), &self.need) {
            (Some(name), _) => name,
            (None, Some(need)) => &need.first_contact,
            (None, None) => "",
        }
    }

    /// The next free item number.
    #[must_use]
    pub fn next_item_no(&self) -> ItemNo {
        let last = self.items.keys().filter_map(|no| no.0.parse::<usize>().ok()).max().unwrap_or(0);
        ItemNo::nth(last + 1)
    }

    /// The bad rating of an item (of the whole case: `None`) that is still to be put right.
    #[must_use]
    pub fn open_rectification(&self, item: Option<&ItemNo>) -> Option<&Rectification> {
        self.rectifications.iter().find(|one| one.item.as_ref() == item && one.done.is_none())
    }

    /// How often a department returned something: a sign of shifting responsibility (推诿).
    #[must_use]
    pub fn bounces(&self) -> usize {
        self.items.values().flat_map(|item| item.tasks.values()).map(|task| task.bounces.len()).sum()
    }
}

impl ItemState {
    /// The open suspension, if the clock stands.
    #[must_use]
    pub fn suspended(&self) -> Option<&SuspensionState> {
        self.suspensions.last().filter(|suspension| suspension.resumed_on.is_none())
    }

    /// The date that counts first: promised, else statutory.
    #[must_use]
    pub fn due(&self) -> Option<&crate::calendar::Due> {
        self.dues.promised.as_ref().or(self.dues.statutory.as_ref())
    }

    /// Whether the lead and every assisting department have answered.
    #[must_use]
    pub fn all_answered(&self) -> bool {
        let answered = |party: &Party| self.tasks.get(&party.key).is_some_and(|task| task.feedback.is_some());
        answered(&self.lead) && self.assist.iter().all(answered)
    }
}
