//! The switches of a city that the workflow reads. They come from its policy pack.

use crate::pack::PackRef;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a city has decided about the flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// The pack they come from.
    pub pack: PackRef,
    /// A single item goes straight to its department; the window gets a copy.
    pub single_bypasses_window: bool,
    /// From which act the clocks count.
    pub clock_start: ClockStart,
    /// Which of the three acts an extension takes.
    pub extension_acts: Vec<ExtensionAct>,
    /// How many extensions an item may have; absent when the pack leaves it unset.
    pub extension_max: Option<u32>,
    /// Whether results may be handed over before all are there.
    pub partial_handover: bool,
    /// Reasons for which a clock may stand.
    pub suspend_reasons: Vec<Reason>,
    /// Reasons for not accepting.
    pub rejection_reasons: Vec<Reason>,
    /// Reasons for which a department may return an item.
    pub return_reasons: Vec<Reason>,
    /// Remaining working days at which a clock turns yellow; absent when unset.
    pub yellow_at: Option<u32>,
    /// The article behind each rule, by the rule's word.
    pub articles: BTreeMap<String, String>,
}

/// From when an item's clock counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum ClockStart {
    /// From acceptance (受理).
    #[default]
    Acceptance,
    /// From dispatch to the department (转办).
    Dispatch,
}

/// One of the three acts of an extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum ExtensionAct {
    /// Explain it to the talent (解释说明).
    Tell,
    /// File it with the window (报备).
    File,
    /// Fix the new date (确定办结时间).
    NewDate,
}

/// A reason from a pack's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Its key.
    pub key: String,
    /// In words.
    pub name: String,
    /// The article it rests on.
    #[serde(default)]
    pub article: String,
    /// How sure it is.
    #[serde(default)]
    pub status: crate::pack::Status,
}

impl Rules {
    /// The article behind a rule; empty when the pack names none.
    #[must_use]
    pub fn article(&self, rule: super::Rule) -> String {
        self.articles.get(rule.word()).cloned().unwrap_or_default()
    }
}
