//! The papers of dividing work: who does what, and who signed for it.

use super::handling::{materials, reason};
use super::said::{Source, due, lacks, single};
use super::{Choice, Draft};
use crate::problem::Result;
use greenlane_domain::case::{ItemNo, ItemState, Mark, TaskState};
use greenlane_print::paper::{Breakdown, Kind, SignForSlip, Task};

/// 任务分解单.
pub(super) fn breakdown(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::Breakdown;
    let items: Vec<&ItemState> = source.state.items.values().filter(|item| choice.takes(item)).collect();
    let chosen: Vec<&Mark> = items.iter().filter_map(|item| item.chosen.as_ref()).collect();
    let mark = chosen.iter().max_by_key(|mark| mark.at).ok_or_else(|| lacks(kind))?;
    let day = mark.local.date();
    let task = |item: &&ItemState| Task {
        item: item.spec.name.clone(),
        department: source.body(&item.lead, day),
        assisting: item.assist.iter().map(|party| source.body(party, day)).collect(),
        rule: reason(item),
        due: due(item.due()),
    };
    let paper = Breakdown {
        head: source.head(kind, choice.number, day),
        talent: source.talent(mark),
        need: source.state.need_text().to_owned(),
        tasks: items.iter().map(task).collect(),
        divided_by: source.handler(&mark.fact),
        tail: source.tail(kind, source.handler(&mark.fact), items.iter().map(|item| item.article.clone())),
    };
    let mut rests_on: Vec<_> = chosen.iter().map(|mark| mark.fact).collect();
    rests_on.extend(items.iter().filter_map(|item| item.accepted.as_ref()).map(|mark| mark.fact));
    Ok(Draft::about(paper.into(), choice.number, items.iter().map(|item| item.no.clone()).collect(), rests_on))
}

/// The tasks of one department: those of the body that was chosen, else of the one that was sent to last.
pub(super) fn tasks_of<'s>(
    source: &'s Source,
    choice: &Choice,
) -> Option<(&'s str, Vec<(&'s ItemState, &'s TaskState)>)> {
    let items = source.state.items.values().filter(|item| choice.takes(item));
    let all: Vec<(&str, &ItemState, &TaskState)> =
        items.flat_map(|item| item.tasks.iter().map(move |(key, task)| (key.as_str(), item, task))).collect();
    let of_body = all.iter().filter(|(key, ..)| choice.body.is_none_or(|body| body == *key));
    let (body, ..) = of_body.max_by_key(|(_, _, task)| task.dispatched.at)?;
    let tasks = all.iter().filter(|(key, ..)| key == body).map(|(_, item, task)| (*item, *task)).collect();
    Some((body, tasks))
}

/// 签收单: what a department was sent, to be signed for, or signed.
pub(super) fn sign_for_slip(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::SignForSlip;
    let (body, tasks) = tasks_of(source, choice).ok_or_else(|| lacks(kind))?;
    let last = tasks.iter().map(|(_, task)| *task).max_by_key(|task| task.dispatched.at).ok_or_else(|| lacks(kind))?;
    let (mark, day) = (&last.dispatched, last.dispatched.local.date());
    let items: Vec<&ItemState> = tasks.iter().map(|(item, _)| *item).collect();
    let mut documents = Vec::new();
    for (_, task) in &tasks {
        let mut slip = single(Kind::RoutingSlip.title());
        slip.number = Some(task.number.clone()).filter(|number| !number.is_empty());
        if !documents.contains(&slip) {
            documents.push(slip);
        }
    }
    documents.extend(materials(&source.then(mark), &items));
    let signed = tasks.iter().filter_map(|(_, task)| task.acknowledged.as_ref()).max_by_key(|mark| mark.at);
    let paper = SignForSlip {
        head: source.head(kind, choice.number, day),
        from: source.window(),
        to: source.body(&last.to, day),
        documents,
        sent_at: mark.local,
        signed: signed.map(|signed| {
            let who = last.to.specialist.clone().unwrap_or_default();
            format!("{who} {}", super::said::moment_in_words(signed.local)).trim().to_owned()
        }),
        tail: source.tail(kind, source.handler(&mark.fact), []),
    };
    let mut rests_on: Vec<_> = tasks.iter().map(|(_, task)| task.dispatched.fact).collect();
    rests_on.extend(signed.map(|mark| mark.fact));
    let numbers: Vec<ItemNo> = items.iter().map(|item| item.no.clone()).collect();
    let draft = Draft::about(paper.into(), choice.number, numbers, rests_on);
    Ok(Draft { body: Some(body.to_owned()), ..draft })
}
