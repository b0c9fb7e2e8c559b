//! From dispatch to the filed volume.

use crate::counter::*;
use greenlane_domain::case::*;
use greenlane_domain::fact::Moment;

fn three_items() -> Counter {
    let mut counter = Counter::fixture();
    counter.registers("陈䶮").chooses(&["settle_household", "talent_flat", "degree_check"]);
    counter.tells(&["01", "02", "03"]).receives(None).accepts(&["01", "02", "03"]);
    counter
}

#[test]
fn one_is_granted_one_refused_one_impossible_and_all_are_told_apart() {
    let mut counter = three_items();
    counter.handles("01", &["public_security"]).grants("01").collects("01");
    counter.handles("02", &["housing", "talent_bureau"]);
    let mut bare = decision("02", Outcome::Refused);
    if let CaseAct::Decide { remedies, .. } = &mut bare {
        remedies.clear();
    }
    assert_eq!(counter.refused(bare), Rule::GroundsMissing);
    counter.act(decision("02", Outcome::Refused)).collects("02");

    counter.dispatches("03", "talent_bureau").acknowledges("03", "talent_bureau");
    assert_eq!(counter.refused(decision("03", Outcome::Impossible)), Rule::NotCoordinated);
    counter.act(CaseAct::Coordinate {
        item: no("03"),
        problem: "境外学校无法联系".into(),
        with: vec!["education".into()],
        told: told("陈䶮"),
    });
    counter.act(CaseAct::CloseCoordination { item: no("03"), result: "仍无法核验".into() });
    counter.act(decision("03", Outcome::Impossible)).collects("03");

    counter.hands_over(&["01", "02", "03"]);
    let state = counter.state();
    let outcomes: Vec<_> = state.items.values().map(|item| item.decision.as_ref().unwrap().1.outcome).collect();
    assert_eq!(outcomes, [Outcome::Granted, Outcome::Refused, Outcome::Impossible]);
    assert_eq!(state.phase(), CasePhase::HandedOver);
}

#[test]
fn an_item_waits_for_all_its_departments() {
    let mut counter = three_items();
    counter.handles("02", &["housing"]);
    assert_eq!(counter.refused(decision("02", Outcome::Granted)), Rule::AnswersOutstanding);
}

#[test]
fn a_returned_item_counts_as_a_bounce_and_can_be_sent_again() {
    let mut counter = three_items();
    counter.dispatches("01", "public_security");
    let bounce = |reason: &str| CaseAct::Bounce {
        item: no("01"),
        body: "public_security".into(),
        reason_key: "papers_wrong".into(),
        reason: reason.into(),
    };
    assert_eq!(counter.refused(bounce("")), Rule::FieldEmpty);
    counter.act(bounce("缺户口簿本人页"));
    assert_eq!(counter.item("01").phase, ItemPhase::Returned);
    assert_eq!(counter.state().bounces(), 1);
    counter.handles("01", &["public_security"]).grants("01");
    assert_eq!(counter.state().bounces(), 1, "the bounce stays on record");
}

#[test]
fn an_item_that_must_wait_for_another_is_not_sent_before_it() {
    let mut counter = Counter::fixture();
    counter.registers("陈䶮").chooses(&["settle_household", "school_place"]);
    counter.tells(&["01", "02"]).receives(None).accepts(&["01", "02"]);
    let early = CaseAct::Dispatch { item: no("02"), body: "education".into(), request: String::new() };
    assert_eq!(counter.refused(early.clone()), Rule::PredecessorOpen);
    counter.handles("01", &["public_security"]).grants("01").act(early);
}

#[test]
fn somebody_else_needs_a_power_to_collect() {
    let mut counter = three_items();
    counter.handles("01", &["public_security"]).grants("01").collects("01");
    assert_eq!(counter.refused(handover(&["01"], "孙倩")), Rule::PowerMissing);
    let mut with_power = handover(&["01"], "孙倩");
    if let CaseAct::HandOver { relation, power, .. } = &mut with_power {
        *relation = "单位专员".into();
        *power = "授权委托书".into();
    }
    counter.act(with_power);
    let state = counter.state();
    assert!(state.handovers[0].1.partial, "the other items follow");
    assert_eq!(state.phase(), CasePhase::PartlyHandedOver);
}

#[test]
fn a_case_is_filed_only_when_nothing_is_open_and_then_stays_closed() {
    let mut counter = Counter::fixture();
    counter.registers("陈䶮").chooses(&["settle_household"]).receives(None).accepts(&["01"]);
    let file = filing();
    assert_eq!(counter.refused(file.clone()), Rule::StillOpen);
    counter.handles("01", &["public_security"]).grants("01").collects("01").hands_over(&["01"]);
    counter.act(CaseAct::Rate { item: Some(no("01")), level: 5, comment: "好".into(), channel: "counter".into() });
    let again = CaseAct::Rate { item: Some(no("01")), level: 4, comment: String::new(), channel: "phone".into() };
    assert_eq!(counter.refused(again), Rule::AlreadyRated);
    counter.act(file);
    assert_eq!(counter.state().phase(), CasePhase::Filed);
    let items = counter.chosen(&["talent_flat"]);
    assert_eq!(counter.refused(CaseAct::ChooseItems { items }), Rule::CaseFiled);
    counter.act(CaseAct::Note { text: "电话核实地址".into() });
}

#[test]
fn what_the_case_looked_like_on_a_day_is_a_fold_over_what_was_known_then() {
    let mut counter = Counter::fixture();
    counter.at("2026-03-02 09:00").registers("陈䶮").chooses(&["settle_household"]).receives(None).accepts(&["01"]);
    let then = counter.state();
    counter.at("2026-03-10 09:00").handles("01", &["public_security"]).grants("01");
    let on_third_of_march: Moment = moment("2026-03-03 12:00");
    assert_eq!(fold(&counter.history().as_of(on_third_of_march)), then);
    assert_ne!(counter.state(), then);
}

#[test]
fn every_refusal_has_words_in_both_languages_and_every_act_is_offered_or_refused_with_a_rule() {
    use greenlane_domain::words::{Language, has};
    for rule in Rule::ALL {
        let key = format!("rule.{}", rule.word());
        assert!(has(Language::Chinese, &key) && has(Language::English, &key), "{key}");
    }
    let counter = three_items();
    let offers = counter.offers();
    assert!(offers.iter().any(|offer| offer.act == ActKind::Dispatch && offer.is_possible()));
    let file = offers.iter().find(|offer| offer.act == ActKind::File).unwrap();
    assert_eq!(file.refusal.as_ref().unwrap().rule, Rule::StillOpen);
}

#[test]
fn a_city_may_hand_over_only_everything_together() {
    let mut counter = three_items();
    counter.rules.partial_handover = false;
    counter.handles("01", &["public_security"]).grants("01").collects("01");
    let to = counter.state().talent_name().to_owned();
    assert_eq!(counter.refused(handover(&["01"], &to)), Rule::PartialNotAllowed);
    for no in ["02", "03"] {
        let withdrawn = CaseAct::Decide {
            item: ItemNo(no.into()),
            outcome: Outcome::Withdrawn,
            on_spot: false,
            result: String::new(),
            reason: "本人撤回".into(),
            basis: String::new(),
            remedies: String::new(),
            papers: Vec::new(),
        };
        counter.act(withdrawn).collects(no);
    }
    counter.hands_over(&["01", "02", "03"]);
    assert!(!counter.state().handovers[0].1.partial);
}

#[test]
fn each_rule_of_a_city_names_its_article() {
    use greenlane_domain::pack;
    for id in pack::builtin_ids() {
        let rules = Rules::of(&pack::builtin(id).unwrap());
        for rule in [
            Rule::NotYourRole,
            Rule::MaterialsMissing,
            Rule::SecondNotice,
            Rule::NotTold,
            Rule::NotFiled,
            Rule::TooManyExtensions,
            Rule::NotDispatched,
            Rule::AnswersOutstanding,
            Rule::GroundsMissing,
            Rule::NotCollected,
            Rule::PowerMissing,
            Rule::ReasonNotListed,
            Rule::ProofMissing,
            Rule::AlreadyRated,
        ] {
            assert!(!rules.article(rule).is_empty(), "{id}: {rule:?} names no article");
        }
    }
}
