use greenlane_domain::fact::{FactError, FactId, FileId};
use std::io;
use std::path::{Path, PathBuf};

/// What can go wrong with a desk's database, each with words in `words/*/store.json` that say what, where and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The disk has no room left. What had been confirmed is safe; what was being written is not.
    #[error("no room left on the disk of {}", .0.display())]
    Full(PathBuf),
    /// The folder or the database may not be written to.
    #[error("{} cannot be written to", .0.display())]
    ReadOnly(PathBuf),
    /// There is no database where one was expected.
    #[error("no database in {}", .0.display())]
    Missing(PathBuf),
    /// There is already a database where a new one was to be made.
    #[error("{} already holds a database", .0.display())]
    Exists(PathBuf),
    /// The folder for a copy is not there.
    #[error("there is no folder {}", .0.display())]
    NoFolder(PathBuf),
    /// A copy inside the desk's own folder would be lost together with it.
    #[error("a copy cannot be kept inside {}", .0.display())]
    InsideDesk(PathBuf),
    /// The database file is damaged, or is not a database of this product.
    #[error("{} is damaged: {detail}", .place.display())]
    Damaged {
        /// The file.
        place: PathBuf,
        /// What the database said.
        detail: String,
    },
    /// The key file beside the database is damaged or is not one.
    #[error("the key file {} cannot be read: {detail}", .place.display())]
    KeyFile {
        /// The file.
        place: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// The password does not fit this person.
    #[error("wrong password for {0}")]
    WrongPassword(String),
    /// The recovery code is complete but does not fit this database.
    #[error("the recovery code does not fit this database")]
    WrongRecovery,
    /// The recovery code was not typed as it is printed.
    #[error("the recovery code has a wrong character or length")]
    MistypedRecovery,
    /// No such person may sign in here.
    #[error("{0} may not sign in here")]
    NoSuchPerson(String),
    /// The only person left cannot be taken away.
    #[error("{0} is the only person who can sign in")]
    LastPerson(String),
    /// The password is empty.
    #[error("the password is empty")]
    EmptyPassword,
    /// The operating system keeps no key for this database.
    #[error("no key is kept in the operating system's keychain: {0}")]
    NotRemembered(String),
    /// Another copy of the program has this database open.
    #[error("{} is in use by {holder}", .place.display())]
    InUse {
        /// The folder.
        place: PathBuf,
        /// Who: computer, process and since when, as far as known.
        holder: String,
    },
    /// The folder lies on another computer's disk, where a database would be damaged sooner or later.
    #[error("{} is on a network drive ({system})", .place.display())]
    NetworkDrive {
        /// The folder.
        place: PathBuf,
        /// The kind of file system, e.g. `cifs`.
        system: String,
    },
    /// A newer release wrote this database.
    #[error("{} was written by a newer release (schema {schema})", .place.display())]
    Newer {
        /// The file.
        place: PathBuf,
        /// The schema found.
        schema: i64,
    },
    /// The file has moved on since the decision was made; decide again.
    #[error("{0} has changed meanwhile")]
    Moved(FileId),
    /// What was to be written is not a fact.
    #[error(transparent)]
    Fact(#[from] FactError),
    /// A stored fact is missing or is not what its place says.
    #[error("fact {0} cannot be read")]
    LostFact(FactId),
    /// No number of this series is left.
    #[error("no number left in series {0}")]
    NoNumber(String),
    /// A block of numbers overlaps one that is already here.
    #[error("numbers {first} to {last} of series {series} overlap a block already here")]
    NumbersOverlap {
        /// The series.
        series: String,
        /// The first number.
        first: u64,
        /// The last number.
        last: u64,
    },
    /// An attachment's content is not on this desk.
    #[error("the content {0} is not on this desk")]
    NoContent(String),
    /// An attachment's content does not fit its hash.
    #[error("the content {0} is damaged")]
    DamagedContent(String),
    /// Another act of this program held the database too long.
    #[error("the database is busy")]
    Busy,
    /// A read or write failed.
    #[error("{} cannot be read or written: {detail}", .place.display())]
    Io {
        /// The file or folder.
        place: PathBuf,
        /// What the operating system said.
        detail: String,
    },
    /// The operating system gave no random numbers.
    #[error("the operating system gave no random numbers")]
    NoRandom,
    /// A fault of the program.
    #[error("the database refused: {0}")]
    Fault(String),
}

impl StoreError {
    /// The key of its sentence in `words/*/store.json`.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Full(_) => "store.full",
            Self::ReadOnly(_) => "store.read_only",
            Self::Missing(_) => "store.missing",
            Self::Exists(_) => "store.exists",
            Self::NoFolder(_) => "store.no_folder",
            Self::InsideDesk(_) => "store.inside_desk",
            Self::Damaged { .. } => "store.damaged",
            Self::KeyFile { .. } => "store.key_file",
            Self::WrongPassword(_) => "store.wrong_password",
            Self::WrongRecovery => "store.wrong_recovery",
            Self::MistypedRecovery => "store.mistyped_recovery",
            Self::NoSuchPerson(_) => "store.no_such_person",
            Self::LastPerson(_) => "store.last_person",
            Self::EmptyPassword => "store.empty_password",
            Self::NotRemembered(_) => "store.not_remembered",
            Self::InUse { .. } => "store.in_use",
            Self::NetworkDrive { .. } => "store.network_drive",
            Self::Newer { .. } => "store.newer",
            Self::Moved(_) => "store.moved",
            Self::Fact(_) => "store.fact",
            Self::LostFact(_) => "store.lost_fact",
            Self::NoNumber(_) => "store.no_number",
            Self::NumbersOverlap { .. } => "store.numbers_overlap",
            Self::NoContent(_) => "store.no_content",
            Self::DamagedContent(_) => "store.damaged_content",
            Self::Busy => "store.busy",
            Self::Io { .. } => "store.io",
            Self::NoRandom => "store.no_random",
            Self::Fault(_) => "store.fault",
        }
    }

    /// What goes into the places of its sentence.
    #[must_use]
    pub fn fills(&self) -> Vec<(&'static str, String)> {
        let shown = |place: &Path| place.display().to_string();
        match self {
            Self::Full(place)
            | Self::ReadOnly(place)
            | Self::Missing(place)
            | Self::Exists(place)
            | Self::NoFolder(place)
            | Self::InsideDesk(place) => vec![("place", shown(place))],
            Self::Damaged { place, detail } | Self::KeyFile { place, detail } | Self::Io { place, detail } => {
                vec![("place", shown(place)), ("detail", detail.clone())]
            }
            Self::WrongPassword(name) | Self::NoSuchPerson(name) | Self::LastPerson(name) => {
                vec![("name", name.clone())]
            }
            Self::NotRemembered(detail) | Self::Fault(detail) => vec![("detail", detail.clone())],
            Self::InUse { place, holder } => vec![("place", shown(place)), ("holder", holder.clone())],
            Self::NetworkDrive { place, system } => vec![("place", shown(place)), ("system", system.clone())],
            Self::Newer { place, schema } => vec![("place", shown(place)), ("schema", schema.to_string())],
            Self::Moved(file) => vec![("file", file.to_string())],
            Self::Fact(error) => vec![("detail", error.to_string())],
            Self::LostFact(id) => vec![("fact", id.short())],
            Self::NoNumber(series) => vec![("series", series.clone())],
            Self::NumbersOverlap { series, first, last } => {
                vec![("series", series.clone()), ("first", first.to_string()), ("last", last.to_string())]
            }
            Self::NoContent(hash) | Self::DamagedContent(hash) => vec![("hash", hash.clone())],
            Self::WrongRecovery | Self::MistypedRecovery | Self::EmptyPassword | Self::Busy | Self::NoRandom => {
                Vec::new()
            }
        }
    }

    /// What the operating system's refusal about a place means.
    pub(crate) fn io(place: &Path, error: &io::Error) -> Self {
        use io::ErrorKind as Kind;
        let at = place.to_owned();
        match error.kind() {
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => Self::Full(at),
            Kind::PermissionDenied | Kind::ReadOnlyFilesystem => Self::ReadOnly(at),
            Kind::NotFound => Self::Missing(at),
            _ => Self::Io { place: at, detail: error.to_string() },
        }
    }

    /// The same error, with the place filled in where the database could not name it.
    pub(crate) fn at(self, place: &Path) -> Self {
        let unnamed = |found: &PathBuf| found.as_os_str().is_empty();
        let at = place.to_owned();
        match self {
            Self::Full(found) if unnamed(&found) => Self::Full(at),
            Self::ReadOnly(found) if unnamed(&found) => Self::ReadOnly(at),
            Self::Damaged { place: found, detail } if unnamed(&found) => Self::Damaged { place: at, detail },
            Self::Io { place: found, detail } if unnamed(&found) => Self::Io { place: at, detail },
            Self::Newer { place: found, schema } if unnamed(&found) => Self::Newer { place: at, schema },
            other => other,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        const BUSY: u32 = 5;
        const LOCKED: u32 = 6;
        const READONLY: u32 = 8;
        const IOERR: u32 = 10;
        const CORRUPT: u32 = 11;
        const FULL: u32 = 13;
        const CANTOPEN: u32 = 14;
        const NOTADB: u32 = 26;
        let nowhere = PathBuf::new();
        let detail = error.to_string();
        match error {
            sqlx::Error::Database(database) => {
                let code = database.code().and_then(|code| code.parse::<u32>().ok()).unwrap_or_default() & 0xff;
                match code {
                    BUSY | LOCKED => Self::Busy,
                    READONLY => Self::ReadOnly(nowhere),
                    CORRUPT | NOTADB => Self::Damaged { place: nowhere, detail },
                    FULL => Self::Full(nowhere),
                    IOERR | CANTOPEN => Self::Io { place: nowhere, detail },
                    _ => Self::Fault(detail),
                }
            }
            sqlx::Error::Io(error) => Self::io(&nowhere, &error),
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Migrate(error) => (*error).into(),
            _ => Self::Fault(detail),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        use sqlx::migrate::MigrateError;
        match error {
            MigrateError::VersionMissing(schema) | MigrateError::VersionTooNew(schema, _) => {
                Self::Newer { place: PathBuf::new(), schema }
            }
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            other => Self::Fault(other.to_string()),
        }
    }
}

pub(crate) type Result<T> = std::result::Result<T, StoreError>;
