use super::{PAGE, of_json};
use crate::error::Result;
use crate::store::Store;
use crate::uncount;
use chrono::NaiveDateTime;
use greenlane_domain::case::ItemNo;
use greenlane_domain::fact::FileId;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};

/// One paper in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperRow {
    /// The case.
    pub file: FileId,
    /// The case's number.
    pub case_number: String,
    /// The talent's name.
    pub talent_name: String,
    /// The talent's file.
    pub talent: Option<FileId>,
    /// What paper, e.g. `one_time_notice`.
    pub paper: String,
    /// Its title.
    pub title: String,
    /// Its number.
    pub number: String,
    /// The items it is about.
    pub items: Vec<ItemNo>,
    /// The department it goes to.
    pub body: Option<String>,
    /// When it was made, local time.
    pub made: NaiveDateTime,
    /// The hash of its bytes.
    pub sha256: String,
    /// Pages.
    pub pages: u32,
    /// Originals printed.
    pub originals: u32,
    /// Further copies printed.
    pub copies: u32,
    /// A fact it rests on no longer counts.
    pub disagrees: bool,
}

/// A page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaperPage {
    /// At most fifty.
    pub rows: Vec<PaperRow>,
    /// All that match.
    pub total: u64,
}

const COLUMNS: &str = "SELECT file.id, c.number, c.talent_name, c.talent, p.paper, p.title, p.number, p.items, p.body, \
                       p.made, p.sha256, p.pages, p.originals, p.copies, p.disagrees";
const FROM: &str = " FROM paper_row p JOIN file ON file.n = p.file JOIN case_row c ON c.file = p.file";

fn read(row: &SqliteRow) -> Result<PaperRow> {
    let items: Vec<String> = of_json(row.try_get(7)?)?;
    Ok(PaperRow {
        file: FileId::new(row.try_get::<String, _>(0)?),
        case_number: row.try_get(1)?,
        talent_name: row.try_get(2)?,
        talent: row.try_get::<Option<String>, _>(3)?.map(FileId::new),
        paper: row.try_get(4)?,
        title: row.try_get(5)?,
        number: row.try_get(6)?,
        items: items.into_iter().map(ItemNo).collect(),
        body: row.try_get(8)?,
        made: NaiveDateTime::parse_from_str(row.try_get(9)?, "%Y-%m-%dT%H:%M:%S").unwrap_or_default(),
        sha256: row.try_get(10)?,
        pages: row.try_get(11)?,
        originals: row.try_get(12)?,
        copies: row.try_get(13)?,
        disagrees: row.try_get(14)?,
    })
}

impl Store {
    /// A page of papers, made last first; by number, title, talent or case when a text is typed; only those never printed
    /// when asked.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn papers(&self, text: &str, unprinted: bool, page: u32) -> Result<PaperPage> {
        let push = |query: &mut QueryBuilder<Sqlite>| {
            query.push(FROM).push(" WHERE 1 = 1");
            if unprinted {
                query.push(" AND p.originals = 0 AND p.copies = 0");
            }
            for word in text.split_whitespace() {
                let like = format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
                query.push(" AND (p.number LIKE ").push_bind(like.clone());
                query.push(" ESCAPE '\\' OR p.title LIKE ").push_bind(like.clone());
                query.push(" ESCAPE '\\' OR c.number LIKE ").push_bind(like.clone());
                query.push(" ESCAPE '\\' OR c.talent_name LIKE ").push_bind(like);
                query.push(" ESCAPE '\\')");
            }
        };
        let mut query = QueryBuilder::new(COLUMNS);
        push(&mut query);
        query.push(" ORDER BY p.made_ms DESC, p.file DESC, p.place_in_file DESC");
        query.push(format!(" LIMIT {PAGE} OFFSET {}", u64::from(page) * u64::from(PAGE)));
        let rows = self.placed(query.build().fetch_all(&self.0.read).await)?;
        let mut query = QueryBuilder::new("SELECT count(*)");
        push(&mut query);
        let total = self.placed(query.build_query_scalar().fetch_one(&self.0.read).await)?;
        Ok(PaperPage { rows: rows.iter().map(read).collect::<Result<_>>()?, total: uncount(total) })
    }

    /// Where a paper with this hash stands; the same bytes may stand in several files.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn paper(&self, sha256: &str) -> Result<Vec<PaperRow>> {
        let mut query = QueryBuilder::<Sqlite>::new(COLUMNS);
        query.push(FROM).push(" WHERE p.sha256 = ").push_bind(sha256.to_owned());
        query.push(" ORDER BY p.file, p.place_in_file");
        self.placed(query.build().fetch_all(&self.0.read).await)?.iter().map(read).collect()
    }

    /// The papers of a talent's cases, made last first.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn papers_of(&self, talent: &FileId) -> Result<Vec<PaperRow>> {
        let mut query = QueryBuilder::<Sqlite>::new(COLUMNS);
        query.push(FROM).push(" WHERE c.talent = ").push_bind(talent.to_string());
        query.push(" ORDER BY p.made_ms DESC, p.file DESC, p.place_in_file DESC");
        self.placed(query.build().fetch_all(&self.0.read).await)?.iter().map(read).collect()
    }
}
