//! One desk's database: the log of facts, encrypted from the first byte, and everything read from it.
//!
//! [`Store`] opens it; [`Act`] writes facts; what is told apart:
//! * the **log** ([`Store::history`]) is the truth and only grows;
//! * the **lists** and the **search** are read from the log and can be made anew at will ([`Store::rebuild`]);
//! * **drafts**, **settings**, **numbers** and **contents** (attachments, papers) belong to the desk or to hashes in facts.
//!
//! A confirmed act survives `kill -9` and power cuts: it is one transaction, durable before it is confirmed.

mod across;
mod act;
mod arrival;
mod backup;
pub mod bulk;
mod connect;
mod content;
mod draft;
mod error;
mod key;
mod life;
mod list;
mod log;
mod number;
mod on_the_way;
mod place;
mod rebuild;
mod road;
mod search;
mod store;
mod turn;
mod verify;

pub use across::SameItem;
pub use act::{Act, Said};
pub use arrival::{Arrival, Aside, Doubled, Reason};
pub use backup::Backup;
pub use content::ContentInfo;
pub use draft::Draft;
pub use error::StoreError;
pub use key::{Keychain, NoKeychain, RecoveryCode, SignIn, Strength, SystemKeychain};
pub use life::{EpochReason, Guard};
pub use list::{
    AftercareRow, Appointment, CaseCounts, CaseFilter, CasePage, CaseRow, CaseSort, EmployerPage, EmployerRow,
    ItemFilter, ItemRow, ItemSort, PaperPage, PaperRow, TalentPage, TalentRow, TalentShown, Today,
};
pub use log::Outgoing;
pub use number::{NumberBlock, OwnNumber, Taken};
pub use on_the_way::OnTheWay;
pub use rebuild::Rebuilt;
pub use road::{Lot, Parcel, RoadChange, Unsent};
pub use search::{Hit, How};
pub use store::{Clock, Opened, Options, Store};
pub use verify::{Problem, Verification};

/// The computer's clock, in milliseconds since 1970 (UTC).
#[must_use]
pub fn wall_clock() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Counts fit the database's signed integers; what does not fit is not a count.
fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn uncount(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}
