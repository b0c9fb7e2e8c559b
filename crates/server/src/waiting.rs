//! Desks that wait for news.

use greenlane_sync::audience::{Region, Scope};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use tokio::sync::oneshot;

/// Desks that wait at this copy of the centre.
#[derive(Debug, Default)]
pub struct Waiting {
    list: Mutex<List>,
}

#[derive(Debug, Default)]
struct List {
    next: u64,
    desks: BTreeMap<u64, (Scope, oneshot::Sender<Poked>)>,
}

/// One desk's place in the list; it is given up when dropped.
pub struct Place<'a> {
    waiting: &'a Waiting,
    number: u64,
    poked: oneshot::Receiver<Poked>,
}

/// What a poke says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Poked {
    /// Something has come.
    News,
    /// A feed has grown, maybe by what this desk has heard of already.
    Look,
}

impl Waiting {
    /// Stands in line. Look whether there is news *after* this, not before.
    pub fn stand(&self, scope: Scope) -> Place<'_> {
        let (sender, poked) = oneshot::channel();
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        list.next += 1;
        let number = list.next;
        list.desks.insert(number, (scope, sender));
        Place { waiting: self, number, poked }
    }
    /// Pokes everybody whose scope reaches one of these regions.
    pub fn wake(&self, grown: &BTreeSet<Region>, poked: Poked) {
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        let numbers: Vec<u64> = list
            .desks
            .iter()
            .filter(|(_, (scope, _))| grown.iter().any(|region| scope.reaches(region)))
            .map(|(number, _)| *number)
            .collect();
        for number in numbers {
            if let Some((_, sender)) = list.desks.remove(&number) {
                // Whoever is gone does not want to know.
                let _ = sender.send(poked);
            }
        }
    }
    /// Pokes everybody: the centre is closing.
    pub fn wake_all(&self) {
        self.list.lock().unwrap_or_else(PoisonError::into_inner).desks.clear();
    }
    /// How many wait.
    pub fn count(&self) -> usize {
        self.list.lock().unwrap_or_else(PoisonError::into_inner).desks.len()
    }
}

impl Place<'_> {
    /// Waits to be poked.
    pub async fn poked(&mut self) -> Poked {
        // A sender that is gone is a poke too: the centre is closing.
        (&mut self.poked).await.unwrap_or(Poked::News)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.waiting.list.lock().unwrap_or_else(PoisonError::into_inner).desks.remove(&self.number);
    }
}
