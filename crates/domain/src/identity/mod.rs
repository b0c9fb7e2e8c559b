//! Numbers that identify people, bodies and phones: what a typed value can be, and what is wrong with it.
//!
//! Every rule here warns and none is a wall: papers with odd numbers exist, so a number that breaks a rule is taken with
//! a reason. The rules and their sources: GB 11643-1999 and ISO 7064 (resident numbers), GB 32100-2015 and GB 11714
//! (social credit codes), ICAO 9303 (passports), E.164 (phones abroad).

mod credit;
mod mask;
mod phone;
mod resident;
#[cfg(test)]
mod tests;
mod travel;

use crate::words::{Language, say};
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// A kind of number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    /// Resident identity number of 18 characters (公民身份号码).
    ResidentId18,
    /// Resident identity number of 15 digits, stopped on 2013-01-01 (15位旧号).
    ResidentId15,
    /// Residence permit for residents of Hong Kong, Macao and Taiwan (港澳台居民居住证).
    HkMacaoTaiwanResidence,
    /// Foreigner's permanent residence card since 2023-12-01 (外国人永久居留身份证, 18 digits beginning with 9).
    PermanentResidenceNew,
    /// Foreigner's permanent residence card before that (three letters and twelve digits).
    PermanentResidenceOld,
    /// Mainland travel permit for Hong Kong and Macao residents (港澳居民来往内地通行证).
    HkMacaoPermit,
    /// Mainland travel permit for Taiwan residents (台湾居民来往大陆通行证).
    TaiwanPermit,
    /// Passport (护照) of any country.
    Passport,
    /// Unified social credit code of a body (统一社会信用代码).
    SocialCreditCode,
    /// Mobile phone.
    Mobile,
    /// Landline, with area code.
    Landline,
    /// Phone abroad, with `+` and country code.
    ForeignPhone,
}

impl IdentityKind {
    /// All kinds, the most particular first: the order in which readings are offered.
    pub const ALL: [Self; 12] = [
        Self::ResidentId18,
        Self::HkMacaoTaiwanResidence,
        Self::PermanentResidenceNew,
        Self::SocialCreditCode,
        Self::ResidentId15,
        Self::PermanentResidenceOld,
        Self::Mobile,
        Self::Landline,
        Self::ForeignPhone,
        Self::HkMacaoPermit,
        Self::TaiwanPermit,
        Self::Passport,
    ];

    /// The kind in words.
    #[must_use]
    pub fn name(self, language: Language) -> String {
        say(language, &format!("identity.kind.{}", self.word()), &[])
    }

    fn word(self) -> &'static str {
        match self {
            Self::ResidentId18 => "resident_id18",
            Self::ResidentId15 => "resident_id15",
            Self::HkMacaoTaiwanResidence => "hk_macao_taiwan_residence",
            Self::PermanentResidenceNew => "permanent_residence_new",
            Self::PermanentResidenceOld => "permanent_residence_old",
            Self::HkMacaoPermit => "hk_macao_permit",
            Self::TaiwanPermit => "taiwan_permit",
            Self::Passport => "passport",
            Self::SocialCreditCode => "social_credit_code",
            Self::Mobile => "mobile",
            Self::Landline => "landline",
            Self::ForeignPhone => "foreign_phone",
        }
    }

    fn is_phone(self) -> bool {
        matches!(self, Self::Mobile | Self::Landline | Self::ForeignPhone)
    }
}

/// Sex, as far as a number tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男.
    Male,
    /// 女.
    Female,
}

/// Something to look at: a key of `words/` and what fills its places.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
pub struct Warning {
    /// The key of the sentence.
    pub key: String,
    /// What fills its places.
    pub params: BTreeMap<String, String>,
}

impl Warning {
    /// The warning in words.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        let fill: Vec<_> = self.params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        say(language, &self.key, &fill)
    }
}

/// What a value is when it is read as one kind of number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Reading {
    /// The kind.
    pub kind: IdentityKind,
    /// The number as it is kept: half-width, upper case, without spaces.
    pub normalized: String,
    /// Whether it keeps the rules of its kind. A number that does not is taken with a reason.
    pub valid: bool,
    /// What to look at. A valid number can have some too.
    pub warnings: Vec<Warning>,
    /// The birth date it holds.
    pub born: Option<NaiveDate>,
    /// The sex it holds.
    pub sex: Option<Sex>,
    /// The number of 18 that stands for an old number of 15.
    pub upgraded: Option<String>,
}

impl Reading {
    fn new(kind: IdentityKind, normalized: String) -> Self {
        Self { kind, normalized, valid: true, warnings: Vec::new(), born: None, sex: None, upgraded: None }
    }

    /// Worth a look, but right.
    fn note(&mut self, key: &str, params: &[(&str, &str)]) {
        let params = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.warnings.push(Warning { key: key.to_owned(), params });
    }

    /// Against a rule.
    fn fault(&mut self, key: &str, params: &[(&str, &str)]) {
        self.valid = false;
        self.note(key, params);
    }

    /// Not the shape of its kind at all.
    fn misshapen(&mut self) {
        let key = format!("identity.shape.{}", self.kind.word());
        self.fault(&key, &[("length", &self.normalized.chars().count().to_string())]);
    }
}

/// Every kind of number that a value can be, the valid ones first. Empty when it looks like none.
#[must_use]
pub fn identify(value: &str, today: NaiveDate) -> Vec<Reading> {
    let kinds = IdentityKind::ALL.into_iter().filter(|kind| looks_like(*kind, &normalize(*kind, value)));
    let mut readings: Vec<_> = kinds.map(|kind| identify_as(kind, value, today)).collect();
    readings.sort_by_key(|reading| !reading.valid);
    if readings.first().is_some_and(|first| first.valid) {
        // A sound number of 18 characters also has the shape of a wrong code of a body: nobody means that.
        readings.retain(|reading| reading.valid || reading.normalized.chars().count() != 18);
    }
    readings
}

/// Reads a value as one kind, whatever it looks like.
#[must_use]
pub fn identify_as(kind: IdentityKind, value: &str, today: NaiveDate) -> Reading {
    let mut reading = Reading::new(kind, normalize(kind, value));
    match kind {
        IdentityKind::ResidentId18 | IdentityKind::HkMacaoTaiwanResidence | IdentityKind::PermanentResidenceNew => {
            resident::check_18(&mut reading, today);
        }
        IdentityKind::ResidentId15 => resident::check_15(&mut reading, today),
        IdentityKind::SocialCreditCode => credit::check(&mut reading),
        IdentityKind::PermanentResidenceOld
        | IdentityKind::HkMacaoPermit
        | IdentityKind::TaiwanPermit
        | IdentityKind::Passport => travel::check(&mut reading),
        IdentityKind::Mobile | IdentityKind::Landline | IdentityKind::ForeignPhone => phone::check(&mut reading),
    }
    reading
}

fn looks_like(kind: IdentityKind, number: &str) -> bool {
    match kind {
        IdentityKind::ResidentId18 | IdentityKind::HkMacaoTaiwanResidence | IdentityKind::PermanentResidenceNew => {
            resident::looks_like(kind, number)
        }
        IdentityKind::ResidentId15 => number.len() == 15 && digits(number),
        IdentityKind::SocialCreditCode => number.len() == 18 && number.bytes().all(|b| b.is_ascii_alphanumeric()),
        IdentityKind::Mobile | IdentityKind::Landline | IdentityKind::ForeignPhone => phone::looks_like(kind, number),
        // Digits alone, and more of them than a passport's machine-readable zone holds: something else, mistyped.
        IdentityKind::Passport if number.len() > travel::MACHINE_READABLE && digits(number) => false,
        IdentityKind::PermanentResidenceOld
        | IdentityKind::HkMacaoPermit
        | IdentityKind::TaiwanPermit
        | IdentityKind::Passport => travel::fits(kind, number),
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Half-width and upper case, without spaces and invisible characters; hyphens stay in phone numbers only.
fn normalize(kind: IdentityKind, value: &str) -> String {
    let plain = value.chars().filter_map(|c| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Some('-'),
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => None,
        c if c.is_whitespace() || c.is_control() => None,
        c => Some(c),
    });
    let plain = plain.map(|c| c.to_ascii_uppercase());
    if kind.is_phone() {
        phone::normalize(kind, &plain.collect::<String>())
    } else {
        plain.filter(|c| *c != '-').collect()
    }
}

/// A number as a record keeps it.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
pub struct IdentityNumber {
    /// What it is.
    pub kind: IdentityKind,
    /// The number, normalised.
    pub value: String,
    /// Why it was taken although it breaks a rule of its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub override_reason: Option<String>,
}

impl IdentityNumber {
    /// Takes a number: a valid one as it is, one that breaks a rule with a reason.
    ///
    /// # Errors
    /// The reading with its warnings, when a rule is broken and no reason is given.
    pub fn accept(
        kind: IdentityKind,
        value: &str,
        reason: Option<&str>,
        today: NaiveDate,
    ) -> Result<Self, Box<Reading>> {
        let reading = identify_as(kind, value, today);
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        if reading.valid {
            return Ok(Self { kind, value: reading.normalized, override_reason: None });
        }
        match reason {
            Some(reason) if !reading.normalized.is_empty() => {
                Ok(Self { kind, value: reading.normalized, override_reason: Some(reason.to_owned()) })
            }
            _ => Err(Box::new(reading)),
        }
    }

    /// The number read again.
    #[must_use]
    pub fn reading(&self, today: NaiveDate) -> Reading {
        identify_as(self.kind, &self.value, today)
    }

    /// The number with its middle hidden, e.g. `110105********002X`, `138****5678`. Codes of bodies are public and stay.
    #[must_use]
    pub fn masked(&self) -> String {
        mask::masked(self.kind, &self.value)
    }
}

impl std::fmt::Debug for IdentityNumber {
    /// Masked: numbers do not get into logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {}", self.kind, self.masked())
    }
}
