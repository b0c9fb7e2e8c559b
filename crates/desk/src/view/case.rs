use super::{PaperLine, Today};
use chrono::{NaiveDate, NaiveDateTime};
use greenlane_domain::calendar::Due;
use greenlane_domain::case::{
    ActKind, CaseClock, CasePhase, CaseState, ContradictionKind, ItemNo, Light, MergedMaterial, StepClock,
};
use greenlane_domain::fact::{FactId, FileId, Moment};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A case on one page.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CasePage {
    /// The file.
    pub file: FileId,
    /// The state, whole.
    pub state: CaseState,
    /// Where it stands.
    pub phase: CasePhase,
    /// The talent: name, class, cards, masked number.
    pub talent: super::TalentRow,
    /// The case's clock.
    pub clock: CaseClock,
    /// Working days left on it.
    pub remaining: Option<i64>,
    /// Each item's light and days left.
    pub items: Vec<ItemLine>,
    /// The clocks of steps that run: to be sent, signed for, brought back, told.
    pub steps: Vec<StepLine>,
    /// What must still follow: bad ratings to put right, the callback.
    pub aftercare: Vec<super::AftercareLine>,
    /// The day by which papers that may follow are expected, if they are promised today; absent where the city says none.
    pub follow_by: Option<Due>,
    /// The parallel timeline.
    pub timeline: Timeline,
    /// What happened, latest first.
    pub history: Vec<HistoryLine>,
    /// The papers made.
    pub papers: Vec<PaperLine>,
    /// The merged checklist.
    pub checklist: Vec<MergedMaterial>,
    /// What is possible now, and what is not and why.
    pub offers: Vec<OfferView>,
    /// What contradicts.
    pub contradictions: Vec<ContradictionView>,
    /// The moments between which the slider moves.
    pub moments: Vec<Moment>,
    /// Shown as of this moment; absent for now.
    pub as_of: Option<Moment>,
    /// The policy, in words.
    pub pack: String,
    /// What kinds of paper can be made now: kind, title, items, body.
    pub makeable: Vec<Makeable>,
    /// Reasons that the pack lists, by act.
    pub reasons: Vec<(ActKind, Vec<ListedReason>)>,
}

/// A reason that the pack lists.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ListedReason {
    /// Its key.
    pub key: String,
    /// The reason in words.
    pub text: String,
    /// Words of one's own must be added.
    pub explain: bool,
    /// Only for items under the licensing law.
    pub licence_only: bool,
}

/// A clock of a step, in words.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StepLine {
    /// The clock.
    pub clock: StepClock,
    /// What is waited for, until when, and by which article.
    pub words: String,
}

/// A paper that can be made now.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Makeable {
    /// What paper.
    pub paper: String,
    /// Its title.
    pub title: String,
    /// About which items.
    pub items: Vec<ItemNo>,
    /// For which department.
    pub body: Option<String>,
    /// What a person has to write or may write for it.
    pub places: Vec<Place>,
}

/// A place on a paper for which no fact has the words: a person writes them when the paper is made.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Place {
    /// Its key in the words of `make_paper`.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// Without it the paper is refused; otherwise the place stays open or says 未定.
    pub required: bool,
}

/// An item in a line.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ItemLine {
    /// Its number.
    pub no: ItemNo,
    /// Its number in full (事项编号); empty where the pack gives none.
    pub number: String,
    /// Its light.
    pub light: Light,
    /// Working days left to its date.
    pub remaining: Option<i64>,
}

/// The parallel timeline: a lane per item and department on a working-day axis.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct Timeline {
    /// The days from left to right.
    pub days: Vec<Today>,
    /// The lanes.
    pub lanes: Vec<Lane>,
    /// Today, if it is on the axis.
    pub today: Option<NaiveDate>,
}

/// One lane.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Lane {
    /// The item.
    pub item: ItemNo,
    /// The item's name.
    pub title: String,
    /// The department and its specialist, or `专员空缺`.
    pub body: String,
    /// The department's key.
    pub body_key: String,
    /// Its pieces.
    pub pieces: Vec<Piece>,
    /// Its date.
    pub due: Option<Due>,
    /// Words at the due mark: `承诺 10 个工作日`, `时限未定，不计算`.
    pub due_words: String,
}

/// A piece of a lane.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Piece {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// What it shows.
    pub kind: PieceKind,
    /// Words in or beside it.
    pub words: String,
}

/// What a piece shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PieceKind {
    /// Before acceptance.
    Preparing,
    /// Sent, not signed for.
    Waiting,
    /// Being handled.
    Handling,
    /// The clock stands.
    Suspended,
    /// Past the date.
    Overdue,
    /// Answered or decided.
    Done,
}

/// One thing that happened.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HistoryLine {
    /// The fact.
    pub fact: FactId,
    /// When.
    pub at: NaiveDateTime,
    /// Who.
    pub by: String,
    /// What kind: the fact's word.
    pub kind: String,
    /// In words.
    pub words: String,
    /// More, in words.
    pub detail: String,
    /// The item, if one.
    pub item: Option<ItemNo>,
    /// Not yet at the centre.
    pub unsent: bool,
    /// Set aside by a settlement.
    pub set_aside: bool,
    /// May be corrected.
    pub correctable: bool,
}

/// A button, or a reason why there is none.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OfferView {
    /// The act.
    pub act: ActKind,
    /// The item.
    pub item: Option<ItemNo>,
    /// The department's key.
    pub body: Option<String>,
    /// In words: `转办：落户 → 公安局`.
    pub label: String,
    /// What the case is waiting for: at most a few.
    pub primary: bool,
    /// What the city wants pointed out before it is done, in words.
    pub caution: Option<String>,
    /// Why not, in words; absent when possible.
    pub refusal: Option<RefusalView>,
}

/// Why something is not possible.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RefusalView {
    /// The rule's word.
    pub rule: String,
    /// In words.
    pub words: String,
    /// The article; of a rule of good order, that it is one.
    pub article: String,
}

/// An act done.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Acted {
    /// The facts written.
    pub facts: Vec<FactId>,
    /// The number given, if one was.
    pub number: String,
    /// The papers made along with it.
    pub papers: Vec<PaperLine>,
    /// The case now.
    pub page: Box<CasePage>,
}

/// How a date comes about.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Explanation {
    /// The date, or none when unset.
    pub due: Option<Due>,
    /// In words: what is counted and from when.
    pub words: String,
    /// Day by day.
    pub steps: Vec<ExplainedDay>,
    /// The calendar's version.
    pub calendar: String,
}

/// One day of an explanation.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ExplainedDay {
    /// The date.
    pub date: NaiveDate,
    /// Monday is 1.
    pub weekday: u32,
    /// Whether it counts.
    pub counted: bool,
    /// Its number among the counted days.
    pub number: Option<u32>,
    /// Why, in words.
    pub why: String,
}

/// A contradiction to settle.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ContradictionView {
    /// The case.
    pub file: FileId,
    /// Its number.
    pub number: String,
    /// The talent.
    pub talent: String,
    /// Its id.
    pub id: String,
    /// What kind.
    pub kind: ContradictionKind,
    /// In words: what contradicts.
    pub words: String,
    /// The acts, side by side.
    pub sides: Vec<ContradictionSide>,
}

/// One side of a contradiction.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ContradictionSide {
    /// The fact.
    pub fact: FactId,
    /// When.
    pub at: NaiveDateTime,
    /// Who.
    pub by: String,
    /// At which desk.
    pub desk: String,
    /// What, in words.
    pub words: String,
    /// Papers that are out because of it: titles and numbers.
    pub papers: Vec<String>,
}
