//! Scans and files as pages of a volume. A picture that a file of pages can take as it is goes in as it is; any other is
//! painted anew, on white.

use super::attached::Attached;
use super::inlay::{Inlays, Packed};
use super::{jpeg, png};
use crate::font::{Fonts, Role};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::FontQuery;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{
    DynamicImage, ExtendedColorType, GrayImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, RgbImage,
};
use std::io::Cursor;
use std::sync::Arc;

/// PDF pages are drawn at 200 points an inch.
const SCALE: f32 = 200.0 / 72.0;
/// How many points a stand-in has at most. Its shape is then right to a hundredth of a millimetre on A4.
const POINTS: u32 = 40_000;
/// A JPEG that has to be made anew, in the colours of a screen, keeps about what the eye sees.
const QUALITY: u8 = 92;

/// The pages of a file with these bytes, each as the JPEG that stands in for it, and the file's media type.
pub fn pages(
    file: &Attached,
    bytes: &[u8],
    fonts: &Fonts,
    inlays: &mut Inlays,
) -> Result<(&'static str, Vec<Vec<u8>>), String> {
    if bytes.starts_with(&[0x89, b'P', b'N', b'G']) {
        return Ok(("image/png", vec![of_png(bytes, inlays)?]));
    }
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return Ok(("image/jpeg", vec![of_jpeg(file, bytes, inlays)?]));
    }
    if bytes.starts_with(b"%PDF") {
        return Ok(("application/pdf", drawn(bytes, fonts, inlays)?));
    }
    Err("neither PNG, JPEG nor PDF".to_owned())
}

fn of_jpeg(file: &Attached, bytes: &[u8], inlays: &mut Inlays) -> Result<Vec<u8>, String> {
    // Opened in any case: a damaged picture is refused here, not found by a reader in thirty years.
    let (picture, _) = opened(bytes, ImageFormat::Jpeg)?;
    let head = jpeg::Head::of(bytes).ok_or("a JPEG without a size")?;
    if head.plain && matches!(head.components, 1 | 3) {
        drop(picture);
        let size = (u32::from(head.size.0), u32::from(head.size.1));
        let note = inlays.picture(file, bytes, size, Packed::Jpeg);
        return Ok(jpeg::blank(shape(size), head.components, &note, &head.meaning));
    }
    // The inks of a press mean nothing without that press.
    let picture = picture.into_rgb8();
    let mut anew = Vec::new();
    JpegEncoder::new_with_quality(&mut anew, QUALITY).encode_image(&picture).map_err(told)?;
    let note = inlays.made(anew, picture.dimensions(), Packed::Jpeg);
    Ok(jpeg::blank(shape(picture.dimensions()), 3, &note, &[]))
}

fn of_png(bytes: &[u8], inlays: &mut Inlays) -> Result<Vec<u8>, String> {
    let (picture, icc) = opened(bytes, ImageFormat::Png)?;
    let profile = jpeg::profile(&icc.unwrap_or_default());
    let profile: Vec<&[u8]> = profile.iter().map(Vec::as_slice).collect();
    match png::Plain::of(bytes) {
        Some(plain) => Ok(packed(plain, &profile, inlays)),
        None => painted(picture, &profile, inlays),
    }
}

/// A picture and the meaning of its colours, turned as its maker says.
fn opened(bytes: &[u8], format: ImageFormat) -> Result<(DynamicImage, Option<Vec<u8>>), String> {
    let mut decoder = ImageReader::with_format(Cursor::new(bytes), format).into_decoder().map_err(told)?;
    let icc = decoder.icc_profile().ok().flatten();
    let turned = decoder.orientation().map_err(told)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(told)?;
    picture.apply_orientation(turned);
    Ok((picture, icc))
}

/// A picture on white, packed anew.
fn painted(picture: DynamicImage, profile: &[&[u8]], inlays: &mut Inlays) -> Result<Vec<u8>, String> {
    const GREY_AND_SEEN_THROUGH: u8 = 2;
    let grey = picture.color().channel_count() <= GREY_AND_SEEN_THROUGH;
    let seen_through = picture.color().has_alpha();
    let on_white = |ink: u8, cover: u8| {
        let sum = u16::from(ink) * u16::from(cover) + 255 * u16::from(255 - cover);
        u8::try_from((sum + 127) / 255).unwrap_or(u8::MAX)
    };
    let picture = match (grey, seen_through) {
        (true, false) => DynamicImage::ImageLuma8(picture.into_luma8()),
        (false, false) => DynamicImage::ImageRgb8(picture.into_rgb8()),
        (true, true) => {
            let from = picture.into_luma_alpha8();
            let ink = from.pixels().map(|one| on_white(one.0[0], one.0[1])).collect();
            DynamicImage::ImageLuma8(GrayImage::from_raw(from.width(), from.height(), ink).ok_or("no picture")?)
        }
        (false, true) => {
            let from = picture.into_rgba8();
            let ink = from.pixels().flat_map(|one| [0, 1, 2].map(|place| on_white(one.0[place], one.0[3]))).collect();
            DynamicImage::ImageRgb8(RgbImage::from_raw(from.width(), from.height(), ink).ok_or("no picture")?)
        }
    };
    let plain = written(picture.as_bytes(), (picture.width(), picture.height()), grey)?;
    Ok(packed(plain, profile, inlays))
}

fn written(ink: &[u8], size: (u32, u32), grey: bool) -> Result<png::Plain, String> {
    let mut file = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut file, CompressionType::Default, FilterType::Adaptive);
    let colours = if grey { ExtendedColorType::L8 } else { ExtendedColorType::Rgb8 };
    encoder.write_image(ink, size.0, size.1, colours).map_err(told)?;
    png::Plain::of(&file).ok_or_else(|| "a PNG that is not plain".to_owned())
}

fn packed(plain: png::Plain, profile: &[&[u8]], inlays: &mut Inlays) -> Vec<u8> {
    let png::Plain { size, components, rows } = plain;
    let note = inlays.made(rows, size, Packed::Png { components });
    jpeg::blank(shape(size), components, &note, profile)
}

/// The few columns and rows whose shape is nearest to a picture's.
fn shape((width, height): (u32, u32)) -> (u16, u16) {
    let wanted = f64::from(width) / f64::from(height);
    let small = |value: u32| u16::try_from(value).unwrap_or(u16::MAX);
    let fits = |(columns, rows): &(u32, u32)| *columns > 0 && *rows > 0 && columns * rows <= POINTS;
    let by_rows = (1..=200_u32).map(|rows| ((f64::from(rows) * wanted).round() as u32, rows));
    let by_columns = (1..=200_u32).map(|columns| (columns, (f64::from(columns) / wanted).round() as u32));
    let off = |(columns, rows): &(u32, u32)| (f64::from(*columns) / f64::from(*rows) / wanted).ln().abs();
    let bounded = by_rows.chain(by_columns).map(|(columns, rows)| (columns.min(POINTS), rows.min(POINTS)));
    let nearest = bounded.filter(fits).min_by(|one, other| off(one).total_cmp(&off(other)));
    nearest.map_or((1, 1), |(columns, rows)| (small(columns), small(rows)))
}

/// The pages of a PDF as pictures: an archival file may not hold another file as a page.
fn drawn(bytes: &[u8], fonts: &Fonts, inlays: &mut Inlays) -> Result<Vec<Vec<u8>>, String> {
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
    let mut pages = Vec::new();
    for page in pdf.pages().iter() {
        let drawn = render(page, &cache, &settings, &look);
        let size = (u32::from(drawn.width()), u32::from(drawn.height()));
        let points = drawn.data();
        let grey = points.iter().all(|one| one.r == one.g && one.g == one.b);
        let ink: Vec<u8> = if grey {
            points.iter().map(|one| one.r).collect()
        } else {
            points.iter().flat_map(|one| [one.r, one.g, one.b]).collect()
        };
        pages.push(packed(written(&ink, size, grey)?, &[], inlays));
    }
    if pages.is_empty() { Err("the PDF has no pages".to_owned()) } else { Ok(pages) }
}

fn told(error: image::ImageError) -> String {
    error.to_string()
}
