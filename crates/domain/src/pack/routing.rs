//! Which way each chosen item goes, and the rule that decides it.

use super::{InPersonMode, ItemSpec, Pack, Route, Status};
use crate::words::{Language, say};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use ts_rs::TS;

/// What the clerk decides about the way, where the pack leaves a choice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Choice {
    /// Keys of items to finish at the counter, where the pack and the item allow it.
    pub at_counter: BTreeSet<String>,
    /// Send a single item through the window although it might go straight to its department.
    pub through_window: bool,
    /// Items of the case that are already on their way, by key. They count when the pack counts items; they are not routed.
    pub on_the_way: BTreeSet<String>,
}

/// The rule that decided a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The item is given at once, on showing a card.
    Direct,
    /// The item lies in the window's power and is finished at the counter.
    OnSpot,
    /// The person must come.
    InPerson,
    /// The case's only item goes straight to its department; the window gets a copy where the pack says so.
    SingleStraight,
    /// The case's only item goes through the window, because the pack sends everything through it or the clerk chose so.
    SingleThroughWindow,
    /// Several items: the window sends each to its department at the same time.
    Several,
    /// The item has a way of its own (承诺先行、代办、一事一议).
    ItemsOwn,
    /// The pack has not decided; the way is the one written at the item.
    Undecided,
}

impl Rule {
    /// The rule in words for the routing preview.
    #[must_use]
    pub fn say(self, language: Language) -> String {
        let key = match self {
            Self::Direct => "direct",
            Self::OnSpot => "on_spot",
            Self::InPerson => "in_person",
            Self::SingleStraight => "single_straight",
            Self::SingleThroughWindow => "single_through_window",
            Self::Several => "several",
            Self::ItemsOwn => "items_own",
            Self::Undecided => "undecided",
        };
        say(language, &format!("pack.rule.{key}"), &[])
    }
}

/// One item with its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct RoutedItem {
    /// The item's key.
    pub item: String,
    /// Its way.
    pub route: Route,
    /// The rule that decided it.
    pub rule: Rule,
    /// The article the rule rests on.
    pub article: String,
    /// How sure the rule is.
    pub status: Status,
    /// The key of the department that leads.
    pub lead: String,
    /// Keys of departments that assist.
    pub assist: Vec<String>,
    /// Why this department (职责).
    pub duty: String,
    /// Whether the window gets a copy of what goes straight to the department.
    pub copy_to_window: bool,
    /// How a person who must come is helped.
    pub in_person: Option<InPersonMode>,
    /// Keys of items of this case that must be finished first.
    pub waits_for: Vec<String>,
}

impl Pack {
    /// The way of each chosen item, in the order of choice.
    ///
    /// Items given at once or finished at the counter are not counted when the pack asks how many items are applied for
    /// (申办单一项目、多个项目): nobody has to forward them.
    #[must_use]
    pub fn route_for(&self, chosen: &[&ItemSpec], choice: &Choice) -> Vec<RoutedItem> {
        let applied =
            chosen.iter().filter(|item| self.at_once(item, choice).is_none()).count() + choice.on_the_way.len();
        chosen
            .iter()
            .map(|item| {
                let (route, rule, article, status) = self.way_of(item, applied, choice);
                let in_case =
                    |key: &&String| chosen.iter().any(|item| item.key == **key) || choice.on_the_way.contains(*key);
                RoutedItem {
                    item: item.key.clone(),
                    route,
                    rule,
                    article,
                    status,
                    lead: item.lead.clone(),
                    assist: item.assist.clone(),
                    duty: item.duty.clone(),
                    copy_to_window: rule == Rule::SingleStraight && self.flow.route.copy_to_window.get() == Some(&true),
                    in_person: item.in_person.or_else(|| {
                        (route == Route::InPerson).then(|| self.flow.in_person.mode.get().copied()).flatten()
                    }),
                    waits_for: item.after.iter().filter(in_case).cloned().collect(),
                }
            })
            .collect()
    }

    /// The way of an item that nobody has to forward.
    fn at_once(&self, item: &ItemSpec, choice: &Choice) -> Option<(Route, Rule)> {
        let at_counter = item.on_spot
            && choice.at_counter.contains(&item.key)
            && self.flow.route.on_spot.get().copied().unwrap_or(false);
        match item.route {
            Route::Direct => Some((Route::Direct, Rule::Direct)),
            Route::OnSpot => Some((Route::OnSpot, Rule::OnSpot)),
            _ if at_counter => Some((Route::OnSpot, Rule::OnSpot)),
            _ => None,
        }
    }

    fn way_of(&self, item: &ItemSpec, applied: usize, choice: &Choice) -> (Route, Rule, String, Status) {
        let from_item = |route, rule| (route, rule, item.article.clone(), item.status);
        if let Some((route, rule)) = self.at_once(item, choice) {
            return from_item(route, rule);
        }
        match item.route {
            Route::InPerson => return from_item(Route::InPerson, Rule::InPerson),
            Route::CommitFirst | Route::Agency | Route::CaseByCase => return from_item(item.route, Rule::ItemsOwn),
            Route::Direct | Route::OnSpot | Route::Single | Route::Parallel => {}
        }
        let flow = &self.flow.route;
        if let Some(from) = flow.parallel_from.get()
            && applied >= usize::try_from(*from).unwrap_or(usize::MAX)
        {
            let said = &flow.parallel_from;
            return (Route::Parallel, Rule::Several, said.article.clone(), said.status);
        }
        let said = &flow.single_bypasses_window;
        match said.get() {
            Some(true) if !choice.through_window => {
                (Route::Single, Rule::SingleStraight, said.article.clone(), said.status)
            }
            Some(_) => (Route::Parallel, Rule::SingleThroughWindow, said.article.clone(), said.status),
            None => (item.route, Rule::Undecided, item.article.clone(), Status::Unset),
        }
    }
}
