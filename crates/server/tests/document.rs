//! The OpenAPI document names every door, and no other.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

#[test]
fn the_document_names_every_door_and_every_refusal() {
    let document: serde_json::Value = serde_json::from_str(greenlane_server::doors::OPENAPI).unwrap();
    let written: BTreeSet<String> = document["paths"].as_object().unwrap().keys().cloned().collect();
    let source = include_str!("../src/doors.rs");
    let doors: BTreeSet<String> =
        source.split(".route(\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
    assert!(doors.len() > 8);
    assert_eq!(written, doors);
    let codes = document["components"]["schemas"]["Refusal"]["properties"]["code"]["enum"].as_array().unwrap();
    let words: serde_json::Value = serde_json::from_str(include_str!("../../../words/zh-CN/sync.json")).unwrap();
    let said: BTreeSet<&str> = words
        .as_object()
        .unwrap()
        .keys()
        .filter_map(|key| key.strip_prefix("refusal.")?.strip_suffix(".what"))
        .collect();
    assert_eq!(codes.iter().map(|code| code.as_str().unwrap()).collect::<BTreeSet<_>>(), said);
}

#[test]
fn settings_may_stand_before_the_command_as_well_as_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("centre.sqlite");
    let run = |words: &[&std::ffi::OsStr]| {
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_greenlane-centre")).args(words).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    let (setting, database) = ("--database".as_ref(), database.as_os_str());
    run(&[setting, database, "migrate".as_ref()]);
    assert_eq!(run(&[setting, database, "desks".as_ref()]), run(&["desks".as_ref(), setting, database]));
}
