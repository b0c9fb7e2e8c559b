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
    /// Cases of one person (one file, or files with one identity number) with the same item open in both.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn same_items(&self) -> Result<Vec<SameItem>> {
        const BOTH: &str = "JOIN item_row ia ON ia.file = a.file AND ia.still < 5 \
             JOIN item_row ib ON ib.file = b.file AND ib.key = ia.key AND ib.still < 5 \
             JOIN file fa ON fa.n = a.file JOIN file fb ON fb.n = b.file";
        let sql = format!(
            "SELECT fa.id, ia.item, fb.id, ib.item FROM case_row a \
             JOIN case_row b ON b.talent = a.talent AND b.file > a.file {BOTH} \
             UNION SELECT fa.id, ia.item, fb.id, ib.item FROM talent_number x \
             JOIN talent_number y ON y.value = x.value AND y.file <> x.file \
             JOIN file tx ON tx.n = x.file JOIN file ty ON ty.n = y.file \
             JOIN case_row a ON a.talent = tx.id JOIN case_row b ON b.talent = ty.id AND b.file > a.file {BOTH}"
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
