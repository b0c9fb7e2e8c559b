//! The S3-compatible server that the centre's attachments are tested against.

use super::python;
use crate::{Outcome, tree};

/// It and what it serves with, as last tried.
const WANTED: &[&str] = &["moto[s3]==5.2.5", "flask==3.1.3", "flask-cors==6.0.5"];

/// Installs it among the tree's own tools, in a Python environment of its own.
pub fn install() -> Outcome {
    let place = tree::tools().join("s3");
    if cfg!(windows) || place.join("bin/moto_server").is_file() {
        return Ok(());
    }
    println!("安装 moto_server（只在第一次）");
    python::install(&place, WANTED)
}
