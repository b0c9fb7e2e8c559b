//! The window.
/// Opens the window.
pub fn run() {}
