//! Names by code point: nothing is filtered by alphabet, the dots become one dot, and what cannot be printed or found
//! again later is named to the clerk.

use crate::words::{Language, say};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The longest name of a person, in code points.
pub const PERSON_LIMIT: usize = 100;
/// The longest name of a body, in code points.
pub const BODY_LIMIT: usize = 200;

/// What is wrong with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum NameFault {
    /// Nothing but spaces.
    Empty,
    /// More code points than a name may have.
    TooLong,
    /// A code point of a private-use area: it shows as something else, or nothing, on another computer.
    PrivateUse,
    /// A control character.
    Control,
    /// A mark that turns the direction of writing.
    Direction,
    /// A character nobody sees.
    Invisible,
    /// An accent of its own instead of the letter with its accent.
    Combining,
    /// A mark that asks for a variant of the character before it.
    Variant,
    /// A radical or a compatibility character that looks like a common one and is not found by searching for it.
    Lookalike,
    /// The sign that stands for a character that was lost (U+FFFD).
    Lost,
}

/// One thing to look at in a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, ts_rs::TS)]
pub struct NameWarning {
    /// What it is.
    pub fault: NameFault,
    /// Which character it is, from 1; absent when it is the whole name.
    pub position: Option<u32>,
    /// Its code point, e.g. `U+E001`; absent when it is the whole name.
    pub code: Option<String>,
    /// How many code points the name has.
    pub length: u32,
    /// How many it may have.
    pub limit: u32,
}

impl NameWarning {
    /// The warning in words.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        let key = match self.fault {
            NameFault::Empty => "name.empty",
            NameFault::TooLong => "name.too_long",
            NameFault::PrivateUse => "name.private_use",
            NameFault::Control => "name.control",
            NameFault::Direction => "name.direction",
            NameFault::Invisible => "name.invisible",
            NameFault::Combining => "name.combining",
            NameFault::Variant => "name.variant",
            NameFault::Lookalike => "name.lookalike",
            NameFault::Lost => "name.lost",
        };
        let fill = [
            ("position", self.position.map(|position| position.to_string()).unwrap_or_default()),
            ("code", self.code.clone().unwrap_or_default()),
            ("length", self.length.to_string()),
            ("limit", self.limit.to_string()),
        ];
        let fill: Vec<_> = fill.iter().map(|(name, value)| (*name, value.as_str())).collect();
        say(language, key, &fill)
    }
}

/// A name as it is kept: every middle dot as `·` (U+00B7), no space around the name, one space within it.
#[must_use]
pub fn normalize(text: &str) -> String {
    let dots = text.chars().map(|c| match c {
        '\u{2022}' | '\u{30fb}' | '\u{ff0e}' | '\u{ff65}' | '\u{2027}' => '·',
        c => c,
    });
    dots.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What to look at in a person's name. Empty when all is well. The name is looked at as it stands: normalise it first.
#[must_use]
pub fn check(text: &str) -> Vec<NameWarning> {
    check_up_to(text, PERSON_LIMIT)
}

/// What to look at in the name of a body.
#[must_use]
pub fn check_body(text: &str) -> Vec<NameWarning> {
    check_up_to(text, BODY_LIMIT)
}

fn check_up_to(text: &str, limit: usize) -> Vec<NameWarning> {
    let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let length = text.chars().count();
    let warning =
        |fault, position, code| NameWarning { fault, position, code, length: short(length), limit: short(limit) };
    let mut warnings = Vec::new();
    if text.trim().is_empty() {
        warnings.push(warning(NameFault::Empty, None, None));
    }
    if length > limit {
        warnings.push(warning(NameFault::TooLong, None, None));
    }
    for (place, c) in (1_usize..).zip(text.chars()) {
        if let Some(fault) = fault_of(c) {
            warnings.push(warning(fault, Some(short(place)), Some(format!("U+{:04X}", u32::from(c)))));
        }
    }
    warnings
}

fn fault_of(c: char) -> Option<NameFault> {
    Some(match c {
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => NameFault::PrivateUse,
        '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            NameFault::Direction
        }
        '\u{00ad}'
        | '\u{200b}'..='\u{200d}'
        | '\u{2060}'..='\u{2065}'
        | '\u{206a}'..='\u{206f}'
        | '\u{feff}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{3164}'
        | '\u{e0000}'..='\u{e007f}' => NameFault::Invisible,
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => NameFault::Variant,
        '\u{fffd}' => NameFault::Lost,
        c if is_combining(c) => NameFault::Combining,
        c if is_lookalike(c) => NameFault::Lookalike,
        c if c.is_control() => NameFault::Control,
        _ => return None,
    })
}

/// The blocks of marks that Latin and Chinese writing uses. Scripts whose vowels are marks stay as they are.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{302a}'..='\u{302f}' | '\u{3099}' | '\u{309a}' | '\u{fe20}'..='\u{fe2f}')
}

/// Radicals and compatibility ideographs; twelve characters among the latter are ordinary ones (U+FA0E … U+FA29).
fn is_lookalike(c: char) -> bool {
    const ORDINARY: &str = "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩";
    matches!(c, '\u{2e80}'..='\u{2fd5}' | '\u{f900}'..='\u{fad9}' | '\u{2f800}'..='\u{2fa1d}') && !ORDINARY.contains(c)
}

/// The name with all but its first character hidden; dots, spaces and hyphens stay: `张*`, `阿**·***`.
#[must_use]
pub fn masked(text: &str) -> String {
    let clusters = clusters(text);
    let mut masked = String::new();
    for (place, cluster) in clusters.iter().enumerate() {
        let keeps = place == 0 || matches!(*cluster, "·" | " " | "-" | "." | "'");
        masked.push_str(if keeps { cluster } else { "*" });
    }
    masked
}

/// The text in at most `max` characters: beginning and end stay, `…` in the middle. A character and the marks on it
/// count as one and are never parted.
#[must_use]
pub fn shorten_middle(text: &str, max: usize) -> String {
    let clusters = clusters(text);
    if clusters.len() <= max {
        return text.to_owned();
    }
    let Some(room) = max.checked_sub(1) else { return String::new() };
    let (first, last) = (room.div_ceil(2), room / 2);
    let start = clusters.iter().take(first).copied();
    let end = clusters.iter().skip(clusters.len() - last).copied();
    start.chain(["…"]).chain(end).collect()
}

/// Characters with the marks and variant selectors that belong to them.
fn clusters(text: &str) -> Vec<&str> {
    let belongs = |c: char| matches!(fault_of(c), Some(NameFault::Combining | NameFault::Variant)) || c == '\u{200d}';
    let mut starts: Vec<usize> = text.char_indices().filter(|(_, c)| !belongs(*c)).map(|(at, _)| at).collect();
    if starts.first() != Some(&0) && !text.is_empty() {
        starts.insert(0, 0);
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).filter_map(|(start, end)| text.get(*start..end)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::has;
    use proptest::prelude::*;

    /// Each of an extension or a corner of Unicode: 扩展 A, 扩展 C–I, and the common ones.
    const RARE: [&str; 7] = ["䶮", "㛃", "𬭎", "𫓧", "𩽾", "𰀡", "𮷍"];

    fn faults(text: &str) -> Vec<NameFault> {
        check(text).into_iter().map(|warning| warning.fault).collect()
    }

    #[test]
    fn rare_characters_dots_and_foreign_letters_are_names() {
        for rare in RARE {
            assert_eq!(faults(&format!("王{rare}")), [], "{rare}");
            assert_eq!(normalize(rare), rare);
        }
        for name in ["阿不都热合曼·买买提", "José Núñez-García", "Nguyễn Văn An", "O'Brien", "محمد", "〇", "﨑"]
        {
            assert_eq!(faults(name), [], "{name}");
        }
    }

    #[test]
    fn every_dot_becomes_the_one_dot_and_spaces_one_space() {
        for typed in ["买买提•艾力", "买买提・艾力", "买买提．艾力", "买买提·艾力", "买买提･艾力"]
        {
            assert_eq!(normalize(typed), "买买提·艾力");
        }
        assert_eq!(normalize(" \u{3000}John \t  Smith\u{a0}\n"), "John Smith");
    }

    #[test]
    fn a_private_use_character_is_named_with_its_place() {
        let warnings = check("王\u{e86f}明");
        assert_eq!(warnings.len(), 1);
        assert_eq!((warnings[0].position, warnings[0].code.as_deref()), (Some(2), Some("U+E86F")));
        insta::assert_snapshot!(warnings[0].say(Language::Chinese), @"第2个字（U+E86F）是自造字，在别的电脑上会显示成别的字或空白，也无法打印。请用标准字重新输入；没有标准字的，写在字形说明里。");
        let warnings = check("𰀡\u{f0001}\u{10fffd}");
        assert_eq!(warnings.iter().map(|warning| warning.position).collect::<Vec<_>>(), [Some(2), Some(3)]);
    }

    #[test]
    fn what_nobody_sees_is_named() {
        assert_eq!(faults("王\u{200b}明"), [NameFault::Invisible]);
        assert_eq!(faults("王\u{202e}明"), [NameFault::Direction]);
        assert_eq!(faults("王\u{7}明"), [NameFault::Control]);
        assert_eq!(faults("Jose\u{301}"), [NameFault::Combining]);
        assert_eq!(faults("葛\u{e0100}城"), [NameFault::Variant]);
        assert_eq!(faults("⽅方"), [NameFault::Lookalike]);
        assert_eq!(faults("王\u{fffd}"), [NameFault::Lost]);
    }

    #[test]
    fn lengths_are_counted_in_code_points() {
        assert_eq!(faults(""), [NameFault::Empty]);
        assert_eq!(faults(" \u{3000}"), [NameFault::Empty]);
        assert_eq!(faults(&"𰀡".repeat(100)), []);
        assert_eq!(faults(&"𰀡".repeat(101)), [NameFault::TooLong]);
        assert_eq!(check_body(&"某".repeat(200)), []);
        insta::assert_snapshot!(check_body(&"某".repeat(201))[0].say(Language::Chinese), @"名称有201个字，最多200个字。请检查是否多填了内容。");
    }

    #[test]
    fn masks_keep_the_first_character() {
        assert_eq!(masked("张三"), "张*");
        assert_eq!(masked("𰀡明月"), "𰀡**");
        assert_eq!(masked("阿不都·买买提"), "阿**·***");
        assert_eq!(masked("John Smith"), "J*** *****");
        assert_eq!(masked("葛\u{e0100}城"), "葛\u{e0100}*");
        assert_eq!(masked(""), "");
    }

    #[test]
    fn a_long_name_is_shortened_in_the_middle() {
        assert_eq!(shorten_middle("某某省某某市高层次人才发展服务中心", 9), "某某省某…服务中心");
        assert_eq!(shorten_middle("张三", 9), "张三");
        assert_eq!(shorten_middle("𰀡𮷍𬭎𫓧𩽾", 3), "𰀡…𩽾");
        assert_eq!(shorten_middle("e\u{301}abc\u{301}", 3), "e\u{301}…c\u{301}");
        assert_eq!((shorten_middle("张三", 1), shorten_middle("张三", 0)), ("…".to_owned(), String::new()));
    }

    #[test]
    fn every_sentence_exists_in_both_languages() {
        let source = include_str!("name.rs");
        let keys: Vec<_> = source
            .split('"')
            .filter_map(|part| part.strip_prefix("name."))
            .filter(|key| !key.is_empty() && *key != "rs" && !key.starts_with('{'))
            .collect();
        assert_eq!(keys.len(), 10);
        for key in keys {
            let key = format!("name.{key}");
            assert!(has(Language::Chinese, &key) && has(Language::English, &key), "{key}");
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_handled(text in any::<String>(), max in 0_usize..40) {
            let once = normalize(&text);
            prop_assert_eq!(normalize(&once), once.clone());
            let short = shorten_middle(&once, max);
            prop_assert!(clusters(&short).len() <= max);
            prop_assert_eq!(clusters(&once).concat(), once.clone());
            prop_assert_eq!(clusters(&masked(&once)).len(), clusters(&once).len());
            let _ = check(&text);
        }
    }
}
