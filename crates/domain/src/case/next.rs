//! What an item waits for first.

use super::act::ActKind;
use super::state::{CaseState, ItemPhase, ItemState};
use crate::pack::Route;

/// The act that an item waits for; `None` when nothing more will happen to it, or while another item goes first.
#[must_use]
pub fn next_act(state: &CaseState, item: &ItemState) -> Option<ActKind> {
    let noticed = || state.notices.iter().any(|(_, notice)| notice.items.contains(&item.no));
    let missing = || !state.missing_for(item).is_empty();
    match item.phase {
        ItemPhase::Chosen if item.route == Route::Direct => Some(ActKind::Serve),
        ItemPhase::Chosen if missing() && !noticed() => Some(ActKind::GiveNotice),
        ItemPhase::Chosen if missing() => Some(ActKind::Receive),
        ItemPhase::Chosen => Some(ActKind::Accept),
        ItemPhase::Accepted if item.route == Route::OnSpot => Some(ActKind::Decide),
        ItemPhase::Accepted if item.spec.in_person.is_some() && item.visits.is_empty() => Some(ActKind::BookVisit),
        ItemPhase::Accepted if item.tasks.is_empty() && predecessor(state, item).is_some() => None,
        ItemPhase::Accepted | ItemPhase::Returned => Some(ActKind::Dispatch),
        ItemPhase::Dispatched => Some(ActKind::Acknowledge),
        ItemPhase::Handling => Some(ActKind::FeedBack),
        ItemPhase::Suspended => Some(ActKind::Resume),
        ItemPhase::Coordinating => Some(ActKind::CloseCoordination),
        ItemPhase::FedBack => Some(ActKind::Decide),
        ItemPhase::Decided => Some(ActKind::Collect),
        ItemPhase::Collected if state.appointments.is_empty() => Some(ActKind::AppointHandover),
        ItemPhase::Collected => Some(ActKind::HandOver),
        ItemPhase::HandedOver if state.open_rectification(Some(&item.no)).is_some() => Some(ActKind::Rectify),
        ItemPhase::NotAccepted | ItemPhase::HandedOver => None,
    }
}

/// An item of the case that must be over before this one is sent on.
pub(super) fn predecessor<'a>(state: &'a CaseState, item: &ItemState) -> Option<&'a ItemState> {
    let first = |other: &&ItemState| item.spec.after.contains(&other.spec.key) && !other.phase.is_over();
    state.items.values().find(first)
}
