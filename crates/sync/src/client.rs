//! The road over HTTP: signs requests, keeps to the centre's clock, and runs a desk's road until it is told to stop.

use crate::audience::Region;
use crate::desk::{self, Depot, Strict};
use crate::numbers::{Ask, Lease};
use crate::request::{self, Enrol, Enrolled, Report, SignIn, Signed, SignedIn};
use crate::road::{Action, Event, Lane, Road, State, Trouble};
use crate::wire::{self, Code, Page, Poke, Pull, Receipts, Refusal, Wait};
use crate::witness::Hash;
use ed25519_dalek::SigningKey;
use greenlane_domain::fact::{DeviceId, FileId};
use reqwest::{Method, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::sync::{mpsc, watch};

/// Why a request came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The centre said no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// No answer, or one that is not whole.
    #[error("the centre did not answer: {0}")]
    Network(#[from] reqwest::Error),
    /// The answer is not one of this protocol.
    #[error("the centre's answer cannot be read: {0}")]
    Answer(String),
    /// Not an address.
    #[error("not an address: {0}")]
    Address(String),
    /// This machine has no randomness.
    #[error("no randomness in this machine")]
    Random,
    /// The desk's own database.
    #[error("the desk's database: {0}")]
    Depot(String),
}

impl ClientError {
    /// What the road makes of it.
    #[must_use]
    pub const fn trouble(&self) -> Trouble {
        match self {
            Self::Refused(refusal) if !refusal.code.passes() => Trouble::Refused(refusal.code),
            _ => Trouble::Passing,
        }
    }
}

/// A desk's way to one centre.
#[derive(Debug)]
pub struct Client {
    http: reqwest::Client,
    base: Url,
    device: DeviceId,
    key: SigningKey,
    /// How far the centre's clock is ahead of this machine's, in milliseconds.
    ahead: AtomicI64,
    /// The token of the person who is signed in; gone once the centre no longer takes it.
    token: Mutex<Option<String>>,
    /// The version of the protocol that the centre understands.
    speaks: AtomicU8,
}

const PATIENCE: Duration = Duration::from_secs(40);
const WAIT: Duration = Duration::from_secs(70);

impl Client {
    /// A client of the centre at an address (`https://…`; `http://` only for an office's own network or tests).
    ///
    /// # Errors
    /// [`ClientError::Address`].
    pub fn new(base: &str, device: DeviceId, key: SigningKey) -> Result<Self, ClientError> {
        let base = if base.ends_with('/') { base.to_owned() } else { format!("{base}/") };
        let base = Url::parse(&base).map_err(|error| ClientError::Address(error.to_string()))?;
        // Another part of the program may have chosen already: then that one is used.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .pool_idle_timeout(Duration::from_secs(60))
            .build()?;
        Ok(Self {
            http,
            base,
            device,
            key,
            ahead: AtomicI64::new(0),
            token: Mutex::default(),
            speaks: AtomicU8::new(wire::VERSION),
        })
    }

    /// Sends a person's token with every request from now on.
    pub fn carry_token(&self, token: Option<String>) {
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = token;
    }

    /// The token that is sent; none when there never was one, or when the centre has said that it is not in force.
    #[must_use]
    pub fn token(&self) -> Option<String> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Speaks a version of the protocol from now on, as an older release would.
    #[must_use]
    pub fn speaking(self, version: u8) -> Self {
        self.speaks.store(version, Ordering::Relaxed);
        self
    }

    /// Enrols the desk by a one-time code.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn enrol(&self, code: &str) -> Result<Enrolled, ClientError> {
        let key = self.key.verifying_key().to_bytes();
        self.json("v1/enrol", &Enrol { code: code.to_owned(), device: self.device.clone(), key }).await
    }
    /// Signs a person in.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn sign_in(&self, ask: &SignIn) -> Result<SignedIn, ClientError> {
        self.json("v1/sign-in", ask).await
    }
    /// Goes on being signed in, by the token that is sent: there is a new one, and the right to act offline runs anew.
    ///
    /// # Errors
    /// [`ClientError`]; [`Code::SignInEnded`] when the token is not in force.
    pub async fn renew(&self) -> Result<SignedIn, ClientError> {
        self.json("v1/sign-in/renew", &serde_json::json!({})).await
    }
    /// The regions that some desk of the centre has.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn regions(&self) -> Result<BTreeSet<Region>, ClientError> {
        self.json("v1/regions", &serde_json::json!({})).await
    }
    /// Leases a block of numbers; the same request gets the same block.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn lease(&self, ask: &Ask) -> Result<Lease, ClientError> {
        self.json("v1/numbers/lease", ask).await
    }
    /// Reports what became of numbers.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn report(&self, report: &Report) -> Result<(), ClientError> {
        self.json::<_, serde_json::Value>("v1/numbers/report", report).await.map(|_| ())
    }

    /// Sends an attachment, going on where it was cut off; the file's facts must have gone before.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn put_blob(&self, hash: &Hash, file: &FileId, bytes: &[u8], part: usize) -> Result<(), ClientError> {
        let mut here = self.blob_here(hash).await?;
        loop {
            let offset = usize::try_from(here).unwrap_or(usize::MAX).min(bytes.len());
            let end = offset.saturating_add(part.max(1)).min(bytes.len());
            let path = format!("v1/blobs/{hash}?offset={offset}&total={}&file={}", bytes.len(), file.as_str());
            let part = bytes.get(offset..end).unwrap_or_default().to_vec();
            let answer = self.send(Method::PUT, &path, part, PATIENCE).await?.bytes().await?;
            let answer: serde_json::Value = read_json(&answer)?;
            if answer.get("whole").and_then(serde_json::Value::as_bool) == Some(true) {
                return Ok(());
            }
            let now = answer.get("here").and_then(serde_json::Value::as_u64).unwrap_or(0);
            if now <= here {
                return Err(ClientError::Answer("an attachment that does not grow".to_owned()));
            }
            here = now;
        }
    }
    async fn blob_here(&self, hash: &Hash) -> Result<u64, ClientError> {
        let answer = self.send(Method::HEAD, &format!("v1/blobs/{hash}"), Vec::new(), PATIENCE).await?;
        let here = answer.headers().get("x-greenlane-here").and_then(|value| value.to_str().ok());
        Ok(here.and_then(|text| text.parse().ok()).unwrap_or(0))
    }
    /// Fetches an attachment from where `have` ends, and checks the whole.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn get_blob(&self, hash: &Hash, mut have: Vec<u8>) -> Result<Vec<u8>, ClientError> {
        loop {
            let answer =
                self.send(Method::GET, &format!("v1/blobs/{hash}?offset={}", have.len()), Vec::new(), PATIENCE).await?;
            let total = answer.headers().get("x-greenlane-total").and_then(|value| value.to_str().ok());
            let total: usize = total.and_then(|text| text.parse().ok()).unwrap_or(0);
            let part = answer.bytes().await?;
            have.extend_from_slice(&part);
            if have.len() >= total {
                break;
            }
            if part.is_empty() {
                return Err(ClientError::Answer("an attachment that does not grow".to_owned()));
            }
        }
        let right = request::digest(&have) == hash.to_string();
        if right {
            Ok(have)
        } else {
            Err(ClientError::Answer("an attachment that is not what its name says".to_owned()))
        }
    }

    async fn json<Q: Serialize, A: DeserializeOwned>(&self, path: &str, ask: &Q) -> Result<A, ClientError> {
        let body = serde_json::to_vec(ask).map_err(|error| ClientError::Answer(error.to_string()))?;
        read_json(&self.send(Method::POST, path, body, PATIENCE).await?.bytes().await?)
    }

    async fn road<Q: Serialize, A: DeserializeOwned>(
        &self,
        path: &str,
        ask: &Q,
        pieces: &[crate::piece::Piece],
        patience: Duration,
    ) -> Result<(A, Vec<crate::piece::Piece>), ClientError> {
        loop {
            let version = self.speaks.load(Ordering::Relaxed);
            match self.send(Method::POST, path, wire::pack_as(version, ask, pieces), patience).await {
                // An older centre: it is spoken to as it understands.
                Err(ClientError::Refused(refusal)) if refusal.code == Code::Version && version > wire::OLDEST => {
                    self.speaks.store(version - 1, Ordering::Relaxed);
                }
                answer => {
                    let answer = answer?.bytes().await?;
                    return wire::unpack(&answer, wire::MAX_MESSAGE_BYTES)
                        .map_err(|error| ClientError::Answer(error.to_string()));
                }
            }
        }
    }

    /// Sends a request; when the centre says that this machine's clock is off, again by the centre's.
    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Vec<u8>,
        patience: Duration,
    ) -> Result<reqwest::Response, ClientError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let answer = match self.request(&method, path, body.clone(), patience)?.send().await {
                // A connection kept from before the centre restarted breaks at its next use. Every request may be said
                // again: the centre knows facts by their id.
                Err(error) if tries == 1 && error.is_request() && !error.is_connect() && !error.is_timeout() => {
                    continue;
                }
                answer => answer?,
            };
            if answer.status().is_success() {
                return Ok(answer);
            }
            let time = answer.headers().get(request::TIME).and_then(|value| value.to_str().ok());
            let time: Option<i64> = time.and_then(|text| text.parse().ok());
            let status = answer.status();
            let refusal: Refusal = match serde_json::from_slice(&answer.bytes().await?) {
                Ok(refusal) => refusal,
                Err(_) => {
                    Refusal::of(if status == StatusCode::NOT_FOUND { Code::NotFound } else { Code::Unavailable }, "")
                }
            };
            match time {
                Some(time) if refusal.code == Code::BadTime && tries < 3 => {
                    self.ahead.store(time - wall_ms(), Ordering::Relaxed);
                }
                // Facts travel without a person's token too: what is done with them is decided by their author's account.
                _ if refusal.code == Code::SignInEnded && self.token().is_some() && tries < 3 => self.carry_token(None),
                _ => return Err(refusal.into()),
            }
        }
    }

    fn request(
        &self,
        method: &Method,
        path: &str,
        body: Vec<u8>,
        patience: Duration,
    ) -> Result<reqwest::RequestBuilder, ClientError> {
        let url = self.base.join(path).map_err(|error| ClientError::Address(error.to_string()))?;
        let mut once = [0; 16];
        getrandom::fill(&mut once).map_err(|_| ClientError::Random)?;
        let (once, digest) = (hex::encode(once), request::digest(&body));
        let time = wall_ms().saturating_add(self.ahead.load(Ordering::Relaxed));
        let signed_path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let signed = Signed {
            method: method.as_str(),
            path: &signed_path,
            device: self.device.as_str(),
            time,
            once: &once,
            digest: &digest,
        };
        let signature = signed.sign(&self.key);
        let mut builder = self
            .http
            .request(method.clone(), url)
            .timeout(patience)
            .header(request::DESK, self.device.as_str())
            .header(request::TIME, time)
            .header(request::ONCE, once)
            .header(request::DIGEST, digest)
            .header(request::SIGNATURE, signature)
            .body(body);
        if let Some(token) = self.token() {
            builder = builder.bearer_auth(token);
        }
        Ok(builder)
    }

    /// One push: sends the next unsent facts. None when there were none.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn push<D: Depot>(&self, depot: &mut D) -> Result<Option<desk::Pushed>, ClientError> {
        let Some((head, pieces)) = desk::push(depot).await.map_err(of_depot)? else { return Ok(None) };
        let (receipts, _) = self.road::<_, Receipts>("v1/push", &head, &pieces, PATIENCE).await?;
        Ok(Some(desk::pushed(depot, receipts).await.map_err(of_depot)?))
    }
    /// One pull.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn pull<D: Depot>(&self, depot: &mut D) -> Result<desk::Pulled, ClientError> {
        let asked = desk::pull(depot).await.map_err(of_depot)?;
        let (page, pieces) = self.road::<Pull, Page>("v1/pull", &asked.pull, &[], PATIENCE).await?;
        desk::pulled(depot, &mut Strict, asked, page, pieces).await.map_err(of_depot)
    }
    /// Asks to be told of news; true when there is some.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn wait(&self, wait: &Wait) -> Result<bool, ClientError> {
        let (poke, _) = self.road::<_, Poke>("v1/wait", wait, &[], WAIT).await?;
        Ok(poke.news)
    }
    /// Pushes and pulls until nothing is left on either side: what `greenlane-desk sync` does.
    ///
    /// # Errors
    /// [`ClientError`]; what was exchanged before stays exchanged.
    pub async fn exchange<D: Depot>(&self, depot: &mut D) -> Result<Exchanged, ClientError> {
        const ROUNDS: usize = 10_000;
        let mut all = Exchanged::default();
        desk::opened(depot).await.map_err(of_depot)?;
        for _ in 0..ROUNDS {
            let pushed = self.push(depot).await?;
            let pulled = self.pull(depot).await?;
            all.rounds += 1;
            all.changed.extend(pulled.changed);
            all.alarms.extend(pulled.alarms);
            if pulled.broken {
                return Err(ClientError::Answer("a feed that does not add up".to_owned()));
            }
            let done = pushed.is_none_or(|pushed| !pushed.more && pushed.fed == 0);
            if done && !pulled.more && !pulled.unsent {
                return Ok(all);
            }
        }
        Ok(all)
    }
}

/// What an exchange did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exchanged {
    /// Rounds it took.
    pub rounds: usize,
    /// Files that have new facts here, or have left.
    pub changed: BTreeSet<FileId>,
    /// What the desk saw as a witness.
    pub alarms: Vec<crate::witness::Alarm>,
}

fn of_depot<E: std::error::Error>(error: E) -> ClientError {
    ClientError::Depot(error.to_string())
}
fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ClientError> {
    serde_json::from_slice(bytes).map_err(|error| ClientError::Answer(error.to_string()))
}
fn wall_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// What the rest of the program tells a running road.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tell {
    /// Facts were written.
    Written,
    /// The network is there again, or a person pressed "now".
    Online,
    /// The network is gone.
    Offline,
}

/// What a running road tells the rest of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// A push was answered.
    Pushed(desk::Pushed),
    /// A pull was answered.
    Pulled(desk::Pulled),
    /// A request came to nothing; it is tried again.
    Failed(String),
}

/// Runs a desk's road until `tell` is closed: push and pull side by side, each with its own retries.
///
/// `depot` opens the desk's database; it is asked for one handle a request, since push and pull do not wait for each other.
pub async fn run<D, F>(
    client: std::sync::Arc<Client>,
    depot: F,
    mut tell: mpsc::Receiver<Tell>,
    state: watch::Sender<State>,
    news: mpsc::UnboundedSender<News>,
) where
    D: Depot + 'static,
    F: Fn() -> D,
{
    let start = Instant::now();
    let mut road = Road::default();
    let (done, mut answers) = mpsc::unbounded_channel::<(u64, Vec<Event>)>();
    let mut tickets = [0_u64; 2];
    let mut next = 0_u64;
    let mut flying: [Option<tokio::task::JoinHandle<()>>; 2] = [None, None];
    let mut events = vec![Event::Online];
    if let Err(error) = desk::opened(&mut depot()).await {
        // The listener may be gone; the road goes on.
        let _ = news.send(News::Failed(error.to_string()));
    }
    loop {
        let mut wake = None::<u64>;
        for event in std::mem::take(&mut events) {
            let now = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
            for action in road.on(event, now, random()) {
                let lane = match action {
                    Action::Wake { at } => {
                        wake = Some(wake.map_or(at, |wake| wake.min(at)));
                        continue;
                    }
                    Action::Push => 0,
                    Action::Pull | Action::Wait => 1,
                };
                next += 1;
                let ticket = next;
                let work = fly(std::sync::Arc::clone(&client), depot(), action, ticket, done.clone(), news.clone());
                let [push, pull] = &mut tickets;
                let (place, slot) = if lane == 0 { (push, flying.first_mut()) } else { (pull, flying.last_mut()) };
                *place = ticket;
                // A wait that is overtaken by a pull is called off.
                if let Some(slot) = slot
                    && let Some(old) = slot.replace(tokio::spawn(work))
                {
                    old.abort();
                }
            }
        }
        state.send_replace(road.state());
        let now = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let pause = Duration::from_millis(wake.map_or(60_000, |wake| wake.saturating_sub(now)));
        tokio::select! {
            told = tell.recv() => match told {
                Some(Tell::Written) => events.push(Event::Written),
                Some(Tell::Online) => events.push(Event::Online),
                Some(Tell::Offline) => {
                    for slot in &mut flying {
                        if let Some(old) = slot.take() {
                            old.abort();
                        }
                    }
                    tickets = [0, 0];
                    events.push(Event::Offline);
                }
                None => break,
            },
            Some((ticket, answer)) = answers.recv() => {
                if tickets.contains(&ticket) {
                    events.extend(answer);
                }
            }
            () = tokio::time::sleep(pause) => events.push(Event::Tick),
        }
    }
    for old in flying.into_iter().flatten() {
        old.abort();
    }
}

async fn fly<D: Depot>(
    client: std::sync::Arc<Client>,
    mut depot: D,
    action: Action,
    ticket: u64,
    done: mpsc::UnboundedSender<(u64, Vec<Event>)>,
    news: mpsc::UnboundedSender<News>,
) {
    let lane = if action == Action::Push { Lane::Push } else { Lane::Pull };
    let flown = match action {
        Action::Push => client.push(&mut depot).await.map(|pushed| {
            let Some(pushed) = pushed else { return vec![Event::Pushed { more: false }] };
            let _ = news.send(News::Pushed(pushed));
            let mut events = vec![Event::Pushed { more: pushed.more }];
            if pushed.fed > 0 {
                events.push(Event::Poked);
            }
            events
        }),
        Action::Pull => client.pull(&mut depot).await.map(|pulled| {
            let (more, broken, unsent) = (pulled.more, pulled.broken, pulled.unsent);
            let _ = news.send(News::Pulled(pulled));
            let mut events = if unsent { vec![Event::Written] } else { Vec::new() };
            events.push(if broken { Event::Failed(Lane::Pull, Trouble::Passing) } else { Event::Pulled { more } });
            events
        }),
        Action::Wait | Action::Wake { .. } => match depot.book().await.map_err(of_depot) {
            Ok(book) => {
                let seen = book.trails.iter().map(|(region, trail)| (region.clone(), trail.last().position)).collect();
                let wait = Wait { device: book.device, seen, scope: book.scope.version };
                client.wait(&wait).await.map(|news| vec![Event::Waited { news }])
            }
            Err(error) => Err(error),
        },
    };
    let events = flown.unwrap_or_else(|error| {
        let _ = news.send(News::Failed(error.to_string()));
        vec![Event::Failed(lane, error.trouble())]
    });
    let _ = done.send((ticket, events));
}

fn random() -> u64 {
    let mut bytes = [0; 8];
    // Without randomness the retries come evenly.
    let _ = getrandom::fill(&mut bytes);
    u64::from_le_bytes(bytes)
}
