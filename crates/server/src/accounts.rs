//! One-time codes, passwords and tokens.

use crate::centre::now;
use crate::db::{Code, Database, DbError};
use crate::write;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use greenlane_sync::audience::{Region, Scope};
use greenlane_sync::request::plain_code;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::time::Duration;

/// A day in milliseconds.
pub const DAY_MS: i64 = 86_400_000;
/// Letters and digits that are not mistaken for each other.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// The digest under which a code or token is kept.
#[must_use]
pub fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Makes a one-time code of three times four letters and keeps its digest.
///
/// # Errors
/// [`DbError`] when the database does not answer.
pub async fn enrol_code(
    database: &Database,
    name: &str,
    regions: BTreeSet<Region>,
    roles: BTreeSet<String>,
    hours: i64,
) -> Result<String, DbError> {
    let mut random = [0; 12];
    getrandom::fill(&mut random).map_err(|_| DbError::Damaged("no randomness in this machine"))?;
    let letters: Vec<char> = random
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte % 32)).map(|letter| char::from(*letter)))
        .collect();
    let shown: Vec<String> = letters.chunks(4).map(|letters| letters.iter().collect()).collect();
    let shown = shown.join("-");
    let code = Code {
        hash: digest(&plain_code(&shown)),
        name: name.to_owned(),
        scope: Scope { version: 1, regions, roles },
        expires_at: now().saturating_add(hours.saturating_mul(3_600_000)),
    };
    let deed = format!("one-time code for a desk in {:?}", code.scope.regions);
    write!(database, now(), |tx| {
        let kept = tx.add_code(&code).await;
        match kept {
            Ok(()) => tx.deed("administrator", &deed).await,
            other => other,
        }
    })?;
    Ok(shown)
}

/// A password as it is kept.
///
/// # Errors
/// When this machine has no randomness.
pub fn hide_password(password: &str) -> Result<String, DbError> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|_| DbError::Damaged("no randomness in this machine"))?;
    let hidden = SaltString::encode_b64(&salt).and_then(|salt| {
        argon2::Argon2::default().hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string())
    });
    hidden.map_err(|_| DbError::Damaged("a password that cannot be kept"))
}

/// Whether a password is the one kept.
#[must_use]
pub fn is_password(password: &str, kept: &str) -> bool {
    PasswordHash::new(kept)
        .is_ok_and(|kept| argon2::Argon2::default().verify_password(password.as_bytes(), &kept).is_ok())
}

/// How long a new token holds: as long as its person may act without the centre, so that whoever may still act is not
/// asked for a password; `least` for a person without such a limit, and for one with a very short one.
#[must_use]
pub fn token_life(offline_days: Option<i64>, least: Duration) -> i64 {
    let least = i64::try_from(least.as_millis()).unwrap_or(i64::MAX);
    offline_days.map_or(least, |days| days.saturating_mul(DAY_MS).max(least))
}

/// A new token.
#[must_use]
pub fn new_token() -> Option<String> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).ok()?;
    Some(hex::encode(random))
}
