//! A case acted out step by step, through the same two doors as a real one, and compared with what a scenario expects.

use super::words::{act, hour, number_of};
use super::{ActExpectation, ActStep, LookStep, StepOutcome, failed};
use crate::calendar::Calendar;
use crate::case::{CaseState, Context, ItemState, Rules, aftercare, case_clock, decide, fold, item_light};
use crate::fact::{Author, Content, DeviceId, Fact, FactId, FileId, History, Moment, PersonId, parts};
use crate::pack::{Actor, Pack, Route};
use crate::words::Language;
use chrono::{Days, NaiveDate};
use serde::Serialize;
use std::collections::BTreeMap;

/// The case of a scenario so far.
pub(super) struct Rehearsal<'a> {
    pack: &'a Pack,
    calendar: &'a Calendar,
    rules: Rules,
    facts: Vec<Fact>,
}

impl<'a> Rehearsal<'a> {
    pub fn of(pack: &'a Pack, calendar: &'a Calendar) -> Self {
        Self { pack, calendar, rules: Rules::of(pack), facts: Vec::new() }
    }

    /// Acts, and compares what came of it.
    pub fn act(&mut self, step: &ActStep) -> StepOutcome {
        self.try_act(step).unwrap_or_else(|failed| failed)
    }

    fn try_act(&mut self, step: &ActStep) -> Result<StepOutcome, StepOutcome> {
        let last = self.facts.last().map(|fact| fact.content.at);
        if let Some(last) = last.filter(|last| last.date() > step.on) {
            return Err(failed("earlier", &step.on.to_string(), &last.date().to_string()));
        }
        let before = fold(&History::of(self.facts.clone()));
        let act = act(step, self.pack, &before)?;
        let who = self.author(step, &before);
        let now = Moment::next(last, Moment::local(hour(step.on)).ms);
        let number = format!("{}-{}", act.kind().series().unwrap_or("x"), self.facts.len() + 1);
        let context = Context { rules: &self.rules, calendar: self.calendar, now, who: &who, number: &number };
        match (decide(&before, &act, &context), &step.expect.refused) {
            (Err(refusal), Some(rule)) if refusal.rule.word() == rule => {
                let article = step.expect.article.as_deref().unwrap_or_default();
                if !refusal.article.contains(article) {
                    return Err(failed("article", article, &refusal.article));
                }
            }
            (Err(refusal), Some(rule)) => {
                return Err(failed("refused_by", rule, &refusal.words(Language::Chinese)));
            }
            (Err(refusal), None) => return Err(failed("refused", &step.act, &refusal.words(Language::Chinese))),
            (Ok(_), Some(rule)) => return Err(failed("not_refused", rule, "")),
            (Ok(facts), None) => {
                for fact in facts {
                    let (kind, body) =
                        parts(&fact).map_err(|error| failed("refused", &step.act, &error.to_string()))?;
                    self.write(who.clone(), now, kind, body);
                }
            }
        }
        let after = fold(&History::of(self.facts.clone()));
        compare(step, &step.expect, &before, &after)
    }

    /// Whoever plays the part: a person of the department concerned, or of the window.
    fn author(&self, step: &ActStep, state: &CaseState) -> Author {
        let role = match step.by {
            Actor::Window | Actor::LeadOffice => Actor::WindowSpecialist,
            Actor::DepartmentBackup => Actor::DepartmentSpecialist,
            other => other,
        };
        let key = step.item.as_ref().or_else(|| step.items.first());
        let item = key.and_then(|key| number_of(state, key)).and_then(|no| state.items.get(&no));
        let office = match role {
            Actor::DepartmentSpecialist | Actor::HandlingSpecialist => {
                step.body.clone().or_else(|| item.map(|item| item.lead.key.clone())).unwrap_or_default()
            }
            _ => String::new(),
        };
        let name = self.pack.role_name(step.by).to_owned();
        Author { person: PersonId::new(role.key()), name, role: role.key().to_owned(), office }
    }

    fn write(&mut self, author: Author, at: Moment, kind: String, body: serde_json::Value) {
        let previous = self.facts.last().map(|fact| fact.id);
        let seq = self.facts.len() as u64 + 1;
        let mut id = [0; 32];
        id[..8].copy_from_slice(&seq.to_be_bytes());
        let content = Content {
            file: FileId::new("case/scenario"),
            parents: previous.into_iter().collect(),
            device: DeviceId::new("scenario"),
            epoch: 1,
            seq,
            previous,
            author,
            at,
            kind,
            version: crate::case::CaseFact::VERSION,
            body,
        };
        // A rehearsed fact is never stored, so that it needs no hash and no signature.
        self.facts.push(Fact { id: FactId::new(id), content });
    }

    /// Looks at the case as it stood at the end of a day.
    pub fn look(&self, step: &LookStep) -> StepOutcome {
        self.try_look(step).unwrap_or_else(|failed| failed)
    }

    fn try_look(&self, step: &LookStep) -> Result<StepOutcome, StepOutcome> {
        let next = step.on.checked_add_days(Days::new(1)).unwrap_or(step.on);
        let end = Moment { ms: Moment::local(next.and_time(chrono::NaiveTime::MIN)).ms - 1, tick: u32::MAX };
        let state = fold(&History::of(self.facts.clone()).as_of(end));
        let light = |item: &ItemState| word(&item_light(item, step.on, self.calendar, &self.rules));
        let outcome =
            |item: &ItemState| item.decision.as_ref().map(|(_, made)| word(&made.outcome)).unwrap_or_default();
        each(&state, &step.states, "state", |item| word(&item.phase))?;
        each(&state, &step.lights, "light", light)?;
        each(&state, &step.due, "due_of", |item| shown(due(item)))?;
        each(&state, &step.outcomes, "outcome", outcome)?;
        let clock = case_clock(&state, step.on, self.calendar, &self.rules);
        same("case", step.case.as_deref(), &word(&state.phase()))?;
        same("case_due", step.case_due.as_deref(), &shown(clock.due.map(|due| due.date)))?;
        let open = aftercare(&state, step.on, self.calendar, &self.rules);
        for (kind, expected) in &step.aftercare {
            let clock = open.iter().find(|clock| &word(&clock.kind) == kind);
            let came = clock.map(|clock| shown(clock.due.as_ref().map(|due| due.date)));
            same("aftercare", Some(expected), came.as_deref().unwrap_or("none"))?;
        }
        same("talent", step.talent.as_deref(), state.talent_name())?;
        let employer = state.need.as_ref().map_or("", |need| need.employer_name.as_str());
        same("employer", step.employer.as_deref(), employer)?;
        Ok(StepOutcome::Held)
    }
}

fn compare(
    step: &ActStep,
    expect: &ActExpectation,
    before: &CaseState,
    after: &CaseState,
) -> Result<StepOutcome, StepOutcome> {
    let key = step.item.as_ref().or_else(|| step.items.first());
    let item = key.and_then(|key| number_of(after, key)).and_then(|no| after.items.get(&no));
    if let Some(state) = &expect.state {
        same("state", Some(state), &item.map(|item| word(&item.phase)).unwrap_or_default())?;
    }
    let routes: BTreeMap<String, String> = expect.routes.iter().map(|(item, way)| (item.clone(), word(way))).collect();
    each(after, &routes, "way", |item| word(&item.route))?;
    for (key, expected) in &expect.due {
        let then = number_of(before, key).and_then(|no| before.items.get(&no));
        let now = number_of(after, key).and_then(|no| after.items.get(&no));
        let now = now.ok_or_else(|| failed("not_in_case", key, ""))?;
        let came = match expected.as_str() {
            "unchanged" if then.is_some_and(|then| then.dues == now.dues) => expected.clone(),
            _ => shown(due(now)),
        };
        if &came != expected {
            return Err(failed("due_of", &format!("{}={expected}", now.spec.name), &came));
        }
    }
    let marks = item.map(|item| marks(after, item)).unwrap_or_default();
    if let Some(mark) = expect.marks.iter().find(|mark| !marks.contains(&mark.as_str())) {
        return Err(failed("mark", mark, &marks.join(", ")));
    }
    if let Some(expected) = expect.copy_to_window {
        let straight =
            |item: &ItemState| item.route == Route::Single && item.tasks.values().any(|task| task.window_copy);
        let came = item.is_some_and(straight);
        if came != expected {
            return Err(failed("copy", &expected.to_string(), &came.to_string()));
        }
    }
    Ok(StepOutcome::Held)
}

/// What can be said of an item besides its state.
fn marks(state: &CaseState, item: &ItemState) -> Vec<&'static str> {
    let follows = |key: &str| state.materials.get(key).is_some_and(|paper| paper.promised_for.is_some());
    let all = [
        ("overdue_extension", item.extensions.last().is_some_and(|(_, extension)| extension.overdue)),
        ("coordinated", item.coordinated),
        ("bounced", item.tasks.values().any(|task| !task.bounces.is_empty())),
        ("follows", item.spec.materials.iter().any(|paper| follows(&paper.key))),
        ("provisional", item.due().is_some_and(|due| due.provisional)),
        ("partial_handover", state.handovers.last().is_some_and(|(_, handover)| handover.partial)),
        ("deemed", state.acceptances.last().is_some_and(|(_, acceptance)| acceptance.deemed)),
        ("informed", item.informed.is_some()),
        ("accompanied", item.visits.iter().any(|visit| visit.made.is_some() && !visit.visit.escort.is_empty())),
    ];
    all.into_iter().filter(|(_, is)| *is).map(|(mark, _)| mark).collect()
}

fn each(
    state: &CaseState,
    expected: &BTreeMap<String, String>,
    what: &str,
    of: impl Fn(&ItemState) -> String,
) -> Result<(), StepOutcome> {
    for (key, expected) in expected {
        let item = number_of(state, key).and_then(|no| state.items.get(&no));
        let item = item.ok_or_else(|| failed("not_in_case", key, ""))?;
        let came = of(item);
        if &came != expected {
            return Err(failed(what, &format!("{}={expected}", item.spec.name), &came));
        }
    }
    Ok(())
}

fn same(what: &str, expected: Option<&str>, came: &str) -> Result<(), StepOutcome> {
    match expected {
        Some(expected) if expected != came => Err(failed(what, expected, came)),
        _ => Ok(()),
    }
}

fn due(item: &ItemState) -> Option<NaiveDate> {
    item.due().map(|due| due.date)
}

fn shown(day: Option<NaiveDate>) -> String {
    day.map_or_else(|| "unset".to_owned(), |day| day.to_string())
}

/// A word of the engine as it is written in facts and packs.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
