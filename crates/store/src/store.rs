use crate::connect::{MIGRATIONS, readers, writer};
use crate::error::{Result, StoreError};
use crate::key::{DatabaseKey, KeyFile, Keychain, RecoveryCode, SignIn, Strength, SystemKeychain, random};
use crate::life::{self, EpochReason, Guard, Testimony, Token, Witness};
use crate::place::{Claim, Place, claim, sync_folder};
use crate::turn::Turn;
use crate::{count, uncount, wall_clock};
use ed25519_dalek::{SigningKey, VerifyingKey};
use greenlane_domain::fact::{DeviceId, PersonId};
use sqlx::Row;
use sqlx::sqlite::SqlitePool;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Gives the moment in milliseconds since 1970 (UTC).
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// How a store is opened.
#[derive(Clone)]
pub struct Options {
    /// How much work a guess at a new password costs.
    pub strength: Strength,
    /// The operating system's keychain, or a stand-in.
    pub keychain: Arc<dyn Keychain>,
    /// The folder outside the desk's own that notices copies; `None` goes without.
    pub witness: Option<PathBuf>,
    /// Whether a network drive is taken nevertheless. A database there is damaged sooner or later.
    pub allow_network_drive: bool,
    /// The clock.
    pub clock: Clock,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            strength: Strength::default(),
            keychain: Arc::new(SystemKeychain),
            witness: life::state_folder(),
            allow_network_drive: false,
            clock: Arc::new(wall_clock),
        }
    }
}

/// What opening found, for the window to say once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The desk.
    pub device: DeviceId,
    /// A new epoch was opened, and why.
    pub new_epoch: Option<EpochReason>,
    /// What guards against copies.
    pub guard: Guard,
}

/// One desk's database, open. Cheap to clone; the last clone gives the folder free.
#[derive(Clone)]
pub struct Store(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub write: SqlitePool,
    pub read: SqlitePool,
    pub place: Place,
    pub key: DatabaseKey,
    pub options: Options,
    pub witness: Witness,
    pub device: DeviceId,
    pub device_n: i64,
    pub signing_key: SigningKey,
    pub content_key: Zeroizing<[u8; 32]>,
    opened: Opened,
    _claim: Claim,
}

/// The end of the desk's own chain, as the database has it.
#[derive(Debug, Clone)]
pub(crate) struct Chain {
    pub epoch: u32,
    pub seq: u64,
    pub previous: Option<greenlane_domain::fact::FactId>,
    pub at: Option<greenlane_domain::fact::Moment>,
}

impl Store {
    /// Makes a new desk in a folder: its database, its keys, its signing key, its first person. The code opens the
    /// database when every password is lost; it is not kept anywhere and must be shown now.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when there is one already; those of the disk.
    pub async fn create(folder: &Path, who: SignIn, password: &str, options: Options) -> Result<(Self, RecoveryCode)> {
        let place = Place::new(folder);
        std::fs::create_dir_all(folder).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => StoreError::Io { place: folder.to_owned(), detail: error.to_string() },
            _ => StoreError::io(folder, &error),
        })?;
        let claim = claim(&place, options.allow_network_drive)?;
        if place.database().exists() {
            return Err(StoreError::Exists(folder.to_owned()));
        }
        let key: DatabaseKey = Zeroizing::new(random()?);
        let (keys, code) = {
            let (key, password, strength) = (key.clone(), Zeroizing::new(password.to_owned()), options.strength);
            work(move || KeyFile::create(&key, who, &password, strength)).await?
        };
        keys.write(&place.keys())?;
        make(&place, &key, (options.clock)()).await.map_err(|error| error.at(folder))?;
        let store = Self::enter(place, key, options, claim).await?;
        Ok((store, code))
    }

    /// Opens a desk with a person's password.
    ///
    /// # Errors
    /// [`StoreError`] for each way in which it cannot be opened.
    pub async fn open(folder: &Path, person: &PersonId, password: &str, options: Options) -> Result<Self> {
        let (person, password) = (person.clone(), Zeroizing::new(password.to_owned()));
        Self::unlock(folder, options, move |keys| keys.open(&person, &password)).await
    }

    /// Opens a desk with its recovery code.
    ///
    /// # Errors
    /// [`StoreError`] for each way in which it cannot be opened.
    pub async fn open_with_recovery(folder: &Path, code: &RecoveryCode, options: Options) -> Result<Self> {
        let code = code.clone();
        Self::unlock(folder, options, move |keys| keys.open_with_recovery(&code)).await
    }

    /// Opens a desk with the key that the operating system keeps since [`Store::remember`].
    ///
    /// # Errors
    /// [`StoreError::NotRemembered`] when it keeps none; otherwise as [`Store::open`].
    pub async fn open_remembered(folder: &Path, options: Options) -> Result<Self> {
        let name = remembered_as(folder);
        let keychain = options.keychain.clone();
        Self::unlock(folder, options, move |_| {
            let kept = keychain.read(&name).map_err(StoreError::NotRemembered)?.map(Zeroizing::new);
            let key = kept.and_then(|kept| kept.as_slice().try_into().ok());
            key.map(Zeroizing::new).ok_or_else(|| StoreError::NotRemembered(String::new()))
        })
        .await
    }

    async fn unlock(
        folder: &Path,
        options: Options,
        key: impl FnOnce(&KeyFile) -> Result<DatabaseKey> + Send + 'static,
    ) -> Result<Self> {
        let place = Place::new(folder);
        if !place.database().exists() {
            return Err(StoreError::Missing(folder.to_owned()));
        }
        let claim = claim(&place, options.allow_network_drive)?;
        let keys = KeyFile::read(&place.keys())?;
        let key = work(move || key(&keys)).await?;
        Self::enter(place, key, options, claim).await
    }

    /// Who may sign in at the desk in a folder. Needs no password.
    ///
    /// # Errors
    /// When there is no key file, or it is damaged.
    pub fn people(folder: &Path) -> Result<Vec<SignIn>> {
        Ok(KeyFile::read(&Place::new(folder).keys())?.people())
    }

    /// Whether a folder holds a desk.
    #[must_use]
    pub fn is_at(folder: &Path) -> bool {
        Place::new(folder).database().exists()
    }

    async fn enter(place: Place, key: DatabaseKey, options: Options, claim: Claim) -> Result<Self> {
        let database = place.database();
        let entered = Self::enter_at(&database, place, key, options, claim).await;
        entered.map_err(|error| error.at(&database))
    }

    async fn enter_at(database: &Path, place: Place, key: DatabaseKey, options: Options, claim: Claim) -> Result<Self> {
        let write = writer(database, &key, false).await?;
        MIGRATIONS.run(&write).await?;
        let mut tx = Turn::begin(&write).await?;
        let row = sqlx::query(
            "SELECT d.n, d.id, k.signing_key, k.blob_key, k.life, k.next_life, k.guarded, k.epoch, k.seq \
             FROM desk k JOIN device d ON d.n = k.device",
        )
        .fetch_one(&mut *tx)
        .await?;
        let device_n: i64 = row.try_get(0)?;
        let device = DeviceId::new(row.try_get::<String, _>(1)?);
        let signing_key = SigningKey::from_bytes(&Zeroizing::new(bytes(&row, 2)?));
        let content_key = Zeroizing::new(bytes(&row, 3)?);
        let (now, next): (Token, Token) = (bytes(&row, 4)?, bytes(&row, 5)?);
        let (guarded, mut epoch): (bool, u32) = (row.try_get(6)?, row.try_get(7)?);
        let mut seq = uncount(row.try_get(8)?);
        let witness = Witness::new(device.as_str(), options.witness.as_deref());
        let (held, reason) = match witness.ask(options.keychain.as_ref(), now, next, epoch, seq) {
            Testimony::Same(held) => (held, None),
            Testimony::Unknown if !guarded => (now, None),
            Testimony::Unknown => (now, Some(EpochReason::Unknown)),
            Testimony::Restored => (now, Some(EpochReason::Restored)),
        };
        if let Some(reason) = reason {
            epoch = open_epoch(&mut tx, reason, (options.clock)()).await?;
            seq = 0;
        }
        // First the database knows both tokens, then the witness learns the new one: a crash between is not a copy.
        let token = life::token()?;
        sqlx::query("UPDATE desk SET life = ?, next_life = ?")
            .bind(held.as_slice())
            .bind(token.as_slice())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        let guard = witness.tell(options.keychain.as_ref(), token, epoch, seq);
        sqlx::query("UPDATE desk SET guarded = ?1 WHERE guarded <> ?1").bind(guard.works()).execute(&write).await?;
        if !guard.works() {
            tracing::warn!(?guard, "a copy of this database would not be noticed");
        }
        let read = readers(database, &key);
        let opened = Opened { device: device.clone(), new_epoch: reason, guard };
        let store = Self(Arc::new(Inner {
            write,
            read,
            place,
            key,
            options,
            witness,
            device,
            device_n,
            signing_key,
            content_key,
            opened,
            _claim: claim,
        }));
        store.bring_up_to_date().await?;
        Ok(store)
    }

    /// What opening found.
    #[must_use]
    pub fn opened(&self) -> &Opened {
        &self.0.opened
    }
    /// This desk.
    #[must_use]
    pub fn device(&self) -> &DeviceId {
        &self.0.device
    }
    /// The key with which this desk signs, for papers and for the road to the centre.
    #[must_use]
    pub fn signing_key(&self) -> &SigningKey {
        &self.0.signing_key
    }
    /// The public half of the desk's key.
    #[must_use]
    pub fn public_key(&self) -> VerifyingKey {
        self.0.signing_key.verifying_key()
    }
    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.0.place.folder
    }

    /// Writes something small that belongs to no act.
    pub(crate) async fn write(
        &self,
        query: sqlx::query::Query<'_, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>,
    ) -> Result<()> {
        let mut turn = self.begin().await?;
        self.placed(query.execute(&mut *turn).await)?;
        self.placed(turn.commit().await)
    }

    /// Closes the database and waits until it is closed. Other clones can no longer use it.
    pub async fn close(&self) {
        self.0.read.close().await;
        self.0.write.close().await;
    }

    /// Gives another person a way to sign in, or a person who lost the password a new one.
    ///
    /// # Errors
    /// [`StoreError::EmptyPassword`]; those of the disk.
    pub async fn admit(&self, who: SignIn, password: &str) -> Result<()> {
        let (password, strength) = (Zeroizing::new(password.to_owned()), self.0.options.strength);
        self.change_keys(move |keys, key| keys.put(key, who, &password, strength)).await
    }

    /// Changes a person's password.
    ///
    /// # Errors
    /// [`StoreError::WrongPassword`] when the old one does not fit; [`StoreError::EmptyPassword`].
    pub async fn change_password(&self, person: &PersonId, old: &str, new: &str) -> Result<()> {
        let (person, strength) = (person.clone(), self.0.options.strength);
        let (old, new) = (Zeroizing::new(old.to_owned()), Zeroizing::new(new.to_owned()));
        self.change_keys(move |keys, key| {
            keys.open(&person, &old)?;
            let who = keys.name_of(&person)?;
            keys.put(key, who, &new, strength)
        })
        .await
    }

    /// Takes a person's way to sign in away.
    ///
    /// # Errors
    /// [`StoreError::LastPerson`] for the only one.
    pub async fn dismiss(&self, person: &PersonId) -> Result<()> {
        let person = person.clone();
        self.change_keys(move |keys, _| keys.remove(&person)).await
    }

    /// Whether a password is the person's.
    ///
    /// # Errors
    /// [`StoreError::WrongPassword`] when it is not.
    pub async fn check_password(&self, person: &PersonId, password: &str) -> Result<()> {
        let (path, person, password) = (self.0.place.keys(), person.clone(), Zeroizing::new(password.to_owned()));
        work(move || KeyFile::read(&path)?.open(&person, &password).map(|_| ())).await
    }

    /// Whether a recovery code is the one that opens this desk: asked before it is printed.
    ///
    /// # Errors
    /// [`StoreError::WrongRecovery`] when it is another.
    pub async fn check_recovery(&self, code: &RecoveryCode) -> Result<()> {
        let (path, code) = (self.0.place.keys(), code.clone());
        work(move || KeyFile::read(&path)?.open_with_recovery(&code).map(|_| ())).await
    }

    /// A new recovery code; the old one no longer opens anything.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn renew_recovery(&self) -> Result<RecoveryCode> {
        let strength = self.0.options.strength;
        self.change_keys(move |keys, key| keys.renew_recovery(key, strength)).await
    }

    async fn change_keys<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut KeyFile, &DatabaseKey) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let inner = self.0.clone();
        work(move || {
            let path = inner.place.keys();
            let mut keys = KeyFile::read(&path)?;
            let changed = change(&mut keys, &inner.key)?;
            keys.write(&path)?;
            Ok(changed)
        })
        .await
    }

    /// Lets the operating system keep the database's key, so that its user opens the desk without a password.
    ///
    /// # Errors
    /// [`StoreError::NotRemembered`] when there is no keychain; the desk works on without.
    pub async fn remember(&self) -> Result<()> {
        let inner = self.0.clone();
        let name = remembered_as(self.folder());
        work(move || inner.options.keychain.write(&name, inner.key.as_slice()).map_err(StoreError::NotRemembered)).await
    }

    /// Makes the operating system forget the key.
    ///
    /// # Errors
    /// [`StoreError::NotRemembered`] when there is no keychain.
    pub async fn forget(&self) -> Result<()> {
        let inner = self.0.clone();
        let name = remembered_as(self.folder());
        work(move || inner.options.keychain.remove(&name).map_err(StoreError::NotRemembered)).await
    }

    /// Opens a new epoch because the centre or a person found that another copy of this desk is at work.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn open_new_epoch(&self) -> Result<u32> {
        let mut tx = self.begin().await?;
        let epoch = open_epoch(&mut tx, EpochReason::Asked, self.now()).await?;
        self.commit(tx, epoch, 0).await?;
        Ok(epoch)
    }

    /// The epoch in which the desk now writes.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn epoch(&self) -> Result<u32> {
        let epoch = sqlx::query_scalar("SELECT epoch FROM desk").fetch_one(&self.0.read).await;
        self.placed(epoch)
    }

    pub(crate) fn now(&self) -> i64 {
        (self.0.options.clock)()
    }

    pub(crate) fn placed<T, E: Into<StoreError>>(&self, result: std::result::Result<T, E>) -> Result<T> {
        result.map_err(|error| error.into().at(&self.0.place.database()))
    }

    /// The writer's turn. Readers go on seeing what was confirmed before.
    pub(crate) async fn begin(&self) -> Result<Turn> {
        self.placed(Turn::begin(&self.0.write).await)
    }

    /// Confirms, then tells the witness how far the desk has counted.
    pub(crate) async fn commit(&self, tx: Turn, epoch: u32, seq: u64) -> Result<()> {
        self.placed(tx.commit().await)?;
        self.0.witness.count(epoch, seq);
        Ok(())
    }
}

/// Makes the database under another name and gives it its own name when it is whole.
async fn make(place: &Place, key: &DatabaseKey, now: i64) -> Result<()> {
    let path = place.folder.join("desk.db.making");
    for tail in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(tail);
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreError::io(Path::new(&name), &error));
            }
            _ => {}
        }
    }
    let pool = writer(&path, key, true).await?;
    MIGRATIONS.run(&pool).await?;
    let device = DeviceId::new(uuid::Uuid::now_v7().to_string());
    let signing_key = SigningKey::from_bytes(&random()?);
    let mut tx = Turn::begin(&pool).await?;
    let device_n: i64 = sqlx::query_scalar("INSERT INTO device (id, public_key) VALUES (?, ?) RETURNING n")
        .bind(device.as_str())
        .bind(signing_key.verifying_key().as_bytes().as_slice())
        .fetch_one(&mut *tx)
        .await?;
    let (life, content_key) = (life::token()?, Zeroizing::new(random::<32>()?));
    sqlx::query(
        "INSERT INTO desk (one, device, signing_key, epoch, seq, at_ms, at_tick, life, next_life, guarded, blob_key, \
         made_ms) VALUES (1, ?1, ?2, 1, 0, 0, 0, ?3, ?3, 0, ?4, ?5)",
    )
    .bind(device_n)
    .bind(signing_key.as_bytes().as_slice())
    .bind(life.as_slice())
    .bind(content_key.as_slice())
    .bind(now)
    .execute(&mut *tx)
    .await?;
    sqlx::query("INSERT INTO epoch (epoch, opened_ms, reason) VALUES (1, ?, ?)")
        .bind(now)
        .bind(EpochReason::Made.word())
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&pool).await?;
    pool.close().await;
    let fail = |error: std::io::Error| StoreError::io(&place.folder, &error);
    std::fs::File::open(&path).and_then(|file| file.sync_all()).map_err(fail)?;
    std::fs::rename(&path, place.database()).map_err(fail)?;
    sync_folder(&place.folder);
    Ok(())
}

/// Opens a new epoch: the count begins again, the chain goes on.
pub(crate) async fn open_epoch(tx: &mut Turn, reason: EpochReason, now: i64) -> Result<u32> {
    // Above every epoch ever seen of this desk, its own or one that came back from others.
    let highest: i64 = sqlx::query_scalar(
        "SELECT max(epoch, coalesce((SELECT max(epoch) FROM fact WHERE device = desk.device), 0)) FROM desk",
    )
    .fetch_one(&mut **tx)
    .await?;
    let epoch = life::next_epoch(u32::try_from(highest).unwrap_or(u32::MAX))?;
    sqlx::query("UPDATE desk SET epoch = ?, seq = 0").bind(epoch).execute(&mut **tx).await?;
    sqlx::query("INSERT INTO epoch (epoch, opened_ms, reason) VALUES (?, ?, ?)")
        .bind(epoch)
        .bind(now)
        .bind(reason.word())
        .execute(&mut **tx)
        .await?;
    tracing::warn!(epoch, ?reason, "a new epoch of this desk begins");
    Ok(epoch)
}

impl Chain {
    pub async fn read(tx: &mut Turn) -> Result<Self> {
        let row = sqlx::query("SELECT epoch, seq, previous, at_ms, at_tick FROM desk").fetch_one(&mut **tx).await?;
        let previous: Option<Vec<u8>> = row.try_get(2)?;
        let previous = previous.and_then(|bytes| bytes.try_into().ok()).map(greenlane_domain::fact::FactId::new);
        let at = greenlane_domain::fact::Moment { ms: row.try_get(3)?, tick: row.try_get(4)? };
        Ok(Self { epoch: row.try_get(0)?, seq: uncount(row.try_get(1)?), previous, at: (at.ms != 0).then_some(at) })
    }

    pub async fn write(&self, tx: &mut Turn) -> Result<()> {
        let at = self.at.unwrap_or(greenlane_domain::fact::Moment { ms: 0, tick: 0 });
        sqlx::query("UPDATE desk SET epoch = ?, seq = ?, previous = ?, at_ms = ?, at_tick = ?")
            .bind(self.epoch)
            .bind(count(self.seq))
            .bind(self.previous.as_ref().map(|id| id.bytes().as_slice()))
            .bind(at.ms)
            .bind(at.tick)
            .execute(&mut **tx)
            .await?;
        Ok(())
    }
}

/// The name under which the operating system keeps a folder's key.
fn remembered_as(folder: &Path) -> String {
    let folder = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    format!("key/{}", folder.display())
}

/// A column of fixed length.
pub(crate) fn bytes<const N: usize>(row: &sqlx::sqlite::SqliteRow, column: usize) -> Result<[u8; N]> {
    let found: &[u8] = row.try_get(column)?;
    found.try_into().map_err(|_| StoreError::Damaged {
        place: PathBuf::new(),
        detail: format!("{} bytes where {N} belong", found.len()),
    })
}

/// Work that takes the processor for long, away from the tasks that answer.
pub(crate) async fn work<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| StoreError::Fault(error.to_string()))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NoKeychain;

    fn options(folder: &Path) -> Options {
        Options {
            strength: Strength::NONE,
            keychain: Arc::new(NoKeychain),
            witness: Some(folder.join("state")),
            ..Options::default()
        }
    }

    #[tokio::test]
    async fn a_database_of_a_newer_release_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let desk = folder.path().join("desk");
        let who = SignIn { person: PersonId::new("wang"), name: "王芳".to_owned() };
        let (store, _) = Store::create(&desk, who, "密码", options(folder.path())).await.unwrap();
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             VALUES (9999, 'later', 1, x'00', 0)",
        )
        .execute(&store.0.write)
        .await
        .unwrap();
        store.close().await;
        drop(store);
        let before = std::fs::read(desk.join("desk.db")).unwrap();
        let refused = Store::open(&desk, &PersonId::new("wang"), "密码", options(folder.path())).await.err().unwrap();
        assert_eq!(refused.key(), "store.newer");
        assert!(refused.fills().contains(&("schema", "9999".to_owned())), "{refused:?}");
        assert_eq!(std::fs::read(desk.join("desk.db")).unwrap(), before);
    }
}
