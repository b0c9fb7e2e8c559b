//! A case's documents in a folder.

use super::said::zh;
use crate::desk::Open;
use crate::problem::{DeskError, Result};
use greenlane_domain::fact::FileId;
use std::path::{Path, PathBuf};

/// Writes a case's papers and data to a folder of its own under `folder`; answers the paths. A folder that is there
/// already is never written into.
///
/// # Errors
/// When the folder cannot be written.
pub(crate) async fn export(desk: &Open, file: &FileId, folder: &str) -> Result<Vec<String>> {
    let state = desk.case_state(file).await?;
    let home = free(Path::new(folder), state.number());
    let refuse = |path: &Path, error: std::io::Error| {
        let place = path.display().to_string();
        DeskError::said("no_folder", &place, &[("folder", &place), ("detail", &error.to_string())])
    };
    std::fs::create_dir_all(&home).map_err(|error| refuse(&home, error))?;
    let mut paths = Vec::new();
    let mut put = |name: String, bytes: &[u8]| -> Result<()> {
        let path = home.join(safe(&name));
        std::fs::write(&path, bytes).map_err(|error| refuse(&path, error))?;
        paths.push(path.display().to_string());
        Ok(())
    };
    for (place, made) in state.papers.iter().enumerate() {
        let paper = &made.paper;
        let number = if paper.number.is_empty() { zh("papers.unset", &[]) } else { paper.number.clone() };
        put(format!("{:03} {} {number}.pdf", place + 1, paper.title), &desk.store.content(&paper.sha256).await?)?;
    }
    for (place, hash) in state.receptions.iter().flat_map(|(_, one)| &one.papers).flat_map(|paper| &paper.attachments).enumerate() {
        let name = desk.store.content_info(hash).await?.map(|info| info.name).unwrap_or_else(|| hash.clone());
        put(format!("A{:03} {name}", place + 1), &desk.store.content(hash).await?)?;
    }
    let fault = |error: serde_json::Error| DeskError::said("fault", "", &[("detail", &error.to_string())]);
    put("case.json".to_owned(), &serde_json::to_vec_pretty(&state).map_err(fault)?)?;
    let history = desk.history(file).await?;
    let mut facts = Vec::new();
    for ordered in history.iter() {
        if let Some(sealed) = desk.store.sealed(&ordered.fact.id).await? {
            facts.extend_from_slice(&sealed.bytes);
            facts.push(b'\n');
        }
    }
    put("facts.jsonl".to_owned(), &facts)?;
    Ok(paths)
}

fn free(folder: &Path, name: &str) -> PathBuf {
    let first = folder.join(safe(name));
    if !first.exists() {
        return first;
    }
    (2..).map(|n| folder.join(format!("{} ({n})", safe(name)))).find(|path| !path.exists()).unwrap_or(first)
}

fn safe(name: &str) -> String {
    name.chars().map(|c| if "/\\:*?\"<>|".contains(c) || c.is_control() { '_' } else { c }).collect()
}
