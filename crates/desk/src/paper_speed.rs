//! How quick papers are set: one by one, in batches, as slips and as a volume, beside typst's own compile of the same
//! templates in this process. The same letters are written out for the peers that `cargo xtask bench` runs beside.

use greenlane_print::{Fonts, Options, Paper, Press, PrintError, practice};
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

/// Measures, and writes one letter and its typst project to `out`.
///
/// # Errors
/// When a paper cannot be set or the folder not be written.
pub fn measure(out: &Path, letters: usize) -> Result<PaperSpeed, PrintError> {
    let options = Options::default();
    let mut figures = Vec::new();
    let mut tell = |what, count, work: &mut dyn FnMut() -> Result<usize, PrintError>| -> Result<(), PrintError> {
        let (begun, busy) = (Instant::now(), cpu_ms());
        let bytes = work()?;
        let (ms, cpu) = (begun.elapsed().as_secs_f64() * 1000.0, cpu_ms().zip(busy).map(|(now, then)| now - then));
        let each = |all: f64| all / (count as f64).max(1.0);
        figures.push(PaperFigure {
            what,
            count,
            ms_each: each(ms),
            cpu_ms_each: cpu.map(each),
            bytes,
            memory: memory(),
        });
        Ok(())
    };
    let places = crate::font_places(None);
    let press = Press::new(Fonts::load(&places)?, greenlane_print::Templates::national());
    tell("letter_cold", 1, &mut || Ok(press.render(&letter(0), &options)?.bytes.len()))?;
    for place in 1..=WARM_UP {
        press.render(&letter(place), &options)?;
    }
    // Turn by turn, never the same letter twice: what one of them remembers must not serve the other.
    let bare = |from: usize| {
        (from..from + letters).map(|place| press.bare(&letter(place), &options)).collect::<Result<Vec<_>, _>>()
    };
    let (mut own, mut alone) = ((0.0, 0), (0.0, 0));
    for (place, bare) in bare(1_000_000)?.iter().enumerate() {
        let begun = Instant::now();
        alone.1 += bare.set(&press)?.0.len();
        alone.0 += begun.elapsed().as_secs_f64() * 1000.0;
        let begun = Instant::now();
        own.1 += press.render(&letter(2_000_000 + place), &options)?.bytes.len();
        own.0 += begun.elapsed().as_secs_f64() * 1000.0;
    }
    let batch: Vec<Paper> = (3_000_000..3_000_000 + letters).map(letter).collect();
    tell("letters_batch", letters, &mut || Ok(sum(&press.render_batch(&batch, &options)?)))?;
    let receipts: Vec<Paper> = (0..1000).map(receipt).collect();
    tell("receipts", receipts.len(), &mut || Ok(sum(&press.render_batch(&receipts, &options)?)))?;
    let (volume, options) = volume();
    let mut pages = 0;
    tell("volume", 1, &mut || {
        let pdf = press.render(&volume, &options)?;
        pages = pdf.pages;
        Ok(pdf.bytes.len())
    })?;
    let one_by_one = |what, (ms, bytes): (f64, usize)| PaperFigure {
        what,
        count: letters,
        ms_each: ms / (letters as f64).max(1.0),
        cpu_ms_each: None,
        bytes,
        memory: None,
    };
    figures.insert(1, one_by_one("letters_one_by_one", own));
    figures.insert(2, one_by_one("typst_in_process", alone));
    if let Some(volume) = figures.last_mut() {
        volume.ms_each /= (pages as f64).max(1.0);
        volume.count = pages;
    }
    let name = write(out, &press)?;
    let font = places.iter().flat_map(std::fs::read_dir).flatten().flatten().map(|entry| entry.path());
    let font = font.filter(|path| path.to_string_lossy().contains("400Regular")).min();
    Ok(PaperSpeed { figures, font: font.map(|font| font.display().to_string()).unwrap_or_default(), name })
}

fn sum(pdfs: &[greenlane_print::Pdf]) -> usize {
    pdfs.iter().map(|pdf| pdf.bytes.len()).sum()
}

/// The practice volume, its papers repeated.
fn volume() -> (Paper, Options) {
    let mut options = Options::default();
    options.attachments.insert("scan.png".to_owned(), practice::SCAN.to_vec());
    let mut volume = practice::volume();
    let papers = volume.papers.clone();
    while volume.papers.len() < VOLUME_PAGES {
        volume.papers.extend(papers.iter().cloned());
    }
    volume.papers.truncate(VOLUME_PAGES);
    (volume.into(), options)
}

/// Writes one letter and its project; answers the name on it.
fn write(out: &Path, press: &Press) -> Result<String, PrintError> {
    let options = Options::default();
    let put = |name: &str, bytes: &[u8]| {
        let path = out.join(name);
        let made = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&path, bytes));
        made.map_err(|error| PrintError::File { path: path.clone(), reason: error.to_string() })
    };
    put("letter.pdf", &press.render(&letter(0), &options)?.bytes)?;
    for (name, bytes) in press.bare(&letter(0), &options)?.project(press.templates()) {
        put(&format!("project/{name}"), &bytes)?;
    }
    Ok(match letter(0) {
        Paper::ResultNotice(paper) => paper.applicant.name,
        _ => String::new(),
    })
}

/// The time this program has used of all processors, in milliseconds, where the system says.
fn cpu_ms() -> Option<f64> {
    const TICK_MS: f64 = 10.0;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let after = stat.rsplit_once(')')?.1;
    let ticks = |place: usize| after.split_whitespace().nth(place)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) * TICK_MS)
}

/// The most memory this program has held, in MB, where the system says.
fn memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<f64>().ok().map(|kib| kib / 1024.0)
}
