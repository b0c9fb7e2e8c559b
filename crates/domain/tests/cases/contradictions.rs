//! Two desks that did not know of each other.

use crate::counter::*;
use greenlane_domain::case::*;
use greenlane_domain::fact::{DeviceId, FactId};

fn accepted() -> Counter {
    let mut counter = Counter::fixture();
    counter.registers("陈䶮").chooses(&["settle_household"]).receives(None).accepts(&["01"]);
    counter.dispatches("01", "public_security").acknowledges("01", "public_security");
    counter.feeds_back("01", "public_security");
    counter
}

#[test]
fn two_decisions_that_exclude_each_other_are_raised_and_settled_by_a_person_who_can_take_it_back() {
    let mut a = accepted();
    let mut b = a.second_desk();
    a.at("2026-03-05 09:00").grants("01");
    b.at("2026-03-05 09:01").act(decision("01", Outcome::Refused));
    a.meets(&mut b);

    let state = a.state();
    assert_eq!(state, b.state(), "both desks see the same");
    let [contradiction] = state.contradictions.as_slice() else { panic!("{:?}", state.contradictions) };
    assert_eq!(contradiction.kind, ContradictionKind::Exclusive);

    let refused = contradiction.facts[1].fact;
    let settle = |set_aside: Vec<_>| CaseAct::Settle {
        contradiction: contradiction.id.clone(),
        set_aside,
        reason: "以公安局书面意见为准".into(),
    };
    let both = contradiction.facts.iter().map(|mark| mark.fact).collect();
    assert_eq!(a.refused(settle(both)), Rule::NotOfContradiction);
    a.act(settle(vec![refused]));
    let settled = a.state();
    assert!(settled.contradictions.is_empty());
    assert_eq!(settled.items[&no("01")].decision.as_ref().unwrap().1.outcome, Outcome::Granted);

    a.act(CaseAct::Settle { contradiction: contradiction.id.clone(), set_aside: vec![], reason: "复核".into() });
    assert_eq!(a.state().contradictions.len(), 1, "undone: it waits again");
}

#[test]
fn the_same_act_twice_is_told_apart_from_acts_that_exclude_each_other() {
    let mut a = accepted();
    let mut b = a.second_desk();
    a.grants("01");
    b.grants("01");
    a.meets(&mut b);
    assert_eq!(a.state().contradictions[0].kind, ContradictionKind::SameActTwice);
}

#[test]
fn acting_after_the_case_was_closed_elsewhere_is_raised() {
    let mut a = accepted();
    a.grants("01").collects("01").hands_over(&["01"]);
    let mut b = a.second_desk();
    let filing = Filing {
        archival_code: "A1".into(),
        retention: None,
        papers: 1,
        pages: 1,
        sha256: String::new(),
        remarks: String::new(),
    };
    a.act(CaseAct::File { filing });
    let items = b.chosen(&["talent_flat"]);
    b.act(CaseAct::ChooseItems { items });
    a.meets(&mut b);
    let kinds: Vec<_> = a.state().contradictions.iter().map(|c| c.kind).collect();
    assert_eq!(kinds, [ContradictionKind::AdvancedAfterClose]);
}

#[test]
fn a_former_assignee_who_acts_offline_is_raised() {
    let mut a = Counter::fixture();
    a.registers("陈䶮")
        .chooses(&["settle_household"])
        .receives(None)
        .accepts(&["01"])
        .dispatches("01", "public_security");
    let mut b = a.second_desk();
    a.act(CaseAct::Reassign {
        item: no("01"),
        body: "public_security".into(),
        to: "B岗".into(),
        reason: "A岗休假".into(),
    });
    b.acknowledges("01", "public_security");
    a.meets(&mut b);
    assert_eq!(a.state().contradictions[0].kind, ContradictionKind::FormerAssignee);
}

#[test]
fn one_field_edited_twice_and_a_number_printed_twice_are_raised() {
    let mut a = accepted();
    let mut b = a.second_desk();
    let fact = a.facts[0].id;
    let edit =
        |value: &str| CaseAct::Correct { fact, field: Field::Need, value: value.into(), reason: "口误".into() };
    a.act(edit("落户"));
    b.act(edit("租房"));
    a.meets(&mut b);
    let kinds: Vec<_> = a.state().contradictions.iter().map(|c| c.kind).collect();
    assert!(kinds.contains(&ContradictionKind::FieldEditedTwice), "{kinds:?}");

    let number = a.state().notices.len();
    assert_eq!(number, 0);
    let receipt = a.state().receptions[0].1.clone();
    let heads = a.history().heads().to_vec();
    a.write(&CaseFact::MaterialsReceived(receipt), heads);
    let kinds: Vec<_> = a.state().contradictions.iter().map(|c| c.kind).collect();
    assert!(kinds.contains(&ContradictionKind::NumberTwice), "{kinds:?}");
}

#[test]
fn a_fact_written_days_before_its_cause_tells_of_a_clock_far_off() {
    let mut a = accepted();
    let mut early = a.facts.last().unwrap().clone();
    early.content.parents = vec![early.id];
    early.content.device = DeviceId::new("clock-wrong");
    early.content.seq = 1;
    early.content.at.ms -= 3 * 24 * 3600 * 1000;
    early.id = FactId::new([7; 32]);
    a.facts.push(early);
    let kinds: Vec<_> = a.state().contradictions.iter().map(|c| c.kind).collect();
    assert!(kinds.contains(&ContradictionKind::ClockFarOff), "{kinds:?}");
}

#[test]
fn an_item_accepted_on_papers_whose_receipt_was_set_aside_lacks_a_material() {
    let mut a = Counter::fixture();
    a.registers("陈䶮").chooses(&["settle_household"]);
    let mut b = a.second_desk();
    a.receives(None).accepts(&["01"]);
    // The other desk gave the same number to a receipt with nothing in it.
    let empty = Reception { papers: Vec::new(), ..a.state().receptions[0].1.clone() };
    let heads = b.history().heads().to_vec();
    b.write(&CaseFact::MaterialsReceived(empty), heads);
    a.meets(&mut b);
    let state = a.state();
    let twice = state.contradictions.iter().find(|one| one.kind == ContradictionKind::NumberTwice).unwrap();
    let aside = vec![state.receptions[0].0.fact];
    a.act(CaseAct::Settle { contradiction: twice.id.clone(), set_aside: aside, reason: "以另一张为准".into() });
    let kinds: Vec<_> = a.state().contradictions.iter().map(|c| c.kind).collect();
    assert!(kinds.contains(&ContradictionKind::MaterialMissing), "{kinds:?}");
}

#[test]
fn a_printed_paper_that_rests_on_a_fact_set_aside_no_longer_agrees() {
    let mut a = accepted();
    let mut b = a.second_desk();
    a.grants("01");
    let rests_on = vec![a.facts.last().unwrap().id];
    a.act(CaseAct::RecordPaper {
        paper: Box::new(PaperMade {
            paper: "result_notice".into(),
            title: "办理结果告知单".into(),
            number: "N1".into(),
            items: nos(&["01"]),
            body: None,
            sha256: "ab".into(),
            pages: 1,
            template: "1".into(),
            rests_on: rests_on.clone(),
            gaps: String::new(),
            words: Default::default(),
            code: String::new(),
        }),
    });
    let print = |reason: &str| CaseAct::RecordPrint {
        sha256: "ab".into(),
        copies: 1,
        originals: true,
        printer: "窗口一号".into(),
        reason: reason.into(),
    };
    a.act(print(""));
    assert_eq!(a.refused(print("")), Rule::ReprintReasonMissing);
    b.act(decision("01", Outcome::Refused));
    a.meets(&mut b);
    let id = a.state().contradictions[0].id.clone();
    a.act(CaseAct::Settle { contradiction: id, set_aside: rests_on, reason: "以不予为准".into() });
    assert_eq!(a.state().contradictions[0].kind, ContradictionKind::PaperDisagrees);
}

#[test]
fn a_fact_of_a_kind_that_this_release_does_not_know_is_kept_and_named() {
    let mut a = accepted();
    let mut unknown = a.facts.last().unwrap().clone();
    unknown.content.kind = "teleported".into();
    unknown.content.seq += 1;
    unknown.id = FactId::new([9; 32]);
    a.facts.push(unknown);
    assert_eq!(a.state().unknown[0].kind, "teleported@1");
}
