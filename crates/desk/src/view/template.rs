use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whose a template is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TemplateOwner {
    /// The national base.
    National,
    /// The city's pack.
    City,
    /// The office's own.
    Office,
}

/// A template in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TemplateLine {
    /// The kind of paper, or what many share: `family`, `official`.
    pub paper: String,
    /// Its title.
    pub title: String,
    /// Whose is in force.
    pub whose: TemplateOwner,
    /// The version in force: the first digits of the text's SHA-256.
    pub version: String,
    /// When the office last changed it; absent when it never did.
    pub at: Option<NaiveDateTime>,
    /// Who changed it.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A template, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TemplateText {
    /// Its line in the list.
    pub line: TemplateLine,
    /// The text in force.
    pub text: String,
    /// The pack's own text, to which the office can go back.
    pub pack_text: String,
    /// What the office had in force, the latest first; the first is in force now.
    pub editions: Vec<TemplateVersion>,
}

/// One edition that the office had in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TemplateVersion {
    /// The version.
    pub version: String,
    /// Whose text: the office's, or again the pack's.
    pub whose: TemplateOwner,
    /// The text.
    pub text: String,
    /// From when.
    pub at: NaiveDateTime,
    /// Who brought it.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A template as it was tried on practice data. It may come into force when there is no fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TemplateTried {
    /// What is wrong; errors first.
    pub faults: Vec<TemplateFault>,
    /// The practice paper it gives, as a PDF in base64; absent when something is wrong.
    pub pdf_base64: Option<String>,
    /// How many pages.
    pub pages: u32,
    /// How long it took, in milliseconds.
    pub ms: u32,
}

/// One fault of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TemplateFault {
    /// The template in which it stands, e.g. `guide_slip` or `family`.
    pub paper: String,
    /// Line, from 1; 0 when unknown.
    pub line: u32,
    /// Column in characters, from 1; 0 when unknown.
    pub column: u32,
    /// A warning. It keeps the template out of force as an error does.
    pub warning: bool,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
    /// What the compiler said, in English.
    pub said: String,
}
