//! Letters after GB/T 9704 whose words a person writes: an answer, a document, minutes.

use super::coordination::closed;
use super::said::{Source, lacks, some, zh};
use super::{Choice, Draft};
use crate::problem::Result;
use greenlane_domain::case::{ItemNo, ItemState};
use greenlane_print::paper::{Attendance, Kind, Minutes, OfficialDocument, Passage, ReplyLetter};

/// Paragraphs as they were typed: `一、` begins a heading of the first level, `（一）` one of the second.
fn passages(choice: &Choice, place: &str) -> Vec<Passage> {
    let short = |line: &str| line.chars().count() <= 28 && !line.ends_with('。');
    let numeral = |one: char| "一二三四五六七八九十".contains(one);
    let level = |line: &str| {
        let body = line.trim_start_matches(numeral);
        if body.len() < line.len() && body.starts_with('、') && short(line) {
            return 1;
        }
        let inside = line.strip_prefix('（').map(|rest| rest.trim_start_matches(numeral));
        if inside.is_some_and(|rest| rest.starts_with('）')) && short(line) { 2 } else { 0 }
    };
    choice.lines(place).into_iter().map(|text| Passage { level: level(&text), text }).collect()
}

/// 答复函: to the employer that brought the need, else to the person.
pub(super) fn reply_letter(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::ReplyLetter;
    let need = source.state.need.as_ref().ok_or_else(|| lacks(kind))?;
    let registered = source.state.registered.as_ref().ok_or_else(|| lacks(kind))?;
    let paper = ReplyLetter {
        head: source.head(kind, choice.number, source.today()),
        to: some(need.employer_name.clone()).unwrap_or_else(|| need.talent_name.clone()),
        question: choice.word("question").unwrap_or_else(|| zh("papers.question", &[("talent", &need.talent_name)])),
        asked_on: registered.local.date(),
        answers: choice.lines("answers"),
        attachments: Vec::new(),
        copies: Vec::new(),
        tail: source.tail(kind, source.maker(), source.state.items.values().map(|item| item.spec.article.clone())),
    };
    Ok(Draft::about(paper.into(), choice.number, choice.items.to_vec(), vec![registered.fact]))
}

/// 公文.
pub(super) fn document(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::OfficialDocument;
    let registered = source.state.registered.as_ref().ok_or_else(|| lacks(kind))?;
    let paper = OfficialDocument {
        head: source.head(kind, choice.number, source.today()),
        mark: source.window(),
        title: choice.word("title").unwrap_or_default(),
        to: choice.list("to"),
        body: passages(choice, "text"),
        attachments: Vec::new(),
        organ: source.window(),
        annotation: None,
        copies: choice.list("copies"),
        issuer: None,
        tail: source.tail(kind, source.maker(), []),
    };
    Ok(Draft::about(paper.into(), choice.number, choice.items.to_vec(), vec![registered.fact]))
}

/// 纪要 of the meeting that coordinated an item.
pub(super) fn minutes(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::Minutes;
    let coordinated = source.state.items.values().filter(|item| item.coordinated && choice.takes(item));
    let items: Vec<&ItemState> = coordinated.collect();
    let first = items.first().ok_or_else(|| lacks(kind))?;
    let fact = first.chosen.as_ref().map(|mark| mark.fact).ok_or_else(|| lacks(kind))?;
    let agreed: Vec<_> = items.iter().filter_map(|item| closed(source, item)).collect();
    let paper = Minutes {
        head: source.head(kind, choice.number, source.today()),
        mark: zh("papers.minutes.mark", &[]),
        title: choice.word("title").unwrap_or_default(),
        held_at: choice.word("held_at").unwrap_or_default(),
        place: choice.word("place").unwrap_or_default(),
        chair: choice.word("chair").unwrap_or_default(),
        present: vec![Attendance { group: zh("papers.minutes.present", &[]), names: choice.list("present") }],
        absent: choice.list("absent"),
        body: passages(choice, "text"),
        copies: Vec::new(),
        issuer: None,
        tail: source.tail(kind, source.maker(), []),
    };
    let mut rests_on = vec![fact];
    rests_on.extend(agreed.into_iter().map(|(mark, _)| mark.fact));
    let numbers: Vec<ItemNo> = items.iter().map(|item| item.no.clone()).collect();
    Ok(Draft::about(paper.into(), choice.number, numbers, rests_on))
}
