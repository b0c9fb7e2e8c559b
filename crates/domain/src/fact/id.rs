use serde::{Deserialize, Serialize};
use std::fmt;

/// The SHA-256 of a fact's bytes, written in lower-case hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ts_rs::TS)]
#[ts(type = "string")]
pub struct FactId([u8; 32]);

impl FactId {
    /// Wraps a digest.
    #[must_use]
    pub const fn new(digest: [u8; 32]) -> Self {
        Self(digest)
    }
    /// The digest's bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
    /// Reads 64 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut digest = [0; 32];
        hex::decode_to_slice(text, &mut digest).ok()?;
        Some(Self(digest))
    }
    /// The first twelve digits: enough for a person to tell two facts apart.
    #[must_use]
    pub fn short(&self) -> String {
        hex::encode(&self.0[..6])
    }
}

impl fmt::Display for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}
impl fmt::Debug for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short())
    }
}
impl Serialize for FactId {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for FactId {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a fact id is 64 hexadecimal digits"))
    }
}

macro_rules! text_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
        #[serde(transparent)]
        #[ts(type = "string")]
        pub struct $name(String);
        impl $name {
            /// Wraps a text made by the desk (a UUID, or a kind and a UUID).
            #[must_use]
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id!(
    /// One desk (one installation's database), for its whole life.
    DeviceId
);
text_id!(
    /// One person who works at a desk.
    PersonId
);
text_id!(
    /// One file: its kind, a stroke, and a UUID, e.g. `case/0192…`.
    FileId
);

/// What a file is about. Kinds this release does not know are carried along.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// One need and everything done for it (办件).
    Case,
    /// One talent (人才).
    Talent,
    /// One employer (用人单位).
    Employer,
    /// One office: its people, desks, calendars and number blocks (窗口).
    Office,
    /// A kind that a later release brings.
    Other(String),
}

impl FileKind {
    /// The word before the stroke.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Case => "case",
            Self::Talent => "talent",
            Self::Employer => "employer",
            Self::Office => "office",
            Self::Other(word) => word,
        }
    }
}

impl FileId {
    /// Names a file of a kind by a unique text.
    #[must_use]
    pub fn of(kind: &FileKind, unique: &str) -> Self {
        Self(format!("{}/{unique}", kind.word()))
    }
    /// The kind, read from the name.
    #[must_use]
    pub fn kind(&self) -> FileKind {
        match self.0.split_once('/').map_or(self.0.as_str(), |(kind, _)| kind) {
            "case" => FileKind::Case,
            "talent" => FileKind::Talent,
            "employer" => FileKind::Employer,
            "office" => FileKind::Office,
            other => FileKind::Other(other.to_owned()),
        }
    }
}
