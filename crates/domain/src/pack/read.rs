//! Reading a pack: parse, join its files, lay it over the base, make types of it, check.

use super::tree::{Kind, Node, Step, fault_at, join, lay, parse};
use super::{Pack, PackFault, check, text::typed};
use std::collections::BTreeMap;

/// The texts of one pack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackSource {
    /// The pack's id: the name of its folder.
    pub id: String,
    /// The TOML texts by file name, e.g. `items.toml`. Scenarios are not among them.
    pub files: BTreeMap<String, String>,
}

impl Pack {
    /// Reads a pack and lays it over the built-in national base.
    ///
    /// # Errors
    /// Every fault found, each with its file, line and key.
    pub fn read(source: &PackSource) -> Result<Self, Vec<PackFault>> {
        Self::read_over(&super::national(), source)
    }

    /// Reads a pack and lays it over a base: rows with the same key and single values of the base are replaced, the rest is
    /// added.
    ///
    /// # Errors
    /// Every fault found, each with its file, line and key.
    pub fn read_over(base: &PackSource, source: &PackSource) -> Result<Self, Vec<PackFault>> {
        let mut faults = Vec::new();
        let mut tree = gather(base, &mut faults);
        lay(&mut tree, gather(source, &mut faults));
        if !faults.is_empty() {
            return Err(faults);
        }
        complete_materials(&mut tree);
        check::rows(&tree, &mut faults);
        let pack = typed_pack(&tree, &mut faults);
        check::links(&tree, &mut faults);
        if let Some(pack) = &pack {
            check::sense(&tree, pack, &source.id, &mut faults);
        }
        faults.sort_by(|a, b| (&a.file, a.line, &a.key).cmp(&(&b.file, b.line, &b.key)));
        faults.dedup();
        match pack {
            Some(pack) if faults.is_empty() => Ok(pack),
            _ => Err(faults),
        }
    }
}

/// All files of one pack as one tree.
fn gather(source: &PackSource, faults: &mut Vec<PackFault>) -> Node {
    let mut tree = Node::nothing(&source.id);
    for (name, text) in &source.files {
        let file = if source.id.is_empty() { name.clone() } else { format!("{}/{name}", source.id) };
        match parse(&file, text) {
            Ok(node) => join(&mut tree, node, "", faults),
            Err(more) => faults.extend(more),
        }
    }
    check::no_row_twice(&tree, "", faults);
    tree
}

/// A material line takes from the list of papers what it does not say itself.
fn complete_materials(tree: &mut Node) {
    let papers: Vec<Node> = tree.get("paper").map_or_else(Vec::new, |list| list.list().to_vec());
    let Kind::Table(sections) = &mut tree.kind else { return };
    let Some(items) = sections.iter_mut().find(|entry| entry.key == "item") else { return };
    let Kind::List(items) = &mut items.node.kind else { return };
    for item in items {
        let Kind::Table(fields) = &mut item.kind else { continue };
        let Some(materials) = fields.iter_mut().find(|entry| entry.key == "materials") else { continue };
        let Kind::List(materials) = &mut materials.node.kind else { continue };
        for material in materials {
            let Some(paper) = papers.iter().find(|paper| paper.row_key() == material.row_key()) else { continue };
            let Kind::Table(line) = &mut material.kind else { continue };
            for entry in paper.entries() {
                let inherited = matches!(entry.key.as_str(), "name" | "form" | "copies" | "source" | "note");
                if inherited && line.iter().all(|own| own.key != entry.key) {
                    line.push(entry.clone());
                }
            }
            if line.iter().all(|own| own.key != "copies") {
                let at = material.at.clone();
                let node = Node { at: at.clone(), kind: Kind::Whole(1) };
                line.push(super::tree::Entry { key: "copies".to_owned(), at, node });
            }
        }
    }
}

/// Types of the tree, row by row, so that one faulty row does not hide the next.
fn typed_pack(tree: &Node, faults: &mut Vec<PackFault>) -> Option<Pack> {
    let before = faults.len();
    let meta = one(tree, "meta", faults);
    let pack = Pack {
        basis: rows(tree, "basis", faults),
        questions: rows(tree, "question", faults),
        bodies: rows(tree, "body", faults),
        roles: rows(tree, "role", faults),
        duties: rows(tree, "duty", faults),
        windows: rows(tree, "window", faults),
        classes: rows(tree, "class", faults),
        tiers: rows(tree, "tier", faults),
        cards: rows(tree, "card", faults),
        needs: rows(tree, "need", faults),
        papers: rows(tree, "paper", faults),
        items: rows(tree, "item", faults),
        ways: rows(tree, "way", faults),
        flow: one(tree, "flow", faults).unwrap_or_default(),
        lights: one(tree, "lights", faults).unwrap_or_default(),
        clocks: rows(tree, "clock", faults),
        reasons: one(tree, "reasons", faults).unwrap_or_default(),
        ratings: rows(tree, "rating", faults),
        grades: rows(tree, "grade", faults),
        filings: rows(tree, "filing", faults),
        numbers: rows(tree, "number", faults),
        letterhead: one(tree, "letterhead", faults).unwrap_or_default(),
        retention: rows(tree, "retention", faults),
        documents: rows(tree, "document", faults),
        terms: rows(tree, "term", faults),
        meta: match meta {
            Some(meta) => meta,
            None => {
                if tree.get("meta").is_none() {
                    faults.push(tree.fault(&[Step::Key("meta")], "missing_key", &[("missing", "meta")]));
                }
                return None;
            }
        },
    };
    (faults.len() == before).then_some(pack)
}

fn rows<T: serde::de::DeserializeOwned>(tree: &Node, section: &str, faults: &mut Vec<PackFault>) -> Vec<T> {
    let Some(entry) = tree.entry(section) else { return Vec::new() };
    if !matches!(entry.node.kind, Kind::List(_)) {
        faults.push(fault_at(&entry.at, section.to_owned(), "not_rows", &[("section", section)]));
        return Vec::new();
    }
    let mut made = Vec::new();
    for (nth, row) in entry.node.list().iter().enumerate() {
        let path = row.row_key().map_or_else(|| format!("{section}[{}]", nth + 1), |key| format!("{section}[{key}]"));
        match typed(row, &path) {
            Ok(row) => made.push(row),
            Err(fault) => faults.push(fault),
        }
    }
    made
}

fn one<T: serde::de::DeserializeOwned>(tree: &Node, section: &str, faults: &mut Vec<PackFault>) -> Option<T> {
    match typed(tree.get(section)?, section) {
        Ok(made) => Some(made),
        Err(fault) => {
            faults.push(fault);
            None
        }
    }
}
