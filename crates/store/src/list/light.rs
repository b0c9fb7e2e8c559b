use crate::error::{Result, StoreError};
use chrono::{Datelike, Days, NaiveDate};
use greenlane_domain::calendar::Calendar;
use greenlane_domain::case::{ItemState, Light, Rules};
use greenlane_domain::pack;

/// The day on which lights are worked out, and what makes them yellow. Rows keep dates; lights follow from the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Today {
    /// The day.
    pub today: NaiveDate,
    /// The last date that is yellow today; `None` when the pack leaves it unset.
    pub yellow_until: Option<NaiveDate>,
    /// Whether an item past its promised date but within law or rule is yellow, not red.
    pub lenient: bool,
    /// Whether even an item past law or rule is yellow, not red.
    pub mild: bool,
}

impl Today {
    /// The day under a city's rules.
    #[must_use]
    pub fn of(today: NaiveDate, calendar: &Calendar, rules: &Rules) -> Self {
        /// No stretch of days off is longer.
        const FAR: u64 = 400;
        let yellow_until = rules.yellow_at.map(|within| {
            (0..FAR)
                .filter_map(|days| today.checked_add_days(Days::new(days)))
                .take_while(|date| calendar.remaining(today, *date) <= i64::from(within))
                .last()
                .unwrap_or(today)
        });
        let yellow = |light| light != pack::Light::Red;
        Self { today, yellow_until, lenient: yellow(rules.past_promised), mild: yellow(rules.past_statutory) }
    }

    /// A light in SQL, over the columns `due`, `law` and `still` of a table. Numbers only: safe to write into a statement.
    pub(crate) fn sql(&self, table: &str) -> String {
        let today = self.today.num_days_from_ce();
        let (promised, law) = (usize::from(self.lenient), usize::from(self.mild));
        let yellow = self.yellow_until.map_or(today - 1, |date| date.num_days_from_ce());
        format!(
            "(CASE WHEN {table}.due IS NULL THEN {table}.still WHEN {table}.law < {today} THEN {law} \
             WHEN {table}.due < {today} THEN {promised} WHEN {table}.due <= {yellow} THEN 1 ELSE 2 END)"
        )
    }
}

/// The lights in their order, the worst first: their places are the numbers in the rows.
pub(crate) const LIGHTS: [Light; 7] =
    [Light::Red, Light::Yellow, Light::Green, Light::Unset, Light::Standing, Light::NotStarted, Light::Done];

pub(crate) fn of_number(number: i64) -> Result<Light> {
    let found = usize::try_from(number).ok().and_then(|place| LIGHTS.get(place)).copied();
    found.ok_or_else(|| StoreError::Fault(format!("light {number}")))
}

pub(crate) fn number(light: Light) -> usize {
    LIGHTS.iter().position(|known| *known == light).unwrap_or(LIGHTS.len())
}

/// The light that an item has whatever the day; `None` when its clock runs.
pub(crate) fn still(item: &ItemState) -> Option<Light> {
    if item.phase.is_over() {
        Some(Light::Done)
    } else if item.accepted.is_none() {
        Some(Light::NotStarted)
    } else if item.suspended().is_some() {
        Some(Light::Standing)
    } else if item.due().is_none() {
        Some(Light::Unset)
    } else {
        None
    }
}
