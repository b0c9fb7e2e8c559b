//! Figures for the operator, in the text form that Prometheus reads. They name no person, desk or file.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

const STEPS_MS: [u64; 8] = [5, 10, 25, 50, 100, 250, 1000, 5000];

/// Counted since the start of this copy.
#[derive(Debug, Default)]
pub struct Figures {
    requests: Mutex<BTreeMap<(&'static str, u16), Times>>,
    /// Facts fed.
    pub fed: AtomicU64,
    /// Facts held for their parents.
    pub held: AtomicU64,
    /// Facts kept apart.
    pub quarantined: AtomicU64,
    /// Facts handed out.
    pub given: AtomicU64,
    /// Bytes taken in.
    pub bytes_in: AtomicU64,
    /// Bytes handed out.
    pub bytes_out: AtomicU64,
}

#[derive(Debug, Default, Clone, Copy)]
struct Times {
    count: u64,
    total_ms: u64,
    steps: [u64; STEPS_MS.len()],
}

impl Figures {
    /// Counts a request.
    pub fn request(&self, door: &'static str, status: u16, time: Duration) {
        let ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let times = requests.entry((door, status)).or_default();
        times.count += 1;
        times.total_ms = times.total_ms.saturating_add(ms);
        for (step, count) in STEPS_MS.iter().zip(&mut times.steps) {
            *count += u64::from(ms <= *step);
        }
    }

    /// The text.
    #[must_use]
    pub fn text(&self, waiting: usize) -> String {
        let mut text = String::from("# TYPE greenlane_request_seconds histogram\n");
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for ((door, status), times) in requests {
            let labels = format!("door=\"{door}\",status=\"{status}\"");
            for (step, count) in STEPS_MS.iter().zip(times.steps) {
                let _ =
                    writeln!(text, "greenlane_request_seconds_bucket{{{labels},le=\"{}\"}} {count}", seconds(*step));
            }
            let _ = writeln!(text, "greenlane_request_seconds_bucket{{{labels},le=\"+Inf\"}} {}", times.count);
            let _ = writeln!(text, "greenlane_request_seconds_sum{{{labels}}} {}", seconds(times.total_ms));
            let _ = writeln!(text, "greenlane_request_seconds_count{{{labels}}} {}", times.count);
        }
        for (name, count) in [
            ("facts_fed", &self.fed),
            ("facts_held", &self.held),
            ("facts_quarantined", &self.quarantined),
            ("facts_given", &self.given),
            ("bytes_in", &self.bytes_in),
            ("bytes_out", &self.bytes_out),
        ] {
            let _ = writeln!(text, "# TYPE greenlane_{name}_total counter");
            let _ = writeln!(text, "greenlane_{name}_total {}", count.load(Ordering::Relaxed));
        }
        let _ = writeln!(text, "# TYPE greenlane_waiting gauge\ngreenlane_waiting {waiting}");
        text
    }
}

fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}
