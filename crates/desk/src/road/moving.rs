//! A case goes to another region: one fact says so and carries the audience by which the whole file belongs there from then
//! on. Once the centre has it, the file leaves this desk, unless the desk's scope has both regions.

use super::depot::AUDIENCE;
use super::runner::{self, CENTRE, of_client};
use crate::case_list;
use crate::desk::Open;
use crate::office_desk::leads;
use crate::problem::{DeskError, Result};
use crate::start::required;
use greenlane_domain::case::CaseFact;
use greenlane_domain::fact::{FileId, FileKind};
use greenlane_domain::talent::TalentFact;
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

/// Moves a case; the talent's own file goes along when all the person's cases here have gone there.
pub(crate) async fn move_case(open: &Open, file: &FileId, to: &str, reason: &str) -> Result<()> {
    leads(open)?;
    required(reason, "reason")?;
    if file.kind() != FileKind::Case {
        return Err(DeskError::said("no_file", file.as_str(), &[]));
    }
    let Some(own) = &open.audience else { return Err(DeskError::said("no_centre", "", &[])) };
    let own: Audience = read(own)?;
    let to =
        Region::parse(to.trim()).map_err(|_| DeskError::said("not_a_region", "region", &[("region", to.trim())]))?;
    if !regions(open).await?.iter().filter_map(|region| Region::parse(region).ok()).any(|theirs| theirs.covers(&to)) {
        return Err(DeskError::said("nobody_there", "region", &[("region", to.as_str())]));
    }
    let talent = open.case_state(file).await?.talent().cloned();
    let now = audience(open, file, &own).await?;
    if now.region == to {
        return Err(DeskError::said("there_already", "region", &[("region", to.as_str())]));
    }
    let mut turn = open.turn().await?;
    turn.for_audience(&written(&now.moved(to.clone(), now.roles.clone()))?);
    turn.write(file, &[CaseFact::CaseMoved { to: to.as_str().to_owned(), reason: reason.trim().to_owned() }]).await?;
    if let Some(talent) = talent
        && goes_along(open, &talent, file, &to, &own).await?
    {
        let now = audience(open, &talent, &own).await?;
        turn.for_audience(&written(&now.moved(to.clone(), now.roles.clone()))?);
        let reason = open.say("moving.along", &[("region", to.as_str())]);
        turn.write(&talent, &[TalentFact::TalentChanged { fields: BTreeMap::new(), reason }]).await?;
    }
    turn.confirm().await?;
    Ok(())
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

/// Whether the person's file goes too: it is not for the other region yet, and no other case of the person stays here.
async fn goes_along(open: &Open, talent: &FileId, file: &FileId, to: &Region, own: &Audience) -> Result<bool> {
    let here = !open.store.history(talent).await?.is_empty();
    if !here || audience(open, talent, own).await?.region == *to {
        return Ok(false);
    }
    for case in case_list::of_talent(open, talent).await? {
        if case.file != *file && audience(open, &case.file, own).await?.region != *to {
            return Ok(false);
        }
    }
    Ok(true)
}
