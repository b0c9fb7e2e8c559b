//! What a name, a number or a text is looked up by.

use super::How;
use pinyin::ToPinyinMulti;
use std::collections::BTreeSet;

/// How many readings of one name are kept: 曾乐 has four.
const READINGS: usize = 12;
/// Keys are no longer than this: nobody types more of a name.
const LONGEST: usize = 48;

/// A text as it is compared: small letters, narrow, without spaces, dots and strokes. Letters of any script stay, by code
/// point.
pub(super) fn normal(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            other => other,
        })
        .filter(|c| c.is_alphanumeric() || is_rare(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'ü' { 'v' } else { c })
        .collect()
}

/// Characters newer than the tables of the standard library, and those of private use, are letters here.
fn is_rare(c: char) -> bool {
    matches!(u32::from(c), 0x2_0000..=0x3_FFFF | 0xE000..=0xF8FF | 0xF_0000..=0x10_FFFD)
}

/// Last digits are looked up from the end: such a key is marked, so that it is never taken for a name.
pub(super) fn reversed(number: &str) -> String {
    std::iter::once('~').chain(number.chars().rev()).take(LONGEST).collect()
}

/// A name as written, in pinyin and by initials, in every reading within a bound.
pub(super) fn name_keys(name: &str) -> BTreeSet<(String, How)> {
    let mut keys = BTreeSet::new();
    let whole = normal(name);
    if whole.is_empty() {
        return keys;
    }
    keys.insert((short(&whole), How::Name));
    // Parts of a foreign or dotted name are names too: 买买提 of 阿卜杜拉·买买提.
    let parts: Vec<String> = name
        .split(|c: char| c.is_whitespace() || matches!(c, '·' | '•' | '・' | '.' | '-' | ',' | '，'))
        .map(normal)
        .filter(|part| part.chars().count() > 1)
        .collect();
    if parts.len() > 1 {
        keys.extend(parts.iter().map(|part| (short(part), How::Name)));
        if parts.iter().all(|part| part.is_ascii()) {
            let initials: String = parts.iter().filter_map(|part| part.chars().next()).collect();
            keys.insert((initials, How::Initials));
        }
    }
    for (full, initials) in readings(&whole) {
        if full != whole {
            keys.insert((short(&full), How::Pinyin));
            keys.insert((short(&initials), How::Initials));
        }
    }
    keys
}

fn short(key: &str) -> String {
    key.chars().take(LONGEST).collect()
}

/// Full pinyin and initials of a text, in every reading of its characters as far as the bound reaches.
fn readings(text: &str) -> Vec<(String, String)> {
    let mut all = vec![(String::new(), String::new())];
    for c in text.chars() {
        let mut syllables: Vec<String> = c
            .to_pinyin_multi()
            .into_iter()
            .flatten()
            .flat_map(|reading| {
                let plain = reading.plain().replace('ü', "v");
                // 吕 is typed lv, and lu by many.
                let other = plain.contains('v').then(|| plain.replace('v', "u"));
                std::iter::once(plain).chain(other)
            })
            .collect();
        if syllables.is_empty() {
            syllables.push(c.to_string());
        }
        let mut seen = BTreeSet::new();
        syllables.retain(|syllable| seen.insert(syllable.clone()));
        if all.len() * syllables.len() > READINGS {
            syllables.truncate((READINGS / all.len()).max(1));
        }
        all = all
            .iter()
            .flat_map(|(full, initials)| {
                syllables.iter().map(move |syllable| {
                    let first = syllable.chars().next();
                    (format!("{full}{syllable}"), initials.chars().chain(first).collect())
                })
            })
            .collect();
    }
    all
}

/// Every pair of neighbouring characters, as words for the index.
pub(super) fn bigrams(text: &str) -> String {
    let words: BTreeSet<String> = text.split('|').flat_map(grams).collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}

/// The pairs of one text.
pub(super) fn grams(text: &str) -> Vec<String> {
    let chars: Vec<u32> = text.chars().map(u32::from).collect();
    chars.windows(2).filter_map(|pair| if let [a, b] = pair { Some(format!("{a:x}g{b:x}")) } else { None }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(name: &str, key: &str, how: How) -> bool {
        name_keys(name).contains(&(key.to_owned(), how))
    }

    #[test]
    fn a_name_is_found_in_every_reading() {
        for key in ["zengle", "zengyue", "cengle"] {
            assert!(has("曾乐", key, How::Pinyin), "{key}: {:?}", name_keys("曾乐"));
        }
        assert!(has("单雄信", "shanxiongxin", How::Pinyin) && has("单雄信", "sxx", How::Initials));
        assert!(has("吕布", "lvbu", How::Pinyin) && has("吕布", "lubu", How::Pinyin));
    }

    #[test]
    fn rare_characters_stay_in_names() {
        for name in ["王䶮", "李𬭎", "赵𰀡", "钱𮷍", "孙\u{e863}"] {
            assert!(has(name, name, How::Name), "{name}");
            assert_eq!(grams(&normal(name)).len(), 1, "{name}");
        }
    }

    #[test]
    fn dotted_and_foreign_names_are_found_by_each_part() {
        assert!(has("阿卜杜拉·买买提", "阿卜杜拉买买提", How::Name));
        assert!(has("阿卜杜拉·买买提", "买买提", How::Name));
        assert!(has("Maria Garcia Lopez", "garcia", How::Name));
        assert!(has("Maria Garcia Lopez", "mgl", How::Initials));
        assert!(has("Ｍａｒｉａ", "maria", How::Name));
    }

    #[test]
    fn a_long_name_has_few_keys() {
        let name = "行长乐重调和参省".repeat(8);
        assert!(name_keys(&name).len() <= 2 * READINGS + 1);
    }
}
