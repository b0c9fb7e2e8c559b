use super::{DayStatus, LocalDay, YearNotice};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// The name of a calendar's content: the last confirmed year, how many papers made it, and the first eight digits of a
/// SHA-256 over its days, e.g. `2026.1-0f3a9c2e`. Two calendars with the same days have the same version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct CalendarVersion(String);

impl CalendarVersion {
    /// Wraps a version that has been written down before.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Names a content. Both come in the order of their dates.
    pub(super) fn of<'a>(
        notices: impl Iterator<Item = &'a YearNotice>,
        local: impl Iterator<Item = &'a LocalDay>,
    ) -> Self {
        let mut hash = Sha256::new();
        let mut line = |parts: &[&str]| hash.update(format!("{}\n", parts.join("\t")));
        let mut last = (0, 0);
        for notice in notices {
            line(&[&notice.year.to_string(), if notice.confirmed { "confirmed" } else { "provisional" }]);
            for day in &notice.days {
                line(&[&day.date.to_string(), word(day.kind), &day.name]);
            }
            if notice.confirmed {
                last = (notice.year, notice.papers.len());
            }
        }
        for day in local {
            line(&["local", &day.date.to_string(), word(day.kind), &day.name, &day.document]);
        }
        let digest = hex::encode(hash.finalize());
        let (year, papers) = last;
        Self(format!("{year}.{papers}-{}", digest.get(..8).unwrap_or(&digest)))
    }
}

fn word(kind: DayStatus) -> &'static str {
    match kind {
        DayStatus::Working => "work",
        DayStatus::Rest => "off",
    }
}

impl fmt::Display for CalendarVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
