//! Going somewhere: the way to another window, a booked visit, somebody who goes along, somebody who acts instead.

use super::said::{Source, lacks, some, stated_text, zh};
use super::{Choice, Draft};
use crate::problem::Result;
use greenlane_domain::case::{CaseFact, ItemState, Mark, VisitState};
use greenlane_domain::pack::InPersonMode;
use greenlane_print::paper::{EscortSlip, GuideSlip, Kind, Party, PowerOfAttorney, VisitAppointment};

/// The latest visit of a mode.
fn visit<'s>(source: &'s Source, choice: &Choice, kind: Kind) -> Result<(&'s ItemState, &'s VisitState)> {
    let wanted = match kind {
        Kind::GuideSlip => InPersonMode::Guide,
        Kind::EscortSlip => InPersonMode::Escort,
        _ => InPersonMode::Book,
    };
    let visits = source.state.items.values().filter(|item| choice.takes(item));
    let visits = visits.flat_map(|item| item.visits.iter().map(move |visit| (item, visit)));
    let of_mode = visits.filter(|(_, visit)| visit.visit.mode == wanted);
    of_mode.max_by_key(|(_, visit)| visit.mark.at).ok_or_else(|| lacks(kind))
}

fn bring(text: &str) -> Vec<String> {
    text.split(['、', '；', ';', '\n']).filter_map(|part| some(part.trim().to_owned())).collect()
}

fn about(paper: greenlane_print::paper::Paper, choice: &Choice, item: &ItemState, visit: &VisitState) -> Draft {
    let mut rests_on = vec![visit.mark.fact];
    rests_on.extend(visit.made.as_ref().map(|mark| mark.fact));
    Draft::about(paper, choice.number, vec![item.no.clone()], rests_on)
}

/// 预约回执.
pub(super) fn appointment(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::VisitAppointment;
    let (item, visit) = visit(source, choice, kind)?;
    let (mark, said) = (&visit.mark, &visit.visit);
    let day = mark.local.date();
    let paper = VisitAppointment {
        head: source.head(kind, choice.number, day),
        applicant: source.talent(mark),
        item: item.spec.name.clone(),
        department: source.body(&item.lead, day),
        place: said.place.clone(),
        at: said.at.ok_or_else(|| lacks(kind))?,
        bring: bring(&said.bring),
        contact: stated_text(&said.contact),
        tail: source.tail(kind, source.handler(&mark.fact), [item.spec.article.clone()]),
    };
    Ok(about(paper.into(), choice, item, visit))
}

/// 引导单.
pub(super) fn guide(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::GuideSlip;
    let (item, visit) = visit(source, choice, kind)?;
    let (mark, said) = (&visit.mark, &visit.visit);
    let day = mark.local.date();
    let paper = GuideSlip {
        head: source.head(kind, choice.number, day),
        applicant: source.talent(mark),
        item: item.spec.name.clone(),
        department: source.body(&item.lead, day),
        window: zh("papers.window_of", &[("body", &item.lead.short)]),
        place: said.place.clone(),
        bring: bring(&said.bring),
        contact: stated_text(&said.contact),
        tail: source.tail(kind, source.handler(&mark.fact), [item.spec.article.clone()]),
    };
    Ok(about(paper.into(), choice, item, visit))
}

/// 陪同办理单, with how it went once the person came.
pub(super) fn escort(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::EscortSlip;
    let (item, visit) = visit(source, choice, kind)?;
    let (mark, said) = (&visit.mark, &visit.visit);
    let day = mark.local.date();
    let paper = EscortSlip {
        head: source.head(kind, choice.number, day),
        applicant: source.talent(mark),
        item: item.spec.name.clone(),
        department: source.body(&item.lead, day),
        place: said.place.clone(),
        at: said.at.ok_or_else(|| lacks(kind))?,
        escort: said.escort.clone(),
        course: visit.made.as_ref().and_then(|made| course(source, made)),
        tail: source.tail(kind, source.handler(&mark.fact), [item.spec.article.clone()]),
    };
    Ok(about(paper.into(), choice, item, visit))
}

fn course(source: &Source, made: &Mark) -> Option<String> {
    match source.history.get(&made.fact).and_then(CaseFact::of) {
        Some(CaseFact::VisitMade { note, .. }) => some(note),
        _ => None,
    }
}

/// 代办委托书, to be signed by both: the person who brought the need acts for the talent. What the two agree on (until
/// when, how far) is left open.
pub(super) fn power_of_attorney(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::PowerOfAttorney;
    let registered = source.state.registered.as_ref().ok_or_else(|| lacks(kind))?;
    let day = registered.local.date();
    let agent: Party = source.agent(day).ok_or_else(|| lacks(kind))?;
    let items: Vec<&ItemState> = source.state.items.values().filter(|item| choice.takes(item)).collect();
    let mut matters = choice.lines("matters");
    if matters.is_empty() {
        matters = items.iter().map(|item| zh("papers.matter", &[("item", &item.spec.name)])).collect();
    }
    let paper = PowerOfAttorney {
        head: source.head(kind, choice.number, day),
        principal: source.talent(registered),
        agent,
        matters,
        special: None,
        from: day,
        until: None,
        sub_delegation: None,
        tail: source.tail(kind, source.handler(&registered.fact), []),
    };
    let numbers = items.iter().map(|item| item.no.clone()).collect();
    Ok(Draft::about(paper.into(), choice.number, numbers, vec![registered.fact]))
}
