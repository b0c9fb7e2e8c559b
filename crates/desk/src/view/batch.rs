use super::CaseFilter;
use greenlane_domain::case::ItemNo;
use greenlane_domain::fact::FileId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a printer is to take a paper. A printer that cannot do what is asked refuses rather than doing something else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct PrintSetup {
    /// One side or both.
    pub sides: PrintSides,
    /// The tray; none for the printer's own choice.
    pub tray: Option<String>,
    /// Page by page instead of whole copies one after another.
    pub uncollated: bool,
}

/// One side or both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrintSides {
    /// One side.
    #[default]
    One,
    /// Both sides, turned over the long edge.
    LongEdge,
    /// Both sides, turned over the short edge.
    ShortEdge,
}

/// How a kind of paper was printed last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UsualPrint {
    /// The printer.
    pub printer: String,
    /// How.
    pub setup: PrintSetup,
}

/// The cases of a batch.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum BatchCases {
    /// Chosen ones.
    Chosen {
        /// The cases.
        files: Vec<FileId>,
    },
    /// A whole list, all its pages.
    List {
        /// The list.
        filter: CaseFilter,
    },
}

/// In which order the papers lie for the signing session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BatchOrder {
    /// As the cases were chosen.
    #[default]
    Chosen,
    /// By the leading department, then by number: one pile for each who signs.
    Department,
    /// By the case's number.
    Number,
}

/// What a batch would print.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BatchPlan {
    /// The kind of paper.
    pub paper: String,
    /// Its title.
    pub title: String,
    /// One document a line, in order.
    pub lines: Vec<BatchLine>,
    /// How many can be printed.
    pub ready: usize,
    /// How many originals the pack asks for; absent where it leaves that open.
    pub originals: Option<u32>,
}

/// One document of a batch.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BatchLine {
    /// The case.
    pub file: FileId,
    /// Its number.
    pub case_number: String,
    /// The talent.
    pub talent: String,
    /// The leading department, in short.
    pub department: String,
    /// The document's title.
    pub title: String,
    /// Its items.
    pub items: Vec<ItemNo>,
    /// The department it is for.
    pub body: Option<String>,
    /// How often it was printed already; 0 also while it is not made.
    pub printed: u32,
    /// It can be printed.
    pub ready: bool,
    /// Why it cannot, and what to do; empty when it can.
    pub why: String,
}

/// What is to be printed as one batch: lines of a plan.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BatchWish {
    /// The kind of paper.
    pub paper: String,
    /// The documents, in the order in which they come out.
    pub lines: Vec<BatchPick>,
    /// The printer.
    pub printer: String,
    /// How.
    pub setup: PrintSetup,
    /// Copies of each.
    pub copies: u32,
    /// Whether they are originals.
    pub originals: bool,
    /// Why, when some were printed before.
    pub reason: String,
}

/// One document that was chosen from a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BatchPick {
    /// The case.
    pub file: FileId,
    /// The items, as the plan has them.
    pub items: Vec<ItemNo>,
    /// The department, as the plan has it.
    pub body: Option<String>,
}

/// Papers that are made already, to be printed as one batch.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PapersWish {
    /// Case and hash of each, in the order in which they come out.
    pub papers: Vec<(FileId, String)>,
    /// The printer.
    pub printer: String,
    /// How.
    pub setup: PrintSetup,
    /// Copies of each.
    pub copies: u32,
    /// Whether they are originals.
    pub originals: bool,
    /// Why, when some were printed before.
    pub reason: String,
}

/// How a batch stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BatchView {
    /// The batch.
    pub batch: String,
    /// What it prints.
    pub title: String,
    /// The printer.
    pub printer: String,
    /// How many papers it has.
    pub total: usize,
    /// How many are made, whether printed or not.
    pub made: usize,
    /// How many came out.
    pub printed: usize,
    /// How many are at the printer.
    pub at_printer: usize,
    /// Papers that did not come out: title and why.
    pub failed: Vec<(String, String)>,
    /// Jobs that a person must look at: job and title.
    pub to_confirm: Vec<(String, String)>,
    /// `running`, `paused` (something did not come out), `cancelled`, `ended`.
    pub state: String,
    /// The same in words.
    pub words: String,
}
