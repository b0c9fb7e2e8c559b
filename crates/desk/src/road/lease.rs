//! Blocks of numbers from the centre: asked for at 30 %, returned or void with a record, every number accounted for.

use super::standing;
use crate::desk::Open;
use crate::numbers;
use crate::problem::{DeskError, Result};
use greenlane_domain::case::CaseFact;
use greenlane_store::{Store, StoreError};
use greenlane_sync::client::{Client, ClientError};
use greenlane_sync::numbers::{Account, Ask, Fate, is_low};
use greenlane_sync::request::Report;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Why a block is closed: an earlier life's, given back, or the desk's own from before it came to a centre.
pub(crate) const VOID: &str = "void";
pub(crate) const RETURNED: &str = "returned";
pub(crate) const HANDED_OVER: &str = "handed";

const ROWS: &str = "numbers.rows";
const ASKS: &str = "numbers.asks";
const TOLD: &str = "numbers.told";
/// Accounts in one report.
const ACCOUNTS: usize = 300;

/// A row of which this desk wants numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Row {
    /// As it is called here, e.g. `case/2026`.
    pub series: String,
    /// As it is called at the centre: all desks under one region's pattern share it.
    pub named: String,
    /// How many at a time.
    pub count: u32,
    /// Numbers up to this one have been given already.
    pub after: u64,
}

/// How far a block has been reported to the centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    next: u64,
    closed: bool,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum LeaseError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error("no randomness in this machine")]
    Random,
}

async fn kept<T: DeserializeOwned + Default>(store: &Store, key: &str) -> std::result::Result<T, StoreError> {
    let text = store.setting(key).await?.unwrap_or_default();
    // What an older release kept in another shape is made anew.
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

async fn keep<T: Serialize>(store: &Store, key: &str, value: &T) -> std::result::Result<(), StoreError> {
    store.set(key, &serde_json::to_string(value).unwrap_or_default()).await
}

/// Notes which rows are wanted: the road asks for them when it next meets the centre.
pub(crate) async fn want(store: &Store, rows: &Vec<Row>) -> std::result::Result<(), StoreError> {
    if kept::<Vec<Row>>(store, ROWS).await? == *rows { Ok(()) } else { keep(store, ROWS, rows).await }
}

/// Tells the centre what became of numbers, and leases what is running low.
pub(crate) async fn exchange(client: &Client, store: &Store) {
    if let Err(error) = exchanged(client, store).await {
        tracing::info!(%error, "numbers wait");
    }
}

async fn exchanged(client: &Client, store: &Store) -> std::result::Result<(), LeaseError> {
    report(client, store).await?;
    let epoch = store.epoch().await?;
    for row in kept::<Vec<Row>>(store, ROWS).await? {
        let blocks = store.numbers().await?;
        let usable = |block: &&greenlane_store::NumberBlock| {
            block.series == row.series && !block.lease.is_empty() && block.closed.is_none() && block.epoch == epoch
        };
        let left: u64 = blocks.iter().filter(usable).map(|block| (block.last + 1).saturating_sub(block.next)).sum();
        let size = blocks.iter().rfind(usable).map_or(0, |block| block.last + 1 - block.first);
        if is_low(left, size) {
            lease(client, store, &row, epoch).await?;
        }
    }
    Ok(())
}

/// Asks for one block. The request is written down first: asked again after a crash it gets the same block.
async fn lease(client: &Client, store: &Store, row: &Row, epoch: u32) -> std::result::Result<(), LeaseError> {
    let mut asks: BTreeMap<String, Ask> = kept(store, ASKS).await?;
    let ask = match asks.get(&row.series).filter(|ask| ask.epoch == epoch) {
        Some(ask) => ask.clone(),
        None => {
            let id = super::bundle::random::<16>().map_err(|_| LeaseError::Random)?;
            let id = id.iter().map(|byte| format!("{byte:02x}")).collect();
            let device = store.device().clone();
            let ask = Ask { id, series: row.named.clone(), device, epoch, count: row.count, after: row.after };
            asks.insert(row.series.clone(), ask.clone());
            keep(store, ASKS, &asks).await?;
            ask
        }
    };
    let lease = client.lease(&ask).await?;
    if lease.epoch == store.epoch().await? {
        store.add_numbers(&row.series, lease.from, lease.to, &lease.id).await?;
    } else {
        // A new life began while the answer was on its way.
        let void = Account { series: row.named.clone(), from: lease.from, to: lease.to, fate: Fate::Void };
        client.report(&Report { epoch: lease.epoch, accounts: vec![void] }).await?;
    }
    asks.remove(&row.series);
    Ok(keep(store, ASKS, &asks).await?)
}

/// Reports what has changed since the last report.
async fn report(client: &Client, store: &Store) -> std::result::Result<(), LeaseError> {
    let rows: Vec<Row> = kept(store, ROWS).await?;
    let Some(region) = rows.first().and_then(|row| row.named.strip_suffix(&row.series)) else { return Ok(()) };
    let mut told: BTreeMap<String, Told> = kept(store, TOLD).await?;
    let before = told.clone();
    let mut accounts: BTreeMap<u32, Vec<Account>> = BTreeMap::new();
    for block in store.numbers().await?.iter().filter(|block| numbers::is_row(block)) {
        let key = format!("{}/{}", block.series, block.first);
        let was = told.get(&key).copied().unwrap_or(Told { next: block.first, closed: false });
        let mut account = |from: u64, to: u64, fate: Fate| {
            let series = format!("{region}{}", block.series);
            accounts.entry(block.epoch).or_default().push(Account { series, from, to, fate });
        };
        if block.next > was.next {
            account(was.next, block.next - 1, Fate::Used);
        }
        let fate = match block.closed.as_deref() {
            Some(VOID) => Some(Fate::Void),
            Some(RETURNED) => Some(Fate::Returned),
            _ => None,
        };
        if let Some(fate) = fate.filter(|_| !was.closed && block.next <= block.last) {
            account(block.next, block.last, fate);
        }
        told.insert(key, Told { next: block.next, closed: fate.is_some() });
    }
    for (epoch, accounts) in accounts {
        for accounts in accounts.chunks(ACCOUNTS) {
            client.report(&Report { epoch, accounts: accounts.to_vec() }).await?;
        }
    }
    if told != before {
        keep(store, TOLD, &told).await?;
    }
    Ok(())
}

/// Gives back what is left, because the desk leaves the centre.
pub(crate) async fn give_back(client: &Client, store: &Store) -> std::result::Result<(), LeaseError> {
    for block in store.numbers().await?.iter().filter(|block| block.closed.is_none() && !block.lease.is_empty()) {
        store.close_numbers(&block.series, block.first, RETURNED).await?;
    }
    report(client, store).await
}

/// Matches numbers that the desk gave by itself with numbers of their rows: each match is a line in the case's history.
pub(crate) async fn match_own(desk: &Open) -> Result<usize> {
    let mut matched = 0;
    if !standing::enrolled(&desk.store).await? {
        return Ok(matched);
    }
    let mut open = desk.store.own_numbers().await?;
    open.retain(|own| own.mapped.is_none());
    for own in open.iter().rev() {
        let case = desk.case_state(&own.file).await?.number().to_owned();
        let mut turn = desk.turn().await?;
        let Some(number) = turn.number_for(own, &case).await? else { continue };
        let text = desk.say("numbers.matched", &[("own", &own.number), ("number", &number)]);
        turn.write(&own.file, &[CaseFact::Noted { text }]).await?;
        turn.confirm().await?;
        matched += 1;
    }
    Ok(matched)
}

impl From<LeaseError> for DeskError {
    fn from(error: LeaseError) -> Self {
        match error {
            LeaseError::Store(error) => error.into(),
            other => Self::said("centre_unreachable", "", &[("detail", &other.to_string())]),
        }
    }
}
