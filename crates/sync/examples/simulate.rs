//! Runs schedules of the seeded world: `--schedules N` (1000), `--seed S` (0), `--threads T` (as many as processors).
//! Ends with 1 and the trace of the first failing seed when a promise is broken.

use greenlane_sync::simulate::{Options, simulate, simulate_many};
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().collect();
    let number = |name: &str, otherwise: u64| {
        let place = words.iter().position(|word| word == name);
        place.and_then(|place| words.get(place + 1)).and_then(|word| word.parse().ok()).unwrap_or(otherwise)
    };
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get) as u64;
    let (schedules, seed) = (number("--schedules", 1000), number("--seed", 0));
    let start = std::time::Instant::now();
    let done = if schedules == 1 {
        simulate(seed, Options::of(seed)).map_err(Box::new)
    } else {
        simulate_many(seed, schedules, number("--threads", processors))
    };
    match done {
        Ok(report) => {
            println!("{schedules} schedules from seed {seed} in {:.1?}: {report:?}", start.elapsed());
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{failure}\nRun it again: cargo xtask simulate --schedules 1 --seed {}", failure.seed);
            ExitCode::FAILURE
        }
    }
}
