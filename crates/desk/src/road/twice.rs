//! What contradicts across cases: two windows accepted the same person's same item, or one number stands on papers of
//! two cases. The rows say where to look, the facts say whether it is so; a person settles it in both cases at once.

use crate::case_page;
use crate::desk::Open;
use crate::history;
use crate::problem::{DeskError, Result};
use crate::view::{ContradictionSide, ContradictionView};
use greenlane_domain::case::{self, CaseFact, CaseState, ContradictionKind, ItemNo};
use greenlane_domain::fact::{Fact, FactId, FileId, History};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::PoisonError;

/// Begins the ids of contradictions across cases.
const ACROSS: &str = "across-";

/// One contradiction across cases.
struct Across {
    id: String,
    kind: ContradictionKind,
    about: String,
    sides: Vec<(FileId, FactId)>,
}

/// The files at hand, each folded once.
#[derive(Default)]
struct Folded(BTreeMap<FileId, (History, CaseState)>);

impl Folded {
    async fn get(&mut self, desk: &Open, file: &FileId) -> Result<&(History, CaseState)> {
        if !self.0.contains_key(file) {
            let history = desk.store.history(file).await?;
            let state = case::fold(&history);
            self.0.insert(file.clone(), (history, state));
        }
        self.0.get(file).ok_or_else(|| DeskError::said("no_file", file.as_str(), &[]))
    }
}

/// Whether a settlement is of a contradiction across cases.
pub(crate) fn is_across(id: &str) -> bool {
    id.starts_with(ACROSS)
}

/// How many contradictions wait for a person, within cases and across them.
pub(crate) async fn waiting(desk: &Open) -> Result<usize> {
    let within = usize::try_from(desk.store.contradiction_count().await?).unwrap_or(usize::MAX);
    let counted = *desk.across.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(across) = counted {
        return Ok(within + across);
    }
    let across = find(desk, &mut Folded::default()).await?.len();
    *desk.across.lock().unwrap_or_else(PoisonError::into_inner) = Some(across);
    Ok(within + across)
}

/// Counts those across cases anew at the next look: something has come, or one was settled.
pub(crate) fn forget(desk: &Open) {
    *desk.across.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

fn name(kind: ContradictionKind, about: &str, sides: &[(FileId, FactId)]) -> String {
    let mut hash = Sha256::new_with_prefix(format!("greenlane across 1\n{kind:?}\n{about}"));
    for (_, fact) in sides {
        hash.update(fact.bytes());
    }
    let digits: String = hash.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("{ACROSS}{digits}")
}

async fn find(desk: &Open, folded: &mut Folded) -> Result<Vec<Across>> {
    let mut found = Vec::new();
    for ((one, first), (other, second)) in desk.store.same_items().await? {
        let mut sides = Vec::new();
        let mut about = String::new();
        for (file, no) in [(&one, &first), (&other, &second)] {
            let (_, state) = folded.get(desk, file).await?;
            let Some(item) = state.items.get(&ItemNo(no.clone())) else { continue };
            about.clone_from(&item.spec.name);
            sides.extend(item.accepted.as_ref().map(|mark| (file.clone(), mark.fact)));
        }
        if sides.len() == 2 && two_desks(desk, folded, &sides).await? {
            raise(ContradictionKind::AcceptedElsewhere, about, sides, folded, &mut found);
        }
    }
    for (number, files) in desk.store.numbers_twice().await? {
        let mut sides = Vec::new();
        for file in files {
            let (history, _) = folded.get(desk, &file).await?;
            let bears = |fact: &Fact| {
                CaseFact::of(fact).is_some_and(|body| match &body {
                    CaseFact::PaperMade(paper) => paper.number == number,
                    body => body.number() == Some(number.as_str()),
                })
            };
            let fact = history.iter().map(|ordered| ordered.fact).find(|fact| bears(fact));
            sides.extend(fact.map(|fact| (file.clone(), fact.id)));
        }
        if sides.len() > 1 {
            raise(ContradictionKind::NumberTwice, number, sides, folded, &mut found);
        }
    }
    Ok(found)
}

/// Keeps what is not settled in every case concerned.
fn raise(
    kind: ContradictionKind,
    about: String,
    mut sides: Vec<(FileId, FactId)>,
    folded: &Folded,
    found: &mut Vec<Across>,
) {
    sides.sort();
    let id = name(kind, &about, &sides);
    let settled = |file: &FileId| folded.0.get(file).is_some_and(|(_, state)| state.settled.contains_key(&id));
    if !sides.iter().all(|(file, _)| settled(file)) {
        found.push(Across { id, kind, about, sides });
    }
}

/// Whether the two facts were written at two desks: at one desk a person saw both.
async fn two_desks(desk: &Open, folded: &mut Folded, sides: &[(FileId, FactId)]) -> Result<bool> {
    let mut devices = Vec::new();
    for (file, id) in sides {
        let (history, _) = folded.get(desk, file).await?;
        devices.extend(history.get(id).map(|fact| fact.content.device.clone()));
    }
    Ok(matches!(devices.as_slice(), [one, other] if one != other))
}

/// Contradictions across cases with their sides in words.
pub(crate) async fn views(desk: &Open) -> Result<Vec<ContradictionView>> {
    let mut folded = Folded::default();
    let mut views = Vec::new();
    for across in find(desk, &mut folded).await? {
        let mut sides = Vec::new();
        let (mut numbers, mut talents) = (Vec::new(), Vec::new());
        for (file, id) in &across.sides {
            let (history, state) = folded.get(desk, file).await?;
            let Some(fact) = history.get(id) else { continue };
            let mark = case::mark_of(fact);
            let words = history::words_of(desk, fact, state);
            numbers.push(state.number().to_owned());
            talents.push(state.talent_name().to_owned());
            sides.push(ContradictionSide {
                fact: *id,
                at: mark.local,
                by: mark.by,
                desk: desk.desk_name(&fact.content.device),
                words: format!("{}：{words}", state.number()),
                papers: case_page::papers_on(state, id),
            });
        }
        let Some((file, _)) = across.sides.first() else { continue };
        talents.dedup();
        let kind = history::word(&across.kind);
        views.push(ContradictionView {
            file: file.clone(),
            number: numbers.join("、"),
            talent: talents.join("、"),
            id: across.id,
            kind: across.kind,
            words: desk.say(&format!("contradiction.{kind}"), &[("about", &across.about)]),
            sides,
        });
    }
    Ok(views)
}

/// Settles one across cases: the same fact in each of them, in one act. With nothing set aside a settlement is undone.
/// Answers the cases.
pub(crate) async fn settle(desk: &Open, id: &str, set_aside: &[FactId], reason: &str) -> Result<Vec<FileId>> {
    if reason.trim().is_empty() {
        return Err(DeskError::said("empty", "reason", &[("label", "reason")]));
    }
    let files = if set_aside.is_empty() { settled_in(desk, id).await? } else { sides_of(desk, id, set_aside).await? };
    let mut turn = desk.turn().await?;
    for file in &files {
        let settled = CaseFact::ContradictionSettled {
            contradiction: id.to_owned(),
            set_aside: set_aside.to_vec(),
            reason: reason.to_owned(),
        };
        turn.write(file, &[settled]).await?;
    }
    turn.confirm().await?;
    forget(desk);
    Ok(files)
}

/// The cases of one that waits, if what is to be set aside is of it and leaves something standing.
async fn sides_of(desk: &Open, id: &str, set_aside: &[FactId]) -> Result<Vec<FileId>> {
    let across = find(desk, &mut Folded::default()).await?.into_iter().find(|across| across.id == id);
    let across = across.ok_or_else(|| DeskError::said("no_contradiction", id, &[]))?;
    let of_it = |fact: &FactId| across.sides.iter().any(|(_, side)| side == fact);
    if set_aside.len() >= across.sides.len() || !set_aside.iter().all(of_it) {
        return Err(DeskError::said("not_of_contradiction", id, &[]));
    }
    Ok(across.sides.into_iter().map(|(file, _)| file).collect())
}

/// The cases in which one is settled: what was set aside is in no list any more, so the settlements say it.
async fn settled_in(desk: &Open, id: &str) -> Result<Vec<FileId>> {
    let mut files = Vec::new();
    for file in desk.store.files_with("contradiction_settled").await? {
        if case::fold(&desk.store.history(&file).await?).settled.contains_key(id) {
            files.push(file);
        }
    }
    if files.is_empty() {
        return Err(DeskError::said("no_contradiction", id, &[]));
    }
    Ok(files)
}
