//! Facts: what happened, sealed so that it can never change.
//!
//! A *file* (a case, a talent, an employer, an office …) is a grow-only set of facts; its state is a pure fold over them.
//! Two desks merge by taking the union of their sets. A fact is stored, hashed and sent as the same bytes and is never
//! encoded again: the bytes are the evidence, everything else is read from them.

mod body;
mod history;
mod id;
mod seal;

pub use body::parts;
pub(crate) use body::replaced;
pub use history::{History, Ordered};
pub use id::{DeviceId, FactId, FileId, FileKind, PersonId};
pub use seal::{Content, Fact, FactError, MAX_FACT_BYTES, Sealed, seal};

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

/// Who did it, as known at that moment: names stay readable even when the person's own record is elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
pub struct Author {
    /// The person's identifier.
    pub person: PersonId,
    /// The person's name at that moment.
    pub name: String,
    /// The role in which the person acted, e.g. `window_specialist`.
    pub role: String,
    /// The window or department for which the person acted.
    pub office: String,
}

/// A hybrid moment: wall time in milliseconds since 1970 (UTC), and a tick that keeps moments of one desk apart.
///
/// A wrong clock can lose nothing: causes come first whatever this says; it only breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
pub struct Moment {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[ts(type = "number")]
    pub ms: i64,
    /// Orders moments within one millisecond.
    pub tick: u32,
}

impl Moment {
    /// The next moment after `last`, given what the wall clock says: never goes back on one desk.
    #[must_use]
    pub fn next(last: Option<Self>, wall_ms: i64) -> Self {
        match last {
            Some(last) if last.ms >= wall_ms => Self { ms: last.ms, tick: last.tick.saturating_add(1) },
            _ => Self { ms: wall_ms, tick: 0 },
        }
    }

    /// The moment at a local (Beijing) date and time.
    #[must_use]
    pub fn local(at: NaiveDateTime) -> Self {
        let offset_ms = i64::from(beijing().local_minus_utc()) * 1000;
        Self { ms: at.and_utc().timestamp_millis() - offset_ms, tick: 0 }
    }

    /// The local (Beijing) date and time; a moment outside the calendar reads as 1970.
    #[must_use]
    pub fn local_time(self) -> NaiveDateTime {
        DateTime::from_timestamp_millis(self.ms).unwrap_or_default().with_timezone(&beijing()).naive_local()
    }

    /// The local (Beijing) date.
    #[must_use]
    pub fn date(self) -> NaiveDate {
        self.local_time().date()
    }
}

fn beijing() -> FixedOffset {
    const EAST_8_SECONDS: i32 = 8 * 3600;
    FixedOffset::east_opt(EAST_8_SECONDS).unwrap_or_else(|| chrono::Offset::fix(&chrono::Utc))
}
