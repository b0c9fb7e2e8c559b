//! What a city has decided about its windows and its paper.

use super::{Actor, Sourced, Status};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A need, as the person at the counter says it: the heading under which items are found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// Its key.
    pub key: String,
    /// Its name, e.g. `安家`.
    pub name: String,
    /// What it covers, in words.
    #[serde(default)]
    pub about: String,
    /// The article it rests on.
    pub article: String,
    /// How sure this line is.
    pub status: Status,
}

/// A paper that items ask for. Items name it by its key, so that it is handed in once for all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Original or copy, unless an item says otherwise.
    pub form: super::PaperForm,
    /// How many, unless an item says otherwise.
    #[serde(default = "one")]
    pub copies: u32,
    /// Where it comes from.
    pub source: super::PaperSource,
    /// The article it rests on.
    pub article: String,
    /// How sure this line is.
    pub status: Status,
    /// What the paper must show.
    #[serde(default)]
    pub note: String,
}

fn one() -> u32 {
    1
}

/// A service window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct ServiceWindow {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its level: `city`, `county`, `park`, `province`.
    pub level: String,
    /// The key of the body that keeps it.
    pub host: String,
    /// The key of the window above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Where it is.
    #[serde(default)]
    pub address: Sourced<String>,
    /// Its telephone.
    #[serde(default)]
    pub phone: Sourced<String>,
    /// Its hours.
    #[serde(default)]
    pub hours: Sourced<String>,
    /// The article it rests on.
    pub article: String,
    /// How sure this line is.
    pub status: Status,
    /// What a reader should know.
    #[serde(default)]
    pub note: String,
}

/// How one kind of number is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct NumberRule {
    /// What is numbered: `case`, `item`, `receipt`, `notice`, `supplement`, `acceptance`, `not_accepted`, `dispatch`,
    /// `extension`, `result`, `delivery` or `volume`.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The pattern: literal text and the places `{year}` `{region}` `{desk}` `{seq}` `{seq:6}` `{case}` `{item}` `{check}`.
    #[serde(default)]
    pub pattern: Sourced<String>,
    /// Whether it must run without gaps, so that only one holder may give it (连续编号).
    #[serde(default)]
    pub continuous: bool,
    /// Whether it begins again at 1 each year.
    #[serde(default)]
    pub yearly: bool,
    /// The article it rests on.
    pub article: String,
    /// How sure this line is.
    pub status: Status,
    /// What a reader should know.
    #[serde(default)]
    pub note: String,
}

/// What stands at the head and foot of every paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields, default)]
pub struct Letterhead {
    /// The name at the head.
    pub name: Sourced<String>,
    /// Who signs (署名).
    pub signatory: Sourced<String>,
    /// Where to come.
    pub address: Sourced<String>,
    /// Whom to call for advice.
    pub phone: Sourced<String>,
    /// Whom to call for a complaint.
    pub complaint_line: Sourced<String>,
    /// When the window is open.
    pub hours: Sourced<String>,
}

/// How long a file is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// For ever (永久).
    Permanent,
    /// Thirty years.
    Years30,
    /// Ten years.
    Years10,
}

/// How long one kind of file is kept (保管期限).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// What is kept: `case`, `talent_file`, or the key of a need.
    pub key: String,
    /// Its name.
    pub name: String,
    /// How long.
    #[serde(default)]
    pub keep: Sourced<Keep>,
    /// The article it rests on.
    pub article: String,
    /// How sure this line is.
    pub status: Status,
    /// What a reader should know.
    #[serde(default)]
    pub note: String,
}

/// A paper the window makes (文书).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its key, which is also the name of its template, e.g. `one_time_notice`.
    pub key: String,
    /// Its title.
    pub name: String,
    /// How many originals are made.
    #[serde(default)]
    pub originals: Sourced<u32>,
    /// Who gets one.
    #[serde(default)]
    pub goes_to: Vec<Actor>,
    /// The article cited on it.
    pub article: String,
    /// How sure this line is.
    pub status: Status,
    /// What a reader should know.
    #[serde(default)]
    pub note: String,
}

/// One level of rating (好差评).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct RatingLevel {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its stars: 5 is the best.
    pub stars: u32,
    /// Whether it is a bad rating, which must be called back and put right (差评).
    #[serde(default)]
    pub bad: bool,
    /// The article it rests on.
    pub article: String,
    /// How sure this line is.
    pub status: Status,
}

/// One grade in which windows are assessed (等级评定).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its place: 1 is the best.
    pub rank: u32,
    /// From how many points on.
    #[serde(default)]
    pub from_points: Sourced<u32>,
    /// What follows from it.
    #[serde(default)]
    pub consequence: Sourced<String>,
    /// The article it rests on.
    pub article: String,
    /// How sure this line is.
    pub status: Status,
}

/// How often something is filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Every quarter.
    Quarter,
    /// Every half year.
    HalfYear,
    /// Every year.
    Year,
}

/// What a filing holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum FilingContent {
    /// What is new since the last one.
    Increment,
    /// Everything of the period, file by file.
    Full,
    /// A written report.
    Report,
}

/// Something filed or reported regularly (备案、报告).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Filing {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// How often.
    #[serde(default)]
    pub period: Sourced<Period>,
    /// What it holds.
    pub content: FilingContent,
    /// Who files, in words.
    pub from: String,
    /// With whom, in words.
    pub to: String,
    /// How long after the period ends.
    #[serde(default)]
    pub within: Sourced<super::Days>,
    /// The article it rests on.
    pub article: String,
    /// How sure this line is.
    pub status: Status,
    /// What a reader should know.
    #[serde(default)]
    pub note: String,
}

/// A local word for one of the engine's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The engine's word.
    pub key: String,
    /// The local word.
    pub name: String,
    /// The article it rests on.
    pub article: String,
    /// How sure this line is.
    pub status: Status,
}
