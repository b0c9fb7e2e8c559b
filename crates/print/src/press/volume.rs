//! A volume: every paper within is set by itself, as it was set alone; then the volume's own sheets, on which the
//! papers' pages are laid. So a thick volume needs hardly more memory than a thin one.

use super::inlay::Inlays;
use super::letter::{compile, faces, file, loose, main, write};
use super::{Options, Press, Templates, scan};
use crate::error::PrintError;
use crate::paper::{Kind, Pages, Paper, Volume};
use chrono::Datelike;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use typst::foundations::{Bytes, Label};
use typst::introspection::Introspector;
use typst::layout::{Frame, FrameItem, GroupItem, Point};
use typst::model::Document;
use typst::utils::PicoStr;
use typst_layout::{Page, PagedDocument};
use typst_pdf::PdfStandard;

/// Sets a volume and writes it; `data` is the volume's own, with gaps where they were chosen.
pub fn pdf(
    press: &Press,
    templates: &Templates,
    volume: &Volume,
    mut data: Value,
    options: &Options,
) -> Result<(Vec<u8>, usize), PrintError> {
    let mut parts = Vec::with_capacity(volume.papers.len());
    for (place, filed) in volume.papers.iter().enumerate() {
        let within = data.pointer_mut(&format!("/papers/{place}/pages")).map(Value::take).unwrap_or_default();
        parts.push(match &filed.pages {
            Pages::Paper(paper) => {
                let data = within.pointer("/of/paper").cloned().unwrap_or_default();
                let part = loose(press, templates, paper, data)?;
                part.pages.into_iter().map(|page| page.frame).collect()
            }
            Pages::Files(_) => Vec::new(),
        });
    }
    let mut inlays = Inlays::default();
    let sheets = sheets(press, templates, volume, data, &parts, (options, &mut inlays))?;
    let document = laid(sheets, parts)?;
    typst::comemo::evict(0);
    let archival = if options.attach_originals { PdfStandard::A_3b } else { PdfStandard::A_2b };
    let ident = format!("{}/{}", Kind::Volume.key(), volume.head.case_number);
    // What a reader's program would be told of headings and tables lies in the papers; a volume is their picture.
    let written = write(&document, archival, ident, false)?;
    typst::comemo::evict(0);
    Ok((inlays.lay(written)?, document.pages().len()))
}

/// The volume's own sheets: cover, contents, scans, closing note, and empty ones with the volume's page number for the
/// papers within.
fn sheets(
    press: &Press,
    templates: &Templates,
    volume: &Volume,
    data: Value,
    parts: &[Vec<Frame>],
    (options, inlays): (&Options, &mut Inlays),
) -> Result<PagedDocument, PrintError> {
    let mut set = press.set(&Paper::Volume(volume.clone()), data)?;
    let mut scanned = BTreeMap::new();
    set["faces"] = faces(press);
    let scans = scans(volume, options, press, inlays, &mut scanned)?;
    let shown = |scan: &Value| scan["pages"].as_array().map_or(0, Vec::len);
    set["pages"] = parts.iter().zip(&scans).map(|(part, scan)| json!(part.len() + shown(scan))).collect();
    set["scans"] = scans.into();
    scanned.append(&mut file(&set)?);
    compile(press, templates, main(templates, Kind::Volume)?, scanned)
}

/// Lays the papers' pages on the sheets that are marked for them.
fn laid(sheets: PagedDocument, parts: Vec<Vec<Frame>>) -> Result<PagedDocument, PrintError> {
    let info = sheets.info().clone();
    let mut pages: Vec<Page> = sheets.pages().to_vec();
    for (place, part) in parts.into_iter().enumerate() {
        let name = format!("from-{place}");
        let absent = || PrintError::Format { message: format!("volume.typ: no page is marked {name}") };
        if part.is_empty() {
            continue;
        }
        let label = Label::new(PicoStr::intern(&name)).ok_or_else(absent)?;
        let found = sheets.introspector().query_label(label).map_err(|_| absent())?;
        let at = found.location().and_then(|at| sheets.introspector().page(at)).ok_or_else(absent)?;
        let length = part.len();
        let mut under = pages.iter_mut().skip(at.get() - 1).take(length);
        for frame in part {
            let sheet = under.next().ok_or_else(absent)?;
            sheet.frame.push(Point::zero(), FrameItem::Group(GroupItem::new(frame)));
        }
    }
    Ok(PagedDocument::new(pages.into_iter().collect(), info))
}

/// Puts what stands in for the pages and originals of all attachments into the world, and says for each paper which pages
/// and originals it has.
fn scans(
    volume: &Volume,
    options: &Options,
    press: &Press,
    inlays: &mut Inlays,
    files: &mut BTreeMap<String, Bytes>,
) -> Result<Vec<Value>, PrintError> {
    let mut all = Vec::new();
    for (place, filed) in volume.papers.iter().enumerate() {
        let Pages::Files(names) = &filed.pages else {
            all.push(Value::Null);
            continue;
        };
        let (mut shown, mut originals) = (Vec::new(), Vec::new());
        for name in names {
            let refuse = |reason: String| PrintError::Attachment { title: filed.title.clone(), reason };
            let file = options.attachments.get(name).ok_or_else(|| refuse(format!("{name}: no such file")))?;
            let named = |reason: String| refuse(format!("{name}: {reason}"));
            let bytes = file.bytes().map_err(named)?;
            let (mime, pages) = scan::pages(file, &bytes, press.fonts(), inlays).map_err(named)?;
            for page in pages {
                let path = format!("scan/{place}-{}.jpg", shown.len());
                files.insert(path.clone(), Bytes::new(page));
                shown.push(format!("/{path}"));
            }
            if options.attach_originals {
                let path = format!("original/{place}-{}", originals.len());
                files.insert(path.clone(), Bytes::new(inlays.original(file, &bytes)));
                let date = filed.date;
                originals.push(json!({ "path": format!("/{path}"), "name": name, "mime": mime, "year": date.year() }));
            }
        }
        all.push(json!({ "pages": shown, "originals": originals }));
    }
    Ok(all)
}
