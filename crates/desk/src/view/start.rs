use super::AccountView;
use crate::problem::Problem;
use chrono::NaiveDate;
use greenlane_domain::office::Person;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where the application stands.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StartState {
    /// What to show.
    pub phase: StartPhase,
    /// The office's name; empty before it is founded.
    pub office: String,
    /// Who can sign in: account and name.
    pub people: Vec<(String, String)>,
    /// The city packs to choose from.
    pub packs: Vec<PackChoice>,
    /// The office is made up.
    pub practice: bool,
    /// What is wrong, in trouble.
    pub problem: Option<Problem>,
    /// The program's version.
    pub version: String,
}

/// What to show at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StartPhase {
    /// No office yet: the wizard.
    New,
    /// An office: sign in.
    SignIn,
    /// Signed in.
    Open,
    /// The database cannot be opened.
    Trouble,
}

/// A city pack to choose.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PackChoice {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// The city.
    pub city: String,
    /// The scheme's name.
    pub scheme: String,
    /// The pattern of a window's name.
    pub window_name: String,
    /// How many items, and how many values nobody has decided.
    pub items: usize,
    /// Values that nobody has decided.
    pub unset: usize,
    /// The basis in one line.
    pub basis: String,
}

/// A founded office.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Founded {
    /// Shown once: opens the database when every password is lost.
    pub recovery_code: String,
    /// The session of the first person.
    pub session: Session,
    /// Where the key is kept besides: `keychain`, or empty when this computer has none.
    pub keychain: String,
}

/// Who is signed in, and what day it is.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Session {
    /// The person.
    pub person: Person,
    /// The role in words.
    pub role_name: String,
    /// The office.
    pub office: String,
    /// The city and its scheme.
    pub scheme: String,
    /// Everything is made up (演示).
    pub practice: bool,
    /// Today.
    pub today: Today,
}

/// A day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Today {
    /// The date.
    pub date: NaiveDate,
    /// Monday is 1.
    pub weekday: u32,
    /// Whether it is worked.
    pub working: bool,
    /// Why not, or why yes on a weekend: `国庆节`, `调休上班`; empty when ordinary.
    pub why: String,
    /// The year's arrangement is not announced.
    pub provisional: bool,
}

/// Counts beside the navigation.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct Rail {
    /// Overdue or due today.
    pub urgent: usize,
    /// Open cases.
    pub cases: usize,
    /// Talents.
    pub talents: usize,
    /// Employers.
    pub employers: usize,
    /// Papers made and not printed.
    pub papers: usize,
    /// Facts not sent to the centre.
    pub to_send: usize,
    /// Contradictions.
    pub to_settle: usize,
    /// `offline`, `online`, or `alone` when there is no centre.
    pub road: String,
    /// How the signed-in person stands with the centre; none without one.
    pub account: Option<AccountView>,
    /// A year whose holiday notice should be imported now.
    pub calendar_year_missing: Option<i32>,
}
