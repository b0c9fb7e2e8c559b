//! `cargo xtask centre`: a centre with nothing to set up.

use crate::{Outcome, program, setup};

/// Starts the centre on an embedded database, or with `--postgres` on a private PostgreSQL.
pub fn run(words: &[String]) -> Outcome {
    setup::prepare(setup::For::Headless)?;
    let postgres = words.iter().any(|word| word == "--postgres");
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != "--postgres").collect();
    let mut centre = program::cargo(&["run", "--package", "greenlane-server", "--bin", "greenlane-centre", "--"]);
    centre.args(words);
    if postgres {
        return Err("私有的 PostgreSQL 尚未接通。".to_owned());
    }
    program::run(centre)
}
