//! The papers of all cases, latest first.

use crate::case_list::number;
use crate::desk::Open;
use crate::problem::{DeskError, Result};
use crate::view::{PaperLine, PaperList};
use greenlane_store::PaperRow;
use std::path::Path;

pub(crate) async fn list(desk: &Open, text: &str, unprinted: bool, page: u32) -> Result<PaperList> {
    let found = desk.store.papers(text.trim(), unprinted, page).await?;
    Ok(PaperList { rows: found.rows.into_iter().map(line).collect(), total: number(found.total) })
}

pub(crate) fn line(paper: PaperRow) -> PaperLine {
    PaperLine {
        file: paper.file,
        case_number: paper.case_number,
        talent: paper.talent_name,
        paper: paper.paper,
        title: paper.title,
        number: paper.number,
        items: paper.items,
        body: paper.body,
        at: paper.made,
        sha256: paper.sha256,
        pages: paper.pages,
        originals: paper.originals,
        copies: paper.copies,
        disagrees: paper.disagrees,
    }
}

/// The bytes of a paper, base64.
pub(crate) async fn bytes(desk: &Open, sha256: &str) -> Result<String> {
    use base64::Engine;
    Ok(base64::engine::general_purpose::STANDARD.encode(desk.store.content(sha256).await?))
}

/// Saves a paper to a folder under its title and number; a file that is there already is never written over.
pub(crate) async fn save(desk: &Open, sha256: &str, folder: &str) -> Result<String> {
    crate::start::required(folder, "folder")?;
    let content = desk.store.content(sha256).await?;
    let info = desk.store.content_info(sha256).await?;
    let name = info.map(|info| info.name).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| format!("{}.pdf", sha256.chars().take(12).collect::<String>()));
    let path = crate::papers::free_file(Path::new(folder), &name);
    std::fs::write(&path, content).map_err(|error| {
        DeskError::said("not_saved", &path.display().to_string(), &[("detail", &error.to_string())])
    })?;
    Ok(path.display().to_string())
}
