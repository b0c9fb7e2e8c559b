//! How a desk signs its requests, and the messages that are plain JSON: enrolment, sign-in, numbers.
//!
//! The signature is over the method, the path, the time, a number used once and the digest of the body. It is in the
//! headers, so a centre can turn a stranger away before it has read the body.

use crate::audience::Scope;
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use greenlane_domain::fact::{DeviceId, PersonId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Header: the desk.
pub const DESK: &str = "x-greenlane-desk";
/// Header: milliseconds since 1970 by the centre's clock, as far as the desk knows it.
pub const TIME: &str = "x-greenlane-time";
/// Header: a number used once, in hexadecimal.
pub const ONCE: &str = "x-greenlane-once";
/// Header: the SHA-256 of the body, in hexadecimal.
pub const DIGEST: &str = "x-greenlane-digest";
/// Header: the signature, in hexadecimal.
pub const SIGNATURE: &str = "x-greenlane-signature";

/// What a desk signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed<'a> {
    /// `GET`, `POST` …
    pub method: &'a str,
    /// Path and question.
    pub path: &'a str,
    /// The desk.
    pub device: &'a str,
    /// Milliseconds since 1970.
    pub time: i64,
    /// The number used once.
    pub once: &'a str,
    /// The body's digest.
    pub digest: &'a str,
}

impl Signed<'_> {
    fn words(&self) -> Vec<u8> {
        let Self { method, path, device, time, once, digest } = self;
        format!("greenlane request 1\n{method}\n{path}\n{device}\n{time}\n{once}\n{digest}").into_bytes()
    }
    /// Signs the request.
    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> String {
        hex::encode(key.sign(&self.words()).to_bytes())
    }
    /// Whether a signature is the desk's.
    #[must_use]
    pub fn is_signed(&self, key: &[u8; 32], signature: &str) -> bool {
        let mut bytes = [0; 64];
        hex::decode_to_slice(signature, &mut bytes).is_ok()
            && VerifyingKey::from_bytes(key)
                .is_ok_and(|key| key.verify(&self.words(), &Signature::from_bytes(&bytes)).is_ok())
    }
}

/// The digest of a body.
#[must_use]
pub fn digest(body: &[u8]) -> String {
    hex::encode(Sha256::digest(body))
}

/// A desk asks to be enrolled. The request is signed with the key it brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrol {
    /// The one-time code, as typed.
    pub code: String,
    /// The desk.
    pub device: DeviceId,
    /// Its public key.
    #[serde(with = "crate::witness::hexed")]
    pub key: [u8; 32],
}

/// The desk is enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// What the desk is called.
    pub name: String,
    /// What it may have.
    pub scope: Scope,
    /// The centre's public key, to be kept.
    #[serde(with = "crate::witness::hexed")]
    pub centre: [u8; 32],
}

/// A person signs in at a desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// The person.
    pub person: PersonId,
    /// The password.
    pub password: String,
}

/// The person is signed in; the right to act offline runs anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// To be sent as `Authorization: Bearer`.
    pub token: String,
    /// Until when it holds: milliseconds since 1970.
    pub until: i64,
    /// The name.
    pub name: String,
    /// The roles.
    pub roles: std::collections::BTreeSet<String>,
    /// Until when the person may act without meeting the centre again; none means without end.
    pub offline_until: Option<i64>,
}

/// A desk reports what became of its numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Its life.
    pub epoch: u32,
    /// What became of them.
    pub accounts: Vec<crate::numbers::Account>,
}

/// A one-time code without what people add when they type it.
#[must_use]
pub fn plain_code(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
}
