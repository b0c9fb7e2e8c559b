//! The service file of a person (个人服务档案): one volume over all of a talent's cases, the earliest first.

use super::said::{Source, some, zh};
use super::volume::{Assembled, Lain, bound, contents, retention};
use crate::case_list;
use crate::desk::Open;
use crate::problem::{DeskError, Result};
use crate::view::VolumeView;
use greenlane_domain::case::{ItemPhase, Mark};
use greenlane_domain::fact::{FileId, FileKind};
use greenlane_domain::talent;
use greenlane_print::paper::{Closing, Cover, Head, Stated, Volume};
use std::collections::BTreeSet;

/// The papers of all of a person's cases, bound as one volume. It rests on everything that is known now and is not filed:
/// each case has its own volume, which is.
pub(super) async fn assemble(desk: &Open, file: &FileId) -> Result<Assembled> {
    if file.kind() != FileKind::Talent {
        return Err(DeskError::said("no_file", file.as_str(), &[]));
    }
    let person = talent::fold(&desk.history(file).await?);
    let mut lain = Lain::default();
    let (mut departments, mut numbers) = (Vec::new(), Vec::new());
    let (mut accepted, mut closed) = (BTreeSet::new(), BTreeSet::new());
    let (mut open, mut tier) = (0, None);
    let mut cases = case_list::of_talent(desk, file).await?;
    cases.sort_by(|a, b| (a.registered, &a.number).cmp(&(b.registered, &b.number)));
    for case in &cases {
        let source = Source::of(desk, &case.file, None).await?;
        let from = lain.papers.len();
        lain.lay(desk, &source, &case.file).await?;
        for filed in lain.papers.iter_mut().skip(from) {
            let note = zh("papers.service_file.of", &[("case", &case.number)]);
            filed.note = if filed.note.is_empty() { note } else { format!("{note}；{}", filed.note) };
        }
        let state = &source.state;
        for item in state.items.values() {
            let name = source.body(&item.lead, desk.today());
            if !departments.contains(&name) {
                departments.push(name);
            }
        }
        accepted.extend(state.acceptances.iter().map(|(_, accepted)| accepted.on));
        let over = |phase: ItemPhase| matches!(phase, ItemPhase::HandedOver | ItemPhase::NotAccepted);
        open += usize::from(!state.items.values().all(|item| over(item.phase)));
        let ends = state.items.values().filter_map(|item| item.handed_over.as_ref());
        closed.extend(ends.map(|mark: &Mark| mark.local.date()));
        tier = state.registered.as_ref().and_then(|mark| source.talent(mark).tier).or(tier);
        numbers.push(case.number.clone());
    }
    if lain.papers.is_empty() {
        return Err(DeskError::said("service_file_empty", file.as_str(), &[("talent", &person.record.name)]));
    }
    let mut situation = vec![zh(
        "papers.service_file.situation",
        &[
            ("n", &lain.papers.len().to_string()),
            ("cases", &numbers.len().to_string()),
            ("numbers", &numbers.join("、")),
        ],
    )];
    if open > 0 {
        situation.push(zh("papers.service_file.open", &[("n", &open.to_string())]));
    }
    let Lain { papers, attachments, gaps, pages, rests_on } = lain;
    let volume = Volume {
        head: Head {
            window: desk.office.record.name.clone(),
            number: Stated::Unset,
            case_number: code(file),
            date: desk.today(),
            code: None,
            practice: desk.practice(),
        },
        cover: Cover {
            fonds: some(desk.office.letterhead.fonds.clone()).into(),
            category: Stated::Value(zh("papers.service_file.category", &[])),
            title: zh(
                "papers.service_file.title",
                &[("talent", &person.record.name), ("cases", &numbers.len().to_string())],
            ),
            talent: person.record.name.clone(),
            tier,
            accepted_on: accepted.first().copied(),
            closed_on: closed.last().copied().filter(|_| open == 0),
            departments,
            filed_by: desk.person.name.clone(),
            retention: retention(desk, "talent_file").into(),
            filing_number: Stated::Unset,
            archival_code: Stated::Unset,
            secrecy: None,
        },
        closing: Closing {
            situation: situation.join("\n"),
            filed_by: desk.person.name.clone(),
            filed_on: desk.today(),
            checked_by: None,
            checked_on: None,
        },
        papers,
    };
    Ok(Assembled { volume, attachments, gaps, pages, rests_on })
}

/// The last digits of the person's file: what the bar code can hold.
fn code(file: &FileId) -> String {
    const LENGTH: usize = 12;
    let plain: Vec<char> = file.as_str().chars().filter(char::is_ascii_alphanumeric).collect();
    plain.iter().skip(plain.len().saturating_sub(LENGTH)).collect()
}

/// The service file of a person as it would be bound now. Its bytes are kept, so that it can be looked at.
pub(crate) async fn view(desk: &Open, file: &FileId) -> Result<VolumeView> {
    let assembled = assemble(desk, file).await?;
    let pdf = bound(desk, &assembled, true).await?;
    let (sha256, pages) = (pdf.sha256.clone(), u32::try_from(pdf.pages).unwrap_or(u32::MAX));
    let name = format!("{} {}.pdf", zh("papers.service_file.category", &[]), assembled.volume.cover.talent);
    let mut turn = desk.turn().await?;
    turn.keep(pdf.bytes, "application/pdf", &name).await?;
    turn.confirm().await?;
    Ok(VolumeView {
        file: file.clone(),
        archival_code: String::new(),
        retention: retention(desk, "talent_file").unwrap_or_else(|| zh("papers.unset", &[])),
        contents: contents(&assembled),
        pages,
        sha256,
        filed: false,
        refusal: None,
    })
}
