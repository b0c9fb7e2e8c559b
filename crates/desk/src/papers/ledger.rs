//! The print ledger: a paper's bytes go to a spooler and the job is followed to its real end. A spooler's "accepted" is
//! not arrival; where the printer cannot tell, a person does.
//!
//! A job is written down before anything is sent, so that after a crash it is known which job may be at the printer. Such
//! a job is looked for by its title; where that cannot be known, a person looks. Nothing is sent twice by itself.

use super::press::aside;
use crate::desk::Open;
use crate::problem::{DeskError, Result};
use crate::turn::Turn;
use crate::view::{PrintJob, PrintSetup, PrintSides, PrinterView, UsualPrint};
use greenlane_domain::case::CaseAct;
use greenlane_domain::fact::FileId;
use greenlane_print::PrintError;
use greenlane_print::spool::{self, Printer, Sides, State, Ticket};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// The most copies of one job.
const MOST: u32 = 99;
/// How long spoolers surely remember a job that has ended, in milliseconds.
const REMEMBERED_MS: i64 = 45_000;
/// The setting that names the jobs that have not ended.
const OPEN: &str = "print.open";
/// The setting that names printers used before, besides those of the computer.
const USED: &str = "print.printers";

/// A job of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Job {
    pub id: String,
    pub of: Of,
    pub sha256: String,
    /// The kind of paper, or of label.
    #[serde(default)]
    pub paper: String,
    pub title: String,
    pub printer: String,
    pub copies: u32,
    pub originals: bool,
    #[serde(default)]
    pub setup: PrintSetup,
    pub reason: String,
    pub phase: Phase,
    /// The spooler's job, once it has taken it.
    pub spooled: Option<spool::Job>,
    /// When it was written down, in milliseconds since 1970.
    pub began_ms: i64,
    /// What the printer says: why it waits or failed.
    pub said: Vec<String>,
}

/// What a job prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Of {
    /// A paper of a case: its originals and copies are counted.
    Paper(FileId),
    /// Labels for these cases: it is noted in each that they came out. Labels for boxes are of no case.
    Labels(Vec<FileId>),
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Phase {
    /// Written down; it may or may not have reached the spooler.
    Sending,
    /// The spooler has it.
    Waiting,
    /// It is printing.
    Printing,
    /// The printer says that all pages came out; counted.
    Printed,
    /// The printer cannot tell: a person must look.
    Unknown,
    /// The program stopped while sending: a person must look.
    Lost,
    /// A person has the paper; counted.
    Confirmed,
    /// It did not come out.
    Failed,
    /// Somebody cancelled it.
    Cancelled,
}

impl Phase {
    const fn word(self) -> &'static str {
        match self {
            Self::Sending => "sending",
            Self::Waiting => "waiting",
            Self::Printing => "printing",
            Self::Printed => "printed",
            Self::Unknown => "unknown",
            Self::Lost => "lost",
            Self::Confirmed => "confirmed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Nothing more changes by itself.
    pub(crate) const fn ended(self) -> bool {
        !matches!(self, Self::Sending | Self::Waiting | Self::Printing)
    }

    /// A person must still say whether the paper is there.
    pub(super) const fn asks(self) -> bool {
        matches!(self, Self::Unknown | Self::Lost)
    }
}

/// The printers of this computer, and those used before.
pub(crate) async fn printers(desk: &Open) -> Result<Vec<PrinterView>> {
    let described = aside(|| Ok(spool::printers().unwrap_or_default())).await?;
    let mut views: Vec<PrinterView> = described
        .iter()
        .map(|printer| PrinterView {
            id: address(&printer.printer),
            name: printer.name.clone(),
            default: false,
            state: printer.reasons.join("，"),
            two_sided: printer.two_sided,
            trays: printer.trays.clone(),
        })
        .collect();
    let used = used(desk).await?;
    for id in &used {
        if !views.iter().any(|view| view.id == *id) {
            let (id, state) = (id.clone(), String::new());
            views.push(PrinterView {
                name: id.clone(),
                id,
                default: false,
                state,
                two_sided: false,
                trays: Vec::new(),
            });
        }
    }
    // The printer that was used last is the one meant now.
    if let Some(last) = used.last() {
        for view in &mut views {
            view.default = view.id == *last;
        }
    }
    Ok(views)
}

async fn used(desk: &Open) -> Result<Vec<String>> {
    let text = desk.store.setting(USED).await?.unwrap_or_default();
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

/// How a printer is written: `ipp://…`, `socket://HOST:PORT` for a raw queue, `windows:NAME`.
fn address(printer: &Printer) -> String {
    match printer {
        Printer::Ipp { uri } => uri.clone(),
        Printer::Raw { address } => format!("socket://{address}"),
        Printer::Windows { name } => format!("windows:{name}"),
    }
}

pub(super) fn printer(id: &str) -> Result<Printer> {
    let id = id.trim();
    if let Some(address) = id.strip_prefix("socket://") {
        return Ok(Printer::Raw { address: address.trim_end_matches('/').to_owned() });
    }
    if let Some(name) = id.strip_prefix("windows:") {
        return Ok(Printer::Windows { name: name.to_owned() });
    }
    if ["ipp://", "ipps://", "http://", "https://"].iter().any(|scheme| id.starts_with(scheme)) {
        return Ok(Printer::Ipp { uri: id.to_owned() });
    }
    Err(DeskError::said("no_printer", id, &[("printer", id)]))
}

/// Whether a printer is written as one.
///
/// # Errors
/// When it is not.
pub(crate) fn checked(id: &str) -> Result<()> {
    printer(id).map(|_| ())
}

/// Whether so many copies can be asked for at once.
pub(super) fn sound_copies(copies: u32) -> Result<()> {
    if (1..=MOST).contains(&copies) {
        return Ok(());
    }
    Err(DeskError::said("no_copies", "copies", &[("most", &MOST.to_string())]))
}

/// What is to be printed.
pub(crate) struct Wish {
    pub file: FileId,
    pub sha256: String,
    pub printer: String,
    pub copies: u32,
    pub originals: bool,
    pub setup: PrintSetup,
    pub reason: String,
}

/// Prints a paper. The job is written down and goes on by itself; [`state_of`] tells how it stands.
///
/// # Errors
/// When there is no such paper or printer, or it was printed before and no reason is given.
pub(crate) async fn print(desk: &Arc<Open>, wish: Wish) -> Result<PrintJob> {
    let job = begin(desk, wish).await?;
    let view = shown(desk, &job);
    follow(desk, job.id);
    Ok(view)
}

/// Checks a wish and writes its job down.
async fn begin(desk: &Open, wish: Wish) -> Result<Job> {
    let mut turn = desk.turn().await?;
    let job = begin_in(desk, &mut turn, wish).await?;
    turn.confirm().await?;
    Ok(job)
}

/// Checks a wish and writes its job down within a turn.
pub(super) async fn begin_in(desk: &Open, turn: &mut Turn<'_>, wish: Wish) -> Result<Job> {
    printer(&wish.printer)?;
    sound_copies(wish.copies)?;
    let state = turn.state(&wish.file).await?;
    let made = state.papers.iter().find(|made| made.paper.sha256 == wish.sha256);
    let made = made.ok_or_else(|| DeskError::said("no_such_paper", &wish.sha256, &[("paper", &wish.sha256)]))?;
    turn.would(&state, &counted(&wish.sha256, wish.copies, wish.originals, &wish.printer, &wish.reason))?;
    let under_way = open_jobs(desk).await?.iter().any(|job| job.sha256 == wish.sha256 && !job.phase.ended());
    if under_way && wish.reason.trim().is_empty() {
        let fill = [
            ("paper", made.paper.title.as_str()),
            ("originals", &made.originals.to_string()),
            ("copies", &made.copies.to_string()),
        ];
        return Err(DeskError::said("reprint_reason", "reason", &fill));
    }
    let (id, mark) = names();
    let job = Job {
        title: format!("{} {} #{mark}", made.paper.title, made.paper.number),
        paper: made.paper.paper.clone(),
        of: Of::Paper(wish.file),
        sha256: wish.sha256,
        printer: wish.printer,
        copies: wish.copies,
        originals: wish.originals,
        setup: wish.setup,
        reason: wish.reason,
        phase: Phase::Sending,
        spooled: None,
        began_ms: desk.now().ms,
        said: Vec::new(),
        id,
    };
    remember(desk, turn, &job).await?;
    Ok(job)
}

/// A new job's id, and the mark that tells its title from every other at the printer.
fn names() -> (String, String) {
    let id = uuid::Uuid::now_v7().simple().to_string();
    let mark = id.get(id.len().saturating_sub(12)..).unwrap_or(&id).to_owned();
    (id, mark)
}

/// Sheets of labels as they go to a printer.
pub(super) struct LabelWish {
    pub cases: Vec<FileId>,
    pub sha256: String,
    /// The kind of label, for the printer that is remembered for it.
    pub kind: &'static str,
    pub title: String,
    pub printer: String,
    pub setup: PrintSetup,
    pub copies: u32,
}

/// Prints labels, whose bytes are kept already; followed as a paper is. They are no originals and need no reason.
pub(super) async fn print_labels(desk: &Arc<Open>, wish: LabelWish) -> Result<PrintJob> {
    printer(&wish.printer)?;
    sound_copies(wish.copies)?;
    let (id, mark) = names();
    let job = Job {
        title: format!("{} #{mark}", wish.title),
        paper: wish.kind.to_owned(),
        of: Of::Labels(wish.cases),
        sha256: wish.sha256,
        printer: wish.printer,
        copies: wish.copies,
        originals: false,
        setup: wish.setup,
        reason: String::new(),
        phase: Phase::Sending,
        spooled: None,
        began_ms: desk.now().ms,
        said: Vec::new(),
        id,
    };
    let mut turn = desk.turn().await?;
    remember(desk, &mut turn, &job).await?;
    turn.confirm().await?;
    let view = shown(desk, &job);
    follow(desk, job.id);
    Ok(view)
}

fn counted(sha256: &str, copies: u32, originals: bool, printer: &str, reason: &str) -> CaseAct {
    CaseAct::RecordPrint {
        sha256: sha256.to_owned(),
        copies,
        originals,
        printer: printer.to_owned(),
        reason: reason.to_owned(),
    }
}

/// Writes a job down within a turn, and keeps the list of those that have not ended.
async fn remember(desk: &Open, turn: &mut Turn<'_>, job: &Job) -> Result<()> {
    let fault = |error: serde_json::Error| DeskError::said("fault", "", &[("detail", &error.to_string())]);
    turn.set(&key(&job.id), &serde_json::to_string(job).map_err(fault)?).await?;
    let mut open = open_ids(desk).await?;
    let listed = open.contains(&job.id);
    let stays = !job.phase.ended() || job.phase.asks();
    if listed != stays {
        open.retain(|id| id != &job.id);
        if stays {
            open.push(job.id.clone());
        }
        turn.set(OPEN, &serde_json::to_string(&open).map_err(fault)?).await?;
    }
    if job.spooled.is_some() && job.phase == Phase::Waiting {
        let usual = UsualPrint { printer: job.printer.clone(), setup: job.setup.clone() };
        turn.set(&usual_key(&job.paper), &serde_json::to_string(&usual).map_err(fault)?).await?;
        let mut used = used(desk).await?;
        if used.last() != Some(&job.printer) {
            used.retain(|id| id != &job.printer);
            used.push(job.printer.clone());
            turn.set(USED, &serde_json::to_string(&used).map_err(fault)?).await?;
        }
    }
    Ok(())
}

fn usual_key(paper: &str) -> String {
    format!("print.usual.{paper}")
}

/// How a kind of paper was printed last on this desk.
pub(crate) async fn usual(desk: &Open, paper: &str) -> Result<Option<UsualPrint>> {
    let text = desk.store.setting(&usual_key(paper)).await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

fn key(id: &str) -> String {
    format!("print.job.{id}")
}

async fn open_ids(desk: &Open) -> Result<Vec<String>> {
    let text = desk.store.setting(OPEN).await?.unwrap_or_default();
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

/// The jobs that have not ended or wait for a person.
pub(crate) async fn open_jobs(desk: &Open) -> Result<Vec<Job>> {
    let mut jobs = Vec::new();
    for id in open_ids(desk).await? {
        jobs.push(job(desk, &id).await?);
    }
    Ok(jobs)
}

/// A job as it is written down.
pub(crate) async fn job(desk: &Open, id: &str) -> Result<Job> {
    let text = desk.store.setting(&key(id)).await?;
    let job = text.and_then(|text| serde_json::from_str(&text).ok());
    job.ok_or_else(|| DeskError::said("no_job", id, &[("job", id)]))
}

/// How a job stands, as it is written down.
pub(crate) async fn state_of(desk: &Open, id: &str) -> Result<PrintJob> {
    Ok(shown(desk, &job(desk, id).await?))
}

pub(crate) fn shown(desk: &Open, job: &Job) -> PrintJob {
    let reasons = job.said.join("，");
    let state = desk.say(&format!("print.state.{}", job.phase.word()), &[("reason", &reasons)]);
    let words = if reasons.is_empty() || job.phase == Phase::Failed {
        state
    } else {
        desk.say("print.state.because", &[("state", &state), ("reasons", &reasons)])
    };
    PrintJob {
        job: job.id.clone(),
        sha256: job.sha256.clone(),
        state: job.phase.word().to_owned(),
        words,
        ended: job.phase.ended(),
    }
}

/// Goes on with a job in the background until it has ended.
pub(crate) fn follow(desk: &Arc<Open>, id: String) {
    let desk = desk.clone();
    tokio::spawn(async move {
        if let Err(error) = to_the_end(&desk, &id).await {
            tracing::warn!(%error, job = id, "a print job is not followed any more; it is asked after at the next start");
        }
    });
}

/// Goes on with a job until it has ended.
pub(crate) async fn to_the_end(desk: &Open, id: &str) -> Result<Job> {
    const FIRST: Duration = Duration::from_millis(30);
    const SLOWEST: Duration = Duration::from_secs(2);
    let mut pause = FIRST;
    let mut now = job(desk, id).await?;
    while !now.phase.ended() {
        let next = advance(desk, now.clone(), false).await?;
        pause = if next == now { (pause * 2).min(SLOWEST) } else { FIRST };
        now = next;
        if !now.phase.ended() {
            tokio::time::sleep(pause).await;
        }
    }
    Ok(now)
}

/// Takes up, in the background, the jobs that a crash or a closed window left behind: what may be at the printer is
/// looked for, never sent again unseen.
pub(crate) fn resume(desk: &Arc<Open>) {
    let desk = desk.clone();
    tokio::spawn(async move {
        if let Err(error) = take_up(&desk).await {
            tracing::warn!(%error, "print jobs of an earlier run were not taken up");
        }
    });
}

async fn take_up(desk: &Arc<Open>) -> Result<()> {
    let claimed = super::batch::claimed(desk).await?;
    super::batch::take_up(desk).await?;
    for job in open_jobs(desk).await?.into_iter().filter(|job| !claimed.contains(&job.id)) {
        let job = advance(desk, job, true).await?;
        if !job.phase.ended() {
            follow(desk, job.id);
        }
    }
    Ok(())
}

/// One step of a job. `resumed` says that an earlier run of the program wrote it down.
pub(crate) async fn advance(desk: &Open, job: Job, resumed: bool) -> Result<Job> {
    if job.phase.ended() {
        return Ok(job);
    }
    let mut next = job.clone();
    match &job.spooled {
        None if resumed => match find(desk, &job).await? {
            Found::There(spooled) => {
                next.spooled = Some(spooled);
                next.phase = Phase::Waiting;
            }
            Found::NotThere => return send(desk, next).await,
            Found::CannotBeKnown => next.phase = Phase::Lost,
        },
        None => return send(desk, next).await,
        Some(spooled) => {
            let spooled = spooled.clone();
            match aside(move || Ok(spool::ask(&spooled))).await? {
                Ok(state) => (next.phase, next.said) = phase_of(state),
                // A printer that cannot be reached for a while is asked again.
                Err(error) => next.said = vec![error.say(desk.language)],
            }
        }
    }
    if next != job {
        settle(desk, &next).await?;
    }
    Ok(next)
}

enum Found {
    There(spool::Job),
    NotThere,
    CannotBeKnown,
}

/// Looks for a job at its printer by its title. A spooler forgets ended jobs after a while: that an old job is not found
/// proves nothing, and a person looks.
async fn find(desk: &Open, job: &Job) -> Result<Found> {
    let fresh = desk.now().ms.saturating_sub(job.began_ms) < REMEMBERED_MS;
    let (printer, title) = (printer(&job.printer)?, job.title.clone());
    aside(move || {
        Ok(match spool::find(&printer, &title) {
            Ok(Some(spooled)) => Found::There(spooled),
            Ok(None) if fresh => Found::NotThere,
            Ok(None) | Err(_) => Found::CannotBeKnown,
        })
    })
    .await
}

async fn send(desk: &Open, mut job: Job) -> Result<Job> {
    let before = job.clone();
    let bytes = desk.store.content(&job.sha256).await?;
    let (printer, ticket) = (printer(&job.printer)?, ticket(&job));
    let sent: std::result::Result<spool::Job, PrintError> =
        aside(move || Ok(spool::submit(&printer, &bytes, &ticket))).await?;
    match sent {
        Ok(spooled) => {
            job.spooled = Some(spooled);
            job.phase = Phase::Waiting;
            job.said.clear();
        }
        // A printer that has its hands full has taken nothing: it is asked again.
        Err(error) if is_busy(&error) => job.said = vec![error.say(desk.language)],
        // The answer may have been lost on its way back, not the job on its way there.
        Err(error) => match find(desk, &job).await? {
            Found::There(spooled) => {
                job.spooled = Some(spooled);
                job.phase = Phase::Waiting;
            }
            Found::NotThere | Found::CannotBeKnown => {
                job.phase = Phase::Failed;
                job.said = vec![error.say(desk.language)];
            }
        },
    }
    if job != before {
        settle(desk, &job).await?;
    }
    Ok(job)
}

fn ticket(job: &Job) -> Ticket {
    Ticket {
        title: job.title.clone(),
        copies: job.copies,
        sides: match job.setup.sides {
            PrintSides::One => Sides::One,
            PrintSides::LongEdge => Sides::LongEdge,
            PrintSides::ShortEdge => Sides::ShortEdge,
        },
        tray: job.setup.tray.clone(),
        collate: !job.setup.uncollated,
    }
}

fn is_busy(error: &PrintError) -> bool {
    const BUSY: &str = "ServerErrorBusy";
    matches!(error, PrintError::Printer { reason, .. } if reason.contains(BUSY))
}

fn phase_of(state: State) -> (Phase, Vec<String>) {
    match state {
        State::Waiting { reasons } | State::Stopped { reasons } => (Phase::Waiting, reasons),
        State::Printing { reasons } => (Phase::Printing, reasons),
        State::Completed => (Phase::Printed, Vec::new()),
        State::Unconfirmed | State::Forgotten => (Phase::Unknown, Vec::new()),
        State::Aborted { reasons } => (Phase::Failed, reasons),
        State::Canceled => (Phase::Cancelled, Vec::new()),
    }
}

/// Writes a job's new phase down; what came out is counted in the same turn.
async fn settle(desk: &Open, job: &Job) -> Result<()> {
    let mut turn = desk.turn().await?;
    if job.phase == Phase::Printed || job.phase == Phase::Confirmed {
        match &job.of {
            Of::Paper(file) => count(&mut turn, file, job).await?,
            Of::Labels(cases) => {
                let fill = [("labels", job.title.as_str()), ("printer", &job.printer)];
                note(&mut turn, cases, &desk.say("print.labels", &fill)).await?;
            }
        }
    }
    remember(desk, &mut turn, job).await?;
    turn.confirm().await?;
    Ok(())
}

async fn count(turn: &mut Turn<'_>, file: &FileId, job: &Job) -> Result<()> {
    let mut reason = job.reason.clone();
    let state = turn.state(file).await?;
    let made = state.papers.iter().find(|made| made.paper.sha256 == job.sha256);
    if reason.trim().is_empty() && made.is_some_and(|made| made.originals + made.copies > 0) {
        // Another desk printed it meanwhile: what came out is counted all the same.
        reason = job.title.clone();
    }
    turn.on_case(file, &counted(&job.sha256, job.copies, job.originals, &job.printer, &reason)).await?;
    Ok(())
}

/// Notes the same in several cases; one that takes no note any more is passed over.
async fn note(turn: &mut Turn<'_>, cases: &[FileId], text: &str) -> Result<()> {
    let note = CaseAct::Note { text: text.to_owned() };
    for file in cases {
        let state = turn.state(file).await?;
        if turn.would(&state, &note).is_ok() {
            turn.on_case(file, &note).await?;
        }
    }
    Ok(())
}

/// A person says whether the paper is there.
///
/// # Errors
/// While the job has not ended.
pub(crate) async fn confirm(desk: &Open, id: &str, arrived: bool) -> Result<PrintJob> {
    let mut job = job(desk, id).await?;
    if !job.phase.ended() {
        return Err(DeskError::said("job_not_ended", "job", &[]));
    }
    match (job.phase, arrived) {
        (phase, true) if phase.asks() => {
            job.phase = Phase::Confirmed;
            settle(desk, &job).await?;
        }
        (Phase::Printed, true) => {
            // Counted already when the printer said so.
            job.phase = Phase::Confirmed;
            let mut turn = desk.turn().await?;
            remember(desk, &mut turn, &job).await?;
            turn.confirm().await?;
        }
        (phase, false) if phase.asks() || phase == Phase::Printed => {
            let mut turn = desk.turn().await?;
            if phase == Phase::Printed {
                let text = desk.say("print.not_there", &[("paper", &job.title), ("printer", &job.printer)]);
                let cases = match &job.of {
                    Of::Paper(file) => std::slice::from_ref(file),
                    Of::Labels(cases) => cases.as_slice(),
                };
                note(&mut turn, cases, &text).await?;
            }
            job.phase = Phase::Failed;
            job.said = vec![desk.say("print.person_says", &[])];
            remember(desk, &mut turn, &job).await?;
            turn.confirm().await?;
        }
        _ => {}
    }
    Ok(shown(desk, &job))
}
