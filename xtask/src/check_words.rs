//! `cargo xtask check-words`: both languages say the same things, and every key the pages use has a sentence.

use crate::{Outcome, tree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Checks the word files and the pages.
pub fn run() -> Outcome {
    let words = tree::root().join("words");
    let mut wrong = Vec::new();
    let mut known = BTreeSet::new();
    let (chinese, english) = (words.join("zh-CN"), words.join("en"));
    for name in names(&chinese).union(&names(&english)) {
        let zh = sentences(&chinese.join(name), &mut wrong);
        let en = sentences(&english.join(name), &mut wrong);
        compare(name, &zh, &en, &mut wrong);
        known.extend(zh.into_keys());
    }
    for file in tree::files_below(&tree::root().join("ui").join("src")) {
        if !file.extension().is_some_and(|end| end == "vue" || end == "ts") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        for key in keys_used(&text) {
            if !known.contains(&key) {
                wrong.push(format!("{}：没有这个用语：{key}", file.display()));
            }
        }
    }
    if wrong.is_empty() {
        println!("用语齐全：{} 条，中英文一致", known.len());
        return Ok(());
    }
    Err(format!("{}\n共 {} 处用语问题", wrong.join("\n"), wrong.len()))
}

fn compare(name: &str, zh: &BTreeMap<String, String>, en: &BTreeMap<String, String>, wrong: &mut Vec<String>) {
    for key in zh.keys().filter(|key| !en.contains_key(*key)) {
        wrong.push(format!("words/en/{name}：缺少 {key}"));
    }
    for key in en.keys().filter(|key| !zh.contains_key(*key)) {
        wrong.push(format!("words/zh-CN/{name}：缺少 {key}"));
    }
    for (key, sentence) in zh {
        let Some(other) = en.get(key) else { continue };
        if places(sentence) != places(other) {
            wrong.push(format!("words/*/{name}：{key} 两种语言的填空不同：{:?} {:?}", places(sentence), places(other)));
        }
    }
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".json"))
        .collect()
}

fn sentences(file: &Path, wrong: &mut Vec<String>) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(file).unwrap_or_else(|_| "{}".to_owned());
    serde_json::from_str(&text).unwrap_or_else(|error| {
        wrong.push(format!("{}：{error}", file.display()));
        BTreeMap::new()
    })
}

/// The names between braces in a sentence.
fn places(sentence: &str) -> BTreeSet<String> {
    let after_braces = sentence.split('{').skip(1);
    after_braces.filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.trim().to_owned()).collect()
}

/// The keys a page asks for in so many words: `t('…')`. Keys put together at run time are the pages' own tests' matter.
fn keys_used(text: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for quote in ['\'', '"'] {
        let call = format!("t({quote}");
        for (at, _) in text.match_indices(&call) {
            let own_name = text[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_');
            let rest = &text[at + call.len()..];
            let Some((key, after)) = rest.split_once(quote) else { continue };
            let whole = after.trim_start().starts_with([')', ',']);
            if !own_name && whole && !key.is_empty() && !key.contains(char::is_whitespace) {
                keys.insert(key.to_owned());
            }
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_where_a_page_asks_for_them_and_nowhere_else() {
        let page = r#"{{ t('case.title') }} $t("case.n", { n }) import('./x.vue') emit('done') t('state.' + s)"#;
        assert_eq!(keys_used(page), BTreeSet::from(["case.n".to_owned(), "case.title".to_owned()]));
    }

    #[test]
    fn a_key_in_one_language_only_and_a_lost_place_are_both_named() {
        let zh = BTreeMap::from([("a".to_owned(), "剩 {n} 天".to_owned()), ("b".to_owned(), "好".to_owned())]);
        let en = BTreeMap::from([("a".to_owned(), "days left".to_owned())]);
        let mut wrong = Vec::new();
        compare("x.json", &zh, &en, &mut wrong);
        assert_eq!(wrong.len(), 2, "{wrong:?}");
    }
}
