//! Scans and files as pages of a volume.

use crate::font::{Fonts, Role};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::FontQuery;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};
use std::sync::Arc;

/// PDF pages are drawn at 200 points an inch.
const SCALE: f32 = 200.0 / 72.0;

/// Pages as pictures: extension and bytes.
type Pictures = Vec<(&'static str, Vec<u8>)>;

/// The pages of a file, each as (extension, bytes) of a picture, and the file's media type. Pictures go in as they are;
/// a PDF is drawn page by page, because an archival PDF may not hold another one as a picture.
pub fn pages(bytes: &[u8], fonts: &Fonts) -> Result<(&'static str, Pictures), String> {
    if bytes.starts_with(&[0x89, b'P', b'N', b'G']) {
        return Ok(("image/png", vec![("png", bytes.to_vec())]));
    }
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return Ok(("image/jpeg", vec![("jpg", bytes.to_vec())]));
    }
    if bytes.starts_with(b"%PDF") {
        return Ok(("application/pdf", drawn(bytes, fonts)?));
    }
    Err("neither PNG, JPEG nor PDF".to_owned())
}

fn drawn(bytes: &[u8], fonts: &Fonts) -> Result<Pictures, String> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| format!("{error:?}"))?;
    let stand_in = fonts.stand_in(Role::Main);
    let settings = InterpreterSettings {
        font_resolver: Arc::new(move |query: &FontQuery| {
            let _ = query;
            stand_in.clone()
        }),
        ..InterpreterSettings::default()
    };
    let cache = RenderCache::new();
    let look = RenderSettings { x_scale: SCALE, y_scale: SCALE, bg_color: WHITE, ..RenderSettings::default() };
    let draw = |page| render(page, &cache, &settings, &look).into_png().map(|png| ("png", png));
    let pages: Result<Vec<_>, _> = pdf.pages().iter().map(draw).collect();
    let pages = pages.map_err(|error| error.to_string())?;
    if pages.is_empty() { Err("the PDF has no pages".to_owned()) } else { Ok(pages) }
}
