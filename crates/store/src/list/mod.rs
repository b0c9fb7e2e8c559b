//! Lists, counts and filters: rows read from the facts. Nothing here is the truth; everything can be made anew.

mod aftercare;
mod case;
mod employer;
mod fold;
mod item;
mod light;
mod paper;
pub(crate) mod row;
mod talent;

pub use aftercare::AftercareRow;
pub use case::{CaseCounts, CaseFilter, CasePage, CaseRow, CaseSort};
pub use employer::{EmployerPage, EmployerRow};
pub(crate) use fold::rows_of;
pub use item::{Appointment, ItemFilter, ItemRow, ItemSort};
pub use light::Today;
pub use paper::{PaperPage, PaperRow};
pub use talent::{TalentPage, TalentRow, TalentShown};

use crate::error::Result;
use crate::search;
use greenlane_domain::fact::{FileId, History};
use row::BY_FILE;
use sqlx::{AssertSqlSafe, Executor, SqliteConnection};

pub(crate) const TABLES: &str = include_str!("tables.sql");
pub(crate) const INDEXES: &str = include_str!("indexes.sql");

/// Counts up when facts are read otherwise than before, so that the lists are made anew.
const READING: u32 = 2;

/// Which lists the database holds: this text changes with the tables and with the way of reading facts.
pub(crate) fn version() -> String {
    use sha2::{Digest, Sha256};
    let digest = Sha256::new().chain_update(TABLES).chain_update(INDEXES).finalize();
    format!("{READING}-{}", hex::encode(&digest[..8]))
}

/// Puts a file's rows in place of what was there.
pub(crate) async fn refresh(to: &mut SqliteConnection, file: &FileId, n: i64, history: &History) -> Result<()> {
    let (rows, entries) = rows_of(file, n, history);
    for table in BY_FILE {
        let delete = format!("DELETE FROM {} WHERE file = ?", table.name);
        sqlx::query(AssertSqlSafe(delete)).bind(n).execute(&mut *to).await?;
    }
    rows.insert(&mut *to).await?;
    search::refresh(to, n, entries).await
}

/// Empty tables, without the indexes.
pub(crate) async fn drop_and_create(to: &mut SqliteConnection) -> Result<()> {
    for table in BY_FILE.into_iter().chain([row::ENTRY, row::KEY, row::GRAM]) {
        to.execute(AssertSqlSafe(format!("DROP TABLE IF EXISTS {}", table.name))).await?;
    }
    to.execute(TABLES).await?;
    Ok(())
}

pub(crate) async fn index(to: &mut SqliteConnection) -> Result<()> {
    to.execute(INDEXES).await?;
    Ok(())
}

/// The word that a plain enum of the domain has in JSON.
pub(crate) fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A plain enum of the domain from its word.
pub(crate) fn of_word<T: serde::de::DeserializeOwned>(word: &str) -> Result<T> {
    let value = serde_json::Value::from(word);
    serde_json::from_value(value).map_err(|error| crate::StoreError::Fault(error.to_string()))
}

pub(crate) fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

pub(crate) fn of_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| crate::StoreError::Fault(error.to_string()))
}

/// How many rows a page of a list has.
pub(crate) const PAGE: u32 = 50;
