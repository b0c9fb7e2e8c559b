//! PostgreSQL: for a city or a province, with many copies of the centre behind a balancer.

use crate::db::DbError;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::query_builder::QueryBuilder;
use std::str::FromStr;
use std::time::Duration;

#[path = "queries.rs"]
mod queries;
pub use queries::Tx;

/// The database.
pub type Db = sqlx::Postgres;

/// A pool of connections.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) pool: PgPool,
}

impl Store {
    /// Connects, and brings the tables up to date.
    pub async fn open(url: &str, connections: u32) -> Result<Self, DbError> {
        let options = PgConnectOptions::from_str(url)?.application_name("greenlane-centre");
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await?;
        sqlx::migrate!("migrations/postgres").run(&pool).await?;
        Ok(Self { pool })
    }
    /// A transaction that writes.
    pub async fn write(&self, now: i64) -> Result<Tx, DbError> {
        Ok(Tx { inner: self.begun("BEGIN").await?, now })
    }
    /// A transaction that reads one state of everything.
    pub async fn read(&self, now: i64) -> Result<Tx, DbError> {
        Ok(Tx { inner: self.begun("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?, now })
    }
    /// Begins in a task of its own. A request that is called off (a wait that is overtaken, a desk that is gone) between
    /// `BEGIN` and its answer would give a connection back that sqlx takes for a fresh one and that is still within a
    /// transaction: the next act would go on in it, and fail where that one only reads.
    async fn begun(&self, statement: &'static str) -> Result<sqlx::Transaction<'static, Db>, DbError> {
        let pool = self.pool.clone();
        let begun = tokio::spawn(async move { pool.begin_with(statement).await });
        Ok(begun.await.map_err(|_| DbError::Damaged("a transaction that was given up"))??)
    }
    /// Wakes the other copies of the centre: sent when the transaction ends, and not at all if it fails.
    pub async fn wake(tx: &mut Tx, region: &str) -> Result<(), DbError> {
        sqlx::query("SELECT pg_notify('greenlane', $1)").bind(region).execute(&mut *tx.inner).await?;
        Ok(())
    }
}

fn any<T>(builder: &mut QueryBuilder<Db>, column: &str, values: Vec<T>)
where
    Vec<T>: for<'q> sqlx::Encode<'q, Db> + sqlx::Type<Db> + Send + 'static,
{
    builder.push(column).push(" = ANY(").push_bind(values).push(")");
}

fn length(row: &sqlx::postgres::PgRow) -> Result<usize, DbError> {
    use sqlx::Row as _;
    Ok(usize::try_from(row.try_get::<i32, _>("size")?).unwrap_or(0))
}
