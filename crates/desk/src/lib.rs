//! What a person at a desk can do, without a window: run, ask, print, exchange.

mod ask;
mod problem;
pub mod view;

pub use ask::{Answers, Ask};
pub use problem::Problem;
