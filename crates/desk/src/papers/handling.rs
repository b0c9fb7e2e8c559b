//! The papers of handling: a routing slip for each department of each item.

use super::said::{Source, due, lacks, limit, moment_in_words, stated_text, zh};
use super::{Choice, Draft};
use crate::problem::Result;
use greenlane_domain::case::{CaseFact, CaseState, Dispatch, ItemState, Mark, TaskState};
use greenlane_domain::pack::Route;
use greenlane_print::paper::{Document, Kind, RoutingReply, RoutingSlip, Stated};

/// One slip a department, with every item it has of the case; without a department, the one that was sent to last.
pub(super) fn routing_slip(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::RoutingSlip;
    let sent = source.state.items.values().filter(|item| choice.takes(item));
    let sent: Vec<(&ItemState, &String, &TaskState)> =
        sent.flat_map(|item| item.tasks.iter().map(move |(key, task)| (item, key, task))).collect();
    let latest = |key: Option<&str>| {
        let of_body = sent.iter().filter(|(_, known, _)| key.is_none_or(|key| key == *known));
        of_body.max_by_key(|(_, _, task)| task.dispatched.at)
    };
    let (_, key, last) = *latest(choice.body).ok_or_else(|| lacks(kind))?;
    let mark = &last.dispatched;
    let day = mark.local.date();
    let tasks: Vec<(&ItemState, &TaskState)> =
        sent.iter().filter(|(_, known, _)| *known == key).map(|(item, _, task)| (*item, *task)).collect();
    let items: Vec<&ItemState> = tasks.iter().map(|(item, _)| *item).collect();
    let each = |say: &dyn Fn(&ItemState) -> String| distinct(items.iter().map(|item| say(item)));
    let dues = tasks.iter().filter_map(|(item, task)| {
        dispatch(source, &task.dispatched).and_then(|dispatch| dispatch.due).or_else(|| item.due().cloned())
    });
    let number = distinct(tasks.iter().map(|(_, task)| task.number.clone())).join("、");
    let assisting = items.iter().flat_map(|item| item.assist.iter().filter(|party| party.key != *key));
    let articles = items.iter().flat_map(|item| [item.spec.article.clone(), item.article.clone()]);
    let paper = RoutingSlip {
        head: source.head(kind, &number, day),
        source: brought_by(source),
        talent: source.talent(mark),
        item: each(&|item| item.spec.name.clone()).join("、"),
        department: source.body(&last.to, day),
        assisting: distinct(assisting.map(|party| source.body(party, day))),
        specialist: last.to.specialist.clone().map_or(Stated::Unset, |name| stated_text(&name)),
        parallel: parallel(source, &source.state, &items, key, day),
        reason: each(&reason).join("。"),
        materials: materials(&source.then(mark), &items),
        request: request(&tasks),
        sent_at: mark.local,
        due: due(dues.min_by_key(|due| due.date).as_ref()),
        limit: limits(&items),
        reply: reply(&tasks),
        tail: source.tail(kind, source.handler(&mark.fact), articles),
    };
    let mut rests_on = Vec::new();
    for (_, task) in &tasks {
        rests_on.push(task.dispatched.fact);
        rests_on.extend(task.acknowledged.as_ref().map(|mark| mark.fact));
        rests_on.extend(task.feedback.as_ref().map(|(mark, _)| mark.fact));
        rests_on.extend(task.bounces.iter().map(|(mark, _)| mark.fact));
    }
    let title = zh("papers.title.routing_slip", &[("body", &last.to.short)]);
    let draft = Draft::about(paper.into(), &number, items.iter().map(|item| item.no.clone()).collect(), rests_on);
    Ok(Draft { title, body: Some(key.clone()), ..draft })
}

/// Each text once, in the order of its first appearance; empty ones are left out.
fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = Vec::new();
    for text in texts.filter(|text| !text.trim().is_empty()) {
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen
}

/// The fact behind a task, for what the state does not keep.
fn dispatch(source: &Source, mark: &Mark) -> Option<Dispatch> {
    match source.history.get(&mark.fact).and_then(CaseFact::of) {
        Some(CaseFact::Dispatched(dispatch)) => Some(dispatch),
        _ => None,
    }
}

pub(super) fn brought_by(source: &Source) -> String {
    let Some(need) = &source.state.need else { return String::new() };
    let channel = zh(&format!("papers.channel.{}", need.channel), &[]);
    let channel = if channel.starts_with("papers.channel.") { need.channel.clone() } else { channel };
    let capacity = zh(&format!("papers.capacity.{}", need.submitter.capacity), &[]);
    let capacity = if capacity.starts_with("papers.capacity.") { String::new() } else { capacity };
    match need.submitter.name.trim() {
        "" => channel,
        name => zh("papers.brought_by", &[("channel", &channel), ("capacity", &capacity), ("name", name)]),
    }
}

/// The departments that work on the other items of the case at the same time.
fn parallel(
    source: &Source,
    state: &CaseState,
    items: &[&ItemState],
    body: &str,
    day: chrono::NaiveDate,
) -> Vec<String> {
    if !items.iter().any(|item| item.route == Route::Parallel) {
        return Vec::new();
    }
    let others = state.items.values().filter(|other| other.route == Route::Parallel && other.accepted.is_some());
    let others = others.map(|other| &other.lead).filter(|lead| lead.key != body);
    distinct(others.map(|lead| source.body(lead, day)))
}

pub(super) fn reason(item: &ItemState) -> String {
    let article = match item.article.trim() {
        "" => String::new(),
        article => zh("papers.article", &[("article", article)]),
    };
    let duty = item.spec.duty.trim();
    let parts = [duty, item.rule.trim()].into_iter().filter(|part| !part.is_empty());
    format!("{}{article}", parts.collect::<Vec<_>>().join("；"))
}

/// What was handed in for the items and goes with them, each paper once.
pub(super) fn materials(then: &CaseState, items: &[&ItemState]) -> Vec<Document> {
    let mut keys: Vec<&str> = Vec::new();
    for spec in items.iter().flat_map(|item| &item.spec.materials) {
        if !keys.contains(&spec.key.as_str()) {
            keys.push(&spec.key);
        }
    }
    keys.into_iter()
        .filter_map(|key| then.materials.get(key))
        .filter(|material| material.received.is_some() && material.returned.is_none())
        .map(|material| Document { name: material.name.clone(), number: None, count: material.paper.copies.max(1) })
        .collect()
}

fn request(tasks: &[(&ItemState, &TaskState)]) -> Vec<String> {
    let own = distinct(tasks.iter().map(|(_, task)| task.request.trim().to_owned()));
    let standing = ["papers.request.sign", "papers.request.feedback", "papers.request.late"];
    own.into_iter().chain(standing.into_iter().map(|key| zh(key, &[]))).collect()
}

/// The limits of the items; each item's own where they differ.
pub(super) fn limits(items: &[&ItemState]) -> Stated<String> {
    let of = |item: &ItemState| -> String {
        let said = |key: &str, limit: Stated<String>| limit.get().map(|limit| zh(key, &[("limit", limit)]));
        let promised = said("papers.limit.promised", limit(&item.spec.limits.promised));
        let statutory = said("papers.limit.statutory", limit(&item.spec.limits.statutory));
        let parts: Vec<String> = [promised, statutory].into_iter().flatten().collect();
        parts.join("，")
    };
    let all: Vec<String> = items.iter().map(|item| of(item)).collect();
    match (all.first(), all.iter().all(|one| Some(one) == all.first())) {
        (Some(first), true) => stated_text(first),
        _ => {
            let unset = zh("papers.unset", &[]);
            let one = |(item, limit): (&&ItemState, &String)| {
                let limit = if limit.is_empty() { &unset } else { limit };
                zh("papers.limit.of", &[("item", &item.spec.name), ("limit", limit)])
            };
            Stated::Value(items.iter().zip(&all).map(one).collect::<Vec<_>>().join("；"))
        }
    }
}

fn reply(tasks: &[(&ItemState, &TaskState)]) -> RoutingReply {
    let moment = |mark: &Mark| moment_in_words(mark.local);
    let several = tasks.len() > 1;
    let of = |item: &ItemState, text: String| {
        if several { zh("papers.limit.of", &[("item", &item.spec.name), ("limit", &text)]) } else { text }
    };
    let signed = tasks.iter().filter_map(|(_, task)| {
        let mark = task.acknowledged.as_ref()?;
        let who = task.to.specialist.clone().unwrap_or_default();
        Some(format!("{who} {}", moment(mark)).trim().to_owned())
    });
    let results = tasks.iter().filter_map(|(item, task)| {
        let (_, feedback) = task.feedback.as_ref()?;
        Some(of(item, feedback.result.clone()))
    });
    let returned = tasks.iter().filter_map(|(item, task)| {
        let (mark, reason) = task.bounces.last()?;
        Some(of(item, format!("{reason}（{}）", moment(mark))))
    });
    let joined = |texts: Vec<String>| (!texts.is_empty()).then(|| texts.join("；"));
    let all_back = tasks.iter().all(|(_, task)| task.feedback.is_some());
    let last = tasks.iter().filter_map(|(_, task)| task.feedback.as_ref().map(|(mark, _)| mark.local)).max();
    RoutingReply {
        signed: joined(distinct(signed)),
        result: joined(distinct(results)),
        fed_back: last.filter(|_| all_back),
        returned: joined(distinct(returned)),
    }
}
