//! The doors of the centre: one function a path. Who may come in is decided before a body is read; limits hold after
//! unpacking; every refusal says in Chinese what is wrong and what to do.

use crate::accounts;
use crate::blobs::{BlobError, Progress};
use crate::centre::{Centre, now};
use crate::db::{Database, DbError, PersonRow};
use crate::waiting::Poked;
use crate::words::told;
use crate::{read, write};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use ed25519_dalek::SigningKey;
use greenlane_domain::fact::{DeviceId, FactId, FileId, PersonId};
use greenlane_sync::audience::{Region, Scope};
use greenlane_sync::centre as road;
use greenlane_sync::desk::{Strict, Trust};
use greenlane_sync::numbers::Ask;
use greenlane_sync::piece::{FrameError, Piece};
use greenlane_sync::request::{self, Enrol, Enrolled, Report, SignIn, Signed, SignedIn};
use greenlane_sync::wire::{self, Code, Poke, Pull, Push, Refusal, Standing, Wait};
use greenlane_sync::witness::Hash;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

type Shared = Arc<Centre>;

/// The OpenAPI document of these doors.
pub const OPENAPI: &str = include_str!("../openapi.json");

/// All doors.
pub fn doors(centre: Shared) -> Router {
    Router::new()
        .route("/v1/push", post(push))
        .route("/v1/pull", post(pull))
        .route("/v1/wait", post(wait))
        .route("/v1/enrol", post(enrol))
        .route("/v1/sign-in", post(sign_in))
        .route("/v1/sign-in/renew", post(renew))
        .route("/v1/regions", post(regions))
        .route("/v1/numbers/lease", post(lease))
        .route("/v1/numbers/report", post(report))
        .route("/v1/blobs/{hash}", get(get_blob).put(put_blob).head(head_blob))
        .route("/openapi.json", get(async || ([(header::CONTENT_TYPE, "application/json")], OPENAPI)))
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .fallback(async || No(Refusal::of(Code::NotFound, "")))
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&centre), timed))
        .with_state(centre)
}

/// A refusal on its way out.
pub struct No(pub Refusal);

impl IntoResponse for No {
    fn into_response(self) -> Response {
        let status = match self.0.code {
            Code::Damaged | Code::Version => StatusCode::BAD_REQUEST,
            Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Code::UnknownDesk | Code::BadSignature | Code::BadTime | Code::BadEnrolment | Code::SignInEnded => {
                StatusCode::UNAUTHORIZED
            }
            Code::DeskRevoked | Code::Forbidden => StatusCode::FORBIDDEN,
            Code::Replayed => StatusCode::CONFLICT,
            Code::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Code::NotFound => StatusCode::NOT_FOUND,
            Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Code::TooSlow => StatusCode::REQUEST_TIMEOUT,
        };
        let body = serde_json::to_string(&self.0).unwrap_or_default();
        let time = HeaderValue::from(now());
        let mut response = (status, [(header::CONTENT_TYPE, "application/json")], body).into_response();
        response.headers_mut().insert(request::TIME, time);
        response
    }
}
impl From<DbError> for No {
    fn from(error: DbError) -> Self {
        tracing::error!(%error, "the database did not do it");
        Self(Refusal::of(Code::Unavailable, ""))
    }
}
impl From<FrameError> for No {
    fn from(error: FrameError) -> Self {
        let code = match error {
            FrameError::TooLarge(_) => Code::TooLarge,
            FrameError::Version(_) => Code::Version,
            FrameError::Damaged | FrameError::Unreadable(_) => Code::Damaged,
        };
        let detail = match error {
            FrameError::TooLarge(limit) => told("detail.bytes", &[("n", &limit.to_string())]),
            FrameError::Version(version) => {
                told("detail.versions", &[("desk", &version.to_string()), ("centre", &wire::VERSION.to_string())])
            }
            FrameError::Damaged | FrameError::Unreadable(_) => String::new(),
        };
        Self(Refusal::of(code, &detail))
    }
}
impl From<BlobError> for No {
    fn from(error: BlobError) -> Self {
        tracing::error!(%error, "the object store did not do it");
        Self(Refusal::of(if matches!(error, BlobError::Other) { Code::Damaged } else { Code::Unavailable }, ""))
    }
}

fn no(code: Code, detail: &str) -> No {
    No(Refusal::of(code, detail))
}

/// Counts and times every request, and ends those that take too long.
async fn timed(State(centre): State<Shared>, request: Request, next: axum::middleware::Next) -> Response {
    let door = door_of(request.uri().path());
    let start = Instant::now();
    let patience = centre.limits.time + if door == "wait" { centre.limits.wait } else { std::time::Duration::ZERO };
    let response = match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => no(Code::TooSlow, "").into_response(),
    };
    let time = start.elapsed();
    let status = response.status().as_u16();
    centre.figures.request(door, status, time);
    tracing::debug!(door, status, ms = u64::try_from(time.as_millis()).unwrap_or(0), "request");
    response
}

fn door_of(path: &str) -> &'static str {
    match path {
        "/v1/push" => "push",
        "/v1/pull" => "pull",
        "/v1/wait" => "wait",
        "/v1/enrol" => "enrol",
        "/v1/sign-in" | "/v1/sign-in/renew" => "sign-in",
        path if path.starts_with("/v1/numbers/") => "numbers",
        path if path.starts_with("/v1/blobs/") => "blobs",
        _ => "other",
    }
}

/// A desk whose request has been let in: the headers are signed by it.
struct Guest {
    device: DeviceId,
    desk: road::Desk,
    digest: String,
    /// Who is signed in at it, and the digest of the token that says so.
    person: Option<(PersonId, [u8; 32])>,
    /// The version of the protocol in which it spoke, and is answered.
    version: u8,
}

fn header_of<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Reads the headers only: a stranger costs one look into the database and no buffer.
async fn let_in(centre: &Centre, parts: &axum::http::request::Parts) -> Result<Guest, No> {
    let device = DeviceId::new(header_of(&parts.headers, request::DESK));
    if !centre.gate.may(device.as_str()) {
        return Err(no(Code::TooOften, ""));
    }
    let desk = read!(centre.database, now(), |tx| tx.desk(&device).await)?.ok_or_else(|| no(Code::UnknownDesk, ""))?;
    let digest = check(centre, parts, device.as_str(), &desk.key)?;
    let mut person = None;
    if let Some(token) = header_of(&parts.headers, "authorization").strip_prefix("Bearer ") {
        let hash = accounts::digest(token);
        let whose = read!(centre.database, now(), |tx| tx.token(&hash, &device).await)?;
        person = Some((whose.ok_or_else(|| no(Code::SignInEnded, ""))?, hash));
    }
    Ok(Guest { device, desk, digest, person, version: wire::VERSION })
}

/// Checks time, signature and that the request is new; gives the digest that the body must have.
fn check(centre: &Centre, parts: &axum::http::request::Parts, device: &str, key: &[u8; 32]) -> Result<String, No> {
    let headers = &parts.headers;
    let time: i64 = header_of(headers, request::TIME).parse().unwrap_or(0);
    let off = (time - now()).unsigned_abs();
    if u128::from(off) > centre.limits.clock.as_millis() {
        return Err(no(Code::BadTime, &told("detail.minutes", &[("n", &(off / 60_000).to_string())])));
    }
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let once = header_of(headers, request::ONCE);
    let digest = header_of(headers, request::DIGEST);
    let signed = Signed { method: parts.method.as_str(), path, device, time, once, digest };
    if once.is_empty() || !signed.is_signed(key, header_of(headers, request::SIGNATURE)) {
        return Err(no(Code::BadSignature, ""));
    }
    if !centre.gate.is_new(device, once) {
        return Err(no(Code::Replayed, ""));
    }
    Ok(digest.to_owned())
}

/// Reads a body up to a limit, and checks that it is the one that was signed.
async fn body_of(body: Body, limit: usize, digest: &str) -> Result<Bytes, No> {
    let bytes = axum::body::to_bytes(body, limit).await.map_err(|error| {
        let long = std::error::Error::source(&error).is_some_and(|why| why.to_string().contains("length limit"));
        if long {
            no(Code::TooLarge, &told("detail.bytes", &[("n", &limit.to_string())]))
        } else {
            no(Code::Damaged, "")
        }
    })?;
    if request::digest(&bytes) == digest { Ok(bytes) } else { Err(no(Code::Damaged, "")) }
}

async fn enter<H: DeserializeOwned>(centre: &Centre, request: Request) -> Result<(Guest, H, Vec<Piece>), No> {
    let (parts, body) = request.into_parts();
    let mut guest = let_in(centre, &parts).await?;
    let bytes = body_of(body, centre.limits.packed, &guest.digest).await?;
    centre.figures.bytes_in.fetch_add(bytes.len() as u64, Ordering::Relaxed);
    guest.version = bytes.first().copied().unwrap_or_default();
    if guest.version > centre.limits.version {
        return Err(FrameError::Version(guest.version).into());
    }
    let (head, pieces) = wire::unpack(&bytes, centre.limits.plain)?;
    Ok((guest, head, pieces))
}

async fn enter_json<T: DeserializeOwned>(centre: &Centre, request: Request) -> Result<(Guest, T), No> {
    let (parts, body) = request.into_parts();
    let guest = let_in(centre, &parts).await?;
    let bytes = body_of(body, 64 * 1024, &guest.digest).await?;
    let value = serde_json::from_slice(&bytes).map_err(|_| no(Code::Damaged, ""))?;
    if guest.desk.revoked { Err(no(Code::DeskRevoked, "")) } else { Ok((guest, value)) }
}

fn packed(centre: &Centre, bytes: Vec<u8>) -> Response {
    centre.figures.bytes_out.fetch_add(bytes.len() as u64, Ordering::Relaxed);
    ([(header::CONTENT_TYPE, wire::MEDIA_TYPE)], bytes).into_response()
}

/// Signatures that were checked before the transaction began, so that it is short.
#[derive(Clone, Default)]
struct Checked(HashSet<(FactId, [u8; 64], [u8; 32])>);

impl Checked {
    fn of(pieces: &[Piece], keys: &BTreeMap<DeviceId, [u8; 32]>) -> Self {
        let genuine = pieces.iter().filter_map(|piece| {
            let fact = piece.sealed.read().ok()?;
            let key = keys.get(&fact.content.device)?;
            Strict.genuine(piece, key).then_some((fact.id, piece.sealed.signature, *key))
        });
        Self(genuine.collect())
    }
}
impl Trust for Checked {
    fn genuine(&mut self, piece: &Piece, key: &[u8; 32]) -> bool {
        self.0.contains(&(piece.id(), piece.sealed.signature, *key)) || Strict.genuine(piece, key)
    }
}

async fn push(State(centre): State<Shared>, request: Request) -> Result<Response, No> {
    let (guest, Push { .. }, pieces) = enter::<Push>(&centre, request).await?;
    if pieces.len() > centre.limits.facts {
        return Err(no(Code::TooLarge, &told("detail.facts", &[("n", &centre.limits.facts.to_string())])));
    }
    let devices: BTreeSet<DeviceId> =
        pieces.iter().filter_map(|piece| piece.sealed.read().ok()).map(|fact| fact.content.device).collect();
    let desks = read!(centre.database, now(), |tx| road::Ledger::desks(tx, &devices).await)?;
    let keys = desks.into_iter().map(|(device, desk)| (device, desk.key)).collect();
    let (pieces, checked) = tokio::task::spawn_blocking(move || {
        let checked = Checked::of(&pieces, &keys);
        (pieces, checked)
    })
    .await
    .map_err(|_| no(Code::Unavailable, ""))?;
    let strict = centre.life().await?.strict;
    let Guest { device, desk, .. } = &guest;
    let done = write!(centre.database, now(), |tx| async {
        let mut trust = checked.clone();
        let done = road::push(tx, &mut trust, (device, desk), pieces.clone(), strict).await?;
        for region in &done.grown {
            Tidings::send(tx, region.as_str()).await?;
        }
        Ok::<_, DbError>(done)
    }
    .await)?;
    centre.waiting.wake(&done.grown, Poked::News);
    for receipt in &done.receipts.receipts {
        let count = match receipt.standing {
            Standing::Fed => &centre.figures.fed,
            Standing::Held => &centre.figures.held,
            Standing::Quarantined { .. } => &centre.figures.quarantined,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }
    Ok(packed(&centre, wire::pack_as(guest.version, &done.receipts, &[])))
}

/// Tells the other copies of the centre which feed has grown.
pub trait Tidings {
    /// Sent when the transaction ends.
    fn send(&mut self, region: &str) -> impl Future<Output = Result<(), DbError>> + Send;
}
impl Tidings for crate::db::sqlite::Tx {
    async fn send(&mut self, region: &str) -> Result<(), DbError> {
        crate::db::sqlite::Store::wake(self, region).await
    }
}
impl Tidings for crate::db::postgres::Tx {
    async fn send(&mut self, region: &str) -> Result<(), DbError> {
        crate::db::postgres::Store::wake(self, region).await
    }
}

async fn pull(State(centre): State<Shared>, request: Request) -> Result<Response, No> {
    let (guest, mut ask, _) = enter::<Pull>(&centre, request).await?;
    if guest.desk.revoked {
        return Err(no(Code::DeskRevoked, ""));
    }
    ask.device = guest.device;
    let (desk, version) = (guest.desk, guest.version);
    let (page, pieces) = read!(centre.database, now(), |tx| {
        let life = tx.life().await?.ok_or(DbError::Damaged("no key of the centre"))?;
        let key = SigningKey::from_bytes(&life.secret);
        let seal = road::Seal { key: &key, life: &life.life, now: tx.now };
        road::pull(tx, &seal, &desk, &ask).await
    })?;
    centre.figures.given.fetch_add(pieces.len() as u64, Ordering::Relaxed);
    Ok(packed(&centre, wire::pack_as(version, &page, &pieces)))
}

async fn wait(State(centre): State<Shared>, request: Request) -> Result<Response, No> {
    let (guest, wait, _) = enter::<Wait>(&centre, request).await?;
    if guest.desk.revoked {
        return Err(no(Code::DeskRevoked, ""));
    }
    let until = tokio::time::Instant::now() + centre.limits.wait;
    let news = loop {
        let mut place = centre.waiting.stand(guest.desk.scope.clone());
        if is_news(&centre.database, &guest.desk, &wait).await? {
            break true;
        }
        match tokio::time::timeout_at(until, place.poked()).await {
            Ok(Poked::News) => break true,
            Ok(Poked::Look) => {}
            Err(_) => break false,
        }
    };
    Ok(packed(&centre, wire::pack_as(guest.version, &Poke { news }, &[])))
}

async fn is_news(database: &Database, desk: &road::Desk, wait: &Wait) -> Result<bool, No> {
    Ok(read!(database, now(), |tx| road::news(tx, desk, wait).await)?)
}

async fn enrol(
    State(centre): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    request: Request,
) -> Result<Response, No> {
    as_stranger(&centre, &from.ip().to_string(), enrolled(&centre, request)).await
}

/// Something that a stranger could try out: only so often from one address.
async fn as_stranger(
    centre: &Centre,
    from: &str,
    work: impl Future<Output = Result<Response, No>>,
) -> Result<Response, No> {
    let tried = centre.strangers.one(from).await.ok_or_else(|| no(Code::TooOften, ""))?;
    let answer = work.await;
    // What was not looked at says nothing of a code or password: a desk whose clock is off asks a second time.
    let unlooked = |No(refusal): &No| matches!(refusal.code, Code::Unavailable | Code::BadTime);
    if answer.as_ref().err().is_none_or(unlooked) {
        tried.keeps();
    }
    answer
}

async fn enrolled(centre: &Centre, request: Request) -> Result<Response, No> {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, 4096)
        .await
        .map_err(|_| no(Code::TooLarge, &told("detail.bytes", &[("n", "4096")])))?;
    let ask: Enrol = serde_json::from_slice(&bytes).map_err(|_| no(Code::Damaged, ""))?;
    if check(centre, &parts, ask.device.as_str(), &ask.key)? != request::digest(&bytes) {
        return Err(no(Code::Damaged, ""));
    }
    if ask.device.as_str().is_empty() || ask.device.as_str().len() > 100 {
        return Err(no(Code::Damaged, ""));
    }
    let hash = accounts::digest(&request::plain_code(&ask.code));
    let enrolled = write!(centre.database, now(), |tx| async {
        let Some(code) = tx.use_code(&hash, &ask.device).await? else { return Ok(None) };
        let done = tx.enrol(&ask.device, &ask.key, &code.name, &code.scope).await?;
        tx.deed("desk", "enrolled with a one-time code").await?;
        Ok::<_, DbError>(done.then_some(code))
    }
    .await)?;
    let Some(code) = enrolled else { return Err(no(Code::BadEnrolment, "")) };
    let key = SigningKey::from_bytes(&centre.life().await?.secret).verifying_key().to_bytes();
    let answer = Enrolled { name: code.name, scope: code.scope, centre: key };
    Ok(axum::Json(answer).into_response())
}

async fn sign_in(
    State(centre): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    request: Request,
) -> Result<Response, No> {
    // Counted apart from codes: whoever mistypes a password keeps no new desk out.
    as_stranger(&centre, &format!("sign-in {}", from.ip()), arrived(&centre, request)).await
}

async fn arrived(centre: &Centre, request: Request) -> Result<Response, No> {
    let (guest, ask) = enter_json::<SignIn>(centre, request).await?;
    let person = read!(centre.database, now(), |tx| tx.person(&ask.person).await)?;
    let kept = person.as_ref().and_then(|person| person.password.clone()).unwrap_or_default();
    let right = tokio::task::spawn_blocking(move || accounts::is_password(&ask.password, &kept)).await.unwrap_or(false);
    let Some(person) = person.filter(|person| right && !person.revoked) else {
        return Err(no(Code::Forbidden, &told("detail.password", &[])));
    };
    Ok(axum::Json(signed_in(centre, person, &guest.device, None).await?).into_response())
}

/// A person who is signed in at a desk goes on being so, without a password.
async fn renew(State(centre): State<Shared>, request: Request) -> Result<Response, No> {
    let (guest, _) = enter_json::<serde_json::Value>(&centre, request).await?;
    let (person, token) = guest.person.ok_or_else(|| no(Code::SignInEnded, ""))?;
    let person = read!(centre.database, now(), |tx| tx.person(&person).await)?;
    let person = person.filter(|person| !person.revoked).ok_or_else(|| no(Code::SignInEnded, ""))?;
    Ok(axum::Json(signed_in(&centre, person, &guest.device, Some(&token)).await?).into_response())
}

/// The person has met the centre: a token, and the right to act offline runs anew.
async fn signed_in(
    centre: &Centre,
    person: PersonRow,
    device: &DeviceId,
    asking: Option<&[u8; 32]>,
) -> Result<SignedIn, No> {
    let token = accounts::new_token().ok_or_else(|| no(Code::Unavailable, ""))?;
    let hash = accounts::digest(&token);
    let now = now();
    let until = now.saturating_add(accounts::token_life(person.offline_days, centre.limits.token));
    write!(centre.database, now, |tx| async {
        tx.met(&person.person).await?;
        tx.add_token(&hash, &person.person, device, until, asking).await
    }
    .await)?;
    let offline_until = person.offline_days.map(|days| now.saturating_add(days.saturating_mul(accounts::DAY_MS)));
    Ok(SignedIn { token, until, name: person.name, roles: person.roles, offline_until })
}

/// The regions that desks in use have: where a case can be moved to.
async fn regions(State(centre): State<Shared>, request: Request) -> Result<Response, No> {
    enter_json::<serde_json::Value>(&centre, request).await?;
    let desks = read!(centre.database, now(), |tx| tx.all_desks().await)?;
    let in_use = desks.into_iter().filter(|row| !row.desk.revoked);
    let regions: BTreeSet<_> = in_use.flat_map(|row| row.desk.scope.regions).collect();
    Ok(axum::Json(regions).into_response())
}

async fn lease(State(centre): State<Shared>, request: Request) -> Result<Response, No> {
    const MOST: u32 = 10_000;
    let (guest, mut ask) = enter_json::<Ask>(&centre, request).await?;
    if ask.count == 0 || ask.count > MOST || ask.series.len() > 100 || ask.id.len() > 200 {
        return Err(no(Code::Forbidden, &told("detail.numbers", &[("n", &MOST.to_string())])));
    }
    ask.device = guest.device;
    // A name of a request is one desk's own: another desk that uses it gets nothing of it.
    ask.id = format!("{} {}", ask.device, ask.id);
    let mut lease = write!(centre.database, now(), |tx| tx.lease(&ask).await)?;
    lease.id = lease.id.split_once(' ').map_or_else(String::new, |(_, id)| id.to_owned());
    Ok(axum::Json(lease).into_response())
}

async fn report(State(centre): State<Shared>, request: Request) -> Result<Response, No> {
    let (guest, report) = enter_json::<Report>(&centre, request).await?;
    write!(centre.database, now(), |tx| tx.account(&guest.device, report.epoch, &report.accounts).await)?;
    Ok(axum::Json(serde_json::json!({})).into_response())
}

fn hash_of(text: &str) -> Result<Hash, No> {
    Hash::parse(text).ok_or_else(|| no(Code::NotFound, &told("detail.attachment", &[])))
}

/// A part of an attachment: `?offset=…&total=…&file=…`. Answers how many bytes are here.
async fn put_blob(
    State(centre): State<Shared>,
    Path(hash): Path<String>,
    Query(ask): Query<BTreeMap<String, String>>,
    request: Request,
) -> Result<Response, No> {
    let (parts, body) = request.into_parts();
    let guest = let_in(&centre, &parts).await?;
    let hash = hash_of(&hash)?;
    let number =
        |name: &str| ask.get(name).and_then(|text| text.parse::<u64>().ok()).ok_or_else(|| no(Code::Damaged, ""));
    let (offset, total) = (number("offset")?, number("total")?);
    if total > centre.limits.blob {
        return Err(no(
            Code::TooLarge,
            &told("detail.attachment_size", &[("n", &(centre.limits.blob / 1024 / 1024).to_string())]),
        ));
    }
    let file = FileId::new(ask.get("file").cloned().unwrap_or_default());
    let files = [file.clone()].into();
    let audiences = read!(centre.database, now(), |tx| road::Ledger::audiences(tx, &files).await)?;
    // Never ahead of facts: the file must be here, and one of this desk's.
    let reaches = audiences
        .get(&file)
        .is_some_and(|had| had.iter().any(|audience| guest.desk.reach.iter().any(|own| own.covers(&audience.region))));
    if !reaches || guest.desk.revoked {
        return Err(no(Code::Forbidden, &told("detail.attachment_early", &[])));
    }
    let bytes = body_of(body, centre.limits.packed, &guest.digest).await?;
    let progress = centre.blobs.put(&hash, offset, bytes.to_vec(), total).await?;
    let (here, whole) = match progress {
        Progress::Parts(here) => (here, false),
        Progress::Whole(size) => (size, true),
    };
    if whole {
        // It is in no feed: whoever has the facts and waits for it has to be told all the same.
        let regions: BTreeSet<Region> =
            audiences.get(&file).and_then(BTreeSet::last).map(|audience| audience.region.clone()).into_iter().collect();
        write!(centre.database, now(), |tx| async {
            tx.add_blob(&hash, here).await?;
            tx.add_blob_file(&hash, &file).await?;
            for region in &regions {
                Tidings::send(tx, region.as_str()).await?;
            }
            Ok::<_, DbError>(())
        }
        .await)?;
        centre.waiting.wake(&regions, Poked::News);
    }
    Ok(axum::Json(serde_json::json!({ "here": here, "whole": whole })).into_response())
}

async fn may_have(centre: &Centre, scope: &Scope, hash: &Hash) -> Result<u64, No> {
    let blob = read!(centre.database, now(), |tx| tx.blob(hash).await)?
        .ok_or_else(|| no(Code::NotFound, &told("detail.attachment", &[])))?;
    let audiences = read!(centre.database, now(), |tx| road::Ledger::audiences(tx, &blob.files).await)?;
    let may = audiences.values().filter_map(BTreeSet::last).any(|audience| scope.covers(audience));
    if may { Ok(blob.size) } else { Err(no(Code::NotFound, &told("detail.attachment", &[]))) }
}

/// How far an attachment has come: `x-greenlane-here` bytes.
async fn head_blob(State(centre): State<Shared>, Path(hash): Path<String>, request: Request) -> Result<Response, No> {
    let (parts, _) = request.into_parts();
    let_in(&centre, &parts).await?;
    let (here, whole) = match centre.blobs.progress(&hash_of(&hash)?).await? {
        Progress::Parts(here) => (here, "no"),
        Progress::Whole(size) => (size, "yes"),
    };
    let headers = [("x-greenlane-here", here.to_string()), ("x-greenlane-whole", whole.to_owned())];
    Ok((headers, ()).into_response())
}

/// Bytes of an attachment: `?offset=…`, a part at a time.
async fn get_blob(
    State(centre): State<Shared>,
    Path(hash): Path<String>,
    Query(ask): Query<BTreeMap<String, String>>,
    request: Request,
) -> Result<Response, No> {
    const PART: u64 = 1024 * 1024;
    let (parts, _) = request.into_parts();
    let guest = let_in(&centre, &parts).await?;
    if guest.desk.revoked {
        return Err(no(Code::DeskRevoked, ""));
    }
    let hash = hash_of(&hash)?;
    let size = may_have(&centre, &guest.desk.scope, &hash).await?;
    let offset = ask.get("offset").and_then(|text| text.parse().ok()).unwrap_or(0);
    let part = centre
        .blobs
        .get(&hash, offset, PART)
        .await?
        .ok_or_else(|| no(Code::NotFound, &told("detail.attachment", &[])))?;
    Ok(([("x-greenlane-total", size.to_string())], part).into_response())
}

async fn ready(State(centre): State<Shared>) -> Result<&'static str, No> {
    centre.life().await?;
    Ok("ready")
}

async fn metrics(State(centre): State<Shared>) -> String {
    centre.figures.text(centre.waiting.count())
}
