//! What holds for every story: the fold never panics, does not care for the order of arrival, and forgets nothing.

use crate::counter::*;
use greenlane_domain::case::*;
use greenlane_domain::fact::{Fact, History};
use proptest::prelude::*;

/// Whatever a clerk might try next, sensible or not.
fn try_something(counter: &mut Counter, choice: u8, item: u8) {
    let item = ItemNo::nth(usize::from(item % 4) + 1);
    let bodies = ["public_security", "housing", "talent_bureau", "education"];
    let body = bodies[usize::from(choice) % bodies.len()].to_owned();
    let act = match choice % 23 {
        0 => CaseAct::ChooseItems { items: counter.chosen(&["settle_household", "talent_flat"]) },
        1 => CaseAct::ChooseItems { items: counter.chosen(&["degree_check"]) },
        2 => CaseAct::GiveNotice { items: vec![item], told: told("本人"), reason: String::new() },
        3 => {
            let papers = counter.state().checklist();
            let paper = |merged: MergedMaterial| ReceivedPaper {
                key: merged.spec.key,
                name: merged.spec.name,
                form: merged.spec.form,
                copies: 1,
                pages: 1,
                sighted_returned: false,
                promised_for: None,
                attachments: vec![],
            };
            CaseAct::Receive { from: "本人".into(), papers: papers.into_iter().map(paper).collect() }
        }
        4 => CaseAct::Accept { items: vec![item] },
        5 | 6 => CaseAct::Dispatch { item, body, request: String::new() },
        7 | 8 => CaseAct::Acknowledge { item, body, by: "专员".into() },
        9 => CaseAct::Bounce {
            item,
            body,
            reason_key: counter.rules.return_reasons[0].key.clone(),
            reason: "材料不符".into(),
        },
        10 | 11 => CaseAct::FeedBack {
            item,
            body,
            by: "专员".into(),
            result: "可".into(),
            proposes: Outcome::Granted,
            papers: vec![],
        },
        12 => decision(&item.0, Outcome::Granted),
        13 => decision(&item.0, Outcome::Refused),
        14 => CaseAct::Collect { item, papers: vec![] },
        15 => handover(&[&item.0], "陈䶮"),
        16 => CaseAct::Suspend {
            item,
            reason_key: "awaiting_higher".into(),
            reason: "等省厅批复".into(),
            expected_days: None,
            told: told("本人"),
        },
        17 => CaseAct::Resume { item },
        18 => {
            CaseAct::Rate { item: Some(item), level: 1 + choice % 5, comment: String::new(), channel: "phone".into() }
        }
        19 => CaseAct::Rate { item: None, level: 1 + choice % 5, comment: String::new(), channel: "phone".into() },
        20 => CaseAct::Rectify { item: (choice.is_multiple_of(2)).then_some(item), what: "补办并致歉".into() },
        21 => CaseAct::CallBack { reached: choice.is_multiple_of(2), answer: String::new(), follow_up: String::new() },
        _ => CaseAct::Note { text: "记".into() },
    };
    let _ = counter.try_act(act);
}

fn two_desks(steps: &[(u8, u8, bool)]) -> Vec<Fact> {
    let mut a = Counter::fixture();
    a.registers("陈䶮");
    let mut b = a.second_desk();
    for (choice, item, at_a) in steps {
        if *choice > 240 {
            a.meets(&mut b);
        }
        try_something(if *at_a { &mut a } else { &mut b }, *choice, *item);
    }
    a.meets(&mut b);
    a.facts
}

/// Two desks after the handover: ratings, what follows from them, callbacks and the filing, in any order.
fn two_desks_afterwards(steps: &[(u8, bool)]) -> Vec<Fact> {
    let mut a = Counter::fixture();
    a.registers("陈䶮").chooses(&["settle_household"]).receives(None).accepts(&["01"]);
    a.handles("01", &["public_security"]).grants("01").collects("01").hands_over(&["01"]);
    let mut b = a.second_desk();
    for (choice, at_a) in steps {
        let item = (choice % 3 > 0).then(|| ItemNo::nth(1));
        let act = match choice % 11 {
            0..=2 => CaseAct::Rate { item, level: 1 + choice % 5, comment: String::new(), channel: "phone".into() },
            3..=5 => CaseAct::Rectify { item, what: "补办并致歉".into() },
            6 | 7 => CaseAct::CallBack { reached: choice % 2 == 0, answer: String::new(), follow_up: String::new() },
            8 => CaseAct::Note { text: "记".into() },
            9 => {
                let filing = Filing {
                    archival_code: String::new(),
                    retention: None,
                    papers: 0,
                    pages: 0,
                    sha256: String::new(),
                    remarks: String::new(),
                };
                CaseAct::File { filing }
            }
            _ => {
                a.meets(&mut b);
                continue;
            }
        };
        let _ = if *at_a { &mut a } else { &mut b }.try_act(act);
    }
    a.meets(&mut b);
    a.facts
}

/// The same facts, dealt in another order.
fn shuffled(mut facts: Vec<Fact>, seed: u64) -> Vec<Fact> {
    let count = facts.len() as u64;
    for n in (1..facts.len()).rev() {
        let other =
            (seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(n as u64 * count) >> 33) as usize % (n + 1);
        facts.swap(n, other);
    }
    facts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_follows_the_handover_does_not_depend_on_the_order_of_arrival_either(
        steps in prop::collection::vec((any::<u8>(), any::<bool>()), 1..30),
        seed in any::<u64>(),
    ) {
        let facts = two_desks_afterwards(&steps);
        let state = fold(&History::of(facts.clone()));
        prop_assert_eq!(&fold(&History::of(shuffled(facts.clone(), seed))), &state);
        // One rectification for each thing that was rated badly, done only where somebody said so.
        let bodies: Vec<CaseFact> = facts.iter().filter_map(CaseFact::of).collect();
        for one in &state.rectifications {
            let badly = |body: &CaseFact| matches!(body, CaseFact::Rated { item, rectify: Some(_), .. } if *item == one.item);
            let said = |body: &CaseFact| matches!(body, CaseFact::Rectified { item, .. } if *item == one.item);
            prop_assert!(bodies.iter().any(badly));
            prop_assert_eq!(one.done.is_some(), bodies.iter().any(said));
            prop_assert_eq!(state.rectifications.iter().filter(|other| other.item == one.item).count(), 1);
        }
        let reached = bodies.iter().any(|body| matches!(body, CaseFact::CalledBack { reached: true, .. }));
        prop_assert_eq!(state.call_back_due.is_none(), reached);
    }

    #[test]
    fn any_order_of_the_same_facts_gives_the_same_state(
        steps in prop::collection::vec((any::<u8>(), any::<u8>(), any::<bool>()), 1..40),
        seed in any::<u64>(),
    ) {
        let facts = two_desks(&steps);
        let straight = fold(&History::of(facts.clone()));
        let shuffled = shuffled(facts, seed);
        let twice: Vec<Fact> = shuffled.iter().chain(&shuffled).cloned().collect();
        prop_assert_eq!(&fold(&History::of(shuffled)), &straight);
        prop_assert_eq!(&fold(&History::of(twice)), &straight);
    }

    #[test]
    fn the_fold_of_any_part_of_the_facts_never_panics(
        steps in prop::collection::vec((any::<u8>(), any::<u8>(), any::<bool>()), 1..40),
        keep in prop::collection::vec(any::<bool>(), 200),
    ) {
        let part = two_desks(&steps).into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(fact, _)| fact);
        let state = fold(&History::of(part));
        let _ = state.phase();
    }

    #[test]
    fn an_act_that_is_offered_as_impossible_is_refused_and_bodies_survive_the_round_trip(
        steps in prop::collection::vec((any::<u8>(), any::<u8>(), any::<bool>()), 1..40),
    ) {
        for fact in two_desks(&steps) {
            let body = CaseFact::of(&fact).expect("this release knows its own kinds");
            let (kind, value) = greenlane_domain::fact::parts(&body).unwrap();
            prop_assert_eq!(&kind, &fact.content.kind);
            prop_assert_eq!(&value, &fact.content.body);
        }
    }
}
