//! The road by hand: everything that is new since the last exchange with a desk or centre, as one file on a USB stick.
//!
//! A file is a plain head (who made it, and with which key) and sealed parts. Each part is ChaCha20-Poly1305 under a key
//! made by Argon2id from a passphrase that two people tell each other, and is readable by itself: a file that was cut off
//! gives all facts up to the cut, and taking it in again, or the rest later, changes nothing that is here. The head is
//! bound into every part, and the sender signs the whole.

use crate::audience::Scope;
use crate::desk::{Strict, Trust};
use crate::piece::{FrameError, Piece, deflate, get, inflate, put};
use crate::wire::Card;
use crate::witness::{Hash, hexed};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, KeyInit, Nonce};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use greenlane_domain::fact::{DeviceId, FactId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

const MAGIC: &[u8; 8] = b"GLBUNDL1";
/// About how many bytes of facts one part holds.
const PART_BYTES: usize = 256 * 1024;
const MAX_PART_BYTES: usize = 4 * 1024 * 1024;

/// What a desk holds, in short: for each desk and life the counts held, as stretches, and a digest over their ids.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Holdings {
    lives: BTreeMap<String, Held>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Held {
    /// Stretches of counts, `from..=to`.
    stretches: Vec<(u64, u64)>,
    /// All ids, each bit added up without carry: two different facts in one place of the count show.
    digest: Hash,
}

/// A fact as the holdings see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The fact.
    pub id: FactId,
    /// Its desk.
    pub device: DeviceId,
    /// Its life.
    pub epoch: u32,
    /// Its place in the desk's count.
    pub seq: u64,
}

fn life(item: &Item) -> String {
    format!("{}/{}", item.device, item.epoch)
}

fn add(digest: &mut Hash, id: &FactId) {
    for (byte, more) in digest.0.iter_mut().zip(id.bytes()) {
        *byte ^= more;
    }
}

impl Holdings {
    /// Of these facts.
    #[must_use]
    pub fn of(items: impl IntoIterator<Item = Item>) -> Self {
        let mut seqs: BTreeMap<String, (BTreeSet<u64>, Hash)> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for item in items.into_iter().filter(|item| seen.insert(item.id)) {
            let (places, digest) = seqs.entry(life(&item)).or_default();
            places.insert(item.seq);
            add(digest, &item.id);
        }
        let lives = seqs.into_iter().map(|(life, (places, digest))| {
            let mut stretches: Vec<(u64, u64)> = Vec::new();
            for place in places {
                match stretches.last_mut() {
                    Some((_, to)) if *to + 1 == place => *to = place,
                    _ => stretches.push((place, place)),
                }
            }
            (life, Held { stretches, digest })
        });
        Self { lives: lives.collect() }
    }

    fn has(&self, item: &Item) -> bool {
        let held = self.lives.get(&life(item));
        held.is_some_and(|held| held.stretches.iter().any(|(from, to)| (*from..=*to).contains(&item.seq)))
    }

    /// Which of these facts a holder of these holdings lacks. Where the same counts hold different facts (a copied desk),
    /// all of that life are given: taking in twice changes nothing.
    #[must_use]
    pub fn lacks(&self, items: &[Item]) -> BTreeSet<FactId> {
        let mut mine: BTreeMap<String, Hash> = BTreeMap::new();
        for item in items.iter().filter(|item| self.has(item)) {
            add(mine.entry(life(item)).or_default(), &item.id);
        }
        let all: BTreeMap<String, BTreeSet<u64>> =
            items.iter().filter(|item| self.has(item)).fold(BTreeMap::new(), |mut all, item| {
                all.entry(life(item)).or_default().insert(item.seq);
                all
            });
        let doubtful = |item: &Item| {
            let name = life(item);
            let Some(held) = self.lives.get(&name) else { return false };
            let theirs: u64 = held.stretches.iter().map(|(from, to)| to - from + 1).sum();
            let whole = all.get(&name).is_some_and(|places| places.len() as u64 == theirs);
            whole && mine.get(&name) != Some(&held.digest)
        };
        items.iter().filter(|item| !self.has(item) || doubtful(item)).map(|item| item.id).collect()
    }
}

/// The open part of a file: no name of a person or case is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    /// The desk that made it.
    pub from: DeviceId,
    /// Its key.
    #[serde(with = "hexed")]
    pub key: [u8; 32],
    /// Made anew for each file: keeps its key apart from all others.
    #[serde(with = "hexed")]
    pub salt: [u8; 16],
    /// How many sealed parts follow.
    pub parts: u32,
}

/// The first sealed part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// What the sender holds (this file included): the receiver answers with what the sender lacks.
    pub holdings: Holdings,
    /// What the sender may have; none for a centre.
    pub scope: Option<Scope>,
    /// The desks whose facts are inside.
    pub cards: Vec<Card>,
    /// How many facts follow.
    pub facts: u64,
}

/// Why a file is not taken in.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// Not such a file, or cut off before anything could be read.
    #[error("not a bundle, or its beginning is damaged")]
    NotABundle,
    /// The passphrase is wrong, or somebody has changed the file.
    #[error("a wrong passphrase, or a changed file")]
    Locked,
    /// The sender's signature does not fit.
    #[error("not signed by the desk it names")]
    Forged,
    /// A part is damaged.
    #[error("a damaged part: {0}")]
    Damaged(#[from] FrameError),
    /// This machine cannot make keys.
    #[error("no key can be made on this machine")]
    Random,
}

impl BundleError {
    /// The sentence for people.
    #[must_use]
    pub fn sentence(&self, language: greenlane_domain::words::Language) -> String {
        let key = match self {
            Self::NotABundle => "bundle.not_a_bundle",
            Self::Locked => "bundle.locked",
            Self::Forged => "bundle.forged",
            Self::Damaged(_) => "bundle.damaged",
            Self::Random => "bundle.random",
        };
        crate::words::say(language, key, &[])
    }
}

fn key_of(passphrase: &str, salt: &[u8; 16]) -> Result<Key, BundleError> {
    let mut key = [0; 32];
    argon2::Argon2::default()
        .hash_password_into(passphrase.as_bytes(), salt, &mut key)
        .map_err(|_| BundleError::Random)?;
    Ok(Key::from(key))
}

fn nonce(part: u32) -> Nonce {
    let mut nonce = [0; 12];
    for (byte, from) in nonce.iter_mut().zip(part.to_le_bytes()) {
        *byte = from;
    }
    Nonce::from(nonce)
}

fn words(cover: &[u8], parts: &[Vec<u8>]) -> Vec<u8> {
    let mut hash = Sha256::new_with_prefix(b"greenlane bundle 1\n");
    hash.update(cover);
    for part in parts {
        hash.update(Sha256::digest(part));
    }
    hash.finalize().to_vec()
}

/// Makes a file of these facts, locked with a passphrase.
///
/// # Errors
/// [`BundleError::Random`].
pub fn export(
    from: &DeviceId,
    key: &SigningKey,
    passphrase: &str,
    mut letter: Letter,
    pieces: &[Piece],
) -> Result<Vec<u8>, BundleError> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|_| BundleError::Random)?;
    letter.facts = pieces.len() as u64;
    let mut plain = vec![deflate(&serde_json::to_vec(&letter).unwrap_or_default())];
    let mut part = Vec::new();
    let mut last = None;
    for piece in pieces {
        // Whole transactions: a cut file gives no half of one.
        if part.len() > PART_BYTES && last != Some(piece.first) {
            plain.push(deflate(&std::mem::take(&mut part)));
        }
        piece.write(&mut part);
        last = Some(piece.first);
    }
    if !part.is_empty() {
        plain.push(deflate(&part));
    }
    let count = u32::try_from(plain.len()).unwrap_or(u32::MAX);
    let cover = Cover { from: from.clone(), key: key.verifying_key().to_bytes(), salt, parts: count };
    let cover = serde_json::to_vec(&cover).unwrap_or_default();
    let cipher = ChaCha20Poly1305::new(&key_of(passphrase, &salt)?);
    let mut sealed = Vec::with_capacity(plain.len());
    for (number, part) in (0_u32..).zip(&plain) {
        let payload = Payload { msg: part, aad: &cover };
        sealed.push(cipher.encrypt(&nonce(number), payload).map_err(|_| BundleError::Random)?);
    }
    let mut file = MAGIC.to_vec();
    put(&mut file, &cover);
    for part in &sealed {
        put(&mut file, part);
    }
    file.extend_from_slice(&key.sign(&words(&cover, &sealed)).to_bytes());
    Ok(file)
}

/// What a file held.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// Who made it.
    pub cover: Cover,
    /// What the sender says of itself.
    pub letter: Letter,
    /// Facts that are their desks', as far as the file goes.
    pub pieces: Vec<Piece>,
    /// Facts of desks whose key the receiver did not know before: to be taken in when a person trusts the sender.
    pub strangers: BTreeSet<DeviceId>,
    /// Facts that are not their desk's, or cannot be read.
    pub poisoned: Vec<FactId>,
    /// Whether the file is whole; if not, the rest is to be had from another copy of it.
    pub whole: bool,
}

/// Opens a file. `known` are the desks' keys that the receiver has; a key in the file never replaces one of these.
///
/// # Errors
/// [`BundleError`] when nothing can be read, or the file is not what its sender signed.
pub fn open(file: &[u8], passphrase: &str, known: &BTreeMap<DeviceId, [u8; 32]>) -> Result<Opened, BundleError> {
    let mut rest = file.strip_prefix(MAGIC).ok_or(BundleError::NotABundle)?;
    let head = get(&mut rest).map_err(|_| BundleError::NotABundle)?;
    let cover: Cover = serde_json::from_slice(head).map_err(|_| BundleError::NotABundle)?;
    let cipher = ChaCha20Poly1305::new(&key_of(passphrase, &cover.salt)?);
    let mut sealed = Vec::new();
    for _ in 0..cover.parts {
        match get(&mut rest) {
            Ok(part) => sealed.push(part.to_vec()),
            Err(_) => break,
        }
    }
    let complete = sealed.len() == usize::try_from(cover.parts).unwrap_or(usize::MAX);
    let signature = rest.first_chunk::<64>().filter(|_| complete);
    if known.get(&cover.from).is_some_and(|key| *key != cover.key) {
        return Err(BundleError::Forged);
    }
    if let Some(signature) = signature {
        let key = VerifyingKey::from_bytes(&cover.key).map_err(|_| BundleError::Forged)?;
        key.verify(&words(head, &sealed), &Signature::from_bytes(signature)).map_err(|_| BundleError::Forged)?;
    }
    let mut plain = Vec::with_capacity(sealed.len());
    for (number, part) in (0_u32..).zip(&sealed) {
        let payload = Payload { msg: part, aad: head };
        let part = cipher.decrypt(&nonce(number), payload).map_err(|_| BundleError::Locked)?;
        plain.push(inflate(&part, MAX_PART_BYTES)?);
    }
    let mut plain = plain.into_iter();
    let letter = plain.next().ok_or(BundleError::NotABundle)?;
    let letter: Letter = serde_json::from_slice(&letter).map_err(|_| BundleError::NotABundle)?;
    let told: BTreeMap<&DeviceId, [u8; 32]> = letter.cards.iter().map(|card| (&card.device, card.key)).collect();
    let mut opened = Opened {
        cover,
        pieces: Vec::new(),
        strangers: BTreeSet::new(),
        poisoned: Vec::new(),
        whole: signature.is_some(),
        letter: letter.clone(),
    };
    for part in plain {
        let mut rest = part.as_slice();
        while !rest.is_empty() {
            let piece = Piece::read(&mut rest)?;
            let Ok(fact) = piece.sealed.read() else {
                opened.poisoned.push(piece.id());
                continue;
            };
            let device = fact.content.device;
            let key = known.get(&device).or_else(|| told.get(&device)).copied();
            if key.is_some_and(|key| Strict.genuine(&piece, &key)) {
                if !known.contains_key(&device) {
                    opened.strangers.insert(device);
                }
                opened.pieces.push(piece);
            } else {
                opened.poisoned.push(fact.id);
            }
        }
    }
    Ok(opened)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audience::{Audience, Region};
    use greenlane_domain::fact::{Author, Content, Fact, FileId, Moment, PersonId, seal};

    struct Desk {
        device: DeviceId,
        key: SigningKey,
        held: BTreeMap<FactId, (Piece, Fact)>,
        keys: BTreeMap<DeviceId, [u8; 32]>,
        seq: u64,
    }

    impl Desk {
        fn new(number: u8) -> Self {
            let (device, key) = (DeviceId::new(format!("laptop-{number}")), SigningKey::from_bytes(&[number; 32]));
            let keys = [(device.clone(), key.verifying_key().to_bytes())].into();
            Self { device, key, held: BTreeMap::new(), keys, seq: 0 }
        }
        fn write(&mut self, file: &str, words: &str) {
            self.seq += 1;
            let content = Content {
                file: FileId::new(file),
                parents: Vec::new(),
                device: self.device.clone(),
                epoch: 1,
                seq: self.seq,
                previous: None,
                author: Author {
                    person: PersonId::new("p"),
                    name: "尼格买提·热合曼".to_owned(),
                    role: "window_specialist".to_owned(),
                    office: "w".to_owned(),
                },
                at: Moment { ms: 0, tick: 0 },
                kind: "noted".to_owned(),
                version: 1,
                body: serde_json::json!({ "words": words }),
            };
            let sealed = seal(&content, &self.key).unwrap_or_else(|error| panic!("{error}"));
            let region = Region::parse("p/a").unwrap_or_else(|error| panic!("{error}"));
            let piece = Piece { first: sealed.id(), sealed, audience: Audience::of(region), count: 1 };
            self.keep(piece);
        }
        fn keep(&mut self, piece: Piece) {
            let fact = piece.sealed.read().unwrap_or_else(|error| panic!("{error}"));
            self.held.insert(fact.id, (piece, fact));
        }
        fn items(&self) -> Vec<Item> {
            let item = |fact: &Fact| Item {
                id: fact.id,
                device: fact.content.device.clone(),
                epoch: fact.content.epoch,
                seq: fact.content.seq,
            };
            self.held.values().map(|(_, fact)| item(fact)).collect()
        }
        fn export(&self, theirs: &Holdings) -> Vec<u8> {
            let items = self.items();
            let lacks = theirs.lacks(&items);
            let pieces: Vec<Piece> =
                self.held.iter().filter(|(id, _)| lacks.contains(id)).map(|(_, (piece, _))| piece.clone()).collect();
            let cards = self.keys.iter().map(|(device, key)| Card { device: device.clone(), key: *key }).collect();
            let letter = Letter { holdings: Holdings::of(items), scope: None, cards, facts: 0 };
            export(&self.device, &self.key, "六位口令 123456", letter, &pieces).unwrap_or_else(|error| panic!("{error}"))
        }
        fn import(&mut self, file: &[u8]) -> Holdings {
            let opened = open(file, "六位口令 123456", &self.keys).unwrap_or_else(|error| panic!("{error}"));
            assert!(opened.whole && opened.poisoned.is_empty());
            for card in opened.letter.cards {
                self.keys.entry(card.device).or_insert(card.key);
            }
            opened.pieces.into_iter().for_each(|piece| self.keep(piece));
            opened.letter.holdings
        }
    }

    #[test]
    fn three_laptops_and_no_server_converge() {
        let mut desks = [Desk::new(1), Desk::new(2), Desk::new(3)];
        let mut known: BTreeMap<(usize, usize), Holdings> = BTreeMap::new();
        for round in 0..3 {
            for (number, desk) in desks.iter_mut().enumerate() {
                desk.write(&format!("case/{round}"), &format!("{number} in round {round}"));
            }
            for (from, to) in [(0, 1), (1, 2), (2, 0), (0, 1), (1, 2)] {
                let theirs = known.get(&(from, to)).cloned().unwrap_or_default();
                let file = desks[from].export(&theirs);
                let holdings = desks[to].import(&file);
                // Twice, as people do.
                desks[to].import(&file);
                known.insert((to, from), holdings);
            }
        }
        let ids = |desk: &Desk| desk.held.keys().copied().collect::<Vec<_>>();
        assert_eq!(ids(&desks[0]).len(), 9);
        assert_eq!(ids(&desks[0]), ids(&desks[1]));
        assert_eq!(ids(&desks[1]), ids(&desks[2]));
    }

    #[test]
    fn a_second_file_holds_only_what_is_new() {
        let (mut a, mut b) = (Desk::new(1), Desk::new(2));
        for number in 0..50 {
            a.write("case/1", &format!("act {number} {}", "字".repeat(200)));
        }
        let first = a.export(&Holdings::default());
        b.import(&first);
        let told = a.import(&b.export(&Holdings::of(a.items())));
        a.write("case/1", "one more");
        let second = a.export(&told);
        assert!(second.len() < first.len() / 2, "{} {}", second.len(), first.len());
        b.import(&second);
        assert_eq!(b.held.len(), 51);
    }

    #[test]
    fn a_cut_file_gives_what_is_before_the_cut_and_the_whole_one_the_rest() {
        let mut a = Desk::new(1);
        for number in 0_u32..3000 {
            // Hard to compress, so that there are several parts.
            let noise = hex::encode(Sha256::digest(number.to_le_bytes()));
            a.write("case/1", &noise.repeat(2));
        }
        let file = a.export(&Holdings::default());
        let cut = open(&file[..file.len() * 2 / 3], "六位口令 123456", &a.keys).unwrap_or_else(|error| panic!("{error}"));
        assert!(!cut.whole);
        assert!(!cut.pieces.is_empty() && cut.pieces.len() < 3000);
        let whole = open(&file, "六位口令 123456", &a.keys).unwrap_or_else(|error| panic!("{error}"));
        assert!(whole.whole);
        assert_eq!(whole.pieces.len(), 3000);
    }

    #[test]
    fn a_wrong_passphrase_a_changed_byte_and_another_sender_are_told_apart() {
        let mut a = Desk::new(1);
        a.write("case/1", "x");
        let mut file = a.export(&Holdings::default());
        assert!(matches!(open(&file, "other", &a.keys), Err(BundleError::Locked)));
        let keys = [(a.device.clone(), [7; 32])].into();
        assert!(matches!(open(&file, "六位口令 123456", &keys), Err(BundleError::Forged)));
        let middle = file.len() - 80;
        file[middle] ^= 1;
        assert!(matches!(open(&file, "六位口令 123456", &a.keys), Err(BundleError::Forged)));
        assert!(matches!(open(b"x", "", &a.keys), Err(BundleError::NotABundle)));
    }

    #[test]
    fn a_copied_desk_with_other_facts_in_the_same_places_still_gets_everything_across() {
        let (mut a, mut twin) = (Desk::new(1), Desk::new(1));
        a.write("case/1", "here");
        twin.write("case/1", "there");
        let lacks = Holdings::of(a.items()).lacks(&twin.items());
        assert_eq!(lacks.len(), 1);
    }
}
