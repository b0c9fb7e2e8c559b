//! Sheets to PDF by printpdf: one subset of each face for the whole batch.

use super::archive;
use super::sheet::{Mark, Sheet};
use crate::error::PrintError;
use crate::font::{Fonts, SlipFace};
use chrono::NaiveDate;
use printpdf::{
    Codepoint, Color, FontId, Greyscale, Line, LineDashPattern, LinePoint, Mm, Op, PaintMode, PdfDocument, PdfFont,
    PdfFontHandle, PdfPage, PdfSaveOptions, Point, Pt, Rect, TextItem, TextMatrix,
};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Writes sheets one after another into one file.
pub fn pdf(sheets: &[Sheet], title: &str, made: NaiveDate, fonts: &Fonts) -> Result<Vec<u8>, PrintError> {
    let mut document = PdfDocument::new(title);
    let mut faces: BTreeMap<(String, bool), FontId> = BTreeMap::new();
    let mut pages = Vec::new();
    for sheet in sheets {
        for marks in &sheet.pages {
            let mut ops = Vec::with_capacity(marks.len() * 5);
            for mark in marks {
                draw(mark, sheet.size.1, fonts, &mut faces, &mut ops);
            }
            pages.push(PdfPage::new(Mm(sheet.size.0 as f32), Mm(sheet.size.1 as f32), ops));
        }
    }
    for ((name, bold), id) in &faces {
        if let Some(parsed) = fonts.slip_face(name, *bold).and_then(SlipFace::parsed) {
            document.resources.fonts.map.insert(id.clone(), PdfFont::new(parsed.clone()));
        }
    }
    let midnight = made.and_hms_opt(0, 0, 0).map_or(0, |at| at.and_utc().timestamp());
    if let Ok(at) = printpdf::OffsetDateTime::from_unix_timestamp(midnight) {
        let info = &mut document.metadata.info;
        (info.creation_date, info.modification_date, info.metadata_date) = (at, at, at);
        info.producer = "greenlane".to_owned();
        info.creator = "greenlane".to_owned();
    }
    let options = PdfSaveOptions { subset_fonts: true, ..PdfSaveOptions::default() };
    let mut warnings = Vec::new();
    let bytes = document.with_pages(pages).save(&options, &mut warnings);
    Ok(archive::archival(with_lasting_id(bytes), title, made))
}

/// printpdf draws the file's identifier by lot. It is replaced by one made from the content, so that the same paper
/// gives the same bytes.
fn with_lasting_id(mut bytes: Vec<u8>) -> Vec<u8> {
    let Some(start) = bytes.windows(4).rposition(|window| window == b"/ID[") else { return bytes };
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric();
    let places: Vec<usize> = (start + 4..bytes.len())
        .take_while(|place| bytes.get(*place) != Some(&b']'))
        .filter(|place| bytes.get(*place).is_some_and(is_letter))
        .collect();
    for place in &places {
        if let Some(byte) = bytes.get_mut(*place) {
            *byte = b'0';
        }
    }
    let digest = hex::encode(Sha256::digest(&bytes));
    for (place, letter) in places.iter().zip(digest.bytes().cycle()) {
        if let Some(byte) = bytes.get_mut(*place) {
            *byte = letter.to_ascii_uppercase();
        }
    }
    bytes
}

fn draw(mark: &Mark, height: f64, fonts: &Fonts, faces: &mut BTreeMap<(String, bool), FontId>, ops: &mut Vec<Op>) {
    let point = |x: f64, y: f64| Point { x: Mm(x as f32).into(), y: Mm((height - y) as f32).into() };
    let ink = |grey: f64| Color::Greyscale(Greyscale { percent: grey as f32, icc_profile: None });
    match mark {
        Mark::Text { x, y, size, bold, face, grey, tracking, text } => {
            let Some(glyphs) = fonts.slip_face(face, *bold) else { return };
            // Six letters: so readers see that the face is a subset.
            let next = u8::try_from(faces.len()).map_or('Z', |next| char::from(b'A' + next % 26));
            let key = (face.clone(), *bold);
            let id = faces.entry(key).or_insert_with(|| FontId(format!("GREEN{next}"))).clone();
            let at = point(*x, *y);
            let extra = (*tracking / *size * 1000.0) as f32;
            let mut shown = Vec::with_capacity(text.len() / 3);
            for one in text.chars() {
                let (glyph, _) = glyphs.glyph(one).unwrap_or_default();
                shown.push(Codepoint { gid: glyph, offset: -extra, cid: Some(one.to_string()) });
            }
            ops.extend([
                Op::SetFillColor { col: ink(*grey) },
                Op::StartTextSection,
                Op::SetFont { font: PdfFontHandle::External(id), size: Pt(*size as f32) },
                Op::SetTextMatrix { matrix: TextMatrix::Translate(at.x, at.y) },
                Op::ShowText { items: vec![TextItem::GlyphIds(shown)] },
                Op::EndTextSection,
            ]);
        }
        Mark::Rule { x, y, x2, y2, weight, dashed } => {
            let dash = LineDashPattern {
                offset: 0.0,
                pattern: if *dashed { [3.0, 2.0].into_iter().collect() } else { Default::default() },
            };
            let points = [point(*x, *y), point(*x2, *y2)].map(|p| LinePoint { p, bezier: false }).to_vec();
            ops.extend([
                Op::SetOutlineColor { col: ink(if *dashed { 0.5 } else { 0.0 }) },
                Op::SetOutlineThickness { pt: Pt(*weight as f32) },
                Op::SetLineDashPattern { dash },
                Op::DrawLine { line: Line { points, is_closed: false } },
            ]);
        }
        Mark::Block { x, y, w, h } => {
            let corner = point(*x, y + h);
            let rectangle = Rect {
                x: corner.x,
                y: corner.y,
                width: Mm(*w as f32).into(),
                height: Mm(*h as f32).into(),
                mode: Some(PaintMode::Fill),
                winding_order: None,
            };
            ops.extend([Op::SetFillColor { col: ink(0.0) }, Op::DrawRectangle { rectangle }]);
        }
    }
}
