//! A talent (高层次人才): who the person is, class and tier, cards, family, contacts. One file a person.

use crate::case::Mark;
use crate::fact::{Fact, FactId, FileId, History};
use crate::identity::IdentityNumber;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// Everything an office records about a talent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct TalentRecord {
    /// The name, by code point.
    pub name: String,
    /// Former names and other spellings.
    pub other_names: Vec<String>,
    /// A description of a character that has no code point (an IDS or words); empty when all have one.
    pub name_note: String,
    /// `male`, `female`, or empty.
    pub sex: String,
    /// The birth date.
    pub born: Option<NaiveDate>,
    /// The nationality in words.
    pub nationality: String,
    /// Identity documents.
    pub identities: Vec<IdentityNumber>,
    /// Phone numbers.
    pub phones: Vec<String>,
    /// Where the person lives.
    pub address: String,
    /// The employer's file.
    pub employer: Option<FileId>,
    /// The employer's name.
    pub employer_name: String,
    /// The post.
    pub post: String,
    /// The employer's specialist for this person (单位专员).
    pub specialist: String,
    /// Classes and tiers, each with its source.
    pub classes: Vec<TalentClass>,
    /// Service cards.
    pub cards: Vec<TalentCard>,
    /// Family members who may need schooling or residence.
    pub family: Vec<FamilyMember>,
    /// The last known situation: at work, living here, as of when.
    pub situation: Option<Situation>,
    /// Does not want to be called.
    pub do_not_call: bool,
    /// Anything else.
    pub remarks: String,
}

/// A class or tier that somebody recognised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TalentClass {
    /// The class's key in the pack.
    pub key: String,
    /// Its name then.
    pub name: String,
    /// The document that recognised it.
    pub document: String,
    /// Valid from.
    pub from: Option<NaiveDate>,
    /// Valid until; absent when not limited or not known.
    pub until: Option<NaiveDate>,
    /// The evidence seen.
    pub evidence: String,
}

/// A service card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TalentCard {
    /// The card's key in the pack.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its number.
    pub number: String,
    /// Issued on.
    pub issued: Option<NaiveDate>,
    /// Valid until.
    pub until: Option<NaiveDate>,
}

/// A member of the family.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FamilyMember {
    /// The name.
    pub name: String,
    /// The relation in words.
    pub relation: String,
    /// The birth date.
    pub born: Option<NaiveDate>,
    /// The identity document.
    pub identity: Option<IdentityNumber>,
    /// School, work or anything that matters.
    pub note: String,
}

/// A situation as of a day: answers age.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Situation {
    /// Whether the person is in post; absent when not known.
    pub in_post: Option<bool>,
    /// Whether the person lives here; absent when not known.
    pub living_here: Option<bool>,
    /// As of this day.
    pub as_of: NaiveDate,
    /// Who said so.
    pub source: String,
}

/// What can happen to a talent's file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
pub enum TalentFact {
    /// The person is recorded for the first time.
    TalentRecorded(Box<TalentRecord>),
    /// Fields were changed; each keeps its own history.
    TalentChanged {
        /// The new values, by field name of [`TalentRecord`].
        #[ts(type = "Record<string, unknown>")]
        fields: BTreeMap<String, serde_json::Value>,
        /// Why.
        reason: String,
    },
    /// The same person as another file: both stay, shown as one (同一人合并). Another fact may undo it.
    TalentMerged {
        /// The file that is kept as the first.
        into: FileId,
        /// Why it is the same person.
        reason: String,
    },
    /// The merge was a mistake.
    TalentParted {
        /// The file it had been merged into.
        from: FileId,
        /// Why.
        reason: String,
    },
    /// Somebody looked at masked data, and why.
    Unmasked {
        /// What was looked at.
        what: String,
        /// Why.
        reason: String,
    },
}

/// A talent as the facts have it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct TalentState {
    /// The record as changed last.
    pub record: TalentRecord,
    /// When it was recorded first.
    pub recorded: Option<Mark>,
    /// Merged into this file.
    pub merged_into: Option<FileId>,
    /// Fields that two desks changed without knowing of each other: field, and the facts.
    pub edited_twice: Vec<(String, Vec<FactId>)>,
    /// Who looked at masked data.
    pub unmasked: Vec<(Mark, String, String)>,
    /// Facts of unknown kinds.
    pub unknown: usize,
}

/// The talent that a set of facts amounts to.
#[must_use]
pub fn fold(history: &History) -> TalentState {
    let mut state = TalentState::default();
    let mut edits: BTreeMap<String, Vec<(usize, FactId)>> = BTreeMap::new();
    for ordered in history.iter() {
        let mark = crate::case::mark_of(ordered.fact);
        match TalentFact::of(ordered.fact) {
            Some(TalentFact::TalentRecorded(record)) => {
                if state.recorded.is_none() {
                    state.record = *record;
                    state.recorded = Some(mark);
                }
            }
            Some(TalentFact::TalentChanged { fields, .. }) => {
                for field in fields.keys() {
                    edits.entry(field.clone()).or_default().push((ordered.place, ordered.fact.id));
                }
                state.record = changed(&state.record, &fields);
            }
            Some(TalentFact::TalentMerged { into, .. }) => state.merged_into = Some(into),
            Some(TalentFact::TalentParted { .. }) => state.merged_into = None,
            Some(TalentFact::Unmasked { what, reason }) => state.unmasked.push((mark, what, reason)),
            None => state.unknown += 1,
        }
    }
    for (field, edits) in edits {
        let twice = edits.windows(2).filter(|pair| matches!(pair, [a, b] if history.concurrent(a.0, b.0)));
        let mut facts: Vec<FactId> = twice.flatten().map(|(_, fact)| *fact).collect();
        facts.dedup();
        if !facts.is_empty() {
            state.edited_twice.push((field, facts));
        }
    }
    state
}

/// A record with some fields replaced; a value that does not fit its field is left out.
#[must_use]
pub fn changed(record: &TalentRecord, fields: &BTreeMap<String, serde_json::Value>) -> TalentRecord {
    crate::fact::replaced(record, fields)
}

impl TalentFact {
    /// The version of the bodies that this release writes and reads.
    pub const VERSION: u32 = 1;

    /// Reads a fact's body; `None` for a kind or version that this release does not know.
    #[must_use]
    pub fn of(fact: &Fact) -> Option<Self> {
        fact.body(Self::VERSION)
    }
}
