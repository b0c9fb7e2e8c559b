//! Digests by which two desks are compared without showing what they hold.

use crate::witness::Hash;
use greenlane_domain::fact::{FactId, FileId};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// A file's digest: the same on two desks exactly when they hold the same facts of it.
#[must_use]
pub fn of_file(file: &FileId, facts: impl IntoIterator<Item = FactId>) -> Hash {
    let facts: BTreeSet<_> = facts.into_iter().collect();
    let mut hash = Sha256::new_with_prefix(b"greenlane file 1\n");
    hash.update(file.as_str());
    hash.update([0]);
    for id in facts {
        hash.update(id.bytes());
    }
    Hash(hash.finalize().into())
}

/// The digest of a state, given its bytes in the canonical form that the caller chose.
#[must_use]
pub fn of_state(bytes: &[u8]) -> Hash {
    Hash(Sha256::new_with_prefix(b"greenlane state 1\n").chain_update(bytes).finalize().into())
}

/// The digest of everything a desk holds: of its files' digests, in order of file.
#[must_use]
pub fn of_all<'a>(files: impl IntoIterator<Item = (&'a FileId, Hash)>) -> Hash {
    let mut files: Vec<_> = files.into_iter().collect();
    files.sort_unstable();
    let mut hash = Sha256::new_with_prefix(b"greenlane desk 1\n");
    for (file, digest) in files {
        hash.update(file.as_str());
        hash.update([0]);
        hash.update(digest.0);
    }
    Hash(hash.finalize().into())
}
