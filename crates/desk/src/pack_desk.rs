//! The city's pack: what it says, what nobody has decided, and whether its golden scenarios hold.

use crate::desk::{Desk, Open};
use crate::people;
use crate::problem::{DeskError, Result};
use crate::view::{PackInfo, ScenarioResult};
use greenlane_domain::case::Which;
use greenlane_domain::office::OfficeFact;
use greenlane_domain::pack::{self, Days, Pack, Scenario, Status, StepOutcome};

pub(crate) fn info(desk: &Open) -> PackInfo {
    let pack = &desk.pack;
    let coverage = pack.coverage();
    let total = &coverage.total;
    PackInfo {
        id: pack.meta.id.clone(),
        version: pack.meta.version,
        city: pack.meta.city.clone(),
        scheme: pack.meta.scheme.clone(),
        basis: pack.basis.iter().map(|basis| (basis.title.clone(), basis.number.clone())).collect(),
        bodies: pack.bodies.clone(),
        coverage: vec![
            (Status::Explicit, total.explicit),
            (Status::Inferred, total.inferred),
            (Status::Restored, total.restored),
            (Status::Unset, total.unset),
        ],
        gaps: coverage
            .gaps
            .iter()
            .map(|gap| (gap.key.clone(), format!("{} {}", gap.of, gap.what).trim().to_owned(), gap.note.clone()))
            .collect(),
        classes: people::classes(desk),
        card_kinds: people::card_kinds(desk),
    }
}

/// Runs the pack's golden scenarios, on the city's rules as they are written: without the limits that the office decided.
pub(crate) fn check(desk: &Open) -> Result<Vec<ScenarioResult>> {
    let pack = pack::builtin(&desk.pack.meta.id).map_err(DeskError::Pack)?;
    let scenarios = pack::builtin_scenarios(&pack.meta.id);
    Ok(scenarios.iter().map(|(file, text)| run(desk, &pack, file, text)).collect())
}

fn run(desk: &Open, pack: &Pack, file: &str, text: &str) -> ScenarioResult {
    let scenario = match Scenario::read(file, text) {
        Ok(scenario) => scenario,
        Err(faults) => {
            let steps = faults.iter().map(|fault| (fault.message(desk.language), false)).collect();
            return ScenarioResult { name: file.to_owned(), passed: false, steps };
        }
    };
    let steps: Vec<(String, bool)> = scenario
        .run(pack, &desk.calendar)
        .into_iter()
        .enumerate()
        .map(|(place, outcome)| {
            let n = (place + 1).to_string();
            match outcome {
                StepOutcome::Held => (desk.say("scenario.held", &[("n", &n)]), true),
                StepOutcome::Failed(why) => (desk.say("scenario.failed", &[("n", &n), ("why", &why)]), false),
            }
        })
        .collect();
    ScenarioResult { name: scenario.title, passed: steps.iter().all(|(_, held)| *held), steps }
}

/// Decides a limit that the pack leaves unset, or takes the decision back.
pub(crate) async fn set_limit(
    desk: &Desk,
    item: String,
    which: Which,
    days: Option<Days>,
    document: String,
) -> Result<()> {
    let open = desk.open()?;
    let original = pack::builtin(&open.pack.meta.id).map_err(DeskError::Pack)?;
    let spec = original.item(&item).ok_or_else(|| DeskError::said("no_item", &item, &[("item", &item)]))?;
    let limits = &spec.limits;
    let (own, other) = match which {
        Which::Statutory => {
            (&limits.statutory, open.pack.item(&item).and_then(|spec| spec.limits.promised.get().copied()))
        }
        Which::Promised => {
            (&limits.promised, open.pack.item(&item).and_then(|spec| spec.limits.statutory.get().copied()))
        }
    };
    if own.status != Status::Unset {
        return Err(DeskError::said("limit_is_set", &item, &[("item", &spec.name), ("article", &own.article)]));
    }
    crate::start::required(&document, "document")?;
    if days.is_some_and(|days| days.days == 0) {
        return Err(DeskError::said("no_days", &item, &[]));
    }
    if let (Some(days), Some(other)) = (days, other) {
        let longer = match which {
            Which::Promised => days.kind == other.kind && days.days > other.days,
            Which::Statutory => days.kind == other.kind && other.days > days.days,
        };
        if longer {
            return Err(DeskError::said("promised_longer", &item, &[("item", &spec.name)]));
        }
    }
    let mut turn = open.turn().await?;
    turn.write(&open.office_file, &[OfficeFact::LimitSet { item, which, days, document }]).await?;
    turn.confirm().await?;
    desk.refresh().await?;
    Ok(())
}
