//! What all papers share: the head, the tail, and the ways in which a value is stated.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A value that somebody has decided, or that nobody has: then the paper says 未定. In JSON an unset value is `null`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Option<T>", into = "Option<T>", bound(serialize = "T: Clone + Serialize"))]
pub enum Stated<T> {
    /// Decided.
    Value(T),
    /// Nobody has decided it (未定).
    #[default]
    Unset,
}

impl<T> From<Option<T>> for Stated<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Unset, Self::Value)
    }
}

impl<T> From<Stated<T>> for Option<T> {
    fn from(stated: Stated<T>) -> Self {
        match stated {
            Stated::Value(value) => Some(value),
            Stated::Unset => None,
        }
    }
}

impl From<&str> for Stated<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

impl<T> Stated<T> {
    /// The value, if somebody has decided it.
    pub const fn get(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Unset => None,
        }
    }
}

/// A date that may still move because a year's holidays are not announced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The date.
    pub date: NaiveDate,
    /// What it was reckoned by while provisional, e.g. `法定节假日`; absent for a certain date.
    pub provisional: Option<String>,
}

impl Due {
    /// A date that will not move.
    #[must_use]
    pub const fn certain(date: NaiveDate) -> Self {
        Self { date, provisional: None }
    }
}

/// The head of every paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The window or organ that speaks (机关、窗口名称).
    pub window: String,
    /// The paper's own number (文号), e.g. `演才窗告〔2026〕418号`.
    pub number: Stated<String>,
    /// The case's number (办件编号), printed as text and as a bar code.
    pub case_number: String,
    /// The day on which the paper is made: printed, and written into the file.
    pub date: NaiveDate,
    /// What the QR code holds; no code is printed when absent.
    pub code: Option<String>,
    /// Made in a practice office: 演示 is printed on every page.
    pub practice: bool,
}

/// The tail of every paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tail {
    /// Where the window is.
    pub address: Stated<String>,
    /// Whom to call.
    pub phone: Stated<String>,
    /// Where to complain, e.g. `12345`.
    pub complaint: Stated<String>,
    /// How to ask how far the case has come.
    pub query: Stated<String>,
    /// Who made the paper, with the work number (经办人、工号).
    pub handler: String,
    /// How many copies and who keeps which, e.g. `一式两份，申请人、窗口各执一份`.
    pub copies: String,
    /// The articles on which the paper rests (政策依据), as printed in the pack.
    pub basis: Vec<String>,
}

/// A person whom a paper names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The name, set in one face.
    pub name: String,
    /// The tier (层次), e.g. `B 类`.
    pub tier: Option<String>,
    /// The talent card's number.
    pub card: Option<String>,
    /// The kind of identity document.
    pub document: Option<String>,
    /// Its number, masked by the caller as the paper needs.
    pub document_number: Option<String>,
    /// The employer.
    pub employer: Option<String>,
    /// The telephone.
    pub phone: Option<String>,
}

/// A paper that is handed in or over, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Its name.
    pub name: String,
    /// Its number, if it bears one.
    pub number: Option<String>,
    /// How many.
    pub count: u32,
}
