//! The unified social credit code, GB 32100-2015: 17 characters and one check; within it the organisation code of
//! GB 11714 with a check of its own.

use super::Reading;

/// The characters of a code, by value: no I, O, S, V, Z.
const CHARACTERS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

pub(super) fn check(reading: &mut Reading) {
    let code = reading.normalized.clone();
    if code.chars().count() != 18 {
        return reading.misshapen();
    }
    let mut values = Vec::with_capacity(18);
    for (place, c) in (1..).zip(code.chars()) {
        match CHARACTERS.find(c) {
            Some(value) => values.push(value),
            None => {
                let (place, c): (i32, _) = (place, c.to_string());
                reading.fault("identity.code_character", &[("character", &c), ("place", &place.to_string())]);
            }
        }
    }
    if !reading.valid {
        return;
    }
    if check_value(&values) != values.last().copied() {
        reading.fault("identity.check_character", &[]);
    }
    let organisation = code.get(8..17).unwrap_or_default();
    if organisation_check(organisation) != organisation.chars().next_back() {
        reading.note("identity.organisation_check", &[("code", organisation)]);
    }
}

/// Weights are powers of 3 modulo 31. The outer modulo matters when the sum is a multiple of 31: then the check is 0.
fn check_value(values: &[usize]) -> Option<usize> {
    let mut weight = 1;
    let mut sum = 0;
    for value in values.get(..17)? {
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    Some((31 - sum % 31) % 31)
}

/// The check of an organisation code: eight characters (A = 10 … Z = 35), 11 minus the sum modulo 11; 10 is X, 11 is 0.
fn organisation_check(code: &str) -> Option<char> {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let mut sum = 0;
    for (c, weight) in code.chars().zip(WEIGHTS) {
        sum += c.to_digit(36)? * weight;
    }
    match 11 - sum % 11 {
        10 => Some('X'),
        11 => Some('0'),
        value => char::from_digit(value, 10),
    }
}
