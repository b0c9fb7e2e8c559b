//! The form of a bundle: one file on a stick, signed by the desk that wrote it and sealed for those who may read it.
//!
//! ```text
//! "greenlane bundle 1\n"  length  header (JSON)  { length  sealed part  signature } …
//! ```
//! A part is deflated and sealed with XChaCha20-Poly1305, its place being part of the nonce and the header part of what is
//! vouched for; each signature is over the chain of everything before it. So a part cannot be left out, moved, taken from
//! another bundle or changed, and a file that was cut short lacks the last part.

use argon2::Argon2;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use greenlane_domain::fact::DeviceId;
use greenlane_sync::piece::{self, FrameError, Piece};
use greenlane_sync::wire::Card;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use zeroize::Zeroizing;

const MAGIC: &[u8] = b"greenlane bundle 1\n";
const MAX_HEADER_BYTES: usize = 64 * 1024;
/// The largest part, unpacked: an attachment and its label.
pub const MAX_PART_BYTES: usize = 24 * 1024 * 1024;

/// What opens a bundle.
pub type Key = Zeroizing<[u8; 32]>;

/// How a bundle is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lock {
    /// With the key that the desks of an office have in common.
    Office,
    /// With a code that is told by word of mouth.
    Code,
}

/// What stands before the parts, readable by anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Drawn anew for each bundle, in hexadecimal: salt of the code and start of every nonce.
    #[serde(with = "greenlane_sync::witness::hexed")]
    pub salt: [u8; 16],
    /// The desk that wrote it.
    pub from: Card,
    /// The desk it was written for; none for all of the office.
    pub to: Option<DeviceId>,
    /// How it is sealed.
    pub lock: Lock,
    /// Tells a wrong key from a damaged file.
    #[serde(with = "greenlane_sync::witness::hexed")]
    pub check: [u8; 8],
    /// When it was written: milliseconds since 1970.
    pub at: i64,
}

/// What the writing desk knows: how far it has come with every desk's count, and the desks' keys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// For each desk and life: the count up to which every fact is here.
    pub has: Reach,
    /// Every desk whose facts may be inside.
    pub cards: Vec<Card>,
    /// What the writing desk is called.
    #[serde(default)]
    pub name: String,
}

/// For each desk and life of it, a count up to which every fact is known.
pub type Reach = BTreeMap<DeviceId, BTreeMap<u32, u64>>;

/// What a part holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// The first one.
    Manifest(Manifest),
    /// Facts.
    Facts(Vec<Piece>),
    /// An attachment.
    Content {
        /// What it is.
        label: Label,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// The last one.
    End,
}

/// What is known of an attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The SHA-256 of its bytes in hexadecimal.
    pub hash: String,
    /// The media type.
    pub media: String,
    /// The name it came with.
    pub name: String,
}

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// It is something else.
    #[error("the file is not a bundle")]
    NotABundle,
    /// The key or code does not open it.
    #[error("the key does not open the bundle")]
    WrongKey,
    /// It ends too early.
    #[error("the bundle is cut short after {parts} parts")]
    Cut {
        /// Parts that are whole.
        parts: u64,
    },
    /// Something in it was changed.
    #[error("part {part} of the bundle was altered or damaged")]
    Altered {
        /// Counted from 1.
        part: u64,
    },
    /// A part is larger than allowed.
    #[error("part {part} of the bundle is too large")]
    TooLarge {
        /// Counted from 1.
        part: u64,
    },
    /// The medium.
    #[error("the bundle cannot be read or written: {0}")]
    Io(#[from] std::io::Error),
}

/// The key that follows from a code told by word of mouth. Spaces, hyphens and case do not matter.
///
/// # Errors
/// [`BundleError::WrongKey`] when no key can be made of it.
pub fn key_of_code(code: &str, salt: &[u8; 16]) -> Result<Key, BundleError> {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let mut key = Zeroizing::new([0; 32]);
    let made = Argon2::default().hash_password_into(plain.as_bytes(), salt, key.as_mut_slice());
    made.map(|()| key).map_err(|_| BundleError::WrongKey)
}

/// The key that every desk has which holds this founding fact of an office: its bytes and signature.
#[must_use]
pub fn key_of_office(bytes: &[u8], signature: &[u8; 64]) -> Key {
    let hash = Sha256::new_with_prefix(b"greenlane bundle key 1\n").chain_update(signature).chain_update(bytes);
    Zeroizing::new(hash.finalize().into())
}

/// What tells a wrong key from a damaged file.
#[must_use]
pub fn check_of(key: &Key, salt: &[u8; 16]) -> [u8; 8] {
    let hash = Sha256::new_with_prefix(b"greenlane bundle check 1\n").chain_update(salt).chain_update(key.as_slice());
    let whole: [u8; 32] = hash.finalize().into();
    let mut check = [0; 8];
    check.copy_from_slice(&whole[..8]);
    check
}

/// The chain over everything so far, which each part's signature is over.
struct Chain {
    header: [u8; 32],
    now: [u8; 32],
    parts: u64,
}

impl Chain {
    fn begin(header: &[u8]) -> Self {
        let header: [u8; 32] =
            Sha256::new_with_prefix(b"greenlane bundle 1 header\n").chain_update(header).finalize().into();
        Self { header, now: header, parts: 0 }
    }
    fn add(&mut self, sealed: &[u8]) {
        self.now = Sha256::new().chain_update(self.now).chain_update(sealed).finalize().into();
        self.parts += 1;
    }
    fn nonce(&self, salt: &[u8; 16]) -> XNonce {
        let mut nonce = [0; 24];
        nonce[..16].copy_from_slice(salt);
        nonce[16..].copy_from_slice(&self.parts.to_le_bytes());
        nonce.into()
    }
}

/// Writes a bundle, part by part.
pub struct Writer<'a, W> {
    to: W,
    cipher: XChaCha20Poly1305,
    signing: &'a SigningKey,
    salt: [u8; 16],
    chain: Chain,
}

impl<'a, W: Write> Writer<'a, W> {
    /// Begins a bundle.
    ///
    /// # Errors
    /// [`BundleError::Io`].
    pub fn begin(mut to: W, header: &Header, key: &Key, signing: &'a SigningKey) -> Result<Self, BundleError> {
        let words = serde_json::to_vec(header).map_err(std::io::Error::other)?;
        let mut start = MAGIC.to_vec();
        piece::put(&mut start, &words);
        to.write_all(&start)?;
        let cipher = XChaCha20Poly1305::new(key.as_slice().into());
        Ok(Self { to, cipher, signing, salt: header.salt, chain: Chain::begin(&words) })
    }

    /// Writes a part; [`Part::End`] must be the last.
    ///
    /// # Errors
    /// [`BundleError::Io`]; [`BundleError::TooLarge`].
    pub fn part(&mut self, part: &Part) -> Result<(), BundleError> {
        let plain = part.write().map_err(std::io::Error::other)?;
        if plain.len() > MAX_PART_BYTES {
            return Err(BundleError::TooLarge { part: self.chain.parts + 1 });
        }
        let payload = Payload { msg: &piece::deflate(&plain), aad: &self.chain.header };
        let nonce = self.chain.nonce(&self.salt);
        let sealed = self.cipher.encrypt(&nonce, payload).map_err(|error| std::io::Error::other(error.to_string()))?;
        self.chain.add(&sealed);
        let mut out = Vec::with_capacity(sealed.len() + 68);
        piece::put(&mut out, &sealed);
        out.extend_from_slice(&self.signing.sign(&self.chain.now).to_bytes());
        Ok(self.to.write_all(&out)?)
    }

    /// Writes the last part and gives the medium back.
    ///
    /// # Errors
    /// [`BundleError::Io`].
    pub fn end(mut self) -> Result<W, BundleError> {
        self.part(&Part::End)?;
        self.to.flush()?;
        Ok(self.to)
    }
}

/// Reads a bundle, part by part.
pub struct Reader<R> {
    from: R,
    header: Header,
    words: Vec<u8>,
}

impl<R: Read> Reader<R> {
    /// Reads what stands before the parts.
    ///
    /// # Errors
    /// [`BundleError::NotABundle`]; [`BundleError::Io`].
    pub fn begin(mut from: R) -> Result<Self, BundleError> {
        let mut magic = [0; MAGIC.len()];
        let read = fill(&mut from, &mut magic)?;
        if read < MAGIC.len() || magic != MAGIC {
            return Err(BundleError::NotABundle);
        }
        let words = counted(&mut from, MAX_HEADER_BYTES)?.ok_or(BundleError::Cut { parts: 0 })?;
        let words = words.map_err(|_| BundleError::NotABundle)?;
        let header = serde_json::from_slice(&words).map_err(|_| BundleError::NotABundle)?;
        Ok(Self { from, header, words })
    }

    /// What stands before the parts.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The parts, each checked before it is given out. The last one given out is [`Part::End`] or an error.
    ///
    /// # Errors
    /// [`BundleError::WrongKey`].
    pub fn parts(self, key: &Key) -> Result<Parts<R>, BundleError> {
        if check_of(key, &self.header.salt) != self.header.check {
            return Err(BundleError::WrongKey);
        }
        let signer = VerifyingKey::from_bytes(&self.header.from.key).map_err(|_| BundleError::Altered { part: 1 })?;
        let cipher = XChaCha20Poly1305::new(key.as_slice().into());
        let chain = Chain::begin(&self.words);
        Ok(Parts { from: self.from, cipher, signer, salt: self.header.salt, chain, done: false })
    }
}

/// The parts of a bundle.
pub struct Parts<R> {
    from: R,
    cipher: XChaCha20Poly1305,
    signer: VerifyingKey,
    salt: [u8; 16],
    chain: Chain,
    done: bool,
}

impl<R: Read> Parts<R> {
    fn read(&mut self) -> Result<Part, BundleError> {
        let cut = BundleError::Cut { parts: self.chain.parts };
        let part = self.chain.parts + 1;
        let Some(sealed) = counted(&mut self.from, MAX_PART_BYTES + 1024)? else { return Err(cut) };
        let sealed = sealed.map_err(|_| BundleError::Altered { part })?;
        let mut signature = [0; 64];
        if fill(&mut self.from, &mut signature)? < signature.len() {
            return Err(cut);
        }
        let nonce = self.chain.nonce(&self.salt);
        self.chain.add(&sealed);
        let altered = || BundleError::Altered { part };
        self.signer.verify(&self.chain.now, &Signature::from_bytes(&signature)).map_err(|_| altered())?;
        let payload = Payload { msg: &sealed, aad: &self.chain.header };
        let packed = self.cipher.decrypt(&nonce, payload).map_err(|_| altered())?;
        let plain = piece::inflate(&packed, MAX_PART_BYTES).map_err(|error| match error {
            FrameError::TooLarge(_) => BundleError::TooLarge { part },
            _ => altered(),
        })?;
        Part::read(&plain).ok_or_else(altered)
    }
}

impl<R: Read> Iterator for Parts<R> {
    type Item = Result<Part, BundleError>;
    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let part = self.read();
        self.done = matches!(part, Ok(Part::End) | Err(_));
        Some(part)
    }
}

impl Part {
    fn write(&self) -> serde_json::Result<Vec<u8>> {
        let mut plain = Vec::new();
        match self {
            Self::Manifest(manifest) => {
                plain.push(b'm');
                plain.extend(serde_json::to_vec(manifest)?);
            }
            Self::Facts(pieces) => {
                plain.push(b'f');
                for piece in pieces {
                    piece.write(&mut plain);
                }
            }
            Self::Content { label, bytes } => {
                plain.push(b'c');
                piece::put(&mut plain, &serde_json::to_vec(label)?);
                plain.extend_from_slice(bytes);
            }
            Self::End => plain.push(b'e'),
        }
        Ok(plain)
    }

    fn read(plain: &[u8]) -> Option<Self> {
        let (kind, mut rest) = plain.split_first()?;
        Some(match kind {
            b'm' => Self::Manifest(serde_json::from_slice(rest).ok()?),
            b'f' => {
                let mut pieces = Vec::new();
                while !rest.is_empty() {
                    pieces.push(Piece::read(&mut rest).ok()?);
                }
                Self::Facts(pieces)
            }
            b'c' => {
                let label = serde_json::from_slice(piece::get(&mut rest).ok()?).ok()?;
                Self::Content { label, bytes: rest.to_vec() }
            }
            b'e' => Self::End,
            _ => return None,
        })
    }
}

/// Reads until the space is full or the file ends.
fn fill(from: &mut impl Read, space: &mut [u8]) -> std::io::Result<usize> {
    let mut read = 0;
    while let Some(rest) = space.get_mut(read..).filter(|rest| !rest.is_empty()) {
        match from.read(rest) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}

/// A length of more bytes than there may be.
struct TooMany;

/// Bytes with their length before them; none when the file ends before they do.
fn counted(from: &mut impl Read, most: usize) -> std::io::Result<Option<Result<Vec<u8>, TooMany>>> {
    let mut length = [0; 4];
    if fill(from, &mut length)? < length.len() {
        return Ok(None);
    }
    let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
    if length > most {
        return Ok(Some(Err(TooMany)));
    }
    let mut bytes = vec![0; length];
    if fill(from, &mut bytes)? < length {
        return Ok(None);
    }
    Ok(Some(Ok(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> (Vec<u8>, Key) {
        let signing = SigningKey::from_bytes(&[7; 32]);
        let key = Zeroizing::new([9; 32]);
        let from = Card { device: DeviceId::new("a"), key: signing.verifying_key().to_bytes() };
        let salt = [3; 16];
        let header = Header { salt, from, to: None, lock: Lock::Office, check: check_of(&key, &salt), at: 5 };
        let mut writer = Writer::begin(Vec::new(), &header, &key, &signing).unwrap_or_else(|error| panic!("{error}"));
        let label = Label { hash: "00".into(), media: "image/png".into(), name: "照片.png".into() };
        for part in [Part::Manifest(Manifest::default()), Part::Content { label, bytes: vec![1; 5000] }] {
            writer.part(&part).unwrap_or_else(|error| panic!("{error}"));
        }
        (writer.end().unwrap_or_else(|error| panic!("{error}")), key)
    }

    fn read(bytes: &[u8], key: &Key) -> Result<Vec<Part>, BundleError> {
        Reader::begin(bytes)?.parts(key)?.collect()
    }

    #[test]
    fn what_was_written_is_read_and_another_key_is_told_from_a_damaged_file() {
        let (bytes, key) = written();
        let parts = read(&bytes, &key).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(parts.len(), 3);
        assert_eq!(parts.last(), Some(&Part::End));
        assert!(matches!(read(&bytes, &Zeroizing::new([8; 32])), Err(BundleError::WrongKey)));
        assert!(matches!(read(b"PK\x03\x04 something else altogether", &key), Err(BundleError::NotABundle)));
    }

    #[test]
    fn a_code_opens_however_it_is_spelt() {
        let one = key_of_code("ab12-CD34", &[1; 16]).unwrap_or_else(|error| panic!("{error}"));
        let other = key_of_code("AB12 cd34 ", &[1; 16]).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(one, other);
    }

    #[test]
    fn a_bundle_that_is_cut_or_altered_anywhere_is_never_taken() {
        let (bytes, key) = written();
        for place in 0..bytes.len() {
            assert!(read(&bytes[..place], &key).is_err(), "cut at {place}");
            let mut altered = bytes.clone();
            altered[place] ^= 1 << (place % 8);
            assert!(read(&altered, &key).is_err(), "altered at {place}");
        }
    }
}
