//! The sheet with the code that opens an office's database when every password is lost.

use super::sheet::{Head, Tail};
use serde::{Deserialize, Serialize};

/// 恢复码: printed once, sealed and locked away. Its case number is that of the desk, which the code opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoverySheet {
    /// The head.
    pub head: Head,
    /// The office whose data it opens.
    pub office: String,
    /// Who printed it.
    pub person: String,
    /// The code, in its groups.
    pub recovery: String,
    /// The tail.
    pub tail: Tail,
}
