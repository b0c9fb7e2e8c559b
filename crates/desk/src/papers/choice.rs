//! What a person chose when asking for a paper: its items, its department, and the words that no fact has.

use super::said::zh;
use crate::desk::Open;
use crate::problem::{DeskError, Result};
use crate::view::Place;
use greenlane_domain::case::{ItemNo, ItemState};
use greenlane_print::paper::Kind;
use std::collections::BTreeMap;

/// What a person wrote, by the key of its place.
pub(crate) type Words = BTreeMap<String, String>;

/// What was chosen. Left empty, items and body take the latest.
#[derive(Clone, Copy)]
pub(super) struct Choice<'a> {
    pub items: &'a [ItemNo],
    pub body: Option<&'a str>,
    pub words: &'a Words,
    /// The paper's number, where no fact gives it one.
    pub number: &'a str,
}

impl Choice<'_> {
    /// What was written in a place, if anything was.
    pub fn word(&self, place: &str) -> Option<String> {
        self.words.get(place).map(|text| text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// What was written in a place, a line each.
    pub fn lines(&self, place: &str) -> Vec<String> {
        let text = self.word(place).unwrap_or_default();
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    /// Names in a place, divided by commas, enumeration commas, spaces or lines.
    pub fn list(&self, place: &str) -> Vec<String> {
        let text = self.word(place).unwrap_or_default();
        let parts = text.split(['、', '，', ',', '；', ';', '\n']).map(str::trim);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// Whether an item was chosen, or none was named.
    pub fn takes(&self, item: &ItemState) -> bool {
        self.items.is_empty() || self.items.contains(&item.no)
    }

    /// Refuses a paper whose words are not all there.
    pub fn complete(&self, desk: &Open, kind: Kind) -> Result<()> {
        match places(kind).iter().find(|(place, required)| *required && self.word(place).is_none()) {
            Some((place, _)) => {
                let name = desk.say(&format!("papers.place.{place}"), &[]);
                Err(DeskError::said("paper_wants", place, &[("paper", kind.title()), ("place", &name)]))
            }
            None => Ok(()),
        }
    }
}

/// The places of a kind of paper that a person fills in, and whether it is refused without.
pub(super) const fn places(kind: Kind) -> &'static [(&'static str, bool)] {
    match kind {
        Kind::PreReview => &[("conclusion", true)],
        Kind::SupplementNotice | Kind::TolerantPromise => &[("how", false), ("consequence", false)],
        Kind::ReturnedMaterials => &[("reason", false)],
        Kind::CorrectionNotice => &[("instead", false)],
        Kind::PowerOfAttorney => &[("matters", false)],
        Kind::SupervisionSlip | Kind::SupervisionLetter => &[("requests", false), ("reply_within", false)],
        Kind::CoordinationLetter => &[("requests", true), ("reason", false)],
        Kind::CoordinationNotice => &[("step", false)],
        Kind::Agenda => &[("proposal", true), ("situation", false)],
        Kind::ReplyLetter => &[("answers", true), ("question", false)],
        Kind::PersonalPledge | Kind::EmployerPledge => &[("proof", true), ("liability", true), ("terms", false)],
        Kind::RemoteCollection => &[("collecting", true), ("check", false)],
        Kind::SamplingCheck => &[("checker", false), ("points", false)],
        Kind::OfficialDocument => &[("title", true), ("to", true), ("text", true), ("copies", false)],
        Kind::Minutes => &[
            ("title", true),
            ("held_at", true),
            ("place", true),
            ("chair", true),
            ("present", true),
            ("text", true),
            ("absent", false),
        ],
        _ => &[],
    }
}

/// The same, as the window shows them.
pub(super) fn places_view(kind: Kind) -> Vec<Place> {
    let place = |(key, required): &(&str, bool)| Place {
        key: (*key).to_owned(),
        name: zh(&format!("papers.place.{key}"), &[]),
        required: *required,
    };
    places(kind).iter().map(place).collect()
}
