//! Trouble with disks and folders, each with the words that the clerk sees.

use crate::desk::*;
use greenlane_domain::fact::FactId;
use greenlane_store::{Store, StoreError};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

fn words(language: &str) -> serde_json::Map<String, serde_json::Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../words/{language}/store.json"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn every_error() -> Vec<StoreError> {
    let place = || PathBuf::from("/desk");
    let text = || "x".to_owned();
    vec![
        StoreError::Full(place()),
        StoreError::ReadOnly(place()),
        StoreError::Missing(place()),
        StoreError::Exists(place()),
        StoreError::NoFolder(place()),
        StoreError::InsideDesk(place()),
        StoreError::Damaged { place: place(), detail: text() },
        StoreError::KeyFile { place: place(), detail: text() },
        StoreError::WrongPassword(text()),
        StoreError::WrongRecovery,
        StoreError::MistypedRecovery,
        StoreError::NoSuchPerson(text()),
        StoreError::LastPerson(text()),
        StoreError::EmptyPassword,
        StoreError::NotRemembered(text()),
        StoreError::InUse { place: place(), holder: text() },
        StoreError::NetworkDrive { place: place(), system: text() },
        StoreError::Newer { place: place(), schema: 9 },
        StoreError::Moved(file("a")),
        StoreError::Fact(greenlane_domain::fact::FactError::TooLarge(9)),
        StoreError::LostFact(FactId::new([0; 32])),
        StoreError::NoNumber(text()),
        StoreError::NumbersOverlap { series: text(), first: 1, last: 2 },
        StoreError::NoContent(text()),
        StoreError::DamagedContent(text()),
        StoreError::Busy,
        StoreError::Io { place: place(), detail: text() },
        StoreError::NoRandom,
        StoreError::Fault(text()),
    ]
}

#[test]
fn every_error_has_its_words_in_both_languages_with_the_same_places() {
    for language in ["zh-CN", "en"] {
        let words = words(language);
        for error in every_error() {
            let sentence = words.get(error.key()).and_then(|words| words.as_str());
            let sentence = sentence.unwrap_or_else(|| panic!("{language}: no words for {}", error.key()));
            let mut rest = sentence.to_owned();
            for (place, _) in error.fills() {
                let place = format!("{{{place}}}");
                assert!(sentence.contains(&place), "{language}: {} does not say {place}", error.key());
                rest = rest.replace(&place, "");
            }
            assert!(!rest.contains('{'), "{language}: {} asks for what the error does not give", error.key());
        }
        assert_eq!(words.len(), every_error().len(), "{language}: words that no error uses");
    }
}

/// Set in a test that runs a second time where it may mount.
const NAMESPACE: &str = "GREENLANE_IN_A_NAMESPACE";
/// The folder of the test that runs a second time under a limit of the size of files.
const LIMITED: &str = "GREENLANE_FILES_LIMITED_IN";

/// This binary once more, for one test, started by a program that changes what the test may do.
fn once_more(starter: &mut Command, test: &str) {
    let run = starter.arg(std::env::current_exe().unwrap()).args(["--exact", test, "--nocapture"]).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&run.stderr));
}

/// Where a test may mount no disk, it runs again in a user namespace of its own, where it may.
pub fn in_a_namespace(test: &str) {
    let nested = std::env::var_os(NAMESPACE).is_some();
    let may = || Command::new("unshare").args(["-rm", "true"]).status().is_ok_and(|status| status.success());
    if !nested && may() {
        return once_more(Command::new("unshare").arg("-rm").env(NAMESPACE, "1"), test);
    }
    let real = std::env::var_os("GREENLANE_REQUIRE_REAL").is_some();
    assert!(!real, "no disk can be mounted: run as root, or allow user namespaces (unshare -rm)");
    eprintln!("not run: this computer lets the test mount no disk");
}

/// A small disk of its own, when this computer lets the test have one.
pub struct Disk(pub PathBuf, #[allow(dead_code)] tempfile::TempDir);

impl Disk {
    pub fn of(megabytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("disk");
        std::fs::create_dir(&path).unwrap();
        let size = format!("size={megabytes}m");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&path).output();
        mounted.ok()?.status.success().then(|| Self(path, folder))
    }
    pub fn remount(&self, option: &str) {
        // With kind and device named, mount asks for nothing but the option: a namespace may not repeat the others.
        let option = format!("remount,{option}");
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", &option, "tmpfs"]).arg(&self.0).status().unwrap();
        assert!(done.success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// Writes until it is refused: what was confirmed by then, and the refusal.
async fn until_full(store: &Store) -> (Vec<FactId>, StoreError) {
    let mut confirmed = Vec::new();
    loop {
        let heads: Vec<_> = confirmed.last().copied().into_iter().collect();
        match store.append(author(), &file("a"), &heads, vec![said(&"满".repeat(20_000))]).await {
            Ok(facts) => confirmed.push(facts[0].id),
            Err(error) => return (confirmed, error),
        }
        assert!(confirmed.len() < 1000);
    }
}

#[tokio::test]
async fn a_full_disk_refuses_the_act_keeps_what_was_confirmed_and_goes_on_when_there_is_room() {
    let computer = Computer::new();
    let Some(disk) = Disk::of(3) else {
        const ME: &str = "trouble::a_full_disk_refuses_the_act_keeps_what_was_confirmed_and_goes_on_when_there_is_room";
        return in_a_namespace(ME);
    };
    let folder = disk.0.join("desk");
    let (store, _) = Store::create(&folder, wang(), PASSWORD, computer.options()).await.unwrap();
    let (mut confirmed, refused) = until_full(&store).await;
    assert_eq!(refused.key(), "store.full", "{refused}");
    assert!(refused.fills()[0].1.contains("desk"), "{refused:?} does not say where");
    assert!(!confirmed.is_empty());
    assert_eq!(ids(&store, &file("a")).await, confirmed);
    disk.remount("size=16m");
    let heads = store.heads(&file("a")).await.unwrap();
    confirmed.push(store.append(author(), &file("a"), &heads, vec![said("有地方了")]).await.unwrap()[0].id);
    store.close().await;
    drop(store);
    let store = Store::open(&folder, &person(), PASSWORD, computer.options()).await.unwrap();
    assert_eq!(ids(&store, &file("a")).await, confirmed);
    assert_eq!(store.verify().await.unwrap().problems, []);
    store.close().await;
}

/// Needs neither root nor a mount: the system lets no file grow past a size, as a quota does.
#[cfg(unix)]
#[tokio::test]
async fn a_database_that_may_grow_no_further_refuses_the_act_and_keeps_what_was_confirmed() {
    const ME: &str = "trouble::a_database_that_may_grow_no_further_refuses_the_act_and_keeps_what_was_confirmed";
    let computer = Computer::new();
    let Some(folder) = std::env::var_os(LIMITED).map(PathBuf::from) else {
        // Blocks of 512 bytes; with the signal ignored, writing further fails as on a full disk.
        let limited = "trap '' XFSZ; ulimit -f 6000; exec \"$0\" \"$@\"";
        once_more(Command::new("sh").args(["-c", limited]).env(LIMITED, computer.desk()), ME);
        let store = Store::open(&computer.desk(), &person(), PASSWORD, computer.options()).await.unwrap();
        assert!(ids(&store, &file("a")).await.len() > 5);
        assert_eq!(store.verify().await.unwrap().problems, []);
        return store.close().await;
    };
    let (store, _) = Store::create(&folder, wang(), PASSWORD, computer.options()).await.unwrap();
    let (confirmed, refused) = until_full(&store).await;
    assert!(["store.full", "store.io"].contains(&refused.key()), "{refused}");
    assert_eq!(ids(&store, &file("a")).await, confirmed);
}

#[tokio::test]
async fn a_read_only_folder_is_named() {
    let computer = Computer::new();
    let Some(disk) = Disk::of(8) else {
        return in_a_namespace("trouble::a_read_only_folder_is_named");
    };
    let folder = disk.0.join("desk");
    let (store, _) = Store::create(&folder, wang(), PASSWORD, computer.options()).await.unwrap();
    store.close().await;
    drop(store);
    disk.remount("ro");
    let refused = Store::open(&folder, &person(), PASSWORD, computer.options()).await.err().unwrap();
    assert_eq!((refused.key(), refused.fills()), ("store.read_only", vec![("place", folder.display().to_string())]));
    let new = disk.0.join("new");
    let refused = Store::create(&new, wang(), PASSWORD, computer.options()).await.err().unwrap();
    assert_eq!(refused.key(), "store.read_only");
}

#[tokio::test]
async fn a_second_instance_is_refused_and_told_who_has_the_desk() {
    let computer = Computer::new();
    let store = computer.create().await;
    let refused = Store::open(&computer.desk(), &person(), PASSWORD, computer.options()).await.err().unwrap();
    assert_eq!(refused.key(), "store.in_use");
    let holder = &refused.fills()[1].1;
    assert!(holder.contains(&std::process::id().to_string()), "{holder}");
    drop(store);
}

#[tokio::test]
async fn a_folder_without_a_desk_and_one_with_a_desk_are_told_apart() {
    let computer = Computer::new();
    let none = Store::open(&computer.desk(), &person(), PASSWORD, computer.options()).await.err().unwrap();
    assert_eq!(none.key(), "store.missing");
    assert!(!Store::is_at(&computer.desk()));
    computer.create().await;
    assert!(Store::is_at(&computer.desk()));
    let twice = Store::create(&computer.desk(), wang(), PASSWORD, computer.options()).await.err().unwrap();
    assert_eq!(twice.key(), "store.exists");
}

#[tokio::test]
async fn a_file_that_is_not_our_database_is_named_as_damaged() {
    let computer = Computer::new();
    computer.create().await.close().await;
    std::fs::write(computer.desk().join("desk.db"), vec![42; 40_960]).unwrap();
    let refused = Store::open(&computer.desk(), &person(), PASSWORD, computer.options()).await.err().unwrap();
    assert_eq!(refused.key(), "store.damaged");
    assert!(refused.fills()[0].1.ends_with("desk.db"));
}

#[tokio::test]
async fn a_damaged_key_file_is_named() {
    let computer = Computer::new();
    computer.create().await.close().await;
    std::fs::write(computer.desk().join("desk.keys.json"), b"{\"format\":\"greenlane-keys\",").unwrap();
    let refused = Store::open(&computer.desk(), &person(), PASSWORD, computer.options()).await.err().unwrap();
    assert_eq!(refused.key(), "store.key_file");
}

#[tokio::test]
async fn a_damaged_page_is_found_wherever_it_lies() {
    let computer = Computer::new();
    let store = computer.create().await;
    for text in 0..40 {
        note(&store, &file("a"), &format!("{text}{}", "页".repeat(1000))).await;
    }
    store.close().await;
    drop(store);
    let path = computer.desk().join("desk.db");
    let whole = std::fs::read(&path).unwrap();
    let pages = whole.len() / 4096;
    assert!(pages > 40);
    for page in (0..pages).step_by(pages / 12) {
        let mut damaged = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
        damaged.seek(SeekFrom::Start((page * 4096 + 1234) as u64)).unwrap();
        damaged.write_all(&[whole[page * 4096 + 1234] ^ 0x10]).unwrap();
        drop(damaged);
        match Store::open(&computer.desk(), &person(), PASSWORD, computer.options()).await {
            Err(refused) => assert_eq!(refused.key(), "store.damaged", "page {page}: {refused}"),
            Ok(store) => {
                let found = store.verify().await.unwrap();
                assert!(!found.problems.is_empty(), "page {page} of {pages}");
                store.close().await;
            }
        }
        std::fs::write(&path, &whole).unwrap();
        for tail in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(computer.desk().join(format!("desk.db{tail}")));
        }
    }
}
