//! `pack`: whether a city's rules hold together, what they say, what nobody has decided.

use super::shown::{Answer, End};
use clap::Subcommand;
use greenlane_desk::{DeskError, say};
use greenlane_domain::calendar::Calendar;
use greenlane_domain::pack::{
    Pack, PackFault, PackSource, Scenario, StepOutcome, builtin_ids, builtin_scenarios, builtin_source,
};
use greenlane_domain::words::Language;
use serde_json::{Value, json};
use std::path::Path;

#[derive(Subcommand)]
pub enum Ask {
    Check { pack: Option<String> },
    Show { pack: Option<String> },
    Coverage { pack: Option<String> },
}

/// A pack's texts: built in, or a folder of one's own.
struct Texts {
    source: PackSource,
    scenarios: Vec<(String, String)>,
}

pub fn answer(ask: &Ask, language: Language) -> Answer {
    let (Ask::Check { pack } | Ask::Show { pack } | Ask::Coverage { pack }) = ask;
    let wanted: Vec<String> = match pack {
        Some(pack) => vec![pack.clone()],
        None => builtin_ids().into_iter().map(str::to_owned).collect(),
    };
    let mut all = Vec::new();
    for name in &wanted {
        match texts(name) {
            Ok(texts) => all.push(texts),
            Err(error) => return Answer::problem(error, language),
        }
    }
    let answers: Vec<(Value, String, bool)> = all
        .iter()
        .map(|texts| match ask {
            Ask::Check { .. } => check(texts, language),
            Ask::Show { .. } => show(texts, language),
            Ask::Coverage { .. } => coverage(texts, language),
        })
        .collect();
    let held = answers.iter().all(|(.., held)| *held);
    let text: Vec<String> = answers.iter().map(|(_, text, _)| text.clone()).collect();
    let values: Vec<Value> = answers.into_iter().map(|(value, ..)| value).collect();
    let value = if pack.is_some() { values.into_iter().next().unwrap_or_default() } else { Value::Array(values) };
    Answer::said(&value, text.join("\n\n")).ended(if held { End::Done } else { End::Refused })
}

fn texts(name: &str) -> Result<Texts, DeskError> {
    if let Some(source) = builtin_source(name) {
        let scenarios = builtin_scenarios(name).iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned()));
        return Ok(Texts { source, scenarios: scenarios.collect() });
    }
    let folder = Path::new(name);
    if !folder.is_dir() {
        let known = builtin_ids().join("、");
        return Err(DeskError::Told(greenlane_desk::Problem {
            code: "no_such_pack".to_owned(),
            what: say(Language::Chinese, "cli.pack.none", &[("pack", name), ("known", &known)]),
            place: String::new(),
            remedy: String::new(),
        }));
    }
    let files = toml_files(folder)?;
    let id =
        folder.canonicalize().ok().and_then(|path| path.file_name().map(|name| name.to_string_lossy().into_owned()));
    let scenarios = folder.join("scenarios");
    Ok(Texts {
        source: PackSource { id: id.unwrap_or_else(|| name.to_owned()), files: files.into_iter().collect() },
        scenarios: if scenarios.is_dir() { toml_files(&scenarios)? } else { Vec::new() },
    })
}

fn toml_files(folder: &Path) -> Result<Vec<(String, String)>, DeskError> {
    let refuse = |path: &Path, error: std::io::Error| {
        DeskError::from(greenlane_store::StoreError::Io { place: path.to_owned(), detail: error.to_string() })
    };
    let entries = std::fs::read_dir(folder).map_err(|error| refuse(folder, error))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).map_err(|error| refuse(&path, error))?;
        files.push((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), text));
    }
    Ok(files)
}

fn faulty(id: &str, faults: &[PackFault], language: Language) -> (Value, String, bool) {
    let words: Vec<String> = faults.iter().map(|fault| fault.message(language)).collect();
    let head = say(language, "cli.pack.faults", &[("pack", id), ("n", &faults.len().to_string())]);
    let value = json!({
        "pack": id,
        "ok": false,
        "faults": faults
            .iter()
            .map(|fault| {
                let what = fault.what(language);
                json!({ "file": fault.file, "line": fault.line, "key": fault.key, "what": what })
            })
            .collect::<Vec<_>>(),
    });
    (value, format!("{head}\n{}", words.join("\n")), false)
}

fn check(texts: &Texts, language: Language) -> (Value, String, bool) {
    let id = &texts.source.id;
    let pack = match Pack::read(&texts.source) {
        Ok(pack) => pack,
        Err(faults) => return faulty(id, &faults, language),
    };
    let calendar = Calendar::builtin();
    let (mut lines, mut told, mut held, mut steps) = (Vec::new(), Vec::new(), true, 0);
    for (file, text) in &texts.scenarios {
        let scenario = match Scenario::read(file, text) {
            Ok(scenario) => scenario,
            Err(faults) => return faulty(id, &faults, language),
        };
        let mut failures = Vec::new();
        for (place, outcome) in scenario.run(&pack, &calendar).into_iter().enumerate() {
            steps += 1;
            if let StepOutcome::Failed(why) = outcome {
                failures.push((place + 1, why));
            }
        }
        held &= failures.is_empty();
        let key = if failures.is_empty() { "cli.pack.held" } else { "cli.pack.failed" };
        lines.push(say(language, key, &[("title", &scenario.title)]));
        lines.extend(failures.iter().map(|(place, why)| format!("  {place}  {why}")));
        told.push(json!({ "title": scenario.title, "ok": failures.is_empty(), "failures": failures }));
    }
    let fill = [
        ("pack", id.as_str()),
        ("version", &pack.meta.version.to_string()),
        ("items", &pack.items.len().to_string()),
        ("bodies", &pack.bodies.len().to_string()),
    ];
    lines.insert(0, say(language, "cli.pack.sound", &fill));
    let value = json!({
        "pack": id,
        "version": pack.meta.version,
        "ok": held,
        "faults": [],
        "scenarios": told,
        "steps": steps,
    });
    (value, lines.join("\n"), held)
}

fn show(texts: &Texts, language: Language) -> (Value, String, bool) {
    let pack = match Pack::read(&texts.source) {
        Ok(pack) => pack,
        Err(faults) => return faulty(&texts.source.id, &faults, language),
    };
    let meta = &pack.meta;
    let mut lines = vec![
        format!("{} {}（{} v{}）", meta.city, meta.scheme, meta.id, meta.version),
        say(language, "cli.pack.basis", &[("basis", &pack.citation())]),
    ];
    for (need, items) in pack.items_by_need() {
        lines.push(format!("\n{}", need.name));
        for item in items {
            let lead = pack.body(&item.lead).map_or(item.lead.as_str(), |body| body.short_name());
            let limit = |limit: &greenlane_domain::pack::Sourced<greenlane_domain::pack::Days>| match limit.get() {
                Some(days) => {
                    let key = match days.kind {
                        greenlane_domain::pack::DayKind::Working => "papers.days.working",
                        greenlane_domain::pack::DayKind::Calendar => "papers.days.calendar",
                    };
                    say(language, key, &[("n", &days.days.to_string())])
                }
                None => say(language, "papers.unset", &[]),
            };
            lines.push(say(
                language,
                "cli.pack.item",
                &[
                    ("name", &item.name),
                    ("lead", lead),
                    ("promised", &limit(&item.limits.promised)),
                    ("statutory", &limit(&item.limits.statutory)),
                    ("article", &item.article),
                ],
            ));
        }
    }
    (serde_json::to_value(&pack).unwrap_or_default(), lines.join("\n"), true)
}

fn coverage(texts: &Texts, language: Language) -> (Value, String, bool) {
    let pack = match Pack::read(&texts.source) {
        Ok(pack) => pack,
        Err(faults) => return faulty(&texts.source.id, &faults, language),
    };
    let coverage = pack.coverage();
    let row = |name: &str, tally: &greenlane_domain::pack::Tally| {
        format!("{name:<12}{:>6}{:>6}{:>6}{:>6}", tally.explicit, tally.inferred, tally.restored, tally.unset)
    };
    let mut lines = vec![
        format!("{} v{}", pack.meta.id, pack.meta.version),
        say(language, "cli.pack.coverage", &[]),
        row("", &coverage.total),
    ];
    lines.extend(coverage.sections.iter().map(|(section, tally)| row(section, tally)));
    lines.push(say(language, "cli.pack.gaps", &[("n", &coverage.gaps.len().to_string())]));
    lines.extend(coverage.gaps.iter().map(|gap| format!("  {} {}  {}  {}", gap.of, gap.what, gap.article, gap.note)));
    let value = json!({ "pack": pack.meta.id, "version": pack.meta.version, "coverage": coverage });
    (value, lines.join("\n"), true)
}
