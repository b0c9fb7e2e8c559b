//! What went wrong, fit to show: what, where, and what to do.

use crate::words::{has, say};
use greenlane_domain::calendar::{CalendarError, NoticeFault};
use greenlane_domain::case::Refusal;
use greenlane_domain::pack::PackFault;
use greenlane_domain::words::Language;
use greenlane_store::StoreError;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{code}: {what}")]
pub struct Problem {
    /// Its key, for tests and the window.
    pub code: String,
    /// What is wrong.
    pub what: String,
    /// Where: a field, a file, a line; empty when there is no place.
    pub place: String,
    /// What to do.
    pub remedy: String,
}

/// Why the desk could not do what was asked. [`DeskError::problem`] puts it into words.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A rule of the case.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The calendar.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// The city's pack.
    #[error("the pack has {} faults", .0.len())]
    Pack(Vec<PackFault>),
    /// A year's notice.
    #[error("the notice has {} faults", .0.len())]
    Notice(Vec<NoticeFault>),
    /// Something of the desk's own: the key of its sentence, where, and what fills it.
    #[error("{code} at {place}")]
    Said {
        /// The key, e.g. `not_signed_in`.
        code: &'static str,
        /// Where.
        place: String,
        /// What fills the sentence.
        fill: Vec<(&'static str, String)>,
    },
    /// Already in words.
    #[error(transparent)]
    Told(#[from] Problem),
}

impl DeskError {
    /// One of the desk's own.
    pub(crate) fn said(code: &'static str, place: &str, fill: &[(&'static str, &str)]) -> Self {
        let fill = fill.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Self::Said { code, place: place.to_owned(), fill }
    }

    /// The problem in words.
    #[must_use]
    pub fn problem(self, language: Language) -> Problem {
        let remedy = |code: &str, fill: &[(&str, &str)]| {
            let key = format!("remedy.{code}");
            if has(language, &key) { say(language, &key, fill) } else { String::new() }
        };
        match self {
            Self::Told(problem) => problem,
            Self::Refused(refusal) => Problem {
                code: refusal.rule.word().to_owned(),
                what: refusal.words(language),
                place: refusal.article,
                remedy: String::new(),
            },
            Self::Store(error) => {
                let fills = error.fills();
                let fill: Vec<(&str, &str)> = fills.iter().map(|(name, value)| (*name, value.as_str())).collect();
                Problem {
                    code: error.key().to_owned(),
                    what: say(language, error.key(), &fill),
                    place: fills
                        .iter()
                        .find(|(name, _)| *name == "place")
                        .map(|(_, at)| at.clone())
                        .unwrap_or_default(),
                    remedy: remedy(error.key(), &fill),
                }
            }
            Self::Calendar(error) => Problem {
                code: "calendar".to_owned(),
                what: error.say(language),
                place: String::new(),
                remedy: String::new(),
            },
            Self::Pack(faults) => Problem {
                code: "pack".to_owned(),
                what: faults.iter().map(|fault| fault.message(language)).collect::<Vec<_>>().join("\n"),
                place: faults.first().map(|fault| format!("{}:{}", fault.file, fault.line)).unwrap_or_default(),
                remedy: remedy("pack", &[]),
            },
            Self::Notice(faults) => Problem {
                code: "notice".to_owned(),
                what: faults.iter().map(|fault| fault.say(language)).collect::<Vec<_>>().join("\n"),
                place: String::new(),
                remedy: remedy("notice", &[]),
            },
            Self::Said { code, place, mut fill } => {
                for (name, value) in &mut fill {
                    if *name == "label" {
                        *value = say(language, &format!("label.{value}"), &[]);
                    }
                }
                let fill: Vec<(&str, &str)> = fill.iter().map(|(name, value)| (*name, value.as_str())).collect();
                Problem {
                    code: code.to_owned(),
                    what: say(language, &format!("problem.{code}"), &fill),
                    place,
                    remedy: remedy(code, &fill),
                }
            }
        }
    }
}

pub(crate) type Result<T> = std::result::Result<T, DeskError>;
