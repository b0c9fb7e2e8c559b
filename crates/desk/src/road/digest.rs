//! One digest a file, of its facts and of its state: by which two desks are compared without showing what they hold.

use crate::desk::Open;
use crate::problem::{DeskError, Result};
use crate::view::{DigestView, FileDigest};
use greenlane_domain::fact::{FileId, FileKind, History};
use greenlane_domain::{case, employer, office, talent};
use greenlane_sync::digest::{of_all, of_file, of_state};
use greenlane_sync::witness::Hash;

pub(crate) async fn digest(desk: &Open) -> Result<DigestView> {
    let mut files = Vec::new();
    let (mut all, mut states) = (Vec::new(), Vec::new());
    let held = desk.store.fact_ids().await?;
    for (file, ids) in &held {
        let facts = of_file(file, ids.iter().copied());
        let state = state_of(file, &desk.store.history(file).await?)?;
        all.push((file, facts));
        states.extend(state.map(|state| (file, state)));
        files.push(FileDigest {
            file: file.clone(),
            count: ids.len(),
            facts: facts.to_string(),
            state: state.map(|state| state.to_string()).unwrap_or_default(),
        });
    }
    Ok(DigestView { facts: of_all(all).to_string(), states: of_all(states).to_string(), files })
}

/// The digest of a file's state; none for a kind that this release does not know.
fn state_of(file: &FileId, history: &History) -> Result<Option<Hash>> {
    let bytes = match file.kind() {
        FileKind::Case => serde_json::to_vec(&case::fold(history)),
        FileKind::Talent => serde_json::to_vec(&talent::fold(history)),
        FileKind::Employer => serde_json::to_vec(&employer::fold(history)),
        FileKind::Office => serde_json::to_vec(&office::fold(history)),
        FileKind::Other(_) => return Ok(None),
    };
    let bytes = bytes.map_err(|error| DeskError::said("fault", file.as_str(), &[("detail", &error.to_string())]))?;
    Ok(Some(of_state(&bytes)))
}
