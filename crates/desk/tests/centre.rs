//! Desks with a real centre: they work without it, and end with the same facts when it is there again.

#[path = "support/centre.rs"]
mod place;
mod support;

use place::Centre;
use serde_json::{Value, json};
use std::process::{Command, Stdio};
use std::time::Duration;
use support::Story;

const DAY: &str = "2026-03-02";
const PASSWORD: &str = "correct horse";

async fn joined(first: &Story) -> Story {
    let stick = tempfile::tempdir().expect("a stick");
    let invitation = first.ask(json!({ "ask": "invite_desk", "folder": stick.path() })).await;
    let desk = Story::on(DAY);
    let (path, code) = (&invitation["path"], &invitation["code"]);
    desk.ask(json!({ "ask": "join_office", "path": path, "code": code, "account": "lin", "password": PASSWORD })).await;
    desk
}

async fn enrol(desk: &Story, centre: &Centre) {
    let view = desk.ask(json!({ "ask": "enrol", "url": centre.url(), "code": centre.code() })).await;
    assert_eq!(view["enrolled"], true);
}

async fn sync(desk: &Story) -> Value {
    desk.ask(json!({ "ask": "sync_now" })).await
}

async fn digest(desk: &Story) -> Value {
    desk.ask(json!({ "ask": "digest" })).await
}

async fn tray(desk: &Story) -> Vec<Value> {
    desk.ask(json!({ "ask": "contradictions" })).await.as_array().expect("a list").clone()
}

async fn note(desk: &Story, file: &Value, text: &str) {
    desk.act(file, json!({ "act": "note", "text": text })).await;
}

/// Two desks on one case, cut off from the centre and from each other, and then together again.
async fn apart_and_together(mut centre: Centre) {
    let one = Story::founded(DAY, "fixture").await;
    let two = joined(&one).await;
    enrol(&one, &centre).await;
    enrol(&two, &centre).await;
    let talent = one.talent("陈思远").await;
    let file = one.take_in(&talent, &["settle_household"]).await["file"].clone();
    sync(&one).await;
    sync(&two).await;
    assert_eq!(digest(&one).await, digest(&two).await);

    centre.kill();
    one.answered(&file, "01", "public_security", "granted").await;
    two.answered(&file, "01", "public_security", "refused").await;
    let unsent = one.ask(json!({ "ask": "unsent" })).await;
    assert!(unsent.as_array().is_some_and(|lines| !lines.is_empty()), "shown as not sent");
    assert!(one.ask(json!({ "ask": "rail" })).await["to_send"].as_u64() > Some(0));
    assert_eq!(one.refused(json!({ "ask": "sync_now" })).await.code, "centre_unreachable");

    centre.up();
    sync(&one).await;
    sync(&two).await;
    sync(&one).await;
    assert_eq!(digest(&one).await, digest(&two).await);
    let waiting = tray(&two).await;
    assert!(!waiting.is_empty() && waiting.len() == tray(&one).await.len(), "the same tray on both");
    for contradiction in &waiting {
        let aside = &contradiction["sides"][0]["fact"];
        let settle = json!({ "act": "settle", "contradiction": contradiction["id"], "set_aside": [aside], "reason": "以来电为准" });
        two.act(&file, settle).await;
    }
    sync(&two).await;
    sync(&one).await;
    assert_eq!(tray(&one).await, Vec::<Value>::new());
    assert_eq!(digest(&one).await, digest(&two).await);
    assert_eq!(one.ask(json!({ "ask": "rail" })).await["to_send"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_desks_cut_off_from_a_centre_on_sqlite_end_equal_with_their_contradiction_settled() {
    apart_and_together(Centre::on_sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_desks_cut_off_from_a_centre_on_postgresql_end_equal_with_their_contradiction_settled() {
    apart_and_together(Centre::on_postgres()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_anybody_pressing_anything_facts_and_attachments_arrive() {
    use base64::Engine;
    let centre = Centre::on_sqlite();
    let one = Story::founded(DAY, "fixture").await;
    let two = joined(&one).await;
    enrol(&one, &centre).await;
    enrol(&two, &centre).await;
    let talent = one.talent("陈思远").await;
    let file = one.take_in(&talent, &["talent_flat"]).await["file"].clone();
    let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &[7; 700 * 1024]].concat();
    let bytes = base64::engine::general_purpose::STANDARD.encode(&png);
    one.ask(json!({ "ask": "attach", "file": file, "material": "", "name": "照片.png", "bytes_base64": bytes })).await;
    let arrived = async {
        loop {
            let list = two.try_ask(json!({ "ask": "attachments", "file": file })).await;
            if list.is_ok_and(|list| list[0]["here"] == true) && digest(&one).await == digest(&two).await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), arrived).await.expect("everything arrives by itself");
    let sent = one.ask(json!({ "ask": "attachments", "file": file })).await;
    assert_eq!(sent[0]["sent"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_desk_is_refused_and_what_it_holds_stays_in_its_tray() {
    let centre = Centre::on_sqlite();
    let one = Story::founded(DAY, "fixture").await;
    enrol(&one, &centre).await;
    let talent = one.talent("陈思远").await;
    let file = one.take_in(&talent, &["talent_flat"]).await["file"].clone();
    sync(&one).await;
    let desks = centre.command(&["desks"]);
    let device = desks.split_whitespace().find(|word| word.len() == 36).expect("the desk's name").to_owned();
    centre.command(&["revoke-desk", &device]);
    note(&one, &file, "停用之后写的").await;
    assert_eq!(one.refused(json!({ "ask": "sync_now" })).await.code, "centre_refused");
    let unsent = one.ask(json!({ "ask": "unsent" })).await;
    let kept = unsent
        .as_array()
        .expect("a list")
        .iter()
        .find(|line| line["words"].as_str().is_some_and(|words| words.contains("停用之后写的")));
    assert!(kept.is_some_and(|line| line["why"].as_str().is_some_and(|why| !why.is_empty())), "{unsent:#}");
    let page = one.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
    assert!(page["history"].to_string().contains("停用之后写的"), "nothing is lost here");
}

/// A desk's command line on a home.
fn command(story: &Story, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_greenlane-desk"));
    command.args(words).arg("--home").arg(story.home()).args(["--account", "lin", "--json"]);
    command.env("GREENLANE_PASSWORD", PASSWORD).env("XDG_STATE_HOME", story.home().join("state"));
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent").stdin(Stdio::null());
    command
}

fn said(story: &Story, words: &[&str]) -> Value {
    let done = command(story, words).output().expect("a command");
    let text = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{words:?}: {text} {}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_str(&text).expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn desks_and_centre_killed_at_any_moment_lose_nothing() {
    let mut centre = Centre::on_sqlite();
    let one = Story::founded(DAY, "fixture").await;
    let two = joined(&one).await;
    let talent = one.talent("陈思远").await;
    let file = one.take_in(&talent, &["talent_flat"]).await["file"].clone();
    for text in 0..120 {
        note(&one, &file, &format!("第{text}次联系")).await;
    }
    one.ask(json!({ "ask": "sign_out" })).await;
    two.ask(json!({ "ask": "sign_out" })).await;
    for desk in [&one, &two] {
        said(desk, &["enrol", &centre.url(), &centre.code()]);
    }
    // Moments spread over the time that a whole exchange takes; no draw of lots, so that it can be repeated.
    for round in 0..10_u64 {
        let desk = if round % 2 == 0 { &one } else { &two };
        let mut at_work = command(desk, &["sync"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a desk");
        std::thread::sleep(Duration::from_millis(40 + round * 67 % 500));
        if round % 3 == 2 {
            centre.kill();
            centre.up();
        }
        at_work.kill().expect("killed");
        at_work.wait().expect("its end");
    }
    for desk in [&one, &two, &one] {
        said(desk, &["sync"]);
    }
    let (a, b) = (said(&one, &["digest"]), said(&two, &["digest"]));
    assert_eq!(a, b);
    let case =
        a["files"].as_array().expect("files").iter().find(|line| line["file"] == file).expect("the case").clone();
    assert!(case["count"].as_u64() >= Some(120), "{case}");
    let tray = said(&one, &["tray"]);
    assert_eq!(
        (tray["unsent"].as_array().map(Vec::len), tray["unsettled"].as_array().map(Vec::len)),
        (Some(0), Some(0))
    );
    assert!(said(&one, &["verify"])["faults"].as_array().is_some_and(Vec::is_empty));
}
