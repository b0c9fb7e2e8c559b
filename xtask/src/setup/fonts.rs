//! The fonts that paper is set in.

use crate::Outcome;

/// Puts the fonts where the print crate looks for them.
pub fn install() -> Outcome {
    Ok(())
}
