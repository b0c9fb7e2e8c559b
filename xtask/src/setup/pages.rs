//! The window's pages: installed and built when their sources changed.

use crate::{Outcome, program, tree};
use std::path::PathBuf;
use std::process::Command;

/// The folder of the pages.
pub fn folder() -> PathBuf {
    tree::root().join("ui")
}

/// npm in the folder of the pages.
pub fn npm(words: &[&str]) -> Command {
    let mut command = program::command("npm", words);
    command.current_dir(folder());
    command
}

/// Installs the packages and builds the pages.
pub fn build() -> Outcome {
    let ui = folder();
    let lock = ui.join("package-lock.json");
    if !lock.exists() {
        return Err(format!("缺少 {}：源代码不完整。", lock.display()));
    }
    tree::when_changed("packages", &[lock, ui.join("package.json")], &ui.join("node_modules"), || {
        println!("安装界面所需的软件包（npm ci）");
        program::run(npm(&["ci", "--no-audit", "--no-fund"]))
    })?;
    let mut sources = tree::files_below(&ui);
    sources.extend(tree::files_below(&tree::root().join("words")));
    // Not index.html: build.rs of the window writes a placeholder of that name.
    tree::when_changed("pages", &sources, &ui.join("dist").join("assets"), || {
        println!("构建界面");
        program::run(npm(&["run", "build"]))
    })
}
