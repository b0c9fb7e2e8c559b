//! Keys: one random key locks the database; each person's password and the recovery code lock that key.
//!
//! The key file stands beside the database. It holds no secret in the clear: only who may sign in, and the locked key.

mod keychain;
mod recovery;

pub use keychain::{Keychain, NoKeychain, SystemKeychain};
pub use recovery::RecoveryCode;

use crate::error::{Result, StoreError};
use crate::place::replace;
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use greenlane_domain::fact::PersonId;
use serde::{Deserialize, Serialize};
use std::path::Path;
use zeroize::Zeroizing;

/// The key of the database: 32 random bytes, wiped from memory when no longer needed.
pub(crate) type DatabaseKey = Zeroizing<[u8; 32]>;

const FORMAT: &str = "greenlane-keys";
const VERSION: u32 = 1;

/// How much work one guess at a password costs (Argon2id, one lane).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strength {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Default for Strength {
    /// 64 MiB, twice: about a tenth of a second on an office computer.
    fn default() -> Self {
        Self { memory_kib: 64 * 1024, passes: 2 }
    }
}

impl Strength {
    /// Next to none, for tests and made-up data: a guess costs microseconds.
    pub const NONE: Self = Self { memory_kib: 8, passes: 1 };
}

/// Somebody who may sign in at this desk. The name stands in the key file in the clear, for the sign-in page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// The person.
    pub person: PersonId,
    /// The name to choose on the sign-in page.
    pub name: String,
}

/// Bytes as lower-case hexadecimal.
mod hexadecimal {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(bytes: &impl AsRef<[u8]>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex::encode(bytes))
    }
    pub fn deserialize<'de, D: Deserializer<'de>, T: TryFrom<Vec<u8>>>(from: D) -> Result<T, D::Error> {
        let bytes = hex::decode(String::deserialize(from)?).map_err(D::Error::custom)?;
        T::try_from(bytes).map_err(|_| D::Error::custom("wrong length"))
    }
}

/// The database key, locked by one secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Locked {
    #[serde(flatten)]
    strength: Strength,
    #[serde(with = "hexadecimal")]
    salt: [u8; 16],
    #[serde(with = "hexadecimal")]
    nonce: [u8; 24],
    #[serde(with = "hexadecimal")]
    key: Vec<u8>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Slot {
    #[serde(flatten)]
    who: SignIn,
    #[serde(flatten)]
    locked: Locked,
}

/// The key file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct KeyFile {
    format: String,
    version: u32,
    slots: Vec<Slot>,
    recovery: Locked,
}

impl KeyFile {
    /// A new key file with one person and a recovery code.
    pub fn create(key: &DatabaseKey, who: SignIn, password: &str, strength: Strength) -> Result<(Self, RecoveryCode)> {
        let code = RecoveryCode::random()?;
        let recovery = lock(key, code.secret(), "recovery", strength)?;
        let mut file = Self { format: FORMAT.to_owned(), version: VERSION, slots: Vec::new(), recovery };
        file.put(key, who, password, strength)?;
        Ok((file, code))
    }

    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read(path).map_err(|error| StoreError::io(path, &error))?;
        let wrong = |detail: String| StoreError::KeyFile { place: path.to_owned(), detail };
        let head: Head = serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
        if head.format != FORMAT {
            return Err(wrong(format!("format {}", head.format)));
        }
        if head.version > VERSION {
            return Err(StoreError::Newer { place: path.to_owned(), schema: head.version.into() });
        }
        serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))
    }

    pub fn write(&self, path: &Path) -> Result<()> {
        let text = serde_json::to_vec_pretty(self).map_err(|error| StoreError::Fault(error.to_string()))?;
        replace(path, &text)
    }

    /// Who may sign in.
    pub fn people(&self) -> Vec<SignIn> {
        self.slots.iter().map(|slot| slot.who.clone()).collect()
    }

    pub fn open(&self, person: &PersonId, password: &str) -> Result<DatabaseKey> {
        let slot = self.slot(person)?;
        unlock(&slot.locked, password.as_bytes(), person.as_str())
            .ok_or_else(|| StoreError::WrongPassword(slot.who.name.clone()))
    }

    pub fn open_with_recovery(&self, code: &RecoveryCode) -> Result<DatabaseKey> {
        unlock(&self.recovery, code.secret(), "recovery").ok_or(StoreError::WrongRecovery)
    }

    /// Gives a person a place, or a new password.
    pub fn put(&mut self, key: &DatabaseKey, who: SignIn, password: &str, strength: Strength) -> Result<()> {
        if password.is_empty() {
            return Err(StoreError::EmptyPassword);
        }
        let locked = lock(key, password.as_bytes(), who.person.as_str(), strength)?;
        self.slots.retain(|slot| slot.who.person != who.person);
        self.slots.push(Slot { who, locked });
        Ok(())
    }

    pub fn remove(&mut self, person: &PersonId) -> Result<()> {
        let name = self.slot(person)?.who.name.clone();
        if self.slots.len() == 1 {
            return Err(StoreError::LastPerson(name));
        }
        self.slots.retain(|slot| slot.who.person != *person);
        Ok(())
    }

    /// A new recovery code; the old one no longer opens anything.
    pub fn renew_recovery(&mut self, key: &DatabaseKey, strength: Strength) -> Result<RecoveryCode> {
        let code = RecoveryCode::random()?;
        self.recovery = lock(key, code.secret(), "recovery", strength)?;
        Ok(code)
    }

    pub fn name_of(&self, person: &PersonId) -> Result<SignIn> {
        Ok(self.slot(person)?.who.clone())
    }

    fn slot(&self, person: &PersonId) -> Result<&Slot> {
        let found = self.slots.iter().find(|slot| slot.who.person == *person);
        found.ok_or_else(|| StoreError::NoSuchPerson(person.to_string()))
    }
}

#[derive(Deserialize)]
struct Head {
    format: String,
    version: u32,
}

pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| StoreError::NoRandom)?;
    Ok(bytes)
}

fn lock(key: &DatabaseKey, secret: &[u8], owner: &str, strength: Strength) -> Result<Locked> {
    let (salt, nonce) = (random::<16>()?, random::<24>()?);
    let cipher = cipher(secret, &salt, strength).ok_or_else(|| StoreError::Fault("argon2".to_owned()))?;
    let key = cipher
        .encrypt(XNonce::from_slice(&nonce), Payload { msg: key.as_slice(), aad: bound(owner).as_bytes() })
        .map_err(|error| StoreError::Fault(error.to_string()))?;
    Ok(Locked { strength, salt, nonce, key })
}

fn unlock(locked: &Locked, secret: &[u8], owner: &str) -> Option<DatabaseKey> {
    let cipher = cipher(secret, &locked.salt, locked.strength)?;
    let bound = bound(owner);
    let payload = Payload { msg: &locked.key, aad: bound.as_bytes() };
    let opened = Zeroizing::new(cipher.decrypt(XNonce::from_slice(&locked.nonce), payload).ok()?);
    Some(Zeroizing::new(opened.as_slice().try_into().ok()?))
}

/// Ties a locked key to its owner, so that two people's places cannot be exchanged in the file.
fn bound(owner: &str) -> String {
    format!("{FORMAT}/{VERSION}/{owner}")
}

fn cipher(secret: &[u8], salt: &[u8], strength: Strength) -> Option<XChaCha20Poly1305> {
    // A forged file must not make the desk ask for all its memory.
    const MOST_KIB: u32 = 1024 * 1024;
    const MOST_PASSES: u32 = 64;
    if strength.memory_kib > MOST_KIB || strength.passes > MOST_PASSES {
        return None;
    }
    let params = Params::new(strength.memory_kib, strength.passes, 1, Some(32)).ok()?;
    let mut derived = Zeroizing::new([0_u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(secret, salt, &mut *derived).ok()?;
    Some(XChaCha20Poly1305::new(derived.as_slice().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(person: &str) -> SignIn {
        SignIn { person: PersonId::new(person), name: format!("专员{person}") }
    }

    #[test]
    fn each_person_opens_with_their_own_password_and_with_no_other() {
        let key = Zeroizing::new([7; 32]);
        let (mut file, _) = KeyFile::create(&key, who("1"), "甲的密码", Strength::NONE).unwrap();
        file.put(&key, who("2"), "乙的密码", Strength::NONE).unwrap();
        assert_eq!(file.open(&PersonId::new("1"), "甲的密码").unwrap(), key);
        assert_eq!(file.open(&PersonId::new("2"), "乙的密码").unwrap(), key);
        let refused = file.open(&PersonId::new("2"), "甲的密码").unwrap_err();
        assert_eq!(refused.key(), "store.wrong_password");
        assert_eq!(refused.fills(), [("name", "专员2".to_owned())]);
    }

    #[test]
    fn a_place_moved_to_another_person_opens_nothing() {
        let key = Zeroizing::new([7; 32]);
        let (mut file, _) = KeyFile::create(&key, who("1"), "a", Strength::NONE).unwrap();
        file.put(&key, who("2"), "b", Strength::NONE).unwrap();
        file.slots[0].who = who("3");
        assert_eq!(file.open(&PersonId::new("3"), "a").unwrap_err().key(), "store.wrong_password");
    }

    #[test]
    fn the_recovery_code_opens_until_it_is_renewed() {
        let key = Zeroizing::new([9; 32]);
        let (mut file, code) = KeyFile::create(&key, who("1"), "a", Strength::NONE).unwrap();
        assert_eq!(file.open_with_recovery(&code).unwrap(), key);
        let next = file.renew_recovery(&key, Strength::NONE).unwrap();
        assert_eq!(file.open_with_recovery(&code).unwrap_err().key(), "store.wrong_recovery");
        assert_eq!(file.open_with_recovery(&next).unwrap(), key);
    }

    #[test]
    fn the_last_person_cannot_be_taken_away() {
        let key = Zeroizing::new([9; 32]);
        let (mut file, _) = KeyFile::create(&key, who("1"), "a", Strength::NONE).unwrap();
        assert_eq!(file.remove(&PersonId::new("1")).unwrap_err().key(), "store.last_person");
        file.put(&key, who("2"), "b", Strength::NONE).unwrap();
        file.remove(&PersonId::new("1")).unwrap();
        assert_eq!(file.people(), [who("2")]);
    }
}
