//! Ctrl+K: people, employers, cases and papers.

use crate::desk::Open;
use crate::lists;
use crate::people;
use crate::problem::Result;
use crate::view::Hit;

/// Hits shown.
const HITS: usize = 20;

pub(crate) async fn search(desk: &Open, text: &str) -> Result<Vec<Hit>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let mut hits = Vec::new();
    for talent in lists::talents(desk).await? {
        let row = people::row(desk, Some(&talent.file), &talent.record);
        let by_number = talent.record.identities.iter().any(|number| number.value.ends_with(text));
        let matched = if row.name.contains(text) {
            "name"
        } else if by_number {
            "digits"
        } else {
            continue;
        };
        let detail = [row.class.as_str(), &row.identity, &row.employer].join(" ");
        hits.push(Hit {
            kind: "talent".into(),
            file: talent.file,
            sha256: None,
            title: row.name,
            detail: detail.trim().to_owned(),
            matched: matched.into(),
        });
    }
    for employer in lists::employers(desk).await? {
        if employer.record.name.contains(text) {
            hits.push(Hit {
                kind: "employer".into(),
                file: employer.file,
                sha256: None,
                title: employer.record.name,
                detail: employer.record.specialist,
                matched: "name".into(),
            });
        }
    }
    for case in lists::cases(desk).await? {
        let matched = if case.number.contains(text) {
            "number"
        } else if case.talent_name.contains(text) {
            "name"
        } else {
            continue;
        };
        let items: Vec<&str> = case.items.iter().map(|item| item.name.as_str()).collect();
        hits.push(Hit {
            kind: "case".into(),
            file: case.file.clone(),
            sha256: None,
            title: format!("{} {}", case.talent_name, items.join("、")),
            detail: case.number.clone(),
            matched: matched.into(),
        });
    }
    hits.truncate(HITS);
    Ok(hits)
}
