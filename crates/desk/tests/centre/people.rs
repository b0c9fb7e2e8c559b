//! People sign in at the centre from their desk, and act on when their right has ended.

use super::place::Centre;
use super::support::Story;
use super::{DAY, PASSWORD, enrol, note, sync};
use greenlane_domain::fact::Moment;
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

/// The desk's clock stands this many minutes after the centre's.
fn turns(desk: &Story, minutes: i64) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_millis();
    let ms = i64::try_from(now).expect("a moment") + minutes * 60_000;
    desk.turns(&Moment { ms, tick: 0 }.local_time().format("%Y-%m-%d %H:%M").to_string());
}

async fn at_centre(desk: &Story, password: &str) -> Value {
    desk.ask(json!({ "ask": "centre_sign_in", "password": password })).await["account"].clone()
}

async fn account(desk: &Story) -> Value {
    let account = desk.ask(json!({ "ask": "road" })).await["account"].clone();
    // A renewal between the two would change the time, not the state.
    assert_eq!(
        account["state"],
        desk.ask(json!({ "ask": "rail" })).await["account"]["state"],
        "the badge says the same"
    );
    account
}

/// What the centre keeps apart of a desk: why, in words.
async fn apart(desk: &Story) -> Vec<String> {
    let unsent = desk.ask(json!({ "ask": "unsent" })).await;
    let lines = unsent.as_array().expect("a list").iter().filter(|line| line["standing"] == "aside");
    lines.map(|line| line["why"].as_str().expect("why").to_owned()).collect()
}

const DAY_MINUTES: i64 = 24 * 60;

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_at_the_centre_once_and_sees_how_long_the_right_to_act_offline_lasts() {
    let centre = Centre::on_sqlite();
    centre.account("lin", "another horse", 8);
    let one = Story::founded(DAY, "fixture").await;
    turns(&one, 0);
    assert_eq!(account(&one).await, Value::Null, "without a centre there is nothing to say");
    enrol(&one, &centre).await;
    assert_eq!(account(&one).await["state"], "unknown");
    let wrong = one.refused(json!({ "ask": "centre_sign_in", "password": PASSWORD })).await;
    assert_eq!(wrong.code, "centre_password");
    assert!(wrong.remedy.contains("可能与本机的不同"), "{wrong}");

    let first = at_centre(&one, "another horse").await;
    assert_eq!(first["state"], "in_force", "{first}");
    assert!(first["words"].as_str().is_some_and(|words| words.contains("lin")), "{first}");
    // It is kept with the desk, and goes on without a password.
    one.ask(json!({ "ask": "sign_out" })).await;
    one.ask(json!({ "ask": "sign_in", "account": "lin", "password": PASSWORD })).await;
    assert_eq!(account(&one).await["state"], "in_force");
    turns(&one, 90);
    sync(&one).await;
    let renewed = account(&one).await;
    assert!(renewed["until"].as_str() > first["until"].as_str(), "{renewed} after {first}");

    // With no centre to renew it.
    drop(centre);
    turns(&one, 6 * DAY_MINUTES + 60);
    assert_eq!(account(&one).await["state"], "soon");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_after_the_right_has_ended_is_set_apart_and_taken_when_the_person_signs_in_again() {
    let centre = Centre::on_sqlite();
    centre.account("lin", "another horse", 2);
    let one = Story::founded(DAY, "fixture").await;
    turns(&one, 0);
    enrol(&one, &centre).await;
    at_centre(&one, "another horse").await;
    let talent = one.talent("陈思远").await;
    let file = one.take_in(&talent, &["talent_flat"]).await["file"].clone();
    sync(&one).await;
    assert_eq!(apart(&one).await, Vec::<String>::new());

    turns(&one, 3 * DAY_MINUTES);
    let ended = account(&one).await;
    assert_eq!(ended["state"], "ended");
    assert!(ended["words"].as_str().is_some_and(|words| words.contains("一条也不会丢")), "{ended}");
    note(&one, &file, "期限过后写的").await;
    sync(&one).await;
    let mut why = apart(&one).await;
    for _ in 0..100 {
        if !why.is_empty() {
            break;
        }
        // The road that opens again after the exchange has offered it anew, and is told the same once more.
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        why = apart(&one).await;
    }
    assert!(why.iter().all(|why| why.contains("离线办理期限已过")) && why.len() == 1, "{why:?}");

    // The administrator gives more days; the person signs in, and the centre takes what it had set apart.
    centre.account("lin", "another horse", 30);
    assert_eq!(at_centre(&one, "another horse").await["state"], "in_force");
    sync(&one).await;
    assert_eq!(apart(&one).await, Vec::<String>::new());
    assert_eq!(one.ask(json!({ "ask": "rail" })).await["to_send"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_just_typed_signs_in_at_the_centre_again_where_it_is_the_same_and_only_there() {
    let centre = Centre::on_sqlite();
    // A revoked account's tokens are gone; opened again, it has to be signed in to.
    let again = |password: &str| {
        centre.command(&["revoke-person", "lin"]);
        centre.account("lin", password, 8);
    };
    centre.account("lin", PASSWORD, 8);
    let one = Story::founded(DAY, "fixture").await;
    turns(&one, 0);
    enrol(&one, &centre).await;
    at_centre(&one, PASSWORD).await;
    let come_back = async || {
        one.ask(json!({ "ask": "sign_out" })).await;
        one.ask(json!({ "ask": "sign_in", "account": "lin", "password": PASSWORD })).await;
    };
    again(PASSWORD);
    sync(&one).await;
    assert_eq!(account(&one).await["state"], "again", "the road goes on without the person's token");
    come_back().await;
    sync(&one).await;
    assert_eq!(account(&one).await["state"], "in_force");

    again("another horse");
    come_back().await;
    sync(&one).await;
    assert_eq!(account(&one).await["state"], "again");
    at_centre(&one, "another horse").await;
    again(PASSWORD);
    sync(&one).await;
    come_back().await;
    sync(&one).await;
    assert_eq!(account(&one).await["state"], "again", "the desk's password is not shown to the centre unasked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_back_prolongs_no_right_to_act_offline() {
    let centre = Centre::on_sqlite();
    centre.account("lin", "another horse", 0);
    let one = Story::founded(DAY, "fixture").await;
    turns(&one, -DAY_MINUTES);
    enrol(&one, &centre).await;
    at_centre(&one, "another horse").await;
    sync(&one).await;
    drop(centre);
    // By its own clock the desk has a day left; the centre swore a later time.
    assert_eq!(account(&one).await["state"], "ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_behind_takes_nothing_of_a_right_that_lasts() {
    let centre = Centre::on_sqlite();
    centre.account("lin", "another horse", 8);
    let one = Story::founded(DAY, "fixture").await;
    turns(&one, -DAY_MINUTES);
    enrol(&one, &centre).await;
    at_centre(&one, "another horse").await;
    sync(&one).await;
    assert_eq!(account(&one).await["state"], "in_force");
}
