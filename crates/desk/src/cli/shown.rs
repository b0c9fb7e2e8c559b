//! How an answer is written: as text in the person's language, or as JSON for a script; and the exit code.

use greenlane_desk::{DeskError, Problem};
use greenlane_domain::words::Language;
use serde::Serialize;
use serde_json::{Value, json};
use std::io::Write;
use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Answered.
    Done,
    /// Refused, or something is not valid.
    Refused,
    /// The line was not understood.
    Usage,
    /// What was asked for is not there.
    NotFound,
    /// The database or the disk.
    Database,
}

impl End {
    /// The exit code, as the help documents it.
    pub fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::Usage => 2,
            Self::NotFound => 3,
            Self::Database => 4,
        })
    }
}

/// An answer in both forms.
pub struct Answer {
    json: Value,
    text: String,
    end: End,
}

impl Answer {
    /// An answer.
    pub fn said(value: &impl Serialize, text: String) -> Self {
        Self { json: serde_json::to_value(value).unwrap_or_default(), text, end: End::Done }
    }

    /// The same answer, ended otherwise.
    pub fn ended(self, end: End) -> Self {
        Self { end, ..self }
    }

    /// A problem; its code decides how the run ends.
    pub fn problem(error: impl Into<DeskError>, language: Language) -> Self {
        let problem = error.into().problem(language);
        let end = end_of(&problem);
        let mut text = problem.what.clone();
        for line in [&problem.place, &problem.remedy] {
            if !line.is_empty() && !text.contains(line.as_str()) {
                text.push('\n');
                text.push_str(line);
            }
        }
        Self { json: json!({ "problem": problem }), text, end }
    }
}

fn end_of(problem: &Problem) -> End {
    const REFUSED: [&str; 7] = [
        "store.wrong_password",
        "store.wrong_recovery",
        "store.mistyped_recovery",
        "store.empty_password",
        "store.exists",
        "store.last_person",
        "store.inside_desk",
    ];
    const NOT_FOUND: [&str; 8] = [
        "store.missing",
        "store.no_content",
        "no_file",
        "no_fact",
        "no_case",
        "no_such_pack",
        "no_such_paper",
        "store.no_folder",
    ];
    match problem.code.as_str() {
        code if NOT_FOUND.contains(&code) => End::NotFound,
        code if REFUSED.contains(&code) => End::Refused,
        code if code.starts_with("store.") || code == "fault" => End::Database,
        _ => End::Refused,
    }
}

/// Writes the answer; problems go to the error stream unless a script reads JSON.
pub fn write(answer: Answer, json: bool) -> ExitCode {
    let Answer { json: value, text, end } = answer;
    let text = if json { serde_json::to_string_pretty(&value).unwrap_or_default() } else { text };
    let written = if json || end == End::Done || value.get("problem").is_none() {
        writeln!(std::io::stdout().lock(), "{text}")
    } else {
        writeln!(std::io::stderr().lock(), "{text}")
    };
    match written {
        Ok(()) => end.code(),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => end.code(),
        Err(_) => End::Database.code(),
    }
}
