//! A world in one process: desks, a centre, and everything that goes wrong between them, all from one seed.
//!
//! Network: loss, repeats, reordering, cuts both ways and one way, flapping. Clocks: a year off, jumps. Disks: full,
//! crash between any two statements, restore of an old copy, clones. Centre: crash in the middle of a push, restore from
//! an old backup, owned up to or silent. The code under test is the one the real programs run: [`crate::road`],
//! [`crate::desk`], [`crate::centre`], [`crate::life`], [`crate::numbers`] and the wire format; only storage and network
//! are made up. The same seed gives the same trace.

mod disk;
mod ledger;
mod proof;
mod world;

pub use disk::{Disk, DiskError, Faults, Held, State};

/// What a schedule may contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Desks at the start, 2 to 50.
    pub desks: usize,
    /// Things that happen (acts, crashes, cuts …) before everything heals.
    pub happenings: usize,
}

impl Options {
    /// Sizes taken from the seed: mostly a few desks, now and then many.
    #[must_use]
    pub const fn of(seed: u64) -> Self {
        let many = seed.is_multiple_of(97);
        Self {
            desks: if many { 20 + (seed / 97 % 31) as usize } else { 2 + (seed % 5) as usize },
            happenings: if many { 150 } else { 20 + (seed / 5 % 60) as usize },
        }
    }
}

/// What a schedule that went well did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    /// A digest of everything that happened, in order.
    pub trace: u64,
    /// Facts sealed.
    pub facts: usize,
    /// Messages that arrived.
    pub messages: usize,
    /// Machines and centres stopped.
    pub stops: usize,
    /// Databases restored or cloned.
    pub copies: usize,
    /// Numbers given out.
    pub numbers: usize,
    /// Times the centre came back with less than it had.
    pub losses: usize,
}

/// A schedule that did not keep a promise.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("seed {seed}: {broken}\n{}", trace.join("\n"))]
pub struct Failure {
    /// The seed, to be kept.
    pub seed: u64,
    /// Which promise.
    pub broken: String,
    /// The last things that happened.
    pub trace: Vec<String>,
}

/// Runs one schedule.
///
/// # Errors
/// [`Failure`] when a promise is broken.
pub fn simulate(seed: u64, options: Options) -> Result<Report, Failure> {
    world::World::new(seed, options).run()
}

/// Runs many schedules with seeds from `seed` on, in as many threads as told, and adds their reports up.
///
/// # Errors
/// The first [`Failure`] found.
pub fn simulate_many(seed: u64, schedules: u64, threads: u64) -> Result<Report, Box<Failure>> {
    let threads = threads.max(1);
    let parts: Vec<_> = std::thread::scope(|scope| {
        let run = |thread: u64| {
            scope.spawn(move || {
                let mut total = Report::default();
                for seed in (seed..seed.saturating_add(schedules)).filter(|seed| seed % threads == thread) {
                    total = total.and(simulate(seed, Options::of(seed)).map_err(Box::new)?);
                }
                Ok(total)
            })
        };
        let running: Vec<_> = (0..threads).map(run).collect();
        running.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    parts.into_iter().try_fold(Report::default(), |total, part: Result<Report, Box<Failure>>| Ok(total.and(part?)))
}

impl Report {
    const fn and(self, other: Self) -> Self {
        Self {
            trace: self.trace ^ other.trace,
            facts: self.facts + other.facts,
            messages: self.messages + other.messages,
            stops: self.stops + other.stops,
            copies: self.copies + other.copies,
            numbers: self.numbers + other.numbers,
            losses: self.losses + other.losses,
        }
    }
}

/// Runs a future that never waits.
pub(crate) fn at_once<F: Future>(future: F) -> F::Output {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let mut future = std::pin::pin!(future);
    loop {
        if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}
