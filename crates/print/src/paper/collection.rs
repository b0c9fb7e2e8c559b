//! Papers of collecting a result, or of none.

use super::sheet::{Document, Due, Head, Party, Stated, Tail};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

/// 领取通知: a result is ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectionNotice {
    /// The head.
    pub head: Head,
    /// Who applies.
    pub applicant: Party,
    /// What is ready.
    pub documents: Vec<Document>,
    /// Where.
    pub place: String,
    /// When.
    pub hours: Stated<String>,
    /// What to bring.
    pub bring: Vec<String>,
    /// Until when.
    pub until: Stated<Due>,
    /// The tail.
    pub tail: Tail,
}

/// 不予办理告知书: why an item is not granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusalNotice {
    /// The head.
    pub head: Head,
    /// Who applies.
    pub applicant: Party,
    /// The item.
    pub item: String,
    /// The department.
    pub department: String,
    /// Why.
    pub reason: String,
    /// What can be done instead (处理意见).
    pub advice: String,
    /// The remedies (救济途径).
    pub remedy: String,
    /// The tail.
    pub tail: Tail,
}

/// 异地领取单: a result is collected at another window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteCollection {
    /// The head.
    pub head: Head,
    /// Who applies.
    pub applicant: Party,
    /// What is collected.
    pub documents: Vec<Document>,
    /// The window that sends.
    pub sending: String,
    /// The window where it is collected.
    pub collecting: String,
    /// How the person is checked.
    pub check: String,
    /// When; blank until then.
    pub collected_at: Option<NaiveDateTime>,
    /// The tail.
    pub tail: Tail,
}
