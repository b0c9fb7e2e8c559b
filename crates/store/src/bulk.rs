//! Many acts at once: made-up data, measurements, taking over another system's files.

use crate::act::Said;
use crate::error::Result;
use crate::list::row::Rows;
use crate::list::{self, rows_of};
use crate::log::{self, NewFact};
use crate::search;
use crate::store::{Chain, Store};
use greenlane_domain::fact::{Author, Content, Fact, FileId, History, Moment, seal};

/// What one author wrote into one file at one moment.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The file.
    pub file: FileId,
    /// The author.
    pub author: Author,
    /// When: milliseconds since 1970. Taken as given, so that made-up data can lie in the past.
    pub at_ms: i64,
    /// What, each fact after the one before.
    pub said: Vec<Said>,
}

/// Whether lists and search follow at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lists {
    /// They do.
    #[default]
    Now,
    /// They are left for [`Store::rebuild`], which is quicker for much data.
    Later,
}

impl Store {
    /// Writes many entries in one transaction, each file's in the order given, and returns how many facts they became.
    ///
    /// # Errors
    /// As [`Store::append`]. Then nothing was written.
    pub async fn append_many(&self, entries: Vec<Entry>, lists: Lists) -> Result<u64> {
        let mut turn = self.begin().await?;
        let mut chain = self.placed(Chain::read(&mut turn).await)?;
        let mut files: Vec<(FileId, i64, Vec<Fact>, bool)> = Vec::new();
        let mut places = std::collections::HashMap::new();
        let mut fresh = Vec::new();
        for entry in entries {
            let place = match places.get(&entry.file) {
                Some(place) => *place,
                None => {
                    let facts = self.placed(log::facts_of(&mut turn, &entry.file).await)?;
                    let n = self.placed(log::file_n(&mut turn, &entry.file).await)?;
                    let new = facts.is_empty();
                    files.push((entry.file.clone(), n, facts, new));
                    places.insert(entry.file.clone(), files.len() - 1);
                    files.len() - 1
                }
            };
            let Some((file, n, facts, _)) = files.get_mut(place) else { continue };
            let mut parents = log::heads(facts);
            let mut at = Moment { ms: entry.at_ms, tick: 0 };
            for said in entry.said {
                let content = Content {
                    file: file.clone(),
                    parents: std::mem::take(&mut parents),
                    device: self.device().clone(),
                    epoch: chain.epoch,
                    seq: chain.seq + 1,
                    previous: chain.previous,
                    author: entry.author.clone(),
                    at,
                    kind: said.kind,
                    version: said.version,
                    body: said.body,
                };
                let sealed = seal(&content, self.signing_key())?;
                let fact = Fact { id: sealed.id(), content };
                chain.seq += 1;
                chain.previous = Some(fact.id);
                chain.at = Some(chain.at.map_or(at, |last| last.max(at)));
                at.tick += 1;
                parents = vec![fact.id];
                fresh.push(NewFact::of(sealed, &fact, *n, self.0.device_n, None, true));
                facts.push(fact);
            }
        }
        let written: Result<()> = async {
            log::insert(&mut turn, &fresh, self.now()).await?;
            if lists == Lists::Now {
                let (mut rows, mut keys) = (Rows::default(), Vec::new());
                for (file, n, facts, new) in files {
                    let history = History::of(facts);
                    if new {
                        let (more, entries) = rows_of(&file, n, &history);
                        rows.extend(more);
                        search::fresh(n, entries, &mut rows, &mut keys);
                    } else {
                        list::refresh(&mut turn, &file, n, &history).await?;
                    }
                }
                keys.sort_unstable();
                search::key_rows(keys, &mut rows);
                rows.insert(&mut turn).await?;
            }
            chain.write(&mut turn).await
        }
        .await;
        self.placed(written)?;
        let written = fresh.len() as u64;
        self.commit(turn, chain.epoch, chain.seq).await?;
        Ok(written)
    }
}
