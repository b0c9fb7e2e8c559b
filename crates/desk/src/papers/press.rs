//! The press of a desk: its fonts and templates, set up once and kept.

use crate::desk::Open;
use crate::problem::{DeskError, Problem, Result};
use greenlane_domain::words::Language;
use greenlane_print::{Fonts, Press, PrintError, Templates};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Presses that are set up, by where their fonts and templates came from.
static PRESSES: Mutex<Vec<(Places, Arc<Press>)>> = Mutex::new(Vec::new());

#[derive(Debug, Clone, PartialEq, Eq)]
struct Places {
    fonts: Vec<PathBuf>,
    templates: PathBuf,
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

/// A press for a desk's home; for none, with the carried fonts and the national templates.
///
/// # Errors
/// When no font can carry a page, or a font or template cannot be read.
pub fn press(home: Option<&Path>) -> std::result::Result<Arc<Press>, PrintError> {
    let places =
        Places { fonts: font_places(home), templates: home.map(|home| home.join("templates")).unwrap_or_default() };
    let mut presses = PRESSES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, press)) = presses.iter().find(|(known, _)| *known == places) {
        return Ok(press.clone());
    }
    let templates = match home {
        Some(_) => Templates::national().over(&places.templates)?,
        None => Templates::national(),
    };
    let press = Arc::new(Press::new(Fonts::load(&places.fonts)?, templates));
    presses.push((places, press.clone()));
    Ok(press)
}

/// The press of an open desk. The first call reads the fonts.
pub(crate) async fn of(desk: &Open) -> Result<Arc<Press>> {
    let home = desk.store.folder().parent().map(Path::to_owned);
    let language = desk.language;
    aside(move || press(home.as_deref()).map_err(|error| told(&error, language))).await
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
        PrintError::Template { name, line, .. } => ("template", format!("{name}:{line}")),
        PrintError::NoTemplate { name } => ("template", name.clone()),
        PrintError::Attachment { title, .. } => ("attachment", title.clone()),
        PrintError::Printer { printer, .. } => ("printer", printer.clone()),
        _ => ("paper", String::new()),
    };
    // The sentence already says what to do.
    DeskError::Told(Problem { code: code.to_owned(), what: error.say(language), place, remedy: String::new() })
}
