//! Checks of the whole database: the file, the cipher, every fact, every chain, every content.

use crate::error::Result;
use crate::store::{Store, bytes};
use crate::uncount;
use ed25519_dalek::VerifyingKey;
use greenlane_domain::fact::{FactId, Sealed};
use sqlx::Row;
use std::collections::{BTreeMap, HashMap};

/// The outcome of [`Store::verify`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    /// Facts checked.
    pub facts: u64,
    /// Contents checked.
    pub contents: u64,
    /// What is wrong; empty when all is well.
    pub problems: Vec<Problem>,
    /// Counts of other desks that are not here. Not wrong: a desk receives only what its audience says.
    pub not_here: u64,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The database file, in its own words.
    Database(String),
    /// A page that the cipher does not vouch for.
    Cipher(String),
    /// The bytes of a fact are not those of its id.
    Hash(FactId),
    /// A fact cannot be read, or its row says otherwise.
    Row(FactId),
    /// A fact is not signed by its desk.
    Signature(FactId),
    /// A fact of this desk is missing: epoch and count.
    Gap {
        /// The epoch.
        epoch: u32,
        /// The count.
        seq: u64,
    },
    /// A fact of this desk does not follow the one before it.
    Chain(FactId),
    /// One desk gave one count to two facts: a copy was at work.
    Doubled(FactId, FactId),
    /// The desk's row counts otherwise than its facts.
    Count {
        /// What the desk's row says.
        row: u64,
        /// What the facts say.
        facts: u64,
    },
    /// A content is not what its hash says, or is missing.
    Content(String),
}

/// By desk and epoch: count, fact, and the fact that it names as the one before.
type Chains = BTreeMap<(i64, u32), Vec<(u64, FactId, Option<FactId>)>>;

impl Store {
    /// Checks everything. Takes time: every byte is read.
    ///
    /// # Errors
    /// Those of the disk, when not even the check can go on.
    pub async fn verify(&self) -> Result<Verification> {
        let mut found = Verification::default();
        self.placed(self.check_file(&mut found).await)?;
        // What the file cannot give back is counted, and the check goes on with the rest.
        if let Err(error) = self.check_facts(&mut found).await {
            found.problems.push(Problem::Database(error.to_string()));
        }
        match self.contents().await {
            Ok(contents) => {
                for content in contents {
                    found.contents += 1;
                    if self.content(&content.hash).await.is_err() {
                        found.problems.push(Problem::Content(content.hash));
                    }
                }
            }
            Err(error) => found.problems.push(Problem::Database(error.to_string())),
        }
        for pair in self.doubled().await.unwrap_or_default() {
            found.problems.push(Problem::Doubled(pair.one, pair.other));
        }
        Ok(found)
    }

    async fn check_file(&self, found: &mut Verification) -> Result<()> {
        let mut from = self.0.read.acquire().await?;
        match sqlx::query_scalar::<_, String>("PRAGMA cipher_integrity_check").fetch_all(&mut *from).await {
            Ok(lines) => found.problems.extend(lines.into_iter().map(Problem::Cipher)),
            Err(error) => found.problems.push(Problem::Cipher(error.to_string())),
        }
        match sqlx::query_scalar::<_, String>("PRAGMA integrity_check").fetch_all(&mut *from).await {
            Ok(lines) => found.problems.extend(lines.into_iter().filter(|line| line != "ok").map(Problem::Database)),
            Err(error) => found.problems.push(Problem::Database(error.to_string())),
        }
        Ok(())
    }

    async fn check_facts(&self, found: &mut Verification) -> Result<()> {
        const PAGE: i64 = 2000;
        let mut keys: HashMap<i64, Option<VerifyingKey>> = HashMap::new();
        for row in sqlx::query("SELECT n, public_key FROM device").fetch_all(&self.0.read).await? {
            let key = row.try_get::<Option<&[u8]>, _>(1)?.and_then(|key| key.try_into().ok());
            keys.insert(row.try_get(0)?, key.and_then(|key| VerifyingKey::from_bytes(key).ok()));
        }
        let mut chains = Chains::new();
        let mut after = 0_i64;
        loop {
            let rows = sqlx::query(
                "SELECT f.n, f.id, f.bytes, f.signature, f.device, f.epoch, f.seq, f.kind, file.id, device.id \
                 FROM fact f JOIN file ON file.n = f.file JOIN device ON device.n = f.device \
                 WHERE f.n > ? ORDER BY f.n LIMIT ?",
            )
            .bind(after)
            .bind(PAGE)
            .fetch_all(&self.0.read)
            .await?;
            let Some(last) = rows.last() else { break };
            after = last.try_get(0)?;
            for row in &rows {
                found.facts += 1;
                let id = FactId::new(bytes(row, 1)?);
                let sealed = Sealed { bytes: row.try_get(2)?, signature: bytes(row, 3)? };
                let (device, epoch, seq): (i64, u32, u64) =
                    (row.try_get(4)?, row.try_get(5)?, uncount(row.try_get(6)?));
                if sealed.id() != id {
                    found.problems.push(Problem::Hash(id));
                }
                if keys.get(&device).copied().flatten().is_none_or(|key| sealed.verify(&key).is_err()) {
                    found.problems.push(Problem::Signature(id));
                }
                let Ok(fact) = sealed.read() else {
                    found.problems.push(Problem::Row(id));
                    continue;
                };
                let content = fact.content;
                let right = content.epoch == epoch
                    && content.seq == seq
                    && content.kind == row.try_get::<&str, _>(7)?
                    && content.file.as_str() == row.try_get::<&str, _>(8)?
                    && content.device.as_str() == row.try_get::<&str, _>(9)?;
                if !right {
                    found.problems.push(Problem::Row(id));
                }
                chains.entry((device, epoch)).or_default().push((seq, id, content.previous));
            }
        }
        // What has left this desk is still part of its count.
        let shelf = "SELECT device.n, s.epoch, s.seq, s.id, s.bytes FROM shelf s JOIN device ON device.id = s.device";
        for row in &sqlx::query(shelf).fetch_all(&self.0.read).await? {
            let previous = serde_json::from_slice::<greenlane_domain::fact::Content>(row.try_get(4)?);
            let previous = previous.ok().and_then(|content| content.previous);
            let chain = chains.entry((row.try_get(0)?, row.try_get(1)?)).or_default();
            chain.push((uncount(row.try_get(2)?), FactId::new(bytes(row, 3)?), previous));
        }
        self.check_chains(chains, found).await
    }

    /// This desk's own chain must be whole. Of others', only what is here can be checked.
    async fn check_chains(&self, mut chains: Chains, found: &mut Verification) -> Result<()> {
        let row = sqlx::query("SELECT epoch, seq FROM desk").fetch_one(&self.0.read).await?;
        let (epoch, counted): (u32, u64) = (row.try_get(0)?, uncount(row.try_get(1)?));
        let mut reached = 0;
        for ((device, of_epoch), chain) in &mut chains {
            chain.sort_unstable_by_key(|(seq, id, _)| (*seq, *id));
            let own = *device == self.0.device_n;
            let mut before: Option<(u64, FactId)> = None;
            for (seq, id, previous) in chain.iter() {
                let expected = before.map_or(1, |(seq, _)| seq + 1);
                if *seq > expected && own {
                    found.problems.extend((expected..*seq).take(100).map(|seq| Problem::Gap { epoch: *of_epoch, seq }));
                } else if *seq > expected {
                    found.not_here += seq - expected;
                } else if let Some((last, last_id)) = before
                    && *seq == last + 1
                    && *previous != Some(last_id)
                {
                    found.problems.push(Problem::Chain(*id));
                }
                before = Some((*seq, *id));
            }
            if own && *of_epoch == epoch {
                reached = before.map_or(0, |(seq, _)| seq);
            }
        }
        if reached != counted {
            found.problems.push(Problem::Count { row: counted, facts: reached });
        }
        Ok(())
    }
}
