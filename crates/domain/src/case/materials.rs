//! The papers of all chosen items, merged: one paper is handed in once for all of them.

use super::body::ItemNo;
use super::state::{CaseState, ItemPhase, ItemState};
use crate::pack::{MaterialSpec, PaperForm};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One paper of the merged list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MergedMaterial {
    /// What the paper is; form, copies and need are the strictest that any item asks for.
    pub spec: MaterialSpec,
    /// The items it serves.
    pub items: Vec<ItemNo>,
}

/// Merges the papers of items, in the order in which they first appear.
#[must_use]
pub fn merge<'a>(items: impl IntoIterator<Item = (&'a ItemNo, &'a [MaterialSpec])>) -> Vec<MergedMaterial> {
    let mut merged: Vec<MergedMaterial> = Vec::new();
    for (item, materials) in items {
        for material in materials {
            match merged.iter_mut().find(|known| known.spec.key == material.key) {
                Some(known) => {
                    if !known.items.contains(item) {
                        known.items.push(item.clone());
                    }
                    known.spec.copies = known.spec.copies.max(material.copies);
                    known.spec.required |= material.required;
                    known.spec.form = strictest(known.spec.form, material.form);
                    if !material.note.is_empty() && !known.spec.note.contains(&material.note) {
                        let joint = if known.spec.note.is_empty() { "" } else { "；" };
                        known.spec.note = format!("{}{joint}{}", known.spec.note, material.note);
                    }
                }
                None => merged.push(MergedMaterial { spec: material.clone(), items: vec![item.clone()] }),
            }
        }
    }
    merged
}

/// An original handed in covers a copy; sighting and copying covers either alone.
fn strictest(a: PaperForm, b: PaperForm) -> PaperForm {
    use PaperForm::{Copy, Electronic, Original, Sighted, SightedCopy};
    match (a, b) {
        (Original, _) | (_, Original) => Original,
        (SightedCopy, _) | (_, SightedCopy) | (Sighted, Copy) | (Copy, Sighted) => SightedCopy,
        (Copy, _) | (_, Copy) => Copy,
        (Sighted, _) | (_, Sighted) => Sighted,
        (Electronic, Electronic) => Electronic,
    }
}

impl CaseState {
    /// The merged list of all items that are not over.
    #[must_use]
    pub fn checklist(&self) -> Vec<MergedMaterial> {
        merge(self.items.values().filter(|item| item.phase != ItemPhase::NotAccepted).map(papers))
    }

    /// Papers an item needs at acceptance that are neither here nor, where they may follow, promised.
    #[must_use]
    pub fn missing_for(&self, item: &ItemState) -> Vec<MaterialSpec> {
        let here = |spec: &MaterialSpec| {
            self.materials.get(&spec.key).is_some_and(|material| {
                let received = material.received.is_some();
                let sighted = material.paper.sighted_returned;
                let kept = material.returned.is_none() || sighted;
                (received && kept) || (!spec.required && material.promised_for.is_some())
            })
        };
        item.spec.materials.iter().filter(|spec| !here(spec)).cloned().collect()
    }
}

fn papers(item: &ItemState) -> (&ItemNo, &[MaterialSpec]) {
    (&item.no, &item.spec.materials)
}
