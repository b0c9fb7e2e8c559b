//! Ctrl+K: people, employers, cases and papers.

use crate::desk::Open;
use crate::history::word;
use crate::problem::Result;
use crate::view::Hit;

/// Hits shown.
const HITS: usize = 20;

pub(crate) async fn search(desk: &Open, text: &str) -> Result<Vec<Hit>> {
    let hits = desk.store.search(text, HITS).await?;
    Ok(hits
        .into_iter()
        .map(|hit| Hit {
            kind: hit.kind,
            file: hit.file,
            sha256: hit.sha256,
            title: hit.title,
            detail: hit.detail,
            matched: word(&hit.matched),
        })
        .collect())
}
