//! Policy packs: what a city has decided, as data. See `policies/README.md`.
//!
//! A pack is a folder of TOML texts. [`Pack::read`] lays it over the national base, checks it, and either gives the whole
//! policy or says of every fault in which file, line and key it is. Every row carries its article and how sure it is
//! ([`Status`]); what nobody has decided stays [`Status::Unset`] and is shown so.

mod builtin;
mod check;
mod coverage;
mod desk;
mod diff;
mod fault;
mod flow;
mod meta;
mod people;
mod read;
mod routing;
mod scenario;
mod schema;
mod spec;
#[cfg(test)]
mod tests;
pub(crate) mod text;
pub(crate) mod tree;

pub use builtin::{builtin, builtin_ids, builtin_scenarios, builtin_source, national};
pub use coverage::{Coverage, Gap, Tally};
pub use desk::*;
pub use diff::{Change, diff};
pub use fault::PackFault;
pub use flow::*;
pub use meta::*;
pub use people::*;
pub use read::PackSource;
pub use routing::{Choice, RoutedItem, Rule};
pub use scenario::*;
pub use schema::{pack_schema, scenario_schema};
pub use spec::*;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The whole policy of one city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Whose it is.
    pub meta: Meta,
    /// The instruments it rests on.
    #[serde(rename = "basis", default)]
    pub basis: Vec<Basis>,
    /// What only the office can answer.
    #[serde(rename = "question", default)]
    pub questions: Vec<Question>,
    /// Departments and offices.
    #[serde(rename = "body", default)]
    pub bodies: Vec<Body>,
    /// Who takes part.
    #[serde(rename = "role", default)]
    pub roles: Vec<Role>,
    /// What they must do.
    #[serde(rename = "duty", default)]
    pub duties: Vec<Duty>,
    /// Service windows.
    #[serde(rename = "window", default)]
    pub windows: Vec<ServiceWindow>,
    /// Classes of talents.
    #[serde(rename = "class", default)]
    pub classes: Vec<TalentClass>,
    /// Tiers of talents.
    #[serde(rename = "tier", default)]
    pub tiers: Vec<Tier>,
    /// Cards.
    #[serde(rename = "card", default)]
    pub cards: Vec<Card>,
    /// Needs, in the order in which they are shown.
    #[serde(rename = "need", default)]
    pub needs: Vec<Need>,
    /// The papers that items ask for.
    #[serde(rename = "paper", default)]
    pub papers: Vec<Paper>,
    /// Service items.
    #[serde(rename = "item", default)]
    pub items: Vec<ItemSpec>,
    /// The ways of service.
    #[serde(rename = "way", default)]
    pub ways: Vec<Way>,
    /// The switches.
    #[serde(default)]
    pub flow: Flow,
    /// How item clocks run and are shown.
    #[serde(default)]
    pub lights: Lights,
    /// Clocks beside the limits of items.
    #[serde(rename = "clock", default)]
    pub clocks: Vec<Clock>,
    /// Reasons that may be given.
    #[serde(default)]
    pub reasons: Reasons,
    /// Levels of rating, best first.
    #[serde(rename = "rating", default)]
    pub ratings: Vec<RatingLevel>,
    /// Grades of assessment, best first.
    #[serde(rename = "grade", default)]
    pub grades: Vec<Grade>,
    /// What is filed regularly.
    #[serde(rename = "filing", default)]
    pub filings: Vec<Filing>,
    /// How numbers are made.
    #[serde(rename = "number", default)]
    pub numbers: Vec<NumberRule>,
    /// Head and foot of papers.
    #[serde(default)]
    pub letterhead: Letterhead,
    /// How long files are kept.
    #[serde(rename = "retention", default)]
    pub retention: Vec<Retention>,
    /// The papers the window makes.
    #[serde(rename = "document", default)]
    pub documents: Vec<Document>,
    /// Local words.
    #[serde(rename = "term", default)]
    pub terms: Vec<Term>,
}

/// Something of a pack that is found by its key.
pub trait Keyed {
    /// The key.
    fn key(&self) -> &str;
}

macro_rules! keyed {
    ($($row:ty),* $(,)?) => { $(impl Keyed for $row { fn key(&self) -> &str { &self.key } })* };
}
keyed!(
    Basis,
    Question,
    Body,
    Role,
    Duty,
    ServiceWindow,
    TalentClass,
    Tier,
    Card,
    Need,
    Paper,
    ItemSpec,
    Way,
    Clock,
    Reason,
    RatingLevel,
    Grade,
    Filing,
    NumberRule,
    Retention,
    Document,
    Term,
    MaterialSpec,
    Precondition
);

/// The row with a key.
#[must_use]
pub fn find<'a, T: Keyed>(rows: &'a [T], key: &str) -> Option<&'a T> {
    rows.iter().find(|row| row.key() == key)
}

impl Pack {
    /// Which pack and version this is, as a case pins it.
    #[must_use]
    pub fn pack_ref(&self) -> PackRef {
        PackRef { id: self.meta.id.clone(), version: self.meta.version }
    }

    /// A service item.
    #[must_use]
    pub fn item(&self, key: &str) -> Option<&ItemSpec> {
        find(&self.items, key)
    }

    /// A department or office.
    #[must_use]
    pub fn body(&self, key: &str) -> Option<&Body> {
        find(&self.bodies, key)
    }

    /// A paper that items ask for.
    #[must_use]
    pub fn paper(&self, key: &str) -> Option<&Paper> {
        find(&self.papers, key)
    }

    /// A clock beside the limits of items.
    #[must_use]
    pub fn clock(&self, key: &str) -> Option<&Clock> {
        find(&self.clocks, key)
    }

    /// A document the window makes.
    #[must_use]
    pub fn document(&self, key: &str) -> Option<&Document> {
        find(&self.documents, key)
    }

    /// How one kind of number is made.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<&NumberRule> {
        find(&self.numbers, key)
    }

    /// The local name of somebody who acts, e.g. `窗口专员`; the key itself where the city has no such role.
    #[must_use]
    pub fn role_name(&self, actor: Actor) -> &str {
        find(&self.roles, actor.key()).map_or(actor.key(), |role| &role.name)
    }

    /// The local word for one of the engine's words; the engine's word where the city has none.
    #[must_use]
    pub fn term<'a>(&'a self, key: &'a str) -> &'a str {
        find(&self.terms, key).map_or(key, |term| &term.name)
    }

    /// The items under each need, in the pack's order. Needs without an item are left out.
    #[must_use]
    pub fn items_by_need(&self) -> Vec<(&Need, Vec<&ItemSpec>)> {
        self.needs
            .iter()
            .map(|need| (need, self.items.iter().filter(|item| item.need == need.key).collect::<Vec<_>>()))
            .filter(|(_, items)| !items.is_empty())
            .collect()
    }

    /// The instruments by which a paper cites its basis, e.g. `《办法》（演发〔2026〕1号）`.
    #[must_use]
    pub fn citation(&self) -> String {
        self.basis
            .iter()
            .filter(|basis| basis.seen)
            .map(|basis| match basis.number.as_str() {
                "" => format!("《{}》", basis.title),
                number => format!("《{}》（{number}）", basis.title),
            })
            .collect::<Vec<_>>()
            .join("、")
    }

    /// The body that a name on a paper means: its name today, its short name, or another name it has or had.
    #[must_use]
    pub fn body_named(&self, name: &str) -> Option<&Body> {
        let name = name.trim();
        self.bodies
            .iter()
            .find(|body| body.name == name || body.short == name)
            .or_else(|| self.bodies.iter().find(|body| body.aliases.iter().any(|alias| alias.name == name)))
    }
}

impl Body {
    /// What the body was called on a day: the alias whose dates hold that day, else its name today.
    #[must_use]
    pub fn name_on(&self, day: NaiveDate) -> &str {
        self.aliases
            .iter()
            .filter(|alias| alias.until.is_some() && alias.official)
            .find(|alias| alias.from.is_none_or(|from| from <= day) && alias.until.is_some_and(|until| day <= until))
            .map_or(&self.name, |alias| &alias.name)
    }

    /// The short name, or the name where there is none.
    #[must_use]
    pub fn short_name(&self) -> &str {
        if self.short.is_empty() { &self.name } else { &self.short }
    }
}
