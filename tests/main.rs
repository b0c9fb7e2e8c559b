//! Whole stories in one binary: the tree itself, and the desk through its real window.

#[cfg(all(feature = "desktop", target_os = "linux"))]
#[path = "../crates/print/tests/printer/mod.rs"]
mod printer;
#[cfg(all(feature = "desktop", target_os = "linux"))]
mod support;
mod tidy;
#[cfg(all(feature = "desktop", target_os = "linux"))]
mod window;
#[cfg(all(feature = "desktop", target_os = "linux"))]
mod window_batch;
#[cfg(all(feature = "desktop", target_os = "linux"))]
mod window_story;
