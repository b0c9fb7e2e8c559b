//! Papers for what is missing or cannot be accepted.

use super::sheet::{Document, Due, Head, Party, Stated, Tail};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

/// 补正告知书: all that is missing, told once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplementNotice {
    /// The head.
    pub head: Head,
    /// Who applies.
    pub applicant: Party,
    /// The items.
    pub items: Vec<String>,
    /// When they were applied for.
    pub applied_on: NaiveDate,
    /// Every paper to be supplied or corrected.
    pub missing: Vec<Lacking>,
    /// Until when (补正期限).
    pub until: Stated<Due>,
    /// How to hand it in.
    pub how: String,
    /// What happens otherwise (逾期后果).
    pub consequence: String,
    /// The tail.
    pub tail: Tail,
}

/// 不予受理通知书: why an application is not accepted, and where to go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectionNotice {
    /// The head.
    pub head: Head,
    /// Who applies.
    pub applicant: Party,
    /// The items.
    pub items: Vec<String>,
    /// Why.
    pub reason: String,
    /// Which organ to apply to (应向哪个机关申请).
    pub go_to: Stated<String>,
    /// The remedies (救济途径).
    pub remedy: String,
    /// The tail.
    pub tail: Tail,
}

/// 材料退还单: papers given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnedMaterials {
    /// The head.
    pub head: Head,
    /// Who applies.
    pub applicant: Party,
    /// The papers.
    pub materials: Vec<Document>,
    /// Why.
    pub reason: String,
    /// When; blank until it happens.
    pub returned_at: Option<NaiveDateTime>,
    /// Who takes them.
    pub taker: String,
    /// The tail.
    pub tail: Tail,
}

/// 更正告知书: papers that went out no longer hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionNotice {
    /// The head.
    pub head: Head,
    /// Who applied.
    pub applicant: Party,
    /// The papers that no longer hold.
    pub withdrawn: Vec<Document>,
    /// Why.
    pub reason: String,
    /// What holds instead; empty when nobody has written it.
    pub instead: String,
    /// The tail.
    pub tail: Tail,
}

/// 容缺受理告知承诺书: accepted although something minor is missing, on a promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TolerantPromise {
    /// The head.
    pub head: Head,
    /// Who applies.
    pub applicant: Party,
    /// The items.
    pub items: Vec<String>,
    /// What is already there.
    pub received: Vec<String>,
    /// What is still missing.
    pub missing: Vec<Lacking>,
    /// Until when it is promised.
    pub until: Stated<Due>,
    /// How to hand it in.
    pub how: String,
    /// What happens otherwise.
    pub consequence: String,
    /// The tail.
    pub tail: Tail,
}

/// One paper that is missing or wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lacking {
    /// The paper.
    pub material: String,
    /// What it must be.
    pub standard: String,
    /// What is wrong.
    pub reason: String,
}
