//! The signed-in person's account at the centre: its password is given there once, a token keeps the sign-in up quietly,
//! and the person sees how long the right to act without meeting the centre lasts. No act waits for any of this.

use super::depot::CENTRE_TIME;
use super::runner::{self, CENTRE, of_client};
use crate::desk::{Desk, Open};
use crate::problem::{DeskError, Result};
use crate::view::{AccountView, RoadView};
use greenlane_domain::fact::{Moment, PersonId};
use greenlane_store::{Store, StoreError};
use greenlane_sync::client::{Client, ClientError};
use greenlane_sync::request::{SignIn, SignedIn};
use greenlane_sync::wire::Code;
use serde::{Deserialize, Serialize};
use std::sync::PoisonError;
use std::time::Duration;
use zeroize::Zeroizing;

/// How often a sign-in is kept up while the road is at work.
const KEPT_UP_MS: i64 = 3_600_000;
/// How long the road waits with its first exchange for a person who is being signed in.
const PATIENCE: Duration = Duration::from_secs(5);
/// The last part of the right to act offline in which the person is reminded: a quarter.
const LAST_PART: i64 = 4;

/// What is kept, in the desk's encrypted database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    /// Empty when the centre no longer takes it.
    token: String,
    /// When the person last met the centre, by the desk's clock: milliseconds since 1970.
    met_ms: i64,
    /// Until when the person may act without meeting it again; none means without end.
    offline_until: Option<i64>,
    /// The desk's password was the right one there too: then it is used again when it is typed.
    same_password: bool,
}

/// The setting that holds it.
pub(crate) fn setting(person: &PersonId) -> String {
    format!("road.account.{}", person.as_str())
}

async fn kept(store: &Store, person: &PersonId) -> std::result::Result<Option<Kept>, StoreError> {
    let text = store.setting(&setting(person)).await?;
    // What cannot be read any more is a sign-in that has to be made again.
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

async fn keep(store: &Store, person: &PersonId, kept: &Kept) -> std::result::Result<(), StoreError> {
    store.set(&setting(person), &serde_json::to_string(kept).unwrap_or_default()).await
}

/// The token that goes with the person's requests.
pub(crate) async fn token(store: &Store, person: &PersonId) -> Option<String> {
    let kept = kept(store, person).await.ok().flatten()?;
    Some(kept.token).filter(|token| !token.is_empty())
}

fn of(signed: SignedIn, now: i64, same_password: bool) -> Kept {
    Kept { token: signed.token, met_ms: now, offline_until: signed.offline_until, same_password }
}

/// Signs the person in at the centre with the account's password there.
pub(crate) async fn sign_in(desk: &Desk, password: &str) -> Result<RoadView> {
    let open = desk.open()?;
    let Some(url) = open.store.setting(CENTRE).await? else { return Err(DeskError::said("no_centre", "", &[])) };
    let person = open.person.id.clone();
    let ask = SignIn { person: person.clone(), password: password.to_owned() };
    let signed = match runner::client(&open, &url).await {
        Ok(client) => client.sign_in(&ask).await,
        Err(error) => Err(error),
    };
    let signed = signed.map_err(|error| match error {
        ClientError::Refused(refusal) if refusal.code == Code::Forbidden => {
            DeskError::said("centre_password", "centre_password", &[("account", person.as_str())])
        }
        other => of_client(other, open.language, &url),
    })?;
    let same_password = open.store.check_password(&person, password).await.is_ok();
    keep(&open.store, &person, &of(signed, open.now().ms, same_password)).await?;
    // It starts again with the token, and offers what the centre had set apart.
    runner::stop(desk).await;
    super::standing::view(desk, &open).await
}

/// Remembers the password that was just typed until the road has signed in with it; only where it is the right one there.
pub(crate) async fn typed(desk: &Desk, open: &Open, password: &str) {
    let same = matches!(kept(&open.store, &open.person.id).await, Ok(Some(Kept { same_password: true, .. })));
    forget_typed(desk);
    if same {
        *desk.typed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Zeroizing::new(password.to_owned()));
    }
}

pub(crate) fn forget_typed(desk: &Desk) {
    drop(take_typed(desk));
}

pub(crate) fn take_typed(desk: &Desk) -> Option<Zeroizing<String>> {
    desk.typed.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// The desk's password has changed: the new one is not shown to the centre.
pub(crate) async fn password_changed(open: &Open) -> Result<()> {
    if let Some(before) = kept(&open.store, &open.person.id).await? {
        keep(&open.store, &open.person.id, &Kept { same_password: false, ..before }).await?;
    }
    Ok(())
}

/// Signs in with what the person typed at the desk, so that a day's work begins with a fresh right.
pub(crate) async fn arrive(
    client: &Client,
    store: &Store,
    person: &PersonId,
    typed: Option<Zeroizing<String>>,
    now: i64,
) {
    let Some(password) = typed else { return };
    let ask = SignIn { person: person.clone(), password: password.to_string() };
    let arrived = match tokio::time::timeout(PATIENCE, client.sign_in(&ask)).await {
        Ok(Ok(signed)) => {
            client.carry_token(Some(signed.token.clone()));
            keep(store, person, &of(signed, now, true)).await
        }
        // The password there is another one by now.
        Ok(Err(ClientError::Refused(refusal))) if refusal.code == Code::Forbidden => match kept(store, person).await {
            Ok(Some(before)) => keep(store, person, &Kept { same_password: false, ..before }).await,
            other => other.map(|_| ()),
        },
        Ok(Err(error)) => {
            tracing::info!(%error, "the person is not signed in at the centre yet");
            Ok(())
        }
        Err(_) => Ok(()),
    };
    if let Err(error) = arrived {
        tracing::warn!(%error, "the sign-in at the centre was not kept");
    }
}

/// Keeps the sign-in up by its token; when the centre no longer takes it, the person is asked for the password again.
pub(crate) async fn keep_up(client: &Client, store: &Store, person: &PersonId, now: i64) {
    if let Err(error) = kept_up(client, store, person, now).await {
        tracing::info!(%error, "the sign-in at the centre was not kept up");
    }
}

#[derive(Debug, thiserror::Error)]
enum AccountError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Client(#[from] ClientError),
}

async fn kept_up(client: &Client, store: &Store, person: &PersonId, now: i64) -> std::result::Result<(), AccountError> {
    let Some(before) = kept(store, person).await? else { return Ok(()) };
    if before.token.is_empty() {
        return Ok(());
    }
    let renewed = if client.token().is_some() && (now - before.met_ms).abs() >= KEPT_UP_MS {
        match client.renew().await {
            Ok(signed) => {
                client.carry_token(Some(signed.token.clone()));
                return Ok(keep(store, person, &of(signed, now, before.same_password)).await?);
            }
            Err(error) => Err(error),
        }
    } else {
        Ok(())
    };
    if client.token().is_none() {
        keep(store, person, &Kept { token: String::new(), ..before }).await?;
    }
    Ok(renewed?)
}

/// How the person stands with the centre; none without a centre.
pub(crate) async fn view(open: &Open) -> Result<Option<AccountView>> {
    if !super::standing::enrolled(&open.store).await? {
        return Ok(None);
    }
    let kept = kept(&open.store, &open.person.id).await?;
    let state = state(kept.as_ref(), now(open).await?);
    let until = kept.and_then(|kept| kept.offline_until).map(|ms| Moment { ms, tick: 0 }.local_time());
    let said = until.map(|until| until.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
    let key = if until.is_none() && state == "in_force" { "endless" } else { state };
    let words = open.say(&format!("account.{key}"), &[("until", &said), ("account", open.person.id.as_str())]);
    Ok(Some(AccountView { state: state.to_owned(), words, until }))
}

/// What time it is at least: the desk's clock, or the centre's as it swore it last. A clock that is set back prolongs nothing.
async fn now(open: &Open) -> Result<i64> {
    let sworn = open.store.setting(CENTRE_TIME).await?.and_then(|ms| ms.parse().ok());
    Ok(sworn.map_or(open.now().ms, |sworn: i64| sworn.max(open.now().ms)))
}

fn state(kept: Option<&Kept>, now: i64) -> &'static str {
    let Some(kept) = kept else { return "unknown" };
    match kept.offline_until {
        Some(until) if now > until => "ended",
        _ if kept.token.is_empty() => "again",
        Some(until) if (until - now).saturating_mul(LAST_PART) < until - kept.met_ms => "soon",
        _ => "in_force",
    }
}

#[cfg(test)]
mod tests {
    use super::{Kept, state};

    #[test]
    fn a_right_of_eight_days_is_told_of_in_its_last_two_and_ends_at_its_moment() {
        const DAY: i64 = 86_400_000;
        let mut kept = Kept { token: "t".to_owned(), met_ms: 0, offline_until: Some(8 * DAY), same_password: false };
        assert_eq!(state(None, 0), "unknown");
        assert_eq!(state(Some(&kept), 6 * DAY), "in_force");
        assert_eq!(state(Some(&kept), 6 * DAY + 1), "soon");
        assert_eq!(state(Some(&kept), 8 * DAY), "soon");
        assert_eq!(state(Some(&kept), 8 * DAY + 1), "ended");
        kept.token.clear();
        assert_eq!(state(Some(&kept), DAY), "again");
        kept.offline_until = None;
        assert_eq!(state(Some(&kept), DAY), "again");
    }
}
