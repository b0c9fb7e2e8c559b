//! Papers that change a clock.

use super::sheet::{Due, Head, Party, Stated, Tail};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

/// 延期办理告知书: a limit is extended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionNotice {
    /// The head.
    pub head: Head,
    /// Who applies.
    pub applicant: Party,
    /// The item.
    pub item: String,
    /// The department.
    pub department: String,
    /// When it was accepted.
    pub accepted_on: NaiveDate,
    /// When it was due.
    pub due_before: Stated<Due>,
    /// By how many days, in words.
    pub days: String,
    /// When it is due now.
    pub due_now: Stated<Due>,
    /// Why.
    pub reason: String,
    /// Who approved (批准人).
    pub approver: String,
    /// The tail.
    pub tail: Tail,
}

/// 延期报备表: a department reports that it cannot finish in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionReport {
    /// The head.
    pub head: Head,
    /// The department.
    pub department: String,
    /// Its specialist.
    pub specialist: Stated<String>,
    /// The talent.
    pub talent: Party,
    /// The item.
    pub item: String,
    /// When it was due.
    pub due_before: Stated<Due>,
    /// When it will be done.
    pub due_now: Stated<Due>,
    /// Why.
    pub reason: String,
    /// When the talent or employer was told.
    pub told_at: Option<NaiveDateTime>,
    /// When it was reported to the window.
    pub filed_at: Option<NaiveDateTime>,
    /// What the window says; blank until then.
    pub opinion: Option<String>,
    /// The tail.
    pub tail: Tail,
}

/// 特别程序告知书: a procedure whose time does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialProcedure {
    /// The head.
    pub head: Head,
    /// Who applies.
    pub applicant: Party,
    /// The item.
    pub item: String,
    /// The procedure, e.g. 专家评审.
    pub procedure: String,
    /// How long it takes.
    pub time: String,
    /// From when it does not count.
    pub from: Option<NaiveDate>,
    /// Until when.
    pub until: Option<NaiveDate>,
    /// The tail.
    pub tail: Tail,
}
