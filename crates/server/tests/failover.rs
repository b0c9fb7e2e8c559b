//! PostgreSQL fails over to a streaming replica while desks are connected: nothing that was acknowledged is lost, or the
//! desks give it back.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{CentreProcess, Desk, Postgres};
use greenlane_domain::fact::FactId;
use greenlane_sync::audience::{Audience, Region};
use greenlane_sync::desk::Lot;
use greenlane_sync::witness::Alarm;
use std::collections::BTreeSet;
use std::time::Duration;

fn here() -> Audience {
    Audience::of(Region::parse("37/3713").unwrap())
}

/// What the centre has said yes to, as the desk knows it.
fn acknowledged(desk: &Desk) -> BTreeSet<FactId> {
    let facts = desk.disk.state.facts.iter();
    facts.filter(|held| matches!(held.lot, Lot::Sent | Lot::Fed(_))).map(|held| held.id).collect()
}

fn count(postgres: &Postgres, ids: &BTreeSet<FactId>) -> usize {
    let kept = postgres.sql("centre", "select encode(id, 'hex') from fact where standing = 0").expect("the facts");
    let kept: BTreeSet<&str> = kept.lines().collect();
    ids.iter().filter(|id| kept.contains(id.to_string().as_str())).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_synchronous_replica_nothing_acknowledged_is_lost_when_the_first_server_dies() {
    let mut first = Postgres::start();
    let database = first.database("centre");
    let second = first.replica();
    first.sql("postgres", "alter system set synchronous_standby_names = '*'").expect("set");
    first.sql("postgres", "select pg_reload_conf()").expect("reloaded");
    let folder = tempfile::tempdir().unwrap();
    let mut centre = CentreProcess::start(&database, folder.path(), &[]);
    let mut desks = Vec::new();
    for number in 0..3 {
        desks.push(Desk::enrol(&centre, &format!("d{number}"), &["37/3713"]).await);
    }
    let writers: Vec<_> = desks
        .into_iter()
        .enumerate()
        .map(|(number, mut desk)| {
            tokio::spawn(async move {
                let mut failures = 0;
                for round in 0..40 {
                    desk.write(&format!("case/{number}-{round}"), &here(), 2, "收件");
                    // Desks are connected all the time: what fails now is sent again with the next.
                    failures += usize::from(desk.client.push(&mut desk.disk).await.is_err());
                    tokio::time::sleep(Duration::from_millis(25)).await;
                }
                (desk, failures)
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(600)).await;
    first.kill();
    second.promote();
    let database = second.address("centre");
    centre.database.clone_from(&database);
    centre.restart();
    let (mut back, mut failures) = (Vec::new(), 0);
    for writer in writers {
        let (desk, failed) = writer.await.unwrap();
        failures += failed;
        back.push(desk);
    }
    assert!(failures > 0, "nobody noticed that the server died");
    // Before anybody gives anything back: whatever a desk was told is kept is there.
    for desk in &back {
        let told = acknowledged(desk);
        assert_eq!(count(&second, &told), told.len());
    }
    for _ in 0..2 {
        for desk in &mut back {
            desk.exchange().await;
        }
    }
    for desk in &back {
        assert_eq!(desk.holds().len(), 3 * 40 * 2);
        assert_eq!(desk.unsent(), 0);
        assert!(desk.disk.state.book.alarms.is_empty(), "{:?}", desk.disk.state.book.alarms);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_asynchronous_replica_had_not_yet_is_given_back_by_the_desks() {
    let mut first = Postgres::start();
    let database = first.database("centre");
    let second = first.replica();
    let folder = tempfile::tempdir().unwrap();
    let mut centre = CentreProcess::start(&database, folder.path(), &[]);
    let mut a = Desk::enrol(&centre, "a", &["37/3713"]).await;
    let mut b = Desk::enrol(&centre, "b", &["37/3713"]).await;
    let mut early = a.write("case/1", &here(), 3, "收件");
    a.exchange().await;
    b.exchange().await;
    second.until("centre", "select count(*) = 3 from fact");
    // The replica hears nothing any more; the first server does not know and goes on saying yes.
    first.hold_replication();
    early.extend(a.write("case/2", &here(), 4, "备机没有听到的"));
    a.exchange().await;
    b.exchange().await;
    assert_eq!((acknowledged(&a).len(), acknowledged(&b).len()), (7, 7));
    first.kill();
    second.promote();
    assert_eq!(count(&second, &acknowledged(&a)), 3, "the replica has lost the end");
    centre.database = second.address("centre");
    centre.kill();
    // As `docs/centre.md` says for an asynchronous standby.
    centre.command(&["restored"]);
    let address = centre.url.split("//").nth(1).unwrap().to_owned();
    centre.up(&address);
    let seen = b.exchange().await;
    assert!(matches!(seen.alarms.as_slice(), [Alarm::Restored { .. }]), "{:?}", seen.alarms);
    a.exchange().await;
    let mut fresh = Desk::enrol(&centre, "fresh", &["37/3713"]).await;
    fresh.exchange().await;
    let early: BTreeSet<FactId> = early.into_iter().collect();
    for desk in [&a, &b, &fresh] {
        assert_eq!(desk.holds().into_iter().collect::<BTreeSet<_>>(), early);
    }
    assert_eq!((a.unsent(), b.unsent()), (0, 0));
}
