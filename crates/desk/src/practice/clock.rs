//! The stage's clock: it can be put back while a story is told, and runs by itself afterwards.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime};
use greenlane_domain::calendar::{Calendar, DayStatus};
use greenlane_domain::fact::Moment;
use greenlane_store::Clock;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

pub(crate) struct Stage {
    set: Arc<AtomicI64>,
    real: Clock,
    calendar: Calendar,
}

impl Stage {
    pub fn new(real: Clock) -> Self {
        Self { set: Arc::new(AtomicI64::new(0)), real, calendar: Calendar::builtin() }
    }

    /// The clock by which everything on the stage goes.
    pub fn clock(&self) -> Clock {
        let (set, real) = (self.set.clone(), self.real.clone());
        Arc::new(move || match set.load(Ordering::Relaxed) {
            0 => real(),
            at => at,
        })
    }

    /// The real day.
    pub fn today(&self) -> NaiveDate {
        Moment { ms: (self.real)(), tick: 0 }.date()
    }

    /// Puts the clock to nine in the morning of a day.
    pub fn enter(&self, day: NaiveDate) {
        self.at(day.and_time(NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default()));
    }

    /// Puts the clock to a moment, but never past the real one.
    pub fn at(&self, at: NaiveDateTime) {
        self.set.store(Moment::local(at).ms.min((self.real)()), Ordering::Relaxed);
    }

    /// Lets the real clock run again.
    pub fn leave(&self) {
        self.set.store(0, Ordering::Relaxed);
    }

    /// The day so many working days ago; 0 is today.
    pub fn back(&self, working_days: u32) -> NaiveDate {
        let mut day = self.today();
        let mut left = working_days;
        while left > 0 {
            day = day.checked_sub_days(Days::new(1)).unwrap_or(day);
            if self.calendar.day(day).kind == DayStatus::Working {
                left -= 1;
            }
            if day.year() < 2019 {
                break;
            }
        }
        day
    }
}
