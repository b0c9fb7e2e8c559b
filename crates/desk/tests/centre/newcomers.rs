//! A fresh desk joins an office by the centre's address and a one-time code.

use super::place::Centre;
use super::support::Story;
use super::{DAY, PASSWORD, digest, enrol, note, said, sync};
use serde_json::{Value, json};

fn join(centre: &Centre, code: &str, account: &str) -> Value {
    json!({ "ask": "join_centre", "url": centre.url(), "code": code, "account": account, "password": "my own password" })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_desk_gets_office_pack_and_region_from_the_centre_and_its_code_outlasts_a_mistake() {
    let centre = Centre::on_sqlite();
    let code = centre.code();
    let two = Story::on(DAY);
    assert_eq!(two.refused(join(&centre, "AAAA-BBBB-CCCC", "lin")).await.code, "centre_refused");
    // Nobody has brought the office to the centre yet.
    assert_eq!(two.refused(join(&centre, &code, "lin")).await.code, "centre_no_office");

    let one = Story::founded(DAY, "fixture").await;
    enrol(&one, &centre).await;
    let talent = one.talent("陈思远").await;
    let file = one.take_in(&talent, &["talent_flat"]).await["file"].clone();
    sync(&one).await;
    let nobody = two.refused(join(&centre, &code, "wang")).await;
    assert_eq!(nobody.code, "no_person_there");
    assert!(nobody.what.contains("lin"), "{nobody}");
    assert_eq!(two.ask(json!({ "ask": "start_state" })).await["phase"], "new");

    let founded = two.ask(join(&centre, &code, "lin")).await;
    assert!(founded["recovery_code"].as_str().is_some_and(|code| code.len() > 20));
    let (here, there) = (two.ask(json!({ "ask": "session" })).await, one.ask(json!({ "ask": "session" })).await);
    assert_eq!((&here["office"], &here["scheme"]), (&there["office"], &there["scheme"]));
    assert_eq!(here["person"], there["person"]);
    sync(&two).await;
    assert_eq!(digest(&one).await, digest(&two).await);
    note(&two, &file, "二号台写的").await;
    sync(&two).await;
    sync(&one).await;
    assert_eq!(digest(&one).await, digest(&two).await);

    // It is a desk like every other: its own password opens it, the other desk's does not, and it belongs to the centre.
    two.ask(json!({ "ask": "sign_out" })).await;
    let foreign = json!({ "ask": "sign_in", "account": "lin", "password": PASSWORD });
    assert_eq!(two.refused(foreign).await.code, "store.wrong_password");
    two.ask(json!({ "ask": "sign_in", "account": "lin", "password": "my own password" })).await;
    assert_eq!(two.ask(json!({ "ask": "road" })).await["centre"], centre.url());
    assert_eq!(two.refused(join(&centre, &code, "lin")).await.code, "store.exists");
    let people = two.ask(json!({ "ask": "start_state" })).await["people"].clone();
    assert!(!people.to_string().contains("wang"), "{people}");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_the_command_line_a_desk_joins_a_person_signs_in_and_a_case_moves() {
    let centre = Centre::on_sqlite();
    centre.account("lin", PASSWORD, 8);
    let one = Story::founded(DAY, "fixture").await;
    enrol(&one, &centre).await;
    let talent = one.talent("陈思远").await;
    let taken = one.take_in(&talent, &["talent_flat"]).await;
    sync(&one).await;
    let page = one.ask(json!({ "ask": "case", "file": taken["file"], "as_of": null })).await;
    let number = page["state"]["need"]["number"].as_str().expect("a number").to_owned();
    let far = Story::founded(DAY, "fixture").await;
    far.ask(json!({ "ask": "enrol", "url": centre.url(), "code": centre.code_for("99/9902") })).await;

    let two = Story::on(DAY);
    let joined = said(&two, &["join-centre", &centre.url(), &centre.code()]);
    assert_eq!(joined["session"]["person"]["account"], "lin");
    assert_eq!(said(&two, &["centre-sign-in"])["account"]["state"], "in_force");
    said(&two, &["sync"]);
    let moved = said(&two, &["case", &number, "move", "--to", "99/9902", "--reason", "已到那边就业"]);
    assert_eq!((&moved["to"], &moved["road"]["to_send"]), (&json!("99/9902"), &json!(0)));
    sync(&far).await;
    sync(&far).await;
    let there = far.ask(json!({ "ask": "case", "file": taken["file"], "as_of": null })).await;
    assert_eq!(there["state"]["need"]["number"], number.as_str());
}
