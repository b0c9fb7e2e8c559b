//! The messages of the protocol, versions 1 and 2. A message is a JSON head and pieces in binary; how it becomes bytes is [`pack`].
//!
//! The first byte is the version of the protocol: a centre answers in the version it is asked in, and keeps two versions
//! working. Fields that a release does not know are ignored; facts of unknown kinds are carried like any other.

use crate::audience::{Audience, Region, Scope};
use crate::piece::{self, FrameError, Piece};
use crate::witness::{Hash, SignedHead, Step};
use greenlane_domain::fact::{DeviceId, FactId, FileId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The protocol this release speaks. In version 2 a piece does not say again what the one before it says.
pub const VERSION: u8 = 2;
/// The oldest one that it understands and answers in.
pub const OLDEST: u8 = 1;
/// The media type of a packed message.
pub const MEDIA_TYPE: &str = "application/vnd.greenlane.road";
/// The largest message, unpacked: 8 MiB.
pub const MAX_MESSAGE_BYTES: usize = 8 * 1024 * 1024;
/// About how many bytes of pieces one message carries.
pub const PAGE_BYTES: usize = 1024 * 1024;

/// Makes bytes of a head and pieces: the version, then packed: the head with its length, then the pieces.
#[must_use]
pub fn pack<H: Serialize>(head: &H, pieces: &[Piece]) -> Vec<u8> {
    pack_as(VERSION, head, pieces)
}

/// The same in a version that the other side understands.
#[must_use]
pub fn pack_as<H: Serialize>(version: u8, head: &H, pieces: &[Piece]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(pieces.iter().map(Piece::size).sum::<usize>() + 256);
    piece::put(&mut plain, &serde_json::to_vec(head).unwrap_or_default());
    let mut before = None;
    for piece in pieces {
        if version == OLDEST {
            piece.write(&mut plain);
        } else {
            piece.write_after(before.replace(piece), &mut plain);
        }
    }
    let mut packed = vec![version];
    packed.extend(piece::deflate(&plain));
    packed
}

/// Reads a message.
///
/// # Errors
/// [`FrameError`] when it is of another protocol, damaged, or larger than `limit` bytes once unpacked.
pub fn unpack<H: DeserializeOwned>(bytes: &[u8], limit: usize) -> Result<(H, Vec<Piece>), FrameError> {
    let (version, packed) = bytes.split_first().ok_or(FrameError::Damaged)?;
    if !(OLDEST..=VERSION).contains(version) {
        return Err(FrameError::Version(*version));
    }
    let plain = piece::inflate(packed, limit)?;
    let mut rest = plain.as_slice();
    let head = piece::get(&mut rest)?;
    let head = serde_json::from_slice(head).map_err(|error| FrameError::Unreadable(error.to_string()))?;
    let mut pieces: Vec<Piece> = Vec::new();
    while !rest.is_empty() {
        let piece = match *version {
            OLDEST => Piece::read(&mut rest)?,
            _ => Piece::read_after(pieces.last(), &mut rest)?,
        };
        pieces.push(piece);
    }
    Ok((head, pieces))
}

/// Head of a push: whole transactions follow as pieces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    /// The desk that pushes; the facts may be other desks' (carried by hand, or given back after a centre's restore).
    pub device: DeviceId,
}

/// What became of a pushed fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    /// It is in the feed of its region.
    Fed,
    /// It is kept, and goes on when the facts it names as parents have come.
    Held,
    /// It is kept apart until a person decides.
    Quarantined {
        /// Why.
        why: Why,
    },
}

/// Why a fact is kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Not a fact, or too large.
    Unreadable,
    /// Not signed by the desk it names.
    Forged,
    /// The desk it names was never enrolled here.
    UnknownDesk,
    /// Its desk has been revoked.
    DeskRevoked,
    /// Its author has been revoked.
    PersonRevoked,
    /// Its author's right to act offline had ended when it was written.
    RightExpired,
    /// Its author has no account here, or not in this role.
    UnknownPerson,
    /// Its file is in no region of its desk.
    OutOfScope,
    /// Another fact of the same transaction is kept apart.
    Companion,
}

impl Why {
    /// Every reason: each has a sentence in every language.
    pub const ALL: [Self; 9] = [
        Self::Unreadable,
        Self::Forged,
        Self::UnknownDesk,
        Self::DeskRevoked,
        Self::PersonRevoked,
        Self::RightExpired,
        Self::UnknownPerson,
        Self::OutOfScope,
        Self::Companion,
    ];
}

/// Where in which feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The feed.
    pub region: Region,
    /// The entry, from 1.
    pub position: u64,
}

/// One fact's receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The fact.
    pub id: FactId,
    /// What became of it.
    #[serde(flatten)]
    pub standing: Standing,
    /// Whether its file is (no longer) for this desk: then it will not come back in a pull.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub elsewhere: bool,
    /// Another fact of the pushing desk has the same place in its count in this life: if it is the present one, the desk
    /// is a restored or copied one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin: Option<u32>,
}

/// Answer to a push.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipts {
    /// One a fact, in the order they came.
    pub receipts: Vec<Receipt>,
}

/// Head of a pull.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pull {
    /// The desk.
    pub device: DeviceId,
    /// Its present life: facts written in it are here already and are only named.
    pub epoch: u32,
    /// How far each feed has been followed: points of it, the newest first.
    pub trails: BTreeMap<Region, Vec<Step>>,
    /// Facts that are missing here, or that were acknowledged and then not seen in a feed.
    #[serde(default)]
    pub want: Vec<FactId>,
}

/// An entry of a feed, as a desk sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum Entry {
    /// Facts of one transaction.
    Facts {
        /// Those this desk may have.
        ids: Vec<FactId>,
        /// Those it may not: only so that the leaf can be checked.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        hidden: Vec<FactId>,
    },
    /// A file has gone to another audience.
    Moved {
        /// The file.
        file: FileId,
        /// The audience at that point of the feed.
        audience: Audience,
        /// Whether the file is for this desk as things are now.
        here: bool,
    },
    /// Something not for this desk.
    Hidden {
        /// Its leaf.
        leaf: Hash,
    },
}

/// A stretch of one feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// The feed.
    pub region: Region,
    /// The position it goes on from: the newest of the points shown that the centre has too.
    pub from: u64,
    /// The entries after it.
    pub entries: Vec<Entry>,
    /// Whether there are more before the head.
    pub more: bool,
    /// The feed's head.
    pub head: SignedHead,
}

/// A desk as others must know it to check its facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The desk.
    pub device: DeviceId,
    /// Its Ed25519 public key, in hexadecimal.
    #[serde(with = "crate::witness::hexed")]
    pub key: [u8; 32],
}

/// Head of the answer to a pull; the pieces follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The desk's scope as it is now.
    pub scope: Scope,
    /// Feeds with something to say.
    pub stretches: Vec<Stretch>,
    /// The desks whose facts are in this page.
    pub cards: Vec<Card>,
    /// Wanted facts that are in a feed of this desk, and the last entry that feeds them.
    #[serde(default)]
    pub found: BTreeMap<FactId, Place>,
    /// Wanted facts that this desk may not have, or that are not here.
    #[serde(default)]
    pub gone: BTreeSet<FactId>,
}

/// Question: has anything come since? Answered at once when it has, else after a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// The desk.
    pub device: DeviceId,
    /// Positions reached.
    pub seen: BTreeMap<Region, u64>,
    /// The scope known.
    pub scope: u32,
}

/// Answer to a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poke {
    /// Whether there is something to pull.
    pub news: bool,
}

/// Why the centre did not do what was asked, in words fit to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{what} {remedy}")]
pub struct Refusal {
    /// For programs; never changes its meaning.
    pub code: Code,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

/// Kinds of refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The message is cut short, damaged, or of another shape.
    Damaged,
    /// The message is larger than allowed, packed or unpacked.
    TooLarge,
    /// The protocol version is not spoken here.
    Version,
    /// The desk is not enrolled.
    UnknownDesk,
    /// The desk has been revoked; it may still push.
    DeskRevoked,
    /// The request's signature is not the desk's.
    BadSignature,
    /// The request was made too long ago or too far ahead of the centre's clock.
    BadTime,
    /// The very same request came before.
    Replayed,
    /// The enrolment code is wrong, used or too old.
    #[serde(rename = "bad_code")]
    BadEnrolment,
    /// The person or administrator is not known or may not do this.
    Forbidden,
    /// The person's token is not in force (any more): the desk goes on without it.
    SignInEnded,
    /// Too many requests.
    TooOften,
    /// Nothing of that name.
    NotFound,
    /// The centre cannot work just now; it is worth trying again.
    Unavailable,
    /// The request took too long.
    TooSlow,
}

impl Code {
    /// Whether trying again later, without anybody doing anything, can help.
    #[must_use]
    pub const fn passes(self) -> bool {
        matches!(
            self,
            Self::Unavailable | Self::TooOften | Self::TooSlow | Self::Damaged | Self::Replayed | Self::BadTime
        )
    }
    /// The word that names its sentences.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Damaged => "damaged",
            Self::TooLarge => "too_large",
            Self::Version => "version",
            Self::UnknownDesk => "unknown_desk",
            Self::DeskRevoked => "desk_revoked",
            Self::BadSignature => "bad_signature",
            Self::BadTime => "bad_time",
            Self::Replayed => "replayed",
            Self::BadEnrolment => "bad_code",
            Self::Forbidden => "forbidden",
            Self::SignInEnded => "sign_in_ended",
            Self::TooOften => "too_often",
            Self::NotFound => "not_found",
            Self::Unavailable => "unavailable",
            Self::TooSlow => "too_slow",
        }
    }
}
