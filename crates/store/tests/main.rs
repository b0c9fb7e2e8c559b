//! The store from outside: what an office would notice.
#![allow(missing_docs, clippy::unwrap_used)]

mod desk;

mod arrivals;
mod backup;
mod keys;
mod secrecy;
mod trouble;
mod writing;
