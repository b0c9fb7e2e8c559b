//! Lives of a desk: a database that was restored or copied must not go on counting where another copy of it does.
//!
//! A mark is kept in the operating system's keychain, outside the database, and a like one inside. Both grow together
//! (the one inside first): a database that is behind its keychain has been restored from an old copy; one that has no
//! keychain entry has been carried to another machine. Either opens a new *epoch*; facts of the old one stay what they are.

use serde::{Deserialize, Serialize};

/// The mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Mark {
    /// The life.
    pub epoch: u32,
    /// Grows by one at each start and with every transaction that writes facts or takes numbers.
    pub generation: u64,
}

/// What the comparison says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// The database is the one that was here last.
    Same,
    /// It is a copy: it opens this epoch, its unsent facts are sent as they are, and numbers left in its blocks are void.
    Anew {
        /// The epoch to open.
        epoch: u32,
        /// What happened to the database.
        because: Because,
    },
}

/// What happened to a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// It is older than what was here: restored from a backup.
    Restored,
    /// It was carried here from another machine.
    Carried,
    /// It went on somewhere else: the keychain is the older one.
    Elsewhere,
    /// The centre has other facts in the same places of the desk's count.
    Twin,
}

/// Compares the mark in the database with the one in the keychain. `random` keeps apart the lives that two copies open
/// without knowing of each other.
#[must_use]
pub fn open(database: Mark, keychain: Option<Mark>, random: u32) -> Opening {
    let because = match keychain {
        None => Because::Carried,
        Some(keychain) if keychain.epoch == database.epoch => {
            if database.generation < keychain.generation {
                Because::Restored
            } else if database.generation > keychain.generation + 1 {
                Because::Elsewhere
            } else {
                // Equal, or the machine stopped between the two writes.
                return Opening::Same;
            }
        }
        Some(keychain) if keychain.epoch > database.epoch => Because::Restored,
        Some(_) => Because::Elsewhere,
    };
    let known = keychain.map_or(database.epoch, |keychain| keychain.epoch.max(database.epoch));
    Opening::Anew { epoch: next(known, random), because }
}

/// The epoch after the greatest one known.
#[must_use]
pub const fn next(known: u32, random: u32) -> u32 {
    const SPREAD: u32 = 1 << 20;
    known.saturating_add(1).saturating_add(random % SPREAD)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn mark(epoch: u32, generation: u64) -> Mark {
        Mark { epoch, generation }
    }

    #[test]
    fn a_desk_that_stopped_between_the_two_writes_is_the_same_desk() {
        assert_eq!(open(mark(1, 7), Some(mark(1, 7)), 5), Opening::Same);
        assert_eq!(open(mark(1, 8), Some(mark(1, 7)), 5), Opening::Same);
    }

    #[test]
    fn a_restored_a_carried_and_a_doubled_database_open_new_lives() {
        let anew = |epoch, because| Opening::Anew { epoch, because };
        assert_eq!(open(mark(1, 6), Some(mark(1, 7)), 0), anew(2, Because::Restored));
        assert_eq!(open(mark(1, 6), Some(mark(4, 1)), 3), anew(8, Because::Restored));
        assert_eq!(open(mark(1, 6), None, 0), anew(2, Because::Carried));
        assert_eq!(open(mark(1, 9), Some(mark(1, 7)), 0), anew(2, Because::Elsewhere));
    }
}
