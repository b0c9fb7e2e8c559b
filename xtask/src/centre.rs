//! `cargo xtask centre`: a centre with nothing to set up.

use crate::postgres::Private;
use crate::{Outcome, program, setup, tree};

/// Starts the centre on one SQLite file in `centre-data/`, or with `--postgres` on a private PostgreSQL that is started
/// first. Other words go to `greenlane-centre`: without any it serves.
pub fn run(words: &[String]) -> Outcome {
    setup::prepare(setup::For::Centre)?;
    let folder = tree::root().join("centre-data");
    std::fs::create_dir_all(&folder).map_err(|error| format!("无法建立文件夹 {}：{error}", folder.display()))?;
    let postgres = words.iter().any(|word| word == "--postgres");
    let mut words: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != "--postgres").collect();
    if words.first().is_none_or(|word| word.starts_with("--")) {
        words.insert(0, "serve");
    }
    program::build(&["greenlane-centre"])?;
    let mut centre = program::built("greenlane-centre");
    // Run in the data's folder, where the centre puts its file and its attachments when nothing else is said.
    centre.args(words).current_dir(folder);
    if !postgres {
        return program::run(centre);
    }
    let database = Private::start()?;
    println!("PostgreSQL：{}", database.url());
    centre.env("DATABASE_URL", database.url());
    program::run(centre)
}
