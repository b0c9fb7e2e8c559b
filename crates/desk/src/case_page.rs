//! A case on one page, now or as it was at a moment.

use crate::desk::Open;
use crate::problem::{DeskError, Result};
use crate::turn::Done;
use crate::view::{
    Acted, CasePage, ContradictionSide, ContradictionView, ExplainedDay, Explanation, ItemLine, ListedReason,
    PaperLine, RefusalView, StepLine,
};
use crate::{history, numbers, offers, people, timeline};
use chrono::{Datelike, NaiveDate};
use greenlane_domain::calendar::Due;
use greenlane_domain::case::{
    self, ActKind, CaseState, Context, Contradiction, Field, ItemNo, ItemState, Light, PaperState, StepClock, Which,
    available, case_clock, item_light, step_clocks,
};
use greenlane_domain::fact::{DeviceId, FactId, FileId, History, Moment};
use greenlane_domain::pack::{Days, Reason};

pub(crate) async fn page(desk: &Open, file: &FileId, as_of: Option<Moment>) -> Result<CasePage> {
    let whole = desk.history(file).await?;
    page_of(desk, file, &whole, as_of).await
}

/// The page from a history that is at hand.
pub(crate) async fn page_of(desk: &Open, file: &FileId, whole: &History, as_of: Option<Moment>) -> Result<CasePage> {
    let then;
    let history = match as_of {
        Some(at) => {
            then = whole.as_of(at);
            &then
        }
        None => whole,
    };
    let state = case::fold(history);
    let today = as_of.map_or_else(|| desk.today(), Moment::date);
    let who = desk.author();
    let context = Context {
        rules: &desk.rules,
        calendar: &desk.calendar,
        now: as_of.unwrap_or_else(|| desk.now()),
        who: &who,
        number: "",
    };
    let clock = case_clock(&state, today, &desk.calendar, &desk.rules);
    let offers = match as_of {
        Some(_) => Vec::new(), // What was, cannot be acted on.
        None => offers::views(desk, &state, &available(&state, &context)),
    };
    let unsent = desk.unsent_of(file);
    Ok(CasePage {
        file: file.clone(),
        phase: state.phase(),
        talent: people::row_of_case(desk, &state).await?,
        remaining: clock.due.as_ref().map(|due| desk.calendar.remaining(today, due.date)),
        items: state.items.values().map(|item| line(desk, state.number(), item, today)).collect(),
        steps: steps(desk, &state, today),
        aftercare: crate::aftercare::of_case(desk, file, &state, today),
        follow_by: crate::intake::follow_by(desk, today),
        timeline: timeline::timeline(desk, &state, today),
        history: history::of_case(desk, history, &state, &unsent),
        papers: state.papers.iter().rev().map(|paper| paper_line(file, &state, paper)).collect(),
        checklist: state.checklist(),
        contradictions: contradictions(desk, file, history, &state),
        moments: whole.iter().map(|ordered| ordered.fact.content.at).collect(),
        as_of,
        pack: desk.pack.citation(),
        makeable: crate::papers::makeable(desk, &state),
        reasons: reasons(desk),
        clock,
        offers,
        state,
    })
}

fn line(desk: &Open, case: &str, item: &ItemState, today: NaiveDate) -> ItemLine {
    ItemLine {
        no: item.no.clone(),
        number: numbers::of_item(desk, case, &item.no.0),
        light: item_light(item, today, &desk.calendar, &desk.rules),
        remaining: item.due().filter(|_| !item.phase.is_over()).map(|due| desk.calendar.remaining(today, due.date)),
    }
}

/// The clocks of steps that run, in words.
fn steps(desk: &Open, state: &CaseState, today: NaiveDate) -> Vec<StepLine> {
    let words = |clock: &StepClock| {
        let item = state.items.get(&clock.item).map_or("", |item| item.spec.name.as_str());
        let body = clock.body.as_ref().map(|body| desk.body_name(body)).unwrap_or_default();
        let due = clock.due.as_ref().map(|due| desk.say_day(due.date)).unwrap_or_default();
        let key = match clock.light {
            Light::Unset => "step.unset",
            Light::Green => "step.running",
            _ => "step.late",
        };
        let what = format!("{item} {body}");
        let fill = [("name", &*clock.name), ("what", what.trim()), ("due", &*due), ("article", &*clock.article)];
        desk.say(key, &fill)
    };
    step_clocks(state, &desk.pack.clocks, today, &desk.calendar)
        .into_iter()
        .map(|clock| StepLine { words: words(&clock), clock })
        .collect()
}

/// A paper of a case in a line.
#[must_use]
pub fn paper_line(file: &FileId, state: &CaseState, paper: &PaperState) -> PaperLine {
    let PaperState { mark, paper, originals, copies, disagrees } = paper;
    PaperLine {
        file: file.clone(),
        case_number: state.number().to_owned(),
        talent: state.talent_name().to_owned(),
        paper: paper.paper.clone(),
        title: paper.title.clone(),
        number: paper.number.clone(),
        items: paper.items.clone(),
        body: paper.body.clone(),
        at: mark.local,
        sha256: paper.sha256.clone(),
        pages: paper.pages,
        originals: *originals,
        copies: *copies,
        disagrees: *disagrees,
    }
}

/// What came of an act.
pub(crate) async fn acted(desk: &Open, file: &FileId, done: Done, papers: Vec<PaperLine>) -> Result<Acted> {
    Ok(Acted { facts: done.facts, number: done.number, papers, page: Box::new(page(desk, file, None).await?) })
}

/// The contradictions of a case with their sides in words.
pub(crate) fn contradictions(
    desk: &Open,
    file: &FileId,
    history: &History,
    state: &CaseState,
) -> Vec<ContradictionView> {
    state
        .contradictions
        .iter()
        .map(|contradiction| contradiction_view(desk, file, history, state, contradiction))
        .collect()
}

fn contradiction_view(
    desk: &Open,
    file: &FileId,
    history: &History,
    state: &CaseState,
    contradiction: &Contradiction,
) -> ContradictionView {
    let kind = serde_json::to_value(contradiction.kind).ok();
    let kind = kind.as_ref().and_then(|kind| kind.as_str()).unwrap_or_default();
    let about = about(desk, state, &contradiction.about);
    ContradictionView {
        file: file.clone(),
        number: state.number().to_owned(),
        talent: state.talent_name().to_owned(),
        id: contradiction.id.clone(),
        kind: contradiction.kind,
        words: desk.say(&format!("contradiction.{kind}"), &[("about", &about)]),
        sides: contradiction
            .facts
            .iter()
            .map(|mark| {
                let fact = history.get(&mark.fact);
                ContradictionSide {
                    fact: mark.fact,
                    at: mark.local,
                    by: mark.by.clone(),
                    desk: fact.map(|fact| desk.desk_name(&fact.content.device)).unwrap_or_default(),
                    words: fact.map(|fact| history::words_of(desk, fact, state)).unwrap_or_default(),
                    papers: papers_on(state, &mark.fact),
                }
            })
            .collect(),
    }
}

/// What a contradiction is about, in words where its key has any: the item, the field, the paper, the desk.
fn about(desk: &Open, state: &CaseState, key: &str) -> String {
    const FIELDS: [Field; 5] =
        [Field::Need, Field::SubmitterName, Field::SubmitterPhone, Field::FirstContact, Field::Channel];
    let said = |key: String, otherwise: &str| {
        if crate::words::has(desk.language, &key) { desk.say(&key, &[]) } else { otherwise.to_owned() }
    };
    match key.split_once('/') {
        Some(("item", rest)) => {
            let no = rest.split('/').next().unwrap_or_default();
            state.items.get(&ItemNo(no.to_owned())).map_or_else(|| no.to_owned(), |item| item.spec.name.clone())
        }
        Some(("field", name)) => FIELDS
            .iter()
            .find(|field| format!("{field:?}") == name)
            .map_or_else(|| name.to_owned(), |field| said(format!("field.{}", history::word(field)), name)),
        Some(("filing", _)) => said("about.filing".to_owned(), key),
        Some(("clock", device)) => desk.desk_name(&DeviceId::new(device)),
        Some(("paper", rest)) => {
            let kind = rest.split('/').next().unwrap_or_default();
            let paper = state.papers.iter().find(|paper| paper.paper.paper == kind);
            paper.map_or_else(|| kind.to_owned(), |paper| paper.paper.title.clone())
        }
        Some((_, what)) => what.to_owned(),
        None => said(format!("about.{key}"), key),
    }
}

/// Papers that are out because of a fact.
pub(crate) fn papers_on(state: &CaseState, fact: &FactId) -> Vec<String> {
    let resting = state.papers.iter().filter(|paper| paper.mark.fact == *fact || paper.paper.rests_on.contains(fact));
    resting.map(|paper| format!("{} {}", paper.paper.title, paper.paper.number).trim().to_owned()).collect()
}

/// The pack's reasons, by the act that asks for one.
fn reasons(desk: &Open) -> Vec<(ActKind, Vec<ListedReason>)> {
    let listed = |reason: &Reason| ListedReason {
        key: reason.key.clone(),
        text: reason.text.clone(),
        explain: reason.explain,
        licence_only: reason.legal_layer,
    };
    let list = |reasons: &[Reason]| reasons.iter().map(listed).collect();
    let all = &desk.pack.reasons;
    vec![
        (ActKind::Suspend, list(&all.suspend)),
        (ActKind::RefuseAcceptance, list(&all.not_accept)),
        (ActKind::Bounce, list(&all.send_back)),
        (ActKind::Extend, list(&all.extend)),
        (ActKind::Decide, list(&all.impossible)),
        (ActKind::GiveNotice, list(&all.second_notice)),
    ]
}

/// How a date of an item comes about.
pub(crate) async fn explain_due(desk: &Open, file: &FileId, item: &ItemNo, which: Which) -> Result<Explanation> {
    let state = desk.case_state(file).await?;
    let item = state.items.get(item).ok_or_else(|| DeskError::said("no_file", &item.0, &[]))?;
    let (due, limit) = match which {
        Which::Statutory => (item.dues.statutory.clone(), &item.spec.limits.statutory),
        Which::Promised => (item.dues.promised.clone(), &item.spec.limits.promised),
    };
    let Some(due) = due else {
        let key = if limit.get().is_none() { "explain.unset" } else { "explain.not_started" };
        return Ok(Explanation {
            due: None,
            words: desk.say(key, &[("item", &item.spec.name), ("note", &limit.note)]),
            steps: Vec::new(),
            calendar: desk.calendar.version().as_str().to_owned(),
        });
    };
    let mut explanation = explanation(desk, due.from, due.period(), Some(due));
    let mut more = Vec::new();
    for standstill in &item.suspensions {
        let suspension = &standstill.suspension;
        more.push(desk.say(
            "explain.stood",
            &[
                ("from", &suspension.from.to_string()),
                ("until", &standstill.resumed_on.map(|on| on.to_string()).unwrap_or_default()),
                ("reason", &suspension.reason),
            ],
        ));
    }
    for (_, extension) in item.extensions.iter().filter(|_| which == Which::Promised) {
        let day = extension.new_due.date.to_string();
        more.push(desk.say("explain.extended", &[("date", &day), ("reason", &extension.reason)]));
    }
    explanation.words = std::iter::once(explanation.words).chain(more).collect::<Vec<_>>().join("\n");
    Ok(explanation)
}

/// A period day by day. `fixed` is the date that is to be explained, when it was agreed and not counted.
pub(crate) fn explanation(desk: &Open, from: NaiveDate, days: Days, fixed: Option<Due>) -> Explanation {
    let steps = desk.calendar.explain(from, days);
    let due = fixed.or_else(|| desk.calendar.due(from, days).ok());
    let kind = match days.kind {
        greenlane_domain::pack::DayKind::Working => "explain.working",
        greenlane_domain::pack::DayKind::Calendar => "explain.calendar",
    };
    let mut words = desk.say(kind, &[("from", &from.to_string()), ("days", &days.days.to_string())]);
    if due.as_ref().is_some_and(|due| due.provisional) {
        words.push_str(&desk.say("explain.provisional", &[]));
    }
    Explanation {
        words,
        calendar: due.as_ref().map_or_else(|| desk.calendar.version(), |due| due.calendar.clone()).as_str().to_owned(),
        due,
        steps: steps
            .into_iter()
            .map(|step| ExplainedDay {
                date: step.date,
                weekday: step.date.weekday().number_from_monday(),
                counted: step.counted,
                number: step.number,
                why: step.why.say(desk.language),
            })
            .collect(),
    }
}

/// A refusal in words.
#[must_use]
pub fn refusal_view(desk: &Open, refusal: &case::Refusal) -> RefusalView {
    RefusalView {
        rule: refusal.rule.word().to_owned(),
        words: refusal.words(desk.language),
        article: match refusal.article.as_str() {
            "" => desk.say("refusal.good_order", &[]),
            article => article.to_owned(),
        },
    }
}
