//! Drafts of forms and small settings: they belong to the desk, are encrypted with it, and are no facts.

use crate::error::Result;
use crate::{Act, Store};
use greenlane_domain::fact::PersonId;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// A form as far as it has been filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Which form.
    pub key: String,
    /// Who filled it in.
    pub person: PersonId,
    /// When it was last saved, in milliseconds since 1970.
    pub saved_ms: i64,
    /// The fields, as the form wrote them.
    pub body: String,
}

impl Draft {
    fn read(row: &SqliteRow) -> Result<Self> {
        let person = PersonId::new(row.try_get::<String, _>(1)?);
        Ok(Self { key: row.try_get(0)?, person, saved_ms: row.try_get(2)?, body: row.try_get(3)? })
    }
}

impl Store {
    /// Saves a draft; called at every field.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn save_draft(&self, key: &str, person: &PersonId, body: &str) -> Result<()> {
        let save = sqlx::query("INSERT OR REPLACE INTO draft (key, person, saved_ms, body) VALUES (?, ?, ?, ?)")
            .bind(key)
            .bind(person.as_str())
            .bind(self.now())
            .bind(body);
        self.write(save).await
    }

    /// A draft.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn draft(&self, key: &str) -> Result<Option<Draft>> {
        let row = sqlx::query("SELECT key, person, saved_ms, body FROM draft WHERE key = ?").bind(key);
        self.placed(row.fetch_optional(&self.0.read).await)?.as_ref().map(Draft::read).transpose()
    }

    /// All drafts, the latest first.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn drafts(&self) -> Result<Vec<Draft>> {
        let rows = sqlx::query("SELECT key, person, saved_ms, body FROM draft ORDER BY saved_ms DESC, key");
        self.placed(rows.fetch_all(&self.0.read).await)?.iter().map(Draft::read).collect()
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn drop_draft(&self, key: &str) -> Result<()> {
        self.write(sqlx::query("DELETE FROM draft WHERE key = ?").bind(key)).await
    }

    /// A setting of this desk.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn setting(&self, key: &str) -> Result<Option<String>> {
        let value = sqlx::query_scalar("SELECT value FROM setting WHERE key = ?").bind(key);
        self.placed(value.fetch_optional(&self.0.read).await)
    }

    /// The settings of this desk whose keys begin so, in the order of their keys.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn settings(&self, prefix: &str) -> Result<Vec<(String, String)>> {
        let rows = sqlx::query_as("SELECT key, value FROM setting WHERE key >= ? AND key < ? ORDER BY key");
        let rows = rows.bind(prefix).bind(format!("{prefix}\u{10FFFF}"));
        self.placed(rows.fetch_all(&self.0.read).await)
    }

    /// Keeps a setting of this desk.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn set(&self, key: &str, value: &str) -> Result<()> {
        let keep = sqlx::query("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)").bind(key).bind(value);
        self.write(keep).await
    }
}

impl Act {
    /// Throws a draft away together with the act that it became.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn drop_draft(&mut self, key: &str) -> Result<()> {
        let done = sqlx::query("DELETE FROM draft WHERE key = ?").bind(key).execute(&mut *self.tx).await;
        self.store.placed(done).map(|_| ())
    }

    /// Keeps a setting together with the act.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn set(&mut self, key: &str, value: &str) -> Result<()> {
        let done = sqlx::query("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)").bind(key).bind(value);
        let done = done.execute(&mut *self.tx).await;
        self.store.placed(done).map(|_| ())
    }
}
