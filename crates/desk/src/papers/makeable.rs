//! Which papers can be made of a case now: those for which it has what they are about.

use super::choice::places_view;
use super::overdue::late;
use super::said::zh;
use crate::desk::Open;
use crate::view::Makeable;
use greenlane_domain::case::{CaseState, ItemNo, ItemPhase, ItemState, Outcome, Part};
use greenlane_domain::pack::{InPersonMode, Pickup, Route};
use greenlane_print::paper::Kind;
use std::collections::BTreeSet;

/// The list in the making.
struct List(Vec<Makeable>);

impl List {
    fn add(&mut self, kind: Kind, title: String, items: Vec<ItemNo>, body: Option<&str>) {
        let body = body.map(str::to_owned);
        self.0.push(Makeable { paper: kind.key().to_owned(), title, items, body, places: places_view(kind) });
    }

    /// A paper about the whole case, or about some of its items together.
    fn whole(&mut self, kind: Kind, items: Vec<ItemNo>) {
        self.add(kind, kind.title().to_owned(), items, None);
    }

    /// One paper for each item that is as asked.
    fn each(&mut self, kind: Kind, state: &CaseState, is: impl Fn(&ItemState) -> bool) {
        for item in state.items.values().filter(|item| is(item)) {
            let title = zh("papers.title.of", &[("paper", kind.title()), ("what", &item.spec.name)]);
            self.add(kind, title, vec![item.no.clone()], None);
        }
    }
}

/// The papers that can be made of a case now, in the order of a case's life.
pub(crate) fn makeable(desk: &Open, state: &CaseState) -> Vec<Makeable> {
    let mut list = List(Vec::new());
    intake(&mut list, state);
    handling(&mut list, desk, state);
    delivery(&mut list, desk, state);
    let place = |one: &Makeable| Kind::ALL.iter().position(|kind| kind.key() == one.paper);
    list.0.sort_by_key(place);
    list.0
}

fn numbers<'s>(items: impl Iterator<Item = &'s ItemState>) -> Vec<ItemNo> {
    items.map(|item| item.no.clone()).collect()
}

fn intake(list: &mut List, state: &CaseState) {
    let Some(need) = &state.need else { return };
    list.whole(Kind::NeedRegister, Vec::new());
    list.whole(Kind::ReplyLetter, Vec::new());
    list.whole(Kind::OfficialDocument, Vec::new());
    if let Some((_, notice)) = state.notices.last() {
        list.whole(Kind::OneTimeNotice, notice.items.clone());
    }
    if !state.receptions.is_empty() {
        list.whole(Kind::Receipt, Vec::new());
    }
    for (_, acceptance) in &state.acceptances {
        list.whole(Kind::AcceptanceNotice, acceptance.items.iter().map(|item| item.item.clone()).collect());
    }
    list.each(Kind::DirectService, state, |item| item.route == Route::Direct && item.phase.is_over());
    let open = state.items.values().filter(|item| item.phase == ItemPhase::Chosen && item.route != Route::Direct);
    let open = numbers(open);
    if !open.is_empty() {
        list.whole(Kind::PreReview, open);
    }
    if !state.supplements.is_empty() {
        list.whole(Kind::SupplementNotice, Vec::new());
    }
    list.each(Kind::RejectionNotice, state, |item| item.non_acceptance.is_some());
    if state.materials.values().any(|material| material.returned.is_some()) {
        list.whole(Kind::ReturnedMaterials, Vec::new());
    }
    if state.papers.iter().any(|made| made.disagrees && made.originals + made.copies > 0) {
        list.whole(Kind::CorrectionNotice, Vec::new());
    }
    let promised = |paper: &greenlane_domain::case::ReceivedPaper| paper.promised_for.is_some();
    if state.receptions.iter().any(|(_, reception)| reception.papers.iter().any(promised)) {
        list.whole(Kind::TolerantPromise, Vec::new());
    }
    if need.submitter.capacity != "talent"
        && !need.submitter.name.trim().is_empty()
        && need.submitter.name != need.talent_name
    {
        list.whole(Kind::PowerOfAttorney, Vec::new());
    }
    for (kind, mode) in [
        (Kind::VisitAppointment, InPersonMode::Book),
        (Kind::GuideSlip, InPersonMode::Guide),
        (Kind::EscortSlip, InPersonMode::Escort),
    ] {
        let timed = kind != Kind::GuideSlip;
        list.each(kind, state, |item| {
            item.visits.iter().any(|one| one.visit.mode == mode && (!timed || one.visit.at.is_some()))
        });
    }
}

fn handling(list: &mut List, desk: &Open, state: &CaseState) {
    if !state.items.is_empty() {
        list.whole(Kind::Breakdown, Vec::new());
    }
    let bodies: BTreeSet<&String> = state.items.values().flat_map(|item| item.tasks.keys()).collect();
    for body in bodies {
        let with: Vec<_> = state.items.values().filter_map(|item| Some((item, item.tasks.get(body)?))).collect();
        let short = with.first().map(|(_, task)| task.to.short.clone()).unwrap_or_default();
        let items = numbers(with.iter().map(|(item, _)| *item));
        list.add(
            Kind::RoutingSlip,
            zh("papers.title.routing_slip", &[("body", &short)]),
            items.clone(),
            Some(body.as_str()),
        );
        let titled = |kind: Kind| zh("papers.title.of", &[("paper", kind.title()), ("what", &short)]);
        list.add(Kind::SignForSlip, titled(Kind::SignForSlip), items.clone(), Some(body.as_str()));
        let assists: Vec<&ItemState> =
            with.iter().filter(|(_, task)| task.part == Part::Assist).map(|(item, _)| *item).collect();
        if !assists.is_empty() {
            let items = numbers(assists.into_iter());
            list.add(Kind::CoordinationLetter, titled(Kind::CoordinationLetter), items, Some(body.as_str()));
        }
    }
    for (item, body, task) in late(state, desk.today()) {
        for kind in [Kind::SupervisionSlip, Kind::SupervisionLetter] {
            let what = format!("{}，{}", item.spec.name, task.to.short);
            let title = zh("papers.title.of", &[("paper", kind.title()), ("what", &what)]);
            list.add(kind, title, vec![item.no.clone()], Some(body));
        }
    }
    for kind in [Kind::CoordinationNotice, Kind::Agenda] {
        list.each(kind, state, |item| item.coordinated);
    }
    let coordinated = numbers(state.items.values().filter(|item| item.coordinated));
    if !coordinated.is_empty() {
        list.whole(Kind::Minutes, coordinated);
    }
    for kind in [Kind::ExtensionNotice, Kind::ExtensionReport] {
        list.each(kind, state, |item| !item.extensions.is_empty());
    }
    list.each(Kind::SpecialProcedure, state, |item| !item.suspensions.is_empty());
    list.each(Kind::PersonalPledge, state, |item| item.route == Route::CommitFirst);
    if employed(state) {
        list.each(Kind::EmployerPledge, state, |item| item.route == Route::CommitFirst);
    }
}

fn employed(state: &CaseState) -> bool {
    state.need.as_ref().is_some_and(|need| !need.employer_name.trim().is_empty())
}

fn delivery(list: &mut List, desk: &Open, state: &CaseState) {
    let decided = numbers(state.items.values().filter(|item| item.decision.is_some()));
    let outcome = |item: &ItemState| item.decision.as_ref().map(|(_, decision)| decision.outcome);
    if !decided.is_empty() {
        list.whole(Kind::ResultNotice, decided.clone());
        list.whole(Kind::Satisfaction, decided.clone());
        if employed(state) {
            list.whole(Kind::CollectedFeedback, decided);
        }
        let leads: BTreeSet<&str> =
            state.items.values().filter(|item| item.decision.is_some()).map(|item| item.lead.key.as_str()).collect();
        for body in leads {
            let of_body = || state.items.values().filter(|item| item.lead.key == body && item.decision.is_some());
            let short = of_body().next().map(|item| item.lead.short.clone()).unwrap_or_default();
            let title = zh("papers.title.of", &[("paper", Kind::MaterialTransfer.title()), ("what", &short)]);
            list.add(Kind::MaterialTransfer, title, numbers(of_body()), Some(body));
        }
    }
    list.each(Kind::RefusalNotice, state, |item| matches!(outcome(item), Some(Outcome::Refused | Outcome::Impossible)));
    list.each(Kind::SamplingCheck, state, |item| outcome(item) == Some(Outcome::Granted));
    let waiting = numbers(state.items.values().filter(|item| item.collected.is_some() && item.handed_over.is_none()));
    if !waiting.is_empty() {
        list.whole(Kind::CollectionNotice, waiting.clone());
        if desk.pack.flow.delivery.pickup.get() == Some(&Pickup::AnyWindow) {
            list.whole(Kind::RemoteCollection, waiting);
        }
    }
    for (_, handover) in &state.handovers {
        list.whole(Kind::ServiceReturn, handover.items.clone());
        list.whole(Kind::HandoverList, handover.items.clone());
    }
    if !state.callbacks.is_empty() {
        list.whole(Kind::CallBack, Vec::new());
    }
    let over = |phase: ItemPhase| matches!(phase, ItemPhase::HandedOver | ItemPhase::NotAccepted);
    if !state.items.is_empty() && state.items.values().all(|item| over(item.phase)) {
        list.whole(Kind::Volume, state.items.keys().cloned().collect());
    }
}
