//! Font files: what they hold is known at once, their bytes are kept only when a page is set in them. A chain with every
//! rare character is a hundred megabytes, and most days need none of it.

use super::known;
use crate::error::PrintError;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use typst::foundations::Bytes;
use typst::text::{Font, FontInfo};

/// One face of a font file.
pub(super) struct Face {
    pub info: FontInfo,
    path: PathBuf,
    index: u32,
    font: OnceLock<Option<Font>>,
}

impl Face {
    /// The face, read when first asked for; `None` when its file has gone since.
    pub fn font(&self) -> Option<&Font> {
        let read = || Font::new(Bytes::new(std::fs::read(&self.path).ok()?), self.index);
        self.font.get_or_init(read).as_ref()
    }

    /// The file's bytes; none when it has gone since.
    pub fn bytes(&self) -> Vec<u8> {
        std::fs::read(&self.path).unwrap_or_default()
    }
}

/// The faces of a file, each with its characters. The outlines, which are nearly all of a file, are not read.
///
/// # Errors
/// [`PrintError::FontUnreadable`] for a file that cannot be read or is no font.
pub(super) fn read(path: &Path) -> Result<Vec<(Face, Repertoire)>, PrintError> {
    let unreadable = |reason: String| PrintError::FontUnreadable { path: path.to_owned(), reason };
    let known = known::read(path).map_err(|error| unreadable(error.to_string()))?;
    let face = |(index, known): (u32, Vec<u8>)| {
        let info = FontInfo::new(&known, 0)?;
        let face = Face { info, path: path.to_owned(), index, font: OnceLock::new() };
        Some((face, Repertoire::of(&known, 0)))
    };
    let faces: Vec<_> = (0..).zip(known).filter_map(face).collect();
    if faces.is_empty() {
        return Err(unreadable("not a font".to_owned()));
    }
    Ok(faces)
}

/// A face ready for slips: every character's glyph and advance.
pub(crate) struct SlipFace {
    face: Font,
    /// For the writer alone, which wants it large: slips that lie in a volume are written by another.
    parsed: OnceLock<Option<printpdf::ParsedFont>>,
    /// (code point, glyph, advance in thousandths of the size), by code point.
    glyphs: Vec<(u32, u16, f32)>,
}

impl SlipFace {
    pub fn read(face: &Font) -> Option<Self> {
        let ttf = ttf_parser::Face::parse(face.data().as_slice(), face.index()).ok()?;
        let per_em = f32::from(ttf.units_per_em()) / 1000.0;
        let mut glyphs = Vec::new();
        for subtable in ttf.tables().cmap.into_iter().flat_map(|cmap| cmap.subtables) {
            if !subtable.is_unicode() {
                continue;
            }
            subtable.codepoints(|code| {
                if let Some(glyph) = subtable.glyph_index(code) {
                    let advance = ttf.glyph_hor_advance(glyph).map_or(1000.0, |units| f32::from(units) / per_em);
                    glyphs.push((code, glyph.0, advance));
                }
            });
        }
        glyphs.sort_by_key(|(code, ..)| *code);
        glyphs.dedup_by_key(|(code, ..)| *code);
        Some(Self { face: face.clone(), parsed: OnceLock::new(), glyphs })
    }

    /// As the writer wants it; `None` when it cannot read it.
    pub fn parsed(&self) -> Option<&printpdf::ParsedFont> {
        let parse = || {
            let index = usize::try_from(self.face.index()).ok()?;
            printpdf::ParsedFont::from_bytes(self.face.data().as_slice(), index, &mut Vec::new())
        };
        self.parsed.get_or_init(parse).as_ref()
    }

    /// A character's glyph and its advance in thousandths of the size.
    pub fn glyph(&self, character: char) -> Option<(u16, f32)> {
        let place = self.glyphs.binary_search_by_key(&u32::from(character), |(code, ..)| *code).ok()?;
        self.glyphs.get(place).map(|(_, glyph, advance)| (*glyph, *advance))
    }
}

/// Which code points a face has a glyph for: one bit each.
pub(super) struct Repertoire(Vec<u64>);

impl Repertoire {
    fn of(bytes: &[u8], index: u32) -> Self {
        let mut bits = vec![0_u64; 0x11_0000 / 64];
        let Ok(ttf) = ttf_parser::Face::parse(bytes, index) else { return Self(bits) };
        for subtable in ttf.tables().cmap.into_iter().flat_map(|cmap| cmap.subtables) {
            if !subtable.is_unicode() {
                continue;
            }
            subtable.codepoints(|code| {
                let real = subtable.glyph_index(code).is_some_and(|glyph| glyph.0 != 0);
                let word = usize::try_from(code / 64).ok().and_then(|word| bits.get_mut(word));
                if let (true, Some(word)) = (real, word) {
                    *word |= 1 << (code % 64);
                }
            });
        }
        Self(bits)
    }

    pub fn contains(&self, character: char) -> bool {
        let code = u32::from(character);
        let word = usize::try_from(code / 64).ok().and_then(|word| self.0.get(word));
        word.is_some_and(|word| word >> (code % 64) & 1 == 1)
    }

    pub fn count(&self, range: std::ops::RangeInclusive<u32>) -> usize {
        range.filter_map(char::from_u32).filter(|character| self.contains(*character)).count()
    }
}
