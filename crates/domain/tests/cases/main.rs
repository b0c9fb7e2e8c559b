//! Stories of casework, told on the fixture city and, where an article of a real city matters, on that city's pack.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod afterwards;
mod clocks;
mod contradictions;
mod counter;
mod handover;
mod properties;
mod refusals;
mod taking_in;
