//! Official letters after GB/T 9704: 公文, 信函, 纪要. The seal's place is left blank.

use super::sheet::{Due, Head, Party, Stated, Tail};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One paragraph of an official letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// 1 for 一、 (黑体), 2 for （一） (楷体), 0 for everything else (仿宋).
    pub level: u8,
    /// What it says.
    pub text: String,
}

/// 公文: a formal document with its letterhead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialDocument {
    /// The head; its number is the 发文字号, its date the 成文日期.
    pub head: Head,
    /// The letterhead (发文机关标志).
    pub mark: String,
    /// The title.
    pub title: String,
    /// To whom (主送机关).
    pub to: Vec<String>,
    /// The body.
    pub body: Vec<Passage>,
    /// The names of attachments (附件说明).
    pub attachments: Vec<String>,
    /// The organ that signs (署名).
    pub organ: String,
    /// 附注, without its brackets.
    pub annotation: Option<String>,
    /// Who gets copies (抄送).
    pub copies: Vec<String>,
    /// Who issues it (印发机关).
    pub issuer: Option<String>,
    /// The tail: kept with the data, not printed on a formal document.
    pub tail: Tail,
}

/// 纪要: what a meeting agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// The head.
    pub head: Head,
    /// The mark, e.g. `××联席会议纪要`.
    pub mark: String,
    /// The title.
    pub title: String,
    /// When it was held, in words.
    pub held_at: String,
    /// Where.
    pub place: String,
    /// Who chaired.
    pub chair: String,
    /// Who was there (出席、列席), by group.
    pub present: Vec<Attendance>,
    /// Who had leave.
    pub absent: Vec<String>,
    /// What was agreed.
    pub body: Vec<Passage>,
    /// To whom it is sent (分送).
    pub copies: Vec<String>,
    /// Who issues it.
    pub issuer: Option<String>,
    /// The tail: kept with the data, not printed.
    pub tail: Tail,
}

/// One group of those who were at a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// `出席` or `列席`.
    pub group: String,
    /// Their names.
    pub names: Vec<String>,
}

/// 督办函: a department is asked to finish what is late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupervisionLetter {
    /// The head; its number is the 督办编号.
    pub head: Head,
    /// The department (被督办部门).
    pub department: String,
    /// The talent.
    pub talent: Party,
    /// The item.
    pub item: String,
    /// The limit in words (原时限).
    pub limit: Stated<String>,
    /// When it was due.
    pub due: Stated<Due>,
    /// Working days overdue; 0 when it is not overdue yet.
    pub overdue: u32,
    /// Reminders so far (已催办记录).
    pub reminders: Vec<String>,
    /// What is asked.
    pub requests: Vec<String>,
    /// Within what time to answer (反馈期限).
    pub reply_within: Stated<String>,
    /// Attachments.
    pub attachments: Vec<String>,
    /// Who gets copies (抄送).
    pub copies: Vec<String>,
    /// The tail.
    pub tail: Tail,
}

/// 协同办理函: a department is asked to help the one that leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoordinationLetter {
    /// The head.
    pub head: Head,
    /// The department that is asked.
    pub department: String,
    /// The department that leads.
    pub lead: String,
    /// The talent.
    pub talent: Party,
    /// The item.
    pub item: String,
    /// Why help is needed.
    pub reason: String,
    /// What is asked.
    pub requests: Vec<String>,
    /// By when.
    pub due: Stated<Due>,
    /// Attachments.
    pub attachments: Vec<String>,
    /// The tail.
    pub tail: Tail,
}

/// 答复函: an answer to a question or proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyLetter {
    /// The head.
    pub head: Head,
    /// To whom.
    pub to: String,
    /// What was asked, as a noun phrase.
    pub question: String,
    /// When the question came.
    pub asked_on: NaiveDate,
    /// The answers.
    pub answers: Vec<String>,
    /// Attachments.
    pub attachments: Vec<String>,
    /// Who gets copies.
    pub copies: Vec<String>,
    /// The tail.
    pub tail: Tail,
}

/// 集中反馈函: the results of one case, together, to the employer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectedFeedback {
    /// The head.
    pub head: Head,
    /// To whom: the employer.
    pub to: String,
    /// The talent.
    pub talent: Party,
    /// The results.
    pub results: Vec<FedBack>,
    /// How to collect.
    pub pickup: Stated<String>,
    /// Who gets copies.
    pub copies: Vec<String>,
    /// The tail.
    pub tail: Tail,
}

/// One result of a collected feedback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FedBack {
    /// The item.
    pub item: String,
    /// The department.
    pub department: String,
    /// The result in words.
    pub result: String,
    /// When.
    pub on: NaiveDate,
}
