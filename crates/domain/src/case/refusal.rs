//! Why an act is not possible: the rule, the article it rests on, in words fit to show.

use crate::calendar::CalendarError;
use crate::words::{Language, say};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A refused act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{rule:?} ({article})")]
pub struct Refusal {
    /// The rule.
    pub rule: Rule,
    /// The article it rests on; empty for a rule of good order.
    pub article: String,
    /// What fills the places of the sentence.
    pub fill: Vec<(String, String)>,
}

impl Refusal {
    /// The refusal in words: what is wrong and what to do.
    #[must_use]
    pub fn words(&self, language: Language) -> String {
        let said = |(name, value): &(String, String)| match name.as_str() {
            "field" => say(language, &format!("field.{value}"), &[]),
            "role" => say(language, &format!("role.{value}"), &[]),
            "roles" => {
                let names = value.split(' ').map(|role| say(language, &format!("role.{role}"), &[]));
                names.collect::<Vec<_>>().join("、")
            }
            "calendar" => match serde_json::from_str::<CalendarError>(value) {
                Ok(error) => error.say(language),
                Err(_) => value.clone(),
            },
            _ => value.clone(),
        };
        let said: Vec<(&str, String)> = self.fill.iter().map(|one| (one.0.as_str(), said(one))).collect();
        let fill: Vec<(&str, &str)> = said.iter().map(|(name, value)| (*name, value.as_str())).collect();
        say(language, &format!("rule.{}", self.rule.word()), &fill)
    }
}

/// The fields that an act can lack. Their labels are those of the pages.
pub const FIELDS: &[&str] = &[
    "talent_name",
    "need",
    "from",
    "reason",
    "reason_key",
    "what",
    "to",
    "served_note",
    "signed_by",
    "fed_back_by",
    "reassign_to",
    "result",
    "place",
    "visit_day",
    "escort",
    "problem",
    "approver",
    "decide_reason",
    "handed_to",
    "right_value",
    "rectified",
    "note",
];

macro_rules! rules {
    ($($(#[$meta:meta])* $name:ident $word:literal;)*) => {
        /// The rules an act can fail.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        pub enum Rule { $($(#[$meta])* $name,)* }
        impl Rule {
            /// All rules: each has a sentence in every language.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
            /// The rule's word.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

rules! {
    /// The role may not do this.
    NotYourRole "not_your_role";
    /// The city does not let somebody in this capacity bring a need.
    NotSubmitter "not_submitter";
    /// The case is already registered.
    AlreadyRegistered "already_registered";
    /// The case must be registered first.
    NotRegistered "not_registered";
    /// A field must be filled in.
    FieldEmpty "field_empty";
    /// No such item in the case.
    NoSuchItem "no_such_item";
    /// No such paper in the case.
    NoSuchPaper "no_such_paper";
    /// No paper has been received yet.
    NothingReceived "nothing_received";
    /// No such department on the item.
    NoSuchBody "no_such_body";
    /// Nothing was chosen.
    NothingChosen "nothing_chosen";
    /// The item is already in the case and not over.
    ItemAlreadyChosen "item_already_chosen";
    /// The case is filed: nothing more can be done to it but correct and note.
    CaseFiled "case_filed";
    /// The item is already accepted.
    AlreadyAccepted "already_accepted";
    /// The item is over.
    ItemOver "item_over";
    /// The item must be accepted first.
    NotAccepted "not_accepted";
    /// The same facts were already notified: a reason is needed.
    SecondNotice "second_notice";
    /// A second request for papers needs a reason.
    SecondSupplement "second_supplement";
    /// Required papers are missing.
    MaterialsMissing "materials_missing";
    /// What may follow needs a date.
    PromiseMissing "promise_missing";
    /// The city lets no paper follow after acceptance.
    MayNotFollow "may_not_follow";
    /// Papers may follow only after a complete notice.
    NoticeMissing "notice_missing";
    /// A reason from the list is needed.
    ReasonNotListed "reason_not_listed";
    /// The person must have been told.
    NotTold "not_told";
    /// The extension must have been filed with the window.
    NotFiled "not_filed";
    /// The city allows no extension after the due date.
    ExtensionAfterDue "extension_after_due";
    /// The new date must be later than the old one, and not in the past.
    NewDateTooEarly "new_date_too_early";
    /// Longer than the law allows.
    ExtensionTooLong "extension_too_long";
    /// No further extension is provided for.
    TooManyExtensions "too_many_extensions";
    /// Direct service is only for items of that kind.
    NotDirect "not_direct";
    /// Direct service takes a card or proof.
    ProofMissing "proof_missing";
    /// Items that must be finished first are not.
    PredecessorOpen "predecessor_open";
    /// Already with the department.
    AlreadyDispatched "already_dispatched";
    /// Not with the department.
    NotDispatched "not_dispatched";
    /// Already signed for.
    AlreadyAcknowledged "already_acknowledged";
    /// Must be signed for first.
    NotAcknowledged "not_acknowledged";
    /// The department has already answered.
    AlreadyAnswered "already_answered";
    /// Departments have not all answered.
    AnswersOutstanding "answers_outstanding";
    /// The item does not need the person to come.
    NotInPerson "not_in_person";
    /// Nothing is booked.
    NoVisitBooked "no_visit_booked";
    /// The clock already stands.
    AlreadySuspended "already_suspended";
    /// The clock is not standing.
    NotSuspended "not_suspended";
    /// Already being coordinated.
    AlreadyCoordinating "already_coordinating";
    /// Not being coordinated.
    NotCoordinating "not_coordinating";
    /// "Impossible" takes an attempt at coordination first.
    NotCoordinated "not_coordinated";
    /// A refusal takes a reason, a basis and the remedies.
    GroundsMissing "grounds_missing";
    /// The window may not finish this at the counter.
    NotOnSpot "not_on_spot";
    /// The item is not decided.
    NotDecided "not_decided";
    /// The result is already at the window.
    AlreadyCollected "already_collected";
    /// The result is not at the window.
    NotCollected "not_collected";
    /// Everything was handed over and no promised paper is outstanding.
    NothingWaits "nothing_waits";
    /// Already handed over.
    AlreadyHandedOver "already_handed_over";
    /// The city hands over all together.
    PartialNotAllowed "partial_not_allowed";
    /// Somebody else than the talent needs a power.
    PowerMissing "power_missing";
    /// Nothing handed over yet.
    NotHandedOver "not_handed_over";
    /// Rated already: one act, one rating.
    AlreadyRated "already_rated";
    /// The level is not one of the five.
    LevelUnknown "level_unknown";
    /// No bad rating is to be put right here.
    NothingToRectify "nothing_to_rectify";
    /// The bad rating was put right already.
    AlreadyRectified "already_rectified";
    /// The city lets no case be filed while a bad rating is not put right.
    RectificationOpen "rectification_open";
    /// Something is still open.
    StillOpen "still_open";
    /// Contradictions must be settled first.
    ContradictionsOpen "contradictions_open";
    /// No such contradiction.
    NoSuchContradiction "no_such_contradiction";
    /// Only facts of the contradiction can be set aside, and not all of them.
    NotOfContradiction "not_of_contradiction";
    /// No such fact in the case.
    NoSuchFact "no_such_fact";
    /// A further print needs a reason.
    ReprintReasonMissing "reprint_reason_missing";
    /// The calendar has no such year.
    CalendarMissing "calendar_missing";
    /// This way of handling comes with a later release.
    RouteNotYet "route_not_yet";
    /// The paper was already given back.
    AlreadyReturned "already_returned";
}
