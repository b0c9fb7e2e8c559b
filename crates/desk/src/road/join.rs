//! How another desk becomes one of the office when there is no centre: a file and a code told by word of mouth.

use super::bundle::{self, Purpose, open, random, take_in, trouble};
use super::file::{Key, Lock, Part, Reach, key_of_code};
use crate::desk::{Desk, Open};
use crate::problem::{DeskError, Result};
use crate::start;
use crate::view::{Founded, Invitation};
use greenlane_domain::fact::{FileKind, History, PersonId};
use greenlane_domain::office::{self, OfficeState};
use greenlane_store::Store;
use std::path::Path;

/// Characters that cannot be taken for one another; thirty-two of them, so that each carries five bits.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Fifteen characters: 75 bits, made slow to try by Argon2.
const LENGTH: usize = 15;

fn code() -> Result<String> {
    let letters = random::<LENGTH>()?.map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    let groups: Vec<String> = letters.chunks(5).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

/// Writes the file with which another desk joins, and the code that opens it.
pub(crate) async fn invite(desk: &Open, folder: &str) -> Result<Invitation> {
    let (code, salt) = (code()?, random()?);
    let key = key_of_code(&code, &salt).map_err(|error| trouble(error, Path::new(folder)))?;
    let purpose = Purpose { to: None, has: Reach::new(), lock: Lock::Code, key, salt };
    let written = bundle::write(desk, Path::new(folder), "invitation", purpose).await?;
    Ok(Invitation { path: written.path, code, facts: written.facts })
}

/// Makes a desk of an invitation: its own database and key, the office's facts, one person who can sign in.
pub(crate) async fn join(desk: &Desk, path: &str, code: &str, account: &str, password: &str) -> Result<Founded> {
    let _door = desk.door.lock().await;
    start::long_enough(password)?;
    let path = Path::new(path);
    let reader = open(path)?;
    if reader.header().lock != Lock::Code {
        return Err(DeskError::said("not_an_invitation", &path.display().to_string(), &[]));
    }
    let key = key_of_code(code, &reader.header().salt).map_err(|error| trouble(error, path))?;
    let office = office_in(path, &key)?;
    let account = account.trim();
    let id = PersonId::new(account);
    let person = office.people.get(&id).filter(|_| !office.left.contains_key(&id));
    let person = person.ok_or_else(|| DeskError::said("no_person", "account", &[("account", account)]))?;
    let (store, recovery) =
        Store::create(&desk.office_folder(), start::sign_in_of(person), password, desk.options()).await?;
    let now = (desk.options().clock)();
    take_in(&store, path, &key, now).await?;
    let keychain = start::keychain(&store).await;
    let session = start::enter(desk, store, account).await?;
    Ok(Founded { recovery_code: recovery.to_string(), session, keychain })
}

/// The office in a bundle, before anything is taken in.
fn office_in(path: &Path, key: &Key) -> Result<OfficeState> {
    let fail = |error| trouble(error, path);
    let mut facts = Vec::new();
    for part in open(path)?.parts(key).map_err(fail)? {
        if let Part::Facts(pieces) = part.map_err(fail)? {
            let read = pieces.iter().filter_map(|piece| piece.sealed.read().ok());
            facts.extend(read.filter(|fact| fact.content.file.kind() == FileKind::Office));
        }
    }
    if facts.is_empty() {
        return Err(DeskError::said("no_office", &path.display().to_string(), &[]));
    }
    Ok(office::fold(&History::of(facts)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_code_is_three_groups_of_clear_letters_and_never_the_same() {
        let code = || super::code().unwrap_or_else(|error| panic!("{error}"));
        let (one, other) = (code(), code());
        assert_eq!(one.len(), 17);
        assert!(one.split('-').all(|group| group.len() == 5), "{one}");
        assert_ne!(one, other);
    }
}
