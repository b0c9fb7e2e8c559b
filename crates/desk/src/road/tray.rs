//! What has not come through to the centre, and why.

use crate::desk::Open;
use crate::history;
use crate::problem::Result;
use crate::view::UnsentLine;
use greenlane_domain::case;
use greenlane_domain::fact::{FileId, FileKind, History, Moment};
use greenlane_store::Lot;
use std::collections::BTreeMap;

/// Lines shown; the count beside the navigation says how many there are in all.
const LINES: u32 = 200;

pub(crate) async fn unsent(desk: &Open) -> Result<Vec<UnsentLine>> {
    if !super::standing::enrolled(&desk.store).await? {
        // With no centre every fact would be here, and say nothing.
        return Ok(Vec::new());
    }
    let mut files: BTreeMap<FileId, History> = BTreeMap::new();
    let mut lines = Vec::new();
    for row in desk.store.road_tray(LINES).await? {
        if !files.contains_key(&row.file) {
            files.insert(row.file.clone(), desk.store.history(&row.file).await?);
        }
        let Some(history) = files.get(&row.file) else { continue };
        let (standing, why) = match &row.lot {
            Lot::Aside { why: Some(why) } => ("aside", desk.say(&format!("why_aside.{why}"), &[])),
            Lot::Aside { why: None } => ("held", desk.say("why_aside.held", &[])),
            _ => ("unsent", desk.say("why_aside.unsent", &[])),
        };
        let (title, words) = told(desk, &row.file, history, &row.id);
        let at = Moment { ms: row.at_ms, tick: 0 }.local_time();
        let words = if words.is_empty() { row.kind.clone() } else { words };
        lines.push(UnsentLine { file: row.file, title, fact: row.id, words, at, standing: standing.to_owned(), why });
    }
    Ok(lines)
}

fn told(desk: &Open, file: &FileId, history: &History, fact: &greenlane_domain::fact::FactId) -> (String, String) {
    let of_record = || {
        let lines = history::of_record(desk, history, &std::collections::BTreeSet::new());
        lines.into_iter().find(|line| line.fact == *fact).map(|line| line.words).unwrap_or_default()
    };
    match file.kind() {
        FileKind::Case => {
            let state = case::fold(history);
            let words = history.get(fact).map(|fact| history::words_of(desk, fact, &state)).unwrap_or_default();
            (format!("{} {}", state.talent_name(), state.number()), words)
        }
        FileKind::Talent => (greenlane_domain::talent::fold(history).record.name, of_record()),
        FileKind::Employer => (greenlane_domain::employer::fold(history).record.name, of_record()),
        FileKind::Office => (desk.office.record.name.clone(), of_record()),
        FileKind::Other(word) => (word, String::new()),
    }
}

#[cfg(test)]
mod tests {
    use crate::history::word;
    use crate::words::has;
    use greenlane_domain::words::Language;
    use greenlane_sync::wire::Why;

    #[test]
    fn every_reason_for_keeping_a_record_apart_has_a_sentence() {
        for language in [Language::Chinese, Language::English] {
            for why in Why::ALL {
                let key = format!("why_aside.{}", word(&why));
                assert!(has(language, &key), "{language:?} {key}");
            }
        }
    }
}
