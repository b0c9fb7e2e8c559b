//! Facts: bytes that prove themselves, and a history that does not care how they arrived.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use ed25519_dalek::SigningKey;
use greenlane_domain::fact::*;
use proptest::prelude::*;

fn key() -> SigningKey {
    SigningKey::from_bytes(&[3; 32])
}

fn content(seq: u64, device: &str, ms: i64, parents: Vec<FactId>) -> Content {
    Content {
        file: FileId::of(&FileKind::Case, "one"),
        parents,
        device: DeviceId::new(device),
        epoch: 1,
        seq,
        previous: None,
        author: Author {
            person: PersonId::new("p"),
            name: "买买提·吐尔逊".into(),
            role: "window_specialist".into(),
            office: String::new(),
        },
        at: Moment { ms, tick: 0 },
        kind: "noted".into(),
        version: 1,
        body: serde_json::json!({ "text": format!("{device}{seq}") }),
    }
}

fn fact(content: &Content) -> Fact {
    seal(content, &key()).unwrap().read().unwrap()
}

#[test]
fn a_fact_is_its_bytes_and_one_changed_bit_is_found() {
    let sealed = seal(&content(1, "a", 5, vec![]), &key()).unwrap();
    sealed.verify(&key().verifying_key()).unwrap();
    assert_eq!(sealed.read().unwrap().content, content(1, "a", 5, vec![]));

    let mut altered = sealed.clone();
    *altered.bytes.last_mut().unwrap() ^= 1;
    assert_ne!(altered.id(), sealed.id());
    assert!(matches!(altered.verify(&key().verifying_key()), Err(FactError::Forged(_))));
    let other_desk = SigningKey::from_bytes(&[4; 32]);
    assert!(matches!(sealed.verify(&other_desk.verifying_key()), Err(FactError::Forged(_))));
}

#[test]
fn what_is_too_large_or_not_a_fact_is_said_to_be_so() {
    let mut large = content(1, "a", 5, vec![]);
    large.body = serde_json::json!({ "text": "长".repeat(MAX_FACT_BYTES) });
    assert!(matches!(seal(&large, &key()), Err(FactError::TooLarge(_))));
    let nonsense = Sealed { bytes: b"[]".to_vec(), signature: [0; 64] };
    assert!(matches!(nonsense.read(), Err(FactError::Unreadable(_))));
}

#[test]
fn causes_come_first_even_when_a_clock_was_a_year_slow() {
    let first = fact(&content(1, "a", 1_000_000_000_000, vec![]));
    let answer = fact(&content(1, "b", 1, vec![first.id]));
    let history = History::of([answer.clone(), first.clone()]);
    let order: Vec<FactId> = history.iter().map(|ordered| ordered.fact.id).collect();
    assert_eq!(order, [first.id, answer.id]);
    assert_eq!(history.heads(), [answer.id]);
    assert!(!history.concurrent(0, 1));
}

#[test]
fn facts_that_did_not_know_of_each_other_are_concurrent_and_a_lost_parent_is_named() {
    let root = fact(&content(1, "a", 1, vec![]));
    let left = fact(&content(2, "a", 2, vec![root.id]));
    let right = fact(&content(1, "b", 3, vec![root.id]));
    let history = History::of([left.clone(), right.clone(), root.clone()]);
    assert!(history.concurrent(1, 2));
    assert_eq!(history.heads().len(), 2);
    let without_root = History::of([left, right]);
    assert_eq!(without_root.missing().iter().copied().collect::<Vec<_>>(), [root.id]);
    assert_eq!(without_root.len(), 2, "what is here still counts");
}

#[test]
fn the_clock_of_one_desk_never_goes_back() {
    let now = Moment::next(None, 1000);
    let wall_went_back = Moment::next(Some(now), 10);
    assert!(wall_went_back > now);
    assert_eq!(Moment::local("2026-11-22T09:30:00".parse().unwrap()).local_time().to_string(), "2026-11-22 09:30:00");
}

#[test]
fn a_file_says_of_what_kind_it_is_and_unknown_kinds_are_carried() {
    assert_eq!(FileId::of(&FileKind::Talent, "x").kind(), FileKind::Talent);
    assert_eq!(FileId::new("ledger/x").kind(), FileKind::Other("ledger".into()));
}

proptest! {
    #[test]
    fn reading_any_bytes_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = Sealed { bytes, signature: [0; 64] }.read();
    }
}
