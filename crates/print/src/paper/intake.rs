//! The papers of intake: notice, receipt, acceptance.

use super::sheet::{Due, Head, Party, Stated, Tail};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

/// 一次性告知书: everything that is needed for all chosen items, told once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneTimeNotice {
    /// The head.
    pub head: Head,
    /// Who applies.
    pub applicant: Party,
    /// Who acts for the applicant.
    pub agent: Option<Party>,
    /// When it was told, to the minute.
    pub told_at: NaiveDateTime,
    /// Who told.
    pub told_by: String,
    /// The items.
    pub items: Vec<NoticeItem>,
    /// The papers to hand in, merged over all items: each once.
    pub materials: Vec<NoticeMaterial>,
    /// The proof that nothing was left out, in words and by digest.
    pub proof: Option<String>,
    /// Why this is a second notice on the same facts; absent on the first.
    pub again: Option<String>,
    /// The tail.
    pub tail: Tail,
}

/// One item of a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeItem {
    /// The item (事项).
    pub name: String,
    /// The department that leads (牵头、承办部门).
    pub department: String,
    /// The policy that gives it (政策规定、办理依据).
    pub basis: Stated<String>,
    /// What must be true first (办理条件、前置条件); empty when the rules name none.
    pub conditions: Vec<String>,
    /// The steps (办理程序).
    pub steps: Vec<String>,
    /// The limit of law (法定时限).
    pub statutory: Stated<String>,
    /// The promised limit (承诺时限).
    pub promised: Stated<String>,
    /// What it costs (收费).
    pub fee: Stated<String>,
    /// Where, and whom to call (办理地点、联系电话).
    pub place: Stated<String>,
    /// Whether somebody may act for the person (是否可代办).
    pub by_proxy: bool,
    /// When the person must come (须本人到场); absent when never.
    pub in_person: Option<String>,
}

/// One paper to hand in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeMaterial {
    /// Its name.
    pub name: String,
    /// Original or copy, and how many, e.g. `核原件，复印件 1 份`.
    pub form: String,
    /// Where it comes from (来源渠道).
    pub source: String,
    /// Needed at acceptance, or until when it may follow (容缺).
    pub need: Need,
    /// The items that need it, counted from 1.
    pub items: Vec<u32>,
    /// What is already true of it, e.g. `已核验`; empty when nothing is.
    pub state: String,
}

/// Whether a paper is needed at acceptance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Need {
    /// Needed (必要).
    Required,
    /// May follow until a day that was promised (容缺).
    MayFollow {
        /// The day; unset until a promise is given.
        until: Stated<NaiveDate>,
    },
}

/// 收件凭证: what was handed in, when, by whom. It is no acceptance, and says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The head.
    pub head: Head,
    /// Who applies.
    pub applicant: Party,
    /// Who handed the papers in (提交人).
    pub submitter: String,
    /// When, to the minute.
    pub received_at: NaiveDateTime,
    /// The items for which they are meant.
    pub items: Vec<String>,
    /// What was handed in.
    pub materials: Vec<Received>,
    /// Who took them (收件人、工号).
    pub receiver: String,
    /// The tail.
    pub tail: Tail,
}

/// One line of what was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The paper's name.
    pub name: String,
    /// Originals kept.
    pub originals: u32,
    /// Copies kept.
    pub copies: u32,
    /// Pages in all; absent when nobody counted.
    pub pages: Option<u32>,
    /// A remark, e.g. `原件核后退还`.
    pub note: String,
}

/// 受理通知书: the items are accepted and their clocks run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptanceNotice {
    /// The head.
    pub head: Head,
    /// Who applies; the document's number is masked.
    pub applicant: Party,
    /// Who acts for the applicant.
    pub agent: Option<Party>,
    /// When the papers came in.
    pub received_at: NaiveDateTime,
    /// The day on which they were accepted: it does not count itself.
    pub accepted_on: NaiveDate,
    /// Accepted because nobody said within the limit what was missing (视为受理): the article; absent otherwise.
    pub deemed: Option<String>,
    /// The items.
    pub items: Vec<Accepted>,
    /// When the whole case is due (应办结日期).
    pub due: Stated<Due>,
    /// Papers taken, by name and count.
    pub materials: Vec<Received>,
    /// How the result is collected (结果领取方式).
    pub pickup: Stated<String>,
    /// Who accepted (受理人、工号).
    pub acceptor: String,
    /// The tail.
    pub tail: Tail,
}

/// One accepted item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// The item.
    pub name: String,
    /// The department that leads.
    pub department: String,
    /// The limit of law.
    pub statutory: Stated<String>,
    /// The promised limit.
    pub promised: Stated<String>,
    /// When it is due.
    pub due: Stated<Due>,
    /// Procedures whose time does not count, and how long they may take at most.
    pub excluded: Vec<String>,
    /// What it costs.
    pub fee: Stated<String>,
}
