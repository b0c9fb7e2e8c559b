//! A case goes to another region: one fact says so and carries the audience by which the whole file belongs there from then
//! on. Once the centre has it, the file leaves this desk, unless the desk's scope has both regions.

use super::depot::AUDIENCE;
use super::runner::{self, CENTRE, of_client};
use crate::desk::Open;
use crate::office_desk::leads;
use crate::problem::{DeskError, Result};
use crate::start::required;
use crate::turn::Turn;
use greenlane_domain::case::{self, CaseAct, CaseFact, CaseState};
use greenlane_domain::employer::EmployerFact;
use greenlane_domain::fact::{FactId, FileId, FileKind};
use greenlane_domain::talent::{self, TalentFact};
use greenlane_sync::audience::{Audience, Region};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// The regions that the centre named last.
const REGIONS: &str = "road.regions";
/// How long a person waits for the centre to name them anew.
const PATIENCE: Duration = Duration::from_secs(5);

/// The regions that some desk of the centre has, so that nothing is moved to where nobody is. Without the network, as the
/// centre named them last.
pub(crate) async fn regions(open: &Open) -> Result<Vec<String>> {
    let Some(url) = open.store.setting(CENTRE).await? else { return Ok(Vec::new()) };
    let asked = async { runner::client(open, &url).await?.regions().await };
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(regions)) => {
            let regions: Vec<String> = regions.iter().map(|region| region.as_str().to_owned()).collect();
            open.store.set(REGIONS, &regions.join("\n")).await?;
            Ok(regions)
        }
        late_or_failed => {
            let kept = open.store.setting(REGIONS).await?.unwrap_or_default();
            match late_or_failed {
                Ok(Err(error)) if kept.is_empty() => Err(of_client(error, open.language, &url)),
                _ => Ok(kept.lines().map(str::to_owned).collect()),
            }
        }
    }
}

/// Moves a case; the talent's and the employer's own files go along when nothing that stays here needs them.
pub(crate) async fn move_case(open: &Open, file: &FileId, to: &str, reason: &str) -> Result<()> {
    leads(open)?;
    required(reason, "reason")?;
    if file.kind() != FileKind::Case {
        return Err(DeskError::said("no_file", file.as_str(), &[]));
    }
    let Some(own) = &open.audience else { return Err(DeskError::said("no_centre", "", &[])) };
    let to =
        Region::parse(to.trim()).map_err(|_| DeskError::said("not_a_region", "region", &[("region", to.trim())]))?;
    if !regions(open).await?.iter().filter_map(|region| Region::parse(region).ok()).any(|theirs| theirs.covers(&to)) {
        return Err(DeskError::said("nobody_there", "region", &[("region", to.as_str())]));
    }
    let state = open.case_state(file).await?;
    let moving = Moving { open, own: read(own)?, to };
    if moving.is_there(file).await? {
        return Err(DeskError::said("there_already", "region", &[("region", moving.to.as_str())]));
    }
    let mut turn = open.turn().await?;
    moving.mark(&mut turn, file).await?;
    let reason = reason.trim().to_owned();
    turn.write(file, &[CaseFact::CaseMoved { to: moving.to.as_str().to_owned(), reason }]).await?;
    moving.take_along(&mut turn, file, &state).await?;
    turn.confirm().await?;
    Ok(())
}

/// Where a case has to go when two desks had moved it to different regions and a person now sets one of these moves aside:
/// to the region of the move that stands, unless it is there.
pub(crate) async fn settled<'a>(open: &'a Open, file: &FileId, act: &CaseAct) -> Result<Option<Moving<'a>>> {
    let (CaseAct::Settle { contradiction, set_aside, .. }, Some(own)) = (act, &open.audience) else { return Ok(None) };
    let history = open.history(file).await?;
    let moves = history.iter().filter_map(|ordered| match CaseFact::of(ordered.fact) {
        Some(CaseFact::CaseMoved { to, .. }) => Some((ordered.fact.id, Region::parse(&to).ok()?)),
        _ => None,
    });
    let moves: Vec<(FactId, Region)> = moves.collect();
    if !moves.iter().any(|(id, _)| set_aside.contains(id)) {
        return Ok(None);
    }
    let settled = case::fold(&history).settled;
    let others = settled.iter().filter(|(id, _)| *id != contradiction).flat_map(|(_, facts)| facts);
    let aside: BTreeSet<&FactId> = others.chain(set_aside).collect();
    let standing: Vec<Region> = moves.into_iter().filter(|(id, _)| !aside.contains(id)).map(|(_, to)| to).collect();
    let own = read(own)?;
    let now = audience(open, file, &own).await?.region;
    let Some(last) = standing.last().filter(|_| !standing.contains(&now)) else { return Ok(None) };
    Ok(Some(Moving { open, own, to: last.clone() }))
}

/// A case on its way to another region.
pub(crate) struct Moving<'a> {
    open: &'a Open,
    own: Audience,
    to: Region,
}

impl Moving<'_> {
    async fn is_there(&self, file: &FileId) -> Result<bool> {
        Ok(audience(self.open, file, &self.own).await?.region == self.to)
    }

    /// What is written to the file from now on carries it there.
    pub(crate) async fn mark(&self, turn: &mut Turn<'_>, file: &FileId) -> Result<()> {
        let now = audience(self.open, file, &self.own).await?;
        turn.for_audience(&written(&now.moved(self.to.clone(), now.roles.clone()))?);
        Ok(())
    }

    /// Writes the move of what goes along with a case: the person's file, then the employers' of both.
    pub(crate) async fn take_along(&self, turn: &mut Turn<'_>, case: &FileId, state: &CaseState) -> Result<()> {
        let Some(need) = &state.need else { return Ok(()) };
        let reason = self.open.say("moving.along", &[("region", self.to.as_str())]);
        let mut leaving = vec![case.clone()];
        let mut employers: BTreeSet<FileId> = need.employer.iter().cloned().collect();
        if self.goes(&need.talent, &self.open.store.cases_of_talent(&need.talent).await?, &leaving).await? {
            let history = self.open.store.history(&need.talent).await?;
            employers.extend(talent::fold(&history).record.employer);
            self.mark(turn, &need.talent).await?;
            let same = TalentFact::TalentChanged { fields: BTreeMap::new(), reason: reason.clone() };
            turn.write(&need.talent, &[same]).await?;
            leaving.push(need.talent.clone());
        }
        for employer in employers {
            if self.goes(&employer, &self.open.store.files_of_employer(&employer).await?, &leaving).await? {
                self.mark(turn, &employer).await?;
                let same = EmployerFact::EmployerChanged { fields: BTreeMap::new(), reason: reason.clone() };
                turn.write(&employer, &[same]).await?;
            }
        }
        Ok(())
    }

    /// Whether a file goes too: it is here, not for the other region yet, and every file that needs it goes or is there.
    async fn goes(&self, file: &FileId, needed_by: &[FileId], leaving: &[FileId]) -> Result<bool> {
        if self.open.store.history(file).await?.is_empty() || self.is_there(file).await? {
            return Ok(false);
        }
        for other in needed_by {
            if !leaving.contains(other) && !self.is_there(other).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn read(audience: &str) -> Result<Audience> {
    serde_json::from_str(audience)
        .map_err(|error| DeskError::said("fault", AUDIENCE, &[("detail", &error.to_string())]))
}

fn written(audience: &Audience) -> Result<String> {
    serde_json::to_string(audience)
        .map_err(|error| DeskError::said("fault", AUDIENCE, &[("detail", &error.to_string())]))
}

/// The audience in force: the greatest that a fact of the file carries.
async fn audience(open: &Open, file: &FileId, own: &Audience) -> Result<Audience> {
    let carried = open.store.audiences_of(file).await?;
    let carried = carried.iter().map(|text| read(text)).collect::<Result<BTreeSet<_>>>()?;
    Ok(carried.into_iter().next_back().unwrap_or_else(|| own.clone()))
}
