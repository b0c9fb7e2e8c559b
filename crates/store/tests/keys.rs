use crate::desk::*;
#[cfg(target_os = "linux")]
use crate::trouble::once_more;
use greenlane_domain::fact::PersonId;
use greenlane_store::{Keychain, Options, RecoveryCode, SignIn, Store, SystemKeychain};
use std::collections::HashMap;
use std::process::Command;
use std::sync::{Arc, Mutex};

#[tokio::test]
async fn a_wrong_password_is_refused_by_name() {
    let computer = Computer::new();
    computer.create().await;
    let refused = Store::open(&computer.desk(), &person(), "猜的", computer.options()).await.err().unwrap();
    assert_eq!((refused.key(), refused.fills()), ("store.wrong_password", vec![("name", "王芳".to_owned())]));
    let stranger = PersonId::new("li");
    let refused = Store::open(&computer.desk(), &stranger, PASSWORD, computer.options()).await.err().unwrap();
    assert_eq!(refused.key(), "store.no_such_person");
}

#[tokio::test]
async fn people_come_go_and_change_their_passwords() {
    let computer = Computer::new();
    let store = computer.create().await;
    let li = SignIn { person: PersonId::new("li"), name: "李䶮".to_owned() };
    store.admit(li.clone(), "李的密码").await.unwrap();
    assert_eq!(store.change_password(&li.person, "不对", "新的").await.unwrap_err().key(), "store.wrong_password");
    assert_eq!(store.change_password(&li.person, "李的密码", "").await.unwrap_err().key(), "store.empty_password");
    store.change_password(&li.person, "李的密码", "新的").await.unwrap();
    store.dismiss(&person()).await.unwrap();
    store.close().await;
    drop(store);
    assert_eq!(Store::people(&computer.desk()).unwrap(), std::slice::from_ref(&li));
    assert!(Store::open(&computer.desk(), &person(), PASSWORD, computer.options()).await.is_err());
    assert!(Store::open(&computer.desk(), &li.person, "李的密码", computer.options()).await.is_err());
    Store::open(&computer.desk(), &li.person, "新的", computer.options()).await.unwrap();
}

#[tokio::test]
async fn the_recovery_code_opens_when_every_password_is_lost() {
    let computer = Computer::new();
    let (store, code) = computer.create_with_code().await;
    let noted = note(&store, &file("a"), "一").await;
    store.close().await;
    drop(store);
    let typed = RecoveryCode::parse(&code.to_string().to_lowercase()).unwrap();
    let store = Store::open_with_recovery(&computer.desk(), &typed, computer.options()).await.unwrap();
    assert_eq!(ids(&store, &file("a")).await, [noted.id]);
    let next = store.renew_recovery().await.unwrap();
    store.close().await;
    drop(store);
    let refused = Store::open_with_recovery(&computer.desk(), &typed, computer.options()).await.err().unwrap();
    assert_eq!(refused.key(), "store.wrong_recovery");
    Store::open_with_recovery(&computer.desk(), &next, computer.options()).await.unwrap();
}

#[derive(Default)]
struct Memory(Mutex<HashMap<String, Vec<u8>>>);

impl Keychain for Memory {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        Ok(self.0.lock().unwrap().get(name).cloned())
    }
    fn write(&self, name: &str, secret: &[u8]) -> Result<(), String> {
        self.0.lock().unwrap().insert(name.to_owned(), secret.to_vec());
        Ok(())
    }
    fn remove(&self, name: &str) -> Result<(), String> {
        self.0.lock().unwrap().remove(name);
        Ok(())
    }
}

#[tokio::test]
async fn the_systems_keychain_opens_the_desk_until_it_is_told_to_forget() {
    let computer = Computer::new();
    let options = Options { keychain: Arc::new(Memory::default()), ..computer.options() };
    let (store, _) = Store::create(&computer.desk(), wang(), PASSWORD, options.clone()).await.unwrap();
    store.remember().await.unwrap();
    store.close().await;
    drop(store);
    let store = Store::open_remembered(&computer.desk(), options.clone()).await.unwrap();
    store.forget().await.unwrap();
    store.close().await;
    drop(store);
    let refused = Store::open_remembered(&computer.desk(), options).await.err().unwrap();
    assert_eq!(refused.key(), "store.not_remembered");
}

/// The real thing where there is one to be had: a secret service of GNOME on a message bus of its own, unlocked with a
/// password, then locked.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn gnomes_keychain_keeps_the_key_and_a_locked_one_asks_for_the_password() {
    const TEST: &str = "keys::gnomes_keychain_keeps_the_key_and_a_locked_one_asks_for_the_password";
    const SESSION: &str = "GREENLANE_IN_A_SESSION";
    let real = ["dbus-run-session", "gnome-keyring-daemon"].into_iter().all(on_the_path);
    if !real {
        assert!(std::env::var_os("GREENLANE_REQUIRE_REAL").is_none(), "dbus-run-session or gnome-keyring is missing");
        return eprintln!("not run: no gnome-keyring here");
    }
    if std::env::var_os(SESSION).is_none() {
        let home = tempfile::tempdir().unwrap();
        let unlocked =
            "printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec \"$0\" \"$@\"";
        let mut session = Command::new("dbus-run-session");
        session.args(["--", "sh", "-c", unlocked]).env(SESSION, "1").env("HOME", home.path());
        session.env("XDG_DATA_HOME", home.path().join("data")).env("XDG_RUNTIME_DIR", home.path());
        session.env_remove("GNOME_KEYRING_CONTROL");
        return once_more(&mut session, TEST);
    }
    let computer = Computer::new();
    let options = Options { keychain: Arc::new(SystemKeychain), ..computer.options() };
    let (store, _) = Store::create(&computer.desk(), wang(), PASSWORD, options.clone()).await.unwrap();
    assert_eq!(store.opened().guard.no_keychain, None, "the keychain answers");
    store.remember().await.unwrap();
    store.close().await;
    drop(store);
    let store = Store::open_remembered(&computer.desk(), options.clone()).await.unwrap();
    store.close().await;
    drop(store);

    lock_the_keychain();
    let refused = Store::open_remembered(&computer.desk(), options.clone()).await.err().unwrap();
    assert_eq!(refused.key(), "store.not_remembered");
    let store = Store::open(&computer.desk(), &person(), PASSWORD, options).await.unwrap();
    assert!(store.opened().guard.no_keychain.is_some(), "the desk works with the password and says what is wrong");
}

fn on_the_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn lock_the_keychain() {
    let mut send = Command::new("dbus-send");
    send.args(["--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"]);
    send.args(["org.freedesktop.Secret.Service.Lock", "array:objpath:/org/freedesktop/secrets/collection/login"]);
    let sent = send.output().unwrap();
    assert!(sent.status.success(), "{}", String::from_utf8_lossy(&sent.stderr));
}

#[tokio::test]
async fn without_a_keychain_the_desk_works_and_says_so() {
    let computer = Computer::new();
    let store = computer.create().await;
    assert_eq!(store.opened().guard.no_keychain.as_deref(), Some("none"));
    assert!(store.opened().guard.works(), "the file in the state folder still guards");
    assert_eq!(store.remember().await.unwrap_err().key(), "store.not_remembered");
}

#[tokio::test]
async fn a_copy_on_another_computer_opens_a_new_epoch() {
    let (here, there) = (Computer::new(), Computer::new());
    let store = here.create().await;
    let original = note(&store, &file("a"), "一").await;
    store.close().await;
    copy_folder(&here.desk(), &there.desk());
    let copy = there.open().await;
    assert_eq!(copy.opened().new_epoch, Some(greenlane_store::EpochReason::Unknown));
    let next = note(&copy, &file("a"), "二").await;
    assert!(next.content.epoch > original.content.epoch);
    assert_eq!((next.content.seq, next.content.previous), (1, Some(original.id)));
    assert!(copy.verify().await.unwrap().problems.is_empty());
    drop(store);
    assert_eq!(here.open().await.opened().new_epoch, None, "the original counts on");
}

#[tokio::test]
async fn a_restored_older_copy_opens_a_new_epoch_even_of_the_same_sitting() {
    let computer = Computer::new();
    let store = computer.create().await;
    note(&store, &file("a"), "一").await;
    let backup = computer.folder.path().join("backup");
    copy_folder(&computer.desk(), &backup);
    note(&store, &file("a"), "二").await;
    store.close().await;
    drop(store);
    std::fs::remove_dir_all(computer.desk()).unwrap();
    copy_folder(&backup, &computer.desk());
    let store = computer.open().await;
    assert_eq!(store.opened().new_epoch, Some(greenlane_store::EpochReason::Restored));
    let after = note(&store, &file("a"), "三").await;
    assert_eq!(after.content.seq, 1);
    assert!(store.verify().await.unwrap().problems.is_empty());
    store.close().await;
    drop(store);
    assert_eq!(computer.open().await.opened().new_epoch, None, "once is enough");
}

#[tokio::test]
async fn a_copy_restored_after_later_sittings_opens_a_new_epoch() {
    let computer = Computer::new();
    computer.create().await.close().await;
    let backup = computer.folder.path().join("backup");
    copy_folder(&computer.desk(), &backup);
    for _ in 0..3 {
        let store = computer.open().await;
        assert_eq!(store.opened().new_epoch, None);
        store.close().await;
    }
    std::fs::remove_dir_all(computer.desk()).unwrap();
    copy_folder(&backup, &computer.desk());
    assert_eq!(computer.open().await.opened().new_epoch, Some(greenlane_store::EpochReason::Restored));
}
