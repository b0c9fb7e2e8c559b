//! How quick the desk is on a whole city: every figure beside its target and its floor, in one run.

use crate::ask::Ask;
use crate::desk::Desk;
use crate::practice::{self, City, Dice};
use crate::problem::{DeskError, Problem, Result};
use crate::road::twice;
use crate::view::{CaseFilter, CaseList, CasePage, TalentList};
use greenlane_domain::case::{CaseAct, CasePhase};
use greenlane_domain::fact::FileId;
use greenlane_domain::words::Language;
use greenlane_store::{NoKeychain, Options, Strength};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// One figure.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// What was measured: the key `bench.<what>` of its sentence.
    pub what: String,
    /// The unit: `ms`, `s`, `per_s`, `MB`.
    pub unit: String,
    /// The middle of all runs.
    pub median: f64,
    /// 95 of 100 runs were at least this good.
    pub p95: f64,
    /// How many runs.
    pub runs: usize,
    /// What was asked for; absent where nothing was.
    pub target: Option<f64>,
    /// What the machine does with no desk in between; absent where there is no such thing.
    pub floor: Option<f64>,
    /// Whether the target was met.
    pub met: Option<bool>,
}

/// Everything measured.
#[derive(Debug, Clone, Serialize)]
pub struct Measured {
    /// What the city held.
    pub city: City,
    /// The figures.
    pub figures: Vec<Figure>,
}

/// How many times each question is asked.
const RUNS: usize = 200;

/// Makes a city in an empty folder and measures the desk on it.
///
/// # Errors
/// Those of the database, in words.
pub async fn measure(home: &Path, talents: usize, items: usize, seed: u64) -> std::result::Result<Measured, Problem> {
    run(home, talents, items, seed).await.map_err(|error| error.problem(Language::Chinese))
}

async fn run(home: &Path, talents: usize, items: usize, seed: u64) -> Result<Measured> {
    let options =
        Options { strength: Strength::NONE, keychain: Arc::new(NoKeychain), witness: None, ..Options::default() };
    let mut figures = Vec::new();
    let begun = Instant::now();
    let (open, city) = practice::city(&home.join("practice"), options.clone(), talents, items, seed).await?;
    figures.push(one("city", "s", begun.elapsed().as_secs_f64(), None));
    let rebuilt = open.store.rebuild().await?;
    let rate = rebuilt.facts as f64 / rebuilt.took.as_secs_f64().max(1e-9);
    figures.push(Figure { met: Some(rate >= 50_000.0), ..one("rebuild", "per_s", rate, Some(50_000.0)) });
    open.store.close().await;
    drop(open);

    let desk = Desk::at(home, options);
    let begun = Instant::now();
    desk.ask(Ask::OpenPractice {}).await?;
    figures.push(one("open", "ms", ms(begun), Some(300.0)));
    let samples = samples(&desk, city.cases).await?;
    figures.push(search(&desk, &samples).await?);
    let workbench = timed(20, |_| desk.ask(Ask::Workbench {})).await?;
    figures.push(figure("workbench", workbench, Some(50.0), None));
    let open = desk.open()?;
    let rail = timed(20, |_| {
        // As when the road has brought something.
        twice::forget(&open);
        desk.ask(Ask::Rail {})
    })
    .await?;
    figures.push(figure("rail", rail, Some(50.0), None));
    drop(open);
    let list = timed(20, |_| desk.ask(Ask::Cases { filter: CaseFilter::default() })).await?;
    figures.push(figure("cases", list, None, None));
    let cases = timed(RUNS, |n| desk.ask(Ask::Case { file: pick(&samples.cases, n), as_of: None })).await?;
    figures.push(figure("case", cases, Some(10.0), None));
    figures.push(act(&desk, &samples).await?);
    if let Some(bytes) = memory() {
        figures.push(one("memory", "MB", bytes, None));
    }
    desk.ask(Ask::SignOut {}).await?;
    Ok(Measured { city, figures })
}

/// Ctrl+K; beside it one indexed look-up of a row.
async fn search(desk: &Desk, samples: &Samples) -> Result<Figure> {
    let took = timed(RUNS, |n| desk.ask(Ask::Search { text: pick(&samples.texts, n) })).await?;
    let open = desk.open()?;
    let mut floor = Vec::new();
    for n in 0..RUNS {
        let file = pick(&samples.talents, n);
        let begun = Instant::now();
        open.store.talent_row(&file).await?;
        floor.push(ms(begun));
    }
    Ok(figure("search", took, Some(20.0), Some(floor)))
}

/// One durable act; beside it a bare durable commit of one row.
async fn act(desk: &Desk, samples: &Samples) -> Result<Figure> {
    let note = |n: usize| Ask::Act { file: pick(&samples.open, n), act: CaseAct::Note { text: format!("来电 {n}") } };
    let took = timed(RUNS, |n| desk.ask(note(n))).await?;
    let open = desk.open()?;
    let mut floor = Vec::new();
    for n in 0..RUNS {
        let begun = Instant::now();
        open.store.set("bench", &n.to_string()).await?;
        floor.push(ms(begun));
    }
    let floor_ms = middle(&mut floor.clone());
    let target = (2.0 * floor_ms).max(15.0);
    Ok(figure("act", took, Some(target), Some(floor)))
}

struct Samples {
    talents: Vec<FileId>,
    texts: Vec<String>,
    cases: Vec<FileId>,
    open: Vec<FileId>,
}

/// What to ask for: people, cases and texts from all over the city.
async fn samples(desk: &Desk, cases: usize) -> Result<Samples> {
    let mut dice = Dice::new(1);
    let mut samples = Samples { talents: Vec::new(), texts: Vec::new(), cases: Vec::new(), open: Vec::new() };
    let list: TalentList = ask(desk, Ask::Talents { text: String::new(), page: 0 }).await?;
    let pages = list.total.div_ceil(50).max(1);
    for _ in 0..8 {
        let page = u32::try_from(dice.roll(pages)).unwrap_or(0);
        let list: TalentList = ask(desk, Ask::Talents { text: String::new(), page }).await?;
        for row in list.rows {
            samples.texts.push(row.name.clone());
            samples.texts.push(row.name.chars().take(2).collect());
            samples.texts.push(row.identity.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect());
            samples.talents.extend(row.file);
        }
    }
    samples.texts.extend(["wangwei", "lsy", "zhangsi", "zw", "云川大学", "云川大"].map(str::to_owned));
    for n in (0..RUNS).map(|_| dice.roll(cases)) {
        samples.cases.push(practice::file(&greenlane_domain::fact::FileKind::Case, "case", n));
    }
    for page in 0..4 {
        let filter = CaseFilter { phases: vec![CasePhase::Handling], page, ..CaseFilter::default() };
        let list: CaseList = ask(desk, Ask::Cases { filter }).await?;
        for row in &list.rows {
            samples.texts.push(row.number.chars().rev().take(5).collect::<Vec<_>>().into_iter().rev().collect());
        }
        samples.open.extend(list.rows.into_iter().map(|row| row.file));
    }
    let _: CasePage = ask(desk, Ask::Case { file: pick(&samples.cases, 0), as_of: None }).await?;
    Ok(samples)
}

async fn ask<T: DeserializeOwned>(desk: &Desk, ask: Ask) -> Result<T> {
    let answer = desk.ask(ask).await?;
    serde_json::from_value(answer).map_err(|error| DeskError::said("fault", "", &[("detail", &error.to_string())]))
}

fn pick<T: Clone + PickOr>(of: &[T], n: usize) -> T {
    of.get(n % of.len().max(1)).cloned().unwrap_or_else(T::none)
}

/// What is asked for when there is nothing to choose from.
trait PickOr {
    fn none() -> Self;
}
impl PickOr for FileId {
    fn none() -> Self {
        Self::new("case/none")
    }
}
impl PickOr for String {
    fn none() -> Self {
        Self::from("王")
    }
}

async fn timed<F>(runs: usize, mut question: impl FnMut(usize) -> F) -> Result<Vec<f64>>
where
    F: Future<Output = std::result::Result<serde_json::Value, Problem>>,
{
    let mut took = Vec::with_capacity(runs);
    for n in 0..runs {
        let begun = Instant::now();
        question(n).await?;
        took.push(ms(begun));
    }
    Ok(took)
}

fn ms(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1000.0
}

fn sorted(took: &mut [f64]) -> &[f64] {
    took.sort_by(f64::total_cmp);
    took
}

fn middle(took: &mut [f64]) -> f64 {
    let took = sorted(took);
    took.get(took.len() / 2).copied().unwrap_or(0.0)
}

fn figure(what: &str, mut took: Vec<f64>, target: Option<f64>, floor: Option<Vec<f64>>) -> Figure {
    let runs = took.len();
    let median = middle(&mut took);
    let p95 = sorted(&mut took).get(runs * 95 / 100).copied().unwrap_or(median);
    Figure {
        what: what.to_owned(),
        unit: "ms".to_owned(),
        median,
        p95,
        runs,
        target,
        floor: floor.map(|mut floor| middle(&mut floor)),
        met: target.map(|target| p95 <= target),
    }
}

fn one(what: &str, unit: &str, value: f64, target: Option<f64>) -> Figure {
    Figure {
        what: what.to_owned(),
        unit: unit.to_owned(),
        median: value,
        p95: value,
        runs: 1,
        target,
        floor: None,
        met: target.map(|target| value <= target),
    }
}

/// The most memory this program has held, in MB, where the system says.
fn memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kib / 1024.0)
}
