//! The packs that are built in.

use super::{Pack, PackFault, PackSource};

/// A folder of `policies/`: its id, its texts, its scenarios.
type Folder = (&'static str, &'static [(&'static str, &'static str)], &'static [(&'static str, &'static str)]);

/// The base under every city.
const NATIONAL: Folder =
    ("national", &[("national.toml", include_str!("../../../../policies/national/national.toml"))], &[]);

/// The cities, as `build.rs` finds them in the folder. A test compares this list with the folders.
const CITIES: &[Folder] = include!(concat!(env!("OUT_DIR"), "/cities.rs"));

fn source((id, files, _): &Folder) -> PackSource {
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    PackSource { id: (*id).to_owned(), files }
}

/// The base under every city: vocabulary, default words, reasons, ratings, documents.
#[must_use]
pub fn national() -> PackSource {
    source(&NATIONAL)
}

/// The ids of the built-in packs. `fixture` is a made-up city for tests and practice.
#[must_use]
pub fn builtin_ids() -> Vec<&'static str> {
    CITIES.iter().map(|(id, _, _)| *id).collect()
}

/// The texts of a built-in pack.
#[must_use]
pub fn builtin_source(id: &str) -> Option<PackSource> {
    CITIES.iter().find(|folder| folder.0 == id).map(source)
}

/// A built-in pack, read.
///
/// # Errors
/// Its faults; a test keeps the built-in packs free of them. An unknown id is the one fault `no_such_pack`.
pub fn builtin(id: &str) -> Result<Pack, Vec<PackFault>> {
    match builtin_source(id) {
        Some(source) => Pack::read(&source),
        None => Err(vec![PackFault {
            file: id.to_owned(),
            line: 0,
            key: String::new(),
            wrong: "no_such_pack".to_owned(),
            fill: vec![("got".to_owned(), id.to_owned()), ("expected".to_owned(), builtin_ids().join("、"))],
        }]),
    }
}

/// The texts of a built-in pack's scenarios, by file name.
#[must_use]
pub fn builtin_scenarios(id: &str) -> &'static [(&'static str, &'static str)] {
    CITIES.iter().find(|folder| folder.0 == id).map_or(&[], |folder| folder.2)
}
