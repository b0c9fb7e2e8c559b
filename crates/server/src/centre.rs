//! One running copy of the centre.

use crate::blobs::Blobs;
use crate::db::{Database, DbError, Life};
use crate::figures::Figures;
use crate::gate::Gate;
use crate::strangers::Strangers;
use crate::waiting::Waiting;
use crate::{read, write};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What one request may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of a body as it comes over the wire.
    pub packed: usize,
    /// Bytes of a message once unpacked.
    pub plain: usize,
    /// Facts in one push.
    pub facts: usize,
    /// Bytes of an attachment.
    pub blob: u64,
    /// How long a request may take.
    pub time: Duration,
    /// How long a wait is held open.
    pub wait: Duration,
    /// How far a request's time may be from the centre's clock.
    pub clock: Duration,
    /// Requests a second that one desk may make on end, and how many in a burst.
    pub rate: (f64, f64),
    /// Wrong one-time codes, and wrong passwords, that come from one address in two and a half minutes.
    pub tries: u32,
    /// How long a person's token holds at least.
    pub token: Duration,
    /// The newest version of the protocol that is spoken: held back while an older copy of the centre is still at work.
    pub version: u8,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            packed: 4 * 1024 * 1024,
            plain: greenlane_sync::wire::MAX_MESSAGE_BYTES,
            facts: 10_000,
            blob: 64 * 1024 * 1024,
            time: Duration::from_secs(30),
            wait: Duration::from_secs(25),
            clock: Duration::from_secs(300),
            rate: (50.0, 200.0),
            tries: 30,
            token: Duration::from_secs(12 * 3600),
            version: greenlane_sync::wire::VERSION,
        }
    }
}

/// One running copy.
pub struct Centre {
    /// The database.
    pub database: Database,
    /// The attachments.
    pub blobs: Blobs,
    /// What one request may take.
    pub limits: Limits,
    /// Who waits for news.
    pub waiting: Waiting,
    /// Who asks too often, and what was asked before.
    pub gate: Gate,
    /// Who tries codes and passwords.
    pub strangers: Strangers,
    /// Figures for the operator.
    pub figures: Figures,
}

impl Centre {
    /// Opens a centre; a new one gets its key and first life.
    ///
    /// # Errors
    /// [`DbError`] when the database does not answer.
    pub async fn open(database: Database, blobs: Blobs, limits: Limits) -> Result<Self, DbError> {
        let known = read!(database, now(), |tx| tx.life().await)?;
        if known.is_none() {
            let mut secret = [0; 32];
            getrandom::fill(&mut secret).map_err(|_| DbError::Damaged("no randomness in this machine"))?;
            let life = Life { life: new_life(), secret, strict: false };
            write!(database, now(), |tx| tx.found(&life).await)?;
        }
        Ok(Self {
            database,
            blobs,
            limits,
            waiting: Waiting::default(),
            gate: Gate::new(limits),
            strangers: Strangers::new(limits.tries),
            figures: Figures::default(),
        })
    }

    /// The centre's life and key as they are now.
    ///
    /// # Errors
    /// [`DbError`] when the database does not answer.
    pub async fn life(&self) -> Result<Life, DbError> {
        read!(self.database, now(), |tx| tx.life().await)?.ok_or(DbError::Damaged("no key of the centre"))
    }
}

/// The clock: milliseconds since 1970.
#[must_use]
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// A name for a life that was never used before.
#[must_use]
pub fn new_life() -> String {
    let mut random = [0; 4];
    // Without randomness the clock alone keeps lives apart.
    let _ = getrandom::fill(&mut random);
    format!("{}-{}", now(), hex::encode(random))
}
