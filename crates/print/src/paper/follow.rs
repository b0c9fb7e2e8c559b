//! Papers of the time after.

use super::sheet::{Document, Due, Head, Party, Stated, Tail};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

/// 满意度测评表: five levels of satisfaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Satisfaction {
    /// The head.
    pub head: Head,
    /// Who applies.
    pub applicant: Party,
    /// The items.
    pub items: Vec<String>,
    /// The level; all are printed to be ticked while it is open.
    pub rating: Option<Rating>,
    /// Reasons that can be ticked when it is bad.
    pub reasons: Vec<String>,
    /// The person's own words; blank until then.
    pub words: Option<String>,
    /// Given under the person's name.
    pub named: bool,
    /// The tail.
    pub tail: Tail,
}

/// 回访记录表: a call afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallBack {
    /// The head.
    pub head: Head,
    /// The talent.
    pub talent: Party,
    /// When.
    pub called_at: NaiveDateTime,
    /// Who called.
    pub caller: String,
    /// What was asked and answered.
    pub answers: Vec<Answer>,
    /// The level.
    pub rating: Option<Rating>,
    /// What was wrong.
    pub problem: String,
    /// What is done about it.
    pub action: String,
    /// By when.
    pub by: Stated<Due>,
    /// The tail.
    pub tail: Tail,
}

/// 材料移交核验单: papers go to the department that answers for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaterialTransfer {
    /// The head.
    pub head: Head,
    /// Who hands over.
    pub from: String,
    /// Who takes over.
    pub to: String,
    /// The talent.
    pub talent: Party,
    /// The items.
    pub items: Vec<String>,
    /// The papers.
    pub materials: Vec<Document>,
    /// What the check found; blank until then.
    pub check: Option<String>,
    /// The tail.
    pub tail: Tail,
}

/// 抽样核实表: a case drawn by lot is looked into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SamplingCheck {
    /// The head.
    pub head: Head,
    /// The talent.
    pub talent: Party,
    /// The item.
    pub item: String,
    /// When it was done.
    pub handled_on: NaiveDate,
    /// Who looks into it.
    pub checker: String,
    /// The points and what was found.
    pub points: Vec<Point>,
    /// The conclusion; blank until then.
    pub conclusion: Option<String>,
    /// What is done about it.
    pub action: Option<String>,
    /// The tail.
    pub tail: Tail,
}

/// One question and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
}

/// One point of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// The point.
    pub point: String,
    /// What was found; blank until then.
    pub finding: Option<String>,
}

/// How satisfied somebody is (国办发〔2019〕51号). The last two are a bad rating (差评).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rating {
    /// 非常满意.
    Excellent,
    /// 满意.
    Good,
    /// 基本满意.
    Fair,
    /// 不满意.
    Bad,
    /// 非常不满意.
    Worst,
}
