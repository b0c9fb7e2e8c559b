//! Two copies of the centre on one PostgreSQL, desks pushing side by side, everything killed at random.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{CentreProcess, Desk, Postgres};
use greenlane_domain::fact::FactId;
use greenlane_sync::audience::{Audience, Region};
use greenlane_sync::client::{News, Tell, run};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn here() -> Audience {
    Audience::of(Region::parse("37/3713").unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pushes_side_by_side_lose_no_entry_and_a_reader_misses_none() {
    let postgres = Postgres::start();
    let database = postgres.database("storm");
    let folder = tempfile::tempdir().unwrap();
    let one = CentreProcess::start(&database, folder.path(), &[]);
    let two = CentreProcess::start(&database, folder.path(), &[]);
    let mut desks = Vec::new();
    for number in 0..8 {
        let mut desk = Desk::enrol(&one, &format!("d{number}"), &["37/3713"]).await;
        desk.at(if number % 2 == 0 { &one.url } else { &two.url });
        desks.push(desk);
    }
    let mut reader = Desk::enrol(&two, "reader", &["37"]).await;
    let writers: Vec<_> = desks
        .into_iter()
        .enumerate()
        .map(|(number, mut desk)| {
            tokio::spawn(async move {
                for round in 0..15 {
                    desk.write(&format!("case/{number}-{round}"), &here(), 2, "收件");
                    desk.client.push(&mut desk.disk).await.unwrap();
                }
                desk
            })
        })
        .collect();
    // A reader that follows with a plain cursor, while everybody writes.
    let deadline = Instant::now() + Duration::from_secs(60);
    while reader.holds().len() < 8 * 15 * 2 && Instant::now() < deadline {
        reader.client.pull(&mut reader.disk).await.unwrap();
    }
    assert_eq!(reader.holds().len(), 8 * 15 * 2);
    assert!(reader.disk.state.book.want.is_empty() && reader.disk.state.book.alarms.is_empty());
    for writer in writers {
        let mut desk = writer.await.unwrap();
        desk.exchange().await;
        assert_eq!(desk.holds(), reader.holds());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killing_centres_and_database_at_random_loses_nothing_that_was_acknowledged() {
    let mut postgres = Postgres::start();
    let database = postgres.database("storm");
    let folder = tempfile::tempdir().unwrap();
    let mut centres =
        [CentreProcess::start(&database, folder.path(), &[]), CentreProcess::start(&database, folder.path(), &[])];
    let mut desks = Vec::new();
    for number in 0..3 {
        desks.push(Desk::enrol(&centres[number % 2], &format!("d{number}"), &["37/3713"]).await);
    }
    let urls: Vec<String> = centres.iter().map(|centre| centre.url.clone()).collect();
    let writers: Vec<_> = desks
        .into_iter()
        .enumerate()
        .map(|(number, mut desk)| {
            let urls = urls.clone();
            tokio::spawn(async move {
                let mut written = BTreeSet::<FactId>::new();
                let mut failures = 0;
                for round in 0..60 {
                    written.extend(desk.write(&format!("case/{number}-{}", round / 4), &here(), 2, "收件"));
                    if desk.client.push(&mut desk.disk).await.is_err() {
                        failures += 1;
                        // The balancer sends it to the other copy.
                        desk.at(&urls[(round + number) % 2]);
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                    tokio::time::sleep(Duration::from_millis(40)).await;
                }
                (desk, written, failures)
            })
        })
        .collect();
    for round in 0..6 {
        tokio::time::sleep(Duration::from_millis(250 + 97 * round)).await;
        match round % 3 {
            0 => centres[0].restart(),
            1 => centres[1].restart(),
            _ => {
                postgres.kill();
                postgres.up();
            }
        }
    }
    let mut all = BTreeSet::new();
    let mut back = Vec::new();
    let mut failures = 0;
    for writer in writers {
        let (desk, written, failed) = writer.await.unwrap();
        all.extend(written);
        failures += failed;
        back.push(desk);
    }
    assert!(failures > 0, "nothing was disturbed");
    for _ in 0..2 {
        for desk in &mut back {
            desk.exchange().await;
        }
    }
    for desk in &back {
        assert_eq!(desk.holds().into_iter().collect::<BTreeSet<_>>(), all);
        assert_eq!(desk.unsent(), 0);
        assert!(desk.disk.state.book.alarms.is_empty(), "{:?}", desk.disk.state.book.alarms);
    }
    let entries = postgres.sql("storm", "select count(*), max(position) from entry").unwrap();
    let (count, last) = entries.split_once('|').unwrap();
    assert_eq!(count, last, "the feed has a hole");
}

/// A depot that several tasks of one desk share.
#[derive(Clone)]
struct Shared(Arc<tokio::sync::Mutex<greenlane_sync::simulate::Disk>>);

mod shared {
    use super::Shared;
    use greenlane_domain::fact::{FactId, FileId};
    use greenlane_sync::audience::Audience;
    use greenlane_sync::desk::{Book, Change, Depot, Lot};
    use greenlane_sync::piece::Piece;
    use greenlane_sync::simulate::DiskError;
    use std::collections::BTreeMap;

    impl Depot for Shared {
        type Error = DiskError;
        async fn book(&mut self) -> Result<Book, DiskError> {
            self.0.lock().await.book().await
        }
        async fn unsent(&mut self, bytes: usize) -> Result<Vec<Piece>, DiskError> {
            self.0.lock().await.unsent(bytes).await
        }
        async fn sent(&mut self) -> Result<Vec<FactId>, DiskError> {
            self.0.lock().await.sent().await
        }
        async fn lots(&mut self, ids: &[FactId]) -> Result<BTreeMap<FactId, Lot>, DiskError> {
            self.0.lock().await.lots(ids).await
        }
        async fn files(&mut self) -> Result<BTreeMap<FileId, Audience>, DiskError> {
            self.0.lock().await.files().await
        }
        async fn commit(&mut self, change: Change) -> Result<(), DiskError> {
            self.0.lock().await.commit(change).await
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_waiting_desk_hears_of_what_was_pushed_at_another_copy_of_the_centre() {
    let postgres = Postgres::start();
    let database = postgres.database("storm");
    let folder = tempfile::tempdir().unwrap();
    let one = CentreProcess::start(&database, folder.path(), &[]);
    let mut two = CentreProcess::start(&database, folder.path(), &[]);
    let mut writer = Desk::enrol(&one, "writer", &["37/3713"]).await;
    let waiter = Desk::enrol(&two, "waiter", &["37/3713"]).await;
    let disk = Shared(Arc::new(tokio::sync::Mutex::new(waiter.disk)));
    let (tell, told) = tokio::sync::mpsc::channel(8);
    let (state, mut seen) = tokio::sync::watch::channel(greenlane_sync::road::State::Offline);
    let (news, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let of = disk.clone();
    let road = tokio::spawn(run(Arc::new(waiter.client), move || of.clone(), told, state, news));
    seen.wait_for(|state| *state == greenlane_sync::road::State::Waiting).await.unwrap();
    // Give the wait the time to arrive.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let ids = writer.write("case/1", &here(), 1, "收件");
    let start = Instant::now();
    writer.client.push(&mut writer.disk).await.unwrap();
    loop {
        let told = tokio::time::timeout(Duration::from_secs(10), heard.recv()).await.expect("heard in time").unwrap();
        if matches!(told, News::Pulled(pulled) if !pulled.changed.is_empty()) {
            break;
        }
    }
    println!("from push to the other desk's disk: {:?}", start.elapsed());
    assert!(disk.0.lock().await.state.places.contains_key(&ids[0]));
    // The centre goes and comes back: the road finds its way by itself.
    two.restart();
    writer.write("case/2", &here(), 1, "又一笔");
    writer.client.push(&mut writer.disk).await.unwrap();
    tell.send(Tell::Online).await.unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while disk.0.lock().await.state.facts.len() < 2 {
        assert!(Instant::now() < deadline, "the road does not recover");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    drop(tell);
    road.await.unwrap();
    // A centre told to stop ends by itself, although somebody may be waiting.
    assert!(two.terminate().success());
}
