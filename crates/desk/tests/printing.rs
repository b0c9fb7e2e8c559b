//! From a paper to a real printer, and back again after a crash.

#[path = "../../print/tests/printer/mod.rs"]
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
    let job = story.ask(ask).await;
    ended(story, job).await
}

/// Follows a job to its end.
async fn ended(story: &Story, mut job: Value) -> Value {
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
        let mut bytes = Vec::new();
        // Whoever only looks whether somebody is here brings no job.
        while bytes.is_empty() {
            let (mut stream, _) = listener.accept().expect("a job");
            std::io::Read::read_to_end(&mut stream, &mut bytes).expect("read");
        }
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

#[tokio::test(flavor = "multi_thread")]
async fn labels_go_the_way_of_every_paper_and_are_noted_in_the_cases_they_are_for() {
    let eve = Eve::start("[ -e \"$(dirname \"$0\")/jam\" ] && exit 1; exit 0");
    let story = Story::founded("2026-09-24", "fixture").await;
    let mut cases = Vec::new();
    for name in ["陈思远", "孙倩"] {
        let talent = story.talent(name).await;
        cases.push(story.take_in(&talent, &["settle_household"]).await["file"].clone());
    }
    let printed = async |label: &str, printer: &str| {
        let wish = json!({ "label": label, "files": cases, "skip": 0, "printer": printer,
                           "setup": { "sides": "one", "tray": null, "uncollated": false }, "copies": 1 });
        ended(&story, story.ask(json!({ "ask": "print_labels", "wish": wish })).await).await
    };
    let noted = async |file: &Value| {
        let page = story.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
        page["history"].to_string().matches("地址标签").count()
    };
    let shown = story.ask(json!({ "ask": "labels", "label": "address", "files": cases, "skip": 0 })).await;
    let job = printed("address", &eve.address()).await;
    assert_eq!((&job["state"], &job["sha256"]), (&json!("printed"), &shown["sha256"]), "{job}");
    let bytes = std::fs::read(&eve.received()[0]).expect("the sheet");
    assert_eq!(hex(&bytes), shown["sha256"].as_str().expect("a hash"), "what was shown is what the printer got");
    for file in &cases {
        assert_eq!(noted(file).await, 1);
    }
    let usual = story.ask(json!({ "ask": "usual_print", "paper": "address" })).await;
    assert_eq!(usual["printer"], eve.address(), "the printer is remembered for the kind of label");

    // A box holds many cases and is noted in none; what did not come out is said so and noted nowhere.
    let before = story.ask(json!({ "ask": "case", "file": cases[0], "as_of": null })).await["history"].clone();
    assert_eq!(printed("spine30", &eve.address()).await["state"], "printed");
    std::fs::write(eve.folder().join("jam"), "").expect("a jam");
    assert_eq!(printed("address", &eve.address()).await["state"], "failed");
    let after = story.ask(json!({ "ask": "case", "file": cases[0], "as_of": null })).await["history"].clone();
    assert_eq!(before, after);
    let wrong = json!({ "label": "box", "files": cases, "skip": 0, "printer": "upstairs", "setup": {}, "copies": 1 });
    assert_eq!(story.refused(json!({ "ask": "print_labels", "wish": wrong })).await.code, "no_printer");
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_chosen_from_the_list_go_out_as_one_batch_in_the_order_chosen() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("a port").port();
    let story = Story::founded("2026-09-24", "fixture").await;
    for name in ["陈思远", "孙倩"] {
        let talent = story.talent(name).await;
        story.take_in(&talent, &["settle_household"]).await;
    }
    let list = story.ask(json!({ "ask": "papers", "text": "", "unprinted": true, "page": 0 })).await;
    let mut chosen: Vec<Value> = list["rows"].as_array().expect("rows").iter().take(3).cloned().collect();
    chosen.reverse();
    let took = std::thread::spawn(move || {
        let took = (0..3).map(|_| {
            let (mut stream, _) = listener.accept().expect("a job");
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut stream, &mut bytes).expect("read");
            hex(&bytes)
        });
        took.collect::<Vec<_>>()
    });
    let papers: Vec<Value> = chosen.iter().map(|one| json!([one["file"], one["sha256"]])).collect();
    let wish = json!({ "papers": papers, "printer": format!("socket://127.0.0.1:{port}"), "copies": 1,
                       "setup": { "sides": "one", "tray": null, "uncollated": false }, "originals": true, "reason": "" });
    let batch = story.ask(json!({ "ask": "print_papers", "wish": wish })).await;
    let batch = rests(&story, batch).await;
    assert_eq!((&batch["total"], &batch["made"]), (&json!(3), &json!(3)), "{batch:#}");
    assert_eq!(batch["to_confirm"].as_array().map(Vec::len), Some(3), "a raw queue cannot tell: {batch:#}");
    let hashes: Vec<Value> = took.join().expect("the listener").into_iter().map(Value::String).collect();
    assert_eq!(hashes, chosen.iter().map(|one| one["sha256"].clone()).collect::<Vec<_>>());
}

/// Waits until a batch moves no more.
async fn rests(story: &Story, mut batch: Value) -> Value {
    let start = Instant::now();
    while batch["state"] == "running" || batch["at_printer"] != 0 {
        assert!(start.elapsed() < Duration::from_secs(60), "{batch}");
        tokio::time::sleep(Duration::from_millis(20)).await;
        batch = story.ask(json!({ "ask": "batch_state", "batch": batch["batch"] })).await;
    }
    batch
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_planned_line_by_line_and_prints_what_is_ready_in_the_order_of_the_signing_session() {
    let story = Story::founded("2026-09-24", "fixture").await;
    let mut cases = Vec::new();
    for (name, item) in [("陈思远", "talent_flat"), ("孙倩", "settle_household"), ("王\u{e123}明", "settle_household")]
    {
        let talent = story.talent(name).await;
        cases.push(story.take_in(&talent, &[item]).await["file"].clone());
    }
    let plan = |cases: Value, order: &str| json!({ "ask": "plan_batch", "cases": cases, "paper": "acceptance_notice", "order": order });
    let chosen = story.ask(plan(json!({ "of": "chosen", "files": cases }), "department")).await;
    let lines = chosen["lines"].as_array().expect("lines");
    assert_eq!((lines.len(), &chosen["ready"]), (3, &json!(2)), "{chosen:#}");
    let unready: Vec<&Value> = lines.iter().filter(|line| line["ready"] == false).collect();
    assert!(unready[0]["why"].as_str().is_some_and(|why| why.contains("U+E123")), "{unready:#?}");
    let departments: Vec<&str> = lines.iter().filter_map(|line| line["department"].as_str()).collect();
    assert!(departments.is_sorted(), "one pile for each who signs: {departments:?}");
    let whole = story.ask(plan(json!({ "of": "list", "filter": {} }), "number")).await;
    assert_eq!(whole["lines"].as_array().map(Vec::len), Some(3), "a list is planned whole");
    let early = json!({ "ask": "plan_batch", "cases": { "of": "chosen", "files": cases }, "paper": "result_notice", "order": "chosen" });
    assert_eq!(story.ask(early).await["ready"], 0, "there is no result yet");

    // A raw queue takes the bytes and tells nothing: each is asked of a person.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("a port").port();
    let took = std::thread::spawn(move || {
        let mut all = Vec::new();
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().expect("a job");
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut stream, &mut bytes).expect("read");
            all.push(hex(&bytes));
        }
        all
    });
    let picks: Vec<Value> = lines
        .iter()
        .map(|line| json!({ "file": line["file"], "items": line["items"], "body": line["body"] }))
        .collect();
    let setup = json!({ "sides": "one", "tray": null, "uncollated": false });
    let wish = json!({ "paper": "acceptance_notice", "lines": picks, "printer": format!("socket://127.0.0.1:{port}"),
                       "setup": setup, "copies": 1, "originals": true, "reason": "" });
    let batch = story.ask(json!({ "ask": "start_batch", "wish": wish })).await;
    let batch = rests(&story, batch).await;
    assert_eq!(
        (&batch["total"], &batch["made"], &batch["state"]),
        (&json!(3), &json!(2), &json!("paused")),
        "{batch:#}"
    );
    let failed = batch["failed"].as_array().expect("failed");
    assert!(failed[0][1].as_str().is_some_and(|why| why.contains("U+E123")), "{failed:#?}");
    assert_eq!(batch["to_confirm"].as_array().map(Vec::len), Some(2), "{batch:#}");
    let received = took.join().expect("the listener");
    let mut printed = Vec::new();
    for line in lines.iter().filter(|line| line["ready"] == true) {
        let page = story.ask(json!({ "ask": "case", "file": line["file"], "as_of": null })).await;
        let papers = page["papers"].as_array().expect("papers");
        let notice = papers.iter().find(|one| one["paper"] == "acceptance_notice").expect("the notice");
        printed.push(notice["sha256"].as_str().expect("a hash").to_owned());
    }
    assert_eq!(received, printed, "in the plan's order, byte for byte");
    for (job, _) in batch["to_confirm"].as_array().expect("jobs").iter().map(|one| (&one[0], &one[1])) {
        story.ask(json!({ "ask": "confirm_print", "job": job, "arrived": true })).await;
    }
    let usual = story.ask(json!({ "ask": "usual_print", "paper": "acceptance_notice" })).await;
    assert_eq!(
        usual["printer"],
        format!("socket://127.0.0.1:{port}"),
        "the printer is remembered for the kind of paper"
    );
    assert_eq!(story.ask(json!({ "ask": "usual_print", "paper": "result_notice" })).await, Value::Null);
    let open = story.ask(json!({ "ask": "batches" })).await;
    assert_eq!(open.as_array().map(Vec::len), Some(1), "one paper is missing: {open:#}");
    let stopped = story.ask(json!({ "ask": "cancel_batch", "batch": batch["batch"] })).await;
    assert_eq!(stopped["state"], "cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_stopped_at_a_paper_goes_on_at_that_paper() {
    let eve = Eve::start("[ -e \"$(dirname \"$0\")/jam\" ] && exit 1; exit 0");
    let story = Story::founded("2026-09-24", "fixture").await;
    let mut cases = Vec::new();
    for name in ["陈思远", "孙倩", "周敏"] {
        let talent = story.talent(name).await;
        cases.push(story.take_in(&talent, &["settle_household"]).await["file"].clone());
    }
    let picks: Vec<Value> = cases.iter().map(|file| json!({ "file": file, "items": [], "body": null })).collect();
    let wish = json!({ "paper": "one_time_notice", "lines": picks, "printer": eve.address(),
                       "setup": { "sides": "one", "tray": null, "uncollated": false },
                       "copies": 1, "originals": true, "reason": "" });
    std::fs::write(eve.folder().join("jam"), "").expect("a jam");
    let batch = story.ask(json!({ "ask": "start_batch", "wish": wish })).await;
    let batch = rests(&story, batch).await;
    assert_eq!(batch["state"], "paused", "{batch:#}");
    assert_eq!(batch["printed"], 0, "{batch:#}");
    std::fs::remove_file(eve.folder().join("jam")).expect("cleared");
    let batch = story.ask(json!({ "ask": "go_on_batch", "batch": batch["batch"] })).await;
    let batch = rests(&story, batch).await;
    assert_eq!((&batch["state"], &batch["printed"]), (&json!("ended"), &json!(3)), "{batch:#}");
    assert_eq!(story.ask(json!({ "ask": "batches" })).await, json!([]));
    for file in &cases {
        let page = story.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
        let papers = page["papers"].as_array().expect("papers");
        let notice = papers.iter().find(|one| one["paper"] == "one_time_notice").expect("the notice");
        assert_eq!((&notice["originals"], &notice["copies"]), (&json!(1), &json!(0)), "each once: {notice}");
    }
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
    let eve = Eve::start("sleep 0.1; exit 0");
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
