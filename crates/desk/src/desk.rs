//! The desk: a folder with an office's database, closed until a person signs in.

use crate::problem::{DeskError, Problem, Result};
use crate::{Ask, answer, numbers};
use chrono::{Datelike, NaiveDate};
use greenlane_domain::calendar::Calendar;
use greenlane_domain::case::Rules;
use greenlane_domain::fact::{Author, FileId, FileKind, Moment};
use greenlane_domain::office::{self, OfficeState, Person};
use greenlane_domain::pack::{self, Pack, Sourced, Status};
use greenlane_domain::words::Language;
use greenlane_store::{Options, Store};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// A desk at a folder. Everything a person can do goes through [`Desk::ask`].
pub struct Desk {
    home: PathBuf,
    options: Options,
    language: RwLock<Language>,
    open: RwLock<Option<Arc<Open>>>,
    /// One change of who is signed in at a time.
    pub(crate) door: tokio::sync::Mutex<()>,
    /// The road to the centre, at work.
    pub(crate) road: tokio::sync::Mutex<Option<crate::road::runner::Runner>>,
    /// The password just typed, until the road has signed in at the centre with it.
    pub(crate) typed: std::sync::Mutex<Option<zeroize::Zeroizing<String>>>,
    /// This desk on its way into an office.
    pub(crate) newcomer: tokio::sync::Mutex<Option<crate::road::newcomer::Newcomer>>,
    /// The centre that this desk runs for its office's local network.
    pub(crate) host: tokio::sync::Mutex<Option<crate::road::host::Host>>,
}

/// A desk with a person signed in: what every answer needs at hand.
pub struct Open {
    /// The database.
    pub store: Store,
    /// Who is signed in.
    pub person: Person,
    /// The office's file.
    pub office_file: FileId,
    /// The office as its facts have it.
    pub office: OfficeState,
    /// The city's pack, with the limits that the office decided laid over it.
    pub pack: Arc<Pack>,
    /// The pack's switches.
    pub rules: Rules,
    /// The calendar in force.
    pub calendar: Calendar,
    /// The language of the screens.
    pub language: Language,
    pub(crate) clock: greenlane_store::Clock,
    /// This desk's own mark in numbers.
    pub(crate) mark: String,
    pub(crate) numbered_year: AtomicI32,
    /// Who the facts written here are for, once the desk belongs to a centre.
    pub(crate) audience: Option<String>,
    /// How many contradictions across cases there are, once counted.
    pub(crate) across: std::sync::Mutex<Option<usize>>,
}

impl Desk {
    /// A desk at a folder, closed.
    #[must_use]
    pub fn at(home: impl Into<PathBuf>, options: Options) -> Self {
        Self {
            home: home.into(),
            options,
            language: RwLock::default(),
            open: RwLock::default(),
            door: tokio::sync::Mutex::default(),
            road: tokio::sync::Mutex::default(),
            typed: std::sync::Mutex::default(),
            newcomer: tokio::sync::Mutex::default(),
            host: tokio::sync::Mutex::default(),
        }
    }

    /// The folder of this computer's user: `GREENLANE_HOME`, or where the platform keeps such things.
    #[must_use]
    pub fn usual_home() -> PathBuf {
        let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        if let Some(home) = variable("GREENLANE_HOME") {
            return home;
        }
        let user = variable("HOME").or_else(|| variable("USERPROFILE")).unwrap_or_default();
        let data = match std::env::consts::OS {
            "windows" => variable("APPDATA").unwrap_or_else(|| user.join("AppData").join("Roaming")),
            "macos" => user.join("Library").join("Application Support"),
            _ => variable("XDG_DATA_HOME").unwrap_or_else(|| user.join(".local").join("share")),
        };
        data.join("greenlane")
    }

    /// Asks the desk for something and gives its answer as JSON.
    ///
    /// # Errors
    /// A [`Problem`] in words: what is wrong, where, and what to do.
    pub async fn ask(&self, ask: Ask) -> std::result::Result<serde_json::Value, Problem> {
        let writes = ask.writes();
        if crate::road::runner::nudge(self, false).await
            && let Err(error) = self.refresh().await
        {
            tracing::warn!(%error, "what the road brought is not read yet");
        }
        // Boxed: the answers together make a large future, too large for a thread's stack when unoptimised.
        let answered = Box::pin(answer::answer(self, ask)).await;
        if let Some(open) = self.signed_in() {
            crate::road::runner::keep(self, &open).await;
            if writes {
                crate::road::runner::nudge(self, true).await;
            }
        }
        answered.map_err(|error| {
            tracing::debug!(%error, "an ask was not answered");
            error.problem(self.language())
        })
    }

    /// The same, for a request as it comes from the pages: `{ "ask": "workbench" }`.
    ///
    /// # Errors
    /// As [`Desk::ask`]; also when the request is none.
    pub async fn ask_json(&self, request: serde_json::Value) -> std::result::Result<serde_json::Value, Problem> {
        match serde_json::from_value(request) {
            Ok(ask) => self.ask(ask).await,
            Err(error) => {
                let error = DeskError::said("unreadable_ask", "", &[("detail", &error.to_string())]);
                Err(error.problem(self.language()))
            }
        }
    }

    /// The folder.
    #[must_use]
    pub fn home(&self) -> &Path {
        &self.home
    }

    pub(crate) fn options(&self) -> Options {
        self.options.clone()
    }

    /// Where the office's own database is.
    pub(crate) fn office_folder(&self) -> PathBuf {
        self.home.join("office")
    }

    /// Where the practice office's database is.
    pub(crate) fn practice_folder(&self) -> PathBuf {
        self.home.join("practice")
    }

    /// The language of the screens.
    #[must_use]
    pub fn language(&self) -> Language {
        *self.language.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) async fn speak(&self, language: Language) -> Result<()> {
        *self.language.write().unwrap_or_else(PoisonError::into_inner) = language;
        if self.signed_in().is_some() {
            self.refresh().await?;
        }
        Ok(())
    }

    /// The open desk, if a person is signed in.
    #[must_use]
    pub fn signed_in(&self) -> Option<Arc<Open>> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The open desk.
    ///
    /// # Errors
    /// When nobody is signed in.
    pub fn open(&self) -> std::result::Result<Arc<Open>, DeskError> {
        self.signed_in().ok_or_else(|| DeskError::said("not_signed_in", "", &[]))
    }

    pub(crate) fn seat(&self, open: Open) -> Arc<Open> {
        let open = Arc::new(open);
        *self.open.write().unwrap_or_else(PoisonError::into_inner) = Some(open.clone());
        open
    }

    pub(crate) fn leave(&self) -> Option<Arc<Open>> {
        self.open.write().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Reads the office again after its facts have changed.
    pub(crate) async fn refresh(&self) -> Result<Arc<Open>> {
        let now = self.open()?;
        let open = Open::read(now.store.clone(), Some(now.person.clone()), self.language(), now.clock.clone()).await?;
        Ok(self.seat(open))
    }
}

impl Open {
    /// Reads the office of a database. Without a person, the first of the office.
    pub(crate) async fn read(
        store: Store,
        person: Option<Person>,
        language: Language,
        clock: greenlane_store::Clock,
    ) -> Result<Self> {
        let files = store.files(&FileKind::Office).await?;
        let office_file = files.into_iter().next().ok_or_else(|| DeskError::said("no_office", "", &[]))?;
        let office = office::fold(&store.history(&office_file).await?);
        let wanted = office.record.pack.as_ref().map_or("", |pack| pack.id.as_str());
        let mut pack = pack::builtin(wanted).map_err(DeskError::Pack)?;
        lay_over(&mut pack, &office);
        let calendar = office.calendar().map_err(DeskError::Notice)?;
        let person = match person {
            Some(person) => office.people.get(&person.id).cloned().unwrap_or(person),
            None => office.people.values().next().cloned().ok_or_else(|| DeskError::said("no_office", "", &[]))?,
        };
        let rules = Rules::of(&pack);
        let audience = store.setting(crate::road::depot::AUDIENCE).await?;
        let mark = numbers::mark(store.device().as_str(), store.epoch().await?);
        let open = Self {
            store,
            person,
            office_file,
            office,
            pack: Arc::new(pack),
            rules,
            calendar,
            language,
            clock,
            mark,
            numbered_year: AtomicI32::new(0),
            audience,
            across: std::sync::Mutex::default(),
        };
        numbers::prepare(&open).await?;
        Ok(open)
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Moment {
        Moment { ms: (self.clock)(), tick: 0 }
    }

    /// Today in Beijing.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.now().date()
    }

    /// Everything is made up (演示).
    #[must_use]
    pub fn practice(&self) -> bool {
        self.office.record.practice
    }

    /// The signed-in person as the author of facts. People of a department act for it, all others for the office.
    #[must_use]
    pub fn author(&self) -> Author {
        let Person { id, name, role, body, .. } = &self.person;
        let office = if body.is_empty() { self.office.record.name.clone() } else { body.clone() };
        Author { person: id.clone(), name: name.clone(), role: role.clone(), office }
    }

    pub(crate) fn say(&self, key: &str, fill: &[(&str, &str)]) -> String {
        crate::words::say(self.language, key, fill)
    }

    /// A day in words, without its year when that is this one.
    pub(crate) fn say_day(&self, day: NaiveDate) -> String {
        let key = if day.year() == self.today().year() { "day.of_this_year" } else { "day.of_another_year" };
        let (y, m, d) = (day.year().to_string(), day.month().to_string(), day.day().to_string());
        self.say(key, &[("y", &y), ("m", &m), ("d", &d)])
    }

    pub(crate) fn numbers_ready(&self, year: i32) -> bool {
        self.numbered_year.load(Ordering::Relaxed) == year
    }
}

/// Limits that the pack leaves unset and the office decided.
fn lay_over(pack: &mut Pack, office: &OfficeState) {
    use greenlane_domain::case::Which;
    for item in &mut pack.items {
        for (which, days, document) in office.limits.get(&item.key).into_iter().flatten() {
            let limit = match which {
                Which::Statutory => &mut item.limits.statutory,
                Which::Promised => &mut item.limits.promised,
            };
            if limit.status == Status::Unset
                && let Some(days) = days
            {
                *limit = Sourced {
                    value: Some(*days),
                    status: Status::Explicit,
                    article: document.clone(),
                    note: limit.note.clone(),
                };
            }
        }
    }
}
