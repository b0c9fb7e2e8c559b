//! What two desks did without knowing of each other is settled on either of them, and a settlement is taken back on the other.

use super::place::Centre;
use super::printer::Eve;
use super::support::Story;
use super::{DAY, digest, enrol, joined, sync, tray};
use serde_json::{Value, json};
use std::time::Duration;

async fn together(centre: &Centre) -> (Story, Story) {
    let one = Story::founded(DAY, "fixture").await;
    let two = joined(&one).await;
    enrol(&one, centre).await;
    enrol(&two, centre).await;
    (one, two)
}

/// Until both have what the other wrote.
async fn exchange(one: &Story, two: &Story) {
    for desk in [one, two, one] {
        sync(desk).await;
    }
    assert_eq!(digest(one).await, digest(two).await);
}

fn settling(contradiction: &Value, set_aside: &[&Value]) -> Value {
    json!({ "act": "settle", "contradiction": contradiction["id"], "set_aside": set_aside, "reason": "以公安部门来函为准" })
}

async fn settle(desk: &Story, contradiction: &Value, set_aside: &[&Value]) -> Value {
    let act = settling(contradiction, set_aside);
    desk.ask(json!({ "ask": "act", "file": contradiction["file"], "act": act })).await
}

async fn printed(desk: &Story, eve: &Eve, paper: &Value) {
    let ask = json!({ "ask": "print", "file": paper["file"], "sha256": paper["sha256"], "printer": eve.address(),
                      "copies": 1, "originals": true, "reason": "" });
    let mut job = desk.ask(ask).await;
    for _ in 0..1500 {
        if job["ended"] == true {
            assert_eq!(job["state"], "printed", "{job}");
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        job = desk.ask(json!({ "ask": "print_state", "job": job["job"] })).await;
    }
    panic!("{job}");
}

fn papers_of<'a>(page: &'a Value, kind: &str) -> Vec<&'a Value> {
    page["papers"].as_array().expect("papers").iter().filter(|paper| paper["paper"] == kind).collect()
}

async fn case(desk: &Story, file: &Value) -> Value {
    desk.ask(json!({ "ask": "case", "file": file, "as_of": null })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_printed_paper_no_longer_agrees_the_settlement_makes_a_notice_of_correction() {
    let mut centre = Centre::on_sqlite();
    let eve = Eve::start("exit 0");
    let (one, two) = together(&centre).await;
    let talent = one.talent("陈思远").await;
    let file = one.take_in(&talent, &["settle_household"]).await["file"].clone();
    one.answered(&file, "01", "public_security", "granted").await;
    exchange(&one, &two).await;

    centre.kill();
    let decide = |outcome: &str| {
        json!({ "act": "decide", "item": "01", "outcome": outcome, "on_spot": false, "result": "已核", "reason": "来函",
                "basis": "落户办法第八条", "remedies": "可申请复核", "papers": [] })
    };
    one.act(&file, decide("granted")).await;
    let notice = json!({ "ask": "make_paper", "file": file, "paper": "result_notice", "items": ["01"], "body": null, "words": null, "gaps": false });
    let notice = one.ask(notice).await;
    printed(&one, &eve, &notice).await;
    two.act(&file, decide("refused")).await;
    centre.up();
    exchange(&one, &two).await;

    let waiting = tray(&two).await;
    let exclusive = waiting.iter().find(|one| one["kind"] == "exclusive").expect("two results");
    let sides = exclusive["sides"].as_array().expect("sides");
    let out = sides.iter().find(|side| side["papers"] != json!([])).expect("the paper that is out");
    assert!(out["papers"][0].as_str().is_some_and(|paper| paper.contains("办理结果告知单")), "{out}");
    let made = settle(&two, exclusive, &[&out["fact"]]).await["papers"].clone();
    assert_eq!((made.as_array().map(Vec::len), &made[0]["paper"]), (Some(1), &json!("correction_notice")), "{made}");
    let bytes = two.ask(json!({ "ask": "paper_bytes", "sha256": made[0]["sha256"] })).await;
    assert!(bytes.as_str().is_some_and(|bytes| bytes.len() > 10_000));
    exchange(&one, &two).await;
    assert_eq!(papers_of(&case(&one, &file).await, "correction_notice").len(), 1, "the other desk has it too");

    // The tray asks about the paper itself; with that the case is clear on both desks, and no second notice is made.
    let waiting = tray(&one).await;
    let [paper] = waiting.as_slice() else { panic!("{waiting:#?}") };
    assert_eq!((&paper["kind"], paper["sides"].as_array().map(Vec::len)), (&json!("paper_disagrees"), Some(1)));
    settle(&one, paper, &[&paper["sides"][0]["fact"]]).await;
    exchange(&one, &two).await;
    assert_eq!((tray(&one).await.len(), tray(&two).await.len()), (0, 0));
    assert_eq!(papers_of(&case(&one, &file).await, "correction_notice").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_settled_in_two_cases_is_taken_back_in_both_from_the_other_desk() {
    let centre = Centre::on_sqlite();
    let (one, two) = together(&centre).await;
    let talent = one.talent("陈思远").await;
    exchange(&one, &two).await;
    let first = one.take_in(&talent, &["talent_flat"]).await["file"].clone();
    let second = two.take_in(&talent, &["talent_flat"]).await["file"].clone();
    exchange(&one, &two).await;
    let waiting = tray(&one).await;
    let [across] = waiting.as_slice() else { panic!("{waiting:#?}") };
    assert_eq!(across["kind"], "accepted_elsewhere");
    settle(&one, across, &[&across["sides"][1]["fact"]]).await;
    exchange(&one, &two).await;
    assert_eq!((tray(&one).await.len(), tray(&two).await.len()), (0, 0));
    for file in [&first, &second] {
        assert!(case(&two, file).await["state"]["settled"].get(across["id"].as_str().expect("an id")).is_some());
    }

    settle(&two, across, &[]).await;
    exchange(&one, &two).await;
    for desk in [&one, &two] {
        assert_eq!(tray(desk).await.iter().map(|one| &one["id"]).collect::<Vec<_>>(), [&across["id"]]);
        for file in [&first, &second] {
            assert_eq!(case(desk, file).await["state"]["settled"], json!({}));
        }
    }
    let twice = json!({ "ask": "act", "file": first, "act": settling(across, &[]) });
    assert_eq!(two.refused(twice).await.code, "no_contradiction");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_registered_at_two_desks_becomes_one_and_two_again() {
    let centre = Centre::on_sqlite();
    let (one, two) = together(&centre).await;
    let (first, second) = (one.talent("陈思远").await, two.talent("陈思远").await);
    two.take_in(&second, &["talent_flat"]).await;
    exchange(&one, &two).await;
    let page = async |desk: &Story, file: &Value| desk.ask(json!({ "ask": "talent", "file": file })).await;
    let same = page(&one, &first).await["same"].clone();
    assert_eq!(
        same.as_array().map(|same| same.iter().map(|row| row["file"].clone()).collect()),
        Some(vec![second.clone()])
    );

    let merge = json!({ "ask": "merge_talent", "file": second, "into": first, "reason": "同一人，两处登记" });
    one.ask(merge).await;
    exchange(&one, &two).await;
    assert_eq!(page(&two, &second).await["merged_into"], first);
    let cases = |page: &Value| page["cases"].as_array().map(Vec::len);
    assert_eq!(cases(&page(&two, &first).await), Some(1), "the cases of both are shown as one person's");

    two.ask(json!({ "ask": "part_talent", "file": second, "reason": "同名同日，不是一人" })).await;
    exchange(&one, &two).await;
    for desk in [&one, &two] {
        assert_eq!(page(desk, &second).await["merged_into"], Value::Null);
        assert_eq!((cases(&page(desk, &first).await), cases(&page(desk, &second).await)), (Some(0), Some(1)));
    }
}
