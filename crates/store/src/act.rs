use crate::error::{Result, StoreError};
use crate::list;
use crate::log::{self, NewFact};
use crate::store::{Chain, Store};
use crate::turn::Turn;
use greenlane_domain::fact::{Author, Content, Fact, FactId, FileId, History, Moment, seal};
use std::collections::BTreeMap;

/// What a fact is to say: its kind, that kind's version, its body.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The kind, e.g. `accepted`.
    pub kind: String,
    /// The version of that kind's body.
    pub version: u32,
    /// The body.
    pub body: serde_json::Value,
}

impl Said {
    /// A kind, its version and its body.
    #[must_use]
    pub fn new(kind: impl Into<String>, version: u32, body: serde_json::Value) -> Self {
        Self { kind: kind.into(), version, body }
    }
}

impl From<(String, u32, serde_json::Value)> for Said {
    fn from((kind, version, body): (String, u32, serde_json::Value)) -> Self {
        Self { kind, version, body }
    }
}

/// One act of a person: facts in one or more files, numbers taken, contents kept, a draft removed. All of it is confirmed
/// together by [`Act::confirm`], or nothing: dropping the act undoes it.
///
/// While it is open no other act can write.
pub struct Act {
    pub(crate) store: Store,
    pub(crate) tx: Turn,
    pub(crate) chain: Chain,
    author: Author,
    files: BTreeMap<FileId, Vec<Fact>>,
    touched: Vec<(FileId, i64)>,
    fresh: Vec<NewFact>,
    facts: Vec<Fact>,
    audience: Option<String>,
}

impl Store {
    /// Begins an act. Waits until other acts are done.
    ///
    /// # Errors
    /// Those of the disk; [`StoreError::Busy`].
    pub async fn act(&self, author: Author) -> Result<Act> {
        let mut tx = self.begin().await?;
        let chain = self.placed(Chain::read(&mut tx).await)?;
        Ok(Act {
            store: self.clone(),
            tx,
            chain,
            author,
            files: BTreeMap::new(),
            touched: Vec::new(),
            fresh: Vec::new(),
            facts: Vec::new(),
            audience: None,
        })
    }

    /// One act in one file.
    ///
    /// # Errors
    /// As [`Act::append`] and [`Act::confirm`].
    pub async fn append(
        &self,
        author: Author,
        file: &FileId,
        parents: &[FactId],
        bodies: Vec<Said>,
    ) -> Result<Vec<Fact>> {
        let mut act = self.act(author).await?;
        act.append(file, parents, bodies).await?;
        act.confirm().await
    }
}

impl Act {
    /// Who sees the facts of this act, as the centre will need it; decided when they are written.
    pub fn for_audience(&mut self, audience: impl Into<String>) {
        self.audience = Some(audience.into());
    }

    /// A file as it stands in this act, with the facts that the act has already added: decide on this.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn history(&mut self, file: &FileId) -> Result<History> {
        Ok(History::of(self.load(file).await?.iter().cloned()))
    }

    /// Seals bodies as facts of a file, each after the one before. `parents` are the heads on which the decision was made.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when the file has other heads now: load it and decide again. [`StoreError::Fact`] when a body
    /// is too large. Those of the disk.
    pub async fn append(&mut self, file: &FileId, parents: &[FactId], bodies: Vec<Said>) -> Result<Vec<FactId>> {
        let mut given = parents.to_vec();
        given.sort_unstable();
        if log::heads(self.load(file).await?) != given {
            return Err(StoreError::Moved(file.clone()));
        }
        let result = log::file_n(&mut self.tx, file).await;
        let file_n = self.store.placed(result)?;
        let mut parents = given;
        let mut ids = Vec::with_capacity(bodies.len());
        for said in bodies {
            let at = Moment::next(self.chain.at, self.store.now());
            let content = Content {
                file: file.clone(),
                parents: std::mem::take(&mut parents),
                device: self.store.device().clone(),
                epoch: self.chain.epoch,
                seq: self.chain.seq + 1,
                previous: self.chain.previous,
                author: self.author.clone(),
                at,
                kind: said.kind,
                version: said.version,
                body: said.body,
            };
            let sealed = seal(&content, &self.store.0.signing_key)?;
            let fact = Fact { id: sealed.id(), content };
            self.chain.seq += 1;
            self.chain.previous = Some(fact.id);
            self.chain.at = Some(at);
            parents = vec![fact.id];
            ids.push(fact.id);
            let device = self.store.0.device_n;
            self.fresh.push(NewFact::of(sealed, &fact, file_n, device, self.audience.clone(), true));
            self.facts.push(fact.clone());
            self.files.entry(file.clone()).or_default().push(fact);
        }
        if !self.touched.iter().any(|(known, _)| known == file) {
            self.touched.push((file.clone(), file_n));
        }
        Ok(ids)
    }

    /// Makes the act durable. When this returns the facts are on the disk, in the lists and in the outbox; they are
    /// returned in the order in which they were appended.
    ///
    /// # Errors
    /// Those of the disk. Then nothing of the act has happened.
    pub async fn confirm(mut self) -> Result<Vec<Fact>> {
        let now = self.store.now();
        let written: Result<()> = async {
            log::insert(&mut self.tx, &self.fresh, now).await?;
            for (file, n) in &self.touched {
                let facts = self.files.remove(file).unwrap_or_default();
                list::refresh(&mut self.tx, file, *n, &History::of(facts)).await?;
            }
            self.chain.write(&mut self.tx).await
        }
        .await;
        self.store.placed(written)?;
        let Self { store, tx, chain, facts, .. } = self;
        store.commit(tx, chain.epoch, chain.seq).await?;
        Ok(facts)
    }

    async fn load(&mut self, file: &FileId) -> Result<&Vec<Fact>> {
        if !self.files.contains_key(file) {
            let result = log::facts_of(&mut self.tx, file).await;
            let facts = self.store.placed(result)?;
            self.files.insert(file.clone(), facts);
        }
        self.files.get(file).ok_or_else(|| StoreError::Moved(file.clone()))
    }
}
