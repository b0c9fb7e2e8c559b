//! From a need to accepted items.

use crate::counter::*;
use greenlane_domain::case::*;
use greenlane_domain::pack::Route;
use greenlane_domain::words::Language;

#[test]
fn one_need_becomes_three_items_for_three_departments_at_the_same_time() {
    let mut counter = Counter::fixture();
    counter.registers("陈䶮").chooses(&["settle_household", "talent_flat", "degree_check"]);
    let state = counter.state();
    let leads: Vec<&str> = state.items.values().map(|item| item.lead.key.as_str()).collect();
    assert_eq!(leads, ["public_security", "housing", "talent_bureau"]);
    assert!(state.items.values().all(|item| item.route == Route::Parallel));
    assert!(state.items.values().all(|item| !item.rule.is_empty() && !item.article.is_empty()));
}

#[test]
fn a_paper_that_three_items_ask_for_is_handed_in_once() {
    let mut counter = Counter::fixture();
    counter.registers("陈䶮").chooses(&["settle_household", "talent_flat", "degree_check"]);
    let checklist = counter.state().checklist();
    let id_cards: Vec<_> = checklist.iter().filter(|merged| merged.spec.key == "id_card").collect();
    assert_eq!(id_cards.len(), 1);
    assert_eq!(id_cards[0].items, nos(&["01", "02", "03"]));
}

#[test]
fn the_notice_names_everything_and_proves_it() {
    let mut counter = Counter::fixture();
    counter.registers("陈䶮").chooses(&["settle_household", "talent_flat"]).tells(&["01", "02"]);
    let state = counter.state();
    let (_, notice) = &state.notices[0];
    let proof = completeness(&state, notice);
    assert!(proof.is_complete());
    assert!(proof.materials >= 8 && proof.preconditions >= 1);

    let mut shortened = notice.clone();
    let left_out = shortened.named_materials.pop().unwrap();
    let proof = completeness(&state, &shortened);
    assert!(!proof.is_complete());
    assert_eq!(proof.missing_materials, [left_out]);
}

#[test]
fn a_notice_cannot_claim_to_be_complete_while_nobody_has_said_that_the_list_is_whole() {
    let mut counter = Counter::fixture();
    let spec = counter.pack.items.iter_mut().find(|item| item.key == "settle_household").unwrap();
    spec.materials_complete.value = None;
    counter.registers("陈䶮").chooses(&["settle_household"]).tells(&["01"]);
    let state = counter.state();
    let proof = completeness(&state, &state.notices[0].1);
    assert!(proof.names_all_known() && !proof.is_complete());
    assert_eq!(proof.undecided, nos(&["01"]));
}

#[test]
fn a_second_notice_on_the_same_facts_is_refused_without_a_reason() {
    let mut counter = Counter::fixture();
    counter.registers("陈䶮").chooses(&["settle_household", "talent_flat"]).tells(&["01", "02"]);
    let again =
        |reason: &str| CaseAct::GiveNotice { items: nos(&["01"]), told: told("人才本人"), reason: reason.into() };
    assert_eq!(counter.refused(again("")), Rule::SecondNotice);
    counter.act(again("当事人遗失告知书"));
    assert_eq!((counter.state().notices.len(), counter.state().repeated_notices()), (2, 1), "and it is counted");
}

#[test]
fn a_new_item_is_new_facts_and_may_be_notified() {
    let mut counter = Counter::fixture();
    counter.registers("陈䶮").chooses(&["settle_household"]).tells(&["01"]);
    counter.chooses(&["talent_flat"]).tells(&["02"]);
    assert_eq!((counter.state().notices.len(), counter.state().repeated_notices()), (2, 0));
}

#[test]
fn nothing_is_accepted_while_a_required_paper_is_missing_and_the_paper_is_named() {
    let mut counter = Counter::fixture();
    counter.registers("陈䶮").chooses(&["settle_household"]);
    let refusal = counter.try_act(CaseAct::Accept { items: nos(&["01"]) }).unwrap_err();
    assert_eq!(refusal.rule, Rule::MaterialsMissing);
    insta::assert_snapshot!(
        refusal.words(Language::Chinese),
        @"“人才落户”还缺必要材料：申请表、有效身份证件、居民户口簿、劳动（聘用）合同。请收齐后再受理，或出具补正告知书。"
    );
}

#[test]
fn a_paper_may_follow_only_with_a_date_and_after_a_complete_notice() {
    let mut counter = Counter::fixture();
    counter.registers("陈䶮").chooses(&["settle_household"]).receives(Some("2026-03-20"));
    assert_eq!(counter.refused(CaseAct::Accept { items: nos(&["01"]) }), Rule::NoticeMissing);
    counter.tells(&["01"]).accepts(&["01"]);
    let photo = &counter.state().materials["photo"];
    assert_eq!(photo.promised_for.unwrap().to_string(), "2026-03-20");
    assert!(photo.received.is_none());
}

#[test]
fn direct_service_takes_a_card_and_leaves_one_line() {
    let mut counter = Counter::fixture();
    counter.registers("陈䶮").chooses(&["clinic_fast_lane"]);
    let serve = |proof: &str| CaseAct::Serve { item: no("01"), proof: proof.into(), note: "安排体检".into() };
    assert_eq!(counter.refused(serve("")), Rule::ProofMissing);
    counter.act(serve("云川英才卡 0037"));
    assert_eq!(counter.item("01").phase, ItemPhase::HandedOver);
    assert_eq!(counter.state().phase(), CasePhase::HandedOver);
}

#[test]
fn not_accepting_takes_a_listed_reason_and_says_where_to_go() {
    let mut counter = Counter::fixture();
    counter.registers("陈䶮").chooses(&["settle_household"]);
    let key = "not_ours";
    let refuse = |reason_key: &str, where_to_go: &str| CaseAct::RefuseAcceptance {
        item: no("01"),
        reason_key: reason_key.into(),
        reason: "由户籍地公安机关办理".into(),
        where_to_go: where_to_go.into(),
        remedies: "可在60日内申请行政复议".into(),
    };
    assert_eq!(counter.refused(refuse("because", "公安局")), Rule::ReasonNotListed);
    assert_eq!(counter.refused(refuse(key, "")), Rule::GroundsMissing);
    counter.act(refuse(key, "户籍地派出所"));
    assert_eq!(counter.item("01").phase, ItemPhase::NotAccepted);
}

#[test]
fn the_case_keeps_the_specification_it_was_chosen_under() {
    let mut counter = Counter::fixture();
    counter.registers("陈䶮").chooses(&["settle_household"]).receives(None).accepts(&["01"]);
    let before = counter.item("01").spec;
    let spec = counter.pack.items.iter_mut().find(|item| item.key == "settle_household").unwrap();
    spec.version += 1;
    spec.materials.clear();
    counter.chooses(&["talent_flat"]);
    assert_eq!(counter.item("01").spec, before);
}

#[test]
fn who_is_not_of_the_window_is_told_so() {
    let mut counter = Counter::fixture();
    counter.registers("陈䶮").chooses(&["settle_household"]).receives(None).accepts(&["01"]);
    counter.dispatches("01", "public_security");
    counter.role("department_specialist", "education");
    let sign = CaseAct::Acknowledge { item: no("01"), body: "public_security".into(), by: "田悦".into() };
    assert_eq!(counter.refused(sign.clone()), Rule::NotYourRole);
    counter.role("department_specialist", "public_security").act(sign);
    counter.role("auditor", "");
    assert!(counter.offers().iter().all(|offer| !offer.is_possible()));
}

#[test]
fn a_single_item_goes_straight_to_the_department_with_a_copy_and_a_second_makes_the_case_parallel() {
    let mut counter = Counter::of("linyi");
    let keys: Vec<String> = counter
        .pack
        .items
        .iter()
        .filter(|item| item.route == Route::Single && item.in_person.is_none() && item.after.is_empty())
        .map(|item| item.key.clone())
        .take(2)
        .collect();
    counter.at("2026-09-24 10:00").registers("陈䶮").chooses(&[&keys[0]]);
    assert_eq!(counter.item("01").route, Route::Single);
    let lead = counter.item("01").lead.key;
    counter.receives(None).accepts(&["01"]).dispatches("01", &lead);
    assert!(counter.item("01").tasks[&lead].window_copy, "the window has a copy");
    let before = counter.item("01");

    counter.at("2026-09-28 10:00").chooses(&[&keys[1]]);
    assert_eq!(counter.item("02").route, Route::Parallel);
    assert_eq!(counter.item("01"), before, "the first item and its clocks are untouched");
}

#[test]
fn a_paper_that_was_seen_and_given_back_counts_and_one_that_follows_is_ticked_off_when_it_comes() {
    let mut counter = Counter::fixture();
    counter.registers("陈䶮").chooses(&["settle_household"]).tells(&["01"]);
    let papers = |counter: &Counter, key: &str, sighted: bool, promised: Option<&str>| {
        let merged = counter.state().checklist().into_iter().find(|paper| paper.spec.key == key).unwrap();
        vec![ReceivedPaper {
            key: merged.spec.key,
            name: merged.spec.name,
            form: merged.spec.form,
            copies: 1,
            pages: 2,
            sighted_returned: sighted,
            promised_for: promised.map(|day| day.parse().unwrap()),
            attachments: Vec::new(),
        }]
    };
    let receive = |papers| CaseAct::Receive { from: "陈䶮".into(), papers };
    let seen = papers(&counter, "id_card", true, None);
    counter.act(receive(seen)).act(CaseAct::ReturnMaterial { material: "id_card".into(), to: "陈䶮".into() });
    let missing = |counter: &Counter| {
        let state = counter.state();
        state.missing_for(&state.items[&no("01")]).into_iter().map(|spec| spec.key).collect::<Vec<_>>()
    };
    assert!(!missing(&counter).contains(&"id_card".to_owned()), "it was seen, and is back with its owner");
    let later = papers(&counter, "photo", false, Some("2026-03-20"));
    counter.act(receive(later));
    assert!(!missing(&counter).contains(&"photo".to_owned()), "it is promised");
    assert_eq!(counter.state().materials["photo"].promised_for.unwrap().to_string(), "2026-03-20");
    let here = papers(&counter, "photo", false, None);
    counter.at("2026-03-19 10:00").act(receive(here));
    let photo = counter.state().materials["photo"].clone();
    assert!(photo.received.is_some() && photo.promised_for.is_none());
}

#[test]
fn a_city_may_let_no_paper_follow() {
    let mut counter = Counter::fixture();
    counter.rules.may_follow = false;
    counter.registers("陈䶮").chooses(&["settle_household"]).tells(&["01"]);
    let photo = counter.state().checklist().into_iter().find(|paper| paper.spec.key == "photo").unwrap();
    let papers = vec![ReceivedPaper {
        key: photo.spec.key,
        name: photo.spec.name,
        form: photo.spec.form,
        copies: 1,
        pages: 1,
        sighted_returned: false,
        promised_for: "2026-03-20".parse().ok(),
        attachments: Vec::new(),
    }];
    assert_eq!(counter.refused(CaseAct::Receive { from: "陈䶮".into(), papers }), Rule::MayNotFollow);
}

#[test]
fn a_need_is_brought_only_by_whom_the_city_names_and_a_proxy_stands_for_the_talent() {
    let somebody = |capacity: &str| Submitter { capacity: capacity.into(), ..Submitter::default() };
    let linyi = Counter::of("linyi").rules;
    assert!(["talent", "proxy", "family", "employer_specialist"].iter().all(|one| linyi.may_submit(&somebody(one))));
    assert!(!linyi.may_submit(&somebody("employer")));

    let mut counter = Counter::of("linyi");
    let refusal = counter.try_act(need("陈䶮", somebody("employer"), &counter.pack.clone())).unwrap_err();
    assert_eq!(refusal.rule, Rule::NotSubmitter);
    assert!(refusal.words(Language::Chinese).contains("需求由单位专员、人才本人提出，不能由用人单位提出"));
    assert!(refusal.article.contains("第十二条"));

    let mut fixture = Counter::fixture();
    fixture.act(need("陈䶮", somebody("employer"), &fixture.pack.clone()));
    assert!(fixture.state().need.is_some());
}

#[test]
fn nothing_more_is_received_once_everything_is_handed_over_but_what_was_promised() {
    let mut counter = Counter::fixture();
    counter.registers("陈䶮").chooses(&["settle_household"]).tells(&["01"]).receives(None).accepts(&["01"]);
    counter.handles("01", &["public_security"]).grants("01").collects("01");
    assert!(receiving(&counter).is_none());
    counter.hands_over(&["01"]);
    assert_eq!(receiving(&counter), Some(Rule::NothingWaits));
}

fn receiving(counter: &Counter) -> Option<Rule> {
    let offers = counter.offers();
    let offer = offers.iter().find(|offer| offer.act == ActKind::Receive).expect("it is listed");
    offer.refusal.as_ref().map(|refusal| refusal.rule)
}

#[test]
fn a_city_that_says_no_day_for_papers_that_follow_has_none_proposed() {
    assert_eq!(Counter::fixture().rules.follow_within.map(|within| within.days), Some(5));
    assert_eq!(Counter::of("linyi").rules.follow_within, None);
}

#[test]
fn a_city_that_only_warns_of_further_extensions_refuses_none_and_says_from_which_on() {
    let rules = Counter::of("linyi").rules;
    assert_eq!((rules.extension_max, rules.extension_warned), (None, Some(1)));
    let rules = Counter::fixture().rules;
    assert_eq!((rules.extension_max, rules.extension_warned), (Some(1), None));
}
