//! Resident numbers and what is built like them: six digits of region, eight of birth, three of sequence, one check.

use super::{IdentityKind, Reading, Sex, digits};
use chrono::NaiveDate;

/// The first two digits of the regions of GB/T 2260, abolished ones below them included.
const PROVINCES: [&str; 34] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44",
    "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
];

/// The regions that stand for Hong Kong, Macao and Taiwan on a residence permit.
const RESIDENCE_REGIONS: [&str; 3] = ["810000", "820000", "830000"];

/// One digit too few or too many is still meant as a resident number.
pub(super) fn looks_like(kind: IdentityKind, number: &str) -> bool {
    let body = number.strip_suffix('X').unwrap_or(number);
    if !digits(body) {
        return false;
    }
    let residence = number.get(..6).is_some_and(|region| RESIDENCE_REGIONS.contains(&region));
    let permanent = number.starts_with('9');
    match kind {
        IdentityKind::HkMacaoTaiwanResidence => residence && number.len() == 18,
        IdentityKind::PermanentResidenceNew => permanent && number.len() == 18,
        _ => !residence && !permanent && (17..=19).contains(&number.len()),
    }
}

pub(super) fn check_18(reading: &mut Reading, today: NaiveDate) {
    let number = reading.normalized.clone();
    let (Some(body), Some(check)) = (number.get(..17), number.get(17..)) else { return reading.misshapen() };
    if !digits(body) || check.len() != 1 || !(digits(check) || check == "X") {
        return reading.misshapen();
    }
    let region = number.get(..6).unwrap_or_default();
    match reading.kind {
        IdentityKind::HkMacaoTaiwanResidence if !RESIDENCE_REGIONS.contains(&region) => {
            reading.fault("identity.residence_region", &[("region", region)]);
        }
        IdentityKind::PermanentResidenceNew if !number.starts_with('9') => {
            reading.fault("identity.permanent_first", &[]);
        }
        IdentityKind::ResidentId18 if RESIDENCE_REGIONS.contains(&region) => {
            reading.note("identity.residence_permit", &[]);
        }
        IdentityKind::ResidentId18 => check_region(reading, region),
        _ => {}
    }
    read_birth(reading, number.get(6..14).unwrap_or_default(), today);
    read_sex(reading, number.get(14..17).unwrap_or_default());
    if check_character(body).is_none_or(|right| check != right.to_string()) {
        reading.fault("identity.check_character", &[]);
    }
}

pub(super) fn check_15(reading: &mut Reading, today: NaiveDate) {
    let number = reading.normalized.clone();
    let (true, Some(region), Some(rest)) = (number.len() == 15 && digits(&number), number.get(..6), number.get(6..))
    else {
        return reading.misshapen();
    };
    reading.note("identity.stopped_15", &[]);
    check_region(reading, region);
    // The old number holds two digits of the year; the standard that added the century gave all of them 19.
    let body = format!("{region}19{rest}");
    read_birth(reading, body.get(6..14).unwrap_or_default(), today);
    read_sex(reading, rest);
    if reading.valid {
        reading.upgraded = check_character(&body).map(|check| format!("{body}{check}"));
    }
}

fn check_region(reading: &mut Reading, region: &str) {
    if !region.get(..2).is_some_and(|province| PROVINCES.contains(&province)) {
        reading.note("identity.region_unknown", &[("region", region)]);
    }
}

fn read_birth(reading: &mut Reading, text: &str, today: NaiveDate) {
    match NaiveDate::parse_from_str(text, "%Y%m%d") {
        Ok(born) if born > today => reading.fault("identity.birth_future", &[("date", &born.to_string())]),
        Ok(born) => reading.born = Some(born),
        Err(_) => reading.fault("identity.birth_impossible", &[("text", text)]),
    }
}

fn read_sex(reading: &mut Reading, sequence: &str) {
    let odd = sequence.bytes().last().is_some_and(|digit| digit % 2 == 1);
    reading.sex = Some(if odd { Sex::Male } else { Sex::Female });
}

/// ISO 7064 MOD 11-2 over 17 digits.
fn check_character(body: &str) -> Option<char> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHARACTERS: &[u8; 11] = b"10X98765432";
    let sum: u32 = body.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    CHARACTERS.get(sum as usize % 11).copied().map(char::from)
}
