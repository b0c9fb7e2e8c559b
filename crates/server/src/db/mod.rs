//! The centre's database: PostgreSQL, or one SQLite file. Both answer the same questions (`queries.rs`).

pub mod postgres;
pub mod sqlite;

use greenlane_domain::fact::{DeviceId, FactId, FileId, PersonId};
use greenlane_sync::audience::Scope;
use greenlane_sync::centre::Desk;
use std::collections::BTreeSet;
use std::path::Path;

/// What goes wrong in the database.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// It does not answer, or refuses.
    #[error(transparent)]
    Sqlx(#[from] sqlx::Error),
    /// Its tables cannot be brought up to date.
    #[error(transparent)]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// It holds something that this release cannot read.
    #[error("the database holds {0} that cannot be read")]
    Damaged(&'static str),
}

impl DbError {
    /// Whether two transactions were in each other's way, so that doing it again will help.
    #[must_use]
    pub fn is_collision(&self) -> bool {
        let Self::Sqlx(sqlx::Error::Database(error)) = self else { return false };
        // Serialization failure, deadlock, a row that came in between.
        matches!(error.code().as_deref(), Some("40001" | "40P01" | "23505"))
    }
}

/// The centre's name and key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    /// Which life: a restore from backup opens a new one.
    pub life: String,
    /// The Ed25519 signing key.
    pub secret: [u8; 32],
    /// Whether authors must have accounts here.
    pub strict: bool,
}

/// A one-time code that enrols a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// SHA-256 of the code.
    pub hash: [u8; 32],
    /// What the desk will be called.
    pub name: String,
    /// What it may have.
    pub scope: Scope,
    /// When it stops working: milliseconds since 1970.
    pub expires_at: i64,
}

/// An enrolled desk, for administrators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskRow {
    /// Its id.
    pub device: DeviceId,
    /// Its name.
    pub name: String,
    /// When it was enrolled.
    pub enrolled_at: i64,
    /// Its key and scope.
    pub desk: Desk,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Its id.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// The roles; none means any.
    pub roles: BTreeSet<String>,
    /// The password, as an Argon2 text.
    pub password: Option<String>,
    /// For how many days the person may act without meeting the centre; none means without end.
    pub offline_days: Option<i64>,
    /// When the person last met the centre.
    pub met_at: i64,
    /// Whether the account has been revoked.
    pub revoked: bool,
}

/// A fact kept apart, for administrators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// The fact.
    pub id: FactId,
    /// Why.
    pub why: String,
    /// The desk it names, if it could be read.
    pub device: Option<String>,
    /// Its file, likewise.
    pub file: Option<String>,
    /// When it came.
    pub came_at: i64,
}

/// Something an administrator did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// When.
    pub at: i64,
    /// Who.
    pub who: String,
    /// What.
    pub what: String,
}

/// An attachment that is here whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// Its bytes.
    pub size: u64,
    /// The files it belongs to.
    pub files: BTreeSet<FileId>,
}

/// Either database.
#[derive(Debug, Clone)]
pub enum Database {
    /// One file.
    Sqlite(sqlite::Store),
    /// A server.
    Postgres(postgres::Store),
}

impl Database {
    /// Opens a file, or connects when the text is a `postgres://` address.
    ///
    /// # Errors
    /// [`DbError`] when it does not answer or its tables cannot be brought up to date.
    pub async fn open(place: &str, connections: u32) -> Result<Self, DbError> {
        if place.starts_with("postgres://") || place.starts_with("postgresql://") {
            Ok(Self::Postgres(postgres::Store::open(place, connections).await?))
        } else {
            Ok(Self::Sqlite(sqlite::Store::open(Path::new(place), connections).await?))
        }
    }
}

/// Does something in a transaction that writes, and again when it collided with another one.
#[macro_export]
macro_rules! write {
    ($database:expr, $now:expr, |$tx:ident| $work:expr) => {
        match &$database {
            $crate::db::Database::Sqlite(store) => $crate::write!(@try store, $now, $tx, $work, $crate::db::sqlite::Store),
            $crate::db::Database::Postgres(store) => $crate::write!(@try store, $now, $tx, $work, $crate::db::postgres::Store),
        }
    };
    (@try $store:ident, $now:expr, $tx:ident, $work:expr, $kind:ty) => {{
        let mut tries = 0_u32;
        loop {
            tries += 1;
            let done: Result<_, $crate::db::DbError> = async {
                let mut tx = $store.write($now).await?;
                let out = {
                    let $tx = &mut tx;
                    $work?
                };
                tx.commit().await?;
                Ok(out)
            }
            .await;
            match done {
                Err(error) if error.is_collision() && tries < 8 => {
                    tokio::time::sleep(std::time::Duration::from_millis(u64::from(tries) * 5)).await;
                }
                done => break done,
            }
        }
    }};
}

/// Reads one state of everything.
#[macro_export]
macro_rules! read {
    ($database:expr, $now:expr, |$tx:ident| $work:expr) => {
        match &$database {
            $crate::db::Database::Sqlite(store) => {
                async {
                    let mut tx = store.read($now).await?;
                    let $tx = &mut tx;
                    let out: Result<_, $crate::db::DbError> = $work;
                    out
                }
                .await
            }
            $crate::db::Database::Postgres(store) => {
                async {
                    let mut tx = store.read($now).await?;
                    let $tx = &mut tx;
                    let out: Result<_, $crate::db::DbError> = $work;
                    out
                }
                .await
            }
        }
    };
}
