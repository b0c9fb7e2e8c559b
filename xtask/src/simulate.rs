//! `cargo xtask simulate --schedules N --seed S`: the seeded world of desks and a centre.

use crate::{Outcome, program};

/// Builds the simulator optimised and runs it; a failing seed is printed with the end of its trace.
pub fn run(words: &[String]) -> Outcome {
    let mut simulator = program::cargo(&[
        "run",
        "--release",
        "--quiet",
        "--package",
        "greenlane-sync",
        "--features",
        "simulate",
        "--example",
        "simulate",
        "--",
    ]);
    simulator.args(words);
    program::run(simulator)
}
