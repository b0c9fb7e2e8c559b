//! Printing: bytes to a printer, and the job followed to its real end. A spooler's "accepted" is not arrival.
//!
//! Linux and macOS speak IPP, to CUPS (`ipp://localhost:631/printers/NAME`) or to a printer itself; a raw queue takes the
//! bytes unchanged over TCP and can never say that paper came out. Windows goes through its own spooler; that path is
//! written and **not verified**.

mod ipp;
mod raw;
mod windows;

use crate::error::PrintError;
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// The CUPS server of this machine.
pub const LOCAL_SERVER: &str = "ipp://localhost:631/";

/// Where paper comes out.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "snake_case")]
pub enum Printer {
    /// A queue of CUPS or a printer that speaks IPP.
    Ipp {
        /// `ipp://…` or `http://…`.
        uri: String,
    },
    /// A raw queue: the bytes unchanged over TCP, usually port 9100.
    Raw {
        /// `host:port`.
        address: String,
    },
    /// A queue of the Windows spooler. Not verified.
    Windows {
        /// The queue's name.
        name: String,
    },
}

/// A printer as its spooler describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Described {
    /// How to reach it.
    pub printer: Printer,
    /// Its name.
    pub name: String,
    /// Whether it takes jobs now.
    pub accepting: bool,
    /// What it says of itself, e.g. `media-empty`; empty when all is well.
    pub reasons: Vec<String>,
    /// The formats it takes.
    pub formats: Vec<String>,
    /// It prints on both sides; false also when it does not say.
    pub two_sided: bool,
    /// Its trays, as it names them; empty when it does not say.
    pub trays: Vec<String>,
}

/// Both sides or one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sides {
    /// One side.
    #[default]
    One,
    /// Both sides, turned over the long edge: letters.
    LongEdge,
    /// Both sides, turned over the short edge.
    ShortEdge,
}

/// How a job is printed. A printer that cannot do what is asked refuses rather than doing something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// The job's name, as shown in the printer's list.
    pub title: String,
    /// Copies, at least 1.
    pub copies: u32,
    /// Both sides or one.
    pub sides: Sides,
    /// The tray (IPP `media-source`), if one is chosen.
    pub tray: Option<String>,
    /// Whole copies one after another rather than page by page.
    pub collate: bool,
}

impl Ticket {
    /// One copy on one side from the printer's own tray.
    #[must_use]
    pub fn plain(title: &str) -> Self {
        Self { title: title.to_owned(), copies: 1, sides: Sides::One, tray: None, collate: true }
    }
}

/// A job that a spooler has taken. It can be written down and asked after by a later run of the program.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Job {
    /// The printer.
    pub printer: Printer,
    /// The spooler's number for it.
    pub id: i32,
}

/// Where a job stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Waiting its turn.
    Waiting {
        /// Why, in IPP keywords.
        reasons: Vec<String>,
    },
    /// Printing.
    Printing {
        /// What the job and the printer say, e.g. `media-empty`.
        reasons: Vec<String>,
    },
    /// Stopped until somebody acts: no paper, a jam, a held job.
    Stopped {
        /// Why, in IPP keywords.
        reasons: Vec<String>,
    },
    /// The printer says that all pages came out.
    Completed,
    /// The bytes went to a device that cannot answer: a person must look.
    Unconfirmed,
    /// The printer gave up.
    Aborted {
        /// Why, in IPP keywords.
        reasons: Vec<String>,
    },
    /// Somebody cancelled it.
    Canceled,
    /// The spooler no longer knows the job: a person must look.
    Forgotten,
}

impl State {
    /// Whether nothing more will happen to the job.
    #[must_use]
    pub const fn ended(&self) -> bool {
        matches!(self, Self::Completed | Self::Unconfirmed | Self::Aborted { .. } | Self::Canceled | Self::Forgotten)
    }

    /// Whether only a person at the printer can say if the paper came out.
    #[must_use]
    pub const fn needs_a_person(&self) -> bool {
        matches!(self, Self::Unconfirmed | Self::Forgotten)
    }
}

/// The queues of this machine's spooler.
///
/// # Errors
/// [`PrintError::Printer`] when the spooler does not answer.
pub fn printers() -> Result<Vec<Described>, PrintError> {
    if cfg!(windows) { windows::printers() } else { ipp::printers(LOCAL_SERVER) }
}

/// What a printer says of itself.
///
/// # Errors
/// [`PrintError::Printer`] when it does not answer.
pub fn describe(printer: &Printer) -> Result<Described, PrintError> {
    match printer {
        Printer::Ipp { uri } => ipp::describe(uri),
        Printer::Raw { address } => raw::describe(address),
        Printer::Windows { name } => windows::describe(name),
    }
}

/// Hands PDF bytes to a printer. The answer only says that they were taken: see [`follow`].
///
/// # Errors
/// [`PrintError::Printer`] when the printer cannot be reached, refuses, or does not take PDF.
pub fn submit(printer: &Printer, bytes: &[u8], ticket: &Ticket) -> Result<Job, PrintError> {
    let id = match printer {
        Printer::Ipp { uri } => ipp::submit(uri, bytes, ticket)?,
        Printer::Raw { address } => raw::submit(address, bytes, ticket)?,
        Printer::Windows { name } => windows::submit(name, bytes, ticket)?,
    };
    Ok(Job { printer: printer.clone(), id })
}

/// Asks where a job stands.
///
/// # Errors
/// [`PrintError::Printer`] when the printer cannot be reached.
pub fn ask(job: &Job) -> Result<State, PrintError> {
    match &job.printer {
        Printer::Ipp { uri } => ipp::ask(uri, job.id),
        Printer::Raw { .. } => Ok(State::Unconfirmed),
        Printer::Windows { name } => windows::ask(name, job.id),
    }
}

/// Looks for a job by its exact title: how a program that stopped while it handed a job over learns whether the job
/// arrived. A spooler forgets ended jobs after a while, so not finding one proves nothing for long.
///
/// # Errors
/// [`PrintError::Printer`] when the printer cannot be reached, or keeps no list of jobs.
pub fn find(printer: &Printer, title: &str) -> Result<Option<Job>, PrintError> {
    let id = match printer {
        Printer::Ipp { uri } => ipp::find(uri, title)?,
        Printer::Raw { address: name } | Printer::Windows { name } => {
            return Err(PrintError::Printer {
                printer: name.clone(),
                reason: crate::words::zh("spool.keeps_no_list", &[]),
            });
        }
    };
    Ok(id.map(|id| Job { printer: printer.clone(), id }))
}

/// Cancels a job.
///
/// # Errors
/// [`PrintError::Printer`] when the printer cannot be reached or refuses, as it does for a job that has ended.
pub fn cancel(job: &Job) -> Result<(), PrintError> {
    match &job.printer {
        Printer::Ipp { uri } => ipp::cancel(uri, job.id),
        Printer::Raw { address } => Err(PrintError::Printer {
            printer: address.clone(),
            reason: crate::words::zh("spool.raw_cannot_cancel", &[]),
        }),
        Printer::Windows { name } => windows::cancel(name, job.id),
    }
}

/// Follows a job to its end, telling every change of state; stops asking after `patience` and then returns the last
/// state, which has not ended. A printer that cannot be reached for a while is asked again until then.
///
/// # Errors
/// [`PrintError::Printer`] when the printer could not be reached any more when patience ran out.
pub fn follow(job: &Job, patience: Duration, mut told: impl FnMut(&State)) -> Result<State, PrintError> {
    const FIRST: Duration = Duration::from_millis(50);
    const SLOWEST: Duration = Duration::from_secs(2);
    let (start, mut pause, mut last) = (Instant::now(), FIRST, None);
    loop {
        let answer = ask(job);
        if let Ok(state) = &answer {
            if last.as_ref() != Some(state) {
                told(state);
                pause = FIRST;
            }
            if state.ended() {
                return answer;
            }
            last = Some(state.clone());
        }
        if start.elapsed() >= patience {
            return answer;
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(SLOWEST);
    }
}
