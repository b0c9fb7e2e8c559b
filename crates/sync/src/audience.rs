//! Who may have a file: decided when a fact is written, kept beside the fact, obeyed by the centre.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// A place in the tree of regions, e.g. `37/3713/371302`: up to eight words of letters, digits, `-` and `_`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Region(String);

/// A text that names no region.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a region: {0:?}")]
pub struct NotARegion(pub String);

const MAX_REGION_WORDS: usize = 8;
const MAX_REGION_BYTES: usize = 96;

impl Region {
    /// Reads a path.
    ///
    /// # Errors
    /// [`NotARegion`] when it is empty, too long, or has other characters.
    pub fn parse(text: &str) -> Result<Self, NotARegion> {
        let word = |word: &str| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        };
        let fits = text.len() <= MAX_REGION_BYTES && text.split('/').count() <= MAX_REGION_WORDS;
        if fits && text.split('/').all(word) { Ok(Self(text.to_owned())) } else { Err(NotARegion(text.to_owned())) }
    }
    /// The path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// Whether another region is this one or lies in it.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        other.0.strip_prefix(&self.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl TryFrom<String> for Region {
    type Error = NotARegion;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}
impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.0
    }
}

/// Who a file is for. Of all audiences that the facts of a file carry, the greatest is in force: so two desks that know
/// the same facts agree, in whatever order they came.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Audience {
    /// How often the file had been moved when the fact was written. The fact that moves it is the first with one more.
    pub edition: u32,
    /// Where the file belongs.
    pub region: Region,
    /// Which roles there; none means all.
    pub roles: BTreeSet<String>,
}

impl Audience {
    /// A new file of a region, for all roles there.
    #[must_use]
    pub const fn of(region: Region) -> Self {
        Self { edition: 0, region, roles: BTreeSet::new() }
    }
    /// The same file after it has been moved.
    #[must_use]
    pub fn moved(&self, region: Region, roles: BTreeSet<String>) -> Self {
        Self { edition: self.edition.saturating_add(1), region, roles }
    }
}

/// What a desk may have: files of its regions (and all below them) that are for one of its roles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Grows with every change, so that a desk notices.
    pub version: u32,
    /// The regions.
    pub regions: BTreeSet<Region>,
    /// The roles.
    pub roles: BTreeSet<String>,
}

impl Scope {
    /// Whether a file is for this desk.
    #[must_use]
    pub fn covers(&self, audience: &Audience) -> bool {
        self.reaches(&audience.region)
            && (audience.roles.is_empty() || audience.roles.iter().any(|role| self.roles.contains(role)))
    }
    /// Whether a region is one of this desk's, or lies in one.
    #[must_use]
    pub fn reaches(&self, region: &Region) -> bool {
        self.regions.iter().any(|own| own.covers(region))
    }
    /// Whether this scope lets in something that another does not.
    #[must_use]
    pub fn exceeds(&self, other: &Self) -> bool {
        !self.regions.iter().all(|region| other.reaches(region)) || !self.roles.is_subset(&other.roles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(text: &str) -> Region {
        Region::parse(text).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn a_region_covers_itself_and_what_lies_in_it_but_not_a_namesake() {
        assert!(region("37/13").covers(&region("37/13")));
        assert!(region("37/13").covers(&region("37/13/02")));
        assert!(!region("37/13").covers(&region("37/130")));
        assert!(!region("37/13").covers(&region("37")));
        assert!(Region::parse("37//13").is_err());
        assert!(Region::parse("").is_err());
        assert!(Region::parse("a/b/c/d/e/f/g/h/i").is_err());
    }

    #[test]
    fn a_file_for_some_roles_is_hidden_from_the_others() {
        let audience = Audience { roles: ["health".to_owned()].into(), ..Audience::of(region("37/13")) };
        let mut scope = Scope { version: 1, regions: [region("37")].into(), roles: ["window".to_owned()].into() };
        assert!(!scope.covers(&audience));
        scope.roles.insert("health".to_owned());
        assert!(scope.covers(&audience));
    }
}
