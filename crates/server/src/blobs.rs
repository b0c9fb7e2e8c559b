//! Attachments, by the SHA-256 of their (encrypted) bytes, in a folder or an S3-compatible store.
//!
//! They come in parts of any size, each kept under its offset, so that a desk goes on where it was cut off; the whole is
//! put together and checked when the last part has come.

use greenlane_sync::witness::Hash;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Where attachments lie.
#[derive(Debug, Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
}

/// What goes wrong with attachments.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The store does not answer, or refuses.
    #[error(transparent)]
    Store(#[from] object_store::Error),
    /// The folder cannot be made.
    #[error(transparent)]
    Folder(#[from] std::io::Error),
    /// The parts do not add up to the name.
    #[error("the parts are not what their name says")]
    Other,
    /// No such store in this build.
    #[error("not a place for attachments: {0}")]
    Place(String),
}

/// How far an attachment has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// This many bytes from the beginning are here.
    Parts(u64),
    /// It is here whole.
    Whole(u64),
}

impl Blobs {
    /// Opens a folder, or a bucket when the text is an `s3://` address (with the usual `AWS_…` settings around it).
    ///
    /// # Errors
    /// [`BlobError`] when it cannot be opened.
    pub fn open(place: &str) -> Result<Self, BlobError> {
        if place.starts_with("s3://") {
            return Self::bucket(place);
        }
        std::fs::create_dir_all(place)?;
        Ok(Self { store: Arc::new(object_store::local::LocalFileSystem::new_with_prefix(place)?) })
    }

    #[cfg(feature = "s3")]
    fn bucket(place: &str) -> Result<Self, BlobError> {
        let store = object_store::aws::AmazonS3Builder::from_env().with_url(place).build()?;
        // Of the address the builder takes the bucket only.
        let prefix = place.trim_start_matches("s3://").split_once('/').map_or("", |(_, prefix)| prefix);
        Ok(Self { store: Arc::new(object_store::prefix::PrefixStore::new(store, Path::from(prefix))) })
    }
    #[cfg(not(feature = "s3"))]
    fn bucket(place: &str) -> Result<Self, BlobError> {
        Err(BlobError::Place(place.to_owned()))
    }

    fn whole(hash: &Hash) -> Path {
        let name = hash.to_string();
        Path::from(format!("whole/{}/{name}", name.get(..2).unwrap_or_default()))
    }
    fn parts(hash: &Hash) -> Path {
        Path::from(format!("parts/{hash}"))
    }

    /// Which parts are here, in order, up to the first gap: offset and size.
    async fn list(&self, hash: &Hash) -> Result<Vec<(u64, u64)>, BlobError> {
        let listed = self.store.list_with_delimiter(Some(&Self::parts(hash))).await?;
        let mut parts: Vec<(u64, u64)> = listed
            .objects
            .iter()
            .filter_map(|part| Some((part.location.filename()?.parse().ok()?, part.size)))
            .collect();
        parts.sort_unstable();
        let mut end = 0;
        parts.retain(|(offset, size)| {
            let joins = *offset == end;
            end += if joins { *size } else { 0 };
            joins
        });
        Ok(parts)
    }

    /// How far it has come.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn progress(&self, hash: &Hash) -> Result<Progress, BlobError> {
        match self.store.head(&Self::whole(hash)).await {
            Ok(meta) => Ok(Progress::Whole(meta.size)),
            Err(object_store::Error::NotFound { .. }) => {
                Ok(Progress::Parts(self.list(hash).await?.iter().map(|(_, size)| size).sum()))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Takes a part in; when with it `total` bytes are here, the whole is put together.
    ///
    /// # Errors
    /// [`BlobError::Other`] when the whole is not what its name says: then the parts are thrown away.
    pub async fn put(&self, hash: &Hash, offset: u64, part: Vec<u8>, total: u64) -> Result<Progress, BlobError> {
        if let Progress::Whole(size) = self.progress(hash).await? {
            return Ok(Progress::Whole(size));
        }
        let here: u64 = self.list(hash).await?.iter().map(|(_, size)| size).sum();
        if offset == here && !part.is_empty() {
            let name = format!("{}/{offset:020}", Self::parts(hash));
            self.store.put(&Path::from(name), part.into()).await?;
        }
        let parts = self.list(hash).await?;
        let here: u64 = parts.iter().map(|(_, size)| size).sum();
        if here < total {
            return Ok(Progress::Parts(here));
        }
        let mut whole = Vec::with_capacity(usize::try_from(here).unwrap_or(0));
        for (offset, _) in &parts {
            let name = format!("{}/{offset:020}", Self::parts(hash));
            whole.extend_from_slice(&self.store.get(&Path::from(name)).await?.bytes().await?);
        }
        let right = Hash(Sha256::digest(&whole).into()) == *hash;
        if right {
            self.store.put(&Self::whole(hash), whole.into()).await?;
        }
        for (offset, _) in &parts {
            let name = format!("{}/{offset:020}", Self::parts(hash));
            self.store.delete(&Path::from(name)).await?;
        }
        if right { Ok(Progress::Whole(here)) } else { Err(BlobError::Other) }
    }

    /// Bytes of a whole attachment from an offset on, at most `limit`.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn get(&self, hash: &Hash, offset: u64, limit: u64) -> Result<Option<Vec<u8>>, BlobError> {
        let Progress::Whole(size) = self.progress(hash).await? else { return Ok(None) };
        let end = offset.saturating_add(limit).min(size);
        if offset >= end {
            return Ok(Some(Vec::new()));
        }
        Ok(Some(self.store.get_range(&Self::whole(hash), offset..end).await?.to_vec()))
    }
}
