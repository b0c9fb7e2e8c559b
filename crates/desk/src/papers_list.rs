//! The papers of all cases, latest first.

use crate::case_list::PAGE;
use crate::desk::Open;
use crate::lists::{self, ListedCase};
use crate::problem::{DeskError, Result};
use crate::view::{PaperLine, PaperList};
use greenlane_domain::case::PaperState;
use std::path::{Path, PathBuf};

pub(crate) async fn list(desk: &Open, text: &str, unprinted: bool, page: u32) -> Result<PaperList> {
    let text = text.trim();
    let cases = lists::cases(desk).await?;
    let mut found: Vec<PaperLine> = cases
        .iter()
        .flat_map(|case| case.papers.iter().map(move |paper| line(case, paper)))
        .filter(|paper| !unprinted || paper.originals == 0)
        .filter(|paper| {
            text.is_empty()
                || [&paper.title, &paper.number, &paper.case_number, &paper.talent]
                    .iter()
                    .any(|field| field.contains(text))
        })
        .collect();
    found.sort_by_key(|paper| std::cmp::Reverse(paper.at));
    let total = found.len();
    Ok(PaperList { rows: found.into_iter().skip(page as usize * PAGE).take(PAGE).collect(), total })
}

pub(crate) fn line(case: &ListedCase, state: &PaperState) -> PaperLine {
    let PaperState { mark, paper, originals, copies, disagrees } = state;
    PaperLine {
        file: case.file.clone(),
        case_number: case.number.clone(),
        talent: case.talent_name.clone(),
        paper: paper.paper.clone(),
        title: paper.title.clone(),
        number: paper.number.clone(),
        items: paper.items.clone(),
        body: paper.body.clone(),
        at: mark.local,
        sha256: paper.sha256.clone(),
        pages: paper.pages,
        originals: *originals,
        copies: *copies,
        disagrees: *disagrees,
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
    let path = free_path(Path::new(folder), &name);
    std::fs::write(&path, content).map_err(|error| {
        DeskError::said("not_saved", &path.display().to_string(), &[("detail", &error.to_string())])
    })?;
    Ok(path.display().to_string())
}

fn free_path(folder: &Path, name: &str) -> PathBuf {
    let safe: String =
        name.chars().map(|c| if "/\\:*?\"<>|".contains(c) || c.is_control() { '_' } else { c }).collect();
    let (stem, end) = safe.rsplit_once('.').unwrap_or((safe.as_str(), "pdf"));
    let first = folder.join(&safe);
    let mut others = (2..).map(|n| folder.join(format!("{stem} ({n}).{end}")));
    if first.exists() { others.find(|path| !path.exists()).unwrap_or(first) } else { first }
}
