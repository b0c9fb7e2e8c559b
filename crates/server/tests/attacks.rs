//! What must not get through, and what must be noticed: at a real centre over real HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{CentreProcess, Desk, command, now_ms};
use greenlane_domain::fact::DeviceId;
use greenlane_sync::audience::{Audience, Region};
use greenlane_sync::desk::{self, Lot};
use greenlane_sync::request::{self, Signed};
use greenlane_sync::wire::{self, Code, Receipts, Refusal, Standing, Why};
use greenlane_sync::witness::Alarm;
use reqwest::{Method, Response};
use std::io::Write;
use std::time::Instant;

struct Place {
    folder: tempfile::TempDir,
    centre: CentreProcess,
}

fn start() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("centre.sqlite");
    let centre = CentreProcess::start(database.to_str().unwrap(), &folder.path().join("blobs"), &[]);
    Place { folder, centre }
}

fn here() -> Audience {
    Audience::of(Region::parse("37/3713").unwrap())
}

/// A request made by hand: everything in it can be wrong.
struct Raw {
    path: &'static str,
    device: String,
    time: i64,
    once: String,
    body: Vec<u8>,
    signed_body: Vec<u8>,
}

impl Raw {
    fn push(desk: &Desk, body: Vec<u8>) -> Self {
        let once = format!("{:x}", rand_like());
        let device = desk.device.as_str().to_owned();
        Self { path: "/v1/push", device, time: now_ms(), once, signed_body: body.clone(), body }
    }
    async fn send(&self, centre: &CentreProcess, desk: &Desk) -> Response {
        let digest = request::digest(&self.signed_body);
        let signed = Signed {
            method: "POST",
            path: self.path,
            device: &self.device,
            time: self.time,
            once: &self.once,
            digest: &digest,
        };
        let signature = signed.sign(&desk.key);
        reqwest::Client::new()
            .request(Method::POST, format!("{}{}", centre.url, self.path))
            .header(request::DESK, &self.device)
            .header(request::TIME, self.time)
            .header(request::ONCE, &self.once)
            .header(request::DIGEST, digest)
            .header(request::SIGNATURE, signature)
            .body(self.body.clone())
            .send()
            .await
            .unwrap()
    }
    async fn refused(&self, centre: &CentreProcess, desk: &Desk) -> Code {
        let answer = self.send(centre, desk).await;
        assert!(!answer.status().is_success());
        let refusal: Refusal = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        assert!(!refusal.what.is_empty() && !refusal.remedy.is_empty());
        refusal.code
    }
}

fn rand_like() -> u128 {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).unwrap();
    u128::from_le_bytes(bytes)
}

async fn body_of(desk: &mut Desk) -> Vec<u8> {
    let (head, pieces) = desk::push(&mut desk.disk).await.unwrap().unwrap();
    wire::pack(&head, &pieces)
}

#[tokio::test]
async fn requests_that_are_cut_changed_repeated_late_or_a_strangers_are_refused() {
    let place = start();
    let centre = &place.centre;
    let mut desk = Desk::enrol(centre, "a", &["37/3713"]).await;
    desk.write("case/1", &here(), 3, "收件");
    let body = body_of(&mut desk).await;

    // Cut short, both before and after it was signed.
    let mut cut = Raw::push(&desk, body.clone());
    cut.body.truncate(body.len() / 2);
    assert_eq!(cut.refused(centre, &desk).await, Code::Damaged);
    let cut = Raw::push(&desk, body[..body.len() / 2].to_vec());
    assert_eq!(cut.refused(centre, &desk).await, Code::Damaged);
    // Another protocol.
    let mut later = body.clone();
    later[0] = 9;
    assert_eq!(Raw::push(&desk, later).refused(centre, &desk).await, Code::Version);
    // A clock far off.
    let late = Raw { time: now_ms() - 3_600_000, ..Raw::push(&desk, body.clone()) };
    assert_eq!(late.refused(centre, &desk).await, Code::BadTime);
    // A stranger, and a desk that signs as another.
    let stranger = Raw { device: "nobody".into(), ..Raw::push(&desk, body.clone()) };
    assert_eq!(stranger.refused(centre, &desk).await, Code::UnknownDesk);
    let other = Desk::enrol(centre, "b", &["37/3713"]).await;
    let mask = Raw { device: "b".into(), ..Raw::push(&desk, body.clone()) };
    assert_eq!(mask.refused(centre, &desk).await, Code::BadSignature);
    drop(other);
    // The very same request twice; and the same facts in another request: once in the feed.
    let once = Raw::push(&desk, body.clone());
    assert!(once.send(centre, &desk).await.status().is_success());
    assert_eq!(once.refused(centre, &desk).await, Code::Replayed);
    assert!(Raw::push(&desk, body).send(centre, &desk).await.status().is_success());
    desk.exchange().await;
    let position = desk.disk.state.book.trails.values().next().unwrap().last().position;
    assert_eq!(position, 1);
}

#[tokio::test]
async fn a_compression_bomb_and_ten_times_the_allowed_size_stop_at_the_limit() {
    let place = start();
    let desk = Desk::enrol(&place.centre, "a", &["37/3713"]).await;
    let mut packer = flate2::write::DeflateEncoder::new(vec![wire::VERSION], flate2::Compression::best());
    let zeros = vec![0; 1024 * 1024];
    for _ in 0..1024 {
        packer.write_all(&zeros).unwrap();
    }
    let bomb = packer.finish().unwrap();
    assert!(bomb.len() < 2 * 1024 * 1024);
    let before = Instant::now();
    assert_eq!(Raw::push(&desk, bomb).refused(&place.centre, &desk).await, Code::TooLarge);
    assert!(before.elapsed().as_secs() < 10);
    let noise: Vec<u8> =
        (0..40 * 1024 * 1024_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let raw = Raw::push(&desk, noise);
    // The centre may close the door while the rest is still being pushed through it.
    let digest = request::digest(&raw.body);
    let signed = Signed {
        method: "POST",
        path: raw.path,
        device: &raw.device,
        time: raw.time,
        once: &raw.once,
        digest: &digest,
    };
    let answer = reqwest::Client::new()
        .post(format!("{}{}", place.centre.url, raw.path))
        .header(request::DESK, &raw.device)
        .header(request::TIME, raw.time)
        .header(request::ONCE, &raw.once)
        .header(request::SIGNATURE, signed.sign(&desk.key))
        .header(request::DIGEST, digest)
        .body(raw.body)
        .send()
        .await;
    if let Ok(answer) = answer {
        assert_eq!(answer.status().as_u16(), 413);
    }
    assert_eq!(reqwest::get(format!("{}/readyz", place.centre.url)).await.unwrap().status().as_u16(), 200);
}

#[tokio::test]
async fn a_fact_in_another_desks_name_is_kept_apart_and_does_not_block_the_true_one() {
    let place = start();
    let mut honest = Desk::enrol(&place.centre, "honest", &["37/3713"]).await;
    let mut liar = Desk::enrol(&place.centre, "liar", &["37/3713"]).await;
    honest.write("case/1", &here(), 1, "收件");
    // The liar has seen the bytes, but cannot sign them.
    let mut stolen = honest.disk.state.facts[0].piece.as_ref().clone();
    stolen.sealed.signature[7] ^= 1;
    liar.disk.state.put(stolen, Lot::Unsent);
    // And counts on in the honest desk's count.
    liar.device = DeviceId::new("honest");
    liar.disk.state.seq = 1;
    let forged = liar.write("case/1", &here(), 1, "伪造")[0];
    liar.device = DeviceId::new("liar");
    liar.exchange().await;
    let why = |desk: &Desk, id| desk.disk.state.facts.iter().find(|held| held.id == id).map(|held| held.lot.clone());
    assert_eq!(why(&liar, forged), Some(Lot::Aside { why: Some(Why::Forged) }));
    honest.exchange().await;
    honest.write("case/1", &here(), 1, "第二笔");
    honest.exchange().await;
    assert_eq!(honest.holds().len(), 2);
    assert_eq!(honest.unsent(), 0);
}

#[tokio::test]
async fn a_fact_written_after_the_right_to_act_offline_ended_is_kept_apart() {
    let place = start();
    let mut desk = Desk::enrol(&place.centre, "a", &["37/3713"]).await;
    place.centre.command(&["person", "p-1", "--name", "张三", "--offline-days", "0"]);
    std::thread::sleep(std::time::Duration::from_millis(20));
    let late = desk.write("case/1", &here(), 1, "过期后写的")[0];
    desk.client.push(&mut desk.disk).await.unwrap();
    assert_eq!(desk.disk.state.facts[0].lot, Lot::Aside { why: Some(Why::RightExpired) });
    // Meeting the centre renews the right; what was kept apart stays with the administrator.
    place.centre.command(&["person", "p-1", "--name", "张三", "--offline-days", "3"]);
    desk.write("case/2", &here(), 1, "续期后写的");
    desk.client.push(&mut desk.disk).await.unwrap();
    assert_eq!(desk.disk.state.facts[1].lot, Lot::Sent);
    assert!(place.centre.command(&["quarantine"]).contains(&late.to_string()));
    // An account that is revoked, and one that never was, when the centre is strict.
    place.centre.command(&["revoke-person", "p-1"]);
    desk.write("case/3", &here(), 1, "停用后写的");
    desk.client.push(&mut desk.disk).await.unwrap();
    assert_eq!(desk.disk.state.facts[2].lot, Lot::Aside { why: Some(Why::PersonRevoked) });
}

#[tokio::test]
async fn an_answer_lost_after_the_commit_makes_nothing_double() {
    let place = start();
    let mut desk = Desk::enrol(&place.centre, "a", &["37/3713"]).await;
    let mut other = Desk::enrol(&place.centre, "b", &["37/3713"]).await;
    desk.write("case/1", &here(), 4, "收件");
    let body = body_of(&mut desk).await;
    // The answer is thrown away: the desk does not know that it was heard.
    let answer = Raw::push(&desk, body).send(&place.centre, &desk).await.bytes().await.unwrap();
    let (receipts, _): (Receipts, _) = wire::unpack(&answer, 1_000_000).unwrap();
    assert!(receipts.receipts.iter().all(|receipt| receipt.standing == Standing::Fed));
    assert_eq!(desk.unsent(), 4);
    desk.exchange().await;
    other.exchange().await;
    assert_eq!((desk.unsent(), desk.holds().len(), other.holds().len()), (0, 4, 4));
    assert_eq!(other.disk.state.book.trails.values().next().unwrap().last().position, 1);
}

fn sqlite(place: &Place, sql: &str) {
    let file = place.folder.path().join("centre.sqlite");
    let done = std::process::Command::new("sqlite3").arg(file).arg(sql).output().expect("sqlite3 is installed");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

async fn witnessed() -> (Place, Desk, Desk) {
    let place = start();
    let mut a = Desk::enrol(&place.centre, "a", &["37/3713"]).await;
    let mut b = Desk::enrol(&place.centre, "b", &["37/3713"]).await;
    for number in 0..5 {
        a.write(&format!("case/{number}"), &here(), 1, "收件");
        a.exchange().await;
        b.exchange().await;
    }
    (place, a, b)
}

#[tokio::test]
async fn a_centre_that_cuts_the_end_of_its_history_is_found_out_and_refilled() {
    let (place, _, mut b) = witnessed().await;
    sqlite(
        &place,
        "delete from entry where position > 3; delete from fact where position > 3; \
         delete from audience where file not in (select file from fact); \
         update feed set position = 3, chain = (select chain from entry where position = 3);",
    );
    let seen = b.exchange().await;
    assert!(matches!(seen.alarms.as_slice(), [Alarm::Cut { .. }]), "{:?}", seen.alarms);
    // What was cut is given back, and a desk that never saw it gets it.
    let mut c = Desk::enrol(&place.centre, "c", &["37/3713"]).await;
    c.exchange().await;
    assert_eq!(c.holds(), b.holds());
    assert_eq!(c.holds().len(), 5);
}

#[tokio::test]
async fn a_centre_that_edits_or_swaps_what_it_fed_is_found_out() {
    let (place, _, mut b) = witnessed().await;
    // One entry is made to name another fact, and the chain is left as it was: a new desk sees that it does not add up.
    sqlite(&place, "update entry set facts = (select facts from entry where position = 2) where position = 4;");
    let mut c = Desk::enrol(&place.centre, "c", &["37/3713"]).await;
    let pulled = c.client.pull(&mut c.disk).await.unwrap();
    assert!(pulled.broken && matches!(pulled.alarms.as_slice(), [Alarm::Broken { .. }]));
    // The chain is made anew from there on: a desk that has seen the old one says so.
    sqlite(
        &place,
        "update entry set chain = randomblob(32) where position >= 4; update feed set chain = (select chain from entry where position = 5);",
    );
    let seen = b.client.pull(&mut b.disk).await.unwrap();
    assert!(seen.broken || seen.alarms.iter().any(|alarm| matches!(alarm, Alarm::Rewritten { .. })), "{seen:?}");
    assert!(
        b.disk.state.book.alarms.iter().any(|alarm| matches!(alarm, Alarm::Rewritten { .. } | Alarm::Broken { .. }))
    );
    // A fact's bytes are changed: whoever gets them does not take them in.
    sqlite(&place, "update fact set bytes = bytes || ' ' where position = 1;");
    let mut d = Desk::enrol(&place.centre, "d", &["37/3713"]).await;
    let pulled = d.client.pull(&mut d.disk).await.unwrap();
    assert!(pulled.broken || !pulled.alarms.is_empty());
}

#[tokio::test]
async fn a_centre_that_signs_its_history_with_another_key_is_not_believed() {
    let (place, _, mut b) = witnessed().await;
    let before = b.holds();
    let Place { folder, mut centre } = place;
    centre.kill();
    let place = Place { folder, centre };
    sqlite(&place, "update centre set secret = randomblob(32);");
    let Place { mut centre, .. } = place;
    let address = centre.url.split("//").nth(1).unwrap().to_owned();
    centre.up(&address);
    let pulled = b.client.pull(&mut b.disk).await.unwrap();
    assert!(pulled.broken && matches!(pulled.alarms.as_slice(), [Alarm::Resigned { .. }]));
    assert_eq!(b.holds(), before);
}

#[tokio::test]
async fn a_centre_restored_from_yesterday_that_says_so_is_refilled_and_leases_no_number_twice() {
    let (place, mut a, mut b) = witnessed().await;
    let Place { folder, mut centre } = place;
    let file = folder.path().join("centre.sqlite");
    let database = file.to_str().unwrap().to_owned();
    let backup = folder.path().join("backup.sqlite");
    let copied =
        std::process::Command::new("sqlite3").arg(&file).arg(format!("vacuum into '{}'", backup.display())).status();
    assert!(copied.unwrap().success());
    a.write("case/9", &here(), 2, "备份之后写的");
    a.exchange().await;
    b.exchange().await;
    let device = a.device.clone();
    let ask = |id: &str| greenlane_sync::numbers::Ask {
        id: id.into(),
        series: "2026".into(),
        device: device.clone(),
        epoch: 1,
        count: 100,
        after: 0,
    };
    let lost = a.client.lease(&ask("after the backup")).await.unwrap();
    centre.kill();
    for end in ["", "-wal", "-shm"] {
        std::fs::remove_file(format!("{database}{end}")).ok();
    }
    std::fs::copy(&backup, &file).unwrap();
    command(&database, &["restored"]);
    let address = centre.url.split("//").nth(1).unwrap().to_owned();
    centre.up(&address);
    let seen = b.exchange().await;
    assert!(matches!(seen.alarms.as_slice(), [Alarm::Restored { .. }]), "{:?}", seen.alarms);
    let mut c = Desk::enrol(&centre, "c", &["37/3713"]).await;
    c.exchange().await;
    a.exchange().await;
    assert_eq!(c.holds(), a.holds());
    assert_eq!(c.holds().len(), 7);
    let fresh = b.client.lease(&ask("fresh")).await.unwrap();
    assert!(fresh.from > lost.to, "{fresh:?} {lost:?}");
}
