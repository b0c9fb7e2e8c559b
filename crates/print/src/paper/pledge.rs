//! Promises in writing (告知承诺).

use super::sheet::{Head, Party, Stated, Tail};
use serde::{Deserialize, Serialize};

/// 个人承诺书: a person's promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalPledge {
    /// The head.
    pub head: Head,
    /// Who applies.
    pub applicant: Party,
    /// The item.
    pub item: String,
    /// What need not be proven (证明内容).
    pub proof: String,
    /// What was told (告知内容).
    pub terms: Vec<String>,
    /// What a false promise brings.
    pub liability: String,
    /// Whether and how it is published.
    pub public: Stated<String>,
    /// The tail.
    pub tail: Tail,
}

/// 单位承诺书: an employer's promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmployerPledge {
    /// The head.
    pub head: Head,
    /// The employer.
    pub employer: String,
    /// Its social credit code.
    pub credit_code: Option<String>,
    /// The talent.
    pub talent: Party,
    /// The item.
    pub item: String,
    /// What need not be proven (证明内容).
    pub proof: String,
    /// What was told (告知内容).
    pub terms: Vec<String>,
    /// What a false promise brings.
    pub liability: String,
    /// Whether and how it is published.
    pub public: Stated<String>,
    /// The tail.
    pub tail: Tail,
}
