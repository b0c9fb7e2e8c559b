//! What is missing, what may follow, what is given back, what is not accepted, what went out and no longer holds.

use super::intake::articles;
use super::said::{Source, lacks, names, stated_text, zh};
use super::{Choice, Draft};
use crate::problem::Result;
use chrono::NaiveDate;
use greenlane_domain::case::{CaseFact, CaseState, ItemNo, ItemState, MaterialState, PaperMade};
use greenlane_domain::fact::FactId;
use greenlane_print::paper::{
    CorrectionNotice, Document, Due, Kind, Lacking, RejectionNotice, ReturnedMaterials, Stated, SupplementNotice,
    TolerantPromise,
};
use std::collections::{BTreeMap, BTreeSet};

/// The items that ask for any of some papers.
fn asking<'s>(state: &'s CaseState, keys: &[&str]) -> Vec<&'s ItemState> {
    let asks = |item: &&ItemState| item.spec.materials.iter().any(|spec| keys.contains(&spec.key.as_str()));
    state.items.values().filter(asks).collect()
}

fn numbers(items: &[&ItemState]) -> Vec<ItemNo> {
    items.iter().map(|item| item.no.clone()).collect()
}

/// How to hand in what is missing: as a person wrote it, else at the window.
fn how(source: &Source, choice: &Choice) -> String {
    choice.word("how").unwrap_or_else(|| zh("papers.how.window", &[("window", &source.window())]))
}

/// What follows if it is not: nobody has decided it unless a person says so.
fn consequence(choice: &Choice) -> String {
    choice.word("consequence").unwrap_or_else(|| zh("papers.unset", &[]))
}

fn until(day: Option<NaiveDate>) -> Stated<Due> {
    day.map(Due::certain).into()
}

/// 补正告知书.
pub(super) fn supplement_notice(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::SupplementNotice;
    let (mark, asked) = source.state.supplements.last().ok_or_else(|| lacks(kind))?;
    let state = source.then(mark);
    let keys: Vec<&str> = asked.papers.iter().map(|line| line.key.as_str()).collect();
    let items = asking(&state, &keys);
    let applied = state.receptions.first().map(|(mark, _)| mark).or(state.registered.as_ref()).unwrap_or(mark);
    let missing = asked.papers.iter().map(|line| Lacking {
        material: line.name.clone(),
        standard: line.standard.clone(),
        reason: line.reason.clone(),
    });
    let paper = SupplementNotice {
        head: source.head(kind, &asked.number, mark.local.date()),
        applicant: source.talent(mark),
        items: names(&items),
        applied_on: applied.local.date(),
        missing: missing.collect(),
        until: until(asked.until),
        how: how(source, choice),
        consequence: consequence(choice),
        tail: source.tail(kind, source.handler(&mark.fact), articles(&state, &numbers(&items))),
    };
    Ok(Draft::about(paper.into(), &asked.number, numbers(&items), vec![mark.fact]))
}

/// 容缺受理告知承诺书: what was promised for a later day.
pub(super) fn tolerant_promise(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::TolerantPromise;
    let promised = |(_, one): &&(_, greenlane_domain::case::Reception)| {
        one.papers.iter().any(|paper| paper.promised_for.is_some())
    };
    let (mark, reception) = source.state.receptions.iter().rev().find(promised).ok_or_else(|| lacks(kind))?;
    let state = source.then(mark);
    let (missing, here): (Vec<_>, Vec<_>) = reception.papers.iter().partition(|paper| paper.promised_for.is_some());
    let keys: Vec<&str> = missing.iter().map(|paper| paper.key.as_str()).collect();
    let items = asking(&state, &keys);
    let standard = |key: &str| {
        let specs = items.iter().flat_map(|item| &item.spec.materials);
        specs.into_iter().find(|spec| spec.key == key).map(|spec| super::intake::form(spec.form, spec.copies))
    };
    let lacking = missing.iter().map(|paper| Lacking {
        material: paper.name.clone(),
        standard: standard(&paper.key).unwrap_or_default(),
        reason: zh("papers.lacking.promised", &[]),
    });
    let paper = TolerantPromise {
        head: source.head(kind, choice.number, mark.local.date()),
        applicant: source.talent(mark),
        items: names(&items),
        received: here.iter().map(|paper| paper.name.clone()).collect(),
        missing: lacking.collect(),
        until: until(missing.iter().filter_map(|paper| paper.promised_for).max()),
        how: how(source, choice),
        consequence: consequence(choice),
        tail: source.tail(kind, source.handler(&mark.fact), articles(&state, &numbers(&items))),
    };
    Ok(Draft::about(paper.into(), choice.number, numbers(&items), vec![mark.fact]))
}

/// 材料退还单: everything that was given back on the day of the last return, to the same person.
pub(super) fn returned_materials(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::ReturnedMaterials;
    let returns = || {
        source.facts().filter_map(|(mark, fact)| match fact {
            CaseFact::MaterialReturned { material, to } => Some((mark, material, to)),
            _ => None,
        })
    };
    let (last, _, taker) = returns().next_back().ok_or_else(|| lacks(kind))?;
    let day = last.local.date();
    let together: Vec<_> = returns().filter(|(mark, _, to)| mark.local.date() == day && *to == taker).collect();
    let known: Vec<&MaterialState> =
        together.iter().filter_map(|(_, key, _)| source.state.materials.get(key)).collect();
    let document = |material: &&MaterialState| Document {
        name: material.name.clone(),
        number: None,
        count: material.paper.copies.max(1),
    };
    let keys: Vec<&str> = together.iter().map(|(_, key, _)| key.as_str()).collect();
    let items = asking(&source.state, &keys);
    let paper = ReturnedMaterials {
        head: source.head(kind, choice.number, day),
        applicant: source.talent(&last),
        materials: known.iter().map(document).collect(),
        reason: choice.word("reason").unwrap_or_default(),
        returned_at: Some(last.local),
        taker,
        tail: source.tail(kind, source.handler(&last.fact), []),
    };
    let rests_on = together.iter().map(|(mark, ..)| mark.fact).collect();
    Ok(Draft::about(paper.into(), choice.number, numbers(&items), rests_on))
}

/// 不予受理通知书.
pub(super) fn rejection_notice(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::RejectionNotice;
    let refused = source.state.items.values().filter(|item| choice.takes(item));
    let refused = refused.filter_map(|item| item.non_acceptance.as_ref().map(|(mark, refusal)| (item, mark, refusal)));
    let (item, mark, refusal) = refused.max_by_key(|(_, mark, _)| mark.at).ok_or_else(|| lacks(kind))?;
    let paper = RejectionNotice {
        head: source.head(kind, &refusal.number, mark.local.date()),
        applicant: source.talent(mark),
        items: names(&[item]),
        reason: refusal.reason.clone(),
        go_to: stated_text(&refusal.where_to_go),
        remedy: refusal.remedies.clone(),
        tail: source.tail(kind, source.handler(&mark.fact), [item.spec.article.clone()]),
    };
    Ok(Draft::about(paper.into(), &refusal.number, vec![item.no.clone()], vec![mark.fact]))
}

/// The papers that went out and rest on something set aside, or were set aside themselves: how many of each are out.
fn withdrawn(source: &Source) -> Vec<(FactId, PaperMade, u32)> {
    let aside: BTreeSet<&FactId> = source.state.settled.values().flatten().collect();
    let mut out: BTreeMap<String, u32> = BTreeMap::new();
    let mut made = Vec::new();
    for ordered in source.history.iter() {
        match CaseFact::of(ordered.fact) {
            Some(CaseFact::PaperMade(paper)) => made.push((ordered.fact.id, paper)),
            Some(CaseFact::PaperPrinted { sha256, copies, .. }) => *out.entry(sha256).or_default() += copies,
            _ => {}
        }
    }
    let gone =
        |fact: &FactId, paper: &PaperMade| aside.contains(fact) || paper.rests_on.iter().any(|on| aside.contains(on));
    let made = made.into_iter().filter(|(fact, paper)| gone(fact, paper));
    made.filter_map(|(fact, paper)| out.get(&paper.sha256).map(|count| (fact, paper.clone(), *count))).collect()
}

/// Whether any is.
pub(super) fn withdraws(source: &Source) -> bool {
    !withdrawn(source).is_empty()
}

/// 更正告知书: what went out and no longer holds, with the reason for which a person settled it.
pub(super) fn correction_notice(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::CorrectionNotice;
    let gone = withdrawn(source);
    let settled = |concerns: &dyn Fn(&FactId) -> bool| {
        let facts = source.facts().filter_map(|(mark, fact)| match fact {
            CaseFact::ContradictionSettled { contradiction, set_aside, reason }
                if source.state.settled.get(&contradiction) == Some(&set_aside) && set_aside.iter().any(concerns) =>
            {
                Some((mark, reason))
            }
            _ => None,
        });
        facts.collect::<Vec<_>>()
    };
    // What the papers rested on says why; where only a paper itself was set aside, that does.
    let mut why = settled(&|fact| gone.iter().any(|(_, paper, _)| paper.rests_on.contains(fact)));
    if why.is_empty() {
        why = settled(&|fact| gone.iter().any(|(made, ..)| made == fact));
    }
    let last = why.last().map(|(mark, _)| mark.clone()).filter(|_| !gone.is_empty()).ok_or_else(|| lacks(kind))?;
    let items: BTreeSet<ItemNo> = gone.iter().flat_map(|(_, paper, _)| paper.items.iter().cloned()).collect();
    let items: Vec<ItemNo> = items.into_iter().collect();
    let document = |(_, paper, count): &(FactId, PaperMade, u32)| Document {
        name: paper.title.clone(),
        number: (!paper.number.is_empty()).then(|| paper.number.clone()),
        count: *count,
    };
    let reasons: BTreeSet<&str> = why.iter().map(|(_, reason)| reason.trim()).collect();
    let paper = CorrectionNotice {
        head: source.head(kind, choice.number, last.local.date()),
        applicant: source.talent(&last),
        withdrawn: gone.iter().map(document).collect(),
        reason: reasons.into_iter().collect::<Vec<_>>().join("；"),
        instead: choice.word("instead").unwrap_or_default(),
        tail: source.tail(kind, source.handler(&last.fact), articles(&source.state, &items)),
    };
    let rests_on = why.iter().map(|(mark, _)| mark.fact).collect();
    Ok(Draft::about(paper.into(), choice.number, items, rests_on))
}
