//! Talents, their families and employers: every kind of number, wrong ones with a reason, names of any length.

mod support;

use serde_json::{Value, json};
use support::Story;

fn save(record: Value) -> Value {
    json!({ "ask": "save_talent", "file": null, "record": record, "reason": "" })
}

#[tokio::test]
async fn a_wrong_check_digit_is_taken_with_a_reason_for_the_talent_and_for_the_family() {
    let story = Story::founded("2026-03-02", "fixture").await;
    let wrong = "110105194912310021";
    let number = |reason: Value| json!({ "kind": "resident_id18", "value": wrong, "override_reason": reason });
    let own = |reason| save(json!({ "name": "陈思远", "identities": [number(reason)] }));
    let problem = story.refused(own(Value::Null)).await;
    assert_eq!((problem.code.as_str(), problem.place.as_str()), ("number_reason", "identities"));
    assert!(problem.what.contains("校验码不符"), "{problem:?}");
    let file = story.ask(own(json!("证件如此，已核原件"))).await;
    let shown = story.ask(json!({ "ask": "unmask", "file": file, "what": "identities/0", "reason": "核对" })).await;
    assert_eq!(shown, wrong);

    let child = |reason| {
        let member = json!({ "name": "陈𬭎", "relation": "女儿", "born": "2019-05-01", "identity": number(reason), "note": "今秋入学" });
        save(json!({ "name": "李·安德森", "family": [member] }))
    };
    assert_eq!(story.refused(child(Value::Null)).await.place, "family");
    let file = story.ask(child(json!("户口簿如此"))).await;
    let page = story.ask(json!({ "ask": "talent", "file": file })).await;
    let member = &page["record"]["family"][0];
    assert_eq!((&member["name"], &member["note"]), (&json!("陈𬭎"), &json!("今秋入学")));
    assert!(!page.to_string().contains(wrong), "masked until asked for");
    // The page comes back with the masked number: nothing has changed, and no reason is asked for again.
    let mut record = page["record"].clone();
    record["post"] = json!("教授");
    story.ask(json!({ "ask": "save_talent", "file": file, "record": record, "reason": "任职" })).await;
    let shown =
        story.ask(json!({ "ask": "unmask", "file": file, "what": "family/0/identity", "reason": "核对" })).await;
    assert_eq!(shown, wrong);
}

#[tokio::test]
async fn one_person_may_have_every_kind_of_number_and_is_found_by_each() {
    let story = Story::founded("2026-03-02", "fixture").await;
    let numbers = [
        ("resident_id18", "440524188001010014"),
        ("resident_id15", "110105491231002"),
        ("hk_macao_taiwan_residence", "810000199408230021"),
        ("permanent_residence_new", "931840198001010017"),
        ("permanent_residence_old", "USA110680010112"),
        ("hk_macao_permit", "H12345678"),
        ("taiwan_permit", "12345678"),
        ("passport", "E12345678"),
    ];
    let kept = |(kind, value): &(&str, &str)| json!({ "kind": kind, "value": value, "override_reason": "证件如此" });
    let identities: Vec<Value> = numbers.iter().map(kept).collect();
    let class = json!({ "key": "recognised", "name": "经认定的高层次人才", "document": "云演人才认〔2026〕1号",
        "from": "2026-01-10", "until": "2029-01-09", "evidence": "认定文件原件" });
    let tier = json!({ "key": "b", "name": "B类（演示）", "document": "云演人才认〔2026〕1号", "from": "2026-01-10", "until": null, "evidence": "" });
    let card =
        json!({ "key": "yunchuan", "name": "云川英才卡", "number": "YC000009", "issued": "2026-01-15", "until": null });
    let record = json!({ "name": "王䶮", "identities": identities, "classes": [class, tier], "cards": [card] });
    let file = story.ask(save(record)).await;
    for (kind, value) in numbers {
        let hits = story.ask(json!({ "ask": "search", "text": value })).await;
        assert!(hits.as_array().is_some_and(|hits| hits.iter().any(|hit| hit["file"] == file)), "{kind} {value}");
    }
    let page = story.ask(json!({ "ask": "talent", "file": file })).await;
    assert_eq!(page["record"]["classes"], json!([class, tier]));
    assert_eq!(page["record"]["cards"], json!([card]));
    let offered = page["classes"].as_array().expect("classes");
    assert!(
        offered.contains(&json!(["recognised", "经认定的高层次人才"]))
            && offered.contains(&json!(["b", "B类（演示）"]))
    );
}

#[tokio::test]
async fn an_employer_keeps_its_former_names_and_is_found_by_them() {
    let story = Story::founded("2026-03-02", "fixture").await;
    let long: String =
        "云川高新技术产业开发区新一代信息技术与先进制造业融合发展协同创新研究中心".chars().cycle().take(80).collect();
    let employer = |reason: Value| {
        json!({ "ask": "save_employer", "file": null, "reason": "", "record": {
            "name": long, "code": { "kind": "social_credit_code", "value": "91350100M000100Y4Z", "override_reason": reason },
            "aliases": [{ "name": "云川无线电三厂", "until": "2012-06-30", "official": true }],
            "contacts": ["李主任 0539-1234567"], "specialist": "孙倩",
        }})
    };
    assert_eq!(story.refused(employer(Value::Null)).await.place, "code");
    let file = story.ask(employer(json!("营业执照如此"))).await;
    let page = story.ask(json!({ "ask": "employer", "file": file })).await;
    assert_eq!(page["record"]["name"].as_str().map(|name| name.chars().count()), Some(80));
    assert_eq!(page["names"][0], json!(["云川无线电三厂", null, "2012-06-30"]));
    let hits = story.ask(json!({ "ask": "search", "text": "无线电三厂" })).await;
    assert_eq!(hits[0]["file"], file, "{hits:#}");
}

#[tokio::test]
async fn a_character_of_private_use_is_named_with_what_to_do() {
    let story = Story::founded("2026-03-02", "fixture").await;
    let remarks = story.ask(json!({ "ask": "check_name", "name": "王\u{e85c}芳" })).await;
    assert_eq!((&remarks[0]["code_point"], &remarks[0]["character"]), (&json!("U+E85C"), &json!("\u{e85c}")));
    assert!(remarks[0]["words"].as_str().is_some_and(|words| words.contains("U+E85C")), "{remarks:#}");
    assert_eq!(story.ask(json!({ "ask": "check_name", "name": "赵·李四" })).await, json!([]));
}

#[tokio::test]
async fn what_is_empty_is_called_as_on_the_page() {
    let story = Story::founded("2026-03-02", "fixture").await;
    let problem = story.refused(save(json!({ "name": " " }))).await;
    assert_eq!((problem.code.as_str(), problem.what.as_str()), ("empty", "“姓名”没有填写。"));
    let problem = story.refused(json!({ "ask": "backup", "folder": "" })).await;
    assert_eq!(problem.what, "“保存到哪个文件夹”没有填写。");
}
