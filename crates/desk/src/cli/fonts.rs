//! `fonts`: which characters the chain of fonts can print, measured.

use super::shown::Answer;
use greenlane_desk::{Problem, say};
use greenlane_domain::words::Language;
use greenlane_print::Level;
use serde_json::json;
use std::path::Path;

/// Measures the chain of an office, or of the program where no office is named.
pub fn measure(home: Option<&Path>, language: Language) -> Answer {
    let press = match greenlane_desk::press(home) {
        Ok(press) => press,
        Err(error) => {
            let what = error.say(language);
            let problem = Problem { code: "no_fonts".to_owned(), what, place: String::new(), remedy: String::new() };
            return Answer::problem(problem, language);
        }
    };
    let fonts = press.fonts();
    let line = |key: &str, fill: &[(&str, &str)]| say(language, key, fill);
    let mut lines = vec![line("cli.fonts.chain", &[("chain", &fonts.chain().join("、"))])];
    let (levels, blocks) = (fonts.levels(), fonts.coverage());
    let part = |name: &str, covered: usize, characters: usize, by: &str| {
        // Rounded down: a level is only whole when every character is there.
        let permille = (covered * 1000).checked_div(characters).unwrap_or_default();
        let share = format!("{}.{}", permille / 10, permille % 10);
        let (covered, characters) = (covered.to_string(), characters.to_string());
        let fill =
            [("name", name), ("covered", covered.as_str()), ("characters", &characters), ("share", &share), ("by", by)];
        line("cli.fonts.part", &fill)
    };
    for one in &levels {
        let key = match one.level {
            Level::One => "cli.fonts.level_one",
            Level::Two => "cli.fonts.level_two",
            Level::Three => "cli.fonts.level_three",
            Level::Amendment => "cli.fonts.amendment",
        };
        lines.push(part(&line(key, &[]), one.covered, one.characters, ""));
    }
    for one in &blocks {
        let by = one.by_family.iter().filter(|(_, count)| *count > 0).map(|(name, count)| format!("{name} {count}"));
        lines.push(part(one.block.name, one.covered, one.characters, &by.collect::<Vec<_>>().join("、")));
    }
    let told = json!({ "chain": fonts.chain(), "gb18030_2022": levels, "blocks": blocks });
    Answer::said(&told, lines.join("\n"))
}
