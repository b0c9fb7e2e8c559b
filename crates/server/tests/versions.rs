//! Old desks with a new centre, and the reverse; facts of kinds that nobody here knows.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{CentreProcess, Desk};
use greenlane_sync::audience::{Audience, Region};
use greenlane_sync::client::Client;
use greenlane_sync::wire;

fn here() -> Audience {
    Audience::of(Region::parse("37/3713").unwrap())
}

fn bytes(desk: &Desk) -> Vec<Vec<u8>> {
    let mut all: Vec<_> = desk.disk.state.facts.iter().map(|held| held.piece.sealed.bytes.clone()).collect();
    all.sort();
    all
}

async fn both_ways(words: &[&str], old: u8, new: u8) {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("centre.sqlite");
    let centre = CentreProcess::start(database.to_str().unwrap(), folder.path(), words);
    let mut desks = Vec::new();
    for (name, version) in [("old", old), ("new", new)] {
        let mut desk = Desk::enrol(&centre, name, &["37/3713"]).await;
        desk.client = Client::new(&centre.url, desk.device.clone(), desk.key.clone()).unwrap().speaking(version);
        desks.push(desk);
    }
    for (number, desk) in desks.iter_mut().enumerate() {
        desk.write(&format!("case/{number}"), &here(), 3, "收件");
        desk.write_kind(&format!("case/{number}"), &here(), "from_a_later_release", 9);
    }
    for _ in 0..2 {
        for desk in &mut desks {
            desk.exchange().await;
        }
    }
    assert_eq!(bytes(&desks[0]).len(), 8);
    assert_eq!(bytes(&desks[0]), bytes(&desks[1]), "every byte as it was sealed");
    assert!(desks.iter().all(|desk| desk.unsent() == 0));
    let later = String::from_utf8(bytes(&desks[0]).concat()).unwrap();
    assert_eq!(later.matches("from_a_later_release").count(), 2);
}

#[tokio::test]
async fn an_old_desk_and_a_new_one_end_equal_at_a_new_centre() {
    both_ways(&[], wire::OLDEST, wire::VERSION).await;
}

#[tokio::test]
async fn an_old_desk_and_a_new_one_end_equal_at_an_old_centre() {
    both_ways(&["--protocol", "1"], wire::OLDEST, wire::VERSION).await;
}
