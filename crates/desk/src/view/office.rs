use super::Today;
use chrono::NaiveDate;
use greenlane_domain::calendar::Due;
use greenlane_domain::case::{ItemNo, Which};
use greenlane_domain::office::{Letterhead, OfficeRecord, Person};
use greenlane_domain::pack::{Body, Status};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A year's days.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct YearView {
    /// The year.
    pub year: i32,
    /// Every day.
    pub days: Vec<Today>,
    /// Announced, or only assumed.
    pub confirmed: bool,
    /// The notices: number, title, issued on.
    pub notices: Vec<(String, String, Option<NaiveDate>)>,
    /// Working days.
    pub working_days: usize,
    /// The calendar's version.
    pub calendar: String,
}

/// A notice that was read.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct NoticeReading {
    /// The year it is about.
    pub year: Option<i32>,
    /// What is wrong with it, in words.
    pub faults: Vec<String>,
    /// Days it changes: date, as it was, as it is.
    pub changes: Vec<(NaiveDate, String, String)>,
    /// Dates it moves.
    pub moved: Vec<MovedDue>,
    /// Adopted.
    pub adopted: bool,
}

/// A moved date.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MovedDue {
    /// The case's number.
    pub number: String,
    /// The talent.
    pub talent: String,
    /// The item.
    pub item: ItemNo,
    /// Its name.
    pub item_name: String,
    /// Which date.
    pub which: Which,
    /// As it was.
    pub from: Due,
    /// As it is.
    pub to: Due,
    /// It is now earlier: the handler is alerted.
    pub earlier: bool,
}

/// The city's pack.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PackInfo {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// The city.
    pub city: String,
    /// The scheme.
    pub scheme: String,
    /// What it rests on: title and number.
    pub basis: Vec<(String, String)>,
    /// The bodies.
    pub bodies: Vec<Body>,
    /// Values by status.
    pub coverage: Vec<(Status, usize)>,
    /// What nobody has decided: key, in words, who may decide it.
    pub gaps: Vec<(String, String, String)>,
    /// Classes of talents: key and name.
    pub classes: Vec<(String, String)>,
    /// Cards: key and name.
    pub card_kinds: Vec<(String, String)>,
}

/// A golden scenario, run.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ScenarioResult {
    /// Its name.
    pub name: String,
    /// Whether all steps came out as expected.
    pub passed: bool,
    /// Each step in words, and whether it passed.
    pub steps: Vec<(String, bool)>,
}

/// The office.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OfficeView {
    /// The office.
    pub record: OfficeRecord,
    /// Its people.
    pub people: Vec<Person>,
    /// Its letterhead.
    pub letterhead: Letterhead,
    /// Roles to choose from: key and name.
    pub roles: Vec<(String, String)>,
    /// Bodies to choose from: key and name.
    pub bodies: Vec<(String, String)>,
    /// Where the database is.
    pub folder: String,
    /// Where the key is kept besides the passwords: `keychain`, or empty.
    pub keychain: String,
}

/// The result of a check.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct Verification {
    /// Facts checked.
    pub facts: usize,
    /// Files.
    pub files: usize,
    /// What is wrong, in words; empty when all is well.
    pub faults: Vec<String>,
    /// How long it took, in milliseconds.
    pub ms: u64,
}
