//! Papers that come along with an act: the paper is made when the act is done, so that it can be printed at once.

use crate::desk::Open;
use crate::problem::Result;
use crate::view::PaperLine;
use greenlane_domain::case::{CaseAct, CaseState, ItemNo};
use greenlane_domain::fact::FileId;
use std::collections::BTreeSet;

/// A paper to make: its kind, its items, the department it is for.
struct Wanted {
    paper: &'static str,
    items: Vec<ItemNo>,
    body: Option<String>,
}

/// The papers of a whole intake.
pub(crate) async fn intake(desk: &Open, file: &FileId) -> Result<Vec<PaperLine>> {
    let state = desk.case_state(file).await?;
    let mut wanted = Vec::new();
    if let Some((_, notice)) = state.notices.last() {
        wanted.push(Wanted { paper: "one_time_notice", items: notice.items.clone(), body: None });
    }
    if !state.receptions.is_empty() {
        wanted.push(Wanted { paper: "receipt", items: state.items.keys().cloned().collect(), body: None });
    }
    if let Some((_, acceptance)) = state.acceptances.last() {
        let items = acceptance.items.iter().map(|item| item.item.clone()).collect();
        wanted.push(Wanted { paper: "acceptance_notice", items, body: None });
    }
    let bodies: BTreeSet<&str> = state.items.values().flat_map(|item| item.tasks.keys().map(String::as_str)).collect();
    wanted.extend(bodies.into_iter().map(|body| slip(&state, body)));
    make(desk, file, wanted).await
}

/// The papers of one act.
pub(crate) async fn act(desk: &Open, file: &FileId, act: &CaseAct) -> Result<Vec<PaperLine>> {
    let one = |paper, items: &[ItemNo]| Wanted { paper, items: items.to_vec(), body: None };
    let wanted = match act {
        CaseAct::GiveNotice { items, .. } => vec![one("one_time_notice", items)],
        CaseAct::Receive { .. } => vec![one("receipt", &[])],
        CaseAct::Accept { items } => vec![one("acceptance_notice", items)],
        CaseAct::Dispatch { body, .. } => vec![slip(&desk.case_state(file).await?, body)],
        CaseAct::HandOver { items, .. } => vec![one("service_return", items), one("handover_list", items)],
        CaseAct::Settle { .. } => return settled(desk, file).await,
        _ => Vec::new(),
    };
    make(desk, file, wanted).await
}

/// The 更正告知书 of a case in which something was set aside, where a paper that is out no longer agrees.
pub(crate) async fn settled(desk: &Open, file: &FileId) -> Result<Vec<PaperLine>> {
    if !crate::papers::withdraws(desk, file).await? {
        return Ok(Vec::new());
    }
    make(desk, file, vec![Wanted { paper: "correction_notice", items: Vec::new(), body: None }]).await
}

/// One slip a department, with all items it has of the case.
fn slip(state: &CaseState, body: &str) -> Wanted {
    let with = state.items.values().filter(|item| item.tasks.get(body).is_some_and(|task| !task.returned));
    Wanted { paper: "routing_slip", items: with.map(|item| item.no.clone()).collect(), body: Some(body.to_owned()) }
}

/// The act is done whatever becomes of its papers: one that cannot be made now (a character no font has) can be asked
/// for again, and then says why.
async fn make(desk: &Open, file: &FileId, wanted: Vec<Wanted>) -> Result<Vec<PaperLine>> {
    let mut papers = Vec::new();
    for Wanted { paper, items, body } in wanted {
        match crate::papers::make(desk, file, paper, &items, body.as_deref(), &crate::papers::Words::new(), false).await
        {
            Ok(line) => papers.push(line),
            Err(error) => tracing::warn!(%error, paper, "a paper was not made along with its act"),
        }
    }
    Ok(papers)
}
