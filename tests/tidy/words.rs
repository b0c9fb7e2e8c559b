//! The word files: both languages say the same things.

use super::{File, none, tree};
use std::collections::{BTreeMap, BTreeSet};

type Sentences = BTreeMap<String, String>;

fn read(file: &File) -> Sentences {
    serde_json::from_str(&file.text).unwrap_or_else(|error| panic!("{}: {error}", file.path))
}

fn of_language(language: &str) -> BTreeMap<String, Sentences> {
    let folder = format!("words/{language}/");
    let files = tree().into_iter().filter(|file| file.path.starts_with(&folder));
    files.map(|file| (file.path.replacen(&folder, "", 1), read(&file))).collect()
}

#[test]
fn both_languages_have_the_same_keys() {
    let keys = |language: &str| -> BTreeSet<String> {
        let files = of_language(language).into_iter();
        files.flat_map(|(file, said)| said.into_keys().map(move |key| format!("{file}: {key}"))).collect()
    };
    let (chinese, english) = (keys("zh-CN"), keys("en"));
    let broken: Vec<String> = chinese.symmetric_difference(&english).cloned().collect();
    none("a key in one language only", &broken);
}

#[test]
fn a_sentence_left_empty_on_purpose_is_empty_in_both_languages() {
    let (chinese, english) = (of_language("zh-CN"), of_language("en"));
    let mut broken = Vec::new();
    for (file, said) in &chinese {
        for (key, text) in said {
            let other = english.get(file).and_then(|said| said.get(key));
            if other.is_some_and(|other| other.trim().is_empty() != text.trim().is_empty()) {
                broken.push(format!("{file}: {key}"));
            }
        }
    }
    none("a sentence that one language lacks", &broken);
}
