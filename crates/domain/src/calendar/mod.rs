//! Working days: the yearly notices as data, and every due date with its explanation.
//!
//! The start day never counts; make-up days count; a year whose notice has not come out is provisional and says so; a
//! year that should be known and is not here is an error (日历缺失), never silently "weekends only".

mod builtin;
mod count;
mod date;
mod day;
mod notice;
mod read;
mod version;

#[cfg(test)]
mod tests;

pub use count::{CalendarError, Due, MAX_DAYS, Step};
pub use date::{DateError, parse_date};
pub use day::{Day, DayStatus, Why};
pub use notice::{LocalDay, NoticeDay, NoticeFault, Paper, YearNotice};
pub use read::parse_notice;
pub use version::CalendarVersion;

use chrono::{Datelike, Days as Span, NaiveDate, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A versioned set of yearly notices and of the office's own days (台风停工, 民族节日 …). It never changes: importing a
/// notice makes another calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    notices: BTreeMap<i32, YearNotice>,
    local: BTreeMap<NaiveDate, LocalDay>,
    special: BTreeMap<NaiveDate, (DayStatus, Why)>,
    tally: count::Tally,
    version: CalendarVersion,
}

/// A date that two calendars see differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
pub struct Change {
    /// As the old calendar has it.
    pub before: Day,
    /// As the new calendar has it.
    pub after: Day,
}

/// What a calendar knows of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum YearState {
    /// The notice is here.
    Confirmed,
    /// The notice has not come out: weekends, and the statutory days if they are known.
    Provisional,
    /// Nothing is known although it should be: 日历缺失.
    Missing,
}

impl Calendar {
    /// The notices this release carries (`policies/calendar`).
    #[must_use]
    pub fn builtin() -> Self {
        builtin::CALENDAR.clone()
    }

    /// Knows nothing: every due date is refused as 日历缺失.
    #[must_use]
    pub fn empty() -> Self {
        Self::build(BTreeMap::new(), BTreeMap::new())
    }

    /// Puts notices and local days together.
    ///
    /// # Errors
    /// Everything that is wrong with any of them, and years or days given twice.
    pub fn of(notices: Vec<YearNotice>, local: Vec<LocalDay>) -> Result<Self, Vec<NoticeFault>> {
        let mut faults = Vec::new();
        let mut years = BTreeMap::new();
        for notice in notices {
            faults.extend(notice.faults());
            let year = notice.year;
            if years.insert(year, notice).is_some() {
                faults.push(NoticeFault::new("calendar.year_twice", &[("year", &year.to_string())]));
            }
        }
        let mut days = BTreeMap::new();
        for day in local {
            faults.extend(day.faults());
            let date = day.date;
            if days.insert(date, day).is_some() {
                faults.push(NoticeFault::new("calendar.day_twice", &[("date", &date.to_string())]));
            }
        }
        if faults.is_empty() { Ok(Self::build(years, days)) } else { Err(faults) }
    }

    /// The calendar with a year's notice added, or put in the place of what was known of that year.
    ///
    /// # Errors
    /// What is wrong with the notice; also a statutory day that was known and that the notice does not set free.
    pub fn with_notice(&self, notice: YearNotice) -> Result<Self, Vec<NoticeFault>> {
        let mut faults = notice.faults();
        if let Some(known) = self.notices.get(&notice.year).filter(|known| !known.confirmed && notice.confirmed) {
            let free: BTreeSet<_> =
                notice.days.iter().filter(|day| day.kind == DayStatus::Rest).map(|day| day.date).collect();
            for day in known.days.iter().filter(|day| day.kind == DayStatus::Rest && !free.contains(&day.date)) {
                let date = day.date.to_string();
                let fault = NoticeFault::new("calendar.statutory_not_off", &[("date", &date), ("name", &day.name)]);
                if !faults.contains(&fault) {
                    faults.push(fault);
                }
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut notices = self.notices.clone();
        notices.insert(notice.year, notice);
        Ok(Self::build(notices, self.local.clone()))
    }

    /// The calendar with a local day added, or put in the place of the one on that date.
    ///
    /// # Errors
    /// What is wrong with the day.
    pub fn with_local(&self, day: LocalDay) -> Result<Self, Vec<NoticeFault>> {
        let faults = day.faults();
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut local = self.local.clone();
        local.insert(day.date, day);
        Ok(Self::build(self.notices.clone(), local))
    }

    fn build(mut notices: BTreeMap<i32, YearNotice>, local: BTreeMap<NaiveDate, LocalDay>) -> Self {
        for notice in notices.values_mut() {
            notice.days.sort_by_key(|day| day.date);
        }
        let mut special = BTreeMap::new();
        for notice in notices.values() {
            for day in &notice.days {
                let name = day.name.clone();
                let why = match (day.kind, notice.confirmed) {
                    (DayStatus::Rest, true) => Why::Holiday { name },
                    (DayStatus::Rest, false) => Why::StatutoryProvisional { name },
                    (DayStatus::Working, _) => Why::MakeUp { name },
                };
                special.insert(day.date, (day.kind, why));
            }
        }
        for day in local.values() {
            let why = Why::Local { name: day.name.clone(), document: day.document.clone() };
            special.insert(day.date, (day.kind, why));
        }
        let version = CalendarVersion::of(notices.values(), local.values());
        let tally = count::Tally::of(&special);
        Self { notices, local, special, tally, version }
    }

    /// The version that every due date keeps.
    #[must_use]
    pub fn version(&self) -> CalendarVersion {
        self.version.clone()
    }

    /// The notices, by year.
    pub fn notices(&self) -> impl Iterator<Item = &YearNotice> {
        self.notices.values()
    }

    /// The local days, by date.
    pub fn local(&self) -> impl Iterator<Item = &LocalDay> {
        self.local.values()
    }

    /// The last day of the unbroken run of confirmed years.
    #[must_use]
    pub fn confirmed_through(&self) -> Option<NaiveDate> {
        let mut years = self.notices.values().filter(|notice| notice.confirmed).map(|notice| notice.year);
        let first = years.next()?;
        let last = years.fold(first, |last, year| if year == last + 1 { year } else { last });
        NaiveDate::from_ymd_opt(last, 12, 31)
    }

    /// What is known of a year. A year before the last confirmed one has been announced: when it is not here, it is
    /// missing; a later one has not been announced yet.
    #[must_use]
    pub fn year(&self, year: i32) -> YearState {
        if let Some(notice) = self.notices.get(&year) {
            return if notice.confirmed { YearState::Confirmed } else { YearState::Provisional };
        }
        let last_confirmed = self.notices.values().rev().find(|notice| notice.confirmed).map(|notice| notice.year);
        match last_confirmed.or_else(|| self.notices.keys().next().copied()) {
            Some(known) if year > known => YearState::Provisional,
            _ => YearState::Missing,
        }
    }

    /// One day, and why it is a working day or not.
    #[must_use]
    pub fn day(&self, date: NaiveDate) -> Day {
        let state = self.year(date.year());
        let (kind, why) = match self.special.get(&date) {
            Some(special) => special.clone(),
            None => match (weekend(date), state) {
                (true, YearState::Missing) => (DayStatus::Rest, Why::Missing),
                (false, YearState::Missing) => (DayStatus::Working, Why::Missing),
                (true, _) => (DayStatus::Rest, Why::Weekend),
                (false, _) => (DayStatus::Working, Why::Weekday),
            },
        };
        Day { date, kind, why, provisional: state != YearState::Confirmed }
    }

    /// The days from one date to another, both included; at most [`MAX_DAYS`] of them.
    #[must_use]
    pub fn days(&self, first: NaiveDate, last: NaiveDate) -> Vec<Day> {
        first.iter_days().take_while(|date| *date <= last).take(MAX_DAYS as usize).map(|date| self.day(date)).collect()
    }

    /// From 25 October to 31 December: the next year, as long as its notice is not here.
    #[must_use]
    pub fn next_year_reminder(&self, today: NaiveDate) -> Option<i32> {
        let window = (today.month(), today.day()) >= (10, 25);
        let next = today.year() + 1;
        (window && self.year(next) != YearState::Confirmed).then_some(next)
    }

    fn works(&self, date: NaiveDate) -> bool {
        self.special.get(&date).map_or_else(|| !weekend(date), |(kind, _)| *kind == DayStatus::Working)
    }
}

/// The dates that two calendars see differently, in order. Days of years that only one of them has are compared with
/// what the other would say of them.
#[must_use]
pub fn diff(old: &Calendar, new: &Calendar) -> Vec<Change> {
    let mut dates: BTreeSet<NaiveDate> = old.special.keys().chain(new.special.keys()).copied().collect();
    let years: BTreeSet<i32> = old.notices.keys().chain(new.notices.keys()).copied().collect();
    for year in years
        .into_iter()
        .filter(|year| (old.year(*year) == YearState::Missing) != (new.year(*year) == YearState::Missing))
    {
        let first = NaiveDate::from_yo_opt(year, 1);
        dates.extend(first.into_iter().flat_map(|day| day.iter_days().take_while(move |day| day.year() == year)));
    }
    dates
        .into_iter()
        .map(|date| Change { before: old.day(date), after: new.day(date) })
        .filter(|change| (change.before.kind, &change.before.why) != (change.after.kind, &change.after.why))
        .collect()
}

fn weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

fn next(date: NaiveDate) -> Option<NaiveDate> {
    date.checked_add_days(Span::new(1))
}
