use super::{Calendar, CalendarVersion, DayStatus, Why, YearState, next, weekend};
use crate::pack::{DayKind, Days};
use crate::words::{Language, say};
use chrono::{Datelike, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The longest period that is counted, in days.
pub const MAX_DAYS: u32 = 3660;

/// A due date with what it came from: it can be counted again, and compared after the calendar has changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
pub struct Due {
    /// The last day.
    pub date: NaiveDate,
    /// Whether a day of the count lies in a year whose notice has not come out (暂定).
    pub provisional: bool,
    /// The calendar it was counted with.
    pub calendar: CalendarVersion,
    /// The day on which the period starts; it does not count itself.
    pub from: NaiveDate,
    /// How many days.
    pub days: u32,
    /// How they were counted.
    pub kind: DayKind,
}

impl Due {
    /// The period.
    #[must_use]
    pub fn period(&self) -> Days {
        Days { days: self.days, kind: self.kind }
    }
}

/// One line of the explanation of a due date. The last line is the due date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
pub struct Step {
    /// The date.
    pub date: NaiveDate,
    /// Whether it was counted, or passed over.
    pub counted: bool,
    /// Which day of the period it is, from 1; absent when passed over.
    pub number: Option<u32>,
    /// Why it was counted or passed over.
    pub why: Why,
    /// Whether the year's notice may still change it.
    pub provisional: bool,
}

/// Why a due date cannot be counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CalendarError {
    /// 日历缺失: a year that is needed is not here.
    Missing {
        /// The year.
        year: i32,
    },
    /// The period is longer than [`MAX_DAYS`].
    TooLong {
        /// How long it is.
        days: u32,
    },
    /// The count leaves the dates that can be written.
    OutOfRange,
}

impl CalendarError {
    /// The error in words, with what to do.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        match self {
            Self::Missing { year } => say(language, "calendar.missing", &[("year", &year.to_string())]),
            Self::TooLong { days } => {
                let fill = [("days", &*days.to_string()), ("limit", &*MAX_DAYS.to_string())];
                say(language, "calendar.too_long", &fill)
            }
            Self::OutOfRange => say(language, "calendar.out_of_range", &[]),
        }
    }
}

impl std::error::Error for CalendarError {}
impl std::fmt::Display for CalendarError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.say(Language::Chinese))
    }
}

impl Calendar {
    /// The last day of a period that starts on `from`; the start day does not count.
    ///
    /// Working days: the day with that number. Calendar days: a last day on which offices rest moves to the next working
    /// day (a make-up Sunday is not a rest day). A period of 0 days ends on `from`, or on the next working day.
    ///
    /// # Errors
    /// [`CalendarError::Missing`] when a year of the count is not here, [`CalendarError::TooLong`] above [`MAX_DAYS`].
    pub fn due(&self, from: NaiveDate, days: Days) -> Result<Due, CalendarError> {
        let mut provisional = false;
        let date = self.walk(from, days, |_, _, state| provisional |= state == YearState::Provisional)?;
        Ok(Due { date, provisional, calendar: self.version(), from, days: days.days, kind: days.kind })
    }

    /// The same count, day by day, from the day after `from` to the due date. Empty when [`Calendar::due`] refuses.
    #[must_use]
    pub fn explain(&self, from: NaiveDate, days: Days) -> Vec<Step> {
        let mut steps = Vec::new();
        let counted = self.walk(from, days, |date, number, state| {
            let why = self.day(date).why;
            let provisional = state == YearState::Provisional;
            steps.push(Step { date, counted: number.is_some(), number, why, provisional });
        });
        if counted.is_ok() { steps } else { Vec::new() }
    }

    /// Working days in `(today, due]`; below zero when working days have gone by since. A due date that has passed is
    /// overdue even while this is 0 (due on Friday, today is Saturday): compare the dates for that.
    #[must_use]
    pub fn remaining(&self, today: NaiveDate, due: NaiveDate) -> i64 {
        self.working_days_between(today, due)
    }

    /// Working days after the first date up to and with the second; negative the other way round.
    #[must_use]
    pub fn working_days_between(&self, after: NaiveDate, through: NaiveDate) -> i64 {
        self.tally.through(through) - self.tally.through(after)
    }

    /// Goes through the days of a period and calls `visit` with each day's number, if it counts.
    fn walk(
        &self,
        from: NaiveDate,
        days: Days,
        mut visit: impl FnMut(NaiveDate, Option<u32>, YearState),
    ) -> Result<NaiveDate, CalendarError> {
        if days.days > MAX_DAYS {
            return Err(CalendarError::TooLong { days: days.days });
        }
        let (mut date, mut number, mut year) = (from, 0, None);
        let mut state = |date: NaiveDate| match year {
            Some((known, state)) if known == date.year() => Ok(state),
            _ => {
                let state = self.year(date.year());
                year = Some((date.year(), state));
                if state == YearState::Missing { Err(CalendarError::Missing { year: date.year() }) } else { Ok(state) }
            }
        };
        if days.days == 0 {
            state(date)?;
        }
        while number < days.days || !self.works(date) {
            date = next(date).ok_or(CalendarError::OutOfRange)?;
            let state = state(date)?;
            let counts = number < days.days && (days.kind == DayKind::Calendar || self.works(date));
            number += u32::from(counts);
            visit(date, counts.then_some(number), state);
        }
        Ok(date)
    }
}

/// How many working days there are up to any date: a table over the years with special days, weekdays elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tally {
    /// The day before the table begins.
    before: NaiveDate,
    /// Working days from there through each day of the table.
    table: Vec<u32>,
}

impl Tally {
    pub(super) fn of(special: &BTreeMap<NaiveDate, (DayStatus, Why)>) -> Self {
        let (Some(first), Some(last)) = (special.keys().next(), special.keys().next_back()) else {
            return Self { before: NaiveDate::default(), table: Vec::new() };
        };
        let mut count = 0;
        let table = first.iter_days().take_while(|date| date <= last).map(|date| {
            count += u32::from(special.get(&date).map_or(!weekend(date), |(kind, _)| *kind == DayStatus::Working));
            count
        });
        Self { before: first.pred_opt().unwrap_or_default(), table: table.collect() }
    }

    /// Working days from an arbitrary but fixed beginning through a date.
    fn through(&self, date: NaiveDate) -> i64 {
        let place = (date - self.before).num_days();
        if place <= 0 {
            return weekdays_through(date);
        }
        let start = weekdays_through(self.before);
        match usize::try_from(place).ok().and_then(|place| self.table.get(place - 1)) {
            Some(count) => start + i64::from(*count),
            None => {
                let total = self.table.last().copied().map_or(0, i64::from);
                let end = self.before.num_days_from_ce() as i64 + self.table.len() as i64;
                start + total + weekdays_through(date) - weekdays(end)
            }
        }
    }
}

/// Mondays to Fridays since 0001-01-01, which was a Monday.
fn weekdays_through(date: NaiveDate) -> i64 {
    weekdays(i64::from(date.num_days_from_ce()))
}

fn weekdays(days: i64) -> i64 {
    days.div_euclid(7) * 5 + days.rem_euclid(7).min(5)
}
