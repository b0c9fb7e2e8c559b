//! Figures for `docs/centre.md`: `cargo test --release -p greenlane-server --test figures -- --ignored --nocapture`.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{CentreProcess, Desk, Postgres};
use greenlane_domain::fact::{FactId, FileId};
use greenlane_sync::audience::{Audience, Region};
use greenlane_sync::client::Client;
use greenlane_sync::desk::{Book, Change, Depot, Lot};
use greenlane_sync::piece::Piece;
use greenlane_sync::simulate::DiskError;
use greenlane_sync::wire::Wait;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn here() -> Audience {
    Audience::of(Region::parse("37/3713").unwrap())
}

/// Hands out facts sealed before, so many at a time.
struct Feeder {
    book: Book,
    left: Vec<Piece>,
    batch: usize,
    next: Vec<Piece>,
}

impl Depot for Feeder {
    type Error = DiskError;
    async fn book(&mut self) -> Result<Book, DiskError> {
        Ok(self.book.clone())
    }
    async fn unsent(&mut self, _: usize) -> Result<Vec<Piece>, DiskError> {
        if self.next.is_empty() {
            let from = self.left.len().saturating_sub(self.batch);
            self.next = self.left.split_off(from);
        }
        Ok(self.next.clone())
    }
    async fn sent(&mut self) -> Result<Vec<FactId>, DiskError> {
        Ok(Vec::new())
    }
    async fn lots(&mut self, ids: &[FactId]) -> Result<BTreeMap<FactId, Lot>, DiskError> {
        Ok(ids.iter().map(|id| (*id, Lot::Unsent)).collect())
    }
    async fn files(&mut self) -> Result<BTreeMap<FileId, Audience>, DiskError> {
        Ok(BTreeMap::new())
    }
    async fn commit(&mut self, change: Change) -> Result<(), DiskError> {
        assert!(change.lots.iter().all(|(_, lot)| *lot == Lot::Sent));
        self.next.clear();
        Ok(())
    }
}

async fn feeder(centre: &CentreProcess, name: &str, acts: usize, batch: usize) -> (Client, Feeder) {
    let mut desk = Desk::enrol(centre, name, &["37/3713"]).await;
    for number in 0..acts {
        desk.write(&format!("case/{name}-{number}"), &here(), 1, &"办理情况。".repeat(20));
    }
    let mut left: Vec<Piece> = desk.disk.state.facts.iter().map(|held| held.piece.as_ref().clone()).collect();
    left.reverse();
    (desk.client, Feeder { book: desk.disk.state.book, left, batch, next: Vec::new() })
}

async fn pushes(centre: &CentreProcess, round: &str, desks: usize, acts: usize, batch: usize) {
    let mut ready = Vec::new();
    for number in 0..desks {
        ready.push(feeder(centre, &format!("{round}-{number}"), acts, batch).await);
    }
    let start = Instant::now();
    let work: Vec<_> = ready
        .into_iter()
        .map(|(client, mut feeder)| {
            tokio::spawn(async move { while client.push(&mut feeder).await.unwrap().is_some() {} })
        })
        .collect();
    for work in work {
        work.await.unwrap();
    }
    let time = start.elapsed();
    let all = desks * acts;
    println!(
        "{round}: {desks} desks, {batch} acts a push: {all} acts in {time:.2?}, {:.0} a second",
        all as f64 / time.as_secs_f64()
    );
}

fn memory_mib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.split_whitespace().next().unwrap().parse::<u64>().unwrap() / 1024
}

/// Processor time in seconds.
fn cpu(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let after = stat.rsplit_once(')').unwrap().1.to_owned();
    let ticks = after.split_whitespace().skip(11).take(2).map(|text| text.parse::<f64>().unwrap());
    ticks.sum::<f64>() / 100.0
}

async fn figure(centre: &CentreProcess, name: &str) -> u64 {
    let figures = reqwest::get(format!("{}/metrics", centre.url)).await.unwrap().text().await.unwrap();
    let line = figures.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("0");
    line.trim().parse().unwrap()
}

async fn measure(name: &str, database: &str, folder: &Path) {
    println!("== {name}");
    let centre = CentreProcess::start(database, folder, &[]);
    pushes(&centre, &format!("{name}1"), 1, 300, 1).await;
    pushes(&centre, &format!("{name}8"), 8, 60, 1).await;
    pushes(&centre, &format!("{name}64"), 64, 10, 1).await;
    pushes(&centre, &format!("{name}batch"), 1, 10_000, 500).await;
    let mut first = Desk::enrol(&centre, &format!("{name}first"), &["37"]).await;
    let start = Instant::now();
    let mut pulls = 0;
    while first.client.pull(&mut first.disk).await.unwrap().more {
        pulls += 1;
    }
    println!("first pull: {} facts in {:.2?}, {pulls} pulls", first.disk.state.facts.len(), start.elapsed());
    let bytes = (figure(&centre, "greenlane_bytes_in_total").await, figure(&centre, "greenlane_bytes_out_total").await);
    println!("bytes in and out so far: {bytes:?}; memory {} MiB", memory_mib(centre.pid()));
    wait(&centre, name, first).await;
}

/// Desks that only wait, all in one process here, each with a connection of its own.
async fn wait(centre: &CentreProcess, name: &str, first: Desk) {
    const WAITING: usize = 10_000;
    let client = Arc::new(first.client);
    let seen: BTreeMap<_, _> =
        first.disk.state.book.trails.iter().map(|(region, trail)| (region.clone(), trail.last().position)).collect();
    let wait = Wait { device: first.device.clone(), seen, scope: 1 };
    let before = memory_mib(centre.pid());
    let start = Instant::now();
    let waits: Vec<_> = (0..WAITING)
        .map(|_| {
            let (client, wait) = (Arc::clone(&client), wait.clone());
            tokio::spawn(async move {
                // Renewed when its time is up, as a desk does; a connection that is not to be had yet is tried again.
                while !client.wait(&wait).await.unwrap_or(false) {}
            })
        })
        .collect();
    while figure(centre, "greenlane_waiting ").await < WAITING as u64 && start.elapsed() < Duration::from_secs(90) {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let (here, came) = (figure(centre, "greenlane_waiting ").await, start.elapsed());
    let (used, idle) = (cpu(centre.pid()), Instant::now());
    tokio::time::sleep(Duration::from_secs(15)).await;
    let share = (cpu(centre.pid()) - used) / idle.elapsed().as_secs_f64() * 100.0;
    println!(
        "{here} desks wait after {came:.1?}: memory {before} -> {} MiB, {share:.0} % of one processor",
        memory_mib(centre.pid())
    );
    let (client, mut feeder) = feeder(centre, &format!("{name}poke"), 1, 1).await;
    let start = Instant::now();
    client.push(&mut feeder).await.unwrap();
    let mut told = 0;
    for wait in waits {
        told += usize::from(tokio::time::timeout(Duration::from_secs(60), wait).await.is_ok());
    }
    println!("{told} of {WAITING} told within {:.2?} of one push", start.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes and says something only on a quiet machine"]
async fn acts_a_second_first_pull_and_waiting() {
    let folder = tempfile::tempdir().unwrap();
    measure("sqlite", folder.path().join("centre.sqlite").to_str().unwrap(), folder.path()).await;
    let postgres = Postgres::start();
    measure("postgres", &postgres.database("figures"), folder.path()).await;
}
