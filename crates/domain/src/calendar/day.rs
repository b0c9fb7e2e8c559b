use crate::words::{Language, say};
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether offices work on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum DayStatus {
    /// A working day.
    Working,
    /// A rest day.
    Rest,
}

/// Why a day is a working day or a rest day.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Why {
    /// Monday to Friday.
    Weekday,
    /// Saturday or Sunday.
    Weekend,
    /// Off by the year's notice.
    Holiday {
        /// The holiday.
        name: String,
    },
    /// A make-up working day (调休上班) by the year's notice.
    MakeUp {
        /// The holiday it makes up for.
        name: String,
    },
    /// The office's own day, with its document.
    Local {
        /// What it is, e.g. `台风停工`.
        name: String,
        /// The document it rests on.
        document: String,
    },
    /// A statutory holiday of a year whose notice has not come out.
    StatutoryProvisional {
        /// The holiday.
        name: String,
    },
    /// The year is not in this calendar (日历缺失): only the weekday is known.
    Missing,
}

impl Why {
    /// The reason in words.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        match self {
            Self::Weekday => say(language, "calendar.why_weekday", &[]),
            Self::Weekend => say(language, "calendar.why_weekend", &[]),
            Self::Holiday { name } => say(language, "calendar.why_holiday", &[("name", name)]),
            Self::MakeUp { name } => say(language, "calendar.why_make_up", &[("name", name)]),
            Self::Local { name, document } => {
                say(language, "calendar.why_local", &[("name", name), ("document", document)])
            }
            Self::StatutoryProvisional { name } => {
                say(language, "calendar.why_statutory_provisional", &[("name", name)])
            }
            Self::Missing => say(language, "calendar.why_missing", &[]),
        }
    }
}

/// One day of a calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
pub struct Day {
    /// The date.
    pub date: NaiveDate,
    /// Whether offices work.
    pub kind: DayStatus,
    /// Why.
    pub why: Why,
    /// Whether the year's notice may still change it.
    pub provisional: bool,
}
