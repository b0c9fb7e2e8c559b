//! The papers of a need: what was asked for, served at once, or looked at beforehand.

use super::sheet::{Head, Party, Tail};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

/// 需求登记表: what a talent needs, before any paper exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedRegister {
    /// The head.
    pub head: Head,
    /// The talent.
    pub talent: Party,
    /// Who speaks for the talent.
    pub agent: Option<Party>,
    /// How it came (受理渠道).
    pub came_by: String,
    /// When.
    pub registered_at: NaiveDateTime,
    /// The need in the person's own words.
    pub need: String,
    /// The items it was turned into, each with the rule that chose it.
    pub chosen: Vec<Chosen>,
    /// A remark.
    pub note: String,
    /// Who wrote it down.
    pub registrar: String,
    /// The tail.
    pub tail: Tail,
}

/// 直接服务登记单: a service given by card at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectService {
    /// The head.
    pub head: Head,
    /// The talent; the card is shown.
    pub talent: Party,
    /// What was shown beside the card (证明).
    pub evidence: String,
    /// The service.
    pub item: String,
    /// Who gave it (承办机构、专员).
    pub provider: String,
    /// When.
    pub served_at: NaiveDateTime,
    /// What came of it.
    pub result: String,
    /// The tail.
    pub tail: Tail,
}

/// 预审意见: what a look at the papers found before they were handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreReview {
    /// The head.
    pub head: Head,
    /// Who applies.
    pub applicant: Party,
    /// The items.
    pub items: Vec<String>,
    /// When.
    pub reviewed_on: NaiveDate,
    /// What was found, paper by paper.
    pub findings: Vec<Finding>,
    /// The conclusion.
    pub conclusion: String,
    /// Who looked.
    pub reviewer: String,
    /// The tail.
    pub tail: Tail,
}

/// One item that a need was turned into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// The item.
    pub item: String,
    /// The department that leads.
    pub department: String,
    /// The rule that chose it.
    pub rule: String,
}

/// What was found about one paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The paper.
    pub material: String,
    /// Whether it is as required.
    pub fits: bool,
    /// What is wrong, or a remark.
    pub remark: String,
}
