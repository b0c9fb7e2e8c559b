//! `cargo xtask test`: all set-up, then every check and every test, counted in the last line.

use crate::program::FEATURES;
use crate::{Outcome, check_words, program, setup, tree};
use std::process::Command;

/// How many checks and tests passed and failed, and the names of the steps that failed.
#[derive(Debug, Default)]
struct Tally {
    passed: usize,
    failed: usize,
    broken: Vec<String>,
}

/// Runs everything; one failure does not hide the next.
pub fn run(words: &[String]) -> Outcome {
    setup::prepare(setup::For::Testing)?;
    let mut tally = Tally::default();
    tally.check("用语", check_words::run());
    tally.check("格式", program::run(program::cargo(&["fmt", "--all", "--check"])));
    tally.check("界面 lint", program::run(setup::npm(&["run", "lint"])));
    tally.check("界面类型", program::run(setup::npm(&["run", "check"])));
    tally.tests("界面测试", setup::npm(&["test"]));
    tally.check(
        "clippy",
        program::run(program::cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--features",
            FEATURES,
            "--",
            "--deny",
            "warnings",
        ])),
    );
    let before = bindings();
    tally.tests("测试", rust_tests(words));
    tally.check("界面的类型与 Rust 一致", fresh(before, bindings()));
    tally.tests("文档测试", program::cargo(&["test", "--workspace", "--features", FEATURES, "--doc"]));
    tally.say()
}

/// A number for the TypeScript that the tests of Rust write from its types.
fn bindings() -> u64 {
    tree::digest(&tree::files_below(&setup::pages_folder().join("src").join("bindings")))
}

fn fresh(before: u64, after: u64) -> Outcome {
    if before == after {
        return Ok(());
    }
    Err("ui/src/bindings 与 Rust 的类型不一致，现已重新生成：请检查并一起提交，然后重新运行。".to_owned())
}

/// The tests of every crate, by nextest where it is installed.
fn rust_tests(words: &[String]) -> Command {
    let nextest = program::find("cargo-nextest").is_some();
    let mut command =
        program::cargo(if nextest { &["nextest", "run"] } else { &["test", "--lib", "--bins", "--tests"] });
    command.args(["--workspace", "--features", FEATURES, "--no-fail-fast"]).args(words);
    // Tests that need a real printer, database or window driver fail here when it is missing, instead of being skipped.
    command.env("GREENLANE_REQUIRE_REAL", "1");
    command
}

impl Tally {
    fn check(&mut self, name: &str, outcome: Outcome) {
        match outcome {
            Ok(()) => self.passed += 1,
            Err(reason) => {
                eprintln!("\n{name}：{reason}");
                self.failed += 1;
                self.broken.push(name.to_owned());
            }
        }
    }

    fn tests(&mut self, name: &str, command: Command) {
        println!("\n{name}");
        match program::run_and_read(command) {
            Ok((succeeded, lines)) => {
                let (passed, failed) = counts(&lines);
                self.passed += passed;
                // A run that broke before it could count its failures is one failure.
                self.failed += if succeeded { failed } else { failed.max(1) };
                if !succeeded {
                    self.broken.push(name.to_owned());
                }
            }
            Err(reason) => self.check(name, Err(reason)),
        }
    }

    fn say(&self) -> Outcome {
        let line = format!("{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 {
            println!("\n{line}");
            return Ok(());
        }
        Err(format!("未通过：{}\n{line}", self.broken.join("、")))
    }
}

/// Passed and failed tests, added up over the summary lines of nextest, of cargo's own test runner and of vitest.
fn counts(lines: &[String]) -> (usize, usize) {
    // What a failed test printed is indented: a summary in it is not counted again.
    let summaries = lines.iter().filter(|line| {
        let inner = line.trim_start();
        line.starts_with("test result:") || inner.starts_with("Summary [") || inner.starts_with("Tests  ")
    });
    summaries.fold((0, 0), |(passed, failed), line| (passed + before(line, "passed"), failed + before(line, "failed")))
}

/// The number that stands before a word, as in `3 passed; 1 failed`.
fn before(line: &str, word: &str) -> usize {
    let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    words
        .windows(2)
        .find_map(|pair| match pair {
            [number, name] if *name == word => number.parse().ok(),
            _ => None,
        })
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summaries_of_all_three_runners_are_counted() {
        let lines = [
            "     Summary [   0.163s] 14 tests run: 12 passed (1 slow), 2 failed, 3 skipped",
            "    test result: FAILED. 0 passed; 1 failed; 0 ignored",
            "test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 1 filtered out; finished in 0.00s",
            " Test Files  1 failed | 2 passed (3)",
            "      Tests  1 failed | 7 passed (8)",
        ];
        assert_eq!(counts(&lines.map(str::to_owned)), (24, 3));
    }

    #[test]
    fn a_runner_that_breaks_before_counting_is_one_failure() {
        let mut tally = Tally::default();
        tally.tests("broken", program::cargo(&["no-such-command"]));
        assert_eq!((tally.passed, tally.failed), (0, 1));
    }
}
