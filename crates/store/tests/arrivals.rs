use crate::desk::*;
use greenlane_domain::fact::Sealed;
use greenlane_store::{Problem, Reason, Store};
use proptest::prelude::*;

async fn all(store: &Store) -> Vec<Sealed> {
    store.facts_after(0, u32::MAX).await.unwrap().into_iter().map(|out| out.sealed).collect()
}

#[tokio::test]
async fn facts_of_another_desk_arrive_once_however_often_they_are_sent() {
    let (a, b) = (Computer::new(), Computer::new());
    let (a, b) = (a.create().await, b.create().await);
    b.trust(a.device(), &a.public_key()).await.unwrap();
    for text in ["一", "二", "三"] {
        note(&a, &file("a"), text).await;
    }
    let sent = all(&a).await;
    let arrival = b.insert_foreign(sent.clone(), Some("city")).await.unwrap();
    assert_eq!((arrival.new.len(), arrival.known), (3, 0));
    let again = b.insert_foreign(sent.iter().cloned().chain(sent.iter().cloned()).collect(), None).await.unwrap();
    assert_eq!((again.new.len(), again.known), (0, 6));
    assert_eq!(ids(&b, &file("a")).await, ids(&a, &file("a")).await);
    assert_eq!(b.unsent_count().await.unwrap(), 0, "what came from others is not sent as one's own");
    assert!(b.verify().await.unwrap().problems.is_empty());
}

#[tokio::test]
async fn an_unknown_desks_facts_wait_aside_until_somebody_vouches_for_it() {
    let (a, b) = (Computer::new(), Computer::new());
    let (a, b) = (a.create().await, b.create().await);
    let noted = note(&a, &file("a"), "一").await;
    let arrival = b.insert_foreign(all(&a).await, None).await.unwrap();
    assert_eq!(arrival.aside, [(noted.id, Reason::UnknownDevice)]);
    assert_eq!(b.fact_count().await.unwrap(), 0);
    b.insert_foreign(all(&a).await, None).await.unwrap();
    assert_eq!(b.aside().await.unwrap().len(), 1, "kept once");
    let came = b.trust(a.device(), &a.public_key()).await.unwrap();
    assert_eq!(came.new, [noted.id]);
    assert!(b.aside().await.unwrap().is_empty());
    let other = ed25519_dalek::SigningKey::from_bytes(&[3; 32]).verifying_key();
    assert!(b.trust(a.device(), &other).await.is_err(), "a desk's key never changes");
}

#[tokio::test]
async fn forged_and_unreadable_facts_are_kept_aside_and_do_not_block_the_true_one() {
    let (a, b) = (Computer::new(), Computer::new());
    let (a, b) = (a.create().await, b.create().await);
    b.trust(a.device(), &a.public_key()).await.unwrap();
    let noted = note(&a, &file("a"), "一").await;
    let genuine = all(&a).await.remove(0);
    let forged = Sealed { bytes: genuine.bytes.clone(), signature: [1; 64] };
    let noise = Sealed { bytes: b"{}".to_vec(), signature: [0; 64] };
    let arrival = b.insert_foreign(vec![forged, noise.clone(), genuine], None).await.unwrap();
    assert_eq!(arrival.aside, [(noted.id, Reason::Forged), (noise.id(), Reason::Unreadable)]);
    assert_eq!(arrival.new, [noted.id]);
    assert_eq!(b.aside().await.unwrap().len(), 2);
}

#[tokio::test]
async fn two_facts_with_one_count_are_both_kept_and_reported_and_the_copied_desk_opens_a_new_epoch() {
    let (here, there) = (Computer::new(), Computer::new());
    let a = here.create().await;
    note(&a, &file("a"), "一").await;
    a.close().await;
    drop(a);
    // The copy takes the witness along, as a cloned virtual machine does.
    copy_folder(here.folder.path(), there.folder.path());
    let (a, copy) = (here.open().await, there.open().await);
    assert_eq!(copy.opened().new_epoch, None, "nothing could tell them apart");
    let mine = note(&a, &file("a"), "甲").await;
    let theirs = note(&copy, &file("a"), "乙").await;
    assert_eq!(mine.content.seq, theirs.content.seq);
    let arrival = a.insert_foreign(all(&copy).await, None).await.unwrap();
    assert_eq!(arrival.new, [theirs.id]);
    assert_eq!(arrival.doubled.len(), 1);
    assert_eq!(arrival.new_epoch, Some(a.epoch().await.unwrap()));
    assert_eq!(ids(&a, &file("a")).await.len(), 3);
    let next = note(&a, &file("a"), "丙").await;
    assert!(next.content.epoch > mine.content.epoch && next.content.seq == 1);
    let problems = a.verify().await.unwrap().problems;
    assert!(matches!(problems.as_slice(), [Problem::Doubled(..)]), "{problems:?}");
    let third = Computer::new();
    let third = third.create().await;
    third.trust(a.device(), &a.public_key()).await.unwrap();
    third.insert_foreign(all(&copy).await, None).await.unwrap();
    third.insert_foreign(all(&a).await, None).await.unwrap();
    assert_eq!(ids(&third, &file("a")).await, ids(&a, &file("a")).await, "whichever came first");
    assert_eq!(third.doubled().await.unwrap(), a.doubled().await.unwrap());
}

#[tokio::test]
async fn a_restored_desk_gets_its_lost_facts_back_from_others() {
    let (a, b) = (Computer::new(), Computer::new());
    let (store, other) = (a.create().await, b.create().await);
    other.trust(store.device(), &store.public_key()).await.unwrap();
    note(&store, &file("a"), "一").await;
    let backup = a.folder.path().join("backup");
    copy_folder(&a.desk(), &backup);
    note(&store, &file("a"), "二").await;
    other.insert_foreign(all(&store).await, None).await.unwrap();
    store.close().await;
    drop(store);
    std::fs::remove_dir_all(a.desk()).unwrap();
    copy_folder(&backup, &a.desk());
    let store = a.open().await;
    let arrival = store.insert_foreign(all(&other).await, None).await.unwrap();
    assert_eq!((arrival.new.len(), arrival.known, arrival.doubled.len()), (1, 1, 0));
    assert_eq!(ids(&store, &file("a")).await, ids(&other, &file("a")).await);
    assert!(store.verify().await.unwrap().problems.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn the_order_of_arrival_changes_nothing(order in Just((0..12_usize).collect::<Vec<_>>()).prop_shuffle(), cut in 0..12_usize) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (a, b) = (Computer::new(), Computer::new());
            let (a, b) = (a.create().await, b.create().await);
            for text in 0..12 {
                note(&a, &file(if text % 3 == 0 { "a" } else { "b" }), &text.to_string()).await;
            }
            let sent = all(&a).await;
            let shuffled: Vec<Sealed> = order.iter().map(|place| sent[*place].clone()).collect();
            b.trust(a.device(), &a.public_key()).await.unwrap();
            let (first, second) = shuffled.split_at(cut);
            b.insert_foreign(first.to_vec(), None).await.unwrap();
            b.insert_foreign(second.to_vec(), None).await.unwrap();
            for name in ["a", "b"] {
                assert_eq!(ids(&b, &file(name)).await, ids(&a, &file(name)).await);
            }
            assert_eq!(b.verify().await.unwrap().problems, []);
        });
    }
}
