//! Golden stories of casework, told through the desk's one door.

mod support;

use greenlane_domain::case::Rules;
use greenlane_domain::pack;
use serde_json::{Value, json};
use support::Story;

fn item<'a>(page: &'a Value, no: &str) -> &'a Value {
    &page["state"]["items"][no]
}

fn due(page: &Value, no: &str) -> Value {
    item(page, no)["dues"]["promised"]["date"].clone()
}

#[tokio::test]
async fn one_need_becomes_three_items_with_three_outcomes_and_one_handover() {
    let story = Story::founded("2026-03-02", "fixture").await;
    let talent = story.talent("陈思远").await;
    let taken = story.take_in(&talent, &["settle_household", "school_place", "talent_flat"]).await;
    let file = taken["file"].clone();
    // 子女入学 follows 落户: it is accepted, and waits.
    assert_eq!(taken["refused"].as_array().map(Vec::len), Some(1), "{taken:#}");
    assert_eq!(taken["refused"][0]["rule"], "predecessor_open");
    let page = story.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
    let phases: Vec<_> = ["01", "02", "03"].iter().map(|no| item(&page, no)["phase"].clone()).collect();
    assert_eq!(phases, ["dispatched", "accepted", "dispatched"]);
    assert_eq!((due(&page, "01"), due(&page, "03")), (json!("2026-03-16"), json!("2026-03-09")));
    assert_eq!(page["timeline"]["lanes"].as_array().map(Vec::len), Some(5), "a lane per item and department");

    // Every act that is not possible now says why, and by which article or order.
    for offer in page["offers"].as_array().expect("offers").iter().filter(|offer| !offer["refusal"].is_null()) {
        let said =
            |key: &str| offer["refusal"][key].as_str().is_some_and(|text| !text.is_empty() && !text.contains("rule."));
        assert!(said("words") && said("article"), "{offer:#}");
    }
    let step = |page: &Value| page["steps"][0]["words"].clone();
    assert_eq!(step(&page), "人才落户 公安局：部门签收，3月3日前（演示办法第十六条）");
    assert_eq!(page["items"][0]["number"].as_str().map(|number| number.ends_with("-01")), Some(true));
    story.turns("2026-03-05 10:00");
    let page = story.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
    assert!(step(&page).as_str().is_some_and(|words| words.contains("已经过了")), "{page:#}");
    let bench = story.ask(json!({ "ask": "workbench" })).await;
    let stuck: Vec<&Value> = bench["stuck"].as_array().expect("stuck lines").iter().map(|line| &line["item"]).collect();
    assert!(stuck.contains(&&json!("01")), "not signed for within the day that the city gives: {stuck:?}");
    assert!(!stuck.contains(&&json!("02")), "it waits for another item, and is not late itself: {stuck:?}");

    story.turns("2026-03-10 10:00");
    story.answered(&file, "01", "public_security", "granted").await;
    let granted = |no: &str| {
        json!({ "act": "decide", "item": no, "outcome": "granted", "on_spot": false, "result": "准予",
        "reason": "", "basis": "", "remedies": "", "papers": ["准予迁入证明"] })
    };
    story.act(&file, granted("01")).await;
    for body in ["education", "public_security"] {
        story.act(&file, json!({ "act": "dispatch", "item": "02", "body": body, "request": "请办理" })).await;
    }

    // 03 cannot be done: not before it was coordinated.
    let impossible = json!({ "act": "decide", "item": "03", "outcome": "impossible", "on_spot": false, "result": "",
        "reason": "已有自有住房", "basis": "演示办法第八条第三项", "remedies": "可改为申请租房补贴", "papers": [] });
    let problem = story.refused(json!({ "ask": "act", "file": file, "act": impossible })).await;
    assert_eq!(problem.code, "not_coordinated");
    let told = story.told("陈思远");
    story.act(&file, json!({ "act": "coordinate", "item": "03", "problem": "住房核验不一致", "with": ["housing"], "told": told })).await;
    story.act(&file, json!({ "act": "close_coordination", "item": "03", "result": "仍不符合条件" })).await;
    story.act(&file, impossible).await;

    // 02 is late.
    story.turns("2026-03-27 10:00");
    let page = story.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
    assert_eq!(page["items"][1]["light"], "yellow", "later than promised, within the law: {:#}", page["items"]);
    story.answered(&file, "02", "education", "granted").await;
    story.answered(&file, "02", "public_security", "granted").await;
    story.act(&file, granted("02")).await;

    // Nothing is handed over before it is at the window.
    let hand_over = json!({ "act": "hand_over", "items": ["01", "02", "03"], "to": "陈思远", "relation": "本人", "power": "",
        "method": "in_person", "papers": ["准予迁入证明", "入学通知书"] });
    let problem = story.refused(json!({ "ask": "act", "file": file, "act": hand_over })).await;
    assert_eq!(problem.code, "not_collected");
    for no in ["01", "02", "03"] {
        story.act(&file, json!({ "act": "collect", "item": no, "papers": [] })).await;
    }
    let appoint = json!({ "act": "appoint_handover", "items": ["01", "02", "03"], "call": story.told("陈思远"),
        "at": "2026-03-30T10:00:00", "place": "3号台" });
    story.act(&file, appoint).await;
    let bench = story.ask(json!({ "ask": "workbench" })).await;
    assert_eq!(bench["appointments"].as_array().map(Vec::len), Some(1));
    story.turns("2026-03-30 10:05");
    let page = story.act(&file, hand_over).await;
    assert_eq!(page["phase"], "handed_over");
    let outcomes: Vec<_> =
        ["01", "02", "03"].iter().map(|no| item(&page, no)["decision"][1]["outcome"].clone()).collect();
    assert_eq!(outcomes, ["granted", "granted", "impossible"]);
}

#[tokio::test]
async fn a_single_item_goes_straight_and_a_second_one_makes_the_case_parallel_without_touching_the_first() {
    let story = Story::founded("2026-03-02", "fixture").await;
    let talent = story.talent("王䶮").await;
    let file = story.take_in(&talent, &["settle_household"]).await["file"].clone();
    let before = story.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
    assert_eq!(item(&before, "01")["route"], "single");
    assert_eq!(item(&before, "01")["tasks"]["public_security"]["window_copy"], true);
    story.turns("2026-03-05 09:00");
    let after = story.ask(json!({ "ask": "add_items", "file": file, "items": ["talent_flat"], "hand": [] })).await;
    assert_eq!(item(&after, "02")["route"], "parallel");
    assert_eq!(item(&after, "01"), item(&before, "01"));
}

#[tokio::test]
async fn due_dates_pass_over_holidays_and_count_make_up_days() {
    let story = Story::founded("2026-09-24", "fixture").await;
    let due = |from: &str| json!({ "ask": "due", "from": from, "days": { "days": 7, "kind": "working" } });
    for (from, expected) in [("2026-09-24", "2026-10-12"), ("2026-02-12", "2026-02-28"), ("2026-09-18", "2026-09-29")] {
        let explained = story.ask(due(from)).await;
        assert_eq!(explained["due"]["date"], expected, "{from}");
        let counted =
            explained["steps"].as_array().expect("steps").iter().filter(|step| step["counted"] == true).count();
        assert_eq!(counted, 7);
    }
    let problem = story.refused(due("2015-03-02")).await;
    assert!(problem.what.contains("日历缺失"), "{problem:?}");
}

#[tokio::test]
async fn an_extension_takes_its_three_acts_and_after_the_date_it_is_marked() {
    let story = Story::founded("2026-03-02", "fixture").await;
    let talent = story.talent("欧阳海燕").await;
    let file = story.take_in(&talent, &["settle_household", "talent_flat"]).await["file"].clone();
    let extend = |told: Value, filed: Value| {
        json!({ "ask": "act", "file": file, "act": { "act": "extend", "item": "02", "reason": "房源未验收", "approver": "分管领导",
            "told": told, "filed": filed, "until": { "after": { "days": 5, "kind": "working" } } } })
    };
    let nobody = json!({ "whom": "", "at": null, "how": "", "by": "", "note": "" });
    let problem = story.refused(extend(nobody.clone(), story.told("窗口"))).await;
    assert_eq!((problem.code.as_str(), problem.place.as_str()), ("not_told", "演示办法第十一条"));
    assert_eq!(story.refused(extend(story.told("欧阳海燕"), nobody)).await.code, "not_filed");
    story.turns("2026-03-12 09:00");
    let page = story.ask(extend(story.told("欧阳海燕"), story.told("窗口"))).await["page"].clone();
    assert_eq!(item(&page, "02")["extensions"][0][1]["overdue"], true);
    assert_eq!(due(&page, "02"), "2026-03-19");
    let again = story.refused(extend(story.told("欧阳海燕"), story.told("窗口"))).await;
    assert_eq!(again.code, "too_many_extensions");
}

#[tokio::test]
async fn a_second_notice_on_the_same_facts_is_refused_without_a_reason_and_uses_no_number() {
    let story = Story::founded("2026-03-02", "fixture").await;
    let talent = story.talent("张伟").await;
    let file = story.take_in(&talent, &["settle_household", "talent_flat"]).await["file"].clone();
    let notice = |reason: &str| json!({ "ask": "act", "file": file, "act": { "act": "give_notice", "items": ["01", "02"], "told": story.told("张伟"), "reason": reason } });
    let problem = story.refused(notice("")).await;
    assert_eq!(problem.code, "second_notice");
    assert!(problem.what.contains("云演告〔2026〕1号"), "{problem:?}");
    let acted = story.ask(notice("申请人遗失告知书")).await;
    assert_eq!(acted["number"], "云演告〔2026〕2号");
}

#[tokio::test]
async fn rare_characters_and_very_long_names_stay_as_they_are() {
    let story = Story::founded("2026-03-02", "fixture").await;
    let long = "云川高新技术产业开发区新一代信息技术与先进制造业融合发展协同创新研究中心暨博士后科研工作站联合管理委员会办公室测试单位";
    assert!(long.chars().count() >= 58);
    let employer =
        story.ask(json!({ "ask": "save_employer", "file": null, "record": { "name": long }, "reason": "" })).await;
    for name in ["王䶮", "𬭎国栋", "赵𫓧", "吴𰀡", "郑𮷍", "李·安德森", "古丽娜尔·买买提江"]
    {
        let talent = story.talent(name).await;
        let mut intake = story.intake(&talent, &["talent_flat"]).await;
        intake["intake"]["employer"] = employer.clone();
        let file = story.ask(intake).await["file"].clone();
        let page = story.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
        assert_eq!((&page["talent"]["name"], &page["state"]["need"]["talent_name"]), (&json!(name), &json!(name)));
        assert_eq!(page["state"]["need"]["employer_name"], long);
        let hits = story.ask(json!({ "ask": "search", "text": name })).await;
        assert!(hits.as_array().is_some_and(|hits| hits.iter().any(|hit| hit["file"] == talent)), "{name}: {hits:#}");
    }
}

#[tokio::test]
async fn a_department_is_named_as_it_was_called_then() {
    let story = Story::founded("2018-03-01", "fixture").await;
    let talent = story.talent("刘洋").await;
    let old = story.take_in(&talent, &["company_setup", "settle_household"]).await["file"].clone();
    story.turns("2026-03-02 09:00");
    let new = story.take_in(&talent, &["company_setup", "settle_household"]).await["file"].clone();
    let name = |file: Value| {
        let story = &story;
        async move {
            item(&story.ask(json!({ "ask": "case", "file": file, "as_of": null })).await, "01")["lead"]["name"].clone()
        }
    };
    assert_eq!(name(old).await, "云川市工商行政管理局（演示）");
    assert_eq!(name(new).await, "云川市市场监督管理局（演示）");
}

#[tokio::test]
async fn the_case_as_it_was_is_what_was_shown_then() {
    let story = Story::founded("2026-03-02", "fixture").await;
    let talent = story.talent("司马清和").await;
    let file = story.take_in(&talent, &["settle_household", "talent_flat"]).await["file"].clone();
    story.turns("2026-03-03 11:00");
    story.answered(&file, "02", "housing", "granted").await;
    let shown = story.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
    let at = shown["moments"].as_array().and_then(|moments| moments.last()).cloned().expect("a moment");
    story.turns("2026-03-09 15:00");
    story.answered(&file, "01", "public_security", "refused").await;
    story.act(&file, json!({ "act": "note", "text": "来电询问进度" })).await;
    let then = story.ask(json!({ "ask": "case", "file": file, "as_of": at })).await;
    for part in ["state", "phase", "clock", "items", "history", "checklist", "timeline"] {
        assert_eq!(then[part], shown[part], "{part}");
    }
    assert_eq!(then["offers"], json!([]), "what was, cannot be acted on");
}

#[tokio::test]
async fn card_service_is_given_at_once_and_the_rest_of_the_need_is_accepted() {
    let story = Story::founded("2026-03-02", "fixture").await;
    let talent = story.talent("许静怡").await;
    let file = story.take_in(&talent, &["clinic_fast_lane", "talent_flat"]).await["file"].clone();
    let page = story.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
    assert_eq!(
        (&item(&page, "01")["phase"], &item(&page, "02")["phase"]),
        (&json!("handed_over"), &json!("dispatched"))
    );
}

#[tokio::test]
async fn what_is_missing_is_reported_and_the_rest_is_done() {
    let story = Story::founded("2026-03-02", "fixture").await;
    let talent = story.talent("何嘉良").await;
    let mut intake = story.intake(&talent, &["settle_household", "talent_flat"]).await;
    let papers = intake["intake"]["papers"].as_array_mut().expect("papers");
    papers.retain(|paper| paper["key"] != "household_book");
    let taken = story.ask(intake).await;
    assert_eq!(taken["refused"][0]["rule"], "materials_missing");
    assert!(taken["refused"][0]["words"].as_str().is_some_and(|words| words.contains("居民户口簿")));
    let page = story.ask(json!({ "ask": "case", "file": taken["file"], "as_of": null })).await;
    assert_eq!((&item(&page, "01")["phase"], &item(&page, "02")["phase"]), (&json!("chosen"), &json!("dispatched")));
    let next = page["offers"].as_array().expect("offers").iter().filter(|offer| offer["primary"] == true);
    let next: Vec<_> = next.map(|offer| (offer["act"].clone(), offer["item"].clone())).collect();
    assert!(next.contains(&(json!("acknowledge"), json!("02"))), "{next:?}");
}

#[tokio::test]
async fn a_bad_rating_and_a_callback_stay_in_sight_on_the_case_and_the_workbench_until_they_are_done() {
    let story = Story::founded("2026-03-02", "fixture").await;
    let talent = story.talent("陈思远").await;
    let file = story.take_in(&talent, &["settle_household"]).await["file"].clone();
    story.answered(&file, "01", "public_security", "granted").await;
    let granted = json!({ "act": "decide", "item": "01", "outcome": "granted", "on_spot": false, "result": "准予",
        "reason": "", "basis": "", "remedies": "", "papers": [] });
    story.act(&file, granted).await;
    story.act(&file, json!({ "act": "collect", "item": "01", "papers": [] })).await;
    let bench = story.ask(json!({ "ask": "workbench" })).await;
    assert_eq!(bench["aftercare_total"], 0);
    story.turns("2026-03-09 10:00");
    let hand_over = json!({ "act": "hand_over", "items": ["01"], "to": "陈思远", "relation": "本人", "power": "",
        "method": "in_person", "papers": [] });
    story.act(&file, hand_over).await;
    let rate = json!({ "act": "rate", "item": "01", "level": 2, "comment": "等了太久", "channel": "phone" });
    let page = story.act(&file, rate).await;
    let words = |of: &Value| -> Vec<String> {
        let lines = of["aftercare"].as_array().expect("lines").iter();
        lines.map(|line| format!("{} {}", line["words"].as_str().unwrap_or_default(), line["clock"]["light"])).collect()
    };
    let open = [
        r#"整改“人才落户”的差评，3月30日前（演示办法第十四条） "green""#,
        r#"回访陈思远，3月16日前（演示办法第十四条） "green""#,
    ];
    assert_eq!(words(&page), open);
    let first = page["history"][0].clone();
    assert_eq!(
        (first["words"].clone(), first["detail"].clone()),
        (json!("评价：不满意"), json!("等了太久；差评，需要整改"))
    );
    let primary = page["offers"].as_array().expect("offers").iter().filter(|offer| offer["primary"] == true);
    assert!(primary.map(|offer| &offer["act"]).any(|act| act == "rectify"), "{:#}", page["offers"]);

    story.turns("2026-03-31 10:00");
    let bench = story.ask(json!({ "ask": "workbench" })).await;
    let late = [
        r#"回访陈思远，应在3月16日前，已经过了（演示办法第十四条） "yellow""#,
        r#"整改“人才落户”的差评，应在3月30日前，已经过了（演示办法第十四条） "red""#,
    ];
    assert_eq!((words(&bench), bench["aftercare_total"].clone()), (late.map(str::to_owned).to_vec(), json!(2)));

    let bare = json!({ "ask": "act", "file": file, "act": { "act": "rectify", "item": "01", "what": "" } });
    let problem = story.refused(bare).await;
    assert_eq!((problem.code.as_str(), problem.what.as_str()), ("field_empty", "“整改情况”没有填写。请补填后再提交。"));
    let page = story.act(&file, json!({ "act": "rectify", "item": "01", "what": "增设预约号，已说明" })).await;
    assert_eq!(page["history"][0]["words"], "整改：“人才落户”的差评");
    let pieces = page["timeline"]["lanes"][0]["pieces"].as_array().expect("pieces");
    assert_eq!(pieces.last().map(|piece| piece["words"].clone()), Some(json!("已整改")));
    let called = json!({ "act": "call_back", "reached": true, "answer": "满意", "follow_up": "" });
    assert_eq!(words(&story.act(&file, called).await), [""; 0]);
    let bench = story.ask(json!({ "ask": "workbench" })).await;
    assert_eq!((words(&bench).len(), bench["aftercare_total"].clone()), (0, json!(0)));
}

#[tokio::test]
async fn a_paper_that_may_follow_is_expected_by_the_citys_day_and_may_be_agreed_later() {
    let story = Story::founded("2026-09-24", "fixture").await;
    let plan = story.ask(json!({ "ask": "plan", "items": ["settle_household"], "hand": [] })).await;
    // Five working days: 25 to 27 September and 1 to 7 October are off.
    assert_eq!(plan["follow_by"]["date"], "2026-10-09");
    let talent = story.talent("陈思远").await;
    let mut intake = story.intake(&talent, &["settle_household"]).await;
    let papers = intake["intake"]["papers"].as_array_mut().expect("papers");
    let follows =
        plan["checklist"].as_array().expect("a checklist").iter().find(|one| one["spec"]["required"] == false);
    let follows = follows.expect("a paper that may follow");
    let key = follows["spec"]["key"].clone();
    let paper = papers.iter_mut().find(|paper| paper["key"] == key).expect("the paper");
    paper["promised_for"] = json!("2026-10-20");
    let taken = story.ask(intake).await;
    assert_eq!(taken["refused"], json!([]), "later than the city expects, as agreed");
    let page = story.ask(json!({ "ask": "case", "file": taken["file"], "as_of": null })).await;
    assert_eq!(page["follow_by"]["date"], "2026-10-09");

    // It is awaited on the workbench as its day comes, and stays there as missed until it is handed in.
    let awaited = |bench: &Value| -> Vec<(Value, Value)> {
        let lines = bench["appointments"].as_array().expect("appointments").iter();
        lines.map(|one| (one["what"].clone(), one["missed"].clone())).collect()
    };
    assert_eq!(awaited(&story.ask(json!({ "ask": "workbench" })).await), []);
    story.turns("2026-10-20 09:00");
    let bench = story.ask(json!({ "ask": "workbench" })).await;
    assert_eq!(awaited(&bench), [(json!("补交容缺材料"), json!(false))]);
    assert_eq!(bench["appointments"][0]["place"], follows["spec"]["name"]);
    story.turns("2026-10-21 09:00");
    let bench = story.ask(json!({ "ask": "workbench" })).await;
    assert_eq!(awaited(&bench), [(json!("补交容缺材料"), json!(true))]);
    let here = json!({ "act": "receive", "from": "陈思远", "papers": [{ "key": key, "name": follows["spec"]["name"],
        "form": follows["spec"]["form"], "copies": 1, "pages": 1, "sighted_returned": false, "promised_for": null,
        "attachments": [] }] });
    story.act(&taken["file"], here).await;
    assert_eq!(awaited(&story.ask(json!({ "ask": "workbench" })).await), []);
}

#[tokio::test]
async fn a_city_that_only_warns_of_a_further_extension_has_the_clerk_warned_before_it() {
    let cities = pack::builtin_ids().into_iter().filter_map(|id| Some((id, pack::builtin(id).ok()?)));
    let warns = |pack: &pack::Pack| Rules::of(pack).extension_warned == Some(1);
    let (city, pack) = cities.into_iter().find(|(_, pack)| warns(pack)).expect("a city that only warns");
    let single = |item: &&pack::ItemSpec| item.route == pack::Route::Single && item.in_person.is_none();
    let key = &pack.items.iter().find(single).expect("an item handled by one department").key;
    let story = Story::founded("2026-03-02", city).await;
    let talent = story.talent("陈思远").await;
    let file = story.take_in(&talent, &[key]).await["file"].clone();
    let caution = |page: &Value| {
        let offers = page["offers"].as_array().expect("offers").iter();
        offers.filter(|offer| offer["act"] == "extend").map(|offer| offer["caution"].clone()).collect::<Vec<_>>()
    };
    let page = story.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
    assert_eq!(caution(&page), [Value::Null]);
    let told = story.told("陈思远");
    let extend = |day: &str| {
        json!({ "act": "extend", "item": "01", "reason": "需实地核查", "approver": "", "told": told, "filed": told,
                "until": { "on": day } })
    };
    let page = story.act(&file, extend("2026-03-20")).await;
    let said = caution(&page)[0].as_str().expect("words").to_owned();
    assert!(said.contains("已经延期 1 次，本市一般延期 1 次"), "{said}");
    story.act(&file, extend("2026-03-27")).await;
}

#[tokio::test]
async fn a_correction_names_a_fact_of_the_same_file() {
    let story = Story::founded("2026-03-02", "fixture").await;
    let talent = story.talent("陈思远").await;
    let one = story.take_in(&talent, &["settle_household"]).await["file"].clone();
    let other = story.take_in(&talent, &["talent_flat"]).await["file"].clone();
    let first_of = |page: &Value| {
        page["history"].as_array().and_then(|lines| lines.last()).map(|line| line["fact"].clone()).expect("a fact")
    };
    let page = |file: &Value| story.ask(json!({ "ask": "case", "file": file, "as_of": null }));
    let elsewhere = first_of(&page(&other).await);
    let correct =
        |fact: &Value| json!({ "act": "correct", "fact": fact, "field": "need", "value": "落户", "reason": "口误" });
    for fact in [elsewhere, json!("07".repeat(32))] {
        let problem = story.refused(json!({ "ask": "act", "file": one, "act": correct(&fact) })).await;
        assert_eq!(problem.code, "no_such_fact");
        assert_eq!(problem.what, "没有找到要更正的记录。请从经过中选择。");
    }
    let mine = first_of(&page(&one).await);
    let page = story.act(&one, correct(&mine)).await;
    assert_eq!(page["state"]["corrections"]["need"], "落户");
}
