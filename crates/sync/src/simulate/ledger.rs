use crate::audience::{Audience, Region, Scope};
use crate::centre::{Desk, Kept, Ledger, Line, Person, Row, Seat};
use crate::numbers::{Account, Ask, Lease};
use crate::piece::{Piece, Transaction};
use crate::wire::{Place, Standing};
use crate::witness::{Hash, Step};
use greenlane_domain::fact::{DeviceId, Fact, FactId, FileId, PersonId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A centre's database in memory.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    pub desks: BTreeMap<DeviceId, Desk>,
    pub facts: BTreeMap<FactId, Stored>,
    pub audiences: BTreeMap<FileId, BTreeSet<Audience>>,
    pub files: BTreeMap<FileId, Vec<FactId>>,
    pub seats: BTreeMap<Seat, FactId>,
    pub feeds: BTreeMap<Region, Vec<Line>>,
    pub next_number: u64,
    pub leases: BTreeMap<String, Lease>,
    pub accounts: Vec<Account>,
    /// The machine stops after so many more statements.
    pub stop_in: Option<u32>,
}

/// A fact in it.
#[derive(Debug, Clone)]
pub struct Stored {
    pub piece: Arc<Piece>,
    pub fact: Option<Arc<Fact>>,
    pub standing: Standing,
    pub place: Option<Place>,
}

/// The machine stopped; the transaction is to be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the centre stopped")]
pub struct Stopped;

impl Memory {
    fn statement(&mut self) -> Result<(), Stopped> {
        match &mut self.stop_in {
            Some(0) => Err(Stopped),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    pub fn lease(&mut self, ask: &Ask) -> Lease {
        if let Some(lease) = self.leases.get(&ask.id) {
            return lease.clone();
        }
        let from = self.next_number.max(ask.after) + 1;
        self.next_number = from - 1 + u64::from(ask.count);
        let lease = Lease {
            id: ask.id.clone(),
            series: ask.series.clone(),
            device: ask.device.clone(),
            epoch: ask.epoch,
            from,
            to: self.next_number,
        };
        self.leases.insert(ask.id.clone(), lease.clone());
        lease
    }

    fn end(&self, region: &Region) -> Step {
        self.feeds.get(region).and_then(|lines| lines.last()).map(|line| line.step).unwrap_or_default()
    }

    fn held(&self, want: impl Fn(&Stored) -> bool) -> Vec<Piece> {
        let held = self.facts.values().filter(|stored| stored.standing == Standing::Held && want(stored));
        held.map(|stored| stored.piece.as_ref().clone()).collect()
    }
}

fn transaction(stored: &Stored) -> Option<Transaction> {
    let content = &stored.fact.as_ref()?.content;
    Some(Transaction { device: content.device.clone(), first: stored.piece.first })
}

impl Ledger for Memory {
    type Error = Stopped;

    async fn desks(&mut self, ids: &BTreeSet<DeviceId>) -> Result<BTreeMap<DeviceId, Desk>, Stopped> {
        self.statement()?;
        Ok(ids.iter().filter_map(|id| Some((id.clone(), self.desks.get(id)?.clone()))).collect())
    }
    async fn people(&mut self, _: &BTreeSet<PersonId>) -> Result<BTreeMap<PersonId, Person>, Stopped> {
        Ok(BTreeMap::new())
    }
    async fn lock(&mut self, region: &Region) -> Result<Step, Stopped> {
        self.statement()?;
        self.feeds.entry(region.clone()).or_default();
        Ok(self.end(region))
    }
    async fn kept(&mut self, ids: &BTreeSet<FactId>) -> Result<BTreeMap<FactId, Kept>, Stopped> {
        self.statement()?;
        let kept = ids.iter().filter_map(|id| {
            let stored = self.facts.get(id)?;
            let content = stored.fact.as_ref().map(|fact| &fact.content);
            let file = content.map(|content| content.file.clone());
            let by = content.map(|content| (content.device.clone(), content.epoch));
            Some((*id, Kept { standing: stored.standing.clone(), file, by, place: stored.place.clone() }))
        });
        Ok(kept.collect())
    }
    async fn seats(&mut self, seats: &BTreeSet<Seat>) -> Result<BTreeMap<Seat, FactId>, Stopped> {
        self.statement()?;
        Ok(seats.iter().filter_map(|seat| Some((seat.clone(), *self.seats.get(seat)?))).collect())
    }
    async fn audiences(&mut self, files: &BTreeSet<FileId>) -> Result<BTreeMap<FileId, BTreeSet<Audience>>, Stopped> {
        self.statement()?;
        Ok(files.iter().filter_map(|file| Some((file.clone(), self.audiences.get(file)?.clone()))).collect())
    }
    async fn file(&mut self, file: &FileId) -> Result<Vec<(FactId, Transaction, usize)>, Stopped> {
        self.statement()?;
        let ids = self.files.get(file).cloned().unwrap_or_default();
        let facts = ids.into_iter().filter_map(|id| {
            let stored = self.facts.get(&id)?;
            Some((id, transaction(stored)?, stored.piece.size()))
        });
        Ok(facts.collect())
    }
    async fn held_for(&mut self, parents: &BTreeSet<FactId>) -> Result<Vec<Piece>, Stopped> {
        self.statement()?;
        Ok(self.held(|stored| {
            stored.fact.as_ref().is_some_and(|fact| fact.content.parents.iter().any(|parent| parents.contains(parent)))
        }))
    }
    async fn held_with(&mut self, of: &BTreeSet<Transaction>) -> Result<Vec<Piece>, Stopped> {
        self.statement()?;
        Ok(self.held(|stored| transaction(stored).is_some_and(|transaction| of.contains(&transaction))))
    }
    async fn keep(&mut self, rows: &[Row]) -> Result<(), Stopped> {
        for row in rows {
            self.statement()?;
            if self.facts.get(&row.id).is_some_and(|stored| stored.standing == Standing::Fed) {
                continue;
            }
            if let Some(fact) = &row.fact {
                if row.standing == Standing::Fed {
                    self.files.entry(fact.content.file.clone()).or_default().push(row.id);
                }
                if !matches!(row.standing, Standing::Quarantined { .. }) {
                    let seat = (fact.content.device.clone(), fact.content.epoch, fact.content.seq);
                    self.seats.entry(seat).or_insert(row.id);
                }
            }
            let fact = row.fact.clone().map(Arc::new);
            let stored = Stored {
                piece: Arc::new(row.piece.clone()),
                fact,
                standing: row.standing.clone(),
                place: row.place.clone(),
            };
            self.facts.insert(row.id, stored);
        }
        Ok(())
    }
    async fn add_audience(&mut self, file: &FileId, audience: &Audience) -> Result<(), Stopped> {
        self.statement()?;
        self.audiences.entry(file.clone()).or_default().insert(audience.clone());
        Ok(())
    }
    async fn place(&mut self, places: &[(FactId, Place)]) -> Result<(), Stopped> {
        self.statement()?;
        for (id, place) in places {
            if let Some(stored) = self.facts.get_mut(id) {
                stored.place = Some(place.clone());
            }
        }
        Ok(())
    }
    async fn append(&mut self, region: &Region, lines: &[Line]) -> Result<(), Stopped> {
        self.statement()?;
        self.feeds.entry(region.clone()).or_default().extend_from_slice(lines);
        Ok(())
    }
    async fn feeds(&mut self, scope: &Scope) -> Result<BTreeMap<Region, Step>, Stopped> {
        self.statement()?;
        let regions = self.feeds.keys().filter(|region| scope.reaches(region));
        Ok(regions.map(|region| (region.clone(), self.end(region))).collect())
    }
    async fn chains(&mut self, region: &Region, at: &[u64]) -> Result<BTreeMap<u64, Hash>, Stopped> {
        self.statement()?;
        let lines = self.feeds.get(region).map(Vec::as_slice).unwrap_or_default();
        let at = at.iter().filter_map(|position| {
            let place = usize::try_from(position.checked_sub(1)?).ok()?;
            Some((*position, lines.get(place)?.step.chain))
        });
        Ok(at.collect())
    }
    async fn lines(&mut self, region: &Region, after: u64, limit: usize) -> Result<Vec<Line>, Stopped> {
        self.statement()?;
        let lines = self.feeds.get(region).map(Vec::as_slice).unwrap_or_default();
        let after = usize::try_from(after).unwrap_or(usize::MAX);
        Ok(lines.iter().skip(after).take(limit).cloned().collect())
    }
    async fn pieces(&mut self, ids: &BTreeSet<FactId>) -> Result<Vec<Piece>, Stopped> {
        self.statement()?;
        Ok(ids.iter().filter_map(|id| Some(self.facts.get(id)?.piece.as_ref().clone())).collect())
    }
}
