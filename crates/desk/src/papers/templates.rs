//! The office's own templates: laid over the national base and the city's as facts, so that every desk of the office has
//! the same. One that does not set every practice paper without a warning never comes into force; every edition is kept,
//! for an old paper is made again from its own.

use super::press;
use super::said::zh;
use crate::desk::{Desk, Open};
use crate::problem::{DeskError, Result};
use crate::turn::Turn;
use crate::view::{TemplateFault, TemplateLine, TemplateOwner, TemplateText, TemplateTried, TemplateVersion};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use greenlane_domain::office::{OfficeFact, TemplateEdition};
use greenlane_print::paper::Kind;
use greenlane_print::{Fault, Press, PrintError, Templates};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The longest template: it travels within a fact.
const LONGEST: usize = 64 * 1024;
/// How long a trial may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// What comes with the program for this office's city.
fn pack(desk: &Open) -> Templates {
    Templates::of_city(&desk.pack.meta.id)
}

/// The templates in force.
pub(super) fn in_force(desk: &Open) -> Templates {
    laid(desk, |editions| editions.last())
}

/// The pack's templates with one of the editions of each laid over.
fn laid<'d>(desk: &'d Open, edition: impl Fn(&'d [TemplateEdition]) -> Option<&'d TemplateEdition>) -> Templates {
    let mut templates = pack(desk);
    for (paper, editions) in &desk.office.templates {
        if let Some(text) = edition(editions).and_then(|edition| edition.text.as_deref()) {
            templates.put(&file(paper), text);
        }
    }
    templates
}

/// The templates that a paper was made with, by their version: those in force, those of an earlier day, or a set that was
/// kept when an earlier release of the program made the paper.
pub(super) async fn as_made(desk: &Open, version: &str) -> Result<Option<Templates>> {
    let now = in_force(desk);
    if now.version() == version {
        return Ok(Some(now));
    }
    let mut days: Vec<_> = desk.office.templates.values().flatten().map(|edition| edition.mark.at).collect();
    days.sort();
    // Before the first edition, and from each one on.
    let earlier = std::iter::once(None).chain(days.into_iter().map(Some));
    for day in earlier {
        let then = laid(desk, |editions| editions.iter().rev().find(|edition| Some(edition.mark.at) <= day));
        if then.version() == version {
            return Ok(Some(then));
        }
    }
    let kept = desk.store.setting(&key(version)).await?;
    let texts: Option<BTreeMap<String, String>> = kept.and_then(|kept| serde_json::from_str(&kept).ok());
    Ok(texts.map(|texts| Templates::from_texts(&texts)))
}

/// Keeps the set that a paper is made with, once: a later release of the program comes with others.
pub(super) async fn keep(desk: &Open, turn: &mut Turn<'_>, press: &Press) -> Result<()> {
    let key = key(&press.templates().version());
    if desk.store.setting(&key).await?.is_some() {
        return Ok(());
    }
    let texts = serde_json::to_string(&press.templates().texts())
        .map_err(|error| DeskError::said("fault", "", &[("detail", &error.to_string())]))?;
    turn.set(&key, &texts).await
}

fn key(version: &str) -> String {
    format!("templates.{version}")
}

fn file(paper: &str) -> String {
    format!("{paper}.typ")
}

fn version(text: &str) -> String {
    Sha256::digest(text).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// What many papers share has a title of its own.
fn title(paper: &str) -> String {
    let kind = Kind::ALL.iter().find(|kind| kind.key() == paper);
    kind.map_or_else(|| zh(&format!("papers.template.{paper}"), &[]), |kind| kind.title().to_owned())
}

/// All templates, those that many papers share first.
pub(crate) fn list(desk: &Open) -> Vec<TemplateLine> {
    let (pack, national) = (pack(desk), Templates::national());
    let mut names: Vec<&str> = pack.names().filter_map(|name| name.strip_suffix(".typ")).collect();
    names.sort_by_key(|name| Kind::ALL.iter().position(|kind| kind.key() == *name).map_or(0, |place| place + 1));
    names.into_iter().filter_map(|paper| line(desk, &pack, &national, paper)).collect()
}

fn line(desk: &Open, pack: &Templates, national: &Templates, paper: &str) -> Option<TemplateLine> {
    let own = pack.text(&file(paper))?;
    let last = desk.office.templates.get(paper).and_then(|editions| editions.last());
    let text = last.and_then(|edition| edition.text.as_deref());
    let whose = match text {
        Some(_) => TemplateOwner::Office,
        None if national.text(&file(paper)) == Some(own) => TemplateOwner::National,
        None => TemplateOwner::City,
    };
    Some(TemplateLine {
        paper: paper.to_owned(),
        title: title(paper),
        whose,
        version: version(text.unwrap_or(own)),
        at: last.map(|edition| edition.mark.local),
        by: last.map(|edition| edition.by.clone()).unwrap_or_default(),
        reason: last.map(|edition| edition.reason.clone()).unwrap_or_default(),
    })
}

fn no_such(paper: &str) -> DeskError {
    DeskError::said("no_template", "paper", &[("paper", paper)])
}

/// One template, whole.
pub(crate) fn one(desk: &Open, paper: &str) -> Result<TemplateText> {
    let (pack, national) = (pack(desk), Templates::national());
    let line = line(desk, &pack, &national, paper).ok_or_else(|| no_such(paper))?;
    let pack_text = pack.text(&file(paper)).unwrap_or_default().to_owned();
    let from_pack =
        if national.text(&file(paper)) == Some(&pack_text) { TemplateOwner::National } else { TemplateOwner::City };
    let edition = |edition: &TemplateEdition| {
        let text = edition.text.clone().unwrap_or_else(|| pack_text.clone());
        TemplateVersion {
            version: version(&text),
            whose: if edition.text.is_some() { TemplateOwner::Office } else { from_pack },
            text,
            at: edition.mark.local,
            by: edition.by.clone(),
            reason: edition.reason.clone(),
        }
    };
    let editions: Vec<TemplateVersion> =
        desk.office.templates.get(paper).into_iter().flatten().rev().map(edition).collect();
    let text = editions.first().map_or_else(|| pack_text.clone(), |first| first.text.clone());
    Ok(TemplateText { line, text, pack_text, editions })
}

/// Tries a text on practice data. Whatever is wrong with it is told; nothing comes into force.
pub(crate) async fn try_text(desk: &Open, paper: &str, text: &str) -> Result<TemplateTried> {
    let press = known(desk, paper).await?;
    let begun = Instant::now();
    let (name, text) = (file(paper), text.to_owned());
    let tried = within(paper, move || press.preview(&name, &text)).await?;
    let ms = u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX);
    match tried {
        Ok(pdf) => Ok(TemplateTried {
            faults: Vec::new(),
            pages: u32::try_from(pdf.pages).unwrap_or(u32::MAX),
            pdf_base64: Some(STANDARD.encode(pdf.bytes)),
            ms,
        }),
        Err(PrintError::Template(faults)) => Ok(TemplateTried {
            faults: faults.iter().map(|one| fault(desk, one)).collect(),
            pages: 0,
            pdf_base64: None,
            ms,
        }),
        Err(error) => Err(press::told(&error, desk.language)),
    }
}

fn fault(desk: &Open, one: &Fault) -> TemplateFault {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    TemplateFault {
        paper: one.template.trim_end_matches(".typ").to_owned(),
        line: count(one.line),
        column: count(one.column),
        warning: one.warning,
        what: one.say(desk.language),
        remedy: one.remedy(desk.language),
        said: one.said.clone(),
    }
}

/// The press, if there is such a template.
async fn known(desk: &Open, paper: &str) -> Result<Arc<Press>> {
    let press = press::of(desk).await?;
    press.templates().text(&file(paper)).ok_or_else(|| no_such(paper))?;
    Ok(press)
}

/// Work that a template could draw out without end.
async fn within<T: Send + 'static>(
    paper: &str,
    work: impl FnOnce() -> std::result::Result<T, PrintError> + Send + 'static,
) -> Result<std::result::Result<T, PrintError>> {
    let seconds = PATIENCE.as_secs().to_string();
    let too_slow = || DeskError::said("template_too_slow", paper, &[("seconds", &seconds)]);
    tokio::time::timeout(PATIENCE, press::aside(move || Ok(work()))).await.map_err(|_| too_slow())?
}

/// Takes a text into force in the place of the pack's, once every practice paper comes out of it without a warning.
///
/// # Errors
/// The first fault; the template in force stays.
pub(crate) async fn adopt(desk: &Desk, paper: &str, text: &str, reason: &str) -> Result<TemplateLine> {
    let open = desk.open()?;
    crate::office_desk::leads(&open)?;
    crate::start::required(reason, "reason")?;
    if text.len() > LONGEST {
        return Err(DeskError::said("template_too_long", "text", &[("most", &(LONGEST / 1024).to_string())]));
    }
    let press = known(&open, paper).await?;
    if press.templates().text(&file(paper)) == Some(text) {
        return Err(DeskError::said("template_same", "text", &[]));
    }
    let (name, tried) = (file(paper), text.to_owned());
    let outcome = within(paper, move || press.trial(&name, &tried)).await?;
    outcome.map_err(|error| press::told(&error, open.language))?;
    let (template, text, reason) = (paper.to_owned(), text.to_owned(), reason.trim().to_owned());
    put(desk, &open, OfficeFact::TemplateAdopted { template, text, reason }, paper).await
}

/// Goes back to the pack's template.
///
/// # Errors
/// When the office has none of its own.
pub(crate) async fn drop(desk: &Desk, paper: &str, reason: &str) -> Result<TemplateLine> {
    let open = desk.open()?;
    crate::office_desk::leads(&open)?;
    crate::start::required(reason, "reason")?;
    if one(&open, paper)?.line.whose != TemplateOwner::Office {
        return Err(DeskError::said("template_not_own", "paper", &[("paper", &title(paper))]));
    }
    let (template, reason) = (paper.to_owned(), reason.trim().to_owned());
    put(desk, &open, OfficeFact::TemplateDropped { template, reason }, paper).await
}

async fn put(desk: &Desk, open: &Open, fact: OfficeFact, paper: &str) -> Result<TemplateLine> {
    let mut turn = open.turn().await?;
    turn.write(&open.office_file, &[fact]).await?;
    turn.confirm().await?;
    Ok(one(&*desk.refresh().await?, paper)?.line)
}
