//! Contents of attachments and papers that are named by a fact and have still to come here or go to the centre.

use crate::error::Result;
use crate::store::Store;
use greenlane_domain::fact::FileId;
use sqlx::{Row, SqliteConnection};
use std::collections::BTreeSet;

/// A content that a fact names and whose way is not done: not here yet, or not at the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnTheWay {
    /// Its hash in hexadecimal.
    pub hash: String,
    /// The file that names it.
    pub file: FileId,
    /// The media type.
    pub media: String,
    /// The name it came with.
    pub name: String,
}

/// Notes the content that a fact names, if it is of a kind that does: a paper, an attachment.
pub(crate) async fn note(to: &mut SqliteConnection, file: i64, kind: &str, bytes: &[u8]) -> Result<()> {
    if kind != "attached" && kind != "paper_made" {
        return Ok(());
    }
    let Ok(content) = serde_json::from_slice::<greenlane_domain::fact::Content>(bytes) else { return Ok(()) };
    let text = |field: &str| content.body.get(field).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    let (hash, media) = (text("sha256"), text("media"));
    let name = if kind == "attached" { text("name") } else { text("title") };
    if hash.len() != 64 {
        return Ok(());
    }
    let media = if media.is_empty() { "application/pdf".to_owned() } else { media };
    sqlx::query("INSERT OR IGNORE INTO parcel (hash, file, media, name) VALUES (?, ?, ?, ?)")
        .bind(hash)
        .bind(file)
        .bind(media)
        .bind(name)
        .execute(to)
        .await?;
    Ok(())
}

impl Store {
    /// Contents whose way is not done.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn contents_on_the_way(&self) -> Result<Vec<OnTheWay>> {
        let sql = "SELECT p.hash, file.id, p.media, p.name FROM parcel p JOIN file ON file.n = p.file \
                   WHERE p.sent_ms IS NULL";
        let rows = self.placed(sqlx::query(sql).fetch_all(&self.0.read).await)?;
        rows.iter()
            .map(|row| {
                let file = FileId::new(row.try_get::<String, _>(1)?);
                Ok(OnTheWay { hash: row.try_get(0)?, file, media: row.try_get(2)?, name: row.try_get(3)? })
            })
            .collect()
    }

    /// A content is here and at the centre.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn content_done(&self, hash: &str) -> Result<()> {
        let now = self.now();
        self.write(sqlx::query("UPDATE parcel SET sent_ms = ? WHERE hash = ?").bind(now).bind(hash)).await
    }

    /// The hashes of a file's contents that are at the centre.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn contents_sent(&self, file: &FileId) -> Result<BTreeSet<String>> {
        let sql =
            "SELECT p.hash FROM parcel p JOIN file ON file.n = p.file WHERE file.id = ? AND p.sent_ms IS NOT NULL";
        let rows = sqlx::query_scalar(sql).bind(file.as_str()).fetch_all(&self.0.read).await;
        Ok(self.placed(rows)?.into_iter().collect())
    }
}
