use chrono::NaiveDateTime;
use greenlane_domain::fact::{DeviceId, FactId, FileId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How the desk stands with the centre and with other desks.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct RoadView {
    /// `alone`, `by_hand`, `offline`, `connecting`, `pushing`, `pulling`, `waiting`, `backoff`, `refused`.
    pub state: String,
    /// The same in words.
    pub words: String,
    /// Whether the centre answered last time.
    pub online: bool,
    /// Where the centre is; empty when there is none.
    pub centre: String,
    /// Whether the desk is enrolled at a centre.
    pub enrolled: bool,
    /// When something was last exchanged.
    pub last_exchange: Option<NaiveDateTime>,
    /// Facts not yet at the centre.
    pub to_send: usize,
    /// Facts that the centre keeps apart.
    pub aside: usize,
    /// Attachments on their way.
    pub contents: usize,
    /// Seconds until the next try.
    pub next_retry: Option<u64>,
    /// Why the centre refuses, in words.
    pub refused: Option<String>,
    /// What the desk saw as a witness of the centre, in words.
    pub alarms: Vec<String>,
    /// This desk, as others know it.
    pub desk: String,
    /// Desks with which bundles were exchanged.
    pub peers: Vec<PeerView>,
    /// How the signed-in person stands with the centre; none without one.
    pub account: Option<AccountView>,
    /// The address at which this desk is the host of its office; none when it is not.
    pub host: Option<String>,
}

/// How a person stands with the centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccountView {
    /// `unknown` (never signed in there), `in_force`, `soon` (the right to act offline is about to end), `again` (the
    /// centre asks for the password again), `ended`.
    pub state: String,
    /// The same in words, with what to do.
    pub words: String,
    /// Until when the person may act without meeting the centre; none means without end.
    pub until: Option<NaiveDateTime>,
}

/// A desk with which bundles were exchanged.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PeerView {
    /// The desk.
    pub device: DeviceId,
    /// What it is called.
    pub name: String,
    /// When its last bundle was read here.
    pub last: Option<NaiveDateTime>,
    /// Facts here that it did not have then.
    pub to_give: usize,
}

/// A fact that has not come through.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UnsentLine {
    /// The file.
    pub file: FileId,
    /// The case's number, or the name of the talent or employer.
    pub title: String,
    /// The fact.
    pub fact: FactId,
    /// What happened, in words.
    pub words: String,
    /// When.
    pub at: NaiveDateTime,
    /// `unsent`, `held` or `aside`.
    pub standing: String,
    /// Why it is not sent, in words.
    pub why: String,
}

/// A bundle that was written.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BundleWritten {
    /// Where.
    pub path: String,
    /// Facts in it.
    pub facts: usize,
    /// Attachments and papers in it.
    pub contents: usize,
    /// Its size.
    pub bytes: u64,
}

/// A bundle that was read.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct BundleRead {
    /// The desk that wrote it.
    pub from: String,
    /// Facts in it.
    pub facts: usize,
    /// Of those, new here.
    pub new: usize,
    /// Of those, kept aside because they cannot be believed.
    pub aside: usize,
    /// Attachments and papers that were new here.
    pub contents: usize,
    /// Files that have changed.
    pub files: usize,
    /// Contradictions that now wait for a person.
    pub to_settle: usize,
}

/// A file with which another desk joins the office.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Invitation {
    /// Where the file is.
    pub path: String,
    /// The code that opens it: told by word of mouth, shown once.
    pub code: String,
    /// Facts in it.
    pub facts: usize,
}

/// What this desk holds, by which two desks are compared.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq, TS)]
pub struct DigestView {
    /// Of all facts.
    pub facts: String,
    /// Of all states.
    pub states: String,
    /// File by file.
    pub files: Vec<FileDigest>,
}

/// One file's digests.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq, TS)]
pub struct FileDigest {
    /// The file.
    pub file: FileId,
    /// How many facts.
    pub count: usize,
    /// Of its facts.
    pub facts: String,
    /// Of its state; empty for a kind that this release does not know.
    pub state: String,
}

/// An attachment of a case.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AttachmentView {
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// Its name.
    pub name: String,
    /// `pdf`, `jpeg` or `png`.
    pub kind: String,
    /// How many bytes.
    pub size: u64,
    /// Pages, for PDFs.
    pub pages: Option<u32>,
    /// The material it shows; empty for none in particular.
    pub material: String,
    /// How far it is turned: 0, 90, 180 or 270 degrees.
    pub turned: u16,
    /// Whether its bytes are here; they may still be on their way.
    pub here: bool,
    /// Whether the centre has it.
    pub sent: bool,
    /// Who added it.
    pub by: String,
    /// When.
    pub at: NaiveDateTime,
}

/// Where this desk's numbers have gone.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NumbersView {
    /// The blocks of each row, in stretches of one fate.
    pub rows: Vec<NumberSpan>,
    /// Numbers that the desk gave by itself while it held none of the row, the latest first.
    pub own: Vec<OwnNumberLine>,
}

/// A stretch of numbers of one row with one fate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NumberSpan {
    /// The row, e.g. `case/2026`.
    pub series: String,
    /// What is numbered.
    pub name: String,
    /// The first number.
    pub first: u64,
    /// The last number.
    pub last: u64,
    /// Whether the block is leased from a centre.
    pub leased: bool,
    /// `given`, `left`, `returned`, `void`, `handed`.
    pub fate: String,
    /// The same in words.
    pub words: String,
}

/// A number that the desk gave by itself.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OwnNumberLine {
    /// The number on the paper.
    pub number: String,
    /// What is numbered.
    pub name: String,
    /// The case.
    pub file: FileId,
    /// Its number.
    pub case_number: String,
    /// When it was given.
    pub at: NaiveDateTime,
    /// The number of the row that it was matched with.
    pub matched: Option<String>,
}

/// Where the desks of a local network find the one that is their host.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HostView {
    /// The address to enrol at.
    pub url: String,
    /// A one-time code for one more desk.
    pub code: String,
}
