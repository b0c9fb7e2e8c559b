//! How the desk stands with the centre and with other desks.

use super::depot::{BOOK, DepotError};
use super::host::HOST;
use super::runner::{self, CENTRE, EXCHANGED};
use super::{account, peers, twice};
use crate::desk::{Desk, Open};
use crate::history;
use crate::problem::{DeskError, Result};
use crate::view::{PeerView, Rail, RoadView};
use greenlane_domain::fact::Moment;
use greenlane_store::Store;
use greenlane_sync::desk::Book;
use greenlane_sync::road::State;

/// The road's own trouble as the desk's.
pub(crate) fn trouble(error: DepotError) -> DeskError {
    match error {
        DepotError::Store(error) => error.into(),
        DepotError::Alone => DeskError::said("no_centre", "", &[]),
        other => DeskError::said("fault", "", &[("detail", &other.to_string())]),
    }
}

/// Whether the desk is enrolled at a centre.
pub(crate) async fn enrolled(store: &Store) -> Result<bool> {
    Ok(store.setting(BOOK).await?.is_some())
}

/// Facts not yet at the centre, those it keeps apart among them. Without a centre nothing has to be sent.
pub(crate) async fn to_send(store: &Store) -> Result<usize> {
    if !enrolled(store).await? {
        return Ok(0);
    }
    let count = store.unsent_count().await? + store.road_aside_count().await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// The other desks, and what each does not have yet.
async fn peers_of(desk: &Open) -> Result<Vec<PeerView>> {
    let known = peers::read(&desk.store).await?;
    if known.is_empty() {
        return Ok(Vec::new());
    }
    let own = peers::reach(&desk.store).await?;
    let lives = || own.iter().flat_map(|(of, lives)| lives.iter().map(move |(epoch, count)| (of, *epoch, *count)));
    let views = known.into_iter().map(|(device, peer)| {
        let missing = |(of, epoch, count): (_, _, u64)| count.saturating_sub(peers::count_of(&peer.has, of, epoch));
        PeerView {
            to_give: usize::try_from(lives().map(missing).sum::<u64>()).unwrap_or(usize::MAX),
            device,
            name: peer.name,
            last: peer.heard_ms.map(|ms| Moment { ms, tick: 0 }.local_time()),
        }
    });
    Ok(views.collect())
}

/// Fills what the road knows into the counts beside the navigation.
pub(crate) async fn rail(desk: &Desk, open: &Open, rail: Rail) -> Result<Rail> {
    let (state, ..) = state(desk, open).await?;
    let (to_send, to_settle) = (to_send(&open.store).await?, twice::waiting(open).await?);
    Ok(Rail { to_send, to_settle, road: state, account: account::view(open).await?, ..rail })
}

/// The road's state in a word and in words, seconds to the next try, why it is refused.
async fn state(desk: &Desk, open: &Open) -> Result<(String, String, Option<u64>, Option<String>)> {
    let Some(standing) = runner::standing(desk).await else {
        let word = if enrolled(&open.store).await? {
            "offline"
        } else if peers::read(&open.store).await?.is_empty() {
            "alone"
        } else {
            "by_hand"
        };
        return Ok((word.to_owned(), open.say(&format!("road.{word}"), &[]), None, None));
    };
    let word = serde_json::to_value(&standing.state).ok();
    let word = word.as_ref().and_then(|state| state.get("state")).and_then(|state| state.as_str()).unwrap_or_default();
    let refused = match &standing.state {
        State::Refused { why } => Some(open.say(&format!("why_refused.{}", why.word()), &[])),
        _ => None,
    };
    let aside = open.store.road_aside_count().await?;
    let words = if word == "waiting" && aside > 0 {
        open.say("road.waiting_aside", &[("n", &aside.to_string())])
    } else {
        let seconds = standing.next_retry.unwrap_or_default().to_string();
        let why = refused.clone().unwrap_or_default();
        open.say(&format!("road.{word}"), &[("n", &seconds), ("why", &why)])
    };
    Ok((word.to_owned(), words, standing.next_retry, refused))
}

pub(crate) async fn view(desk: &Desk, open: &Open) -> Result<RoadView> {
    let (state, words, next_retry, refused) = state(desk, open).await?;
    let peers = peers_of(open).await?;
    let centre = open.store.setting(CENTRE).await?.unwrap_or_default();
    let enrolled = !centre.is_empty();
    let kept = open.store.setting(EXCHANGED).await?.and_then(|ms| ms.parse().ok()).unwrap_or_default();
    let exchanged = runner::standing(desk).await.map_or(kept, |standing| standing.exchanged_ms.max(kept));
    let by_centre = (exchanged > 0).then(|| Moment { ms: exchanged, tick: 0 }.local_time());
    let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let book = open.store.setting(BOOK).await?.and_then(|book| serde_json::from_str::<Book>(&book).ok());
    let alarms = book.into_iter().flat_map(|book| book.alarms).map(|alarm| {
        let kind = serde_json::to_value(&alarm).ok();
        let kind = kind.as_ref().and_then(|alarm| alarm.get("kind")).map(history::word).unwrap_or_default();
        open.say(&format!("alarm.{kind}"), &[])
    });
    let mut alarms: Vec<String> = alarms.collect();
    alarms.dedup();
    Ok(RoadView {
        online: matches!(state.as_str(), "pushing" | "pulling" | "waiting"),
        state,
        words,
        enrolled,
        last_exchange: peers.iter().filter_map(|peer| peer.last).chain(by_centre).max(),
        to_send: to_send(&open.store).await?,
        aside: number(open.store.road_aside_count().await?),
        contents: if enrolled { open.store.contents_on_the_way().await?.len() } else { 0 },
        next_retry,
        refused,
        alarms,
        desk: open.mark.clone(),
        peers,
        centre,
        account: account::view(open).await?,
        host: open.store.setting(HOST).await?,
    })
}
