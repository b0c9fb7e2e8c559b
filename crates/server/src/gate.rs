//! Who asks too often, and which requests came before. Kept in this copy's memory: what a repeated request could do a
//! second time is prevented by the facts' ids, not here.

use crate::centre::Limits;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The gate.
#[derive(Debug)]
pub struct Gate {
    rate: (f64, f64),
    keep: Duration,
    buckets: Mutex<HashMap<String, (f64, Instant)>>,
    once: Mutex<Once>,
}

/// Numbers used once, with their moments, and when the old ones were last swept out.
type Once = (HashMap<[u8; 16], Instant>, Option<Instant>);

const MANY: usize = 100_000;

impl Gate {
    /// A gate with these limits.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { rate: limits.rate, keep: limits.clock * 2, buckets: Mutex::default(), once: Mutex::default() }
    }

    /// Whether somebody may ask now.
    pub fn may(&self, who: &str) -> bool {
        let (rate, burst) = self.rate;
        let now = Instant::now();
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > MANY {
            buckets.retain(|_, (_, last)| now.duration_since(*last) < Duration::from_secs(60));
        }
        let (left, last) = buckets.entry(who.to_owned()).or_insert((burst, now));
        *left = (*left + now.duration_since(*last).as_secs_f64() * rate).min(burst);
        *last = now;
        if *left < 1.0 {
            return false;
        }
        *left -= 1.0;
        true
    }

    /// Whether this number used once is new.
    pub fn is_new(&self, device: &str, once: &str) -> bool {
        let now = Instant::now();
        // Ten minutes of every waiting desk's requests are kept: a digest is a fifth of the two words.
        let digest = Sha256::new().chain_update(device).chain_update([0]).chain_update(once).finalize();
        let Some((name, _)) = digest.split_first_chunk::<16>() else { return false };
        let mut guard = self.once.lock().unwrap_or_else(PoisonError::into_inner);
        let (seen, swept) = &mut *guard;
        if swept.is_none_or(|swept| now.duration_since(swept) > self.keep / 4) {
            seen.retain(|_, at| now.duration_since(*at) < self.keep);
            *swept = Some(now);
        }
        seen.insert(*name, now).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_let_through_and_then_no_more_than_the_rate() {
        let gate = Gate::new(Limits { rate: (0.001, 3.0), ..Limits::default() });
        let let_through = (0..10).filter(|_| gate.may("a")).count();
        assert_eq!(let_through, 3);
        assert!(gate.may("b"));
    }

    #[test]
    fn a_number_is_used_once_a_desk() {
        let gate = Gate::new(Limits::default());
        assert!(gate.is_new("a", "1"));
        assert!(!gate.is_new("a", "1"));
        assert!(gate.is_new("b", "1"));
    }
}
