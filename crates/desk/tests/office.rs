//! First start, people and passwords, the same person twice, masked values, limits, and a new calendar.

mod support;

use serde_json::{Value, json};
use support::Story;

#[tokio::test]
async fn an_office_is_founded_closed_opened_and_recovered() {
    let story = Story::on("2026-03-02");
    let start = story.ask(json!({ "ask": "start_state" })).await;
    assert_eq!(start["phase"], "new");
    assert!(start["packs"].as_array().is_some_and(|packs| packs.iter().all(|pack| pack["id"] != "fixture")));
    let found = json!({
        "ask": "found_office", "pack": "fixture", "password": "correct horse",
        "office": { "name": "测试窗口", "code": "", "level": "city", "pack": null, "practice": false },
        "person": { "id": "", "account": "lin", "name": "林专员", "role": "window_specialist", "body": "", "staff_no": "", "phone": "" },
    });
    let mut weak = found.clone();
    weak["password"] = json!("123");
    assert_eq!(story.refused(weak).await.code, "short_password");
    let founded = story.ask(found).await;
    let code = founded["recovery_code"].as_str().expect("a code").to_owned();
    assert_eq!(story.ask(json!({ "ask": "start_state" })).await["phase"], "open");
    story.ask(json!({ "ask": "sign_out" })).await;
    let start = story.ask(json!({ "ask": "start_state" })).await;
    assert_eq!(
        (&start["phase"], &start["office"], &start["people"]),
        (&json!("sign_in"), &json!("测试窗口"), &json!([["lin", "林专员"]]))
    );
    assert_eq!(story.refused(json!({ "ask": "workbench" })).await.code, "not_signed_in");
    let wrong = story.refused(json!({ "ask": "sign_in", "account": "lin", "password": "wrong horse" })).await;
    assert_eq!(wrong.code, "store.wrong_password");
    assert!(!wrong.what.is_empty() && wrong.what != wrong.code);
    let session =
        story.ask(json!({ "ask": "recover", "code": code, "account": "lin", "password": "a new horse" })).await;
    assert_eq!(session["person"]["name"], "林专员");
    story.ask(json!({ "ask": "sign_out" })).await;
    story.ask(json!({ "ask": "sign_in", "account": "lin", "password": "a new horse" })).await;
}

#[tokio::test]
async fn a_second_desk_on_the_same_folder_is_refused_politely() {
    let story = Story::founded("2026-03-02", "fixture").await;
    let other = greenlane_desk::Desk::at(story.home(), greenlane_desk::Options::default());
    let ask = serde_json::from_value(json!({ "ask": "sign_in", "account": "lin", "password": "correct horse" }))
        .expect("an ask");
    let problem = other.ask(ask).await.expect_err("the folder is in use");
    assert_eq!(problem.code, "store.in_use");
}

#[tokio::test]
async fn people_join_and_leave_and_a_department_does_only_its_own() {
    let story = Story::founded("2026-03-02", "fixture").await;
    let talent = story.talent("陈思远").await;
    let file = story.take_in(&talent, &["settle_household", "talent_flat"]).await["file"].clone();
    let officer = json!({ "id": "", "account": "gongan", "name": "郑立新", "role": "department_specialist", "body": "public_security",
        "staff_no": "", "phone": "" });
    story.ask(json!({ "ask": "save_person", "person": officer, "password": "public horse" })).await;
    story.ask(json!({ "ask": "sign_out" })).await;
    story.ask(json!({ "ask": "sign_in", "account": "gongan", "password": "public horse" })).await;
    let sign = |item: &str, body: &str| json!({ "ask": "act", "file": file, "act": { "act": "acknowledge", "item": item, "body": body, "by": "郑立新" } });
    story.ask(sign("01", "public_security")).await;
    assert_eq!(story.refused(sign("02", "housing")).await.code, "not_your_role");
    assert_eq!(story.refused(json!({ "ask": "save_letterhead", "letterhead": {} })).await.code, "not_your_role");
    story.ask(json!({ "ask": "sign_out" })).await;
    story.ask(json!({ "ask": "sign_in", "account": "lin", "password": "correct horse" })).await;
    story.ask(json!({ "ask": "remove_person", "account": "gongan", "reason": "调离" })).await;
    let left = story.refused(json!({ "ask": "sign_in", "account": "gongan", "password": "public horse" })).await;
    assert_eq!(left.code, "store.no_such_person");
}

#[tokio::test]
async fn numbers_are_masked_until_asked_for_and_the_look_is_recorded() {
    let story = Story::founded("2026-03-02", "fixture").await;
    let record = json!({ "name": "陈思远", "born": "1949-12-31", "phones": ["13900001234"],
        "identities": [{ "kind": "resident_id18", "value": "11010519491231002X" }] });
    let file = story.ask(json!({ "ask": "save_talent", "file": null, "record": record, "reason": "" })).await;
    let page = story.ask(json!({ "ask": "talent", "file": file })).await;
    assert!(!page.to_string().contains("11010519491231002X") && !page.to_string().contains("13900001234"));
    assert_eq!(
        story.refused(json!({ "ask": "unmask", "file": file, "what": "identities/0", "reason": "" })).await.code,
        "empty"
    );
    let seen = story.ask(json!({ "ask": "unmask", "file": file, "what": "identities/0", "reason": "核对证件" })).await;
    assert_eq!(seen, "11010519491231002X");
    let page = story.ask(json!({ "ask": "talent", "file": file })).await;
    assert_eq!(page["history"][0]["kind"], "unmasked");
    // A record that comes back masked from the page changes no number.
    let mut changed = page["record"].clone();
    changed["post"] = json!("教授");
    story.ask(json!({ "ask": "save_talent", "file": file, "record": changed, "reason": "任职变动" })).await;
    let seen = story.ask(json!({ "ask": "unmask", "file": file, "what": "identities/0", "reason": "核对证件" })).await;
    assert_eq!(seen, "11010519491231002X");
    let same = story.ask(json!({ "ask": "same_person", "record": record })).await;
    assert_eq!(same[0]["file"], file);
    let other = story.talent("陈思远").await;
    story.ask(json!({ "ask": "merge_talent", "file": other, "into": file, "reason": "同一人" })).await;
    let list = json!({ "ask": "talents", "text": "", "page": 0 });
    assert_eq!(story.ask(list.clone()).await["total"], 1);
    story.ask(json!({ "ask": "part_talent", "file": other, "reason": "同名不同人" })).await;
    assert_eq!(story.ask(list).await["total"], 2);
    let twice = story.refused(json!({ "ask": "part_talent", "file": other, "reason": "同名不同人" })).await;
    assert_eq!(twice.code, "not_merged");
}

#[tokio::test]
async fn an_unset_limit_is_decided_with_a_document_and_only_for_what_is_accepted_later() {
    let story = Story::founded("2026-03-02", "fixture").await;
    let talent = story.talent("陈思远").await;
    let before = story.take_in(&talent, &["living_allowance", "talent_flat"]).await["file"].clone();
    let set = |item: &str, document: &str| json!({ "ask": "set_limit", "item": item, "which": "promised", "days": { "days": 30, "kind": "working" }, "document": document });
    assert_eq!(story.refused(set("living_allowance", "")).await.code, "empty");
    assert_eq!(story.refused(set("settle_household", "会议纪要")).await.code, "limit_is_set");
    story.ask(set("living_allowance", "云演办〔2026〕3号")).await;
    let after = story.take_in(&talent, &["living_allowance"]).await["file"].clone();
    let promised = |page: Value| page["state"]["items"]["01"]["dues"]["promised"].clone();
    let case = |file: Value| json!({ "ask": "case", "file": file, "as_of": null });
    assert_eq!(promised(story.ask(case(before)).await), Value::Null);
    assert_eq!(promised(story.ask(case(after)).await)["days"], 30);
}

#[tokio::test]
async fn a_new_years_notice_moves_open_dates_and_says_which() {
    let story = Story::founded("2026-12-21", "fixture").await;
    let talent = story.talent("陈思远").await;
    let file = story.take_in(&talent, &["settle_household", "talent_flat"]).await["file"].clone();
    let before = story.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
    assert_eq!(before["state"]["items"]["01"]["dues"]["promised"]["provisional"], true);
    let rail = story.ask(json!({ "ask": "rail" })).await;
    assert_eq!(rail["calendar_year_missing"], 2027);
    let notice = r#"
year = 2027
confirmed = true
[[paper]]
number = "国办发明电〔2026〕0号（演示）"
issued = "2026-11-10"
[[holiday]]
name = "元旦"
off = ["2027-01-01", "2027-01-02", "2027-01-03"]
work = ["2027-01-09"]
[[holiday]]
name = "春节"
off = ["2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08", "2027-02-09", "2027-02-10", "2027-02-11"]
[[holiday]]
name = "清明节"
off = ["2027-04-05"]
[[holiday]]
name = "劳动节"
off = ["2027-05-01", "2027-05-02"]
[[holiday]]
name = "端午节"
off = ["2027-06-09"]
[[holiday]]
name = "中秋节"
off = ["2027-09-15"]
[[holiday]]
name = "国庆节"
off = ["2027-10-01", "2027-10-02", "2027-10-03"]
"#;
    let read = story.ask(json!({ "ask": "read_notice", "text": notice })).await;
    assert_eq!(read["faults"], json!([]), "{read:#}");
    assert_eq!(read["adopted"], false);
    // Two people: who adopts it is not the one who checked it, by name or by account.
    for own in ["林专员", " 林专员 ", "lin"] {
        let problem = story.refused(json!({ "ask": "adopt_notice", "text": notice, "reviewer": own })).await;
        assert_eq!((problem.code.as_str(), problem.place.as_str()), ("reviewer_is_self", "reviewer"));
        assert!(!problem.remedy.is_empty() && problem.what.contains("两个人"), "{problem:?}");
    }
    let adopted = story.ask(json!({ "ask": "adopt_notice", "text": notice, "reviewer": "周复核" })).await;
    assert_eq!(adopted["moved"], read["moved"]);
    assert!(adopted["moved"].as_array().is_some_and(|moved| !moved.is_empty()), "{adopted:#}");
    let after = story.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
    assert_eq!(after["state"]["items"]["01"]["dues"]["promised"]["provisional"], false);
    assert_eq!(after["history"][0]["kind"], "dues_moved");
    assert_eq!(story.ask(json!({ "ask": "rail" })).await["calendar_year_missing"], Value::Null);
}

#[tokio::test]
async fn an_office_is_backed_up_and_the_copy_opens_elsewhere_as_another_life_of_the_desk() {
    let story = Story::founded("2026-03-02", "fixture").await;
    let talent = story.talent("陈思远").await;
    let file = story.take_in(&talent, &["settle_household", "talent_flat"]).await["file"].clone();
    let before = story.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
    let digest = story.ask(json!({ "ask": "digest" })).await;
    let disk = tempfile::tempdir().expect("another disk");
    let folder = disk.path().display().to_string();
    let made = story.ask(json!({ "ask": "backup", "folder": folder })).await;
    let made = std::path::PathBuf::from(made.as_str().expect("a path"));
    assert_eq!(made.file_name().and_then(|name| name.to_str()), Some("greenlane-20260302-0900"));
    let again = story.ask(json!({ "ask": "backup", "folder": folder })).await;
    assert_ne!(again, made.display().to_string(), "never over an older one");
    let nowhere = story.refused(json!({ "ask": "backup", "folder": format!("{folder}/没有") })).await;
    assert_eq!(nowhere.code, "store.no_folder");

    // Restored on another computer: the same facts, the same people, another life.
    let other = Story::on("2026-03-03");
    std::fs::rename(&made, other.home().join("office")).expect("the copy is put in place");
    let start = other.ask(json!({ "ask": "start_state" })).await;
    assert_eq!((&start["phase"], &start["office"]), (&json!("sign_in"), &json!("测试窗口")));
    other.ask(json!({ "ask": "sign_in", "account": "lin", "password": "correct horse" })).await;
    let store = &other.desk.signed_in().expect("signed in").store;
    assert!(store.opened().new_epoch.is_some());
    let after = other.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
    assert_eq!(after["state"], before["state"]);
    assert_eq!(other.ask(json!({ "ask": "digest" })).await["files"], digest["files"]);
    let paper = before["papers"][0]["sha256"].clone();
    let bytes = json!({ "ask": "paper_bytes", "sha256": paper });
    assert_eq!(other.ask(bytes.clone()).await, story.ask(bytes).await);
    assert_eq!(other.ask(json!({ "ask": "verify" })).await["faults"], json!([]));
}

#[tokio::test]
async fn the_language_belongs_to_the_person_at_the_computer_and_not_to_the_database() {
    let story = Story::founded("2026-03-02", "fixture").await;
    story.ask(json!({ "ask": "set_language", "language": "en" })).await;
    let problem = story.refused(json!({ "ask": "guide", "item": "tea" })).await;
    assert!(problem.what.is_ascii() || problem.what.contains("tea"), "{problem:?}");
    story.ask(json!({ "ask": "sign_out" })).await;
    story.ask(json!({ "ask": "set_language", "language": "zh-CN" })).await;
    story.ask(json!({ "ask": "sign_in", "account": "lin", "password": "correct horse" })).await;
    let problem = story.refused(json!({ "ask": "guide", "item": "tea" })).await;
    assert_eq!(problem.what, "本市规则中没有事项“tea”。", "what was chosen in the last sitting is not kept here");
}

#[tokio::test]
async fn the_citys_golden_scenarios_act_out_whole_cases_in_the_application() {
    let start = Story::on("2026-03-02").ask(json!({ "ask": "start_state" })).await;
    let cities = start["packs"].as_array().expect("packs").iter().filter_map(|pack| pack["id"].as_str());
    for pack in cities.chain(["fixture"]) {
        let story = Story::founded("2026-03-02", pack).await;
        let results = story.ask(json!({ "ask": "check_pack" })).await;
        let results = results.as_array().expect("results");
        for result in results {
            assert_eq!(result["passed"], true, "{result:#}");
        }
        // Whole cases are acted out, and not only dates and ways looked up.
        let steps: usize = results.iter().map(|result| result["steps"].as_array().map_or(0, Vec::len)).sum();
        assert!(steps >= 30, "{pack}: {steps} steps");
    }
}
