//! `cargo xtask bench`: builds for speed and measures.

mod centre;
mod cold_start;
mod paper;
mod peer;
mod road;
mod wire;

use crate::{Outcome, program, setup, tree};
use std::process::Command;

/// Builds the release, measures the start of the window beside an empty one, and lets the desk measure itself.
/// Words on the command line go to the desk's part; `--no-window` leaves the window out.
/// `bench road` measures the road between desks and nothing else, `bench centre` the centre under load, `bench paper` paper.
pub fn run(words: &[String]) -> Outcome {
    if let Some((word, rest)) = words.split_first()
        && word == "centre"
    {
        setup::prepare(setup::For::Measuring)?;
        return centre::measure(&centre::Wanted::read(rest));
    }
    if let Some((word, rest)) = words.split_first()
        && word == "road"
    {
        setup::prepare(setup::For::Measuring)?;
        let wanted = road::Wanted::read(rest);
        road::build(&wanted)?;
        return road::measure(&wanted);
    }
    let has = |wanted: &str| words.iter().any(|word| word == wanted);
    let paper_only = words.first().is_some_and(|word| word == "paper");
    let windows = cfg!(target_os = "linux") && !has("--no-window") && !paper_only;
    setup::prepare(if windows { setup::For::Testing } else { setup::For::Measuring })?;
    println!("构建发行版");
    // All in one go: for another choice of packages cargo builds them anew.
    let mut build =
        program::cargo(&["build", "--release", "--package", "greenlane-desk", "--package", "greenlane-server"]);
    build.args(["--bins", "--example", "road"]);
    if windows {
        build.args(["--package", "greenlane", "--example", "empty_window"]);
    }
    program::run(build)?;
    if windows {
        cold_start::measure()?;
    }
    paper::measure()?;
    if paper_only {
        return Ok(());
    }
    let mut bench = Command::new(tree::target().join("release").join("greenlane-desk"));
    bench.arg("bench").args(words.iter().filter(|word| *word != "--no-window")).current_dir(tree::root());
    program::run(bench)?;
    road::measure(&road::Wanted::read(&[]))
}

/// Whether a part is built for speed: `--unoptimised` only tries its command.
fn optimised(words: &[String]) -> bool {
    !words.iter().any(|word| word == "--unoptimised")
}

/// The number behind a word of the command line.
fn how_many(words: &[String], name: &str) -> Option<usize> {
    let place = words.iter().position(|word| word == name)?;
    words.get(place + 1)?.parse().ok()
}
