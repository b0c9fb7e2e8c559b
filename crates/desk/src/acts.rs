//! Acts on a case, one at a time.

use crate::case_page;
use crate::desk::Open;
use crate::problem::{DeskError, Result};
use crate::view::{Acted, ContradictionView};
use greenlane_domain::case::{self, ActKind, CaseAct};
use greenlane_domain::fact::{FactId, FileId};
use greenlane_store::{CaseFilter, CaseSort};
use std::collections::BTreeSet;

/// Acts that only the desk itself writes, each by its own way.
fn is_the_desks(kind: ActKind) -> bool {
    matches!(
        kind,
        ActKind::RegisterNeed | ActKind::RecordPaper | ActKind::RecordPrint | ActKind::MoveDues | ActKind::File
    )
}

pub(crate) async fn act(desk: &Open, file: &FileId, act: &CaseAct) -> Result<Acted> {
    if is_the_desks(act.kind()) {
        return Err(DeskError::said("not_by_hand", act.kind().word(), &[("act", act.kind().word())]));
    }
    if let CaseAct::Settle { contradiction, set_aside, reason } = act
        && crate::road::twice::is_across(contradiction)
    {
        let mut papers = Vec::new();
        for case in crate::road::twice::settle(desk, contradiction, set_aside, reason).await? {
            papers.extend(crate::along::settled(desk, &case).await?);
        }
        return case_page::acted(desk, file, crate::turn::Done::default(), papers).await;
    }
    let moving = crate::road::moving::settled(desk, file, act).await?;
    let mut turn = desk.turn().await?;
    if let Some(moving) = &moving {
        moving.mark(&mut turn, file).await?;
    }
    let done = turn.on_case(file, act).await?;
    if let Some(moving) = &moving {
        let state = turn.state(file).await?;
        moving.take_along(&mut turn, file, &state).await?;
    }
    turn.confirm().await?;
    let papers = crate::along::act(desk, file, act).await?;
    case_page::acted(desk, file, done, papers).await
}

/// All contradictions that wait for a person.
pub(crate) async fn contradictions(desk: &Open) -> Result<Vec<ContradictionView>> {
    let mut views = Vec::new();
    let contradicted = CaseFilter { contradicted: true, ..CaseFilter::default() };
    for case in desk.store.cases(&contradicted, &desk.lights(), CaseSort::Changed, 0).await?.rows {
        let history = desk.history(&case.file).await?;
        let state = case::fold(&history);
        views.extend(case_page::contradictions(desk, &case.file, &history, &state));
    }
    views.extend(crate::road::twice::views(desk).await?);
    Ok(views)
}

/// A fact as it was written, laid out for reading.
pub(crate) async fn fact_text(desk: &Open, file: &FileId, fact: &FactId) -> Result<String> {
    let sealed = desk.store.sealed(fact).await?.ok_or_else(|| DeskError::said("no_fact", &fact.to_string(), &[]))?;
    let read = sealed.read().map_err(greenlane_store::StoreError::from)?;
    if &read.content.file != file {
        return Err(DeskError::said("no_fact", &fact.to_string(), &[]));
    }
    let value: serde_json::Value = serde_json::from_slice(&sealed.bytes).unwrap_or_default();
    Ok(serde_json::to_string_pretty(&value).unwrap_or_default())
}

impl Open {
    /// The facts of a file that nobody else has confirmed. With no centre that would be all of them, and say nothing.
    pub(crate) fn unsent_of(&self, _file: &FileId) -> BTreeSet<FactId> {
        BTreeSet::new()
    }

    /// What a desk is called: this one, or the first letters of another's id.
    pub(crate) fn desk_name(&self, device: &greenlane_domain::fact::DeviceId) -> String {
        if device == self.store.device() {
            return self.say("desk.this", &[]);
        }
        let id: String = device.as_str().chars().take(8).collect();
        self.say("desk.other", &[("id", &id)])
    }

    /// The short name of a body of the pack.
    pub(crate) fn body_name(&self, key: &str) -> String {
        self.pack.body(key).map_or_else(|| key.to_owned(), |body| body.short_name().to_owned())
    }
}
