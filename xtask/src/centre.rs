//! `cargo xtask centre`: a centre with nothing to set up.

use crate::postgres::Private;
use crate::{Outcome, program, setup};

/// Starts the centre on an embedded database, or with `--postgres` on a private PostgreSQL that is started first.
pub fn run(words: &[String]) -> Outcome {
    setup::prepare(setup::For::Centre)?;
    let postgres = words.iter().any(|word| word == "--postgres");
    let words = words.iter().filter(|word| *word != "--postgres");
    let mut centre = program::cargo(&["run", "--package", "greenlane-server", "--bin", "greenlane-centre", "--"]);
    centre.args(words);
    if !postgres {
        return program::run(centre);
    }
    let database = Private::start()?;
    println!("PostgreSQL：{}", database.url());
    centre.env("DATABASE_URL", database.url());
    program::run(centre)
}
