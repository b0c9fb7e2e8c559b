//! Papers that prove themselves: the QR holds the paper in short, signed by this desk; any copy of the program that knows
//! the office's desks verifies it with no network, and so does one static page.
//!
//! What was signed is kept in the fact of the paper: whoever makes the paper again takes it from there.

use super::said::zh;
use super::{Draft, free_file};
use crate::desk::{Desk, Open};
use crate::problem::{DeskError, Result};
use crate::view::{DeskKey, PaperProof, ProofClaim, ProofVerdict};
use ed25519_dalek::{Signature, Signer, Verifier, VerifyingKey};
use greenlane_domain::case::{CaseAct, CaseState, PaperState};
use greenlane_domain::fact::{DeviceId, FileId};
use greenlane_domain::name;
use greenlane_domain::office::OfficeFact;
use greenlane_print::Paper;
use greenlane_print::paper::Outcome;
use greenlane_print::prove::{self, Claim, Known, Verdict};
use sha2::{Digest, Sha256};
use std::path::Path;

/// How a desk is named in a code: the first digits of its key's SHA-256. Short, so that the code stays coarse enough to
/// be read from worn paper.
fn short(key: &VerifyingKey) -> String {
    Sha256::digest(key.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// Signs a paper that bears a code. One that says the same as a paper of the case takes over that paper's code, whichever
/// desk signed it: then its bytes are the same.
pub(super) fn sign(desk: &Open, state: &CaseState, draft: &mut Draft) {
    if draft.paper.head().code.is_none() || draft.paper.kind().is_official() {
        return;
    }
    let said = claim(state, draft);
    let earlier = |made: &&PaperState| made.paper.paper == draft.paper.kind().key() && !made.paper.code.is_empty();
    // A paper that takes the place of a void one says so: what is signed is never the same.
    for time in 0..=desk.office.void.len() {
        let more = if time == 0 { String::new() } else { zh("papers.claim.again", &[("n", &time.to_string())]) };
        let claim = Claim { says: format!("{}{more}", said.says), ..said.clone() };
        let same = |made: &&PaperState| prove::read(&made.paper.code).is_some_and(|said| said == claim);
        let kept = state.papers.iter().rev().filter(earlier).find(same).map(|made| made.paper.code.clone());
        let code = kept.unwrap_or_else(|| {
            let sign = |bytes: &[u8]| desk.store.signing_key().sign(bytes).to_bytes();
            prove::seal(&claim, &short(&desk.store.public_key()), sign)
        });
        if !desk.office.void.contains_key(prove::mark(&code)) {
            take(draft, &code);
            return;
        }
    }
}

/// The code that a paper was made with.
pub(super) fn take(draft: &mut Draft, code: &str) {
    draft.paper.head_mut().code = Some(code.to_owned());
    draft.code = code.to_owned();
}

/// What a paper says, in short. Anybody can read it: names are masked.
fn claim(state: &CaseState, draft: &Draft) -> Claim {
    let head = draft.paper.head();
    let names: Vec<&str> =
        draft.items.iter().filter_map(|no| state.items.get(no)).map(|item| item.spec.name.as_str()).collect();
    let talent = name::masked(state.talent_name());
    let fill = [
        ("talent", talent.as_str()),
        ("item", names.first().copied().unwrap_or_default()),
        ("n", &names.len().to_string()),
    ];
    let who = match names.len() {
        0 => talent.clone(),
        1 => zh("papers.claim.one", &fill),
        _ => zh("papers.claim.many", &fill),
    };
    let more = match &draft.paper {
        Paper::Receipt(one) => zh("papers.claim.receipt", &[("n", &one.materials.len().to_string())]),
        Paper::OneTimeNotice(one) => zh("papers.claim.notice", &[("n", &one.materials.len().to_string())]),
        Paper::AcceptanceNotice(one) => match one.due.get() {
            Some(due) => zh("papers.claim.due", &[("date", &due.date.to_string())]),
            None => zh("papers.claim.due", &[("date", &zh("papers.unset", &[]))]),
        },
        Paper::ResultNotice(one) => {
            let granted = one.results.iter().filter(|result| matches!(result.outcome, Outcome::Granted)).count();
            let fill = [("granted", &*granted.to_string()), ("other", &(one.results.len() - granted).to_string())];
            zh("papers.claim.result", &fill)
        }
        _ => String::new(),
    };
    Claim {
        kind: draft.paper.title().to_owned(),
        number: draft.number.clone(),
        case_number: head.case_number.clone(),
        date: head.date,
        says: format!("{who}{more}"),
    }
}

/// The office's desks and void papers, as a verifier knows them.
async fn known(desk: &Open) -> Result<Known> {
    let mut known = Known { void: desk.office.void.clone(), ..Known::default() };
    for (device, key) in desk.store.devices().await? {
        let revoked = desk.office.stopped.get(&device).map(|(from, _)| *from);
        known.desks.insert(short(&key), prove::Desk { key: hex(key.as_bytes()), revoked });
    }
    Ok(known)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn fits(key: &str, bytes: &[u8], signature: &[u8; 64]) -> bool {
    let pairs = key
        .as_bytes()
        .chunks(2)
        .map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()));
    let Some(key) = pairs.collect::<Option<Vec<u8>>>().and_then(|key| <[u8; 32]>::try_from(key).ok()) else {
        return false;
    };
    VerifyingKey::from_bytes(&key).is_ok_and(|key| key.verify(bytes, &Signature::from_bytes(signature)).is_ok())
}

/// Judges what a QR holds, with no network.
pub(crate) async fn verify(desk: &Open, text: &str) -> Result<PaperProof> {
    let verdict = prove::verify(text, &known(desk).await?, fits);
    let (kind, claim, fill) = match verdict {
        Verdict::Genuine(claim) => (ProofVerdict::Genuine, Some(claim), String::new()),
        Verdict::Unreadable => (ProofVerdict::Unreadable, None, String::new()),
        Verdict::Altered => (ProofVerdict::Altered, None, String::new()),
        Verdict::UnknownDesk(name) => (ProofVerdict::UnknownDesk, None, name),
        Verdict::RevokedDesk { claim, from } => (ProofVerdict::RevokedDesk, Some(claim), from.to_string()),
        Verdict::Void { claim, reason } => (ProofVerdict::Void, Some(claim), reason),
    };
    let kept = match &claim {
        Some(_) => kept(desk, text.trim()).await?,
        None => None,
    };
    let (kind, fill) = match (&kept, kind) {
        (Some((_, _, Some(reason))), ProofVerdict::Genuine) => (ProofVerdict::Void, reason.clone()),
        _ => (kind, fill),
    };
    let key = match kind {
        ProofVerdict::Genuine => "proof.genuine",
        ProofVerdict::Altered => "proof.altered",
        ProofVerdict::Unreadable => "proof.unreadable",
        ProofVerdict::UnknownDesk => "proof.unknown_desk",
        ProofVerdict::RevokedDesk => "proof.revoked_desk",
        ProofVerdict::Void => "proof.void",
    };
    Ok(PaperProof {
        verdict: kind,
        words: desk.say(key, &[("what", &fill)]),
        says: claim.map(|claim| ProofClaim {
            kind: claim.kind,
            number: claim.number,
            case_number: claim.case_number,
            date: claim.date,
            says: claim.says,
        }),
        desk: prove::desk_of(text).unwrap_or_default(),
        file: kept.as_ref().map(|(file, ..)| file.clone()),
        sha256: kept.map(|(_, sha256, _)| sha256),
    })
}

/// The paper that bears a code, when its case is kept here, and why it no longer holds.
async fn kept(desk: &Open, code: &str) -> Result<Option<(FileId, String, Option<String>)>> {
    let Some(claim) = prove::read(code) else { return Ok(None) };
    for hit in desk.store.search(&claim.case_number, 5).await?.into_iter().filter(|hit| hit.kind == "case") {
        let state = desk.case_state(&hit.file).await?;
        if let Some(made) = state.papers.iter().find(|made| made.paper.code == code) {
            return Ok(Some((hit.file, made.paper.sha256.clone(), void(desk, made))));
        }
    }
    Ok(None)
}

/// Why a paper no longer holds.
fn void(desk: &Open, made: &PaperState) -> Option<String> {
    made.disagrees.then(|| desk.say("proof.void.disagrees", &[]))
}

/// The static page that verifies in any browser with no network, knowing the office's desks.
pub(super) async fn page(desk: &Open) -> Result<String> {
    Ok(prove::page(&known(desk).await?))
}

/// Writes that page to a folder; answers its path.
pub(crate) async fn save_page(desk: &Open, folder: &str) -> Result<String> {
    crate::start::required(folder, "folder")?;
    let path = free_file(Path::new(folder), &format!("{}.html", desk.say("proof.page", &[])));
    let place = path.display().to_string();
    std::fs::write(&path, page(desk).await?)
        .map_err(|error| DeskError::said("not_saved", &place, &[("detail", &error.to_string())]))?;
    Ok(place)
}

/// Makes a paper void that is out: every desk of the office knows it, and so does the page that is written from now on.
///
/// # Errors
/// When the paper is not there, bears no signed code, or is void already.
pub(crate) async fn void_paper(desk: &Desk, file: &FileId, sha256: &str, reason: &str) -> Result<PaperProof> {
    let open = desk.open()?;
    crate::start::required(reason, "reason")?;
    let state = open.case_state(file).await?;
    let made = state.papers.iter().find(|made| made.paper.sha256 == sha256);
    let made = made.ok_or_else(|| DeskError::said("no_such_paper", sha256, &[("paper", sha256)]))?;
    let title = format!("{} {}", made.paper.title, made.paper.number);
    if made.paper.code.is_empty() {
        return Err(DeskError::said("paper_unsigned", "sha256", &[("paper", title.trim())]));
    }
    let mark = prove::mark(&made.paper.code).to_owned();
    if open.office.void.contains_key(&mark) {
        return Err(DeskError::said("paper_void", "sha256", &[("paper", title.trim())]));
    }
    let reason = reason.trim().to_owned();
    let mut turn = open.turn().await?;
    let text = zh("papers.voided", &[("paper", title.trim()), ("reason", &reason)]);
    turn.on_case(file, &CaseAct::Note { text }).await?;
    let fact = OfficeFact::PaperVoided { mark, paper: title.trim().to_owned(), reason };
    turn.write(&open.office_file, &[fact]).await?;
    turn.confirm().await?;
    verify(&*desk.refresh().await?, &made.paper.code).await
}

/// The office's desks.
pub(crate) async fn desks(desk: &Open) -> Result<Vec<DeskKey>> {
    let line = |(device, key): (DeviceId, VerifyingKey)| {
        let stopped = desk.office.stopped.get(&device);
        DeskKey {
            this: &device == desk.store.device(),
            short: short(&key),
            stopped: stopped.map(|(from, _)| *from),
            reason: stopped.map(|(_, reason)| reason.clone()).unwrap_or_default(),
            desk: device,
        }
    };
    Ok(desk.store.devices().await?.into_iter().map(line).collect())
}

/// Says that a desk no longer speaks for the office. The fact travels to all desks.
pub(crate) async fn stop_desk(desk: &Desk, device: DeviceId, reason: &str) -> Result<Vec<DeskKey>> {
    let open = desk.open()?;
    crate::office_desk::leads(&open)?;
    crate::start::required(reason, "reason")?;
    if !open.store.devices().await?.iter().any(|(known, _)| *known == device) {
        return Err(DeskError::said("no_desk", "desk", &[("desk", device.as_str())]));
    }
    let mut turn = open.turn().await?;
    let fact = OfficeFact::DeskStopped { desk: device, from: open.today(), reason: reason.trim().to_owned() };
    turn.write(&open.office_file, &[fact]).await?;
    turn.confirm().await?;
    desks(&*desk.refresh().await?).await
}
