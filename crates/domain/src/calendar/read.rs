//! Reading a year's notice from a file: TOML as in `policies/calendar`, or a table (CSV).

use super::notice::{NoticeDay, NoticeFault, Paper, YearNotice};
use super::{DayStatus, parse_date};
use crate::pack::tree::{Step, parse};
use crate::pack::{PackFault, text::typed};
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Reads and checks a year's notice.
///
/// TOML: `year`, `confirmed`, `[[paper]]` with `number` and `issued`, `[[holiday]]` with `name`, `off` and `work`. A table:
/// lines `date,kind,name` (kind `off`/`work`, 休/班), and above them `# year,2027`, `# number,国办发明电…`,
/// `# issued,2026-11-05` (or 年份, 文号, 印发日期).
///
/// # Errors
/// Everything that is wrong, each with its line where there is one.
pub fn parse_notice(text: &str) -> Result<YearNotice, Vec<NoticeFault>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = Vec::new();
    let notice = if is_table(text) { read_table(text, &mut lines) } else { read_toml(text, &mut lines) }?;
    let faults = notice.faults_at(&|place| lines.get(place).copied());
    if faults.is_empty() { Ok(sorted(notice)) } else { Err(faults) }
}

fn sorted(mut notice: YearNotice) -> YearNotice {
    notice.days.sort_by_key(|day| day.date);
    notice
}

fn is_table(text: &str) -> bool {
    text.lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with('#'))
        .is_some_and(|line| line.contains(',') && !line.contains('='))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    year: i32,
    confirmed: bool,
    #[serde(default)]
    note: String,
    #[serde(default)]
    paper: Vec<FilePaper>,
    #[serde(default)]
    holiday: Vec<FileHoliday>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FilePaper {
    #[serde(default)]
    number: Option<String>,
    #[serde(default)]
    issued: Option<String>,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileHoliday {
    name: String,
    #[serde(default)]
    off: Vec<String>,
    #[serde(default)]
    work: Vec<String>,
}

fn read_toml(text: &str, lines: &mut Vec<u32>) -> Result<YearNotice, Vec<NoticeFault>> {
    // As packs are read: what does not fit is named with its key, in our own words.
    let of_file = |faults: Vec<PackFault>| faults.iter().map(NoticeFault::of_file).collect::<Vec<_>>();
    let tree = parse("", text).map_err(of_file)?;
    let file: File = typed(&tree, "").map_err(|fault| of_file(vec![fault]))?;
    let mut faults = Vec::new();
    let mut read = |value: &str, place: &[Step]| {
        let line = tree.place(place).line;
        date_at(value, line, &mut faults).map(|date| (date, line))
    };
    let mut papers = Vec::new();
    for (nth, paper) in file.paper.into_iter().enumerate() {
        let place = [Step::Key("paper"), Step::Nth(nth), Step::Key("issued")];
        let issued = paper.issued.as_deref().and_then(|issued| read(issued, &place)).map(|(date, _)| date);
        papers.push(Paper { number: paper.number, issued, note: paper.note });
    }
    let mut days = Vec::new();
    for (nth, holiday) in file.holiday.into_iter().enumerate() {
        for (key, dates, kind) in [("off", holiday.off, DayStatus::Rest), ("work", holiday.work, DayStatus::Working)] {
            for (day, text) in dates.iter().enumerate() {
                let place = [Step::Key("holiday"), Step::Nth(nth), Step::Key(key), Step::Nth(day)];
                let Some((date, line)) = read(text, &place) else { continue };
                days.push(NoticeDay { date, kind, name: holiday.name.clone() });
                lines.push(line);
            }
        }
    }
    let notice = YearNotice { year: file.year, confirmed: file.confirmed, papers, days, note: file.note };
    if faults.is_empty() { Ok(notice) } else { Err(faults) }
}

fn read_table(text: &str, lines: &mut Vec<u32>) -> Result<YearNotice, Vec<NoticeFault>> {
    let mut faults = Vec::new();
    let (mut year, mut days) = (None, Vec::new());
    let mut paper = Paper { number: None, issued: None, note: String::new() };
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if let Some(remark) = line.strip_prefix('#') {
            let Some((name, value)) = remark.split_once([',', '：', ':', '，']) else { continue };
            let value = value.trim();
            match name.trim() {
                "year" | "年份" => match value.trim_end_matches('年').parse::<i32>() {
                    Ok(value) => year = Some(value),
                    Err(_) => faults.push(NoticeFault::new("calendar.bad_year", &[("text", value)]).at(Some(number))),
                },
                "number" | "文号" => paper.number = Some(value.to_owned()),
                "issued" | "印发日期" => paper.issued = date_at(value, number, &mut faults),
                "note" | "备注" => paper.note = value.to_owned(),
                _ => {}
            }
            continue;
        }
        let cells: Vec<_> = line.split(',').map(|cell| cell.trim().trim_matches('"')).collect();
        match cells.as_slice() {
            [""] | ["date" | "日期", ..] => {}
            [date, kind, name] => {
                let kind = match *kind {
                    "off" | "休" | "放假" => DayStatus::Rest,
                    "work" | "班" | "上班" => DayStatus::Working,
                    other => {
                        faults.push(NoticeFault::new("calendar.bad_kind", &[("text", other)]).at(Some(number)));
                        continue;
                    }
                };
                if let Some(date) = date_at(date, number, &mut faults) {
                    days.push(NoticeDay { date, kind, name: (*name).to_owned() });
                    lines.push(number);
                }
            }
            _ => faults.push(NoticeFault::new("calendar.bad_row", &[("text", line)]).at(Some(number))),
        }
    }
    let Some(year) = year.or_else(|| usual_year(&days)) else {
        faults.push(NoticeFault::new("calendar.no_year", &[]));
        return Err(faults);
    };
    let notice = YearNotice { year, confirmed: true, papers: vec![paper], days, note: String::new() };
    if faults.is_empty() { Ok(notice) } else { Err(faults) }
}

/// The year that most dates have.
fn usual_year(days: &[NoticeDay]) -> Option<i32> {
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    for day in days {
        *counts.entry(day.date.year()).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(year, _)| year)
}

fn date_at(text: &str, line: u32, faults: &mut Vec<NoticeFault>) -> Option<NaiveDate> {
    let date = parse_date(text);
    if let Err(error) = &date {
        faults.push(NoticeFault::new(error.key(), &[("text", error.text())]).at(Some(line)));
    }
    date.ok()
}
