//! Papers of sharing out and watching work.

use super::sheet::{Document, Due, Head, Party, Stated, Tail};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

/// 任务分解单: a need divided among departments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breakdown {
    /// The head.
    pub head: Head,
    /// The talent.
    pub talent: Party,
    /// The need.
    pub need: String,
    /// The tasks.
    pub tasks: Vec<Task>,
    /// Who divided it.
    pub divided_by: String,
    /// The tail.
    pub tail: Tail,
}

/// 签收单: papers are signed for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignForSlip {
    /// The head.
    pub head: Head,
    /// Who sends.
    pub from: String,
    /// Who signs for them.
    pub to: String,
    /// The papers.
    pub documents: Vec<Document>,
    /// When they were sent.
    pub sent_at: NaiveDateTime,
    /// Who signed, and when; blank until then.
    pub signed: Option<String>,
    /// The tail.
    pub tail: Tail,
}

/// 督办单: a department is asked to finish what is late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupervisionSlip {
    /// The head.
    pub head: Head,
    /// The department.
    pub department: String,
    /// The talent.
    pub talent: Party,
    /// The item.
    pub item: String,
    /// The limit in words.
    pub limit: Stated<String>,
    /// When it was due.
    pub due: Stated<Due>,
    /// Working days overdue.
    pub overdue: u32,
    /// Reminders so far.
    pub reminders: Vec<String>,
    /// What is asked.
    pub requests: Vec<String>,
    /// Within what time to answer.
    pub reply_within: Stated<String>,
    /// The answer; blank until then.
    pub reply: Option<String>,
    /// The tail.
    pub tail: Tail,
}

/// 协调办理告知书: an item needs coordination, and who sees to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoordinationNotice {
    /// The head.
    pub head: Head,
    /// Who applies.
    pub applicant: Party,
    /// The item.
    pub item: String,
    /// What stands in the way.
    pub problem: String,
    /// Who coordinates.
    pub coordinator: String,
    /// The next step.
    pub step: String,
    /// When an answer is expected.
    pub expected: Stated<Due>,
    /// The tail.
    pub tail: Tail,
}

/// 议题呈报表: a question is put before a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agenda {
    /// The head.
    pub head: Head,
    /// Who proposes it.
    pub proposer: String,
    /// The talent.
    pub talent: Party,
    /// The question.
    pub issue: String,
    /// How things stand.
    pub situation: String,
    /// What departments think.
    pub opinions: Vec<Opinion>,
    /// What is proposed.
    pub proposal: String,
    /// What was decided; blank until then.
    pub decision: Option<String>,
    /// The tail.
    pub tail: Tail,
}

/// One task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// The item.
    pub item: String,
    /// The department that leads.
    pub department: String,
    /// Departments that assist.
    pub assisting: Vec<String>,
    /// The rule that chose it.
    pub rule: String,
    /// When it is due.
    pub due: Stated<Due>,
}

/// What one department thinks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// The department.
    pub department: String,
    /// What it thinks.
    pub text: String,
}
