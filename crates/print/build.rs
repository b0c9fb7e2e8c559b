//! Lists the templates in `policies/`, so that a city's are added by adding its folder and no code names it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo sets CARGO_MANIFEST_DIR")?;
    let policies = Path::new(&here).join("../../policies").canonicalize()?;
    println!("cargo:rerun-if-changed=build.rs");
    let mut folders = String::from("&[\n");
    for folder in below(&policies)? {
        let documents = folder.join("documents");
        if !documents.is_dir() {
            continue;
        }
        println!("cargo:rerun-if-changed={}", documents.display());
        let mut texts = below(&documents)?;
        texts.retain(|path| path.extension().is_some_and(|end| end == "typ"));
        let lines =
            texts.iter().map(|path| format!("({:?}, include_str!({:?}))", name(path), path.display().to_string()));
        writeln!(folders, "    ({:?}, &[{}]),", name(&folder), lines.collect::<Vec<_>>().join(", "))?;
    }
    folders.push(']');
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    std::fs::write(out.join("templates.rs"), folders)?;
    Ok(())
}

fn below(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    found.sort();
    Ok(found)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
