//! SQLite: one office, one file, nothing to set up.

use crate::db::DbError;
use sqlx::query_builder::QueryBuilder;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use std::path::Path;
use std::time::Duration;

#[path = "queries.rs"]
mod queries;
pub use queries::Tx;

/// The database.
pub type Db = sqlx::Sqlite;

/// One connection that writes, some that read.
#[derive(Debug, Clone)]
pub struct Store {
    writer: SqlitePool,
    readers: SqlitePool,
}

impl Store {
    /// Opens the file, and brings the tables up to date.
    pub async fn open(file: &Path, readers: u32) -> Result<Self, DbError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10));
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options.clone())
            .await?;
        sqlx::migrate!("migrations/sqlite").run(&writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(readers)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options.read_only(true))
            .await?;
        Ok(Self { writer, readers })
    }
    /// A transaction that writes. It takes the lock at once: one that upgrades later fails past any waiting.
    pub async fn write(&self, now: i64) -> Result<Tx, DbError> {
        Ok(Tx { inner: self.writer.begin_with("BEGIN IMMEDIATE").await?, now })
    }
    /// A transaction that reads one state of everything.
    pub async fn read(&self, now: i64) -> Result<Tx, DbError> {
        Ok(Tx { inner: self.readers.begin().await?, now })
    }
    /// There are no other copies to wake.
    pub async fn wake(_: &mut Tx, _: &str) -> Result<(), DbError> {
        Ok(())
    }
}

fn any<T>(builder: &mut QueryBuilder<Db>, column: &str, values: Vec<T>)
where
    T: for<'q> sqlx::Encode<'q, Db> + sqlx::Type<Db> + Send + 'static,
{
    builder.push(column).push(" IN (");
    let mut list = builder.separated(", ");
    for value in values {
        list.push_bind(value);
    }
    builder.push(")");
}

fn length(row: &sqlx::sqlite::SqliteRow) -> Result<usize, DbError> {
    use sqlx::Row as _;
    Ok(usize::try_from(row.try_get::<i64, _>("size")?).unwrap_or(0))
}
