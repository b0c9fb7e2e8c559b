//! Words for people, in their language: the desk's own, and those of the rules and the database.

use greenlane_domain::words::Language;
use std::collections::BTreeMap;
use std::sync::LazyLock;

type Sentences = BTreeMap<String, String>;

static CHINESE: LazyLock<Sentences> = LazyLock::new(|| {
    read(&[
        include_str!("../../../words/zh-CN/desk.json"),
        include_str!("../../../words/zh-CN/store.json"),
        include_str!("../../../words/zh-CN/papers.json"),
        include_str!("../../../words/zh-CN/cli.json"),
    ])
});
static ENGLISH: LazyLock<Sentences> = LazyLock::new(|| {
    read(&[
        include_str!("../../../words/en/desk.json"),
        include_str!("../../../words/en/store.json"),
        include_str!("../../../words/en/papers.json"),
        include_str!("../../../words/en/cli.json"),
    ])
});

fn read(files: &[&str]) -> Sentences {
    files.iter().flat_map(|json| serde_json::from_str::<Sentences>(json).unwrap_or_default()).collect()
}

fn sentences(language: Language) -> &'static Sentences {
    match language {
        Language::Chinese => &CHINESE,
        Language::English => &ENGLISH,
    }
}

/// The sentence for a key, with its places filled in. A key without a sentence shows itself.
#[must_use]
pub fn say(language: Language, key: &str, fill: &[(&str, &str)]) -> String {
    match sentences(language).get(key) {
        Some(text) => filled(text, fill),
        None => greenlane_domain::words::say(language, key, fill),
    }
}

/// Whether the desk has a sentence for a key.
#[must_use]
pub fn has(language: Language, key: &str) -> bool {
    sentences(language).contains_key(key) || greenlane_domain::words::has(language, key)
}

/// The sentence with its places filled in; what is filled in is not looked at again.
fn filled(text: &str, fill: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let found = after
            .find('}')
            .and_then(|close| fill.iter().find(|(name, _)| *name == &after[..close]).map(|(_, value)| (close, *value)));
        match found {
            Some((close, value)) => {
                out.push_str(value);
                rest = &after[close + 1..];
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
