//! Words for people, in their language: the desk's own, and those of the rules and the database.

use greenlane_domain::words::{Language, Sentences};
use std::sync::LazyLock;

static DESK: LazyLock<Sentences> = LazyLock::new(|| {
    Sentences::read(
        &[
            include_str!("../../../words/zh-CN/desk.json"),
            include_str!("../../../words/zh-CN/store.json"),
            include_str!("../../../words/zh-CN/papers.json"),
            include_str!("../../../words/zh-CN/cli.json"),
            include_str!("../../../words/zh-CN/road.json"),
        ],
        &[
            include_str!("../../../words/en/desk.json"),
            include_str!("../../../words/en/store.json"),
            include_str!("../../../words/en/papers.json"),
            include_str!("../../../words/en/cli.json"),
            include_str!("../../../words/en/road.json"),
        ],
    )
});

/// The sentence for a key, with its places filled in. A key without a sentence shows itself.
#[must_use]
pub fn say(language: Language, key: &str, fill: &[(&str, &str)]) -> String {
    match DESK.find(language, key) {
        Some(_) => DESK.say(language, key, fill),
        None => greenlane_domain::words::say(language, key, fill),
    }
}

/// Whether the desk has a sentence for a key.
#[must_use]
pub fn has(language: Language, key: &str) -> bool {
    DESK.find(language, key).is_some() || greenlane_domain::words::has(language, key)
}
