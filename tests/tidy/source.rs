//! Source files: their size, and what stands in them that belongs elsewhere.

use super::{is_chinese, none, tree};

/// Files that are lists rather than stories, with the reason.
const LONG: &[(&str, &str)] = &[
    ("crates/domain/src/case/body.rs", "the vocabulary of a case, one fact after another"),
    ("crates/print/src/practice.rs", "made-up data for every paper, one after another"),
    ("crates/server/src/db/queries.rs", "every sentence of SQL, one after another"),
    ("crates/sync/src/centre.rs", "the whole of what a centre decides, which is proven together"),
    ("crates/sync/src/simulate/world.rs", "the made-up world of the simulator"),
];

#[test]
fn no_file_is_too_long_to_read_in_one_sitting() {
    const LINES: usize = 700;
    let mut broken = Vec::new();
    for file in tree().iter().filter(|file| file.is_code()) {
        let lines = file.text.lines().count();
        if lines > LINES && !LONG.iter().any(|(path, _)| file.path == *path) && !is_generated(&file.text) {
            broken.push(format!("{}: {lines} lines", file.path));
        }
    }
    none("a file has one subject", &broken);
}

fn is_generated(text: &str) -> bool {
    text.lines().take(3).any(|line| line.contains("generated"))
}

/// Where Rust code may say Chinese in a string, with the reason. Everything else is in `words/`.
const CHINESE_IN_CODE: &[(&str, &str)] = &[
    ("crates/domain/src/calendar/", "words of the official notices that are read there"),
    ("crates/domain/src/name.rs", "characters that are told apart, not words"),
    ("crates/print/src/", "paper and archives are always Chinese, down to the names of their files"),
    ("crates/desk/src/measure.rs", "made-up data that is measured"),
    ("crates/desk/src/papers/", "paper is always Chinese; dates and counts as it writes them"),
    ("crates/desk/src/practice", "made-up data of the practice office, not words of the screen"),
    ("crates/sync/src/simulate/", "made-up data"),
];

#[test]
fn words_for_people_are_in_the_word_files() {
    let mut broken = Vec::new();
    for file in tree() {
        let own = file.path.starts_with("crates/") && file.path.contains("/src/") && file.path.ends_with(".rs");
        let excused = CHINESE_IN_CODE.iter().any(|(path, _)| file.path.starts_with(path));
        if own && !excused && !is_test(&file.path) {
            let code = file.text.split("#[cfg(test)]").next().unwrap_or_default();
            broken
                .extend(chinese_strings(code).into_iter().map(|(line, said)| format!("{}:{line}: {said}", file.path)));
        }
    }
    none("a sentence for people outside words/", &broken);
}

fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("tests.rs") || path.ends_with("_test.rs")
}

/// The string literals of Rust code that hold Chinese, with their lines; comments are passed over.
fn chinese_strings(code: &str) -> Vec<(usize, String)> {
    let letters: Vec<char> = code.chars().collect();
    let at = |place: usize| letters.get(place).copied().unwrap_or('\0');
    let mut found = Vec::new();
    let (mut place, mut line) = (0, 1);
    while place < letters.len() {
        match (at(place), at(place + 1)) {
            ('\n', _) => line += 1,
            ('/', '/') => {
                while place + 1 < letters.len() && at(place + 1) != '\n' {
                    place += 1;
                }
            }
            ('/', '*') => {
                while place < letters.len() && !(at(place) == '*' && at(place + 1) == '/') {
                    line += usize::from(at(place) == '\n');
                    place += 1;
                }
            }
            // A character literal, not a lifetime.
            ('\'', '\\') => place += 3,
            ('\'', _) if at(place + 2) == '\'' => place += 2,
            ('"', _) => {
                let began = line;
                // `at` gives a zero character before the beginning.
                let hashes = (1..=3).take_while(|back| place >= *back && at(place - back) == '#').count();
                let raw = place > hashes && at(place - hashes - 1) == 'r';
                let mut said = String::new();
                place += 1;
                while place < letters.len() {
                    if at(place) == '\\' && !raw {
                        place += 1;
                    } else if at(place) == '"' && (!raw || (1..=hashes).all(|next| at(place + next) == '#')) {
                        break;
                    }
                    line += usize::from(at(place) == '\n');
                    said.push(at(place));
                    place += 1;
                }
                if said.chars().any(is_chinese) {
                    found.push((began, said.chars().take(40).collect()));
                }
            }
            _ => {}
        }
        place += 1;
    }
    found
}

#[test]
fn strings_are_told_from_comments_and_characters() {
    let code = "// \"注释\"\nlet a = \"说\"; let b = '\"'; /* \"又\" */ let c = '说';\nlet d = r#\"原\"样\"#; let e = \"\\\"引\";";
    let said: Vec<(usize, String)> = chinese_strings(code);
    assert_eq!(said, [(2, "说".to_owned()), (3, "原\"样".to_owned()), (3, "\"引".to_owned())]);
}

#[test]
fn pages_take_their_words_from_the_word_files() {
    let mut broken = Vec::new();
    for file in tree().iter().filter(|file| file.is_below(&["ui/src/"]) && file.is_code() && !is_test(&file.path)) {
        if file.path.contains(".test.") || is_generated(&file.text) {
            continue;
        }
        for (number, line) in without_comments(&file.text).lines().enumerate() {
            if line.chars().any(is_chinese) {
                broken.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    none("a word of the screen outside words/", &broken);
}

/// The text of a page with its comments blanked, line for line.
fn without_comments(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let ends = [("<!--", "-->"), ("/*", "*/")];
        let hidden = ends.iter().find(|(open, _)| rest.starts_with(open));
        if let Some((_, close)) = hidden {
            let end = rest.find(close).map_or(rest.len(), |place| place + close.len());
            let (comment, after) = rest.split_at(end);
            plain.extend(comment.chars().filter(|letter| *letter == '\n'));
            rest = after;
        } else if rest.starts_with("//") && !plain.ends_with(':') {
            let end = rest.find('\n').unwrap_or(rest.len());
            rest = rest.split_at(end).1;
        } else {
            let mut letters = rest.chars();
            plain.extend(letters.next());
            rest = letters.as_str();
        }
    }
    plain
}

#[test]
fn comments_of_a_page_are_passed_over_line_for_line() {
    let page = "a <!-- 注\n释 --> b // 尾\n'https://x' /* 中 */ 文";
    assert_eq!(without_comments(page), "a \n b \n'https://x'  文");
}
