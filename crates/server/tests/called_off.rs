//! A request that is called off while its transaction begins leaves nothing behind for the next one.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::Postgres;
use greenlane_domain::fact::PersonId;
use greenlane_server::db::postgres::Store;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn no_connection_comes_back_within_a_transaction() {
    let postgres = Postgres::start();
    let store = Store::open(&postgres.database("centre"), 1).await.unwrap();
    for microseconds in (0..3_000).step_by(10) {
        // Somewhere on the way the answer to BEGIN is still out.
        let _ = tokio::time::timeout(Duration::from_micros(microseconds), store.read(0)).await;
        let mut tx = store.write(0).await.unwrap();
        tx.met(&PersonId::new("lin")).await.unwrap();
        tx.commit().await.unwrap();
    }
    let log = std::fs::read_to_string(postgres.folder.path().join("log")).unwrap();
    assert!(!log.contains("already a transaction in progress") && !log.contains("read-only transaction"), "{log}");
}
