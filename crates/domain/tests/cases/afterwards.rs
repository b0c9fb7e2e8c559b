//! After the handover: a bad rating is put right, the talent is called back, the case is filed.

use crate::counter::*;
use greenlane_domain::case::*;
use greenlane_domain::pack::{DayKind, Days, SatisfactionGate};
use greenlane_domain::words::Language;

fn handed_over() -> Counter {
    let mut counter = Counter::fixture();
    counter.registers("陈䶮").chooses(&["settle_household"]).receives(None).accepts(&["01"]);
    counter.handles("01", &["public_security"]).grants("01").collects("01");
    counter.at("2026-03-09 10:00").hands_over(&["01"]);
    counter
}

/// The same, in a city that has decided otherwise.
fn in_a_city_with(gate: SatisfactionGate, within: Option<Days>) -> Counter {
    let mut counter = handed_over();
    counter.pack.flow.closing.satisfaction_gate.value = Some(gate);
    counter.pack.flow.closing.rectify_within.value = within;
    counter.rules = Rules::of(&counter.pack);
    counter
}

fn rated(item: Option<&str>, level: u8) -> CaseAct {
    CaseAct::Rate { item: item.map(no), level, comment: "等了太久".into(), channel: "phone".into() }
}

fn rectify(item: Option<&str>) -> CaseAct {
    CaseAct::Rectify { item: item.map(no), what: "增设预约号，已向本人说明".into() }
}

fn called(reached: bool) -> CaseAct {
    CaseAct::CallBack { reached, answer: String::new(), follow_up: String::new() }
}

/// What still follows on a day: kind, date and light.
fn open(counter: &Counter, on: &str) -> Vec<String> {
    let clocks = aftercare(&counter.state(), on.parse().unwrap(), &counter.calendar, &counter.rules);
    let shown = |clock: &AftercareClock| {
        let due = clock.due.as_ref().map(|due| due.date.to_string()).unwrap_or_default();
        format!("{:?} {due} {:?}", clock.kind, clock.light)
    };
    clocks.iter().map(shown).collect()
}

#[test]
fn a_bad_rating_is_put_right_within_the_citys_days_and_its_light_follows_the_date() {
    let mut counter = handed_over();
    counter.act(called(true)).act(rated(Some("01"), 2));
    assert_eq!(open(&counter, "2026-03-09"), ["Rectification 2026-03-30 Green"]);
    assert_eq!(open(&counter, "2026-03-26"), ["Rectification 2026-03-30 Yellow"]);
    assert_eq!(open(&counter, "2026-03-31"), ["Rectification 2026-03-30 Red"]);
    assert_eq!(next_act(&counter.state(), &counter.item("01")), Some(ActKind::Rectify));
    counter.at("2026-03-12 10:00").act(rectify(Some("01")));
    assert_eq!(open(&counter, "2026-03-31"), [""; 0]);
    let state = counter.state();
    let (mark, what) = state.rectifications[0].done.clone().unwrap();
    assert_eq!((mark.local.date().to_string(), what.as_str()), ("2026-03-12".into(), "增设预约号，已向本人说明"));
    assert_eq!(counter.refused(rectify(Some("01"))), Rule::AlreadyRectified);
}

#[test]
fn only_levels_that_the_pack_calls_bad_open_a_rectification() {
    for (level, opens) in [(1, true), (2, true), (3, false), (4, false), (5, false)] {
        let mut counter = handed_over();
        counter.act(rated(None, level));
        assert_eq!(!counter.state().rectifications.is_empty(), opens, "{level}");
    }
    let mut strict = handed_over();
    strict.pack.ratings.iter_mut().for_each(|level| level.bad = level.stars < 5);
    strict.rules = Rules::of(&strict.pack);
    strict.act(rated(None, 4));
    assert_eq!(strict.state().rectifications.len(), 1);
    assert_eq!(strict.refused(rectify(Some("01"))), Rule::NothingToRectify, "the case was rated, not the item");
    strict.act(rectify(None));
}

#[test]
fn with_a_soft_gate_the_case_is_filed_and_the_rectification_stays_to_be_done() {
    let mut counter = in_a_city_with(SatisfactionGate::Soft, None);
    counter.act(rated(Some("01"), 1)).act(called(true)).act(filing());
    assert_eq!(counter.state().phase(), CasePhase::Filed);
    assert_eq!(open(&counter, "2027-03-09"), ["Rectification  Unset"], "no days, no date");
    let offers = counter.offers();
    assert!(offers.iter().any(|offer| offer.act == ActKind::Rectify && offer.is_possible()));
    counter.act(rectify(Some("01")));
    assert_eq!(open(&counter, "2027-03-09"), [""; 0]);
}

#[test]
fn with_a_hard_gate_nothing_is_filed_before_it_is_put_right_and_the_refusal_names_item_and_article() {
    let mut counter = in_a_city_with(SatisfactionGate::Hard, None);
    counter.act(rated(Some("01"), 1));
    let refusal = counter.try_act(filing()).unwrap_err();
    assert_eq!((refusal.rule, refusal.article.as_str()), (Rule::RectificationOpen, "演示办法第十四条"));
    insta::assert_snapshot!(refusal.words(Language::Chinese), @"“人才落户”的差评还没有整改，本市规定整改之后才能归档。请先登记整改情况。");
    counter.act(rectify(Some("01"))).act(filing());
}

#[test]
fn a_city_without_a_gate_asks_nothing_after_a_bad_rating() {
    let mut counter = in_a_city_with(SatisfactionGate::None, Some(Days { days: 5, kind: DayKind::Working }));
    counter.act(rated(Some("01"), 1)).act(called(true));
    assert_eq!(open(&counter, "2026-06-01"), [""; 0]);
    assert!(!counter.offers().iter().any(|offer| offer.act == ActKind::Rectify), "nobody would look for it");
    counter.act(filing());
}

#[test]
fn what_a_city_asked_when_it_was_rated_is_not_changed_by_a_later_edition_of_its_rules() {
    let mut counter = handed_over();
    counter.act(called(true)).act(rated(Some("01"), 2));
    counter.rules.satisfaction_gate = SatisfactionGate::None;
    counter.rules.rectification = Aftercare::default();
    assert_eq!(open(&counter, "2026-03-09"), ["Rectification 2026-03-30 Green"]);
}

#[test]
fn the_callback_stays_to_be_made_until_one_reached_the_talent() {
    let mut counter = handed_over();
    assert_eq!(open(&counter, "2026-03-09"), ["CallBack 2026-03-16 Green"]);
    assert_eq!(open(&counter, "2026-03-17"), ["CallBack 2026-03-16 Yellow"], "late is pointed out, no breach");
    counter.act(called(false));
    assert_eq!(open(&counter, "2026-03-17").len(), 1);
    counter.act(called(true));
    assert_eq!(open(&counter, "2026-03-17"), [""; 0]);

    let mut silent = Counter::of("linyi");
    silent.facts = handed_over().facts[..1].to_vec();
    assert_eq!(silent.rules.call_back, None, "this city's texts ask for no callback");
}

#[test]
fn somebody_has_to_say_what_was_done_and_a_department_that_did_not_lead_the_item_cannot() {
    let mut counter = handed_over();
    counter.act(rated(Some("01"), 2));
    let bare = CaseAct::Rectify { item: Some(no("01")), what: " ".into() };
    let refusal = counter.try_act(bare).unwrap_err();
    insta::assert_snapshot!(refusal.words(Language::Chinese), @"“整改情况”没有填写。请补填后再提交。");
    counter.role("department_specialist", "education");
    assert_eq!(counter.refused(rectify(Some("01"))), Rule::NotYourRole);
    counter.role("department_specialist", "public_security").act(rectify(Some("01")));
}

#[test]
fn two_desks_that_put_the_same_rating_right_are_told_of_it() {
    let mut a = handed_over();
    a.act(rated(Some("01"), 2));
    let mut b = a.second_desk();
    a.act(rectify(Some("01")));
    b.act(rectify(Some("01")));
    a.meets(&mut b);
    assert_eq!(a.state(), b.state());
    let [twice] = a.state().contradictions.try_into().unwrap();
    assert_eq!((twice.kind, twice.about.as_str()), (ContradictionKind::SameActTwice, "item/01/rectification"));
    let second = twice.facts[1].fact;
    a.act(CaseAct::Settle { contradiction: twice.id, set_aside: vec![second], reason: "以先登记的为准".into() });
    assert!(a.state().rectifications[0].done.is_some());
}

#[test]
fn a_bad_rating_that_is_set_aside_asks_for_nothing_more() {
    let mut a = handed_over();
    a.act(called(true));
    let mut b = a.second_desk();
    a.act(rated(Some("01"), 2));
    b.act(rated(Some("01"), 5));
    a.meets(&mut b);
    let bad = a.state().rectifications[0].mark.fact;
    let [twice] = a.state().contradictions.try_into().unwrap();
    a.act(CaseAct::Settle { contradiction: twice.id, set_aside: vec![bad], reason: "本人说按错了".into() });
    assert_eq!(a.state().rectifications, []);
    assert_eq!(a.item("01").rating, Some(5));
}

#[test]
fn a_rating_and_a_handover_written_by_an_earlier_release_read_as_before() {
    let body = serde_json::json!({ "item": null, "level": 1, "comment": "", "channel": "phone" });
    let read: CaseFact = serde_json::from_value(serde_json::json!({ "kind": "rated", "body": body })).unwrap();
    assert!(matches!(&read, CaseFact::Rated { rectify: None, .. }));
    assert_eq!(serde_json::to_value(&read).unwrap()["body"], body, "and are written as before");
}
