//! The papers of intake: one-time notice, receipt, acceptance notice.

use super::said::{Source, due, lacks, limit, paper_rule, stated_text, zh};
use super::{Choice, Draft};
use crate::problem::Result;
use greenlane_domain::case::{self, AcceptedItem, CaseState, ItemNo, ItemState, MergedMaterial, ReceivedPaper};
use greenlane_domain::pack::{InPersonMode, PaperForm, PaperSource};
use greenlane_print::paper::{
    AcceptanceNotice, Accepted, Kind, Need, NoticeItem, NoticeMaterial, OneTimeNotice, Receipt, Received, Stated, Tail,
};

pub(super) fn one_time_notice(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::OneTimeNotice;
    let told = source.state.notices.iter().rev().find(|(_, notice)| covers(&notice.items, choice.items));
    let (mark, notice) = told.ok_or_else(|| lacks(kind))?;
    let state = source.then(mark);
    let items = source.items(&state, &[], &notice.items);
    let lists: Vec<_> = items.iter().map(|item| (&item.no, item.spec.materials.as_slice())).collect();
    let materials = case::merge(lists);
    let tail = source.tail(kind, source.handler(&mark.fact), items.iter().map(|item| item.spec.article.clone()));
    let day = mark.local.date();
    let paper = OneTimeNotice {
        head: source.head(kind, &notice.number, day),
        applicant: source.talent(mark),
        agent: source.agent(day),
        told_at: notice.told.at.unwrap_or(mark.local),
        told_by: if notice.told.by.trim().is_empty() { source.handler(&mark.fact) } else { notice.told.by.clone() },
        items: items.iter().map(|item| notice_item(source, item, &tail, day)).collect(),
        materials: materials.iter().map(|one| notice_material(&state, one, &notice.items)).collect(),
        proof: Some(proof(&state, notice, &items, materials.len())),
        again: Some(notice.reason.clone()).filter(|reason| !reason.trim().is_empty()),
        tail,
    };
    Ok(Draft::about(paper.into(), &notice.number, notice.items.clone(), vec![mark.fact]))
}

/// An unnamed choice takes the latest.
pub(super) fn covers(items: &[ItemNo], wanted: &[ItemNo]) -> bool {
    wanted.iter().all(|no| items.contains(no))
}

fn notice_item(source: &Source, item: &ItemState, tail: &Tail, day: chrono::NaiveDate) -> NoticeItem {
    let spec = &item.spec;
    let contact = source.desk.pack.body(&item.lead.key).and_then(|body| body.contact.get().cloned());
    let in_person = spec.in_person.map(|mode| {
        let key = match mode {
            InPersonMode::Guide => "papers.in_person.guide",
            InPersonMode::Book => "papers.in_person.book",
            InPersonMode::Escort => "papers.in_person.escort",
        };
        zh(key, &[])
    });
    NoticeItem {
        name: spec.name.clone(),
        department: source.body(&item.lead, day),
        basis: stated_text(&spec.article),
        conditions: spec.preconditions.iter().map(|condition| condition.text.clone()).collect(),
        steps: spec.steps.clone(),
        statutory: limit(&spec.limits.statutory),
        promised: limit(&spec.limits.promised),
        fee: spec.fee.get().cloned().into(),
        place: contact.map_or_else(|| source.place(tail), Stated::Value),
        by_proxy: spec.by_proxy,
        in_person,
    }
}

fn notice_material(state: &CaseState, one: &MergedMaterial, order: &[ItemNo]) -> NoticeMaterial {
    let known = state.materials.get(&one.spec.key);
    let place = |no: &ItemNo| order.iter().position(|known| known == no).and_then(|at| u32::try_from(at + 1).ok());
    let name = match one.spec.note.trim() {
        "" => one.spec.name.clone(),
        note => zh("papers.material.noted", &[("name", &one.spec.name), ("note", note)]),
    };
    NoticeMaterial {
        name,
        form: form(one.spec.form, one.spec.copies),
        source: zh(paper_source(one.spec.source), &[]),
        need: if one.spec.required {
            Need::Required
        } else {
            Need::MayFollow { until: known.and_then(|known| known.promised_for).into() }
        },
        items: one.items.iter().filter_map(place).collect(),
        state: match known.filter(|known| known.received.is_some()) {
            Some(known) if known.paper.sighted_returned => zh("papers.material.sighted", &[]),
            Some(_) => zh("papers.material.received", &[]),
            None => String::new(),
        },
    }
}

pub(super) fn form(form: PaperForm, copies: u32) -> String {
    let key = match form {
        PaperForm::Original => "papers.form.original",
        PaperForm::Copy => "papers.form.copy",
        PaperForm::SightedCopy => "papers.form.sighted_copy",
        PaperForm::Sighted => "papers.form.sighted",
        PaperForm::Electronic => "papers.form.electronic",
    };
    zh(key, &[("n", &copies.to_string())])
}

const fn paper_source(source: PaperSource) -> &'static str {
    match source {
        PaperSource::Applicant => "papers.source.applicant",
        PaperSource::Employer => "papers.source.employer",
        PaperSource::Authority => "papers.source.authority",
        PaperSource::Window => "papers.source.window",
    }
}

/// The proof that the notice named everything, or what is still undecided. Nothing claims to be complete whose list
/// nobody has decided.
fn proof(state: &CaseState, notice: &case::Notice, items: &[&ItemState], merged: usize) -> String {
    let checked = case::completeness(state, notice);
    let code = notice.basis.get(..12).unwrap_or(&notice.basis);
    let code: Vec<&str> = [code.get(..4), code.get(4..8), code.get(8..12)].into_iter().flatten().collect();
    let open: Vec<&str> = items
        .iter()
        .filter(|item| item.spec.materials_complete.get() != Some(&true))
        .map(|item| item.spec.name.as_str())
        .collect();
    let key = match (checked.names_all_known(), open.is_empty()) {
        (false, _) => "papers.proof.incomplete",
        (true, true) => "papers.proof.complete",
        (true, false) => "papers.proof.open",
    };
    zh(
        key,
        &[
            ("items", &items.len().to_string()),
            ("conditions", &checked.preconditions.to_string()),
            ("materials", &merged.to_string()),
            ("open", &open.join("、")),
            ("code", &code.join("-")),
        ],
    )
}

pub(super) fn receipt(source: &Source, _: &Choice) -> Result<Draft> {
    let kind = Kind::Receipt;
    let (mark, reception) = source.state.receptions.last().ok_or_else(|| lacks(kind))?;
    let state = source.then(mark);
    let serves = |item: &&ItemState| {
        item.spec.materials.iter().any(|spec| reception.papers.iter().any(|paper| paper.key == spec.key))
    };
    let served: Vec<&ItemState> = state.items.values().filter(serves).collect();
    let handler = source.handler(&mark.fact);
    let paper = Receipt {
        head: source.head(kind, &reception.receipt, mark.local.date()),
        applicant: source.talent(mark),
        submitter: reception.from.clone(),
        received_at: mark.local,
        items: served.iter().map(|item| item.spec.name.clone()).collect(),
        materials: reception.papers.iter().map(received).collect(),
        receiver: handler.clone(),
        tail: source.tail(kind, handler, []),
    };
    let items = served.iter().map(|item| item.no.clone()).collect();
    Ok(Draft::about(paper.into(), &reception.receipt, items, vec![mark.fact]))
}

fn received(paper: &ReceivedPaper) -> Received {
    let kept = !matches!(paper.form, PaperForm::Sighted | PaperForm::Electronic) && paper.promised_for.is_none();
    let count = if kept { paper.copies } else { 0 };
    let original = paper.form == PaperForm::Original && !paper.sighted_returned;
    let mut notes = Vec::new();
    if let Some(day) = paper.promised_for {
        notes.push(zh("papers.received.promised", &[("date", &day_in_words(day))]));
    } else if paper.form == PaperForm::Electronic {
        notes.push(zh("papers.received.electronic", &[]));
    } else if paper.sighted_returned || paper.form == PaperForm::Sighted {
        notes.push(zh("papers.received.sighted", &[]));
    }
    Received {
        name: paper.name.clone(),
        originals: if original { count } else { 0 },
        copies: if original { 0 } else { count },
        pages: Some(paper.pages).filter(|pages| *pages > 0),
        note: notes.join("；"),
    }
}

/// A day as Chinese papers write it, without leading zeros.
pub(super) fn day_in_words(day: chrono::NaiveDate) -> String {
    day.format("%Y 年 %-m 月 %-d 日").to_string()
}

pub(super) fn acceptance_notice(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::AcceptanceNotice;
    let of = |items: &[AcceptedItem]| -> Vec<ItemNo> { items.iter().map(|one| one.item.clone()).collect() };
    let accepted =
        source.state.acceptances.iter().rev().find(|(_, accepted)| covers(&of(&accepted.items), choice.items));
    let (mark, acceptance) = accepted.ok_or_else(|| lacks(kind))?;
    let state = source.then(mark);
    let numbers = of(&acceptance.items);
    let day = mark.local.date();
    let items: Vec<Accepted> =
        acceptance.items.iter().filter_map(|one| accepted_item(source, &state, one, day)).collect();
    let handler = source.handler(&mark.fact);
    let dates = acceptance.items.iter().filter_map(|one| one.dues.promised.as_ref().or(one.dues.statutory.as_ref()));
    let last = state.receptions.last();
    let article = paper_rule(source.desk, kind).map(|document| document.article.clone()).unwrap_or_default();
    let paper = AcceptanceNotice {
        head: source.head(kind, &acceptance.number, day),
        applicant: source.talent(mark),
        agent: source.agent(day),
        received_at: last.map_or(mark.local, |(mark, _)| mark.local),
        accepted_on: acceptance.on,
        deemed: acceptance.deemed.then_some(article),
        items,
        due: due(dates.max_by_key(|due| due.date)),
        materials: state.receptions.iter().flat_map(|(_, reception)| &reception.papers).map(received).collect(),
        pickup: source.pickup(),
        acceptor: handler.clone(),
        tail: source.tail(kind, handler, articles(&state, &numbers)),
    };
    let mut rests_on = vec![mark.fact];
    rests_on.extend(state.receptions.iter().map(|(mark, _)| mark.fact));
    Ok(Draft::about(paper.into(), &acceptance.number, numbers, rests_on))
}

pub(super) fn articles(state: &CaseState, items: &[ItemNo]) -> Vec<String> {
    items.iter().filter_map(|no| state.items.get(no)).map(|item| item.spec.article.clone()).collect()
}

fn accepted_item(source: &Source, state: &CaseState, one: &AcceptedItem, day: chrono::NaiveDate) -> Option<Accepted> {
    let item = state.items.get(&one.item)?;
    let spec = &item.spec;
    let law = |reason: &&greenlane_domain::pack::Reason| reason.legal_layer && spec.legal_layer.is_some();
    let excluded = source.desk.pack.reasons.suspend.iter().filter(law).map(|reason| reason.text.clone());
    Some(Accepted {
        name: spec.name.clone(),
        department: source.body(&item.lead, day),
        statutory: limit(&spec.limits.statutory),
        promised: limit(&spec.limits.promised),
        due: due(one.dues.promised.as_ref().or(one.dues.statutory.as_ref())),
        excluded: excluded.collect(),
        fee: spec.fee.get().cloned().into(),
    })
}
