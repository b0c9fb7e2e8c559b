//! Facts from other desks: by the centre, by a bundle, over a LAN. The result depends on the set, not on the order.

use crate::error::{Result, StoreError};
use crate::life::EpochReason;
use crate::list;
use crate::log::{self, NewFact};
use crate::store::{Chain, Store, bytes, open_epoch};
use crate::turn::Turn;
use crate::{count, uncount};
use ed25519_dalek::VerifyingKey;
use greenlane_domain::fact::{DeviceId, FactId, FileId, History, Sealed};
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What became of facts that arrived.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrival {
    /// Facts that were new, in the order in which they came.
    pub new: Vec<FactId>,
    /// How many were here already.
    pub known: usize,
    /// Facts kept aside, and why. They wait in [`Store::aside`].
    pub aside: Vec<(FactId, Reason)>,
    /// Pairs of facts with one count of one desk: a copy of that desk is at work.
    pub doubled: Vec<Doubled>,
    /// Files that have changed.
    pub files: BTreeSet<FileId>,
    /// This desk found itself copied and opened a new epoch.
    pub new_epoch: Option<u32>,
}

/// Two facts to which one desk gave the same count. Both are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubled {
    /// The desk.
    pub device: DeviceId,
    /// The one, with the smaller id.
    pub one: FactId,
    /// The other.
    pub other: FactId,
}

/// Why a fact is kept aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The bytes are not a fact that this release can read.
    Unreadable,
    /// The signature is not that of the desk it names.
    Forged,
    /// Nobody has vouched for the desk it names. It comes in by itself when somebody does: [`Store::trust`].
    UnknownDevice,
}

impl Reason {
    const fn word(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Forged => "forged",
            Self::UnknownDevice => "unknown_device",
        }
    }
    fn from_word(word: &str) -> Self {
        match word {
            "forged" => Self::Forged,
            "unknown_device" => Self::UnknownDevice,
            _ => Self::Unreadable,
        }
    }
}

/// A fact kept aside until a person or a key settles it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// Its id.
    pub id: FactId,
    /// Why.
    pub reason: Reason,
    /// The desk it names; empty when it cannot be read.
    pub device: DeviceId,
    /// When it arrived, in milliseconds since 1970.
    pub received_ms: i64,
    /// The fact.
    pub sealed: Sealed,
}

impl Store {
    /// Takes facts in, in one transaction. Idempotent; nothing is ever dropped.
    ///
    /// # Errors
    /// Those of the disk. Then none was taken in.
    pub async fn insert_foreign(&self, facts: Vec<Sealed>, audience: Option<&str>) -> Result<Arrival> {
        let mut tx = self.begin().await?;
        let (arrival, chain) = self.placed(self.take_in(&mut tx, facts, audience).await)?;
        self.commit(tx, chain.epoch, chain.seq).await?;
        Ok(arrival)
    }

    /// Vouches for a desk: its facts are believed from now on, and those kept aside for want of this come in.
    ///
    /// # Errors
    /// [`StoreError::Fault`] when the desk is known with another key; those of the disk.
    pub async fn trust(&self, device: &DeviceId, key: &VerifyingKey) -> Result<Arrival> {
        let mut tx = self.begin().await?;
        let trusted: Result<(Arrival, Chain)> = async {
            let (n, known) = log::device_n(&mut tx, device).await?;
            match known {
                Some(known) if known == *key.as_bytes() => {
                    return Ok((Arrival::default(), Chain::read(&mut tx).await?));
                }
                Some(_) => return Err(StoreError::Fault(format!("{device} has another key"))),
                None => {}
            }
            sqlx::query("UPDATE device SET public_key = ? WHERE n = ?")
                .bind(key.as_bytes().as_slice())
                .bind(n)
                .execute(&mut *tx)
                .await?;
            let rows = sqlx::query(
                "DELETE FROM aside WHERE device = ? AND reason = 'unknown_device' RETURNING bytes, signature, audience",
            )
            .bind(device.as_str())
            .fetch_all(&mut *tx)
            .await?;
            let mut waiting: BTreeMap<Option<String>, Vec<Sealed>> = BTreeMap::new();
            for row in &rows {
                let sealed = Sealed { bytes: row.try_get(0)?, signature: bytes(row, 1)? };
                waiting.entry(row.try_get(2)?).or_default().push(sealed);
            }
            let mut all = Arrival::default();
            for (audience, facts) in waiting {
                let (one, _) = self.take_in(&mut tx, facts, audience.as_deref()).await?;
                all.new.extend(one.new);
                all.known += one.known;
                all.aside.extend(one.aside);
                all.doubled.extend(one.doubled);
                all.files.extend(one.files);
                all.new_epoch = one.new_epoch.or(all.new_epoch);
            }
            Ok((all, Chain::read(&mut tx).await?))
        }
        .await;
        let (arrival, chain) = self.placed(trusted)?;
        self.commit(tx, chain.epoch, chain.seq).await?;
        Ok(arrival)
    }

    /// What is kept aside, oldest first.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn aside(&self) -> Result<Vec<Aside>> {
        let rows = sqlx::query("SELECT id, reason, device, received_ms, bytes, signature FROM aside ORDER BY n");
        self.placed(rows.fetch_all(&self.0.read).await)?
            .iter()
            .map(|row| {
                Ok(Aside {
                    id: FactId::new(bytes(row, 0)?),
                    reason: Reason::from_word(row.try_get(1)?),
                    device: DeviceId::new(row.try_get::<String, _>(2)?),
                    received_ms: row.try_get(3)?,
                    sealed: Sealed { bytes: row.try_get(4)?, signature: bytes(row, 5)? },
                })
            })
            .collect()
    }

    /// Every pair of facts with one count of one desk.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn doubled(&self) -> Result<Vec<Doubled>> {
        let rows = sqlx::query(
            "SELECT d.fact, d.other, device.id FROM doubled d JOIN fact ON fact.id = d.fact \
             JOIN device ON device.n = fact.device ORDER BY d.fact, d.other",
        );
        self.placed(rows.fetch_all(&self.0.read).await)?
            .iter()
            .map(|row| {
                let (one, other) = (FactId::new(bytes(row, 0)?), FactId::new(bytes(row, 1)?));
                Ok(Doubled { device: DeviceId::new(row.try_get::<String, _>(2)?), one, other })
            })
            .collect()
    }

    pub(crate) async fn take_in(
        &self,
        tx: &mut Turn,
        facts: Vec<Sealed>,
        audience: Option<&str>,
    ) -> Result<(Arrival, Chain)> {
        let now = self.now();
        let mut arrival = Arrival::default();
        let mut chain = Chain::read(tx).await?;
        let mut here = known(tx, &facts).await?;
        let mut devices: HashMap<DeviceId, (i64, Option<VerifyingKey>)> = HashMap::new();
        let mut files: HashMap<FileId, i64> = HashMap::new();
        let mut counts: HashMap<(i64, u32, u64), Vec<FactId>> = HashMap::new();
        let mut fresh = Vec::new();
        let mut copied = false;
        for sealed in facts {
            let id = sealed.id();
            if !here.insert(id) {
                arrival.known += 1;
                continue;
            }
            let Ok(fact) = sealed.read() else {
                set_aside(tx, id, &sealed, Reason::Unreadable, None, audience, now).await?;
                arrival.aside.push((id, Reason::Unreadable));
                // The same bytes with a right signature would be no better.
                continue;
            };
            let content = &fact.content;
            let (device, key) = match devices.get(&content.device) {
                Some(found) => *found,
                None => {
                    let (n, key) = log::device_n(tx, &content.device).await?;
                    let key = key.and_then(|key| VerifyingKey::from_bytes(&key).ok());
                    devices.insert(content.device.clone(), (n, key));
                    (n, key)
                }
            };
            let doubt = match key {
                None => Some(Reason::UnknownDevice),
                Some(key) => sealed.verify(&key).err().map(|_| Reason::Forged),
            };
            if let Some(reason) = doubt {
                // Another copy of the same bytes may carry the right signature.
                here.remove(&id);
                set_aside(tx, id, &sealed, reason, Some(content), audience, now).await?;
                arrival.aside.push((id, reason));
                continue;
            }
            let file = match files.get(&content.file) {
                Some(n) => *n,
                None => {
                    let n = log::file_n(tx, &content.file).await?;
                    files.insert(content.file.clone(), n);
                    n
                }
            };
            let place = (device, content.epoch, content.seq);
            let same = match counts.entry(place) {
                std::collections::hash_map::Entry::Occupied(found) => found.into_mut(),
                std::collections::hash_map::Entry::Vacant(empty) => empty.insert(at_count(tx, place).await?),
            };
            for other in same.iter() {
                let (one, other) = if *other < id { (*other, id) } else { (id, *other) };
                sqlx::query("INSERT INTO doubled (fact, other, noticed_ms) VALUES (?, ?, ?)")
                    .bind(one.bytes().as_slice())
                    .bind(other.bytes().as_slice())
                    .bind(now)
                    .execute(&mut **tx)
                    .await?;
                arrival.doubled.push(Doubled { device: content.device.clone(), one, other });
            }
            same.push(id);
            // A fact of our own present life that we do not know: another copy of this desk is at work.
            copied |= device == self.0.device_n && content.epoch >= chain.epoch;
            arrival.files.insert(content.file.clone());
            arrival.new.push(id);
            fresh.push(NewFact::of(sealed, &fact, file, device, audience.map(ToOwned::to_owned), false));
        }
        log::insert(tx, &fresh, now).await?;
        for file in &arrival.files {
            let Some(n) = files.get(file) else { continue };
            let history = History::of(log::facts_of(tx, file).await?);
            list::refresh(tx, file, *n, &history).await?;
        }
        if copied {
            chain.epoch = open_epoch(tx, EpochReason::Doubled, now).await?;
            chain.seq = 0;
            arrival.new_epoch = Some(chain.epoch);
        }
        Ok((arrival, chain))
    }
}

/// Which of these are here already.
async fn known(from: &mut SqliteConnection, facts: &[Sealed]) -> Result<HashSet<FactId>> {
    const BATCH: usize = 500;
    let ids: Vec<FactId> = facts.iter().map(Sealed::id).collect();
    let mut here = HashSet::new();
    for batch in ids.chunks(BATCH) {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT id FROM fact WHERE id IN (");
        let mut list = query.separated(", ");
        for id in batch {
            list.push_bind(id.bytes().as_slice());
        }
        query.push(")");
        for row in query.build().fetch_all(&mut *from).await? {
            here.insert(FactId::new(bytes(&row, 0)?));
        }
    }
    Ok(here)
}

async fn at_count(from: &mut SqliteConnection, (device, epoch, seq): (i64, u32, u64)) -> Result<Vec<FactId>> {
    let rows = sqlx::query("SELECT id FROM fact WHERE device = ? AND epoch = ? AND seq = ?");
    let rows = rows.bind(device).bind(epoch).bind(count(seq)).fetch_all(&mut *from).await?;
    rows.iter().map(|row| Ok(FactId::new(bytes(row, 0)?))).collect()
}

async fn set_aside(
    to: &mut SqliteConnection,
    id: FactId,
    sealed: &Sealed,
    reason: Reason,
    content: Option<&greenlane_domain::fact::Content>,
    audience: Option<&str>,
    now: i64,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO aside (id, reason, device, epoch, seq, audience, received_ms, signature, bytes) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id, signature) DO NOTHING",
    )
    .bind(id.bytes().as_slice())
    .bind(reason.word())
    .bind(content.map_or("", |content| content.device.as_str()))
    .bind(content.map_or(0, |content| content.epoch))
    .bind(content.map_or(0, |content| count(content.seq)))
    .bind(audience)
    .bind(now)
    .bind(sealed.signature.as_slice())
    .bind(sealed.bytes.as_slice())
    .execute(&mut *to)
    .await?;
    Ok(())
}

impl Store {
    /// How far this desk's knowledge of each other desk's count reaches: desk, epoch, highest count, number of facts.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn reach(&self) -> Result<Vec<(DeviceId, u32, u64, u64)>> {
        let rows = sqlx::query(
            "SELECT device.id, f.epoch, max(f.seq), count(*) FROM fact f JOIN device ON device.n = f.device \
             GROUP BY f.device, f.epoch ORDER BY device.id, f.epoch",
        );
        self.placed(rows.fetch_all(&self.0.read).await)?
            .iter()
            .map(|row| {
                let device = DeviceId::new(row.try_get::<String, _>(0)?);
                Ok((device, row.try_get(1)?, uncount(row.try_get(2)?), uncount(row.try_get(3)?)))
            })
            .collect()
    }
}
