//! A whole made-up city, for measuring: talents and items as many as asked for, written straight as facts.
//!
//! Most cases are over and carry the short story (registered, chosen, accepted, sent, decided, handed over); one in seven
//! is open and stands where its age puts it.

use super::clock::Stage;
use super::{Dice, file, founded, names};
use crate::desk::Open;
use crate::intake::party;
use crate::problem::{DeskError, Result};
use chrono::{Duration, NaiveDate, NaiveTime};
use greenlane_domain::case::{
    Acceptance, AcceptedItem, CaseFact, ChosenItem, Decision, Dispatch, Dues, Feedback, Handover, ItemNo,
    NeedRegistered, Outcome, Part, Rules, Submitter,
};
use greenlane_domain::employer::EmployerFact;
use greenlane_domain::fact::{Author, FileId, FileKind, Moment, parts};
use greenlane_domain::pack::{ItemSpec, Limits, Route};
use greenlane_domain::talent::TalentFact;
use greenlane_domain::words::Language;
use greenlane_store::bulk::{Entry, Lists};
use greenlane_store::{Options, Said};
use serde::Serialize;
use std::path::Path;

/// What a made city holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct City {
    /// Talents.
    pub talents: usize,
    /// Cases.
    pub cases: usize,
    /// Items.
    pub items: usize,
    /// Facts.
    pub facts: u64,
}

/// Files written at one go.
const BATCH: usize = 1000;
/// One case in so many is open.
const OPEN: usize = 7;
/// How many days back the city's cases reach.
const DAYS: usize = 900;

/// Makes a city in an empty folder and answers what it holds, with its desk open.
///
/// # Errors
/// Those of the database.
pub async fn city(folder: &Path, own: Options, talents: usize, items: usize, seed: u64) -> Result<(Open, City)> {
    let stage = Stage::new(own.clock.clone());
    let desk = founded(folder, own, Language::Chinese, &stage).await?;
    stage.leave();
    let mut dice = Dice::new(seed);
    let mut city = City { talents, cases: 0, items: 0, facts: 0 };
    let author = desk.author();
    let mut entries = Vec::new();
    let long_ago = stage.today() - Duration::days(1000);
    for (n, name) in names::EMPLOYERS.iter().enumerate() {
        let record = EmployerFact::EmployerRecorded(Box::new(names::employer(n, name)));
        let said = vec![said(&record, EmployerFact::VERSION)?];
        let at_ms = moment(long_ago, n);
        entries.push(Entry { file: file(&FileKind::Employer, "employer", n), author: author.clone(), at_ms, said });
    }
    let people: Vec<String> = (0..talents).map(|_| a_name(&mut dice)).collect();
    for (n, name) in people.iter().enumerate() {
        let record = names::talent(n, name, &mut dice, stage.today());
        let said = vec![said(&TalentFact::TalentRecorded(Box::new(record)), TalentFact::VERSION)?];
        let at_ms = moment(long_ago, n % 480);
        entries.push(Entry { file: file(&FileKind::Talent, "talent", n), author: author.clone(), at_ms, said });
        flush(&desk, &mut entries, BATCH, &mut city).await?;
    }
    let choices = choices(&desk);
    while city.items < items && !choices.is_empty() {
        let case = Case::thrown(&mut dice, &choices, city.cases, &people, stage.today());
        city.items += case.items.len();
        city.cases += 1;
        entries.extend(case.entries(&desk, &author)?);
        flush(&desk, &mut entries, BATCH * 4, &mut city).await?;
    }
    flush(&desk, &mut entries, 1, &mut city).await?;
    desk.store.rebuild().await?;
    desk.store.set(super::COMPLETE, "yes").await?;
    Ok((desk, city))
}

async fn flush(desk: &Open, entries: &mut Vec<Entry>, at: usize, city: &mut City) -> Result<()> {
    if entries.len() >= at {
        city.facts += desk.store.append_many(std::mem::take(entries), Lists::Later).await?;
    }
    Ok(())
}

/// A made-up name of two to four characters, rare ones now and then.
fn a_name(dice: &mut Dice) -> String {
    const FIRST: &str =
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈";
    const SECOND: &str =
        "伟芳娜敏静强磊洋艳勇军杰娟涛明超霞平刚桂英华玉兰文博思远雨桐子涵浩宇欣怡梓轩嘉宁一诺清和若飞天成志远䶮㛃";
    if dice.roll(200) == 0 {
        return dice.one(names::NAMES).copied().unwrap_or("云中鹤").to_owned();
    }
    let (first, second): (Vec<char>, Vec<char>) = (FIRST.chars().collect(), SECOND.chars().collect());
    let length = 1 + dice.roll(2);
    let rest = (0..length).filter_map(|_| dice.one(&second).copied()).collect::<Vec<_>>();
    dice.one(&first).copied().into_iter().chain(rest).collect()
}

fn moment(day: NaiveDate, minute: usize) -> i64 {
    let morning = NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default();
    Moment::local(day.and_time(morning)).ms + i64::try_from(minute).unwrap_or(0) * 60_000
}

fn said<T: Serialize>(fact: &T, version: u32) -> Result<Said> {
    let (kind, body) = parts(fact).map_err(|error| DeskError::said("fault", "", &[("detail", &error.to_string())]))?;
    Ok(Said::new(kind, version, body))
}

/// The items that a case can have, as a case would record them.
fn choices(desk: &Open) -> Vec<ChosenItem> {
    let sent = |spec: &&ItemSpec| matches!(spec.route, Route::Single | Route::Parallel) && spec.after.is_empty();
    let chosen = |spec: &ItemSpec| ChosenItem {
        no: ItemNo::nth(1),
        spec: spec.clone(),
        route: Route::Parallel,
        lead: party(desk, &spec.lead),
        assist: Vec::new(),
        rule: "申办多个事项：由窗口分别转办，各部门同时办理".into(),
        article: spec.article.clone(),
        by_hand: false,
    };
    desk.pack.items.iter().filter(sent).map(chosen).collect()
}

/// One case of the city before it is written.
struct Case {
    file: FileId,
    number: String,
    talent: usize,
    name: String,
    began: NaiveDate,
    minute: usize,
    /// How many days it took until handed over; none while it is open.
    took: Option<i64>,
    items: Vec<ChosenItem>,
    /// In an open case: how far it has come, 0 to 3.
    stage: usize,
}

impl Case {
    fn thrown(dice: &mut Dice, choices: &[ChosenItem], n: usize, people: &[String], today: NaiveDate) -> Self {
        let talent = dice.roll(people.len());
        let open = dice.roll(OPEN) == 0;
        let age = if open { dice.roll(20) } else { 20 + dice.roll(DAYS) };
        let began = today - Duration::days(i64::try_from(age).unwrap_or(0));
        let mut items: Vec<ChosenItem> = Vec::new();
        for _ in 0..=dice.roll(4) {
            if let Some(choice) =
                dice.one(choices).filter(|choice| items.iter().all(|item| item.spec.key != choice.spec.key))
            {
                items.push(ChosenItem { no: ItemNo::nth(items.len() + 1), ..choice.clone() });
            }
        }
        Self {
            file: file(&FileKind::Case, "case", n),
            number: format!("990100{}YZ{n:06}", began.format("%Y")),
            talent,
            name: people.get(talent).cloned().unwrap_or_default(),
            began,
            minute: n % 420,
            took: (!open).then(|| 3 + i64::try_from(dice.roll(16)).unwrap_or(0)),
            items,
            stage: dice.roll(4),
        }
    }

    fn entries(&self, desk: &Open, author: &Author) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        let mut add = |at_ms: i64, facts: Vec<CaseFact>| -> Result<()> {
            let said = facts.iter().map(|fact| said(fact, CaseFact::VERSION)).collect::<Result<Vec<_>>>()?;
            entries.push(Entry { file: self.file.clone(), author: author.clone(), at_ms, said });
            Ok(())
        };
        let number = |word: &str| format!("{}-{word}", self.number);
        let mut first = vec![
            CaseFact::NeedRegistered(self.need(desk, author)),
            CaseFact::ItemsChosen { items: self.items.clone() },
        ];
        let accepted = self.took.is_some() || self.stage > 0;
        if accepted {
            let items = self.items.iter().map(|item| {
                Ok(AcceptedItem { item: item.no.clone(), dues: dues(desk, &item.spec.limits, self.began)? })
            });
            first.push(CaseFact::Accepted(Acceptance {
                number: number("S"),
                items: items.collect::<Result<Vec<_>>>()?,
                on: self.began,
                pack: desk.pack.pack_ref(),
                calendar: desk.calendar.version(),
                deemed: false,
            }));
        }
        if self.took.is_some() || self.stage > 1 {
            for item in &self.items {
                first.push(CaseFact::Dispatched(Dispatch {
                    item: item.no.clone(),
                    number: number(&format!("Z{}", item.no)),
                    to: item.lead.clone(),
                    part: Part::Lead,
                    request: "请依职责办理".into(),
                    due: None,
                    starts: None,
                    window_copy: false,
                }));
            }
        }
        let began = moment(self.began, self.minute);
        add(began, first)?;
        const DAY_MS: i64 = 24 * 3600 * 1000;
        match self.took {
            Some(took) => {
                let mut last: Vec<CaseFact> = self.items.iter().map(|item| CaseFact::Decided(decided(item))).collect();
                last.push(CaseFact::HandedOver(self.handover(number("J"), &desk.rules)));
                add(began + took * DAY_MS, last)?;
            }
            None if self.stage > 2 => {
                let by = |item: &ChosenItem| item.lead.specialist.clone().unwrap_or_else(|| "值班人员".into());
                let mut facts: Vec<CaseFact> = self
                    .items
                    .iter()
                    .map(|item| CaseFact::Acknowledged {
                        item: item.no.clone(),
                        body: item.lead.key.clone(),
                        by: by(item),
                    })
                    .collect();
                if let Some(item) = self.items.first().filter(|_| self.minute.is_multiple_of(3)) {
                    facts.push(CaseFact::FedBack(Feedback {
                        item: item.no.clone(),
                        body: item.lead.key.clone(),
                        by: by(item),
                        result: "符合条件".into(),
                        proposes: Outcome::Granted,
                        papers: Vec::new(),
                    }));
                }
                add(began + 60_000, facts)?;
            }
            None => {}
        }
        Ok(entries)
    }

    fn need(&self, desk: &Open, author: &Author) -> NeedRegistered {
        NeedRegistered {
            number: self.number.clone(),
            talent: file(&FileKind::Talent, "talent", self.talent),
            talent_name: self.name.clone(),
            employer: None,
            employer_name: String::new(),
            need: "到本市工作，办理有关事项".into(),
            channel: "counter".into(),
            submitter: Submitter::default(),
            first_contact: author.name.clone(),
            pack: desk.pack.pack_ref(),
        }
    }

    fn handover(&self, number: String, rules: &Rules) -> Handover {
        Handover {
            number,
            items: self.items.iter().map(|item| item.no.clone()).collect(),
            partial: false,
            to: "本人".into(),
            relation: "本人".into(),
            power: String::new(),
            method: "in_person".into(),
            papers: Vec::new(),
            // The others were called back long ago.
            call_back: rules.call_back.clone().filter(|_| self.talent.is_multiple_of(40)),
        }
    }
}

fn dues(desk: &Open, limits: &Limits, from: NaiveDate) -> Result<Dues> {
    let due = |limit: &greenlane_domain::pack::Sourced<greenlane_domain::pack::Days>| {
        limit.get().map(|days| desk.calendar.due(from, *days)).transpose()
    };
    Ok(Dues { statutory: due(&limits.statutory)?, promised: due(&limits.promised)? })
}

fn decided(item: &ChosenItem) -> Decision {
    Decision {
        item: item.no.clone(),
        outcome: Outcome::Granted,
        on_spot: false,
        result: "准予".into(),
        reason: String::new(),
        basis: String::new(),
        remedies: String::new(),
        papers: Vec::new(),
    }
}
