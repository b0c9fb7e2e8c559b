//! Copies of a desk on another disk: whole, encrypted with the same key, checked, and never over an older one.
//!
//! A copy knows that it is one: whoever opens it opens a new epoch, so that it can never count on beside the original.

use crate::connect::alone;
use crate::error::{Result, StoreError};
use crate::life;
use crate::place::{Place, sync_folder};
use crate::store::{Store, work};
use crate::uncount;
use greenlane_domain::fact::Moment;
use sqlx::{Connection, SqliteConnection};
use std::path::{Path, PathBuf};

/// A copy that was made and checked.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Backup {
    /// Its folder: to restore it, put its files where the desk's were.
    pub place: PathBuf,
    /// The facts in it.
    pub facts: u64,
    /// The attachments in files of their own.
    pub attachments: u64,
}

impl Store {
    /// Copies the desk into a new folder, named after the day and the minute, in the given one. Others can go on writing.
    ///
    /// # Errors
    /// [`StoreError::NoFolder`] and [`StoreError::InsideDesk`] for a place that does not do; [`StoreError::Full`],
    /// [`StoreError::ReadOnly`] and others of the disk. Then nothing is left behind.
    pub async fn back_up(&self, into: &Path) -> Result<Backup> {
        let unmade = self.room_for_backup(into)?;
        let made = self.back_up_to(&unmade).await;
        let named = made.and_then(|backup| {
            let place = free_name(into, self.now());
            std::fs::rename(&unmade.folder, &place).map_err(|error| StoreError::io(into, &error))?;
            sync_folder(into);
            Ok(Backup { place, ..backup })
        });
        if named.is_err()
            && let Err(error) = std::fs::remove_dir_all(&unmade.folder)
        {
            tracing::warn!(%error, "a copy that did not come about could not be removed");
        }
        named
    }

    /// A folder for the copy while it is not whole.
    fn room_for_backup(&self, into: &Path) -> Result<Place> {
        if !into.is_dir() {
            return Err(StoreError::NoFolder(into.to_owned()));
        }
        let whole = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if whole(into).starts_with(whole(self.folder())) {
            return Err(StoreError::InsideDesk(self.folder().to_owned()));
        }
        let folder = into.join(format!(".greenlane-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir(&folder).map_err(|error| StoreError::io(into, &error))?;
        Ok(Place::new(&folder))
    }

    async fn back_up_to(&self, copy: &Place) -> Result<Backup> {
        let database = copy.database();
        let name = database.to_str().ok_or_else(|| StoreError::NoFolder(copy.folder.clone()))?;
        let mut own = alone(&self.0.place.database(), &self.0.key).await?;
        let before: i64 = sqlx::query_scalar("SELECT count(*) FROM fact").fetch_one(&mut own).await?;
        let copied = sqlx::query("VACUUM INTO ?").bind(name).execute(&mut own).await;
        copied.map_err(|error| StoreError::from(error).at(&copy.folder))?;
        own.close().await?;

        let mut there = alone(&database, &self.0.key).await.map_err(|error| error.at(&database))?;
        let made = self.finish(&mut there, copy, uncount(before)).await.map_err(|error| error.at(&database));
        there.close().await?;
        let made = made?;
        for tail in ["", "-wal", "-shm"] {
            let mut file = database.as_os_str().to_owned();
            file.push(tail);
            make_durable(Path::new(&file))?;
        }
        sync_folder(&copy.folder);
        Ok(made)
    }

    /// Marks the copy as one, brings its keys and attachments, and checks that all of it can be read.
    async fn finish(&self, there: &mut SqliteConnection, copy: &Place, before: u64) -> Result<Backup> {
        // No witness knows these tokens: the copy opens a new epoch wherever it is opened.
        sqlx::query("UPDATE desk SET life = ?, next_life = ?, guarded = 1")
            .bind(life::token()?.as_slice())
            .bind(life::token()?.as_slice())
            .execute(&mut *there)
            .await?;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut *there).await?;
        let names: Vec<String> =
            sqlx::query_scalar("SELECT apart FROM blob WHERE apart IS NOT NULL").fetch_all(&mut *there).await?;
        let attachments = names.len() as u64;
        let (from, to) = (self.0.place.clone(), copy.clone());
        work(move || {
            copy_file(&from.keys(), &to.keys())?;
            if !names.is_empty() {
                let folder = to.attachments();
                std::fs::create_dir(&folder).map_err(|error| StoreError::io(&folder, &error))?;
                for name in names {
                    copy_file(&from.attachments().join(&name), &folder.join(&name))?;
                }
                sync_folder(&folder);
            }
            Ok(())
        })
        .await?;
        let damaged = |detail: String| StoreError::Damaged { place: copy.database(), detail };
        for check in ["PRAGMA cipher_integrity_check", "PRAGMA integrity_check"] {
            let said: Vec<String> = sqlx::query_scalar(check).fetch_all(&mut *there).await?;
            if let Some(wrong) = said.into_iter().find(|line| line != "ok") {
                return Err(damaged(wrong));
            }
        }
        let facts: i64 = sqlx::query_scalar("SELECT count(*) FROM fact").fetch_one(&mut *there).await?;
        let facts = uncount(facts);
        if facts < before {
            return Err(damaged(format!("{facts} < {before}")));
        }
        Ok(Backup { place: copy.folder.clone(), facts, attachments })
    }
}

/// `greenlane-20260302-0930`, or the next free name after it.
fn free_name(into: &Path, now: i64) -> PathBuf {
    let at = Moment { ms: now, tick: 0 }.local_time().format("%Y%m%d-%H%M").to_string();
    let names = std::iter::once(format!("greenlane-{at}")).chain((2..).map(|n| format!("greenlane-{at}-{n}")));
    names.map(|name| into.join(name)).find(|path| !path.exists()).unwrap_or_else(|| into.join(at))
}

/// Copies a file and reads both again: what is on the other disk is what is here.
fn copy_file(from: &Path, to: &Path) -> Result<()> {
    std::fs::copy(from, to).map_err(|error| StoreError::io(to, &error))?;
    make_durable(to)?;
    let read = |path: &Path| std::fs::read(path).map_err(|error| StoreError::io(path, &error));
    if read(from)? == read(to)? {
        return Ok(());
    }
    Err(StoreError::Damaged { place: to.to_owned(), detail: "copy".to_owned() })
}

fn make_durable(path: &Path) -> Result<()> {
    if !path.exists() {
        return Ok(());
    }
    // Opened for writing: Windows makes nothing durable through a file that was opened for reading.
    let file = std::fs::OpenOptions::new().write(true).open(path).map_err(|error| StoreError::io(path, &error))?;
    file.sync_all().map_err(|error| StoreError::io(path, &error))
}
