//! Places in the source tree.

use std::path::{Path, PathBuf};

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Where cargo builds to.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Where downloaded and installed tools of this tree live.
pub fn tools() -> PathBuf {
    target().join("tools")
}

/// Every file below a folder, in order, without build products and installed packages.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            let name = entry.file_name();
            if path.is_dir() {
                if !["node_modules", "dist", "target", ".git", "coverage"].iter().any(|skip| name == *skip) {
                    open.push(path);
                }
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A number that changes when any of the files or their names change.
pub fn digest(files: &[PathBuf]) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        std::fs::read(file).unwrap_or_default().hash(&mut hasher);
    }
    hasher.finish()
}

/// Does a piece of work only when its sources changed since it last succeeded, or when what it makes is gone.
pub fn when_changed(
    name: &str,
    sources: &[PathBuf],
    product: &Path,
    work: impl FnOnce() -> crate::Outcome,
) -> crate::Outcome {
    let stamp = target().join("xtask").join(format!("{name}.stamp"));
    let now = digest(sources).to_string();
    if product.exists() && std::fs::read_to_string(&stamp).is_ok_and(|before| before == now) {
        return Ok(());
    }
    work()?;
    if let Some(folder) = stamp.parent() {
        std::fs::create_dir_all(folder).map_err(|error| format!("无法建立文件夹 {}：{error}", folder.display()))?;
    }
    std::fs::write(&stamp, now).map_err(|error| format!("无法写入 {}：{error}", stamp.display()))
}
