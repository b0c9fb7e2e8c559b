//! The road at the desk: to a centre when there is one, by bundle files when there is none, with the same guarantees.
//!
//! * [`runner`]: the road at work in the background. [`contents`]: attachments after their facts.
//! * [`account`]: the person's sign-in at the centre.
//! * [`depot`]: the road's storage on this desk's database.
//! * [`bundle`]: everything new, as one file on a stick. [`join`]: how another desk becomes one of the office.
//! * [`newcomer`]: how a new desk joins an office through its centre.
//! * [`digest`]: by which two desks are compared. [`tray`]: what has not come through, and why.
//! * [`lease`]: blocks of numbers from the centre. [`gaps`]: where every number has gone.
//! * [`moving`]: a case goes to another region.
//! * [`host`]: a desk that is the centre of its local network.
//! * [`twice`]: what contradicts across cases.

pub(crate) mod account;
pub(crate) mod bundle;
mod contents;
pub(crate) mod depot;
pub(crate) mod digest;
mod file;
pub(crate) mod gaps;
pub(crate) mod host;
pub(crate) mod join;
pub(crate) mod lease;
pub(crate) mod moving;
pub(crate) mod newcomer;
pub(crate) mod peers;
pub(crate) mod runner;
pub(crate) mod standing;
pub(crate) mod tray;
pub(crate) mod twice;
