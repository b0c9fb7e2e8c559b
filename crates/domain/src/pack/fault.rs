//! What is wrong with a pack, and where.

use crate::words::{Language, say};
use serde::Serialize;
use ts_rs::TS;

/// One fault of a pack, pointing at the place to mend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PackFault {
    /// The file, as its author knows it, e.g. `fixture/items.toml`.
    pub file: String,
    /// The line, from 1; 0 where the fault is that something is not there at all.
    pub line: u32,
    /// The key, from the top of the file, e.g. `item[settle].materials[id_card].copies`.
    pub key: String,
    /// What is wrong: the last part of the key of a sentence `pack.fault.…`.
    pub wrong: String,
    /// What the sentence is filled with.
    pub fill: Vec<(String, String)>,
}

impl PackFault {
    /// What is wrong and what to do, without the place.
    #[must_use]
    pub fn what(&self, language: Language) -> String {
        let fill: Vec<(&str, &str)> = self.fill.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        say(language, &format!("pack.fault.{}", self.wrong), &fill)
    }

    /// The whole message: place, key, what is wrong and what to do.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let line = self.line.to_string();
        let sentence = match (self.line, self.key.as_str()) {
            (0, "") => "pack.fault.in_file",
            (0, _) => "pack.fault.nowhere",
            (_, "") => "pack.fault.in_line",
            _ => "pack.fault.at",
        };
        let what = self.what(language);
        say(language, sentence, &[("file", &self.file), ("line", &line), ("key", &self.key), ("what", &what)])
    }
}

impl std::fmt::Display for PackFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message(Language::Chinese))
    }
}

impl std::error::Error for PackFault {}
