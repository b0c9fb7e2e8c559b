//! Paper: typed data first (what a paper says), then a template (how it looks), then bytes.
//!
//! The bytes are made once and are shown, printed, archived and hashed as they are. Letters, forms and volumes are set by
//! typst from templates that are data (`policies/**/documents/*.typ`); slips with a fixed place for everything are set
//! by hand through printpdf. Both share one chain of fonts and one check: a paper with a character that cannot be
//! printed is refused by name before anything is set.

mod error;
mod font;
pub mod package;
pub mod paper;
pub mod practice;
mod press;
pub mod prove;
pub mod spool;
pub mod words;

pub use error::{PrintError, Unrenderable};
pub use font::{Block, Coverage, Fonts, Level, LevelCoverage, Missing, Role, Why};
pub use paper::{Kind, Paper};
pub use press::{Attached, Attachments, Bare, Fault, HAND_GAP, Mark, Options, Pdf, Press, Sheet, Templates};
