//! Everything that is read from the facts, made anew.

use crate::error::{Result, StoreError};
use crate::list::row::Rows;
use crate::list::{self, rows_of};
use crate::search;
use crate::store::{Store, bytes};
use crate::turn::Turn;
use crate::uncount;
use greenlane_domain::fact::{Content, Fact, FactId, FileId, History};
use sqlx::sqlite::SqlitePool;
use sqlx::{Row, SqliteConnection};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// How long making everything anew took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuilt {
    /// Facts read.
    pub facts: u64,
    /// Files folded.
    pub files: u64,
    /// From beginning to confirmed.
    pub took: Duration,
}

/// A file's facts as they are stored.
struct Raw {
    n: i64,
    id: FileId,
    facts: Vec<(FactId, Vec<u8>)>,
}

/// What a batch of files comes to.
struct Folded {
    rows: Rows,
    keys: Vec<(String, i64, i64)>,
    files: u64,
    facts: u64,
}

/// Files folded at one go.
const BATCH: i64 = 1000;
/// Batches that are read while others are folded and written.
const AHEAD: usize = 2;
/// The setting that says which lists the database holds.
const VERSION: &str = "lists";

impl Store {
    /// Makes lists, counts and search anew from the facts, in one transaction: readers see the old ones until then.
    ///
    /// # Errors
    /// Those of the disk; [`StoreError::LostFact`]. Then everything is as before.
    pub async fn rebuild(&self) -> Result<Rebuilt> {
        let begun = Instant::now();
        let mut turn = self.begin().await?;
        let ahead = read_ahead(self.0.read.clone());
        let (facts, files) = self.placed(rebuild(&mut turn, ahead).await)?;
        self.placed(turn.commit().await)?;
        let took = begun.elapsed();
        tracing::info!(facts, files, ?took, "lists and search made anew");
        Ok(Rebuilt { facts, files, took })
    }

    /// Makes them anew if this release reads the facts otherwise than the one that wrote them.
    pub(crate) async fn bring_up_to_date(&self) -> Result<()> {
        if self.setting(VERSION).await?.as_deref() != Some(list::version().as_str()) {
            self.rebuild().await?;
        }
        Ok(())
    }
}

async fn rebuild(turn: &mut Turn, mut ahead: mpsc::Receiver<Result<Vec<Raw>>>) -> Result<(u64, u64)> {
    list::drop_and_create(turn).await?;
    let (mut facts, mut files, mut keys) = (0, 0, Vec::new());
    // While one batch is folded, the next is read and the one before is written.
    let mut folding: Option<tokio::task::JoinHandle<Result<Folded>>> = None;
    loop {
        let raw = ahead.recv().await.transpose()?;
        let done = raw.is_none();
        let begun = raw.map(|raw| tokio::task::spawn_blocking(move || fold(raw)));
        if let Some(folded) = std::mem::replace(&mut folding, begun) {
            let folded = folded.await.map_err(|error| StoreError::Fault(error.to_string()))??;
            facts += folded.facts;
            files += folded.files;
            keys.extend(folded.keys);
            folded.rows.insert(turn).await?;
        }
        if done {
            break;
        }
    }
    keys.sort_unstable();
    let mut rows = Rows::default();
    for batch in chunks(keys, 5000) {
        search::key_rows(batch, &mut rows);
        std::mem::take(&mut rows).insert(turn).await?;
    }
    list::index(turn).await?;
    sqlx::query("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)")
        .bind(VERSION)
        .bind(list::version())
        .execute(&mut **turn)
        .await?;
    Ok((facts, files))
}

fn chunks<T>(all: Vec<T>, size: usize) -> impl Iterator<Item = Vec<T>> {
    let mut rest = all.into_iter();
    std::iter::from_fn(move || {
        let chunk: Vec<T> = rest.by_ref().take(size).collect();
        (!chunk.is_empty()).then_some(chunk)
    })
}

/// Reads all files through a connection of its own, a few batches ahead. What is confirmed is all there is: the one that
/// makes the lists anew holds the turn to write.
fn read_ahead(readers: SqlitePool) -> mpsc::Receiver<Result<Vec<Raw>>> {
    let (send, batches) = mpsc::channel(AHEAD);
    tokio::spawn(async move {
        let told = send.clone();
        if let Err(error) = read_all(readers, send).await {
            // Nobody listens any more when the lists could not be written.
            let _ = told.send(Err(error)).await;
        }
    });
    batches
}

async fn read_all(readers: SqlitePool, send: mpsc::Sender<Result<Vec<Raw>>>) -> Result<()> {
    let mut from = readers.acquire().await?;
    let mut after = 0_i64;
    loop {
        let raw = read(&mut from, after).await?;
        let Some(last) = raw.last().map(|file| file.n) else { return Ok(()) };
        after = last;
        if send.send(Ok(raw)).await.is_err() {
            return Ok(());
        }
    }
}

/// The next files after a row number, with their facts.
async fn read(from: &mut SqliteConnection, after: i64) -> Result<Vec<Raw>> {
    let rows = sqlx::query("SELECT n, id FROM file WHERE n > ? ORDER BY n LIMIT ?").bind(after).bind(BATCH);
    let rows = rows.fetch_all(&mut *from).await?;
    let mut files = Vec::with_capacity(rows.len());
    for row in &rows {
        files.push(Raw { n: row.try_get(0)?, id: FileId::new(row.try_get::<String, _>(1)?), facts: Vec::new() });
    }
    let Some(last) = files.last().map(|file| file.n) else { return Ok(files) };
    let rows = sqlx::query("SELECT file, id, bytes FROM fact WHERE file > ? AND file <= ? ORDER BY file, n");
    let mut open = files.iter_mut().peekable();
    for row in rows.bind(after).bind(last).fetch_all(&mut *from).await? {
        let n: i64 = row.try_get(0)?;
        while open.peek().is_some_and(|file| file.n < n) {
            open.next();
        }
        if let Some(file) = open.peek_mut() {
            file.facts.push((FactId::new(bytes(&row, 1)?), row.try_get(2)?));
        }
    }
    Ok(files)
}

/// Folds a batch on as many threads as there are processors.
fn fold(files: Vec<Raw>) -> Result<Folded> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = files.len().div_ceil(threads).max(1);
    let parts: Vec<Vec<Raw>> = chunks(files, share).collect();
    let folded = std::thread::scope(|scope| {
        let running: Vec<_> = parts.into_iter().map(|part| scope.spawn(move || fold_part(part))).collect();
        running
            .into_iter()
            .map(|one| one.join().unwrap_or_else(|_| Err(StoreError::Fault("fold".to_owned()))))
            .collect::<Result<Vec<_>>>()
    })?;
    let mut whole = Folded { rows: Rows::default(), keys: Vec::new(), files: 0, facts: 0 };
    for part in folded {
        whole.rows.extend(part.rows);
        whole.keys.extend(part.keys);
        whole.files += part.files;
        whole.facts += part.facts;
    }
    Ok(whole)
}

fn fold_part(files: Vec<Raw>) -> Result<Folded> {
    let mut folded = Folded { rows: Rows::default(), keys: Vec::new(), files: 0, facts: 0 };
    for file in files {
        let mut facts = Vec::with_capacity(file.facts.len());
        for (id, bytes) in file.facts {
            let content: Content = serde_json::from_slice(&bytes).map_err(|_| StoreError::LostFact(id))?;
            facts.push(Fact { id, content });
        }
        folded.facts += uncount(i64::try_from(facts.len()).unwrap_or(i64::MAX));
        folded.files += 1;
        let (rows, entries) = rows_of(&file.id, file.n, &History::of(facts));
        folded.rows.extend(rows);
        search::fresh(file.n, entries, &mut folded.rows, &mut folded.keys);
    }
    Ok(folded)
}

#[cfg(test)]
mod tests;
