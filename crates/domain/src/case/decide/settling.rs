//! Deciding how a contradiction is settled.

use super::Context;
use crate::case::body::CaseFact;
use crate::case::refusal::{Refusal, Rule};
use crate::case::state::CaseState;

pub(super) fn settlement(
    state: &CaseState,
    id: &str,
    set_aside: &[crate::fact::FactId],
    reason: &str,
    context: &Context,
) -> Result<CaseFact, Refusal> {
    let open = state.contradictions.iter().find(|contradiction| contradiction.id == id);
    let settled = state.settled.contains_key(id);
    match open {
        None if !settled => return context.refuse(Rule::NoSuchContradiction, &[]),
        Some(open) => {
            let of_it = |fact: &crate::fact::FactId| open.facts.iter().any(|mark| &mark.fact == fact);
            let all = set_aside.len() >= open.facts.len() && open.facts.len() > 1;
            if set_aside.is_empty() || all || !set_aside.iter().all(of_it) {
                return context.refuse(Rule::NotOfContradiction, &[]);
            }
        }
        None => {}
    }
    Ok(CaseFact::ContradictionSettled {
        contradiction: id.to_owned(),
        set_aside: set_aside.to_vec(),
        reason: reason.to_owned(),
    })
}
