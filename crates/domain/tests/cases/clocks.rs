//! Clocks: two an item, standing still, extended, moved by a new notice.

use crate::counter::*;
use chrono::NaiveDate;
use greenlane_domain::calendar::{Calendar, Paper};
use greenlane_domain::case::*;
use greenlane_domain::pack::{self, DayKind, Days, LegalLayer};
use greenlane_domain::words::Language;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn accepted(when: &str, item: &str) -> Counter {
    let mut counter = Counter::fixture();
    counter.at(when).registers("陈䶮").chooses(&[item]).receives(None).accepts(&["01"]);
    counter
}

#[test]
fn promised_and_statutory_dates_are_counted_apart_over_holidays_and_make_up_days() {
    let item = accepted("2026-09-24 10:00", "settle_household").item("01");
    // 10 working days after 24 September: 25–27 September and 1–7 October are off, Saturday 10 October works.
    assert_eq!(item.dues.promised.unwrap().date, day("2026-10-15"));
    assert!(item.dues.statutory.unwrap().date > day("2026-10-15"));
    assert_eq!(item.counted_from, Some(day("2026-09-24")));
}

#[test]
fn an_unset_limit_gives_no_date_and_an_amber_light() {
    let mut counter = Counter::fixture();
    let unset = counter.pack.items.iter().find(|item| {
        item.limits.promised.value.is_none()
            && item.limits.statutory.value.is_none()
            && item.route != pack::Route::Direct
            && item.route != pack::Route::OnSpot
            && !matches!(item.route, pack::Route::CommitFirst | pack::Route::Agency | pack::Route::CaseByCase)
    });
    let key = unset.expect("the fixture city has an item without limits").key.clone();
    counter.registers("陈䶮").chooses(&[&key]).tells(&["01"]).receives(None).accepts(&["01"]);
    let item = counter.item("01");
    assert_eq!(item.due(), None);
    assert_eq!(item_light(&item, day("2026-03-02"), &counter.calendar, &counter.rules), Light::Unset);
    let clock = case_clock(&counter.state(), day("2026-03-02"), &counter.calendar, &counter.rules);
    assert_eq!(clock.unset, nos(&["01"]));
}

#[test]
fn a_standing_clock_moves_the_date_by_the_working_days_it_stood() {
    let mut counter = accepted("2026-03-02 10:00", "settle_household");
    assert_eq!(counter.item("01").due().unwrap().date, day("2026-03-16"));
    let key = "awaiting_higher";
    let suspend = |key: &str| CaseAct::Suspend {
        item: no("01"),
        reason_key: key.into(),
        reason: "等省厅批复".into(),
        expected_days: Some(3),
        told: told("人才本人"),
    };
    counter.at("2026-03-04 10:00");
    assert_eq!(counter.refused(suspend("lunch")), Rule::ReasonNotListed);
    // A hearing stops the clock of a licence only.
    assert_eq!(counter.refused(suspend("hearing")), Rule::ReasonNotListed);
    // This reason says little by itself: the city asks for words of one's own.
    let mut bare = suspend(key);
    if let CaseAct::Suspend { reason, .. } = &mut bare {
        *reason = " ".into();
    }
    let refusal = counter.try_act(bare).unwrap_err();
    assert_eq!(refusal.words(Language::Chinese), "“理由”没有填写。请补填后再提交。");
    counter.act(suspend(key));
    assert_eq!(counter.item("01").phase, ItemPhase::Suspended);
    let listed = counter.rules.suspend_reasons.iter().find(|reason| reason.key == key).unwrap().text.clone();
    let written = &counter.item("01").suspensions[0].suspension.reason;
    assert_eq!(written, &format!("{listed}：等省厅批复"), "the listed reason stays readable");
    counter.at("2026-03-09 10:00").act(CaseAct::Resume { item: no("01") });
    // Stood from Wednesday 4 to Monday 9 March: three working days.
    assert_eq!(counter.item("01").due().unwrap().date, day("2026-03-19"));
}

#[test]
fn an_extension_without_proof_of_telling_or_filing_is_refused_and_after_the_date_is_marked_overdue() {
    let mut counter = Counter::of("linyi");
    let key = counter
        .pack
        .items
        .iter()
        .find(|item| item.route == pack::Route::Single && item.in_person.is_none())
        .unwrap()
        .key
        .clone();
    let spec = counter.pack.items.iter_mut().find(|item| item.key == key).unwrap();
    spec.limits.promised.value = Some(Days { days: 5, kind: DayKind::Working });
    counter.at("2026-03-02 10:00").registers("陈䶮").chooses(&[&key]).receives(None).accepts(&["01"]);
    let extend = |told: Told, filed: Told| CaseAct::Extend {
        item: no("01"),
        reason: "需实地核查".into(),
        approver: "分管领导".into(),
        told,
        filed,
        until: NewDate::After(Days { days: 3, kind: DayKind::Working }),
    };
    let refusal = counter.try_act(extend(Told::default(), told("窗口专员"))).unwrap_err();
    assert_eq!(refusal.rule, Rule::NotTold);
    assert!(refusal.article.contains("第十三条"), "{}", refusal.article);
    assert_eq!(counter.refused(extend(told("陈䶮"), Told::default())), Rule::NotFiled);

    let mut late = counter.clone();
    counter.act(extend(told("陈䶮"), told("窗口专员")));
    let item = counter.item("01");
    assert!(!item.extensions[0].1.overdue);
    assert_eq!(item.due().unwrap().date, day("2026-03-12"));

    late.at("2026-03-11 10:00").act(extend(told("陈䶮"), told("窗口专员")));
    assert!(late.item("01").extensions[0].1.overdue, "the delay stays on record");
}

#[test]
fn lights_turn_yellow_and_red_by_the_pack() {
    let counter = accepted("2026-03-02 10:00", "talent_flat");
    let item = counter.item("01");
    let due = item.due().unwrap().date;
    let light = |today: &str| item_light(&item, day(today), &counter.calendar, &counter.rules);
    assert_eq!(due, day("2026-03-09"));
    assert_eq!(light("2026-03-09"), Light::Yellow);
    assert_eq!(light("2026-03-10"), Light::Red);
}

#[test]
fn a_city_chooses_the_light_of_what_is_past_its_promise_and_past_its_limit_of_rule() {
    let counter = accepted("2026-03-02 10:00", "settle_household");
    let item = counter.item("01");
    let (promised, law) = (item.dues.promised.clone().unwrap().date, item.dues.statutory.clone().unwrap().date);
    assert!(promised < law);
    let light = |rules: &Rules, on: NaiveDate| item_light(&item, on, &counter.calendar, rules);
    let next = |on: NaiveDate| on.succ_opt().unwrap();
    assert_eq!((light(&counter.rules, next(promised)), light(&counter.rules, next(law))), (Light::Yellow, Light::Red));

    let mut city = counter.pack.clone();
    city.lights.past_promised.value = Some(pack::Light::Red);
    city.lights.past_statutory.value = Some(pack::Light::Yellow);
    let other = Rules::of(&city);
    assert_eq!((light(&other, next(promised)), light(&other, next(law))), (Light::Red, Light::Yellow));

    city.lights.past_promised.value = Some(pack::Light::Green);
    city.lights.past_statutory.value = Some(pack::Light::Green);
    let careless = Rules::of(&city);
    let lights = (light(&careless, next(promised)), light(&careless, next(law)));
    assert_eq!(lights, (Light::Yellow, Light::Yellow), "what is late is never green");

    city.lights.past_statutory.value = None;
    assert_eq!(light(&Rules::of(&city), next(law)), Light::Red, "unset: the most careful reading");
}

#[test]
fn a_new_notice_moves_open_dates_and_says_which() {
    let mut counter = accepted("2026-12-24 10:00", "settle_household");
    let before = counter.item("01").dues.promised.unwrap();
    assert!(before.provisional, "2027 is not announced");
    let mut notice = Calendar::builtin().notices().find(|notice| notice.year == 2027).unwrap().clone();
    notice.confirmed = true;
    notice.papers.push(Paper {
        number: Some("演示〔2026〕1号".into()),
        issued: Some(day("2026-11-30")),
        note: String::new(),
    });
    let calendar = Calendar::builtin().with_notice(notice).unwrap();
    let moves = moved_dues(&counter.state(), &calendar).unwrap();
    assert!(moves.iter().any(|moved| moved.which == Which::Promised && !moved.to.provisional));
    counter.act(CaseAct::MoveDues {
        moves, calendar: calendar.version().clone(), because: "国务院办公厅通知".into()
    });
    assert!(!counter.item("01").dues.promised.unwrap().provisional);
}

fn licence_of(counter: &Counter) -> String {
    let licence = counter.pack.items.iter().find(|item| item.legal_layer == Some(LegalLayer::Licence));
    licence.expect("the fixture city has a licence").key.clone()
}

#[test]
fn a_licence_nobody_asked_to_supplement_within_five_days_is_accepted_from_the_day_of_receipt() {
    let mut counter = Counter::fixture();
    let key = licence_of(&counter);
    counter.at("2026-03-02 10:00").registers("陈䶮").chooses(&[&key]);
    let first = counter.state().checklist().remove(0).spec;
    let paper = ReceivedPaper {
        key: first.key,
        name: first.name,
        form: first.form,
        copies: 1,
        pages: 1,
        sighted_returned: false,
        promised_for: None,
        attachments: vec![],
    };
    counter.act(CaseAct::Receive { from: "陈䶮".into(), papers: vec![paper] });
    let accept = CaseAct::Accept { items: nos(&["01"]) };
    counter.at("2026-03-09 10:00");
    assert_eq!(counter.refused(accept.clone()), Rule::MaterialsMissing);
    counter.at("2026-03-10 10:00").act(accept);
    let state = counter.state();
    assert!(state.acceptances[0].1.deemed);
    assert_eq!(state.acceptances[0].1.on, day("2026-03-02"));
}

#[test]
fn a_licence_has_the_limit_of_law_where_the_city_sets_none_and_one_extension_of_ten_days_at_most() {
    let mut counter = Counter::fixture();
    let key = licence_of(&counter);
    let spec = counter.pack.items.iter_mut().find(|item| item.key == key).unwrap();
    spec.limits.statutory.value = None;
    counter.at("2026-03-02 10:00").registers("陈䶮").chooses(&[&key]).tells(&["01"]).receives(None);
    counter.accepts(&["01"]);
    let law = counter.item("01").dues.statutory.unwrap();
    assert_eq!((law.days, law.date), (20, day("2026-03-30")));
    let extend = |days| CaseAct::Extend {
        item: no("01"),
        reason: "需实地核查".into(),
        approver: "局长".into(),
        told: told("陈䶮"),
        filed: told("窗口专员"),
        until: NewDate::On(day(days)),
    };
    assert_eq!(counter.refused(extend("2026-06-30")), Rule::ExtensionTooLong);
    counter.act(extend("2026-04-10"));
    assert_eq!(counter.refused(extend("2026-04-13")), Rule::TooManyExtensions);
}

#[test]
fn steps_have_clocks_of_their_own_and_a_soft_one_only_points_out() {
    let mut counter = accepted("2026-03-02 10:00", "settle_household");
    let running = |counter: &Counter, on: &str| -> Vec<String> {
        let clocks = step_clocks(&counter.state(), &counter.pack.clocks, day(on), &counter.calendar);
        let shown = |clock: &StepClock| {
            let due = clock.due.as_ref().map(|due| due.date.to_string()).unwrap_or_default();
            format!("{} {due} {:?}", clock.key, clock.light)
        };
        clocks.iter().map(shown).collect()
    };
    assert_eq!(running(&counter, "2026-03-02"), ["dispatch 2026-03-03 Green"]);
    assert_eq!(running(&counter, "2026-03-04"), ["dispatch 2026-03-03 Yellow"]);
    counter.at("2026-03-04 10:00").dispatches("01", "public_security");
    assert_eq!(running(&counter, "2026-03-04"), ["acknowledge 2026-03-05 Green"]);
    counter.acknowledges("01", "public_security");
    assert_eq!(running(&counter, "2026-03-20"), [""; 0], "the department handles it: only the item's own clock runs");
    counter.at("2026-03-09 10:00").feeds_back("01", "public_security").grants("01");
    assert_eq!(running(&counter, "2026-03-09"), ["feedback 2026-03-10 Green", "inform 2026-03-10 Green"]);
    counter.collects("01");
    counter.act(CaseAct::AppointHandover {
        items: nos(&["01"]),
        call: told("陈䶮"),
        at: time("2026-03-11 10:00"),
        place: "3号台".into(),
    });
    assert_eq!(running(&counter, "2026-03-12"), [""; 0]);
    counter.pack.clocks.iter_mut().for_each(|clock| clock.soft = false);
    let mut hard = accepted("2026-03-02 10:00", "settle_household");
    hard.pack = counter.pack.clone();
    assert_eq!(running(&hard, "2026-03-04"), ["dispatch 2026-03-03 Red"]);
    hard.pack.clocks.iter_mut().for_each(|clock| clock.within.value = None);
    assert_eq!(running(&hard, "2026-03-04"), ["dispatch  Unset"], "no days, no date");
}

#[test]
fn a_city_may_forbid_an_extension_after_the_date() {
    let mut counter = accepted("2026-03-02 10:00", "settle_household");
    counter.rules.extension_after_due = false;
    let extend = CaseAct::Extend {
        item: no("01"),
        reason: "需上级复核".into(),
        approver: String::new(),
        told: told("陈䶮"),
        filed: told("窗口专员"),
        until: NewDate::On(day("2026-04-01")),
    };
    counter.at("2026-03-17 09:00");
    assert_eq!(counter.refused(extend.clone()), Rule::ExtensionAfterDue);
    counter.rules.extension_after_due = true;
    counter.act(extend);
}
