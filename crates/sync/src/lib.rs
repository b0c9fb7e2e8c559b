//! The road between desks and a centre: what travels, who may have it, and how nothing is ever lost on the way.
//!
//! Facts are opaque here except for their header: the road judges no case. The crate is pure: no clock, no randomness,
//! no IO, except under the feature `client`. Storage is behind two small traits: a desk's [`desk::Depot`] and a centre's
//! [`centre::Ledger`]; the simulator drives the same code as the real programs.
//!
//! * [`audience`]: regions and roles, decided when a fact is written.
//! * [`piece`]: one sealed fact on its way, and the transaction it was written in.
//! * [`wire`]: the messages of protocol versions 1 and 2 and how they become bytes.
//! * [`desk`]: a desk's side: what to send, what to do with an answer; [`road`] says when.
//! * [`centre`]: a centre's side: who may say what, the feeds, quarantine.
//! * [`witness`]: signed heads and hash chains: a centre cannot cut or rewrite what a desk has seen.
//! * [`life`]: restored and copied desks. [`numbers`]: blocks of numbers. [`request`]: how
//!   requests are signed. [`words`]: sentences for people.

pub mod audience;
pub mod centre;
#[cfg(feature = "client")]
pub mod client;
pub mod desk;
pub mod digest;
pub mod life;
pub mod numbers;
pub mod piece;
pub mod request;
pub mod road;
#[cfg(feature = "simulate")]
pub mod simulate;
pub mod wire;
pub mod witness;
pub mod words;
