//! Phone numbers: mobile, landline with area code, and numbers abroad.

use super::{IdentityKind, Reading, digits};

/// Without brackets and dots. A number of this country loses its country code; a landline is kept as `area-number`.
pub(super) fn normalize(kind: IdentityKind, plain: &str) -> String {
    let number: String = plain.chars().filter(|c| !matches!(c, '(' | ')' | '.' | '/')).collect();
    let bare: String = number.chars().filter(|c| *c != '-').collect();
    let here = bare.strip_prefix("+86").or_else(|| bare.strip_prefix("0086"));
    match kind {
        IdentityKind::Mobile => {
            let short = bare.strip_prefix("86").filter(|rest| rest.len() == 11 && is_mobile(rest));
            here.or(short).unwrap_or(&bare).to_owned()
        }
        IdentityKind::Landline => match here {
            Some(rest) if rest.starts_with('0') => with_hyphen(rest),
            Some(rest) => with_hyphen(&format!("0{rest}")),
            None if number.contains('-') => number,
            None => with_hyphen(&number),
        },
        _ => bare,
    }
}

/// Area codes of three digits begin with 01 and 02, all others have four.
fn with_hyphen(number: &str) -> String {
    let area = if number.starts_with("01") || number.starts_with("02") { 3 } else { 4 };
    match (number.get(..area), number.get(area..)) {
        (Some(area), Some(rest)) if number.starts_with('0') && digits(number) => format!("{area}-{rest}"),
        _ => number.to_owned(),
    }
}

/// One digit too few or too many is still meant as a mobile number.
pub(super) fn looks_like(kind: IdentityKind, number: &str) -> bool {
    match kind {
        IdentityKind::Mobile => (10..=12).contains(&number.len()) && digits(number) && mobile_start(number),
        IdentityKind::ForeignPhone => fits(kind, number) && !number.starts_with("+86"),
        _ => fits(kind, number),
    }
}

pub(super) fn check(reading: &mut Reading) {
    if !fits(reading.kind, &reading.normalized) {
        reading.misshapen();
    }
}

fn fits(kind: IdentityKind, number: &str) -> bool {
    match kind {
        IdentityKind::Mobile => is_mobile(number),
        IdentityKind::Landline => is_landline(number),
        IdentityKind::ForeignPhone => {
            number.strip_prefix('+').is_some_and(|rest| digits(rest) && (6..=15).contains(&rest.len()))
        }
        _ => false,
    }
}

fn is_mobile(number: &str) -> bool {
    number.len() == 11 && digits(number) && mobile_start(number)
}

fn mobile_start(number: &str) -> bool {
    let mut bytes = number.bytes();
    bytes.next() == Some(b'1') && bytes.next().is_some_and(|second| (b'3'..=b'9').contains(&second))
}

fn is_landline(number: &str) -> bool {
    let mut parts = number.split('-');
    let area = parts.next().is_some_and(|area| area.starts_with('0') && digits(area) && (3..=4).contains(&area.len()));
    let local = parts.next().is_some_and(|local| digits(local) && (7..=8).contains(&local.len()));
    let extension = parts.next().is_none_or(|extension| digits(extension) && extension.len() <= 6);
    area && local && extension && parts.next().is_none()
}
