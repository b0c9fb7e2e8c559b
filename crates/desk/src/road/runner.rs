//! The road at work in the background: it pushes, pulls and waits, and never holds up a person.

use super::depot::{AUDIENCE, BOOK, CENTRE_TIME, Database, DepotError};
use super::standing::trouble;
use super::{account, contents, lease};
use crate::desk::{Desk, Open};
use crate::numbers::HANDED;
use crate::problem::{DeskError, Result};
use crate::view::RoadView;
use greenlane_domain::fact::PersonId;
use greenlane_domain::words::Language;
use greenlane_store::Store;
use greenlane_sync::audience::Audience;
use greenlane_sync::client::{Client, ClientError, News, Tell, run};
use greenlane_sync::desk::{Book, Depot};
use greenlane_sync::request::Enrolled;
use greenlane_sync::road::State;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use zeroize::Zeroizing;

/// The setting that holds where the centre is.
pub(crate) const CENTRE: &str = "road.centre";
/// How long a person who presses "now" waits at most.
const PATIENCE: Duration = Duration::from_secs(120);
/// How long a desk that leaves tries to tell the centre so.
const FAREWELL: Duration = Duration::from_secs(10);
/// How long facts that left this desk are kept for a centre restored from an old copy: ninety days.
const GRACE_MS: i64 = 90 * 24 * 3600 * 1000;

/// A road at work.
pub(crate) struct Runner {
    tell: mpsc::Sender<Tell>,
    state: watch::Receiver<State>,
    begun: Instant,
    shared: Arc<Shared>,
    work: [JoinHandle<()>; 2],
}

/// What the work leaves for whoever asks.
#[derive(Default)]
struct Shared {
    /// Facts have come since the desk was last read.
    fresh: AtomicBool,
    /// When something was last exchanged: milliseconds since 1970.
    exchanged_ms: AtomicI64,
}

/// The road's standing as the desk shows it.
pub(crate) struct Standing {
    pub state: State,
    /// Seconds until the next try.
    pub next_retry: Option<u64>,
    pub exchanged_ms: i64,
}

pub(crate) fn of_client(error: ClientError, language: Language, url: &str) -> DeskError {
    match error {
        ClientError::Refused(refusal) => {
            let why = crate::words::say(language, &format!("why_refused.{}", refusal.code.word()), &[]);
            DeskError::said("centre_refused", url, &[("why", &why)])
        }
        ClientError::Address(_) => DeskError::said("centre_url", url, &[]),
        other => DeskError::said("centre_unreachable", url, &[("detail", &other.to_string())]),
    }
}

/// The way to the centre, with the token of the person who is signed in.
pub(crate) async fn client(open: &Open, url: &str) -> std::result::Result<Client, ClientError> {
    let client = Client::new(url, open.store.device().clone(), open.store.signing_key().clone())?;
    client.carry_token(account::token(&open.store, &open.person.id).await);
    Ok(client)
}

/// Enrols the desk at a centre: everything it has is to be sent there.
pub(crate) async fn enrol(desk: &Desk, url: &str, code: &str) -> Result<RoadView> {
    let open = desk.open()?;
    if let Some(centre) = open.store.setting(CENTRE).await? {
        return Err(DeskError::said("enrolled_already", "", &[("centre", &centre)]));
    }
    let url = url.trim();
    let enrolled = match client(&open, url).await {
        Ok(client) => client.enrol(code.trim()).await,
        Err(error) => Err(error),
    };
    let enrolled = enrolled.map_err(|error| of_client(error, open.language, url))?;
    belong(&open.store, url, enrolled).await?;
    let open = desk.refresh().await?;
    // The next paper is to have a number of the row already.
    if let Ok(client) = client(&open, url).await {
        lease::exchange(&client, &open.store).await;
    }
    super::standing::view(desk, &open).await
}

/// Notes to which centre the desk belongs, and who what is written here is for.
pub(crate) async fn belong(store: &Store, url: &str, enrolled: Enrolled) -> Result<()> {
    let region = enrolled.scope.regions.first().cloned();
    let region = region.ok_or_else(|| DeskError::said("centre_url", url, &[]))?;
    let book = Book::new(store.device().clone(), store.epoch().await?, enrolled.centre, enrolled.scope);
    let fault = |error: serde_json::Error| DeskError::said("fault", "", &[("detail", &error.to_string())]);
    let book = serde_json::to_string(&book).map_err(fault)?;
    let audience = serde_json::to_string(&Audience::of(region)).map_err(fault)?;
    let settings = [(BOOK, book.as_str()), (AUDIENCE, audience.as_str()), (CENTRE, url), (HANDED, "yes")];
    Ok(store.road_open(&audience, &settings).await?)
}

/// Leaves the centre: what is here stays, and counts as never sent.
pub(crate) async fn leave(desk: &Desk) -> Result<RoadView> {
    let open = desk.open()?;
    stop(desk).await;
    if let Some(url) = open.store.setting(CENTRE).await?
        && let Ok(client) = client(&open, &url).await
    {
        // A centre that cannot be reached shows these numbers as still out; they are closed here all the same.
        match tokio::time::timeout(FAREWELL, lease::give_back(&client, &open.store)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::info!(%error, "the centre was not told of the numbers given back"),
            Err(_) => tracing::info!("the centre was not told of the numbers given back"),
        }
    }
    let accounts: Vec<String> = open.office.people.keys().map(account::setting).collect();
    let settings: Vec<&str> =
        [BOOK, AUDIENCE, CENTRE, CENTRE_TIME].into_iter().chain(accounts.iter().map(String::as_str)).collect();
    open.store.road_forget(&settings).await?;
    let open = desk.refresh().await?;
    super::standing::view(desk, &open).await
}

/// Exchanges now, and answers when both sides agree, or why they do not.
pub(crate) async fn sync_now(desk: &Desk) -> Result<RoadView> {
    let open = desk.open()?;
    let Some(url) = open.store.setting(CENTRE).await? else { return Err(DeskError::said("no_centre", "", &[])) };
    super::host::keep(desk, &open).await;
    stop(desk).await;
    let exchanged = exchange(desk, &open, &url).await;
    let open = desk.refresh().await?;
    exchanged?;
    if lease::match_own(&open).await? > 0 {
        exchange(desk, &open, &url).await?;
    }
    let words = open.say("road.waiting", &[]);
    let view = super::standing::view(desk, &open).await?;
    Ok(RoadView { state: "waiting".to_owned(), words, online: true, ..view })
}

async fn exchange(desk: &Desk, open: &Open, url: &str) -> Result<()> {
    let client = client(open, url).await.map_err(|error| of_client(error, open.language, url))?;
    account::arrive(&client, &open.store, &open.person.id, account::take_typed(desk), open.now().ms).await;
    let mut depot = Database::new(open.store.clone());
    let exchanged = match tokio::time::timeout(PATIENCE, client.exchange(&mut depot)).await {
        Ok(exchanged) => exchanged,
        Err(late) => Err(ClientError::Depot(late.to_string())),
    };
    account::keep_up(&client, &open.store, &open.person.id, open.now().ms).await;
    exchanged.map_err(|error| of_client(error, open.language, url))?;
    new_life(&mut depot).await.map_err(trouble)?;
    lease::exchange(&client, &open.store).await;
    contents::exchange(&client, &open.store).await;
    open.store.set(EXCHANGED, &open.now().ms.to_string()).await?;
    Ok(())
}

/// The setting that says when something was last exchanged.
pub(crate) const EXCHANGED: &str = "road.exchanged";

/// A copy of this desk has been at work: its next fact opens a new life.
async fn new_life(depot: &mut Database) -> std::result::Result<(), DepotError> {
    if depot.book().await?.copied {
        let epoch = depot.store.open_new_epoch().await?;
        tracing::warn!(epoch, "the centre knows facts of this desk that are not here: a new life begins");
    }
    Ok(())
}

/// Sees to it that an open desk that is enrolled has a road at work, and one that is not has none.
pub(crate) async fn keep(desk: &Desk, open: &Open) {
    let mut place = desk.road.lock().await;
    if place.is_some() {
        return;
    }
    let url = match open.store.setting(CENTRE).await {
        Ok(Some(url)) => url,
        Ok(None) => return,
        Err(error) => {
            tracing::error!(%error, "the road does not start");
            return;
        }
    };
    super::host::keep(desk, open).await;
    match client(open, &url).await {
        Ok(client) => *place = Some(start(client, open, account::take_typed(desk))),
        Err(error) => tracing::error!(%error, url, "the road does not start"),
    }
}

fn start(client: Client, open: &Open, typed: Option<Zeroizing<String>>) -> Runner {
    let client = Arc::new(client);
    let (tell, told) = mpsc::channel(64);
    let (state_to, state) = watch::channel(State::Offline);
    let (news_to, news) = mpsc::unbounded_channel();
    let depot = Database::new(open.store.clone());
    let shared = Arc::new(Shared::default());
    let person = open.person.id.clone();
    let at_work = {
        let (client, depot, person, now) = (client.clone(), depot.clone(), person.clone(), open.now().ms);
        async move {
            account::arrive(&client, &depot.store, &person, typed, now).await;
            run(client, move || depot.handle(), told, state_to, news_to).await;
        }
    };
    let heard = hear(client, depot, person, news, shared.clone(), open.clock.clone());
    Runner { tell, state, begun: Instant::now(), shared, work: [tokio::spawn(at_work), tokio::spawn(heard)] }
}

/// How long attachments that are still on their way wait for the next exchange.
const AGAIN: Duration = Duration::from_secs(30);

/// Does what follows from an exchange: a new life, attachments, the note that something has come.
async fn hear(
    client: Arc<Client>,
    mut depot: Database,
    person: PersonId,
    mut news: mpsc::UnboundedReceiver<News>,
    shared: Arc<Shared>,
    clock: greenlane_store::Clock,
) {
    if let Err(error) = depot.store.clear_shelf(clock() - GRACE_MS).await {
        tracing::warn!(%error, "the shelf was not cleared");
    }
    let mut heard = false;
    loop {
        let news = match tokio::time::timeout(AGAIN, news.recv()).await {
            Ok(Some(news)) => news,
            Ok(None) => return,
            // Nothing has come, but an attachment may have got to the centre since it was asked for, or been cut off.
            Err(_) => {
                if heard {
                    contents::exchange(&client, &depot.store).await;
                }
                continue;
            }
        };
        heard = !matches!(news, News::Failed(_));
        let settled = match news {
            News::Pulled(pulled) => {
                if !pulled.changed.is_empty() {
                    shared.fresh.store(true, Ordering::Relaxed);
                }
                for alarm in &pulled.alarms {
                    tracing::warn!(?alarm, "what a witness saw");
                }
                !pulled.more
            }
            News::Pushed(pushed) => !pushed.more,
            News::Failed(error) => {
                tracing::info!(error, "the road waits and tries again");
                continue;
            }
        };
        shared.exchanged_ms.store(clock(), Ordering::Relaxed);
        if let Err(error) = new_life(&mut depot).await {
            tracing::warn!(%error, "the road's record was not read");
        }
        if settled {
            account::keep_up(&client, &depot.store, &person, clock()).await;
            lease::exchange(&client, &depot.store).await;
            contents::exchange(&client, &depot.store).await;
        }
    }
}

/// Stops the road and waits until it has let go of the database.
pub(crate) async fn stop(desk: &Desk) {
    let Some(runner) = desk.road.lock().await.take() else { return };
    drop(runner.tell);
    let [mut at_work, heard] = runner.work;
    // It calls off its own requests first.
    if tokio::time::timeout(Duration::from_secs(2), &mut at_work).await.is_err() {
        at_work.abort();
    }
    heard.abort();
    // Aborted is what it should be.
    let _ = heard.await;
}

/// Tells the road that something may have been written, and says whether something has come since the last time.
pub(crate) async fn nudge(desk: &Desk, written: bool) -> bool {
    let place = desk.road.lock().await;
    let Some(runner) = place.as_ref() else { return false };
    if written {
        // A full channel says it already.
        let _ = runner.tell.try_send(Tell::Written);
    }
    runner.shared.fresh.swap(false, Ordering::Relaxed)
}

/// How the road stands now; none when there is none.
pub(crate) async fn standing(desk: &Desk) -> Option<Standing> {
    let place = desk.road.lock().await;
    let runner = place.as_ref()?;
    let state = runner.state.borrow().clone();
    let now = u64::try_from(runner.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let next_retry = match &state {
        State::Backoff { until, .. } => Some(until.saturating_sub(now).div_ceil(1000)),
        _ => None,
    };
    Some(Standing { state, next_retry, exchanged_ms: runner.shared.exchanged_ms.load(Ordering::Relaxed) })
}
