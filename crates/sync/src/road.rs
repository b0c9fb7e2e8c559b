//! When a desk pushes, pulls and waits: a state machine of two lanes that never hold each other up.
//!
//! Pure: events in, actions out; the time is a count of milliseconds that the caller hands in with each event (from a
//! clock that does not jump, though a jump only costs a retry), and so is the randomness of the retries.

use serde::{Deserialize, Serialize};

/// What a person sees of the road.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// No network, or told to stay off it.
    Offline,
    /// The first exchange is under way.
    Connecting,
    /// Facts are being sent.
    Pushing,
    /// Facts are being fetched.
    Pulling,
    /// Everything is exchanged; waiting for news.
    Waiting,
    /// Something went wrong and is tried again by itself.
    Backoff {
        /// When, on the caller's count.
        until: u64,
        /// How many times it went wrong in a row.
        attempt: u32,
    },
    /// The centre will not have this desk until a person does something.
    Refused {
        /// The refusal's code.
        why: crate::wire::Code,
    },
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The network is there, as far as the machine can tell; or a person pressed "now".
    Online,
    /// The network is gone.
    Offline,
    /// Facts were written, or found to be unsent.
    Written,
    /// Something told the desk that there is news.
    Poked,
    /// Time has passed.
    Tick,
    /// A push was answered. `more`: unsent facts are left.
    Pushed {
        /// Whether unsent facts are left.
        more: bool,
    },
    /// A pull was answered.
    Pulled {
        /// Whether there is more to fetch.
        more: bool,
    },
    /// A wait was answered.
    Waited {
        /// Whether there is news.
        news: bool,
    },
    /// A request came to nothing.
    Failed(Lane, Trouble),
}

/// Which of the two ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// To the centre.
    Push,
    /// From the centre: pull and wait.
    Pull,
}

/// Why a request came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No answer, or one that says to try later.
    Passing,
    /// An answer that only a person can do something about.
    Refused(crate::wire::Code),
}

/// What to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Send the next unsent facts.
    Push,
    /// Fetch what is new.
    Pull,
    /// Ask to be told of news. A [`Action::Pull`] that comes while this is out calls it off.
    Wait,
    /// Come back with [`Event::Tick`] at this time at the latest.
    Wake {
        /// When.
        at: u64,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    /// Nothing to do.
    Idle,
    /// Something to do.
    Due,
    /// A request is out; `again` when more has come up since.
    Busy { waiting: bool, again: bool },
    /// To be tried again.
    Later { until: u64 },
    /// Not before a person has done something, or a long while has passed.
    Refused { why: crate::wire::Code, until: u64 },
}

/// One desk's road.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Road {
    online: bool,
    met: bool,
    push: Work,
    pull: Work,
    attempts: [u32; 2],
}

const FIRST_RETRY_MS: u64 = 500;
const LAST_RETRY_MS: u64 = 60_000;
const REFUSED_RETRY_MS: u64 = 15 * 60_000;

impl Default for Road {
    fn default() -> Self {
        Self { online: false, met: false, push: Work::Idle, pull: Work::Idle, attempts: [0, 0] }
    }
}

impl Road {
    /// What a person sees.
    #[must_use]
    pub fn state(&self) -> State {
        if !self.online {
            return State::Offline;
        }
        if let Work::Refused { why, .. } = self.pull {
            return State::Refused { why };
        }
        if let Work::Refused { why, .. } = self.push {
            return State::Refused { why };
        }
        match (self.push, self.pull) {
            (Work::Later { until }, _) => State::Backoff { until, attempt: self.attempts[0] },
            (_, Work::Later { until }) => State::Backoff { until, attempt: self.attempts[1] },
            _ if !self.met => State::Connecting,
            (Work::Busy { .. } | Work::Due, _) => State::Pushing,
            (_, Work::Busy { waiting: true, .. }) => State::Waiting,
            _ => State::Pulling,
        }
    }

    /// Takes an event; `random` is any number, fresh each time.
    pub fn on(&mut self, event: Event, now: u64, random: u64) -> Vec<Action> {
        match event {
            Event::Online => {
                if !self.online {
                    self.online = true;
                    self.push = Work::Due;
                    self.pull = Work::Due;
                } else {
                    self.push = awake(self.push);
                    self.pull = awake(self.pull);
                }
            }
            Event::Offline => *self = Self::default(),
            Event::Written => {
                self.push = match self.push {
                    Work::Idle => Work::Due,
                    Work::Busy { waiting, .. } => Work::Busy { waiting, again: true },
                    other => other,
                };
            }
            Event::Poked => {
                self.pull = match self.pull {
                    Work::Idle | Work::Busy { waiting: true, .. } => Work::Due,
                    Work::Busy { waiting, .. } => Work::Busy { waiting, again: true },
                    other => other,
                };
            }
            Event::Tick => {}
            Event::Pushed { more } => {
                self.met = true;
                self.attempts[0] = 0;
                let again = matches!(self.push, Work::Busy { again: true, .. });
                self.push = if more || again { Work::Due } else { Work::Idle };
            }
            Event::Pulled { more } => {
                self.met = true;
                self.attempts[1] = 0;
                let again = matches!(self.pull, Work::Busy { again: true, .. });
                self.pull = if more || again { Work::Due } else { Work::Idle };
            }
            // A wait that was overtaken by a pull has nothing more to say.
            Event::Waited { news } if matches!(self.pull, Work::Busy { waiting: true, .. }) => {
                self.attempts[1] = 0;
                self.pull = if news { Work::Due } else { Work::Idle };
            }
            Event::Waited { .. } => {}
            Event::Failed(lane, trouble) => self.failed(lane, trouble, now, random),
        }
        self.act(now)
    }

    fn failed(&mut self, lane: Lane, trouble: Trouble, now: u64, random: u64) {
        let [push, pull] = &mut self.attempts;
        let (attempts, work) = match lane {
            Lane::Push => (push, &mut self.push),
            Lane::Pull => (pull, &mut self.pull),
        };
        *attempts = attempts.saturating_add(1);
        *work = match trouble {
            Trouble::Passing => Work::Later { until: now + pause(*attempts, random) },
            Trouble::Refused(why) => Work::Refused { why, until: now + REFUSED_RETRY_MS + random % 60_000 },
        };
    }

    fn act(&mut self, now: u64) -> Vec<Action> {
        let mut actions = Vec::new();
        if !self.online {
            return actions;
        }
        for work in [&mut self.push, &mut self.pull] {
            if let Work::Later { until } | Work::Refused { until, .. } = *work {
                let gone_back = until.saturating_sub(now) > REFUSED_RETRY_MS + 60_000;
                if until <= now || gone_back {
                    *work = Work::Due;
                } else {
                    actions.push(Action::Wake { at: until });
                }
            }
        }
        if self.push == Work::Due {
            self.push = Work::Busy { waiting: false, again: false };
            actions.push(Action::Push);
        }
        match self.pull {
            Work::Due => {
                self.pull = Work::Busy { waiting: false, again: false };
                actions.push(Action::Pull);
            }
            Work::Idle => {
                self.pull = Work::Busy { waiting: true, again: false };
                actions.push(Action::Wait);
            }
            _ => {}
        }
        actions
    }
}

const fn awake(work: Work) -> Work {
    match work {
        Work::Later { .. } | Work::Refused { .. } | Work::Idle => Work::Due,
        other => other,
    }
}

/// Twice as long each time up to a minute, and anywhere between half of that and the whole: so that desks cut off
/// together do not come back together.
fn pause(attempt: u32, random: u64) -> u64 {
    let full = FIRST_RETRY_MS.saturating_mul(1 << attempt.min(16)).min(LAST_RETRY_MS);
    full / 2 + random % (full / 2 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Code;
    use proptest::prelude::*;

    #[test]
    fn a_desk_that_comes_online_pushes_and_pulls_at_once_and_then_waits() {
        let mut road = Road::default();
        assert_eq!(road.on(Event::Online, 0, 0), [Action::Push, Action::Pull]);
        assert_eq!(road.state(), State::Connecting);
        assert_eq!(road.on(Event::Pushed { more: false }, 1, 0), []);
        assert_eq!(road.on(Event::Pulled { more: false }, 2, 0), [Action::Wait]);
        assert_eq!(road.state(), State::Waiting);
        assert_eq!(road.on(Event::Written, 3, 0), [Action::Push]);
        assert_eq!(road.state(), State::Pushing);
    }

    #[test]
    fn a_push_that_fails_does_not_keep_the_pull_from_going_on() {
        let mut road = Road::default();
        road.on(Event::Online, 0, 0);
        assert_eq!(road.on(Event::Failed(Lane::Push, Trouble::Passing), 1, 0), [Action::Wake { at: 501 }]);
        assert!(road.on(Event::Pulled { more: true }, 2, 0).contains(&Action::Pull));
        assert_eq!(road.state(), State::Backoff { until: 501, attempt: 1 });
        assert_eq!(road.on(Event::Tick, 501, 0), [Action::Push]);
    }

    #[test]
    fn a_refusal_is_shown_and_tried_again_when_a_person_asks_or_after_a_quarter_of_an_hour() {
        let mut road = Road::default();
        road.on(Event::Online, 0, 0);
        road.on(Event::Failed(Lane::Pull, Trouble::Refused(Code::DeskRevoked)), 1, 0);
        assert_eq!(road.state(), State::Refused { why: Code::DeskRevoked });
        assert!(road.on(Event::Online, 2, 0).contains(&Action::Pull));
        road.on(Event::Failed(Lane::Pull, Trouble::Refused(Code::DeskRevoked)), 3, 0);
        assert!(road.on(Event::Tick, 3 + REFUSED_RETRY_MS, 0).contains(&Action::Pull));
    }

    #[test]
    fn facts_written_while_a_push_is_out_go_with_the_next() {
        let mut road = Road::default();
        road.on(Event::Online, 0, 0);
        assert_eq!(road.on(Event::Written, 1, 0), []);
        assert_eq!(road.on(Event::Pushed { more: false }, 2, 0), [Action::Push]);
    }

    fn event() -> impl Strategy<Value = Event> {
        let lane = prop_oneof![Just(Lane::Push), Just(Lane::Pull)];
        let trouble = prop_oneof![Just(Trouble::Passing), Just(Trouble::Refused(Code::UnknownDesk))];
        prop_oneof![
            Just(Event::Online),
            Just(Event::Written),
            Just(Event::Poked),
            Just(Event::Tick),
            any::<bool>().prop_map(|more| Event::Pushed { more }),
            any::<bool>().prop_map(|more| Event::Pulled { more }),
            any::<bool>().prop_map(|news| Event::Waited { news }),
            (lane, trouble).prop_map(|(lane, trouble)| Event::Failed(lane, trouble)),
        ]
    }

    proptest! {
        #[test]
        fn retries_always_start_by_themselves(
            events in proptest::collection::vec((event(), 0_u64..100_000, any::<u64>()), 0..60),
        ) {
            let mut road = Road::default();
            let mut now = 0;
            let mut out = [false, false];
            let mut waits = false;
            let mut wake = None::<u64>;
            for (event, pause, random) in events.into_iter().chain([(Event::Online, 1, 0)]) {
                now += pause;
                wake = None;
                match event {
                    Event::Pushed { .. } | Event::Failed(Lane::Push, _) if !out[0] => continue,
                    Event::Failed(Lane::Pull, _) if !out[1] => continue,
                    Event::Pulled { .. } if !out[1] || waits => continue,
                    Event::Waited { .. } if !out[1] || !waits => continue,
                    Event::Pushed { .. } | Event::Failed(Lane::Push, _) => out[0] = false,
                    Event::Pulled { .. } | Event::Waited { .. } | Event::Failed(Lane::Pull, _) => out[1] = false,
                    _ => {}
                }
                for action in road.on(event, now, random) {
                    match action {
                        Action::Push => out[0] = true,
                        Action::Pull | Action::Wait => {
                            out[1] = true;
                            waits = action == Action::Wait;
                        }
                        Action::Wake { at } => wake = Some(wake.map_or(at, |wake| wake.min(at))),
                    }
                }
            }
            // Whatever happened: the way from the centre is in use, or a time is set at which it will be.
            prop_assert!(out[1] || wake.is_some());
        }
    }
}
