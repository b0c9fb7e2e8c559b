//! How quick the desk is, as a table.

use super::shown::Answer;
use clap::Args;
use greenlane_desk::measure::{Figure, measure};
use greenlane_desk::{Problem, paper_speed, say};
use greenlane_domain::words::Language;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Bench {
    #[arg(long, default_value_t = 50_000)]
    talents: usize,
    #[arg(long, default_value_t = 200_000)]
    items: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the city is made; it is removed afterwards.
    #[arg(long)]
    folder: Option<PathBuf>,
}

pub async fn bench(ask: &Bench, language: Language) -> Answer {
    let folder = ask.folder.clone().unwrap_or_else(std::env::temp_dir);
    let home = folder.join(format!("greenlane-bench-{}", std::process::id()));
    let measured = measured(ask, &home).await;
    if let Err(error) = std::fs::remove_dir_all(&home) {
        eprintln!("{}: {error}", home.display());
    }
    match measured {
        Ok((value, figures)) => Answer::said(&value, table(&figures, language)),
        Err(problem) => Answer::problem(problem, language),
    }
}

async fn measured(ask: &Bench, home: &Path) -> Result<(serde_json::Value, Vec<Figure>), Problem> {
    let measured = measure(home, ask.talents, ask.items, ask.seed).await?;
    let value = serde_json::to_value(&measured).unwrap_or_default();
    Ok((value, measured.figures))
}

fn table(figures: &[Figure], language: Language) -> String {
    let head = say(language, "bench.head", &[]);
    let lines = figures.iter().map(|figure| {
        let number = |value: f64| if value >= 1000.0 { format!("{value:.0}") } else { format!("{value:.2}") };
        let maybe = |value: Option<f64>| value.map_or_else(|| "—".to_owned(), number);
        let met = match figure.met {
            Some(true) => "✓",
            Some(false) => "✗",
            None => "",
        };
        format!(
            "{:>10} {:>10} {:>10} {:>10} {:>6}  {} {}",
            number(figure.median),
            number(figure.p95),
            maybe(figure.target),
            maybe(figure.floor),
            say(language, &format!("bench.unit.{}", figure.unit), &[]),
            say(language, &format!("bench.{}", figure.what), &[]),
            met,
        )
    });
    std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
}

/// Which part of paper: each in a run of its own, so that the memory is its own.
#[derive(Clone, Copy, clap::ValueEnum)]
pub enum Part {
    Letters,
    Batch,
    Receipts,
    Volume,
    Scans,
}

/// How quick papers are set.
pub fn paper(part: Part, out: &Path, letters: usize, scans: Option<&Path>, language: Language) -> Answer {
    let part = match part {
        Part::Letters => paper_speed::Part::Letters,
        Part::Batch => paper_speed::Part::Batch,
        Part::Receipts => paper_speed::Part::Receipts,
        Part::Volume => paper_speed::Part::Volume,
        Part::Scans => paper_speed::Part::Scans,
    };
    match paper_speed::measure(part, out, letters, scans) {
        Ok(speed) => {
            let lines = speed.figures.iter().map(|figure| {
                let cpu = figure.cpu_ms_each.map_or_else(|| "—".to_owned(), |cpu| format!("{cpu:.2}"));
                let memory = figure.memory.map_or_else(|| "—".to_owned(), |memory| format!("{memory:.0}"));
                let words = say(language, &format!("bench.paper.{}", figure.what), &[]);
                let size = figure.bytes / 1024;
                format!("{:>10.2} {cpu:>10} {:>7} {size:>9} {memory:>8}  {words}", figure.ms_each, figure.count)
            });
            let head = say(language, "bench.paper.head", &[]);
            Answer::said(&speed, std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n"))
        }
        Err(error) => {
            let problem = Problem {
                code: "paper".to_owned(),
                what: error.say(language),
                place: out.display().to_string(),
                remedy: String::new(),
            };
            Answer::problem(problem, language)
        }
    }
}
