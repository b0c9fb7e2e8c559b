//! What may contradict across cases: the rows only say where to look.

use crate::error::Result;
use crate::store::Store;
use crate::uncount;
use greenlane_domain::fact::FileId;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row};

/// Two open items of one key that two cases of one person have: the cases and the items' numbers.
pub type SameItem = ((FileId, String), (FileId, String));

impl Store {
    /// Cases of one person (one file, or files with one identity number) with the same item open in both, where two desks
    /// wrote that they accepted it.
    ///
    /// The order is the statement's own (`CROSS JOIN`): a city has few items open and many of one kind, which the planner
    /// cannot know.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn same_items(&self) -> Result<Vec<SameItem>> {
        const BOTH: &str = "CROSS JOIN running b ON b.talent = other AND b.key = a.key AND b.file > a.file \
             CROSS JOIN file fa ON fa.n = a.file CROSS JOIN file fb ON fb.n = b.file \
             WHERE EXISTS (SELECT 1 FROM fact x CROSS JOIN fact y WHERE x.file = a.file AND x.kind = 'accepted' \
             AND y.file = b.file AND y.kind = 'accepted' AND y.device <> x.device)";
        let sql = format!(
            "WITH running AS MATERIALIZED (SELECT c.talent, i.key, i.file, i.item FROM item_row i \
             CROSS JOIN case_row c ON c.file = i.file WHERE i.still < 5), \
             named AS MATERIALIZED (SELECT n.value, f.id AS talent FROM talent_number n JOIN file f ON f.n = n.file \
             WHERE n.value IN (SELECT value FROM talent_number GROUP BY value HAVING count(*) > 1)) \
             SELECT fa.id, a.item, fb.id, b.item FROM (SELECT *, talent AS other FROM running) a {BOTH} \
             UNION SELECT fa.id, a.item, fb.id, b.item FROM \
             (SELECT a.*, y.talent AS other FROM named x CROSS JOIN named y ON y.value = x.value AND y.talent <> x.talent \
             CROSS JOIN running a ON a.talent = x.talent) a {BOTH}"
        );
        let rows = self.placed(sqlx::query(AssertSqlSafe(sql)).fetch_all(&self.0.read).await)?;
        let side = |row: &SqliteRow, at: usize| -> Result<(FileId, String)> {
            Ok((FileId::new(row.try_get::<String, _>(at)?), row.try_get(at + 1)?))
        };
        rows.iter().map(|row| Ok((side(row, 0)?, side(row, 2)?))).collect()
    }

    /// How many contradictions within cases wait for a person.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn contradiction_count(&self) -> Result<u64> {
        let sum = sqlx::query_scalar("SELECT coalesce(sum(contradictions), 0) FROM case_row WHERE contradictions > 0");
        Ok(uncount(self.placed(sum.fetch_one(&self.0.read).await)?))
    }
}
