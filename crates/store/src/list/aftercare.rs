use super::{of_json, word};
use crate::error::Result;
use crate::store::Store;
use crate::uncount;
use chrono::NaiveDate;
use greenlane_domain::case::{Aftercare, AftercareKind, ItemNo};
use greenlane_domain::fact::FileId;
use sqlx::Row;

/// A callback that is still to be made, or a bad rating that is still to be put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AftercareRow {
    /// The case.
    pub file: FileId,
    /// Its number.
    pub case_number: String,
    /// The talent's name.
    pub talent_name: String,
    /// The badly rated item; absent when it is about the whole case.
    pub item: Option<ItemNo>,
    /// Its name; empty when it is about the whole case.
    pub item_name: String,
    /// The day from which it is counted.
    pub since: NaiveDate,
    /// What the city asked then.
    pub asked: Aftercare,
}

impl Store {
    /// What must still follow, of one kind: the longest open first, at most `limit`, and how many there are in all.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn aftercare(&self, kind: AftercareKind, limit: u32) -> Result<(Vec<AftercareRow>, u64)> {
        let total = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM aftercare_row WHERE kind = ?");
        let total = uncount(self.placed(total.bind(word(&kind)).fetch_one(&self.0.read).await)?);
        let rows = sqlx::query(
            "SELECT file.id, c.number, c.talent_name, a.item, coalesce(i.name, ''), a.since, a.asked \
             FROM aftercare_row a JOIN file ON file.n = a.file JOIN case_row c ON c.file = a.file \
             LEFT JOIN item_row i ON i.file = a.file AND i.item = a.item \
             WHERE a.kind = ? ORDER BY a.since, a.file, a.place_in_file LIMIT ?",
        )
        .bind(word(&kind))
        .bind(limit)
        .fetch_all(&self.0.read)
        .await;
        let mut found = Vec::new();
        for row in self.placed(rows)? {
            let Some(since) = NaiveDate::from_num_days_from_ce_opt(row.try_get(5)?) else { continue };
            found.push(AftercareRow {
                file: FileId::new(row.try_get::<String, _>(0)?),
                case_number: row.try_get(1)?,
                talent_name: row.try_get(2)?,
                item: row.try_get::<Option<String>, _>(3)?.map(ItemNo),
                item_name: row.try_get(4)?,
                since,
                asked: of_json(row.try_get(6)?)?,
            });
        }
        Ok((found, total))
    }
}
