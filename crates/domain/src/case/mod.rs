//! A case (办件): one need and everything done for it, from registration to the filed volume.
//!
//! Two doors: [`decide`] says which facts an act would write, or refuses naming the rule and its article; [`fold`] gives
//! the state that a set of facts amounts to. [`available`] lists the acts that are possible now, and why others are not.

mod act;
mod aftercare;
mod body;
mod clock;
mod contradiction;
mod decide;
mod fold;
mod legal;
mod materials;
mod next;
mod notice;
mod offer;
mod refusal;
mod rules;
mod state;
mod step_clock;

pub use act::{ActKind, CaseAct, NewDate};
pub use aftercare::{AftercareClock, AftercareKind, aftercare};
pub use body::*;
pub use clock::{CaseClock, Light, case_clock, item_light, moved_dues, next_due};
pub use contradiction::{Contradiction, ContradictionKind};
pub use decide::{Context, decide};
pub use fold::{fold, mark as mark_of};
pub use legal::{TELL_WITHIN, deemed_accepted, longest_extension, statutory_limit};
pub use materials::{MergedMaterial, merge};
pub use next::next_act;
pub use notice::{Completeness, completeness, notice_basis};
pub use offer::{Offer, available};
pub use refusal::{FIELDS, Refusal, Rule};
pub use rules::Rules;
pub use state::*;
pub use step_clock::{StepClock, step_clocks};
