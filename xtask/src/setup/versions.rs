//! The compilers: new enough, or a sentence that says what to do.

use crate::{Outcome, program};

const RUST: (u32, u32) = (1, 95);
/// Vite 8 asks for 20.19 or later.
const NODE: (u32, u32) = (20, 19);

/// Checks the compiler of Rust.
pub fn rust() -> Outcome {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let found = program::first_line(program::command(&rustc, &["--version"]));
    enough("Rust", found.as_deref(), RUST, "请运行 rustup update stable（没有 rustup 的，见 https://rustup.rs）")
}

/// Checks Node.
pub fn node() -> Outcome {
    let found = program::first_line(program::command("node", &["--version"]));
    let advice = "请安装 Node.js 20 LTS 的最新版或更高版本（https://nodejs.org），然后重试";
    enough("Node.js", found.as_deref(), NODE, advice)
}

fn enough(name: &str, found: Option<&str>, least: (u32, u32), advice: &str) -> Outcome {
    let (major, minor) = least;
    let Some(found) = found else {
        return Err(format!("没有找到 {name}：需要 {major}.{minor} 或更高版本。\n{advice}。"));
    };
    match version_in(found) {
        Some(version) if version >= least => Ok(()),
        _ => Err(format!("{name} 版本太旧：现有“{found}”，需要 {major}.{minor} 或更高版本。\n{advice}。")),
    }
}

/// The first two numbers in a line such as `rustc 1.95.0 (…)` or `v20.20.2`.
fn version_in(line: &str) -> Option<(u32, u32)> {
    let word =
        line.split_whitespace().find(|word| word.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit()))?;
    let mut numbers = word.trim_start_matches('v').split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_the_programs_print() {
        assert_eq!(version_in("rustc 1.95.0 (f2d3ce0bd 2026-03-21)"), Some((1, 95)));
        assert_eq!(version_in("v20.20.2"), Some((20, 20)));
        assert_eq!(version_in("command not found"), None);
    }

    #[test]
    fn a_program_that_is_too_old_is_named_with_what_is_needed() {
        let refusal = enough("Node.js", Some("v18.20.4"), NODE, "x").expect_err("18 is too old");
        assert!(refusal.contains("v18.20.4") && refusal.contains("20.19"), "{refusal}");
        assert!(enough("Node.js", Some("v22.0.0"), NODE, "x").is_ok());
    }
}
