//! From a paper to a real printer, and back again after a crash.

mod printer;
mod support;

use greenlane_store::wall_clock;
use printer::Eve;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use support::Story;

async fn print(story: &Story, paper: &Value, printer: &str, reason: &str) -> Value {
    let ask = json!({ "ask": "print", "file": paper["file"], "sha256": paper["sha256"], "printer": printer,
                      "copies": 2, "originals": true, "reason": reason });
    let mut job = story.ask(ask).await;
    let start = Instant::now();
    while job["ended"] != true {
        assert!(start.elapsed() < Duration::from_secs(30), "{job}");
        tokio::time::sleep(Duration::from_millis(20)).await;
        job = story.ask(json!({ "ask": "print_state", "job": job["job"] })).await;
    }
    job
}

async fn counted(story: &Story, paper: &Value) -> (u64, u64) {
    let page = story.ask(json!({ "ask": "case", "file": paper["file"], "as_of": null })).await;
    let papers = page["papers"].as_array().expect("papers");
    let line = papers.iter().find(|line| line["sha256"] == paper["sha256"]).expect("the paper");
    (line["originals"].as_u64().unwrap_or_default(), line["copies"].as_u64().unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_previewed_is_what_the_printer_got_and_is_counted_when_it_came_out() {
    let eve = Eve::start("sleep 0.2; exit 0");
    let story = Story::founded("2026-09-24", "fixture").await;
    let talent = story.talent("陈思远").await;
    let taken = story.take_in(&talent, &["settle_household"]).await;
    let paper = &taken["papers"][0];
    let job = print(&story, paper, &eve.address(), "").await;
    assert_eq!(job["state"], "printed", "{job}");
    assert_eq!(counted(&story, paper).await, (2, 0));
    let received = eve.received();
    assert_eq!(received.len(), 1, "{received:?}");
    let bytes = std::fs::read(&received[0]).expect("the document");
    assert_eq!(hex(&bytes), paper["sha256"].as_str().expect("a hash"));

    let again = json!({ "ask": "print", "file": paper["file"], "sha256": paper["sha256"], "printer": eve.address(),
                        "copies": 1, "originals": true, "reason": "" });
    assert_eq!(story.refused(again).await.code, "reprint_reason_missing");
    assert_eq!(print(&story, paper, &eve.address(), "申请人遗失").await["state"], "printed");
    assert_eq!(counted(&story, paper).await, (4, 0));

    let confirmed = story.ask(json!({ "ask": "confirm_print", "job": job["job"], "arrived": true })).await;
    assert_eq!(confirmed["state"], "confirmed");
    assert_eq!(counted(&story, paper).await, (4, 0), "what the printer reported is not counted again");
    let printers = story.ask(json!({ "ask": "printers" })).await;
    assert!(printers.as_array().expect("printers").iter().any(|one| one["id"] == eve.address().as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_did_not_come_out_is_said_so_and_not_counted() {
    let eve = Eve::start("exit 1");
    let story = Story::founded("2026-09-24", "fixture").await;
    let talent = story.talent("陈思远").await;
    let taken = story.take_in(&talent, &["settle_household"]).await;
    let paper = &taken["papers"][0];
    let job = print(&story, paper, &eve.address(), "").await;
    assert_eq!(job["state"], "failed", "{job}");
    assert_eq!(counted(&story, paper).await, (0, 0));
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|one| one.local_addr()).expect("a port").port();
    let job = print(&story, paper, &format!("ipp://localhost:{port}/ipp/print"), "").await;
    assert_eq!(job["state"], "failed", "no printer is there: {job}");
    assert_eq!(counted(&story, paper).await, (0, 0));
    let wrong = json!({ "ask": "print", "file": paper["file"], "sha256": paper["sha256"], "printer": "the one upstairs",
                        "copies": 1, "originals": true, "reason": "" });
    assert_eq!(story.refused(wrong).await.code, "no_printer");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_raw_queue_cannot_tell_so_a_person_does() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("a port").port();
    let took = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a job");
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut stream, &mut bytes).expect("read");
        bytes
    });
    let story = Story::founded("2026-09-24", "fixture").await;
    let talent = story.talent("陈思远").await;
    let taken = story.take_in(&talent, &["settle_household"]).await;
    let paper = &taken["papers"][1];
    let job = print(&story, paper, &format!("socket://127.0.0.1:{port}"), "").await;
    assert_eq!(job["state"], "unknown", "{job}");
    assert_eq!(counted(&story, paper).await, (0, 0));
    let bytes = took.join().expect("the listener");
    assert_eq!(hex(&bytes), paper["sha256"].as_str().expect("a hash"));
    let job = story.ask(json!({ "ask": "confirm_print", "job": job["job"], "arrived": true })).await;
    assert_eq!(job["state"], "confirmed");
    assert_eq!(counted(&story, paper).await, (2, 0));
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How often the program is killed, and among how many letters. Once, by hand: GREENLANE_KILLS=50 GREENLANE_LETTERS=300.
fn size(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_killed_again_and_again_prints_every_letter_once() {
    let (kills, letters) = (size("GREENLANE_KILLS", 4), size("GREENLANE_LETTERS", 24));
    let eve = Eve::start("sleep 0.05; exit 0");
    let today = greenlane_domain::fact::Moment { ms: wall_clock(), tick: 0 }.date();
    let story = Story::on(&today.to_string());
    story.ask(json!({ "ask": "open_practice" })).await;
    let mut expected: BTreeMap<String, usize> = BTreeMap::new();
    let talent = story.talent("陈思远").await;
    loop {
        let papers = story.ask(json!({ "ask": "papers", "text": "", "unprinted": true, "page": 0 })).await;
        if papers["total"].as_u64().unwrap_or_default() >= letters as u64 {
            break;
        }
        story.take_in(&talent, &["settle_household"]).await;
    }
    for page in 0.. {
        let papers = story.ask(json!({ "ask": "papers", "text": "", "unprinted": true, "page": page })).await;
        let rows = papers["rows"].as_array().expect("rows");
        if rows.is_empty() {
            break;
        }
        for row in rows {
            expected.insert(row["sha256"].as_str().expect("a hash").to_owned(), 0);
        }
    }
    story.ask(json!({ "ask": "sign_out" })).await;

    let start = || {
        Command::new(env!("CARGO_BIN_EXE_greenlane-desk"))
            .args(["print", "--json", "--printer", &eve.address(), "--home"])
            .arg(story.home())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the program runs")
    };
    let (mut killed, mut dice) = (0, 7_u64);
    let answer: Value = loop {
        let mut child = start();
        if killed < kills {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            std::thread::sleep(Duration::from_millis(120 + (dice >> 33) % 500));
            if child.try_wait().expect("a child").is_none() {
                child.kill().expect("killed"); // SIGKILL
                child.wait().expect("gone");
                killed += 1;
                continue;
            }
        }
        let output = child.wait_with_output().expect("an answer");
        break serde_json::from_slice(&output.stdout).expect("JSON");
    };
    for path in eve.received() {
        let sha256 = hex(&std::fs::read(&path).expect("a document"));
        // A document that was cut off by a kill is not a letter; its job failed and was sent again.
        if let Some(count) = expected.get_mut(&sha256) {
            *count += 1;
        }
    }
    let lost = expected.values().filter(|count| **count == 0).count();
    let doubled = expected.values().filter(|count| **count > 1).count();
    let asked = answer["to_confirm"].as_array().map_or(0, Vec::len);
    println!("{} letters, {killed} kills: {lost} lost, {doubled} doubled, {asked} asked of a person", expected.len());
    assert_eq!((lost, doubled, asked), (0, 0, 0), "{answer:#}");
    // The last run printed the rest, or found that a run before it was killed with all of them out.
    assert!(answer["printed"] == answer["total"], "{answer:#}");
    story.ask(json!({ "ask": "open_practice" })).await;
    for page in 0.. {
        let papers = story.ask(json!({ "ask": "papers", "text": "", "unprinted": false, "page": page })).await;
        let rows = papers["rows"].as_array().expect("rows");
        if rows.is_empty() {
            break;
        }
        for row in rows {
            assert_eq!(
                (&row["originals"], &row["copies"]),
                (&json!(1), &json!(0)),
                "the ledger shows each copy: {row}"
            );
        }
    }
}
