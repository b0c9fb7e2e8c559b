//! Templates: data, not code. A national base, over which a city and an office may lay their own.

use super::world;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use typst::syntax::Source;

/// The folders of `policies/` with their templates, as `build.rs` finds them.
const FOLDERS: &[(&str, &[(&str, &str)])] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));
/// The folder of the base under every city.
const NATIONAL: &str = "national";

/// A set of templates: each a file `<kind>.typ` that defines `paper(data)`, and `family.typ` and `official.typ` that many
/// share.
#[derive(Debug, Clone, Default)]
pub struct Templates {
    sources: BTreeMap<String, Source>,
    tried: Option<String>,
}

impl Templates {
    /// The national base that comes with the program.
    #[must_use]
    pub fn national() -> Self {
        let mut templates = Self::default();
        templates.lay(NATIONAL);
        templates
    }

    /// The national base, and over it what a city's folder has.
    #[must_use]
    pub fn of_city(pack: &str) -> Self {
        let mut templates = Self::national();
        templates.lay(pack);
        templates
    }

    fn lay(&mut self, folder: &str) {
        for (name, text) in FOLDERS.iter().filter(|(known, _)| *known == folder).flat_map(|(_, texts)| *texts) {
            self.put(name, text);
        }
    }

    /// Puts one template in the place of the one with its name.
    pub fn put(&mut self, name: &str, text: &str) {
        let source = Source::new(world::id(&format!("/{name}")), text.to_owned());
        self.sources.insert(name.to_owned(), source);
    }

    /// The same set with one template that somebody is about to change: faults are told by its lines.
    #[must_use]
    pub fn trying(&self, name: &str, text: &str) -> Self {
        let mut templates = Self { sources: self.sources.clone(), tried: Some(name.to_owned()) };
        templates.put(name, text);
        templates
    }

    pub(super) fn tried(&self) -> Option<&str> {
        self.tried.as_deref()
    }

    /// One template's text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.sources.get(name).map(Source::text)
    }

    /// All names and texts, to be kept with a version.
    #[must_use]
    pub fn texts(&self) -> BTreeMap<String, String> {
        self.sources.iter().map(|(name, source)| (name.clone(), source.text().to_owned())).collect()
    }

    /// A set that was kept.
    #[must_use]
    pub fn from_texts(texts: &BTreeMap<String, String>) -> Self {
        let mut templates = Self::default();
        for (name, text) in texts {
            templates.put(name, text);
        }
        templates
    }

    /// The names of all templates.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.sources.keys().map(String::as_str)
    }

    /// The version of the whole set: the first 16 digits of the SHA-256 of all names and texts.
    #[must_use]
    pub fn version(&self) -> String {
        let mut digest = Sha256::new();
        for (name, source) in &self.sources {
            for part in [name.as_str(), source.text()] {
                digest.update(part.len().to_le_bytes());
                digest.update(part);
            }
        }
        hex::encode(digest.finalize()).chars().take(16).collect()
    }

    pub(super) fn source(&self, name: &str) -> Option<&Source> {
        self.sources.get(name)
    }
}
