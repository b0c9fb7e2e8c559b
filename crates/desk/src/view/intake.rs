use chrono::NaiveDateTime;
use greenlane_domain::calendar::Due;
use greenlane_domain::case::{MergedMaterial, Party, ReceivedPaper, Submitter, Told};
use greenlane_domain::fact::FileId;
use greenlane_domain::pack::{InPersonMode, Limits, Precondition, Route, Status};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A need, and the items that answer it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Need {
    /// Its key.
    pub key: String,
    /// Its name: 安家、家人、工作 …
    pub name: String,
    /// The items.
    pub items: Vec<ItemCard>,
}

/// An item to choose.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ItemCard {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The lead department.
    pub lead: Party,
    /// How it is handled when alone.
    pub route: Route,
    /// Its limits.
    pub limits: Limits,
    /// Whether the person must come.
    pub in_person: Option<InPersonMode>,
    /// Whether the window may finish it at once.
    pub on_spot: bool,
    /// How sure the pack is of it.
    pub status: Status,
    /// The article.
    pub article: String,
    /// How many papers it asks for.
    pub materials: usize,
}

/// In which capacity somebody brings a need.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Capacity {
    /// Its key: `talent`, `employer_specialist`, `proxy` …
    pub key: String,
    /// The article that does not let somebody in this capacity bring a need.
    pub barred: Option<String>,
}

/// A department chosen by hand for an item.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HandRoute {
    /// The item's key.
    pub item: String,
    /// The body's key.
    pub lead: String,
    /// Its specialist; empty when not named.
    pub specialist: String,
    /// Why.
    pub reason: String,
}

/// What follows from a choice of items.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Plan {
    /// Each item with its route.
    pub items: Vec<PlannedItem>,
    /// The papers, each once.
    pub checklist: Vec<MergedMaterial>,
    /// Names of the items by number, for the checklist.
    pub item_names: Vec<(String, String)>,
    /// The day by which papers that may follow are expected; absent where the city says none.
    pub follow_by: Option<Due>,
    /// When everything can be handed over, if accepted today.
    pub due: Option<Due>,
    /// Items with no limit decided.
    pub unset: Vec<String>,
    /// The papers that will come out: kind and how many.
    pub papers: Vec<(String, usize)>,
}

/// One planned item.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PlannedItem {
    /// Its number in the plan.
    pub no: String,
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// How it will be handled.
    pub route: Route,
    /// The lead department.
    pub lead: Party,
    /// Assisting departments.
    pub assist: Vec<Party>,
    /// The duty that decided the department.
    pub duty: String,
    /// The rule that decided the route.
    pub rule: String,
    /// Its article.
    pub article: String,
    /// Chosen by hand.
    pub by_hand: bool,
    /// Promised date, if accepted today.
    pub promised: Option<Due>,
    /// Statutory date, if accepted today.
    pub statutory: Option<Due>,
    /// What must be true first.
    pub preconditions: Vec<Precondition>,
    /// Items that must be finished first, by name.
    pub after: Vec<String>,
    /// How the person is helped who must come.
    pub in_person: Option<InPersonMode>,
}

/// A filled-in intake page.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Intake {
    /// The talent.
    pub talent: FileId,
    /// The employer, if one is concerned.
    pub employer: Option<FileId>,
    /// The need in words.
    pub need: String,
    /// How it came.
    pub channel: String,
    /// Who brought it.
    pub submitter: Submitter,
    /// The chosen items' keys.
    pub items: Vec<String>,
    /// Departments chosen by hand.
    pub hand: Vec<HandRoute>,
    /// How the notice was given; none when no notice is to be made.
    pub notice: Option<Told>,
    /// The papers handed in.
    pub papers: Vec<ReceivedPaper>,
    /// Accept the items (those with card service are served instead).
    pub accept: bool,
    /// Send accepted items to their departments at once.
    pub dispatch: bool,
}

/// A need taken in.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TakenIn {
    /// The case.
    pub file: FileId,
    /// Its number.
    pub number: String,
    /// The papers made.
    pub papers: Vec<super::PaperLine>,
    /// What was not possible, in words: the rest was done.
    pub refused: Vec<super::RefusalView>,
}

/// Something to say about a name.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NameRemark {
    /// The character.
    pub character: String,
    /// Its code point, `U+4DAE`.
    pub code_point: String,
    /// In words: what is wrong and what to do.
    pub words: String,
    /// It cannot be printed with the fonts at hand.
    pub unprintable: bool,
}

/// A draft.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DraftLine {
    /// Its name.
    pub name: String,
    /// Saved at.
    pub at: NaiveDateTime,
}
