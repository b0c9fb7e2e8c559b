//! The volume (卷宗): one case, one volume. Its papers are set again from the facts they were made from; a paper that no
//! longer comes out as the bytes that were printed goes in as those bytes.

use super::said::{Source, some, zh};
use super::{Choice, Draft, Words, draft, line, press, proof, record, set};
use crate::case_page::{acted, refusal_view};
use crate::desk::Open;
use crate::numbers::Of;
use crate::problem::{DeskError, Result};
use crate::view::{Acted, PaperLine, VolumeView};
use greenlane_domain::case::{CaseAct, CaseState, Filing, ItemNo, Mark, PaperMade, PaperState};
use greenlane_domain::fact::FileId;
use greenlane_domain::pack::{Keep, find};
use greenlane_print::paper::{Closing, Cover, Filed, Kind, Pages, Paper, Stated, Volume};
use greenlane_print::{Attached, Attachments, Options, Pdf};

/// A volume put together: the paper, what its pages are made of, and how many pages each part has.
pub(super) struct Assembled {
    pub volume: Volume,
    pub attachments: Attachments,
    pub gaps: bool,
    pub pages: Vec<u32>,
    pub rests_on: Vec<greenlane_domain::fact::FactId>,
}

/// The order in which papers lie, after the usual order of case files: results first, then how they came about.
fn rank(kind: &str) -> usize {
    const ORDER: [&str; 7] = [
        "result_notice",
        "service_return",
        "handover_list",
        "routing_slip",
        "acceptance_notice",
        "receipt",
        "one_time_notice",
    ];
    // Whatever else was told the applicant lies between acceptance and receipt.
    const OTHERS: usize = 5;
    ORDER.iter().position(|known| *known == kind).map_or(OTHERS, |at| if at < OTHERS { at } else { at + 1 })
}

/// The papers of a volume: of several of one kind about the same items, those that were printed and the latest.
fn chosen(state: &CaseState) -> Vec<&PaperState> {
    let papers: Vec<&PaperState> =
        state.papers.iter().filter(|made| !made.disagrees && made.paper.paper != Kind::Volume.key()).collect();
    let same = |a: &PaperState, b: &PaperState| {
        (&a.paper.paper, &a.paper.items, &a.paper.body, &a.paper.number)
            == (&b.paper.paper, &b.paper.items, &b.paper.body, &b.paper.number)
    };
    let kept = papers.iter().enumerate().filter(|(place, made)| {
        let later = papers.iter().skip(place + 1).any(|other| same(made, other));
        !later || made.originals + made.copies > 0
    });
    let mut kept: Vec<&PaperState> = kept.map(|(_, made)| *made).collect();
    kept.sort_by_key(|made| (rank(&made.paper.paper), made.mark.at));
    kept
}

/// What lies in a volume: papers and scans, in order.
#[derive(Default)]
pub(super) struct Lain {
    pub papers: Vec<Filed>,
    pub attachments: Attachments,
    pub gaps: bool,
    pub pages: Vec<u32>,
    pub rests_on: Vec<greenlane_domain::fact::FactId>,
}

impl Lain {
    /// Lays the papers of a case and the scans of what was received; a second case's go behind the first's.
    pub async fn lay(&mut self, desk: &Open, source: &Source<'_>, file: &FileId) -> Result<()> {
        let state = &source.state;
        let press = press::of(desk).await?;
        for made in chosen(state) {
            self.rests_on.push(made.mark.fact);
            let leave_gaps = !made.paper.gaps.is_empty();
            self.gaps |= leave_gaps;
            let again = again(desk, file, made).await;
            let same = match again {
                Ok(paper) => {
                    let options = Options { leave_gaps, ..Options::default() };
                    let pdf = set(desk, press.clone(), paper.clone(), options).await;
                    pdf.ok().filter(|pdf| pdf.sha256 == made.paper.sha256).map(|_| paper)
                }
                Err(_) => None,
            };
            let of = match same {
                Some(paper) => Pages::Paper(Box::new(paper)),
                None => {
                    let bytes = desk.store.content(&made.paper.sha256).await?;
                    Pages::Files(vec![self.attach(desk, &made.paper.sha256, &bytes).await?])
                }
            };
            self.pages.push(made.paper.pages);
            self.papers.push(Filed {
                title: made.paper.title.clone(),
                number: some(made.paper.number.clone()),
                author: source.window(),
                date: made.mark.local.date(),
                note: if made.originals == 0 { zh("papers.volume.not_printed", &[]) } else { String::new() },
                pages: of,
            });
        }
        for (mark, reception) in &state.receptions {
            for material in &reception.papers {
                let (names, left_out) = self.scans(desk, material).await?;
                if names.is_empty() {
                    continue;
                }
                self.pages.push(count_scans(&names));
                self.papers.push(Filed {
                    title: material.name.clone(),
                    number: None,
                    author: reception.from.clone(),
                    date: mark.local.date(),
                    note: if left_out == 0 {
                        zh("papers.volume.scan", &[])
                    } else {
                        zh("papers.volume.left_out", &[("n", &left_out.to_string())])
                    },
                    pages: Pages::Files(names),
                });
            }
        }
        Ok(())
    }

    /// The attached files of a material that can become pages, and how many cannot.
    async fn scans(
        &mut self,
        desk: &Open,
        material: &greenlane_domain::case::ReceivedPaper,
    ) -> Result<(Vec<String>, usize)> {
        let (mut names, mut left_out) = (Vec::new(), 0);
        for hash in &material.attachments {
            let bytes = desk.store.content(hash).await?;
            if is_page(&bytes) {
                names.push(self.attach(desk, hash, &bytes).await?);
            } else {
                left_out += 1;
            }
        }
        Ok((names, left_out))
    }

    /// Puts a file in under a name that a reader can open: its own, after the first digits of its hash.
    async fn attach(&mut self, desk: &Open, hash: &str, bytes: &[u8]) -> Result<String> {
        let own = desk.store.content_info(hash).await?.map(|info| info.name).unwrap_or_default();
        let name = format!("{}-{}", hash.get(..8).unwrap_or(hash), with_ending(&own, bytes));
        // Read again when it is laid on its page: a thick volume is not held in memory besides the file it becomes.
        let (store, hash, runtime) = (desk.store.clone(), hash.to_owned(), tokio::runtime::Handle::current());
        let fetch = move || runtime.block_on(store.content(&hash)).map_err(|error| error.to_string());
        self.attachments.insert(name.clone(), Attached::fetched(fetch));
        Ok(name)
    }
}

fn with_ending(name: &str, bytes: &[u8]) -> String {
    let ending = match bytes {
        [0x89, b'P', b'N', b'G', ..] => "png",
        [0xFF, 0xD8, ..] => "jpg",
        _ => "pdf",
    };
    let has = |known: &str| name.to_lowercase().ends_with(&format!(".{known}"));
    if has(ending) || (ending == "jpg" && has("jpeg")) { name.to_owned() } else { format!("{name}.{ending}") }
}

async fn assemble(desk: &Open, source: &Source<'_>, file: &FileId, code: &str, remarks: &str) -> Result<Assembled> {
    let state = &source.state;
    let mut lain = Lain::default();
    lain.lay(desk, source, file).await?;
    let Lain { papers, attachments, gaps, pages, rests_on } = lain;
    let volume = Volume {
        head: greenlane_print::paper::Head {
            number: Stated::Unset,
            code: None,
            ..source.head(Kind::Volume, "", filed_on(desk, state))
        },
        cover: cover(desk, source, code),
        closing: Closing {
            situation: situation(papers.len(), remarks, state),
            filed_by: desk.person.name.clone(),
            filed_on: filed_on(desk, state),
            checked_by: None,
            checked_on: None,
        },
        papers,
    };
    Ok(Assembled { volume, attachments, pages, gaps, rests_on })
}

fn filed_on(desk: &Open, state: &CaseState) -> chrono::NaiveDate {
    state.filing.as_ref().map_or_else(|| desk.today(), |(mark, _)| mark.local.date())
}

/// A paper as it was made: from the facts that were known then.
async fn again(desk: &Open, file: &FileId, made: &PaperState) -> Result<Paper> {
    let kind = Kind::ALL.iter().copied().find(|kind| kind.key() == made.paper.paper);
    let kind =
        kind.ok_or_else(|| DeskError::said("no_such_paper", &made.paper.paper, &[("paper", &made.paper.paper)]))?;
    let then = Source::of_paper(desk, file, made).await?;
    let PaperMade { items, body, number, words, .. } = &made.paper;
    let mut draft = draft(&then, kind, &Choice { items, body: body.as_deref(), words, number })?;
    if !made.paper.code.is_empty() {
        proof::take(&mut draft, &made.paper.code);
    }
    Ok(draft.paper)
}

fn is_page(bytes: &[u8]) -> bool {
    [&b"\x89PNG"[..], b"\xFF\xD8\xFF", b"%PDF"].iter().any(|start| bytes.starts_with(start))
}

/// A picture is one page; a PDF's pages are counted when the volume is set.
fn count_scans(names: &[String]) -> u32 {
    names.iter().map(|name| u32::from(!name.to_lowercase().ends_with(".pdf"))).sum()
}

fn cover(desk: &Open, source: &Source<'_>, code: &str) -> Cover {
    let state = &source.state;
    let names: Vec<&str> = state.items.values().map(|item| item.spec.name.as_str()).collect();
    let mark = state.registered.as_ref();
    let tier = mark.and_then(|mark| source.talent(mark).tier);
    let day = filed_on(desk, state);
    let mut departments = Vec::new();
    for item in state.items.values() {
        let name = source.body(&item.lead, day);
        if !departments.contains(&name) {
            departments.push(name);
        }
    }
    let ends = state
        .items
        .values()
        .filter_map(|item| item.handed_over.as_ref().or(item.decision.as_ref().map(|(mark, _)| mark)));
    Cover {
        fonds: some(desk.office.letterhead.fonds.clone()).into(),
        category: Stated::Unset,
        title: zh(
            "papers.volume.title",
            &[("talent", state.talent_name()), ("items", &names.join("、")), ("n", &names.len().to_string())],
        ),
        talent: state.talent_name().to_owned(),
        tier,
        accepted_on: state.acceptances.iter().map(|(_, accepted)| accepted.on).min(),
        closed_on: ends.map(|mark: &Mark| mark.local.date()).max(),
        departments,
        filed_by: desk.person.name.clone(),
        retention: retention(desk, "case").into(),
        filing_number: Stated::Unset,
        archival_code: some(code.to_owned()).into(),
        secrecy: None,
    }
}

/// How long a kind of file is kept, if the pack has decided it.
pub(super) fn retention(desk: &Open, key: &str) -> Option<String> {
    let keep = find(&desk.pack.retention, key)?.keep.get()?;
    let key = match keep {
        Keep::Permanent => "papers.keep.permanent",
        Keep::Years30 => "papers.keep.years30",
        Keep::Years10 => "papers.keep.years10",
    };
    Some(zh(key, &[]))
}

fn situation(count: usize, remarks: &str, state: &CaseState) -> String {
    let mut lines = vec![zh("papers.volume.situation", &[("n", &count.to_string())])];
    let disagree = state.papers.iter().filter(|made| made.disagrees).count();
    if disagree > 0 {
        lines.push(zh("papers.volume.disagree", &[("n", &disagree.to_string())]));
    }
    lines.extend(some(remarks.trim().to_owned()));
    lines.join("\n")
}

/// Sets the volume.
pub(super) async fn bound(desk: &Open, assembled: &Assembled, gaps: bool) -> Result<Pdf> {
    let press = press::of(desk).await?;
    let options = Options {
        leave_gaps: gaps || assembled.gaps,
        attachments: assembled.attachments.clone(),
        ..Options::default()
    };
    set(desk, press, assembled.volume.clone().into(), options).await
}

/// Makes the volume as a paper of the case, without filing it.
pub(super) async fn make(desk: &Open, file: &FileId, gaps: bool) -> Result<PaperLine> {
    let source = Source::of(desk, file, None).await?;
    let code = source.state.filing.as_ref().map(|(_, filing)| filing.archival_code.clone()).unwrap_or_default();
    let remarks = source.state.filing.as_ref().map(|(_, filing)| filing.remarks.clone()).unwrap_or_default();
    if source.state.items.is_empty() {
        return Err(super::said::lacks(Kind::Volume));
    }
    let assembled = assemble(desk, &source, file, &code, &remarks).await?;
    let pdf = bound(desk, &assembled, gaps).await?;
    if let Some(known) = source.state.papers.iter().find(|made| made.paper.sha256 == pdf.sha256) {
        return Ok(crate::case_page::paper_line(file, &source.state, known));
    }
    let sha256 = pdf.sha256.clone();
    let mut turn = desk.turn().await?;
    record(&mut turn, file, as_draft(&source, assembled, &code), &Words::new(), pdf).await?;
    turn.confirm().await?;
    line(desk, file, &sha256).await
}

fn as_draft(source: &Source<'_>, assembled: Assembled, code: &str) -> Draft {
    let items: Vec<ItemNo> = source.state.items.keys().cloned().collect();
    Draft::about(assembled.volume.into(), code, items, assembled.rests_on)
}

/// The volume for a package: with the code and remarks of its filing, if it is filed.
pub(super) async fn to_export(desk: &Open, source: &Source<'_>, file: &FileId) -> Result<Assembled> {
    let filing = source.state.filing.as_ref().map(|(_, filing)| filing);
    let code = filing.map(|filing| filing.archival_code.clone()).unwrap_or_default();
    let remarks = filing.map(|filing| filing.remarks.clone()).unwrap_or_default();
    assemble(desk, source, file, &code, &remarks).await
}

/// The volume as it would be filed now, or as it was filed. Its bytes are kept, so that it can be looked at.
pub(crate) async fn view(desk: &Open, file: &FileId) -> Result<VolumeView> {
    let mut turn = desk.turn().await?;
    let source = Source::of(desk, file, None).await?;
    let state = &source.state;
    let filing = state.filing.as_ref().map(|(_, filing)| filing.clone());
    let code = filing.as_ref().map(|filing| filing.archival_code.clone()).unwrap_or_default();
    let remarks = filing.as_ref().map(|filing| filing.remarks.clone()).unwrap_or_default();
    let refusal = match &filing {
        Some(_) => None,
        None => turn.would(state, &CaseAct::File { filing: empty_filing() }).err(),
    };
    let assembled = assemble(desk, &source, file, &code, &remarks).await?;
    let (sha256, pages) = match &filing {
        Some(filing) => (filing.sha256.clone(), filing.pages),
        None => {
            let pdf = bound(desk, &assembled, true).await?;
            let pages = u32::try_from(pdf.pages).unwrap_or(u32::MAX);
            let sha256 = pdf.sha256.clone();
            turn.keep(pdf.bytes, "application/pdf", &file_name(state)).await?;
            (sha256, pages)
        }
    };
    turn.confirm().await?;
    Ok(VolumeView {
        file: file.clone(),
        archival_code: code,
        retention: retention(desk, "case").unwrap_or_else(|| zh("papers.unset", &[])),
        contents: contents(&assembled),
        pages,
        sha256,
        filed: filing.is_some(),
        refusal: refusal.map(|refusal| refusal_view(desk, &refusal)),
    })
}

/// The papers in order: title, number, first page, pages.
pub(super) fn contents(assembled: &Assembled) -> Vec<(String, String, u32, u32)> {
    let mut first = 1;
    let line = |(filed, pages): (&Filed, &u32)| {
        let at = first;
        first += pages;
        (filed.title.clone(), filed.number.clone().unwrap_or_default(), at, *pages)
    };
    assembled.volume.papers.iter().zip(&assembled.pages).map(line).collect()
}

fn file_name(state: &CaseState) -> String {
    format!("{} {}.pdf", Kind::Volume.title(), state.number())
}

fn empty_filing() -> Filing {
    Filing {
        archival_code: String::new(),
        retention: None,
        papers: 0,
        pages: 0,
        sha256: String::new(),
        remarks: String::new(),
    }
}

/// Files the case: takes its archival code, makes the volume and closes the case, together or not at all.
pub(crate) async fn file_case(desk: &Open, file: &FileId, remarks: &str) -> Result<Acted> {
    press::of(desk).await?;
    let mut turn = desk.turn().await?;
    let source = Source::of(desk, file, None).await?;
    turn.would(&source.state, &CaseAct::File { filing: empty_filing() }).map_err(DeskError::Refused)?;
    let code = turn.number("volume", Of { file, case: source.state.number(), item: "" }).await?;
    let assembled = assemble(desk, &source, file, &code, remarks).await?;
    let pdf = bound(desk, &assembled, false).await?;
    let filing = Filing {
        archival_code: code.clone(),
        retention: retention(desk, "case"),
        papers: u32::try_from(assembled.volume.papers.len()).unwrap_or(u32::MAX),
        pages: u32::try_from(pdf.pages).unwrap_or(u32::MAX),
        sha256: pdf.sha256.clone(),
        remarks: remarks.to_owned(),
    };
    let sha256 = pdf.sha256.clone();
    record(&mut turn, file, as_draft(&source, assembled, &code), &Words::new(), pdf).await?;
    let done = turn.on_case(file, &CaseAct::File { filing }).await?;
    turn.confirm().await?;
    let paper = line(desk, file, &sha256).await?;
    acted(desk, file, done, vec![paper]).await
}
