//! What a policy pack says about one service item (事项), and the small words that packs share.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// How sure a value of a pack is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The instrument says so.
    Explicit,
    /// The instrument implies it; the office should confirm (推定).
    Inferred,
    /// The instrument's text was garbled and has been restored (还原).
    Restored,
    /// Nobody has decided it yet (未定). Never filled in by the program.
    #[default]
    Unset,
}

/// A value with its article and status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields, bound(deserialize = "T: Deserialize<'de>"))]
pub struct Sourced<T> {
    /// The value; absent while unset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<T>,
    /// How sure it is.
    #[serde(default)]
    pub status: Status,
    /// The article it rests on, as printed, e.g. `窗口运行办法第十三条`.
    #[serde(default)]
    pub article: String,
    /// Who may decide it, or why it was inferred.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl<T> Default for Sourced<T> {
    /// Nobody has decided it.
    fn default() -> Self {
        Self { value: None, status: Status::Unset, article: String::new(), note: String::new() }
    }
}

impl<T> Sourced<T> {
    /// The value, if somebody has decided it.
    pub fn get(&self) -> Option<&T> {
        self.value.as_ref()
    }
}

/// How days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// Working days, make-up days included (工作日).
    Working,
    /// Calendar days (自然日).
    Calendar,
}

/// A length of time in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// How many.
    pub days: u32,
    /// How they are counted.
    pub kind: DayKind,
}

/// The way an item is handled (`requirements.md` 4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// By card, at once, no application (随时受理、直接服务).
    Direct,
    /// Finished at the counter (当场办结).
    OnSpot,
    /// Promise first, checked afterwards (承诺先行).
    CommitFirst,
    /// One item straight to its department (单一项目直达部门).
    Single,
    /// Several items to several departments at the same time (并联办理).
    Parallel,
    /// The window acts for the applicant before a higher level (代办).
    Agency,
    /// Studied case by case (一事一议).
    CaseByCase,
    /// The person must come: guided, booked or escorted (须本人到场).
    InPerson,
}

/// How a person who must come in person is helped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum InPersonMode {
    /// Guided to the window concerned (引导).
    Guide,
    /// A visit is booked (预约).
    Book,
    /// Booked, and somebody goes along (陪同).
    Escort,
}

/// Original or copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum PaperForm {
    /// The original is handed in (原件).
    Original,
    /// A copy is handed in (复印件).
    Copy,
    /// The original is looked at and given back, a copy stays (核原件、留复印件).
    SightedCopy,
    /// The original is looked at and given back; nothing stays (核原件).
    Sighted,
    /// An electronic file (电子件).
    Electronic,
}

/// Where a material comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum PaperSource {
    /// The applicant has it (申请人自备).
    Applicant,
    /// The employer makes it (用人单位出具).
    Employer,
    /// An authority issues it (政府部门核发).
    Authority,
    /// The window supplies the form (窗口提供).
    Window,
}

/// One paper that an item asks for. The same `key` in two items is the same paper: it is handed in once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct MaterialSpec {
    /// The paper's key in the pack's list of papers.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Original or copy.
    pub form: PaperForm,
    /// How many.
    pub copies: u32,
    /// Where it comes from.
    pub source: PaperSource,
    /// Needed at acceptance; otherwise it may follow (容缺).
    pub required: bool,
    /// How sure this line is.
    #[serde(default)]
    pub status: Status,
    /// The article it rests on.
    #[serde(default)]
    pub article: String,
    /// What the paper must show.
    #[serde(default)]
    pub note: String,
}

/// Something that must be true before the item can be applied for (前置条件).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Precondition {
    /// Its key within the item.
    pub key: String,
    /// What must be true, in words for the applicant.
    pub text: String,
    /// How sure it is.
    #[serde(default)]
    pub status: Status,
    /// The article it rests on.
    #[serde(default)]
    pub article: String,
}

/// The item's limits. Promised is never longer than statutory; the pack's reader checks it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// The limit of law or rule (法定时限).
    #[serde(default)]
    pub statutory: Sourced<Days>,
    /// The promised limit (承诺时限).
    #[serde(default)]
    pub promised: Sourced<Days>,
}

/// The layer of the licensing law (`requirements.md` 7): off unless an item turns it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum LegalLayer {
    /// 20 working days, 10 more once; not told what is missing within 5 working days means accepted.
    Licence,
    /// Joint handling: 45 working days, 15 more once.
    JointLicence,
}

/// One service item as a pack version specifies it. A case keeps the whole specification it was accepted under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct ItemSpec {
    /// The item's key in its pack, e.g. `settle_household`.
    pub key: String,
    /// Its name, e.g. `人才落户`.
    pub name: String,
    /// The need it answers: the heading under which a clerk finds it (安家、家人、工作、创业 …).
    pub need: String,
    /// The version of this specification.
    pub version: u32,
    /// The article that brings the item into the service.
    pub article: String,
    /// How sure the item as a whole is.
    pub status: Status,
    /// The way it is handled when it is the case's only item; several items together go `parallel` where the pack says so.
    pub route: Route,
    /// The key of the department that leads.
    pub lead: String,
    /// Keys of departments that assist.
    #[serde(default)]
    pub assist: Vec<String>,
    /// Why this department: the duty in words (职责), shown beside the routing.
    pub duty: String,
    /// The level that handles it: `city`, `county`, `province`.
    #[serde(default)]
    pub level: String,
    /// Whether the window may finish it at the counter.
    #[serde(default)]
    pub on_spot: bool,
    /// Whether the person must come, and how the window helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_person: Option<InPersonMode>,
    /// Whether the employer's specialist may do it for the person.
    #[serde(default)]
    pub by_proxy: bool,
    /// Keys of items that must be finished first.
    #[serde(default)]
    pub after: Vec<String>,
    /// What must be true first.
    #[serde(default)]
    pub preconditions: Vec<Precondition>,
    /// What to hand in.
    #[serde(default)]
    pub materials: Vec<MaterialSpec>,
    /// Whether the list of materials is the whole list. While unset, no notice may claim to be complete.
    #[serde(default)]
    pub materials_complete: Sourced<bool>,
    /// How long it may take.
    #[serde(default)]
    pub limits: Limits,
    /// The steps, in words for the applicant.
    #[serde(default)]
    pub steps: Vec<String>,
    /// What the applicant gets in the end.
    #[serde(default)]
    pub results: Vec<String>,
    /// What it costs, in words; `不收费` where free.
    #[serde(default)]
    pub fee: Sourced<String>,
    /// The legal layer, if this item is a licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_layer: Option<LegalLayer>,
    /// Why it is inferred, who confirms it, or what a reader should know.
    #[serde(default)]
    pub note: String,
}

/// A department or office as a pack knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// Its key, e.g. `public_security`.
    pub key: String,
    /// Its name today.
    pub name: String,
    /// A short name for lanes and lists, e.g. `公安局`.
    #[serde(default)]
    pub short: String,
    /// Its level: `city`, `county`, `park`, `province`.
    #[serde(default)]
    pub level: String,
    /// Its part in the service: `lead`, `member`, `window`.
    #[serde(default)]
    pub part: String,
    /// Other names in use, and former names with the dates between which they were right.
    #[serde(default)]
    pub aliases: Vec<Alias>,
    /// The article that names it.
    #[serde(default)]
    pub article: String,
    /// How sure it is.
    #[serde(default)]
    pub status: Status,
    /// Where to go and whom to call; unset until the office fills it in.
    #[serde(default)]
    pub contact: Sourced<String>,
    /// What a reader should know.
    #[serde(default)]
    pub note: String,
}

/// Another name of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Alias {
    /// The name.
    pub name: String,
    /// The first day on which it was right (inclusive).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<chrono::NaiveDate>,
    /// The last day on which it was right (inclusive); absent for a name still in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<chrono::NaiveDate>,
    /// Whether it was once the body's full name, and not only another way of writing it.
    #[serde(default)]
    pub official: bool,
    /// Whether it is out of use, on a day that the pack does not know.
    #[serde(default)]
    pub former: bool,
}

/// Which pack a case was accepted under.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
pub struct PackRef {
    /// The pack's id.
    pub id: String,
    /// Its version.
    pub version: u32,
}

/// Words of a city for the engine's keys, e.g. `window_specialist` → `窗口专员`.
pub type Terms = BTreeMap<String, String>;
