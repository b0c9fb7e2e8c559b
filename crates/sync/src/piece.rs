//! One sealed fact on its way, and which transaction it was written in.

use crate::audience::Audience;
use greenlane_domain::fact::{DeviceId, FactId, Sealed};
use serde::{Deserialize, Serialize};
use std::io::Read;

/// A sealed fact with what the road must know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The fact's own bytes and signature, never changed.
    pub sealed: Sealed,
    /// Who its file is for, as decided when it was written.
    pub audience: Audience,
    /// The first fact of the transaction it was written in: facts of one desk with the same `first` travel together.
    pub first: FactId,
    /// How many facts that transaction has.
    pub count: u32,
}

/// Which transaction of which desk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Transaction {
    /// The desk.
    pub device: DeviceId,
    /// Its first fact.
    pub first: FactId,
}

/// Why bytes are not pieces.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// Cut short, or lengths that do not fit.
    #[error("the message is cut short or damaged")]
    Damaged,
    /// More than the limit once unpacked.
    #[error("the message is larger than {0} bytes when unpacked")]
    TooLarge(usize),
    /// Its head is not the JSON expected.
    #[error("the message's head is unreadable: {0}")]
    Unreadable(String),
    /// Of a protocol this release does not speak.
    #[error("the message is of protocol version {0}")]
    Version(u8),
}

#[derive(Serialize, Deserialize)]
struct Label<'a> {
    #[serde(rename = "a")]
    audience: std::borrow::Cow<'a, Audience>,
    #[serde(rename = "f")]
    first: FactId,
    #[serde(rename = "c")]
    count: u32,
}

/// The label of version 2: what the piece before says too, or the fact itself, is not said again.
#[derive(Serialize, Deserialize)]
struct Short<'a> {
    #[serde(rename = "a", skip_serializing_if = "Option::is_none")]
    audience: Option<std::borrow::Cow<'a, Audience>>,
    #[serde(rename = "f", skip_serializing_if = "Option::is_none")]
    first: Option<FactId>,
    #[serde(rename = "c", skip_serializing_if = "Option::is_none")]
    count: Option<u32>,
}

impl Piece {
    /// The fact's id.
    #[must_use]
    pub fn id(&self) -> FactId {
        self.sealed.id()
    }
    /// Bytes it takes, about.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.sealed.bytes.len() + 160
    }

    /// Appends the piece: label, bytes, signature, each length four bytes little-endian.
    pub fn write(&self, to: &mut Vec<u8>) {
        let label =
            Label { audience: std::borrow::Cow::Borrowed(&self.audience), first: self.first, count: self.count };
        let label = serde_json::to_vec(&label).unwrap_or_default();
        put(to, &label);
        put(to, &self.sealed.bytes);
        to.extend_from_slice(&self.sealed.signature);
    }

    /// Appends the piece as version 2 has it, after another one.
    pub fn write_after(&self, before: Option<&Self>, to: &mut Vec<u8>) {
        let new = before.is_none_or(|before| before.audience != self.audience);
        let label = Short {
            audience: new.then_some(std::borrow::Cow::Borrowed(&self.audience)),
            first: (self.first != self.id()).then_some(self.first),
            count: (self.count != 1).then_some(self.count),
        };
        put(to, &serde_json::to_vec(&label).unwrap_or_default());
        put(to, &self.sealed.bytes);
        to.extend_from_slice(&self.sealed.signature);
    }

    /// Takes one piece of version 2 from the front, after another one.
    ///
    /// # Errors
    /// [`FrameError`] when the bytes are no piece.
    pub fn read_after(before: Option<&Self>, from: &mut &[u8]) -> Result<Self, FrameError> {
        let label = get(from)?;
        let label: Short<'_> =
            serde_json::from_slice(label).map_err(|error| FrameError::Unreadable(error.to_string()))?;
        let bytes = get(from)?.to_vec();
        let (signature, rest) = from.split_first_chunk::<64>().ok_or(FrameError::Damaged)?;
        *from = rest;
        let sealed = Sealed { bytes, signature: *signature };
        let audience = match (label.audience, before) {
            (Some(audience), _) => audience.into_owned(),
            (None, Some(before)) => before.audience.clone(),
            (None, None) => return Err(FrameError::Damaged),
        };
        let first = label.first.unwrap_or_else(|| sealed.id());
        Ok(Self { sealed, audience, first, count: label.count.unwrap_or(1) })
    }

    /// Takes one piece from the front.
    ///
    /// # Errors
    /// [`FrameError`] when the bytes are no piece.
    pub fn read(from: &mut &[u8]) -> Result<Self, FrameError> {
        let label = get(from)?;
        let label: Label<'_> =
            serde_json::from_slice(label).map_err(|error| FrameError::Unreadable(error.to_string()))?;
        let bytes = get(from)?.to_vec();
        let (signature, rest) = from.split_first_chunk::<64>().ok_or(FrameError::Damaged)?;
        *from = rest;
        Ok(Self {
            sealed: Sealed { bytes, signature: *signature },
            audience: label.audience.into_owned(),
            first: label.first,
            count: label.count,
        })
    }
}

/// Appends bytes with their length before them.
pub fn put(to: &mut Vec<u8>, bytes: &[u8]) {
    to.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
    to.extend_from_slice(bytes);
}

/// Takes bytes with their length before them.
///
/// # Errors
/// [`FrameError::Damaged`] when there are not that many.
pub fn get<'a>(from: &mut &'a [u8]) -> Result<&'a [u8], FrameError> {
    let (length, rest) = from.split_first_chunk::<4>().ok_or(FrameError::Damaged)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| FrameError::Damaged)?;
    let (bytes, rest) = rest.split_at_checked(length).ok_or(FrameError::Damaged)?;
    *from = rest;
    Ok(bytes)
}

/// Packs bytes.
#[must_use]
pub fn deflate(plain: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(plain.len() / 3);
    let mut encoder = flate2::read::DeflateEncoder::new(plain, flate2::Compression::default());
    // Reading from a slice into a vector cannot fail.
    let _ = encoder.read_to_end(&mut packed);
    packed
}

/// Unpacks bytes, never more than `limit` of them: a compression bomb stops there.
///
/// # Errors
/// [`FrameError::TooLarge`] past the limit, [`FrameError::Damaged`] when they were not packed so.
pub fn inflate(packed: &[u8], limit: usize) -> Result<Vec<u8>, FrameError> {
    let mut plain = Vec::new();
    let ceiling = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    flate2::read::DeflateDecoder::new(packed).take(ceiling).read_to_end(&mut plain).map_err(|_| FrameError::Damaged)?;
    if plain.len() > limit { Err(FrameError::TooLarge(limit)) } else { Ok(plain) }
}
