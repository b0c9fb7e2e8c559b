//! Labels: for what goes to departments, for boxes and their spines, for envelopes.

use super::ledger::{self, LabelWish};
use super::press;
use super::said::{Source, due, some, stated_text, zh};
use super::volume::retention;
use crate::desk::Open;
use crate::problem::{DeskError, Result};
use crate::view::{LabelKind, LabelPrint, LabelSheet, PrintJob};
use chrono::Datelike;
use greenlane_domain::fact::FileId;
use greenlane_print::Options;
use greenlane_print::paper::{Addressed, Labels, RoutingLabel, Shelf, Thickness};
use std::sync::Arc;

/// More than this is a mistake, not a day's work.
const MOST: usize = 1000;

/// Sheets of labels for some cases; their bytes are kept under the answer's hash.
///
/// # Errors
/// When no case was chosen or the cases have nothing such a label could be for; when a character cannot be printed.
pub(crate) async fn labels(desk: &Open, label: LabelKind, files: &[FileId], skip: u32) -> Result<LabelSheet> {
    if files.is_empty() || files.len() > MOST {
        let (count, most) = (files.len().to_string(), MOST.to_string());
        return Err(DeskError::said("label_cases", "files", &[("count", &count), ("most", &most)]));
    }
    let mut sources = Vec::with_capacity(files.len());
    for file in files {
        sources.push(Source::of(desk, file, None).await?);
    }
    let labels = match label {
        LabelKind::Routing => Labels::Routing(sources.iter().flat_map(routing).collect()),
        LabelKind::Box => Labels::Box(vec![shelf(desk, &sources)]),
        LabelKind::Spine20 => Labels::Spine(Thickness::Mm20, vec![shelf(desk, &sources)]),
        LabelKind::Spine30 => Labels::Spine(Thickness::Mm30, vec![shelf(desk, &sources)]),
        LabelKind::Spine40 => Labels::Spine(Thickness::Mm40, vec![shelf(desk, &sources)]),
        LabelKind::Envelope => Labels::Envelope(sources.iter().map(addressed).collect()),
        LabelKind::Address => Labels::Address(sources.iter().map(addressed).collect()),
    };
    let count = labels.count();
    if count == 0 {
        return Err(DeskError::said("label_nothing", "files", &[]));
    }
    let press = press::of(desk).await?;
    let (language, today) = (desk.language, desk.today());
    let skip = usize::try_from(skip).unwrap_or_default();
    let pdf = press::aside(move || {
        press.labels(&labels, skip, today, &Options::default()).map_err(|error| press::told(&error, language))
    });
    let pdf = pdf.await?;
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let answer = LabelSheet { sha256: pdf.sha256.clone(), labels: number(count), pages: number(pdf.pages) };
    let mut turn = desk.turn().await?;
    let name = format!("{}.pdf", zh(&format!("papers.label.{}", word(label)), &[]));
    turn.keep(pdf.bytes, "application/pdf", &name).await?;
    turn.confirm().await?;
    Ok(answer)
}

const fn word(label: LabelKind) -> &'static str {
    match label {
        LabelKind::Routing => "routing",
        LabelKind::Box => "box",
        LabelKind::Spine20 | LabelKind::Spine30 | LabelKind::Spine40 => "spine",
        LabelKind::Envelope => "envelope",
        LabelKind::Address => "address",
    }
}

/// Sets labels and sends them to a printer; the job is followed to its end as a paper's is.
///
/// # Errors
/// As [`labels`]; when there is no such printer.
pub(crate) async fn print(desk: &Arc<Open>, wish: LabelPrint) -> Result<PrintJob> {
    let LabelPrint { label, files, skip, printer, setup, copies } = wish;
    let sheet = labels(desk, label, &files, skip).await?;
    // A box and its spine hold many cases: what is stuck on them is of none.
    let of_cases = matches!(label, LabelKind::Routing | LabelKind::Envelope | LabelKind::Address);
    let kind = word(label);
    let title = zh(&format!("papers.label.{kind}"), &[]);
    let cases = if of_cases { files } else { Vec::new() };
    ledger::print_labels(desk, LabelWish { cases, sha256: sheet.sha256, kind, title, printer, setup, copies }).await
}

/// One label a department of the case, with all items it has.
fn routing(source: &Source) -> Vec<RoutingLabel> {
    let mut labels: Vec<(&str, RoutingLabel)> = Vec::new();
    let tasks =
        source.state.items.values().flat_map(|item| item.tasks.iter().map(move |(key, task)| (item, key, task)));
    for (item, key, task) in tasks.filter(|(_, _, task)| !task.returned) {
        let name = item.spec.name.clone();
        if let Some((_, label)) = labels.iter_mut().find(|(known, _)| *known == key) {
            label.items.push(name);
            let of =
                |stated: &greenlane_print::paper::Stated<greenlane_print::paper::Due>| stated.get().map(|due| due.date);
            let this = due(item.due());
            if of(&this).is_some_and(|day| of(&label.due).is_none_or(|known| day < known)) {
                label.due = this;
            }
            continue;
        }
        labels.push((
            key,
            RoutingLabel {
                window: source.window(),
                case_number: source.state.number().to_owned(),
                number: stated_text(&task.number),
                department: source.body(&task.to, source.today()),
                talent: source.state.talent_name().to_owned(),
                items: vec![name],
                due: due(item.due()),
                practice: source.desk.practice(),
            },
        ));
    }
    labels.into_iter().map(|(_, label)| label).collect()
}

/// One box for all cases: what nobody has decided is left open to be written by hand.
fn shelf(desk: &Open, sources: &[Source]) -> Shelf {
    let filed = || sources.iter().filter_map(|source| source.state.filing.as_ref());
    let mut codes: Vec<&str> = filed().map(|(_, filing)| filing.archival_code.as_str()).collect();
    codes.retain(|code| !code.is_empty());
    codes.sort_unstable();
    let mut years: Vec<i32> = filed().map(|(mark, _)| mark.local.year()).collect();
    years.sort_unstable();
    let span = |first: String, last: String| if first == last { first } else { format!("{first}–{last}") };
    let ends = |list: &[&str]| Some(span((*list.first()?).to_owned(), (*list.last()?).to_owned()));
    Shelf {
        fonds: None,
        fonds_code: some(desk.office.letterhead.fonds.clone()),
        category: None,
        year: years.first().zip(years.last()).map(|(first, last)| span(first.to_string(), last.to_string())),
        retention: retention(desk, "case"),
        range: ends(&codes),
        box_number: None,
        practice: desk.practice(),
    }
}

/// The talent, where the record says so; the employer stands between address and name.
fn addressed(source: &Source) -> Addressed {
    let record = source.talent_now();
    let need = source.state.need.as_ref();
    Addressed {
        address: some(record.address),
        employer: need.and_then(|need| some(need.employer_name.clone())),
        name: source.state.talent_name().to_owned(),
        sender: source.window(),
        sender_address: some(source.desk.office.letterhead.address.clone()),
        practice: source.desk.practice(),
    }
}
