//! The words and rules of the talent-service window.
//!
//! Pure: no clock, no files, no network, no randomness, no SQL. What depends on the day takes the day; what depends on a
//! city takes its [`pack`].

pub mod calendar;
pub mod case;
pub mod employer;
pub mod fact;
pub mod identity;
pub mod name;
pub mod office;
pub mod pack;
pub mod talent;
pub mod words;
