//! `due`: any due date, and why.

use super::shown::Answer;
use chrono::{Datelike, NaiveDate};
use clap::Args;
use greenlane_desk::{DeskError, say};
use greenlane_domain::calendar::{Calendar, parse_date};
use greenlane_domain::pack::{DayKind, Days};
use greenlane_domain::words::Language;
use serde_json::json;

/// A day it starts from, and how long.
#[derive(Args)]
pub struct Due {
    #[arg(long, value_parser = parse_date)]
    from: NaiveDate,
    #[command(flatten)]
    length: Length,
}

/// One of the two.
#[derive(Args)]
#[group(required = true, multiple = false)]
struct Length {
    #[arg(long)]
    working_days: Option<u32>,
    #[arg(long)]
    calendar_days: Option<u32>,
}

impl Due {
    fn days(&self) -> Days {
        match (self.length.working_days, self.length.calendar_days) {
            (Some(days), _) => Days { days, kind: DayKind::Working },
            (None, days) => Days { days: days.unwrap_or_default(), kind: DayKind::Calendar },
        }
    }
}

pub fn due(ask: &Due, language: Language) -> Answer {
    let calendar = Calendar::builtin();
    let days = ask.days();
    let due = match calendar.due(ask.from, days) {
        Ok(due) => due,
        Err(error) => return Answer::problem(DeskError::from(error), language),
    };
    let steps = calendar.explain(ask.from, days);
    let told: Vec<_> = steps
        .iter()
        .map(|step| {
            json!({
                "date": step.date,
                "weekday": step.date.weekday().number_from_monday(),
                "counted": step.counted,
                "number": step.number,
                "why": step.why.say(language),
                "kind": step.why,
                "provisional": step.provisional,
            })
        })
        .collect();
    let value = json!({
        "from": ask.from,
        "days": days.days,
        "kind": days.kind,
        "due": due.date,
        "provisional": due.provisional,
        "calendar": due.calendar,
        "steps": told,
    });
    let period = match days.kind {
        DayKind::Working => "cli.due.working",
        DayKind::Calendar => "cli.due.calendar",
    };
    let mut lines = vec![say(
        language,
        period,
        &[
            ("from", &ask.from.to_string()),
            ("n", &days.days.to_string()),
            ("due", &due.date.to_string()),
            ("weekday", &weekday(due.date, language)),
        ],
    )];
    if due.provisional {
        lines.push(say(language, "cli.due.provisional", &[]));
    }
    lines.push(say(language, "cli.due.version", &[("version", due.calendar.as_str())]));
    for step in &steps {
        let number = step.number.map_or_else(|| "—".to_owned(), |number| number.to_string());
        lines.push(format!("{}  {}  {number:>3}  {}", step.date, weekday(step.date, language), step.why.say(language)));
    }
    Answer::said(&value, lines.join("\n"))
}

fn weekday(date: NaiveDate, language: Language) -> String {
    say(language, &format!("cli.weekday.{}", date.weekday().number_from_monday()), &[])
}
