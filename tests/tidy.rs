//! The tree's own rules, checked: arrows between crates, what the domain may see, names, words and documents.
//!
//! A rule that is only written down is broken within a month; a rule here fails the build and says where.

mod arrows;
mod documents;
mod names;
mod source;
mod words;

use std::path::{Path, PathBuf};

/// A text file of the tree and its path from the root, with forward strokes.
struct File {
    path: String,
    text: String,
}

impl File {
    fn is_code(&self) -> bool {
        [".rs", ".ts", ".vue"].iter().any(|end| self.path.ends_with(end))
    }
    fn is_below(&self, folders: &[&str]) -> bool {
        folders.iter().any(|folder| self.path.starts_with(folder))
    }
    /// Where a word first stands, as `path:line`.
    fn place_of(&self, word: &str) -> Option<String> {
        let line = self.text.lines().position(|line| line.contains(word))?;
        Some(format!("{}:{}: {word}", self.path, line + 1))
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every text file of the tree that a person wrote, or that is kept beside what they wrote.
fn tree() -> Vec<File> {
    const SKIP: &[&str] = &["target", "node_modules", "dist", "gen", ".git", "shots", "coverage"];
    let mut files = Vec::new();
    let mut open = vec![root()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("the tree is readable").flatten() {
            let path = entry.path();
            if path.is_dir() {
                if !SKIP.iter().any(|skip| entry.file_name() == *skip) {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|end| end == "pending-snap") {
                // What a running test proposes, not what a person wrote.
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                files.push(File { path: short(&path), text });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn short(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Fails with every place that breaks a rule.
#[track_caller]
fn none(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}
