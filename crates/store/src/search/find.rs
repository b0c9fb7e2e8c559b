use super::How;
use super::key::{grams, normal, reversed};
use crate::error::Result;
use crate::store::Store;
use greenlane_domain::fact::FileId;
use sqlx::{QueryBuilder, Row, Sqlite};
use std::collections::HashMap;

/// One hit of Ctrl+K.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Hit {
    /// `talent`, `employer`, `case`, `paper`.
    pub kind: String,
    /// The file to open.
    pub file: FileId,
    /// The paper, for papers.
    pub sha256: Option<String>,
    /// The first line.
    pub title: String,
    /// The second line; identity numbers are masked.
    pub detail: String,
    /// What matched.
    pub matched: How,
}

/// How many candidates are looked at for each way of matching.
const CANDIDATES: i64 = 240;
/// When several words must all match, the first gives more.
const CANDIDATES_OF_MANY: i64 = 1500;
/// So many last digits, at least, are a number's end.
const SHORTEST_END: usize = 3;

struct Found {
    n: i64,
    how: How,
    exact: bool,
}

impl Store {
    /// What a typed text can mean, the likeliest first. Several words, apart by spaces, must all match.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn search(&self, text: &str, limit: usize) -> Result<Vec<Hit>> {
        let mut words: Vec<String> = text.split_whitespace().map(normal).filter(|word| !word.is_empty()).collect();
        // The longest word is the rarest.
        words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        let whole = normal(text);
        if whole.is_empty() {
            return Ok(Vec::new());
        }
        let mut best = self.candidates(&whole, CANDIDATES).await?;
        if best.len() < limit
            && let [first, _, ..] = words.as_slice()
        {
            for found in self.candidates(first, CANDIDATES_OF_MANY).await? {
                if !best.iter().any(|known| known.n == found.n) {
                    best.push(Found { exact: false, ..found });
                }
            }
        }
        let mut hits = self.entries(&best, &whole, &words).await?;
        hits.sort_by(|(one, a), (other, b)| {
            let place = |found: &Found, hit: &Hit| {
                let far = if found.how != How::Text { 0 } else { 2 - u8::from(normal(&hit.title).contains(&whole)) };
                (!found.exact, far, rank(&hit.kind), found.how)
            };
            place(one, a).cmp(&place(other, b)).then(other.n.cmp(&one.n))
        });
        Ok(hits.into_iter().map(|(_, hit)| hit).take(limit).collect())
    }

    async fn candidates(&self, word: &str, most: i64) -> Result<Vec<Found>> {
        let mut best: HashMap<i64, Found> = HashMap::new();
        let mut take = |found: Found| {
            let known = best.get(&found.n);
            if known.is_none_or(|known| (!found.exact, found.how) < (!known.exact, known.how)) {
                best.insert(found.n, found);
            }
        };
        for (n, how, key) in self.keys(word, most).await? {
            take(Found { n, how, exact: key == word });
        }
        let number = word.is_ascii() && word.chars().any(|c| c.is_ascii_digit());
        if number && word.len() >= SHORTEST_END {
            for (n, how, _) in self.keys(&reversed(word), most).await? {
                take(Found { n, how, exact: false });
            }
        }
        let pairs = grams(word);
        if !pairs.is_empty() {
            let query = pairs.iter().map(|pair| format!("\"{pair}\"")).collect::<Vec<_>>().join(" AND ");
            let rows = sqlx::query_scalar::<_, i64>(
                "SELECT rowid FROM search_gram WHERE search_gram MATCH ? ORDER BY rowid DESC LIMIT ?",
            )
            .bind(query)
            .bind(most)
            .fetch_all(&self.0.read)
            .await;
            for n in self.placed(rows)? {
                take(Found { n, how: How::Text, exact: false });
            }
        }
        Ok(best.into_values().collect())
    }

    async fn keys(&self, start: &str, most: i64) -> Result<Vec<(i64, How, String)>> {
        let rows =
            sqlx::query("SELECT entry, how, key FROM search_key WHERE key >= ? AND key < ? ORDER BY key LIMIT ?")
                .bind(start)
                .bind(format!("{start}\u{10FFFF}"))
                .bind(most)
                .fetch_all(&self.0.read)
                .await;
        self.placed(rows)?
            .iter()
            .map(|row| Ok((row.try_get(0)?, How::of_number(row.try_get(1)?), row.try_get(2)?)))
            .collect()
    }

    /// Reads the entries and drops those that do not match after all: pairs may stand apart in a text.
    async fn entries<'f>(&self, found: &'f [Found], whole: &str, words: &[String]) -> Result<Vec<(&'f Found, Hit)>> {
        let mut hits = Vec::new();
        for batch in found.chunks(500) {
            let by_n: HashMap<i64, &Found> = batch.iter().map(|found| (found.n, found)).collect();
            let mut query = QueryBuilder::<Sqlite>::new(
                "SELECT e.n, e.kind, e.sha256, e.title, e.detail, e.text, e.keys, file.id \
                 FROM search_entry e JOIN file ON file.n = e.n >> 20 WHERE e.n IN (",
            );
            let mut list = query.separated(", ");
            for found in batch {
                list.push_bind(found.n);
            }
            query.push(")");
            let rows = query.build().fetch_all(&self.0.read).await;
            for row in self.placed(rows)? {
                let (text, keys): (&str, &str) = (row.try_get(5)?, row.try_get(6)?);
                let matches = |word: &str| {
                    let end = reversed(word);
                    let begins =
                        |line: &str| line.get(1..).is_some_and(|key| key.starts_with(word) || key.starts_with(&end));
                    text.contains(word) || keys.lines().any(begins)
                };
                let all = words.len() > 1 && words.iter().all(|word| matches(word));
                if !matches(whole) && !all {
                    continue;
                }
                let Some(found) = by_n.get(&row.try_get(0)?) else { continue };
                let hit = Hit {
                    kind: row.try_get(1)?,
                    file: FileId::new(row.try_get::<String, _>(7)?),
                    sha256: row.try_get(2)?,
                    title: row.try_get(3)?,
                    detail: row.try_get(4)?,
                    matched: found.how,
                };
                hits.push((*found, hit));
            }
        }
        Ok(hits)
    }
}

/// People first: a name that is typed is most often a person's.
fn rank(kind: &str) -> u8 {
    match kind {
        "talent" => 0,
        "employer" => 1,
        "case" => 2,
        _ => 3,
    }
}
