//! GB 18030-2022 in figures: how much of each level the chain can print.
//!
//! The sets are those of the standard's clause on levels: level 1 and 3 by their blocks, level 2 by the 196 characters of
//! the Table of General Standard Chinese Characters that lie beyond the first plane. Their sums are the standard's own
//! (27,584, 27,780, 88,115 and the 9,793 of its first amendment); a test holds them to it.

use super::Fonts;
use std::collections::BTreeSet;

/// The 196 characters of the Table of General Standard Chinese Characters (通用规范汉字表, 2013) beyond U+FFFF.
const TABLE: &str = include_str!("table.txt");

/// Ideographs that stand among the compatibility characters.
const AMONG_COMPATIBILITY: [u32; 12] =
    [0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29];
/// Components that the double-byte part has.
const COMPONENTS: [u32; 14] =
    [0x2E81, 0x2E84, 0x2E88, 0x2E8B, 0x2E8C, 0x2E97, 0x2EA7, 0x2EAA, 0x2EAE, 0x2EB3, 0x2EB6, 0x2EB7, 0x2EBB, 0x2ECA];

/// A level of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Level 1: what every product must have.
    One,
    /// Level 2: with the Table of General Standard Chinese Characters.
    Two,
    /// Level 3: what products for public services must have.
    Three,
    /// What the first amendment (2024) added, all at level 3.
    Amendment,
}

impl Level {
    /// All levels.
    pub const ALL: [Self; 4] = [Self::One, Self::Two, Self::Three, Self::Amendment];

    /// Its characters.
    #[must_use]
    pub fn characters(self) -> BTreeSet<char> {
        let of = |ranges: &[(u32, u32)]| -> BTreeSet<char> {
            ranges.iter().flat_map(|(first, last)| *first..=*last).filter_map(char::from_u32).collect()
        };
        let singles = |list: &[u32]| -> Vec<char> { list.iter().copied().filter_map(char::from_u32).collect() };
        match self {
            Self::One => {
                let mut set = of(&[(0x4E00, 0x9FEF), (0x3400, 0x4DB5)]);
                set.extend(singles(&AMONG_COMPATIBILITY));
                set.extend(singles(&COMPONENTS));
                set
            }
            Self::Two => {
                let mut set = Self::One.characters();
                set.extend(TABLE.chars().filter(|one| !one.is_whitespace()));
                set
            }
            Self::Three => {
                let mut set = Self::Two.characters();
                set.extend(of(&[
                    (0x20000, 0x2A6D6),
                    (0x2A700, 0x2B734),
                    (0x2B740, 0x2B81D),
                    (0x2B820, 0x2CEA1),
                    (0x2CEB0, 0x2EBE0),
                    (0x2F00, 0x2FD5),
                ]));
                set
            }
            Self::Amendment => of(&[
                (0x9FF0, 0x9FFF),
                (0x4DB6, 0x4DBF),
                (0x2A6D7, 0x2A6DF),
                (0x2B735, 0x2B739),
                (0x30000, 0x3134A),
                (0x31350, 0x323AF),
                (0x2EBF0, 0x2EE5D),
            ]),
        }
    }
}

/// How much of a level can be printed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LevelCoverage {
    /// The level.
    pub level: Level,
    /// How many characters it has.
    pub characters: usize,
    /// How many of them the chain can print.
    pub covered: usize,
}

impl Fonts {
    /// Measures every level of GB 18030-2022 against the chain, character by character.
    #[must_use]
    pub fn levels(&self) -> Vec<LevelCoverage> {
        let measure = |level: Level| {
            let set = level.characters();
            let covered = set.iter().filter(|one| self.why_not(**one).is_none()).count();
            LevelCoverage { level, characters: set.len(), covered }
        };
        Level::ALL.into_iter().map(measure).collect()
    }
}
