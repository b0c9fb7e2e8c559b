//! The layer of the licensing law (行政许可法), for items that are licences. Off unless an item turns it on: most talent
//! services are not licences. Articles 32 (acceptance), 42 (limits and extension) and 82 (working days).

use super::state::{CaseState, ItemState};
use crate::calendar::{Calendar, CalendarError};
use crate::pack::{DayKind, Days, ItemSpec, LegalLayer};
use chrono::NaiveDate;

/// Within so many working days everything missing must be told, else the item counts as accepted (article 32).
pub const TELL_WITHIN: Days = Days { days: 5, kind: DayKind::Working };

/// The limit of law of an item: the pack's, else that of its layer (article 42).
#[must_use]
pub fn statutory_limit(spec: &ItemSpec) -> Option<Days> {
    let working = |days| Days { days, kind: DayKind::Working };
    spec.limits.statutory.get().copied().or_else(|| {
        spec.legal_layer.map(|layer| match layer {
            LegalLayer::Licence => working(20),
            LegalLayer::JointLicence => working(45),
        })
    })
}

/// The longest extension the law allows, once (article 42); absent where the layer is off.
#[must_use]
pub fn longest_extension(spec: &ItemSpec) -> Option<Days> {
    let working = |days| Days { days, kind: DayKind::Working };
    spec.legal_layer.map(|layer| match layer {
        LegalLayer::Licence => working(10),
        LegalLayer::JointLicence => working(15),
    })
}

/// The day on which an item counts as accepted because nobody said within the time what was missing: the day its papers
/// were received (article 32). `None` while there is time, when it was told, or where the layer is off.
///
/// # Errors
/// When the calendar lacks the year.
pub fn deemed_accepted(
    state: &CaseState,
    item: &ItemState,
    today: NaiveDate,
    calendar: &Calendar,
) -> Result<Option<NaiveDate>, CalendarError> {
    if item.spec.legal_layer.is_none() || item.accepted.is_some() || item.non_acceptance.is_some() {
        return Ok(None);
    }
    let asks = |key: &str| item.spec.materials.iter().any(|material| material.key == key);
    let received = state
        .receptions
        .iter()
        .find(|(_, reception)| reception.papers.iter().any(|paper| asks(&paper.key)))
        .map(|(mark, _)| mark.local.date());
    let Some(received) = received else { return Ok(None) };
    let last = calendar.due(received, TELL_WITHIN)?.date;
    let told = state.supplements.iter().any(|(mark, _)| {
        let day = mark.local.date();
        received <= day && day <= last
    });
    Ok((!told && today > last).then_some(received))
}
