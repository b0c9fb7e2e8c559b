//! What the lists show, row by row.

use crate::desk::Open;
use crate::offers;
use crate::problem::Result;
use chrono::{NaiveDate, NaiveDateTime};
use greenlane_domain::calendar::Due;
use greenlane_domain::case::{
    self, ActKind, CaseFact, CasePhase, CaseState, ItemNo, ItemPhase, ItemState, Light, PaperState, next_due,
};
use greenlane_domain::employer::{self, EmployerRecord};
use greenlane_domain::fact::{FileId, FileKind, History};
use greenlane_domain::talent::{self, TalentRecord};

/// A case in the lists.
#[derive(Debug, Clone)]
pub(crate) struct ListedCase {
    pub file: FileId,
    pub number: String,
    pub talent: Option<FileId>,
    pub talent_name: String,
    pub employer: Option<FileId>,
    pub employer_name: String,
    pub first_contact: String,
    pub phase: CasePhase,
    pub registered: Option<NaiveDate>,
    pub items: Vec<ListedItem>,
    pub due: Option<Due>,
    pub contradictions: usize,
    pub changed: NaiveDateTime,
    pub closed: Option<NaiveDate>,
    pub in_time: bool,
    pub papers: Vec<PaperState>,
    pub visits: Vec<ListedVisit>,
}

/// An item in the lists.
#[derive(Debug, Clone)]
pub(crate) struct ListedItem {
    pub no: ItemNo,
    pub key: String,
    pub name: String,
    pub phase: ItemPhase,
    pub accepted: bool,
    pub standing: bool,
    pub due: Option<Due>,
    pub statutory: Option<Due>,
    /// The departments: key and short name, the lead first.
    pub bodies: Vec<(String, String)>,
    pub changed: NaiveDateTime,
    pub next: Option<ActKind>,
    pub vacant: bool,
}

/// An appointment that is still to come about.
#[derive(Debug, Clone)]
pub(crate) struct ListedVisit {
    pub at: NaiveDateTime,
    pub place: String,
    /// The item of a visit; none for a handover.
    pub item: Option<String>,
}

/// A talent in the lists.
#[derive(Debug, Clone)]
pub(crate) struct ListedTalent {
    pub file: FileId,
    pub record: TalentRecord,
    pub merged_into: Option<FileId>,
}

/// An employer in the lists.
#[derive(Debug, Clone)]
pub(crate) struct ListedEmployer {
    pub file: FileId,
    pub record: EmployerRecord,
}

/// All cases, from their facts.
pub(crate) async fn cases(desk: &Open) -> Result<Vec<ListedCase>> {
    let mut cases = Vec::new();
    for file in desk.store.files(&FileKind::Case).await? {
        let history = desk.store.history(&file).await?;
        let state = case::fold(&history);
        let last = history.iter().map(|ordered| ordered.fact.content.at).max();
        let mut case = listed(&file, &state, last.map(|at| at.local_time()).unwrap_or_default());
        case.visits.extend(handovers(&history, &state));
        cases.push(case);
    }
    Ok(cases)
}

fn listed(file: &FileId, state: &CaseState, changed: NaiveDateTime) -> ListedCase {
    let need = state.need.as_ref();
    let over = !state.items.is_empty() && state.items.values().all(|item| item.phase.is_over());
    let ends = state.items.values().filter_map(end_of);
    let closed = over.then(|| ends.clone().max()).flatten();
    let late = |item: &ItemState| end_of(item).zip(item.due()).is_some_and(|(end, due)| end > due.date);
    ListedCase {
        file: file.clone(),
        number: state.number().to_owned(),
        talent: state.talent().cloned(),
        talent_name: state.talent_name().to_owned(),
        employer: need.and_then(|need| need.employer.clone()),
        employer_name: need.map(|need| need.employer_name.clone()).unwrap_or_default(),
        first_contact: state.first_contact().to_owned(),
        phase: state.phase(),
        registered: state.registered.as_ref().map(|mark| mark.local.date()),
        items: state.items.values().map(|item| listed_item(state, item)).collect(),
        due: next_due(state).map(|(_, due)| due.clone()),
        contradictions: state.contradictions.len(),
        changed,
        closed,
        in_time: over && !state.items.values().any(late),
        papers: state.papers.clone(),
        visits: visits(state),
    }
}

fn end_of(item: &ItemState) -> Option<NaiveDate> {
    let decided = item.decision.as_ref().map(|(mark, _)| mark);
    decided.or(item.non_acceptance.as_ref().map(|(mark, _)| mark)).map(|mark| mark.local.date())
}

fn listed_item(state: &CaseState, item: &ItemState) -> ListedItem {
    let marks = [item.chosen.as_ref(), item.accepted.as_ref(), item.decision.as_ref().map(|(mark, _)| mark)];
    let tasks = item.tasks.values().flat_map(|task| {
        [Some(&task.dispatched), task.acknowledged.as_ref(), task.feedback.as_ref().map(|(mark, _)| mark)]
    });
    let changed = marks.into_iter().chain(tasks).flatten().map(|mark| mark.local).max().unwrap_or_default();
    ListedItem {
        no: item.no.clone(),
        key: item.spec.key.clone(),
        name: item.spec.name.clone(),
        phase: item.phase,
        accepted: item.accepted.is_some(),
        standing: item.suspended().is_some(),
        due: item.due().cloned(),
        statutory: item.dues.statutory.clone(),
        bodies: std::iter::once(&item.lead)
            .chain(&item.assist)
            .map(|party| (party.key.clone(), party.short.clone()))
            .collect(),
        changed,
        next: offers::next(state, item),
        vacant: item.lead.specialist.is_none(),
    }
}

fn visits(state: &CaseState) -> Vec<ListedVisit> {
    let visits = state.items.values().flat_map(|item| {
        item.visits.iter().filter(|visit| visit.made.is_none()).filter_map(|visit| {
            let at = visit.visit.at?;
            Some(ListedVisit { at, place: visit.visit.place.clone(), item: Some(item.spec.name.clone()) })
        })
    });
    visits.collect()
}

/// Handovers that are appointed and have not come about.
fn handovers(history: &History, state: &CaseState) -> Option<ListedVisit> {
    let last = history.iter().rev().find_map(|ordered| match CaseFact::of(ordered.fact) {
        Some(CaseFact::HandoverAppointed { items, at, place, .. }) => Some((items, at, place)),
        _ => None,
    });
    let (items, at, place) = last?;
    let waiting = |no: &ItemNo| state.items.get(no).is_some_and(|item| item.handed_over.is_none());
    items.iter().any(waiting).then_some(ListedVisit { at, place, item: None })
}

/// The light of a listed item today: the same as [`case::item_light`] from what the list keeps.
pub(crate) fn light(desk: &Open, item: &ListedItem, today: NaiveDate) -> Light {
    if item.phase.is_over() {
        return Light::Done;
    }
    if !item.accepted {
        return Light::NotStarted;
    }
    if item.standing {
        return Light::Standing;
    }
    let Some(due) = &item.due else { return Light::Unset };
    if today > due.date {
        use greenlane_domain::pack::Light as Shown;
        let within_law = item.statutory.as_ref().is_some_and(|law| today <= law.date);
        return match desk.rules.past_promised {
            Shown::Yellow | Shown::Green if within_law => Light::Yellow,
            _ => Light::Red,
        };
    }
    let remaining = desk.calendar.remaining(today, due.date);
    match desk.rules.yellow_at {
        Some(days) if remaining <= i64::from(days) => Light::Yellow,
        _ => Light::Green,
    }
}

/// The worst light of a case.
pub(crate) fn case_light(desk: &Open, case: &ListedCase, today: NaiveDate) -> Light {
    case.items.iter().map(|item| light(desk, item, today)).min().unwrap_or(Light::NotStarted)
}

/// All talents.
pub(crate) async fn talents(desk: &Open) -> Result<Vec<ListedTalent>> {
    let mut talents = Vec::new();
    for file in desk.store.files(&FileKind::Talent).await? {
        let state = talent::fold(&desk.store.history(&file).await?);
        talents.push(ListedTalent { file, record: state.record, merged_into: state.merged_into });
    }
    Ok(talents)
}

/// All employers.
pub(crate) async fn employers(desk: &Open) -> Result<Vec<ListedEmployer>> {
    let mut employers = Vec::new();
    for file in desk.store.files(&FileKind::Employer).await? {
        let state = employer::fold(&desk.store.history(&file).await?);
        employers.push(ListedEmployer { file, record: state.record });
    }
    Ok(employers)
}

/// Cases with an accepted item whose clock still runs.
pub(crate) async fn open_cases(desk: &Open) -> Result<Vec<FileId>> {
    let open = |case: &ListedCase| case.items.iter().any(|item| item.accepted && !item.phase.is_over());
    Ok(cases(desk).await?.into_iter().filter(open).map(|case| case.file).collect())
}
