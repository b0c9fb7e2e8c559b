//! Fonts: which characters can be printed, by which face, known before anything is set.

mod coverage;
mod face;
mod known;
mod standard;

pub use coverage::{Block, Coverage};
pub use standard::{Level, LevelCoverage};

use crate::error::PrintError;
use face::{Face, Repertoire};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

pub(crate) use face::SlipFace;

/// A family that carries whole pages must have at least this many of the 20,992 unified ideographs U+4E00–U+9FFF.
const CARRIES_PAGES: usize = 20_900;

/// The part that a face plays on paper. An office that owns the customary faces gets them; without them the main
/// family stands in, so that every role always has a face.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Everything that is not a letter after GB/T 9704.
    Main,
    /// 仿宋, the body of official letters.
    FangSong,
    /// 小标宋, titles and letterheads.
    Title,
    /// 楷体, second-level headings.
    Kai,
    /// 黑体, first-level headings.
    Hei,
}

impl Role {
    const fn families(self) -> &'static [&'static str] {
        match self {
            Self::Main => &[],
            Self::FangSong => &["FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "Zhuque Fangsong", "STFangsong"],
            Self::Title => &["FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK"],
            Self::Kai => &["KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "LXGW WenKai", "LXGW WenKai GB", "STKaiti"],
            Self::Hei => &["SimHei", "黑体", "Noto Sans SC", "Source Han Sans SC", "STHeiti"],
        }
    }
}

/// All faces that paper may be set in, in the order in which they are asked.
pub struct Fonts {
    families: Vec<Family>,
    main: usize,
    faces: Vec<Face>,
    book: LazyHash<FontBook>,
}

struct Family {
    name: String,
    regular: usize,
    bold: usize,
    has: Repertoire,
    /// Regular and bold for slips, read when first asked for.
    slip: [OnceLock<Option<SlipFace>>; 2],
}

/// A face's bytes, shared.
pub(crate) type FaceBytes = std::sync::Arc<dyn AsRef<[u8]> + Send + Sync>;

/// A character that cannot be printed, and why.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Missing {
    /// The character.
    pub character: char,
    /// Its code point as people write it, e.g. `U+2EDCD`.
    pub code_point: String,
    /// Where it stands in the text, counted in characters from 0.
    pub place: usize,
    /// Why it cannot be printed.
    pub why: Why,
}

/// Why a character cannot be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// No face has it.
    NoGlyph,
    /// A private-use code point: it means something else on every machine.
    PrivateUse,
    /// It leaves no mark on paper but can change what is read (controls, direction marks, zero-width characters).
    Invisible,
    /// A variation selector: the shape it asks for is not sure to be printed.
    Variation,
}

impl Fonts {
    /// Reads every `.ttf`, `.otf` and `.ttc` in the given folders (not in folders within them) or files, in that order
    /// and by name within a folder. Places that do not exist are passed over: an office need not have fonts of its own.
    ///
    /// # Errors
    /// [`PrintError::NoFonts`] when no family can carry a page; [`PrintError::FontUnreadable`] for a damaged file.
    pub fn load(places: &[PathBuf]) -> Result<Self, PrintError> {
        let (mut faces, mut repertoires) = (Vec::new(), Vec::new());
        for path in files(places) {
            for (face, repertoire) in face::read(&path)? {
                faces.push(face);
                repertoires.push(repertoire);
            }
        }
        let families = families(&faces, repertoires);
        let special: Vec<_> =
            [Role::FangSong, Role::Title, Role::Kai, Role::Hei].iter().flat_map(|r| r.families()).collect();
        let carries = |family: &Family| family.has.count(0x4E00..=0x9FFF) >= CARRIES_PAGES;
        let main = families
            .iter()
            .position(|family| {
                carries(family) && !family.is_rare() && !special.iter().any(|name| **name == family.name)
            })
            .or_else(|| families.iter().position(carries))
            .ok_or_else(|| PrintError::NoFonts { places: places.to_vec() })?;
        let book = LazyHash::new(FontBook::from_infos(faces.iter().map(|face| face.info.clone())));
        Ok(Self { families, main, faces, book })
    }

    /// The families in a font file.
    ///
    /// # Errors
    /// [`PrintError::FontUnreadable`] for a file that cannot be read or is no font.
    pub fn families_in(path: &Path) -> Result<Vec<String>, PrintError> {
        let mut names: Vec<String> = face::read(path)?.into_iter().map(|(face, _)| face.info.family).collect();
        names.dedup();
        Ok(names)
    }

    /// The font files in a folder, by name.
    #[must_use]
    pub fn files(folder: &Path) -> Vec<PathBuf> {
        files(&[folder.to_owned()])
    }

    /// The faces that a checkout of this project has after `cargo xtask run` or `npm ci` in `crates/print/fonts`.
    #[must_use]
    pub fn of_this_checkout() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts").join("faces")
    }

    /// The characters of a text that cannot be printed. Line feeds and tabs are layout, not characters.
    #[must_use]
    pub fn check(&self, text: &str) -> Vec<Missing> {
        let wrong = |(place, character): (usize, char)| {
            self.why_not(character).map(|why| Missing {
                character,
                code_point: format!("U+{:04X}", u32::from(character)),
                place,
                why,
            })
        };
        text.chars().enumerate().filter_map(wrong).collect()
    }

    /// Why a character cannot be printed; `None` when it can.
    #[must_use]
    pub fn why_not(&self, character: char) -> Option<Why> {
        match u32::from(character) {
            0x0A | 0x09 => None,
            0xE000..=0xF8FF | 0xF_0000..=0x10_FFFF => Some(Why::PrivateUse),
            0xFE00..=0xFE0F | 0xE_0100..=0xE_01EF => Some(Why::Variation),
            0x00..=0x1F | 0x7F..=0x9F | 0xAD | 0x61C | 0x180E | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F => {
                Some(Why::Invisible)
            }
            0xFEFF | 0xFFF9..=0xFFFD | 0xE_0000..=0xE_007F => Some(Why::Invisible),
            _ => (!self.order().any(|family| family.has.contains(character))).then_some(Why::NoGlyph),
        }
    }

    /// The family in which a whole name is set: the first that has every character of it. A name is never mixed from
    /// two families when one has it all; `None` when no family has it whole.
    #[must_use]
    pub fn family_for(&self, name: &str) -> Option<&str> {
        self.order().find(|family| family.has_all(name)).map(|family| family.name.as_str())
    }

    /// The families in which a whole name is set: one, or several that are one design cut into files because a file
    /// holds only 65,535 characters (HanaMinA and HanaMinB). `None` when no design has it whole.
    #[must_use]
    pub fn design_for(&self, name: &str) -> Option<Vec<&str>> {
        self.order().find_map(|family| {
            if family.has_all(name) {
                return Some(vec![family.name.as_str()]);
            }
            let kin: Vec<&Family> = self.order().filter(|other| other.design() == family.design()).collect();
            let has = |one: char| matches!(one, '\n' | '\t') || kin.iter().any(|family| family.has.contains(one));
            (kin.len() > 1 && name.chars().all(has)).then(|| kin.iter().map(|family| family.name.as_str()).collect())
        })
    }

    /// The first of some families that has a character.
    pub(crate) fn first_with<'f>(&self, families: &[&'f str], character: char) -> Option<&'f str> {
        let has = |name: &&str| self.families.iter().any(|one| one.name == **name && one.has.contains(character));
        families.iter().find(|name| has(name)).copied()
    }

    /// The family that plays a part.
    #[must_use]
    pub fn family(&self, role: Role) -> &str {
        let wanted = role.families().iter().find_map(|name| self.families.iter().find(|family| family.name == *name));
        wanted.map_or(self.main_family().name.as_str(), |family| family.name.as_str())
    }

    /// All families in the order in which they are asked: the main one first.
    #[must_use]
    pub fn chain(&self) -> Vec<&str> {
        self.order().map(|family| family.name.as_str()).collect()
    }

    /// The SHA-256 of all faces: two machines with the same fingerprint set the same paper.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        use sha2::Digest;
        let mut digest = sha2::Sha256::new();
        for face in &self.faces {
            digest.update(sha2::Sha256::digest(face.bytes()));
        }
        hex::encode(digest.finalize())
    }

    pub(crate) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub(crate) fn face(&self, index: usize) -> Option<Font> {
        self.faces.get(index)?.font().cloned()
    }

    /// The face that stands in where another producer's PDF does not carry its own.
    pub(crate) fn stand_in(&self, role: Role) -> Option<(FaceBytes, u32)> {
        let family = self.families.iter().find(|family| family.name == self.family(role))?;
        let face = self.faces.get(family.regular)?.font()?;
        Some((std::sync::Arc::new(face.data().clone()), face.index()))
    }

    /// A family's face for slips.
    pub(crate) fn slip_face(&self, name: &str, bold: bool) -> Option<&SlipFace> {
        let family = self.families.iter().find(|family| family.name == name)?;
        let face = self.faces.get(if bold { family.bold } else { family.regular })?.font()?;
        let slot = if bold { family.slip.last() } else { family.slip.first() };
        slot?.get_or_init(|| SlipFace::read(face)).as_ref()
    }

    fn main_family(&self) -> &Family {
        // `load` never makes a chain without a main family.
        &self.families[self.main]
    }

    fn order(&self) -> impl Iterator<Item = &Family> {
        let rest = self.families.iter().enumerate().filter(|(index, _)| *index != self.main).map(|(_, family)| family);
        std::iter::once(self.main_family()).chain(rest)
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts").field("chain", &self.chain()).finish()
    }
}

fn files(places: &[PathBuf]) -> Vec<PathBuf> {
    let is_font = |path: &Path| {
        path.extension()
            .and_then(|ext| ext.to_str())
            .is_some_and(|ext| ["ttf", "otf", "ttc"].iter().any(|known| known.eq_ignore_ascii_case(ext)))
    };
    let mut found = Vec::new();
    for place in places {
        if place.is_file() {
            found.push(place.clone());
            continue;
        }
        let Ok(entries) = std::fs::read_dir(place) else { continue };
        let mut inside: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(|path| is_font(path)).collect();
        inside.sort();
        found.extend(inside);
    }
    found
}

fn families(faces: &[Face], repertoires: Vec<Repertoire>) -> Vec<Family> {
    let weight = |index: usize| faces.get(index).map_or(400, |face| face.info.variant.weight.to_number());
    let mut families: Vec<Family> = Vec::new();
    for ((index, face), has) in faces.iter().enumerate().zip(repertoires) {
        let name = face.info.family.as_str();
        if let Some(family) = families.iter_mut().find(|family| family.name == name) {
            let (this, regular, bold) = (weight(index), weight(family.regular), weight(family.bold));
            if this.abs_diff(400) < regular.abs_diff(400) {
                family.regular = index;
                family.has = has;
            }
            if this.abs_diff(700) < bold.abs_diff(700) {
                family.bold = index;
            }
            continue;
        }
        families.push(Family {
            name: name.to_owned(),
            regular: index,
            bold: index,
            has,
            slip: [OnceLock::new(), OnceLock::new()],
        });
    }
    families
}

/// Designs that are cut into several files, by how the names of their families begin.
const CUT: [&str; 6] = ["HanaMin", "SimSun", "Jigmo", "Plangothic", "WenJin Mincho", "MingLiU"];

/// Families that are there for the rare characters of names: pages are not set in them while another can carry them.
const RARE: [&str; 5] = ["HanaMin", "BabelStone", "Jigmo", "Plangothic", "WenJin Mincho"];

impl Family {
    fn is_rare(&self) -> bool {
        RARE.iter().any(|design| self.name.starts_with(design))
    }

    /// What the family's design is called: the same for all files of one design.
    fn design(&self) -> &str {
        CUT.into_iter().find(|design| self.name.starts_with(design)).unwrap_or(&self.name)
    }

    fn has_all(&self, text: &str) -> bool {
        text.chars().all(|character| matches!(character, '\n' | '\t') || self.has.contains(character))
    }
}
