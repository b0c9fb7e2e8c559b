//! What labels say.

use super::sheet::{Due, Stated};
use serde::{Deserialize, Serialize};

/// Labels of one kind, to be set on sheets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "label", content = "labels")]
pub enum Labels {
    /// For the papers that go to departments.
    Routing(Vec<RoutingLabel>),
    /// For the fronts of archive boxes of 310 mm by 220 mm.
    Box(Vec<Shelf>),
    /// For the spines of such boxes.
    Spine(Thickness, Vec<Shelf>),
    /// Envelopes of 220 mm by 110 mm (DL).
    Envelope(Vec<Addressed>),
    /// Address labels.
    Address(Vec<Addressed>),
}

impl Labels {
    /// How many labels.
    #[must_use]
    pub const fn count(&self) -> usize {
        match self {
            Self::Routing(list) => list.len(),
            Self::Box(list) | Self::Spine(_, list) => list.len(),
            Self::Envelope(list) | Self::Address(list) => list.len(),
        }
    }
}

/// How thick a box is, in millimetres (DA/T 22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thickness {
    /// 20 mm.
    Mm20,
    /// 30 mm.
    Mm30,
    /// 40 mm.
    Mm40,
}

impl Thickness {
    /// The thickness in millimetres.
    #[must_use]
    pub const fn mm(self) -> f64 {
        match self {
            Self::Mm20 => 20.0,
            Self::Mm30 => 30.0,
            Self::Mm40 => 40.0,
        }
    }
}

/// A label for what goes to a department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoutingLabel {
    /// The window that sends.
    pub window: String,
    /// The case's number, printed as text and as a bar code.
    pub case_number: String,
    /// The routing slip's number.
    pub number: Stated<String>,
    /// The department.
    pub department: String,
    /// The talent.
    pub talent: String,
    /// The items.
    pub items: Vec<String>,
    /// When the first of them is due.
    pub due: Stated<Due>,
    /// Made in a practice office.
    pub practice: bool,
}

/// What stands on a box and its spine. What nobody has decided is left open to be written by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelf {
    /// The name of the fonds (全宗名称).
    pub fonds: Option<String>,
    /// Its number (全宗号).
    pub fonds_code: Option<String>,
    /// The category (类目).
    pub category: Option<String>,
    /// The year (年度).
    pub year: Option<String>,
    /// How long it is kept (保管期限).
    pub retention: Option<String>,
    /// The first and last number within (起止件号).
    pub range: Option<String>,
    /// The box's number (盒号).
    pub box_number: Option<String>,
    /// Made in a practice office.
    pub practice: bool,
}

/// Somebody to write to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addressed {
    /// The address; left open to be written by hand when nobody knows it.
    pub address: Option<String>,
    /// The employer.
    pub employer: Option<String>,
    /// The name.
    pub name: String,
    /// Who sends.
    pub sender: String,
    /// The sender's address.
    pub sender_address: Option<String>,
    /// Made in a practice office.
    pub practice: bool,
}
