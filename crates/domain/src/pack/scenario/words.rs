//! From the words of a step to an act of the engine.

use super::{ActStep, StepOutcome, failed};
use crate::calendar::parse_date;
use crate::case::*;
use crate::fact::FileId;
use crate::pack::{Actor, Choice, DayKind, Days, ItemSpec, Pack, PaperForm, Route};
use crate::words::Language;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// What was read, or why the step cannot be run.
pub(super) type Read<T> = Result<T, StepOutcome>;

/// The act that a step is about, on the case as it stands.
pub(super) fn act(step: &ActStep, pack: &Pack, state: &CaseState) -> Read<CaseAct> {
    let kind = ActKind::ALL.iter().copied().find(|kind| kind.word() == step.act);
    let kind = kind.ok_or_else(|| failed("no_act", &step.act, ""))?;
    let words = Words { step, pack, state, used: RefCell::default() };
    let act = words.act(kind)?;
    let extra: Vec<&str> =
        step.with.keys().map(String::as_str).filter(|key| !words.used.borrow().contains(key)).collect();
    if extra.is_empty() { Ok(act) } else { Err(failed("extra_word", &step.act, &extra.join(", "))) }
}

/// The hour at which everything in a scenario happens.
pub(super) fn hour(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default())
}

/// The words of one step; which of them were asked for is kept, so that a misspelt one is noticed.
struct Words<'a> {
    step: &'a ActStep,
    pack: &'a Pack,
    state: &'a CaseState,
    used: RefCell<BTreeSet<&'static str>>,
}

impl<'a> Words<'a> {
    fn word(&self, key: &'static str) -> Option<&'a str> {
        self.used.borrow_mut().insert(key);
        self.step.with.get(key).map(String::as_str)
    }

    fn text(&self, key: &'static str) -> String {
        self.word(key).unwrap_or_default().to_owned()
    }

    fn list(&self, key: &'static str) -> Vec<String> {
        let apart = |c: char| c == ',' || c == '\u{3001}' || c.is_whitespace();
        self.word(key).unwrap_or_default().split(apart).filter(|one| !one.is_empty()).map(str::to_owned).collect()
    }

    fn date(&self, key: &'static str) -> Read<Option<NaiveDate>> {
        let Some(text) = self.word(key) else { return Ok(None) };
        parse_date(text).map(Some).map_err(|_| failed("bad_word", key, text))
    }

    fn count(&self, key: &'static str) -> Read<Option<u32>> {
        let Some(text) = self.word(key) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| failed("bad_word", key, text))
    }

    /// One of the engine's own words, e.g. an outcome.
    fn one_of<T: serde::de::DeserializeOwned>(&self, key: &'static str, otherwise: T) -> Read<T> {
        let Some(text) = self.word(key) else { return Ok(otherwise) };
        serde_json::from_value(text.into()).map_err(|_| failed("bad_word", key, text))
    }

    fn yes(&self, key: &'static str) -> bool {
        self.word(key) == Some("true")
    }

    /// Who was told, and when: nobody, while the day is not given.
    fn told(&self, on: &'static str, by: &'static str, whom: &'static str, usual: &str) -> Read<Told> {
        let Some(day) = self.date(on)? else { return Ok(Told::default()) };
        let who = self.word(by).unwrap_or_else(|| self.pack.role_name(self.step.by)).to_owned();
        let whom = self.word(whom).unwrap_or(usual).to_owned();
        Ok(Told { whom, at: Some(hour(day)), how: "phone".to_owned(), by: who, note: String::new() })
    }

    fn told_talent(&self) -> Read<Told> {
        self.told("told_on", "told_by", "told_to", self.state.talent_name())
    }

    /// The talent was told on the day of the act, unless the step says otherwise.
    fn told_now(&self) -> Read<Told> {
        let told = self.told_talent()?;
        if told.at.is_some() {
            return Ok(told);
        }
        let by = self.word("told_by").unwrap_or_else(|| self.pack.role_name(self.step.by)).to_owned();
        let whom = self.state.talent_name().to_owned();
        Ok(Told { whom, at: Some(hour(self.step.on)), how: "phone".to_owned(), by, note: String::new() })
    }

    /// The case's latest item of a kind.
    fn number(&self, key: &str) -> Read<ItemNo> {
        number_of(self.state, key).ok_or_else(|| failed("not_in_case", key, ""))
    }

    fn item(&self) -> Read<ItemNo> {
        match &self.step.item {
            Some(key) => self.number(key),
            None => self.state.items.keys().next().cloned().ok_or_else(|| failed("no_word", "item", "")),
        }
    }

    /// The items that are named, or all of the case.
    fn items(&self) -> Read<Vec<ItemNo>> {
        match (&self.step.item, self.step.items.as_slice()) {
            (Some(key), _) => Ok(vec![self.number(key)?]),
            (None, []) => Ok(self.state.items.keys().cloned().collect()),
            (None, keys) => keys.iter().map(|key| self.number(key)).collect(),
        }
    }

    /// The department that is named, or the item's lead.
    fn body(&self, item: &ItemNo) -> String {
        let lead = || self.state.items.get(item).map(|item| item.lead.key.clone()).unwrap_or_default();
        self.step.body.clone().unwrap_or_else(lead)
    }

    fn act(&self, kind: ActKind) -> Read<CaseAct> {
        use ActKind as A;
        match kind {
            A::RegisterNeed => Ok(CaseAct::RegisterNeed { need: Box::new(self.need()) }),
            A::ChooseItems => Ok(CaseAct::ChooseItems { items: self.chosen()? }),
            A::DropItem | A::GiveNotice | A::Receive | A::CorrectOnSpot | A::AskSupplement | A::ReturnMaterial => {
                self.before_acceptance(kind)
            }
            A::Accept => Ok(CaseAct::Accept { items: self.items()? }),
            A::RefuseAcceptance => Ok(CaseAct::RefuseAcceptance {
                item: self.item()?,
                reason_key: self.text("reason_key"),
                reason: self.text("reason"),
                where_to_go: self.text("where_to_go"),
                remedies: self.text("remedies"),
            }),
            A::Serve => Ok(CaseAct::Serve { item: self.item()?, proof: self.text("proof"), note: self.text("note") }),
            A::Dispatch | A::Acknowledge | A::Bounce | A::Reassign | A::FeedBack => self.at_department(kind),
            A::BookVisit | A::RecordVisit => self.visit(kind),
            A::Coordinate | A::CloseCoordination | A::Suspend | A::Resume | A::Extend | A::Decide | A::Collect => {
                self.handling(kind)
            }
            A::AppointHandover | A::HandOver | A::Inform | A::Rate | A::Rectify | A::CallBack | A::File | A::Note => {
                self.afterwards(kind)
            }
            // These name facts, papers or calendars, which a scenario has no words for.
            A::Correct | A::Settle | A::RecordPaper | A::RecordPrint | A::MoveDues => {
                Err(failed("not_here", &self.step.act, ""))
            }
        }
    }

    fn need(&self) -> NeedRegistered {
        let usual = self.pack.role_name(Actor::Talent);
        let talent_name = self.word("talent").unwrap_or(usual).to_owned();
        NeedRegistered {
            number: String::new(),
            talent: FileId::new("talent/scenario"),
            submitter: Submitter {
                name: self.word("submitter").unwrap_or(&talent_name).to_owned(),
                capacity: self.step.by.key().to_owned(),
                ..Submitter::default()
            },
            talent_name,
            employer: None,
            employer_name: self.text("employer"),
            need: self.word("need").unwrap_or(usual).to_owned(),
            channel: "counter".to_owned(),
            first_contact: self.pack.role_name(self.step.by).to_owned(),
            pack: self.pack.pack_ref(),
        }
    }

    fn chosen(&self) -> Read<Vec<ChosenItem>> {
        let keys: Vec<&String> = self.step.item.iter().chain(&self.step.items).collect();
        let spec = |key: &&String| self.pack.item(key).ok_or_else(|| failed("no_item", key, ""));
        let specs = keys.iter().map(spec).collect::<Read<Vec<&ItemSpec>>>()?;
        let counted = self
            .state
            .items
            .values()
            .filter(|item| item.route != Route::Direct && item.phase != ItemPhase::NotAccepted);
        let choice = Choice {
            at_counter: self.list("at_counter").into_iter().collect(),
            through_window: self.yes("through_window"),
            on_the_way: counted.map(|item| item.spec.key.clone()).collect(),
        };
        let routed = self.pack.route_for(&specs, &choice);
        let party = |key: &String| {
            let body = self.pack.body(key);
            Party {
                key: key.clone(),
                name: body.map_or_else(|| key.clone(), |body| body.name_on(self.step.on).to_owned()),
                short: body.map_or_else(|| key.clone(), |body| body.short_name().to_owned()),
                specialist: None,
            }
        };
        let chosen = specs.iter().zip(routed).map(|(spec, routed)| ChosenItem {
            no: ItemNo::nth(1),
            spec: ItemSpec { in_person: routed.in_person, ..(*spec).clone() },
            route: routed.route,
            lead: party(&routed.lead),
            assist: routed.assist.iter().map(party).collect(),
            rule: routed.rule.say(Language::Chinese),
            article: routed.article,
            by_hand: false,
        });
        Ok(chosen.collect())
    }

    fn before_acceptance(&self, kind: ActKind) -> Read<CaseAct> {
        Ok(match kind {
            ActKind::DropItem => CaseAct::DropItem { item: self.item()?, reason: self.text("reason") },
            ActKind::GiveNotice => {
                CaseAct::GiveNotice { items: self.items()?, told: self.told_now()?, reason: self.text("reason") }
            }
            ActKind::Receive => CaseAct::Receive { from: self.from(), papers: self.papers()? },
            ActKind::CorrectOnSpot => {
                CaseAct::CorrectOnSpot { material: self.text("material"), what: self.text("what") }
            }
            ActKind::ReturnMaterial => CaseAct::ReturnMaterial { material: self.text("material"), to: self.from() },
            _ => CaseAct::AskSupplement {
                papers: self.missing()?,
                until: self.date("until")?,
                told: self.told_now()?,
                reason: self.text("reason"),
            },
        })
    }

    fn from(&self) -> String {
        self.word("from").unwrap_or_else(|| self.state.talent_name()).to_owned()
    }

    fn paper(&self, key: &str) -> Read<MergedMaterial> {
        let known = self.state.checklist().into_iter().find(|known| known.spec.key == key);
        known.ok_or_else(|| failed("no_paper", key, ""))
    }

    /// The papers handed in now (all that are needed, unless some are named), and those that follow on a day.
    fn papers(&self) -> Read<Vec<ReceivedPaper>> {
        let follow_on = self.date("follow_on")?;
        let now = match self.list("papers").as_slice() {
            [] => {
                self.state.checklist().into_iter().filter(|paper| paper.spec.required || follow_on.is_none()).collect()
            }
            keys => keys.iter().map(|key| self.paper(key)).collect::<Read<Vec<_>>>()?,
        };
        let here = |key: &str| now.iter().any(|paper| paper.spec.key == key);
        let later = self.state.checklist().into_iter().filter(|paper| !paper.spec.required && !here(&paper.spec.key));
        let later: Vec<MergedMaterial> = later.filter(|_| follow_on.is_some()).collect();
        let line = |paper: MergedMaterial, promised_for| ReceivedPaper {
            key: paper.spec.key,
            name: paper.spec.name,
            form: paper.spec.form,
            copies: paper.spec.copies,
            pages: 1,
            sighted_returned: matches!(paper.spec.form, PaperForm::Sighted | PaperForm::SightedCopy),
            promised_for,
            attachments: Vec::new(),
        };
        let lines = now.into_iter().map(|paper| line(paper, None));
        Ok(lines.chain(later.into_iter().map(|paper| line(paper, follow_on))).collect())
    }

    fn missing(&self) -> Read<Vec<SupplementLine>> {
        let standard = self.text("standard");
        let line = |key: &String| {
            let spec = self.paper(key)?.spec;
            let standard = if standard.is_empty() { spec.note } else { standard.clone() };
            Ok(SupplementLine { key: spec.key, name: spec.name, standard, reason: self.text("wrong") })
        };
        self.list("papers").iter().map(line).collect()
    }

    fn at_department(&self, kind: ActKind) -> Read<CaseAct> {
        let item = self.item()?;
        let body = self.body(&item);
        let by = self.word("by").unwrap_or_else(|| self.pack.role_name(self.step.by)).to_owned();
        Ok(match kind {
            ActKind::Dispatch => CaseAct::Dispatch { item, body, request: self.text("request") },
            ActKind::Acknowledge => CaseAct::Acknowledge { item, body, by },
            ActKind::Bounce => {
                CaseAct::Bounce { item, body, reason_key: self.text("reason_key"), reason: self.text("reason") }
            }
            ActKind::Reassign => CaseAct::Reassign { item, body, to: self.text("to"), reason: self.text("reason") },
            _ => CaseAct::FeedBack {
                item,
                body,
                by,
                result: self.text("result"),
                proposes: self.one_of("proposes", Outcome::Granted)?,
                papers: self.list("papers"),
            },
        })
    }

    fn visit(&self, kind: ActKind) -> Read<CaseAct> {
        let item = self.item()?;
        let at = self.date("at")?.map(hour);
        if kind == ActKind::RecordVisit {
            let at = at.unwrap_or_else(|| hour(self.step.on));
            return Ok(CaseAct::RecordVisit { item, at, accompanied_by: self.text("escort"), note: self.text("note") });
        }
        let usual = self.state.items.get(&item).and_then(|item| item.spec.in_person);
        let mode = self.one_of("mode", usual.unwrap_or(crate::pack::InPersonMode::Guide))?;
        let place = self.text("place");
        let (contact, escort, bring) = (self.text("contact"), self.text("escort"), self.text("bring"));
        Ok(CaseAct::BookVisit { visit: Visit { item, mode, place, at, contact, escort, bring } })
    }

    fn handling(&self, kind: ActKind) -> Read<CaseAct> {
        let item = self.item()?;
        Ok(match kind {
            ActKind::Coordinate => CaseAct::Coordinate {
                item,
                problem: self.text("problem"),
                with: self.list("with_bodies"),
                told: self.told_talent()?,
            },
            ActKind::CloseCoordination => CaseAct::CloseCoordination { item, result: self.text("result") },
            ActKind::Suspend => CaseAct::Suspend {
                item,
                reason_key: self.text("reason_key"),
                reason: self.text("reason"),
                expected_days: self.count("expected_days")?,
                told: self.told_talent()?,
            },
            ActKind::Resume => CaseAct::Resume { item },
            ActKind::Extend => self.extend(item)?,
            ActKind::Decide => CaseAct::Decide {
                item,
                outcome: self.one_of("outcome", Outcome::Granted)?,
                on_spot: self.yes("on_spot"),
                result: self.text("result"),
                reason: self.text("reason"),
                basis: self.text("basis"),
                remedies: self.text("remedies"),
                papers: self.list("papers"),
            },
            _ => CaseAct::Collect { item, papers: self.list("papers") },
        })
    }

    fn extend(&self, item: ItemNo) -> Read<CaseAct> {
        let until = match (self.date("new_date")?, self.count("days")?) {
            (Some(day), _) => NewDate::On(day),
            (None, Some(days)) => NewDate::After(Days { days, kind: DayKind::Working }),
            (None, None) => return Err(failed("no_word", "new_date", "")),
        };
        let filed_with = self.pack.flow.extension.filed_with.get().copied().unwrap_or(Actor::WindowSpecialist);
        Ok(CaseAct::Extend {
            item,
            reason: self.text("reason"),
            approver: self.text("approver"),
            told: self.told_talent()?,
            filed: self.told("filed_on", "filed_by", "filed_with", self.pack.role_name(filed_with))?,
            until,
        })
    }

    fn afterwards(&self, kind: ActKind) -> Read<CaseAct> {
        Ok(match kind {
            ActKind::AppointHandover => CaseAct::AppointHandover {
                items: self.items()?,
                call: self.told_talent()?,
                at: hour(self.date("at")?.ok_or_else(|| failed("no_word", "at", ""))?),
                place: self.text("place"),
            },
            ActKind::HandOver => CaseAct::HandOver {
                items: self.items()?,
                to: self.word("to").unwrap_or_else(|| self.state.talent_name()).to_owned(),
                relation: self.text("relation"),
                power: self.text("power"),
                method: self.word("method").unwrap_or("counter").to_owned(),
                papers: self.list("papers"),
            },
            ActKind::Inform => CaseAct::Inform { items: self.items()?, told: self.told_talent()? },
            ActKind::Rate => {
                let level = self.count("level")?.and_then(|level| u8::try_from(level).ok());
                CaseAct::Rate {
                    item: self.step.item.as_ref().map(|key| self.number(key)).transpose()?,
                    level: level.ok_or_else(|| failed("no_word", "level", ""))?,
                    comment: self.text("comment"),
                    channel: self.word("channel").unwrap_or("counter").to_owned(),
                }
            }
            ActKind::Rectify => CaseAct::Rectify {
                item: self.step.item.as_ref().map(|key| self.number(key)).transpose()?,
                what: self.text("what"),
            },
            ActKind::CallBack => CaseAct::CallBack {
                reached: self.yes("reached"),
                answer: self.text("answer"),
                follow_up: self.text("follow_up"),
            },
            ActKind::File => CaseAct::File {
                filing: Filing {
                    archival_code: self.text("archival_code"),
                    retention: None,
                    papers: 0,
                    pages: 0,
                    sha256: String::new(),
                    remarks: self.text("remarks"),
                },
            },
            _ => CaseAct::Note { text: self.text("text") },
        })
    }
}

/// The number of a case's latest item of a kind.
pub(super) fn number_of(state: &CaseState, key: &str) -> Option<ItemNo> {
    state.items.values().rev().find(|item| item.spec.key == key).map(|item| item.no.clone())
}
