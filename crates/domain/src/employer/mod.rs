//! An employer (用人单位): code, names, specialist, contacts. One file an employer.

use crate::case::Mark;
use crate::fact::{Fact, History};
use crate::identity::IdentityNumber;
use crate::pack::Alias;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// Everything an office records about an employer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct EmployerRecord {
    /// The full name, up to 200 code points.
    pub name: String,
    /// Other names, and former names with the dates between which they were right.
    pub aliases: Vec<Alias>,
    /// The unified social credit code.
    pub code: Option<IdentityNumber>,
    /// The kind in words: enterprise, university …
    pub kind: String,
    /// Where it is.
    pub address: String,
    /// The district, for the territorial rule.
    pub district: String,
    /// Its specialist (单位专员).
    pub specialist: String,
    /// The specialist's phone.
    pub specialist_phone: String,
    /// Other contacts, in words.
    pub contacts: Vec<String>,
    /// Anything else.
    pub remarks: String,
}

/// What can happen to an employer's file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
pub enum EmployerFact {
    /// The employer is recorded for the first time.
    EmployerRecorded(Box<EmployerRecord>),
    /// Fields were changed.
    EmployerChanged {
        /// The new values, by field name of [`EmployerRecord`].
        #[ts(type = "Record<string, unknown>")]
        fields: BTreeMap<String, serde_json::Value>,
        /// Why.
        reason: String,
    },
}

/// An employer as the facts have it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct EmployerState {
    /// The record as changed last.
    pub record: EmployerRecord,
    /// When it was recorded first.
    pub recorded: Option<Mark>,
    /// Facts of unknown kinds.
    pub unknown: usize,
}

/// The employer that a set of facts amounts to.
#[must_use]
pub fn fold(history: &History) -> EmployerState {
    let mut state = EmployerState::default();
    for ordered in history.iter() {
        match EmployerFact::of(ordered.fact) {
            Some(EmployerFact::EmployerRecorded(record)) => {
                if state.recorded.is_none() {
                    state.record = *record;
                    state.recorded = Some(crate::case::mark_of(ordered.fact));
                }
            }
            Some(EmployerFact::EmployerChanged { fields, .. }) => {
                state.record = crate::fact::replaced(&state.record, &fields);
            }
            None => state.unknown += 1,
        }
    }
    state
}

impl EmployerFact {
    /// The version of the bodies that this release writes and reads.
    pub const VERSION: u32 = 1;

    /// Reads a fact's body; `None` for a kind or version that this release does not know.
    #[must_use]
    pub fn of(fact: &Fact) -> Option<Self> {
        fact.body(Self::VERSION)
    }
}
