//! What is ready, what is not granted, what is collected elsewhere, what the employer is told.

use super::intake::articles;
use super::said::{Source, lacks, single, some, stated_text, zh};
use super::{Choice, Draft};
use crate::problem::Result;
use greenlane_domain::case::{CaseFact, Decision, ItemState, Mark, Outcome};
use greenlane_domain::pack::Pickup;
use greenlane_print::paper::{
    CollectedFeedback, CollectionNotice, Document, FedBack, Kind, RefusalNotice, RemoteCollection, Stated,
};

/// Items whose results lie at the window and have not been handed over.
fn ready<'s>(source: &'s Source, choice: &Choice) -> Vec<(&'s ItemState, &'s Mark, &'s [String])> {
    let waiting = source.state.items.values().filter(|item| item.handed_over.is_none() && choice.takes(item));
    let collected = |item: &'s ItemState| item.collected.as_ref().map(|(mark, papers)| (item, mark, papers.as_slice()));
    waiting.filter_map(collected).collect()
}

fn documents(ready: &[(&ItemState, &Mark, &[String])]) -> Vec<Document> {
    let mut list: Vec<Document> = Vec::new();
    for (item, _, papers) in ready {
        let none = [zh("papers.result_of", &[("item", &item.spec.name)])];
        let names: &[String] = if papers.is_empty() { &none } else { papers };
        for name in names {
            if !list.iter().any(|known| known.name == *name) {
                list.push(single(name));
            }
        }
    }
    list
}

/// 领取通知: with place and time once somebody has phoned and fixed them.
pub(super) fn notice(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::CollectionNotice;
    let ready = ready(source, choice);
    let collected = ready.iter().map(|(_, mark, _)| *mark).max_by_key(|mark| mark.at).ok_or_else(|| lacks(kind))?;
    let appointed = source.latest(|fact| match fact {
        CaseFact::HandoverAppointed { items, at, place, .. } => {
            ready.iter().any(|(item, ..)| items.contains(&item.no)).then_some((at, place))
        }
        _ => None,
    });
    let mark = appointed.as_ref().map_or(collected, |(mark, _)| mark);
    let day = mark.local.date();
    let tail = source.tail(kind, source.handler(&mark.fact), []);
    let hours =
        some(source.desk.office.letterhead.hours.clone()).or_else(|| source.desk.pack.letterhead.hours.get().cloned());
    let fixed = appointed.as_ref().map(|(_, (at, _))| super::said::moment_in_words(*at));
    let place = appointed.as_ref().and_then(|(_, (_, place))| some(place.clone()));
    let paper = CollectionNotice {
        head: source.head(kind, choice.number, day),
        applicant: source.talent(mark),
        documents: documents(&ready),
        place: place.or_else(|| tail.address.get().cloned()).unwrap_or_else(|| zh("papers.unset", &[])),
        hours: fixed.or(hours).into(),
        bring: ["papers.bring.identity", "papers.bring.receipt"].map(|key| zh(key, &[])).to_vec(),
        until: Stated::Unset,
        tail,
    };
    let mut rests_on: Vec<_> = ready.iter().map(|(_, mark, _)| mark.fact).collect();
    rests_on.extend(appointed.as_ref().map(|(mark, _)| mark.fact));
    Ok(Draft::about(paper.into(), choice.number, ready.iter().map(|(item, ..)| item.no.clone()).collect(), rests_on))
}

/// 异地领取单: where the city lets results be collected at any window.
pub(super) fn remote(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::RemoteCollection;
    if source.desk.pack.flow.delivery.pickup.get() != Some(&Pickup::AnyWindow) {
        return Err(lacks(kind));
    }
    let ready = ready(source, choice);
    let last = ready.iter().map(|(_, mark, _)| *mark).max_by_key(|mark| mark.at).ok_or_else(|| lacks(kind))?;
    let mark = source.made_after(last.fact);
    let paper = RemoteCollection {
        head: source.head(kind, choice.number, source.today()),
        applicant: source.talent(&mark),
        documents: documents(&ready),
        sending: source.window(),
        collecting: choice.word("collecting").unwrap_or_default(),
        check: choice.word("check").unwrap_or_else(|| zh("papers.check.identity", &[])),
        collected_at: None,
        tail: source.tail(kind, source.maker(), []),
    };
    let rests_on = ready.iter().map(|(_, mark, _)| mark.fact).collect();
    Ok(Draft::about(paper.into(), choice.number, ready.iter().map(|(item, ..)| item.no.clone()).collect(), rests_on))
}

/// 不予办理告知书: an item refused, or impossible even after coordination.
pub(super) fn refusal(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::RefusalNotice;
    let decided = source.state.items.values().filter(|item| choice.takes(item));
    let decided = decided.filter_map(|item| item.decision.as_ref().map(|(mark, decision)| (item, mark, decision)));
    let refused = decided.filter(|(_, _, one)| matches!(one.outcome, Outcome::Refused | Outcome::Impossible));
    let (item, mark, decision) = refused.max_by_key(|(_, mark, _)| mark.at).ok_or_else(|| lacks(kind))?;
    let day = mark.local.date();
    let remedy = decision.remedies.clone();
    let (advice, remedy) =
        if decision.outcome == Outcome::Impossible { (remedy, String::new()) } else { (String::new(), remedy) };
    let none = || zh("papers.none", &[]);
    let paper = RefusalNotice {
        head: source.head(kind, choice.number, day),
        applicant: source.talent(mark),
        item: item.spec.name.clone(),
        department: source.body(&item.lead, day),
        reason: super::delivery::reason_of(decision),
        advice: some(advice).unwrap_or_else(none),
        remedy: some(remedy).unwrap_or_else(none),
        tail: source.tail(kind, source.handler(&mark.fact), [item.spec.article.clone()]),
    };
    Ok(Draft::about(paper.into(), choice.number, vec![item.no.clone()], vec![mark.fact]))
}

/// 集中反馈函: all results so far, to the employer.
pub(super) fn feedback(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::CollectedFeedback;
    let employer = source.state.need.as_ref().and_then(|need| some(need.employer_name.clone()));
    let employer = employer.ok_or_else(|| lacks(kind))?;
    let items = source.state.items.values().filter(|item| choice.takes(item));
    let decided: Vec<(&ItemState, &Mark, &Decision)> =
        items.filter_map(|item| item.decision.as_ref().map(|(mark, decision)| (item, mark, decision))).collect();
    let (_, last, _) = decided.iter().max_by_key(|(_, mark, _)| mark.at).ok_or_else(|| lacks(kind))?;
    let day = last.local.date();
    let fed_back = |(item, mark, decision): &(&ItemState, &Mark, &Decision)| FedBack {
        item: item.spec.name.clone(),
        department: source.body(&item.lead, mark.local.date()),
        result: result_of(decision),
        on: mark.local.date(),
    };
    let numbers: Vec<_> = decided.iter().map(|(item, ..)| item.no.clone()).collect();
    let paper = CollectedFeedback {
        head: source.head(kind, choice.number, day),
        to: employer,
        talent: source.talent(last),
        results: decided.iter().map(fed_back).collect(),
        pickup: source.pickup(),
        copies: Vec::new(),
        tail: source.tail(kind, source.handler(&last.fact), articles(&source.state, &numbers)),
    };
    let rests_on = decided.iter().map(|(_, mark, _)| mark.fact).collect();
    Ok(Draft::about(paper.into(), choice.number, numbers, rests_on))
}

fn result_of(decision: &Decision) -> String {
    let key = match decision.outcome {
        Outcome::Granted => "papers.outcome.granted",
        Outcome::Refused => "papers.outcome.refused",
        Outcome::Withdrawn => "papers.outcome.withdrawn",
        Outcome::Impossible => "papers.outcome.impossible",
    };
    let why = if decision.outcome == Outcome::Granted { decision.result.clone() } else { decision.reason.clone() };
    match stated_text(&why) {
        Stated::Value(why) => zh("papers.outcome.why", &[("outcome", &zh(key, &[])), ("why", &why)]),
        Stated::Unset => zh(key, &[]),
    }
}
