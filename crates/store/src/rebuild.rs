//! Everything that is read from the facts, made anew.

use crate::error::{Result, StoreError};
use crate::list::row::{Rows, Statement};
use crate::list::{self, rows_of};
use crate::search;
use crate::store::{Store, bytes};
use crate::turn::Turn;
use crate::uncount;
use greenlane_domain::fact::{Content, Fact, FactId, FileId, History};
use rayon::prelude::*;
use sqlx::sqlite::SqlitePool;
use sqlx::{Row, SqliteConnection};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

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

/// A key of search, its entry, and how it is one.
type Key = (String, i64, i64);

/// What a batch of files comes to.
struct Folded {
    rows: Vec<Statement>,
    keys: Vec<Key>,
    files: u64,
    facts: u64,
}

/// Files folded at one go.
const BATCH: i64 = 1000;
/// Pieces of work that wait to be taken.
const AHEAD: usize = 4;
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
        let (facts, files) = self.placed(rebuild(&mut turn, fold_ahead(read_ahead(self.0.read.clone()))).await)?;
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

async fn rebuild(turn: &mut Turn, mut folded: Ahead<Folded>) -> Result<(u64, u64)> {
    list::drop_and_create(turn).await?;
    let (mut facts, mut files, mut keys) = (0, 0, Vec::new());
    while let Some(batch) = folded.next().await? {
        facts += batch.facts;
        files += batch.files;
        keys.extend(batch.keys);
        put_in(batch.rows, turn).await?;
    }
    let mut keys = in_order(keys);
    while let Some(rows) = keys.next().await? {
        put_in(rows, turn).await?;
    }
    list::index(turn).await?;
    sqlx::query("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)")
        .bind(VERSION)
        .bind(list::version())
        .execute(&mut **turn)
        .await?;
    Ok((facts, files))
}

async fn put_in(rows: Vec<Statement>, turn: &mut Turn) -> Result<()> {
    for statement in rows {
        statement.execute(turn).await?;
    }
    Ok(())
}

/// Pieces of work that go ahead of whoever takes them, a few at a time.
struct Ahead<T> {
    pieces: mpsc::Receiver<T>,
    work: JoinHandle<Result<()>>,
}

impl<T> Ahead<T> {
    /// The next piece; none when the work is done, and its error when it broke off.
    async fn next(&mut self) -> Result<Option<T>> {
        let piece = self.pieces.recv().await;
        if piece.is_none() {
            (&mut self.work).await.map_err(|error| StoreError::Fault(error.to_string()))??;
        }
        Ok(piece)
    }
}

/// The rows of the keys; in the order of the keys they go in fastest.
fn in_order(mut keys: Vec<Key>) -> Ahead<Vec<Statement>> {
    let (send, pieces) = mpsc::channel(AHEAD);
    let work = tokio::task::spawn_blocking(move || {
        keys.par_sort_unstable();
        for batch in chunks(keys, 5000) {
            let mut rows = Rows::default();
            search::key_rows(batch, &mut rows);
            // Nobody listens any more when the rows could not be written.
            if send.blocking_send(rows.statements()?).is_err() {
                break;
            }
        }
        Ok(())
    });
    Ahead { pieces, work }
}

fn chunks<T>(all: Vec<T>, size: usize) -> impl Iterator<Item = Vec<T>> {
    let mut rest = all.into_iter();
    std::iter::from_fn(move || {
        let chunk: Vec<T> = rest.by_ref().take(size).collect();
        (!chunk.is_empty()).then_some(chunk)
    })
}

/// Reads all files through a connection of its own. What is confirmed is all there is: the one that makes the lists anew
/// holds the turn to write.
fn read_ahead(readers: SqlitePool) -> Ahead<Vec<Raw>> {
    let (send, pieces) = mpsc::channel(AHEAD);
    let work = tokio::spawn(async move {
        let mut from = readers.acquire().await?;
        let mut after = 0_i64;
        loop {
            let raw = read(&mut from, after).await?;
            let Some(last) = raw.last().map(|file| file.n) else { return Ok(()) };
            after = last;
            // Nobody listens any more when the lists could not be written.
            if send.send(raw).await.is_err() {
                return Ok(());
            }
        }
    });
    Ahead { pieces, work }
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

/// Folds what is read while what is folded is written.
fn fold_ahead(mut files: Ahead<Vec<Raw>>) -> Ahead<Folded> {
    let (send, pieces) = mpsc::channel(AHEAD);
    let work = tokio::spawn(async move {
        while let Some(raw) = files.next().await? {
            let folded = tokio::task::spawn_blocking(move || fold(raw)).await;
            let folded = folded.map_err(|error| StoreError::Fault(error.to_string()))??;
            // Nobody listens any more when the lists could not be written.
            if send.send(folded).await.is_err() {
                break;
            }
        }
        Ok(())
    });
    Ahead { pieces, work }
}

/// Folds a batch on all processors.
fn fold(files: Vec<Raw>) -> Result<Folded> {
    let share = files.len().div_ceil(rayon::current_num_threads()).max(1);
    let parts: Vec<Vec<Raw>> = chunks(files, share).collect();
    let parts = parts.into_par_iter().map(fold_part).collect::<Result<Vec<_>>>()?;
    let mut whole = Folded { rows: Vec::new(), keys: Vec::new(), files: 0, facts: 0 };
    for part in parts {
        whole.rows.extend(part.rows);
        whole.keys.extend(part.keys);
        whole.files += part.files;
        whole.facts += part.facts;
    }
    Ok(whole)
}

fn fold_part(part: Vec<Raw>) -> Result<Folded> {
    let (mut rows, mut keys, mut files, mut facts) = (Rows::default(), Vec::new(), 0, 0);
    for file in part {
        let mut read = Vec::with_capacity(file.facts.len());
        for (id, bytes) in file.facts {
            let content: Content = serde_json::from_slice(&bytes).map_err(|_| StoreError::LostFact(id))?;
            read.push(Fact { id, content });
        }
        facts += uncount(i64::try_from(read.len()).unwrap_or(i64::MAX));
        files += 1;
        let (own, entries) = rows_of(&file.id, file.n, &History::of(read));
        rows.extend(own);
        search::fresh(file.n, entries, &mut rows, &mut keys);
    }
    Ok(Folded { rows: rows.statements()?, keys, files, facts })
}

#[cfg(test)]
mod tests;
