//! Tries of strangers: one-time codes and passwords. A wrong one uses up a try of the address it comes from; a right one
//! does not, so that a whole office behind one address can be enrolled, or come to work, in the same minute.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// In this time the tries of an address are all there again.
const ANEW: Duration = Duration::from_secs(150);
/// How soon a try that stands behind others under way looks again.
const LOOK: Duration = Duration::from_millis(20);
const MANY: usize = 100_000;

/// Who has tried, in this copy's memory.
#[derive(Debug)]
pub struct Strangers {
    tries: u32,
    addresses: Mutex<HashMap<String, Address>>,
}

#[derive(Debug)]
struct Address {
    left: f64,
    last: Instant,
    /// Tries that may yet turn out wrong: never more than are left, or many at once would get around the limit.
    under_way: u32,
}

/// A try under way. It counts as wrong unless it is said to be right: a stranger who hangs up has tried.
#[derive(Debug)]
pub struct Try<'a> {
    strangers: &'a Strangers,
    from: String,
    right: bool,
}

enum Room {
    Free,
    /// Those under way may be right, and leave room.
    Soon,
    None,
}

impl Strangers {
    /// So many wrong tries an address has.
    #[must_use]
    pub fn new(tries: u32) -> Self {
        Self { tries, addresses: Mutex::default() }
    }

    /// Lets a stranger try, when that can be known at once or as soon as others of the same address have ended; none when
    /// the address has used its tries up.
    pub async fn one(&self, from: &str) -> Option<Try<'_>> {
        loop {
            match self.enter(from, Instant::now()) {
                Room::Free => return Some(Try { strangers: self, from: from.to_owned(), right: false }),
                Room::Soon => tokio::time::sleep(LOOK).await,
                Room::None => return None,
            }
        }
    }

    fn enter(&self, from: &str, now: Instant) -> Room {
        let all = f64::from(self.tries);
        let back = |address: &Address| {
            let since = now.saturating_duration_since(address.last).as_secs_f64();
            (address.left + since / ANEW.as_secs_f64() * all).min(all)
        };
        let mut addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        if addresses.len() > MANY {
            addresses.retain(|_, address| address.under_way > 0 || back(address) < all);
        }
        let fresh = Address { left: all, last: now, under_way: 0 };
        let address = addresses.entry(from.to_owned()).or_insert(fresh);
        address.left = back(address);
        address.last = now;
        if address.left < 1.0 {
            Room::None
        } else if address.left - f64::from(address.under_way) < 1.0 {
            Room::Soon
        } else {
            address.under_way += 1;
            Room::Free
        }
    }
}

impl Try<'_> {
    /// It was right, or the centre itself could not say: the address keeps the try.
    pub fn keeps(mut self) {
        self.right = true;
    }
}

impl Drop for Try<'_> {
    fn drop(&mut self) {
        let mut addresses = self.strangers.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(address) = addresses.get_mut(&self.from) {
            address.under_way = address.under_way.saturating_sub(1);
            address.left -= if self.right { 0.0 } else { 1.0 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn right_tries_use_nothing_up_and_wrong_ones_do() {
        let strangers = Strangers::new(3);
        for _ in 0..100 {
            strangers.one("a").await.expect("nothing was wrong").keeps();
        }
        for _ in 0..3 {
            drop(strangers.one("a").await.expect("a wrong try is left"));
        }
        assert!(strangers.one("a").await.is_none());
        assert!(strangers.one("b").await.is_some());
    }

    #[tokio::test]
    async fn many_at_once_wait_for_each_other_and_get_no_more_wrong_tries() {
        let strangers = Strangers::new(2);
        let (one, two) = (strangers.one("a").await, strangers.one("a").await);
        assert!(tokio::time::timeout(LOOK * 3, strangers.one("a")).await.is_err(), "both may yet be wrong");
        one.expect("the first").keeps();
        drop(two);
        drop(strangers.one("a").await.expect("the right one left its try"));
        assert!(strangers.one("a").await.is_none());
    }

    #[test]
    fn used_up_tries_come_back_with_time() {
        let strangers = Strangers::new(10);
        let now = Instant::now();
        for _ in 0..10 {
            assert!(matches!(strangers.enter("a", now), Room::Free));
            drop(Try { strangers: &strangers, from: "a".to_owned(), right: false });
        }
        assert!(matches!(strangers.enter("a", now + ANEW / 11), Room::None));
        assert!(matches!(strangers.enter("a", now + ANEW / 9), Room::Free));
    }
}
