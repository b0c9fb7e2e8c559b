use super::PAGE;
use crate::error::Result;
use crate::store::Store;
use crate::uncount;
use greenlane_domain::fact::FileId;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};

/// One employer in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmployerRow {
    /// The file.
    pub file: FileId,
    /// The name.
    pub name: String,
    /// The credit code.
    pub code: String,
    /// Its specialist.
    pub specialist: String,
    /// The district.
    pub district: String,
    /// How many talents.
    pub talents: u64,
}

/// A page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EmployerPage {
    /// At most fifty.
    pub rows: Vec<EmployerRow>,
    /// All that match.
    pub total: u64,
}

const SELECT: &str = "SELECT file.id, e.name, e.code, e.specialist, e.district, (SELECT count(*) FROM talent_row t \
                      WHERE t.employer = file.id AND t.merged_into IS NULL) \
                      FROM employer_row e JOIN file ON file.n = e.file";

fn read(row: &SqliteRow) -> Result<EmployerRow> {
    Ok(EmployerRow {
        file: FileId::new(row.try_get::<String, _>(0)?),
        name: row.try_get(1)?,
        code: row.try_get(2)?,
        specialist: row.try_get(3)?,
        district: row.try_get(4)?,
        talents: uncount(row.try_get(5)?),
    })
}

impl Store {
    /// A page of employers by name, or by text when one is typed.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn employers(&self, text: &str, page: u32) -> Result<EmployerPage> {
        if !text.trim().is_empty() {
            let files = self.found("employer", text).await?;
            let start = usize::try_from(u64::from(page) * u64::from(PAGE)).unwrap_or(usize::MAX);
            let mut rows = Vec::new();
            for file in files.iter().skip(start).take(PAGE as usize) {
                rows.extend(self.employer_row(file).await?);
            }
            return Ok(EmployerPage { rows, total: files.len() as u64 });
        }
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" ORDER BY e.name, e.file");
        query.push(format!(" LIMIT {PAGE} OFFSET {}", u64::from(page) * u64::from(PAGE)));
        let rows = self.placed(query.build().fetch_all(&self.0.read).await)?;
        let total = sqlx::query_scalar("SELECT count(*) FROM employer_row").fetch_one(&self.0.read).await;
        Ok(EmployerPage { rows: rows.iter().map(read).collect::<Result<_>>()?, total: uncount(self.placed(total)?) })
    }

    /// One employer's row.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn employer_row(&self, file: &FileId) -> Result<Option<EmployerRow>> {
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" WHERE file.id = ").push_bind(file.to_string());
        self.placed(query.build().fetch_optional(&self.0.read).await)?.as_ref().map(read).transpose()
    }

    /// The cases in which an employer is named and the talents who work there.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn files_of_employer(&self, employer: &FileId) -> Result<Vec<FileId>> {
        let sql = "SELECT file.id FROM case_row c JOIN file ON file.n = c.file WHERE c.employer = ? \
                   UNION ALL SELECT file.id FROM talent_row t JOIN file ON file.n = t.file \
                   WHERE t.employer = ? AND t.merged_into IS NULL";
        let files = sqlx::query_scalar::<_, String>(sql).bind(employer.as_str()).bind(employer.as_str());
        Ok(self.placed(files.fetch_all(&self.0.read).await)?.into_iter().map(FileId::new).collect())
    }

    /// Employers with this credit code or exactly this name.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn same_employer(&self, code: &str, name: &str) -> Result<Vec<EmployerRow>> {
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" WHERE (e.code <> '' AND e.code = ").push_bind(code.to_owned());
        query.push(") OR e.name = ").push_bind(name.to_owned()).push(" ORDER BY e.file");
        self.placed(query.build().fetch_all(&self.0.read).await)?.iter().map(read).collect()
    }
}
