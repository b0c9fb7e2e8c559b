//! Golden scenarios: what a city's rules must come to, written beside the rules (校验本市规则).

mod rehearsal;
mod words;

use super::tree::parse;
use super::{Actor, Choice, Days, ItemSpec, Pack, PackFault, Route, find, text::typed};
use crate::calendar::Calendar;
use crate::words::{Language, say};
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use ts_rs::TS;

/// One scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Its title.
    pub title: String,
    /// The articles it exercises.
    pub article: String,
    /// What happens, in words.
    #[serde(default)]
    pub about: String,
    /// What happens, in order.
    #[serde(rename = "step")]
    pub steps: Vec<ScenarioStep>,
}

/// One step of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScenarioStep {
    /// A due date is asked for.
    Due(DueStep),
    /// Items are chosen and routed.
    Route(RouteStep),
    /// Somebody acts in the scenario's case.
    Act(ActStep),
    /// The case is looked at as it stood at the end of a day.
    Look(LookStep),
    /// A body is named as it was called on a day.
    Name(NameStep),
}

/// Asks for a due date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct DueStep {
    /// The day it starts, which is not counted.
    pub from: NaiveDate,
    /// The clock of the pack that runs; or …
    #[serde(default)]
    pub clock: Option<String>,
    /// … so many days.
    #[serde(default)]
    pub days: Option<Days>,
    /// As if no calendar were loaded for these years.
    #[serde(default)]
    pub without_calendar: bool,
    /// The due date; absent where the answer is that the calendar is missing (日历缺失).
    #[serde(default)]
    pub expect: Option<NaiveDate>,
}

/// Chooses items and asks for their ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct RouteStep {
    /// The keys of the chosen items.
    pub items: Vec<String>,
    /// Keys of items of the case that are already on their way.
    #[serde(default)]
    pub on_the_way: BTreeSet<String>,
    /// The way of each.
    pub expect: BTreeMap<String, Route>,
    /// Whether the window gets a copy.
    #[serde(default)]
    pub copy_to_window: Option<bool>,
}

/// An act in a case, by the engine's name of it, and what comes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct ActStep {
    /// The act, e.g. `register_need`, `accept`, `dispatch`, `extend`.
    pub act: String,
    /// The day.
    pub on: NaiveDate,
    /// Who acts.
    pub by: Actor,
    /// The item it is about.
    #[serde(default)]
    pub item: Option<String>,
    /// The items it is about, where several are chosen.
    #[serde(default)]
    pub items: Vec<String>,
    /// The department it is about.
    #[serde(default)]
    pub body: Option<String>,
    /// What else the act says, by name: `reason`, `told_on`, `told_by`, `filed_on`, `new_date` … A word that the act does
    /// not know is a fault.
    #[serde(default)]
    pub with: BTreeMap<String, String>,
    /// What comes of it.
    #[serde(default)]
    pub expect: ActExpectation,
}

/// What must come of an act. What is not named is not looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields, default)]
pub struct ActExpectation {
    /// The act is refused, by the rule with this name.
    pub refused: Option<String>,
    /// Words of the article the refusal names.
    pub article: Option<String>,
    /// The state of the item afterwards.
    pub state: Option<String>,
    /// The ways of items afterwards.
    pub routes: BTreeMap<String, Route>,
    /// Due dates of items afterwards; `unset` where there is no limit, `unchanged` where the act must not move it.
    pub due: BTreeMap<String, String>,
    /// Marks on the item afterwards: `overdue_extension`, `coordinated`, `bounced`, `follows` (容缺), `provisional`,
    /// `partial_handover`, `deemed`, `informed`, `accompanied`.
    pub marks: Vec<String>,
    /// Whether the window got a copy.
    pub copy_to_window: Option<bool>,
}

/// Looks at the case as it stood at the end of a day. What is not named is not looked at; maps are by item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct LookStep {
    /// The day.
    pub on: NaiveDate,
    /// Where items stand.
    #[serde(default)]
    pub states: BTreeMap<String, String>,
    /// The lights of items.
    #[serde(default)]
    pub lights: BTreeMap<String, String>,
    /// Due dates of items; `unset` where there is no limit.
    #[serde(default)]
    pub due: BTreeMap<String, String>,
    /// How items ended.
    #[serde(default)]
    pub outcomes: BTreeMap<String, String>,
    /// Where the case stands.
    #[serde(default)]
    pub case: Option<String>,
    /// When everything can be handed over together; `unset` where no item has a date.
    #[serde(default)]
    pub case_due: Option<String>,
    /// What must still follow: the date of the `rectification` or the `call_back`; `unset` where there is no limit,
    /// `none` where nothing is open.
    #[serde(default)]
    pub aftercare: BTreeMap<String, String>,
    /// The talent's name, character by character.
    #[serde(default)]
    pub talent: Option<String>,
    /// The employer's name.
    #[serde(default)]
    pub employer: Option<String>,
}

/// Names a body as it was called on a day, and finds today's from the old name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct NameStep {
    /// A name as it stands on a paper.
    pub written: String,
    /// What the body is called today.
    pub now: String,
    /// A day on which it was called by its former full name …
    #[serde(default)]
    pub on: Option<NaiveDate>,
    /// … which is this.
    #[serde(default)]
    pub then: Option<String>,
}

/// What came of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StepOutcome {
    /// As expected.
    Held,
    /// Not as expected: what was expected and what came, in words.
    Failed(String),
}

impl Scenario {
    /// Reads a scenario.
    ///
    /// # Errors
    /// What is wrong and where.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<PackFault>> {
        typed(&parse(file, text)?, "").map_err(|fault| vec![fault])
    }

    /// Runs every step, the acts through the same rules as a real case.
    #[must_use]
    pub fn run(&self, pack: &Pack, calendar: &Calendar) -> Vec<StepOutcome> {
        let mut case = rehearsal::Rehearsal::of(pack, calendar);
        self.steps
            .iter()
            .map(|step| match step {
                ScenarioStep::Due(step) => step.run(pack, calendar),
                ScenarioStep::Route(step) => step.run(pack),
                ScenarioStep::Act(step) => case.act(step),
                ScenarioStep::Look(step) => case.look(step),
                ScenarioStep::Name(step) => step.run(pack),
            })
            .collect()
    }
}

fn failed(key: &str, expected: &str, came: &str) -> StepOutcome {
    let fill = [("expected", expected), ("came", came)];
    StepOutcome::Failed(say(Language::Chinese, &format!("pack.scenario.{key}"), &fill))
}

impl DueStep {
    fn run(&self, pack: &Pack, calendar: &Calendar) -> StepOutcome {
        let clock = self.clock.as_deref();
        let days = self
            .days
            .or_else(|| clock.and_then(|clock| pack.clock(clock)).and_then(|clock| clock.within.get().copied()));
        let Some(days) = days else { return failed("no_clock", clock.unwrap_or("—"), "") };
        let none = Calendar::empty();
        let calendar = if self.without_calendar { &none } else { calendar };
        let came = calendar.due(self.from, days).ok().map(|due| due.date);
        let missing = || say(Language::Chinese, "pack.scenario.no_calendar", &[]);
        let shown = |day: Option<NaiveDate>| day.map_or_else(missing, |day| day.to_string());
        if came == self.expect { StepOutcome::Held } else { failed("due", &shown(self.expect), &shown(came)) }
    }
}

impl RouteStep {
    fn run(&self, pack: &Pack) -> StepOutcome {
        let mut chosen: Vec<&ItemSpec> = Vec::new();
        for key in &self.items {
            match find(&pack.items, key) {
                Some(item) => chosen.push(item),
                None => return failed("no_item", key, ""),
            }
        }
        let choice = Choice { on_the_way: self.on_the_way.clone(), ..Choice::default() };
        let routed = pack.route_for(&chosen, &choice);
        let came: BTreeMap<String, Route> = routed.iter().map(|item| (item.item.clone(), item.route)).collect();
        if came != self.expect {
            return failed("route", &ways(pack, &self.expect), &ways(pack, &came));
        }
        let copied = routed.iter().any(|item| item.copy_to_window);
        match self.copy_to_window {
            Some(expected) if expected != copied => failed("copy", &expected.to_string(), &copied.to_string()),
            _ => StepOutcome::Held,
        }
    }
}

impl NameStep {
    fn run(&self, pack: &Pack) -> StepOutcome {
        let Some(body) = pack.body_named(&self.written) else { return failed("no_body", &self.written, "") };
        if body.name != self.now {
            return failed("name", &self.now, &body.name);
        }
        match (self.on, &self.then) {
            (Some(day), Some(then)) if body.name_on(day) != then => failed("name", then, body.name_on(day)),
            _ => StepOutcome::Held,
        }
    }
}

/// Ways in the city's words.
fn ways(pack: &Pack, ways: &BTreeMap<String, Route>) -> String {
    let one = |(item, route): (&String, &Route)| {
        let item = pack.item(item).map_or(item.as_str(), |item| &item.name);
        let route =
            serde_json::to_value(route).ok().and_then(|route| route.as_str().map(str::to_owned)).unwrap_or_default();
        format!("{item}＝{}", pack.term(&route))
    };
    ways.iter().map(one).collect::<Vec<_>>().join("，")
}
