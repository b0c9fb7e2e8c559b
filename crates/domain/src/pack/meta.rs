//! Whose policy a pack is, and what it rests on.

use super::Status;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What kind of text a pack was read from. A news report binds nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum Authority {
    /// An instrument with articles (办法).
    Measure,
    /// A notice (通知).
    Notice,
    /// A news report: every value needs confirmation (新闻报道).
    News,
    /// Made up, for tests and practice (演示).
    Practice,
}

/// The pack itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Meta {
    /// The pack's id: the name of its folder.
    pub id: String,
    /// The version of the pack. A case pins it when it is accepted.
    pub version: u32,
    /// The city, e.g. `云川市`.
    pub city: String,
    /// The division code of the city (GB/T 2260), for the region of a file.
    pub region: String,
    /// What the service is called there, e.g. `高层次人才服务绿色通道`.
    pub scheme: String,
    /// What a window is called; `{area}` stands for the area it serves.
    pub window_name: String,
    /// What kind of text the pack was read from.
    pub authority: Authority,
    /// The first day on which the pack is in force (inclusive).
    pub effective_from: NaiveDate,
    /// The last day on which it is in force (inclusive); absent while it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_until: Option<NaiveDate>,
    /// Who explains the instrument (负责解释).
    #[serde(default)]
    pub interpreter: String,
    /// The article that says so.
    pub article: String,
    /// How sure these lines are.
    pub status: Status,
    /// What a reader should know first.
    #[serde(default)]
    pub note: String,
}

/// An instrument the pack rests on (政策依据), as it is cited on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// Its key, e.g. `window_measure`.
    pub key: String,
    /// Its full title, without the title marks.
    pub title: String,
    /// The short title by which articles cite it, e.g. `窗口运行办法`.
    #[serde(default)]
    pub short: String,
    /// Its document number (文号), e.g. `临人社发〔2021〕5号`.
    #[serde(default)]
    pub number: String,
    /// The day it was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// Who issued it.
    #[serde(default)]
    pub issuer: String,
    /// Whether its text was at hand when the pack was written. Where not, nothing of its contents may be claimed.
    pub seen: bool,
    /// Where it is named.
    pub article: String,
    /// How sure this line is.
    pub status: Status,
    /// What a reader should know.
    #[serde(default)]
    pub note: String,
}

/// Something that only the office can answer (须由办公室确定): a list or a rule that is missing altogether.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its key.
    pub key: String,
    /// The question, in words for the office.
    pub text: String,
    /// Who can answer it.
    #[serde(default)]
    pub asked_of: String,
    /// What the product does until it is answered.
    #[serde(default)]
    pub meanwhile: String,
    /// The article that leaves it open.
    pub article: String,
    /// Always `unset`: an answered question becomes a row of its own.
    pub status: Status,
}
