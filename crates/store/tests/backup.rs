//! Copies on another disk: whole, secret, never over an older one, and opened as another life of the desk.

use crate::desk::*;
use greenlane_store::{EpochReason, Store};

#[tokio::test]
async fn a_copy_opened_elsewhere_has_the_same_facts_and_opens_a_new_epoch() {
    let (here, there) = (Computer::new(), Computer::new());
    let store = here.create().await;
    let one = note(&store, &file("a"), "一").await;
    let large = vec![7_u8; 700 * 1024];
    let paper = store.put_content(b"%PDF-1.7".to_vec(), "application/pdf", "告知书").await.unwrap();
    let scan = store.put_content(large.clone(), "image/png", "扫描件").await.unwrap();
    let backup = store.back_up(there.folder.path()).await.unwrap();
    assert_eq!((backup.facts, backup.attachments), (1, 1));
    // What is written afterwards is not in the copy.
    note(&store, &file("a"), "二").await;

    copy_folder(&backup.place, &there.desk());
    let copy = there.open().await;
    assert_eq!(copy.opened().new_epoch, Some(EpochReason::Unknown));
    assert_eq!(ids(&copy, &file("a")).await, [one.id]);
    assert_eq!(copy.content(&paper.hash).await.unwrap(), b"%PDF-1.7");
    assert_eq!(copy.content(&scan.hash).await.unwrap(), large);
    assert_eq!(copy.verify().await.unwrap().problems, []);
    let next = note(&copy, &file("a"), "三").await;
    assert!(next.content.epoch > one.content.epoch);
    store.close().await;
    drop(store);
    assert_eq!(here.open().await.opened().new_epoch, None, "the original counts on");
}

#[tokio::test]
async fn a_copy_opened_on_the_same_computer_at_once_opens_a_new_epoch_too() {
    let computer = Computer::new();
    let store = computer.create().await;
    let one = note(&store, &file("a"), "一").await;
    let backup = store.back_up(computer.folder.path()).await.unwrap();
    store.close().await;
    drop(store);
    let copy = Store::open(&backup.place, &person(), PASSWORD, computer.options()).await.unwrap();
    assert_eq!(copy.opened().new_epoch, Some(EpochReason::Restored));
    assert_eq!(ids(&copy, &file("a")).await, [one.id]);
}

#[tokio::test]
async fn a_copy_says_nothing_in_the_clear_and_is_never_written_over_an_older_one() {
    let computer = Computer::new();
    let store = computer.create().await;
    note(&store, &file("a"), "绝不能看见的姓名").await;
    let folder = computer.folder.path().join("backups");
    std::fs::create_dir(&folder).unwrap();
    let (first, second) = (store.back_up(&folder).await.unwrap(), store.back_up(&folder).await.unwrap());
    assert_ne!(first.place, second.place);
    let names: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(names.len(), 2, "nothing half made is left: {names:?}");
    let bytes = std::fs::read(first.place.join("desk.db")).unwrap();
    assert!(!bytes.starts_with(b"SQLite format 3"));
    let said = "绝不能看见的姓名".as_bytes();
    assert!(!bytes.windows(said.len()).any(|window| window == said));
}

#[tokio::test]
async fn a_place_that_does_not_do_is_named_and_nothing_is_left_there() {
    let computer = Computer::new();
    let store = computer.create().await;
    let nowhere = store.back_up(&computer.folder.path().join("没有")).await.unwrap_err();
    assert_eq!(nowhere.key(), "store.no_folder");
    assert_eq!(store.back_up(&computer.desk()).await.unwrap_err().key(), "store.inside_desk");
    for number in 0..60 {
        note(&store, &file("a"), &format!("{number}{}", "满".repeat(20_000))).await;
    }
    let Some(disk) = crate::trouble::Disk::of(1) else {
        const ME: &str = "backup::a_place_that_does_not_do_is_named_and_nothing_is_left_there";
        return crate::trouble::in_a_namespace(ME);
    };
    let full = store.back_up(&disk.0).await.unwrap_err();
    assert_eq!(full.key(), "store.full", "{full}");
    assert_eq!(std::fs::read_dir(&disk.0).unwrap().count(), 0);
    disk.remount("ro");
    let read_only = store.back_up(&disk.0).await.unwrap_err();
    assert_eq!(read_only.key(), "store.read_only", "{read_only}");
}
