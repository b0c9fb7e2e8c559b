//! `cargo xtask schema`: the JSON schema that editors check a city's pack against.

use crate::{Outcome, program, tree};

/// Writes `policies/schema.json` as the domain describes it.
pub fn run(_words: &[String]) -> Outcome {
    let file = tree::root().join("policies").join("schema.json");
    let mut command = program::cargo(&["run", "--quiet", "--package", "greenlane-desk", "--", "pack", "schema"]);
    let output = command.output().map_err(|error| format!("无法启动 cargo：{error}"))?;
    if !output.status.success() || output.stdout.is_empty() {
        return Err(format!("未能生成 schema：\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    std::fs::write(&file, output.stdout).map_err(|error| format!("无法写入 {}：{error}", file.display()))?;
    println!("已写入 {}", file.display());
    Ok(())
}
