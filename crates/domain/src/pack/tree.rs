//! TOML texts as one tree in which every value still knows its file and line.

use super::PackFault;
use std::rc::Rc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct At {
    pub file: Rc<str>,
    pub line: u32,
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub at: At,
    pub kind: Kind,
}

/// An entry of a table: its key, where the key stands, and its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub key: String,
    pub at: At,
    pub node: Node,
}

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Text(String),
    Whole(i64),
    Real(f64),
    Flag(bool),
    List(Vec<Node>),
    Table(Vec<Entry>),
}

/// One step of a path into the tree.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step<'a> {
    /// The value of a key.
    Key(&'a str),
    /// The row of a list that has this `key`.
    Row(&'a str),
    /// The element at a place of a list.
    Nth(usize),
}

/// The path as its author would say it: `item[settle].materials[id_card]`.
pub(crate) fn path_text(steps: &[Step<'_>]) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Key(key) if text.is_empty() => text.push_str(key),
            Step::Key(key) => text.extend([".", key]),
            Step::Row(key) => text.extend(["[", key, "]"]),
            Step::Nth(nth) => text.push_str(&format!("[{}]", nth + 1)),
        }
    }
    text
}

impl Node {
    /// An empty table, for what no file says.
    pub fn nothing(file: &str) -> Self {
        Self { at: At { file: Rc::from(file), line: 0 }, kind: Kind::Table(Vec::new()) }
    }

    pub fn entries(&self) -> &[Entry] {
        if let Kind::Table(entries) = &self.kind { entries } else { &[] }
    }

    pub fn list(&self) -> &[Node] {
        if let Kind::List(list) = &self.kind { list } else { &[] }
    }

    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    pub fn text(&self) -> Option<&str> {
        if let Kind::Text(text) = &self.kind { Some(text) } else { None }
    }

    /// The `key` of a row.
    pub fn row_key(&self) -> Option<&str> {
        self.get("key").and_then(Node::text)
    }

    /// The keys of the rows of a section.
    pub fn row_keys(&self, section: &str) -> Vec<&str> {
        self.get(section).map_or_else(Vec::new, |list| list.list().iter().filter_map(Node::row_key).collect())
    }

    /// Where a path stands: as deep as the tree goes along it.
    pub fn place(&self, steps: &[Step<'_>]) -> At {
        let mut node = self;
        let mut at = self.at.clone();
        for step in steps {
            let next = match step {
                Step::Key(key) => node.entry(key).map(|entry| (entry.at.clone(), &entry.node)),
                Step::Row(key) => {
                    node.list().iter().find(|row| row.row_key() == Some(key)).map(|row| (row.at.clone(), row))
                }
                Step::Nth(nth) => node.list().get(*nth).map(|row| (row.at.clone(), row)),
            };
            let Some((place, child)) = next else { break };
            at = place;
            node = child;
        }
        at
    }

    /// A fault at a path.
    pub fn fault(&self, steps: &[Step<'_>], wrong: &str, fill: &[(&str, &str)]) -> PackFault {
        fault_at(&self.place(steps), path_text(steps), wrong, fill)
    }
}

/// A fault at a place.
pub(crate) fn fault_at(at: &At, key: String, wrong: &str, fill: &[(&str, &str)]) -> PackFault {
    PackFault {
        file: at.file.to_string(),
        line: at.line,
        key,
        wrong: wrong.to_owned(),
        fill: fill.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
    }
}

/// Reads one TOML text.
pub(crate) fn parse(file: &str, text: &str) -> Result<Node, Vec<PackFault>> {
    let lines = Lines::of(file, text);
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Ok(lines.table(table.span().start, table.get_ref()));
    }
    let fault = |error: &toml::de::Error| {
        let at = lines.at(error.span().map_or(0, |span| span.start));
        fault_at(&at, String::new(), misspelt(error.message()), &[])
    };
    Err(errors.iter().map(fault).collect())
}

/// Which of our sentences says what the TOML reader found; its own are English.
fn misspelt(reason: &str) -> &'static str {
    const SENTENCES: [(&str, &[&str]); 5] = [
        ("key_twice", &["duplicate key", "cannot extend"]),
        ("missing_comma", &["missing comma"]),
        (
            "unclosed_bracket",
            &["unclosed", "missing array opening", "missing inline table opening", "missing table open"],
        ),
        ("missing_quote", &["string values must be quoted", "missing opening quote", "invalid basic string"]),
        (
            "not_key_value",
            &["key with no value", "missing value", "missing assignment", "extra `=`", "extra assignment"],
        ),
    ];
    let fits = |starts: &[&str]| starts.iter().any(|start| reason.starts_with(start));
    SENTENCES.iter().find(|(_, starts)| fits(starts)).map_or("syntax", |(sentence, _)| sentence)
}

/// The beginnings of the lines of a text.
struct Lines {
    file: Rc<str>,
    starts: Vec<usize>,
}

impl Lines {
    fn of(file: &str, text: &str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { file: Rc::from(file), starts }
    }

    fn at(&self, byte: usize) -> At {
        let line = self.starts.partition_point(|start| *start <= byte);
        At { file: Rc::clone(&self.file), line: u32::try_from(line).unwrap_or(u32::MAX) }
    }

    fn table(&self, from: usize, table: &DeTable<'_>) -> Node {
        let mut entries: Vec<(usize, Entry)> = table
            .iter()
            .map(|(key, value)| {
                let entry =
                    Entry { key: key.get_ref().to_string(), at: self.at(key.span().start), node: self.value(value) };
                (key.span().start, entry)
            })
            .collect();
        // The parser sorts by key; people read by line.
        entries.sort_by_key(|(start, _)| *start);
        Node { at: self.at(from), kind: Kind::Table(entries.into_iter().map(|(_, entry)| entry).collect()) }
    }

    fn value(&self, value: &Spanned<DeValue<'_>>) -> Node {
        let from = value.span().start;
        let kind = match value.get_ref() {
            DeValue::Table(table) => return self.table(from, table),
            DeValue::Array(list) => Kind::List(list.iter().map(|value| self.value(value)).collect()),
            DeValue::String(text) => Kind::Text(text.to_string()),
            DeValue::Boolean(flag) => Kind::Flag(*flag),
            DeValue::Datetime(day) => Kind::Text(day.to_string()),
            DeValue::Integer(whole) => match i64::from_str_radix(whole.as_str(), whole.radix()) {
                Ok(whole) => Kind::Whole(whole),
                Err(_) => Kind::Text(whole.to_string()),
            },
            DeValue::Float(real) => match real.as_str().parse() {
                Ok(real) => Kind::Real(real),
                Err(_) => Kind::Text(real.to_string()),
            },
        };
        Node { at: self.at(from), kind }
    }
}

/// Adds the tables and rows of one file of a pack to another file of the same pack. The same row or value twice is a fault.
pub(crate) fn join(into: &mut Node, file: Node, path: &str, faults: &mut Vec<PackFault>) {
    let (Kind::Table(ours), Kind::Table(theirs)) = (&mut into.kind, file.kind) else { return };
    for entry in theirs {
        let deeper = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
        let Some(known) = ours.iter_mut().find(|known| known.key == entry.key) else {
            ours.push(entry);
            continue;
        };
        let group = !is_value(&known.node);
        match (&mut known.node.kind, entry.node.kind) {
            (Kind::List(known), Kind::List(more)) => known.extend(more),
            (Kind::Table(_), kind @ Kind::Table(_)) if group => {
                join(&mut known.node, Node { at: entry.node.at, kind }, &deeper, faults);
            }
            _ => {
                let line = known.at.line.to_string();
                faults.push(fault_at(&entry.at, deeper, "said_twice", &[("file", &known.at.file), ("line", &line)]));
            }
        }
    }
}

/// Lays a pack over another: rows with the same key and values are replaced whole, the rest is added.
pub(crate) fn lay(under: &mut Node, over: Node) {
    let (Kind::Table(ours), Kind::Table(theirs)) = (&mut under.kind, over.kind) else { return };
    for entry in theirs {
        let Some(known) = ours.iter_mut().find(|known| known.key == entry.key) else {
            ours.push(entry);
            continue;
        };
        let group = !is_value(&known.node);
        match (&mut known.node.kind, entry.node.kind) {
            (Kind::List(known), Kind::List(more)) if more.iter().all(|row| row.row_key().is_some()) => {
                for row in more {
                    match known.iter_mut().find(|old| old.row_key() == row.row_key()) {
                        Some(old) => *old = row,
                        None => known.push(row),
                    }
                }
            }
            (Kind::Table(_), kind @ Kind::Table(_)) if group => {
                lay(&mut known.node, Node { at: entry.node.at, kind });
            }
            (_, kind) => {
                known.at = entry.at;
                known.node = Node { at: entry.node.at, kind };
            }
        }
    }
}

/// Whether a table is a sourced value and not a group of them.
pub(crate) fn is_value(node: &Node) -> bool {
    node.entry("status").is_some() || node.entry("value").is_some()
}
