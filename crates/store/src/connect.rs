//! Connections: the key first, the cipher's settings spelt out, one writer, a few readers.

use crate::error::Result;
use crate::key::DatabaseKey;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, SqliteConnection};
use std::path::Path;
use std::time::Duration;

pub(crate) static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

const PATIENCE: Duration = Duration::from_secs(20);
const READERS: u32 = 3;
const WRITER_CACHE_KIB: u32 = 64 * 1024;
const READER_CACHE_KIB: u32 = 24 * 1024;
const ROWS_HANDED_OVER: usize = 1024;

fn options(path: &Path, key: &DatabaseKey, cache_kib: u32) -> SqliteConnectOptions {
    let raw_key = zeroize::Zeroizing::new(format!("\"x'{}'\"", hex::encode(key.as_slice())));
    SqliteConnectOptions::new()
        .filename(path)
        // Settings of the cipher are written out: a later release of the library may have other defaults.
        .pragma("key", raw_key.as_str().to_owned())
        .pragma("cipher_compatibility", "4")
        .pragma("cipher_page_size", "4096")
        .pragma("kdf_iter", "256000")
        .pragma("cipher_kdf_algorithm", "PBKDF2_HMAC_SHA512")
        .pragma("cipher_hmac_algorithm", "HMAC_SHA512")
        .pragma("cipher_use_hmac", "ON")
        // The library's own log goes to the terminal; what is wrong is said by our errors.
        .pragma("cipher_log_level", "NONE")
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("fullfsync", "ON")
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", format!("-{cache_kib}"))
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        // Whole files are read at a time: rows handed over singly would cost more than reading them.
        .row_buffer_size(ROWS_HANDED_OVER)
        // A logged statement would write the key and people's data into a log.
        .disable_statement_logging()
}

/// One connection of its own, for work that must not hold up the others.
pub(crate) async fn alone(path: &Path, key: &DatabaseKey) -> Result<SqliteConnection> {
    Ok(options(path, key, READER_CACHE_KIB).connect().await?)
}

/// The one connection that writes. The pool of one makes writers wait in a row.
pub(crate) async fn writer(path: &Path, key: &DatabaseKey, create: bool) -> Result<SqlitePool> {
    let options = options(path, key, WRITER_CACHE_KIB).create_if_missing(create);
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false);
    Ok(pool.connect_with(options).await?)
}

/// Connections that only read, and see what is confirmed.
pub(crate) fn readers(path: &Path, key: &DatabaseKey) -> SqlitePool {
    let options = options(path, key, READER_CACHE_KIB).pragma("query_only", "ON");
    SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_lazy_with(options)
}
