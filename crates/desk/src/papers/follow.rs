//! The papers of the time after: how it was, a call, what is handed to the department that answers for it, a check.

use super::said::{Source, lacks, names, single, some, zh};
use super::{Choice, Draft};
use crate::problem::Result;
use greenlane_domain::case::{CaseFact, ItemState, Mark, Outcome};
use greenlane_print::paper::{
    Answer, CallBack, Kind, MaterialTransfer, Point, Rating, SamplingCheck, Satisfaction, Stated,
};

fn decided<'s>(source: &'s Source, choice: &Choice) -> Vec<(&'s ItemState, &'s Mark)> {
    let items = source.state.items.values().filter(|item| choice.takes(item));
    items.filter_map(|item| item.decision.as_ref().map(|(mark, _)| (item, mark))).collect()
}

fn level(level: u8) -> Option<Rating> {
    Some(match level {
        5 => Rating::Excellent,
        4 => Rating::Good,
        3 => Rating::Fair,
        2 => Rating::Bad,
        1 => Rating::Worst,
        _ => return None,
    })
}

/// The latest rating of the case or of one of the items: when, the level, the person's words.
fn rated(source: &Source, choice: &Choice) -> Option<(Mark, (u8, String))> {
    source.latest(|fact| match fact {
        CaseFact::Rated { item, level, comment, .. } => {
            let ours = item.is_none_or(|item| choice.items.is_empty() || choice.items.contains(&item));
            ours.then_some((level, comment))
        }
        _ => None,
    })
}

/// 满意度测评表: to be filled in, or as it was given.
pub(super) fn satisfaction(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::Satisfaction;
    let decided = decided(source, choice);
    let (_, last) = decided.iter().max_by_key(|(_, mark)| mark.at).ok_or_else(|| lacks(kind))?;
    let given = rated(source, choice);
    let mark = given.as_ref().map_or(*last, |(mark, _)| mark);
    let items: Vec<&ItemState> = decided.iter().map(|(item, _)| *item).collect();
    let reasons = ["attitude", "time", "materials", "trips"].map(|key| zh(&format!("papers.reason.{key}"), &[]));
    let paper = Satisfaction {
        head: source.head(kind, choice.number, mark.local.date()),
        applicant: source.talent(mark),
        items: names(&items),
        rating: given.as_ref().and_then(|(_, (stars, _))| level(*stars)),
        reasons: reasons.to_vec(),
        words: given.as_ref().and_then(|(_, (_, words))| some(words.clone())),
        named: true,
        tail: source.tail(kind, source.handler(&mark.fact), []),
    };
    let mut rests_on: Vec<_> = decided.iter().map(|(_, mark)| mark.fact).collect();
    rests_on.extend(given.as_ref().map(|(mark, _)| mark.fact));
    Ok(Draft::about(paper.into(), choice.number, items.iter().map(|item| item.no.clone()).collect(), rests_on))
}

/// 回访记录表.
pub(super) fn call_back(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::CallBack;
    let called = source.latest(|fact| match fact {
        CaseFact::CalledBack { reached, answer, follow_up } => Some((reached, answer, follow_up)),
        _ => None,
    });
    let (mark, (reached, answer, follow_up)) = called.ok_or_else(|| lacks(kind))?;
    let said = if reached { answer } else { zh("papers.call.not_reached", &[]) };
    let given = rated(source, choice).filter(|(rating, _)| rating.at <= mark.at);
    let paper = CallBack {
        head: source.head(kind, choice.number, mark.local.date()),
        talent: source.talent(&mark),
        called_at: mark.local,
        caller: source.handler(&mark.fact),
        answers: vec![Answer { question: zh("papers.call.question", &[]), answer: said }],
        rating: given.as_ref().and_then(|(_, (stars, _))| level(*stars)),
        problem: String::new(),
        action: some(follow_up).unwrap_or_else(|| zh("papers.none", &[])),
        by: Stated::Unset,
        tail: source.tail(kind, source.handler(&mark.fact), []),
    };
    let mut rests_on = vec![mark.fact];
    rests_on.extend(given.map(|(mark, _)| mark.fact));
    Ok(Draft::about(paper.into(), choice.number, source.state.items.keys().cloned().collect(), rests_on))
}

/// 材料移交核验单: papers and results of decided items, to the department that leads them.
pub(super) fn material_transfer(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::MaterialTransfer;
    let decided = decided(source, choice);
    let of_body = decided.iter().filter(|(item, _)| choice.body.is_none_or(|body| item.lead.key == body));
    let (first, mark) = of_body.clone().max_by_key(|(_, mark)| mark.at).ok_or_else(|| lacks(kind))?;
    let items: Vec<&ItemState> =
        of_body.filter(|(item, _)| item.lead.key == first.lead.key).map(|(item, _)| *item).collect();
    let mut materials = super::handling::materials(&source.state, &items);
    let results = items.iter().filter_map(|item| item.decision.as_ref());
    materials.extend(results.flat_map(|(_, decision)| &decision.papers).map(|name| single(name)));
    let day = mark.local.date();
    let paper = MaterialTransfer {
        head: source.head(kind, choice.number, day),
        from: source.window(),
        to: source.body(&first.lead, day),
        talent: source.talent(mark),
        items: names(&items),
        materials,
        check: None,
        tail: source.tail(kind, source.handler(&mark.fact), []),
    };
    let rests_on = items.iter().filter_map(|item| item.decision.as_ref()).map(|(mark, _)| mark.fact).collect();
    let numbers = items.iter().map(|item| item.no.clone()).collect();
    let draft = Draft::about(paper.into(), choice.number, numbers, rests_on);
    Ok(Draft { body: Some(first.lead.key.clone()), ..draft })
}

/// 抽样核实表, for an item that was granted: its preconditions are what is looked into, unless points are written.
pub(super) fn sampling_check(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::SamplingCheck;
    let granted = source.state.items.values().filter(|item| choice.takes(item));
    let granted = granted.filter_map(|item| item.decision.as_ref().map(|(mark, decision)| (item, mark, decision)));
    let granted = granted.filter(|(_, _, decision)| decision.outcome == Outcome::Granted);
    let (item, mark, _) = granted.max_by_key(|(_, mark, _)| mark.at).ok_or_else(|| lacks(kind))?;
    let mut points = choice.lines("points");
    if points.is_empty() {
        points = item.spec.preconditions.iter().map(|condition| condition.text.clone()).collect();
    }
    if points.is_empty() {
        points = item.spec.materials.iter().map(|spec| zh("papers.point", &[("material", &spec.name)])).collect();
    }
    let paper = SamplingCheck {
        head: source.head(kind, choice.number, source.today()),
        talent: source.talent(&source.made_after(mark.fact)),
        item: item.spec.name.clone(),
        handled_on: mark.local.date(),
        checker: choice.word("checker").unwrap_or_default(),
        points: points.into_iter().map(|point| Point { point, finding: None }).collect(),
        conclusion: None,
        action: None,
        tail: source.tail(kind, source.maker(), [item.spec.article.clone()]),
    };
    Ok(Draft::about(paper.into(), choice.number, vec![item.no.clone()], vec![mark.fact]))
}
