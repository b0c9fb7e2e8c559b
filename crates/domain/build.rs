//! Lists the packs in `policies/`, so that a city is added by adding its folder and no code names it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo sets CARGO_MANIFEST_DIR")?;
    let policies = Path::new(&here).join("../../policies").canonicalize()?;
    println!("cargo:rerun-if-changed=build.rs");
    let mut cities = String::from("&[\n");
    for folder in below(&policies, Path::is_dir)? {
        let (id, texts) = (name(&folder), below(&folder, is_toml)?);
        if texts.is_empty() || id == "calendar" || id == "national" {
            continue;
        }
        println!("cargo:rerun-if-changed={}", folder.display());
        println!("cargo:rerun-if-changed={}", folder.join("scenarios").display());
        let scenarios = below(&folder.join("scenarios"), is_toml).unwrap_or_default();
        writeln!(cities, "    ({id:?}, &[{}], &[{}]),", included(&texts), included(&scenarios))?;
    }
    cities.push(']');
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    std::fs::write(out.join("cities.rs"), cities)?;
    Ok(())
}

fn below(folder: &Path, wanted: impl Fn(&Path) -> bool) -> std::io::Result<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    found.retain(|path| wanted(path));
    found.sort();
    Ok(found)
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "toml")
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn included(files: &[PathBuf]) -> String {
    let lines = files.iter().map(|file| format!("({:?}, include_str!({:?}))", name(file), file.display().to_string()));
    lines.collect::<Vec<_>>().join(", ")
}
