//! The centre under load, on SQLite and on PostgreSQL: acts a second with 1, 8 and 64 desks, desks that wait, memory.

use super::{how_many, optimised};
use crate::{Outcome, program, setup};
use std::time::Instant;

/// Desks that wait, if nothing else is said.
const WAITING: usize = 10_000;

/// What is wanted of this part.
pub struct Wanted {
    /// Built for speed; otherwise only to try the command.
    pub optimised: bool,
    /// Desks that wait.
    pub waiting: usize,
}

impl Wanted {
    /// Read from the command line: `--unoptimised`, `--waiting N`.
    pub fn read(words: &[String]) -> Self {
        Self { optimised: optimised(words), waiting: how_many(words, "--waiting").unwrap_or(WAITING) }
    }
}

/// Measures and prints; `crates/server/tests/figures.rs` does it.
pub fn measure(wanted: &Wanted) -> Outcome {
    let began = Instant::now();
    println!("\n中心（SQLite 与 PostgreSQL）");
    if setup::postgres_program("initdb").is_none() {
        return Err("测量中心需要 PostgreSQL：sudo apt-get install -y postgresql".to_owned());
    }
    let mut command = program::cargo(&["test", "--package", "greenlane-server", "--test", "figures"]);
    command.args(wanted.optimised.then_some("--release"));
    command.args(["--", "--ignored", "--nocapture"]);
    // Ten thousand desks are as many sockets.
    let words: Vec<String> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| format!("'{}'", word.to_string_lossy()))
        .collect();
    let mut shell = program::command("sh", &["-c"]);
    shell.arg(format!("ulimit -n $(ulimit -Hn); exec {}", words.join(" ")));
    shell.env("GREENLANE_WAITING", wanted.waiting.to_string());
    program::run(shell)?;
    println!("（用时 {} 秒）", began.elapsed().as_secs());
    Ok(())
}
