//! Words for people: one place per language, `words/<language>/`, shared with the window's pages.
//!
//! A key names a sentence; `{name}` in it is filled in. A key without a sentence shows itself, and a test finds it.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The language of screens. Paper is always Chinese.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
pub enum Language {
    /// Simplified Chinese, the first language of the product.
    #[default]
    #[serde(rename = "zh-CN")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    English,
}

type Sentences = BTreeMap<String, String>;

static CHINESE: LazyLock<Sentences> = LazyLock::new(|| read(include_str!("../../../words/zh-CN/rules.json")));
static ENGLISH: LazyLock<Sentences> = LazyLock::new(|| read(include_str!("../../../words/en/rules.json")));

fn read(json: &str) -> Sentences {
    serde_json::from_str(json).unwrap_or_default()
}

/// The sentence for a key, with its places filled in.
#[must_use]
pub fn say(language: Language, key: &str, fill: &[(&str, &str)]) -> String {
    let sentences = match language {
        Language::Chinese => &*CHINESE,
        Language::English => &*ENGLISH,
    };
    let mut text = sentences.get(key).cloned().unwrap_or_else(|| key.to_owned());
    for (name, value) in fill {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

/// Whether a key has a sentence in a language.
#[must_use]
pub fn has(language: Language, key: &str) -> bool {
    match language {
        Language::Chinese => CHINESE.contains_key(key),
        Language::English => ENGLISH.contains_key(key),
    }
}
