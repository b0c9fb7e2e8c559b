//! A centre's side of the road: who may say what, the feeds, quarantine. It judges no case. Storage is a [`Ledger`].
//!
//! A push is one transaction of the ledger. It locks the feeds of the regions concerned, so that entries are numbered
//! without a hole and a desk that has read up to a position has read everything before it.

use crate::audience::{Audience, Region, Scope};
use crate::desk::Trust;
use crate::piece::{Piece, Transaction};
use crate::wire::{Card, Entry, PAGE_BYTES, Page, Place, Pull, Receipt, Receipts, Standing, Stretch, Wait, Why};
use crate::witness::{self, Hash, Head, Step};
use ed25519_dalek::SigningKey;
use greenlane_domain::fact::{DeviceId, Fact, FactId, FileId, PersonId};
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;

/// An enrolled desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// Its public key.
    pub key: [u8; 32],
    /// What it may have.
    pub scope: Scope,
    /// Every region it ever had: what it wrote there and has not sent yet is still welcome.
    pub reach: BTreeSet<Region>,
    /// Whether it has been revoked.
    pub revoked: bool,
}

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The roles in which the person may act; none means any.
    pub roles: BTreeSet<String>,
    /// Whether the account has been revoked.
    pub revoked: bool,
    /// The last moment (milliseconds since 1970) at which the person may act without having met the centre again.
    pub offline_until: Option<i64>,
}

/// A fact as the centre keeps it, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What became of it.
    pub standing: Standing,
    /// Its file; empty when it could not be read.
    pub file: Option<FileId>,
    /// Its desk and life, likewise.
    pub by: Option<(DeviceId, u32)>,
    /// The last entry that feeds it.
    pub place: Option<Place>,
}

/// A fact to keep.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its id.
    pub id: FactId,
    /// Its bytes.
    pub piece: Piece,
    /// What they say, when they can be read.
    pub fact: Option<Fact>,
    /// What became of it.
    pub standing: Standing,
    /// The last entry that feeds it, when it is fed.
    pub place: Option<Place>,
}

/// What an entry of a feed is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Facts of one transaction.
    Facts(Vec<FactId>),
    /// A file got another audience.
    Moved(FileId, Audience),
}

/// An entry of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its position and the chain after it.
    pub step: Step,
    /// Bytes of the facts it names, about.
    pub size: usize,
    /// What it is.
    pub what: What,
}

/// A desk's place in its own count.
pub type Seat = (DeviceId, u32, u64);

/// What the road needs of a centre's database: one transaction of it.
pub trait Ledger: Send {
    /// What can go wrong in it.
    type Error: std::error::Error + Send + Sync + 'static;
    /// Enrolled desks.
    fn desks(
        &mut self,
        ids: &BTreeSet<DeviceId>,
    ) -> impl Future<Output = Result<BTreeMap<DeviceId, Desk>, Self::Error>> + Send;
    /// People with accounts.
    fn people(
        &mut self,
        ids: &BTreeSet<PersonId>,
    ) -> impl Future<Output = Result<BTreeMap<PersonId, Person>, Self::Error>> + Send;
    /// Locks a feed until the transaction ends, opening it if there is none, and says where it ends.
    fn lock(&mut self, region: &Region) -> impl Future<Output = Result<Step, Self::Error>> + Send;
    /// Facts that are kept.
    fn kept(
        &mut self,
        ids: &BTreeSet<FactId>,
    ) -> impl Future<Output = Result<BTreeMap<FactId, Kept>, Self::Error>> + Send;
    /// A fact at each of these places, quarantined ones left out.
    fn seats(
        &mut self,
        seats: &BTreeSet<Seat>,
    ) -> impl Future<Output = Result<BTreeMap<Seat, FactId>, Self::Error>> + Send;
    /// All audiences that each of these files has had.
    fn audiences(
        &mut self,
        files: &BTreeSet<FileId>,
    ) -> impl Future<Output = Result<BTreeMap<FileId, BTreeSet<Audience>>, Self::Error>> + Send;
    /// The fed facts of a file in the order they were fed, with the transaction and size of each.
    fn file(
        &mut self,
        file: &FileId,
    ) -> impl Future<Output = Result<Vec<(FactId, Transaction, usize)>, Self::Error>> + Send;
    /// Held facts that name one of these as parent.
    fn held_for(&mut self, parents: &BTreeSet<FactId>) -> impl Future<Output = Result<Vec<Piece>, Self::Error>> + Send;
    /// Held facts of these transactions.
    fn held_with(&mut self, of: &BTreeSet<Transaction>)
    -> impl Future<Output = Result<Vec<Piece>, Self::Error>> + Send;
    /// Keeps facts, in order; one that is kept already but not fed gets the new standing and bytes.
    fn keep(&mut self, rows: &[Row]) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// Adds an audience of a file.
    fn add_audience(
        &mut self,
        file: &FileId,
        audience: &Audience,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// Notes the last entry that feeds facts which were fed before.
    fn place(&mut self, places: &[(FactId, Place)]) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// Writes entries at the end of a locked feed; the last one's step is the feed's new end.
    fn append(&mut self, region: &Region, lines: &[Line]) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// The feeds that a scope reaches, and where each ends.
    fn feeds(&mut self, scope: &Scope) -> impl Future<Output = Result<BTreeMap<Region, Step>, Self::Error>> + Send;
    /// The chain at each of these positions of a feed, as far as there are such.
    fn chains(
        &mut self,
        region: &Region,
        at: &[u64],
    ) -> impl Future<Output = Result<BTreeMap<u64, Hash>, Self::Error>> + Send;
    /// At most `limit` entries of a feed after a position.
    fn lines(
        &mut self,
        region: &Region,
        after: u64,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Line>, Self::Error>> + Send;
    /// Facts with their bytes.
    fn pieces(&mut self, ids: &BTreeSet<FactId>) -> impl Future<Output = Result<Vec<Piece>, Self::Error>> + Send;
}

/// What a push did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The answer.
    pub receipts: Receipts,
    /// The feeds that have grown: whoever waits on them is to be poked.
    pub grown: BTreeSet<Region>,
}

/// Takes pushed facts. `device` is the enrolled desk that sent them (its request has been checked) and `from` what is
/// known of it, `strict` whether authors must have accounts here.
///
/// # Errors
/// The ledger's; then nothing has been done.
pub async fn push<L: Ledger, T: Trust>(
    ledger: &mut L,
    trust: &mut T,
    (device, from): (&DeviceId, &Desk),
    pieces: Vec<Piece>,
    strict: bool,
) -> Result<Done, L::Error> {
    let mut arrivals = Vec::with_capacity(pieces.len());
    let mut seen = BTreeSet::new();
    for piece in pieces {
        let fact = piece.sealed.read().ok();
        let id = fact.as_ref().map_or_else(|| piece.id(), |fact| fact.id);
        if seen.insert(id) {
            arrivals.push(Row { id, piece, fact, standing: Standing::Fed, place: None });
        }
    }
    judge(ledger, trust, from, strict, &mut arrivals).await?;
    let order: Vec<FactId> = arrivals.iter().map(|row| row.id).collect();
    let mut intake = Intake::open(ledger, arrivals).await?;
    intake.run().await?;
    let (outcome, grown, audiences) = intake.close().await?;
    let receipts = order
        .into_iter()
        .filter_map(|id| {
            let (standing, twin, file) = outcome.get(&id)?.clone();
            let elsewhere =
                file.and_then(|file| audiences.get(&file)).is_some_and(|audience| !from.scope.covers(audience));
            let twin = twin.filter(|(twin, _)| twin == device).map(|(_, epoch)| epoch);
            Some(Receipt { id, standing, elsewhere, twin })
        })
        .collect();
    Ok(Done { receipts: Receipts { receipts }, grown })
}

/// Lets quarantined facts in after all: a person has decided.
///
/// # Errors
/// The ledger's; then nothing has been done.
pub async fn release<L: Ledger>(ledger: &mut L, ids: &BTreeSet<FactId>) -> Result<Done, L::Error> {
    let kept = ledger.kept(ids).await?;
    let pieces = ledger.pieces(ids).await?;
    let mut rows = Vec::new();
    for piece in pieces {
        let Ok(fact) = piece.sealed.read() else { continue };
        if matches!(kept.get(&fact.id).map(|kept| &kept.standing), Some(Standing::Quarantined { .. })) {
            rows.push(Row { id: fact.id, piece, fact: Some(fact), standing: Standing::Fed, place: None });
        }
    }
    let mut intake = Intake::open(ledger, rows).await?;
    intake.released = true;
    intake.run().await?;
    let (outcome, grown, _) = intake.close().await?;
    let receipts = outcome
        .into_iter()
        .map(|(id, (standing, ..))| Receipt { id, standing, elsewhere: false, twin: None })
        .collect();
    Ok(Done { receipts: Receipts { receipts }, grown })
}

/// Who may say it: everything that does not need the file.
async fn judge<L: Ledger, T: Trust>(
    ledger: &mut L,
    trust: &mut T,
    from: &Desk,
    strict: bool,
    arrivals: &mut [Row],
) -> Result<(), L::Error> {
    let facts = || arrivals.iter().filter_map(|row| row.fact.as_ref());
    let devices = facts().map(|fact| fact.content.device.clone()).collect();
    let authors = facts().map(|fact| fact.content.author.person.clone()).collect();
    let desks = ledger.desks(&devices).await?;
    let people = ledger.people(&authors).await?;
    for row in arrivals {
        let why = match &row.fact {
            None => Some(Why::Unreadable),
            Some(fact) => match desks.get(&fact.content.device) {
                None => Some(Why::UnknownDesk),
                Some(desk) if !trust.genuine(&row.piece, &desk.key) => Some(Why::Forged),
                Some(desk) if desk.revoked || from.revoked => Some(Why::DeskRevoked),
                Some(_) => match people.get(&fact.content.author.person) {
                    Some(person) if person.revoked => Some(Why::PersonRevoked),
                    Some(person) if !person.roles.is_empty() && !person.roles.contains(&fact.content.author.role) => {
                        Some(Why::UnknownPerson)
                    }
                    Some(person) if person.offline_until.is_some_and(|until| fact.content.at.ms > until) => {
                        Some(Why::RightExpired)
                    }
                    None if strict => Some(Why::UnknownPerson),
                    _ => None,
                },
            },
        };
        if let Some(why) = why {
            row.standing = Standing::Quarantined { why };
        }
    }
    Ok(())
}

/// What became of each fact, the desk and life in which it has a twin, and its file.
type Outcome = BTreeMap<FactId, (Standing, Option<(DeviceId, u32)>, Option<FileId>)>;

type Closed = (Outcome, BTreeSet<Region>, BTreeMap<FileId, Audience>);

/// One push at work.
struct Intake<'a, L> {
    ledger: &'a mut L,
    released: bool,
    /// Transactions to settle, in the order they came.
    groups: Vec<Vec<Row>>,
    /// Rows that are kept apart for themselves.
    apart: Vec<Row>,
    outcome: Outcome,
    ends: BTreeMap<Region, Step>,
    fed: BTreeSet<FactId>,
    desks: BTreeMap<DeviceId, Desk>,
    audiences: BTreeMap<FileId, BTreeSet<Audience>>,
    added: Vec<(FileId, Audience)>,
    rows: Vec<Row>,
    lines: BTreeMap<Region, Vec<Line>>,
    fed_now: BTreeMap<FileId, Vec<(FactId, Transaction, usize)>>,
    places: BTreeMap<FactId, Place>,
}

impl<'a, L: Ledger> Intake<'a, L> {
    async fn open(ledger: &'a mut L, arrivals: Vec<Row>) -> Result<Self, L::Error> {
        let mut files = BTreeSet::new();
        let mut regions = BTreeSet::new();
        let mut seats = BTreeSet::new();
        let mut named = BTreeSet::new();
        let mut devices = BTreeSet::new();
        for row in &arrivals {
            named.insert(row.id);
            let Some(fact) = row.fact.as_ref().filter(|_| row.standing == Standing::Fed) else { continue };
            files.insert(fact.content.file.clone());
            regions.insert(row.piece.audience.region.clone());
            seats.insert(seat(fact));
            devices.insert(fact.content.device.clone());
            named.extend(fact.content.parents.iter().copied());
        }
        let mut ends = BTreeMap::new();
        for audiences in ledger.audiences(&files).await?.into_values() {
            regions.extend(audiences.into_iter().map(|audience| audience.region));
        }
        for region in regions {
            let end = ledger.lock(&region).await?;
            ends.insert(region, end);
        }
        // Only now: what was read before the locks may be old.
        let audiences = ledger.audiences(&files).await?;
        let kept = ledger.kept(&named).await?;
        let taken = ledger.seats(&seats).await?;
        let desks = ledger.desks(&devices).await?;
        let fed = kept.iter().filter(|(_, kept)| kept.standing == Standing::Fed).map(|(id, _)| *id).collect();
        let mut intake = Self {
            ledger,
            released: false,
            groups: Vec::new(),
            apart: Vec::new(),
            outcome: Outcome::new(),
            ends,
            fed,
            desks,
            audiences,
            added: Vec::new(),
            rows: Vec::new(),
            lines: BTreeMap::new(),
            fed_now: BTreeMap::new(),
            places: BTreeMap::new(),
        };
        intake.sort(arrivals, &kept, taken);
        Ok(intake)
    }

    fn sort(&mut self, arrivals: Vec<Row>, kept: &BTreeMap<FactId, Kept>, mut taken: BTreeMap<Seat, FactId>) {
        let mut places: BTreeMap<Transaction, usize> = BTreeMap::new();
        for row in arrivals {
            let file = row.fact.as_ref().map(|fact| fact.content.file.clone());
            let twin = match &row.fact {
                Some(fact) if row.standing == Standing::Fed && *taken.entry(seat(fact)).or_insert(row.id) != row.id => {
                    Some((fact.content.device.clone(), fact.content.epoch))
                }
                _ => None,
            };
            if kept.get(&row.id).is_some_and(|kept| kept.standing == Standing::Fed) {
                self.outcome.insert(row.id, (Standing::Fed, twin, file));
                continue;
            }
            self.outcome.insert(row.id, (row.standing.clone(), twin, file));
            let alone =
                matches!(row.standing, Standing::Quarantined { why: Why::Unreadable | Why::UnknownDesk | Why::Forged });
            match transaction(&row) {
                Some(of) if !alone => {
                    let place = *places.entry(of).or_insert_with(|| {
                        self.groups.push(Vec::new());
                        self.groups.len() - 1
                    });
                    if let Some(group) = self.groups.get_mut(place) {
                        group.push(row);
                    }
                }
                _ => self.apart.push(row),
            }
        }
    }

    async fn run(&mut self) -> Result<(), L::Error> {
        let mut waiting = Vec::new();
        for group in std::mem::take(&mut self.groups) {
            if group.iter().any(|row| row.standing != Standing::Fed) {
                self.set_apart(group);
            } else if self.parents_are_fed(&group) {
                self.feed(group).await?;
            } else {
                waiting.push(group);
            }
        }
        // Whatever was fed may have been waited for, here or in the ledger.
        let mut asked = BTreeSet::new();
        loop {
            let (ready, still): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|group| self.parents_are_fed(group));
            waiting = still;
            let fresh: BTreeSet<_> = self.rows.iter().map(|row| row.id).filter(|id| asked.insert(*id)).collect();
            if ready.is_empty() && fresh.is_empty() {
                break;
            }
            for group in ready {
                self.feed(group).await?;
            }
            for group in self.held_for(&fresh).await? {
                if !waiting.iter().flatten().any(|row| group.iter().any(|other| other.id == row.id)) {
                    waiting.push(group);
                }
            }
        }
        for group in waiting {
            for mut row in group {
                row.standing = Standing::Held;
                if let Some((standing, ..)) = self.outcome.get_mut(&row.id) {
                    *standing = Standing::Held;
                    self.rows.push(row);
                }
            }
        }
        Ok(())
    }

    async fn held_for(&mut self, fed: &BTreeSet<FactId>) -> Result<Vec<Vec<Row>>, L::Error> {
        let children = self.ledger.held_for(fed).await?;
        let of: BTreeSet<_> =
            children.iter().filter_map(|piece| rowed(piece.clone())).filter_map(|row| transaction(&row)).collect();
        if of.is_empty() {
            return Ok(Vec::new());
        }
        let pieces = self.ledger.held_with(&of).await?;
        let mut groups: BTreeMap<Transaction, Vec<Row>> = BTreeMap::new();
        let mut parents = BTreeSet::new();
        let mut files = BTreeSet::new();
        for row in pieces.into_iter().filter_map(rowed) {
            if self.fed.contains(&row.id) {
                continue;
            }
            if let (Some(of), Some(fact)) = (transaction(&row), &row.fact) {
                parents.extend(fact.content.parents.iter().copied());
                files.insert(fact.content.file.clone());
                groups.entry(of).or_default().push(row);
            }
        }
        for (id, kept) in self.ledger.kept(&parents).await? {
            if kept.standing == Standing::Fed {
                self.fed.insert(id);
            }
        }
        files.retain(|file| !self.audiences.contains_key(file));
        self.audiences.extend(self.ledger.audiences(&files).await?);
        let devices = groups.keys().map(|of| of.device.clone()).collect();
        self.desks.extend(self.ledger.desks(&devices).await?);
        Ok(groups.into_values().collect())
    }

    /// Whether every file of a transaction is in a region that its desk has or had; what is not is marked.
    fn is_in_scope(&self, group: &mut [Row]) -> bool {
        let mut all = true;
        for row in group {
            let Some(fact) = &row.fact else { continue };
            let reach = self.desks.get(&fact.content.device).map(|desk| &desk.reach);
            let reaches =
                |audience: &Audience| reach.is_some_and(|reach| reach.iter().any(|own| own.covers(&audience.region)));
            let may = match self.audiences.get(&fact.content.file) {
                Some(had) if !had.is_empty() => had.iter().any(reaches),
                _ => reaches(&row.piece.audience),
            };
            if !may {
                row.standing = Standing::Quarantined { why: Why::OutOfScope };
                all = false;
            }
        }
        all
    }

    /// Keeps a transaction apart whole.
    fn set_apart(&mut self, group: Vec<Row>) {
        for mut row in group {
            if row.standing == Standing::Fed {
                row.standing = Standing::Quarantined { why: Why::Companion };
            }
            if let Some((standing, ..)) = self.outcome.get_mut(&row.id) {
                standing.clone_from(&row.standing);
            }
            self.rows.push(row);
        }
    }

    fn parents_are_fed(&self, group: &[Row]) -> bool {
        let inside = |id: &FactId| group.iter().any(|row| row.id == *id);
        group
            .iter()
            .filter_map(|row| row.fact.as_ref())
            .flat_map(|fact| &fact.content.parents)
            .all(|parent| self.fed.contains(parent) || inside(parent))
    }

    async fn feed(&mut self, mut group: Vec<Row>) -> Result<(), L::Error> {
        if !self.released && !self.is_in_scope(&mut group) {
            self.set_apart(group);
            return Ok(());
        }
        let mut regions: BTreeMap<Region, (Vec<FactId>, usize)> = BTreeMap::new();
        for mut row in group {
            let (Some(fact), Some(of)) = (&row.fact, transaction(&row)) else { continue };
            let file = fact.content.file.clone();
            self.see(&file, &row.piece.audience).await?;
            let Some(region) =
                self.audiences.get(&file).and_then(BTreeSet::last).map(|audience| audience.region.clone())
            else {
                continue;
            };
            let size = row.piece.size();
            let (ids, total) = regions.entry(region).or_default();
            ids.push(row.id);
            *total += size;
            self.fed.insert(row.id);
            self.fed_now.entry(file.clone()).or_default().push((row.id, of, size));
            row.standing = Standing::Fed;
            let twin = self.outcome.get(&row.id).and_then(|(_, twin, _)| twin.clone());
            self.outcome.insert(row.id, (Standing::Fed, twin, Some(file)));
            self.rows.push(row);
        }
        for (region, (ids, size)) in regions {
            self.write(&region, size, What::Facts(ids)).await?;
        }
        Ok(())
    }

    /// Takes note of the audience that a fact carries; a greater one than the file had moves the file.
    async fn see(&mut self, file: &FileId, audience: &Audience) -> Result<(), L::Error> {
        let had = self.audiences.entry(file.clone()).or_default();
        let before = had.last().cloned();
        if before.as_ref().is_some_and(|before| before >= audience) {
            if had.insert(audience.clone()) {
                self.added.push((file.clone(), audience.clone()));
            }
            return Ok(());
        }
        had.insert(audience.clone());
        self.added.push((file.clone(), audience.clone()));
        let Some(before) = before else { return Ok(()) };
        if before.region == audience.region && before.roles == audience.roles {
            return Ok(());
        }
        // Both ends are told, then the whole file is fed again where it has come to.
        let moved = || What::Moved(file.clone(), audience.clone());
        self.write(&before.region, 0, moved()).await?;
        if before.region != audience.region {
            self.write(&audience.region, 0, moved()).await?;
        }
        let mut facts = self.ledger.file(file).await?;
        facts.extend(self.fed_now.get(file).into_iter().flatten().cloned());
        let mut batch: Option<(Transaction, Vec<FactId>, usize)> = None;
        let mut whole = Vec::new();
        for (id, of, size) in facts {
            match &mut batch {
                Some((same, ids, total)) if *same == of => {
                    ids.push(id);
                    *total += size;
                }
                _ => whole.extend(batch.replace((of, vec![id], size))),
            }
        }
        whole.extend(batch);
        for (_, ids, size) in whole {
            self.write(&audience.region, size, What::Facts(ids)).await?;
        }
        Ok(())
    }

    async fn write(&mut self, region: &Region, size: usize, what: What) -> Result<(), L::Error> {
        let end = match self.ends.get(region) {
            Some(end) => *end,
            None => self.ledger.lock(region).await?,
        };
        let leaf = match &what {
            What::Facts(ids) => witness::leaf_of_facts(ids.iter().copied()),
            What::Moved(file, audience) => witness::leaf_of_move(file, audience),
        };
        let step = end.then(leaf);
        self.ends.insert(region.clone(), step);
        if let What::Facts(ids) = &what {
            let place = Place { region: region.clone(), position: step.position };
            self.places.extend(ids.iter().map(|id| (*id, place.clone())));
        }
        self.lines.entry(region.clone()).or_default().push(Line { step, size, what });
        Ok(())
    }

    async fn close(mut self) -> Result<Closed, L::Error> {
        self.rows.append(&mut self.apart);
        for row in &mut self.rows {
            row.place = self.places.remove(&row.id);
        }
        self.ledger.keep(&self.rows).await?;
        let again: Vec<_> = std::mem::take(&mut self.places).into_iter().collect();
        self.ledger.place(&again).await?;
        for (file, audience) in &self.added {
            self.ledger.add_audience(file, audience).await?;
        }
        for (region, lines) in &self.lines {
            self.ledger.append(region, lines).await?;
        }
        let audiences = self
            .audiences
            .into_iter()
            .filter_map(|(file, had)| had.into_iter().next_back().map(|last| (file, last)))
            .collect();
        Ok((self.outcome, self.lines.into_keys().collect(), audiences))
    }
}

fn rowed(piece: Piece) -> Option<Row> {
    let fact = piece.sealed.read().ok()?;
    Some(Row { id: fact.id, piece, fact: Some(fact), standing: Standing::Fed, place: None })
}

fn seat(fact: &Fact) -> Seat {
    (fact.content.device.clone(), fact.content.epoch, fact.content.seq)
}

fn transaction(row: &Row) -> Option<Transaction> {
    let content = &row.fact.as_ref()?.content;
    Some(Transaction { device: content.device.clone(), first: row.piece.first })
}

/// Entries that one stretch has at most.
const MAX_LINES: usize = 1000;

/// A centre's own name and key.
pub struct Seal<'a> {
    /// Its signing key.
    pub key: &'a SigningKey,
    /// Its present life.
    pub life: &'a str,
    /// Its clock: milliseconds since 1970.
    pub now: i64,
}

/// Answers a pull.
///
/// # Errors
/// The ledger's.
pub async fn pull<L: Ledger>(
    ledger: &mut L,
    seal: &Seal<'_>,
    desk: &Desk,
    ask: &Pull,
) -> Result<(Page, Vec<Piece>), L::Error> {
    let mut budget = PAGE_BYTES;
    let mut readings = Vec::new();
    let mut feeds = ledger.feeds(&desk.scope).await?;
    for region in ask.trails.keys().filter(|region| desk.scope.reaches(region)) {
        // A feed that the desk has followed and that is not here has been lost: the desk must be told.
        feeds.entry(region.clone()).or_default();
    }
    for (region, end) in feeds {
        let shown = ask.trails.get(&region).map(Vec::as_slice).unwrap_or_default();
        let from = common(ledger, &region, end, shown).await?;
        let mut lines =
            if end.position > from && budget > 0 { ledger.lines(&region, from, MAX_LINES).await? } else { Vec::new() };
        let mut fits = 0;
        for line in &lines {
            if budget == 0 {
                break;
            }
            budget = budget.saturating_sub(line.size.max(64));
            fits += 1;
        }
        lines.truncate(fits);
        readings.push((region, end, from, lines));
    }
    let named = readings.iter().flat_map(|(.., lines)| lines).filter_map(|line| match &line.what {
        What::Facts(ids) => Some(ids),
        What::Moved(..) => None,
    });
    let mut named: BTreeSet<FactId> = named.flatten().copied().collect();
    named.extend(&ask.want);
    let kept = ledger.kept(&named).await?;
    let mut files: BTreeSet<FileId> = kept.values().filter_map(|kept| kept.file.clone()).collect();
    files.extend(readings.iter().flat_map(|(.., lines)| lines).filter_map(|line| match &line.what {
        What::Moved(file, _) => Some(file.clone()),
        What::Facts(_) => None,
    }));
    let audiences = ledger.audiences(&files).await?;
    let open = |file: &FileId| {
        audiences.get(file).and_then(BTreeSet::last).is_some_and(|audience| desk.scope.covers(audience))
    };
    let may = |id: &FactId| {
        let kept = kept.get(id).filter(|kept| kept.standing == Standing::Fed);
        kept.and_then(|kept| kept.file.as_ref()).is_some_and(open)
    };
    let own = |id: &FactId| {
        let by = kept.get(id).and_then(|kept| kept.by.as_ref());
        by.is_some_and(|(device, epoch)| *device == ask.device && *epoch == ask.epoch)
    };
    let mut send: BTreeSet<FactId> = ask.want.iter().filter(|id| may(id)).copied().collect();
    let found: BTreeMap<FactId, Place> =
        send.iter().filter_map(|id| Some((*id, kept.get(id)?.place.clone()?))).collect();
    let gone = ask.want.iter().filter(|id| !found.contains_key(id)).copied().collect();
    let mut stretches = Vec::with_capacity(readings.len());
    for (region, end, from, lines) in readings {
        let reached = lines.last().map_or(from, |line| line.step.position);
        let entries = lines.into_iter().map(|line| match line.what {
            What::Moved(file, audience) => Entry::Moved { here: open(&file), file, audience },
            What::Facts(ids) => {
                let (ids, hidden): (Vec<_>, Vec<_>) = ids.into_iter().partition(&may);
                send.extend(ids.iter().filter(|id| !own(id)));
                if ids.is_empty() {
                    Entry::Hidden { leaf: witness::leaf_of_facts(hidden) }
                } else {
                    Entry::Facts { ids, hidden }
                }
            }
        });
        let entries = entries.collect();
        let head = Head { life: seal.life.to_owned(), region: region.clone(), step: end, at: seal.now }.sign(seal.key);
        stretches.push(Stretch { region, from, entries, more: reached < end.position, head });
    }
    let pieces = ledger.pieces(&send).await?;
    let devices = send.iter().filter_map(|id| kept.get(id)?.by.as_ref().map(|(device, _)| device.clone())).collect();
    let cards =
        ledger.desks(&devices).await?.into_iter().map(|(device, desk)| Card { device, key: desk.key }).collect();
    Ok((Page { scope: desk.scope.clone(), stretches, cards, found, gone }, pieces))
}

/// The newest of the points shown that this feed has too.
async fn common<L: Ledger>(ledger: &mut L, region: &Region, end: Step, shown: &[Step]) -> Result<u64, L::Error> {
    if shown.first() == Some(&end) {
        return Ok(end.position);
    }
    let positions: Vec<_> =
        shown.iter().map(|step| step.position).filter(|position| *position <= end.position).take(100).collect();
    if positions.is_empty() {
        return Ok(0);
    }
    let chains = ledger.chains(region, &positions).await?;
    let same = shown.iter().find(|step| chains.get(&step.position) == Some(&step.chain));
    Ok(same.map_or(0, |step| step.position))
}

/// Whether a desk that waits has something to pull.
///
/// # Errors
/// The ledger's.
pub async fn news<L: Ledger>(ledger: &mut L, desk: &Desk, wait: &Wait) -> Result<bool, L::Error> {
    if desk.scope.version != wait.scope {
        return Ok(true);
    }
    let mut feeds = ledger.feeds(&desk.scope).await?;
    for region in wait.seen.keys().filter(|region| desk.scope.reaches(region)) {
        feeds.entry(region.clone()).or_default();
    }
    Ok(feeds.iter().any(|(region, end)| wait.seen.get(region).copied().unwrap_or(0) != end.position))
}
