//! How much of a pack is written in its instrument, and what the office must still fill in.

use super::{Pack, Status};
use crate::words::{Language, has, say};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use ts_rs::TS;

/// How many rows and values have each status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
pub struct Tally {
    /// In the text (条文写明).
    pub explicit: usize,
    /// Inferred (推定).
    pub inferred: usize,
    /// Restored from a garbled text (还原).
    pub restored: usize,
    /// Not decided (未定).
    pub unset: usize,
}

impl Tally {
    fn count(&mut self, status: Status) {
        match status {
            Status::Explicit => self.explicit += 1,
            Status::Inferred => self.inferred += 1,
            Status::Restored => self.restored += 1,
            Status::Unset => self.unset += 1,
        }
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> usize {
        self.explicit + self.inferred + self.restored + self.unset
    }
}

/// Something the office must still decide or confirm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Gap {
    /// Its path, e.g. `item[settle].limits.promised`.
    pub key: String,
    /// The row it belongs to, by its name, e.g. `人才落户`.
    pub of: String,
    /// What is missing, in the office's words, e.g. `承诺时限`.
    pub what: String,
    /// The article that leaves it open, where one is named.
    pub article: String,
    /// Who may decide it, or why it is open.
    pub note: String,
}

/// The coverage of one pack.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct Coverage {
    /// All rows and values together.
    pub total: Tally,
    /// By section, e.g. `item`, `body`, `flow`.
    pub sections: BTreeMap<String, Tally>,
    /// What is not decided, in the pack's order.
    pub gaps: Vec<Gap>,
    /// What is inferred and should be confirmed, in the pack's order.
    pub to_confirm: Vec<Gap>,
}

impl Pack {
    /// How much is in the text, inferred, restored and undecided, and the list of gaps for the office.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        let mut coverage = Coverage::default();
        let tree = serde_json::to_value(self).unwrap_or_default();
        for (section, value) in tree.as_object().into_iter().flatten() {
            let mut walk = Walk { coverage: &mut coverage, section, of: Vec::new() };
            walk.value(value, section, section);
        }
        coverage
    }
}

struct Walk<'c> {
    coverage: &'c mut Coverage,
    section: &'c str,
    /// The names of the rows around.
    of: Vec<String>,
}

impl Walk<'_> {
    fn value(&mut self, value: &Value, path: &str, field: &str) {
        match value {
            Value::Array(rows) => {
                for (nth, row) in rows.iter().enumerate() {
                    let step = text(row, "key").map_or_else(|| (nth + 1).to_string(), str::to_owned);
                    self.value(row, &format!("{path}[{step}]"), field);
                }
            }
            Value::Object(fields) => {
                let name = ["name", "text", "title", "city"].iter().find_map(|field| text(value, field));
                if let Some(status) = fields.get("status").and_then(status_of) {
                    self.note(value, path, field, status, name);
                }
                if let Some(name) = name {
                    self.of.push(name.to_owned());
                }
                for (field, value) in fields.iter().filter(|(field, _)| *field != "value") {
                    self.value(value, &format!("{path}.{field}"), field);
                }
                if name.is_some() {
                    self.of.pop();
                }
            }
            _ => {}
        }
    }

    fn note(&mut self, value: &Value, path: &str, field: &str, status: Status, name: Option<&str>) {
        self.coverage.total.count(status);
        self.coverage.sections.entry(self.section.to_owned()).or_default().count(status);
        let list = match status {
            Status::Unset => &mut self.coverage.gaps,
            Status::Inferred => &mut self.coverage.to_confirm,
            Status::Explicit | Status::Restored => return,
        };
        list.push(Gap {
            key: path.to_owned(),
            of: name.map_or_else(|| self.of.last().cloned().unwrap_or_default(), str::to_owned),
            what: field_name(field),
            article: text(value, "article").unwrap_or_default().to_owned(),
            note: text(value, "note").or_else(|| text(value, "meanwhile")).unwrap_or_default().to_owned(),
        });
    }
}

fn text<'v>(value: &'v Value, field: &str) -> Option<&'v str> {
    value.get(field).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// What the office calls a field of a pack.
pub(super) fn field_name(field: &str) -> String {
    let key = format!("pack.field.{field}");
    if has(Language::Chinese, &key) { say(Language::Chinese, &key, &[]) } else { field.to_owned() }
}

fn status_of(value: &Value) -> Option<Status> {
    serde_json::from_value(value.clone()).ok()
}
