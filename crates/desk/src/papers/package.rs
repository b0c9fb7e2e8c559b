//! A case's documents in a folder: the package that outlives the product, and beside it the case's data.

use super::said::Source;
use super::{free_file, press, proof, service_file, volume};
use crate::desk::Open;
use crate::problem::{DeskError, Result};
use crate::view::{PackageCheck, PackageReport, PackageWritten};
use greenlane_domain::fact::{FileId, FileKind};
use greenlane_domain::words::Language;
use greenlane_print::package::{self, Property};
use greenlane_print::{Options, PrintError};
use std::path::{Path, PathBuf};

/// Writes a case's package and data to folders of their own under `folder`; answers the paths of all files. A folder
/// that is there already is never written into.
///
/// # Errors
/// When the folder cannot be written, or a paper cannot be set.
pub(crate) async fn export(desk: &Open, file: &FileId, folder: &str) -> Result<Vec<String>> {
    let mut paths = export_volume(desk, file, folder, false).await?.paths;
    let source = Source::of(desk, file, None).await?;
    let data = free_file(Path::new(folder), &format!("{}-data", source.state.number()));
    let refuse = |path: &Path, error: std::io::Error| {
        let place = path.display().to_string();
        DeskError::said("no_folder", &place, &[("folder", &place), ("detail", &error.to_string())])
    };
    let fault = |error: serde_json::Error| DeskError::said("fault", "", &[("detail", &error.to_string())]);
    std::fs::create_dir_all(&data).map_err(|error| refuse(&data, error))?;
    let put = |name: &str, bytes: &[u8]| {
        let path = data.join(name);
        std::fs::write(&path, bytes).map_err(|error| refuse(&path, error))
    };
    put("case.json", &serde_json::to_vec_pretty(&source.state).map_err(fault)?)?;
    let mut facts = Vec::new();
    for ordered in source.history.iter() {
        if let Some(sealed) = desk.store.sealed(&ordered.fact.id).await? {
            facts.extend_from_slice(&sealed.bytes);
            facts.push(b'\n');
        }
    }
    put("facts.jsonl", &facts)?;
    // The papers as they were printed, byte for byte: the package sets them again inside its volume.
    for (place, made) in source.state.papers.iter().enumerate() {
        let bytes = desk.store.content(&made.paper.sha256).await?;
        put(&format!("{:03}-{}.pdf", place + 1, made.paper.sha256), &bytes)?;
    }
    list(&data, &mut paths);
    Ok(paths)
}

/// Writes the package of a case's volume or of a person's service file to a folder of its own, and checks it. With
/// `originals` the files that came in are attached to the volume itself (PDF/A-3b), besides lying in the folder.
///
/// # Errors
/// As [`export`].
pub(crate) async fn export_volume(desk: &Open, file: &FileId, folder: &str, originals: bool) -> Result<PackageWritten> {
    crate::start::required(folder, "folder")?;
    let bound = match file.kind() {
        FileKind::Talent => service_file::assemble(desk, file).await?,
        _ => volume::to_export(desk, &Source::of(desk, file, None).await?, file).await?,
    };
    let name = match file.kind() {
        FileKind::Talent => bound.volume.cover.title.clone(),
        _ => bound.volume.head.case_number.clone(),
    };
    let home = free_file(Path::new(folder), &name);
    let press = press::of(desk).await?;
    let beside = vec![(package::VERIFY_PAGE.to_owned(), proof::page(desk).await?.into_bytes())];
    let (place, language) = (home.clone(), desk.language);
    let (pages, report) = press::aside(move || {
        let options = Options { leave_gaps: bound.gaps, attachments: bound.attachments, attach_originals: originals };
        package::make(&press, &bound.volume, &options, &beside, &place).map_err(|error| press::told(&error, language))
    })
    .await?;
    let mut paths = Vec::new();
    list(&home, &mut paths);
    Ok(PackageWritten {
        folder: home.display().to_string(),
        paths,
        pages: u32::try_from(pages).unwrap_or(u32::MAX),
        report: shown(&home, &report, desk.language),
    })
}

/// The four checks of a package that was written here or anywhere else.
///
/// # Errors
/// When the folder is not a package.
pub fn check(folder: &Path, language: Language) -> std::result::Result<PackageReport, PrintError> {
    Ok(shown(folder, &package::check(folder)?, language))
}

fn shown(folder: &Path, report: &package::Report, language: Language) -> PackageReport {
    let of = |property: Property| PackageCheck {
        property: property.key().to_owned(),
        name: property.name(language),
        looked_at: property.looked_at(language),
        met: report.holds(property),
        findings: report
            .findings
            .iter()
            .filter(|one| one.property == property)
            .map(|one| (one.path.clone(), one.say(language)))
            .collect(),
    };
    PackageReport {
        folder: folder.display().to_string(),
        files: report.files,
        sound: report.findings.is_empty(),
        checks: Property::ALL.iter().copied().map(of).collect(),
    }
}

fn list(folder: &Path, paths: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut inside: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    inside.sort();
    for path in inside {
        if path.is_dir() {
            list(&path, paths);
        } else {
            paths.push(path.display().to_string());
        }
    }
}
