//! Employers: lists, one employer with its talents and cases, records and their changes.

use crate::case_list::{self, number};
use crate::desk::Open;
use crate::problem::Result;
use crate::start::required;
use crate::view::{EmployerList, EmployerPage, EmployerRow};
use crate::{intake, people};
use greenlane_domain::employer::{self, EmployerFact, EmployerRecord};
use greenlane_domain::fact::{FileId, FileKind};
use greenlane_domain::name;
use greenlane_store as store;

pub(crate) async fn list(desk: &Open, text: &str, page: u32) -> Result<EmployerList> {
    let found = desk.store.employers(text, page).await?;
    let row = |employer: store::EmployerRow| EmployerRow {
        file: Some(employer.file),
        name: employer.name,
        code: employer.code,
        specialist: employer.specialist,
        talents: number(employer.talents),
    };
    Ok(EmployerList { rows: found.rows.into_iter().map(row).collect(), total: number(found.total) })
}

pub(crate) async fn page(desk: &Open, file: &FileId) -> Result<EmployerPage> {
    let record = employer::fold(&desk.history(file).await?).record;
    let talents = desk.store.talents_of(file).await?;
    Ok(EmployerPage {
        file: file.clone(),
        talents: talents.iter().map(|talent| people::listed(desk, talent)).collect(),
        cases: case_list::of_employer(desk, file).await?,
        names: record.aliases.iter().map(|alias| (alias.name.clone(), alias.from, alias.until)).collect(),
        record,
    })
}

pub(crate) async fn save(
    desk: &Open,
    file: Option<FileId>,
    mut record: EmployerRecord,
    reason: String,
) -> Result<FileId> {
    required(&record.name, "employer_name")?;
    record.name = name::normalize(&record.name);
    if let Some(code) = record.code.as_mut() {
        people::accepted(desk, code, "code")?;
    }
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
