//! Lives of a desk. A copied or restored database must not count on as if it were the original: it opens a new epoch.
//!
//! The database and a witness outside its folder (the system's keychain, and a small file in the user's own state folder)
//! hold the same random token, which changes at every opening; the file also holds the last count, written with every act.
//! A copy meets no witness, or a token that has moved on, or a count ahead of its own.

use crate::error::Result;
use crate::key::{Keychain, random};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

pub(crate) type Token = [u8; 16];

/// Why a new epoch began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EpochReason {
    /// The desk was made.
    Made,
    /// Nothing outside the folder knows this database: it was copied here, or the user's own folder was lost.
    Unknown,
    /// The witness has moved on: this is an older copy.
    Restored,
    /// Another copy has written under the same epoch.
    Doubled,
    /// The centre or a person asked for it.
    Asked,
}

impl EpochReason {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Unknown => "unknown",
            Self::Restored => "restored",
            Self::Doubled => "doubled",
            Self::Asked => "asked",
        }
    }
}

/// What guards against copies at this desk, for the settings page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Guard {
    /// Why the system's keychain does not help, if it does not.
    pub no_keychain: Option<String>,
    /// Why the file in the user's state folder does not help, if it does not.
    pub no_file: Option<String>,
}

impl Guard {
    /// Whether a copy would be noticed.
    #[must_use]
    pub const fn works(&self) -> bool {
        self.no_keychain.is_none() || self.no_file.is_none()
    }
}

/// What the witness says of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Testimony {
    /// It is the one we know; this is the token that the witness holds.
    Same(Token),
    Unknown,
    Restored,
}

pub(crate) struct Witness {
    name: String,
    path: Option<PathBuf>,
    file: Mutex<Option<File>>,
}

/// Token in hexadecimal, epoch, count: always the same length, so that it can be written over in place.
const RECORD: usize = 32 + 1 + 10 + 1 + 20 + 1;

impl Witness {
    pub fn new(device: &str, folder: Option<&Path>) -> Self {
        let path = folder.map(|folder| folder.join(format!("{device}.life")));
        Self { name: format!("life/{device}"), path, file: Mutex::new(None) }
    }

    /// Compares the database's tokens and count with what is known outside.
    pub fn ask(&self, keychain: &dyn Keychain, now: Token, next: Token, epoch: u32, seq: u64) -> Testimony {
        let known = |token: &[u8]| [now, next].into_iter().find(|known| known == token);
        let mut met = None;
        if let Ok(Some(token)) = keychain.read(&self.name) {
            met = known(&token);
            if met.is_none() {
                return Testimony::Restored;
            }
        }
        if let Some((token, seen_epoch, seen_seq)) = self.read() {
            met = known(&token);
            if met.is_none() || (seen_epoch, seen_seq) > (epoch, seq) {
                return Testimony::Restored;
            }
        }
        met.map_or(Testimony::Unknown, Testimony::Same)
    }

    /// Tells the witness the new token.
    pub fn tell(&self, keychain: &dyn Keychain, token: Token, epoch: u32, seq: u64) -> Guard {
        let no_keychain = keychain.write(&self.name, &token).err();
        let no_file = self.start(token, epoch, seq).err().map(|error| error.to_string());
        Guard { no_keychain, no_file }
    }

    /// Tells the witness the count after an act. Not made durable: a power cut may leave it behind, which is harmless.
    pub fn count(&self, epoch: u32, seq: u64) {
        let Ok(mut file) = self.file.lock() else { return };
        if let Some(open) = file.as_mut() {
            let written = open
                .seek(SeekFrom::Start(33))
                .and_then(|_| open.write_all(format!("{epoch:010} {seq:020}\n").as_bytes()));
            if let Err(error) = written {
                tracing::warn!(%error, "the witness file cannot be written");
                *file = None;
            }
        }
    }

    fn read(&self) -> Option<(Vec<u8>, u32, u64)> {
        let mut text = String::new();
        File::open(self.path.as_ref()?).ok()?.take(RECORD as u64).read_to_string(&mut text).ok()?;
        let mut fields = text.split_whitespace();
        let token = hex::decode(fields.next()?).ok()?;
        Some((token, fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    }

    fn start(&self, token: Token, epoch: u32, seq: u64) -> std::io::Result<()> {
        let path = self.path.as_ref().ok_or_else(|| std::io::Error::other("no state folder"))?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let record = format!("{} {epoch:010} {seq:020}\n", hex::encode(token));
        let mut name = path.as_os_str().to_owned();
        name.push(".new");
        let new = PathBuf::from(name);
        let mut file = File::create(&new)?;
        file.write_all(record.as_bytes())?;
        file.sync_all()?;
        drop(file);
        std::fs::rename(&new, path)?;
        let open = OpenOptions::new().write(true).open(path)?;
        if let Ok(mut file) = self.file.lock() {
            *file = Some(open);
        }
        Ok(())
    }
}

pub(crate) fn token() -> Result<Token> {
    random()
}

/// The number of the next epoch. Two copies that open new epochs without knowing of each other must not choose the same
/// one, so it skips ahead at random.
pub(crate) fn next_epoch(epoch: u32) -> Result<u32> {
    const SKIP: u32 = 1 << 20;
    let skip = u32::from_le_bytes(random::<4>()?) % SKIP;
    Ok(epoch.saturating_add(1).saturating_add(skip))
}

/// The user's own state folder: not in the desk's folder, and not what people copy with it.
pub(crate) fn state_folder() -> Option<PathBuf> {
    let from = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = if cfg!(windows) {
        from("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        from("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        from("XDG_STATE_HOME").or_else(|| from("HOME").map(|home| home.join(".local/state")))
    };
    base.map(|base| base.join("greenlane/lives"))
}
