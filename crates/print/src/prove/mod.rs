//! Papers that prove themselves: a QR holds in short what the paper says, signed by the desk. Any copy of the program
//! verifies it with no network, and so does one static page ([`page`]).
//!
//! `GL1.<desk>.<what it says>.<signature>`: the parts in base64url; the signature is Ed25519 over everything before the
//! last stop. Signing and the check of a signature are passed in: this crate holds no keys.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const MARK: &str = "GL1";
const STATIC_PAGE: &str = include_str!("verify.html");
/// Reads a QR where the browser cannot.
const READER: &str = include_str!("reader.js");

/// What a paper says, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The paper's kind in words, e.g. `受理通知书`.
    #[serde(rename = "k")]
    pub kind: String,
    /// Its number.
    #[serde(rename = "n")]
    pub number: String,
    /// The case's number.
    #[serde(rename = "c")]
    pub case_number: String,
    /// Its date.
    #[serde(rename = "d")]
    pub date: NaiveDate,
    /// The rest in short, e.g. `陈*，落户等5项，应办结2026-11-25`. Names are masked by the caller: anybody can read it.
    #[serde(rename = "s")]
    pub says: String,
}

/// A desk as verifiers know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// Its Ed25519 public key in hexadecimal.
    pub key: String,
    /// The day from which it is revoked.
    pub revoked: Option<NaiveDate>,
}

/// What verifiers know: desks by their short names, and papers that were made void, by [`mark`], with the reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Desks.
    pub desks: BTreeMap<String, Desk>,
    /// Void papers.
    pub void: BTreeMap<String, String>,
}

/// What is to be thought of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It says what the desk signed.
    Genuine(Claim),
    /// It is none of ours: the text is not a paper's code.
    Unreadable,
    /// It names a desk, but what it says is not what that desk signed.
    Altered,
    /// It names a desk that is not known here.
    UnknownDesk(String),
    /// The desk signed it, but the desk is revoked: a person must look it up.
    RevokedDesk {
        /// What it says.
        claim: Claim,
        /// From when the desk is revoked.
        from: NaiveDate,
    },
    /// The desk signed it, and the paper was made void afterwards.
    Void {
        /// What it says.
        claim: Claim,
        /// Why.
        reason: String,
    },
}

/// Makes the text of a paper's QR.
pub fn seal(claim: &Claim, desk: &str, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> String {
    // A struct of strings always becomes JSON.
    let says = serde_json::to_vec(claim).unwrap_or_default();
    let text = format!("{MARK}.{}.{}", BASE64.encode(desk), BASE64.encode(says));
    let signature = sign(text.as_bytes());
    format!("{text}.{}", BASE64.encode(signature))
}

/// Judges the text of a QR. `check` says whether a signature fits a public key (in hexadecimal) and the bytes.
pub fn verify(text: &str, known: &Known, check: impl Fn(&str, &[u8], &[u8; 64]) -> bool) -> Verdict {
    let Some((signed, desk, says, signature)) = parts(text.trim()) else { return Verdict::Unreadable };
    let Some(at) = known.desks.get(&desk) else { return Verdict::UnknownDesk(desk) };
    if !check(&at.key, signed.as_bytes(), &signature) {
        return Verdict::Altered;
    }
    let Ok(claim) = serde_json::from_slice::<Claim>(&says) else { return Verdict::Unreadable };
    if let Some(reason) = known.void.get(mark(text)) {
        return Verdict::Void { claim, reason: reason.clone() };
    }
    match at.revoked {
        Some(from) => Verdict::RevokedDesk { claim, from },
        None => Verdict::Genuine(claim),
    }
}

/// What a code says, without judging whether it is true.
#[must_use]
pub fn read(text: &str) -> Option<Claim> {
    let (_, _, says, _) = parts(text.trim())?;
    serde_json::from_slice(&says).ok()
}

/// The end of a code, by which a paper is named without its contents: part of the signature, so no two are alike.
#[must_use]
pub fn mark(text: &str) -> &str {
    const LENGTH: usize = 16;
    let text = text.trim();
    text.get(text.len().saturating_sub(LENGTH)..).unwrap_or(text)
}

/// The desk that a code names, without judging whether that desk signed it.
#[must_use]
pub fn desk_of(text: &str) -> Option<String> {
    parts(text.trim()).map(|(_, desk, ..)| desk)
}

fn parts(text: &str) -> Option<(&str, String, Vec<u8>, [u8; 64])> {
    let (signed, signature) = text.rsplit_once('.')?;
    let mut parts = signed.split('.');
    let (mark, desk, says) = (parts.next()?, parts.next()?, parts.next()?);
    if mark != MARK || parts.next().is_some() {
        return None;
    }
    let desk = String::from_utf8(BASE64.decode(desk).ok()?).ok()?;
    let signature = BASE64.decode(signature).ok()?.try_into().ok()?;
    Some((signed, desk, BASE64.decode(says).ok()?, signature))
}

/// The static page that verifies with no network, knowing what is known now. It is under 100 kB plus what it knows.
#[must_use]
pub fn page(known: &Known) -> String {
    // `</` must not end the script early, whatever a reason says.
    let json = serde_json::to_string(known).unwrap_or_default().replace("</", "<\\/");
    STATIC_PAGE.replace("/*READER*/", READER).replace("/*KNOWN*/{}", &json)
}
