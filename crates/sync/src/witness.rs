//! Desks are the witnesses of the centre: every region's feed is a hash chain, every pull returns a signed head of it,
//! and desks keep them. A centre that cuts, edits or signs anew what a desk has seen is found out at the next pull.

use crate::audience::{Audience, Region};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use greenlane_domain::fact::{FactId, FileId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// A SHA-256, written in hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hash(pub [u8; 32]);

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}
impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0.get(..6).unwrap_or_default()))
    }
}
impl Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a hash is 64 hexadecimal digits"))
    }
}
impl Hash {
    /// Reads 64 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut digest = [0; 32];
        hex::decode_to_slice(text, &mut digest).ok()?;
        Some(Self(digest))
    }
    /// The chain after one more leaf.
    #[must_use]
    pub fn then(self, leaf: Self) -> Self {
        Self(Sha256::new().chain_update(self.0).chain_update(leaf.0).finalize().into())
    }
}

/// The leaf of an entry that feeds facts: a hash of their ids in order of id.
#[must_use]
pub fn leaf_of_facts(ids: impl IntoIterator<Item = FactId>) -> Hash {
    let mut ids: Vec<_> = ids.into_iter().collect();
    ids.sort_unstable();
    let mut hash = Sha256::new_with_prefix(b"greenlane feed 1 facts\n");
    for id in ids {
        hash.update(id.bytes());
    }
    Hash(hash.finalize().into())
}

/// The leaf of an entry that says where a file has gone.
#[must_use]
pub fn leaf_of_move(file: &FileId, audience: &Audience) -> Hash {
    let mut hash = Sha256::new_with_prefix(b"greenlane feed 1 moved\n");
    hash.update(file.as_str());
    hash.update([0]);
    hash.update(audience.edition.to_le_bytes());
    hash.update(audience.region.as_str());
    for role in &audience.roles {
        hash.update([0]);
        hash.update(role);
    }
    Hash(hash.finalize().into())
}

/// A point of a feed: how many entries, and the chain after the last of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Step {
    /// Entries so far.
    #[serde(rename = "p")]
    pub position: u64,
    /// The chain after them.
    #[serde(rename = "c")]
    pub chain: Hash,
}

impl Step {
    /// The point after one more entry.
    #[must_use]
    pub fn then(self, leaf: Hash) -> Self {
        Self { position: self.position + 1, chain: self.chain.then(leaf) }
    }
}

/// What a centre swears a feed is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Which life of the centre: a restore from backup that is owned up to opens a new one.
    pub life: String,
    /// The feed.
    pub region: Region,
    /// Its end.
    pub step: Step,
    /// The centre's clock, milliseconds since 1970.
    pub at: i64,
}

/// A head and the centre's signature over it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedHead {
    /// What is sworn.
    pub head: Head,
    /// Ed25519, in hexadecimal.
    #[serde(with = "crate::witness::hexed")]
    pub signature: [u8; 64],
}

impl Head {
    fn words(&self) -> Vec<u8> {
        format!(
            "greenlane head 1\n{}\n{}\n{}\n{}\n{}",
            self.life, self.region, self.step.position, self.step.chain, self.at
        )
        .into_bytes()
    }
    /// Signs the head.
    #[must_use]
    pub fn sign(self, key: &SigningKey) -> SignedHead {
        let signature = key.sign(&self.words()).to_bytes();
        SignedHead { head: self, signature }
    }
}

impl SignedHead {
    /// Whether the centre with this key signed it.
    #[must_use]
    pub fn is_of(&self, key: &VerifyingKey) -> bool {
        key.verify(&self.head.words(), &Signature::from_bytes(&self.signature)).is_ok()
    }
}

/// What a witness saw that should not be. It stays on the desk, with both heads as evidence, until a person has decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Alarm {
    /// The feed is shorter than what the desk has seen of it.
    Cut {
        /// The head kept.
        kept: SignedHead,
        /// The head now.
        now: SignedHead,
    },
    /// The feed is not the one the desk has seen: something in it was changed and the chain made anew.
    Rewritten {
        /// The head kept.
        kept: SignedHead,
        /// The head now.
        now: SignedHead,
    },
    /// The centre owns up to a restore from backup: what it lost is given back.
    Restored {
        /// The head kept.
        kept: SignedHead,
        /// The head now.
        now: SignedHead,
    },
    /// Entries do not add up to the head signed over them.
    Broken {
        /// The head.
        now: SignedHead,
    },
    /// A head or card signed by another key than the centre's.
    Resigned {
        /// The head.
        now: SignedHead,
    },
    /// A fact that is not its desk's, or cannot be read.
    Poisoned {
        /// The fact.
        id: FactId,
    },
}

/// How far a desk has followed one feed: points of it, the newest last, thinner the older; and the last head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Trail {
    /// Points passed.
    pub steps: Vec<Step>,
    /// While the feed is read again from the beginning: points passed before, which it must pass again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<Step>,
    /// The last head seen.
    pub head: Option<SignedHead>,
    /// Where a file was last seen to go to another audience.
    #[serde(default)]
    pub moved: u64,
}

const NEAR_STEPS: usize = 8;

impl Trail {
    /// The point reached.
    #[must_use]
    pub fn last(&self) -> Step {
        self.steps.last().copied().unwrap_or_default()
    }
    /// Points to show to the centre, the newest first.
    #[must_use]
    pub fn offer(&self) -> Vec<Step> {
        self.steps.iter().rev().copied().collect()
    }
    /// The point at a position, if it is one of those kept; the beginning always is.
    #[must_use]
    pub fn at(&self, position: u64) -> Option<Step> {
        if position == 0 {
            return Some(Step::default());
        }
        self.steps.iter().find(|step| step.position == position).copied()
    }
    /// Starts again from the beginning, forgetting nothing that was witnessed.
    pub fn start_again(&mut self) {
        let reached = self.before.last().map_or(0, |step| step.position);
        let fresh = std::mem::take(&mut self.steps);
        self.before.extend(fresh.into_iter().filter(|step| step.position > reached));
    }
    /// Goes on to a point, from one of those kept. Points past that one are forgotten.
    pub fn go(&mut self, from: u64, to: Step) {
        self.steps.retain(|step| step.position <= from);
        if to.position > from {
            self.steps.push(to);
        }
        let count = self.steps.len();
        let mut bucket = u32::MAX;
        let mut place = 0;
        self.steps.reverse();
        self.steps.retain(|step| {
            place += 1;
            let distance = to.position.saturating_sub(step.position);
            let this = distance.checked_ilog2().unwrap_or(0);
            let keep = place <= NEAR_STEPS.min(count) || this != bucket;
            bucket = this;
            keep
        });
        self.steps.reverse();
    }
}

/// Byte arrays as hexadecimal text, for serde.
pub mod hexed {
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes the digits.
    ///
    /// # Errors
    /// The serializer's.
    pub fn serialize<S: Serializer, const N: usize>(bytes: &[u8; N], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex::encode(bytes))
    }
    /// Reads the digits.
    ///
    /// # Errors
    /// When they are not exactly that many.
    pub fn deserialize<'de, D: Deserializer<'de>, const N: usize>(from: D) -> Result<[u8; N], D::Error> {
        let mut bytes = [0; N];
        let text = String::deserialize(from)?;
        hex::decode_to_slice(text, &mut bytes).map_err(serde::de::Error::custom)?;
        Ok(bytes)
    }
}
