//! The one-time notice and its proof: it names every paper and every precondition of the pinned specifications.

use super::body::{ItemNo, NamedMaterial, NamedPrecondition, Notice};
use super::state::CaseState;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ts_rs::TS;

/// Whether a notice named everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Completeness {
    /// How many papers the specifications ask for.
    pub materials: usize,
    /// How many preconditions they set.
    pub preconditions: usize,
    /// Papers it left out.
    pub missing_materials: Vec<NamedMaterial>,
    /// Preconditions it left out.
    pub missing_preconditions: Vec<NamedPrecondition>,
    /// Items of which nobody has said that their list of papers is the whole list: of these the notice can only say that
    /// it names what is known.
    pub undecided: Vec<ItemNo>,
}

impl Completeness {
    /// Nothing was left out, and the lists are whole.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.names_all_known() && self.undecided.is_empty()
    }

    /// Nothing that the specifications name was left out.
    #[must_use]
    pub fn names_all_known(&self) -> bool {
        self.missing_materials.is_empty() && self.missing_preconditions.is_empty()
    }
}

/// Compares what a notice named with what the pinned specifications of its items ask for.
#[must_use]
pub fn completeness(state: &CaseState, notice: &Notice) -> Completeness {
    let (materials, preconditions) = everything(state, &notice.items);
    let undecided = |item: &&ItemNo| {
        let item = state.items.get(*item);
        item.is_some_and(|item| item.spec.materials_complete.get() != Some(&true))
    };
    Completeness {
        undecided: notice.items.iter().filter(undecided).cloned().collect(),
        materials: materials.len(),
        preconditions: preconditions.len(),
        missing_materials: materials.into_iter().filter(|m| !notice.named_materials.contains(m)).collect(),
        missing_preconditions: preconditions.into_iter().filter(|p| !notice.named_preconditions.contains(p)).collect(),
    }
}

/// Every paper and precondition of the items: what a notice must name.
pub(super) fn everything(state: &CaseState, items: &[ItemNo]) -> (Vec<NamedMaterial>, Vec<NamedPrecondition>) {
    let chosen = || items.iter().filter_map(|no| state.items.get(no));
    let materials = chosen()
        .flat_map(|item| {
            item.spec
                .materials
                .iter()
                .map(|material| NamedMaterial { item: item.no.clone(), material: material.key.clone() })
        })
        .collect();
    let preconditions = chosen()
        .flat_map(|item| {
            item.spec
                .preconditions
                .iter()
                .map(|condition| NamedPrecondition { item: item.no.clone(), precondition: condition.key.clone() })
        })
        .collect();
    (materials, preconditions)
}

/// The digest of the facts that a notice rests on: same digest, same facts. A second notice on it needs a reason.
#[must_use]
pub fn notice_basis(state: &CaseState, items: &[ItemNo]) -> String {
    let mut items: Vec<_> = items.iter().collect();
    items.sort();
    let mut digest = Sha256::new();
    for item in items.into_iter().filter_map(|no| state.items.get(no)) {
        let spec = &item.spec;
        let said =
            serde_json::json!([item.no, spec.key, spec.version, spec.materials, spec.preconditions, spec.limits]);
        digest.update(said.to_string().as_bytes());
    }
    hex::encode(digest.finalize())
}
