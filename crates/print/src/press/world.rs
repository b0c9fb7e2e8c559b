//! What typst may see: the templates, the data, the fonts. No clock, no disk, no network.

use super::template::Templates;
use crate::font::Fonts;
use std::collections::BTreeMap;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};

/// The name of the source that joins template and data.
const MAIN: &str = "/main.typ";

/// One compilation's world.
pub struct Desk<'a> {
    pub library: &'a LazyHash<Library>,
    pub fonts: &'a Fonts,
    pub templates: &'a Templates,
    pub main: Source,
    pub files: BTreeMap<String, Bytes>,
}

/// The source that joins template and data.
pub fn main_source(text: String) -> Source {
    Source::new(id(MAIN), text)
}

/// A path of the virtual project, interned.
#[allow(clippy::expect_used, reason = "paths are constants of this crate or made from numbers, never from outside")]
pub fn id(path: &str) -> FileId {
    let path = VirtualPath::new(path).unwrap_or_else(|_| VirtualPath::new(MAIN).expect("a plain path"));
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            return Ok(self.main.clone());
        }
        self.templates.source(id.vpath().get_without_slash()).cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let name = id.vpath().get_without_slash();
        self.files.get(name).cloned().ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.face(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_with_slash().into())
}
