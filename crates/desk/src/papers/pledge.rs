//! Promises that are signed before handling: by the person, by the employer.

use super::said::{Source, lacks, stated_text};
use super::{Choice, Draft};
use crate::problem::Result;
use greenlane_domain::case::{ItemState, Mark};
use greenlane_domain::pack::Route;
use greenlane_print::paper::{EmployerPledge, Kind, PersonalPledge};

fn promised<'s>(source: &'s Source, choice: &Choice, kind: Kind) -> Result<(&'s ItemState, &'s Mark)> {
    let items = source.state.items.values().filter(|item| item.route == Route::CommitFirst && choice.takes(item));
    let chosen = items.filter_map(|item| Some((item, item.chosen.as_ref()?)));
    chosen.max_by_key(|(_, mark)| mark.at).ok_or_else(|| lacks(kind))
}

/// What the person was told: as written, else the preconditions of the item.
fn terms(choice: &Choice, item: &ItemState) -> Vec<String> {
    let written = choice.lines("terms");
    let conditions = || item.spec.preconditions.iter().map(|condition| condition.text.clone()).collect();
    if written.is_empty() { conditions() } else { written }
}

/// 个人承诺书.
pub(super) fn personal(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::PersonalPledge;
    let (item, mark) = promised(source, choice, kind)?;
    let paper = PersonalPledge {
        head: source.head(kind, choice.number, mark.local.date()),
        applicant: source.talent(mark),
        item: item.spec.name.clone(),
        proof: choice.word("proof").unwrap_or_default(),
        terms: terms(choice, item),
        liability: choice.word("liability").unwrap_or_default(),
        public: stated_text(""),
        tail: source.tail(kind, source.handler(&mark.fact), [item.spec.article.clone()]),
    };
    Ok(Draft::about(paper.into(), choice.number, vec![item.no.clone()], vec![mark.fact]))
}

/// 单位承诺书.
pub(super) fn employer(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::EmployerPledge;
    let (item, mark) = promised(source, choice, kind)?;
    let employer = source.state.need.as_ref().map(|need| need.employer_name.trim()).unwrap_or_default();
    if employer.is_empty() {
        return Err(lacks(kind));
    }
    let paper = EmployerPledge {
        head: source.head(kind, choice.number, mark.local.date()),
        employer: employer.to_owned(),
        credit_code: source.employer.code.as_ref().map(|code| code.value.clone()),
        talent: source.talent(mark),
        item: item.spec.name.clone(),
        proof: choice.word("proof").unwrap_or_default(),
        terms: terms(choice, item),
        liability: choice.word("liability").unwrap_or_default(),
        public: stated_text(""),
        tail: source.tail(kind, source.handler(&mark.fact), [item.spec.article.clone()]),
    };
    Ok(Draft::about(paper.into(), choice.number, vec![item.no.clone()], vec![mark.fact]))
}
