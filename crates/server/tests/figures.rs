//! Figures for `docs/centre.md`: `cargo xtask bench centre`. `GREENLANE_WAITING` is how many desks wait.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{CentreProcess, Desk, Postgres, now_ms};
use ed25519_dalek::SigningKey;
use greenlane_domain::fact::{DeviceId, FactId, FileId};
use greenlane_server::db::{Database, DbError};
use greenlane_sync::audience::{Audience, Region, Scope};
use greenlane_sync::client::Client;
use greenlane_sync::desk::{Book, Change, Depot, Lot};
use greenlane_sync::piece::Piece;
use greenlane_sync::request::{self, Signed};
use greenlane_sync::simulate::DiskError;
use greenlane_sync::wire::{self, Poke, Wait};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

/// Where all of it takes place: every desk that waits is told of every push.
const REGION: &str = "37/3713";

fn here() -> Audience {
    Audience::of(Region::parse(REGION).unwrap())
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
    let mut desk = Desk::enrol(centre, name, &[REGION]).await;
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
    pushes(&centre, &format!("{name}1"), 1, 1_000, 1).await;
    pushes(&centre, &format!("{name}8"), 8, 250, 1).await;
    pushes(&centre, &format!("{name}64"), 64, 40, 1).await;
    pushes(&centre, &format!("{name}batch"), 1, 10_000, 500).await;
    let mut first = Desk::enrol(&centre, &format!("{name}first"), &[REGION]).await;
    let start = Instant::now();
    let mut pulls = 1;
    while first.client.pull(&mut first.disk).await.unwrap().more {
        pulls += 1;
    }
    println!("first pull: {} facts in {:.2?}, {pulls} pulls", first.disk.state.facts.len(), start.elapsed());
    let bytes = (figure(&centre, "greenlane_bytes_in_total").await, figure(&centre, "greenlane_bytes_out_total").await);
    println!("bytes in and out so far: {bytes:?}; memory {} MiB", memory_mib(centre.pid()));
    let seen = first.disk.state.book.trails.iter().map(|(region, trail)| (region.clone(), trail.last().position));
    wait(&centre, name, seen.collect()).await;
}

/// A desk that does nothing but wait, by requests of its own key over a connection of its own.
struct Idle {
    http: reqwest::Client,
    url: String,
    device: DeviceId,
    key: SigningKey,
    seen: BTreeMap<Region, u64>,
}

impl Idle {
    async fn wait(&self) -> Result<bool, reqwest::Error> {
        let ask = Wait { device: self.device.clone(), seen: self.seen.clone(), scope: 1 };
        let body = wire::pack(&ask, &[]);
        let mut once = [0; 16];
        getrandom::fill(&mut once).unwrap();
        let (once, digest, time) = (hex::encode(once), request::digest(&body), now_ms());
        let (path, device) = ("/v1/wait", self.device.as_str());
        let signed = Signed { method: "POST", path, device, time, once: &once, digest: &digest };
        let signature = signed.sign(&self.key);
        let request = self.http.post(format!("{}{path}", self.url)).header(request::DESK, device);
        let request = request.header(request::TIME, time).header(request::ONCE, once).header(request::DIGEST, digest);
        let answer = request.header(request::SIGNATURE, signature).body(body).send().await?.error_for_status()?;
        let (poke, _): (Poke, _) = wire::unpack(&answer.bytes().await?, 1_000).unwrap();
        Ok(poke.news)
    }
    /// Renews the wait when its time is up, as a desk does, until there is news. A connection that is not to be had is tried
    /// again. Answers when it was told, and how often it was not let in.
    async fn told(self) -> (Instant, usize) {
        let mut failed = 0;
        loop {
            match self.wait().await {
                Ok(true) => return (Instant::now(), failed),
                Ok(false) => {}
                Err(_) => {
                    failed += 1;
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
            }
        }
    }
}

/// Desks with a row and a key each, straight into the centre's database.
async fn idle(centre: &CentreProcess, name: &str, count: usize, seen: &BTreeMap<Region, u64>) -> Vec<Idle> {
    let http = reqwest::Client::builder().pool_idle_timeout(Duration::from_secs(60)).build().unwrap();
    let mut desks = Vec::new();
    for number in 0..count {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).unwrap();
        let (device, key) = (DeviceId::new(format!("{name}-idle-{number}")), SigningKey::from_bytes(&secret));
        desks.push(Idle { http: http.clone(), url: centre.url.clone(), device, key, seen: seen.clone() });
    }
    let database = Database::open(&centre.database, 2).await.unwrap();
    let scope = Scope { version: 1, regions: [here().region].into(), roles: BTreeSet::new() };
    greenlane_server::write!(database, now_ms(), |tx| async {
        for desk in &desks {
            assert!(tx.enrol(&desk.device, &desk.key.verifying_key().to_bytes(), "等候", &scope).await?);
        }
        Ok::<_, DbError>(())
    }
    .await)
    .unwrap();
    desks
}

/// Each desk that waits is a socket here and one at the centre.
fn enough_sockets(waiting: usize) {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap();
    let may: usize = line.split_whitespace().next().unwrap().parse().unwrap_or(usize::MAX);
    assert!(may > waiting + 200, "{waiting} desks need as many sockets, and only {may} may be open: ulimit -n");
}

/// Desks that only wait.
async fn wait(centre: &CentreProcess, name: &str, seen: BTreeMap<Region, u64>) {
    const AT_ONCE: usize = 100;
    let waiting = std::env::var("GREENLANE_WAITING").map_or(10_000, |text| text.parse().unwrap());
    enough_sockets(waiting);
    let before = memory_mib(centre.pid());
    let mut desks = idle(centre, name, waiting, &seen).await;
    let start = Instant::now();
    let mut waits = Vec::new();
    while !desks.is_empty() {
        let group = desks.split_off(desks.len().saturating_sub(AT_ONCE));
        waits.extend(group.into_iter().map(|desk| tokio::spawn(desk.told())));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    while figure(centre, "greenlane_waiting ").await < waiting as u64 {
        assert!(start.elapsed() < Duration::from_secs(180), "not all are let in");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let came = start.elapsed();
    let (used, idle) = (cpu(centre.pid()), Instant::now());
    // Longer than one wait is held open: every desk has renewed its own.
    tokio::time::sleep(Duration::from_secs(30)).await;
    let share = (cpu(centre.pid()) - used) / idle.elapsed().as_secs_f64() * 100.0;
    println!(
        "{waiting} desks wait after {came:.1?}: memory {before} -> {} MiB; renewing takes {share:.0} % of one processor",
        memory_mib(centre.pid())
    );
    let (client, mut feeder) = feeder(centre, &format!("{name}poke"), 1, 1).await;
    let start = Instant::now();
    client.push(&mut feeder).await.unwrap();
    let pushed = start.elapsed();
    let mut times = Vec::new();
    let mut failed = 0;
    for wait in waits {
        let (told, tries) = tokio::time::timeout(Duration::from_secs(60), wait).await.expect("told").unwrap();
        times.push(told - start);
        failed += tries;
    }
    times.sort_unstable();
    let at = |hundredths: usize| times[(times.len() - 1) * hundredths / 100];
    println!(
        "one push ({pushed:.1?}) is told to all {waiting} of them: the first after {:.1?}, half after {:.1?}, 99 % after \
         {:.1?}, the last after {:.1?}; {failed} requests were not answered; memory {} MiB",
        at(0),
        at(50),
        at(99),
        at(100),
        memory_mib(centre.pid())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes and says something only on a quiet machine"]
async fn acts_a_second_first_pull_and_waiting() {
    let folder = tempfile::tempdir().unwrap();
    measure("sqlite", folder.path().join("centre.sqlite").to_str().unwrap(), folder.path()).await;
    let postgres = Postgres::start();
    measure("postgres", &postgres.database("figures"), folder.path()).await;
}
