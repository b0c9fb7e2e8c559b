//! What a refusal says: the page's own words, the rule and its article.

use crate::counter::*;
use greenlane_domain::case::*;
use greenlane_domain::words::{Language, say};
use std::collections::BTreeMap;

/// The words of the pages, by language.
fn pages(language: &str) -> BTreeMap<String, String> {
    let path = format!("{}/../../words/{language}/screens.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn an_empty_field_is_called_what_the_page_calls_it() {
    let pages = [(Language::Chinese, pages("zh-CN")), (Language::English, pages("en"))];
    for (language, words) in pages {
        for field in FIELDS {
            let on_page = match *field {
                "talent_name" => "talent.name".to_owned(),
                "need" => "intake.need".to_owned(),
                "from" => "receive.from".to_owned(),
                field => format!("field.{field}"),
            };
            let label = words.get(&on_page).unwrap_or_else(|| panic!("no page has {on_page}"));
            assert_eq!(&say(language, &format!("field.{field}"), &[]), label, "{field}");
        }
    }
}

#[test]
fn a_refusal_names_the_field_and_the_role_in_words() {
    let mut counter = Counter::fixture();
    counter.registers("陈䶮").chooses(&["settle_household"]).receives(None).accepts(&["01"]);
    counter.handles("01", &["public_security"]);
    let mut empty = decision("01", Outcome::Granted);
    if let CaseAct::Decide { result, .. } = &mut empty {
        result.clear();
    }
    let refusal = counter.try_act(empty).unwrap_err();
    insta::assert_snapshot!(refusal.words(Language::Chinese), @"“结果”没有填写。请补填后再提交。");
    counter.role("auditor", "");
    let refusal = counter.try_act(decision("01", Outcome::Granted)).unwrap_err();
    insta::assert_snapshot!(refusal.words(Language::Chinese), @"您的角色（审计查阅）不能办理此项。请由窗口专员办理，或请管理员调整角色。");
}
