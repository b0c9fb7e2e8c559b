//! One story, run against SQLite and against PostgreSQL: enrolment, exchange, move, revocation, quarantine, numbers,
//! attachments.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{CentreProcess, Desk, Postgres};
use greenlane_domain::fact::FileId;
use greenlane_sync::audience::{Audience, Region};
use greenlane_sync::client::ClientError;
use greenlane_sync::desk::Lot;
use greenlane_sync::numbers::{Account, Ask, Fate};
use greenlane_sync::request::Report;
use greenlane_sync::wire::{Code, Why};
use greenlane_sync::witness::Hash;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

fn region(text: &str) -> Region {
    Region::parse(text).unwrap()
}

fn code_of<T>(answer: Result<T, ClientError>) -> Code {
    match answer {
        Err(ClientError::Refused(refusal)) => {
            assert!(refusal.what.chars().any(|letter| letter > '\u{4e00}') && !refusal.remedy.is_empty());
            refusal.code
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("let in"),
    }
}

async fn story(database: &str) {
    let folder = tempfile::tempdir().unwrap();
    let centre = CentreProcess::start(database, folder.path(), &[]);
    let here = Audience::of(region("37/3713/371302"));

    // Enrolment: a code works once.
    let mut a = Desk::enrol(&centre, "a", &["37/3713/371302"]).await;
    let mut b = Desk::enrol(&centre, "b", &["37/3713"]).await;
    let mut far = Desk::enrol(&centre, "far", &["37/3702"]).await;
    let code = centre.code(&["37"]);
    a.client.enrol(&code).await.unwrap();
    assert_eq!(code_of(b.client.enrol(&code).await), Code::BadEnrolment);
    assert_eq!(code_of(b.client.enrol("ABCD-EFGH-2345").await), Code::BadEnrolment);

    // What one desk writes is where its audience says, and nowhere else.
    a.write("case/1", &here, 3, "收件");
    b.write("case/2", &here, 2, "受理");
    for _ in 0..2 {
        for desk in [&mut a, &mut b, &mut far] {
            desk.exchange().await;
        }
    }
    assert_eq!(a.holds().len(), 5);
    assert_eq!(a.holds(), b.holds());
    assert_eq!(far.holds().len(), 0);
    assert_eq!((a.unsent(), b.unsent()), (0, 0));

    // A case is moved to another city: it leaves the old desks and comes whole to the new one.
    b.write("case/1", &here.moved(region("37/3702"), BTreeSet::new()), 1, "移交");
    for _ in 0..2 {
        for desk in [&mut b, &mut a, &mut far] {
            desk.exchange().await;
        }
    }
    assert_eq!(far.holds().len(), 4);
    assert_eq!(a.holds().len(), 2);
    assert_eq!(a.holds(), b.holds());

    // A narrower scope: what is outside leaves. A wider one: it comes back.
    centre.command(&["scope", "b", "--region", "37/3713/371399"]);
    b.exchange().await;
    assert_eq!(b.holds().len(), 0);
    centre.command(&["scope", "b", "--region", "37"]);
    b.exchange().await;
    assert_eq!(b.holds().len(), 6);

    // Numbers: the same request gets the same block, another one the next.
    let ask = |id: &str| Ask {
        id: id.into(),
        series: "2026".into(),
        device: a.device.clone(),
        epoch: 1,
        count: 50,
        after: 0,
    };
    let first = a.client.lease(&ask("x")).await.unwrap();
    assert_eq!(first, a.client.lease(&ask("x")).await.unwrap());
    let other = b.client.lease(&ask("x")).await.unwrap();
    assert_eq!((first.from, first.to, other.from), (1, 50, 51));
    let account = Account { series: "2026".into(), from: 1, to: 7, fate: Fate::Used };
    a.client.report(&Report { epoch: 1, accounts: vec![account] }).await.unwrap();
    let gaps = centre.command(&["numbers", "2026"]);
    assert_eq!(gaps.lines().count(), 3, "{gaps}");

    // Attachments: in parts, going on where it was cut off, only for those who have the file.
    let picture: Vec<u8> =
        (0..300_000_u32).flat_map(|number| Sha256::digest(number.to_le_bytes())[..1].to_vec()).collect();
    let hash = Hash(Sha256::digest(&picture).into());
    let unknown = a.client.put_blob(&hash, &FileId::new("case/none"), &picture, 100_000).await;
    assert_eq!(code_of(unknown), Code::Forbidden);
    a.client.put_blob(&hash, &FileId::new("case/2"), &picture, 100_000).await.unwrap();
    a.client.put_blob(&hash, &FileId::new("case/2"), &picture, 100_000).await.unwrap();
    assert_eq!(b.client.get_blob(&hash, picture[..1000].to_vec()).await.unwrap(), picture);
    assert_eq!(code_of(far.client.get_blob(&hash, Vec::new()).await), Code::NotFound);

    // A revoked desk's facts are kept apart, not thrown away; a person lets them in.
    let held = a.write("case/2", &here, 1, "停用前写的");
    centre.command(&["revoke-desk", "a"]);
    assert_eq!(code_of(a.client.pull(&mut a.disk).await), Code::DeskRevoked);
    a.client.push(&mut a.disk).await.unwrap();
    let lot = &a.disk.state.facts.iter().find(|fact| fact.id == held[0]).unwrap().lot;
    assert_eq!(*lot, Lot::Aside { why: Some(Why::DeskRevoked) });
    let listed = centre.command(&["quarantine"]);
    assert!(listed.contains(&held[0].to_string()) && listed.contains("desk_revoked"));
    b.exchange().await;
    assert!(!b.holds().contains(&held[0]));
    centre.command(&["quarantine", &held[0].to_string()]);
    b.exchange().await;
    assert!(b.holds().contains(&held[0]));
    assert!(centre.command(&["deeds"]).contains("revoked"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_office_runs_on_one_sqlite_file() {
    let folder = tempfile::tempdir().unwrap();
    story(folder.path().join("centre.sqlite").to_str().unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_city_runs_on_postgresql() {
    let postgres = Postgres::start();
    story(&postgres.database("story")).await;
}
