//! Desks without a server: what one has the other gets by a file, and nothing is ever lost.

mod support;

use serde_json::{Value, json};
use std::path::PathBuf;
use support::{Story, copy};

const DAY: &str = "2026-03-02";

/// An office at one desk, and a second desk of it.
async fn two_desks() -> (Story, Story) {
    let first = Story::founded(DAY, "fixture").await;
    let second = joined(&first).await;
    (first, second)
}

/// Another desk of the same office.
async fn joined(first: &Story) -> Story {
    let stick = tempfile::tempdir().expect("a stick");
    let invitation = first.ask(json!({ "ask": "invite_desk", "folder": stick.path() })).await;
    let desk = Story::on(DAY);
    let join = |code: &Value| json!({ "ask": "join_office", "path": invitation["path"], "code": code, "account": "lin", "password": "correct horse" });
    let problem = desk.refused(join(&json!("AAAAA-BBBBB-CCCCC"))).await;
    assert_eq!(problem.code, "bundle_wrong_key");
    let founded = desk.ask(join(&invitation["code"])).await;
    assert_eq!(founded["session"]["office"], "测试窗口");
    desk
}

/// Carries everything new from one desk to another; answers what was read.
async fn carry(from: &Story, to: &Story) -> Value {
    let path = written(from).await;
    to.ask(json!({ "ask": "import_bundle", "path": path })).await
}

async fn written(from: &Story) -> PathBuf {
    let stick = tempfile::tempdir().expect("a stick").keep();
    let written = from.ask(json!({ "ask": "export_bundle", "folder": stick, "peer": null })).await;
    PathBuf::from(written["path"].as_str().expect("a path"))
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

#[tokio::test]
async fn three_desks_and_no_server_end_with_the_same_facts_and_states() {
    let (one, two) = two_desks().await;
    let three = joined(&one).await;
    let talent = one.talent("陈思远").await;
    let file = one.take_in(&talent, &["settle_household", "talent_flat"]).await["file"].clone();
    carry(&one, &two).await;
    carry(&one, &three).await;
    // Each goes on by itself on the same case.
    note(&one, &file, "一号台：已电话告知").await;
    note(&two, &file, "二号台：本人来问进度").await;
    let other = three.talent("王䶮").await;
    three.take_in(&other, &["talent_flat"]).await;
    // One stick goes round, twice.
    for _ in 0..2 {
        carry(&one, &two).await;
        carry(&two, &three).await;
        carry(&three, &one).await;
    }
    let (a, b, c) = (digest(&one).await, digest(&two).await, digest(&three).await);
    assert_eq!(a, b);
    assert_eq!(b, c);
    let page = json!({ "ask": "case", "file": file, "as_of": null });
    let (here, there) = (one.ask(page.clone()).await, three.ask(page).await);
    assert_eq!(here["state"].to_string(), there["state"].to_string(), "byte by byte");
    let road = one.ask(json!({ "ask": "road" })).await;
    assert_eq!((&road["state"], road["peers"].as_array().map(Vec::len)), (&json!("by_hand"), Some(1)));
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    let (one, two) = two_desks().await;
    one.talent("陈思远").await;
    let path = written(&one).await;
    let first = two.ask(json!({ "ask": "import_bundle", "path": path })).await;
    assert!(first["new"].as_u64() > Some(0), "{first}");
    let before = digest(&two).await;
    let again = two.ask(json!({ "ask": "import_bundle", "path": path })).await;
    assert_eq!((&again["new"], &again["files"]), (&json!(0), &json!(0)));
    assert_eq!(digest(&two).await, before);
    // What a desk is known to have is not written for it again.
    carry(&two, &one).await;
    let device = one.ask(json!({ "ask": "road" })).await["peers"][0]["device"].clone();
    let stick = tempfile::tempdir().expect("a stick");
    let rest = one.ask(json!({ "ask": "export_bundle", "folder": stick.path(), "peer": device })).await;
    assert_eq!(rest["facts"], 0);
}

#[tokio::test]
async fn a_file_that_was_cut_or_altered_is_refused_in_words_and_nothing_of_it_is_taken() {
    let (one, two) = two_desks().await;
    one.talent("陈思远").await;
    let path = written(&one).await;
    let whole = std::fs::read(&path).expect("a bundle");
    let before = digest(&two).await;
    let import = json!({ "ask": "import_bundle", "path": path });
    let mut altered = whole.clone();
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    let cases: [(&[u8], &str); 4] = [
        (&whole[..whole.len() - 10], "bundle_cut"),
        (&whole[..30], "bundle_cut"),
        (&altered, "bundle_altered"),
        (b"%PDF-1.4 something else", "bundle_not_one"),
    ];
    for (bytes, code) in cases {
        std::fs::write(&path, bytes).expect("written");
        let problem = two.refused(import.clone()).await;
        assert_eq!(problem.code, code);
        assert!(problem.what.contains("文件") && !problem.remedy.is_empty(), "{problem:?}");
    }
    assert_eq!(digest(&two).await, before);
    // Another office's file does not open.
    let stranger = Story::founded(DAY, "fixture").await;
    let path = written(&stranger).await;
    assert_eq!(two.refused(json!({ "ask": "import_bundle", "path": path })).await.code, "bundle_wrong_key");
}

#[tokio::test]
async fn what_two_desks_did_without_knowing_waits_side_by_side_until_a_person_settles_it() {
    let (one, two) = two_desks().await;
    let talent = one.talent("陈思远").await;
    let file = one.take_in(&talent, &["settle_household"]).await["file"].clone();
    carry(&one, &two).await;
    one.answered(&file, "01", "public_security", "granted").await;
    two.answered(&file, "01", "public_security", "refused").await;
    let read = carry(&two, &one).await;
    assert!(read["to_settle"].as_u64() > Some(0), "{read}");
    carry(&one, &two).await;
    let waiting = tray(&one).await;
    let ids = |tray: &[Value]| tray.iter().map(|one| one["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&waiting), ids(&tray(&two).await));
    for contradiction in &waiting {
        let sides = contradiction["sides"].as_array().expect("sides");
        assert_eq!(sides.len(), 2, "{contradiction:#}");
        assert_ne!(sides[0]["desk"], sides[1]["desk"], "who did it, and where");
        let settle = json!({ "act": "settle", "contradiction": contradiction["id"],
            "set_aside": [sides[1]["fact"]], "reason": "以公安部门来电为准" });
        one.act(&file, settle).await;
    }
    assert_eq!(tray(&one).await, Vec::<Value>::new());
    carry(&one, &two).await;
    assert_eq!(tray(&two).await, Vec::<Value>::new());
    assert_eq!(digest(&one).await, digest(&two).await);
}

#[tokio::test]
async fn one_person_and_one_item_accepted_at_two_windows_is_found_across_cases() {
    let (one, two) = two_desks().await;
    let talent = one.talent("陈思远").await;
    carry(&one, &two).await;
    let first = one.take_in(&talent, &["talent_flat"]).await["file"].clone();
    two.take_in(&talent, &["talent_flat"]).await;
    // At one desk a person saw both: nothing to settle.
    one.take_in(&talent, &["settle_household"]).await;
    assert_eq!(tray(&one).await.len(), 0);
    let read = carry(&two, &one).await;
    let waiting = tray(&one).await;
    assert_eq!(read["to_settle"], waiting.len());
    assert_eq!(one.ask(json!({ "ask": "rail" })).await["to_settle"], waiting.len());
    let of_kind = |kind: &str| waiting.iter().filter(|one| one["kind"] == kind).count();
    // The document numbers of this made-up city have no mark of the desk: only the desk that founded the office gives plain
    // ones, the other marks its own.
    assert!(of_kind("accepted_elsewhere") == 1 && of_kind("number_twice") == 0, "{waiting:#?}");
    for contradiction in &waiting {
        let sides = contradiction["sides"].as_array().expect("sides");
        assert_eq!(sides.len(), 2, "{contradiction:#}");
        let settle = |aside: Vec<&Value>| json!({ "act": "settle", "contradiction": contradiction["id"], "set_aside": aside, "reason": "第二件系重复受理" });
        let all = sides.iter().map(|side| &side["fact"]).collect();
        let refused = one.refused(json!({ "ask": "act", "file": first, "act": settle(all) })).await;
        assert_eq!(refused.code, "not_of_contradiction");
        one.act(&first, settle(vec![&sides[1]["fact"]])).await;
    }
    assert_eq!(tray(&one).await, Vec::<Value>::new());
    assert_eq!(one.ask(json!({ "ask": "rail" })).await["to_settle"], 0);
    carry(&one, &two).await;
    assert_eq!(tray(&two).await, Vec::<Value>::new());
    assert_eq!(digest(&one).await, digest(&two).await);
}

#[tokio::test]
async fn a_desk_restored_from_an_old_copy_opens_a_new_life_and_nothing_is_lost() {
    let (one, two) = two_desks().await;
    let talent = one.talent("陈思远").await;
    let file = one.take_in(&talent, &["talent_flat"]).await["file"].clone();
    carry(&one, &two).await;
    two.ask(json!({ "ask": "sign_out" })).await;
    let kept = tempfile::tempdir().expect("a backup");
    let office = two.home().join("office");
    copy(&office, kept.path());
    let sign_in = json!({ "ask": "sign_in", "account": "lin", "password": "correct horse" });
    two.ask(sign_in.clone()).await;
    note(&two, &file, "备份之后写的").await;
    carry(&two, &one).await;
    // The machine breaks; the old copy takes its place and counts on from where it was.
    two.ask(json!({ "ask": "sign_out" })).await;
    std::fs::remove_dir_all(&office).expect("gone");
    copy(kept.path(), &office);
    two.ask(sign_in).await;
    note(&two, &file, "恢复之后写的").await;
    carry(&two, &one).await;
    carry(&one, &two).await;
    note(&two, &file, "新的一段").await;
    carry(&two, &one).await;
    let texts = one.ask(json!({ "ask": "case", "file": file, "as_of": null })).await["history"].to_string();
    for text in ["备份之后写的", "恢复之后写的", "新的一段"] {
        assert!(texts.contains(text), "{text} is lost: {texts}");
    }
    carry(&one, &two).await;
    assert_eq!(digest(&one).await, digest(&two).await);
}

#[tokio::test]
async fn a_number_that_two_copies_of_one_desk_gave_waits_for_a_person() {
    let (one, two) = two_desks().await;
    two.ask(json!({ "ask": "sign_out" })).await;
    let kept = tempfile::tempdir().expect("a backup");
    let office = two.home().join("office");
    copy(&office, kept.path());
    let sign_in = json!({ "ask": "sign_in", "account": "lin", "password": "correct horse" });
    two.ask(sign_in.clone()).await;
    let first = two.talent("陈思远").await;
    let file = two.take_in(&first, &["talent_flat"]).await["file"].clone();
    carry(&two, &one).await;
    two.ask(json!({ "ask": "sign_out" })).await;
    std::fs::remove_dir_all(&office).expect("gone");
    copy(kept.path(), &office);
    two.ask(sign_in).await;
    let second = two.talent("王䶮").await;
    two.take_in(&second, &["talent_flat"]).await;
    carry(&two, &one).await;
    let waiting = tray(&one).await;
    assert!(!waiting.is_empty() && waiting.iter().all(|one| one["kind"] == "number_twice"), "{waiting:#?}");
    for contradiction in &waiting {
        let aside = &contradiction["sides"][1]["fact"];
        let settle = json!({ "act": "settle", "contradiction": contradiction["id"], "set_aside": [aside], "reason": "后一件另行编号" });
        one.act(&file, settle).await;
    }
    assert_eq!(tray(&one).await, Vec::<Value>::new());
}

#[tokio::test]
async fn attachments_are_taken_by_what_they_are_and_travel_with_their_facts() {
    use base64::Engine;
    let (one, two) = two_desks().await;
    let talent = one.talent("陈思远").await;
    let file = one.take_in(&talent, &["talent_flat"]).await["file"].clone();
    let attach = |name: &str, bytes: &[u8]| {
        json!({ "ask": "attach", "file": file, "material": "identity_card", "name": name,
            "bytes_base64": base64::engine::general_purpose::STANDARD.encode(bytes) })
    };
    let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &[7; 600 * 1024]].concat();
    let list = one.ask(attach("身份证.png", &png)).await;
    assert_eq!(
        (&list[0]["kind"], &list[0]["here"], &list[0]["size"]),
        (&json!("png"), &json!(true), &json!(png.len()))
    );
    let pdf = b"%PDF-1.4 << /Type /Page >> << /Type /Page >>";
    let list = one.ask(attach("合同.pdf", pdf)).await;
    assert_eq!(list[1]["pages"], 2);
    for (name, bytes, code) in [
        ("程序.pdf", b"MZ\x90\x00 not a paper".as_slice(), "attachment_kind"),
        ("空.png", b"", "attachment_empty"),
        ("身份证.png", &png, "attachment_here"),
        ("太大.pdf", &[b"%PDF-".as_slice(), &[0; 20 * 1024 * 1024]].concat(), "attachment_large"),
    ] {
        let problem = one.refused(attach(name, bytes)).await;
        assert_eq!(problem.code, code);
        assert!(problem.what.contains(name) && !problem.remedy.is_empty(), "{problem:?}");
    }
    let (first, second) = (list[0]["sha256"].clone(), list[1]["sha256"].clone());
    let change = |hash: &Value, change: Value| json!({ "ask": "change_attachment", "file": file, "sha256": hash, "change": change });
    one.ask(change(&first, json!({ "change": "turned", "degrees": 90 }))).await;
    assert_eq!(one.refused(change(&first, json!({ "change": "turned", "degrees": 45 }))).await.code, "attachment_turn");
    let list = one.ask(change(&second, json!({ "change": "placed", "place": 0 }))).await;
    assert_eq!((&list[0]["name"], &list[1]["turned"]), (&json!("合同.pdf"), &json!(90)));
    let read = carry(&one, &two).await;
    assert!(read["contents"].as_u64() >= Some(2), "{read}");
    let bytes = two.ask(json!({ "ask": "attachment_bytes", "sha256": first })).await;
    assert_eq!(bytes, base64::engine::general_purpose::STANDARD.encode(&png));
    let list = two.ask(change(&first, json!({ "change": "taken_out", "reason": "传错了" }))).await;
    assert_eq!(list.as_array().map(Vec::len), Some(1));
    carry(&two, &one).await;
    assert_eq!(digest(&one).await, digest(&two).await);
}

#[tokio::test]
async fn what_two_desks_did_twice_is_told_in_words_and_ends_the_same_on_both() {
    let (one, two) = two_desks().await;
    let talent = one.talent("陈思远").await;
    let file = one.take_in(&talent, &["settle_household"]).await["file"].clone();
    one.answered(&file, "01", "public_security", "granted").await;
    let granted = json!({ "act": "decide", "item": "01", "outcome": "granted", "on_spot": false, "result": "准予",
        "reason": "", "basis": "", "remedies": "", "papers": [] });
    one.act(&file, granted).await;
    one.act(&file, json!({ "act": "collect", "item": "01", "papers": [] })).await;
    let hand_over = json!({ "act": "hand_over", "items": ["01"], "to": "陈思远", "relation": "本人", "power": "",
        "method": "in_person", "papers": [] });
    one.act(&file, hand_over).await;
    let rated = json!({ "act": "rate", "item": null, "level": 1, "comment": "", "channel": "phone" });
    let page = one.act(&file, rated).await;
    let fact = page["history"].as_array().and_then(|lines| lines.last()).expect("the first fact")["fact"].clone();
    carry(&one, &two).await;
    for (desk, need) in [(&one, "落户"), (&two, "租房")] {
        desk.act(&file, json!({ "act": "rectify", "item": null, "what": "负责人上门听取意见" })).await;
        let right = json!({ "act": "correct", "fact": fact, "field": "need", "value": need, "reason": "口误" });
        desk.act(&file, right).await;
    }
    carry(&one, &two).await;
    carry(&two, &one).await;
    assert_eq!(digest(&one).await, digest(&two).await);
    let mut words: Vec<String> =
        tray(&two).await.iter().map(|one| one["words"].as_str().expect("words").to_owned()).collect();
    words.sort();
    assert_eq!(words, ["同一件事在两处各做了一次：对整件办件差评的整改", "同一栏在两处作了不同更正：需求内容"]);
}
