//! The buttons of a case: what is possible now, what it waits for first, and why other acts are not possible.

use crate::case_page::refusal_view;
use crate::desk::Open;
use crate::view::OfferView;
use greenlane_domain::case::{ActKind, CasePhase, CaseState, ItemState, Offer, Rule, next_act};

pub(crate) fn views(desk: &Open, state: &CaseState, offers: &[Offer]) -> Vec<OfferView> {
    offers.iter().map(|offer| view(desk, state, offer)).collect()
}

fn view(desk: &Open, state: &CaseState, offer: &Offer) -> OfferView {
    let item = offer.item.as_ref().and_then(|no| state.items.get(no));
    let act = desk.say(&format!("act.{}", offer.act.word()), &[]);
    let name = item.map(|item| item.spec.name.as_str()).unwrap_or_default();
    let label = match (item, &offer.body) {
        (Some(item), Some(body)) => {
            let party = std::iter::once(&item.lead).chain(&item.assist).find(|party| &party.key == body);
            let body = party.map_or(body.as_str(), |party| party.short.as_str());
            desk.say("offer.task", &[("act", &act), ("item", name), ("body", body)])
        }
        (Some(_), None) => desk.say("offer.item", &[("act", &act), ("item", name)]),
        (None, _) => act,
    };
    OfferView {
        act: offer.act,
        item: offer.item.clone(),
        body: offer.body.clone(),
        label,
        primary: offer.is_possible() && is_next(state, offer, item),
        caution: item.filter(|_| offer.is_possible()).and_then(|item| caution(desk, state, offer.act, item)),
        refusal: offer.refusal.as_ref().map(|refusal| refusal_view(desk, refusal)),
    }
}

/// What the city does not forbid, but wants pointed out.
fn caution(desk: &Open, state: &CaseState, act: ActKind, item: &ItemState) -> Option<String> {
    match act {
        ActKind::Extend => many_extensions(desk, item),
        ActKind::HandOver if desk.rules.appointment && state.appointments.is_empty() => {
            let article = &desk.pack.flow.delivery.appointment.article;
            Some(desk.say("offer.not_appointed", &[("item", &item.spec.name), ("article", article)]))
        }
        _ => None,
    }
}

fn many_extensions(desk: &Open, item: &ItemState) -> Option<String> {
    let max = desk.rules.extension_warned?;
    let before = item.extensions.len();
    let article = desk.rules.article(Rule::TooManyExtensions);
    let (before_words, max_words) = (before.to_string(), max.to_string());
    let fill = [("item", &*item.spec.name), ("n", &*before_words), ("max", &*max_words), ("article", &*article)];
    (before >= max as usize).then(|| desk.say("offer.many_extensions", &fill))
}

/// Whether the case waits for just this.
fn is_next(state: &CaseState, offer: &Offer, item: Option<&ItemState>) -> bool {
    match item {
        Some(item) => next_act(state, item) == Some(offer.act) && waits_for(item, offer),
        None if !state.contradictions.is_empty() => offer.act == ActKind::Settle,
        None => match state.phase() {
            CasePhase::Registered => offer.act == ActKind::ChooseItems,
            CasePhase::Preparing => offer.act == ActKind::Receive && !state.notices.is_empty(),
            CasePhase::HandedOver | CasePhase::Filed if state.open_rectification(None).is_some() => {
                offer.act == ActKind::Rectify
            }
            CasePhase::HandedOver => offer.act == ActKind::File,
            _ => false,
        },
    }
}

/// Of several departments, those that have not yet done it.
fn waits_for(item: &ItemState, offer: &Offer) -> bool {
    let Some(body) = &offer.body else { return true };
    let task = item.tasks.get(body);
    match offer.act {
        ActKind::Dispatch => task.is_none_or(|task| task.returned),
        ActKind::Acknowledge => task.is_some_and(|task| task.acknowledged.is_none()),
        ActKind::FeedBack => task.is_some_and(|task| task.acknowledged.is_some() && task.feedback.is_none()),
        _ => true,
    }
}
