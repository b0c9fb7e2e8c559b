//! Papers: from the facts of a case to the typed paper, its bytes, and the fact that it was made.
//!
//! A paper is built from what was known when its fact was written, and dated with that fact's day: the same facts with
//! the same templates give the same bytes, whenever and wherever it is made. Making it again changes nothing.

mod batch;
mod choice;
mod clock;
mod collection;
mod coordination;
mod correction;
mod delivery;
mod follow;
mod handling;
mod intake;
mod label;
mod ledger;
mod makeable;
mod need;
mod official;
mod overdue;
mod own_fonts;
mod package;
mod plan;
mod pledge;
mod press;
mod proof;
mod recovery;
mod said;
mod service_file;
mod task;
mod templates;
mod visit;
mod volume;

pub use batch::{cancel as cancel_batch, go_on as go_on_with_batch, open_batches, print_all, state_of as batch_state};
pub(crate) use batch::{start as start_batch, under_way as batches};
pub use press::{font_places, press};
pub(crate) use press::{of as press_of, told};

pub(crate) use choice::Words;
pub(crate) use label::{labels, print as print_labels};
pub(crate) use ledger::{Wish, confirm, print, printers, resume, state_of, usual};
pub(crate) use makeable::makeable;
pub(crate) use own_fonts::{add as add_font, drop as drop_font, list as own_fonts};
pub use package::check as check_package;
pub(crate) use package::{export, export_volume};
pub(crate) use plan::plan as plan_batch;
pub(crate) use proof::{desks, save_page, stop_desk, verify, void_paper};
pub(crate) use recovery::sheet as recovery_sheet;
pub(crate) use service_file::view as service_file;
pub(crate) use templates::{adopt, drop as drop_template, list as list_templates, one as template, try_text};

use crate::case_page::paper_line;
use crate::desk::Open;
use crate::numbers::Of;
use crate::problem::{DeskError, Result};
use crate::turn::Turn;
use crate::view::{Acted, PaperLine, VolumeView};
use choice::Choice;
use greenlane_domain::case::{CaseAct, CaseState, ItemNo, PaperMade, PaperState};
use greenlane_domain::fact::{FactId, FileId};
use greenlane_print::paper::{Kind, Paper};
use greenlane_print::{Options, Pdf, Press};
use said::Source;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

/// A paper as it is to be, before it has bytes.
struct Draft {
    paper: Paper,
    title: String,
    number: String,
    items: Vec<ItemNo>,
    body: Option<String>,
    rests_on: Vec<FactId>,
    /// What its QR holds, once it is signed.
    code: String,
}

impl Draft {
    fn about(paper: Paper, number: &str, items: Vec<ItemNo>, rests_on: Vec<FactId>) -> Self {
        let title = paper.title().to_owned();
        Self { paper, title, number: number.to_owned(), items, body: None, rests_on, code: String::new() }
    }
}

/// Makes a paper of a case. `items` and `body` choose among several of the kind; left empty they take the latest.
/// `words` are what a person writes for it.
///
/// # Errors
/// When the case has nothing the paper could be about, or words are missing, naming what; when a character cannot be
/// printed, naming it, its code point and its field: with `gaps` it is left to be written by hand, and that is recorded.
pub(crate) fn make<'a>(
    desk: &'a Open,
    file: &'a FileId,
    kind: &'a str,
    items: &'a [ItemNo],
    body: Option<&'a str>,
    words: &'a Words,
    gaps: bool,
) -> Later<'a, PaperLine> {
    Box::pin(made(desk, file, kind, Choice { items, body, words, number: "" }, gaps))
}

/// Work that keeps whole papers and states at hand lives on the heap: every ask would carry its size on the stack.
type Later<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

async fn made(desk: &Open, file: &FileId, kind: &str, choice: Choice<'_>, gaps: bool) -> Result<PaperLine> {
    let kind = kind_of(kind)?;
    if kind == Kind::Volume {
        return volume::make(desk, file, gaps).await;
    }
    let press = press::of(desk).await?;
    let source = Source::of(desk, file, None).await?;
    let mut draft = draft(&source, kind, &choice)?;
    let mut turn = None;
    if draft.number.is_empty() {
        let number = match earlier_number(&source, kind, &draft, choice.words) {
            Some(number) => number,
            None => {
                let item = choice.items.first().filter(|_| choice.items.len() == 1).map_or("", |item| item.0.as_str());
                let of = Of { file, case: source.state.number(), item };
                turn.insert(desk.turn().await?).number(series(kind), of).await?
            }
        };
        if !number.is_empty() {
            draft = self::draft(&source, kind, &Choice { number: &number, ..choice })?;
        }
    }
    proof::sign(desk, &source.state, &mut draft);
    let options = Options { leave_gaps: gaps, ..Options::default() };
    if let Some(known) = in_old_look(desk, &source.state, &draft, &press, &options).await? {
        return Ok(paper_line(file, &source.state, known));
    }
    let pdf = set(desk, press.clone(), draft.paper.clone(), options).await?;
    if let Some(known) = source.state.papers.iter().find(|known| known.paper.sha256 == pdf.sha256) {
        return Ok(paper_line(file, &source.state, known));
    }
    let mut turn = match turn {
        Some(turn) => turn,
        None => desk.turn().await?,
    };
    let sha256 = pdf.sha256.clone();
    templates::keep(desk, &mut turn, &press).await?;
    record(&mut turn, file, draft, choice.words, pdf).await?;
    turn.confirm().await?;
    line(desk, file, &sha256).await
}

/// A kind of paper by its key.
fn kind_of(key: &str) -> Result<Kind> {
    let kind = Kind::ALL.iter().copied().find(|known| known.key() == key);
    kind.ok_or_else(|| DeskError::said("no_such_paper", key, &[("paper", key)]))
}

/// A paper that says the same and is out on paper already, made with an earlier edition of its template: it stays the one
/// that it is. A new look is for what has not been printed yet.
async fn in_old_look<'s>(
    desk: &Open,
    state: &'s CaseState,
    draft: &Draft,
    press: &Press,
    options: &Options,
) -> Result<Option<&'s PaperState>> {
    let now = press.templates().version();
    let printed = state.papers.iter().rev().filter(|made| {
        made.paper.paper == draft.paper.kind().key() && made.paper.template != now && made.originals + made.copies > 0
    });
    for made in printed {
        let Some(templates) = templates::as_made(desk, &made.paper.template).await? else { continue };
        let press = press::with_templates(desk, templates).await?;
        let again = set(desk, press, draft.paper.clone(), options.clone()).await;
        if again.is_ok_and(|pdf| pdf.sha256 == made.paper.sha256) {
            return Ok(Some(made));
        }
    }
    Ok(None)
}

/// A file in a folder that is not there yet.
pub(crate) fn free_file(folder: &Path, name: &str) -> PathBuf {
    let safe: String =
        name.chars().map(|c| if "/\\:*?\"<>|".contains(c) || c.is_control() { '_' } else { c }).collect();
    let (stem, end) =
        safe.rsplit_once('.').map_or((safe.as_str(), String::new()), |(stem, end)| (stem, format!(".{end}")));
    let first = folder.join(&safe);
    let mut others = (2..).map(|n| folder.join(format!("{stem} ({n}){end}")));
    if first.exists() { others.find(|path| !path.exists()).unwrap_or(first) } else { first }
}

/// The volume of a case as it would be filed now, or as it was filed.
pub(crate) fn volume<'a>(desk: &'a Open, file: &'a FileId) -> Later<'a, VolumeView> {
    Box::pin(volume::view(desk, file))
}

/// Files the case.
pub(crate) fn file_case<'a>(desk: &'a Open, file: &'a FileId, remarks: &'a str) -> Later<'a, Acted> {
    Box::pin(volume::file_case(desk, file, remarks))
}

/// Whether a paper of the case is out that no longer agrees with its record: then a 更正告知书 has to go after it.
pub(crate) async fn withdraws(desk: &Open, file: &FileId) -> Result<bool> {
    Ok(correction::withdraws(&Source::of(desk, file, None).await?))
}

/// Builds a paper from what the source knows.
fn draft(source: &Source, kind: Kind, choice: &Choice) -> Result<Draft> {
    choice.complete(source.desk, kind)?;
    let build = match kind {
        Kind::OneTimeNotice => intake::one_time_notice,
        Kind::Receipt => intake::receipt,
        Kind::AcceptanceNotice => intake::acceptance_notice,
        Kind::NeedRegister => need::register,
        Kind::DirectService => need::direct_service,
        Kind::PreReview => need::pre_review,
        Kind::SupplementNotice => correction::supplement_notice,
        Kind::RejectionNotice => correction::rejection_notice,
        Kind::ReturnedMaterials => correction::returned_materials,
        Kind::TolerantPromise => correction::tolerant_promise,
        Kind::CorrectionNotice => correction::correction_notice,
        Kind::PowerOfAttorney => visit::power_of_attorney,
        Kind::VisitAppointment => visit::appointment,
        Kind::GuideSlip => visit::guide,
        Kind::EscortSlip => visit::escort,
        Kind::RoutingSlip => handling::routing_slip,
        Kind::Breakdown => task::breakdown,
        Kind::SignForSlip => task::sign_for_slip,
        Kind::SupervisionSlip => overdue::slip,
        Kind::SupervisionLetter => overdue::letter,
        Kind::CoordinationNotice => coordination::notice,
        Kind::CoordinationLetter => coordination::letter,
        Kind::Agenda => coordination::agenda,
        Kind::ExtensionNotice => clock::extension_notice,
        Kind::ExtensionReport => clock::extension_report,
        Kind::SpecialProcedure => clock::special_procedure,
        Kind::PersonalPledge => pledge::personal,
        Kind::EmployerPledge => pledge::employer,
        Kind::ResultNotice => delivery::result_notice,
        Kind::ServiceReturn => delivery::service_return,
        Kind::HandoverList => delivery::handover_list,
        Kind::CollectionNotice => collection::notice,
        Kind::RefusalNotice => collection::refusal,
        Kind::RemoteCollection => collection::remote,
        Kind::CollectedFeedback => collection::feedback,
        Kind::Satisfaction => follow::satisfaction,
        Kind::CallBack => follow::call_back,
        Kind::MaterialTransfer => follow::material_transfer,
        Kind::SamplingCheck => follow::sampling_check,
        Kind::ReplyLetter => official::reply_letter,
        Kind::OfficialDocument => official::document,
        Kind::Minutes => official::minutes,
        // The volume is put together from all other papers, and the sheet with the recovery code is of no case.
        Kind::Volume | Kind::RecoverySheet => return Err(said::lacks(kind)),
    };
    build(source, choice)
}

/// The series from which a paper takes its number when no act gave it one; 未定 where the pack has no such series.
fn series(kind: Kind) -> &'static str {
    if kind == Kind::ResultNotice { "result" } else { kind.key() }
}

/// The number of an earlier paper of the kind about the same facts, with the same words: the same paper keeps its number.
fn earlier_number(source: &Source, kind: Kind, draft: &Draft, words: &Words) -> Option<String> {
    let same: BTreeSet<&FactId> = draft.rests_on.iter().collect();
    let made = source.state.papers.iter().rev().filter(|made| made.paper.paper == kind.key() && !made.disagrees);
    let mut made = made.map(|made| &made.paper).filter(|made| made.body == draft.body && made.words == *words);
    made.find(|made| made.rests_on.iter().collect::<BTreeSet<_>>() == same).map(|made| made.number.clone())
}

/// Sets a paper.
async fn set(desk: &Open, press: Arc<Press>, paper: Paper, options: Options) -> Result<Pdf> {
    let language = desk.language;
    press::aside(move || press.render(&paper, &options).map_err(|error| told(&error, language))).await
}

/// Keeps the bytes and writes the fact that the paper was made.
async fn record(turn: &mut Turn<'_>, file: &FileId, draft: Draft, words: &Words, pdf: Pdf) -> Result<()> {
    let gap = |one: &greenlane_print::Unrenderable| {
        format!("{} {} {}", one.field, one.missing.character, one.missing.code_point)
    };
    let paper = PaperMade {
        paper: draft.paper.kind().key().to_owned(),
        title: draft.title,
        number: draft.number,
        items: draft.items,
        body: draft.body,
        sha256: pdf.sha256.clone(),
        pages: u32::try_from(pdf.pages).unwrap_or(u32::MAX),
        template: pdf.templates.clone(),
        rests_on: draft.rests_on,
        gaps: pdf.gaps.iter().map(gap).collect::<Vec<_>>().join("；"),
        words: words.clone(),
        code: draft.code,
    };
    let name = format!(
        "{} {}.pdf",
        paper.title,
        if paper.number.is_empty() { &draft.paper.head().case_number } else { &paper.number }
    );
    turn.keep(pdf.bytes, "application/pdf", &name).await?;
    turn.on_case(file, &CaseAct::RecordPaper { paper: Box::new(paper) }).await?;
    Ok(())
}

async fn line(desk: &Open, file: &FileId, sha256: &str) -> Result<PaperLine> {
    let state = desk.case_state(file).await?;
    let paper = state.papers.iter().find(|paper| paper.paper.sha256 == sha256);
    paper
        .map(|paper| paper_line(file, &state, paper))
        .ok_or_else(|| DeskError::said("no_such_paper", sha256, &[("paper", sha256)]))
}
