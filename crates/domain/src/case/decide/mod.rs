//! Which facts an act would write, or why it is refused.

mod handling;
mod intake;
mod settling;

use super::act::{ActKind, CaseAct};
use super::body::*;
use super::clock::dues_after;
use super::offer::guard;
use super::refusal::{FIELDS, Refusal, Rule};
use super::rules::Rules;
use super::state::{CaseState, ItemState};
use crate::calendar::{Calendar, CalendarError};
use crate::fact::{Author, Moment};
use crate::pack::{InPersonMode, Reason};
use chrono::NaiveDate;
use handling::{decision, dispatch, extension};
use intake::{accept, notice, numbered, reception, submittable};
use settling::settlement;

/// What a decision may look at besides the state.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The city's switches.
    pub rules: &'a Rules,
    /// The calendar in force at this desk.
    pub calendar: &'a Calendar,
    /// Now.
    pub now: Moment,
    /// Who acts.
    pub who: &'a Author,
    /// The number allotted to the act's paper, where [`ActKind::series`] names a series.
    pub number: &'a str,
}

impl Context<'_> {
    /// Today in Beijing.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.now.date()
    }

    pub(super) fn refuse<T>(&self, rule: Rule, fill: &[(&str, &str)]) -> Result<T, Refusal> {
        let fill = fill.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Err(Refusal { rule, article: self.rules.article(rule), fill })
    }

    /// `field` is one of [`FIELDS`]: its label is in the words.
    fn require(&self, text: &str, field: &str) -> Result<(), Refusal> {
        debug_assert!(FIELDS.contains(&field), "{field} has no label");
        if text.trim().is_empty() { self.refuse(Rule::FieldEmpty, &[("field", field)]) } else { Ok(()) }
    }

    fn counted<T>(&self, due: Result<T, CalendarError>) -> Result<T, Refusal> {
        let refuse = |error: CalendarError| {
            // Said in the reader's language when it is shown.
            let kept = serde_json::to_string(&error).unwrap_or_default();
            self.refuse(Rule::CalendarMissing, &[("calendar", &kept)])
        };
        due.or_else(refuse)
    }

    fn told(&self, told: &Told) -> Result<(), Refusal> {
        if told.at.is_none() || told.by.trim().is_empty() || told.whom.trim().is_empty() {
            return self.refuse(Rule::NotTold, &[]);
        }
        Ok(())
    }

    /// A reason of the pack's list. Some hold only for items under the licensing law.
    fn reason<'r>(
        &self,
        list: &'r [Reason],
        key: &str,
        item: Option<&ItemState>,
        field: &str,
    ) -> Result<&'r Reason, Refusal> {
        let licence = item.is_some_and(|item| item.spec.legal_layer.is_some());
        let allowed = || list.iter().filter(|reason| licence || !reason.legal_layer);
        match allowed().find(|reason| reason.key == key) {
            Some(reason) => Ok(reason),
            None if key.trim().is_empty() => self.refuse(Rule::FieldEmpty, &[("field", field)]),
            None => {
                let known = list.iter().find(|reason| reason.key == key).map_or(key, |reason| &reason.text);
                let names: Vec<&str> = allowed().map(|reason| reason.text.as_str()).collect();
                self.refuse(Rule::ReasonNotListed, &[("reason", known), ("list", &names.join("、"))])
            }
        }
    }

    /// Such a reason with the words of one's own that it asks for.
    fn explained<'r>(
        &self,
        list: &'r [Reason],
        key: &str,
        own: &str,
        item: Option<&ItemState>,
    ) -> Result<&'r Reason, Refusal> {
        let listed = self.reason(list, key, item, "reason_key")?;
        if listed.explain {
            self.require(own, "reason")?;
        }
        Ok(listed)
    }
}

/// The facts that an act would write.
///
/// # Errors
/// A [`Refusal`] that names the rule and its article.
pub fn decide(state: &CaseState, act: &CaseAct, context: &Context) -> Result<Vec<CaseFact>, Refusal> {
    let kind = act.kind();
    let check = |item: Option<&ItemNo>, body: Option<&str>| guard(state, kind, item, body, context);
    let item_of = |no: &ItemNo| match state.items.get(no) {
        Some(item) => Ok(item),
        None => context.refuse(Rule::NoSuchItem, &[("item", &no.0)]),
    };
    let each = |items: &[ItemNo]| -> Result<(), Refusal> {
        if items.is_empty() {
            return context.refuse(Rule::NothingChosen, &[]);
        }
        items.iter().try_for_each(|no| check(Some(no), None))
    };
    let fact = match act {
        CaseAct::RegisterNeed { need } => {
            check(None, None)?;
            context.require(&need.talent_name, "talent_name")?;
            context.require(&need.need, "need")?;
            submittable(&need.submitter, context)?;
            CaseFact::NeedRegistered(NeedRegistered { number: context.number.to_owned(), ..(**need).clone() })
        }
        CaseAct::ChooseItems { items } => {
            check(None, None)?;
            if items.is_empty() {
                return context.refuse(Rule::NothingChosen, &[]);
            }
            CaseFact::ItemsChosen { items: numbered(state, items, context)? }
        }
        CaseAct::DropItem { item, reason } => {
            check(Some(item), None)?;
            context.require(reason, "reason")?;
            CaseFact::ItemDropped { item: item.clone(), reason: reason.clone() }
        }
        CaseAct::GiveNotice { items, told, reason } => {
            each(items)?;
            notice(state, items, told, reason, context)?
        }
        CaseAct::Receive { from, papers } => {
            check(None, None)?;
            context.require(from, "from")?;
            reception(state, from, papers, context)?
        }
        CaseAct::CorrectOnSpot { material, what } => {
            check(None, None)?;
            context.require(what, "what")?;
            if !state.materials.contains_key(material) {
                return context.refuse(Rule::NoSuchPaper, &[("paper", material)]);
            }
            CaseFact::CorrectedOnSpot { material: material.clone(), what: what.clone() }
        }
        CaseAct::AskSupplement { papers, until, told, reason } => {
            check(None, None)?;
            context.told(told)?;
            if papers.is_empty() {
                return context.refuse(Rule::NothingChosen, &[]);
            }
            if !state.supplements.is_empty() && reason.trim().is_empty() {
                return context.refuse(Rule::SecondSupplement, &[]);
            }
            CaseFact::SupplementAsked(Supplement {
                number: context.number.to_owned(),
                papers: papers.clone(),
                until: *until,
                told: told.clone(),
                reason: reason.clone(),
            })
        }
        CaseAct::ReturnMaterial { material, to } => {
            check(None, None)?;
            context.require(to, "to")?;
            match state.materials.get(material) {
                None => return context.refuse(Rule::NoSuchPaper, &[("paper", material)]),
                Some(paper) if paper.returned.is_some() => {
                    return context.refuse(Rule::AlreadyReturned, &[("paper", &paper.name)]);
                }
                Some(_) => CaseFact::MaterialReturned { material: material.clone(), to: to.clone() },
            }
        }
        CaseAct::Accept { items } => {
            each(items)?;
            accept(state, items, context)?
        }
        CaseAct::RefuseAcceptance { item, reason_key, reason, where_to_go, remedies } => {
            check(Some(item), None)?;
            let listed =
                context.explained(&context.rules.rejection_reasons, reason_key, reason, state.items.get(item))?;
            if where_to_go.trim().is_empty() || remedies.trim().is_empty() {
                return context.refuse(Rule::GroundsMissing, &[]);
            }
            CaseFact::NotAccepted(NonAcceptance {
                item: item.clone(),
                number: context.number.to_owned(),
                reason_key: reason_key.clone(),
                reason: or(reason, &listed.text),
                where_to_go: where_to_go.clone(),
                remedies: remedies.clone(),
            })
        }
        CaseAct::Serve { item, proof, note } => {
            check(Some(item), None)?;
            if proof.trim().is_empty() {
                return context.refuse(Rule::ProofMissing, &[]);
            }
            context.require(note, "served_note")?;
            CaseFact::Served { item: item.clone(), proof: proof.clone(), note: note.clone() }
        }
        CaseAct::Dispatch { item, body, request } => {
            check(Some(item), Some(body))?;
            dispatch(item_of(item)?, body, request, context)?
        }
        CaseAct::Acknowledge { item, body, by } => {
            check(Some(item), Some(body))?;
            context.require(by, "signed_by")?;
            CaseFact::Acknowledged { item: item.clone(), body: body.clone(), by: by.clone() }
        }
        CaseAct::Bounce { item, body, reason_key, reason } => {
            check(Some(item), Some(body))?;
            let listed = context.explained(&context.rules.return_reasons, reason_key, reason, state.items.get(item))?;
            CaseFact::Bounced {
                item: item.clone(),
                body: body.clone(),
                reason_key: reason_key.clone(),
                reason: or(reason, &listed.text),
            }
        }
        CaseAct::Reassign { item, body, to, reason } => {
            check(Some(item), Some(body))?;
            context.require(to, "reassign_to")?;
            context.require(reason, "reason")?;
            CaseFact::Reassigned { item: item.clone(), body: body.clone(), to: to.clone(), reason: reason.clone() }
        }
        CaseAct::FeedBack { item, body, by, result, proposes, papers } => {
            check(Some(item), Some(body))?;
            context.require(by, "fed_back_by")?;
            context.require(result, "result")?;
            CaseFact::FedBack(Feedback {
                item: item.clone(),
                body: body.clone(),
                by: by.clone(),
                result: result.clone(),
                proposes: *proposes,
                papers: papers.clone(),
            })
        }
        CaseAct::BookVisit { visit } => {
            check(Some(&visit.item), None)?;
            context.require(&visit.place, "place")?;
            if visit.mode != InPersonMode::Guide && visit.at.is_none() {
                return context.refuse(Rule::FieldEmpty, &[("field", "visit_day")]);
            }
            if visit.mode == InPersonMode::Escort {
                context.require(&visit.escort, "escort")?;
            }
            CaseFact::VisitBooked(visit.clone())
        }
        CaseAct::RecordVisit { item, at, accompanied_by, note } => {
            check(Some(item), None)?;
            let booked = item_of(item)?.visits.iter().rev().find(|visit| visit.made.is_none());
            if booked.is_some_and(|booked| booked.visit.mode == InPersonMode::Escort) {
                context.require(accompanied_by, "escort")?;
            }
            CaseFact::VisitMade {
                item: item.clone(),
                at: *at,
                accompanied_by: accompanied_by.clone(),
                note: note.clone(),
            }
        }
        CaseAct::Coordinate { item, problem, with, told } => {
            check(Some(item), None)?;
            context.require(problem, "problem")?;
            context.told(told)?;
            CaseFact::CoordinationOpened {
                item: item.clone(),
                problem: problem.clone(),
                with: with.clone(),
                told: told.clone(),
            }
        }
        CaseAct::CloseCoordination { item, result } => {
            check(Some(item), None)?;
            context.require(result, "result")?;
            CaseFact::CoordinationClosed { item: item.clone(), result: result.clone() }
        }
        CaseAct::Suspend { item, reason_key, reason, expected_days, told } => {
            check(Some(item), None)?;
            let listed =
                context.explained(&context.rules.suspend_reasons, reason_key, reason, state.items.get(item))?;
            context.told(told)?;
            CaseFact::Suspended(Suspension {
                item: item.clone(),
                reason_key: reason_key.clone(),
                reason: with_own_words(&listed.text, reason),
                article: listed.article.clone(),
                from: context.today(),
                expected_days: *expected_days,
                told: told.clone(),
            })
        }
        CaseAct::Resume { item } => {
            check(Some(item), None)?;
            let item = item_of(item)?;
            let stood_from = item.suspended().map_or(context.today(), |standstill| standstill.suspension.from);
            let dues = context.counted(dues_after(&item.dues, stood_from, context.today(), context.calendar))?;
            CaseFact::Resumed { item: item.no.clone(), on: context.today(), dues }
        }
        CaseAct::Extend { item, reason, approver, told, filed, until } => {
            check(Some(item), None)?;
            context.require(reason, "reason")?;
            extension(item_of(item)?, reason, approver, told, filed, *until, context)?
        }
        CaseAct::Decide { item, .. } => {
            check(Some(item), None)?;
            decision(item_of(item)?, act, context)?
        }
        CaseAct::Collect { item, papers } => {
            check(Some(item), None)?;
            CaseFact::Collected { item: item.clone(), papers: papers.clone() }
        }
        CaseAct::AppointHandover { items, call, at, place } => {
            each(items)?;
            context.told(call)?;
            context.require(place, "place")?;
            CaseFact::HandoverAppointed { items: items.clone(), call: call.clone(), at: *at, place: place.clone() }
        }
        CaseAct::HandOver { items, to, relation, power, method, papers } => {
            each(items)?;
            context.require(to, "handed_to")?;
            let rest = state
                .items
                .values()
                .any(|item| !items.contains(&item.no) && item.handed_over.is_none() && item.non_acceptance.is_none());
            if rest && !context.rules.partial_handover {
                return context.refuse(Rule::PartialNotAllowed, &[]);
            }
            if to.trim() != state.talent_name() && (power.trim().is_empty() || relation.trim().is_empty()) {
                return context.refuse(Rule::PowerMissing, &[("to", to)]);
            }
            CaseFact::HandedOver(Handover {
                number: context.number.to_owned(),
                items: items.clone(),
                partial: rest,
                to: to.clone(),
                relation: relation.clone(),
                power: power.clone(),
                method: method.clone(),
                papers: papers.clone(),
                call_back: context.rules.call_back.clone(),
            })
        }
        CaseAct::Inform { items, told } => {
            each(items)?;
            context.told(told)?;
            CaseFact::Informed { items: items.clone(), told: told.clone() }
        }
        CaseAct::Rate { item, level, comment, channel } => {
            check(item.as_ref(), None)?;
            if !(1..=5).contains(level) {
                return context.refuse(Rule::LevelUnknown, &[]);
            }
            CaseFact::Rated {
                item: item.clone(),
                level: *level,
                comment: comment.clone(),
                channel: channel.clone(),
                rectify: context.rules.rectification_after(*level),
            }
        }
        CaseAct::Rectify { item, what } => {
            check(item.as_ref(), None)?;
            context.require(what, "rectified")?;
            CaseFact::Rectified { item: item.clone(), what: what.clone() }
        }
        CaseAct::CallBack { reached, answer, follow_up } => {
            check(None, None)?;
            CaseFact::CalledBack { reached: *reached, answer: answer.clone(), follow_up: follow_up.clone() }
        }
        CaseAct::File { filing } => {
            check(None, None)?;
            CaseFact::Filed(filing.clone())
        }
        CaseAct::Correct { fact, field, value, reason } => {
            check(None, None)?;
            context.require(value, "right_value")?;
            context.require(reason, "reason")?;
            CaseFact::Corrected { fact: *fact, field: *field, value: value.clone(), reason: reason.clone() }
        }
        CaseAct::Settle { contradiction, set_aside, reason } => {
            check(None, None)?;
            context.require(reason, "reason")?;
            settlement(state, contradiction, set_aside, reason, context)?
        }
        CaseAct::Note { text } => {
            check(None, None)?;
            context.require(text, "note")?;
            CaseFact::Noted { text: text.clone() }
        }
        CaseAct::RecordPaper { paper } => {
            check(None, None)?;
            CaseFact::PaperMade((**paper).clone())
        }
        CaseAct::RecordPrint { sha256, copies, originals, printer, reason } => {
            check(None, None)?;
            let Some(paper) = state.papers.iter().find(|paper| &paper.paper.sha256 == sha256) else {
                return context.refuse(Rule::NoSuchPaper, &[("paper", sha256)]);
            };
            if paper.originals + paper.copies > 0 && reason.trim().is_empty() {
                return context.refuse(Rule::ReprintReasonMissing, &[("paper", &paper.paper.title)]);
            }
            CaseFact::PaperPrinted {
                sha256: sha256.clone(),
                copies: *copies,
                originals: *originals,
                printer: printer.clone(),
                reason: reason.clone(),
            }
        }
        CaseAct::MoveDues { moves, calendar, because } => {
            check(None, None)?;
            CaseFact::DuesMoved { moves: moves.clone(), calendar: calendar.clone(), because: because.clone() }
        }
    };
    Ok(vec![fact])
}

fn or(text: &str, otherwise: &str) -> String {
    if text.trim().is_empty() { otherwise.to_owned() } else { text.to_owned() }
}

/// A listed reason, which must stay readable, and what was added to it.
fn with_own_words(listed: &str, own: &str) -> String {
    if own.trim().is_empty() { listed.to_owned() } else { format!("{listed}：{}", own.trim()) }
}

/// Kinds of act that are still possible on a filed case.
pub(super) fn allowed_when_filed(kind: ActKind) -> bool {
    matches!(
        kind,
        ActKind::Correct
            | ActKind::Note
            | ActKind::Rate
            | ActKind::Rectify
            | ActKind::CallBack
            | ActKind::Settle
            | ActKind::RecordPaper
            | ActKind::RecordPrint
    )
}
