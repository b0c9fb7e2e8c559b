//! Bundles: everything that another desk does not have yet, as one file; and taking such a file in.

use super::depot::{self, BOOK};
use super::file::{self, BundleError, Header, Key, Label, Lock, Manifest, Part, Reach, Reader, Writer};
use super::peers;
use crate::desk::Open;
use crate::problem::{DeskError, Result};
use crate::view::{BundleRead, BundleWritten};
use ed25519_dalek::VerifyingKey;
use greenlane_domain::fact::{DeviceId, FactId};
use greenlane_store::{Lot, Parcel, RoadChange, Store};
use greenlane_sync::audience::{Audience, Region};
use greenlane_sync::piece::Piece;
use greenlane_sync::wire::Card;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

/// About how many bytes of facts one part holds.
const PART: usize = 1024 * 1024;
const ROWS: u32 = 500;
/// The region in a bundle of a desk that belongs to no centre: the reading desk decides.
const UNDECIDED: &str = "undecided";

/// What a bundle is written for.
pub(crate) struct Purpose {
    pub to: Option<DeviceId>,
    /// What the reading desk has already.
    pub has: Reach,
    pub lock: Lock,
    pub key: Key,
    pub salt: [u8; 16],
}

/// Bytes nobody can foresee.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    let filled = getrandom::fill(&mut bytes);
    filled.map_err(|error| DeskError::said("fault", "", &[("detail", &error.to_string())]))?;
    Ok(bytes)
}

pub(crate) fn trouble(error: BundleError, path: &Path) -> DeskError {
    let place = path.display().to_string();
    let number = |n: u64| n.to_string();
    match error {
        BundleError::NotABundle => DeskError::said("bundle_not_one", &place, &[]),
        BundleError::WrongKey => DeskError::said("bundle_wrong_key", &place, &[]),
        BundleError::Cut { parts } => DeskError::said("bundle_cut", &place, &[("n", &number(parts))]),
        BundleError::Altered { part } => DeskError::said("bundle_altered", &place, &[("n", &number(part))]),
        BundleError::TooLarge { part } => DeskError::said("bundle_too_large", &place, &[("n", &number(part))]),
        BundleError::Io(error) => DeskError::said("bundle_io", &place, &[("detail", &error.to_string())]),
    }
}

/// The key that the desks of an office have in common.
pub(crate) async fn office_key(desk: &Open) -> Result<Key> {
    let founded = desk.office.founded.as_ref().ok_or_else(|| DeskError::said("no_office", "", &[]))?;
    let sealed = desk.store.sealed(&founded.fact).await?;
    let sealed = sealed.ok_or_else(|| DeskError::said("no_office", "", &[]))?;
    Ok(file::key_of_office(&sealed.bytes, &sealed.signature))
}

/// Writes a bundle for another desk of the office, or for all of them.
pub(crate) async fn export(desk: &Open, folder: &str, peer: Option<DeviceId>) -> Result<BundleWritten> {
    let has = match &peer {
        Some(peer) => peers::read(&desk.store).await?.remove(peer).map(|peer| peer.has).unwrap_or_default(),
        None => Reach::new(),
    };
    let purpose = Purpose { to: peer, has, lock: Lock::Office, key: office_key(desk).await?, salt: random()? };
    write(desk, Path::new(folder), "bundle", purpose).await
}

/// Writes a bundle into a folder; it gets its name when it is whole.
pub(crate) async fn write(desk: &Open, folder: &Path, extension: &str, purpose: Purpose) -> Result<BundleWritten> {
    let now = desk.now().local_time().format("%Y%m%d-%H%M%S");
    let path = free_name(folder, &format!("greenlane-{}-{now}", desk.mark), extension);
    let making = path.with_extension("making");
    let written = write_to(desk, &making, purpose).await.and_then(|(facts, contents)| {
        let fail = |error: std::io::Error| trouble(BundleError::Io(error), &path);
        File::open(&making).and_then(|file| file.sync_all()).map_err(fail)?;
        std::fs::rename(&making, &path).map_err(fail)?;
        let bytes = std::fs::metadata(&path).map_err(fail)?.len();
        Ok(BundleWritten { path: path.display().to_string(), facts, contents, bytes })
    });
    if written.is_err() {
        // Half a bundle is of no use; the error says why.
        let _ = std::fs::remove_file(&making);
    }
    written
}

fn free_name(folder: &Path, name: &str, extension: &str) -> PathBuf {
    let first = folder.join(format!("{name}.{extension}"));
    let more = (2..1000).map(|n| folder.join(format!("{name}-{n}.{extension}")));
    std::iter::once(first.clone()).chain(more).find(|path| !path.exists()).unwrap_or(first)
}

async fn write_to(desk: &Open, path: &Path, purpose: Purpose) -> Result<(usize, usize)> {
    let store = &desk.store;
    let fail = |error: BundleError| trouble(error, path);
    let card = |device: &DeviceId, key: &VerifyingKey| Card { device: device.clone(), key: key.to_bytes() };
    let header = Header {
        salt: purpose.salt,
        from: card(store.device(), &store.public_key()),
        to: purpose.to,
        lock: purpose.lock,
        check: file::check_of(&purpose.key, &purpose.salt),
        at: desk.now().ms,
    };
    let cards = store.devices().await?.iter().map(|(device, key)| card(device, key)).collect();
    let manifest = Manifest { has: peers::reach(store).await?, cards, name: desk.mark.clone() };
    // A life with a fact missing or a count given twice is sent whole: a count says nothing of it.
    let start = |device: &DeviceId, epoch: u32, own: u64| match own {
        0 => 0,
        _ => peers::count_of(&purpose.has, device, epoch),
    };
    let mut lives: Vec<(DeviceId, u32, u64)> = Vec::new();
    for (device, epochs) in &manifest.has {
        lives.extend(epochs.iter().map(|(epoch, own)| (device.clone(), *epoch, start(device, *epoch, *own))));
    }
    let file = File::create(path).map_err(|error| fail(error.into()))?;
    let signing = store.signing_key().clone();
    let mut writer = Writer::begin(BufWriter::new(file), &header, &purpose.key, &signing).map_err(fail)?;
    writer.part(&Part::Manifest(manifest)).map_err(fail)?;
    let undecided = undecided();
    let (mut facts, mut named) = (0, BTreeSet::new());
    for (device, epoch, mut after) in lives {
        loop {
            let parcels = store.parcels_of(&device, epoch, after, ROWS).await?;
            let Some((last, _)) = parcels.last() else { break };
            // Two facts with one count lie side by side: the next page begins after both or before both.
            let full = parcels.len() == usize::try_from(ROWS).unwrap_or(usize::MAX);
            let cut = if full && *last > after + 1 { *last } else { u64::MAX };
            after = if cut == u64::MAX { *last } else { cut - 1 };
            let mut pieces = Vec::with_capacity(parcels.len());
            let mut size = 0;
            for (_, parcel) in parcels.into_iter().filter(|(seq, _)| *seq < cut) {
                named.extend(contents_of(&parcel));
                size += parcel.sealed.bytes.len();
                pieces.push(depot::piece_of(parcel, &undecided).map_err(super::standing::trouble)?);
                facts += 1;
                if size >= PART {
                    writer.part(&Part::Facts(std::mem::take(&mut pieces))).map_err(fail)?;
                    size = 0;
                }
            }
            if !pieces.is_empty() {
                writer.part(&Part::Facts(pieces)).map_err(fail)?;
            }
        }
    }
    let mut contents = 0;
    for hash in named {
        let Some(info) = store.content_info(&hash).await? else { continue };
        let label = Label { hash: info.hash, media: info.media, name: info.name };
        let bytes = store.content(&hash).await?;
        writer.part(&Part::Content { label, bytes }).map_err(fail)?;
        contents += 1;
    }
    writer.end().map_err(fail)?;
    Ok((facts, contents))
}

fn undecided() -> Audience {
    match Region::parse(UNDECIDED) {
        Ok(region) => Audience::of(region),
        Err(_) => unreachable!("a plain word is a region"),
    }
}

/// The hashes of contents that a fact names: a paper, an attachment.
pub(crate) fn contents_of(parcel: &Parcel) -> Vec<String> {
    let Ok(fact) = parcel.sealed.read() else { return Vec::new() };
    let hash = fact.content.body.get("sha256").and_then(|hash| hash.as_str());
    hash.filter(|hash| hash.len() == 64).map(ToOwned::to_owned).into_iter().collect()
}

/// Takes a bundle of the office in. The same one again changes nothing.
pub(crate) async fn import(desk: &Open, path: &str) -> Result<BundleRead> {
    let path = PathBuf::from(path);
    let key = office_key(desk).await?;
    let before = super::twice::waiting(desk).await?;
    let read = take_in(&desk.store, &path, &key, desk.now().ms).await?;
    super::twice::forget(desk);
    let after = super::twice::waiting(desk).await?;
    Ok(BundleRead { to_settle: after.saturating_sub(before), ..read })
}

pub(crate) fn open(path: &Path) -> Result<Reader<BufReader<File>>> {
    let fail = |error: BundleError| trouble(error, path);
    let file = File::open(path).map_err(|error| fail(error.into()))?;
    Reader::begin(BufReader::new(file)).map_err(fail)
}

/// Reads a bundle twice: first to see that it is whole and genuine, then to take it in.
pub(crate) async fn take_in(store: &Store, path: &Path, key: &Key, now_ms: i64) -> Result<BundleRead> {
    let fail = |error: BundleError| trouble(error, path);
    for part in open(path)?.parts(key).map_err(fail)? {
        part.map_err(fail)?;
    }
    let reader = open(path)?;
    let from = reader.header().from.clone();
    let enrolled = store.setting(BOOK).await?.is_some();
    let mut out = BundleRead::default();
    let mut changed = BTreeSet::new();
    for part in reader.parts(key).map_err(fail)? {
        match part.map_err(fail)? {
            Part::Manifest(manifest) => {
                let vouched = manifest
                    .cards
                    .iter()
                    .chain([&from])
                    .filter_map(|card| Some((card.device.clone(), VerifyingKey::from_bytes(&card.key).ok()?)));
                let mut known = peers::read(store).await?;
                let peer = known.entry(from.device.clone()).or_default();
                peer.name.clone_from(&manifest.name);
                peer.has = manifest.has;
                peer.heard_ms = Some(now_ms);
                out.from = manifest.name;
                let settings = vec![peers::kept(&known)];
                let change = RoadChange { vouched: vouched.collect(), settings, ..RoadChange::default() };
                store.road_commit(change).await?;
            }
            Part::Facts(pieces) => {
                out.facts += pieces.len();
                let arrival = store.road_commit(arriving(store, pieces, enrolled).await?).await?;
                out.new += arrival.new.len();
                out.aside += arrival.aside.len();
                changed.extend(arrival.files);
            }
            Part::Content { label, bytes } => {
                if store.content_info(&label.hash).await?.is_none() {
                    let kept = store.put_content(bytes, &label.media, &label.name).await?;
                    out.contents += usize::from(kept.hash == label.hash);
                }
            }
            Part::End => {}
        }
    }
    out.files = changed.len();
    Ok(out)
}

/// Facts from a bundle as a change: at a desk that is enrolled they are to be sent on.
async fn arriving(store: &Store, pieces: Vec<Piece>, enrolled: bool) -> Result<RoadChange> {
    let ids: Vec<FactId> = pieces.iter().map(Piece::id).collect();
    let here = store.road_lots(&ids).await?;
    let mut change = RoadChange::default();
    for (piece, id) in pieces.into_iter().zip(ids) {
        if here.contains_key(&id) {
            continue;
        }
        let decided = piece.audience.region.as_str() != UNDECIDED;
        let mut parcel = depot::parcel_of(piece).map_err(super::standing::trouble)?;
        if !decided {
            parcel.audience = None;
        }
        change.keep.push((parcel, enrolled.then_some(Lot::Unsent)));
    }
    Ok(change)
}
