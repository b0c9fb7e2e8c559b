use crate::audience::Audience;
use crate::desk::{Book, Change, Depot, Lot};
use crate::life::Mark;
use crate::numbers::Blocks;
use crate::piece::Piece;
use greenlane_domain::fact::{Fact, FactId, FileId};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What a desk's disk holds.
#[derive(Debug, Clone)]
pub struct State {
    /// The record of the road.
    pub book: Book,
    /// Facts, in the order they were written or came.
    pub facts: Vec<Held>,
    /// Where in the list each fact is.
    pub places: HashMap<FactId, usize>,
    /// The mark that is compared with the keychain's.
    pub mark: Mark,
    /// The desk's count in this life.
    pub seq: u64,
    /// The desk's last fact.
    pub previous: Option<FactId>,
    /// Its numbers.
    pub blocks: Blocks,
}

/// One fact on a disk.
#[derive(Debug, Clone)]
pub struct Held {
    /// Its id.
    pub id: FactId,
    /// Its bytes.
    pub piece: Arc<Piece>,
    /// None when the bytes cannot be read.
    pub fact: Option<Arc<Fact>>,
    /// How far it has come.
    pub lot: Lot,
    /// Whether its file has left.
    pub shelved: bool,
}

/// What is wrong with a disk now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Faults {
    /// Nothing can be written.
    pub full: bool,
    /// The machine stops at this statement of the next transaction; at one past the last, right after the commit.
    pub stop_at: Option<u32>,
}

/// Why the disk did not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DiskError {
    /// Nothing can be written.
    #[error("the disk is full")]
    Full,
    /// The machine stopped in the middle, or right after.
    #[error("the machine stopped")]
    Stopped,
}

/// A desk's disk in memory.
#[derive(Debug, Clone)]
pub struct Disk {
    /// What it holds.
    pub state: State,
    /// What is wrong with it.
    pub faults: Faults,
}

impl State {
    /// A new desk's.
    #[must_use]
    pub fn new(book: Book) -> Self {
        let epoch = book.epoch;
        Self {
            book,
            facts: Vec::new(),
            places: HashMap::new(),
            mark: Mark { epoch, generation: 0 },
            seq: 0,
            previous: None,
            blocks: Blocks::new(epoch),
        }
    }

    /// Keeps a fact; one that is here already stays as it is.
    pub fn put(&mut self, piece: Piece, lot: Lot) {
        let id = piece.id();
        if self.places.contains_key(&id) {
            return;
        }
        let fact = piece.sealed.read().ok().map(Arc::new);
        self.places.insert(id, self.facts.len());
        self.facts.push(Held { id, piece: Arc::new(piece), fact, lot, shelved: false });
    }

    /// The files in view and their facts.
    #[must_use]
    pub fn view(&self) -> BTreeMap<FileId, Vec<FactId>> {
        let mut files: BTreeMap<FileId, Vec<FactId>> = BTreeMap::new();
        for held in self.facts.iter().filter(|held| !held.shelved) {
            if let Some(fact) = &held.fact {
                files.entry(fact.content.file.clone()).or_default().push(held.id);
            }
        }
        files
    }

    /// The greatest audience that the facts of a file carry here.
    #[must_use]
    pub fn audience(&self, file: &FileId) -> Option<Audience> {
        let of = |held: &&Held| held.fact.as_ref().is_some_and(|fact| fact.content.file == *file);
        self.facts.iter().filter(of).map(|held| &held.piece.audience).max().cloned()
    }

    /// Facts of a file in view that no other one names as parent.
    #[must_use]
    pub fn heads(&self, file: &FileId) -> Vec<FactId> {
        let of = |held: &&Held| !held.shelved && held.fact.as_ref().is_some_and(|fact| fact.content.file == *file);
        let facts: Vec<_> = self.facts.iter().filter(of).collect();
        let named = |id: &FactId| {
            facts.iter().any(|held| held.fact.as_ref().is_some_and(|fact| fact.content.parents.contains(id)))
        };
        facts.iter().map(|held| held.id).filter(|id| !named(id)).collect()
    }

    fn apply(&mut self, change: Change) {
        for lost in change.lost {
            for held in &mut self.facts {
                if matches!(&held.lot, Lot::Fed(place) if place.region == lost.region && place.position > lost.position)
                {
                    held.lot = Lot::Unsent;
                }
            }
        }
        if change.offer_again {
            for held in &mut self.facts {
                if held.shelved || matches!(held.lot, Lot::Sent | Lot::Aside { .. } | Lot::Elsewhere) {
                    held.lot = Lot::Unsent;
                }
            }
        }
        for file in change.leave {
            for held in &mut self.facts {
                let of = held.fact.as_ref().is_some_and(|fact| fact.content.file == file);
                held.shelved |= of && matches!(held.lot, Lot::Fed(_));
            }
        }
        for held in &mut self.facts {
            if matches!(&held.lot, Lot::Fed(place) if !held.shelved && change.unwatched.contains(&place.region)) {
                held.lot = Lot::Unsent;
            }
        }
        for (piece, lot) in change.keep {
            self.put(piece, lot);
        }
        for (id, lot) in change.lots {
            if let Some(held) = self.places.get(&id).and_then(|place| self.facts.get_mut(*place)) {
                held.shelved = (held.shelved && !matches!(lot, Lot::Fed(_))) || lot == Lot::Elsewhere;
                held.lot = lot;
            }
        }
        if let Some(book) = change.book {
            self.book = book;
        }
    }
}

impl Disk {
    /// Does a transaction of so many statements, unless the disk is full or the machine stops in it.
    ///
    /// # Errors
    /// [`DiskError`]; after a stop the transaction has either been done whole or not at all.
    pub fn transact(&mut self, statements: u32, apply: impl FnOnce(&mut State)) -> Result<(), DiskError> {
        if self.faults.full {
            return Err(DiskError::Full);
        }
        match self.faults.stop_at.take() {
            Some(at) if at % (statements + 1) < statements => Err(DiskError::Stopped),
            stop => {
                apply(&mut self.state);
                if stop.is_some() { Err(DiskError::Stopped) } else { Ok(()) }
            }
        }
    }
}

impl Depot for Disk {
    type Error = DiskError;

    async fn book(&mut self) -> Result<Book, DiskError> {
        Ok(self.state.book.clone())
    }

    async fn unsent(&mut self, bytes: usize) -> Result<Vec<Piece>, DiskError> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut size = 0;
        for held in self.state.facts.iter().filter(|held| held.lot == Lot::Unsent) {
            let first = pieces.last().is_some_and(|last: &Piece| last.first != held.piece.first);
            if first && size >= bytes {
                break;
            }
            size += held.piece.size();
            pieces.push(held.piece.as_ref().clone());
        }
        Ok(pieces)
    }

    async fn sent(&mut self) -> Result<Vec<FactId>, DiskError> {
        Ok(self.state.facts.iter().filter(|held| held.lot == Lot::Sent).map(|held| held.id).collect())
    }

    async fn lots(&mut self, ids: &[FactId]) -> Result<BTreeMap<FactId, Lot>, DiskError> {
        let held = |id: &FactId| self.state.places.get(id).and_then(|place| self.state.facts.get(*place));
        Ok(ids.iter().filter_map(held).map(|held| (held.id, held.lot.clone())).collect())
    }

    async fn files(&mut self) -> Result<BTreeMap<FileId, Audience>, DiskError> {
        let mut files: BTreeMap<FileId, Audience> = BTreeMap::new();
        for held in self.state.facts.iter().filter(|held| matches!(held.lot, Lot::Fed(_)) && !held.shelved) {
            let Some(fact) = &held.fact else { continue };
            let audience = files.entry(fact.content.file.clone()).or_insert_with(|| held.piece.audience.clone());
            if held.piece.audience > *audience {
                audience.clone_from(&held.piece.audience);
            }
        }
        Ok(files)
    }

    async fn commit(&mut self, change: Change) -> Result<(), DiskError> {
        let statements = change.lost.len() + change.keep.len() + change.lots.len() + change.leave.len() + 2;
        let statements = u32::try_from(statements).unwrap_or(u32::MAX);
        self.transact(statements, |state| state.apply(change))
    }
}
