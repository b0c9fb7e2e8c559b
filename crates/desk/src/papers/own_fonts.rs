//! The office's own licensed faces. A file that somebody points at is copied into the desk's home, where the chain of
//! fonts begins: a stick that is pulled out or a folder that is tidied up takes no face away.

use super::press::{self, aside, told};
use crate::desk::Open;
use crate::office_desk::leads;
use crate::problem::{DeskError, Result};
use crate::start::required;
use crate::view::{OwnFont, OwnFonts};
use greenlane_print::{Fonts, Role};
use std::path::{Path, PathBuf};

/// The parts that faces play, by the keys of their words.
const ROLES: [(&str, Role); 5] = [
    ("main", Role::Main),
    ("fangsong", Role::FangSong),
    ("title", Role::Title),
    ("kai", Role::Kai),
    ("hei", Role::Hei),
];

fn folder(desk: &Open) -> PathBuf {
    desk.store.folder().parent().unwrap_or(desk.store.folder()).join("fonts")
}

/// The office's own font files, and which family plays which part.
///
/// # Errors
/// When a font cannot be read.
pub(crate) async fn list(desk: &Open) -> Result<OwnFonts> {
    let (folder, language) = (folder(desk), desk.language);
    let press = press::of(desk).await?;
    aside(move || {
        let mut files = Vec::new();
        for path in Fonts::files(&folder) {
            let families = Fonts::families_in(&path).map_err(|error| told(&error, language))?;
            files.push(OwnFont { file: name(&path), families });
        }
        let fonts = press.fonts();
        let play = |(key, role): (&str, Role)| (key.to_owned(), fonts.family(role).to_owned());
        Ok(OwnFonts { folder: folder.display().to_string(), files, parts: ROLES.map(play).to_vec() })
    })
    .await
}

/// Takes a font file over. The faces in it are asked before all others from now on.
///
/// # Errors
/// When it is no font or cannot be copied; nothing has changed then.
pub(crate) async fn add(desk: &Open, path: &str) -> Result<OwnFonts> {
    leads(desk)?;
    required(path, "path")?;
    let (from, folder, language) = (PathBuf::from(path.trim()), folder(desk), desk.language);
    let inside = from.clone();
    aside(move || {
        Fonts::families_in(&inside).map_err(|error| told(&error, language))?;
        let copied = std::fs::create_dir_all(&folder).and_then(|()| std::fs::copy(&inside, folder.join(name(&inside))));
        copied.map(|_| ()).map_err(|error| refused(&folder, &error))
    })
    .await?;
    press::forget();
    list(desk).await
}

/// Gives a font file up: its copy is removed.
///
/// # Errors
/// When there is no such file, or it cannot be removed.
pub(crate) async fn drop(desk: &Open, file: &str) -> Result<OwnFonts> {
    leads(desk)?;
    let folder = folder(desk);
    let path = Fonts::files(&folder).into_iter().find(|path| name(path) == file);
    let path = path.ok_or_else(|| DeskError::said("no_folder", file, &[("folder", file), ("detail", "")]))?;
    std::fs::remove_file(&path).map_err(|error| refused(&path, &error))?;
    press::forget();
    list(desk).await
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn refused(place: &Path, error: &std::io::Error) -> DeskError {
    let place = place.display().to_string();
    DeskError::said("no_folder", &place, &[("folder", &place), ("detail", &error.to_string())])
}
