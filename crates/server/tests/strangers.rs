//! Codes and passwords that are tried from one address: right ones as many as come, wrong ones only so many.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{CentreProcess, Desk, PROGRAM};
use ed25519_dalek::SigningKey;
use greenlane_domain::fact::{DeviceId, PersonId};
use greenlane_sync::client::{Client, ClientError};
use greenlane_sync::request::SignIn;
use greenlane_sync::wire::Code;
use std::io::Write;
use std::process::{Command, Stdio};

struct Place {
    _folder: tempfile::TempDir,
    centre: CentreProcess,
}

fn start(words: &[&str]) -> Place {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("centre.sqlite");
    let centre = CentreProcess::start(database.to_str().unwrap(), &folder.path().join("blobs"), words);
    Place { _folder: folder, centre }
}

fn stranger(centre: &CentreProcess, name: &str) -> Client {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).unwrap();
    Client::new(&centre.url, DeviceId::new(name), SigningKey::from_bytes(&secret)).unwrap()
}

fn refused<T: std::fmt::Debug>(answer: Result<T, ClientError>) -> Code {
    match answer.unwrap_err() {
        ClientError::Refused(refusal) => refusal.code,
        other => panic!("{other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_desks_behind_one_address_are_enrolled_at_once() {
    let place = start(&[]);
    let desks: Vec<_> = (0..64)
        .map(|number| (stranger(&place.centre, &format!("desk-{number}")), place.centre.code(&["37/3713"])))
        .map(|(client, code)| tokio::spawn(async move { client.enrol(&code).await.map(|enrolled| enrolled.name) }))
        .collect();
    for desk in desks {
        assert_eq!(desk.await.unwrap().unwrap(), "一号窗口");
    }
}

#[tokio::test]
async fn wrong_codes_use_an_addresss_tries_up_and_right_ones_do_not() {
    let place = start(&["--tries", "3"]);
    for number in 0..5 {
        let code = place.centre.code(&["37/3713"]);
        stranger(&place.centre, &format!("right-{number}")).enrol(&code).await.unwrap();
    }
    let code = place.centre.code(&["37/3713"]);
    let guesser = stranger(&place.centre, "guesser");
    for _ in 0..3 {
        assert_eq!(refused(guesser.enrol("AAAA-AAAA-AAAA").await), Code::BadEnrolment);
    }
    assert_eq!(refused(guesser.enrol("AAAA-AAAA-AAAA").await), Code::TooOften);
    assert_eq!(refused(guesser.enrol(&code).await), Code::TooOften, "a guess that would be right is not looked at");
}

fn account(centre: &CentreProcess, person: &str, password: &str) {
    let mut command = Command::new(PROGRAM)
        .args(["person", person, "--name", "林专员", "--database", &centre.database])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(command.stdin.take().unwrap(), "{password}").unwrap();
    assert!(command.wait().unwrap().success());
}

#[tokio::test]
async fn wrong_passwords_use_an_addresss_tries_up_and_right_ones_do_not() {
    let place = start(&["--tries", "3"]);
    account(&place.centre, "lin", "correct horse");
    let desk = Desk::enrol(&place.centre, "a", &["37/3713"]).await;
    let with = |password: &str| SignIn { person: PersonId::new("lin"), password: password.to_owned() };
    for _ in 0..5 {
        desk.client.sign_in(&with("correct horse")).await.unwrap();
    }
    for _ in 0..3 {
        assert_eq!(refused(desk.client.sign_in(&with("battery staple")).await), Code::Forbidden);
    }
    assert_eq!(refused(desk.client.sign_in(&with("correct horse")).await), Code::TooOften);
    // A desk is enrolled all the same: codes and passwords are counted apart.
    Desk::enrol(&place.centre, "b", &["37/3713"]).await;
}
