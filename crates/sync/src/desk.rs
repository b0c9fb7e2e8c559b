//! A desk's side of the road: what to send, and what to do with an answer. Storage is a [`Depot`].

use crate::audience::{Audience, Region, Scope};
use crate::piece::Piece;
use crate::wire::{Card, Entry, PAGE_BYTES, Page, Place, Pull, Push, Receipts, Standing, Stretch, Why};
use crate::witness::{self, Alarm, SignedHead, Step, Trail};
use ed25519_dalek::VerifyingKey;
use greenlane_domain::fact::{DeviceId, FactId, FileId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;

/// What a desk knows of the road, kept as one record beside its facts and changed in the same transaction with them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    /// The desk.
    pub device: DeviceId,
    /// Its present life.
    pub epoch: u32,
    /// The centre's Ed25519 public key, learned at enrolment.
    #[serde(with = "crate::witness::hexed")]
    pub centre: [u8; 32],
    /// What the desk may have, as last told.
    pub scope: Scope,
    /// How far each feed was followed.
    pub trails: BTreeMap<Region, Trail>,
    /// Facts to ask for by name: seen in a feed and not here, or here and not seen in a feed.
    pub want: BTreeSet<FactId>,
    /// Other desks' keys.
    #[serde(default)]
    pub cards: BTreeMap<DeviceId, Card>,
    /// What the desk saw as a witness and nobody has settled yet.
    pub alarms: Vec<Alarm>,
    /// The centre found facts of this desk's own count that this database does not know: it is a copy, and the next
    /// fact must open a new life.
    pub copied: bool,
}

impl Book {
    /// The book of a desk that has just been enrolled.
    #[must_use]
    pub fn new(device: DeviceId, epoch: u32, centre: [u8; 32], scope: Scope) -> Self {
        Self {
            device,
            epoch,
            centre,
            scope,
            trails: BTreeMap::new(),
            want: BTreeSet::new(),
            cards: BTreeMap::new(),
            alarms: Vec::new(),
            copied: false,
        }
    }
}

/// How far one fact held here has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "lot", rename_all = "snake_case")]
pub enum Lot {
    /// Not yet acknowledged by the centre.
    Unsent,
    /// Acknowledged, but not yet seen in a feed: until then the centre's word is not enough.
    Sent,
    /// Seen in a feed.
    Fed(Place),
    /// In a feed that this desk does not follow: its file has gone elsewhere. Always on the shelf.
    Elsewhere,
    /// The centre keeps it apart, or waits for its parents.
    Aside {
        /// Why; none when it only waits.
        why: Option<Why>,
    },
}

/// One change of a depot, done whole or not at all, in the order of its fields.
///
/// The *shelf* is where facts of files that are no longer for this desk go: out of every view at once (with attachments),
/// and erased after the desk's days of grace, so that a centre restored from an old backup can still be refilled.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Change {
    /// Facts seen in this feed after this position are unsent again: the centre has lost them.
    pub lost: Vec<Place>,
    /// Facts that the centre had set aside, those sent but never seen, and those on the shelf are unsent again (those on
    /// the shelf stay there).
    pub offer_again: bool,
    /// Files that leave: those of their facts that are [`Lot::Fed`] go on the shelf. The others stay until the centre has
    /// them.
    pub leave: BTreeSet<FileId>,
    /// Feeds that are no longer followed: facts in view that were seen in one of them, and in no other, have no witness
    /// any more and are unsent again.
    pub unwatched: BTreeSet<Region>,
    /// Facts to keep, with their lot (those here already stay as they are).
    pub keep: Vec<(Piece, Lot)>,
    /// New lots of facts here: [`Lot::Fed`] takes a fact off the shelf, [`Lot::Elsewhere`] puts it there. Ids that are
    /// not here are passed over.
    pub lots: Vec<(FactId, Lot)>,
    /// The record to keep.
    pub book: Option<Book>,
}

/// What the road needs of a desk's database.
pub trait Depot: Send {
    /// What can go wrong in it.
    type Error: std::error::Error + Send + Sync + 'static;
    /// The record of the road.
    fn book(&mut self) -> impl Future<Output = Result<Book, Self::Error>> + Send;
    /// Unsent facts (on the shelf or not) in the order they were written or came, in whole transactions, at least one
    /// and about `bytes` of them.
    fn unsent(&mut self, bytes: usize) -> impl Future<Output = Result<Vec<Piece>, Self::Error>> + Send;
    /// Facts acknowledged but not yet seen in a feed.
    fn sent(&mut self) -> impl Future<Output = Result<Vec<FactId>, Self::Error>> + Send;
    /// The lots of those of these facts that are here, on the shelf or not.
    fn lots(&mut self, ids: &[FactId]) -> impl Future<Output = Result<BTreeMap<FactId, Lot>, Self::Error>> + Send;
    /// The files of which facts are [`Lot::Fed`] here, and the greatest audience that those facts carry (a move that is
    /// not in a feed moves nothing).
    fn files(&mut self) -> impl Future<Output = Result<BTreeMap<FileId, Audience>, Self::Error>> + Send;
    /// Does a change, durably and whole.
    fn commit(&mut self, change: Change) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// Checks that a fact is its desk's.
pub trait Trust {
    /// Whether the bytes are a fact signed with this key by the desk it names.
    fn genuine(&mut self, piece: &Piece, key: &[u8; 32]) -> bool;
}

/// Checks every signature.
#[derive(Debug, Clone, Copy, Default)]
pub struct Strict;

impl Trust for Strict {
    fn genuine(&mut self, piece: &Piece, key: &[u8; 32]) -> bool {
        VerifyingKey::from_bytes(key).is_ok_and(|key| piece.sealed.verify(&key).is_ok())
    }
}

/// The next push, or none when nothing is unsent.
///
/// # Errors
/// The depot's.
pub async fn push<D: Depot>(depot: &mut D) -> Result<Option<(Push, Vec<Piece>)>, D::Error> {
    let pieces = depot.unsent(PAGE_BYTES).await?;
    if pieces.is_empty() {
        return Ok(None);
    }
    let book = depot.book().await?;
    Ok(Some((Push { device: book.device }, pieces)))
}

/// What came of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pushed {
    /// Whether unsent facts are left.
    pub more: bool,
    /// How many of the facts are in a feed: pull, to see them there.
    pub fed: usize,
    /// How many are kept apart or wait: for the tray.
    pub aside: usize,
}

/// Takes the answer to a push.
///
/// # Errors
/// The depot's.
pub async fn pushed<D: Depot>(depot: &mut D, answer: Receipts) -> Result<Pushed, D::Error> {
    let mut book = depot.book().await?;
    let ids: Vec<_> = answer.receipts.iter().map(|receipt| receipt.id).collect();
    let before = depot.lots(&ids).await?;
    let mut change = Change::default();
    let (mut fed, mut aside) = (0, 0);
    for receipt in answer.receipts {
        // A pull may have been quicker than this answer: what was seen in a feed stays seen.
        if matches!(before.get(&receipt.id), Some(Lot::Fed(_)) | None) {
            continue;
        }
        book.copied |= receipt.twin == Some(book.epoch);
        let lot = match receipt.standing {
            Standing::Fed if receipt.elsewhere => Lot::Elsewhere,
            Standing::Fed => Lot::Sent,
            Standing::Held => Lot::Aside { why: None },
            Standing::Quarantined { why } => Lot::Aside { why: Some(why) },
        };
        fed += usize::from(lot == Lot::Sent);
        aside += usize::from(matches!(lot, Lot::Aside { .. }));
        change.lots.push((receipt.id, lot));
    }
    change.book = Some(book);
    depot.commit(change).await?;
    Ok(Pushed { more: !depot.unsent(1).await?.is_empty(), fed, aside })
}

/// Offers to the centre again whatever it set aside or may have lost: to be done when the road opens.
///
/// # Errors
/// The depot's.
pub async fn opened<D: Depot>(depot: &mut D) -> Result<(), D::Error> {
    depot.commit(Change { offer_again: true, ..Change::default() }).await
}

/// A pull that is out.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// What is sent.
    pub pull: Pull,
    sent: Vec<FactId>,
}

/// At most this many missing facts are asked for at once.
const MAX_WANT: usize = 500;

/// The next pull.
///
/// # Errors
/// The depot's.
pub async fn pull<D: Depot>(depot: &mut D) -> Result<Asked, D::Error> {
    let book = depot.book().await?;
    let sent = depot.sent().await?;
    let trails = book.trails.iter().map(|(region, trail)| (region.clone(), trail.offer())).collect();
    let want = book.want.iter().take(MAX_WANT).copied().collect();
    Ok(Asked { pull: Pull { device: book.device, epoch: book.epoch, trails, want }, sent })
}

/// What came of a pull.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pulled {
    /// Whether there is more to fetch.
    pub more: bool,
    /// Whether facts were found that have to be sent (again).
    pub unsent: bool,
    /// Files that have new facts here, or have left.
    pub changed: BTreeSet<FileId>,
    /// What the desk saw as a witness.
    pub alarms: Vec<Alarm>,
    /// A feed did not add up: to be asked again later, not at once.
    pub broken: bool,
}

/// Takes the answer to a pull.
///
/// # Errors
/// The depot's.
pub async fn pulled<D: Depot, T: Trust>(
    depot: &mut D,
    trust: &mut T,
    asked: Asked,
    page: Page,
    pieces: Vec<Piece>,
) -> Result<Pulled, D::Error> {
    let book = depot.book().await?;
    let mut ids: Vec<FactId> = book.want.iter().copied().collect();
    for stretch in &page.stretches {
        for entry in &stretch.entries {
            if let Entry::Facts { ids: named, .. } = entry {
                ids.extend(named);
            }
        }
    }
    let here = depot.lots(&ids).await?;
    let mut desk = Reading {
        book,
        here,
        arrived: pieces.into_iter().map(|piece| (piece.id(), piece)).collect(),
        change: Change::default(),
        out: Pulled::default(),
        genuine: BTreeSet::new(),
    };
    desk.meet(page.cards);
    for piece in desk.arrived.values() {
        let Ok(fact) = piece.sealed.read() else { continue };
        let card = desk.book.cards.get(&fact.content.device);
        if card.is_some_and(|card| trust.genuine(piece, &card.key)) {
            desk.genuine.insert(fact.id);
        }
    }
    let files = if page.scope == desk.book.scope { None } else { Some(depot.files().await?) };
    if let Some(files) = files {
        desk.rescope(page.scope, files);
    }
    desk.wanted(page.found, page.gone);
    let mut all = true;
    for stretch in page.stretches {
        all &= !stretch.more;
        desk.follow(&asked.pull, stretch);
    }
    desk.out.more |= !all || (!desk.out.broken && !desk.book.want.is_empty());
    if all && !desk.out.broken && !desk.out.more {
        // The feeds have been read to their ends as they were after these facts were acknowledged: a fact seen in none of
        // them is asked for by name. Either it was here before, left and is back, or the centre has lost it.
        let now = depot.lots(&asked.sent).await?;
        let seen: BTreeSet<_> = desk.change.lots.iter().map(|(id, _)| *id).collect();
        let missed = asked.sent.iter().filter(|id| now.get(*id) == Some(&Lot::Sent) && !seen.contains(*id));
        desk.book.want.extend(missed);
        desk.out.more = !desk.book.want.is_empty();
    }
    let Reading { book, mut change, out, .. } = desk;
    change.book = Some(book);
    depot.commit(change).await?;
    Ok(out)
}

struct Reading {
    book: Book,
    here: BTreeMap<FactId, Lot>,
    arrived: BTreeMap<FactId, Piece>,
    genuine: BTreeSet<FactId>,
    change: Change,
    out: Pulled,
}

impl Reading {
    fn meet(&mut self, cards: Vec<Card>) {
        for card in cards {
            // A desk's key never changes: the first one told is kept.
            self.book.cards.entry(card.device.clone()).or_insert(card);
        }
    }

    fn alarm(&mut self, alarm: Alarm) {
        if !self.book.alarms.contains(&alarm) {
            self.book.alarms.push(alarm.clone());
            self.out.alarms.push(alarm);
        }
    }

    fn rescope(&mut self, scope: Scope, files: BTreeMap<FileId, Audience>) {
        if scope.exceeds(&self.book.scope) {
            // Something is to be had that was hidden before: the feeds are read again from the beginning.
            for trail in self.book.trails.values_mut() {
                trail.start_again();
            }
        }
        let dropped = self.book.trails.keys().filter(|region| !scope.reaches(region));
        self.change.unwatched.extend(dropped.cloned());
        self.out.unsent |= !self.change.unwatched.is_empty();
        self.book.trails.retain(|region, _| scope.reaches(region));
        for (file, audience) in files {
            if !scope.covers(&audience) {
                self.out.changed.insert(file.clone());
                self.change.leave.insert(file);
            }
        }
        self.book.scope = scope;
        self.out.more = true;
    }

    /// Takes in facts that were asked for by name.
    fn wanted(&mut self, found: BTreeMap<FactId, Place>, gone: BTreeSet<FactId>) {
        for (id, place) in found {
            if self.here.contains_key(&id) {
                self.change.lots.push((id, Lot::Fed(place)));
                self.book.want.remove(&id);
            } else if self.take(id, &place) {
                self.book.want.remove(&id);
            }
        }
        for id in gone {
            self.book.want.remove(&id);
            if self.here.get(&id) == Some(&Lot::Sent) {
                self.change.lots.push((id, Lot::Unsent));
                self.out.unsent = true;
            }
        }
    }

    fn take(&mut self, id: FactId, place: &Place) -> bool {
        let Some(piece) = self.arrived.get(&id) else { return false };
        if self.genuine.contains(&id) {
            if let Ok(fact) = piece.sealed.read() {
                self.out.changed.insert(fact.content.file);
            }
            self.change.keep.push((piece.clone(), Lot::Fed(place.clone())));
            self.here.insert(id, Lot::Fed(place.clone()));
        } else {
            self.alarm(Alarm::Poisoned { id });
        }
        true
    }

    fn follow(&mut self, asked: &Pull, stretch: Stretch) {
        let region = stretch.region.clone();
        if !self.book.scope.reaches(&region) {
            return;
        }
        let sworn = VerifyingKey::from_bytes(&self.book.centre).is_ok_and(|key| stretch.head.is_of(&key));
        if !sworn || stretch.head.head.region != region {
            self.alarm(Alarm::Resigned { now: stretch.head });
            self.out.broken = true;
            return;
        }
        let mut trail = self.book.trails.get(&region).cloned().unwrap_or_default();
        let shown = asked.trails.get(&region).and_then(|steps| steps.first()).copied().unwrap_or_default();
        if shown != trail.last() {
            // Another pull, or a change of scope, has moved the trail meanwhile.
            self.out.more = true;
            return;
        }
        let Some(start) = trail.at(stretch.from) else {
            self.out.broken = true;
            return;
        };
        let fresh_life = trail.head.as_ref().is_some_and(|kept| kept.head.life != stretch.head.head.life);
        let Some(end) = self.add_up(&trail, start, &stretch) else { return };
        let mut same = (start != trail.last()).then_some(start.position);
        let parted = parting(&mut trail.before, start, &stretch);
        same = same.into_iter().chain(parted).min();
        let mut again = false;
        if same.is_some() || fresh_life {
            let position = same.unwrap_or(start.position);
            // A move that is lost brings its file back: what was hidden because of it has to be read after all.
            again = trail.moved > position;
            trail.moved = trail.moved.min(position);
            self.lost(&mut trail, position, fresh_life, &stretch.head);
        }
        for (entry, position) in stretch.entries.into_iter().zip(start.position + 1..) {
            if matches!(entry, Entry::Moved { .. }) {
                trail.moved = position;
            }
            self.enter(entry, Place { region: region.clone(), position });
        }
        trail.go(start.position, end);
        if again {
            trail.start_again();
            self.out.more = true;
        }
        if !stretch.more {
            trail.head = Some(stretch.head);
        }
        self.book.trails.insert(region, trail);
    }

    /// The centre does not have what it had: what was seen after a position is given back.
    fn lost(&mut self, trail: &mut Trail, position: u64, fresh_life: bool, now: &SignedHead) {
        self.change.lost.push(Place { region: now.head.region.clone(), position });
        self.change.offer_again = true;
        self.out.unsent = true;
        if let Some(kept) = trail.head.take() {
            let now = now.clone();
            self.alarm(if fresh_life {
                Alarm::Restored { kept, now }
            } else if now.head.step.position < kept.head.step.position {
                Alarm::Cut { kept, now }
            } else {
                Alarm::Rewritten { kept, now }
            });
        }
    }

    /// Adds the entries up; none when they do not add up to the head.
    fn add_up(&mut self, trail: &Trail, start: Step, stretch: &Stretch) -> Option<Step> {
        let step = stretch.entries.iter().fold(start, |step, entry| step.then(leaf(entry)));
        let sworn = stretch.head.head.step;
        if (!stretch.more && step != sworn) || (stretch.more && step.position >= sworn.position) {
            self.alarm(Alarm::Broken { now: stretch.head.clone() });
            self.out.broken = true;
            // What was passed since the last head may be made up: it is asked for again.
            let mut back = trail.clone();
            let safe = trail.head.as_ref().map_or(0, |kept| kept.head.step.position);
            back.steps.retain(|step| step.position <= safe);
            self.book.trails.insert(stretch.region.clone(), back);
            return None;
        }
        Some(step)
    }

    fn enter(&mut self, entry: Entry, place: Place) {
        match entry {
            Entry::Facts { ids, .. } => {
                for id in ids {
                    if self.here.contains_key(&id) {
                        self.change.lots.push((id, Lot::Fed(place.clone())));
                    } else if !self.take(id, &place) {
                        self.book.want.insert(id);
                    }
                }
            }
            Entry::Moved { file, here, .. } => {
                if !here {
                    self.change.leave.insert(file.clone());
                }
                self.out.changed.insert(file);
            }
            Entry::Hidden { .. } => {}
        }
    }
}

/// Checks a stretch of a feed that is read again against the points passed before; takes those that were passed again
/// off the list. Some when the feed is not the one it was: the last position at which it still is.
fn parting(before: &mut Vec<Step>, start: Step, stretch: &Stretch) -> Option<u64> {
    if before.is_empty() {
        return None;
    }
    let mut step = start;
    let mut same = start.position;
    for entry in &stretch.entries {
        step = step.then(leaf(entry));
        if let Some(seen) = before.iter().find(|seen| seen.position == step.position) {
            if *seen != step {
                before.clear();
                return Some(same);
            }
            same = step.position;
        }
    }
    before.retain(|seen| seen.position > step.position);
    if !stretch.more && !before.is_empty() {
        before.clear();
        return Some(same);
    }
    None
}

/// The leaf of an entry as seen here.
#[must_use]
pub fn leaf(entry: &Entry) -> witness::Hash {
    match entry {
        Entry::Facts { ids, hidden } => witness::leaf_of_facts(ids.iter().chain(hidden).copied()),
        Entry::Moved { file, audience, .. } => witness::leaf_of_move(file, audience),
        Entry::Hidden { leaf } => *leaf,
    }
}
