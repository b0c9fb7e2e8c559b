use crate::desk::*;
use greenlane_domain::fact::FileKind;

#[tokio::test]
async fn what_was_confirmed_is_there_after_reopening() {
    let computer = Computer::new();
    let store = computer.create().await;
    let first = note(&store, &file("a"), "一").await;
    let second = note(&store, &file("a"), "二").await;
    store.close().await;
    drop(store);
    let store = computer.open().await;
    assert_eq!(ids(&store, &file("a")).await, [first.id, second.id]);
    assert_eq!(second.content.parents, [first.id]);
    assert_eq!(second.content.previous, Some(first.id));
    assert_eq!((second.content.epoch, second.content.seq), (1, 2));
    assert_eq!(store.opened().new_epoch, None);
    assert_eq!(store.files(&FileKind::Other("ledger".into())).await.unwrap(), [file("a")]);
    let found = store.verify().await.unwrap();
    assert_eq!((found.facts, found.problems), (2, vec![]));
}

#[tokio::test]
async fn an_act_over_several_files_is_confirmed_whole_or_not_at_all() {
    let computer = Computer::new();
    let store = computer.create().await;
    store.add_numbers("case", 1, 10, "").await.unwrap();
    let mut act = store.act(author()).await.unwrap();
    act.append(&file("a"), &[], vec![said("一"), said("二")]).await.unwrap();
    act.append(&file("b"), &[], vec![said("三")]).await.unwrap();
    assert_eq!(act.take_number("case").await.unwrap().number, 1);
    drop(act);
    assert_eq!(store.fact_count().await.unwrap(), 0);
    let mut act = store.act(author()).await.unwrap();
    act.append(&file("a"), &[], vec![said("一"), said("二")]).await.unwrap();
    act.append(&file("b"), &[], vec![said("三")]).await.unwrap();
    let taken = act.take_number("case").await.unwrap();
    assert_eq!((taken.number, taken.left, taken.of), (1, 9, 10));
    let facts = act.confirm().await.unwrap();
    assert_eq!(facts.iter().map(|fact| fact.content.seq).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(store.history(&file("a")).await.unwrap().is_chain());
    assert_eq!(store.unsent_count().await.unwrap(), 3);
    assert!(store.verify().await.unwrap().problems.is_empty());
}

#[tokio::test]
async fn a_decision_on_an_old_state_is_sent_back_to_be_made_again() {
    let computer = Computer::new();
    let store = computer.create().await;
    let first = note(&store, &file("a"), "一").await;
    note(&store, &file("a"), "二").await;
    let late = store.append(author(), &file("a"), &[first.id], vec![said("晚了")]).await.unwrap_err();
    assert_eq!(late.key(), "store.moved");
    assert_eq!(store.fact_count().await.unwrap(), 2);
    assert!(store.verify().await.unwrap().problems.is_empty());
}

#[tokio::test]
async fn the_clock_never_goes_back_on_one_desk() {
    let computer = Computer::new();
    let mut options = computer.options();
    let hour = std::sync::Arc::new(std::sync::atomic::AtomicI64::new(7_200_000));
    let clock = hour.clone();
    options.clock = std::sync::Arc::new(move || clock.fetch_sub(3_600_000, std::sync::atomic::Ordering::Relaxed));
    let (store, _) = greenlane_store::Store::create(&computer.desk(), wang(), PASSWORD, options).await.unwrap();
    let first = note(&store, &file("a"), "一").await;
    let second = note(&store, &file("a"), "二").await;
    assert!(second.content.at > first.content.at);
}

#[tokio::test]
async fn what_was_sent_leaves_the_outbox_and_nothing_else_does() {
    let computer = Computer::new();
    let store = computer.create().await;
    for text in ["一", "二", "三"] {
        note(&store, &file("a"), text).await;
    }
    let unsent = store.unsent(0, 10).await.unwrap();
    assert_eq!(unsent.len(), 3);
    store.mark_sent(&[unsent[0].place, unsent[2].place]).await.unwrap();
    let left = store.unsent(0, 10).await.unwrap();
    assert_eq!(left, [unsent[1].clone()]);
    assert_eq!(store.facts_after(unsent[0].place, 10).await.unwrap().len(), 2);
}

#[tokio::test]
async fn numbers_are_given_once_and_only_from_blocks_of_this_epoch() {
    let computer = Computer::new();
    let store = computer.create().await;
    store.add_numbers("case", 1, 2, "lease-1").await.unwrap();
    store.add_numbers("case", 1, 2, "lease-1").await.unwrap();
    let overlap = store.add_numbers("case", 2, 5, "lease-2").await.unwrap_err();
    assert_eq!(overlap.key(), "store.numbers_overlap");
    store.add_numbers("case", 7, 8, "lease-3").await.unwrap();
    let mut given = Vec::new();
    for _ in 0..3 {
        let mut act = store.act(author()).await.unwrap();
        given.push(act.take_number("case").await.unwrap().number);
        act.confirm().await.unwrap();
    }
    assert_eq!(given, [1, 2, 7]);
    store.open_new_epoch().await.unwrap();
    let mut act = store.act(author()).await.unwrap();
    assert_eq!(act.take_number("case").await.unwrap_err().key(), "store.no_number");
}

#[tokio::test]
async fn a_draft_is_kept_at_every_field_and_goes_with_the_act_it_became() {
    let computer = Computer::new();
    let store = computer.create().await;
    store.save_draft("intake/1", &person(), r#"{"name":"张"}"#).await.unwrap();
    store.save_draft("intake/1", &person(), r#"{"name":"张䶮"}"#).await.unwrap();
    store.set("pack", "fixture@1").await.unwrap();
    store.close().await;
    drop(store);
    let store = computer.open().await;
    assert_eq!(store.draft("intake/1").await.unwrap().unwrap().body, r#"{"name":"张䶮"}"#);
    assert_eq!(store.setting("pack").await.unwrap().as_deref(), Some("fixture@1"));
    let mut act = store.act(author()).await.unwrap();
    act.append(&file("a"), &[], vec![said("一")]).await.unwrap();
    act.drop_draft("intake/1").await.unwrap();
    assert_eq!(store.drafts().await.unwrap().len(), 1);
    act.confirm().await.unwrap();
    assert!(store.drafts().await.unwrap().is_empty());
}

#[tokio::test]
async fn small_and_large_contents_come_back_as_they_were() {
    let computer = Computer::new();
    let store = computer.create().await;
    for size in [0, 1, 512 * 1024, 512 * 1024 + 1, 3 * 1024 * 1024 + 17] {
        let content: Vec<u8> = (0..size).map(|place: usize| (place * 31 % 251) as u8).collect();
        let info = store.put_content(content.clone(), "application/pdf", "告知书.pdf").await.unwrap();
        assert_eq!(store.put_content(content.clone(), "application/pdf", "另名.pdf").await.unwrap().hash, info.hash);
        assert_eq!(store.content(&info.hash).await.unwrap(), content);
        assert_eq!(store.content_info(&info.hash).await.unwrap().unwrap(), info);
    }
    assert_eq!(store.contents().await.unwrap().len(), 5);
    assert_eq!(std::fs::read_dir(computer.desk().join("attachments")).unwrap().count(), 2);
    assert_eq!(store.content(&"0".repeat(64)).await.unwrap_err().key(), "store.no_content");
    assert!(store.verify().await.unwrap().problems.is_empty());
}

#[tokio::test]
async fn a_changed_bit_in_a_large_content_is_found_and_named() {
    let computer = Computer::new();
    let store = computer.create().await;
    let info = store.put_content(vec![7; 900_000], "image/jpeg", "扫描件.jpg").await.unwrap();
    let path = std::fs::read_dir(computer.desk().join("attachments")).unwrap().next().unwrap().unwrap().path();
    let mut sealed = std::fs::read(&path).unwrap();
    sealed[700_000] ^= 1;
    std::fs::write(&path, sealed).unwrap();
    assert_eq!(store.content(&info.hash).await.unwrap_err().key(), "store.damaged_content");
    let problems = store.verify().await.unwrap().problems;
    assert_eq!(problems, [greenlane_store::Problem::Content(info.hash)]);
}
