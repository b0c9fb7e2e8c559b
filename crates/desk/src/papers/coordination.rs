//! The papers of coordination: what the applicant is told, what another department is asked, what is put to a meeting.

use super::said::{Source, due, lacks, zh};
use super::{Choice, Draft};
use crate::problem::Result;
use greenlane_domain::case::{CaseFact, ItemState, Mark, Part};
use greenlane_print::paper::{Agenda, CoordinationLetter, CoordinationNotice, Kind, Opinion};

/// The latest coordination of a chosen item: when, which item, the problem, with which bodies.
fn opened<'s>(source: &'s Source, choice: &Choice) -> Option<(Mark, &'s ItemState, String, Vec<String>)> {
    let found = source.latest(|fact| match fact {
        CaseFact::CoordinationOpened { item, problem, with, .. } => {
            let item = source.state.items.get(&item).filter(|item| choice.takes(item))?;
            Some((item, problem, with))
        }
        _ => None,
    });
    found.map(|(mark, (item, problem, with))| (mark, item, problem, with))
}

/// What came of the coordination of an item.
pub(super) fn closed(source: &Source, item: &ItemState) -> Option<(Mark, String)> {
    source.latest(|fact| match fact {
        CaseFact::CoordinationClosed { item: no, result } if no == item.no => Some(result),
        _ => None,
    })
}

fn names_of(source: &Source, keys: &[String], mark: &Mark) -> Vec<String> {
    let name = |key: &String| source.desk.pack.body(key).map(|body| body.name_on(mark.local.date()).to_owned());
    keys.iter().map(|key| name(key).unwrap_or_else(|| key.clone())).collect()
}

/// 协调办理告知书.
pub(super) fn notice(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::CoordinationNotice;
    let (mark, item, problem, with) = opened(source, choice).ok_or_else(|| lacks(kind))?;
    let mut who = names_of(source, &with, &mark);
    if who.is_empty() {
        who.push(source.window());
    }
    let agreed = closed(source, item).filter(|(closing, _)| closing.at > mark.at);
    let step = choice.word("step").or_else(|| agreed.as_ref().map(|(_, result)| result.clone()));
    let paper = CoordinationNotice {
        head: source.head(kind, choice.number, mark.local.date()),
        applicant: source.talent(&mark),
        item: item.spec.name.clone(),
        problem,
        coordinator: who.join("、"),
        step: step.unwrap_or_else(|| zh("papers.unset", &[])),
        expected: due(item.due()),
        tail: source.tail(kind, source.handler(&mark.fact), [item.spec.article.clone()]),
    };
    let mut rests_on = vec![mark.fact];
    rests_on.extend(agreed.map(|(mark, _)| mark.fact));
    Ok(Draft::about(paper.into(), choice.number, vec![item.no.clone()], rests_on))
}

/// 协同办理函: to a department that assists, or that a coordination is held with.
pub(super) fn letter(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::CoordinationLetter;
    let coordinated = opened(source, choice);
    let with = coordinated.as_ref().map(|(.., with)| with.as_slice()).unwrap_or_default();
    let assists = source.state.items.values().filter(|item| choice.takes(item)).flat_map(|item| {
        let assisting = item.tasks.iter().filter(|(_, task)| task.part == Part::Assist);
        assisting.map(move |(key, _)| (item, key))
    });
    let wanted = |key: &String| choice.body.is_none_or(|body| body == key);
    let of_coordination =
        coordinated.as_ref().and_then(|(_, item, ..)| Some((*item, with.iter().find(|key| wanted(key))?)));
    let (item, body) =
        of_coordination.or_else(|| assists.into_iter().find(|(_, key)| wanted(key))).ok_or_else(|| lacks(kind))?;
    let mark = source.made_on(item).ok_or_else(|| lacks(kind))?;
    let day = source.today();
    let reason = choice.word("reason").or_else(|| coordinated.as_ref().map(|(_, _, problem, _)| problem.clone()));
    let name = source.desk.pack.body(body).map(|body| body.name_on(day).to_owned());
    let paper = CoordinationLetter {
        head: source.head(kind, choice.number, day),
        department: name.unwrap_or_else(|| body.clone()),
        lead: source.body(&item.lead, day),
        talent: source.talent(&mark),
        item: item.spec.name.clone(),
        reason: reason.unwrap_or_default(),
        requests: choice.lines("requests"),
        due: due(item.due()),
        attachments: Vec::new(),
        tail: source.tail(kind, source.maker(), [item.spec.article.clone()]),
    };
    let mut rests_on = vec![mark.fact];
    rests_on.extend(coordinated.as_ref().map(|(mark, ..)| mark.fact));
    let draft = Draft::about(paper.into(), choice.number, vec![item.no.clone()], rests_on);
    Ok(Draft { body: Some(body.clone()), ..draft })
}

/// 议题呈报表: the question, how things stand, what the departments answered, and what is proposed.
pub(super) fn agenda(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::Agenda;
    let (opening, item, problem, _) = opened(source, choice).ok_or_else(|| lacks(kind))?;
    let mark = source.made_on(item).ok_or_else(|| lacks(kind))?;
    let talent = source.talent(&mark);
    let opinions = item.tasks.values().filter_map(|task| {
        let (_, feedback) = task.feedback.as_ref()?;
        Some(Opinion { department: source.body(&task.to, source.today()), text: feedback.result.clone() })
    });
    let agreed = closed(source, item).filter(|(closing, _)| closing.at > opening.at);
    let issue = [("talent", talent.name.as_str()), ("item", item.spec.name.as_str()), ("problem", problem.as_str())];
    let paper = Agenda {
        head: source.head(kind, choice.number, source.today()),
        proposer: source.window(),
        issue: zh("papers.issue", &issue),
        talent,
        situation: choice.word("situation").unwrap_or_else(|| source.state.need_text().to_owned()),
        opinions: opinions.collect(),
        proposal: choice.word("proposal").unwrap_or_default(),
        decision: agreed.as_ref().map(|(_, result)| result.clone()),
        tail: source.tail(kind, source.maker(), [item.spec.article.clone()]),
    };
    let mut rests_on = vec![opening.fact];
    rests_on.extend(agreed.map(|(mark, _)| mark.fact));
    Ok(Draft::about(paper.into(), choice.number, vec![item.no.clone()], rests_on))
}
