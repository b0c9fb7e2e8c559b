//! `cargo xtask schema`: the JSON schemas that editors check a city's pack against.

use crate::{Outcome, program};

/// Writes `policies/schema/` as the domain describes it; the domain's own test keeps it fresh.
pub fn run() -> Outcome {
    let mut write = program::cargo(&[
        "test",
        "--quiet",
        "--package",
        "greenlane-domain",
        "--test",
        "policies",
        "the_schemas_for_editors_are_fresh",
    ]);
    write.env("UPDATE_SCHEMA", "1");
    program::run(write)?;
    println!("已写入 policies/schema/");
    Ok(())
}
