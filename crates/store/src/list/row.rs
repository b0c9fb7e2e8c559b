//! Rows on their way to their tables.

use crate::error::Result;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, SqliteConnection};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Nothing,
    Int(i64),
    Text(String),
}

impl From<i64> for Cell {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}
impl From<i32> for Cell {
    fn from(value: i32) -> Self {
        Self::Int(value.into())
    }
}
impl From<u32> for Cell {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}
impl From<usize> for Cell {
    fn from(value: usize) -> Self {
        Self::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}
impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self::Int(value.into())
    }
}
impl From<&str> for Cell {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}
impl From<String> for Cell {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}
impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

/// A table and its columns in the order of [`Rows::put`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Table {
    pub name: &'static str,
    pub columns: &'static str,
}

impl Table {
    /// The statement that puts in so many rows.
    fn insert(self, rows: usize) -> Arc<str> {
        let row = format!("({})", vec!["?"; self.columns.split(',').count()].join(", "));
        format!("INSERT INTO {} ({}) VALUES {}", self.name, self.columns, vec![row.as_str(); rows].join(", ")).into()
    }
}

pub(crate) const CASE: Table = Table {
    name: "case_row",
    columns: "file, number, talent, talent_name, employer, employer_name, need, items, item_count, over, phase, \
              registered, registered_by, first_contact, contradictions, bounces, unknown, due, law, still, due_shown, \
              closed, in_time, last_ms",
};
pub(crate) const ITEM: Table = Table {
    name: "item_row",
    columns: "file, item, key, name, phase, route, lead, lead_short, due, law, still, due_shown, calendar, decided, \
              last_ms, next",
};
pub(crate) const PART: Table = Table { name: "part_row", columns: "file, item, body, short" };
pub(crate) const CASE_BODY: Table = Table { name: "case_body", columns: "file, body, short, phase" };
pub(crate) const AGENDA: Table =
    Table { name: "agenda_row", columns: "file, place_in_file, item, at, what, place, done" };
pub(crate) const AFTERCARE: Table =
    Table { name: "aftercare_row", columns: "file, place_in_file, kind, item, since, asked" };
pub(crate) const PAPER: Table = Table {
    name: "paper_row",
    columns: "file, place_in_file, sha256, paper, title, number, items, body, made, made_ms, pages, originals, copies, \
              disagrees",
};
pub(crate) const TALENT: Table = Table {
    name: "talent_row",
    columns: "file, name, born, employer, employer_name, specialist, merged_into, shown, last_ms",
};
pub(crate) const TALENT_NUMBER: Table = Table { name: "talent_number", columns: "file, value" };
pub(crate) const EMPLOYER: Table =
    Table { name: "employer_row", columns: "file, name, code, specialist, district, last_ms" };
pub(crate) const ENTRY: Table = Table { name: "search_entry", columns: "n, kind, sha256, title, detail, text, keys" };
pub(crate) const KEY: Table = Table { name: "search_key", columns: "key, entry, how" };
pub(crate) const GRAM: Table = Table { name: "search_gram", columns: "rowid, grams" };

/// The tables whose rows belong to one file.
pub(crate) const BY_FILE: [Table; 10] =
    [CASE, ITEM, PART, CASE_BODY, AGENDA, AFTERCARE, PAPER, TALENT, TALENT_NUMBER, EMPLOYER];

/// Rows by table.
#[derive(Debug, Default)]
pub(crate) struct Rows(BTreeMap<Table, Vec<Vec<Cell>>>);

impl Rows {
    pub fn put(&mut self, table: Table, row: Vec<Cell>) {
        debug_assert_eq!(row.len(), table.columns.split(',').count(), "{}", table.name);
        self.0.entry(table).or_default().push(row);
    }

    pub fn extend(&mut self, more: Self) {
        for (table, rows) in more.0 {
            self.0.entry(table).or_default().extend(rows);
        }
    }

    pub async fn insert(self, to: &mut SqliteConnection) -> Result<()> {
        for statement in self.statements()? {
            statement.execute(to).await?;
        }
        Ok(())
    }

    /// What puts the rows in: made wherever a processor is free, executed one after another.
    pub fn statements(self) -> Result<Vec<Statement>> {
        /// Statements of one length are prepared once.
        const BATCH: usize = 100;
        let mut statements = Vec::new();
        for (table, rows) in self.0 {
            let mut rest = rows.into_iter();
            let mut text: (usize, Arc<str>) = (0, Arc::default());
            loop {
                let batch: Vec<Vec<Cell>> = rest.by_ref().take(BATCH).collect();
                if batch.is_empty() {
                    break;
                }
                if text.0 != batch.len() {
                    text = (batch.len(), table.insert(batch.len()));
                }
                let mut cells = SqliteArguments::default();
                for cell in batch.into_iter().flatten() {
                    let added = match cell {
                        Cell::Nothing => cells.add(None::<i64>),
                        Cell::Int(value) => cells.add(value),
                        Cell::Text(value) => cells.add(value),
                    };
                    added.map_err(sqlx::Error::Encode)?;
                }
                statements.push(Statement { text: text.1.clone(), cells });
            }
        }
        Ok(statements)
    }
}

/// A statement that puts many rows into a table, filled.
pub(crate) struct Statement {
    text: Arc<str>,
    cells: SqliteArguments,
}

impl Statement {
    pub async fn execute(self, to: &mut SqliteConnection) -> Result<()> {
        sqlx::query_with(AssertSqlSafe(self.text), self.cells).execute(to).await?;
        Ok(())
    }
}
