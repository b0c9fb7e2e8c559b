//! Numbers from blocks leased to one life of one desk. A number is taken in the same transaction as the fact that bears it.

use crate::error::{Result, StoreError};
use crate::{Act, Store, count, uncount};
use greenlane_domain::fact::FileId;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use std::collections::{BTreeMap, BTreeSet};

/// A block of numbers leased to this desk.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NumberBlock {
    /// The series, e.g. `case/2026`.
    pub series: String,
    /// The first number.
    pub first: u64,
    /// The last number.
    pub last: u64,
    /// The next free number; past `last` when all are taken.
    pub next: u64,
    /// The desk's epoch to which it was leased. Blocks of an earlier epoch are not used: a copy may use them too.
    pub epoch: u32,
    /// Who leased it: a lease of the centre, or empty for the desk's own.
    pub lease: String,
    /// Why it is no longer used, if it is not: `returned`, `void` …
    pub closed: Option<String>,
}

/// A number that has been taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// The number.
    pub number: u64,
    /// How many of the series are left after it.
    pub left: u64,
    /// How many the series' open blocks held in all.
    pub of: u64,
}

/// A number that this desk gave out by itself because it held none of the centre's.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct OwnNumber {
    /// The number as it stands on the paper.
    pub number: String,
    /// The series it stands in for.
    pub series: String,
    /// The file whose fact bears it.
    pub file: FileId,
    /// When it was given: milliseconds since 1970.
    pub at_ms: i64,
    /// The number of the series that it was matched with later.
    pub mapped: Option<String>,
}

impl NumberBlock {
    fn read(row: &SqliteRow) -> Result<Self> {
        Ok(Self {
            series: row.try_get(0)?,
            first: uncount(row.try_get(1)?),
            last: uncount(row.try_get(2)?),
            next: uncount(row.try_get(3)?),
            epoch: row.try_get(4)?,
            lease: row.try_get(5)?,
            closed: row.try_get(6)?,
        })
    }
}

impl Store {
    /// Adds a block that has been leased to this desk in its present epoch. The same block again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::NumbersOverlap`] when some of the numbers are here already; those of the disk.
    pub async fn add_numbers(&self, series: &str, first: u64, last: u64, lease: &str) -> Result<()> {
        let mut tx = self.begin().await?;
        let added: Result<()> = async {
            let same: bool = sqlx::query_scalar(
                "SELECT count(*) > 0 FROM number_block WHERE series = ? AND first = ? AND last = ? AND lease = ?",
            )
            .bind(series)
            .bind(count(first))
            .bind(count(last))
            .bind(lease)
            .fetch_one(&mut *tx)
            .await?;
            if same {
                return Ok(());
            }
            let overlap: bool = sqlx::query_scalar(
                "SELECT count(*) > 0 FROM number_block WHERE series = ? AND first <= ? AND last >= ?",
            )
            .bind(series)
            .bind(count(last))
            .bind(count(first))
            .fetch_one(&mut *tx)
            .await?;
            if overlap || last < first {
                return Err(StoreError::NumbersOverlap { series: series.to_owned(), first, last });
            }
            sqlx::query(
                "INSERT INTO number_block (series, first, last, next, device, epoch, lease) \
                 SELECT ?1, ?2, ?3, ?2, device.id, desk.epoch, ?4 FROM desk JOIN device ON device.n = desk.device",
            )
            .bind(series)
            .bind(count(first))
            .bind(count(last))
            .bind(lease)
            .execute(&mut *tx)
            .await?;
            Ok(())
        }
        .await;
        self.placed(added)?;
        self.placed(tx.commit().await)
    }

    /// All blocks, used ones too: what the gap report is made from.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn numbers(&self) -> Result<Vec<NumberBlock>> {
        let rows = sqlx::query(
            "SELECT series, first, last, next, epoch, lease, closed FROM number_block ORDER BY series, first",
        );
        self.placed(rows.fetch_all(&self.0.read).await)?.iter().map(NumberBlock::read).collect()
    }

    /// Stops using a block, for a reason: it was returned, or the numbers left in it are void.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn close_numbers(&self, series: &str, first: u64, reason: &str) -> Result<()> {
        let close = sqlx::query("UPDATE number_block SET closed = ? WHERE series = ? AND first = ? AND closed IS NULL")
            .bind(reason)
            .bind(series)
            .bind(count(first));
        self.write(close).await
    }

    /// Stops using a block of this desk's own and gives up what is left of it, so that somebody else may give those numbers.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn cut_numbers(&self, series: &str, first: u64, reason: &str) -> Result<()> {
        let mut tx = self.begin().await?;
        let cut: Result<()> = async {
            sqlx::query("DELETE FROM number_block WHERE series = ? AND first = ? AND next = first")
                .bind(series)
                .bind(count(first))
                .execute(&mut *tx)
                .await?;
            sqlx::query("UPDATE number_block SET closed = ?, last = next - 1 WHERE series = ? AND first = ?")
                .bind(reason)
                .bind(series)
                .bind(count(first))
                .execute(&mut *tx)
                .await?;
            Ok(())
        }
        .await;
        self.placed(cut)?;
        self.placed(tx.commit().await)
    }

    /// Every number that this desk gave out by itself, the latest first.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn own_numbers(&self) -> Result<Vec<OwnNumber>> {
        let rows =
            sqlx::query("SELECT number, series, file, at_ms, mapped FROM own_number ORDER BY at_ms DESC, number");
        let rows = self.placed(rows.fetch_all(&self.0.read).await)?;
        let own = |row: &SqliteRow| {
            Ok(OwnNumber {
                number: row.try_get(0)?,
                series: row.try_get(1)?,
                file: FileId::new(row.try_get::<String, _>(2)?),
                at_ms: row.try_get(3)?,
                mapped: row.try_get(4)?,
            })
        };
        rows.iter().map(own).collect()
    }
}

impl Store {
    /// Numbers of cases and papers that more than one case bears.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn numbers_twice(&self) -> Result<BTreeMap<String, BTreeSet<FileId>>> {
        let sql = "WITH twice AS (SELECT number FROM paper_row WHERE number <> '' GROUP BY number \
                   HAVING min(file) < max(file) \
                   UNION SELECT number FROM case_row WHERE number <> '' GROUP BY number HAVING count(*) > 1 \
                   UNION SELECT c.number FROM case_row c CROSS JOIN paper_row p \
                   ON p.number = c.number AND p.number <> '' AND p.file <> c.file) \
                   SELECT twice.number, file.id FROM twice CROSS JOIN case_row g ON g.number = twice.number \
                   CROSS JOIN file ON file.n = g.file \
                   UNION SELECT twice.number, file.id FROM twice CROSS JOIN paper_row g \
                   ON g.number = twice.number AND g.number <> '' CROSS JOIN file ON file.n = g.file";
        let mut numbers: BTreeMap<String, BTreeSet<FileId>> = BTreeMap::new();
        for row in &self.placed(sqlx::query(sql).fetch_all(&self.0.read).await)? {
            numbers.entry(row.try_get(0)?).or_default().insert(FileId::new(row.try_get::<String, _>(1)?));
        }
        Ok(numbers)
    }

    /// Numbers of papers and cases known here that begin so.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn numbers_beginning(&self, with: &str) -> Result<Vec<String>> {
        let sql = "SELECT number FROM paper_row WHERE substr(number, 1, length(?1)) = ?1 \
                   UNION SELECT number FROM case_row WHERE substr(number, 1, length(?1)) = ?1";
        self.placed(sqlx::query_scalar(sql).bind(with).fetch_all(&self.0.read).await)
    }
}

impl Act {
    /// Remembers a number that the desk gives out by itself, with the act.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn note_own_number(&mut self, number: &str, series: &str, file: &FileId) -> Result<()> {
        let at_ms = self.store.now();
        let note = sqlx::query("INSERT OR IGNORE INTO own_number (number, series, file, at_ms) VALUES (?, ?, ?, ?)");
        let note = note.bind(number).bind(series).bind(file.as_str()).bind(at_ms);
        let done = note.execute(&mut *self.tx).await;
        self.store.placed(done).map(|_| ())
    }

    /// Matches such a number with one of its series, with the act.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn map_own_number(&mut self, number: &str, mapped: &str) -> Result<()> {
        let map = sqlx::query("UPDATE own_number SET mapped = ? WHERE number = ?").bind(mapped).bind(number);
        let done = map.execute(&mut *self.tx).await;
        self.store.placed(done).map(|_| ())
    }

    /// Takes the next number of a series. If the act is not confirmed, the number is free again.
    ///
    /// # Errors
    /// [`StoreError::NoNumber`] when the open blocks of this epoch are used up; those of the disk.
    pub async fn take_number(&mut self, series: &str) -> Result<Taken> {
        let epoch = self.chain.epoch;
        let taken: Result<Taken> = async {
            let number: Option<i64> = sqlx::query_scalar(
                "UPDATE number_block SET next = next + 1 WHERE n = (SELECT n FROM number_block WHERE series = ? \
                 AND closed IS NULL AND next <= last AND epoch = ? ORDER BY first LIMIT 1) RETURNING next - 1",
            )
            .bind(series)
            .bind(epoch)
            .fetch_optional(&mut *self.tx)
            .await?;
            let number = number.ok_or_else(|| StoreError::NoNumber(series.to_owned()))?;
            let row = sqlx::query(
                "SELECT sum(last - next + 1), sum(last - first + 1) FROM number_block \
                 WHERE series = ? AND closed IS NULL AND epoch = ? AND next <= last + 1",
            )
            .bind(series)
            .bind(epoch)
            .fetch_one(&mut *self.tx)
            .await?;
            Ok(Taken { number: uncount(number), left: uncount(row.try_get(0)?), of: uncount(row.try_get(1)?) })
        }
        .await;
        self.store.placed(taken)
    }
}
