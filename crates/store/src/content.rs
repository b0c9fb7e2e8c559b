//! Contents by hash: attachments and rendered papers.
//!
//! Small ones live in the database and are confirmed together with the fact that names them. Large ones live in files
//! beside it, sealed in parts of 256 KiB with a key that only the database knows, under names that say nothing.

use crate::error::{Result, StoreError};
use crate::place::sync_folder;
use crate::store::{Store, bytes, work};
use crate::{Act, count, uncount};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use sqlx::{Row, SqliteConnection};
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// The largest content kept in the database itself: rendered papers and thumbnails are smaller.
const INSIDE: usize = 512 * 1024;
const PART: usize = 256 * 1024;
const TAG: usize = 16;

/// What is known of a content without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ContentInfo {
    /// The SHA-256 of the bytes, in lower-case hexadecimal.
    pub hash: String,
    /// How many bytes.
    pub size: u64,
    /// The media type, e.g. `application/pdf`.
    pub media: String,
    /// The name it came with.
    pub name: String,
}

impl Store {
    /// Keeps a content; the same bytes again change nothing. Durable when it returns.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn put_content(&self, content: Vec<u8>, media: &str, name: &str) -> Result<ContentInfo> {
        let (info, digest) = describe(&content, media, name);
        let mut tx = self.begin().await?;
        if !has(&mut tx, &digest).await? {
            let apart = self.seal_apart(&content, digest).await?;
            self.placed(insert(&mut tx, &info, &digest, &content, apart.as_deref(), self.now()).await)?;
        }
        self.placed(tx.commit().await)?;
        Ok(info)
    }

    /// A content by its hash in hexadecimal.
    ///
    /// # Errors
    /// [`StoreError::NoContent`] when it is not here; [`StoreError::DamagedContent`] when it is not what its hash says.
    pub async fn content(&self, hash: &str) -> Result<Vec<u8>> {
        let none = || StoreError::NoContent(hash.to_owned());
        let digest = parse(hash).ok_or_else(none)?;
        let row = sqlx::query("SELECT apart, bytes, size FROM blob WHERE hash = ?").bind(digest.as_slice());
        let row = self.placed(row.fetch_optional(&self.0.read).await)?.ok_or_else(none)?;
        let content = match row.try_get::<Option<String>, _>(0)? {
            None => row.try_get::<Vec<u8>, _>(1)?,
            Some(name) => {
                let path = self.0.place.attachments().join(name);
                let (cipher, size) = (self.cipher(), uncount(row.try_get(2)?));
                let hash = hash.to_owned();
                work(move || open(&path, &cipher, &digest, size, &hash)).await?
            }
        };
        if <[u8; 32]>::from(Sha256::digest(&content)) != digest {
            return Err(StoreError::DamagedContent(hash.to_owned()));
        }
        Ok(content)
    }

    /// What is known of a content.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn content_info(&self, hash: &str) -> Result<Option<ContentInfo>> {
        let Some(digest) = parse(hash) else { return Ok(None) };
        let row = sqlx::query("SELECT hash, size, media, name FROM blob WHERE hash = ?").bind(digest.as_slice());
        self.placed(row.fetch_optional(&self.0.read).await)?.as_ref().map(info).transpose()
    }

    /// Every content here, oldest first.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn contents(&self) -> Result<Vec<ContentInfo>> {
        let rows = sqlx::query("SELECT hash, size, media, name FROM blob ORDER BY n").fetch_all(&self.0.read).await;
        self.placed(rows)?.iter().map(info).collect()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.0.content_key.as_slice().into())
    }

    /// Seals a large content into its own file; a small one needs none. The file is durable before the row names it, so a
    /// crash between leaves at most a file that nothing names.
    async fn seal_apart(&self, content: &[u8], digest: [u8; 32]) -> Result<Option<String>> {
        if content.len() <= INSIDE {
            return Ok(None);
        }
        let name = uuid::Uuid::now_v7().to_string();
        let (folder, cipher) = (self.0.place.attachments(), self.cipher());
        let (content, path) = (content.to_vec(), folder.join(&name));
        work(move || {
            std::fs::create_dir_all(&folder).map_err(|error| StoreError::io(&folder, &error))?;
            let sealed = seal(&path, &cipher, &digest, &content);
            if sealed.is_err() {
                // What could not be written whole is of no use; the error says why.
                let _ = std::fs::remove_file(&path);
            }
            sealed.map(|()| sync_folder(&folder))
        })
        .await?;
        Ok(Some(name))
    }
}

impl Act {
    /// Keeps a content together with the act.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn put_content(&mut self, content: Vec<u8>, media: &str, name: &str) -> Result<ContentInfo> {
        let (info, digest) = describe(&content, media, name);
        if !has(&mut self.tx, &digest).await? {
            let apart = self.store.seal_apart(&content, digest).await?;
            let now = self.store.now();
            let done = insert(&mut self.tx, &info, &digest, &content, apart.as_deref(), now).await;
            self.store.placed(done)?;
        }
        Ok(info)
    }
}

fn describe(content: &[u8], media: &str, name: &str) -> (ContentInfo, [u8; 32]) {
    let digest: [u8; 32] = Sha256::digest(content).into();
    let hash = hex::encode(digest);
    (ContentInfo { hash, size: content.len() as u64, media: media.to_owned(), name: name.to_owned() }, digest)
}

fn parse(hash: &str) -> Option<[u8; 32]> {
    hex::decode(hash).ok()?.try_into().ok()
}

fn info(row: &sqlx::sqlite::SqliteRow) -> Result<ContentInfo> {
    let hash = hex::encode(bytes::<32>(row, 0)?);
    Ok(ContentInfo { hash, size: uncount(row.try_get(1)?), media: row.try_get(2)?, name: row.try_get(3)? })
}

async fn has(from: &mut SqliteConnection, digest: &[u8; 32]) -> Result<bool> {
    let found = sqlx::query_scalar("SELECT count(*) > 0 FROM blob WHERE hash = ?").bind(digest.as_slice());
    Ok(found.fetch_one(from).await?)
}

async fn insert(
    to: &mut SqliteConnection,
    info: &ContentInfo,
    digest: &[u8; 32],
    content: &[u8],
    apart: Option<&str>,
    now: i64,
) -> Result<()> {
    let inside = apart.is_none().then_some(content);
    sqlx::query("INSERT INTO blob (hash, size, media, name, apart, made_ms, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)")
        .bind(digest.as_slice())
        .bind(count(info.size))
        .bind(&info.media)
        .bind(&info.name)
        .bind(apart)
        .bind(now)
        .bind(inside)
        .execute(to)
        .await?;
    Ok(())
}

/// Each part has its own nonce (16 random bytes of the file, then its number) and is tied to the content's hash, so that
/// parts cannot be moved, left out or taken from another file.
fn nonce(file: &[u8; 16], part: u64) -> XNonce {
    let mut nonce = [0; 24];
    nonce[..16].copy_from_slice(file);
    nonce[16..].copy_from_slice(&part.to_le_bytes());
    nonce.into()
}

fn seal(path: &Path, cipher: &XChaCha20Poly1305, digest: &[u8; 32], content: &[u8]) -> Result<()> {
    let fail = |error: std::io::Error| StoreError::io(path, &error);
    let start = crate::key::random::<16>()?;
    let mut file = File::create(path).map_err(fail)?;
    file.write_all(&start).map_err(fail)?;
    for (number, part) in (0_u64..).zip(content.chunks(PART)) {
        let payload = Payload { msg: part, aad: digest };
        let sealed =
            cipher.encrypt(&nonce(&start, number), payload).map_err(|error| StoreError::Fault(error.to_string()))?;
        file.write_all(&sealed).map_err(fail)?;
    }
    file.sync_all().map_err(fail)
}

fn open(path: &PathBuf, cipher: &XChaCha20Poly1305, digest: &[u8; 32], size: u64, hash: &str) -> Result<Vec<u8>> {
    let damaged = || StoreError::DamagedContent(hash.to_owned());
    let mut file = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => StoreError::NoContent(hash.to_owned()),
        _ => StoreError::io(path, &error),
    })?;
    let mut sealed = Vec::new();
    file.read_to_end(&mut sealed).map_err(|error| StoreError::io(path, &error))?;
    let (start, parts) = sealed.split_first_chunk::<16>().ok_or_else(damaged)?;
    let mut content = Vec::with_capacity(usize::try_from(size).unwrap_or_default().min(sealed.len()));
    for (number, part) in (0_u64..).zip(parts.chunks(PART + TAG)) {
        let payload = Payload { msg: part, aad: digest };
        content.extend(cipher.decrypt(&nonce(start, number), payload).map_err(|_| damaged())?);
    }
    Ok(content)
}
