//! The practice office, and every ask on it.

mod support;

use serde_json::{Value, json};
use support::Story;

async fn practice() -> Story {
    let story = Story::on("2026-11-23");
    let session = story.ask(json!({ "ask": "open_practice" })).await;
    assert_eq!(session["practice"], true);
    story
}

#[tokio::test]
async fn the_practice_office_shows_every_phase_and_a_contradiction() {
    let story = practice().await;
    let list = story.ask(json!({ "ask": "cases", "filter": {} })).await;
    let phases: Vec<&str> =
        list["phases"].as_array().expect("phases").iter().filter_map(|pair| pair[0].as_str()).collect();
    for phase in ["registered", "preparing", "received", "handling", "ready", "partly_handed_over", "handed_over"] {
        assert!(phases.contains(&phase), "no case is {phase}: {phases:?}");
    }
    let bench = story.ask(json!({ "ask": "workbench" })).await;
    let lights: Vec<&str> =
        bench["lights"].as_array().expect("lights").iter().filter_map(|pair| pair[0].as_str()).collect();
    for light in ["red", "yellow", "green", "standing", "unset", "not_started"] {
        assert!(lights.contains(&light), "no item is {light}: {lights:?}");
    }
    let contradictions = story.ask(json!({ "ask": "contradictions" })).await;
    assert_eq!(contradictions.as_array().map(Vec::len), Some(1), "{contradictions:#}");
    assert!(bench["todo"].as_array().is_some_and(|lines| lines.len() >= 10), "{bench:#}");
    assert!(bench["stuck"].as_array().is_some_and(|lines| lines.len() >= 3), "{:#}", bench["stuck"]);
    let today = bench["appointments"].as_array().expect("appointments");
    assert!(
        today.iter().filter(|one| one["at"].as_str().is_some_and(|at| at.starts_with("2026-11-23"))).count() >= 2,
        "{today:#?}"
    );
}

#[tokio::test]
async fn the_practice_office_is_made_once_and_opened_again() {
    let story = practice().await;
    let before = story.ask(json!({ "ask": "cases", "filter": {} })).await;
    story.ask(json!({ "ask": "sign_out" })).await;
    story.ask(json!({ "ask": "open_practice" })).await;
    let after = story.ask(json!({ "ask": "cases", "filter": {} })).await;
    assert_eq!(before["rows"], after["rows"]);
}

#[tokio::test]
async fn every_ask_answers_on_the_practice_office() {
    let story = practice().await;
    let cases = story.ask(json!({ "ask": "cases", "filter": { "sort": "registered" } })).await;
    for row in cases["rows"].as_array().expect("rows") {
        let page = story.ask(json!({ "ask": "case", "file": row["file"], "as_of": null })).await;
        no_key_is_shown(&page, "case");
        for which in ["promised", "statutory"] {
            for item in page["state"]["items"].as_object().expect("items").keys() {
                story.ask(json!({ "ask": "explain_due", "file": row["file"], "item": item, "which": which })).await;
            }
        }
    }
    let talents = story.ask(json!({ "ask": "talents", "text": "", "page": 0 })).await;
    assert_eq!(talents["total"], 40);
    for row in talents["rows"].as_array().expect("rows") {
        let page = story.ask(json!({ "ask": "talent", "file": row["file"] })).await;
        no_key_is_shown(&page["history"], "talent");
    }
    let employers = story.ask(json!({ "ask": "employers", "text": "", "page": 0 })).await;
    assert_eq!(employers["total"], 12);
    for row in employers["rows"].as_array().expect("rows") {
        story.ask(json!({ "ask": "employer", "file": row["file"] })).await;
    }
    for ask in [
        "start_state",
        "session",
        "rail",
        "workbench",
        "catalogue",
        "contradictions",
        "pack_info",
        "check_pack",
        "office",
        "verify",
        "rebuild",
    ] {
        no_key_is_shown(&story.ask(json!({ "ask": ask })).await, ask);
    }
    let verified = story.ask(json!({ "ask": "verify" })).await;
    assert_eq!(verified["faults"], json!([]));
    let scenarios = story.ask(json!({ "ask": "check_pack" })).await;
    assert!(scenarios.as_array().expect("scenarios").iter().all(|one| one["passed"] == true), "{scenarios:#}");
    story.ask(json!({ "ask": "guide", "item": "settle_household" })).await;
    let plan = story
        .ask(json!({ "ask": "plan", "items": ["settle_household", "talent_flat", "clinic_fast_lane"], "hand": [] }))
        .await;
    assert_eq!(plan["items"].as_array().map(Vec::len), Some(3));
    story.ask(json!({ "ask": "identify", "value": "11010519491231002X" })).await;
    let remarks = story.ask(json!({ "ask": "check_name", "name": "王\u{e000}" })).await;
    assert_eq!(remarks[0]["code_point"], "U+E000");
    story.ask(json!({ "ask": "due", "from": "2026-09-24", "days": { "days": 7, "kind": "working" } })).await;
    let year = story.ask(json!({ "ask": "year", "year": 2026 })).await;
    assert_eq!((&year["confirmed"], year["days"].as_array().map(Vec::len)), (&json!(true), Some(365)));
    story.ask(json!({ "ask": "papers", "text": "", "unprinted": false, "page": 0 })).await;
    story.ask(json!({ "ask": "save_draft", "name": "intake", "value": { "title": "陈思远", "need": "安家" } })).await;
    let draft = story.ask(json!({ "ask": "load_draft", "name": "intake" })).await;
    assert_eq!(draft["need"], "安家");
    story.ask(json!({ "ask": "drop_draft", "name": "intake" })).await;
    story.ask(json!({ "ask": "set_language", "language": "en" })).await;
    for row in cases["rows"].as_array().expect("rows").iter().take(10) {
        no_key_is_shown(
            &story.ask(json!({ "ask": "case", "file": row["file"], "as_of": null })).await,
            "case in English",
        );
    }
    no_key_is_shown(&story.ask(json!({ "ask": "workbench" })).await, "workbench in English");
}

/// No sentence was forgotten: a key without one shows itself, e.g. `history.noticed`.
#[track_caller]
fn no_key_is_shown(answer: &Value, of: &str) {
    const SUBJECTS: &[&str] = &[
        "act",
        "offer",
        "history",
        "how",
        "channel",
        "outcome",
        "in_person",
        "rating",
        "field",
        "record",
        "timeline",
        "days",
        "piece",
        "explain",
        "contradiction",
        "desk",
        "paper",
        "situation",
        "same",
        "why",
        "appointment",
        "rule",
        "role",
        "scenario",
        "fault",
        "problem",
        "remedy",
        "day",
    ];
    match answer {
        Value::String(text) => {
            let key = text.split_once('.').is_some_and(|(subject, word)| {
                SUBJECTS.contains(&subject) && word.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '.')
            });
            assert!(!key, "{of} shows the key {text}");
        }
        Value::Array(list) => list.iter().for_each(|one| no_key_is_shown(one, of)),
        Value::Object(object) => object.values().for_each(|one| no_key_is_shown(one, of)),
        _ => {}
    }
}

#[tokio::test]
async fn search_finds_people_cases_and_employers() {
    let story = practice().await;
    for (text, kind) in [("王䶮", "talent"), ("李·安德森", "talent"), ("云川大学", "employer")] {
        let hits = story.ask(json!({ "ask": "search", "text": text })).await;
        assert!(hits.as_array().expect("hits").iter().any(|hit| hit["kind"] == kind), "{text}: {hits:#}");
    }
}
