use super::{DayStatus, weekend};
use crate::pack::PackFault;
use crate::words::{Language, say};
use chrono::{Datelike, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The years a calendar takes.
const YEARS: std::ops::RangeInclusive<i32> = 1949..=2199;

/// How far apart days of the same name are two holidays of that name: a year's 元旦 in January and the next in December.
const APART_DAYS: i64 = 60;

/// One year's arrangement of holidays: only what differs from "Monday to Friday work, Saturday and Sunday rest", and the
/// weekends inside a break.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
pub struct YearNotice {
    /// The year.
    pub year: i32,
    /// Whether the State Council's office has announced it; otherwise only the statutory days are listed.
    pub confirmed: bool,
    /// The papers it rests on, the first one first.
    pub papers: Vec<Paper>,
    /// The days, in order.
    pub days: Vec<NoticeDay>,
    /// A remark.
    #[serde(default)]
    pub note: String,
}

/// A paper that announced or changed a year's arrangement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// Its number, e.g. `国办发明电〔2024〕12号`; absent when nobody has checked it (the note says so).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The day of issue; absent when nobody has checked it (the note says so).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<NaiveDate>,
    /// What it changed, or what is not certain about it.
    #[serde(default)]
    pub note: String,
}

/// A day that a notice names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
pub struct NoticeDay {
    /// The date.
    pub date: NaiveDate,
    /// Off, or a make-up working day.
    pub kind: DayStatus,
    /// The holiday.
    pub name: String,
}

/// A day on which the office itself works or rests against the notice (台风停工, 民族节日 …), with the document that says
/// so. A hall that stays open at weekends is not a working day and does not belong here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
pub struct LocalDay {
    /// The date.
    pub date: NaiveDate,
    /// Whether the office works.
    pub kind: DayStatus,
    /// What it is.
    pub name: String,
    /// The document it rests on.
    pub document: String,
}

/// Something wrong with a notice or a local day: a key of `words/`, what fills it, and the line where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
pub struct NoticeFault {
    /// The line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The key of the sentence.
    pub key: String,
    /// What fills its places.
    pub params: BTreeMap<String, String>,
}

impl NoticeFault {
    /// The parameter that names the value in its file, e.g. `holiday[1].off[2]`.
    const PLACE: &str = "place";

    pub(super) fn new(key: &str, params: &[(&str, &str)]) -> Self {
        let params = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { line: None, key: key.to_owned(), params }
    }

    /// A fault in the writing of the file, as those of packs are said: which value stands wrong, and how.
    pub(super) fn of_file(fault: &PackFault) -> Self {
        let mut params: BTreeMap<String, String> = fault.fill.iter().cloned().collect();
        if !fault.key.is_empty() {
            params.insert(Self::PLACE.to_owned(), fault.key.clone());
        }
        let line = (fault.line > 0).then_some(fault.line);
        Self { line, key: format!("pack.fault.{}", fault.wrong), params }
    }

    pub(super) fn at(self, line: Option<u32>) -> Self {
        Self { line, ..self }
    }

    /// The fault in words, with its line.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        let fill: Vec<_> = self.params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let what = say(language, &self.key, &fill);
        let text = match self.params.get(Self::PLACE) {
            Some(place) => say(language, "calendar.at_key", &[("key", place), ("text", &what)]),
            None => what,
        };
        match self.line {
            Some(line) => say(language, "calendar.at_line", &[("line", &line.to_string()), ("text", &text)]),
            None => text,
        }
    }
}

impl std::fmt::Display for NoticeFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.say(Language::Chinese))
    }
}

impl YearNotice {
    /// Everything that is wrong with it; empty when it may be used.
    #[must_use]
    pub fn faults(&self) -> Vec<NoticeFault> {
        self.faults_at(&|_| None)
    }

    /// The same, told with the line of a day (by its place in `days`).
    pub(super) fn faults_at(&self, line: &dyn Fn(usize) -> Option<u32>) -> Vec<NoticeFault> {
        let year = self.year.to_string();
        let mut faults = Vec::new();
        if !YEARS.contains(&self.year) {
            faults.push(NoticeFault::new("calendar.year_out_of_range", &[("year", &year)]));
        }
        self.check_papers(&mut faults);
        if self.days.is_empty() {
            faults.push(NoticeFault::new("calendar.no_days", &[("year", &year)]));
        }
        let mut seen = BTreeSet::new();
        for (place, day) in self.days.iter().enumerate() {
            let date = day.date.to_string();
            let mut fault = |key| {
                let params = [("date", date.as_str()), ("name", day.name.as_str()), ("year", year.as_str())];
                faults.push(NoticeFault::new(key, &params).at(line(place)));
            };
            if day.date.year() != self.year {
                fault("calendar.day_outside_year");
            }
            if day.name.trim().is_empty() {
                fault("calendar.day_without_name");
            }
            if !seen.insert(day.date) {
                fault("calendar.day_twice");
            }
            if day.kind == DayStatus::Working && !weekend(day.date) {
                fault("calendar.make_up_on_weekday");
            }
            if day.kind == DayStatus::Working && !self.confirmed {
                fault("calendar.make_up_unannounced");
            }
        }
        self.check_breaks(line, &mut faults);
        self.check_statutory(&mut faults);
        faults.sort_by_key(|fault| fault.line);
        faults
    }

    fn check_papers(&self, faults: &mut Vec<NoticeFault>) {
        if !self.confirmed {
            return;
        }
        if self.papers.is_empty() {
            faults.push(NoticeFault::new("calendar.no_paper", &[("year", &self.year.to_string())]));
        }
        for paper in self.papers.iter().filter(|paper| paper.note.trim().is_empty()) {
            if paper.number.as_ref().is_none_or(|number| number.trim().is_empty()) {
                faults.push(NoticeFault::new("calendar.paper_without_number", &[]));
            }
            if paper.issued.is_none() {
                faults.push(NoticeFault::new("calendar.paper_without_date", &[]));
            }
        }
    }

    /// The days off of one holiday follow each other without a gap.
    fn check_breaks(&self, line: &dyn Fn(usize) -> Option<u32>, faults: &mut Vec<NoticeFault>) {
        let mut breaks: BTreeMap<&str, Vec<(NaiveDate, usize)>> = BTreeMap::new();
        for (place, day) in self.days.iter().enumerate().filter(|(_, day)| day.kind == DayStatus::Rest) {
            breaks.entry(&day.name).or_default().push((day.date, place));
        }
        for (name, mut days) in breaks {
            days.sort_unstable();
            for pair in days.windows(2) {
                let [(before, _), (after, place)] = pair else { continue };
                let gap = (*after - *before).num_days();
                if gap > 1 && gap < APART_DAYS {
                    let (before, after) = (before.to_string(), after.to_string());
                    let params = [("name", name), ("before", before.as_str()), ("after", after.as_str())];
                    faults.push(NoticeFault::new("calendar.break_with_gap", &params).at(line(*place)));
                }
            }
        }
    }

    fn check_statutory(&self, faults: &mut Vec<NoticeFault>) {
        for (date, name) in fixed_statutory(self.year) {
            if !self.days.iter().any(|day| day.date == date && day.kind == DayStatus::Rest) {
                let date = date.to_string();
                faults.push(NoticeFault::new("calendar.statutory_not_off", &[("date", &date), ("name", name)]));
            }
        }
    }
}

/// The statutory holidays with a fixed date in the sun's calendar (全国年节及纪念日放假办法; 5月2日 since 2025).
fn fixed_statutory(year: i32) -> Vec<(NaiveDate, &'static str)> {
    let mut days = vec![(1, 1, "元旦"), (5, 1, "劳动节"), (10, 1, "国庆节"), (10, 2, "国庆节"), (10, 3, "国庆节")];
    if year >= 2025 {
        days.push((5, 2, "劳动节"));
    }
    days.into_iter().filter_map(|(month, day, name)| Some((NaiveDate::from_ymd_opt(year, month, day)?, name))).collect()
}

impl LocalDay {
    /// Everything that is wrong with it; empty when it may be used.
    #[must_use]
    pub fn faults(&self) -> Vec<NoticeFault> {
        let date = self.date.to_string();
        let mut faults = Vec::new();
        if !YEARS.contains(&self.date.year()) {
            faults.push(NoticeFault::new("calendar.year_out_of_range", &[("year", &self.date.year().to_string())]));
        }
        if self.name.trim().is_empty() {
            faults.push(NoticeFault::new("calendar.day_without_name", &[("date", &date)]));
        }
        if self.document.trim().is_empty() {
            faults.push(NoticeFault::new("calendar.local_without_document", &[("date", &date)]));
        }
        faults
    }
}
