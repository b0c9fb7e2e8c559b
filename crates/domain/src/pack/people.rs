//! Who takes part: roles and their staffing, duties, classes and tiers of talents, cards.

use super::{Sourced, Status};
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Somebody who acts in a case. What a city calls them is in its [`Role`]s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The talent (人才本人).
    Talent,
    /// The employer as an organisation (用人单位).
    Employer,
    /// The employer's specialist for a talent (单位专员).
    EmployerSpecialist,
    /// The window as an office (服务窗口).
    Window,
    /// The specialist at the window (窗口专员).
    WindowSpecialist,
    /// The specialist of a competent department (部门专员).
    DepartmentSpecialist,
    /// The B post of a department's specialist (B岗).
    DepartmentBackup,
    /// The specialist of the body that carries out an item (承办专员).
    HandlingSpecialist,
    /// The specialist who answers for a whole department (助创专员).
    StartupSpecialist,
    /// Who leads the service: the talent office (牵头部门).
    LeadOffice,
}

impl Actor {
    /// The key of the role in a pack.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Talent => "talent",
            Self::Employer => "employer",
            Self::EmployerSpecialist => "employer_specialist",
            Self::Window => "window",
            Self::WindowSpecialist => "window_specialist",
            Self::DepartmentSpecialist => "department_specialist",
            Self::DepartmentBackup => "department_backup",
            Self::HandlingSpecialist => "handling_specialist",
            Self::StartupSpecialist => "startup_specialist",
            Self::LeadOffice => "lead_office",
        }
    }
}

/// For what a number of people is required.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum StaffedPer {
    /// For each talent.
    Talent,
    /// For each department or body.
    Body,
    /// For each window.
    Window,
}

/// How many people a role needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Staffing {
    /// At least so many …
    pub at_least: u32,
    /// … for each of these.
    pub per: StaffedPer,
    /// Whether it must be their only work (专职).
    #[serde(default)]
    pub full_time: bool,
    /// The role that stands in (B岗). Never the role itself, and never the same person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<String>,
}

/// A part somebody plays, under its local name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Its key; the engine knows those of [`Actor`].
    pub key: String,
    /// The local name, e.g. `窗口专员`.
    pub name: String,
    /// Who may be chosen, in words.
    #[serde(default)]
    pub who: String,
    /// How many there must be.
    #[serde(default)]
    pub staffing: Sourced<Staffing>,
    /// The article that creates it.
    pub article: String,
    /// How sure this line is.
    pub status: Status,
    /// What a reader should know.
    #[serde(default)]
    pub note: String,
}

/// One duty of a role or a body, in words (职责).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// Its key.
    pub key: String,
    /// The key of the role or body that has it.
    pub holder: String,
    /// The duty, in words of the product.
    pub text: String,
    /// The article it rests on.
    pub article: String,
    /// How sure this line is.
    pub status: Status,
    /// What a reader should know.
    #[serde(default)]
    pub note: String,
}

/// A class of talents (人才类别): who may use the service, and what shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct TalentClass {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Keys of the papers that show it; one of them is enough.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// For how many months a recognition holds.
    #[serde(default)]
    pub valid_months: Sourced<u32>,
    /// The first day on which the class exists (inclusive).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last day on which it exists (inclusive).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// The article it rests on.
    pub article: String,
    /// How sure this line is.
    pub status: Status,
    /// What a reader should know.
    #[serde(default)]
    pub note: String,
}

/// A tier of talents (人才层次). A table, never an enum: every city has its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its place: 1 is the highest.
    pub rank: u32,
    /// The first day on which the tier exists (inclusive).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last day on which it exists (inclusive).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// The article it rests on.
    pub article: String,
    /// How sure this line is.
    pub status: Status,
    /// What a reader should know.
    #[serde(default)]
    pub note: String,
}

/// A card a talent may hold (人才卡).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Who issues it, in words.
    #[serde(default)]
    pub issuer: Sourced<String>,
    /// For how many months it holds.
    #[serde(default)]
    pub valid_months: Sourced<u32>,
    /// Whether direct service is given on showing it.
    #[serde(default)]
    pub opens_direct: Sourced<bool>,
    /// The key of the paper by which it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    /// The article it rests on.
    pub article: String,
    /// How sure this line is.
    pub status: Status,
    /// What a reader should know.
    #[serde(default)]
    pub note: String,
}
