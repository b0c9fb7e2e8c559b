//! What a city has decided about the way of a case: the switches of the engine.

use super::{Actor, Days, InPersonMode, Route, Sourced, Status};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The switches of one engine that serves every city (`requirements.md` 6).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields, default)]
pub struct Flow {
    /// Taking in.
    pub intake: IntakeFlow,
    /// Sending on.
    pub route: RouteFlow,
    /// Visits in person.
    pub in_person: InPersonFlow,
    /// Longer than promised.
    pub extension: ExtensionFlow,
    /// Telling the result.
    pub feedback: FeedbackFlow,
    /// Handing over.
    pub delivery: DeliveryFlow,
    /// Afterwards.
    pub closing: ClosingFlow,
}

/// Taking in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields, default)]
pub struct IntakeFlow {
    /// Who may submit.
    pub submitters: Sourced<Vec<Actor>>,
    /// Whether a case may be accepted while papers that may follow are missing (容缺受理).
    pub may_follow: Sourced<bool>,
    /// Within how long papers that may follow must follow, unless agreed otherwise.
    pub follow_within: Sourced<Days>,
}

/// Sending on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields, default)]
pub struct RouteFlow {
    /// Whether a case of one item goes to its department without the window.
    pub single_bypasses_window: Sourced<bool>,
    /// Whether the window then gets a copy, so that nothing is missing from its figures.
    pub copy_to_window: Sourced<bool>,
    /// From how many items on departments work at the same time through the window.
    pub parallel_from: Sourced<u32>,
    /// Whether direct service asks for a card to be shown.
    pub direct_needs_card: Sourced<bool>,
    /// Whether the window may finish at the counter what lies in its power.
    pub on_spot: Sourced<bool>,
}

/// Visits in person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields, default)]
pub struct InPersonFlow {
    /// How the window helps where an item does not say.
    pub mode: Sourced<InPersonMode>,
}

/// One of the acts an extension consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExtensionAct {
    /// The talent is told why (解释说明).
    Tell,
    /// It is reported to the window for the record (报备).
    File,
    /// A new date is fixed (确定办结时间).
    NewDate,
}

/// Longer than promised.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields, default)]
pub struct ExtensionFlow {
    /// The acts without which there is no extension.
    pub acts: Sourced<Vec<ExtensionAct>>,
    /// How often an item may be extended.
    pub max_count: Sourced<u32>,
    /// Whether more extensions than that are only warned about instead of refused.
    pub beyond_warns: Sourced<bool>,
    /// Whether an extension after the due date is still possible, marked as overdue (逾期延期).
    pub after_due: Sourced<bool>,
    /// Who may tell the talent.
    pub told_by: Sourced<Vec<Actor>>,
    /// To whom it is reported.
    pub filed_with: Sourced<Actor>,
}

/// Telling the result.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields, default)]
pub struct FeedbackFlow {
    /// To whom a department feeds its result back.
    pub to: Sourced<Vec<Actor>>,
    /// Who informs the talent.
    pub informs_talent: Sourced<Actor>,
}

/// Where results may be collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum Pickup {
    /// Where the case was taken in.
    IntakeOnly,
    /// At any window.
    AnyWindow,
}

/// Handing over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields, default)]
pub struct DeliveryFlow {
    /// Who hands over.
    pub by: Sourced<Actor>,
    /// Where.
    pub pickup: Sourced<Pickup>,
    /// Whether finished items may be handed over before the others.
    pub partial_allowed: Sourced<bool>,
    /// Whether a handover is arranged by telephone first (致电约时间).
    pub appointment: Sourced<bool>,
    /// Whether one letter tells all results (集中反馈).
    pub combined_letter: Sourced<bool>,
}

/// What dissatisfaction does to closing a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum SatisfactionGate {
    /// Nothing.
    None,
    /// It opens a rectification; the case may close.
    Soft,
    /// The case stays open until it is settled.
    Hard,
}

/// Who owns the file of a talent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum FileOwner {
    /// The window of the area (属地).
    Territory,
    /// The window of the level the employer belongs to (隶属关系).
    Affiliation,
    /// The area's window owns it, the affiliated window reads a copy.
    TerritoryWithCopy,
}

/// Afterwards.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields, default)]
pub struct ClosingFlow {
    /// What dissatisfaction does.
    pub satisfaction_gate: Sourced<SatisfactionGate>,
    /// Who owns the talent's file.
    pub file_owner: Sourced<FileOwner>,
    /// Whether every finished case is called back (回访).
    pub callback: Sourced<bool>,
    /// How long after the handover.
    pub callback_after: Sourced<Days>,
    /// Within how long a bad rating must be put right.
    pub rectify_within: Sourced<Days>,
}

/// A way of service a city names (服务方式), and the routes it covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// Its key.
    pub key: String,
    /// Its name, e.g. `随时受理、直接服务`.
    pub name: String,
    /// The routes it covers; none for a way that begins after handling.
    #[serde(default)]
    pub routes: Vec<Route>,
    /// The article it rests on.
    pub article: String,
    /// How sure this line is.
    pub status: Status,
    /// What a reader should know.
    #[serde(default)]
    pub note: String,
}

/// From when an item's clock runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum ClockStart {
    /// From acceptance (受理).
    Acceptance,
    /// From dispatch to the department (转办).
    Dispatch,
}

/// The colour of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Time enough.
    Green,
    /// Close.
    Yellow,
    /// Late.
    Red,
}

/// How item clocks run and are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields, default)]
pub struct Lights {
    /// From when an item's clock runs.
    pub starts: Sourced<ClockStart>,
    /// Yellow when so many working days or fewer remain.
    pub yellow_within: Sourced<u32>,
    /// The colour of an item that is later than promised, but within the limit of law or rule.
    pub past_promised: Sourced<Light>,
    /// The colour of an item that is later than the limit of law or rule.
    pub past_statutory: Sourced<Light>,
}

/// A clock beside the limits of items: how soon something must be told, sent on, fed back or filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Its key; the engine knows `acknowledge`, `dispatch`, `feedback`, `inform`, `coordination` and `specialist_change`.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What starts it, in words.
    pub starts: String,
    /// What stops it, in words.
    pub stops: String,
    /// Whether missing it is only pointed out, and not a breach.
    pub soft: bool,
    /// How long it is.
    #[serde(default)]
    pub within: Sourced<Days>,
    /// The article it rests on.
    pub article: String,
    /// How sure this line is.
    pub status: Status,
    /// What a reader should know.
    #[serde(default)]
    pub note: String,
}

/// A reason somebody may give. Only listed reasons may be given where a pack lists them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Its key.
    pub key: String,
    /// The reason, in words.
    pub text: String,
    /// Whether words of one's own must be added.
    #[serde(default)]
    pub explain: bool,
    /// Whether it holds only for items under the licensing law.
    #[serde(default)]
    pub legal_layer: bool,
    /// The article it rests on.
    pub article: String,
    /// How sure this line is.
    pub status: Status,
    /// What a reader should know.
    #[serde(default)]
    pub note: String,
}

/// The reasons by what they are for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields, default)]
pub struct Reasons {
    /// Why a clock may stand still (不计入时限).
    pub suspend: Vec<Reason>,
    /// Why something is not accepted (不予受理).
    pub not_accept: Vec<Reason>,
    /// Why a department sends an item back (退回).
    pub send_back: Vec<Reason>,
    /// Why an item takes longer (延期).
    pub extend: Vec<Reason>,
    /// Why an item cannot be done (无法办理).
    pub impossible: Vec<Reason>,
    /// Why a second one-time notice was needed.
    pub second_notice: Vec<Reason>,
}
