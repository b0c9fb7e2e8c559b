//! Papers for going somewhere, or for sending somebody.

use super::sheet::{Head, Party, Stated, Tail};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

/// 代办委托书: somebody is empowered to act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PowerOfAttorney {
    /// The head.
    pub head: Head,
    /// Who empowers (委托人).
    pub principal: Party,
    /// Who is empowered (受托人).
    pub agent: Party,
    /// For what.
    pub matters: Vec<String>,
    /// Special power rather than general (特别授权); open until the two agree.
    pub special: Option<bool>,
    /// From when.
    pub from: NaiveDate,
    /// Until when; open until the two agree.
    pub until: Option<NaiveDate>,
    /// Whether it may be passed on (转委托); open until the two agree.
    pub sub_delegation: Option<bool>,
    /// The tail.
    pub tail: Tail,
}

/// 预约回执: a visit is booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitAppointment {
    /// The head.
    pub head: Head,
    /// Who applies.
    pub applicant: Party,
    /// The item.
    pub item: String,
    /// The department.
    pub department: String,
    /// Where.
    pub place: String,
    /// When.
    pub at: NaiveDateTime,
    /// What to bring.
    pub bring: Vec<String>,
    /// Whom to call.
    pub contact: Stated<String>,
    /// The tail.
    pub tail: Tail,
}

/// 引导单: the way to another window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideSlip {
    /// The head.
    pub head: Head,
    /// Who applies.
    pub applicant: Party,
    /// The item.
    pub item: String,
    /// The department.
    pub department: String,
    /// The window there.
    pub window: String,
    /// Where.
    pub place: String,
    /// What to bring.
    pub bring: Vec<String>,
    /// Whom to call.
    pub contact: Stated<String>,
    /// The tail.
    pub tail: Tail,
}

/// 陪同办理单: somebody goes along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscortSlip {
    /// The head.
    pub head: Head,
    /// Who applies.
    pub applicant: Party,
    /// The item.
    pub item: String,
    /// The department.
    pub department: String,
    /// Where.
    pub place: String,
    /// When to meet.
    pub at: NaiveDateTime,
    /// Who goes along.
    pub escort: String,
    /// How it went; blank until then.
    pub course: Option<String>,
    /// The tail.
    pub tail: Tail,
}
