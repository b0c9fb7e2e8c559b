use crate::error::Result;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::SqlitePool;
use sqlx::{Executor, Sqlite, SqliteConnection};
use std::ops::{Deref, DerefMut};

/// The writer's turn: a transaction on the one connection that writes. Dropped without [`Turn::commit`] it undoes itself.
///
/// Not sqlx's own: SQLite itself rolls back when the disk is full, and sqlx then counts a transaction that is no longer
/// there, so that the connection could never write again.
pub(crate) struct Turn(Option<PoolConnection<Sqlite>>);

impl Turn {
    pub async fn begin(writer: &SqlitePool) -> Result<Self> {
        // Held before it begins: a turn given up while it waits undoes itself too.
        let mut turn = Self(Some(writer.acquire().await?));
        // IMMEDIATE: a transaction that reads first and then wants to write would fail with no wait.
        turn.execute("BEGIN IMMEDIATE").await?;
        Ok(turn)
    }

    /// Durable when it returns.
    pub async fn commit(mut self) -> Result<()> {
        self.execute("COMMIT").await?;
        self.0 = None;
        Ok(())
    }
}

impl Deref for Turn {
    type Target = SqliteConnection;
    fn deref(&self) -> &SqliteConnection {
        match &self.0 {
            Some(connection) => connection,
            None => unreachable!("only commit and drop take the connection, and both end the turn"),
        }
    }
}

impl DerefMut for Turn {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        match &mut self.0 {
            Some(connection) => connection,
            None => unreachable!("only commit and drop take the connection, and both end the turn"),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(mut connection) = self.0.take() else { return };
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => {
                runtime.spawn(async move {
                    // Refused when SQLite has rolled back by itself, which is as good.
                    if let Err(error) = connection.execute("ROLLBACK").await {
                        tracing::debug!(%error, "nothing left to roll back");
                    }
                });
            }
            Err(_) => connection.close_on_drop(),
        }
    }
}
