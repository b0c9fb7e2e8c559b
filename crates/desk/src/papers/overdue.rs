//! Papers that press for what is late: the slip for the department, the letter to it.

use super::handling::limits;
use super::intake::day_in_words;
use super::said::{Source, due, lacks, stated_text, zh};
use super::{Choice, Draft};
use crate::problem::Result;
use chrono::NaiveDate;
use greenlane_domain::case::{CaseState, ItemState, Mark, TaskState};
use greenlane_print::paper::{Kind, Stated, SupervisionLetter, SupervisionSlip};

/// What both papers say.
struct Late<'s> {
    item: &'s ItemState,
    task: &'s TaskState,
    body: &'s str,
    mark: Mark,
    overdue: u32,
    reminders: Vec<String>,
    requests: Vec<String>,
    reply_within: Stated<String>,
}

/// Tasks that wait for a department although their date has passed: item, department, task.
pub(super) fn late(state: &CaseState, today: NaiveDate) -> Vec<(&ItemState, &str, &TaskState)> {
    let late = |item: &&ItemState| {
        let past = item.due().is_some_and(|due| today > due.date);
        past && !item.phase.is_over() && item.suspended().is_none()
    };
    let items = state.items.values().filter(late);
    let tasks = items.flat_map(|item| item.tasks.iter().map(move |(body, task)| (item, body.as_str(), task)));
    tasks.filter(|(_, _, task)| task.feedback.is_none() && !task.returned).collect()
}

fn read<'s>(source: &'s Source, choice: &Choice, kind: Kind) -> Result<Late<'s>> {
    let found = late(&source.state, source.today());
    let wanted = |(item, body, _): &(&ItemState, &str, &TaskState)| {
        choice.takes(item) && choice.body.is_none_or(|wanted| wanted == *body)
    };
    let (item, body, task) = found.into_iter().find(wanted).ok_or_else(|| lacks(kind))?;
    let mark = source.made_on(item).ok_or_else(|| lacks(kind))?;
    let days = item.due().map_or(0, |due| source.desk.calendar.working_days_between(due.date, source.today()));
    let pressed = |made: &&greenlane_domain::case::PaperState| {
        let kinds = [Kind::SupervisionSlip.key(), Kind::SupervisionLetter.key()];
        kinds.contains(&made.paper.paper.as_str())
            && made.paper.body.as_deref() == Some(body)
            && made.paper.items.contains(&item.no)
            && made.mark.at < mark.at
    };
    let reminders = source.state.papers.iter().filter(pressed).map(|made| {
        let day = day_in_words(made.mark.local.date());
        zh("papers.reminded", &[("date", &day), ("paper", &made.paper.title)])
    });
    let mut requests = choice.lines("requests");
    if requests.is_empty() {
        requests = ["papers.pressed.finish", "papers.pressed.explain"].map(|key| zh(key, &[])).to_vec();
    }
    Ok(Late {
        reminders: reminders.collect(),
        item,
        task,
        body,
        mark,
        overdue: u32::try_from(days).unwrap_or(0),
        requests,
        reply_within: stated_text(&choice.word("reply_within").unwrap_or_default()),
    })
}

fn finished(late: &Late, paper: greenlane_print::paper::Paper, choice: &Choice) -> Draft {
    let rests_on = vec![late.task.dispatched.fact];
    let draft = Draft::about(paper, choice.number, vec![late.item.no.clone()], rests_on);
    Draft { body: Some(late.body.to_owned()), ..draft }
}

/// 督办单.
pub(super) fn slip(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::SupervisionSlip;
    let late = read(source, choice, kind)?;
    let paper = SupervisionSlip {
        head: source.head(kind, choice.number, source.today()),
        department: source.body(&late.task.to, source.today()),
        talent: source.talent(&late.mark),
        item: late.item.spec.name.clone(),
        limit: limits(&[late.item]),
        due: due(late.item.due()),
        overdue: late.overdue,
        reminders: late.reminders.clone(),
        requests: late.requests.clone(),
        reply_within: late.reply_within.clone(),
        reply: None,
        tail: source.tail(kind, source.maker(), [late.item.spec.article.clone()]),
    };
    Ok(finished(&late, paper.into(), choice))
}

/// 督办函.
pub(super) fn letter(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::SupervisionLetter;
    let late = read(source, choice, kind)?;
    let slip = match late.task.number.trim() {
        "" => Kind::RoutingSlip.title().to_owned(),
        number => zh("papers.numbered", &[("paper", Kind::RoutingSlip.title()), ("number", number)]),
    };
    let paper = SupervisionLetter {
        head: source.head(kind, choice.number, source.today()),
        department: source.body(&late.task.to, source.today()),
        talent: source.talent(&late.mark),
        item: late.item.spec.name.clone(),
        limit: limits(&[late.item]),
        due: due(late.item.due()),
        overdue: late.overdue,
        reminders: late.reminders.clone(),
        requests: late.requests.clone(),
        reply_within: late.reply_within.clone(),
        attachments: vec![slip],
        copies: Vec::new(),
        tail: source.tail(kind, source.maker(), [late.item.spec.article.clone()]),
    };
    Ok(finished(&late, paper.into(), choice))
}
