//! The papers of handling.

use super::sheet::{Document, Due, Head, Party, Stated, Tail};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

/// 转办单: one item goes to one department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoutingSlip {
    /// The head; its number is the routing number (转办编号).
    pub head: Head,
    /// Where the need came from (来源), e.g. `单位专员`, `热线`, `上级窗口`.
    pub source: String,
    /// The talent.
    pub talent: Party,
    /// The item.
    pub item: String,
    /// The department that leads.
    pub department: String,
    /// Departments that assist.
    pub assisting: Vec<String>,
    /// The department's specialist (部门专员); unset while the post is empty.
    pub specialist: Stated<String>,
    /// The other departments that work on the same case at the same time; empty when the item goes alone.
    pub parallel: Vec<String>,
    /// Why this department: the rule that chose it.
    pub reason: String,
    /// What goes with it.
    pub materials: Vec<Document>,
    /// What is asked (办理要求).
    pub request: Vec<String>,
    /// When it was sent.
    pub sent_at: NaiveDateTime,
    /// When it is due (办结期限).
    pub due: Stated<Due>,
    /// The limit in words, e.g. `承诺时限 7 个工作日`.
    pub limit: Stated<String>,
    /// What came back; blank lines are left for what is still open.
    pub reply: RoutingReply,
    /// The tail.
    pub tail: Tail,
}

/// What the department answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoutingReply {
    /// Who signed for it, and when (签收人、签收时间).
    pub signed: Option<String>,
    /// The result (办理结果).
    pub result: Option<String>,
    /// When it was fed back (反馈时间).
    pub fed_back: Option<NaiveDateTime>,
    /// Why it was returned (退回理由).
    pub returned: Option<String>,
}
