//! A case's documents in a folder: the package that outlives the product, and beside it the case's data.

use super::said::Source;
use super::{press, volume};
use crate::desk::Open;
use crate::problem::{DeskError, Result};
use greenlane_domain::fact::FileId;
use greenlane_print::{Options, package};
use std::path::{Path, PathBuf};

/// Writes a case's package and data to folders of their own under `folder`; answers the paths of all files. A folder
/// that is there already is never written into.
///
/// # Errors
/// When the folder cannot be written, or a paper cannot be set.
pub(crate) async fn export(desk: &Open, file: &FileId, folder: &str) -> Result<Vec<String>> {
    crate::start::required(folder, "folder")?;
    let source = Source::of(desk, file, None).await?;
    let number = source.state.number().to_owned();
    let home = free(Path::new(folder), &number);
    let press = press::of(desk).await?;
    let bound = volume::to_export(desk, &source, file).await?;
    let (place, language) = (home.clone(), desk.language);
    press::aside(move || {
        let options = Options { leave_gaps: bound.gaps, attachments: bound.attachments, ..Options::default() };
        package::make(&press, &bound.volume, &options, &place).map_err(|error| press::told(&error, language))
    })
    .await?;
    let data = free(Path::new(folder), &format!("{number}-data"));
    let refuse = |path: &Path, error: std::io::Error| {
        let place = path.display().to_string();
        DeskError::said("no_folder", &place, &[("folder", &place), ("detail", &error.to_string())])
    };
    let fault = |error: serde_json::Error| DeskError::said("fault", "", &[("detail", &error.to_string())]);
    std::fs::create_dir_all(&data).map_err(|error| refuse(&data, error))?;
    let put = |name: &str, bytes: &[u8]| {
        let path = data.join(name);
        std::fs::write(&path, bytes).map_err(|error| refuse(&path, error))
    };
    put("case.json", &serde_json::to_vec_pretty(&source.state).map_err(fault)?)?;
    let mut facts = Vec::new();
    for ordered in source.history.iter() {
        if let Some(sealed) = desk.store.sealed(&ordered.fact.id).await? {
            facts.extend_from_slice(&sealed.bytes);
            facts.push(b'\n');
        }
    }
    put("facts.jsonl", &facts)?;
    // The papers as they were printed, byte for byte: the package sets them again inside its volume.
    for (place, made) in source.state.papers.iter().enumerate() {
        let bytes = desk.store.content(&made.paper.sha256).await?;
        put(&format!("{:03}-{}.pdf", place + 1, made.paper.sha256), &bytes)?;
    }
    let mut paths = Vec::new();
    for folder in [&home, &data] {
        list(folder, &mut paths);
    }
    Ok(paths)
}

fn list(folder: &Path, paths: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut inside: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    inside.sort();
    for path in inside {
        if path.is_dir() {
            list(&path, paths);
        } else {
            paths.push(path.display().to_string());
        }
    }
}

fn free(folder: &Path, name: &str) -> PathBuf {
    let safe: String =
        name.chars().map(|c| if "/\\:*?\"<>|".contains(c) || c.is_control() { '_' } else { c }).collect();
    let first = folder.join(&safe);
    if !first.exists() {
        return first;
    }
    (2..).map(|n| folder.join(format!("{safe} ({n})"))).find(|path| !path.exists()).unwrap_or(first)
}
