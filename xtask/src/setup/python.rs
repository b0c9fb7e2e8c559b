//! Python programs, each in an environment of its own.

use crate::{Outcome, program};
use std::path::Path;

/// Makes an environment at a place and installs into it by these words to pip.
pub fn install(place: &Path, words: &[&str]) -> Outcome {
    program::run(program::command("python3", &["-m", "venv", &place.to_string_lossy()]))?;
    let pip = place.join("bin/pip");
    let words: Vec<&str> = ["install", "--quiet"].into_iter().chain(words.iter().copied()).collect();
    program::run(program::command(&pip.to_string_lossy(), &words))
}
