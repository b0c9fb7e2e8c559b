//! Employers: lists, one employer with its talents and cases, records and their changes.

use crate::case_list::{self, PAGE};
use crate::desk::Open;
use crate::lists;
use crate::problem::Result;
use crate::start::required;
use crate::view::{EmployerList, EmployerPage, EmployerRow};
use crate::{intake, people};
use greenlane_domain::employer::{self, EmployerFact, EmployerRecord};
use greenlane_domain::fact::{FileId, FileKind};

pub(crate) async fn list(desk: &Open, text: &str, page: u32) -> Result<EmployerList> {
    let text = text.trim();
    let talents = lists::talents(desk).await?;
    let matches = |record: &EmployerRecord| {
        text.is_empty()
            || record.name.contains(text)
            || record.aliases.iter().any(|alias| alias.name.contains(text))
            || record.code.as_ref().is_some_and(|code| code.value.contains(text))
    };
    let mut found: Vec<_> = lists::employers(desk).await?.into_iter().filter(|known| matches(&known.record)).collect();
    found.sort_by(|a, b| a.record.name.cmp(&b.record.name));
    let rows = found.iter().skip(page as usize * PAGE).take(PAGE).map(|known| {
        let count = talents.iter().filter(|talent| talent.record.employer.as_ref() == Some(&known.file)).count();
        row(&known.file, &known.record, count)
    });
    Ok(EmployerList { rows: rows.collect(), total: found.len() })
}

fn row(file: &FileId, record: &EmployerRecord, talents: usize) -> EmployerRow {
    EmployerRow {
        file: Some(file.clone()),
        name: record.name.clone(),
        code: record.code.as_ref().map(|code| code.value.clone()).unwrap_or_default(),
        specialist: record.specialist.clone(),
        talents,
    }
}

pub(crate) async fn page(desk: &Open, file: &FileId) -> Result<EmployerPage> {
    let record = employer::fold(&desk.history(file).await?).record;
    let talents = lists::talents(desk).await?;
    let own = talents.iter().filter(|talent| talent.record.employer.as_ref() == Some(file));
    Ok(EmployerPage {
        file: file.clone(),
        talents: own.map(|talent| people::row(desk, Some(&talent.file), &talent.record)).collect(),
        cases: case_list::of(desk, |case| case.employer.as_ref() == Some(file)).await?,
        names: record.aliases.iter().map(|alias| (alias.name.clone(), alias.from, alias.until)).collect(),
        record,
    })
}

pub(crate) async fn save(desk: &Open, file: Option<FileId>, record: EmployerRecord, reason: String) -> Result<FileId> {
    required(&record.name, "name")?;
    let (file, facts) = match file {
        None => (intake::new_file(&FileKind::Employer), vec![EmployerFact::EmployerRecorded(Box::new(record))]),
        Some(file) => {
            let before = employer::fold(&desk.history(&file).await?).record;
            let fields = people::changed_fields(&before, &record);
            let changed = (!fields.is_empty()).then_some(EmployerFact::EmployerChanged { fields, reason });
            (file, changed.into_iter().collect())
        }
    };
    if !facts.is_empty() {
        let mut turn = desk.turn().await?;
        turn.write(&file, &facts).await?;
        turn.confirm().await?;
    }
    Ok(file)
}
