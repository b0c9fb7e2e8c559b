//! First start, signing in and out, recovery.

use crate::desk::{Desk, Open};
use crate::problem::{DeskError, Result};
use crate::view::{Founded, PackChoice, Session, StartPhase, StartState, Today};
use chrono::{Datelike, NaiveDate};
use greenlane_domain::calendar::{Calendar, DayStatus, Why};
use greenlane_domain::fact::{FileId, FileKind, PersonId};
use greenlane_domain::office::{OfficeFact, OfficeRecord, Person};
use greenlane_domain::pack::{self, Pack};
use greenlane_domain::words::Language;
use greenlane_store::{Options, RecoveryCode, SignIn, Store};
use std::path::Path;

/// The shortest password that is taken for a new person.
const SHORTEST_PASSWORD: usize = 8;

pub(crate) async fn state(desk: &Desk) -> Result<StartState> {
    let folder = desk.office_folder();
    let mut state = StartState {
        phase: StartPhase::New,
        office: String::new(),
        people: Vec::new(),
        packs: packs(),
        practice: false,
        problem: None,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    if let Some(open) = desk.signed_in() {
        state.phase = StartPhase::Open;
        state.office = open.office.record.name.clone();
        state.practice = open.practice();
    } else if Store::is_at(&folder) {
        state.phase = StartPhase::SignIn;
        state.office = name_beside(&folder);
        match Store::people(&folder) {
            Ok(people) => {
                state.people = people.into_iter().map(|who| (who.person.as_str().to_owned(), who.name)).collect();
            }
            Err(error) => {
                state.phase = StartPhase::Trouble;
                state.problem = Some(DeskError::from(error).problem(desk.language()));
            }
        }
    }
    Ok(state)
}

/// The city packs to choose from. A made-up city is for practice only.
fn packs() -> Vec<PackChoice> {
    let packs = pack::builtin_ids().into_iter().filter_map(|id| pack::builtin(id).ok());
    packs.filter(|pack| pack.meta.authority != pack::Authority::Practice).map(|pack| choice(&pack)).collect()
}

fn choice(pack: &Pack) -> PackChoice {
    PackChoice {
        id: pack.meta.id.clone(),
        version: pack.meta.version,
        city: pack.meta.city.clone(),
        scheme: pack.meta.scheme.clone(),
        window_name: pack.meta.window_name.replace("{area}", &pack.meta.city),
        items: pack.items.len(),
        unset: pack.coverage().total.unset,
        basis: pack.citation(),
    }
}

pub(crate) async fn found(
    desk: &Desk,
    pack: String,
    office: OfficeRecord,
    person: Person,
    password: String,
) -> Result<Founded> {
    let _door = desk.door.lock().await;
    let folder = desk.office_folder();
    required(&office.name, "office_name")?;
    required(&person.name, "first_person")?;
    long_enough(&password)?;
    let pack = pack::builtin(&pack).map_err(DeskError::Pack)?;
    let record = OfficeRecord { pack: Some(pack.pack_ref()), practice: false, ..office };
    let (store, code) =
        create(&folder, desk.options(), desk.language(), record, std::slice::from_ref(&person), &password).await?;
    let keychain = keychain(&store).await;
    let person = identified(person);
    let clock = desk.options().clock;
    let open = Open::read(store, Some(person), desk.language(), clock).await?;
    let open = desk.seat(open);
    Ok(Founded { recovery_code: code.to_string(), session: session(&open), keychain })
}

/// Makes a database with an office and its people; the first of them can sign in.
pub(crate) async fn create(
    folder: &Path,
    options: Options,
    language: Language,
    record: OfficeRecord,
    people: &[Person],
    password: &str,
) -> Result<(Store, RecoveryCode)> {
    let people: Vec<Person> = people.iter().cloned().map(identified).collect();
    let first = people.first().ok_or_else(|| DeskError::said("empty", "first_person", &[("label", "first_person")]))?;
    let (store, code) = Store::create(folder, sign_in_of(first), password, options.clone()).await?;
    let file = FileId::of(&FileKind::Office, &uuid_of(&store));
    let name = record.name.clone();
    let facts: Vec<OfficeFact> = std::iter::once(OfficeFact::OfficeFounded(record))
        .chain(people.iter().cloned().map(OfficeFact::PersonSet))
        .collect();
    let author = greenlane_domain::fact::Author {
        person: first.id.clone(),
        name: first.name.clone(),
        role: first.role.clone(),
        office: name.clone(),
    };
    let said = facts.iter().map(|fact| {
        greenlane_domain::fact::parts(fact)
            .map(|(kind, body)| greenlane_store::Said::new(kind, OfficeFact::VERSION, body))
            .map_err(|error| DeskError::said("fault", "", &[("detail", &error.to_string())]))
    });
    let founded = async {
        store.append(author, &file, &[], said.collect::<Result<Vec<_>>>()?).await?;
        keep_name_beside(folder, &name);
        Ok::<(), DeskError>(())
    };
    if let Err(error) = founded.await {
        tracing::error!(?language, "the office could not be founded");
        return Err(error);
    }
    Ok((store, code))
}

/// A file named after the desk that founded it: the same office on every desk that joins it later.
fn uuid_of(store: &Store) -> String {
    store.device().as_str().to_owned()
}

/// A person's id is the sign-in name: unique within an office.
fn identified(person: Person) -> Person {
    let account = if person.account.trim().is_empty() { person.name.clone() } else { person.account.trim().to_owned() };
    let role = if person.role.trim().is_empty() { "window_lead".to_owned() } else { person.role };
    Person { id: PersonId::new(account.clone()), account, role, ..person }
}

pub(crate) fn sign_in_of(person: &Person) -> SignIn {
    SignIn { person: person.id.clone(), name: person.name.clone() }
}

/// Lets the operating system keep the key besides the passwords, where it can.
pub(crate) async fn keychain(store: &Store) -> String {
    match store.remember().await {
        Ok(()) => "keychain".to_owned(),
        Err(error) => {
            tracing::info!(%error, "the key is not kept in a keychain");
            String::new()
        }
    }
}

pub(crate) async fn sign_in(desk: &Desk, account: &str, password: &str) -> Result<Session> {
    let _door = desk.door.lock().await;
    close(desk).await;
    let folder = desk.office_folder();
    let store = Store::open(&folder, &PersonId::new(account.trim()), password, desk.options()).await?;
    let session = enter(desk, store, account).await?;
    crate::road::account::typed(desk, &*desk.open()?, password).await;
    Ok(session)
}

pub(crate) async fn recover(desk: &Desk, code: &str, account: &str, password: &str) -> Result<Session> {
    let _door = desk.door.lock().await;
    close(desk).await;
    long_enough(password)?;
    let code = RecoveryCode::parse(code)?;
    let store = Store::open_with_recovery(&desk.office_folder(), &code, desk.options()).await?;
    let account = account.trim();
    let known = Store::people(&desk.office_folder())?.into_iter().find(|who| who.person.as_str() == account);
    let who = known.ok_or_else(|| DeskError::said("no_person", "account", &[("account", account)]))?;
    store.admit(who, password).await?;
    enter(desk, store, account).await
}

pub(crate) async fn enter(desk: &Desk, store: Store, account: &str) -> Result<Session> {
    let clock = desk.options().clock;
    let open = Open::read(store, None, desk.language(), clock).await?;
    let id = PersonId::new(account.trim());
    let person = open.office.people.get(&id).filter(|_| !open.office.left.contains_key(&id)).cloned();
    let person = person.ok_or_else(|| DeskError::said("no_person", "account", &[("account", account)]))?;
    let open = desk.seat(Open { person, ..open });
    crate::papers::resume(&open);
    keep_name_beside(&desk.office_folder(), &open.office.record.name);
    Ok(session(&open))
}

pub(crate) async fn sign_out(desk: &Desk) -> Result<()> {
    let _door = desk.door.lock().await;
    close(desk).await;
    Ok(())
}

/// Closes the database of who is signed in, so that its key leaves memory.
pub(crate) async fn close(desk: &Desk) {
    crate::road::runner::stop(desk).await;
    crate::road::account::forget_typed(desk);
    crate::road::newcomer::close(desk.newcomer.lock().await.take()).await;
    drop(desk.host.lock().await.take());
    if let Some(open) = desk.leave() {
        open.store.close().await;
    }
}

pub(crate) fn session(desk: &Open) -> Session {
    Session {
        person: desk.person.clone(),
        role_name: role_name(desk, &desk.person.role),
        office: desk.office.record.name.clone(),
        scheme: format!("{} {}", desk.pack.meta.city, desk.pack.meta.scheme),
        practice: desk.practice(),
        today: day(desk, desk.today()),
    }
}

/// The local name of a role.
pub(crate) fn role_name(desk: &Open, role: &str) -> String {
    match pack::find(&desk.pack.roles, role) {
        Some(role) => role.name.clone(),
        None => desk.say(&format!("role.{role}"), &[]),
    }
}

/// A day, and why it is worked or not.
pub(crate) fn day(desk: &Open, date: NaiveDate) -> Today {
    day_of(&desk.calendar, date, desk.language)
}

pub(crate) fn day_of(calendar: &Calendar, date: NaiveDate, language: Language) -> Today {
    let day = calendar.day(date);
    Today {
        date,
        weekday: date.weekday().number_from_monday(),
        working: day.kind == DayStatus::Working,
        why: match &day.why {
            Why::Weekday | Why::Weekend => String::new(),
            why => why.say(language),
        },
        provisional: day.provisional,
    }
}

/// `field` has a label in the words: `label.FIELD`, the one that stands on the page.
pub(crate) fn required(text: &str, field: &str) -> Result<()> {
    if text.trim().is_empty() { Err(DeskError::said("empty", field, &[("label", field)])) } else { Ok(()) }
}

pub(crate) fn long_enough(password: &str) -> Result<()> {
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(DeskError::said("short_password", "password", &[("n", &SHORTEST_PASSWORD.to_string())]));
    }
    Ok(())
}

/// The office's name is shown before anybody signs in; it stands beside the database, not in it, and is no secret.
pub(crate) fn keep_name_beside(folder: &Path, name: &str) {
    if let Err(error) = std::fs::write(folder.join("office.txt"), name) {
        tracing::warn!(%error, "the office's name was not kept beside the database");
    }
}

fn name_beside(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("office.txt")).unwrap_or_default().trim().to_owned()
}
