//! The command line, as a script sees it.

use serde_json::Value;
use std::process::{Command, Output};

fn run(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_greenlane-desk"));
    command
        .env_remove("GREENLANE_PASSWORD")
        .env_remove("GREENLANE_HOME")
        .args(words)
        .output()
        .expect("the program runs")
}

fn json(words: &[&str]) -> (i32, Value) {
    let output = run(&[words, &["--json"]].concat());
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    (output.status.code().unwrap_or(-1), value)
}

#[test]
fn seven_working_days_pass_over_both_holidays_and_count_the_make_up_saturday() {
    for from in ["2026-09-24", "20260924"] {
        let (code, answer) = json(&["due", "--from", from, "--working-days", "7"]);
        assert_eq!((code, answer["due"].as_str()), (0, Some("2026-10-12")));
        assert_eq!(answer["provisional"], false);
        assert!(answer["calendar"].as_str().is_some_and(|version| version.starts_with("2026.")));
    }
    let (_, answer) = json(&["due", "--from", "2026-09-24", "--working-days", "7"]);
    let steps = answer["steps"].as_array().expect("steps");
    assert_eq!(steps.len(), 18, "every day from the 25th to the due date");
    let of = |date: &str| steps.iter().find(|step| step["date"] == date).expect("the day");
    assert_eq!((&of("2026-10-01")["counted"], &of("2026-10-01")["number"]), (&Value::Bool(false), &Value::Null));
    assert!(of("2026-10-01")["why"].as_str().is_some_and(|why| why.contains("国庆")));
    assert_eq!(of("2026-10-10")["counted"], true);
    assert_eq!(of("2026-10-12")["number"], 7);
}

#[test]
fn a_make_up_saturday_can_be_the_due_day() {
    let (_, answer) = json(&["due", "--from", "2026-02-12", "--working-days", "7"]);
    assert_eq!(answer["due"], "2026-02-28");
}

#[test]
fn calendar_days_move_off_a_holiday() {
    let (_, answer) = json(&["due", "--from", "2026-09-16", "--calendar-days", "15"]);
    assert_eq!(answer["due"], "2026-10-08");
}

#[test]
fn a_year_whose_notice_is_not_out_is_provisional_and_one_without_a_calendar_is_refused() {
    let (code, answer) = json(&["due", "--from", "2026-12-30", "--working-days", "5"]);
    assert_eq!((code, &answer["provisional"]), (0, &Value::Bool(true)));
    let (code, answer) = json(&["due", "--from", "2012-05-01", "--working-days", "5"]);
    assert_eq!(code, 1);
    assert!(answer["problem"]["what"].as_str().is_some_and(|what| what.contains("2012")), "{answer}");
}

#[test]
fn the_text_is_chinese_and_names_the_day() {
    let output = run(&["due", "--from", "2026-09-24", "--working-days", "7"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.starts_with("2026-09-24 起 7 个工作日：2026-10-12 周一"), "{text}");
    let english = run(&["due", "--from", "2026-09-24", "--working-days", "7", "--language", "en"]);
    assert!(String::from_utf8_lossy(&english.stdout).starts_with("7 working days from 2026-09-24: 2026-10-12 Mon"));
}

#[test]
fn a_line_that_is_not_understood_ends_with_two() {
    for words in [
        &["due", "--from", "2026-02-30", "--working-days", "7"][..],
        &["due", "--from", "2026-09-24"],
        &["due", "--from", "2026-09-24", "--working-days", "7", "--calendar-days", "7"],
        &["fly"],
    ] {
        assert_eq!(run(words).status.code(), Some(2), "{words:?}");
    }
}

#[test]
fn the_help_documents_the_exit_codes() {
    let text = String::from_utf8_lossy(&run(&["--help"]).stdout).into_owned();
    for word in ["退出码", "0 完成", "1 被拒绝", "2 用法", "3 没有找到", "4 数据库", "算到期日"] {
        assert!(text.contains(word), "{word}: {text}");
    }
}

#[test]
fn a_number_is_every_kind_it_can_be() {
    let (code, answer) = json(&["identify", "11010519491231002X"]);
    assert_eq!(code, 0);
    let first = &answer["readings"][0];
    assert_eq!((first["kind"].as_str(), &first["valid"]), (Some("resident_id18"), &Value::Bool(true)));
    assert_eq!(first["born"], "1949-12-31");
    let (code, answer) = json(&["identify", "110105194912310021"]);
    assert_eq!(code, 1, "a wrong check digit: {answer}");
    assert!(answer["readings"][0]["warnings"].as_array().is_some_and(|warnings| !warnings.is_empty()));
    let (code, answer) = json(&["identify", "？"]);
    assert_eq!((code, answer["readings"].as_array().map(Vec::len)), (1, Some(0)));
}

#[test]
fn packs_are_checked_shown_and_their_gaps_counted() {
    let (code, answer) = json(&["pack", "check"]);
    assert_eq!(code, 0, "{answer:#}");
    assert!(answer.as_array().is_some_and(|packs| packs.len() >= 2 && packs.iter().all(|pack| pack["ok"] == true)));
    let (code, answer) = json(&["pack", "show", "fixture"]);
    assert_eq!((code, answer["meta"]["id"].as_str()), (0, Some("fixture")));
    let (code, answer) = json(&["pack", "coverage", "fixture"]);
    assert_eq!(code, 0);
    assert!(answer["coverage"]["total"]["unset"].as_u64().is_some_and(|unset| unset > 0));
    assert_eq!(json(&["pack", "check", "nowhere"]).0, 3);
}

#[test]
fn a_pack_folder_with_a_fault_is_told_by_file_line_and_key() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("city.toml"), "[meta]\nid = \"x\"\nversion = \"one\"\n").expect("a file");
    let place = folder.path().display().to_string();
    let (code, answer) = json(&["pack", "check", &place]);
    assert_eq!(code, 1);
    let faults = answer["faults"].as_array().expect("faults");
    assert!(faults.iter().any(|fault| fault["key"].as_str().is_some_and(|key| key.contains("meta"))), "{answer:#}");
}

#[test]
fn a_practice_office_is_made_verified_and_a_case_of_it_exported() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path().join("home");
    let home = home.to_str().expect("a path");
    let (code, made) = json(&["practice", "--out", home]);
    assert_eq!(code, 0, "{made}");
    assert!(made["account"].as_str().is_some_and(|account| !account.is_empty()));
    assert!(made["password"].as_str().is_some_and(|password| !password.is_empty()));
    let database = std::fs::read(std::path::Path::new(home).join("practice").join("desk.db")).expect("a database");
    assert!(!database.starts_with(b"SQLite format 3"), "encrypted from the first byte");
    let (code, verified) = json(&["verify", "--home", home]);
    assert_eq!((code, &verified["faults"]), (0, &serde_json::json!([])), "{verified}");
    assert!(verified["facts"].as_u64().is_some_and(|facts| facts > 100));
    assert_eq!(json(&["rebuild", "--home", home]).0, 0);
    assert_eq!(json(&["practice", "--out", home]).0, 1, "an office is never written over");
    assert_eq!(json(&["case", "NONE", "export", "--out", home, "--home", home]).0, 3);
    let number = made["case"].as_str().expect("a case to try");
    let out = folder.path().join("out");
    std::fs::create_dir(&out).expect("a folder");
    let out = out.to_str().expect("a path");
    let (code, exported) = json(&["case", number, "export", "--out", out, "--home", home]);
    assert_eq!((code, &exported["number"]), (0, &Value::from(number)), "{exported}");
    let files = exported["files"].as_array().expect("files");
    assert!(
        !files.is_empty() && files.iter().all(|file| std::path::Path::new(file.as_str().unwrap_or_default()).is_file())
    );
    let (code, copied) = json(&["backup", "--out", out, "--home", home]);
    assert_eq!(code, 0, "{copied}");
    let database = std::path::Path::new(copied["folder"].as_str().expect("a folder")).join("desk.db");
    assert!(!std::fs::read(database).expect("a database").starts_with(b"SQLite format 3"));
    assert_ne!(json(&["backup", "--out", out, "--home", home]).1["folder"], copied["folder"]);
    assert_eq!(json(&["backup", "--out", "/nowhere/at/all", "--home", home]).0, 3);
}

#[test]
fn an_office_that_is_not_there_is_said_so_and_a_password_is_never_an_argument() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path().to_str().expect("a path");
    assert_eq!(json(&["verify", "--home", home]).0, 3);
    assert_eq!(run(&["verify", "--home", home, "--password", "x"]).status.code(), Some(2));
}
