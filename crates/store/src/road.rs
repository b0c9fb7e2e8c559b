//! What the road to a centre and to other desks needs of the database: facts with what they travel in, how far each has
//! come, and files that leave. The road itself, and what its words mean, is not known here.

use crate::arrival::Arrival;
use crate::error::Result;
use crate::list;
use crate::log;
use crate::search;
use crate::store::{Chain, Store, bytes};
use crate::turn::Turn;
use crate::{count, uncount};
use ed25519_dalek::VerifyingKey;
use greenlane_domain::fact::{DeviceId, FactId, FileId, History, Sealed};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, QueryBuilder, Row, Sqlite, SqliteConnection};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// One fact with what it travels in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// The fact's bytes and signature.
    pub sealed: Sealed,
    /// Who its file is for, if that was decided when it was written.
    pub audience: Option<String>,
    /// The first fact of its transaction.
    pub first: FactId,
    /// How many facts that transaction has.
    pub among: u32,
}

/// How far a fact has come with the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lot {
    /// Still to be sent.
    Unsent,
    /// Acknowledged, but not yet seen in a feed.
    Sent,
    /// Seen in a feed.
    Fed {
        /// The feed.
        region: String,
        /// Where in it.
        position: u64,
    },
    /// In a feed that this desk does not follow.
    Elsewhere,
    /// The centre keeps it apart, or waits for its parents.
    Aside {
        /// Why, if it does not only wait.
        why: Option<String>,
    },
}

/// One change of what the road knows, done whole or not at all, in the order of its fields.
#[derive(Debug, Clone, Default)]
pub struct RoadChange {
    /// Facts seen in this feed after this position are to be sent again.
    pub lost: Vec<(String, u64)>,
    /// So are those set aside, those sent and never seen, and those on the shelf.
    pub offer_again: bool,
    /// Files that leave: those of their facts that are in a feed go on the shelf; the others when the centre has them.
    pub leave: BTreeSet<FileId>,
    /// Feeds that are no longer followed: facts not on the shelf that were seen there are to be sent again.
    pub unwatched: BTreeSet<String>,
    /// Desks vouched for.
    pub vouched: Vec<(DeviceId, VerifyingKey)>,
    /// Facts to keep, with their lot (none where there is no centre); those that are here stay as they are.
    pub keep: Vec<(Parcel, Option<Lot>)>,
    /// New lots of facts that are here; one that is in a feed comes off the shelf, one that is elsewhere goes there.
    pub lots: Vec<(FactId, Lot)>,
    /// Settings to keep.
    pub settings: Vec<(String, String)>,
}

/// A fact that has not (yet) come through to the centre, for the tray.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsent {
    /// Its file.
    pub file: FileId,
    /// The fact.
    pub id: FactId,
    /// Its kind.
    pub kind: String,
    /// When it was written: milliseconds since 1970.
    pub at_ms: i64,
    /// How far it has come.
    pub lot: Lot,
}

const BATCH: usize = 400;
const PARCEL: &str = "f.bytes, f.signature, f.audience, f.first, f.among, f.id";

fn parcel(row: &SqliteRow) -> Result<Parcel> {
    let id = FactId::new(bytes(row, 5)?);
    let first = row.try_get::<Option<&[u8]>, _>(3)?.map(|_| bytes(row, 3)).transpose()?.map_or(id, FactId::new);
    let among = row.try_get::<Option<u32>, _>(4)?.unwrap_or(1);
    let sealed = Sealed { bytes: row.try_get(0)?, signature: bytes(row, 1)? };
    Ok(Parcel { sealed, audience: row.try_get(2)?, first, among })
}

fn lot(row: &SqliteRow, at: usize) -> Result<Lot> {
    Ok(match row.try_get::<Option<&str>, _>(at)?.unwrap_or("unsent") {
        "sent" => Lot::Sent,
        "fed" => {
            let region = row.try_get::<Option<String>, _>(at + 1)?.unwrap_or_default();
            Lot::Fed { region, position: uncount(row.try_get::<Option<i64>, _>(at + 2)?.unwrap_or_default()) }
        }
        "elsewhere" => Lot::Elsewhere,
        "aside" => Lot::Aside { why: row.try_get(at + 3)? },
        _ => Lot::Unsent,
    })
}

impl Lot {
    fn columns(&self) -> (&'static str, Option<&str>, Option<i64>, Option<&str>) {
        match self {
            Self::Unsent => ("unsent", None, None, None),
            Self::Sent => ("sent", None, None, None),
            Self::Fed { region, position } => ("fed", Some(region), Some(count(*position)), None),
            Self::Elsewhere => ("elsewhere", None, None, None),
            Self::Aside { why } => ("aside", None, None, why.as_deref()),
        }
    }
}

impl Store {
    /// Facts to be sent, on the shelf or not, oldest first, in whole transactions: at least one, and about `most` bytes.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn road_unsent(&self, most: usize) -> Result<Vec<Parcel>> {
        /// More rows than a message has room for.
        const ROWS: i64 = 4000;
        let mut from = self.placed(self.0.read.acquire().await)?;
        let found: Result<Vec<Parcel>> = async {
            let sql = format!("SELECT {PARCEL} FROM outbox o JOIN fact f ON f.n = o.fact ORDER BY o.fact LIMIT ?");
            let mut rows = sqlx::query(AssertSqlSafe(sql)).bind(ROWS).fetch_all(&mut *from).await?;
            if rows.is_empty() {
                let sql = format!("SELECT {PARCEL} FROM shelf f WHERE f.lot = 'unsent' ORDER BY f.id LIMIT ?");
                rows = sqlx::query(AssertSqlSafe(sql)).bind(ROWS).fetch_all(&mut *from).await?;
            }
            let mut taken: Vec<Parcel> = Vec::new();
            let (mut seen, mut size) = (HashSet::new(), 0);
            for row in &rows {
                let one = parcel(row)?;
                let goes_on = taken.last().is_some_and(|last| last.first == one.first);
                if size >= most && !goes_on {
                    break;
                }
                size += one.sealed.bytes.len() + 160;
                seen.insert(one.sealed.id());
                taken.push(one);
            }
            // Facts of one transaction that came by different ways do not lie side by side.
            let firsts: BTreeSet<FactId> = taken.iter().filter(|one| one.among > 1).map(|one| one.first).collect();
            for first in firsts {
                let sql = format!("SELECT {PARCEL} FROM outbox o JOIN fact f ON f.n = o.fact WHERE f.first = ?");
                let rest = sqlx::query(AssertSqlSafe(sql)).bind(first.bytes().as_slice()).fetch_all(&mut *from).await?;
                for row in &rest {
                    let one = parcel(row)?;
                    if seen.insert(one.sealed.id()) {
                        taken.push(one);
                    }
                }
            }
            Ok(taken)
        }
        .await;
        self.placed(found)
    }

    /// Facts acknowledged and not yet seen in a feed.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn road_sent(&self) -> Result<Vec<FactId>> {
        let sql = "SELECT f.id FROM lot l JOIN fact f ON f.n = l.fact WHERE l.lot = 'sent'";
        let rows = self.placed(sqlx::query(sql).fetch_all(&self.0.read).await)?;
        rows.iter().map(|row| Ok(FactId::new(bytes(row, 0)?))).collect()
    }

    /// The lots of those of these facts that are here, on the shelf or not.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn road_lots(&self, ids: &[FactId]) -> Result<BTreeMap<FactId, Lot>> {
        let mut lots = BTreeMap::new();
        for batch in ids.chunks(BATCH) {
            for sql in [
                "SELECT f.id, l.lot, l.region, l.position, l.why FROM fact f LEFT JOIN lot l ON l.fact = f.n WHERE f.id IN (",
                "SELECT id, lot, region, position, why FROM shelf WHERE id IN (",
            ] {
                let mut query = QueryBuilder::<Sqlite>::new(sql);
                let mut list = query.separated(", ");
                for id in batch {
                    list.push_bind(id.bytes().as_slice());
                }
                query.push(")");
                for row in &self.placed(query.build().fetch_all(&self.0.read).await)? {
                    lots.insert(FactId::new(bytes(row, 0)?), lot(row, 1)?);
                }
            }
        }
        Ok(lots)
    }

    /// The files of which facts are in a feed, with each audience that those facts carry.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn road_files(&self) -> Result<Vec<(FileId, Option<String>)>> {
        let sql = "SELECT DISTINCT file.id, f.audience FROM lot l JOIN fact f ON f.n = l.fact \
                   JOIN file ON file.n = f.file WHERE l.lot = 'fed'";
        let rows = self.placed(sqlx::query(sql).fetch_all(&self.0.read).await)?;
        rows.iter().map(|row| Ok((FileId::new(row.try_get::<String, _>(0)?), row.try_get(1)?))).collect()
    }

    /// The audiences that the facts of a file carry, wherever those facts have come to.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn audiences_of(&self, file: &FileId) -> Result<Vec<String>> {
        let sql = "SELECT DISTINCT f.audience FROM fact f JOIN file ON file.n = f.file \
                   WHERE file.id = ? AND f.audience IS NOT NULL";
        self.placed(sqlx::query_scalar(sql).bind(file.as_str()).fetch_all(&self.0.read).await)
    }

    /// Facts that have not come through to the centre: still to be sent, or set aside there. Oldest first.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn road_tray(&self, most: u32) -> Result<Vec<Unsent>> {
        let sql = "SELECT file.id, f.id, f.kind, f.at_ms, l.lot, l.region, l.position, l.why FROM fact f \
                   JOIN file ON file.n = f.file LEFT JOIN lot l ON l.fact = f.n \
                   WHERE f.n IN (SELECT fact FROM outbox UNION SELECT fact FROM lot WHERE lot = 'aside') \
                   ORDER BY l.lot IS NULL, f.n LIMIT ?";
        let rows = self.placed(sqlx::query(sql).bind(most).fetch_all(&self.0.read).await)?;
        rows.iter()
            .map(|row| {
                Ok(Unsent {
                    file: FileId::new(row.try_get::<String, _>(0)?),
                    id: FactId::new(bytes(row, 1)?),
                    kind: row.try_get(2)?,
                    at_ms: row.try_get(3)?,
                    lot: lot(row, 4)?,
                })
            })
            .collect()
    }

    /// How many facts the centre keeps apart.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn road_aside_count(&self) -> Result<u64> {
        let count = sqlx::query_scalar("SELECT count(*) FROM lot WHERE lot = 'aside' AND why IS NOT NULL");
        Ok(uncount(self.placed(count.fetch_one(&self.0.read).await)?))
    }

    /// Facts of one file that are still to be sent.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn road_unsent_of(&self, file: &FileId) -> Result<BTreeSet<FactId>> {
        let sql = "SELECT f.id FROM fact f JOIN file ON file.n = f.file WHERE file.id = ? \
                   AND f.n IN (SELECT fact FROM outbox UNION SELECT fact FROM lot WHERE lot = 'aside')";
        let rows = self.placed(sqlx::query(sql).bind(file.as_str()).fetch_all(&self.0.read).await)?;
        rows.iter().map(|row| Ok(FactId::new(bytes(row, 0)?))).collect()
    }

    /// For each desk and life of it, the count up to which every fact is here; 0 where one is missing or there twice.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn road_reach(&self) -> Result<Vec<(DeviceId, u32, u64)>> {
        let sql = "SELECT device.id, f.epoch, max(f.seq), count(*), count(DISTINCT f.seq) FROM fact f \
                   JOIN device ON device.n = f.device GROUP BY f.device, f.epoch ORDER BY device.id, f.epoch";
        let rows = self.placed(sqlx::query(sql).fetch_all(&self.0.read).await)?;
        rows.iter()
            .map(|row| {
                let (last, count, places): (i64, i64, i64) = (row.try_get(2)?, row.try_get(3)?, row.try_get(4)?);
                let whole = last == count && count == places;
                let reach = if whole { uncount(last) } else { 0 };
                Ok((DeviceId::new(row.try_get::<String, _>(0)?), row.try_get(1)?, reach))
            })
            .collect()
    }

    /// Facts of one life of a desk after a count, with what they travel in: for bundles.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn parcels_of(&self, device: &DeviceId, epoch: u32, after: u64, most: u32) -> Result<Vec<(u64, Parcel)>> {
        let sql = format!(
            "SELECT {PARCEL}, f.seq FROM fact f JOIN device ON device.n = f.device \
             WHERE device.id = ? AND f.epoch = ? AND f.seq > ? ORDER BY f.seq, f.id LIMIT ?"
        );
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(device.as_str()).bind(epoch).bind(count(after)).bind(most);
        let rows = self.placed(rows.fetch_all(&self.0.read).await)?;
        rows.iter().map(|row| Ok((uncount(row.try_get(6)?), parcel(row)?))).collect()
    }

    /// The keys of the desks that this desk knows, itself included.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn devices(&self) -> Result<Vec<(DeviceId, VerifyingKey)>> {
        let rows = sqlx::query("SELECT id, public_key FROM device WHERE public_key IS NOT NULL ORDER BY id");
        let rows = self.placed(rows.fetch_all(&self.0.read).await)?;
        let known = |row: &SqliteRow| -> Result<Option<(DeviceId, VerifyingKey)>> {
            let key = VerifyingKey::from_bytes(&bytes(row, 1)?).ok();
            Ok(key.map(|key| (DeviceId::new(row.get::<String, _>(0)), key)))
        };
        rows.iter().filter_map(|row| known(row).transpose()).collect()
    }

    /// Every fact of every file: what a digest is made from.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn fact_ids(&self) -> Result<BTreeMap<FileId, BTreeSet<FactId>>> {
        let rows = sqlx::query("SELECT file.id, f.id FROM fact f JOIN file ON file.n = f.file");
        let mut files: BTreeMap<FileId, BTreeSet<FactId>> = BTreeMap::new();
        for row in &self.placed(rows.fetch_all(&self.0.read).await)? {
            let file = FileId::new(row.try_get::<String, _>(0)?);
            files.entry(file).or_default().insert(FactId::new(bytes(row, 1)?));
        }
        Ok(files)
    }

    /// Joins a centre: every fact that it has not acknowledged is to be sent, those for nobody in particular to this
    /// audience; the settings are kept in the same transaction.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn road_open(&self, audience: &str, settings: &[(&str, &str)]) -> Result<()> {
        let mut tx = self.begin().await?;
        let opened: Result<()> = async {
            sqlx::query("UPDATE fact SET audience = ? WHERE audience IS NULL").bind(audience).execute(&mut *tx).await?;
            sqlx::query("INSERT OR IGNORE INTO outbox (fact) SELECT n FROM fact WHERE n NOT IN (SELECT fact FROM lot)")
                .execute(&mut *tx)
                .await?;
            for (key, value) in settings {
                let keep = sqlx::query("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)");
                keep.bind(*key).bind(*value).execute(&mut *tx).await?;
            }
            Ok(())
        }
        .await;
        self.placed(opened)?;
        self.placed(tx.commit().await)
    }

    /// Forgets everything about a centre: all facts are as if never sent.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn road_forget(&self, settings: &[&str]) -> Result<()> {
        let mut tx = self.begin().await?;
        let forgotten: Result<()> = async {
            sqlx::query("INSERT OR IGNORE INTO outbox (fact) SELECT n FROM fact").execute(&mut *tx).await?;
            sqlx::query("DELETE FROM lot").execute(&mut *tx).await?;
            sqlx::query("UPDATE parcel SET sent_ms = NULL").execute(&mut *tx).await?;
            for key in settings {
                sqlx::query("DELETE FROM setting WHERE key = ?").bind(*key).execute(&mut *tx).await?;
            }
            Ok(())
        }
        .await;
        self.placed(forgotten)?;
        self.placed(tx.commit().await)
    }

    /// Erases what has lain on the shelf since before a moment.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn clear_shelf(&self, before_ms: i64) -> Result<()> {
        self.write(sqlx::query("DELETE FROM shelf WHERE shelved_ms < ? AND lot <> 'unsent'").bind(before_ms)).await
    }

    /// Does a change, durably and whole.
    ///
    /// # Errors
    /// Those of the disk. Then nothing has changed.
    pub async fn road_commit(&self, change: RoadChange) -> Result<Arrival> {
        let mut tx = self.begin().await?;
        let (arrival, chain) = self.placed(self.change_road(&mut tx, change).await)?;
        self.commit(tx, chain.epoch, chain.seq).await?;
        Ok(arrival)
    }

    async fn change_road(&self, tx: &mut Turn, change: RoadChange) -> Result<(Arrival, Chain)> {
        let RoadChange { lost, offer_again, vouched, keep, lots, leave, unwatched, settings } = change;
        for (region, position) in lost {
            send_again(tx, &region, position).await?;
            let shelf = "UPDATE shelf SET lot = 'unsent' WHERE lot = 'fed' AND region = ? AND position > ?";
            sqlx::query(shelf).bind(&region).bind(count(position)).execute(&mut **tx).await?;
        }
        if offer_again {
            for sql in [
                "INSERT OR IGNORE INTO outbox (fact) SELECT fact FROM lot WHERE lot <> 'fed'",
                "DELETE FROM lot WHERE lot <> 'fed'",
                "UPDATE shelf SET lot = 'unsent'",
            ] {
                sqlx::query(sql).execute(&mut **tx).await?;
            }
        }
        for (device, key) in vouched {
            let known = log::device_n(tx, &device).await?;
            if known.1.is_none() {
                let vouch = sqlx::query("UPDATE device SET public_key = ? WHERE n = ?");
                vouch.bind(key.as_bytes().as_slice()).bind(known.0).execute(&mut **tx).await?;
            }
        }
        for file in leave {
            self.put_on_shelf(tx, &file, "fed").await?;
        }
        for region in unwatched {
            send_again(tx, &region, 0).await?;
        }
        let arrival = self.keep(tx, keep).await?;
        let mut back = Vec::new();
        for (id, lot) in lots {
            if !set_lot(tx, &id, &lot).await? {
                back.extend(from_shelf(tx, &id, &lot).await?.map(|parcel| (parcel, Some(lot))));
            }
        }
        let mut arrival = arrival;
        if !back.is_empty() {
            let more = self.keep(tx, back).await?;
            arrival.files.extend(more.files);
        }
        let gone = "SELECT DISTINCT file.id FROM lot l JOIN fact f ON f.n = l.fact JOIN file ON file.n = f.file \
                    WHERE l.lot = 'elsewhere'";
        for file in sqlx::query_scalar::<_, String>(gone).fetch_all(&mut **tx).await? {
            self.put_on_shelf(tx, &FileId::new(file), "elsewhere").await?;
        }
        for (key, value) in settings {
            let keep = sqlx::query("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)");
            keep.bind(key).bind(value).execute(&mut **tx).await?;
        }
        Ok((arrival, Chain::read(tx).await?))
    }

    /// Takes facts in with their lot and what they travel in; those here already stay as they are.
    async fn keep(&self, tx: &mut Turn, keep: Vec<(Parcel, Option<Lot>)>) -> Result<Arrival> {
        let mut by_audience: BTreeMap<Option<String>, Vec<Sealed>> = BTreeMap::new();
        let mut known = BTreeMap::new();
        for (parcel, lot) in keep {
            known.insert(parcel.sealed.id(), (parcel.first, parcel.among, lot));
            by_audience.entry(parcel.audience).or_default().push(parcel.sealed);
        }
        let mut all = Arrival::default();
        for (audience, facts) in by_audience {
            let (one, _) = self.take_in(tx, facts, audience.as_deref()).await?;
            all.new.extend(one.new);
            all.known += one.known;
            all.aside.extend(one.aside);
            all.doubled.extend(one.doubled);
            all.files.extend(one.files);
            all.new_epoch = one.new_epoch.or(all.new_epoch);
        }
        for id in &all.new {
            let Some((first, among, lot)) = known.get(id) else { continue };
            if *among > 1 {
                sqlx::query("UPDATE fact SET first = ?, among = ? WHERE id = ?")
                    .bind(first.bytes().as_slice())
                    .bind(*among)
                    .bind(id.bytes().as_slice())
                    .execute(&mut **tx)
                    .await?;
            }
            if let Some(lot) = lot {
                set_lot(tx, id, lot).await?;
            }
        }
        Ok(all)
    }

    async fn put_on_shelf(&self, tx: &mut Turn, file: &FileId, lot: &str) -> Result<()> {
        let Some(n) = sqlx::query_scalar::<_, i64>("SELECT n FROM file WHERE id = ?")
            .bind(file.as_str())
            .fetch_optional(&mut **tx)
            .await?
        else {
            return Ok(());
        };
        let moved = sqlx::query(
            "INSERT OR REPLACE INTO shelf (id, file, device, epoch, seq, audience, first, among, signature, bytes, lot, \
             region, position, why, shelved_ms) \
             SELECT f.id, file.id, device.id, f.epoch, f.seq, f.audience, f.first, f.among, f.signature, f.bytes, l.lot, \
             l.region, l.position, l.why, ? FROM fact f JOIN file ON file.n = f.file JOIN device ON device.n = f.device \
             JOIN lot l ON l.fact = f.n WHERE f.file = ? AND l.lot = ?",
        )
        .bind(self.now())
        .bind(n)
        .bind(lot)
        .execute(&mut **tx)
        .await?
        .rows_affected();
        if moved == 0 {
            return Ok(());
        }
        for sql in [
            "DELETE FROM lot WHERE fact IN (SELECT n FROM fact WHERE file = ? AND id IN (SELECT id FROM shelf))",
            "DELETE FROM fact WHERE file = ? AND id IN (SELECT id FROM shelf)",
        ] {
            sqlx::query(sql).bind(n).execute(&mut **tx).await?;
        }
        let left = log::facts_of(tx, file).await?;
        if left.is_empty() {
            forget_rows(tx, n).await?;
            sqlx::query("DELETE FROM parcel WHERE file = ?").bind(n).execute(&mut **tx).await?;
            sqlx::query("DELETE FROM file WHERE n = ?").bind(n).execute(&mut **tx).await?;
        } else {
            list::refresh(tx, file, n, &History::of(left)).await?;
        }
        Ok(())
    }
}

/// Takes a file's rows out of every list and out of the search.
async fn forget_rows(tx: &mut SqliteConnection, n: i64) -> Result<()> {
    for table in list::row::BY_FILE {
        let delete = format!("DELETE FROM {} WHERE file = ?", table.name);
        sqlx::query(AssertSqlSafe(delete)).bind(n).execute(&mut *tx).await?;
    }
    search::refresh(tx, n, Vec::new()).await
}

/// Facts seen in a feed after a position are to be sent again.
async fn send_again(tx: &mut Turn, region: &str, position: u64) -> Result<()> {
    let fed = "FROM lot WHERE lot = 'fed' AND region = ? AND position > ?";
    for sql in [format!("INSERT OR IGNORE INTO outbox (fact) SELECT fact {fed}"), format!("DELETE {fed}")] {
        sqlx::query(AssertSqlSafe(sql)).bind(region).bind(count(position)).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Sets a fact's lot; false when it is not here (or on the shelf).
async fn set_lot(tx: &mut SqliteConnection, id: &FactId, lot: &Lot) -> Result<bool> {
    let n: Option<i64> = sqlx::query_scalar("SELECT n FROM fact WHERE id = ?")
        .bind(id.bytes().as_slice())
        .fetch_optional(&mut *tx)
        .await?;
    let Some(n) = n else { return Ok(false) };
    if *lot == Lot::Unsent {
        sqlx::query("DELETE FROM lot WHERE fact = ?").bind(n).execute(&mut *tx).await?;
        sqlx::query("INSERT OR IGNORE INTO outbox (fact) VALUES (?)").bind(n).execute(&mut *tx).await?;
        return Ok(true);
    }
    if matches!(lot, Lot::Sent | Lot::Aside { .. }) {
        // What was seen in a feed stays seen, even when the answer to the push comes later.
        let fed = sqlx::query_scalar::<_, bool>("SELECT count(*) > 0 FROM lot WHERE fact = ? AND lot = 'fed'").bind(n);
        if fed.fetch_one(&mut *tx).await? {
            return Ok(true);
        }
    }
    let (word, region, position, why) = lot.columns();
    sqlx::query("DELETE FROM outbox WHERE fact = ?").bind(n).execute(&mut *tx).await?;
    sqlx::query("INSERT OR REPLACE INTO lot (fact, lot, region, position, why) VALUES (?, ?, ?, ?, ?)")
        .bind(n)
        .bind(word)
        .bind(region)
        .bind(position)
        .bind(why)
        .execute(&mut *tx)
        .await?;
    Ok(true)
}

/// Sets the lot of a fact on the shelf; one that is in a feed again is taken off it and returned.
async fn from_shelf(tx: &mut SqliteConnection, id: &FactId, lot: &Lot) -> Result<Option<Parcel>> {
    if !matches!(lot, Lot::Fed { .. }) {
        let (word, region, position, why) = lot.columns();
        sqlx::query("UPDATE shelf SET lot = ?, region = ?, position = ?, why = ? WHERE id = ?")
            .bind(word)
            .bind(region)
            .bind(position)
            .bind(why)
            .bind(id.bytes().as_slice())
            .execute(&mut *tx)
            .await?;
        return Ok(None);
    }
    let sql = "DELETE FROM shelf WHERE id = ? RETURNING bytes, signature, audience, first, among, id";
    let row = sqlx::query(sql).bind(id.bytes().as_slice()).fetch_optional(&mut *tx).await?;
    row.as_ref().map(parcel).transpose()
}
