//! Reading and writing the log's rows.

use crate::error::{Result, StoreError};
use crate::store::{Store, bytes};
use crate::{count, uncount};
use greenlane_domain::fact::{Content, DeviceId, Fact, FactId, FileId, FileKind, History, Sealed};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};
use std::collections::HashSet;

/// How many rows go into one statement.
const BATCH: usize = 200;

/// A fact ready for its row.
pub(crate) struct NewFact {
    pub id: FactId,
    pub file: i64,
    pub device: i64,
    pub sealed: Sealed,
    pub epoch: u32,
    pub seq: u64,
    pub at_ms: i64,
    pub kind: String,
    pub audience: Option<String>,
    /// Written here, so that it is to be sent.
    pub own: bool,
}

impl NewFact {
    pub fn of(sealed: Sealed, fact: &Fact, file: i64, device: i64, audience: Option<String>, own: bool) -> Self {
        let Content { epoch, seq, at, kind, .. } = &fact.content;
        let (epoch, seq, at_ms, kind) = (*epoch, *seq, at.ms, kind.clone());
        Self { id: fact.id, file, device, sealed, epoch, seq, at_ms, kind, audience, own }
    }
}

/// An own fact that nobody else has confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its place in this desk's log: what is sent must be confirmed by this.
    pub place: i64,
    /// Its file.
    pub file: FileId,
    /// The fact.
    pub sealed: Sealed,
}

pub(crate) async fn insert(to: &mut SqliteConnection, facts: &[NewFact], now: i64) -> Result<()> {
    let first: i64 = sqlx::query_scalar("SELECT coalesce(max(n), 0) + 1 FROM fact").fetch_one(&mut *to).await?;
    let numbered: Vec<(i64, &NewFact)> = (first..).zip(facts).collect();
    // Facts of one act travel together. Mass data goes fact by fact: no message has room for it whole.
    let own: Vec<&NewFact> = facts.iter().filter(|fact| fact.own).collect();
    let together = match own.first() {
        Some(first) if (2..=BATCH).contains(&own.len()) => {
            u32::try_from(own.len()).ok().map(|among| (&first.id, among))
        }
        _ => None,
    };
    for batch in numbered.chunks(BATCH) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "INSERT INTO fact (n, id, file, device, epoch, seq, at_ms, kind, audience, received_ms, signature, bytes, first, \
             among) ",
        );
        query.push_values(batch, |mut row, (n, fact)| {
            row.push_bind(*n)
                .push_bind(fact.id.bytes().as_slice())
                .push_bind(fact.file)
                .push_bind(fact.device)
                .push_bind(fact.epoch)
                .push_bind(count(fact.seq))
                .push_bind(fact.at_ms)
                .push_bind(fact.kind.as_str())
                .push_bind(fact.audience.as_deref())
                .push_bind(now)
                .push_bind(fact.sealed.signature.as_slice())
                .push_bind(fact.sealed.bytes.as_slice())
                .push_bind(together.filter(|_| fact.own).map(|(first, _)| first.bytes().as_slice()))
                .push_bind(together.filter(|_| fact.own).map(|(_, among)| among));
        });
        query.build().execute(&mut *to).await?;
        for (_, fact) in batch {
            crate::on_the_way::note(&mut *to, fact.file, &fact.kind, &fact.sealed.bytes).await?;
        }
        let own: Vec<i64> = batch.iter().filter(|(_, fact)| fact.own).map(|(n, _)| *n).collect();
        if !own.is_empty() {
            let mut query = QueryBuilder::<Sqlite>::new("INSERT INTO outbox (fact) ");
            query.push_values(own, |mut row, n| {
                row.push_bind(n);
            });
            query.build().execute(&mut *to).await?;
        }
    }
    Ok(())
}

/// The row number of a file, made when it is new.
pub(crate) async fn file_n(from: &mut SqliteConnection, file: &FileId) -> Result<i64> {
    let known = sqlx::query_scalar("SELECT n FROM file WHERE id = ?").bind(file.as_str());
    if let Some(n) = known.fetch_optional(&mut *from).await? {
        return Ok(n);
    }
    let made = sqlx::query_scalar("INSERT INTO file (id, kind) VALUES (?, ?) RETURNING n");
    Ok(made.bind(file.as_str()).bind(file.kind().word()).fetch_one(&mut *from).await?)
}

/// The row number and, if known, the key of a device.
pub(crate) async fn device_n(from: &mut SqliteConnection, device: &DeviceId) -> Result<(i64, Option<[u8; 32]>)> {
    let known = sqlx::query("SELECT n, public_key FROM device WHERE id = ?").bind(device.as_str());
    if let Some(row) = known.fetch_optional(&mut *from).await? {
        let key = row.try_get::<Option<&[u8]>, _>(1)?.map(|_| bytes(&row, 1)).transpose()?;
        return Ok((row.try_get(0)?, key));
    }
    let made = sqlx::query_scalar("INSERT INTO device (id) VALUES (?) RETURNING n").bind(device.as_str());
    Ok((made.fetch_one(&mut *from).await?, None))
}

pub(crate) async fn facts_of(from: &mut SqliteConnection, file: &FileId) -> Result<Vec<Fact>> {
    let rows = sqlx::query(
        "SELECT f.id, f.bytes, f.signature FROM fact f JOIN file ON file.n = f.file WHERE file.id = ? ORDER BY f.n",
    )
    .bind(file.as_str())
    .fetch_all(&mut *from)
    .await?;
    rows.iter().map(read).collect()
}

/// Reads a row that begins with id and bytes. The id is not worked out again: [`Store::verify`] does that.
fn read(row: &SqliteRow) -> Result<Fact> {
    let id = FactId::new(bytes(row, 0)?);
    let content = serde_json::from_slice(row.try_get(1)?).map_err(|_| StoreError::LostFact(id))?;
    Ok(Fact { id, content })
}

/// The facts that no other of these names as parent.
pub(crate) fn heads(facts: &[Fact]) -> Vec<FactId> {
    let named: HashSet<FactId> = facts.iter().flat_map(|fact| fact.content.parents.iter().copied()).collect();
    let mut heads: Vec<FactId> = facts.iter().map(|fact| fact.id).filter(|id| !named.contains(id)).collect();
    heads.sort_unstable();
    heads
}

fn sealed(row: &SqliteRow, bytes_at: usize, signature_at: usize) -> Result<Sealed> {
    Ok(Sealed { bytes: row.try_get(bytes_at)?, signature: bytes(row, signature_at)? })
}

impl Store {
    /// A file's facts, in the order in which this desk learnt of them.
    ///
    /// # Errors
    /// Those of the disk; [`StoreError::LostFact`].
    pub async fn facts_of(&self, file: &FileId) -> Result<Vec<Fact>> {
        let mut from = self.placed(self.0.read.acquire().await)?;
        self.placed(facts_of(&mut from, file).await)
    }

    /// A file's facts in the order of the fold.
    ///
    /// # Errors
    /// As [`Store::facts_of`].
    pub async fn history(&self, file: &FileId) -> Result<History> {
        Ok(History::of(self.facts_of(file).await?))
    }

    /// The facts of a file that no other names as parent: what the next fact's parents will be.
    ///
    /// # Errors
    /// As [`Store::facts_of`].
    pub async fn heads(&self, file: &FileId) -> Result<Vec<FactId>> {
        Ok(heads(&self.facts_of(file).await?))
    }

    /// A file's facts as they are stored and sent.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn sealed_of(&self, file: &FileId) -> Result<Vec<Sealed>> {
        let rows = sqlx::query(
            "SELECT f.bytes, f.signature FROM fact f JOIN file ON file.n = f.file WHERE file.id = ? ORDER BY f.n",
        )
        .bind(file.as_str())
        .fetch_all(&self.0.read)
        .await;
        self.placed(rows)?.iter().map(|row| sealed(row, 0, 1)).collect()
    }

    /// One fact as it is stored and sent.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn sealed(&self, id: &FactId) -> Result<Option<Sealed>> {
        let row = sqlx::query("SELECT bytes, signature FROM fact WHERE id = ?").bind(id.bytes().as_slice());
        self.placed(row.fetch_optional(&self.0.read).await)?.map(|row| sealed(&row, 0, 1)).transpose()
    }

    /// Facts after a place in this desk's log, own and others', for bundles and for a desk that hosts others.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn facts_after(&self, place: i64, most: u32) -> Result<Vec<Outgoing>> {
        self.outgoing(
            "SELECT f.n, file.id, f.bytes, f.signature FROM fact f JOIN file ON file.n = f.file \
            WHERE f.n > ? ORDER BY f.n LIMIT ?",
            place,
            most,
        )
        .await
    }

    /// Own facts that nobody has confirmed, oldest first, after a place.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn unsent(&self, after: i64, most: u32) -> Result<Vec<Outgoing>> {
        self.outgoing(
            "SELECT f.n, file.id, f.bytes, f.signature FROM outbox o JOIN fact f ON f.n = o.fact \
            JOIN file ON file.n = f.file WHERE o.fact > ? ORDER BY o.fact LIMIT ?",
            after,
            most,
        )
        .await
    }

    async fn outgoing(&self, sql: &'static str, after: i64, most: u32) -> Result<Vec<Outgoing>> {
        let rows = sqlx::query(sql).bind(after).bind(most).fetch_all(&self.0.read).await;
        self.placed(rows)?
            .iter()
            .map(|row| {
                let file = FileId::new(row.try_get::<String, _>(1)?);
                Ok(Outgoing { place: row.try_get(0)?, file, sealed: sealed(row, 2, 3)? })
            })
            .collect()
    }

    /// How many own facts nobody has confirmed.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn unsent_count(&self) -> Result<u64> {
        let count = sqlx::query_scalar("SELECT count(*) FROM outbox").fetch_one(&self.0.read).await;
        Ok(uncount(self.placed(count)?))
    }

    /// Takes confirmed facts out of the outbox, by their places.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn mark_sent(&self, places: &[i64]) -> Result<()> {
        let mut tx = self.begin().await?;
        for batch in places.chunks(BATCH) {
            let mut query = QueryBuilder::<Sqlite>::new("DELETE FROM outbox WHERE fact IN (");
            let mut list = query.separated(", ");
            for place in batch {
                list.push_bind(*place);
            }
            query.push(")");
            self.placed(query.build().execute(&mut *tx).await)?;
        }
        self.placed(tx.commit().await)
    }

    /// The files of a kind, oldest first.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn files(&self, kind: &FileKind) -> Result<Vec<FileId>> {
        let ids = sqlx::query_scalar::<_, String>("SELECT id FROM file WHERE kind = ? ORDER BY n").bind(kind.word());
        Ok(self.placed(ids.fetch_all(&self.0.read).await)?.into_iter().map(FileId::new).collect())
    }

    /// The files that have a fact of a kind, oldest first.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn files_with(&self, kind: &str) -> Result<Vec<FileId>> {
        let sql =
            "SELECT DISTINCT file.id, file.n FROM fact f JOIN file ON file.n = f.file WHERE f.kind = ? ORDER BY 2";
        let rows = self.placed(sqlx::query(sql).bind(kind).fetch_all(&self.0.read).await)?;
        rows.iter().map(|row| Ok(FileId::new(row.try_get::<String, _>(0)?))).collect()
    }

    /// Every file, of kinds this release does not know as well, oldest first.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn all_files(&self) -> Result<Vec<FileId>> {
        let ids = sqlx::query_scalar::<_, String>("SELECT id FROM file ORDER BY n").fetch_all(&self.0.read).await;
        Ok(self.placed(ids)?.into_iter().map(FileId::new).collect())
    }

    /// How many facts the log holds.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn fact_count(&self) -> Result<u64> {
        let count = sqlx::query_scalar("SELECT count(*) FROM fact").fetch_one(&self.0.read).await;
        Ok(uncount(self.placed(count)?))
    }
}
