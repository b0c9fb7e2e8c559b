//! The list of cases, with filters and counts.

use crate::desk::Open;
use crate::problem::Result;
use crate::view::{CaseFilter, CaseList, CaseRow};
use chrono::NaiveDate;
use greenlane_domain::case::CasePhase;
use greenlane_domain::fact::FileId;
use greenlane_store as store;
use store::CaseSort;

/// Hits of a typed text that are looked at.
const FOUND: usize = 500;

pub(crate) async fn list(desk: &Open, filter: &CaseFilter) -> Result<CaseList> {
    let wanted = wanted(desk, filter).await?;
    let sort = match filter.sort.as_str() {
        "registered" => CaseSort::Registered,
        "number" => CaseSort::Number,
        _ => CaseSort::Due,
    };
    let lights = desk.lights();
    let page = desk.store.cases(&wanted, &lights, sort, filter.page).await?;
    let counts = desk.store.case_counts(&wanted, &lights).await?;
    let today = desk.today();
    Ok(CaseList {
        rows: page.rows.into_iter().map(|case| row(desk, case, today)).collect(),
        total: number(page.total),
        phases: counts.phases.into_iter().map(|(phase, count)| (phase, number(count))).collect(),
        lights: counts.lights.into_iter().map(|(light, count)| (light, number(count))).collect(),
        bodies: counts.bodies.into_iter().map(|(key, short, count)| (key, short, number(count))).collect(),
    })
}

async fn wanted(desk: &Open, filter: &CaseFilter) -> Result<store::CaseFilter> {
    let text = filter.text.trim();
    let files = if text.is_empty() {
        None
    } else {
        let hits = desk.store.search(text, FOUND).await?;
        Some(hits.into_iter().filter(|hit| hit.kind == "case").map(|hit| hit.file).collect())
    };
    Ok(store::CaseFilter {
        phases: filter.phases.clone(),
        // Filed cases are looked for by asking for them.
        except: if filter.phases.is_empty() { vec![CasePhase::Filed] } else { Vec::new() },
        lights: filter.lights.clone(),
        body: filter.body.clone(),
        item: filter.item.clone(),
        talent: filter.talent.clone(),
        by: filter.mine.then(|| desk.person.id.clone()),
        files,
        ..store::CaseFilter::default()
    })
}

/// A count for a page.
pub(crate) fn number(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn row(desk: &Open, case: store::CaseRow, today: NaiveDate) -> CaseRow {
    CaseRow {
        file: case.file,
        number: case.number,
        talent: case.talent_name,
        employer: case.employer_name,
        items: case.items,
        over: case.over as usize,
        phase: case.phase,
        light: case.light,
        remaining: case.due.as_ref().map(|due| desk.calendar.remaining(today, due.date)),
        due: case.due,
        registered: case.registered,
        contradictions: case.contradictions as usize,
        first_contact: case.first_contact,
    }
}

/// The cases of a talent, latest first.
pub(crate) async fn of_talent(desk: &Open, talent: &FileId) -> Result<Vec<CaseRow>> {
    of(desk, store::CaseFilter { talent: Some(talent.clone()), ..store::CaseFilter::default() }).await
}

/// The cases of an employer, latest first.
pub(crate) async fn of_employer(desk: &Open, employer: &FileId) -> Result<Vec<CaseRow>> {
    of(desk, store::CaseFilter { employer: Some(employer.clone()), ..store::CaseFilter::default() }).await
}

async fn of(desk: &Open, filter: store::CaseFilter) -> Result<Vec<CaseRow>> {
    let page = desk.store.cases(&filter, &desk.lights(), CaseSort::Registered, 0).await?;
    let today = desk.today();
    Ok(page.rows.into_iter().map(|case| row(desk, case, today)).collect())
}

impl Open {
    /// The day on which lights are worked out.
    pub(crate) fn lights(&self) -> store::Today {
        store::Today::of(self.today(), &self.calendar, &self.rules)
    }
}
