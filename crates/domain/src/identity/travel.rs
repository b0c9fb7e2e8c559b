//! Passports, permits and the old permanent residence card: shapes only, no check that is published.

use super::{IdentityKind, Reading, digits};

/// How many characters of a document number the machine-readable zone holds (ICAO 9303).
pub(super) const MACHINE_READABLE: usize = 9;

pub(super) fn fits(kind: IdentityKind, number: &str) -> bool {
    match kind {
        IdentityKind::PermanentResidenceOld => {
            number.len() == 15
                && number.get(..3).is_some_and(|country| country.bytes().all(|byte| byte.is_ascii_uppercase()))
                && number.get(3..).is_some_and(digits)
        }
        // The last two digits of an older card say how many times it was issued.
        IdentityKind::HkMacaoPermit => {
            let rest = number.strip_prefix(['H', 'M']);
            rest.is_some_and(|rest| digits(rest) && matches!(rest.len(), 8 | 10))
        }
        IdentityKind::TaiwanPermit => number.len() == 8 && digits(number),
        IdentityKind::Passport => {
            (5..=17).contains(&number.len())
                && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
                && number.bytes().any(|byte| byte.is_ascii_digit())
        }
        _ => false,
    }
}

pub(super) fn check(reading: &mut Reading) {
    if !fits(reading.kind, &reading.normalized) {
        reading.misshapen();
    } else if reading.kind == IdentityKind::Passport && reading.normalized.len() > MACHINE_READABLE {
        let length = reading.normalized.len().to_string();
        reading.note("identity.passport_long", &[("length", &length)]);
    }
}
