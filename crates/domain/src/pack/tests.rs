//! The built-in packs read; a broken pack says where; items find their way.

use super::*;
use crate::calendar::Calendar;
use crate::words::{Language, has};
use proptest::prelude::*;

type Done = Result<(), Vec<PackFault>>;

/// What a reader says of a pack, one fault a line.
fn said(source: &PackSource) -> String {
    let faults = Pack::read(source).err().unwrap_or_default();
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The made-up city with one place of one file changed.
fn changed(file: &str, from: &str, to: &str) -> PackSource {
    let mut source = builtin_source("fixture").unwrap_or_default();
    let text = source.files.entry(file.to_owned()).or_default();
    assert!(text.contains(from), "{file} has no {from}");
    *text = text.replacen(from, to, 1);
    source
}

fn routes(pack: &Pack, keys: &[&str], choice: &Choice) -> Vec<(Route, Rule, String)> {
    let chosen: Vec<&ItemSpec> = keys.iter().filter_map(|key| pack.item(key)).collect();
    assert_eq!(chosen.len(), keys.len());
    pack.route_for(&chosen, choice).into_iter().map(|item| (item.route, item.rule, item.article)).collect()
}

#[test]
fn every_built_in_pack_reads_without_a_fault() {
    for id in builtin_ids() {
        assert_eq!(said(&builtin_source(id).unwrap_or_default()), "", "{id}");
    }
}

#[test]
fn a_pack_is_pinned_by_id_and_version() -> Done {
    assert_eq!(builtin("fixture")?.pack_ref(), PackRef { id: "fixture".to_owned(), version: 1 });
    Ok(())
}

#[test]
fn an_unknown_pack_names_those_there_are() {
    let faults = builtin("nowhere").err().unwrap_or_default();
    insta::assert_snapshot!(faults[0], @"nowhere：没有名为“nowhere”的内置规则。现有：fixture、linyi。");
}

#[test]
fn a_paper_taken_off_the_list_is_missed_by_every_item_that_asks_for_it() {
    insta::assert_snapshot!(said(&changed("city.toml", "key = \"household_book\"", "key = \"residence_book\"")), @"
    fixture/items.toml 第 67 行，键 item[settle_household].materials[household_book]：缺少键“name”。请补上。
    fixture/items.toml 第 67 行，键 item[settle_household].materials[household_book]：材料清单中没有“household_book”（相近的：—）。请在 [[paper]] 中增加，或改用已有的键。
    fixture/items.toml 第 99 行，键 item[school_place].materials[household_book]：缺少键“name”。请补上。
    fixture/items.toml 第 99 行，键 item[school_place].materials[household_book]：材料清单中没有“household_book”（相近的：—）。请在 [[paper]] 中增加，或改用已有的键。
    fixture/items.toml 第 306 行，键 item[long_name].materials[household_book]：缺少键“name”。请补上。
    fixture/items.toml 第 306 行，键 item[long_name].materials[household_book]：材料清单中没有“household_book”（相近的：—）。请在 [[paper]] 中增加，或改用已有的键。
    ");
}

#[test]
fn a_department_that_does_not_exist_is_named_with_the_nearest() {
    insta::assert_snapshot!(said(&changed("items.toml", "lead = \"public_security\"", "lead = \"public_safety\"")), @"fixture/items.toml 第 54 行，键 item[settle_household].lead：没有这个部门“public_safety”（相近的：public_security）。请在 [[body]] 中增加，或改用已有的键。");
}

#[test]
fn a_misspelt_key_is_not_overlooked() {
    insta::assert_snapshot!(said(&changed("items.toml", "by_proxy = true", "by_prox = true")), @"fixture/items.toml 第 37 行，键 item[card_reissue].by_prox：不认识的键“by_prox”。可用的键：key、name、need、version、article、status、route、lead、assist、duty、level、on_spot、in_person、by_proxy、after、preconditions、materials、materials_complete、limits、steps、results、fee、legal_layer、note。请改正拼写或删除。");
}

#[test]
fn a_value_of_the_wrong_type_is_shown_at_its_line() {
    insta::assert_snapshot!(said(&changed("items.toml", "version = 3", "version = \"三\"")), @"fixture/items.toml 第 50 行，键 item[settle_household].version：值 “三” 的类型不对，应写成 0, 1, 2 …。");
    insta::assert_snapshot!(said(&changed("city.toml", "effective_from = 2026-01-01", "effective_from = \"今年\"")), @"fixture/city.toml 第 12 行，键 meta.effective_from：日期无法识别。请写成 2026-01-31，不加引号也可以。");
    insta::assert_snapshot!(said(&changed("items.toml", "days = 20, kind", "days = -20, kind")), @"fixture/items.toml 第 73 行，键 item[settle_household].limits.statutory.value.days：值 -20 的类型不对，应写成 0, 1, 2 …。");
}

#[test]
fn a_choice_that_is_none_lists_the_choices() {
    insta::assert_snapshot!(said(&changed("items.toml", "route = \"single\"", "route = \"straight\"")), @"fixture/items.toml 第 53 行，键 item[settle_household].route：“straight”不在可选范围内。可选：direct、on_spot、commit_first、single、parallel、agency、case_by_case、in_person。");
}

#[test]
fn a_row_without_an_article_is_a_fault() {
    let source = changed("city.toml", "part = \"lead\"\narticle = \"演示办法第二条\"", "part = \"lead\"");
    insta::assert_snapshot!(said(&source), @"fixture/city.toml 第 31 行，键 body[talent_bureau]：没有写明条款 article。每一行都要写出依据的条款。");
}

#[test]
fn a_value_without_an_article_or_a_status_is_a_fault() {
    let from = "mode = { value = \"guide\", status = \"explicit\", article = \"演示办法第十条\" }";
    insta::assert_snapshot!(said(&changed("city.toml", from, "mode = { value = \"guide\", status = \"explicit\" }")), @"fixture/city.toml 第 248 行，键 flow.in_person.mode：没有写明条款 article。每一行都要写出依据的条款。");
    insta::assert_snapshot!(said(&changed("city.toml", from, "mode = { value = \"guide\" }")), @"fixture/city.toml 第 248 行，键 flow.in_person.mode：没有写明 status。请写 explicit（条文写明）、inferred（推定）、restored（还原）或 unset（未定）。");
    insta::assert_snapshot!(said(&changed("city.toml", from, "mode = { value = \"guide\", status = \"unset\" }")), @"fixture/city.toml 第 248 行，键 flow.in_person.mode：status 是 unset（未定），却写了 value。请改 status 并写明条款，或删除 value。");
    insta::assert_snapshot!(said(&changed("city.toml", from, "mode = { status = \"explicit\", article = \"某条\" }")), @"fixture/city.toml 第 248 行，键 flow.in_person.mode：已写明来源，却没有 value。请填写值，或把 status 改为 unset。");
}

#[test]
fn a_promise_longer_than_the_law_allows_is_a_fault() {
    insta::assert_snapshot!(said(&changed("items.toml", "days = 10, kind", "days = 21, kind")), @"fixture/items.toml 第 74 行，键 item[settle_household].limits.promised：承诺时限（21 天）长于法定时限（20 天）。承诺时限不得长于法定时限。");
}

#[test]
fn a_limit_of_no_days_is_a_fault() {
    insta::assert_snapshot!(said(&changed("items.toml", "days = 10, kind", "days = 0, kind")), @r#"fixture/items.toml 第 74 行，键 item[settle_household].limits.promised：天数不能为 0。尚未确定的请写 status = "unset"。"#);
}

#[test]
fn items_that_wait_for_each_other_are_shown_as_a_ring() {
    let source =
        changed("items.toml", "duty = \"户籍登记与管理\"", "duty = \"户籍登记与管理\"\nafter = [\"school_place\"]");
    insta::assert_snapshot!(said(&source), @"fixture/items.toml 第 90 行，键 item[school_place].after：先后次序成了一个圈：school_place → settle_household → school_place。请去掉其中一环。");
}

#[test]
fn nobody_stands_in_for_himself() {
    let source = changed("city.toml", "backup = \"department_backup\"", "backup = \"department_specialist\"");
    insta::assert_snapshot!(said(&source), @"fixture/city.toml 第 128 行，键 role[department_specialist].staffing.value.backup：“department_specialist”不能做自己的 B 岗。请另设一个角色。");
}

#[test]
fn the_same_row_twice_names_both_places() {
    let mut source = builtin_source("fixture").unwrap_or_default();
    source.files.insert("more.toml".to_owned(), "[[tier]]\nkey = \"a\"\n\n[flow.route]\non_spot = { }\n".to_owned());
    insta::assert_snapshot!(said(&source), @"
    fixture/more.toml 第 5 行，键 flow.route.on_spot：同一内容写了两次，前一次在 fixture/city.toml 第 245 行。请只留一处。
    fixture/more.toml 第 1 行，键 tier[a]：同一内容写了两次，前一次在 fixture/city.toml 第 195 行。请只留一处。
    ");
}

#[test]
fn a_number_that_could_repeat_is_a_fault() {
    insta::assert_snapshot!(said(&changed("city.toml", "云演告〔{year}〕{seq}号", "云演告〔{year}〕{serial}号")), @"
    fixture/city.toml 第 373 行，键 number[notice].pattern.value：编号样式中有不认识的占位“{serial}”。可用：year、region、desk、seq、seq:6、case、item、check。
    fixture/city.toml 第 373 行，键 number[notice].pattern.value：编号样式中没有流水号 {seq}，会重号。
    ");
}

#[test]
fn broken_toml_is_told_with_its_line() {
    insta::assert_snapshot!(said(&changed("city.toml", "key = \"tax\"", "key = \"tax")), @r#"fixture/city.toml 第 85 行：文字要放在一对英文双引号里，例如 "元旦"。请补上引号。"#);
}

#[test]
fn a_pack_in_the_wrong_folder_is_told() {
    insta::assert_snapshot!(said(&changed("city.toml", "id = \"fixture\"", "id = \"other\"")), @"fixture/city.toml 第 5 行，键 meta.id：本市规则的编号“other”与所在文件夹“fixture”不一致。");
}

#[test]
fn several_faults_are_told_at_once() {
    let mut source = changed("items.toml", "lead = \"education\"", "lead = \"schools\"");
    let text = source.files.entry("items.toml".to_owned()).or_default();
    *text = text.replacen("version = 3", "version = true", 1).replacen("need = \"health\"", "need = \"ill\"", 1);
    assert_eq!(said(&source).lines().count(), 3, "{}", said(&source));
}

#[test]
fn a_city_says_it_otherwise_than_the_nation() -> Done {
    let city = builtin("fixture")?;
    assert_eq!(
        city.number("notice").and_then(|number| number.pattern.get()).map(String::as_str),
        Some("云演告〔{year}〕{seq}号")
    );
    assert_eq!(city.lights.yellow_within.status, Status::Explicit);
    assert_eq!(city.letterhead.complaint_line.get().map(String::as_str), Some("12345"), "from the national base");
    assert_eq!(city.ratings.len(), 5);
    Ok(())
}

#[test]
fn a_material_takes_from_the_list_of_papers_what_its_item_does_not_say() -> Done {
    let city = builtin("fixture")?;
    let photo = |item: &str| city.item(item).and_then(|item| find(&item.materials, "photo")).cloned();
    let settle = photo("settle_household").map(|paper| (paper.name, paper.copies, paper.required));
    let reissue = photo("card_reissue").map(|paper| (paper.name, paper.copies, paper.required));
    assert_eq!(settle, Some(("近期免冠照片".to_owned(), 1, false)));
    assert_eq!(reissue, Some(("近期免冠照片".to_owned(), 2, true)));
    Ok(())
}

#[test]
fn needs_come_in_their_order_with_their_items() -> Done {
    let city = builtin("fixture")?;
    let needs: Vec<&str> = city.items_by_need().iter().map(|(need, _)| need.name.as_str()).collect();
    assert_eq!(needs, ["认定与人才卡", "安家", "家人", "工作", "创业", "资金", "医疗", "出行", "生活"]);
    Ok(())
}

#[test]
fn a_single_item_goes_straight_to_its_department_and_the_window_gets_a_copy() -> Done {
    let city = builtin("fixture")?;
    let item = city.item("settle_household").into_iter().collect::<Vec<_>>();
    let routed = city.route_for(&item, &Choice::default());
    assert_eq!(routed[0].route, Route::Single);
    assert_eq!(routed[0].rule, Rule::SingleStraight);
    assert_eq!(routed[0].article, "演示办法第八条第二款");
    assert!(routed[0].copy_to_window);
    Ok(())
}

#[test]
fn several_items_go_in_parallel_and_say_by_which_article() -> Done {
    let city = builtin("fixture")?;
    let parallel = (Route::Parallel, Rule::Several, "演示办法第八条第三款".to_owned());
    assert_eq!(routes(&city, &["settle_household", "talent_flat"], &Choice::default()), [parallel.clone(), parallel]);
    Ok(())
}

#[test]
fn what_is_done_at_once_is_not_counted_as_an_item_applied_for() -> Done {
    let city = builtin("fixture")?;
    let ways: Vec<Route> = routes(&city, &["clinic_fast_lane", "card_reissue", "settle_household"], &Choice::default())
        .into_iter()
        .map(|(route, ..)| route)
        .collect();
    assert_eq!(ways, [Route::Direct, Route::OnSpot, Route::Single]);
    Ok(())
}

#[test]
fn an_item_in_the_windows_power_is_finished_at_the_counter_when_the_clerk_says_so() -> Done {
    let city = builtin("fixture")?;
    let counter = Choice { at_counter: ["degree_check".to_owned()].into(), ..Choice::default() };
    assert_eq!(routes(&city, &["degree_check"], &counter)[0].0, Route::OnSpot);
    assert_eq!(routes(&city, &["degree_check"], &Choice::default())[0].0, Route::Single);
    let other = Choice { at_counter: ["settle_household".to_owned()].into(), ..Choice::default() };
    assert_eq!(routes(&city, &["settle_household"], &other)[0].0, Route::Single, "not in the window's power");
    Ok(())
}

#[test]
fn a_clerk_may_send_a_single_item_through_the_window() -> Done {
    let city = builtin("fixture")?;
    let window = Choice { through_window: true, ..Choice::default() };
    assert_eq!(routes(&city, &["settle_household"], &window)[0].1, Rule::SingleThroughWindow);
    Ok(())
}

#[test]
fn a_person_who_must_come_is_helped_as_the_item_says() -> Done {
    let city = builtin("fixture")?;
    let chosen: Vec<&ItemSpec> = ["residence_permit", "driving_licence", "physical_examination"]
        .iter()
        .filter_map(|key| city.item(key))
        .collect();
    let modes: Vec<Option<InPersonMode>> =
        city.route_for(&chosen, &Choice::default()).into_iter().map(|item| item.in_person).collect();
    assert_eq!(modes, [Some(InPersonMode::Book), Some(InPersonMode::Guide), Some(InPersonMode::Escort)]);
    Ok(())
}

#[test]
fn an_item_waits_only_for_items_of_its_own_case() -> Done {
    let city = builtin("fixture")?;
    let school = city.item("school_place").into_iter().collect::<Vec<_>>();
    assert!(city.route_for(&school, &Choice::default())[0].waits_for.is_empty());
    let later = Choice { on_the_way: ["settle_household".to_owned()].into(), ..Choice::default() };
    let routed = city.route_for(&school, &later);
    assert_eq!(routed[0].waits_for, ["settle_household"]);
    assert_eq!(routed[0].route, Route::Parallel, "the second item makes several");
    Ok(())
}

#[test]
fn what_a_city_has_not_decided_is_said_to_be_undecided() -> Done {
    let from = "single_bypasses_window = { value = true, status = \"explicit\", article = \"演示办法第八条第二款\" }";
    let city = Pack::read(&changed("city.toml", from, ""))?;
    assert_eq!(routes(&city, &["settle_household"], &Choice::default())[0].1, Rule::Undecided);
    Ok(())
}

#[test]
fn every_rule_and_status_has_words_in_both_languages() {
    let rules = [
        Rule::Direct,
        Rule::OnSpot,
        Rule::InPerson,
        Rule::SingleStraight,
        Rule::SingleThroughWindow,
        Rule::Several,
        Rule::ItemsOwn,
        Rule::Undecided,
    ];
    for language in [Language::Chinese, Language::English] {
        assert!(rules.iter().all(|rule| !rule.say(language).starts_with("pack.")));
    }
}

#[test]
fn every_fault_the_reader_can_tell_has_words_in_both_languages() {
    let sources = [include_str!("check.rs"), include_str!("read.rs"), include_str!("text.rs"), include_str!("tree.rs")];
    let known: Vec<&str> = include_str!("../../../../words/zh-CN/rules.json")
        .lines()
        .filter_map(|line| line.trim().strip_prefix("\"pack.fault."))
        .filter_map(|line| line.split('"').next())
        .collect();
    for wrong in
        known.iter().filter(|wrong| !matches!(**wrong, "at" | "nowhere" | "in_line" | "in_file" | "no_such_pack"))
    {
        let used = sources.iter().any(|source| source.contains(&format!("\"{wrong}\"")));
        assert!(used, "pack.fault.{wrong} is told by nobody");
        assert!(has(Language::English, &format!("pack.fault.{wrong}")), "{wrong}");
    }
    assert!(known.len() > 30);
}

#[test]
fn an_old_name_on_a_paper_finds_the_body_of_today() -> Done {
    let city = builtin("fixture")?;
    let market = city.body_named("市工商局").map(|body| body.key.as_str());
    assert_eq!(market, Some("market"));
    let day = |year| NaiveDate::from_ymd_opt(year, 6, 1).unwrap_or_default();
    let name_on = |year| city.body("market").map(|body| body.name_on(day(year)).to_owned());
    assert_eq!(name_on(2015).as_deref(), Some("云川市工商行政管理局（演示）"));
    assert_eq!(name_on(2026).as_deref(), Some("云川市市场监督管理局（演示）"));
    Ok(())
}

#[test]
fn coverage_counts_every_row_and_value_once() -> Done {
    let city = builtin("fixture")?;
    let coverage = city.coverage();
    let by_section: usize = coverage.sections.values().map(Tally::all).sum();
    assert_eq!(by_section, coverage.total.all());
    assert_eq!(coverage.gaps.len(), coverage.total.unset);
    let gap = coverage.gaps.iter().find(|gap| gap.key == "item[living_allowance].limits.promised");
    assert_eq!(gap.map(|gap| (gap.of.as_str(), gap.what.as_str())), Some(("人才生活津贴", "承诺时限")));
    Ok(())
}

#[test]
fn a_pack_does_not_differ_from_itself() -> Done {
    for id in builtin_ids() {
        let pack = builtin(id)?;
        assert_eq!(diff(&pack, &pack), []);
    }
    Ok(())
}

#[test]
fn differences_are_told_by_article_in_the_offices_words() -> Done {
    let older = builtin("fixture")?;
    let mut source = changed("items.toml", "days = 10, kind", "days = 8, kind");
    let text = source.files.entry("items.toml".to_owned()).or_default();
    *text = text.replacen(
        "  { key = \"photo\", copies = 1, required = false, status = \"explicit\", article = \"演示办法第九条\" },\n",
        "",
        1,
    );
    let newer = Pack::read(&source)?;
    let told: Vec<String> = diff(&older, &newer)
        .into_iter()
        .map(|change| {
            format!("{}｜{}｜{}｜{} → {}", change.article, change.of, change.what, change.before, change.after)
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @"
    演示办法第九条｜近期免冠照片｜所需材料｜近期免冠照片 → 
    演示办法附表第1行｜人才落户｜承诺时限｜10 个工作日 → 8 个工作日
    ");
    Ok(())
}

#[test]
fn a_scenario_that_does_not_hold_says_what_came() -> Done {
    let city = builtin("fixture")?;
    let text = r#"
title = "演示"
article = "演示办法第八条"
[[step]]
route = { items = ["settle_household"], expect = { settle_household = "parallel" } }
[[step]]
due = { from = 2026-09-24, days = { days = 5, kind = "working" }, expect = 2026-10-01 }
[[step]]
due = { from = 2026-09-24, clock = "tea", expect = 2026-10-01 }
[[step]]
act = { act = "accept", on = 2026-09-24, by = "window_specialist" }
[[step]]
act = { act = "register_need", on = 2026-09-24, by = "window_specialist", with = { tallent = "陈" } }
"#;
    let outcomes = Scenario::read("demo.toml", text)?.run(&city, &Calendar::builtin());
    insta::assert_debug_snapshot!(outcomes, @r#"
    [
        Failed(
            "办理方式应为：人才落户＝并联办理；实际为：人才落户＝直达部门",
        ),
        Failed(
            "应为 2026-10-01，算得 2026-10-09",
        ),
        Failed(
            "本市没有为时钟“tea”定天数",
        ),
        Failed(
            "“accept”没有办成：还没有选择任何内容。请至少选择一项。",
        ),
        Failed(
            "动作“register_need”不认识：tallent",
        ),
    ]
    "#);
    Ok(())
}

#[test]
fn a_misspelt_scenario_is_told_with_its_line() {
    let text = "title = \"演示\"\narticle = \"演示\"\n[[step]]\ndue = { form = 2026-09-24 }\n[[step]]\nstroll = { }\n";
    let faults = Scenario::read("demo.toml", text).err().unwrap_or_default();
    insta::assert_snapshot!(faults[0], @"demo.toml 第 4 行，键 step[1].due.form：不认识的键“form”。可用的键：from、clock、days、without_calendar、expect。请改正拼写或删除。");
}

#[test]
fn the_whole_of_a_pack_survives_json() -> Done {
    for id in builtin_ids() {
        let pack = builtin(id)?;
        let json = serde_json::to_string(&pack).unwrap_or_default();
        assert_eq!(serde_json::from_str::<Pack>(&json).ok(), Some(pack));
    }
    Ok(())
}

#[test]
fn the_one_limit_in_days_that_the_measures_hold_is_the_change_of_a_specialist() -> Done {
    let city = builtin("linyi")?;
    let change = city.clock("specialist_change").map(|clock| (clock.within.value, clock.within.status, clock.soft));
    assert_eq!(change, Some((Some(Days { days: 7, kind: DayKind::Working }), Status::Explicit, false)));
    let clocks = city.clocks.iter().filter(|clock| clock.within.get().is_some()).count();
    assert_eq!(clocks, 1);
    let limits = city.items.iter().flat_map(|item| [&item.limits.statutory, &item.limits.promised]);
    assert!(limits.into_iter().all(|limit| limit.status == Status::Unset && limit.get().is_none()));
    let flow = &city.flow;
    let days = [&flow.intake.follow_within, &flow.closing.callback_after, &flow.closing.rectify_within];
    assert!(days.iter().all(|days| days.get().is_none()));
    Ok(())
}

#[test]
fn each_of_the_twenty_six_bodies_leads_an_item() -> Done {
    let city = builtin("linyi")?;
    assert_eq!(city.bodies.len(), 26);
    assert_eq!(city.bodies.iter().filter(|body| body.part == "lead").count(), 3);
    let idle: Vec<&str> = city
        .bodies
        .iter()
        .filter(|body| city.items.iter().all(|item| item.lead != body.key))
        .map(|body| body.name.as_str())
        .collect();
    assert!(idle.is_empty(), "{idle:?}");
    Ok(())
}

#[test]
fn names_printed_in_the_measures_and_before_them_find_the_bodies_of_today() -> Done {
    let city = builtin("linyi")?;
    let now = |name: &str| city.body_named(name).map(|body| body.name.clone()).unwrap_or_default();
    assert_eq!(now("市工商局"), "临沂市市场监督管理局");
    assert_eq!(now("市地税局"), "国家税务总局临沂市税务局");
    assert_eq!(now("市卫生局"), "临沂市卫生健康委员会");
    assert_eq!(now("市外侨办"), "临沂市人民政府外事办公室");
    assert_eq!(now("临沂银保监分局"), "国家金融监督管理总局临沂监管分局");
    assert_eq!(now("中国人民银行临沂市中心支行"), "中国人民银行临沂市分行");
    assert_eq!(now("市人社局"), "临沂市人力资源和社会保障局");
    Ok(())
}

#[test]
fn four_kinds_of_specialists_and_three_ways_of_service() -> Done {
    let city = builtin("linyi")?;
    let names: Vec<&str> =
        [Actor::EmployerSpecialist, Actor::DepartmentSpecialist, Actor::HandlingSpecialist, Actor::WindowSpecialist]
            .into_iter()
            .map(|actor| city.role_name(actor))
            .collect();
    assert_eq!(names, ["单位专员", "部门专员", "承办专员", "窗口专员"]);
    let ways: Vec<&str> = city.ways.iter().map(|way| way.name.as_str()).collect();
    assert_eq!(ways, ["随时受理、直接服务", "专员接件、并联办理", "集中反馈、统一建档"]);
    let grades: Vec<&str> = city.grades.iter().map(|grade| grade.name.as_str()).collect();
    assert_eq!(grades, ["优秀", "良好", "达标", "不达标"]);
    Ok(())
}

#[test]
fn an_extension_takes_its_three_acts() -> Done {
    let city = builtin("linyi")?;
    let acts = &city.flow.extension.acts;
    assert_eq!(acts.get(), Some(&vec![ExtensionAct::Tell, ExtensionAct::File, ExtensionAct::NewDate]));
    assert_eq!((acts.status, acts.article.as_str()), (Status::Explicit, "窗口运行办法第十三条"));
    Ok(())
}

#[test]
fn files_are_filed_by_quarter_and_by_year() -> Done {
    let city = builtin("linyi")?;
    let filed = |key: &str| {
        find(&city.filings, key).and_then(|filing| filing.period.value.map(|period| (period, filing.content)))
    };
    assert_eq!(filed("quarter"), Some((Period::Quarter, FilingContent::Increment)));
    assert_eq!(filed("year"), Some((Period::Year, FilingContent::Full)));
    Ok(())
}

#[test]
fn no_item_of_a_real_city_claims_to_be_in_a_text_that_was_not_seen() -> Done {
    for id in builtin_ids().into_iter().filter(|id| *id != "fixture") {
        let city = builtin(id)?;
        for item in &city.items {
            assert_eq!(item.status, Status::Inferred, "{}", item.name);
            assert!(item.note.contains("确认"), "{} does not say who confirms it", item.name);
            let applied = item.route != Route::Direct;
            assert!(!applied || item.materials_complete.get().is_none(), "{} claims a whole list of papers", item.name);
        }
        assert!(city.basis.iter().filter(|basis| !basis.seen).all(|basis| !city.citation().contains(&basis.title)));
    }
    Ok(())
}

#[test]
fn every_city_has_the_papers_of_casework_and_the_words_of_their_numbers() -> Done {
    let papers = [
        "one_time_notice",
        "receipt",
        "acceptance_notice",
        "routing_slip",
        "result_notice",
        "service_return",
        "volume",
    ];
    let numbers = ["case", "receipt", "notice", "acceptance", "dispatch", "extension", "result", "delivery"];
    for id in builtin_ids() {
        let city = builtin(id)?;
        assert!(papers.iter().all(|key| city.document(key).is_some_and(|paper| !paper.article.is_empty())), "{id}");
        assert!(numbers.iter().all(|key| city.number(key).is_some()), "{id}");
    }
    Ok(())
}

#[test]
fn how_much_of_each_pack_is_in_its_text() -> Done {
    let mut table = String::new();
    for id in builtin_ids() {
        let Tally { explicit, inferred, restored, unset } = builtin(id)?.coverage().total;
        table += &format!("{id}: {explicit} explicit, {inferred} inferred, {restored} restored, {unset} unset\n");
    }
    insta::assert_snapshot!(table, @"
    fixture: 219 explicit, 131 inferred, 0 restored, 37 unset
    linyi: 120 explicit, 226 inferred, 0 restored, 205 unset
    ");
    Ok(())
}

proptest! {
    #[test]
    fn no_text_however_broken_makes_the_reader_panic(text in "(\\[\\[?[a-z.]{0,8}\\]?\\]|[a-z]{1,6} = (\"[^\"]{0,4}\"|\\{ [a-z]{1,5} = 1 \\}|[0-9]{1,3}|\\[\\])|\\n|[=\"{}\\[\\]#㛃]){0,40}") {
        let source = PackSource { id: "fixture".to_owned(), files: [("any.toml".to_owned(), text)].into() };
        let faults = Pack::read(&source).err().unwrap_or_default();
        prop_assert!(!faults.is_empty(), "a pack without a city is never whole");
    }

    #[test]
    fn a_pack_cut_off_anywhere_never_reads_as_if_it_were_whole_or_panics(cut in 0_usize..12_000) {
        let mut source = builtin_source("fixture").unwrap_or_default();
        let text = source.files.entry("city.toml".to_owned()).or_default();
        let end = (0..=cut.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        text.truncate(end);
        prop_assert!(Pack::read(&source).is_err());
    }
}
