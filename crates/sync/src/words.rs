//! Words of the road for people: `words/<language>/sync.json`.

use crate::wire::{Code, Refusal};
use greenlane_domain::words::{Language, Sentences};
use std::sync::LazyLock;

static ROAD: LazyLock<Sentences> = LazyLock::new(|| {
    Sentences::read(&[include_str!("../../../words/zh-CN/sync.json")], &[include_str!("../../../words/en/sync.json")])
});

/// The sentence for a key, with its places filled in; a key without a sentence shows itself.
#[must_use]
pub fn say(language: Language, key: &str, fill: &[(&str, &str)]) -> String {
    ROAD.say(language, key, fill)
}

impl Refusal {
    /// A refusal in Chinese; `detail` goes where the sentence has a place for it.
    #[must_use]
    pub fn of(code: Code, detail: &str) -> Self {
        let sentence = |part: &str| {
            let text = say(Language::Chinese, &format!("refusal.{}.{part}", code.word()), &[("detail", detail)]);
            text.replace("（）", "")
        };
        Self { code, what: sentence("what"), remedy: sentence("remedy") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_keys() {
        let keys = |language| ROAD.of(language).keys().collect::<Vec<_>>();
        assert!(keys(Language::Chinese).len() > 40);
        assert_eq!(keys(Language::Chinese), keys(Language::English));
    }

    #[test]
    fn a_refusal_says_what_is_wrong_and_what_to_do() {
        let refusal = Refusal::of(Code::TooLarge, "8 MiB");
        assert_eq!(refusal.what, "发送的内容超过允许的大小（8 MiB）。");
        assert!(!Refusal::of(Code::TooLarge, "").what.contains('（'));
        assert!(refusal.remedy.starts_with("请"));
    }
}
