//! The papers of a few practice cases, and one case filed. Without fonts there are none; the rest of the office stands.

use super::file;
use crate::desk::Open;
use crate::papers;
use crate::problem::Result;
use greenlane_domain::fact::FileKind;

/// Cases with papers: one in hand, one to be collected today, one that is over.
const WITH_PAPERS: &[usize] = &[12, 27, 30];
/// The papers that every case has.
const USUAL: [&str; 7] = [
    "one_time_notice",
    "receipt",
    "acceptance_notice",
    "routing_slip",
    "result_notice",
    "service_return",
    "handover_list",
];
/// The case that is filed.
const FILED: usize = 31;

pub(crate) async fn make(desk: &Open) {
    for n in WITH_PAPERS {
        if let Err(error) = papers_of(desk, *n).await {
            tracing::warn!(%error, "a practice case has no papers");
            return;
        }
    }
    let filed = papers::file_case(desk, &file(&FileKind::Case, "case", FILED), "演示归档").await;
    if let Err(error) = filed {
        tracing::warn!(%error, "no practice case is filed");
    }
}

async fn papers_of(desk: &Open, n: usize) -> Result<()> {
    let file = file(&FileKind::Case, "case", n);
    let state = desk.case_state(&file).await?;
    let usual = |one: &crate::view::Makeable| USUAL.contains(&one.paper.as_str());
    for one in papers::makeable(desk, &state).into_iter().filter(usual) {
        papers::make(desk, &file, &one.paper, &one.items, one.body.as_deref(), &papers::Words::new(), false).await?;
    }
    Ok(())
}
