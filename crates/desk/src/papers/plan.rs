//! What a batch would print: one line a document, each ready or with the reason why not, in the order of the signing
//! session. Nothing is made and no number is used.

use super::said::{Source, paper_rule};
use super::{Choice, Words, draft, kind_of, makeable, press};
use crate::case_list;
use crate::desk::Open;
use crate::problem::Result;
use crate::view::{BatchCases, BatchLine, BatchOrder, BatchPlan, CaseFilter, Makeable};
use greenlane_domain::fact::FileId;
use greenlane_print::paper::Kind;
use greenlane_print::{Press, PrintError};

/// Plans a batch.
///
/// # Errors
/// When there is no such kind of paper, or a case is not there.
pub(crate) async fn plan(desk: &Open, cases: BatchCases, paper: &str, order: BatchOrder) -> Result<BatchPlan> {
    let kind = kind_of(paper)?;
    let press = press::of(desk).await?;
    let mut lines = Vec::new();
    for file in files(desk, cases).await? {
        lines.extend(of_case(desk, &press, &file, kind).await?);
    }
    match order {
        BatchOrder::Chosen => {}
        BatchOrder::Number => lines.sort_by(|a, b| a.case_number.cmp(&b.case_number)),
        BatchOrder::Department => {
            lines.sort_by(|a, b| (&a.department, &a.case_number).cmp(&(&b.department, &b.case_number)));
        }
    }
    Ok(BatchPlan {
        paper: paper.to_owned(),
        title: kind.title().to_owned(),
        ready: lines.iter().filter(|line| line.ready).count(),
        originals: paper_rule(desk, kind).and_then(|document| document.originals.get().copied()),
        lines,
    })
}

async fn files(desk: &Open, cases: BatchCases) -> Result<Vec<FileId>> {
    let filter = match cases {
        BatchCases::Chosen { files } => return Ok(files),
        BatchCases::List { filter } => filter,
    };
    let mut files = Vec::new();
    for page in 0.. {
        let rows = case_list::list(desk, &CaseFilter { page, ..filter.clone() }).await?.rows;
        if rows.is_empty() {
            break;
        }
        files.extend(rows.into_iter().map(|row| row.file));
    }
    Ok(files)
}

/// The documents of a kind that a case has; one line that says why when it has none.
async fn of_case(desk: &Open, press: &Press, file: &FileId, kind: Kind) -> Result<Vec<BatchLine>> {
    let source = Source::of(desk, file, None).await?;
    let state = &source.state;
    let department = state.items.values().next().map(|item| item.lead.short.clone()).unwrap_or_default();
    let line = |document: Option<Makeable>, why: Option<String>| {
        let Makeable { title, items, body, .. } = document.unwrap_or_else(|| Makeable {
            paper: kind.key().to_owned(),
            title: kind.title().to_owned(),
            items: Vec::new(),
            body: None,
            places: Vec::new(),
        });
        let same = |made: &&greenlane_domain::case::PaperState| {
            !made.disagrees && made.paper.paper == kind.key() && made.paper.items == items && made.paper.body == body
        };
        let printed = state.papers.iter().rev().find(same).map_or(0, |made| made.originals + made.copies);
        BatchLine {
            file: file.clone(),
            case_number: state.number().to_owned(),
            talent: state.talent_name().to_owned(),
            department: department.clone(),
            title,
            items,
            body,
            printed,
            ready: why.is_none(),
            why: why.unwrap_or_default(),
        }
    };
    let documents: Vec<Makeable> = makeable(desk, state).into_iter().filter(|one| one.paper == kind.key()).collect();
    if documents.is_empty() {
        let why = super::said::lacks(kind).problem(desk.language);
        return Ok(vec![line(None, Some(why.what))]);
    }
    Ok(documents
        .into_iter()
        .map(|one| (why_not(&source, press, kind, &one), one))
        .map(|(why, one)| line(Some(one), why))
        .collect())
}

/// Why a document cannot be made now.
fn why_not(source: &Source<'_>, press: &Press, kind: Kind, one: &Makeable) -> Option<String> {
    if kind == Kind::Volume {
        return None;
    }
    let language = source.desk.language;
    match draft(
        source,
        kind,
        &Choice { items: &one.items, body: one.body.as_deref(), words: &Words::new(), number: "" },
    ) {
        Err(error) => Some(error.problem(language).what),
        Ok(draft) => {
            let missing = press.check(&draft.paper);
            (!missing.is_empty()).then(|| PrintError::Unrenderable(missing).say(language))
        }
    }
}
