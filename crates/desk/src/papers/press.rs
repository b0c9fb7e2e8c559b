//! The press of a desk: its fonts and templates, set up once and kept.

use super::templates;
use crate::desk::Open;
use crate::problem::{DeskError, Problem, Result};
use greenlane_domain::words::Language;
use greenlane_print::{Fonts, Press, PrintError, Templates};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// How many presses are kept: the one in force, those of papers that are made again, and what other offices of this
/// program use.
const KEPT: usize = 8;

/// What is kept, by what it was made from; the oldest goes first.
type Kept<K, T> = Mutex<Vec<(K, Arc<T>)>>;

/// The fonts that were read, by where they were looked for.
static FONTS: Kept<Vec<PathBuf>, Fonts> = Mutex::new(Vec::new());
/// The presses that are set up, by fonts and by the version of their templates.
static PRESSES: Kept<(Vec<PathBuf>, String), Press> = Mutex::new(Vec::new());

fn keep<K: PartialEq, T>(
    all: &Kept<K, T>,
    key: K,
    make: impl FnOnce() -> std::result::Result<T, PrintError>,
) -> std::result::Result<Arc<T>, PrintError> {
    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, kept)) = all.iter().find(|(known, _)| *known == key) {
        return Ok(kept.clone());
    }
    let made = Arc::new(make()?);
    if all.len() >= KEPT {
        all.remove(0);
    }
    all.push((key, made.clone()));
    Ok(made)
}

/// Forgets all fonts that were read: the files have changed.
pub(super) fn forget() {
    FONTS.lock().unwrap_or_else(PoisonError::into_inner).clear();
    PRESSES.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

/// Where fonts are looked for, in this order: the folders of `GREENLANE_FONTS`; the folder `fonts` of the desk's home,
/// for the office's own licensed faces; then the first that exists of the folder `fonts` beside the program, the
/// system's share of it, and this checkout's.
#[must_use]
pub fn font_places(home: Option<&Path>) -> Vec<PathBuf> {
    let named = std::env::var_os("GREENLANE_FONTS");
    let mut places: Vec<PathBuf> = named.iter().flat_map(std::env::split_paths).collect();
    places.extend(home.map(|home| home.join("fonts")));
    let program = std::env::current_exe().ok();
    let beside = program.as_deref().and_then(Path::parent);
    let carried = [
        beside.map(|folder| folder.join("fonts")),
        beside.map(|folder| folder.join("..").join("Resources").join("fonts")),
        beside.map(|folder| folder.join("..").join("share").join("greenlane").join("fonts")),
        Some(Fonts::of_this_checkout()),
    ];
    places.extend(carried.into_iter().flatten().find(|folder| folder.is_dir()));
    places
}

/// A press with the national templates and the fonts of a desk's home; for none, with the carried ones.
///
/// # Errors
/// When no font can carry a page, or a font cannot be read.
pub fn press(home: Option<&Path>) -> std::result::Result<Arc<Press>, PrintError> {
    with(home, Templates::national())
}

fn with(home: Option<&Path>, templates: Templates) -> std::result::Result<Arc<Press>, PrintError> {
    let places = font_places(home);
    let fonts = keep(&FONTS, places.clone(), || Fonts::load(&places))?;
    keep(&PRESSES, (places, templates.version()), || Ok(Press::new(fonts, templates)))
}

/// The press of an open desk, with the templates in force. The first call reads the fonts.
pub(crate) async fn of(desk: &Open) -> Result<Arc<Press>> {
    with_templates(desk, templates::in_force(desk)).await
}

/// The same with other templates: those of an old paper.
pub(super) async fn with_templates(desk: &Open, templates: Templates) -> Result<Arc<Press>> {
    let home = desk.store.folder().parent().map(Path::to_owned);
    let language = desk.language;
    aside(move || with(home.as_deref(), templates).map_err(|error| told(&error, language))).await
}

/// Work that would hold up other asks.
pub(crate) async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(DeskError::said("fault", "", &[("detail", &error.to_string())])),
    }
}

/// What the press refused, in words.
pub(crate) fn told(error: &PrintError, language: Language) -> DeskError {
    let (code, place) = match error {
        PrintError::NoFonts { .. } => ("no_fonts", String::new()),
        PrintError::FontUnreadable { path, .. } | PrintError::File { path, .. } => ("file", path.display().to_string()),
        PrintError::Unrenderable(list) => {
            ("unrenderable", list.first().map(|one| one.path.clone()).unwrap_or_default())
        }
        PrintError::Template(faults) => (
            "template",
            faults
                .first()
                .map(|first| format!("{}:{}:{}", first.template, first.line, first.column))
                .unwrap_or_default(),
        ),
        PrintError::NoTemplate { name } => ("template", name.clone()),
        PrintError::Attachment { title, .. } => ("attachment", title.clone()),
        PrintError::Printer { printer, .. } => ("printer", printer.clone()),
        _ => ("paper", String::new()),
    };
    // The sentence already says what to do.
    DeskError::Told(Problem { code: code.to_owned(), what: error.say(language), place, remedy: String::new() })
}
