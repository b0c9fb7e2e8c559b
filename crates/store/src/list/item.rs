use super::light::{self, Today};
use super::{of_json, of_word, word};
use crate::error::Result;
use crate::store::Store;
use crate::uncount;
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use greenlane_domain::calendar::Due;
use greenlane_domain::case::{ActKind, ItemNo, ItemPhase, Light};
use greenlane_domain::fact::FileId;
use sqlx::{QueryBuilder, Row, Sqlite};

/// One item in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemRow {
    /// The case.
    pub file: FileId,
    /// The case's number.
    pub case_number: String,
    /// The talent's name.
    pub talent_name: String,
    /// The item's number in the case.
    pub item: ItemNo,
    /// Its key in the pack.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub phase: ItemPhase,
    /// Its light.
    pub light: Light,
    /// Its date.
    pub due: Option<Due>,
    /// The lead department's key.
    pub lead: String,
    /// Its short name.
    pub lead_short: String,
    /// When something last happened to it, in milliseconds since 1970.
    pub last_ms: i64,
    /// What it waits for; `None` when nothing more will happen to it.
    pub next: Option<ActKind>,
}

/// Which items. The default is all that are not over.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ItemFilter {
    /// In these phases; empty for all.
    pub phases: Vec<ItemPhase>,
    /// With these lights; empty for all but done.
    pub lights: Vec<Light>,
    /// In which this department takes part.
    pub body: Option<String>,
    /// Due no later than this.
    pub due_until: Option<NaiveDate>,
    /// To which nothing happened since this moment (milliseconds since 1970).
    pub quiet_since: Option<i64>,
}

/// In which order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ItemSort {
    /// The nearest date first; without one last.
    #[default]
    Due,
    /// Longest without a change first.
    Quiet,
}

/// Something with a time and a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// The case.
    pub file: FileId,
    /// The case's number.
    pub case_number: String,
    /// The talent's name.
    pub talent_name: String,
    /// The items.
    pub items: Vec<ItemNo>,
    /// When.
    pub at: NaiveDateTime,
    /// `visit` or `handover`.
    pub what: String,
    /// Where.
    pub place: String,
}

impl ItemFilter {
    fn push(&self, query: &mut QueryBuilder<Sqlite>, today: &Today) {
        if self.lights.is_empty() {
            query.push(" WHERE i.still < 6");
        } else {
            let lights = self.lights.iter().map(|light| light::number(*light).to_string()).collect::<Vec<_>>();
            if !self.lights.contains(&Light::Done) {
                query.push(" WHERE i.still < 6 AND ");
            } else {
                query.push(" WHERE ");
            }
            query.push(format!("{} IN ({})", today.sql("i"), lights.join(", ")));
        }
        if !self.phases.is_empty() {
            // One phase is looked up, in the order wanted. Open items of several phases are few and walked in their order;
            // among those that are done, of which there are many more, the phases are looked up. The sign keeps them from
            // being looked up for the others.
            let sign = if self.phases.len() == 1 || self.lights == [Light::Done] { "" } else { "+" };
            query.push(format!(" AND {sign}i.phase IN ("));
            let mut list = query.separated(", ");
            for phase in &self.phases {
                list.push_bind(word(phase));
            }
            query.push(")");
        }
        if let Some(body) = &self.body {
            query.push(" AND EXISTS (SELECT 1 FROM part_row p WHERE p.file = i.file AND p.item = i.item AND p.body = ");
            query.push_bind(body.clone()).push(")");
        }
        if let Some(until) = self.due_until {
            query.push(" AND i.due <= ").push_bind(until.num_days_from_ce());
        }
        if let Some(since) = self.quiet_since {
            query.push(" AND i.last_ms < ").push_bind(since);
        }
    }
}

impl Store {
    /// Items, at most so many.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn items(&self, filter: &ItemFilter, today: &Today, sort: ItemSort, most: u32) -> Result<Vec<ItemRow>> {
        let mut query = QueryBuilder::new(format!(
            "SELECT file.id, c.number, c.talent_name, i.item, i.key, i.name, i.phase, i.due_shown, i.lead, \
             i.lead_short, i.last_ms, {}, i.next FROM item_row i JOIN file ON file.n = i.file JOIN case_row c ON c.file = i.file",
            today.sql("i")
        ));
        filter.push(&mut query, today);
        query.push(match sort {
            // Those with a date first: two walks over the index instead of a sort.
            ItemSort::Due => " ORDER BY i.due IS NULL, i.due, i.file, i.item",
            ItemSort::Quiet => " ORDER BY i.last_ms, i.file, i.item",
        });
        query.push(format!(" LIMIT {most}"));
        let rows = self.placed(query.build().fetch_all(&self.0.read).await)?;
        rows.iter()
            .map(|row| {
                Ok(ItemRow {
                    file: FileId::new(row.try_get::<String, _>(0)?),
                    case_number: row.try_get(1)?,
                    talent_name: row.try_get(2)?,
                    item: ItemNo(row.try_get(3)?),
                    key: row.try_get(4)?,
                    name: row.try_get(5)?,
                    phase: of_word(row.try_get(6)?)?,
                    due: row.try_get::<Option<&str>, _>(7)?.map(of_json).transpose()?,
                    lead: row.try_get(8)?,
                    lead_short: row.try_get(9)?,
                    last_ms: row.try_get(10)?,
                    light: light::of_number(row.try_get(11)?)?,
                    next: row.try_get::<Option<&str>, _>(12)?.map(of_word).transpose()?,
                })
            })
            .collect()
    }

    /// How many items have each light, the worst first; those that are done are not counted.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn item_lights(&self, today: &Today) -> Result<Vec<(Light, u64)>> {
        let light = today.sql("i");
        let mut query = QueryBuilder::<Sqlite>::new(format!(
            "SELECT {light}, count(*) FROM item_row i WHERE i.still < 6 GROUP BY 1 ORDER BY 1"
        ));
        let rows = self.placed(query.build().fetch_all(&self.0.read).await)?;
        rows.iter().map(|row| Ok((light::of_number(row.try_get(0)?)?, uncount(row.try_get(1)?)))).collect()
    }

    /// How many items fall due on each day from one to another (both counted in); days without any are left out.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn dues(&self, from: NaiveDate, through: NaiveDate) -> Result<Vec<(NaiveDate, u64)>> {
        let rows = sqlx::query(
            "SELECT due, count(*) FROM item_row WHERE still < 6 AND (due IS NULL) = 0 AND due BETWEEN ? AND ? GROUP BY due ORDER BY due",
        )
        .bind(from.num_days_from_ce())
        .bind(through.num_days_from_ce())
        .fetch_all(&self.0.read)
        .await;
        let mut days = Vec::new();
        for row in self.placed(rows)? {
            if let Some(day) = NaiveDate::from_num_days_from_ce_opt(row.try_get(0)?) {
                days.push((day, uncount(row.try_get(1)?)));
            }
        }
        Ok(days)
    }

    /// Cases with an open item that has a date: what a new calendar may move.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn cases_with_dates(&self) -> Result<Vec<FileId>> {
        let ids = sqlx::query_scalar::<_, String>(
            "SELECT DISTINCT file.id FROM item_row i JOIN file ON file.n = i.file \
             WHERE i.still < 6 AND i.calendar IS NOT NULL ORDER BY i.file",
        )
        .fetch_all(&self.0.read)
        .await;
        Ok(self.placed(ids)?.into_iter().map(FileId::new).collect())
    }

    /// Appointments that are still ahead or were missed, from one moment to another.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn appointments(&self, from: NaiveDateTime, until: NaiveDateTime) -> Result<Vec<Appointment>> {
        const FORM: &str = "%Y-%m-%dT%H:%M:%S";
        let rows = sqlx::query(
            "SELECT file.id, c.number, c.talent_name, a.item, a.at, a.what, a.place FROM agenda_row a \
             JOIN file ON file.n = a.file JOIN case_row c ON c.file = a.file \
             WHERE a.done = 0 AND a.at >= ? AND a.at < ? ORDER BY a.at, a.file, a.place_in_file",
        )
        .bind(from.format(FORM).to_string())
        .bind(until.format(FORM).to_string())
        .fetch_all(&self.0.read)
        .await;
        let mut appointments = Vec::new();
        for row in self.placed(rows)? {
            let Ok(at) = NaiveDateTime::parse_from_str(row.try_get(4)?, FORM) else { continue };
            appointments.push(Appointment {
                file: FileId::new(row.try_get::<String, _>(0)?),
                case_number: row.try_get(1)?,
                talent_name: row.try_get(2)?,
                items: row.try_get::<&str, _>(3)?.split_whitespace().map(|no| ItemNo(no.to_owned())).collect(),
                at,
                what: row.try_get(5)?,
                place: row.try_get(6)?,
            });
        }
        Ok(appointments)
    }
}
