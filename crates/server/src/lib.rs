//! The centre: keeps what desks push, feeds it to those it is for, leases numbers, enrols desks and people.
//!
//! It is stateless beside its database and object store, so that many copies run behind a balancer; with PostgreSQL they
//! wake each other by LISTEN/NOTIFY. With no database server it runs on one SQLite file for one office.
#![expect(clippy::duplicate_mod, reason = "one text of queries, taken in twice: each database has its own types")]

pub mod accounts;
pub mod blobs;
pub mod centre;
pub mod db;
pub mod doors;
pub mod figures;
pub mod gate;
pub mod serve;
pub mod strangers;
pub mod waiting;
pub mod words;
