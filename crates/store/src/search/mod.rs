//! Ctrl+K: people, employers, cases and papers by name, pinyin, initials, number, last digits, or words in the text.

mod find;
mod key;

pub use find::Hit;

use crate::error::Result;
use crate::list::row::{Cell, ENTRY, GRAM, KEY, Rows};
use key::{bigrams, name_keys, normal, reversed};
use sqlx::{Row, SqliteConnection};
use std::collections::BTreeSet;

/// The pairs of a text as a question to the index.
#[cfg(test)]
pub(crate) fn pairs_for_test(text: &str) -> String {
    key::grams(&normal(text)).iter().map(|pair| format!("\"{pair}\"")).collect::<Vec<_>>().join(" AND ")
}

/// What of a thing matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The name as written.
    Name,
    /// A number from its beginning.
    Number,
    /// The name's pinyin.
    Pinyin,
    /// The initials of the name's pinyin.
    Initials,
    /// A number's last digits.
    Digits,
    /// Words in the text.
    Text,
}

impl How {
    const ALL: [Self; 6] = [Self::Name, Self::Number, Self::Pinyin, Self::Initials, Self::Digits, Self::Text];

    fn number(self) -> i64 {
        Self::ALL.iter().zip(0..).find(|(how, _)| **how == self).map_or(0, |(_, number)| number)
    }
    fn of_number(number: i64) -> Self {
        usize::try_from(number).ok().and_then(|place| Self::ALL.get(place)).copied().unwrap_or(Self::Text)
    }
}

/// A thing that Ctrl+K finds.
#[derive(Debug)]
pub(crate) struct Entry {
    kind: &'static str,
    place: usize,
    title: String,
    text: String,
    keys: BTreeSet<(String, How)>,
    pub detail: String,
    pub sha256: Option<String>,
}

/// How many entries a file may have: the low bits of an entry's number.
const PLACES: u32 = 20;

impl Entry {
    /// A thing at a place in its file; 0 for the file itself.
    pub fn new(kind: &'static str, place: usize, title: &str) -> Self {
        let (title, text, keys, detail) = (title.to_owned(), String::new(), BTreeSet::new(), String::new());
        Self { kind, place, title, text, keys, detail, sha256: None }
    }
    /// Found by this name, as written, in pinyin and by initials.
    pub fn name(&mut self, name: &str) {
        self.keys.extend(name_keys(name));
    }
    /// Found by this number, from its beginning or by its last digits.
    pub fn number(&mut self, number: &str) {
        let number = normal(number);
        if number.is_empty() {
            return;
        }
        self.keys.insert((reversed(&number), How::Digits));
        self.keys.insert((number, How::Number));
    }
    /// Found by any two neighbouring characters in these texts.
    pub fn text(&mut self, texts: &[&str]) {
        let texts: Vec<String> = texts.iter().map(|text| normal(text)).filter(|text| !text.is_empty()).collect();
        // A stroke keeps the end of one text and the beginning of the next from making a pair.
        self.text = texts.join("|");
    }

    fn n(&self, file: i64) -> Option<i64> {
        let place = i64::try_from(self.place).ok().filter(|place| *place < 1 << PLACES)?;
        file.checked_mul(1 << PLACES).map(|first| first + place)
    }

    fn keys_text(&self) -> String {
        self.keys.iter().map(|(key, how)| format!("{}{key}", how.number())).collect::<Vec<_>>().join("\n")
    }
}

fn keys_of(text: &str) -> BTreeSet<(String, i64)> {
    text.lines()
        .filter_map(|line| line.split_at_checked(1))
        .filter_map(|(how, key)| Some((key.to_owned(), how.parse().ok()?)))
        .collect()
}

/// Rows of entries whose file has none yet.
pub(crate) fn fresh(file: i64, entries: Vec<Entry>, rows: &mut Rows, keys: &mut Vec<(String, i64, i64)>) {
    for entry in entries {
        let Some(n) = entry.n(file) else { continue };
        keys.extend(entry.keys.iter().map(|(key, how)| (key.clone(), n, how.number())));
        put(n, entry, rows);
    }
}

fn put(n: i64, entry: Entry, rows: &mut Rows) {
    if !entry.text.is_empty() {
        rows.put(GRAM, vec![n.into(), bigrams(&entry.text).into()]);
    }
    let keys = entry.keys_text();
    let Entry { kind, title, text, detail, sha256, .. } = entry;
    rows.put(ENTRY, vec![n.into(), kind.into(), sha256.into(), title.into(), detail.into(), text.into(), keys.into()]);
}

/// Rows of keys; in the order of the keys they go in fastest.
pub(crate) fn key_rows(keys: impl IntoIterator<Item = (String, i64, i64)>, rows: &mut Rows) {
    for (key, n, how) in keys {
        rows.put(KEY, vec![Cell::Text(key), n.into(), how.into()]);
    }
}

/// Puts a file's entries in place of what was there, touching only what differs.
pub(crate) async fn refresh(to: &mut SqliteConnection, file: i64, entries: Vec<Entry>) -> Result<()> {
    let first = file.saturating_mul(1 << PLACES);
    let old = sqlx::query("SELECT n, text, keys, title, detail, sha256 FROM search_entry WHERE n >= ? AND n < ?");
    let old = old.bind(first).bind(first.saturating_add(1 << PLACES)).fetch_all(&mut *to).await?;
    let mut old: std::collections::BTreeMap<i64, _> =
        old.into_iter().map(|row| Ok((row.try_get::<i64, _>(0)?, row))).collect::<Result<_>>()?;
    let mut rows = Rows::default();
    for entry in entries {
        let Some(n) = entry.n(file) else { continue };
        let now: BTreeSet<(String, i64)> = entry.keys.iter().map(|(key, how)| (key.clone(), how.number())).collect();
        let mut before = BTreeSet::new();
        if let Some(row) = old.remove(&n) {
            let same = row.try_get::<&str, _>(1)? == entry.text
                && row.try_get::<&str, _>(2)? == entry.keys_text()
                && row.try_get::<&str, _>(3)? == entry.title
                && row.try_get::<&str, _>(4)? == entry.detail
                && row.try_get::<Option<&str>, _>(5)? == entry.sha256.as_deref();
            if same {
                continue;
            }
            before = keys_of(row.try_get(2)?);
            remove(to, n, before.difference(&now)).await?;
        }
        key_rows(now.difference(&before).map(|(key, how)| (key.clone(), n, *how)), &mut rows);
        put(n, entry, &mut rows);
    }
    for (n, row) in old {
        remove(to, n, keys_of(row.try_get(2)?).iter()).await?;
    }
    rows.insert(to).await
}

async fn remove(to: &mut SqliteConnection, n: i64, keys: impl Iterator<Item = &(String, i64)>) -> Result<()> {
    for (key, how) in keys {
        let delete = sqlx::query("DELETE FROM search_key WHERE key = ? AND entry = ? AND how = ?");
        delete.bind(key).bind(n).bind(how).execute(&mut *to).await?;
    }
    sqlx::query("DELETE FROM search_entry WHERE n = ?").bind(n).execute(&mut *to).await?;
    sqlx::query("DELETE FROM search_gram WHERE rowid = ?").bind(n).execute(&mut *to).await?;
    Ok(())
}
