//! How quick papers are set: one by one, in batches, as slips and as a volume, beside typst's own compile of the same
//! templates in this process. The same letters are written out for the peers that `cargo xtask bench` runs beside.

use greenlane_print::paper::{Filed, Pages};
use greenlane_print::{Attached, Fonts, Options, Paper, Press, PrintError, practice};
use serde::Serialize;
use std::path::Path;
use std::time::Instant;

/// One figure: the key of its words is `bench.paper.<what>`.
#[derive(Debug, Clone, Serialize)]
pub struct PaperFigure {
    /// What was measured.
    pub what: &'static str,
    /// How many papers or pages.
    pub count: usize,
    /// By the clock, in milliseconds, for each.
    pub ms_each: f64,
    /// Of the processor, in milliseconds, for each; absent where the system does not say.
    pub cpu_ms_each: Option<f64>,
    /// The size of everything that was made, in bytes.
    pub bytes: usize,
    /// The most memory that the program had held by then, in MB; absent where the system does not say.
    pub memory: Option<f64>,
}

/// Everything measured.
#[derive(Debug, Clone, Serialize)]
pub struct PaperSpeed {
    /// The figures.
    pub figures: Vec<PaperFigure>,
    /// The face that the letters are set in, for the peers.
    pub font: String,
    /// The name on the letter that was written out; each of the peers' letters has another.
    pub name: String,
}

/// How many letters warm the press up before anything is called warm.
const WARM_UP: usize = 5;
/// A volume of so many pages at least.
const VOLUME_PAGES: usize = 200;

fn letter(place: usize) -> Paper {
    let mut paper = practice::result_notice();
    paper.head.case_number = format!("YS-3713-26-{place:05}-0");
    paper.applicant.name.push_str(&place.to_string());
    paper.into()
}

fn receipt(place: usize) -> Paper {
    let mut paper = practice::receipt();
    paper.head.case_number = format!("YS-3713-26-{place:05}-0");
    paper.applicant.name.push_str(&place.to_string());
    paper.into()
}

/// What is measured in one run of the program, so that its memory is its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Letters one by one, beside typst's own compile.
    Letters,
    /// Letters as batches.
    Batch,
    /// Receipts as a batch.
    Receipts,
    /// A volume of papers.
    Volume,
    /// A volume of scans, as they lie in a folder.
    Scans,
}

/// A stretch of work, measured.
fn timed(
    what: &'static str,
    work: impl FnOnce() -> Result<(usize, usize), PrintError>,
) -> Result<PaperFigure, PrintError> {
    let (begun, busy) = (Instant::now(), cpu_ms());
    let (count, bytes) = work()?;
    let (ms, cpu) = (begun.elapsed().as_secs_f64() * 1000.0, cpu_ms().zip(busy).map(|(now, then)| now - then));
    let each = |all: f64| all / (count as f64).max(1.0);
    Ok(PaperFigure { what, count, ms_each: each(ms), cpu_ms_each: cpu.map(each), bytes, memory: memory() })
}

/// Measures one part; the letters' also writes one of them and its typst project to `out`, and the scans' its volume.
///
/// # Errors
/// When a paper cannot be set, the folder not be written or a scan not be read.
pub fn measure(part: Part, out: &Path, letters: usize, scans: Option<&Path>) -> Result<PaperSpeed, PrintError> {
    let options = Options::default();
    let places = crate::font_places(None);
    let press = Press::new(Fonts::load(&places)?, greenlane_print::Templates::national());
    let mut name = String::new();
    let figures = match part {
        Part::Letters => {
            let cold = timed("letter_cold", || Ok((1, press.render(&letter(0), &options)?.bytes.len())))?;
            for place in 1..=WARM_UP {
                press.render(&letter(place), &options)?;
            }
            name = write(out, &press)?;
            let [own, alone] = side_by_side(&press, letters, &options)?;
            vec![cold, own, alone]
        }
        Part::Batch => {
            let batch: Vec<Paper> = (0..letters).map(letter).collect();
            press.render(&letter(letters), &options)?;
            vec![timed("letters_batch", || Ok((letters, sum(&press.render_batch(&batch, &options)?))))?]
        }
        Part::Receipts => {
            let receipts: Vec<Paper> = (0..letters).map(receipt).collect();
            vec![timed("receipts", || Ok((letters, sum(&press.render_batch(&receipts, &options)?))))?]
        }
        Part::Volume => {
            let (volume, options) = volume();
            vec![timed("volume", || {
                let pdf = press.render(&volume, &options)?;
                Ok((pdf.pages, pdf.bytes.len()))
            })?]
        }
        Part::Scans => {
            let (volume, options) = scanned(scans.unwrap_or(out))?;
            vec![timed("scans", || {
                let pdf = press.render(&volume, &options)?;
                put(out, "scans.pdf", &pdf.bytes)?;
                Ok((pdf.pages, pdf.bytes.len()))
            })?]
        }
    };
    let font = places.iter().flat_map(std::fs::read_dir).flatten().flatten().map(|entry| entry.path());
    let font = font.filter(|path| path.to_string_lossy().contains("400Regular")).min();
    Ok(PaperSpeed { figures, font: font.map(|font| font.display().to_string()).unwrap_or_default(), name })
}

/// Letters by the press and by typst alone, turn by turn and never the same letter twice: what one of them remembers must
/// not serve the other.
fn side_by_side(press: &Press, letters: usize, options: &Options) -> Result<[PaperFigure; 2], PrintError> {
    let mut sums = [(0.0, 0.0, 0); 2];
    for place in 0..letters {
        let (own, bare) = (letter(WARM_UP + 1 + 2 * place), press.bare(&letter(WARM_UP + 2 + 2 * place), options)?);
        let turns = [
            timed("", || Ok((1, press.render(&own, options)?.bytes.len())))?,
            timed("", || Ok((1, bare.set(press)?.0.len())))?,
        ];
        for (sum, turn) in sums.iter_mut().zip(turns) {
            *sum = (sum.0 + turn.ms_each, sum.1 + turn.cpu_ms_each.unwrap_or_default(), sum.2 + turn.bytes);
        }
    }
    let count = letters as f64;
    let figure = |what, (ms, cpu, bytes): (f64, f64, usize)| PaperFigure {
        what,
        count: letters,
        ms_each: ms / count,
        cpu_ms_each: Some(cpu / count),
        bytes,
        memory: memory(),
    };
    let [own, alone] = sums;
    Ok([figure("letters_one_by_one", own), figure("typst_in_process", alone)])
}

fn sum(pdfs: &[greenlane_print::Pdf]) -> usize {
    pdfs.iter().map(|pdf| pdf.bytes.len()).sum()
}

/// The practice volume, its papers repeated.
fn volume() -> (Paper, Options) {
    let mut options = Options::default();
    options.attachments.insert("scan.png".to_owned(), practice::SCAN.into());
    let mut volume = practice::volume();
    let papers = volume.papers.clone();
    while volume.papers.len() < VOLUME_PAGES {
        volume.papers.extend(papers.iter().cloned());
    }
    volume.papers.truncate(VOLUME_PAGES);
    (volume.into(), options)
}

/// The practice volume with one of its papers, and behind it every file of a folder, by name, as a paper of its own.
fn scanned(folder: &Path) -> Result<(Paper, Options), PrintError> {
    let refuse = |path: &Path, error: std::io::Error| PrintError::File { path: path.into(), reason: error.to_string() };
    let entries = std::fs::read_dir(folder).map_err(|error| refuse(folder, error))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    paths.sort();
    let mut options = Options::default();
    let mut volume = practice::volume();
    volume.papers.truncate(1);
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let fetch = move || std::fs::read(&path).map_err(|error| error.to_string());
        options.attachments.insert(name.clone(), Attached::fetched(fetch));
        volume.papers.push(Filed {
            title: name.clone(),
            number: None,
            author: String::new(),
            date: volume.head.date,
            note: String::new(),
            pages: Pages::Files(vec![name]),
        });
    }
    Ok((volume.into(), options))
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), PrintError> {
    let path = folder.join(name);
    let made = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&path, bytes));
    made.map_err(|error| PrintError::File { path: path.clone(), reason: error.to_string() })
}

/// Writes one letter and its project; answers the name on it.
fn write(out: &Path, press: &Press) -> Result<String, PrintError> {
    let options = Options::default();
    put(out, "letter.pdf", &press.render(&letter(0), &options)?.bytes)?;
    for (name, bytes) in press.bare(&letter(0), &options)?.project(press.templates()) {
        put(out, &format!("project/{name}"), &bytes)?;
    }
    Ok(match letter(0) {
        Paper::ResultNotice(paper) => paper.applicant.name,
        _ => String::new(),
    })
}

/// The time that this program's threads have used of all processors, in milliseconds, where the system says.
fn cpu_ms() -> Option<f64> {
    let threads = std::fs::read_dir("/proc/self/task").ok()?.flatten();
    let used = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("schedstat")).ok());
    let nanoseconds = used.filter_map(|used| used.split_whitespace().next()?.parse::<f64>().ok());
    Some(nanoseconds.sum::<f64>() / 1e6)
}

/// The most memory this program has held, in MB, where the system says.
fn memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<f64>().ok().map(|kib| kib / 1024.0)
}
