use super::IdentityKind;

pub(super) fn masked(kind: IdentityKind, value: &str) -> String {
    let length = value.chars().count();
    match kind {
        IdentityKind::SocialCreditCode => value.to_owned(),
        IdentityKind::ResidentId18 | IdentityKind::HkMacaoTaiwanResidence | IdentityKind::PermanentResidenceNew => {
            keep(value, 6, 4)
        }
        IdentityKind::ResidentId15 => keep(value, 6, 3),
        IdentityKind::PermanentResidenceOld => keep(value, 3, 3),
        IdentityKind::HkMacaoPermit | IdentityKind::TaiwanPermit | IdentityKind::Passport if length >= 8 => {
            keep(value, 2, 3)
        }
        IdentityKind::HkMacaoPermit | IdentityKind::TaiwanPermit | IdentityKind::Passport => keep(value, 1, 2),
        IdentityKind::Mobile => keep(value, 3, 4),
        IdentityKind::ForeignPhone if length >= 10 => keep(value, 3, 4),
        IdentityKind::ForeignPhone => keep(value, 3, 2),
        IdentityKind::Landline => landline(value),
    }
}

/// The area code stays, and the last four digits of the number; an extension goes.
fn landline(value: &str) -> String {
    let mut parts = value.split('-');
    match (parts.next(), parts.next()) {
        (Some(area), Some(local)) => format!("{area}-{}", keep(local, 0, 4)),
        _ => keep(value, 3, 2),
    }
}

/// The first and the last characters, stars between. A value that would hide fewer than three is all stars.
fn keep(value: &str, first: usize, last: usize) -> String {
    let length = value.chars().count();
    let hidden = length.saturating_sub(first + last);
    if hidden < 3 {
        return "*".repeat(length);
    }
    let star = |(place, c)| if place >= first && place < first + hidden { '*' } else { c };
    value.chars().enumerate().map(star).collect()
}
