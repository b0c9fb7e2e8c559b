use super::{PAGE, of_json};
use crate::error::Result;
use crate::store::Store;
use crate::uncount;
use chrono::{Datelike, NaiveDate};
use greenlane_domain::fact::FileId;
use greenlane_domain::identity::{IdentityKind, IdentityNumber};
use greenlane_domain::talent::{Situation, TalentRecord};
use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};

/// One talent in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct TalentRow {
    /// The file.
    pub file: FileId,
    /// The name.
    pub name: String,
    /// The birth date.
    pub born: Option<NaiveDate>,
    /// The employer's file.
    pub employer: Option<FileId>,
    /// The employer's name.
    pub employer_name: String,
    /// The employer's specialist for this person.
    pub specialist: String,
    /// The file it was merged into.
    pub merged_into: Option<FileId>,
    /// The rest of the line.
    pub shown: TalentShown,
    /// Cases that are neither handed over nor filed.
    pub open_cases: u64,
}

/// What a line shows besides: masked, as the record has it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TalentShown {
    /// Names of classes and tiers.
    pub classes: Vec<String>,
    /// The first identity number, masked.
    pub identity: String,
    /// Its kind.
    pub identity_kind: Option<IdentityKind>,
    /// The first phone, masked.
    pub phone: String,
    /// Names of cards.
    pub cards: Vec<String>,
    /// The last known situation.
    pub situation: Option<Situation>,
    /// Does not want to be called.
    pub do_not_call: bool,
}

impl TalentShown {
    pub(crate) fn of(record: &TalentRecord) -> Self {
        let first = record.identities.first();
        let phone = record.phones.first().map(|value| {
            let kind = IdentityKind::Mobile;
            IdentityNumber { kind, value: value.clone(), override_reason: None }.masked()
        });
        Self {
            classes: record.classes.iter().map(|class| class.name.clone()).collect(),
            identity: first.map(IdentityNumber::masked).unwrap_or_default(),
            identity_kind: first.map(|first| first.kind),
            phone: phone.unwrap_or_default(),
            cards: record.cards.iter().map(|card| card.name.clone()).collect(),
            situation: record.situation.clone(),
            do_not_call: record.do_not_call,
        }
    }
}

/// A page of a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TalentPage {
    /// At most fifty.
    pub rows: Vec<TalentRow>,
    /// All that match.
    pub total: u64,
}

const SELECT: &str = "SELECT file.id, t.name, t.born, t.employer, t.employer_name, t.specialist, t.merged_into, t.shown, \
                      (SELECT count(*) FROM case_row c WHERE c.talent = file.id AND c.phase NOT IN \
                      ('handed_over', 'filed')) FROM talent_row t JOIN file ON file.n = t.file";

fn read(row: &SqliteRow) -> Result<TalentRow> {
    let file = |text: Option<String>| text.map(FileId::new);
    let born: Option<i32> = row.try_get(2)?;
    Ok(TalentRow {
        file: FileId::new(row.try_get::<String, _>(0)?),
        name: row.try_get(1)?,
        born: born.and_then(NaiveDate::from_num_days_from_ce_opt),
        employer: file(row.try_get(3)?),
        employer_name: row.try_get(4)?,
        specialist: row.try_get(5)?,
        merged_into: file(row.try_get(6)?),
        shown: of_json(row.try_get(7)?)?,
        open_cases: uncount(row.try_get(8)?),
    })
}

impl Store {
    /// A page of talents, changed last first; by text when one is typed. Merged ones are left out.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn talents(&self, text: &str, page: u32) -> Result<TalentPage> {
        if !text.trim().is_empty() {
            let files = self.found("talent", text).await?;
            let start = usize::try_from(u64::from(page) * u64::from(PAGE)).unwrap_or(usize::MAX);
            let mut rows = Vec::new();
            for file in files.iter().skip(start).take(PAGE as usize) {
                rows.extend(self.talent_row(file).await?);
            }
            return Ok(TalentPage { rows, total: files.len() as u64 });
        }
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" WHERE t.merged_into IS NULL ORDER BY t.file DESC");
        query.push(format!(" LIMIT {PAGE} OFFSET {}", u64::from(page) * u64::from(PAGE)));
        let rows = self.placed(query.build().fetch_all(&self.0.read).await)?;
        let total = sqlx::query_scalar("SELECT count(*) FROM talent_row WHERE merged_into IS NULL");
        let total = self.placed(total.fetch_one(&self.0.read).await)?;
        Ok(TalentPage { rows: rows.iter().map(read).collect::<Result<_>>()?, total: uncount(total) })
    }

    /// One talent's row.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn talent_row(&self, file: &FileId) -> Result<Option<TalentRow>> {
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" WHERE file.id = ").push_bind(file.to_string());
        self.placed(query.build().fetch_optional(&self.0.read).await)?.as_ref().map(read).transpose()
    }

    /// The talents of an employer, by name.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn talents_of(&self, employer: &FileId) -> Result<Vec<TalentRow>> {
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" WHERE t.merged_into IS NULL AND t.employer = ").push_bind(employer.to_string());
        query.push(" ORDER BY t.name, t.file");
        self.placed(query.build().fetch_all(&self.0.read).await)?.iter().map(read).collect()
    }

    /// All cases of a talent; files that were merged into this one are the same person's.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn cases_of_talent(&self, talent: &FileId) -> Result<Vec<FileId>> {
        let sql = "SELECT file.id FROM case_row c JOIN file ON file.n = c.file WHERE c.talent IN \
                   (SELECT ? UNION ALL SELECT f.id FROM talent_row t JOIN file f ON f.n = t.file WHERE t.merged_into = ?)";
        let files = sqlx::query_scalar::<_, String>(sql).bind(talent.as_str()).bind(talent.as_str());
        let files = files.fetch_all(&self.0.read).await;
        Ok(self.placed(files)?.into_iter().map(FileId::new).collect())
    }

    /// Talents who may be the same person: with one of these numbers, or with this name and birth date.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn same_person(&self, numbers: &[String], name: &str, born: Option<NaiveDate>) -> Result<Vec<TalentRow>> {
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" WHERE t.merged_into IS NULL AND (t.file IN (SELECT file FROM talent_number WHERE value IN (");
        let mut list = query.separated(", ");
        for number in numbers {
            list.push_bind(number.clone());
        }
        query.push("))");
        if let Some(born) = born.filter(|_| !name.is_empty()) {
            query.push(" OR (t.name = ").push_bind(name.to_owned());
            query.push(" AND t.born = ").push_bind(born.num_days_from_ce()).push(")");
        }
        query.push(") ORDER BY t.file");
        self.placed(query.build().fetch_all(&self.0.read).await)?.iter().map(read).collect()
    }

    /// The files of a kind that a text finds, the likeliest first.
    pub(crate) async fn found(&self, kind: &str, text: &str) -> Result<Vec<FileId>> {
        const MOST: usize = 500;
        let mut files = Vec::new();
        for hit in self.search(text, MOST).await? {
            if hit.kind == kind && !files.contains(&hit.file) {
                files.push(hit.file);
            }
        }
        Ok(files)
    }
}
