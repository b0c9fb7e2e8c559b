//! A case's volume as a folder that a reader can open in thirty years without this product: plain text, XML, PDF/A, the
//! originals, two manifests, a page for a bare browser and a plain script that checks it.
//!
//! The layout follows 《电子档案移交与接收办法》 and takes GB/T 42727-2023 and DA/T 48-2009 as reference for structure. Element
//! names are this product's own: no conformance is claimed.

mod check;
mod files;

pub use check::{Finding, Property, Report, check};

use crate::error::PrintError;
use crate::paper::{Pages, Paper, Volume};
use crate::press::{Options, Press};
use files::Shelf;
use std::path::Path;

/// The manifest of SHA-256, as `sha256sum -c` reads it.
pub const MANIFEST_SHA256: &str = "manifest-sha256.txt";
/// The manifest of SM3, in the same form.
pub const MANIFEST_SM3: &str = "manifest-sm3.txt";
/// The list of the volume's papers.
pub const CATALOGUE: &str = "文件目录.xml";
/// The page that verifies the codes on the papers, when the desk gives one.
pub const VERIFY_PAGE: &str = "核验.html";
const REPORT_XML: &str = "检测报告.xml";
const REPORT_TXT: &str = "检测报告.txt";
const ARCHIVE: &str = "电子档案";
const ORIGINALS: &str = "原件";

/// One paper of a package and its files.
struct Piece<'a> {
    number: usize,
    title: &'a str,
    reference: &'a str,
    author: &'a str,
    date: String,
    note: &'a str,
    files: Vec<String>,
}

/// Writes a volume's package into a folder that must not hold anything yet: the volume, its papers one by one, the
/// originals, and whatever else is to lie `beside` them. Answers the volume's pages and what the four checks found.
///
/// # Errors
/// [`PrintError::File`] when the folder is not empty or cannot be written; whatever [`Press::render`] refuses.
pub fn make(
    press: &Press,
    volume: &Volume,
    options: &Options,
    beside: &[(String, Vec<u8>)],
    folder: &Path,
) -> Result<(usize, Report), PrintError> {
    let mut shelf = Shelf::new(folder)?;
    let whole = press.render(&Paper::Volume(volume.clone()), options)?;
    shelf.put(&format!("{ARCHIVE}/000_卷宗.pdf"), &whole.bytes)?;
    let pages = whole.pages;
    drop(whole);
    let mut pieces = Vec::new();
    for (place, filed) in volume.papers.iter().enumerate() {
        let number = place + 1;
        let mut paths = Vec::new();
        match &filed.pages {
            Pages::Paper(paper) => {
                let path = format!("{ARCHIVE}/{number:03}_{}.pdf", files::plain_name(&filed.title));
                shelf.put(&path, &press.render(paper, options)?.bytes)?;
                paths.push(path);
            }
            Pages::Files(names) => {
                for (place, name) in names.iter().enumerate() {
                    let absent = || PrintError::Attachment { title: filed.title.clone(), reason: name.clone() };
                    let file = options.attachments.get(name).ok_or_else(absent)?;
                    let path = format!("{ORIGINALS}/{number:03}-{}_{}", place + 1, files::plain_name(name));
                    let refuse = |reason| PrintError::Attachment { title: filed.title.clone(), reason };
                    shelf.put(&path, &file.bytes().map_err(refuse)?)?;
                    paths.push(path);
                }
            }
        }
        pieces.push(Piece {
            number,
            title: &filed.title,
            reference: filed.number.as_deref().unwrap_or_default(),
            author: &filed.author,
            date: filed.date.format("%Y%m%d").to_string(),
            note: &filed.note,
            files: paths,
        });
    }
    shelf.put("案卷目录.xml", files::volume_xml(volume, pages).as_bytes())?;
    shelf.put(CATALOGUE, files::catalogue_xml(&pieces).as_bytes())?;
    shelf.put("metadata.xml", files::metadata_xml(volume, &pieces, press).as_bytes())?;
    shelf.put("index.html", files::index_html(volume, &pieces).as_bytes())?;
    shelf.put("说明文件.txt", files::readme(volume, &pieces).as_bytes())?;
    shelf.put("check.sh", files::CHECK_SH.as_bytes())?;
    shelf.put("check.py", files::CHECK_PY.as_bytes())?;
    for (name, bytes) in beside {
        shelf.put(name, bytes)?;
    }
    shelf.close()?;
    let report = check(folder)?;
    shelf.add(REPORT_XML, report.xml().as_bytes())?;
    shelf.add(REPORT_TXT, report.text().as_bytes())?;
    Ok((pages, report))
}
