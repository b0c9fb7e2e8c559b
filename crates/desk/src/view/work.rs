use chrono::{NaiveDate, NaiveDateTime};
use greenlane_domain::calendar::Due;
use greenlane_domain::case::{ActKind, AftercareClock, CasePhase, ItemNo, ItemPhase, Light};
use greenlane_domain::fact::FileId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The day's work.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct Workbench {
    /// By clock: what to do now, most urgent first.
    pub todo: Vec<WorkLine>,
    /// Nothing has moved for a while, or it was returned, or a post is vacant.
    pub stuck: Vec<WorkLine>,
    /// Appointments of today and the next days, and those of the last days that were missed.
    pub appointments: Vec<Appointment>,
    /// Bad ratings to put right and talents to call back, the longest open first; the first of them.
    pub aftercare: Vec<AftercareLine>,
    /// How many there are in all.
    pub aftercare_total: usize,
    /// Drafts begun and not finished: name, title, saved at.
    pub drafts: Vec<(String, String, NaiveDateTime)>,
    /// Facts not yet sent.
    pub unsent: usize,
    /// How many items fall due on each of the next ten working days.
    pub ahead: Vec<(NaiveDate, usize)>,
    /// Open items by light.
    pub lights: Vec<(Light, usize)>,
    /// Cases closed this month, and of those in time.
    pub closed_this_month: usize,
    /// Of those, in time.
    pub in_time_this_month: usize,
}

/// One line of work.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WorkLine {
    /// The case.
    pub file: FileId,
    /// Its number.
    pub number: String,
    /// The talent.
    pub talent: String,
    /// The item.
    pub item: Option<ItemNo>,
    /// Its name.
    pub item_name: String,
    /// Where it stands.
    pub phase: Option<ItemPhase>,
    /// Its light.
    pub light: Light,
    /// Its date.
    pub due: Option<Due>,
    /// Working days left; negative when overdue.
    pub remaining: Option<i64>,
    /// With whom it lies.
    pub body: String,
    /// What to do next.
    pub next: Option<ActKind>,
    /// Why it is here, in words.
    pub why: String,
}

/// Something that must still follow a handover or a bad rating, in words.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AftercareLine {
    /// The case.
    pub file: FileId,
    /// Its number.
    pub number: String,
    /// The talent.
    pub talent: String,
    /// What, and its clock.
    pub clock: AftercareClock,
    /// Working days left; negative when late.
    pub remaining: Option<i64>,
    /// What must follow, until when, and by which article.
    pub words: String,
}

/// An appointment.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Appointment {
    /// The case.
    pub file: FileId,
    /// The talent.
    pub talent: String,
    /// When.
    pub at: NaiveDateTime,
    /// The day alone was agreed, no time.
    pub all_day: bool,
    /// The day is over, and it did not happen.
    pub missed: bool,
    /// What for, in words.
    pub what: String,
    /// Where; for a promised paper, which.
    pub place: String,
}

/// A hit of Ctrl+K.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Hit {
    /// `talent`, `employer`, `case`, `paper`.
    pub kind: String,
    /// The file to open.
    pub file: FileId,
    /// The paper, for papers.
    pub sha256: Option<String>,
    /// The first line.
    pub title: String,
    /// The second line, masked.
    pub detail: String,
    /// What matched: `name`, `pinyin`, `initials`, `number`, `digits`, `text`.
    pub matched: String,
}

/// Which cases.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct CaseFilter {
    /// In these phases; empty for all but filed.
    pub phases: Vec<CasePhase>,
    /// With these lights; empty for all.
    pub lights: Vec<Light>,
    /// With an item at this department.
    pub body: Option<String>,
    /// With an item of this key.
    pub item: Option<String>,
    /// Of this talent.
    pub talent: Option<FileId>,
    /// Text: name, number, pinyin.
    pub text: String,
    /// Registered by me.
    pub mine: bool,
    /// `due`, `registered`, `number`.
    pub sort: String,
    /// A page of 50, from 0.
    pub page: u32,
}

/// A list of cases.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct CaseList {
    /// This page.
    pub rows: Vec<CaseRow>,
    /// All that match.
    pub total: usize,
    /// How many in each phase, without the phase filter.
    pub phases: Vec<(CasePhase, usize)>,
    /// How many with each light, without the light filter.
    pub lights: Vec<(Light, usize)>,
    /// How many with each department: key, short name, count.
    pub bodies: Vec<(String, String, usize)>,
}

/// One case in a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CaseRow {
    /// The file.
    pub file: FileId,
    /// The number.
    pub number: String,
    /// The talent.
    pub talent: String,
    /// The employer.
    pub employer: String,
    /// The items' names.
    pub items: Vec<String>,
    /// How many items are over.
    pub over: usize,
    /// Where it stands.
    pub phase: CasePhase,
    /// The worst light.
    pub light: Light,
    /// The nearest date.
    pub due: Option<Due>,
    /// Working days left.
    pub remaining: Option<i64>,
    /// Registered on.
    pub registered: Option<NaiveDate>,
    /// Contradictions.
    pub contradictions: usize,
    /// The first-contact person.
    pub first_contact: String,
}
