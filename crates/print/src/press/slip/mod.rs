//! Slips: papers with a fixed place for everything, set by hand rather than by typst.

mod acceptance;
mod frame;
mod receipt;

pub use frame::{due, stated};

use super::sheet::Sheet;
use crate::error::PrintError;
use crate::font::Fonts;
use crate::paper::Paper;

/// The sheet of a paper that is a slip; `None` for every other paper.
pub fn sheet(paper: &Paper, fonts: &Fonts, note: Option<&str>) -> Result<Option<Sheet>, PrintError> {
    match paper {
        Paper::Receipt(receipt) => receipt::sheet(receipt, fonts, note).map(Some),
        Paper::AcceptanceNotice(notice) => acceptance::sheet(notice, fonts, note).map(Some),
        _ => Ok(None),
    }
}
