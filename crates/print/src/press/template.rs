//! Templates: data, not code. A national base, over which a city and an office may lay their own.

use super::world;
use crate::error::PrintError;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;
use typst::syntax::Source;

static NATIONAL: include_dir::Dir<'_> =
    include_dir::include_dir!("$CARGO_MANIFEST_DIR/../../policies/national/documents");

/// A set of templates: each a file `<kind>.typ` that defines `paper(data)`, and `family.typ` that all share.
#[derive(Debug, Clone, Default)]
pub struct Templates {
    sources: BTreeMap<String, Source>,
}

impl Templates {
    /// The national base that comes with the program.
    #[must_use]
    pub fn national() -> Self {
        let mut templates = Self::default();
        for file in NATIONAL.files() {
            let name = file.path().file_name().and_then(|name| name.to_str());
            if let (Some(name), Some(text)) = (name, file.contents_utf8()) {
                templates.put(name, text);
            }
        }
        templates
    }

    /// Lays every `.typ` file of a folder over the templates of the same name. A folder that does not exist lays nothing.
    ///
    /// # Errors
    /// [`PrintError::File`] for a file that cannot be read as UTF-8.
    pub fn over(mut self, folder: &Path) -> Result<Self, PrintError> {
        let Ok(entries) = std::fs::read_dir(folder) else { return Ok(self) };
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.file_name().and_then(|name| name.to_str()).filter(|name| name.ends_with(".typ"));
            let Some(name) = name else { continue };
            let refuse = |error: std::io::Error| PrintError::File { path: path.clone(), reason: error.to_string() };
            let text = std::fs::read_to_string(&path).map_err(refuse)?;
            self.put(name, &text);
        }
        Ok(self)
    }

    /// Puts one template in the place of the one with its name.
    pub fn put(&mut self, name: &str, text: &str) {
        let source = Source::new(world::id(&format!("/{name}")), text.to_owned());
        self.sources.insert(name.to_owned(), source);
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
