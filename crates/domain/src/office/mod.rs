//! An office (窗口): its name and city pack, its people, the calendars it adopted and the gaps it filled.

use crate::calendar::{Calendar, LocalDay, NoticeFault, YearNotice};
use crate::case::{Mark, Which};
use crate::fact::{DeviceId, Fact, History, PersonId};
use crate::pack::{Days, PackRef};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// What can happen to an office's file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
pub enum OfficeFact {
    /// The office is set up.
    OfficeFounded(OfficeRecord),
    /// A person joined, or the person's record was changed.
    PersonSet(Person),
    /// A person left; the record stays.
    PersonLeft {
        /// Who.
        person: PersonId,
        /// Why.
        reason: String,
    },
    /// A year's holiday notice was adopted.
    CalendarAdopted {
        /// The notice.
        notice: Box<YearNotice>,
        /// Who checked it besides the author.
        reviewer: String,
    },
    /// A local day was adopted (台风停工 …), with its document.
    LocalDayAdopted(LocalDay),
    /// A limit that the pack leaves unset was decided by the office, with its document.
    LimitSet {
        /// The item's key.
        item: String,
        /// Which limit.
        which: Which,
        /// How long; absent takes the decision back.
        days: Option<Days>,
        /// The document that decides it.
        document: String,
    },
    /// Letterhead lines that the pack leaves to the office.
    LetterheadSet(Letterhead),
    /// The office took a template of its own in the place of the pack's.
    TemplateAdopted {
        /// The template: a kind of paper, or what all papers share, e.g. `family`.
        template: String,
        /// Its whole text.
        text: String,
        /// Why.
        reason: String,
    },
    /// The office went back to the pack's template.
    TemplateDropped {
        /// The template.
        template: String,
        /// Why.
        reason: String,
    },
    /// A paper that is out was made void. Every desk of the office has to know, whether it has the case or not.
    PaperVoided {
        /// The end of the paper's signed code, by which verifiers know it.
        mark: String,
        /// What it was: title and number.
        paper: String,
        /// Why.
        reason: String,
    },
    /// A desk no longer speaks for the office: lost, stolen or given away. What it signed must be looked up.
    DeskStopped {
        /// The desk.
        desk: DeviceId,
        /// From which day.
        from: NaiveDate,
        /// Why.
        reason: String,
    },
}

/// An office.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OfficeRecord {
    /// Its name, as on paper.
    pub name: String,
    /// Its own code in numbers, e.g. `3713`.
    pub code: String,
    /// Its level: `city`, `county`, `park`.
    pub level: String,
    /// The city pack it works under.
    pub pack: Option<PackRef>,
    /// Everything in it is made up (演示).
    pub practice: bool,
}

/// What stands at the head and foot of its letters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Letterhead {
    /// Where the window is.
    pub address: String,
    /// Whom to call.
    pub phone: String,
    /// Opening hours.
    pub hours: String,
    /// How to ask for progress.
    pub query: String,
    /// The fonds number for archival codes.
    pub fonds: String,
}

/// A person who works at the office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Person {
    /// The person.
    pub id: PersonId,
    /// The sign-in name.
    pub account: String,
    /// The name.
    pub name: String,
    /// The role, e.g. `window_specialist`.
    pub role: String,
    /// The body the person belongs to; empty for the window itself.
    pub body: String,
    /// The staff number.
    pub staff_no: String,
    /// The phone.
    pub phone: String,
}

/// One edition of a template: every one that was ever in force is kept, for papers are made again from their own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TemplateEdition {
    /// When it came into force.
    pub mark: Mark,
    /// Who brought it.
    pub by: String,
    /// The office's own text; absent where it went back to the pack's.
    pub text: Option<String>,
    /// Why.
    pub reason: String,
}

/// An office as the facts have it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OfficeState {
    /// The office.
    pub record: OfficeRecord,
    /// Founded.
    pub founded: Option<Mark>,
    /// The people, by id.
    pub people: BTreeMap<PersonId, Person>,
    /// Those who left.
    pub left: BTreeMap<PersonId, String>,
    /// Adopted notices, the latest of a year last.
    pub notices: Vec<(Mark, YearNotice)>,
    /// Adopted local days.
    pub local_days: Vec<LocalDay>,
    /// Limits the office decided.
    pub limits: BTreeMap<String, Vec<(Which, Option<Days>, String)>>,
    /// The letterhead.
    pub letterhead: Letterhead,
    /// The office's editions of templates, by template, the one in force last.
    pub templates: BTreeMap<String, Vec<TemplateEdition>>,
    /// Papers made void, by the end of their signed code: why.
    pub void: BTreeMap<String, String>,
    /// Desks that no longer speak for the office: from when, and why.
    pub stopped: BTreeMap<DeviceId, (NaiveDate, String)>,
    /// Facts of unknown kinds.
    pub unknown: usize,
}

/// The office that a set of facts amounts to.
#[must_use]
pub fn fold(history: &History) -> OfficeState {
    let mut state = OfficeState::default();
    for ordered in history.iter() {
        let mark = crate::case::mark_of(ordered.fact);
        match OfficeFact::of(ordered.fact) {
            Some(OfficeFact::OfficeFounded(record)) => {
                if state.founded.is_none() {
                    state.record = record;
                    state.founded = Some(mark);
                }
            }
            Some(OfficeFact::PersonSet(person)) => {
                state.left.remove(&person.id);
                state.people.insert(person.id.clone(), person);
            }
            Some(OfficeFact::PersonLeft { person, reason }) => {
                state.left.insert(person, reason);
            }
            Some(OfficeFact::CalendarAdopted { notice, .. }) => state.notices.push((mark, *notice)),
            Some(OfficeFact::LocalDayAdopted(day)) => state.local_days.push(day),
            Some(OfficeFact::LimitSet { item, which, days, document }) => {
                let limits = state.limits.entry(item).or_default();
                limits.retain(|(known, ..)| *known != which);
                limits.push((which, days, document));
            }
            Some(OfficeFact::LetterheadSet(letterhead)) => state.letterhead = letterhead,
            Some(OfficeFact::TemplateAdopted { template, text, reason }) => {
                state.edition(template, mark, ordered.fact, Some(text), reason);
            }
            Some(OfficeFact::TemplateDropped { template, reason }) => {
                state.edition(template, mark, ordered.fact, None, reason);
            }
            Some(OfficeFact::PaperVoided { mark, reason, .. }) => {
                state.void.insert(mark, reason);
            }
            Some(OfficeFact::DeskStopped { desk, from, reason }) => {
                state.stopped.insert(desk, (from, reason));
            }
            None => state.unknown += 1,
        }
    }
    state
}

impl OfficeState {
    fn edition(&mut self, template: String, mark: Mark, fact: &Fact, text: Option<String>, reason: String) {
        let edition = TemplateEdition { mark, by: fact.content.author.name.clone(), text, reason };
        self.templates.entry(template).or_default().push(edition);
    }

    /// The calendar in force: the built-in notices and everything the office adopted.
    ///
    /// # Errors
    /// When an adopted notice does not fit (it was checked when it was adopted).
    pub fn calendar(&self) -> Result<Calendar, Vec<NoticeFault>> {
        let mut calendar = Calendar::builtin();
        for (_, notice) in &self.notices {
            calendar = calendar.with_notice(notice.clone())?;
        }
        for day in &self.local_days {
            calendar = calendar.with_local(day.clone())?;
        }
        Ok(calendar)
    }
}

impl OfficeFact {
    /// The version of the bodies that this release writes and reads.
    pub const VERSION: u32 = 1;

    /// Reads a fact's body; `None` for a kind or version that this release does not know.
    #[must_use]
    pub fn of(fact: &Fact) -> Option<Self> {
        fact.body(Self::VERSION)
    }
}
