//! How a new desk joins an office through its centre: an address, a one-time code, and who is going to sit at it. Office,
//! pack and region come from there.

use super::depot::Database;
use super::runner::{self, of_client};
use super::{lease, standing};
use crate::desk::Desk;
use crate::problem::{DeskError, Result};
use crate::start;
use crate::view::Founded;
use greenlane_domain::fact::{FileKind, PersonId};
use greenlane_domain::office::{self, OfficeState};
use greenlane_store::{RecoveryCode, SignIn, Store, StoreError};
use greenlane_sync::client::Client;
use greenlane_sync::request::plain_code;
use std::path::Path;
use std::time::Duration;

/// How long a new desk waits for its first numbers: it has its own until then.
const FIRST_NUMBERS: Duration = Duration::from_secs(10);

/// A desk that has used its code and has not found its office or its person yet. The code holds once: what it has opened is
/// kept for another try.
pub(crate) struct Newcomer {
    store: Store,
    recovery: RecoveryCode,
    url: String,
    code: String,
}

/// Makes this a desk of the office that the centre has for it.
pub(crate) async fn join(desk: &Desk, url: &str, code: &str, account: &str, password: &str) -> Result<Founded> {
    let _door = desk.door.lock().await;
    let (url, account) = (url.trim(), account.trim());
    start::required(account, "account")?;
    start::long_enough(password)?;
    let folder = desk.office_folder();
    if Store::is_at(&folder) {
        return Err(StoreError::Exists(folder).into());
    }
    let mut place = desk.newcomer.lock().await;
    let newcomer = match place.take() {
        Some(begun) if begun.url == url && begun.code == plain_code(code) => begun,
        other => {
            close(other).await;
            begin(desk, url, code, account, password).await?
        }
    };
    let Newcomer { store, recovery, .. } = place.insert(newcomer);
    let client = Client::new(url, store.device().clone(), store.signing_key().clone());
    let client = client.map_err(|error| of_client(error, desk.language(), url))?;
    if !standing::enrolled(store).await? {
        let enrolled = client.enrol(code.trim()).await.map_err(|error| of_client(error, desk.language(), url))?;
        runner::belong(store, url, enrolled).await?;
    }
    let person = found(desk, store, &client, url, account).await?;
    for who in Store::people(store.folder())?.into_iter().filter(|who| who.person != person.person) {
        store.admit(person.clone(), password).await?;
        store.dismiss(&who.person).await?;
    }
    store.admit(person, password).await?;
    let recovery = recovery.to_string();
    let waiting = store.folder().to_owned();
    close(place.take()).await;
    move_in(&waiting, &folder)?;
    let store = Store::open(&folder, &PersonId::new(account), password, desk.options()).await?;
    let keychain = start::keychain(&store).await;
    let session = start::enter(desk, store, account).await?;
    if tokio::time::timeout(FIRST_NUMBERS, lease::exchange(&client, &desk.open()?.store)).await.is_err() {
        tracing::info!("the first numbers come later");
    }
    Ok(Founded { recovery_code: recovery, session, keychain })
}

/// A database of its own, beside the place where the office's is going to be.
async fn begin(desk: &Desk, url: &str, code: &str, account: &str, password: &str) -> Result<Newcomer> {
    let waiting = desk.home().join("joining");
    if let Err(error) = std::fs::remove_dir_all(&waiting)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        return Err(unwritable(&waiting, &error));
    }
    let who = SignIn { person: PersonId::new(account), name: account.to_owned() };
    let (store, recovery) = Store::create(&waiting, who, password, desk.options()).await?;
    Ok(Newcomer { store, recovery, url: url.to_owned(), code: plain_code(code) })
}

/// Fetches until the office with this person is here. The rest of what the desk may have comes in the background.
async fn found(desk: &Desk, store: &Store, client: &Client, url: &str, account: &str) -> Result<SignIn> {
    let mut depot = Database::new(store.clone());
    let id = PersonId::new(account);
    loop {
        let pulled = client.pull(&mut depot).await.map_err(|error| of_client(error, desk.language(), url))?;
        let office = office_of(store).await?;
        let person = office.as_ref().and_then(|office| {
            let here = office.people.get(&id).filter(|_| !office.left.contains_key(&id));
            here.map(start::sign_in_of)
        });
        match (person, office) {
            (Some(person), _) => return Ok(person),
            _ if pulled.more && !pulled.broken => {}
            (None, None) => return Err(DeskError::said("centre_no_office", url, &[])),
            (None, Some(office)) => {
                let people = office.people.keys().filter(|id| !office.left.contains_key(id));
                let people = people.map(PersonId::as_str).collect::<Vec<_>>().join("、");
                let fill = [("account", account), ("office", &office.record.name), ("people", &people)];
                return Err(DeskError::said("no_person_there", "account", &fill));
            }
        }
    }
}

async fn office_of(store: &Store) -> Result<Option<OfficeState>> {
    match store.files(&FileKind::Office).await?.first() {
        Some(file) => Ok(Some(office::fold(&store.history(file).await?))),
        None => Ok(None),
    }
}

fn move_in(waiting: &Path, folder: &Path) -> Result<()> {
    match std::fs::remove_dir(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(unwritable(folder, &error)),
        _ => {}
    }
    std::fs::rename(waiting, folder).map_err(|error| unwritable(folder, &error))
}

fn unwritable(place: &Path, error: &std::io::Error) -> DeskError {
    StoreError::Io { place: place.to_owned(), detail: error.to_string() }.into()
}

/// Lets go of the database, so that its key leaves memory.
pub(crate) async fn close(newcomer: Option<Newcomer>) {
    if let Some(newcomer) = newcomer {
        newcomer.store.close().await;
    }
}
