//! The office: its people, letterhead, passwords, checks of the database and copies of it.

use crate::case_list::number;
use crate::desk::{Desk, Open};
use crate::problem::{DeskError, Result};
use crate::start::{long_enough, required, role_name, sign_in_of};
use crate::view::{OfficeView, Verification};
use greenlane_domain::fact::PersonId;
use greenlane_domain::office::{Letterhead, OfficeFact, Person};
use greenlane_store::Problem as Fault;
use std::path::Path;
use std::time::Instant;

/// The roles in which a person can sign in.
const ROLES: &[&str] = &[
    "window_specialist",
    "window_officer",
    "window_lead",
    "department_specialist",
    "handling_specialist",
    "employer_specialist",
    "auditor",
];

pub(crate) fn view(desk: &Open) -> OfficeView {
    let here = |person: &&Person| !desk.office.left.contains_key(&person.id);
    OfficeView {
        record: desk.office.record.clone(),
        people: desk.office.people.values().filter(here).cloned().collect(),
        letterhead: desk.office.letterhead.clone(),
        roles: ROLES.iter().map(|role| ((*role).to_owned(), role_name(desk, role))).collect(),
        bodies: desk.pack.bodies.iter().map(|body| (body.key.clone(), body.name.clone())).collect(),
        folder: desk.store.folder().display().to_string(),
        keychain: match &desk.store.opened().guard.no_keychain {
            None => "keychain".to_owned(),
            Some(_) => String::new(),
        },
    }
}

pub(crate) async fn save_person(desk: &Desk, person: Person, password: Option<String>) -> Result<()> {
    let open = desk.open()?;
    leads(&open)?;
    required(&person.name, "person_name")?;
    required(&person.account, "account")?;
    if !ROLES.contains(&person.role.as_str()) {
        return Err(DeskError::said("no_role", "role", &[("role", &person.role)]));
    }
    let person = Person { id: PersonId::new(person.account.trim()), ..person };
    if let Some(password) = &password {
        long_enough(password)?;
    }
    let mut turn = open.turn().await?;
    turn.write(&open.office_file, &[OfficeFact::PersonSet(person.clone())]).await?;
    turn.confirm().await?;
    if let Some(password) = password {
        open.store.admit(sign_in_of(&person), &password).await?;
    }
    desk.refresh().await?;
    Ok(())
}

pub(crate) async fn remove_person(desk: &Desk, account: &str, reason: String) -> Result<()> {
    let open = desk.open()?;
    leads(&open)?;
    required(&reason, "reason")?;
    let id = PersonId::new(account.trim());
    if !open.office.people.contains_key(&id) {
        return Err(DeskError::said("no_person", "account", &[("account", account)]));
    }
    if id == open.person.id {
        return Err(DeskError::said("not_oneself", "account", &[]));
    }
    let may_sign_in = greenlane_store::Store::people(open.store.folder())?.iter().any(|who| who.person == id);
    if may_sign_in {
        open.store.dismiss(&id).await?;
    }
    let mut turn = open.turn().await?;
    turn.write(&open.office_file, &[OfficeFact::PersonLeft { person: id, reason }]).await?;
    turn.confirm().await?;
    desk.refresh().await?;
    Ok(())
}

/// People are changed by the window's own staff, not by departments, employers or auditors.
pub(crate) fn leads(desk: &Open) -> Result<()> {
    if desk.person.role.starts_with("window_") {
        return Ok(());
    }
    Err(DeskError::said("not_your_role", "", &[("role", &role_name(desk, &desk.person.role))]))
}

pub(crate) async fn change_password(desk: &Open, old: &str, new: &str) -> Result<()> {
    long_enough(new)?;
    desk.store.change_password(&desk.person.id, old, new).await?;
    crate::road::account::password_changed(desk).await
}

/// A new recovery code in the place of one that was lost. Whoever asks for it gives the own password again.
pub(crate) async fn renew_recovery(desk: &Open, password: &str) -> Result<String> {
    leads(desk)?;
    desk.store.check_password(&desk.person.id, password).await?;
    Ok(desk.store.renew_recovery().await?.to_string())
}

pub(crate) async fn save_letterhead(desk: &Desk, letterhead: Letterhead) -> Result<()> {
    let open = desk.open()?;
    leads(&open)?;
    let mut turn = open.turn().await?;
    turn.write(&open.office_file, &[OfficeFact::LetterheadSet(letterhead)]).await?;
    turn.confirm().await?;
    desk.refresh().await?;
    Ok(())
}

pub(crate) async fn verify(desk: &Open) -> Result<Verification> {
    let began = Instant::now();
    let found = desk.store.verify().await?;
    let faults = found.problems.iter().map(|fault| fault_words(desk, fault)).collect();
    Ok(Verification {
        facts: number(found.facts),
        files: desk.store.all_files().await?.len(),
        faults,
        ms: elapsed(began),
    })
}

/// Makes the lists anew from the facts.
pub(crate) async fn rebuild(desk: &Open) -> Result<Verification> {
    let made = desk.store.rebuild().await?;
    Ok(Verification {
        facts: number(made.facts),
        files: number(made.files),
        faults: Vec::new(),
        ms: u64::try_from(made.took.as_millis()).unwrap_or(u64::MAX),
    })
}

pub(crate) fn elapsed(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
}

fn fault_words(desk: &Open, fault: &Fault) -> String {
    let say = |key: &str, what: String| desk.say(&format!("fault.{key}"), &[("what", &what)]);
    match fault {
        Fault::Database(said) => say("database", said.clone()),
        Fault::Cipher(said) => say("cipher", said.clone()),
        Fault::Hash(id) => say("hash", id.short()),
        Fault::Row(id) => say("row", id.short()),
        Fault::Signature(id) => say("signature", id.short()),
        Fault::Gap { epoch, seq } => say("gap", format!("{epoch}-{seq}")),
        Fault::Chain(id) => say("chain", id.short()),
        Fault::Doubled(one, other) => say("doubled", format!("{} {}", one.short(), other.short())),
        Fault::Count { row, facts } => say("count", format!("{row} ≠ {facts}")),
        Fault::Content(hash) => say("content", hash.chars().take(12).collect()),
    }
}

/// Copies everything into a new folder within the given one; answers where.
pub(crate) async fn backup(desk: &Open, folder: &str) -> Result<String> {
    required(folder, "folder")?;
    let made = desk.store.back_up(Path::new(folder.trim())).await?;
    // The name is shown on the sign-in page of the restored desk.
    crate::start::keep_name_beside(&made.place, &desk.office.record.name);
    Ok(made.place.display().to_string())
}
