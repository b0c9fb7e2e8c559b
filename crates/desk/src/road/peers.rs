//! Other desks with which bundles were exchanged: what they had when they were last heard of.

use super::file::Reach;
use crate::problem::{DeskError, Result};
use greenlane_domain::fact::DeviceId;
use greenlane_store::Store;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const PEERS: &str = "road.peers";

/// One of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Peer {
    /// What it is called.
    pub name: String,
    /// What it had.
    pub has: Reach,
    /// When its last bundle was read here: milliseconds since 1970.
    pub heard_ms: Option<i64>,
}

pub(crate) type Peers = BTreeMap<DeviceId, Peer>;

pub(crate) async fn read(store: &Store) -> Result<Peers> {
    match store.setting(PEERS).await? {
        Some(kept) => serde_json::from_str(&kept)
            .map_err(|error| DeskError::said("fault", PEERS, &[("detail", &error.to_string())])),
        None => Ok(Peers::new()),
    }
}

pub(crate) fn kept(peers: &Peers) -> (String, String) {
    (PEERS.to_owned(), serde_json::to_string(peers).unwrap_or_default())
}

/// What this desk has.
pub(crate) async fn reach(store: &Store) -> Result<Reach> {
    let mut reach = Reach::new();
    for (device, epoch, count) in store.road_reach().await? {
        reach.entry(device).or_default().insert(epoch, count);
    }
    Ok(reach)
}

/// How far a desk has come with one life of another.
pub(crate) fn count_of(reach: &Reach, device: &DeviceId, epoch: u32) -> u64 {
    reach.get(device).and_then(|lives| lives.get(&epoch)).copied().unwrap_or_default()
}
