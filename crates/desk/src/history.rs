//! What happened, in words: one sentence for each kind of fact.

use crate::desk::Open;
use crate::view::HistoryLine;
use chrono::NaiveDateTime;
use greenlane_domain::case::{CaseFact, CaseState, DueMove, ItemNo, Part, Told, mark_of};
use greenlane_domain::employer::EmployerFact;
use greenlane_domain::fact::{Fact, FactId, History};
use greenlane_domain::office::OfficeFact;
use greenlane_domain::talent::TalentFact;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A sentence: its key, what fills it, more in words, and the item it is about.
struct Said {
    key: String,
    fill: Vec<(&'static str, String)>,
    detail: String,
    item: Option<ItemNo>,
}

impl Said {
    fn new(key: impl Into<String>, fill: Vec<(&'static str, String)>) -> Self {
        Self { key: key.into(), fill, detail: String::new(), item: None }
    }
    fn more(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
    fn of(mut self, item: &ItemNo) -> Self {
        self.item = Some(item.clone());
        self
    }
}

/// The history of a case, latest first.
pub(crate) fn of_case(
    desk: &Open,
    history: &History,
    state: &CaseState,
    unsent: &BTreeSet<FactId>,
) -> Vec<HistoryLine> {
    let aside: BTreeSet<FactId> = state.settled.values().flatten().copied().collect();
    history
        .iter()
        .rev()
        .map(|ordered| {
            let fact = ordered.fact;
            let body = CaseFact::of(fact);
            let said = body.as_ref().map(|body| case_fact(desk, body, state));
            let mut line = line(desk, fact, said, unsent);
            line.set_aside = aside.contains(&fact.id);
            line.correctable = body.is_some_and(|body| is_correctable(&body));
            line
        })
        .collect()
}

/// One fact of a case in words.
pub(crate) fn words_of(desk: &Open, fact: &Fact, state: &CaseState) -> String {
    let said = CaseFact::of(fact).map(|body| case_fact(desk, &body, state));
    line(desk, fact, said, &BTreeSet::new()).words
}

/// The history of a talent's, an employer's or the office's file, latest first.
pub(crate) fn of_record(desk: &Open, history: &History, unsent: &BTreeSet<FactId>) -> Vec<HistoryLine> {
    history.iter().rev().map(|ordered| line(desk, ordered.fact, record_fact(desk, ordered.fact), unsent)).collect()
}

fn line(desk: &Open, fact: &Fact, said: Option<Said>, unsent: &BTreeSet<FactId>) -> HistoryLine {
    let mark = mark_of(fact);
    let said = said.unwrap_or_else(|| Said::new("history.unknown", vec![("kind", fact.content.kind.clone())]));
    let fill: Vec<(&str, &str)> = said.fill.iter().map(|(name, value)| (*name, value.as_str())).collect();
    HistoryLine {
        fact: fact.id,
        at: mark.local,
        by: mark.by,
        kind: fact.content.kind.clone(),
        words: desk.say(&said.key, &fill),
        detail: said.detail,
        item: said.item,
        unsent: unsent.contains(&fact.id),
        set_aside: false,
        correctable: false,
    }
}

fn is_correctable(fact: &CaseFact) -> bool {
    !matches!(
        fact,
        CaseFact::Corrected { .. }
            | CaseFact::ContradictionSettled { .. }
            | CaseFact::PaperPrinted { .. }
            | CaseFact::CaseMoved { .. }
            | CaseFact::DuesMoved { .. }
    )
}

/// The word by which a value is written in JSON, e.g. `granted`.
pub(crate) fn word<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn minute(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

fn told(desk: &Open, told: &Told) -> String {
    if told.at.is_none() {
        return String::new();
    }
    let how = desk.say(&format!("how.{}", told.how), &[]);
    let at = told.at.map(minute).unwrap_or_default();
    let said = desk.say("history.told", &[("by", &told.by), ("at", &at), ("how", &how), ("whom", &told.whom)]);
    if told.note.is_empty() { said } else { format!("{said} {}", told.note) }
}

fn both(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.trim().is_empty()).copied().collect::<Vec<_>>().join("；")
}

#[expect(clippy::too_many_lines, reason = "one arm a kind of fact: a list, not a story")]
fn case_fact(desk: &Open, fact: &CaseFact, state: &CaseState) -> Said {
    let item = |no: &ItemNo| state.items.get(no).map_or_else(|| no.0.clone(), |item| item.spec.name.clone());
    let items = |numbers: &[ItemNo]| numbers.iter().map(item).collect::<Vec<_>>().join("、");
    let body = |no: &ItemNo, key: &str| {
        let item = state.items.get(no);
        let party =
            item.and_then(|item| std::iter::once(&item.lead).chain(&item.assist).find(|party| party.key == key));
        party.map_or_else(|| desk.body_name(key), |party| party.short.clone())
    };
    let material = |key: &str| state.materials.get(key).map_or_else(|| key.to_owned(), |known| known.name.clone());
    let outcome = |outcome| desk.say(&format!("outcome.{}", word(&outcome)), &[]);
    match fact {
        CaseFact::NeedRegistered(need) => Said::new(
            "history.need_registered",
            vec![("number", need.number.clone()), ("talent", need.talent_name.clone())],
        )
        .more(both(&[&need.need, &desk.say(&format!("channel.{}", need.channel), &[])])),
        CaseFact::ItemsChosen { items } => {
            let names: Vec<&str> = items.iter().map(|item| item.spec.name.as_str()).collect();
            let rules: Vec<String> =
                items.iter().map(|item| format!("{} → {}：{}", item.spec.name, item.lead.short, item.rule)).collect();
            Said::new("history.items_chosen", vec![("items", names.join("、"))]).more(rules.join("；"))
        }
        CaseFact::ItemDropped { item: no, reason } => {
            Said::new("history.item_dropped", vec![("item", item(no))]).more(reason.clone()).of(no)
        }
        CaseFact::Noticed(notice) => {
            let again = if notice.reason.is_empty() { "history.noticed" } else { "history.noticed_again" };
            Said::new(again, vec![("items", items(&notice.items)), ("number", notice.number.clone())])
                .more(both(&[&notice.reason, &told(desk, &notice.told)]))
        }
        CaseFact::MaterialsReceived(reception) => {
            let names: Vec<String> = reception
                .papers
                .iter()
                .map(|paper| match paper.promised_for {
                    Some(day) => desk.say("history.promised", &[("paper", &paper.name), ("date", &day.to_string())]),
                    None => paper.name.clone(),
                })
                .collect();
            let count = names.len().to_string();
            Said::new(
                "history.materials_received",
                vec![("n", count), ("from", reception.from.clone()), ("number", reception.receipt.clone())],
            )
            .more(names.join("、"))
        }
        CaseFact::CorrectedOnSpot { material: key, what } => {
            Said::new("history.corrected_on_spot", vec![("paper", material(key))]).more(what.clone())
        }
        CaseFact::SupplementAsked(supplement) => {
            let lines: Vec<String> =
                supplement.papers.iter().map(|line| format!("{}：{}", line.name, line.reason)).collect();
            Said::new(
                "history.supplement_asked",
                vec![("n", lines.len().to_string()), ("number", supplement.number.clone())],
            )
            .more(both(&[&lines.join("；"), &told(desk, &supplement.told)]))
        }
        CaseFact::MaterialReturned { material: key, to } => {
            Said::new("history.material_returned", vec![("paper", material(key)), ("to", to.clone())])
        }
        CaseFact::Accepted(acceptance) => {
            let numbers: Vec<ItemNo> = acceptance.items.iter().map(|item| item.item.clone()).collect();
            Said::new("history.accepted", vec![("items", items(&numbers)), ("number", acceptance.number.clone())])
                .more(desk.say("history.calendar", &[("version", acceptance.calendar.as_str())]))
        }
        CaseFact::NotAccepted(refused) => Said::new("history.not_accepted", vec![("item", item(&refused.item))])
            .more(both(&[&refused.reason, &refused.where_to_go, &refused.remedies]))
            .of(&refused.item),
        CaseFact::Served { item: no, proof, note } => {
            Said::new("history.served", vec![("item", item(no)), ("proof", proof.clone())]).more(note.clone()).of(no)
        }
        CaseFact::Dispatched(dispatch) => {
            let key = match (dispatch.window_copy, dispatch.part) {
                (true, _) => "history.dispatched_straight",
                (false, Part::Assist) => "history.dispatched_assist",
                (false, Part::Lead) => "history.dispatched",
            };
            let fill = vec![
                ("item", item(&dispatch.item)),
                ("body", dispatch.to.short.clone()),
                ("number", dispatch.number.clone()),
            ];
            let due = dispatch.due.as_ref().map(|due| desk.say("history.until", &[("date", &due.date.to_string())]));
            Said::new(key, fill).more(both(&[&dispatch.request, &due.unwrap_or_default()])).of(&dispatch.item)
        }
        CaseFact::Acknowledged { item: no, body: key, by } => {
            Said::new("history.acknowledged", vec![("item", item(no)), ("body", body(no, key)), ("by", by.clone())])
                .of(no)
        }
        CaseFact::Bounced { item: no, body: key, reason, .. } => {
            Said::new("history.bounced", vec![("item", item(no)), ("body", body(no, key))]).more(reason.clone()).of(no)
        }
        CaseFact::Reassigned { item: no, body: key, to, reason } => {
            Said::new("history.reassigned", vec![("item", item(no)), ("body", body(no, key)), ("to", to.clone())])
                .more(reason.clone())
                .of(no)
        }
        CaseFact::FedBack(feedback) => Said::new(
            "history.fed_back",
            vec![
                ("item", item(&feedback.item)),
                ("body", body(&feedback.item, &feedback.body)),
                ("outcome", outcome(feedback.proposes)),
                ("by", feedback.by.clone()),
            ],
        )
        .more(both(&[&feedback.result, &feedback.papers.join("、")]))
        .of(&feedback.item),
        CaseFact::VisitBooked(visit) => {
            let at = visit.at.map(minute).unwrap_or_default();
            let mode = desk.say(&format!("in_person.{}", word(&visit.mode)), &[]);
            Said::new(
                "history.visit_booked",
                vec![("item", item(&visit.item)), ("mode", mode), ("at", at), ("place", visit.place.clone())],
            )
            .more(both(&[&visit.contact, &visit.escort, &visit.bring]))
            .of(&visit.item)
        }
        CaseFact::VisitMade { item: no, at, accompanied_by, note } => {
            Said::new("history.visit_made", vec![("item", item(no)), ("at", minute(*at))])
                .more(both(&[accompanied_by, note]))
                .of(no)
        }
        CaseFact::CoordinationOpened { item: no, problem, with, told: how } => {
            let bodies: Vec<String> = with.iter().map(|key| desk.body_name(key)).collect();
            Said::new("history.coordination_opened", vec![("item", item(no)), ("with", bodies.join("、"))])
                .more(both(&[problem, &told(desk, how)]))
                .of(no)
        }
        CaseFact::CoordinationClosed { item: no, result } => {
            Said::new("history.coordination_closed", vec![("item", item(no))]).more(result.clone()).of(no)
        }
        CaseFact::Suspended(suspension) => Said::new(
            "history.suspended",
            vec![("item", item(&suspension.item)), ("reason", suspension.reason.clone())],
        )
        .more(both(&[&suspension.article, &told(desk, &suspension.told)]))
        .of(&suspension.item),
        CaseFact::Resumed { item: no, .. } => Said::new("history.resumed", vec![("item", item(no))]).of(no),
        CaseFact::Extended(extension) => {
            let key = if extension.overdue { "history.extended_overdue" } else { "history.extended" };
            let filed = desk.say("history.filed_with", &[("whom", &extension.filed.whom)]);
            let filed = if extension.filed.at.is_some() { filed } else { String::new() };
            Said::new(key, vec![("item", item(&extension.item)), ("date", extension.new_due.date.to_string())])
                .more(both(&[&extension.reason, &told(desk, &extension.told), &filed]))
                .of(&extension.item)
        }
        CaseFact::Decided(decision) => {
            let key = if decision.on_spot { "history.decided_on_spot" } else { "history.decided" };
            Said::new(key, vec![("item", item(&decision.item)), ("outcome", outcome(decision.outcome))])
                .more(both(&[&decision.result, &decision.reason, &decision.basis, &decision.remedies]))
                .of(&decision.item)
        }
        CaseFact::Collected { item: no, papers } => {
            Said::new("history.collected", vec![("item", item(no))]).more(papers.join("、")).of(no)
        }
        CaseFact::HandoverAppointed { items: numbers, call, at, place } => Said::new(
            "history.handover_appointed",
            vec![("items", items(numbers)), ("at", minute(*at)), ("place", place.clone())],
        )
        .more(told(desk, call)),
        CaseFact::HandedOver(handover) => {
            let key = if handover.partial { "history.handed_over_part" } else { "history.handed_over" };
            // The pages send a key; another desk may have sent words of its own.
            let known = format!("papers.relation.{}", handover.relation);
            let relation = if crate::words::has(desk.language, &known) {
                desk.say(&known, &[])
            } else {
                handover.relation.clone()
            };
            Said::new(key, vec![("items", items(&handover.items)), ("to", handover.to.clone())]).more(both(&[
                &relation,
                &handover.power,
                &handover.papers.join("、"),
            ]))
        }
        CaseFact::Informed { items: numbers, told: how } => {
            Said::new("history.informed", vec![("items", items(numbers)), ("whom", how.whom.clone())])
                .more(told(desk, how))
        }
        CaseFact::Rated { item: no, level, comment, rectify, .. } => {
            let level = desk.say(&format!("rating.{level}"), &[]);
            let bad = rectify.as_ref().map(|_| desk.say("history.to_rectify", &[])).unwrap_or_default();
            let said = Said::new("history.rated", vec![("level", level)]).more(both(&[comment, &bad]));
            no.iter().fold(said, |said, no| said.of(no))
        }
        CaseFact::Rectified { item: Some(no), what } => {
            Said::new("history.rectified", vec![("item", item(no))]).more(what.clone()).of(no)
        }
        CaseFact::Rectified { item: None, what } => Said::new("history.rectified_case", Vec::new()).more(what.clone()),
        CaseFact::CalledBack { reached, answer, follow_up } => {
            let key = if *reached { "history.called_back" } else { "history.not_reached" };
            Said::new(key, Vec::new()).more(both(&[answer, follow_up]))
        }
        CaseFact::Filed(filing) => {
            Said::new("history.filed", vec![("papers", filing.papers.to_string()), ("pages", filing.pages.to_string())])
                .more(both(&[&filing.archival_code, &filing.remarks]))
        }
        CaseFact::PaperMade(paper) => Said::new(
            "history.paper_made",
            vec![("title", paper.title.clone()), ("number", paper.number.clone()), ("pages", paper.pages.to_string())],
        ),
        CaseFact::PaperPrinted { sha256, copies, originals, printer, reason } => {
            let paper = state.papers.iter().find(|paper| &paper.paper.sha256 == sha256);
            let title = paper.map_or_else(|| sha256.chars().take(12).collect(), |paper| paper.paper.title.clone());
            let key = if *originals { "history.printed_originals" } else { "history.printed_copies" };
            Said::new(key, vec![("title", title), ("n", copies.to_string()), ("printer", printer.clone())])
                .more(reason.clone())
        }
        CaseFact::DuesMoved { moves, because, .. } => {
            let one = |moved: &DueMove| {
                let (from, to) = (moved.from.date.to_string(), moved.to.date.to_string());
                desk.say("history.moved", &[("item", &item(&moved.item)), ("from", &from), ("to", &to)])
            };
            let lines: Vec<String> = moves.iter().map(one).collect();
            Said::new("history.dues_moved", vec![("because", because.clone())]).more(lines.join("；"))
        }
        CaseFact::Corrected { field, value, reason, .. } => {
            let field = desk.say(&format!("field.{}", word(field)), &[]);
            Said::new("history.corrected", vec![("field", field), ("value", value.clone())]).more(reason.clone())
        }
        CaseFact::ContradictionSettled { set_aside, reason, .. } => {
            let key = if set_aside.is_empty() { "history.unsettled" } else { "history.settled" };
            Said::new(key, vec![("n", set_aside.len().to_string())]).more(reason.clone())
        }
        CaseFact::Noted { text } => Said::new("history.noted", vec![("text", text.clone())]),
        CaseFact::CaseMoved { to, reason } => {
            Said::new("history.case_moved", vec![("region", to.clone())]).more(reason.clone())
        }
        CaseFact::Attached(attachment) => Said::new("history.attached", vec![("name", attachment.name.clone())]),
        CaseFact::AttachmentChanged { sha256, .. } => {
            let known = state.attachments.iter().find(|known| &known.attachment.sha256 == sha256);
            let name = known.map_or_else(String::new, |known| known.attachment.name.clone());
            Said::new("history.attachment_changed", vec![("name", name)])
        }
    }
}

fn record_fact(desk: &Open, fact: &Fact) -> Option<Said> {
    let fields = |fields: &BTreeMap<String, serde_json::Value>| {
        fields.keys().map(|field| desk.say(&format!("record.{field}"), &[])).collect::<Vec<_>>().join("、")
    };
    if let Some(body) = TalentFact::of(fact) {
        return Some(match body {
            TalentFact::TalentRecorded(record) => Said::new("history.talent_recorded", vec![("name", record.name)]),
            TalentFact::TalentChanged { fields: changed, reason } => {
                Said::new("history.record_changed", vec![("fields", fields(&changed))]).more(reason)
            }
            TalentFact::TalentMerged { reason, .. } => Said::new("history.talent_merged", Vec::new()).more(reason),
            TalentFact::TalentParted { reason, .. } => Said::new("history.talent_parted", Vec::new()).more(reason),
            TalentFact::Unmasked { what, reason } => {
                let field = what.split('/').next().unwrap_or_default();
                Said::new("history.unmasked", vec![("what", desk.say(&format!("record.{field}"), &[]))]).more(reason)
            }
        });
    }
    if let Some(body) = EmployerFact::of(fact) {
        return Some(match body {
            EmployerFact::EmployerRecorded(record) => {
                Said::new("history.employer_recorded", vec![("name", record.name)])
            }
            EmployerFact::EmployerChanged { fields: changed, reason } => {
                Said::new("history.record_changed", vec![("fields", fields(&changed))]).more(reason)
            }
        });
    }
    OfficeFact::of(fact).map(|_| Said::new(format!("history.office.{}", fact.content.kind), Vec::new()))
}
