use super::{CaseRow, HistoryLine, PaperLine};
use chrono::NaiveDate;
use greenlane_domain::employer::EmployerRecord;
use greenlane_domain::fact::FileId;
use greenlane_domain::talent::TalentRecord;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A talent in a list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct TalentRow {
    /// The file; absent in a case whose talent's file has not arrived.
    pub file: Option<FileId>,
    /// The name.
    pub name: String,
    /// Class and tier in words.
    pub class: String,
    /// The first identity number, masked.
    pub identity: String,
    /// The kind of that document in words.
    pub identity_kind: String,
    /// The first phone, masked.
    pub phone: String,
    /// The employer.
    pub employer: String,
    /// Its specialist.
    pub specialist: String,
    /// Cards, in words.
    pub cards: Vec<String>,
    /// In post / living here, as of when, in words; empty when not known.
    pub situation: String,
    /// Open cases.
    pub open_cases: usize,
    /// Why it is listed as the same person, in words; empty elsewhere.
    pub same: String,
}

/// Talents.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct TalentList {
    /// This page.
    pub rows: Vec<TalentRow>,
    /// All that match.
    pub total: usize,
}

/// One talent whole.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TalentPage {
    /// The file.
    pub file: FileId,
    /// The row.
    pub row: TalentRow,
    /// The record; identity numbers and phones masked.
    pub record: TalentRecord,
    /// The cases, latest first.
    pub cases: Vec<CaseRow>,
    /// The papers of all cases, latest first.
    pub papers: Vec<PaperLine>,
    /// What happened to the record.
    pub history: Vec<HistoryLine>,
    /// Possibly the same person.
    pub same: Vec<TalentRow>,
    /// Merged into this file.
    pub merged_into: Option<FileId>,
    /// Classes of the pack to choose from: key and name.
    pub classes: Vec<(String, String)>,
    /// Cards of the pack: key and name.
    pub card_kinds: Vec<(String, String)>,
}

/// An employer in a list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct EmployerRow {
    /// The file.
    pub file: Option<FileId>,
    /// The name.
    pub name: String,
    /// The credit code.
    pub code: String,
    /// The specialist.
    pub specialist: String,
    /// How many talents.
    pub talents: usize,
}

/// Employers.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct EmployerList {
    /// This page.
    pub rows: Vec<EmployerRow>,
    /// All that match.
    pub total: usize,
}

/// One employer whole.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EmployerPage {
    /// The file.
    pub file: FileId,
    /// The record.
    pub record: EmployerRecord,
    /// Its talents.
    pub talents: Vec<TalentRow>,
    /// Its cases.
    pub cases: Vec<CaseRow>,
    /// A former name that is still in use, with today's: `市工商局（现市场监管局）`.
    pub names: Vec<(String, Option<NaiveDate>, Option<NaiveDate>)>,
}
