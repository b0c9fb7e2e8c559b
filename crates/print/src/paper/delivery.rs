//! The papers of delivery.

use super::sheet::{Document, Head, Party, Stated, Tail};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

/// 办理结果告知单: what came of each item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultNotice {
    /// The head.
    pub head: Head,
    /// Who applied.
    pub applicant: Party,
    /// Who acted for the applicant.
    pub agent: Option<Party>,
    /// The results.
    pub results: Vec<ItemResult>,
    /// How and until when to collect (领取方式、期限).
    pub pickup: Stated<String>,
    /// How to rate the service (满意度评价方式).
    pub rating: Stated<String>,
    /// The tail.
    pub tail: Tail,
}

/// What came of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemResult {
    /// The item.
    pub name: String,
    /// The department that decided.
    pub department: String,
    /// The outcome.
    pub outcome: Outcome,
    /// The papers that say so.
    pub documents: Vec<Document>,
    /// When it was decided.
    pub decided_on: NaiveDate,
}

/// The outcome of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Outcome {
    /// Granted or done (准予、办结).
    Granted,
    /// Refused (不予办理): why, and what can be done about it.
    Refused {
        /// The reason.
        reason: String,
        /// The remedies (救济途径).
        remedy: String,
    },
    /// Withdrawn by the applicant (撤回).
    Withdrawn {
        /// The reason given.
        reason: String,
    },
    /// Impossible even after coordination (经协调无法办理): why, and what is offered instead.
    Impossible {
        /// The reason.
        reason: String,
        /// What is proposed (处理意见).
        advice: String,
    },
}

/// 送达回证: proof that papers reached the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceReturn {
    /// The head.
    pub head: Head,
    /// The organ that serves (送达机关).
    pub organ: String,
    /// The cause (事由).
    pub cause: String,
    /// The papers served.
    pub documents: Vec<Document>,
    /// To whom (受送达人).
    pub addressee: Party,
    /// Where (送达地点); blank until served.
    pub place: Option<String>,
    /// How (送达方式); all ways are printed to be ticked while it is open.
    pub method: Option<ServiceMethod>,
    /// When it was received; blank until signed.
    pub received_at: Option<NaiveDateTime>,
    /// Who took it for the addressee (代收人), in what relation, and why.
    pub proxy: Option<Proxy>,
    /// Why it was refused, and when (拒收事由与日期).
    pub refusal: Option<String>,
    /// Who witnessed (见证人).
    pub witness: Option<String>,
    /// Who served (送达人): two are customary.
    pub servers: Vec<String>,
    /// A remark.
    pub remark: String,
    /// The tail.
    pub tail: Tail,
}

/// A way of serving a paper (民事诉讼法第八十七条至第九十五条).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceMethod {
    /// 直接送达.
    Direct,
    /// 留置送达.
    Left,
    /// 电子送达.
    Electronic,
    /// 邮寄送达.
    Post,
    /// 委托送达.
    Entrusted,
    /// 公告送达.
    Announced,
}

/// Who took a paper for somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proxy {
    /// The name.
    pub name: String,
    /// The relation to the addressee.
    pub relation: String,
    /// Why not the addressee.
    pub reason: String,
}

/// 交付清单: what is handed over together, and what is still to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverList {
    /// The head.
    pub head: Head,
    /// Whose case it is.
    pub applicant: Party,
    /// Who collects, and by what power (领取人、领取凭据).
    pub collector: String,
    /// By what power: `本人`, a power of attorney, an employer's letter.
    pub power: String,
    /// When; blank until it happens.
    pub handed_at: Option<NaiveDateTime>,
    /// What is handed over, item by item.
    pub lines: Vec<HandoverLine>,
    /// Items still to come, each with the reason; empty when all are there.
    pub remaining: Vec<String>,
    /// The tail.
    pub tail: Tail,
}

/// One line of a handover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverLine {
    /// The item.
    pub item: String,
    /// The paper handed over.
    pub document: Document,
    /// A remark, e.g. `原件`.
    pub note: String,
}
