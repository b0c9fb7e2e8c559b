//! Every text of a paper is checked against the fonts before anything is set.

use crate::error::Unrenderable;
use crate::font::Fonts;
use crate::words::{find, zh};
use greenlane_domain::words::Language;
use serde_json::Value;
use std::collections::BTreeSet;

/// What stands in for a character that is to be written by hand: a full-width low line, a gap to write on.
pub const HAND_GAP: char = '＿';

/// Keys whose values are not printed as text.
const NOT_PRINTED: [&str; 3] = ["code", "files", "kind"];

/// Finds every character of a paper's data that cannot be printed.
pub fn unrenderable(data: &Value, fonts: &Fonts) -> Vec<Unrenderable> {
    let mut found = Vec::new();
    walk(data, &mut Vec::new(), &mut |path, text| {
        for missing in fonts.check(text) {
            found.push(Unrenderable { field: label(path), path: path.join("."), missing });
        }
    });
    found
}

/// Replaces every unprintable character by a gap to be written by hand.
pub fn leave_gaps(data: &mut Value, fonts: &Fonts) {
    match data {
        Value::String(text) => {
            *text = text.chars().map(|one| if fonts.why_not(one).is_some() { HAND_GAP } else { one }).collect();
        }
        Value::Array(list) => list.iter_mut().for_each(|one| leave_gaps(one, fonts)),
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                if !NOT_PRINTED.contains(&key.as_str()) {
                    leave_gaps(value, fonts);
                }
            }
        }
        _ => {}
    }
}

/// A text that the main family does not have whole, and the family in which it is set instead.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Dressed {
    /// The text.
    pub text: String,
    /// The families of the design in which it is set.
    pub face: Vec<String>,
}

/// The longest text that is taken as one name.
const LONGEST_NAME: usize = 60;

/// Which texts must leave the main family so that no name is mixed from two: whole fields, and in longer texts the
/// stretch between two punctuation marks in which the rare character stands.
pub fn dress(data: &Value, fonts: &Fonts) -> Vec<Dressed> {
    let Some(main) = fonts.chain().first().map(|name| (*name).to_owned()) else { return Vec::new() };
    let mut found = BTreeSet::new();
    walk(data, &mut Vec::new(), &mut |_, text| {
        if fonts.family_for(text) == Some(main.as_str()) {
            return;
        }
        let whole = text.chars().count() <= LONGEST_NAME;
        let stretches: Vec<&str> = if whole { vec![text] } else { text.split(stops).collect() };
        for stretch in stretches {
            if let Some(design) = fonts.design_for(stretch).filter(|design| *design != [main.as_str()]) {
                found.insert((stretch.to_owned(), design.into_iter().map(str::to_owned).collect::<Vec<_>>()));
            }
        }
    });
    let mut dressed: Vec<_> = found.into_iter().map(|(text, face)| Dressed { text, face }).collect();
    // Long texts first: a name inside a longer dressed text is already dressed with it.
    dressed.sort_by_key(|one| std::cmp::Reverse(one.text.chars().count()));
    dressed
}

fn stops(character: char) -> bool {
    character.is_whitespace() || "，。；：、！？（）《》〈〉“”‘’〔〕【】—…,.;:!?()[]/".contains(character)
}

fn walk(value: &Value, path: &mut Vec<String>, each: &mut impl FnMut(&[String], &str)) {
    match value {
        Value::String(text) => each(path, text),
        Value::Array(list) => {
            for (index, one) in list.iter().enumerate() {
                path.push(index.to_string());
                walk(one, path, each);
                path.pop();
            }
        }
        Value::Object(map) => {
            for (key, one) in map {
                if NOT_PRINTED.contains(&key.as_str()) {
                    continue;
                }
                path.push(key.clone());
                walk(one, path, each);
                path.pop();
            }
        }
        _ => {}
    }
}

/// A field's place in words: `materials.1.name` reads 材料第2项名称.
fn label(path: &[String]) -> String {
    let mut words = String::new();
    let mut before = "";
    for part in path {
        if let Ok(index) = part.parse::<usize>() {
            words.push_str(&zh("field.nth", &[("n", &(index + 1).to_string())]));
            continue;
        }
        let with_parent = format!("field.{before}.{part}");
        let alone = format!("field.{part}");
        let word = find(Language::Chinese, &with_parent).or_else(|| find(Language::Chinese, &alone));
        words.push_str(word.unwrap_or(part));
        before = part;
    }
    words
}
