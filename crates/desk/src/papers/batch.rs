//! Many papers at once: one job after another, in order, a few at the printer at a time. The line of a paper is written
//! down with its job, so that after a crash, a jam or an empty tray the batch goes on at the first paper that is missing.

use super::ledger::{self, Job, Phase, Wish, advance, begin_in, job};
use crate::desk::Open;
use crate::problem::{DeskError, Result};
use crate::view::{BatchView, BatchWish, PapersWish, PrintSetup};
use greenlane_domain::case::ItemNo;
use greenlane_domain::fact::FileId;
use greenlane_print::paper::Kind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How many jobs of a batch are at the printer at a time: enough to keep it busy, few enough to stop.
const AT_ONCE: usize = 3;
/// The setting that names the batches that have not ended.
const OPEN: &str = "print.batches";

/// One change of a batch at a time: what is read is what is written back.
static DOOR: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Batch {
    id: String,
    /// The kind of paper; empty when there are several.
    paper: String,
    printer: String,
    setup: PrintSetup,
    copies: u32,
    originals: bool,
    reason: String,
    /// How many lines it has: each is kept by itself, so that a paper writes one line and not the whole list.
    total: usize,
    cancelled: bool,
}

/// One paper of a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Line {
    file: FileId,
    items: Vec<ItemNo>,
    body: Option<String>,
    /// The paper, once it is made.
    sha256: Option<String>,
    /// Why it could not be made.
    unmade: Option<String>,
    /// The job, once there is one.
    job: Option<String>,
    /// It was tried before and did not come out.
    again: bool,
}

impl Line {
    const fn waits(&self) -> bool {
        self.job.is_none() && self.unmade.is_none()
    }
}

/// Begins a batch of papers that are made already, in this order. It goes on by itself.
///
/// # Errors
/// When nothing was chosen or there is no such printer.
pub async fn print_all(desk: &Arc<Open>, wish: PapersWish) -> Result<BatchView> {
    let PapersWish { papers, printer, setup, copies, originals, reason } = wish;
    ledger::sound_copies(copies)?;
    let line = |(file, sha256)| Line {
        file,
        items: Vec::new(),
        body: None,
        sha256: Some(sha256),
        unmade: None,
        job: None,
        again: false,
    };
    let lines: Vec<Line> = papers.into_iter().map(line).collect();
    let (id, paper, total) = (String::new(), String::new(), lines.len());
    begin(desk, Batch { id, paper, printer, setup, copies, originals, reason, total, cancelled: false }, &lines).await
}

/// Begins a batch of what was chosen from a plan: each paper is made when its turn comes.
///
/// # Errors
/// As [`print_all`]; when there is no such kind of paper.
pub(crate) async fn start(desk: &Arc<Open>, wish: BatchWish) -> Result<BatchView> {
    let BatchWish { paper, lines, printer, setup, copies, originals, reason } = wish;
    super::kind_of(&paper)?;
    ledger::sound_copies(copies)?;
    let line = |pick: crate::view::BatchPick| Line {
        file: pick.file,
        items: pick.items,
        body: pick.body,
        sha256: None,
        unmade: None,
        job: None,
        again: false,
    };
    let lines: Vec<Line> = lines.into_iter().map(line).collect();
    let (id, total) = (String::new(), lines.len());
    begin(desk, Batch { id, paper, printer, setup, copies, originals, reason, total, cancelled: false }, &lines).await
}

async fn begin(desk: &Arc<Open>, mut batch: Batch, lines: &[Line]) -> Result<BatchView> {
    if lines.is_empty() {
        return Err(DeskError::said("batch_empty", "lines", &[]));
    }
    ledger::checked(&batch.printer)?;
    let id = uuid::Uuid::now_v7().simple().to_string();
    batch.id.clone_from(&id);
    {
        let _door = DOOR.lock().await;
        let mut open = open_ids(desk).await?;
        open.push(id.clone());
        let mut turn = desk.turn().await?;
        turn.set(&key(&id), &text(&batch)?).await?;
        for (place, line) in lines.iter().enumerate() {
            turn.set(&line_key(&id, place), &text(line)?).await?;
        }
        turn.set(OPEN, &text(&open)?).await?;
        turn.confirm().await?;
    }
    run(desk, id.clone());
    state_of(desk, &id).await
}

fn text(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| DeskError::said("fault", "", &[("detail", &error.to_string())]))
}

fn key(id: &str) -> String {
    format!("print.batch.{id}")
}

fn lines_key(id: &str) -> String {
    format!("print.batch.{id}.")
}

/// Six digits: the order of the keys is that of the papers.
fn line_key(id: &str, place: usize) -> String {
    format!("{}{place:06}", lines_key(id))
}

async fn open_ids(desk: &Open) -> Result<Vec<String>> {
    let text = desk.store.setting(OPEN).await?.unwrap_or_default();
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

async fn read(desk: &Open, id: &str) -> Result<Batch> {
    let text = desk.store.setting(&key(id)).await?;
    let batch = text.and_then(|text| serde_json::from_str(&text).ok());
    batch.ok_or_else(|| DeskError::said("no_job", id, &[("job", id)]))
}

async fn lines(desk: &Open, id: &str) -> Result<Vec<Line>> {
    let rows = desk.store.settings(&lines_key(id)).await?;
    rows.iter().map(|(key, text)| parsed(key, text)).collect()
}

async fn line(desk: &Open, id: &str, place: usize) -> Result<Line> {
    let key = line_key(id, place);
    parsed(&key, &desk.store.setting(&key).await?.unwrap_or_default())
}

fn parsed(key: &str, text: &str) -> Result<Line> {
    serde_json::from_str(text).map_err(|_| DeskError::said("no_job", key, &[("job", key)]))
}

async fn jobs_of(desk: &Open, lines: &[Line]) -> Result<Vec<Job>> {
    let mut jobs = Vec::new();
    for id in lines.iter().filter_map(|line| line.job.as_ref()) {
        jobs.push(job(desk, id).await?);
    }
    Ok(jobs)
}

/// How a batch stands.
///
/// # Errors
/// When there is no such batch.
pub async fn state_of(desk: &Open, id: &str) -> Result<BatchView> {
    let batch = read(desk, id).await?;
    let lines = lines(desk, id).await?;
    let jobs = jobs_of(desk, &lines).await?;
    let came = |job: &&Job| matches!(job.phase, Phase::Printed | Phase::Confirmed);
    let printed = jobs.iter().filter(came).count();
    let under_way = jobs.iter().filter(|job| !job.phase.ended()).count();
    let stopped = jobs.iter().any(gone);
    let mut failed: Vec<(String, String)> =
        jobs.iter().filter(|job| gone(job)).map(|job| (job.title.clone(), ledger::shown(desk, job).words)).collect();
    for line in &lines {
        if let Some(why) = &line.unmade {
            failed.push((desk.case_state(&line.file).await?.number().to_owned(), why.clone()));
        }
    }
    let moving = under_way > 0 || lines.iter().any(Line::waits);
    let state = match (batch.cancelled, stopped, moving, failed.is_empty()) {
        (true, ..) => "cancelled",
        (_, true, ..) => "paused",
        (_, _, true, _) => "running",
        (.., false) => "paused",
        (.., true) => "ended",
    };
    let total = batch.total;
    let fill =
        [("printed", &*printed.to_string()), ("total", &total.to_string()), ("failed", &failed.len().to_string())];
    let kind = Kind::ALL.iter().find(|kind| kind.key() == batch.paper);
    Ok(BatchView {
        batch: batch.id,
        title: kind.map_or_else(|| desk.say("print.batch.mixed", &[]), |kind| kind.title().to_owned()),
        printer: batch.printer,
        total,
        made: lines.iter().filter(|line| line.sha256.is_some()).count(),
        printed,
        at_printer: under_way,
        to_confirm: jobs.iter().filter(|job| job.phase.asks()).map(|job| (job.id.clone(), job.title.clone())).collect(),
        words: desk.say(&format!("print.batch.{state}"), &fill),
        failed,
        state: state.to_owned(),
    })
}

/// It did not come out.
fn gone(job: &Job) -> bool {
    matches!(job.phase, Phase::Failed | Phase::Cancelled)
}

/// Sends nothing more of a batch. What is at the printer already comes out and is counted.
///
/// # Errors
/// When there is no such batch.
pub async fn cancel(desk: &Open, id: &str) -> Result<BatchView> {
    {
        let _door = DOOR.lock().await;
        let batch = Batch { cancelled: true, ..read(desk, id).await? };
        desk.store.set(&key(id), &text(&batch)?).await?;
    }
    state_of(desk, id).await
}

/// Goes on with a batch that was paused or cancelled: papers that did not come out get another job, and say so.
///
/// # Errors
/// When there is no such batch.
pub async fn go_on(desk: &Arc<Open>, id: &str) -> Result<BatchView> {
    let door = DOOR.lock().await;
    let batch = Batch { cancelled: false, ..read(desk, id).await? };
    let mut changed = Vec::new();
    for (place, before) in lines(desk, id).await?.into_iter().enumerate() {
        let mut line = Line { unmade: None, ..before.clone() };
        if let Some(known) = &line.job
            && gone(&job(desk, known).await?)
        {
            line.job = None;
            line.again = true;
        }
        if line != before {
            changed.push((place, line));
        }
    }
    let mut open = open_ids(desk).await?;
    if !open.contains(&batch.id) {
        open.push(batch.id.clone());
    }
    let mut turn = desk.turn().await?;
    turn.set(&key(id), &text(&batch)?).await?;
    for (place, line) in &changed {
        turn.set(&line_key(id, *place), &text(line)?).await?;
    }
    turn.set(OPEN, &text(&open)?).await?;
    turn.confirm().await?;
    drop(door);
    run(desk, id.to_owned());
    state_of(desk, id).await
}

/// Takes up, in the background, the batches that a crash left behind.
pub(super) async fn take_up(desk: &Arc<Open>) -> Result<()> {
    for id in open_ids(desk).await? {
        run(desk, id);
    }
    Ok(())
}

/// Batches that this program is printing now, and whether they were asked for again meanwhile: none is printed by two at
/// a time, and none that was asked for is left lying.
static RUNNING: Mutex<BTreeMap<String, bool>> = Mutex::new(BTreeMap::new());

fn run(desk: &Arc<Open>, id: String) {
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(again) = running.get_mut(&id) {
        *again = true;
        return;
    }
    running.insert(id.clone(), false);
    drop(running);
    let desk = desk.clone();
    tokio::spawn(async move {
        loop {
            if let Err(error) = to_the_end(&desk, &id).await {
                tracing::warn!(%error, batch = id, "a batch is not printed on; it is taken up at the next start");
            }
            if !asked_again(&id) {
                break;
            }
        }
    });
}

/// Whether a batch was asked for again while it was printed; if not, it is no longer under way.
fn asked_again(id: &str) -> bool {
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    let again = running.remove(id).unwrap_or(false);
    if again {
        running.insert(id.to_owned(), false);
    }
    again
}

/// Prints a batch until it has ended, is paused by something that did not come out, or cancelled.
async fn to_the_end(desk: &Open, id: &str) -> Result<()> {
    const FIRST: Duration = Duration::from_millis(20);
    const SLOWEST: Duration = Duration::from_secs(1);
    let (mut pause, mut paused) = (FIRST, false);
    // The first line that may still wait: every one before it has its job or its reason.
    let mut from = 0;
    // What an earlier run left under way is looked for at the printer before anything new is sent.
    let mut under_way: Vec<Job> = Vec::new();
    for left in jobs_of(desk, &lines(desk, id).await?).await? {
        let left = if left.phase.ended() { left } else { advance(desk, left, true).await? };
        paused |= gone(&left);
        if !left.phase.ended() {
            under_way.push(left);
        }
    }
    loop {
        let mut moved = false;
        let mut still = Vec::new();
        for job in under_way {
            let now = advance(desk, job.clone(), false).await?;
            moved |= now != job;
            paused |= gone(&now);
            if !now.phase.ended() {
                still.push(now);
            }
        }
        under_way = still;
        while !paused && under_way.len() < AT_ONCE && !read(desk, id).await?.cancelled {
            let Some(job) = next(desk, id, &mut from).await? else { break };
            let job = advance(desk, job, false).await?;
            moved = true;
            paused |= gone(&job);
            if !job.phase.ended() {
                under_way.push(job);
            }
        }
        if under_way.is_empty() {
            break;
        }
        pause = if moved { FIRST } else { (pause * 2).min(SLOWEST) };
        tokio::time::sleep(pause).await;
    }
    let whole = !paused && lines(desk, id).await?.iter().all(|line| line.unmade.is_none());
    if whole || read(desk, id).await?.cancelled {
        let _door = DOOR.lock().await;
        let mut open = open_ids(desk).await?;
        open.retain(|known| known != id);
        desk.store.set(OPEN, &text(&open)?).await?;
    }
    Ok(())
}

/// The batches that have not ended.
///
/// # Errors
/// Those of the database.
pub async fn open_batches(desk: &Open) -> Result<Vec<BatchView>> {
    let mut views = Vec::new();
    for id in open_ids(desk).await? {
        views.push(state_of(desk, &id).await?);
    }
    Ok(views)
}

/// The same for a page: one that has ended a moment ago is not shown any more.
pub(crate) async fn under_way(desk: &Open) -> Result<Vec<BatchView>> {
    let mut views = open_batches(desk).await?;
    views.retain(|view| view.state != "ended");
    Ok(views)
}

/// Writes down the job of the next paper together with its line: after a crash it is known which paper it was. A paper
/// that is not there yet is made; one that cannot be made is passed over and says why.
async fn next(desk: &Open, id: &str, from: &mut usize) -> Result<Option<Job>> {
    let _door = DOOR.lock().await;
    let batch = read(desk, id).await?;
    while *from < batch.total {
        let place = *from;
        let mut line = line(desk, id, place).await?;
        if line.waits() {
            match made(desk, &batch, &line).await? {
                Ok(sha256) => {
                    line.sha256 = Some(sha256.clone());
                    let job = written(desk, &batch, place, line, sha256).await?;
                    *from += 1;
                    return Ok(Some(job));
                }
                Err(why) => line.unmade = Some(why),
            }
            desk.store.set(&line_key(id, place), &text(&line)?).await?;
        }
        *from += 1;
    }
    Ok(None)
}

/// The paper of a line, or why there is none.
async fn made(desk: &Open, batch: &Batch, line: &Line) -> Result<std::result::Result<String, String>> {
    if let Some(sha256) = &line.sha256 {
        return Ok(Ok(sha256.clone()));
    }
    match super::make(desk, &line.file, &batch.paper, &line.items, line.body.as_deref(), &super::Words::new(), false)
        .await
    {
        Ok(paper) => Ok(Ok(paper.sha256)),
        Err(DeskError::Store(error)) => Err(error.into()),
        Err(error) => Ok(Err(error.problem(desk.language).what)),
    }
}

async fn written(desk: &Open, batch: &Batch, place: usize, mut line: Line, sha256: String) -> Result<Job> {
    let mut turn = desk.turn().await?;
    let state = turn.state(&line.file).await?;
    let printed = state.papers.iter().any(|made| made.paper.sha256 == sha256 && made.originals + made.copies > 0);
    let reason = match batch.reason.trim() {
        "" if line.again || printed => desk.say("print.batch.reason", &[]),
        reason => reason.to_owned(),
    };
    let wish = Wish {
        file: line.file.clone(),
        sha256,
        printer: batch.printer.clone(),
        copies: batch.copies,
        originals: batch.originals,
        setup: batch.setup.clone(),
        reason,
    };
    let job = begin_in(desk, &mut turn, wish).await?;
    line.job = Some(job.id.clone());
    turn.set(&line_key(&batch.id, place), &text(&line)?).await?;
    turn.confirm().await?;
    Ok(job)
}

/// The jobs that belong to batches under way: their batch takes them up.
pub(super) async fn claimed(desk: &Open) -> Result<Vec<String>> {
    let mut claimed = Vec::new();
    for id in open_ids(desk).await? {
        claimed.extend(lines(desk, &id).await?.into_iter().filter_map(|line| line.job));
    }
    Ok(claimed)
}
