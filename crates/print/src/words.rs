//! The words of paper and printing, from `words/<language>/print.json`.

use greenlane_domain::words::Language;
use std::collections::BTreeMap;
use std::sync::LazyLock;

type Sentences = BTreeMap<String, String>;

static CHINESE: LazyLock<Sentences> = LazyLock::new(|| read(include_str!("../../../words/zh-CN/print.json")));
static ENGLISH: LazyLock<Sentences> = LazyLock::new(|| read(include_str!("../../../words/en/print.json")));

fn read(json: &str) -> Sentences {
    serde_json::from_str(json).unwrap_or_default()
}

/// The sentence for a key, with its places filled in; a key without a sentence shows itself.
#[must_use]
pub fn say(language: Language, key: &str, fill: &[(&str, &str)]) -> String {
    let mut text = find(language, key).unwrap_or(key).to_owned();
    for (name, value) in fill {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

/// The Chinese sentence for a key: paper is always Chinese.
pub(crate) fn zh(key: &str, fill: &[(&str, &str)]) -> String {
    say(Language::Chinese, key, fill)
}

pub(crate) fn find(language: Language, key: &str) -> Option<&'static str> {
    let sentences = match language {
        Language::Chinese => &*CHINESE,
        Language::English => &*ENGLISH,
    };
    sentences.get(key).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_has_both_languages_and_the_same_places() {
        let places = |text: &str| {
            let mut found: Vec<_> = text.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
            found.sort_unstable();
            found.join(",")
        };
        assert!(!CHINESE.is_empty(), "words/zh-CN/print.json cannot be read");
        assert_eq!(CHINESE.keys().collect::<Vec<_>>(), ENGLISH.keys().collect::<Vec<_>>());
        for (key, chinese) in &*CHINESE {
            assert_eq!(places(chinese), places(&ENGLISH[key]), "{key}");
        }
    }
}
