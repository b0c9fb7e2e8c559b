//! Numbers from blocks: the centre leases a block to a desk and its life; the desk gives them out with no network.
//!
//! A block belongs to one (desk, epoch) and nobody else ever gets it, so no number lives twice. When a desk opens a new
//! life, what is left in its blocks is void, with a record. With no block left a number carries the desk's own mark and
//! is mapped to one of the series later. [`gaps`] accounts for every number.

use greenlane_domain::fact::DeviceId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One row of numbers, e.g. the case numbers of one office and year.
pub type Series = String;

/// A request for a block. Asking again with the same id gets the same block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Made by the desk, unique.
    pub id: String,
    /// The row.
    pub series: Series,
    /// The desk.
    pub device: DeviceId,
    /// Its life.
    pub epoch: u32,
    /// How many.
    pub count: u32,
    /// Numbers up to this one were given out before the desk came to this centre: the block begins after it.
    #[serde(default)]
    pub after: u64,
}

/// A leased block: `from..=to`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// The request it answers.
    pub id: String,
    /// The row.
    pub series: Series,
    /// The desk.
    pub device: DeviceId,
    /// The life: in another one the block is void.
    pub epoch: u32,
    /// First number.
    pub from: u64,
    /// Last number.
    pub to: u64,
}

/// What became of numbers of a lease, as the desk reports it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Account {
    /// The row.
    pub series: Series,
    /// First number.
    pub from: u64,
    /// Last number.
    pub to: u64,
    /// What became of them.
    pub fate: Fate,
}

/// An account and who gave it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Told {
    /// The desk.
    pub device: DeviceId,
    /// Its life.
    pub epoch: u32,
    /// The account.
    pub account: Account,
}

/// What becomes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// On a paper or a case.
    Used,
    /// Will never be used: spoiled, or left in a block of an earlier life.
    Void,
    /// Given back unused.
    Returned,
}

/// A number given out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "given", rename_all = "snake_case")]
pub enum Given {
    /// From a block.
    Leased {
        /// The number.
        number: u64,
    },
    /// The desk's own, given when there was no block: to be mapped later.
    Own {
        /// The desk's life, which keeps copies of one desk apart.
        epoch: u32,
        /// The desk's count in that life, from 1.
        count: u32,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Block {
    from: u64,
    to: u64,
    next: u64,
}

/// The blocks a desk holds: kept in its database and changed in the transaction that uses the number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocks {
    epoch: u32,
    rows: BTreeMap<Series, Vec<Block>>,
    own: BTreeMap<Series, u32>,
    /// What is to be reported to the centre.
    pub accounts: Vec<Account>,
}

const REFILL_PERCENT: u64 = 30;

/// Whether a new block should be asked for: at most 30 % of the last one are left.
#[must_use]
pub const fn is_low(left: u64, size: u64) -> bool {
    left * 100 <= size * REFILL_PERCENT
}

impl Blocks {
    /// None yet.
    #[must_use]
    pub const fn new(epoch: u32) -> Self {
        Self { epoch, rows: BTreeMap::new(), own: BTreeMap::new(), accounts: Vec::new() }
    }

    /// Gives out the next number of a series.
    pub fn take(&mut self, series: &str) -> Given {
        let blocks = self.rows.get_mut(series);
        if let Some(block) = blocks.into_iter().flatten().find(|block| block.next <= block.to) {
            let number = block.next;
            block.next += 1;
            self.account(series, number, number, Fate::Used);
            return Given::Leased { number };
        }
        let count = self.own.entry(series.to_owned()).or_default();
        *count += 1;
        Given::Own { epoch: self.epoch, count: *count }
    }

    /// Whether a new block should be asked for: at most 30 % are left.
    #[must_use]
    pub fn is_low(&self, series: &str) -> bool {
        let blocks = self.rows.get(series).map(Vec::as_slice).unwrap_or_default();
        let size = blocks.last().map_or(0, |block| block.to - block.from + 1);
        is_low(self.left(series), size)
    }

    /// How many are left.
    #[must_use]
    pub fn left(&self, series: &str) -> u64 {
        self.rows.get(series).into_iter().flatten().map(|block| block.to + 1 - block.next).sum()
    }

    /// Puts a leased block in. One of another life is void at once; one that is here already changes nothing.
    pub fn receive(&mut self, lease: &Lease) {
        if lease.epoch != self.epoch {
            let void = Account { series: lease.series.clone(), from: lease.from, to: lease.to, fate: Fate::Void };
            if !self.accounts.contains(&void) {
                self.accounts.push(void);
            }
            return;
        }
        let blocks = self.rows.entry(lease.series.clone()).or_default();
        if !blocks.iter().any(|block| block.from == lease.from) {
            blocks.push(Block { from: lease.from, to: lease.to, next: lease.from });
        }
    }

    /// Opens a new life: numbers left are void, with a record, since another copy of the desk may be using them.
    pub fn renew(&mut self, epoch: u32) {
        self.clear(Fate::Void);
        self.own.clear();
        self.epoch = epoch;
    }

    /// Gives back what is left, e.g. when the desk is closed or the year ends.
    pub fn give_back(&mut self) {
        self.clear(Fate::Returned);
    }

    fn clear(&mut self, fate: Fate) {
        for (series, blocks) in std::mem::take(&mut self.rows) {
            for block in blocks.iter().filter(|block| block.next <= block.to) {
                self.account(&series, block.next, block.to, fate);
            }
        }
    }

    fn account(&mut self, series: &str, from: u64, to: u64, fate: Fate) {
        if let Some(last) = self.accounts.last_mut()
            && last.series == series
            && last.fate == fate
            && last.to + 1 == from
        {
            last.to = to;
        } else {
            self.accounts.push(Account { series: series.to_owned(), from, to, fate });
        }
    }
}

/// A stretch of numbers of one series and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// First number.
    pub from: u64,
    /// Last number.
    pub to: u64,
    /// The desk and life it was leased to; none when it was passed over (after a restore of the centre).
    pub holder: Option<(DeviceId, u32)>,
    /// Its fate as reported; none while it is out.
    pub fate: Option<Fate>,
    /// Reported as used by more than one desk or life: to be settled by a person.
    pub twice: bool,
}

/// Accounts for every number of a series from 1 to `last`: used, void, given back, still out, or passed over.
#[must_use]
pub fn gaps(last: u64, leases: &[Lease], reports: &[Told]) -> Vec<Span> {
    let mut cuts: BTreeSet<u64> = [1, last + 1].into();
    let edges = leases.iter().map(|lease| (lease.from, lease.to));
    for (from, to) in edges.chain(reports.iter().map(|told| (told.account.from, told.account.to))) {
        cuts.extend([from, to + 1]);
    }
    let cuts: Vec<u64> = cuts.into_iter().filter(|cut| *cut <= last + 1).collect();
    let mut spans: Vec<Span> = Vec::new();
    for pair in cuts.windows(2) {
        let &[from, end] = pair else { continue };
        let lease = leases.iter().find(|lease| lease.from <= from && from <= lease.to);
        let holder = lease.map(|lease| (lease.device.clone(), lease.epoch));
        let told = reports.iter().filter(|told| told.account.from <= from && from <= told.account.to);
        let fate = told.clone().map(|told| told.account.fate).min();
        let users: BTreeSet<_> =
            told.filter(|told| told.account.fate == Fate::Used).map(|told| (&told.device, told.epoch)).collect();
        let twice = users.len() > 1;
        match spans.last_mut() {
            Some(before) if before.holder == holder && before.fate == fate && before.twice == twice => {
                before.to = end - 1
            }
            _ => spans.push(Span { from, to: end - 1, holder, fate, twice }),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lease(epoch: u32, from: u64, to: u64) -> Lease {
        Lease { id: format!("{from}"), series: "case".into(), device: DeviceId::new("a"), epoch, from, to }
    }

    #[test]
    fn a_block_is_asked_for_at_thirty_percent_and_without_one_the_desk_gives_its_own() {
        let mut blocks = Blocks::new(1);
        assert!(blocks.is_low("case"));
        assert_eq!(blocks.take("case"), Given::Own { epoch: 1, count: 1 });
        blocks.receive(&lease(1, 101, 110));
        for _ in 0..6 {
            blocks.take("case");
        }
        assert!(!blocks.is_low("case"));
        assert_eq!(blocks.take("case"), Given::Leased { number: 107 });
        assert!(blocks.is_low("case"));
        blocks.receive(&lease(1, 101, 110));
        assert_eq!(blocks.left("case"), 3);
    }

    #[test]
    fn a_new_life_voids_what_is_left_and_a_block_that_comes_late() {
        let mut blocks = Blocks::new(1);
        blocks.receive(&lease(1, 1, 10));
        blocks.take("case");
        blocks.renew(5);
        blocks.receive(&lease(1, 11, 20));
        assert_eq!(blocks.take("case"), Given::Own { epoch: 5, count: 1 });
        let fates: Vec<_> = blocks.accounts.iter().map(|account| (account.from, account.to, account.fate)).collect();
        assert_eq!(fates, [(1, 1, Fate::Used), (2, 10, Fate::Void), (11, 20, Fate::Void)]);
    }

    #[test]
    fn the_gap_report_accounts_for_every_number() {
        let report = |desk: &str, from, to, fate| {
            let account = Account { series: "case".into(), from, to, fate };
            Told { device: DeviceId::new(desk), epoch: 1, account }
        };
        let reports = [
            report("a", 1, 4, Fate::Used),
            report("a", 1, 2, Fate::Used),
            report("a", 5, 10, Fate::Void),
            report("b", 3, 3, Fate::Used),
        ];
        let spans = gaps(40, &[lease(1, 1, 10), lease(1, 31, 40)], &reports);
        let short: Vec<_> =
            spans.iter().map(|span| (span.from, span.to, span.holder.is_some(), span.fate, span.twice)).collect();
        assert_eq!(
            short,
            [
                (1, 2, true, Some(Fate::Used), false),
                (3, 3, true, Some(Fate::Used), true),
                (4, 4, true, Some(Fate::Used), false),
                (5, 10, true, Some(Fate::Void), false),
                (11, 30, false, None, false),
                (31, 40, true, None, false),
            ]
        );
    }
}
