//! The road's storage on this desk's database.

use greenlane_domain::fact::{FactId, FileId};
use greenlane_store::{Lot as Row, Parcel, RoadChange, Store, StoreError};
use greenlane_sync::audience::{Audience, Region};
use greenlane_sync::desk::{Book, Change, Depot, Lot};
use greenlane_sync::piece::Piece;
use greenlane_sync::wire::Place;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The setting that holds the record of the road.
pub(crate) const BOOK: &str = "road.book";
/// The setting that holds the centre's clock as the desk last heard it sworn: milliseconds since 1970.
pub(crate) const CENTRE_TIME: &str = "road.centre_time";
/// The setting that holds the audience of what is written here.
pub(crate) const AUDIENCE: &str = "road.audience";

/// This desk's database as the road sees it. Push and pull use it side by side, each by its own [`Database::handle`].
#[derive(Clone)]
pub(crate) struct Database {
    pub store: Store,
    /// One change of the record at a time.
    gate: Arc<tokio::sync::Mutex<()>>,
    /// The record as this handle last read it.
    base: Option<Book>,
}

/// Why the road cannot go on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DepotError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The desk is enrolled at no centre.
    #[error("the desk is enrolled at no centre")]
    Alone,
    /// The record was changed meanwhile; the request is made again.
    #[error("the road's record has changed meanwhile")]
    Moved,
    /// Something kept here cannot be read.
    #[error("{0}")]
    Unreadable(String),
}

fn unreadable(error: impl std::fmt::Display) -> DepotError {
    DepotError::Unreadable(error.to_string())
}

pub(crate) fn row_of(lot: Lot) -> Row {
    match lot {
        Lot::Unsent => Row::Unsent,
        Lot::Sent => Row::Sent,
        Lot::Fed(place) => Row::Fed { region: place.region.as_str().to_owned(), position: place.position },
        Lot::Elsewhere => Row::Elsewhere,
        Lot::Aside { why } => Row::Aside { why: why.map(|why| crate::history::word(&why)) },
    }
}

fn lot_of(row: Row) -> Result<Lot, DepotError> {
    Ok(match row {
        Row::Unsent => Lot::Unsent,
        Row::Sent => Lot::Sent,
        Row::Fed { region, position } => {
            Lot::Fed(Place { region: Region::parse(&region).map_err(unreadable)?, position })
        }
        Row::Elsewhere => Lot::Elsewhere,
        Row::Aside { why } => {
            let why = why.map(|why| serde_json::from_value(why.into())).transpose().map_err(unreadable)?;
            Lot::Aside { why }
        }
    })
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, DepotError> {
    serde_json::to_string(value).map_err(unreadable)
}

/// Who a fact is for: as decided when it was written.
pub(crate) fn piece_of(parcel: Parcel, otherwise: &Audience) -> Result<Piece, DepotError> {
    let Parcel { sealed, audience, first, among } = parcel;
    let audience = match audience {
        Some(audience) => serde_json::from_str(&audience).map_err(unreadable)?,
        None => otherwise.clone(),
    };
    Ok(Piece { sealed, audience, first, count: among })
}

pub(crate) fn parcel_of(piece: Piece) -> Result<Parcel, DepotError> {
    let audience = Some(json(&piece.audience)?);
    Ok(Parcel { sealed: piece.sealed, audience, first: piece.first, among: piece.count })
}

impl Database {
    pub(crate) fn new(store: Store) -> Self {
        Self { store, gate: Arc::default(), base: None }
    }

    /// Another one on the same database.
    pub(crate) fn handle(&self) -> Self {
        Self { base: None, ..self.clone() }
    }

    async fn kept(&self) -> Result<Book, DepotError> {
        let kept = self.store.setting(BOOK).await?.ok_or(DepotError::Alone)?;
        let mut book: Book = serde_json::from_str(&kept).map_err(unreadable)?;
        let epoch = self.store.epoch().await?;
        if book.epoch != epoch {
            // A new life has begun since: what was found out about the old one is settled by that.
            book.copied = false;
            book.epoch = epoch;
        }
        Ok(book)
    }

    /// The record to write when the one kept may have changed since it was read: a push changes nothing in it but the
    /// finding that this desk was copied.
    async fn merged(&self, new: Book) -> Result<Book, DepotError> {
        let now = self.kept().await?;
        let Some(base) = &self.base else { return Ok(new) };
        let same = |one: &Book, other: &Book| Book { copied: other.copied, ..one.clone() } == *other;
        if same(&now, base) {
            Ok(Book { copied: new.copied || now.copied, ..new })
        } else if same(&new, base) {
            Ok(Book { copied: new.copied || now.copied, ..now })
        } else {
            Err(DepotError::Moved)
        }
    }

    /// The audience of what is written here.
    pub(crate) async fn audience(&self) -> Result<Audience, DepotError> {
        let kept = self.store.setting(AUDIENCE).await?.ok_or(DepotError::Alone)?;
        serde_json::from_str(&kept).map_err(unreadable)
    }
}

impl Depot for Database {
    type Error = DepotError;

    async fn book(&mut self) -> Result<Book, DepotError> {
        let book = self.kept().await?;
        self.base = Some(book.clone());
        Ok(book)
    }

    async fn unsent(&mut self, bytes: usize) -> Result<Vec<Piece>, DepotError> {
        let parcels = self.store.road_unsent(bytes).await?;
        let audience = self.audience().await?;
        parcels.into_iter().map(|parcel| piece_of(parcel, &audience)).collect()
    }

    async fn sent(&mut self) -> Result<Vec<FactId>, DepotError> {
        Ok(self.store.road_sent().await?)
    }

    async fn lots(&mut self, ids: &[FactId]) -> Result<BTreeMap<FactId, Lot>, DepotError> {
        let rows = self.store.road_lots(ids).await?;
        rows.into_iter().map(|(id, row)| Ok((id, lot_of(row)?))).collect()
    }

    async fn files(&mut self) -> Result<BTreeMap<FileId, Audience>, DepotError> {
        let own = self.audience().await?;
        let mut files: BTreeMap<FileId, Audience> = BTreeMap::new();
        for (file, audience) in self.store.road_files().await? {
            let audience = match audience {
                Some(audience) => serde_json::from_str(&audience).map_err(unreadable)?,
                None => own.clone(),
            };
            let greatest = files.entry(file).or_insert_with(|| audience.clone());
            if audience > *greatest {
                *greatest = audience;
            }
        }
        Ok(files)
    }

    async fn commit(&mut self, change: Change) -> Result<(), DepotError> {
        let Change { lost, offer_again, keep, lots, leave, unwatched, book } = change;
        let gate = self.gate.clone();
        let _turn = gate.lock().await;
        let book = match book {
            Some(book) => Some(self.merged(book).await?),
            None => None,
        };
        let cards = match &book {
            Some(book) => book.cards.clone(),
            None => BTreeMap::new(),
        };
        let mut vouched = BTreeMap::new();
        let mut kept = Vec::with_capacity(keep.len());
        for (piece, lot) in keep {
            if let Ok(fact) = piece.sealed.read()
                && let Some(card) = cards.get(&fact.content.device)
                && let Ok(key) = ed25519_dalek::VerifyingKey::from_bytes(&card.key)
            {
                vouched.insert(fact.content.device, key);
            }
            kept.push((parcel_of(piece)?, Some(row_of(lot))));
        }
        let mut settings = Vec::new();
        if let Some(book) = book {
            let heads = book.trails.values().filter_map(|trail| trail.head.as_ref());
            if let Some(at) = heads.map(|head| head.head.at).max() {
                settings.push((CENTRE_TIME.to_owned(), at.to_string()));
            }
            settings.push((BOOK.to_owned(), json(&book)?));
        }
        let change = RoadChange {
            lost: lost.into_iter().map(|place| (place.region.as_str().to_owned(), place.position)).collect(),
            offer_again,
            vouched: vouched.into_iter().collect(),
            keep: kept,
            lots: lots.into_iter().map(|(id, lot)| (id, row_of(lot))).collect(),
            leave,
            unwatched: unwatched.into_iter().map(|region| region.as_str().to_owned()).collect(),
            settings,
        };
        let arrival = self.store.road_commit(change).await?;
        if !arrival.aside.is_empty() || arrival.new_epoch.is_some() {
            tracing::warn!(aside = arrival.aside.len(), epoch = ?arrival.new_epoch, "the road brought what needs a look");
        }
        Ok(())
    }
}
