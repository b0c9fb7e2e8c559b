use super::light::{self, Today};
use super::{PAGE, of_json, of_word, word};
use crate::error::Result;
use crate::store::Store;
use crate::uncount;
use chrono::NaiveDate;
use greenlane_domain::calendar::Due;
use greenlane_domain::case::{CasePhase, Light};
use greenlane_domain::fact::{FileId, PersonId};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};

/// One case in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseRow {
    /// The file.
    pub file: FileId,
    /// The number; empty while the registration has not arrived.
    pub number: String,
    /// The talent's file.
    pub talent: Option<FileId>,
    /// The talent's name as registered.
    pub talent_name: String,
    /// The employer's file.
    pub employer: Option<FileId>,
    /// The employer's name as registered.
    pub employer_name: String,
    /// The need in words.
    pub need: String,
    /// The items' names.
    pub items: Vec<String>,
    /// How many of them are over.
    pub over: u32,
    /// Where it stands.
    pub phase: CasePhase,
    /// The worst light of its items.
    pub light: Light,
    /// The nearest date of a running clock.
    pub due: Option<Due>,
    /// Registered on.
    pub registered: Option<NaiveDate>,
    /// Registered by.
    pub registered_by: PersonId,
    /// Who was asked first and stays responsible.
    pub first_contact: String,
    /// Contradictions that wait for a person.
    pub contradictions: u32,
    /// How often a department returned something.
    pub bounces: u32,
    /// Facts that need a newer version.
    pub unknown: u32,
    /// The moment of its last fact, in milliseconds since 1970.
    pub last_ms: i64,
}

/// Which cases. The default is all of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CaseFilter {
    /// In these phases; empty for all.
    pub phases: Vec<CasePhase>,
    /// Not in these phases.
    pub except: Vec<CasePhase>,
    /// With these lights; empty for all.
    pub lights: Vec<Light>,
    /// With an item in which this department takes part.
    pub body: Option<String>,
    /// With an item of this key.
    pub item: Option<String>,
    /// Of this talent.
    pub talent: Option<FileId>,
    /// Of this employer.
    pub employer: Option<FileId>,
    /// Registered by this person.
    pub by: Option<PersonId>,
    /// Only these files: what a search found.
    pub files: Option<Vec<FileId>>,
    /// With contradictions.
    pub contradicted: bool,
}

/// In which order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CaseSort {
    /// The nearest date first; cases without one last.
    #[default]
    Due,
    /// Registered last first.
    Registered,
    /// By number.
    Number,
    /// Changed last first.
    Changed,
}

/// A page of a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CasePage {
    /// At most fifty.
    pub rows: Vec<CaseRow>,
    /// All that match.
    pub total: u64,
}

/// How many cases there are of each sort, under a filter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CaseCounts {
    /// In each phase, whatever phases the filter asks for.
    pub phases: Vec<(CasePhase, u64)>,
    /// With each light, whatever lights the filter asks for.
    pub lights: Vec<(Light, u64)>,
    /// With each department (key, short name), whatever department the filter asks for.
    pub bodies: Vec<(String, String, u64)>,
}

const COLUMNS: &str = "file.id, c.number, c.talent, c.talent_name, c.employer, c.employer_name, c.need, c.items, c.over, \
                       c.phase, c.due_shown, c.registered, c.registered_by, c.first_contact, c.contradictions, \
                       c.bounces, c.unknown, c.last_ms";

/// Parts of a filter that a count leaves out.
#[derive(Clone, Copy, PartialEq)]
enum Without {
    Nothing,
    Phases,
    Lights,
    Body,
}

impl CaseFilter {
    /// Whether only phases are asked for, besides a department.
    fn only_phases(&self) -> bool {
        let Self { phases: _, except: _, body: _, lights, item, talent, employer, by, files, contradicted } = self;
        lights.is_empty() && (item, talent, employer, by, files) == (&None, &None, &None, &None, &None) && !contradicted
    }

    fn push(&self, query: &mut QueryBuilder<Sqlite>, today: &Today, without: Without) {
        query.push(" WHERE 1 = 1");
        if without != Without::Phases && !self.phases.is_empty() {
            among(query, " AND c.phase IN (", self.phases.iter().map(word));
        }
        if !self.except.is_empty() {
            among(query, " AND c.phase NOT IN (", self.except.iter().map(word));
        }
        if without != Without::Lights && !self.lights.is_empty() {
            query.push(format!(" AND {}", today.sql("c")));
            let lights = self.lights.iter().map(|light| light::number(*light).to_string()).collect::<Vec<_>>();
            query.push(format!(" IN ({})", lights.join(", ")));
        }
        if let Some(body) = self.body.as_ref().filter(|_| without != Without::Body) {
            query.push(" AND c.file IN (SELECT file FROM case_body WHERE body = ").push_bind(body.clone()).push(")");
        }
        if let Some(item) = &self.item {
            query.push(" AND c.file IN (SELECT file FROM item_row WHERE key = ").push_bind(item.clone()).push(")");
        }
        if let Some(talent) = &self.talent {
            // Files that were merged into this one are the same person's.
            query.push(" AND c.talent IN (SELECT ").push_bind(talent.to_string());
            query.push(
                " UNION ALL SELECT file.id FROM talent_row t JOIN file ON file.n = t.file WHERE t.merged_into = ",
            );
            query.push_bind(talent.to_string()).push(")");
        }
        if let Some(employer) = &self.employer {
            query.push(" AND c.employer = ").push_bind(employer.to_string());
        }
        if let Some(by) = &self.by {
            query.push(" AND c.registered_by = ").push_bind(by.to_string());
        }
        if self.contradicted {
            query.push(" AND c.contradictions > 0");
        }
        if let Some(files) = &self.files {
            among(query, " AND c.file IN (SELECT n FROM file WHERE id IN (", files.iter().map(ToString::to_string));
            query.push(")");
        }
    }
}

fn among(query: &mut QueryBuilder<Sqlite>, start: &str, values: impl Iterator<Item = String>) {
    query.push(start);
    let mut list = query.separated(", ");
    for value in values {
        list.push_bind(value);
    }
    query.push(")");
}

fn read(row: &SqliteRow) -> Result<CaseRow> {
    let file = |text: Option<String>| text.map(FileId::new);
    let due: Option<&str> = row.try_get(10)?;
    let registered: Option<i32> = row.try_get(11)?;
    Ok(CaseRow {
        file: FileId::new(row.try_get::<String, _>(0)?),
        number: row.try_get(1)?,
        talent: file(row.try_get(2)?),
        talent_name: row.try_get(3)?,
        employer: file(row.try_get(4)?),
        employer_name: row.try_get(5)?,
        need: row.try_get(6)?,
        items: of_json(row.try_get(7)?)?,
        over: row.try_get(8)?,
        phase: of_word(row.try_get(9)?)?,
        due: due.map(of_json).transpose()?,
        registered: registered.and_then(NaiveDate::from_num_days_from_ce_opt),
        registered_by: PersonId::new(row.try_get::<String, _>(12)?),
        first_contact: row.try_get(13)?,
        contradictions: row.try_get(14)?,
        bounces: row.try_get(15)?,
        unknown: row.try_get(16)?,
        last_ms: row.try_get(17)?,
        light: light::of_number(row.try_get(18)?)?,
    })
}

impl Store {
    /// A page of cases, counted from 0.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn cases(&self, filter: &CaseFilter, today: &Today, sort: CaseSort, page: u32) -> Result<CasePage> {
        let mut query = QueryBuilder::new(format!(
            "SELECT {COLUMNS}, {} FROM case_row c JOIN file ON file.n = c.file",
            today.sql("c")
        ));
        filter.push(&mut query, today, Without::Nothing);
        query.push(match sort {
            CaseSort::Due => " ORDER BY c.due IS NULL, c.due, c.number",
            CaseSort::Registered => " ORDER BY c.registered DESC, c.number DESC",
            CaseSort::Number => " ORDER BY c.number",
            CaseSort::Changed => " ORDER BY c.last_ms DESC, c.number",
        });
        query.push(format!(" LIMIT {PAGE} OFFSET {}", u64::from(page) * u64::from(PAGE)));
        let rows = self.placed(query.build().fetch_all(&self.0.read).await)?;
        let rows = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
        let mut query = QueryBuilder::new("SELECT count(*) FROM case_row c");
        filter.push(&mut query, today, Without::Nothing);
        let total = self.placed(query.build_query_scalar().fetch_one(&self.0.read).await)?;
        Ok(CasePage { rows, total: uncount(total) })
    }

    /// One case's row.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn case_row(&self, file: &FileId, today: &Today) -> Result<Option<CaseRow>> {
        let filter = CaseFilter { files: Some(vec![file.clone()]), ..CaseFilter::default() };
        Ok(self.cases(&filter, today, CaseSort::Number, 0).await?.rows.into_iter().next())
    }

    /// How many cases there are of each sort, under a filter.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn case_counts(&self, filter: &CaseFilter, today: &Today) -> Result<CaseCounts> {
        let mut counts = CaseCounts::default();
        let mut query = QueryBuilder::new("SELECT c.phase, count(*) FROM case_row c");
        filter.push(&mut query, today, Without::Phases);
        query.push(" GROUP BY c.phase");
        for row in self.placed(query.build().fetch_all(&self.0.read).await)? {
            counts.phases.push((of_word(row.try_get(0)?)?, uncount(row.try_get(1)?)));
        }
        counts.phases.sort_unstable();
        let light = today.sql("c");
        let mut query = QueryBuilder::new(format!("SELECT {light}, count(*) FROM case_row c"));
        filter.push(&mut query, today, Without::Lights);
        query.push(" GROUP BY 1 ORDER BY 1");
        for row in self.placed(query.build().fetch_all(&self.0.read).await)? {
            counts.lights.push((light::of_number(row.try_get(0)?)?, uncount(row.try_get(1)?)));
        }
        // Phases stand beside the departments: with no other filter the index alone answers.
        let alone = filter.only_phases();
        let mut query = QueryBuilder::new("SELECT c.body, max(c.short), count(*) FROM case_body c");
        if alone {
            filter.push(&mut query, today, Without::Body);
        } else {
            query.push(" WHERE c.file IN (SELECT c.file FROM case_row c");
            filter.push(&mut query, today, Without::Body);
            query.push(")");
        }
        query.push(" GROUP BY c.body ORDER BY 3 DESC, 1");
        for row in self.placed(query.build().fetch_all(&self.0.read).await)? {
            counts.bodies.push((row.try_get(0)?, row.try_get(1)?, uncount(row.try_get(2)?)));
        }
        Ok(counts)
    }

    /// How many cases were closed from one day to another (both counted in), and how many of those in time.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn closed(&self, from: NaiveDate, through: NaiveDate) -> Result<(u64, u64)> {
        use chrono::Datelike;
        let row = sqlx::query("SELECT count(*), coalesce(sum(in_time), 0) FROM case_row WHERE closed BETWEEN ? AND ?")
            .bind(from.num_days_from_ce())
            .bind(through.num_days_from_ce())
            .fetch_one(&self.0.read)
            .await;
        let row = self.placed(row)?;
        Ok((uncount(row.try_get(0)?), uncount(row.try_get(1)?)))
    }
}
