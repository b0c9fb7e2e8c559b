//! What differs between two packs, article by article, in the office's language.

use super::Pack;
use super::coverage::field_name;
use crate::words::{Language, has, say};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use ts_rs::TS;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Change {
    /// The article of the newer side, or of the older where the newer says nothing.
    pub article: String,
    /// The path, e.g. `item[settle].limits.promised`.
    pub key: String,
    /// The row it belongs to, by its name.
    pub of: String,
    /// What differs, in the office's words.
    pub what: String,
    /// The older value in words; empty where there was none.
    pub before: String,
    /// The newer value in words; empty where there is none.
    pub after: String,
}

/// What differs from one pack to another, sorted by article. A row that only one side has is one change, not one per field.
#[must_use]
pub fn diff(older: &Pack, newer: &Pack) -> Vec<Change> {
    let (older, newer) = (points(older), points(newer));
    let keys: std::collections::BTreeSet<&String> = older.keys().chain(newer.keys()).collect();
    let mut changes = Vec::new();
    let mut whole: Option<&String> = None;
    for key in keys {
        // Everything below a row that only one side has is part of that row.
        if whole.is_some_and(|row| key.strip_prefix(row.as_str()).is_some_and(|rest| rest.starts_with('.'))) {
            continue;
        }
        let (before, after) = (older.get(key), newer.get(key));
        if before.map(|point| &point.value) == after.map(|point| &point.value) {
            continue;
        }
        let Some(shown) = after.or(before) else { continue };
        whole = (before.is_none() || after.is_none()).then_some(key).filter(|_| shown.row);
        let side = |point: Option<&Point>| point.map(|point| point.value.clone()).unwrap_or_default();
        changes.push(Change {
            article: shown.article.clone(),
            key: key.clone(),
            of: shown.of.clone(),
            what: shown.what.clone(),
            before: side(before),
            after: side(after),
        });
    }
    changes.sort_by(|a, b| (&a.article, &a.key).cmp(&(&b.article, &b.key)));
    changes
}

/// One thing a pack says.
struct Point {
    value: String,
    article: String,
    of: String,
    what: String,
    row: bool,
}

fn points(pack: &Pack) -> BTreeMap<String, Point> {
    let mut points = BTreeMap::new();
    let tree = serde_json::to_value(pack).unwrap_or_default();
    for (section, value) in tree.as_object().into_iter().flatten() {
        walk(value, section, section, "", "", &mut points);
    }
    points
}

fn walk(value: &Value, path: &str, field: &str, of: &str, article: &str, points: &mut BTreeMap<String, Point>) {
    let said = |field: &str| value.get(field).and_then(Value::as_str).filter(|text| !text.is_empty());
    match value {
        Value::Array(rows) if rows.iter().any(|row| row.get("key").is_some()) => {
            for row in rows {
                let key = row.get("key").and_then(Value::as_str).unwrap_or_default();
                walk(row, &format!("{path}[{key}]"), field, of, article, points);
            }
        }
        Value::Object(fields) => {
            let article = said("article").unwrap_or(article);
            let name = ["name", "text", "title", "city"].iter().find_map(|field| said(field)).unwrap_or(of);
            if fields.contains_key("key") {
                let value = name.to_owned();
                points.insert(
                    path.to_owned(),
                    Point {
                        value,
                        article: article.to_owned(),
                        of: name.to_owned(),
                        what: field_name(field),
                        row: true,
                    },
                );
            } else if fields.contains_key("status") && said("city").is_none() {
                let value = match fields.get("value") {
                    Some(value) => words(value),
                    None => say(Language::Chinese, "pack.status.unset", &[]),
                };
                points.insert(
                    path.to_owned(),
                    Point {
                        value,
                        article: article.to_owned(),
                        of: of.to_owned(),
                        what: field_name(field),
                        row: false,
                    },
                );
                return;
            }
            for (field, value) in
                fields.iter().filter(|(field, _)| !matches!(field.as_str(), "key" | "article" | "note"))
            {
                walk(value, &format!("{path}.{field}"), field, name, article, points);
            }
        }
        Value::Null => {}
        single => {
            points.insert(
                path.to_owned(),
                Point {
                    value: words(single),
                    article: article.to_owned(),
                    of: of.to_owned(),
                    what: field_name(field),
                    row: false,
                },
            );
        }
    }
}

/// A value as the office says it.
fn words(value: &Value) -> String {
    match value {
        Value::String(text) => {
            let key = format!("pack.value.{text}");
            if has(Language::Chinese, &key) { say(Language::Chinese, &key, &[]) } else { text.clone() }
        }
        Value::Bool(flag) => say(Language::Chinese, if *flag { "pack.value.yes" } else { "pack.value.no" }, &[]),
        Value::Array(list) => list.iter().map(words).collect::<Vec<_>>().join("、"),
        Value::Object(fields) => {
            match (fields.get("days").and_then(Value::as_u64), fields.get("kind").and_then(Value::as_str)) {
                (Some(days), Some(kind)) => {
                    say(Language::Chinese, &format!("pack.value.days_{kind}"), &[("n", &days.to_string())])
                }
                _ => {
                    let field = |(field, value): (&String, &Value)| format!("{}：{}", field_name(field), words(value));
                    fields.iter().map(field).collect::<Vec<_>>().join("，")
                }
            }
        }
        Value::Number(number) => number.to_string(),
        Value::Null => String::new(),
    }
}
