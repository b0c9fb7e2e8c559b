use super::disk::{Disk, DiskError, Faults, State};
use super::ledger::Memory;
use super::{Failure, Options, Report, at_once};
use crate::audience::{Audience, Region, Scope};
use crate::centre::{self, Desk, Seal};
use crate::desk::{self, Asked, Book, Lot, Strict, Trust};
use crate::life::{self, Mark, Opening};
use crate::numbers::{Account, Ask, Given, Lease};
use crate::piece::Piece;
use crate::road::{Action, Event, Lane, Road, Trouble};
use crate::wire::{self, Page, Poke, Pull, Push, Receipts, Wait};
use ed25519_dalek::SigningKey;
use greenlane_domain::fact::{Author, Content, DeviceId, FactId, FileId, Moment, PersonId, seal};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, VecDeque};

/// Times are in milliseconds of the world's own count.
type Time = u64;

const TIMEOUT: Time = 10_000;
const WAIT: Time = 25_000;
const SERIES: &str = "case";
const BLOCK: u32 = 10;
const YEAR_MS: i64 = 365 * 86_400_000;
const START_MS: i64 = 1_790_000_000_000;
const TAIL: usize = 400;
const HEAL_MS: Time = 6 * 3_600_000;

/// A fact that was sealed: what the proof holds the world to.
pub(super) struct Truth {
    pub file: Option<FileId>,
    pub parents: Vec<FactId>,
    pub audience: Audience,
    pub poisoned: bool,
    pub number: Option<(DeviceId, Given)>,
    /// The machine went on after the act: a person may have printed it.
    pub confirmed: bool,
    pub acknowledged: bool,
}

pub(super) struct Machine {
    pub device: DeviceId,
    pub disk: Disk,
    key: SigningKey,
    keychain: Mark,
    backups: Vec<State>,
    clock: i64,
    last: Option<Moment>,
    link: Link,
    boot: u64,
    running: Option<Running>,
    /// A perfect copy of it exists, keychain and all: it takes no numbers (see `docs/centre.md`).
    cloned: bool,
}

#[derive(Clone, Copy)]
struct Link {
    to: bool,
    from: bool,
    loss: f64,
    repeat: f64,
    slow: Time,
}

const GOOD: Link = Link { to: true, from: true, loss: 0.0, repeat: 0.0, slow: 20 };

struct Running {
    road: Road,
    push: Option<u64>,
    pull: Option<(u64, Option<Asked>)>,
    lease: Option<(u64, Ask)>,
    report: Option<(u64, usize)>,
}

pub(super) struct Centre {
    pub ledger: Memory,
    pub key: SigningKey,
    pub life: String,
    up: bool,
    backups: Vec<Memory>,
    waiting: Vec<(usize, u64, u64, Wait)>,
}

enum Request {
    Push(Push, Vec<Piece>),
    Pull(Pull),
    Wait(Wait),
    Lease(Ask),
    Report(Vec<Account>),
}

enum Reply {
    Push(Receipts),
    Pull(Box<Page>, Vec<Piece>),
    Wait(Poke),
    Lease(Lease),
    Report,
}

enum Happening {
    Chaos,
    Tick { machine: usize, boot: u64 },
    Start { machine: usize },
    CentreStarts,
    Arrives { machine: usize, boot: u64, ticket: u64, request: Request },
    Answered { machine: usize, boot: u64, ticket: u64, reply: Reply },
    TooLate { machine: usize, boot: u64, ticket: u64 },
    WaitEnds { machine: usize, boot: u64, ticket: u64 },
    LinkHeals { machine: usize },
    DiskHeals { machine: usize },
}

struct Due(Time, u64, Happening);
impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.1 == other.1
    }
}
impl Eq for Due {}
impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Due {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.0, self.1).cmp(&(other.0, other.1))
    }
}

/// Checks each signature once in a world.
#[derive(Default)]
struct Memo(HashMap<(FactId, [u8; 64], [u8; 32]), bool>);

impl Trust for Memo {
    fn genuine(&mut self, piece: &Piece, key: &[u8; 32]) -> bool {
        *self.0.entry((piece.id(), piece.sealed.signature, *key)).or_insert_with(|| Strict.genuine(piece, key))
    }
}

pub(super) struct World {
    seed: u64,
    rng: ChaCha8Rng,
    now: Time,
    count: u64,
    queue: BinaryHeap<Reverse<Due>>,
    pub machines: Vec<Machine>,
    pub centre: Centre,
    pub truth: BTreeMap<FactId, Truth>,
    memo: Memo,
    left: usize,
    healing: bool,
    regions: Vec<Region>,
    files: u64,
    tickets: u64,
    tail: VecDeque<String>,
    pub report: Report,
    /// A centre came back silently with less than it had.
    pub silent_loss: bool,
    pub desk_restored: bool,
    pub broken: Option<String>,
}

macro_rules! note {
    ($world:expr, $($words:tt)*) => {{
        let line = format!($($words)*);
        $world.note(line);
    }};
}

fn region(text: &str) -> Region {
    Region::parse(text).unwrap_or_else(|_| unreachable!("a fixed region"))
}

impl World {
    pub fn new(seed: u64, options: Options) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let centre_key = SigningKey::from_bytes(&rng.random());
        let mut world = Self {
            seed,
            now: 0,
            count: 0,
            queue: BinaryHeap::new(),
            machines: Vec::new(),
            centre: Centre {
                ledger: Memory::default(),
                key: centre_key,
                life: "1".to_owned(),
                up: true,
                backups: vec![],
                waiting: Vec::new(),
            },
            truth: BTreeMap::new(),
            memo: Memo::default(),
            left: options.happenings,
            healing: false,
            regions: ["p/a/1", "p/a/2", "p/b/1"].map(region).to_vec(),
            files: 0,
            tickets: 0,
            tail: VecDeque::new(),
            report: Report::default(),
            silent_loss: false,
            desk_restored: false,
            broken: None,
            rng,
        };
        for number in 0..options.desks.clamp(2, 50) {
            world.enrol(number);
        }
        world.centre.backups.push(world.centre.ledger.clone());
        world.at(500, Happening::Chaos);
        world
    }

    fn scope(&mut self, version: u32) -> Scope {
        let choices: [&[&str]; 5] = [&["p/a/1"], &["p/a/2"], &["p/a"], &["p/b/1"], &["p"]];
        let regions = choices[self.rng.random_range(0..choices.len())].iter().map(|text| region(text)).collect();
        let mut roles: BTreeSet<String> = ["window".to_owned()].into();
        if self.rng.random_bool(0.3) {
            roles.insert("health".to_owned());
        }
        Scope { version, regions, roles }
    }

    fn enrol(&mut self, number: usize) {
        let device = DeviceId::new(format!("desk-{number}"));
        let key = SigningKey::from_bytes(&self.rng.random());
        let scope = self.scope(1);
        let desk = Desk {
            key: key.verifying_key().to_bytes(),
            scope: scope.clone(),
            reach: scope.regions.clone(),
            revoked: false,
        };
        self.centre.ledger.desks.insert(device.clone(), desk);
        let mark = Mark { epoch: 1, generation: 0 };
        let centre = self.centre.key.verifying_key().to_bytes();
        let state = State::new(Book::new(device.clone(), 1, centre, scope));
        let clock = match self.rng.random_range(0..6) {
            0 => -YEAR_MS,
            1 => YEAR_MS,
            _ => self.rng.random_range(-5_000..5_000),
        };
        self.machines.push(Machine {
            device,
            disk: Disk { state: state.clone(), faults: Faults::default() },
            key,
            keychain: mark,
            backups: vec![state],
            clock,
            last: None,
            link: Link { slow: self.rng.random_range(1..300), ..GOOD },
            boot: 0,
            running: None,
            cloned: false,
        });
        let machine = self.machines.len() - 1;
        self.at(self.now, Happening::Start { machine });
    }

    fn at(&mut self, time: Time, happening: Happening) {
        self.count += 1;
        self.queue.push(Reverse(Due(time.max(self.now), self.count, happening)));
    }

    fn note(&mut self, line: String) {
        let mut trace = self.report.trace ^ self.now;
        for byte in line.bytes() {
            trace = (trace ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        self.report.trace = trace;
        if self.tail.len() == TAIL {
            self.tail.pop_front();
        }
        self.tail.push_back(format!("{:>8} {line}", self.now));
    }

    pub fn run(mut self) -> Result<Report, Failure> {
        while !self.healing || !self.queue.is_empty() {
            self.step();
            if self.healing {
                break;
            }
        }
        // Twice: what had to wait for another desk's offer is offered again at the next opening of the road.
        for _ in 0..2 {
            if self.broken.is_some() {
                break;
            }
            self.heal();
            let until = self.now + HEAL_MS;
            while self.broken.is_none() && self.now < until && !self.is_quiet() {
                self.step();
            }
            if self.broken.is_none() && !self.is_quiet() {
                self.broken = self.restless().map(|why| format!("the world does not come to rest: {why}"));
            }
        }
        let broken = self.broken.take().or_else(|| super::proof::broken(&self));
        match broken {
            None => Ok(self.report),
            Some(broken) => Err(Failure { seed: self.seed, broken, trace: self.tail.into() }),
        }
    }

    fn step(&mut self) {
        let Some(Reverse(Due(time, _, happening))) = self.queue.pop() else {
            self.broken.get_or_insert_with(|| "the world stands still".to_owned());
            self.healing = true;
            return;
        };
        self.now = time;
        match happening {
            Happening::Chaos => self.chaos(),
            Happening::Tick { machine, boot } => {
                if self.machines[machine].boot == boot {
                    self.event(machine, Event::Tick);
                }
            }
            Happening::Start { machine } => self.start(machine),
            Happening::CentreStarts => {
                note!(self, "the centre starts");
                self.centre.up = true;
                self.centre.ledger.stop_in = None;
            }
            Happening::Arrives { machine, boot, ticket, request } => self.arrives(machine, boot, ticket, request),
            Happening::Answered { machine, boot, ticket, reply } => self.answered(machine, boot, ticket, reply),
            Happening::TooLate { machine, boot, ticket } => self.too_late(machine, boot, ticket),
            Happening::WaitEnds { machine, boot, ticket } => {
                let before = self.centre.waiting.len();
                self.centre.waiting.retain(|(_, _, other, _)| *other != ticket);
                if self.centre.waiting.len() < before {
                    self.answer(machine, boot, ticket, Reply::Wait(Poke { news: false }));
                }
            }
            Happening::LinkHeals { machine } => self.machines[machine].link = GOOD,
            Happening::DiskHeals { machine } => self.machines[machine].disk.faults.full = false,
        }
    }

    // ---- machines

    fn start(&mut self, machine: usize) {
        let random: u32 = self.rng.random();
        let it = &mut self.machines[machine];
        if it.running.is_some() {
            return;
        }
        it.disk.faults.stop_at = None;
        it.boot += 1;
        let opening = life::open(it.disk.state.mark, Some(it.keychain), random);
        let done = match opening {
            Opening::Same => it.disk.transact(1, |state| state.mark.generation += 1),
            Opening::Anew { epoch, .. } => it.disk.transact(3, |state| anew(state, epoch)),
        };
        if done.is_err() {
            // A desk that cannot write its mark does not open.
            self.at(self.now + 20_000, Happening::Start { machine });
            return;
        }
        it.keychain = it.disk.state.mark;
        if at_once(desk::opened(&mut it.disk)).is_err() {
            self.at(self.now + 20_000, Happening::Start { machine });
            return;
        }
        it.running = Some(Running { road: Road::default(), push: None, pull: None, lease: None, report: None });
        note!(self, "desk {machine} starts: {opening:?}");
        self.event(machine, Event::Online);
    }

    fn stop(&mut self, machine: usize) {
        self.report.stops += 1;
        let it = &mut self.machines[machine];
        it.running = None;
        it.boot += 1;
        it.disk.faults.stop_at = None;
        note!(self, "desk {machine} stops");
        let pause = self.rng.random_range(100..60_000);
        self.at(self.now + pause, Happening::Start { machine });
    }

    fn event(&mut self, machine: usize, event: Event) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            let random = self.rng.random();
            let now = self.now;
            let Some(running) = &mut self.machines[machine].running else { return };
            let actions = running.road.on(event, now, random);
            for action in actions {
                if let Some(next) = self.action(machine, action) {
                    events.push_back(next);
                }
            }
        }
        self.side_work(machine);
    }

    fn action(&mut self, machine: usize, action: Action) -> Option<Event> {
        let it = &mut self.machines[machine];
        let boot = it.boot;
        let running = it.running.as_mut()?;
        self.tickets += 1;
        let ticket = self.tickets;
        match action {
            Action::Wake { at } => {
                self.at(at, Happening::Tick { machine, boot });
                None
            }
            Action::Push => match at_once(desk::push(&mut it.disk)) {
                Ok(Some((push, pieces))) => {
                    running.push = Some(ticket);
                    note!(self, "desk {machine} pushes {} facts", pieces.len());
                    self.send(machine, ticket, Request::Push(push, pieces));
                    None
                }
                Ok(None) => Some(Event::Pushed { more: false }),
                Err(_) => Some(Event::Failed(Lane::Push, Trouble::Passing)),
            },
            Action::Pull => {
                let asked = at_once(desk::pull(&mut it.disk)).ok()?;
                running.pull = Some((ticket, Some(asked.clone())));
                self.send(machine, ticket, Request::Pull(asked.pull));
                None
            }
            Action::Wait => {
                running.pull = Some((ticket, None));
                let book = &it.disk.state.book;
                let seen = book.trails.iter().map(|(region, trail)| (region.clone(), trail.last().position)).collect();
                let wait = Wait { device: it.device.clone(), seen, scope: book.scope.version };
                self.send(machine, ticket, Request::Wait(wait));
                None
            }
        }
    }

    /// Numbers and a new life when the desk was found to be a copy.
    fn side_work(&mut self, machine: usize) {
        let random: u32 = self.rng.random();
        let it = &mut self.machines[machine];
        let device = it.device.clone();
        if it.running.is_none() {
            return;
        }
        if it.disk.state.book.copied {
            let epoch = life::next(it.disk.state.mark.epoch.max(it.keychain.epoch), random);
            match it.disk.transact(3, |state| anew(state, epoch)) {
                Ok(()) => {
                    it.keychain = it.disk.state.mark;
                    note!(self, "desk {machine} has a twin and opens epoch {epoch}");
                    self.event(machine, Event::Poked);
                }
                Err(DiskError::Stopped) => self.stop(machine),
                Err(DiskError::Full) => {}
            }
            return;
        }
        let Some(running) = &mut it.running else { return };
        if running.lease.is_none() && it.disk.state.blocks.is_low(SERIES) && !it.cloned {
            self.tickets += 1;
            let id = format!("{device}/{}/{}", it.disk.state.mark.epoch, self.tickets);
            let epoch = it.disk.state.mark.epoch;
            let ask = Ask { id, series: SERIES.to_owned(), device, epoch, count: BLOCK, after: 0 };
            running.lease = Some((self.tickets, ask.clone()));
            let ticket = self.tickets;
            self.send(machine, ticket, Request::Lease(ask));
        } else if running.report.is_none() && !it.disk.state.blocks.accounts.is_empty() {
            self.tickets += 1;
            let ticket = self.tickets;
            let accounts = it.disk.state.blocks.accounts.clone();
            running.report = Some((ticket, accounts.len()));
            self.send(machine, ticket, Request::Report(accounts));
        }
    }

    // ---- the network

    fn send(&mut self, machine: usize, ticket: u64, request: Request) {
        let boot = self.machines[machine].boot;
        let patience = if matches!(request, Request::Wait(_)) { WAIT + TIMEOUT } else { TIMEOUT };
        self.at(self.now + patience, Happening::TooLate { machine, boot, ticket });
        let link = self.machines[machine].link;
        if !link.to || self.rng.random_bool(link.loss) {
            return;
        }
        let repeated = self.rng.random_bool(link.repeat);
        let request = self.over_the_wire(request);
        if repeated {
            let again = match &request {
                Request::Push(push, pieces) => Some(Request::Push(push.clone(), pieces.clone())),
                Request::Lease(ask) => Some(Request::Lease(ask.clone())),
                _ => None,
            };
            if let Some(request) = again {
                let delay = self.rng.random_range(1..link.slow * 40 + 2);
                self.at(self.now + delay, Happening::Arrives { machine, boot, ticket: 0, request });
            }
        }
        let delay = self.rng.random_range(1..=link.slow);
        self.at(self.now + delay, Happening::Arrives { machine, boot, ticket, request });
    }

    /// Sometimes through the real bytes, and sometimes damaged on the way: which must be noticed.
    fn over_the_wire(&mut self, request: Request) -> Request {
        let Request::Push(push, pieces) = request else { return request };
        if !self.rng.random_bool(0.1) {
            return Request::Push(push, pieces);
        }
        let mut bytes = wire::pack(&push, &pieces);
        match wire::unpack::<Push>(&bytes, wire::MAX_MESSAGE_BYTES) {
            Ok((same, all)) if same == push && all == pieces => {}
            other => {
                self.broken = Some(format!("the wire changed a message: {:?}", other.err()));
            }
        }
        let length = self.rng.random_range(0..bytes.len());
        bytes.truncate(length);
        if wire::unpack::<Push>(&bytes, wire::MAX_MESSAGE_BYTES).is_ok_and(|(_, some)| some == pieces) {
            self.broken = Some("a cut message passed for whole".to_owned());
        }
        Request::Push(push, pieces)
    }

    fn answer(&mut self, machine: usize, boot: u64, ticket: u64, reply: Reply) {
        let link = self.machines[machine].link;
        if ticket == 0 || !link.from || self.rng.random_bool(link.loss) {
            return;
        }
        let delay = self.rng.random_range(1..=link.slow);
        self.at(self.now + delay, Happening::Answered { machine, boot, ticket, reply });
    }

    fn arrives(&mut self, machine: usize, boot: u64, ticket: u64, request: Request) {
        if !self.centre.up {
            return;
        }
        self.report.messages += 1;
        let device = self.machines[machine].device.clone();
        let Some(desk) = self.centre.ledger.desks.get(&device).cloned() else { return };
        match request {
            Request::Push(_, pieces) => {
                // Only a push that is to be interrupted needs a copy to go back to.
                let before = self.centre.ledger.stop_in.map(|_| self.centre.ledger.clone());
                let done =
                    at_once(centre::push(&mut self.centre.ledger, &mut self.memo, (&device, &desk), pieces, false));
                match done {
                    Ok(done) => {
                        self.centre.ledger.stop_in = None;
                        for receipt in &done.receipts.receipts {
                            note!(self, "centre: {:?} of desk {machine} is {:?}", receipt.id, receipt.standing);
                        }
                        self.answer(machine, boot, ticket, Reply::Push(done.receipts));
                        self.poke();
                    }
                    Err(_) => {
                        if let Some(before) = before {
                            self.centre.ledger = before;
                        }
                        self.centre_stops();
                    }
                }
            }
            Request::Pull(pull) => {
                let life = self.centre.life.clone();
                let seal = Seal { key: &self.centre.key, life: &life, now: START_MS };
                let stop = self.centre.ledger.stop_in.take();
                if let Ok((page, pieces)) = at_once(centre::pull(&mut self.centre.ledger, &seal, &desk, &pull)) {
                    note!(self, "centre: desk {machine} pulls {} facts", pieces.len());
                    self.answer(machine, boot, ticket, Reply::Pull(Box::new(page), pieces));
                }
                self.centre.ledger.stop_in = stop;
            }
            Request::Wait(wait) => {
                let stop = self.centre.ledger.stop_in.take();
                if at_once(centre::news(&mut self.centre.ledger, &desk, &wait)).unwrap_or(true) {
                    self.answer(machine, boot, ticket, Reply::Wait(Poke { news: true }));
                } else {
                    self.centre.waiting.push((machine, boot, ticket, wait));
                    self.at(self.now + WAIT, Happening::WaitEnds { machine, boot, ticket });
                }
                self.centre.ledger.stop_in = stop;
            }
            Request::Lease(ask) => {
                let lease = self.centre.ledger.lease(&ask);
                self.answer(machine, boot, ticket, Reply::Lease(lease));
            }
            Request::Report(accounts) => {
                self.centre.ledger.accounts.extend(accounts);
                self.answer(machine, boot, ticket, Reply::Report);
            }
        }
    }

    fn poke(&mut self) {
        for (machine, boot, ticket, wait) in std::mem::take(&mut self.centre.waiting) {
            let desk = self.centre.ledger.desks.get(&wait.device).cloned();
            let news =
                desk.is_none_or(|desk| at_once(centre::news(&mut self.centre.ledger, &desk, &wait)).unwrap_or(true));
            if news {
                self.answer(machine, boot, ticket, Reply::Wait(Poke { news: true }));
            } else {
                self.centre.waiting.push((machine, boot, ticket, wait));
            }
        }
    }

    fn centre_stops(&mut self) {
        self.report.stops += 1;
        self.centre.up = false;
        self.centre.ledger.stop_in = None;
        self.centre.waiting.clear();
        note!(self, "the centre stops");
        let pause = self.rng.random_range(100..30_000);
        self.at(self.now + pause, Happening::CentreStarts);
    }

    fn answered(&mut self, machine: usize, boot: u64, ticket: u64, reply: Reply) {
        if self.machines[machine].boot != boot {
            return;
        }
        if let Reply::Push(receipts) = &reply {
            for receipt in &receipts.receipts {
                if let Some(truth) = self.truth.get_mut(&receipt.id) {
                    truth.acknowledged = true;
                }
            }
        }
        let it = &mut self.machines[machine];
        let Some(running) = &mut it.running else { return };
        let event = match reply {
            Reply::Push(receipts) if running.push == Some(ticket) => {
                running.push = None;
                match at_once(desk::pushed(&mut it.disk, receipts)) {
                    Ok(pushed) => {
                        if pushed.fed > 0 {
                            self.event(machine, Event::Poked);
                        }
                        Event::Pushed { more: pushed.more }
                    }
                    Err(DiskError::Full) => Event::Failed(Lane::Push, Trouble::Passing),
                    Err(DiskError::Stopped) => return self.stop(machine),
                }
            }
            Reply::Pull(page, pieces) => match &mut running.pull {
                Some((out, asked @ Some(_))) if *out == ticket => {
                    let Some(asked) = asked.take() else { return };
                    running.pull = None;
                    match at_once(desk::pulled(&mut it.disk, &mut self.memo, asked, *page, pieces)) {
                        Ok(pulled) => {
                            note!(self, "desk {machine} took a page: {pulled:?}");
                            if pulled.unsent {
                                self.event(machine, Event::Written);
                            }
                            if pulled.broken {
                                Event::Failed(Lane::Pull, Trouble::Passing)
                            } else {
                                Event::Pulled { more: pulled.more }
                            }
                        }
                        Err(DiskError::Full) => Event::Failed(Lane::Pull, Trouble::Passing),
                        Err(DiskError::Stopped) => return self.stop(machine),
                    }
                }
                _ => return,
            },
            Reply::Wait(poke) => match &running.pull {
                Some((out, None)) if *out == ticket => {
                    running.pull = None;
                    Event::Waited { news: poke.news }
                }
                _ => return,
            },
            Reply::Lease(lease) if running.lease.as_ref().is_some_and(|(out, _)| *out == ticket) => {
                running.lease = None;
                match it.disk.transact(1, |state| {
                    state.blocks.receive(&lease);
                    state.mark.generation += 1;
                }) {
                    Ok(()) => it.keychain = it.disk.state.mark,
                    Err(DiskError::Stopped) => return self.stop(machine),
                    Err(DiskError::Full) => {}
                }
                return;
            }
            Reply::Report if running.report.as_ref().is_some_and(|(out, _)| *out == ticket) => {
                let count = running.report.take().map_or(0, |(_, count)| count);
                // What was added meanwhile, or grew at the end, is told with the next.
                let kept = it.disk.state.blocks.accounts.len() > count;
                let done = it.disk.transact(1, |state| {
                    state.blocks.accounts.drain(..if kept { count - 1 } else { count });
                });
                if done == Err(DiskError::Stopped) {
                    self.stop(machine);
                }
                return;
            }
            _ => return,
        };
        self.event(machine, event);
    }

    fn too_late(&mut self, machine: usize, boot: u64, ticket: u64) {
        let it = &mut self.machines[machine];
        if it.boot != boot {
            return;
        }
        let Some(running) = &mut it.running else { return };
        if running.push == Some(ticket) {
            running.push = None;
            self.event(machine, Event::Failed(Lane::Push, Trouble::Passing));
        } else if running.pull.as_ref().is_some_and(|(out, _)| *out == ticket) {
            running.pull = None;
            self.event(machine, Event::Failed(Lane::Pull, Trouble::Passing));
        } else if running.lease.as_ref().is_some_and(|(out, _)| *out == ticket) {
            // The same request again: it may have been granted, only the answer was lost.
            let again = running.lease.take().map(|(_, ask)| ask);
            if let Some(ask) = again.filter(|ask| ask.epoch == it.disk.state.mark.epoch) {
                self.tickets += 1;
                let ticket = self.tickets;
                if let Some(running) = &mut self.machines[machine].running {
                    running.lease = Some((ticket, ask.clone()));
                }
                self.send(machine, ticket, Request::Lease(ask));
            }
        } else if running.report.as_ref().is_some_and(|(out, _)| *out == ticket) {
            running.report = None;
        }
    }

    // ---- what happens

    fn chaos(&mut self) {
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            self.healing = true;
            return;
        }
        let pause = if self.rng.random_bool(0.3) { 1 } else { self.rng.random_range(1..20_000) };
        self.at(self.now + pause, Happening::Chaos);
        let machine = self.rng.random_range(0..self.machines.len());
        match self.rng.random_range(0..100) {
            0..52 => self.act(machine, false),
            52..55 => self.act(machine, true),
            55..61 => {
                if self.machines[machine].running.is_some() {
                    self.stop(machine);
                }
            }
            61..67 => self.machines[machine].disk.faults.stop_at = Some(self.rng.random()),
            67..70 => {
                let state = self.machines[machine].disk.state.clone();
                self.machines[machine].backups.push(state);
            }
            70..73 => self.restore(machine),
            73..74 => self.clone_machine(machine),
            74..77 => {
                self.machines[machine].disk.faults.full = true;
                let pause = self.rng.random_range(1_000..60_000);
                self.at(self.now + pause, Happening::DiskHeals { machine });
            }
            77..88 => self.disturb(machine),
            88..90 => {
                let it = &mut self.machines[machine];
                it.clock = match self.rng.random_range(0..3) {
                    0 => it.clock + self.rng.random_range(-YEAR_MS..YEAR_MS),
                    1 => -YEAR_MS,
                    _ => 0,
                };
            }
            90..92 => self.centre.backups.push(self.centre.ledger.clone()),
            92..94 => self.centre.ledger.stop_in = Some(self.rng.random_range(0..40)),
            94..95 => self.centre_stops(),
            95..97 => self.centre_loses(),
            _ => self.rescope(machine),
        }
    }

    fn act(&mut self, machine: usize, poisoned: bool) {
        let count = self.rng.random_range(1..=3);
        let move_it = self.rng.random_bool(0.08);
        let fresh = self.rng.random_bool(0.3);
        let numbered = self.rng.random_bool(0.4);
        let choice: usize = self.rng.random_range(0..1_000_000);
        let target = self.regions[self.rng.random_range(0..self.regions.len())].clone();
        let health = self.rng.random_bool(0.3);
        let damage: usize = self.rng.random_range(0..3);
        let it = &mut self.machines[machine];
        if it.running.is_none() {
            return;
        }
        let files: Vec<FileId> = it.disk.state.view().into_keys().collect();
        let mut pieces = Vec::new();
        let mut told = Vec::new();
        let mut blocks = it.disk.state.blocks.clone();
        let (mut seq, mut previous) = (it.disk.state.seq, it.disk.state.previous);
        let mut heads: BTreeMap<FileId, Vec<FactId>> = BTreeMap::new();
        let mut audiences: BTreeMap<FileId, Audience> = BTreeMap::new();
        let mut first = None;
        for place in 0..count {
            let file = match files.get((choice + place / 2) % files.len().max(1)) {
                Some(file) if !fresh => file.clone(),
                _ => {
                    if place == 0 {
                        self.files += 1;
                    }
                    FileId::new(format!("case/{}", self.files))
                }
            };
            let parents = heads.get(&file).cloned().unwrap_or_else(|| it.disk.state.heads(&file));
            let known = audiences.get(&file).cloned().or_else(|| it.disk.state.audience(&file));
            let audience = match known {
                Some(known) if move_it && place == 0 => {
                    let roles = if health { BTreeSet::from(["health".to_owned()]) } else { BTreeSet::new() };
                    known.moved(target.clone(), roles)
                }
                Some(known) => known,
                None => {
                    let own = it.disk.state.book.scope.regions.first().cloned().unwrap_or_else(|| target.clone());
                    let leaf = self.regions.iter().find(|region| own.covers(region)).cloned();
                    Audience::of(leaf.unwrap_or(own))
                }
            };
            let number = (numbered && place == 0 && !it.cloned).then(|| (it.device.clone(), blocks.take(SERIES)));
            seq += 1;
            let wall = START_MS + it.clock + i64::try_from(self.now).unwrap_or(0);
            let at = Moment::next(it.last, wall);
            it.last = Some(at);
            let content = Content {
                file: file.clone(),
                parents: parents.clone(),
                device: it.device.clone(),
                epoch: it.disk.state.mark.epoch,
                seq,
                previous,
                author: Author {
                    person: PersonId::new("p"),
                    name: "阿依古丽·买买提".to_owned(),
                    role: "window_specialist".to_owned(),
                    office: "w".to_owned(),
                },
                at,
                kind: "noted".to_owned(),
                version: 1,
                // The boot keeps apart what perfect copies of one desk write in the same place of their counts.
                body: serde_json::json!({"by": machine, "boot": it.boot, "number": number.as_ref().map(|(_, given)| given)}),
            };
            let Ok(mut sealed) = seal(&content, &it.key) else { return };
            if poisoned && place == 0 {
                match damage {
                    0 => sealed.signature[5] ^= 1,
                    1 => sealed.bytes.truncate(20),
                    _ => sealed.bytes.push(b'}'),
                }
            }
            let id = sealed.id();
            previous = Some(id);
            let readable = sealed.read().is_ok();
            heads.insert(file.clone(), vec![id]);
            audiences.insert(file.clone(), audience.clone());
            told.push((
                id,
                Truth {
                    file: readable.then_some(file),
                    parents,
                    audience: audience.clone(),
                    poisoned: poisoned && place == 0,
                    number,
                    confirmed: false,
                    acknowledged: false,
                },
            ));
            let first = *first.get_or_insert(id);
            pieces.push(Piece { sealed, audience, first, count: u32::try_from(count).unwrap_or(1) });
        }
        let ids: Vec<FactId> = told.iter().map(|(id, _)| *id).collect();
        let statements = u32::try_from(pieces.len()).unwrap_or(1) + 2;
        let done = it.disk.transact(statements, |state| {
            for piece in pieces {
                state.put(piece, Lot::Unsent);
            }
            (state.seq, state.previous, state.blocks) = (seq, previous, blocks);
            state.mark.generation += 1;
        });
        let committed = self.machines[machine].disk.state.seq == seq;
        if committed {
            self.report.facts += told.len();
            for (id, truth) in told {
                self.report.numbers += usize::from(truth.number.is_some());
                self.truth.insert(id, truth);
            }
        }
        note!(self, "desk {machine} writes {ids:?} (poisoned {poisoned}, move {move_it}): {done:?}");
        match done {
            Ok(()) => {
                for id in ids {
                    if let Some(truth) = self.truth.get_mut(&id) {
                        truth.confirmed = true;
                    }
                }
                let it = &mut self.machines[machine];
                it.keychain = it.disk.state.mark;
                self.event(machine, Event::Written);
            }
            Err(DiskError::Stopped) => self.stop(machine),
            Err(DiskError::Full) => {}
        }
    }

    fn restore(&mut self, machine: usize) {
        let choice: usize = self.rng.random_range(0..1_000_000);
        let it = &mut self.machines[machine];
        let place = choice % it.backups.len();
        it.disk.state = it.backups[place].clone();
        it.disk.faults = Faults::default();
        it.running = None;
        self.report.copies += 1;
        self.desk_restored = true;
        note!(self, "desk {machine} is restored from backup {place}");
        self.stop(machine);
    }

    fn clone_machine(&mut self, machine: usize) {
        if self.machines.len() >= 50 {
            return;
        }
        self.report.copies += 1;
        let it = &mut self.machines[machine];
        it.cloned = true;
        let copy = Machine {
            device: it.device.clone(),
            disk: Disk { state: it.disk.state.clone(), faults: Faults::default() },
            key: it.key.clone(),
            keychain: it.keychain,
            backups: it.backups.clone(),
            clock: it.clock + 1,
            last: it.last,
            link: GOOD,
            boot: it.boot + 1_000_000,
            running: None,
            cloned: true,
        };
        self.machines.push(copy);
        note!(self, "desk {machine} is cloned, keychain and all");
        let machine = self.machines.len() - 1;
        self.at(self.now + 10, Happening::Start { machine });
    }

    fn disturb(&mut self, machine: usize) {
        let kind = self.rng.random_range(0..6);
        let pause = if kind == 5 { 1 } else { self.rng.random_range(100..120_000) };
        let it = &mut self.machines[machine];
        it.link = match kind {
            0 => Link { to: false, from: false, ..it.link },
            1 => Link { to: false, ..it.link },
            2 => Link { from: false, ..it.link },
            3 => Link { loss: 0.4, repeat: 0.4, slow: 3_000, ..it.link },
            4 => Link { repeat: 0.9, slow: 9_000, ..it.link },
            _ => Link { to: false, from: false, ..it.link },
        };
        note!(self, "link of desk {machine}: disturbance {kind} for {pause} ms");
        self.at(self.now + pause, Happening::LinkHeals { machine });
        let noticed = self.rng.random_bool(0.3);
        if kind == 0 && noticed {
            self.event(machine, Event::Offline);
            if let Some(running) = &mut self.machines[machine].running {
                (running.push, running.pull) = (None, None);
            }
            self.event(machine, Event::Online);
        }
    }

    fn centre_loses(&mut self) {
        let owned_up = self.rng.random_bool(0.5);
        let place = self.rng.random_range(0..self.centre.backups.len());
        let now = &self.centre.ledger;
        let mut old = self.centre.backups[place].clone();
        // Accounts of desks are entered again; numbers are never leased twice: a restore passes over a stretch of them,
        // and a failover keeps leases, which are written synchronously.
        old.desks.clone_from(&now.desks);
        old.leases.clone_from(&now.leases);
        old.next_number = now.next_number + if owned_up { 1_000 } else { 0 };
        self.centre.ledger = old;
        self.report.losses += 1;
        if owned_up {
            self.centre.life = format!("{}+", self.centre.life);
        } else {
            self.silent_loss = true;
        }
        note!(self, "the centre falls back to backup {place}, owned up: {owned_up}");
        self.centre_stops();
    }

    fn rescope(&mut self, machine: usize) {
        let device = self.machines[machine].device.clone();
        let version = self.centre.ledger.desks.get(&device).map_or(1, |desk| desk.scope.version + 1);
        let scope = self.scope(version);
        note!(self, "desk {machine} gets scope {:?}", scope.regions);
        if let Some(desk) = self.centre.ledger.desks.get_mut(&device) {
            desk.reach.extend(scope.regions.iter().cloned());
            desk.scope = scope;
        }
    }

    // ---- the end

    fn heal(&mut self) {
        note!(self, "everything heals");
        self.centre.up = true;
        self.centre.ledger.stop_in = None;
        for machine in 0..self.machines.len() {
            let it = &mut self.machines[machine];
            it.link = GOOD;
            it.disk.faults = Faults::default();
            if it.running.take().is_some() {
                it.boot += 1;
            }
            self.start(machine);
        }
    }

    fn is_quiet(&self) -> bool {
        self.restless().is_none()
    }

    /// The first machine that has not come to rest, and why.
    fn restless(&self) -> Option<String> {
        self.machines.iter().enumerate().find_map(|(number, it)| {
            let why = self.restless_because(it)?;
            Some(format!("desk {number}: {why}"))
        })
    }

    fn restless_because(&self, it: &Machine) -> Option<String> {
        if let Some(held) = it.disk.state.facts.iter().find(|held| matches!(held.lot, Lot::Unsent | Lot::Sent)) {
            return Some(format!("{:?} is {:?}", held.id, held.lot));
        }
        let Some(running) = &it.running else { return Some("not running".to_owned()) };
        let state = running.road.state();
        if running.push.is_some() || state != crate::road::State::Waiting {
            return Some(format!("{state:?}"));
        }
        let book = &it.disk.state.book;
        let Some(desk) = self.centre.ledger.desks.get(&it.device) else { return Some("not enrolled".to_owned()) };
        if book.copied || book.scope != desk.scope {
            return Some("an old scope, or a copy".to_owned());
        }
        let behind = self.centre.ledger.feeds.iter().find(|(region, lines)| {
            let seen = book.trails.get(region).map_or(0, |trail| trail.last().position);
            desk.scope.reaches(region) && seen != lines.len() as u64
        });
        behind.map(|(region, _)| format!("behind in {region}"))
    }
}

fn anew(state: &mut State, epoch: u32) {
    state.mark = Mark { epoch, generation: state.mark.generation + 1 };
    state.seq = 0;
    state.book.epoch = epoch;
    state.book.copied = false;
    state.blocks.renew(epoch);
}
