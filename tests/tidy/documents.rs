//! The documents: what they name exists.

use super::{none, root, tree};

/// The words between backticks, outside blocks of code, with their lines.
fn named(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut in_block = false;
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        } else if !in_block {
            found.extend(line.split('`').skip(1).step_by(2).map(|word| (number + 1, word)));
        }
    }
    found
}

#[test]
fn documents_name_only_files_that_exist() {
    const OURS: &[&str] =
        &["crates/", "src-tauri/", "ui/src", "xtask/", "tests/", "policies/", "words/", "docs/", ".ci/"];
    let mut broken = Vec::new();
    for file in tree().iter().filter(|file| file.path.ends_with(".md") && !file.path.contains("CHANGELOG")) {
        for (line, word) in named(&file.text) {
            let path = word.split(['*', '#', ' ']).next().unwrap_or_default();
            if OURS.iter().any(|ours| path.starts_with(ours))
                && !path.contains(['…', '<'])
                && !root().join(path).exists()
            {
                broken.push(format!("{}:{line}: {word}", file.path));
            }
        }
    }
    none("a document names a file that is not there", &broken);
}

#[test]
fn the_glossary_gives_identifiers_that_the_code_uses() {
    let files = tree();
    let glossary = files.iter().find(|file| file.path == "GLOSSARY.md").expect("GLOSSARY.md");
    let code: String = files
        .iter()
        .filter(|file| file.is_below(&["crates/", "policies/", "ui/src/"]) && !file.path.ends_with(".md"))
        .map(|file| file.text.as_str())
        .collect();
    let mut broken = Vec::new();
    for (line, word) in named(&glossary.text) {
        if word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !code.contains(word) {
            broken.push(format!("GLOSSARY.md:{line}: {word}"));
        }
    }
    none("a word that the code does not use", &broken);
}
