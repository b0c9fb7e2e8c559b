//! What went wrong, fit to show: what, where, and what to do.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{code}: {what}")]
pub struct Problem {
    /// Its key, for tests and the window.
    pub code: String,
    /// What is wrong.
    pub what: String,
    /// Where: a field, a file, a line; empty when there is no place.
    pub place: String,
    /// What to do.
    pub remedy: String,
}
