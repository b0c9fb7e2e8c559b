//! One turn of a person at the desk: acts and facts that happen together or not at all.

use crate::desk::Open;
use crate::numbers::{self, Of};
use crate::problem::{DeskError, Result};
use chrono::Datelike;
use greenlane_domain::case::{self, CaseAct, CaseFact, CaseState, Context, Refusal, Rule, decide};
use greenlane_domain::employer::EmployerFact;
use greenlane_domain::fact::{Author, Fact, FactId, FileId, FileKind, History, parts};
use greenlane_domain::office::OfficeFact;
use greenlane_domain::talent::TalentFact;
use greenlane_store::{Act, OwnNumber, Said};
use serde::Serialize;

/// An open turn. Dropping it undoes everything.
pub struct Turn<'a> {
    desk: &'a Open,
    act: Act,
    author: Author,
}

/// What an act on a case left behind.
#[derive(Debug, Clone, Default)]
pub struct Done {
    /// The facts.
    pub facts: Vec<FactId>,
    /// The number that was given; empty when none was.
    pub number: String,
}

/// A kind of fact, and the version of its bodies that this release writes.
pub(crate) trait Body: Serialize {
    const VERSION: u32;
}
macro_rules! bodies {
    ($($fact:ty),*) => { $(impl Body for $fact { const VERSION: u32 = <$fact>::VERSION; })* };
}
bodies!(CaseFact, TalentFact, EmployerFact, OfficeFact);

impl Open {
    /// Begins a turn of the signed-in person.
    pub(crate) async fn turn(&self) -> Result<Turn<'_>> {
        self.turn_of(self.author()).await
    }

    pub(crate) async fn turn_of(&self, author: Author) -> Result<Turn<'_>> {
        if !self.numbers_ready(self.today().year()) {
            numbers::prepare(self).await?;
        }
        let mut act = self.store.act(author.clone()).await?;
        if let Some(audience) = &self.audience {
            act.for_audience(audience.clone());
        }
        Ok(Turn { desk: self, act, author })
    }

    /// A file of a kind whose facts exist.
    pub(crate) async fn history(&self, file: &FileId) -> Result<History> {
        let history = self.store.history(file).await?;
        if history.is_empty() {
            return Err(DeskError::said("no_file", file.as_str(), &[]));
        }
        Ok(history)
    }

    /// The state of a case now.
    pub(crate) async fn case_state(&self, file: &FileId) -> Result<CaseState> {
        Ok(case::fold(&self.history(file).await?))
    }
}

impl Turn<'_> {
    /// The state of a case, with what this turn has already done to it.
    pub async fn state(&mut self, file: &FileId) -> Result<CaseState> {
        Ok(case::fold(&self.act.history(file).await?))
    }

    /// Whether an act would be possible on a state, without a number and without writing.
    pub(crate) fn would(&self, state: &CaseState, act: &CaseAct) -> std::result::Result<(), Refusal> {
        decide(state, act, &self.context("")).map(|_| ())
    }

    fn context<'c>(&'c self, number: &'c str) -> Context<'c> {
        Context {
            rules: &self.desk.rules,
            calendar: &self.desk.calendar,
            now: self.desk.now(),
            who: &self.author,
            number,
        }
    }

    /// Acts on a case. A refused act leaves the turn as it was: no number is used.
    ///
    /// # Errors
    /// The refusal, with rule and article; those of the database.
    pub async fn on_case(&mut self, file: &FileId, act: &CaseAct) -> Result<Done> {
        if file.kind() != FileKind::Case {
            return Err(DeskError::said("no_file", file.as_str(), &[]));
        }
        let history = self.act.history(file).await?;
        if history.is_empty() && !matches!(act, CaseAct::RegisterNeed { .. }) {
            return Err(DeskError::said("no_file", file.as_str(), &[]));
        }
        if let CaseAct::Correct { fact, .. } = act
            && history.get(fact).is_none()
        {
            let refusal = Refusal { rule: Rule::NoSuchFact, article: String::new(), fill: Vec::new() };
            return Err(DeskError::Refused(refusal));
        }
        let state = case::fold(&history);
        // First without a number: a refused act must not use one up.
        let mut facts = decide(&state, act, &self.context("")).map_err(DeskError::Refused)?;
        let mut number = String::new();
        if let Some(series) = act.kind().series() {
            let of = Of { file, case: state.number(), item: act.item().map_or("", |item| item.0.as_str()) };
            number = numbers::take(self.desk, &mut self.act, series, of).await?;
            facts = decide(&state, act, &self.context(&number)).map_err(DeskError::Refused)?;
        }
        let facts = self.append(file, history.heads(), &facts).await?;
        Ok(Done { facts, number })
    }

    /// Writes facts to a file of a talent, an employer or the office.
    pub(crate) async fn write<T: Body>(&mut self, file: &FileId, facts: &[T]) -> Result<Vec<FactId>> {
        let heads = self.act.history(file).await?.heads().to_vec();
        self.append(file, &heads, facts).await
    }

    async fn append<T: Body>(&mut self, file: &FileId, heads: &[FactId], facts: &[T]) -> Result<Vec<FactId>> {
        let said = facts.iter().map(|fact| {
            let (kind, body) =
                parts(fact).map_err(|error| DeskError::said("fault", "", &[("detail", &error.to_string())]))?;
            Ok(Said::new(kind, T::VERSION, body))
        });
        let said = said.collect::<Result<Vec<_>>>()?;
        Ok(self.act.append(file, heads, said).await?)
    }

    /// The number of a series that no act of a case takes by itself, e.g. the archival code of a volume.
    pub(crate) async fn number(&mut self, series: &str, of: Of<'_>) -> Result<String> {
        numbers::take(self.desk, &mut self.act, series, of).await
    }

    /// A number of the row for one that the desk gave by itself; none while it holds none.
    pub(crate) async fn number_for(&mut self, own: &OwnNumber, case: &str) -> Result<Option<String>> {
        numbers::take_for(self.desk, &mut self.act, own, case).await
    }

    /// Keeps a paper's bytes together with the turn.
    pub async fn keep(&mut self, content: Vec<u8>, media: &str, name: &str) -> Result<String> {
        Ok(self.act.put_content(content, media, name).await?.hash)
    }

    /// Keeps a setting of this desk together with the turn.
    pub(crate) async fn set(&mut self, key: &str, value: &str) -> Result<()> {
        Ok(self.act.set(key, value).await?)
    }

    /// Throws a draft away together with the turn.
    pub(crate) async fn drop_draft(&mut self, name: &str) -> Result<()> {
        Ok(self.act.drop_draft(name).await?)
    }

    /// Changes in whose name the next facts are written; only the practice office does this.
    pub(crate) fn author(&self) -> &Author {
        &self.author
    }

    /// Who the next facts are for.
    pub(crate) fn for_audience(&mut self, audience: &str) {
        self.act.for_audience(audience);
    }

    /// Makes the turn durable.
    ///
    /// # Errors
    /// Those of the database; then nothing of it has happened.
    pub async fn confirm(self) -> Result<Vec<Fact>> {
        Ok(self.act.confirm().await?)
    }
}
