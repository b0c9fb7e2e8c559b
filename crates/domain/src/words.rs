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

/// The sentences of one part of the product in both languages.
#[derive(Debug, Clone, Default)]
pub struct Sentences {
    chinese: BTreeMap<String, String>,
    english: BTreeMap<String, String>,
}

impl Sentences {
    /// Reads files of sentences, flat JSON objects of key and sentence. A file that cannot be read adds nothing: the
    /// check of the words finds it.
    #[must_use]
    pub fn read(chinese: &[&str], english: &[&str]) -> Self {
        let all = |files: &[&str]| {
            files.iter().flat_map(|json| serde_json::from_str::<BTreeMap<_, _>>(json).unwrap_or_default()).collect()
        };
        Self { chinese: all(chinese), english: all(english) }
    }

    /// All sentences of a language, by key.
    #[must_use]
    pub fn of(&self, language: Language) -> &BTreeMap<String, String> {
        match language {
            Language::Chinese => &self.chinese,
            Language::English => &self.english,
        }
    }

    /// The sentence for a key as it is written, with its places open.
    #[must_use]
    pub fn find(&self, language: Language, key: &str) -> Option<&str> {
        self.of(language).get(key).map(String::as_str)
    }

    /// The sentence for a key, with its places filled in; a key without a sentence shows itself.
    #[must_use]
    pub fn say(&self, language: Language, key: &str, fill: &[(&str, &str)]) -> String {
        filled(self.find(language, key).unwrap_or(key), fill)
    }
}

static RULES: LazyLock<Sentences> = LazyLock::new(|| {
    Sentences::read(&[include_str!("../../../words/zh-CN/rules.json")], &[include_str!("../../../words/en/rules.json")])
});

/// The sentence of the rules for a key, with its places filled in.
#[must_use]
pub fn say(language: Language, key: &str, fill: &[(&str, &str)]) -> String {
    RULES.say(language, key, fill)
}

/// Whether a key of the rules has a sentence in a language.
#[must_use]
pub fn has(language: Language, key: &str) -> bool {
    RULES.find(language, key).is_some()
}

/// The sentence with its places filled in; what is filled in is not looked at again.
fn filled(text: &str, fill: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let place = after.split_once('}').and_then(|(name, behind)| {
            fill.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value, behind))
        });
        match place {
            Some((value, behind)) => {
                out.push_str(value);
                rest = behind;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_not_looked_at_again() {
        assert_eq!(filled("{a}和{b}、{c}", &[("a", "{b}"), ("b", "二")]), "{b}和二、{c}");
    }
}
