//! The driver between the tests and the real window.

use crate::{Outcome, program, tree};

/// Installs tauri-driver among the tree's own tools, when it is not on the machine.
pub fn install() -> Outcome {
    if !cfg!(any(target_os = "linux", windows)) || program::find("tauri-driver").is_some() {
        return Ok(());
    }
    println!("安装 tauri-driver（只在第一次）");
    let tools = tree::tools().to_string_lossy().into_owned();
    let mut install = program::cargo(&["install", "tauri-driver", "--locked", "--root", &tools]);
    install.env_remove("CARGO_TARGET_DIR");
    program::run(install)
}
