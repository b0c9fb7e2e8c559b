//! The papers of delivery: what came of each item, the proof of service, the list of what was handed over.

use super::intake::{articles, covers, day_in_words};
use super::said::{Source, lacks, single, some, zh};
use super::{Choice, Draft};
use crate::problem::Result;
use greenlane_domain::case::{self, Decision, Handover, ItemNo, ItemState, Mark};
use greenlane_print::paper::{
    Document, HandoverLine, HandoverList, ItemResult, Kind, Outcome, Proxy, ResultNotice, ServiceMethod, ServiceReturn,
    Stated,
};

/// The number is given by the caller: no act of a case takes it.
pub(super) fn result_notice(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::ResultNotice;
    let decided = source.state.items.values().filter(|item| choice.takes(item));
    let decided: Vec<(&ItemState, &Mark, &Decision)> =
        decided.filter_map(|item| item.decision.as_ref().map(|(mark, decision)| (item, mark, decision))).collect();
    let (_, last, _) = decided.iter().max_by_key(|(_, mark, _)| mark.at).ok_or_else(|| lacks(kind))?;
    let day = last.local.date();
    let numbers: Vec<ItemNo> = decided.iter().map(|(item, ..)| item.no.clone()).collect();
    let paper = ResultNotice {
        head: source.head(kind, choice.number, day),
        applicant: source.talent(last),
        agent: source.agent(day),
        results: decided.iter().map(|(item, mark, decision)| item_result(source, item, mark, decision)).collect(),
        pickup: source.pickup(),
        rating: rating(source),
        tail: source.tail(kind, source.handler(&last.fact), articles(&source.state, &numbers)),
    };
    let rests_on = decided.iter().map(|(_, mark, _)| mark.fact).collect();
    Ok(Draft::about(paper.into(), choice.number, numbers, rests_on))
}

fn item_result(source: &Source, item: &ItemState, mark: &Mark, decision: &Decision) -> ItemResult {
    let day = mark.local.date();
    let reason = reason_of(decision);
    ItemResult {
        name: item.spec.name.clone(),
        department: source.body(&item.lead, day),
        outcome: match decision.outcome {
            case::Outcome::Granted => Outcome::Granted,
            case::Outcome::Refused => Outcome::Refused { reason, remedy: decision.remedies.clone() },
            case::Outcome::Withdrawn => Outcome::Withdrawn { reason },
            case::Outcome::Impossible => Outcome::Impossible { reason, advice: decision.remedies.clone() },
        },
        documents: decision.papers.iter().map(|name| single(name)).collect(),
        decided_on: day,
    }
}

/// Why an item was not granted, with what that rests on.
pub(super) fn reason_of(decision: &Decision) -> String {
    match decision.basis.trim() {
        "" => decision.reason.clone(),
        basis => format!("{}{}", decision.reason, zh("papers.article", &[("article", basis)])),
    }
}

fn rating(source: &Source) -> Stated<String> {
    let levels: Vec<&str> = source.desk.pack.ratings.iter().map(|level| level.name.as_str()).collect();
    if levels.is_empty() {
        return Stated::Unset;
    }
    Stated::Value(zh("papers.rating", &[("levels", &levels.join("、"))]))
}

/// The latest handover that gave out the wanted items.
fn handover<'s>(source: &'s Source, kind: Kind, wanted: &[ItemNo]) -> Result<&'s (Mark, Handover)> {
    let found = source.state.handovers.iter().rev().find(|(_, handover)| covers(&handover.items, wanted));
    found.ok_or_else(|| lacks(kind))
}

pub(super) fn service_return(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::ServiceReturn;
    let (mark, handover) = handover(source, kind, choice.items)?;
    let state = source.then(mark);
    let names: Vec<&str> =
        source.items(&state, &[], &handover.items).iter().map(|item| item.spec.name.as_str()).collect();
    let handler = source.handler(&mark.fact);
    // A result notice made before the handover went out with it.
    let notices = state.papers.iter().filter(|paper| paper.paper.paper == Kind::ResultNotice.key());
    let notices = notices.map(|paper| Document {
        name: paper.paper.title.clone(),
        number: some(paper.paper.number.clone()),
        count: 1,
    });
    let paper = ServiceReturn {
        head: source.head(kind, &handover.number, mark.local.date()),
        organ: source.window(),
        cause: zh(
            "papers.cause",
            &[("talent", state.talent_name()), ("items", &names.join("、")), ("n", &names.len().to_string())],
        ),
        documents: notices.chain(handover.papers.iter().map(|name| single(name))).collect(),
        addressee: source.talent(mark),
        place: some(source.desk.office.letterhead.address.clone()),
        method: method(&handover.method),
        received_at: None,
        proxy: proxy(handover),
        refusal: None,
        witness: None,
        servers: vec![handler.clone()],
        remark: if handover.partial { zh("papers.partial", &[]) } else { String::new() },
        tail: source.tail(kind, handler, []),
    };
    Ok(Draft::about(paper.into(), &handover.number, handover.items.clone(), vec![mark.fact]))
}

fn method(word: &str) -> Option<ServiceMethod> {
    Some(match word {
        "in_person" | "direct" | "counter" => ServiceMethod::Direct,
        "left" => ServiceMethod::Left,
        "electronic" | "online" => ServiceMethod::Electronic,
        "post" | "mail" | "letter" => ServiceMethod::Post,
        "entrusted" => ServiceMethod::Entrusted,
        "announced" => ServiceMethod::Announced,
        _ => return None,
    })
}

fn is_talent(relation: &str) -> bool {
    matches!(relation.trim(), "" | "self" | "talent" | "本人")
}

fn proxy(handover: &Handover) -> Option<Proxy> {
    (!is_talent(&handover.relation)).then(|| Proxy {
        name: handover.to.clone(),
        relation: in_words("papers.relation", &handover.relation),
        reason: handover.power.clone(),
    })
}

/// A word of the program in words for people; other words stay as they were typed.
fn in_words(prefix: &str, word: &str) -> String {
    let key = format!("{prefix}.{word}");
    let said = zh(&key, &[]);
    if said == key { word.to_owned() } else { said }
}

pub(super) fn handover_list(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::HandoverList;
    let (mark, handover) = handover(source, kind, choice.items)?;
    let state = source.then(mark);
    let items = source.items(&state, &[], &handover.items);
    let talent = source.talent(mark);
    let own = is_talent(&handover.relation);
    let paper = HandoverList {
        head: source.head(kind, &handover.number, mark.local.date()),
        collector: if own {
            handover.to.clone()
        } else {
            let relation = in_words("papers.relation", &handover.relation);
            zh("papers.collector", &[("name", &handover.to), ("relation", &relation)])
        },
        power: if own { zh("papers.relation.self", &[]) } else { handover.power.clone() },
        handed_at: Some(mark.local),
        lines: lines(handover, &items),
        remaining: state.items.values().filter(|item| item.handed_over.is_none()).filter_map(remaining).collect(),
        applicant: talent,
        tail: source.tail(kind, source.handler(&mark.fact), []),
    };
    Ok(Draft::about(paper.into(), &handover.number, handover.items.clone(), vec![mark.fact]))
}

/// Each paper under the item it came from; a paper that no item names stands under all of them.
fn lines(handover: &Handover, items: &[&ItemState]) -> Vec<HandoverLine> {
    let gave = |item: &&ItemState, name: &String| {
        let decided = item.decision.as_ref().is_some_and(|(_, decision)| decision.papers.contains(name));
        decided || item.collected.as_ref().is_some_and(|(_, papers)| papers.contains(name))
    };
    let line = |name: &String| {
        let from: Vec<&str> =
            items.iter().filter(|item| gave(item, name)).map(|item| item.spec.name.as_str()).collect();
        let all: Vec<&str> = items.iter().map(|item| item.spec.name.as_str()).collect();
        HandoverLine {
            item: if from.is_empty() { all.join("、") } else { from.join("、") },
            document: single(name),
            note: zh("papers.original", &[]),
        }
    };
    let mut lines: Vec<HandoverLine> = handover.papers.iter().map(line).collect();
    // An item without a paper of its own is handed over by word, and the list says so.
    for item in items.iter().filter(|item| !handover.papers.iter().any(|name| gave(item, name))) {
        if !lines.iter().any(|line| line.item.contains(&item.spec.name)) {
            lines.push(HandoverLine {
                item: item.spec.name.clone(),
                document: Document { name: zh("papers.told_by_notice", &[]), number: None, count: 1 },
                note: String::new(),
            });
        }
    }
    lines
}

fn remaining(item: &ItemState) -> Option<String> {
    if item.phase == case::ItemPhase::NotAccepted {
        return None;
    }
    let name = item.spec.name.as_str();
    Some(match item.due() {
        Some(due) => {
            let key = if due.provisional { "papers.remaining.provisional" } else { "papers.remaining.due" };
            zh(key, &[("item", name), ("date", &day_in_words(due.date))])
        }
        None => zh("papers.remaining.unset", &[("item", name)]),
    })
}
