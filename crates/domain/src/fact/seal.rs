use super::{Author, DeviceId, FactId, FileId, Moment};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The largest fact a desk writes or takes: 256 KiB. Attachments travel apart, by hash.
pub const MAX_FACT_BYTES: usize = 256 * 1024;

/// Everything a fact says. It is written once as JSON; those bytes are the fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// The file to which the fact belongs.
    pub file: FileId,
    /// The file's heads that the author's desk knew when the fact was written.
    pub parents: Vec<FactId>,
    /// The desk.
    pub device: DeviceId,
    /// Which life of the desk: a restored or copied database opens a new one.
    pub epoch: u32,
    /// The desk's own count within the epoch, from 1, without a gap.
    pub seq: u64,
    /// The desk's fact before this one: its own chain.
    pub previous: Option<FactId>,
    /// Who did it.
    pub author: Author,
    /// When.
    pub at: Moment,
    /// What kind of thing happened, e.g. `accepted`.
    pub kind: String,
    /// The version of that kind's body.
    pub version: u32,
    /// What happened: outcomes (a due date and its calendar), not intentions.
    pub body: serde_json::Value,
}

/// A fact as it is stored, hashed and sent: bytes and the desk's signature over their hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The fact, as JSON.
    pub bytes: Vec<u8>,
    /// Ed25519 by the desk, over the 32 bytes of the id.
    pub signature: [u8; 64],
}

/// A fact that has been read: its id and what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// The SHA-256 of the bytes.
    pub id: FactId,
    /// What they say.
    pub content: Content,
}

/// Why bytes are not a fact.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum FactError {
    /// Longer than [`MAX_FACT_BYTES`].
    #[error("a fact of {0} bytes is larger than {MAX_FACT_BYTES}")]
    TooLarge(usize),
    /// Not the JSON of a fact.
    #[error("not a fact: {0}")]
    Unreadable(String),
    /// The signature is not the desk's.
    #[error("fact {0} is not signed by its desk")]
    Forged(FactId),
}

/// Writes a fact's bytes and signs them.
///
/// # Errors
/// [`FactError::TooLarge`] when the body is too large.
pub fn seal(content: &Content, key: &SigningKey) -> Result<Sealed, FactError> {
    let bytes = serde_json::to_vec(content).map_err(|error| FactError::Unreadable(error.to_string()))?;
    if bytes.len() > MAX_FACT_BYTES {
        return Err(FactError::TooLarge(bytes.len()));
    }
    let signature = key.sign(id_of(&bytes).bytes()).to_bytes();
    Ok(Sealed { bytes, signature })
}

impl Sealed {
    /// The fact's id.
    #[must_use]
    pub fn id(&self) -> FactId {
        id_of(&self.bytes)
    }

    /// Reads what the fact says. Reading does not check the signature: see [`Sealed::verify`].
    ///
    /// # Errors
    /// [`FactError`] when the bytes are too many or not a fact.
    pub fn read(&self) -> Result<Fact, FactError> {
        if self.bytes.len() > MAX_FACT_BYTES {
            return Err(FactError::TooLarge(self.bytes.len()));
        }
        let content = serde_json::from_slice(&self.bytes).map_err(|error| FactError::Unreadable(error.to_string()))?;
        Ok(Fact { id: self.id(), content })
    }

    /// Checks the desk's signature.
    ///
    /// # Errors
    /// [`FactError::Forged`] when it does not fit.
    pub fn verify(&self, key: &VerifyingKey) -> Result<(), FactError> {
        let id = self.id();
        key.verify(id.bytes(), &Signature::from_bytes(&self.signature)).map_err(|_| FactError::Forged(id))
    }
}

fn id_of(bytes: &[u8]) -> FactId {
    FactId::new(Sha256::digest(bytes).into())
}
