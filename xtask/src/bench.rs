//! `cargo xtask bench`: builds for speed and measures.

use crate::{Outcome, program, setup};

/// Builds the release and lets the desk measure itself; it prints the table with the floor beside each figure.
pub fn run(words: &[String]) -> Outcome {
    setup::prepare(setup::For::Measuring)?;
    println!("构建发行版");
    let mut bench = program::cargo(&["run", "--release", "--package", "greenlane-desk", "--", "bench"]);
    bench.args(words);
    program::run(bench)
}
