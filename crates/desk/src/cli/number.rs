//! `identify`: every kind of number a value can be.

use super::shown::{Answer, End};
use clap::Args;
use greenlane_desk::say;
use greenlane_domain::fact::Moment;
use greenlane_domain::identity;
use greenlane_domain::words::Language;
use serde_json::json;

/// A value as it was typed.
#[derive(Args)]
pub struct Identify {
    value: String,
}

pub fn identify(ask: &Identify, language: Language) -> Answer {
    let today = Moment { ms: greenlane_store::wall_clock(), tick: 0 }.date();
    let readings = identity::identify(&ask.value, today);
    let told: Vec<_> = readings
        .iter()
        .map(|reading| {
            json!({
                "kind": reading.kind,
                "name": reading.kind.name(language),
                "valid": reading.valid,
                "normalized": reading.normalized,
                "born": reading.born,
                "sex": reading.sex,
                "upgraded": reading.upgraded,
                "warnings": reading.warnings.iter().map(|warning| warning.say(language)).collect::<Vec<_>>(),
            })
        })
        .collect();
    let mut lines = Vec::new();
    for reading in &readings {
        let key = if reading.valid { "cli.identify.valid" } else { "cli.identify.invalid" };
        let kind = reading.kind.name(language);
        lines.push(say(language, key, &[("kind", &kind), ("number", &reading.normalized)]));
        lines.extend(reading.warnings.iter().map(|warning| format!("  {}", warning.say(language))));
    }
    if readings.is_empty() {
        lines.push(say(language, "cli.identify.none", &[]));
    }
    let end = if readings.iter().any(|reading| reading.valid) { End::Done } else { End::Refused };
    Answer::said(&json!({ "value": ask.value, "readings": told }), lines.join("\n")).ended(end)
}
