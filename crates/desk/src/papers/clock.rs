//! The papers of a clock: longer than promised, or standing while a procedure runs.

use super::said::{Source, days_in_words, due, lacks, stated_text, zh};
use super::{Choice, Draft};
use crate::problem::Result;
use greenlane_domain::calendar;
use greenlane_domain::case::{self, Extension, ItemState, Mark};
use greenlane_domain::pack::{DayKind, Days};
use greenlane_print::paper::{ExtensionNotice, ExtensionReport, Kind, SpecialProcedure};

/// The latest extension of a chosen item, with the date that held before.
fn extension<'s>(
    source: &'s Source,
    choice: &Choice,
    kind: Kind,
) -> Result<(&'s ItemState, &'s Mark, &'s Extension, Option<calendar::Due>)> {
    let items = source.state.items.values().filter(|item| choice.takes(item));
    let all = items.flat_map(|item| item.extensions.iter().map(move |(mark, extension)| (item, mark, extension)));
    let (item, mark, extension) = all.max_by_key(|(_, mark, _)| mark.at).ok_or_else(|| lacks(kind))?;
    // The date that held until then, with all that had moved it before.
    let place = source.history.iter().find(|one| one.fact.id == mark.fact).map(|one| one.place);
    let earlier = place.map(|place| case::fold(&source.history.prefix(place)));
    let before = earlier.and_then(|state| state.items.get(&item.no).and_then(|item| item.due().cloned()));
    Ok((item, mark, extension, before))
}

/// 延期办理告知书.
pub(super) fn extension_notice(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::ExtensionNotice;
    let (item, mark, extension, before) = extension(source, choice, kind)?;
    let day = mark.local.date();
    let longer = before.as_ref().map(|before| {
        let days = source.desk.calendar.working_days_between(before.date, extension.new_due.date);
        days_in_words(Days { days: u32::try_from(days).unwrap_or(0), kind: DayKind::Working })
    });
    let accepted = item.counted_from.or(item.accepted.as_ref().map(|mark| mark.local.date()));
    let paper = ExtensionNotice {
        head: source.head(kind, &extension.number, day),
        applicant: source.talent(mark),
        item: item.spec.name.clone(),
        department: source.body(&item.lead, day),
        accepted_on: accepted.unwrap_or(day),
        due_before: due(before.as_ref()),
        days: longer.unwrap_or_else(|| zh("papers.unset", &[])),
        due_now: due(Some(&extension.new_due)),
        reason: extension.reason.clone(),
        approver: extension.approver.clone(),
        tail: source.tail(kind, source.handler(&mark.fact), [item.spec.article.clone()]),
    };
    Ok(Draft::about(paper.into(), &extension.number, vec![item.no.clone()], vec![mark.fact]))
}

/// 延期报备表.
pub(super) fn extension_report(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::ExtensionReport;
    let (item, mark, extension, before) = extension(source, choice, kind)?;
    let day = mark.local.date();
    let paper = ExtensionReport {
        head: source.head(kind, &extension.number, day),
        department: source.body(&item.lead, day),
        specialist: stated_text(item.lead.specialist.as_deref().unwrap_or_default()),
        talent: source.talent(mark),
        item: item.spec.name.clone(),
        due_before: due(before.as_ref()),
        due_now: due(Some(&extension.new_due)),
        reason: extension.reason.clone(),
        told_at: extension.told.at,
        filed_at: extension.filed.at,
        opinion: extension.overdue.then(|| zh("papers.extended_late", &[])),
        tail: source.tail(kind, source.handler(&mark.fact), [item.spec.article.clone()]),
    };
    Ok(Draft::about(paper.into(), &extension.number, vec![item.no.clone()], vec![mark.fact]))
}

/// 特别程序告知书: a procedure whose time does not count.
pub(super) fn special_procedure(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::SpecialProcedure;
    let items = source.state.items.values().filter(|item| choice.takes(item));
    let all = items.flat_map(|item| item.suspensions.iter().map(move |one| (item, one)));
    let (item, one) = all.max_by_key(|(_, one)| one.mark.at).ok_or_else(|| lacks(kind))?;
    let (mark, said) = (&one.mark, &one.suspension);
    let time = said.expected_days.map(|days| zh("papers.expected_days", &[("n", &days.to_string())]));
    let paper = SpecialProcedure {
        head: source.head(kind, choice.number, mark.local.date()),
        applicant: source.talent(mark),
        item: item.spec.name.clone(),
        procedure: said.reason.clone(),
        time: time.unwrap_or_else(|| zh("papers.unset", &[])),
        from: Some(said.from),
        until: one.resumed_on,
        tail: source.tail(kind, source.handler(&mark.fact), [said.article.clone(), item.spec.article.clone()]),
    };
    Ok(Draft::about(paper.into(), choice.number, vec![item.no.clone()], vec![mark.fact]))
}
