use super::PrintSetup;
use chrono::NaiveDateTime;
use greenlane_domain::case::ItemNo;
use greenlane_domain::fact::FileId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A paper in a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PaperLine {
    /// The case.
    pub file: FileId,
    /// The case's number.
    pub case_number: String,
    /// The talent.
    pub talent: String,
    /// What paper, e.g. `one_time_notice`.
    pub paper: String,
    /// Its title.
    pub title: String,
    /// Its number.
    pub number: String,
    /// The items.
    pub items: Vec<ItemNo>,
    /// The department it is for.
    pub body: Option<String>,
    /// Made at.
    pub at: NaiveDateTime,
    /// The hash of its bytes.
    pub sha256: String,
    /// Pages.
    pub pages: u32,
    /// Originals printed.
    pub originals: u32,
    /// Further copies printed.
    pub copies: u32,
    /// It no longer agrees with the case.
    pub disagrees: bool,
}

/// What a label is stuck on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LabelKind {
    /// The papers that go to a department, one label for each department of each case.
    Routing,
    /// The front of an archive box, one for all cases chosen.
    Box,
    /// The spine of a box 20 mm thick.
    Spine20,
    /// The spine of a box 30 mm thick.
    Spine30,
    /// The spine of a box 40 mm thick.
    Spine40,
    /// An envelope to each talent.
    Envelope,
    /// An address label for each talent.
    Address,
}

/// The office's own faces.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OwnFonts {
    /// Where their files lie.
    pub folder: String,
    /// The files.
    pub files: Vec<OwnFont>,
    /// Which family plays which part: `main`, `fangsong`, `title`, `kai`, `hei`.
    pub parts: Vec<(String, String)>,
}

/// A font file of the office.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OwnFont {
    /// Its name.
    pub file: String,
    /// The families in it.
    pub families: Vec<String>,
}

/// Labels to be printed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LabelPrint {
    /// Which labels.
    pub label: LabelKind,
    /// For which cases.
    pub files: Vec<FileId>,
    /// How many places of the first sheet are used up.
    pub skip: u32,
    /// The printer.
    pub printer: String,
    /// How it is to take them.
    pub setup: PrintSetup,
    /// How many of each sheet.
    pub copies: u32,
}

/// Sheets of labels.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LabelSheet {
    /// The hash of their bytes.
    pub sha256: String,
    /// How many labels.
    pub labels: u32,
    /// How many sheets.
    pub pages: u32,
}

/// Papers.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct PaperList {
    /// This page.
    pub rows: Vec<PaperLine>,
    /// All that match.
    pub total: usize,
}

/// A printer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PrinterView {
    /// Its address for the spooler.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The computer's default.
    pub default: bool,
    /// Its state in words.
    pub state: String,
    /// It prints on both sides; false also when it does not say.
    pub two_sided: bool,
    /// Its trays, as it names them; empty when it does not say.
    pub trays: Vec<String>,
}

/// A print job.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PrintJob {
    /// The desk's own number of the job.
    pub job: String,
    /// The paper.
    pub sha256: String,
    /// `sending`, `waiting`, `printing`, `printed`, `confirmed`, `failed`, `cancelled`.
    pub state: String,
    /// In words: what is wrong and what to do.
    pub words: String,
    /// Whether nothing more will change by itself.
    pub ended: bool,
}

/// A volume.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct VolumeView {
    /// The case.
    pub file: FileId,
    /// The archival code.
    pub archival_code: String,
    /// How long it is kept, or 未定.
    pub retention: String,
    /// The papers in order: title, number, first page, pages.
    pub contents: Vec<(String, String, u32, u32)>,
    /// Pages.
    pub pages: u32,
    /// The bytes' hash; `paper_bytes` gives them.
    pub sha256: String,
    /// Filed already.
    pub filed: bool,
    /// Why it cannot be filed yet.
    pub refusal: Option<super::RefusalView>,
}
