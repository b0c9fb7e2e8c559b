use crate::font::{Missing, Why};
use crate::press::Fault;
use crate::words::{say, zh};
use greenlane_domain::words::Language;
use std::path::PathBuf;

/// Why a paper cannot be made or printed. `Display` is the Chinese sentence; [`PrintError::say`] gives either language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    /// No folder holds a family that can carry a page.
    #[error("{}", self.say(Language::Chinese))]
    NoFonts {
        /// Where it was looked for.
        places: Vec<PathBuf>,
    },
    /// A font file cannot be read.
    #[error("{}", self.say(Language::Chinese))]
    FontUnreadable {
        /// Which.
        path: PathBuf,
        /// What the reader said.
        reason: String,
    },
    /// Characters that no face can print.
    #[error("{}", self.say(Language::Chinese))]
    Unrenderable(Vec<Unrenderable>),
    /// A template does not compile, or draws a warning. At least one fault, errors first.
    #[error("{}", self.say(Language::Chinese))]
    Template(Vec<Fault>),
    /// There is no template for this paper.
    #[error("{}", self.say(Language::Chinese))]
    NoTemplate {
        /// The paper's kind.
        name: String,
    },
    /// The paper cannot be written as the archival format asks.
    #[error("{}", self.say(Language::Chinese))]
    Format {
        /// What the writer said.
        message: String,
    },
    /// An attachment of a volume is absent or cannot be turned into pages.
    #[error("{}", self.say(Language::Chinese))]
    Attachment {
        /// Its title.
        title: String,
        /// Why.
        reason: String,
    },
    /// A code (QR or bar) cannot hold its text.
    #[error("{}", self.say(Language::Chinese))]
    Code {
        /// The text.
        text: String,
    },
    /// The printer or the spooler refused or failed.
    #[error("{}", self.say(Language::Chinese))]
    Printer {
        /// The printer.
        printer: String,
        /// What it said.
        reason: String,
    },
    /// A file of a package cannot be written or read.
    #[error("{}", self.say(Language::Chinese))]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

/// One unrenderable character and the field it stands in.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Unrenderable {
    /// The field in words, e.g. `申请人姓名`.
    pub field: String,
    /// The field's place in the data, e.g. `applicant.name`.
    pub path: String,
    /// The character.
    pub missing: Missing,
}

impl PrintError {
    /// The sentence: what is wrong, where, what to do.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        let line = |key: &str, fill: &[(&str, &str)]| say(language, key, fill);
        match self {
            Self::NoFonts { places } => {
                let places: Vec<_> = places.iter().map(|place| place.display().to_string()).collect();
                line("error.no_fonts", &[("places", &places.join("，"))])
            }
            Self::FontUnreadable { path, reason } => {
                line("error.font_unreadable", &[("path", &path.display().to_string()), ("reason", reason)])
            }
            Self::Unrenderable(characters) => {
                let list: Vec<_> = characters.iter().map(|one| one.say(language)).collect();
                line("error.unrenderable", &[("list", &list.join("；"))])
            }
            Self::Template(faults) => {
                let Some(first) = faults.first() else { return line("error.format", &[("message", "")]) };
                let fill = [
                    ("name", first.template.as_str()),
                    ("line", &first.line.to_string()),
                    ("column", &first.column.to_string()),
                    ("what", &first.say(language)),
                    ("said", &first.said),
                ];
                line("error.template", &fill)
            }
            Self::NoTemplate { name } => line("error.no_template", &[("name", name)]),
            Self::Format { message } => line("error.format", &[("message", message)]),
            Self::Attachment { title, reason } => line("error.attachment", &[("title", title), ("reason", reason)]),
            Self::Code { text } => line("error.code", &[("text", text)]),
            Self::Printer { printer, reason } => line("error.printer", &[("printer", printer), ("reason", reason)]),
            Self::File { path, reason } => {
                line("error.file", &[("path", &path.display().to_string()), ("reason", reason)])
            }
        }
    }
}

impl Unrenderable {
    fn say(&self, language: Language) -> String {
        let why = match self.missing.why {
            Why::NoGlyph => "why.no_glyph",
            Why::PrivateUse => "why.private_use",
            Why::Invisible => "why.invisible",
            Why::Variation => "why.variation",
        };
        let visible = self.missing.why == Why::NoGlyph;
        let character = if visible { self.missing.character.to_string() } else { zh("why.unseen", &[]) };
        let fill = [
            ("field", self.field.as_str()),
            ("character", character.as_str()),
            ("code", self.missing.code_point.as_str()),
            ("place", &(self.missing.place + 1).to_string()),
            ("why", &say(language, why, &[])),
        ];
        say(language, "error.unrenderable.one", &fill)
    }
}
