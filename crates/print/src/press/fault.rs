//! What is wrong with a template: where, what kind of fault, and what the compiler said. The compiler speaks English; the
//! kinds of fault that matter are told in words, with what it said beside.

use super::world::Desk;
use crate::words::say;
use greenlane_domain::words::Language;
use typst::diag::{Severity, SourceDiagnostic};
use typst::{World, WorldExt};

/// One fault of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The template in which it stands.
    pub template: String,
    /// Line, counted from 1; 0 when unknown.
    pub line: usize,
    /// Column in characters, counted from 1; 0 when unknown.
    pub column: usize,
    /// A warning; everything else is an error. Neither may come into force.
    pub warning: bool,
    /// What the compiler said.
    pub said: String,
}

/// How the compiler begins or goes on, and the kind of fault that is meant: `template.fault.<kind>`.
const KINDS: &[(&str, &str)] = &[
    ("unknown variable", "unknown_name"),
    ("unknown font family", "unknown_font"),
    ("unclosed", "unclosed"),
    ("missing argument", "missing_argument"),
    ("unexpected argument", "unexpected_argument"),
    ("does not contain key", "no_field"),
    ("does not contain field", "no_field"),
    ("does not have field", "no_field"),
    ("does not have accessible fields", "no_field"),
    ("has no method", "no_field"),
    ("unresolved import", "no_import"),
    ("module `", "no_import"),
    ("file not found", "no_file"),
    ("cannot access", "no_file"),
    ("seems to be infinite", "endless"),
    ("maximum", "endless"),
    ("assertion failed", "assertion"),
    ("panicked", "assertion"),
    (", found ", "wrong_type"),
    ("cannot ", "not_possible"),
    ("expected ", "syntax"),
    ("unexpected ", "syntax"),
    ("not valid", "syntax"),
    ("not allowed", "syntax"),
];

impl Fault {
    /// The fault as the world of a compilation places it. Where it stands in another template than the one that is
    /// tried, the call in that one is named instead, for that is the text that can be changed.
    pub(super) fn of(one: &SourceDiagnostic, desk: &Desk<'_>) -> Self {
        let place = |id: Option<typst::syntax::FileId>, range: Option<std::ops::Range<usize>>| {
            let id = id?;
            let source = desk.source(id).ok()?;
            let (line, column) = source.lines().byte_to_line_column(range?.start)?;
            Some((id.vpath().get_without_slash().to_owned(), line + 1, column + 1))
        };
        let own = place(one.span.id(), desk.range(one.span));
        let calls = one.trace.iter().filter_map(|call| place(call.span.id(), desk.range(call.span)));
        let mut places = own.into_iter().chain(calls);
        let first = places.next();
        let here = |(name, ..): &(String, usize, usize)| desk.templates.tried().is_none_or(|tried| name == tried);
        let chosen = first.iter().find(|at| here(at)).cloned().or_else(|| places.find(here)).or(first);
        let (template, line, column) = chosen.unwrap_or_default();
        Self { template, line, column, warning: one.severity == Severity::Warning, said: told(one) }
    }

    /// What is wrong, in words.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        say(language, &format!("template.fault.{}", self.kind()), &[("what", self.what())])
    }

    /// What to do.
    #[must_use]
    pub fn remedy(&self, language: Language) -> String {
        say(language, &format!("template.remedy.{}", self.kind()), &[("what", self.what())])
    }

    fn kind(&self) -> &'static str {
        let said = self.said.split("; ").next().unwrap_or_default();
        KINDS.iter().find(|(words, _)| said.contains(words)).map_or("other", |(_, kind)| kind)
    }

    /// What the compiler names: between quotes or after the colon.
    fn what(&self) -> &str {
        let said = self.said.split("; ").next().unwrap_or_default();
        let quoted = |mark: char| said.split(mark).nth(1).filter(|_| said.matches(mark).count() >= 2);
        quoted('`').or_else(|| quoted('"')).or_else(|| said.split_once(": ").map(|(_, rest)| rest)).unwrap_or_default()
    }
}

pub(super) fn told(error: &SourceDiagnostic) -> String {
    let hints: String = error.hints.iter().map(|hint| format!("; {}", hint.v)).collect();
    format!("{}{hints}", error.message)
}
