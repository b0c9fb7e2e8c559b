//! The list of cases, with filters and counts.

use crate::desk::Open;
use crate::lists::{self, ListedCase};
use crate::problem::Result;
use crate::view::{CaseFilter, CaseList, CaseRow};
use chrono::NaiveDate;
use greenlane_domain::case::{CasePhase, Light};
use std::collections::BTreeMap;

/// Rows on a page.
pub(crate) const PAGE: usize = 50;

pub(crate) async fn list(desk: &Open, filter: &CaseFilter) -> Result<CaseList> {
    let today = desk.today();
    let all = lists::cases(desk).await?;
    let lit: Vec<(Light, &ListedCase)> = all.iter().map(|case| (lists::case_light(desk, case, today), case)).collect();
    let common = |case: &ListedCase| {
        filter
            .body
            .as_ref()
            .is_none_or(|body| case.items.iter().any(|item| item.bodies.iter().any(|(key, _)| key == body)))
            && filter.item.as_ref().is_none_or(|key| case.items.iter().any(|item| &item.key == key))
            && filter.talent.as_ref().is_none_or(|talent| case.talent.as_ref() == Some(talent))
            && (!filter.mine || case.first_contact == desk.person.name)
            && (filter.text.trim().is_empty() || matches_text(case, filter.text.trim()))
    };
    let in_phase = |case: &ListedCase| match filter.phases.as_slice() {
        [] => case.phase != CasePhase::Filed,
        phases => phases.contains(&case.phase),
    };
    let in_light = |light: &Light| filter.lights.is_empty() || filter.lights.contains(light);
    let mut phases: BTreeMap<CasePhase, usize> = BTreeMap::new();
    let mut lights: BTreeMap<Light, usize> = BTreeMap::new();
    let mut bodies: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut rows = Vec::new();
    for (light, case) in lit.into_iter().filter(|(_, case)| common(case)) {
        if in_light(&light) {
            *phases.entry(case.phase).or_default() += 1;
        }
        if in_phase(case) {
            *lights.entry(light).or_default() += 1;
        }
        if in_light(&light) && in_phase(case) {
            let mut with: Vec<_> = case.items.iter().flat_map(|item| item.bodies.clone()).collect();
            with.sort();
            with.dedup();
            for body in with {
                *bodies.entry(body).or_default() += 1;
            }
            rows.push((light, case));
        }
    }
    match filter.sort.as_str() {
        "registered" => rows.sort_by_key(|(_, case)| std::cmp::Reverse(case.registered)),
        "number" => rows.sort_by(|(_, a), (_, b)| a.number.cmp(&b.number)),
        _ => rows.sort_by_key(|(_, case)| (case.due.is_none(), case.due.as_ref().map(|due| due.date))),
    }
    Ok(CaseList {
        total: rows.len(),
        rows: rows
            .into_iter()
            .skip(filter.page as usize * PAGE)
            .take(PAGE)
            .map(|(light, case)| row(desk, case, light, today))
            .collect(),
        phases: phases.into_iter().collect(),
        lights: lights.into_iter().collect(),
        bodies: bodies.into_iter().map(|((key, short), count)| (key, short, count)).collect(),
    })
}

fn matches_text(case: &ListedCase, text: &str) -> bool {
    [&case.number, &case.talent_name, &case.employer_name].into_iter().any(|field| field.contains(text))
}

pub(crate) fn row(desk: &Open, case: &ListedCase, light: Light, today: NaiveDate) -> CaseRow {
    CaseRow {
        file: case.file.clone(),
        number: case.number.clone(),
        talent: case.talent_name.clone(),
        employer: case.employer_name.clone(),
        items: case.items.iter().map(|item| item.name.clone()).collect(),
        over: case.items.iter().filter(|item| item.phase.is_over()).count(),
        phase: case.phase,
        light,
        remaining: case.due.as_ref().map(|due| desk.calendar.remaining(today, due.date)),
        due: case.due.clone(),
        registered: case.registered,
        contradictions: case.contradictions,
        first_contact: case.first_contact.clone(),
    }
}

/// The cases of a talent or an employer, latest first.
pub(crate) async fn of(desk: &Open, wanted: impl Fn(&ListedCase) -> bool) -> Result<Vec<CaseRow>> {
    let today = desk.today();
    let mut cases: Vec<ListedCase> = lists::cases(desk).await?.into_iter().filter(|case| wanted(case)).collect();
    cases.sort_by_key(|case| std::cmp::Reverse(case.registered));
    Ok(cases.iter().map(|case| row(desk, case, lists::case_light(desk, case, today), today)).collect())
}
