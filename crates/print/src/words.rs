//! The words of paper and printing, from `words/<language>/print.json`.

use greenlane_domain::words::{Language, Sentences};
use std::sync::LazyLock;

static PRINT: LazyLock<Sentences> = LazyLock::new(|| {
    Sentences::read(&[include_str!("../../../words/zh-CN/print.json")], &[include_str!("../../../words/en/print.json")])
});

/// The sentence for a key, with its places filled in; a key without a sentence shows itself.
#[must_use]
pub fn say(language: Language, key: &str, fill: &[(&str, &str)]) -> String {
    PRINT.say(language, key, fill)
}

/// The Chinese sentence for a key: paper is always Chinese.
pub(crate) fn zh(key: &str, fill: &[(&str, &str)]) -> String {
    say(Language::Chinese, key, fill)
}

pub(crate) fn find(language: Language, key: &str) -> Option<&'static str> {
    PRINT.find(language, key)
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
        let (chinese, english) = (PRINT.of(Language::Chinese), PRINT.of(Language::English));
        assert!(!chinese.is_empty(), "words/zh-CN/print.json cannot be read");
        assert_eq!(chinese.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>());
        for (key, sentence) in chinese {
            assert_eq!(places(sentence), places(&english[key]), "{key}");
        }
    }
}
