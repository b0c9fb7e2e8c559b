//! What can happen to a case: the bodies of its facts. They carry outcomes, so that a later release folds them the same.

use crate::calendar::{CalendarVersion, Due};
use crate::fact::{FactId, FileId, Moment};
use crate::pack::{Actor, Days, InPersonMode, ItemSpec, PackRef, PaperForm, Route};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// The number of an item within its case: `01`, `02` …
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct ItemNo(pub String);

impl ItemNo {
    /// The `n`th item, counted from 1.
    #[must_use]
    pub fn nth(n: usize) -> Self {
        Self(format!("{n:02}"))
    }
}
impl std::fmt::Display for ItemNo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One thing that happened to a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
pub enum CaseFact {
    /// A need is registered; papers may not exist yet (需求登记).
    NeedRegistered(NeedRegistered),
    /// The need is decomposed into items (任务分解).
    ItemsChosen {
        /// The items, each with who chose it and by which rule.
        items: Vec<ChosenItem>,
    },
    /// An item is taken out again before it was accepted.
    ItemDropped {
        /// Which.
        item: ItemNo,
        /// Why.
        reason: String,
    },
    /// The applicant was told, once, everything that is needed (一次性告知).
    Noticed(Notice),
    /// Papers were received against a receipt (收件).
    MaterialsReceived(Reception),
    /// A small fault was mended at the counter (当场更正).
    CorrectedOnSpot {
        /// The paper's key.
        material: String,
        /// What was mended.
        what: String,
    },
    /// All that is missing was asked for (补正告知).
    SupplementAsked(Supplement),
    /// A paper was given back (退还).
    MaterialReturned {
        /// The paper's key.
        material: String,
        /// To whom.
        to: String,
    },
    /// Items are accepted (受理).
    Accepted(Acceptance),
    /// An item is not accepted (不予受理).
    NotAccepted(NonAcceptance),
    /// An item was served at once, by card (直接服务).
    Served {
        /// Which.
        item: ItemNo,
        /// Card or proof shown.
        proof: String,
        /// What was done.
        note: String,
    },
    /// An item is sent to a department (转办).
    Dispatched(Dispatch),
    /// The department signed for it (签收).
    Acknowledged {
        /// Which item.
        item: ItemNo,
        /// The department's key.
        body: String,
        /// Who signed.
        by: String,
    },
    /// The department returned it with a reason (退回): counted as a bounce.
    Bounced {
        /// Which item.
        item: ItemNo,
        /// The department's key.
        body: String,
        /// The reason's key in the pack.
        reason_key: String,
        /// The reason in words.
        reason: String,
    },
    /// Another person of the department takes it over.
    Reassigned {
        /// Which item.
        item: ItemNo,
        /// The department's key.
        body: String,
        /// To whom.
        to: String,
        /// Why.
        reason: String,
    },
    /// The department reports its result (反馈).
    FedBack(Feedback),
    /// A visit is booked, or the person is guided (预约、引导).
    VisitBooked(Visit),
    /// The person came, alone or accompanied (陪同办理).
    VisitMade {
        /// Which item.
        item: ItemNo,
        /// When.
        at: NaiveDateTime,
        /// Who went along; empty when nobody.
        accompanied_by: String,
        /// What came of it.
        note: String,
    },
    /// Departments must be brought together (协调办理); the applicant was told.
    CoordinationOpened {
        /// Which item.
        item: ItemNo,
        /// What is stuck.
        problem: String,
        /// With which bodies (keys).
        with: Vec<String>,
        /// How the applicant was told.
        told: Told,
    },
    /// Coordination ended.
    CoordinationClosed {
        /// Which item.
        item: ItemNo,
        /// What was agreed, or that nothing could be.
        result: String,
    },
    /// The clock stops for a listed reason (中止、特别程序).
    Suspended(Suspension),
    /// The clock runs again.
    Resumed {
        /// Which item.
        item: ItemNo,
        /// The day on which it resumed: counting starts the day after.
        on: NaiveDate,
        /// The dates that follow.
        dues: Dues,
    },
    /// A new date, with its three acts (延期): one fact, so that none can be missing.
    Extended(Extension),
    /// The item is decided (办结).
    Decided(Decision),
    /// The result is back at the window (回窗).
    Collected {
        /// Which item.
        item: ItemNo,
        /// The papers that came.
        papers: Vec<String>,
    },
    /// The applicant was phoned and a time was fixed (约定领取).
    HandoverAppointed {
        /// Which items.
        items: Vec<ItemNo>,
        /// The call.
        call: Told,
        /// When.
        at: NaiveDateTime,
        /// Where.
        place: String,
    },
    /// Results were handed over (交付).
    HandedOver(Handover),
    /// The employer's specialist (or the window) told the talent the result (告知结果).
    Informed {
        /// Which items.
        items: Vec<ItemNo>,
        /// How.
        told: Told,
    },
    /// The service was rated (好差评).
    Rated {
        /// Which item; absent for the whole case.
        item: Option<ItemNo>,
        /// 5 very satisfied … 1 very dissatisfied.
        level: u8,
        /// In the person's words.
        comment: String,
        /// Where the rating came from.
        channel: String,
        /// A bad rating must be put right (整改); absent after a good one, and where the city asks nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rectify: Option<Aftercare>,
    },
    /// A bad rating was put right (整改).
    Rectified {
        /// The rated item; absent when the case as a whole was rated.
        item: Option<ItemNo>,
        /// What was done.
        what: String,
    },
    /// The person was called back (回访).
    CalledBack {
        /// Whether the person answered.
        reached: bool,
        /// What the person said.
        answer: String,
        /// What has to follow; empty when nothing.
        follow_up: String,
    },
    /// The volume is filed (归档).
    Filed(Filing),
    /// A paper came into being: its bytes are kept under their hash.
    PaperMade(PaperMade),
    /// Copies of a paper left the printer.
    PaperPrinted {
        /// The paper's SHA-256.
        sha256: String,
        /// How many.
        copies: u32,
        /// Whether these are originals (正本) or further copies.
        originals: bool,
        /// The printer.
        printer: String,
        /// Why it was printed again; empty the first time.
        reason: String,
    },
    /// A new calendar moved dates.
    DuesMoved {
        /// Each moved date.
        moves: Vec<DueMove>,
        /// The calendar that moved them.
        calendar: CalendarVersion,
        /// The notice that it came with.
        because: String,
    },
    /// Something written earlier was wrong (更正): the old fact stays, this one says what is right.
    Corrected {
        /// The fact that was wrong.
        fact: FactId,
        /// Which field.
        field: Field,
        /// What is right.
        value: String,
        /// Why.
        reason: String,
    },
    /// A person settled a contradiction; another settlement may undo it.
    ContradictionSettled {
        /// The contradiction's id.
        contradiction: String,
        /// The facts that shall not count.
        set_aside: Vec<FactId>,
        /// Why.
        reason: String,
    },
    /// A line in the log: a call, a question, an answer.
    Noted {
        /// What.
        text: String,
    },
    /// The case was given to the office of another region (移交). Who may have the file is carried beside the fact.
    CaseMoved {
        /// The region, e.g. `37/3713/371302`.
        to: String,
        /// Why.
        reason: String,
    },
    /// A picture or PDF of a material was added (材料影像). Its bytes travel apart, by their hash.
    Attached(Attachment),
    /// An attachment was turned, moved to another place or material, or taken out.
    AttachmentChanged {
        /// Its hash.
        sha256: String,
        /// What was changed.
        change: AttachmentChange,
    },
}

/// A picture or PDF of a material.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Attachment {
    /// The SHA-256 of its bytes in hexadecimal.
    pub sha256: String,
    /// The name it came with.
    pub name: String,
    /// The media type, e.g. `application/pdf`.
    pub media: String,
    /// How many bytes.
    #[ts(type = "number")]
    pub size: u64,
    /// Pages, for PDFs.
    pub pages: Option<u32>,
    /// The material it shows; empty for none in particular.
    pub material: String,
}

/// How an attachment was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum AttachmentChange {
    /// It stands this many degrees clockwise from how it came: 0, 90, 180 or 270.
    Turned {
        /// The degrees.
        degrees: u16,
    },
    /// It has this place among the attachments of the case, from 0.
    Placed {
        /// The place.
        place: u32,
    },
    /// It shows this material.
    Shows {
        /// The material's key; empty for none in particular.
        material: String,
    },
    /// It was added by mistake. Its bytes stay, as everything does.
    TakenOut {
        /// Why.
        reason: String,
    },
}

/// A registered need.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct NeedRegistered {
    /// The case's number.
    pub number: String,
    /// The talent's file.
    pub talent: FileId,
    /// The talent's name at that moment.
    pub talent_name: String,
    /// The employer's file, if one is concerned.
    pub employer: Option<FileId>,
    /// The employer's name at that moment.
    pub employer_name: String,
    /// What is needed, in the person's words.
    pub need: String,
    /// How it came: counter, phone, online, hotline, handed down …
    pub channel: String,
    /// Who brought it.
    pub submitter: Submitter,
    /// Who was asked first and stays responsible (首问责任人).
    pub first_contact: String,
    /// The policy it is registered under.
    pub pack: PackRef,
}

/// The person at the counter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Submitter {
    /// The name.
    pub name: String,
    /// In which capacity: `talent`, `employer_specialist`, `proxy` …
    pub capacity: String,
    /// The phone.
    pub phone: String,
    /// By what power, when not the talent.
    pub power: String,
}

impl Submitter {
    /// For whom the submitter stands: a proxy and a relative stand for the talent.
    #[must_use]
    pub fn stands_for(&self) -> Actor {
        match self.capacity.as_str() {
            "employer" => Actor::Employer,
            "employer_specialist" => Actor::EmployerSpecialist,
            _ => Actor::Talent,
        }
    }
}

/// An item chosen for a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ChosenItem {
    /// Its number in the case.
    pub no: ItemNo,
    /// The specification as it was then: the case keeps it whole.
    pub spec: ItemSpec,
    /// How it will be handled.
    pub route: Route,
    /// The lead department's key and name as chosen.
    pub lead: Party,
    /// The assisting departments.
    pub assist: Vec<Party>,
    /// The rule that decided route and department, in words.
    pub rule: String,
    /// The article of that rule.
    pub article: String,
    /// Whether a person chose against or without a rule.
    pub by_hand: bool,
}

/// A body taking part, as named at that moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Party {
    /// The body's key in the pack.
    pub key: String,
    /// Its name then.
    pub name: String,
    /// Its short name then.
    pub short: String,
    /// Its specialist, if one is known.
    pub specialist: Option<String>,
}

/// How and when somebody was told something.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Told {
    /// Whom.
    pub whom: String,
    /// When; absent when it did not happen.
    pub at: Option<NaiveDateTime>,
    /// How: `phone`, `in_person`, `letter`, `message`.
    pub how: String,
    /// By whom.
    pub by: String,
    /// What was said.
    pub note: String,
}

/// A one-time notice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Notice {
    /// Its number.
    pub number: String,
    /// The items it covers.
    pub items: Vec<ItemNo>,
    /// The digest of the specifications it was made from.
    pub basis: String,
    /// The keys of all papers it names, item by item.
    pub named_materials: Vec<NamedMaterial>,
    /// The keys of all preconditions it names.
    pub named_preconditions: Vec<NamedPrecondition>,
    /// How it was given.
    pub told: Told,
    /// Why a further notice was needed; empty for the first.
    pub reason: String,
}

/// A paper named by a notice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub struct NamedMaterial {
    /// The item.
    pub item: ItemNo,
    /// The paper's key.
    pub material: String,
}

/// A precondition named by a notice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub struct NamedPrecondition {
    /// The item.
    pub item: ItemNo,
    /// The precondition's key.
    pub precondition: String,
}

/// Papers received against one receipt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Reception {
    /// The receipt's number.
    pub receipt: String,
    /// Who handed them in.
    pub from: String,
    /// The papers.
    pub papers: Vec<ReceivedPaper>,
}

/// One received paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReceivedPaper {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Original or copy.
    pub form: PaperForm,
    /// How many copies.
    pub copies: u32,
    /// How many pages.
    pub pages: u32,
    /// Whether the original was looked at and given back at once.
    pub sighted_returned: bool,
    /// It may follow: promised for this day (容缺).
    pub promised_for: Option<NaiveDate>,
    /// Attached files, by SHA-256.
    pub attachments: Vec<String>,
}

/// A request for everything that is missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Supplement {
    /// Its number.
    pub number: String,
    /// Each missing or faulty paper.
    pub papers: Vec<SupplementLine>,
    /// By when.
    pub until: Option<NaiveDate>,
    /// How it was told.
    pub told: Told,
    /// Why asked again; empty the first time.
    pub reason: String,
}

/// One line of a supplement request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SupplementLine {
    /// The paper's key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What it must be like.
    pub standard: String,
    /// What is wrong or missing.
    pub reason: String,
}

/// Acceptance of items. It pins the pack and the calendar for them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Acceptance {
    /// The acceptance notice's number.
    pub number: String,
    /// The items and their dates.
    pub items: Vec<AcceptedItem>,
    /// The day from which the clocks count (not counted itself).
    pub on: NaiveDate,
    /// The policy that holds for them from now on.
    pub pack: PackRef,
    /// The calendar the dates come from.
    pub calendar: CalendarVersion,
    /// Accepted by silence: nothing was asked for within the legal time (视为受理).
    pub deemed: bool,
}

/// One accepted item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct AcceptedItem {
    /// Which.
    pub item: ItemNo,
    /// Its dates; absent where the pack leaves the limit unset.
    pub dues: Dues,
}

/// The two dates of an item.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Dues {
    /// By law or rule (法定).
    pub statutory: Option<Due>,
    /// As promised (承诺).
    pub promised: Option<Due>,
}

/// An item that is not accepted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct NonAcceptance {
    /// Which.
    pub item: ItemNo,
    /// The notice's number.
    pub number: String,
    /// The reason's key in the pack.
    pub reason_key: String,
    /// The reason in words.
    pub reason: String,
    /// Where the person should go instead.
    pub where_to_go: String,
    /// What the person can do against it.
    pub remedies: String,
}

/// An item sent to a department.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Dispatch {
    /// Which item.
    pub item: ItemNo,
    /// The routing slip's number.
    pub number: String,
    /// The department.
    pub to: Party,
    /// Whether it leads or assists.
    pub part: Part,
    /// What is asked of it.
    pub request: String,
    /// Until when it should answer.
    pub due: Option<Due>,
    /// The item's dates, where the city's clocks start with the dispatch.
    pub starts: Option<Dues>,
    /// Sent straight by the employer's specialist; the window has a copy.
    pub window_copy: bool,
}

/// Lead or assist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// 牵头
    Lead,
    /// 协办
    Assist,
}

/// A department's answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Feedback {
    /// Which item.
    pub item: ItemNo,
    /// The department's key.
    pub body: String,
    /// Who answered.
    pub by: String,
    /// What the department found.
    pub result: String,
    /// What it proposes.
    pub proposes: Outcome,
    /// Papers it gives.
    pub papers: Vec<String>,
}

/// A booked visit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Visit {
    /// Which item.
    pub item: ItemNo,
    /// Guided, booked or escorted.
    pub mode: InPersonMode,
    /// Where.
    pub place: String,
    /// When; absent when only guided.
    pub at: Option<NaiveDateTime>,
    /// Whom to ask for.
    pub contact: String,
    /// Who goes along; empty when nobody.
    pub escort: String,
    /// What to bring.
    pub bring: String,
}

/// A stopped clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Suspension {
    /// Which item.
    pub item: ItemNo,
    /// The reason's key in the pack's list.
    pub reason_key: String,
    /// The reason in words.
    pub reason: String,
    /// The article that allows it.
    pub article: String,
    /// The first day that no longer counts is the day after this.
    pub from: NaiveDate,
    /// How many days it is expected to take.
    pub expected_days: Option<u32>,
    /// How the applicant was told, in writing where the law asks for it.
    pub told: Told,
}

/// An extension: told, filed and newly dated, in one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Extension {
    /// Which item.
    pub item: ItemNo,
    /// The letter's number.
    pub number: String,
    /// Why.
    pub reason: String,
    /// Who approved it.
    pub approver: String,
    /// The talent was told (解释说明).
    pub told: Told,
    /// It was filed with the window (报备).
    pub filed: Told,
    /// The new date (确定办结时间).
    pub new_due: Due,
    /// The new date of law, where the licensing law applies.
    pub new_statutory: Option<Due>,
    /// It came after the old date: the delay stays on record.
    pub overdue: bool,
}

/// How an item ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 准予、办成
    Granted,
    /// 不予
    Refused,
    /// 申请人撤回
    Withdrawn,
    /// 经协调仍无法办理
    Impossible,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Decision {
    /// Which item.
    pub item: ItemNo,
    /// How.
    pub outcome: Outcome,
    /// Finished at the counter (当场办结).
    pub on_spot: bool,
    /// The result in words.
    pub result: String,
    /// Why, when not granted.
    pub reason: String,
    /// The article or document it rests on, when not granted.
    pub basis: String,
    /// What the person can do against it, or the handling opinion.
    pub remedies: String,
    /// Papers that come out of it.
    pub papers: Vec<String>,
}

/// Results handed over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Handover {
    /// The delivery receipt's number.
    pub number: String,
    /// Which items.
    pub items: Vec<ItemNo>,
    /// Not all of the case's items: the rest follows.
    pub partial: bool,
    /// Who collected.
    pub to: String,
    /// In which relation to the talent.
    pub relation: String,
    /// By what power (代领).
    pub power: String,
    /// How: in person, by post …
    pub method: String,
    /// The papers handed over.
    pub papers: Vec<String>,
    /// The talent is to be called back (回访); absent where the city does not ask for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub call_back: Option<Aftercare>,
}

/// What a city asks to follow: that a bad rating is put right, that the talent is called back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Aftercare {
    /// Within how long; absent where the pack leaves it unset (未定).
    pub within: Option<Days>,
    /// The article that asks for it.
    pub article: String,
}

/// A filed volume.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Filing {
    /// The volume's archival number (档号).
    pub archival_code: String,
    /// How long it is kept; absent while the pack leaves it unset.
    pub retention: Option<String>,
    /// How many papers.
    pub papers: u32,
    /// How many pages.
    pub pages: u32,
    /// The volume's SHA-256.
    pub sha256: String,
    /// Remarks for the closing sheet (备考表).
    pub remarks: String,
}

/// A paper that came into being.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PaperMade {
    /// What paper, e.g. `one_time_notice`.
    pub paper: String,
    /// Its title.
    pub title: String,
    /// Its number.
    pub number: String,
    /// The items it is about.
    pub items: Vec<ItemNo>,
    /// The department it goes to, for routing slips.
    pub body: Option<String>,
    /// The hash of its bytes.
    pub sha256: String,
    /// How many pages.
    pub pages: u32,
    /// The version of the template that set it.
    pub template: String,
    /// The facts it rests on: when one of them is set aside, the paper no longer agrees.
    pub rests_on: Vec<FactId>,
    /// Characters left as a handwritten gap, by explicit choice.
    pub gaps: String,
    /// What a person wrote for it, by the key of the place it stands in: no other fact holds it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(optional, as = "Option<_>")]
    pub words: BTreeMap<String, String>,
    /// What its QR holds: the paper in short, signed by the desk that made it. Any desk that makes the paper again takes
    /// it from here, so that the bytes are the same.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
}

/// One date that a new calendar moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DueMove {
    /// Which item.
    pub item: ItemNo,
    /// Which of its two dates.
    pub which: Which,
    /// As it was.
    pub from: Due,
    /// As it is.
    pub to: Due,
}

/// Which of an item's two dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// 法定
    Statutory,
    /// 承诺
    Promised,
}

/// A field that a correction may set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The need in words.
    Need,
    /// The submitter's name.
    SubmitterName,
    /// The submitter's phone.
    SubmitterPhone,
    /// The first-contact person.
    FirstContact,
    /// The channel.
    Channel,
    /// A line in the record that has no field of its own.
    Record,
}

/// A fact's envelope as the case's log shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Mark {
    /// The fact.
    pub fact: FactId,
    /// When.
    pub at: Moment,
    /// The local date and time of that moment.
    pub local: NaiveDateTime,
    /// By whom.
    pub by: String,
}
