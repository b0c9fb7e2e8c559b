use crate::words::{Language, say};
use chrono::NaiveDate;

/// Why a text is not a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateError {
    /// The text has not the shape of a date.
    Unreadable(String),
    /// It has the shape, but there is no such day.
    Impossible(String),
}

impl DateError {
    /// The error in words, with what to do.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        say(language, self.key(), &[("text", self.text())])
    }

    /// The key of its sentence.
    pub(super) fn key(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "calendar.date_unreadable",
            Self::Impossible(_) => "calendar.date_impossible",
        }
    }

    /// What was typed.
    pub(super) fn text(&self) -> &str {
        let (Self::Unreadable(text) | Self::Impossible(text)) = self;
        text
    }
}

impl std::error::Error for DateError {}
impl std::fmt::Display for DateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.say(Language::Chinese))
    }
}

/// Reads `2026-09-24`, `20260924`, `2026年9月24日`, `2026/9/24` or `2026.9.24`, with full-width digits too.
///
/// # Errors
/// [`DateError`] when the text is not a date or there is no such day.
pub fn parse_date(text: &str) -> Result<NaiveDate, DateError> {
    let plain: String = text.trim().chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
    let unreadable = || DateError::Unreadable(text.trim().chars().take(40).collect());
    let (year, month, day) = split(&plain).ok_or_else(unreadable)?;
    let number = |part: &str, digits: std::ops::RangeInclusive<usize>| {
        (digits.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())
            .flatten()
            .ok_or_else(unreadable)
    };
    let (year, month, day) = (number(year, 4..=4)?, number(month, 1..=2)?, number(day, 1..=2)?);
    i32::try_from(year)
        .ok()
        .and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
        .ok_or_else(|| DateError::Impossible(text.trim().to_owned()))
}

fn split(plain: &str) -> Option<(&str, &str, &str)> {
    if plain.len() == 8 && plain.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((plain.get(..4)?, plain.get(4..6)?, plain.get(6..)?));
    }
    if let Some((year, rest)) = plain.split_once('年') {
        let (month, rest) = rest.split_once('月')?;
        return Some((year, month, rest.strip_suffix(['日', '号']).unwrap_or(rest)));
    }
    let mark = ['-', '/', '.'].into_iter().find(|mark| plain.contains(*mark))?;
    let (year, rest) = plain.split_once(mark)?;
    let (month, day) = rest.split_once(mark)?;
    Some((year, month, day))
}

/// A full-width sign of U+FF01–U+FF5E as its half-width one; any other dash as `-`.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '。' => '.',
        _ => c,
    }
}
