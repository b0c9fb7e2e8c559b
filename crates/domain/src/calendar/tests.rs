use super::*;
use crate::pack::{DayKind, Days};
use crate::words::{Language, has};
use proptest::prelude::*;

fn date(text: &str) -> NaiveDate {
    parse_date(text).expect("a date")
}
fn working(days: u32) -> Days {
    Days { days, kind: DayKind::Working }
}
fn natural(days: u32) -> Days {
    Days { days, kind: DayKind::Calendar }
}
fn due(from: &str, days: Days) -> String {
    Calendar::builtin().due(date(from), days).expect("a due date").date.to_string()
}
/// The steps as lines: date, number or a stroke, reason.
fn explained(calendar: &Calendar, from: &str, days: Days) -> String {
    let line = |step: Step| {
        let number = step.number.map_or_else(|| "-".to_owned(), |number| number.to_string());
        format!("{} {number} {}", step.date, step.why.say(Language::Chinese))
    };
    calendar.explain(date(from), days).into_iter().map(line).collect::<Vec<_>>().join("\n")
}
/// 2026's notice as a table, to break one thing at a time.
const TABLE: &str = "# number,国办发明电〔2029〕1号\n# issued,2029-11-01\ndate,kind,name\n2030-01-01,off,元旦\n\
    2030-05-01,off,劳动节\n2030-05-02,off,劳动节\n2030-10-01,off,国庆节\n2030-10-02,off,国庆节\n2030-10-03,off,国庆节\n\
    2030-09-29,work,国庆节\n";
fn faults(text: &str) -> String {
    let faults = parse_notice(text).expect_err("faults");
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_notice_of_this_release_can_be_read() {
    for text in builtin::NOTICES {
        assert_eq!(parse_notice(text).map(|_| ()), Ok(()));
    }
    assert_eq!(Calendar::builtin().notices().count(), builtin::NOTICES.len());
    assert_eq!(Calendar::builtin().confirmed_through(), Some(date("2026-12-31")));
}

#[test]
fn each_year_has_the_working_days_of_its_notice() {
    let calendar = Calendar::builtin();
    let counted: Vec<_> = (2018..=2026)
        .map(|year| calendar.working_days_between(date(&format!("{}-12-31", year - 1)), date(&format!("{year}-12-31"))))
        .collect();
    assert_eq!(counted, [250, 250, 249, 250, 249, 249, 251, 248, 248]);
    let rows: Vec<_> = calendar
        .notices()
        .filter(|notice| notice.confirmed)
        .map(|notice| {
            let off = notice.days.iter().filter(|day| day.kind == DayStatus::Rest).count();
            (off, notice.days.len() - off)
        })
        .collect();
    assert_eq!(rows, [(29, 7), (28, 6), (30, 6), (31, 7), (32, 7), (28, 7), (30, 8), (28, 5), (33, 6)]);
}

#[test]
fn working_day_periods_end_where_the_notices_say() {
    for (from, days, expected) in [
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-24", 5, "2026-10-09"),
        ("2026-09-24", 6, "2026-10-10"),
        ("2025-12-31", 1, "2026-01-04"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 20, "2026-03-19"),
        ("2026-04-30", 5, "2026-05-11"),
        ("2020-01-23", 1, "2020-02-03"),
        ("2024-02-08", 5, "2024-02-21"),
        ("2026-06-18", 45, "2026-08-21"),
    ] {
        assert_eq!(due(from, working(days)), expected, "{from} + {days}");
    }
}

#[test]
fn calendar_day_periods_move_off_a_rest_day_but_not_off_a_make_up_sunday() {
    assert_eq!(due("2026-09-05", natural(15)), "2026-09-20");
    assert_eq!(due("2026-09-16", natural(15)), "2026-10-08");
    assert_eq!(due("2026-08-03", natural(60)), "2026-10-08");
}

#[test]
fn a_change_of_specialist_is_filed_within_seven_working_days() {
    assert_eq!(due("2026-09-24", working(7)), "2026-10-12");
    assert_eq!(due("2026-02-12", working(7)), "2026-02-28");
    assert_eq!(due("2026-09-18", working(7)), "2026-09-29");
}

#[test]
fn without_a_calendar_nothing_is_counted() {
    for from in ["2026-09-24", "2026-02-12", "2026-09-18"] {
        let refused = Calendar::empty().due(date(from), working(7));
        assert_eq!(refused, Err(CalendarError::Missing { year: 2026 }));
        assert!(refused.expect_err("refused").to_string().contains("日历缺失"));
        assert!(Calendar::empty().explain(date(from), working(7)).is_empty());
    }
    assert_eq!(Calendar::empty().day(date("2026-10-01")).why, Why::Missing);
}

#[test]
fn a_year_before_the_first_notice_is_missing_not_guessed() {
    let refused = Calendar::builtin().due(date("2016-03-01"), working(3));
    assert_eq!(refused, Err(CalendarError::Missing { year: 2016 }));
}

#[test]
fn a_year_left_out_between_two_confirmed_ones_is_missing() {
    let notices = Calendar::builtin().notices().filter(|notice| notice.year != 2025).cloned().collect();
    let calendar = Calendar::of(notices, vec![]).expect("a calendar");
    assert_eq!(calendar.due(date("2024-12-31"), working(1)), Err(CalendarError::Missing { year: 2025 }));
    assert_eq!(calendar.confirmed_through(), Some(date("2024-12-31")));
}

#[test]
fn every_date_explains_itself_day_by_day() {
    insta::assert_snapshot!(explained(&Calendar::builtin(), "2026-09-24", working(7)), @"
    2026-09-25 - 中秋节放假
    2026-09-26 - 中秋节放假
    2026-09-27 - 中秋节放假
    2026-09-28 1 周一至周五
    2026-09-29 2 周一至周五
    2026-09-30 3 周一至周五
    2026-10-01 - 国庆节放假
    2026-10-02 - 国庆节放假
    2026-10-03 - 国庆节放假
    2026-10-04 - 国庆节放假
    2026-10-05 - 国庆节放假
    2026-10-06 - 国庆节放假
    2026-10-07 - 国庆节放假
    2026-10-08 4 周一至周五
    2026-10-09 5 周一至周五
    2026-10-10 6 国庆节调休上班
    2026-10-11 - 周末
    2026-10-12 7 周一至周五
    ");
    insta::assert_snapshot!(explained(&Calendar::builtin(), "2026-09-29", natural(3)), @"
    2026-09-30 1 周一至周五
    2026-10-01 2 国庆节放假
    2026-10-02 3 国庆节放假
    2026-10-03 - 国庆节放假
    2026-10-04 - 国庆节放假
    2026-10-05 - 国庆节放假
    2026-10-06 - 国庆节放假
    2026-10-07 - 国庆节放假
    2026-10-08 - 周一至周五
    ");
}

#[test]
fn a_count_into_an_unannounced_year_is_provisional() {
    let calendar = Calendar::builtin();
    let into_2027 = calendar.due(date("2026-12-30"), working(2)).expect("a due date");
    assert_eq!((into_2027.date, into_2027.provisional), (date("2027-01-04"), true));
    let before = calendar.due(date("2026-12-30"), working(1)).expect("a due date");
    assert_eq!((before.date, before.provisional), (date("2026-12-31"), false));
    let later = calendar.due(date("2029-12-31"), working(1)).expect("a due date");
    assert_eq!((later.date, later.provisional), (date("2030-01-01"), true), "nothing but weekends is known of 2030");
    insta::assert_snapshot!(explained(&calendar, "2026-12-30", working(2)), @"
    2026-12-31 1 周一至周五
    2027-01-01 - 元旦（法定节日，全年安排待公布）
    2027-01-02 - 周末
    2027-01-03 - 周末
    2027-01-04 2 周一至周五
    ");
}

#[test]
fn very_long_periods_are_refused() {
    let refused = Calendar::builtin().due(date("2026-01-05"), working(MAX_DAYS + 1));
    assert_eq!(refused, Err(CalendarError::TooLong { days: 3661 }));
    assert!(Calendar::builtin().due(date("2026-01-05"), working(MAX_DAYS)).is_ok());
    assert_eq!(Calendar::builtin().due(NaiveDate::MAX, working(1)), Err(CalendarError::OutOfRange));
}

#[test]
fn a_period_of_no_days_ends_the_same_day_or_the_next_working_day() {
    assert_eq!(due("2026-09-24", working(0)), "2026-09-24");
    assert_eq!(due("2026-09-25", working(0)), "2026-09-28");
    assert_eq!(due("2026-09-20", natural(0)), "2026-09-20");
}

#[test]
fn remaining_days_fall_below_zero_after_the_due_date() {
    let calendar = Calendar::builtin();
    assert_eq!(calendar.remaining(date("2026-09-18"), date("2026-09-24")), 5);
    assert_eq!(calendar.remaining(date("2026-09-24"), date("2026-09-24")), 0);
    assert_eq!(calendar.remaining(date("2026-10-09"), date("2026-09-24")), -5);
}

#[test]
fn a_local_day_needs_its_document_and_changes_the_version() {
    let typhoon = LocalDay {
        date: date("2026-07-20"),
        kind: DayStatus::Rest,
        name: "台风停工".into(),
        document: "防汛指挥部通告〔2026〕3号".into(),
    };
    let calendar = Calendar::builtin().with_local(typhoon.clone()).expect("a calendar");
    assert_ne!(calendar.version(), Calendar::builtin().version());
    let moved = calendar.due(date("2026-07-17"), working(1)).expect("a due date");
    assert_eq!(moved.date, date("2026-07-21"));
    assert_eq!(moved.calendar, calendar.version());
    insta::assert_snapshot!(explained(&calendar, "2026-07-17", working(1)), @"
    2026-07-18 - 周末
    2026-07-19 - 周末
    2026-07-20 - 台风停工（依据：防汛指挥部通告〔2026〕3号）
    2026-07-21 1 周一至周五
    ");
    let changes = diff(&Calendar::builtin(), &calendar);
    assert_eq!(changes.iter().map(|change| change.after.date).collect::<Vec<_>>(), [date("2026-07-20")]);
    let without = Calendar::builtin().with_local(LocalDay { document: " ".into(), ..typhoon });
    assert_eq!(without.expect_err("a fault")[0].key, "calendar.local_without_document");
}

#[test]
fn the_version_names_the_last_confirmed_year_and_depends_on_the_days_alone() {
    let calendar = Calendar::builtin();
    assert!(calendar.version().as_str().starts_with("2026.1-"), "{}", calendar.version());
    let mut notices: Vec<_> = calendar.notices().cloned().collect();
    notices.reverse();
    notices[0].days.reverse();
    assert_eq!(Calendar::of(notices, vec![]).expect("a calendar").version(), calendar.version());
    assert!(Calendar::empty().version().as_str().starts_with("0.0-"));
}

/// The 2027 break as it might be announced; made up for this test.
fn announced_2027() -> String {
    let mut text =
        "year = 2027\nconfirmed = true\n[[paper]]\nnumber = \"测试〔2026〕1号\"\nissued = \"2026-11-25\"\n".to_owned();
    for (name, off, work) in [
        ("元旦", "\"2027-01-01\"", ""),
        ("春节", "\"2027-02-05\", \"2027-02-06\", \"2027-02-07\", \"2027-02-08\", \"2027-02-09\"", "\"2027-01-31\""),
        ("清明节", "\"2027-04-05\"", ""),
        ("劳动节", "\"2027-05-01\", \"2027-05-02\", \"2027-05-03\"", ""),
        ("端午节", "\"2027-06-09\"", ""),
        ("中秋节", "\"2027-09-15\"", ""),
        ("国庆节", "\"2027-10-01\", \"2027-10-02\", \"2027-10-03\", \"2027-10-04\"", ""),
    ] {
        text += &format!("[[holiday]]\nname = \"{name}\"\noff = [{off}]\nwork = [{work}]\n");
    }
    text
}

#[test]
fn importing_next_years_notice_confirms_it_and_lists_what_moved() {
    let before = Calendar::builtin();
    let after = before.with_notice(parse_notice(&announced_2027()).expect("a notice")).expect("a calendar");
    assert_eq!(after.confirmed_through(), Some(date("2027-12-31")));
    assert!(after.version().as_str().starts_with("2027.1-"));
    let moved: Vec<_> = diff(&before, &after)
        .into_iter()
        .filter(|change| change.before.kind != change.after.kind)
        .map(|change| (change.after.date.to_string(), change.after.kind))
        .collect();
    let expected = [
        ("2027-01-31", DayStatus::Working),
        ("2027-02-09", DayStatus::Rest),
        ("2027-05-03", DayStatus::Rest),
        ("2027-10-04", DayStatus::Rest),
    ];
    assert_eq!(moved, expected.map(|(date, kind)| (date.to_owned(), kind)));
    let due = after.due(date("2027-02-04"), working(1)).expect("a due date");
    assert_eq!((due.date, due.provisional), (date("2027-02-10"), false));
}

#[test]
fn a_notice_that_forgets_a_known_statutory_day_is_refused() {
    let text = announced_2027().replace("\"2027-06-09\"", "");
    let faults = Calendar::builtin().with_notice(parse_notice(&text).expect("a notice")).expect_err("a fault");
    assert_eq!(faults.len(), 1);
    insta::assert_snapshot!(faults[0].to_string(), @"2027-06-09（端午节）是法定节日，通知里却没有放假。请对照原文检查。");
}

#[test]
fn a_table_is_read_like_a_file() {
    let notice = parse_notice(TABLE).expect("a notice");
    assert_eq!((notice.year, notice.confirmed, notice.days.len()), (2030, true, 7));
    assert_eq!(notice.papers[0].number.as_deref(), Some("国办发明电〔2029〕1号"));
    assert_eq!(notice.papers[0].issued, Some(date("2029-11-01")));
    let chinese = TABLE.replace("# number,", "# 文号：").replace("off", "休").replace("work", "班");
    assert_eq!(parse_notice(&format!("\u{feff}{}", chinese.replace('\n', "\r\n"))), Ok(notice));
}

#[test]
fn what_is_wrong_with_a_notice_is_said_with_its_line() {
    insta::assert_snapshot!(faults(&TABLE.replace("2030-09-29,work", "2030-09-30,work")), @"第10行：2030-09-30是周一至周五，本来就上班，不能算调休上班。请检查日期。");
    insta::assert_snapshot!(faults(&TABLE.replace("2030-01-01,off", "2031-01-01,off")), @"
    2030-01-01（元旦）是法定节日，通知里却没有放假。请对照原文检查。
    第4行：2031-01-01不在2030年内。请检查日期，或放到那一年的文件里。
    ");
    insta::assert_snapshot!(faults(&TABLE.replace("2030-10-02", "2030-10-05")), @"
    2030-10-02（国庆节）是法定节日，通知里却没有放假。请对照原文检查。
    第8行：国庆节的放假日期不连续：2030-10-03之后是2030-10-05。请检查是否漏了日期。
    第9行：国庆节的放假日期不连续：2030-10-01之后是2030-10-03。请检查是否漏了日期。
    ");
    insta::assert_snapshot!(faults(&TABLE.replace("2030-10-03,off", "2030-10-02,off")), @"
    2030-10-03（国庆节）是法定节日，通知里却没有放假。请对照原文检查。
    第9行：2030-10-02出现了两次。请删去重复的一行。
    ");
    insta::assert_snapshot!(faults(&TABLE.replace("2030-05-02", "2030-02-30").replace("09-29,work", "09-29,加班")), @"
    第6行：没有“2030-02-30”这一天。请检查月份和日子。
    第10行：“加班”不是类型。放假写 off 或 休，调休上班写 work 或 班。
    ");
    insta::assert_snapshot!(faults(&TABLE.replace("# number,国办发明电〔2029〕1号\n# issued,2029-11-01\n", "")), @"
    通知没有文号。请写明文号；尚未核对的，在备注中说明。
    通知没有印发日期。请写明日期；尚未核对的，在备注中说明。
    ");
    insta::assert_snapshot!(faults("year = 2030\nconfirmed = true\nholidays = []\n"), @"第3行：键 holidays：不认识的键“holidays”。可用的键：year、confirmed、note、paper、holiday。请改正拼写或删除。");
    insta::assert_snapshot!(faults(""), @"第1行：缺少键“year”。请补上。");
    let file = |line: &str| faults(&format!("year = 2030\nconfirmed = true\n[[holiday]]\nname = \"元旦\"\n{line}\n"));
    insta::assert_snapshot!(file("off = \"2030-01-01\""), @"第5行：键 holiday[1].off：值 “2030-01-01” 的类型不对，应写成 […]。");
    insta::assert_snapshot!(file("off = [\"2030-01-01\", 7]"), @r#"第5行：键 holiday[1].off[2]：值 7 的类型不对，应写成 "…"。"#);
    insta::assert_snapshot!(file("off = [\"2030-01-01\""), @"第5行：括号没有成对。请补上缺少的 ]、]] 或 }。");
    insta::assert_snapshot!(file("off = [\"2030-01-01]"), @r#"
    第5行：括号没有成对。请补上缺少的 ]、]] 或 }。
    第5行：文字要放在一对英文双引号里，例如 "元旦"。请补上引号。
    "#);
    insta::assert_snapshot!(file("off [\"2030-01-01\"]"), @"第5行：每一行写成“键 = 值”，等号两边都不能空。请补上。");
    insta::assert_snapshot!(file("off = [\"2030-01-01\"]\noff = []"), @"第6行：同一处把一个键写了两次。请只留一处。");
    insta::assert_snapshot!(file("off = [\n  \"2030-01-01\",\n  \"元旦\",\n]"), @"第7行：“元旦”不是日期。请写成 2026-09-24、20260924 或 2026年9月24日。");
    for line in ["off = \"x\"", "off = [", "off = [\"x", "off [", "off = []\noff = []", "= 3", "off = [1 2]"] {
        let said = file(line);
        let english = said.split(|letter: char| !letter.is_ascii_alphabetic()).find(|word| word.len() > 5);
        assert_eq!(english.filter(|word| *word != "holiday"), None, "{said}");
    }
    insta::assert_snapshot!(faults("date,kind,name\n2030-01-01;off;元旦\n"), @"
    第2行：“2030-01-01;off;元旦”应有三列：日期、类型、名称，用英文逗号隔开。
    没有年份，也没有任何日期。请写明年份并列出放假和调休的日期。
    ");
}

#[test]
fn the_reminder_runs_from_25_october_until_the_notice_is_here() {
    let calendar = Calendar::builtin();
    let asked = |calendar: &Calendar, text| calendar.next_year_reminder(date(text));
    assert_eq!(asked(&calendar, "2026-10-24"), None);
    assert_eq!(asked(&calendar, "2026-10-25"), Some(2027));
    assert_eq!(asked(&calendar, "2026-12-31"), Some(2027));
    assert_eq!(asked(&calendar, "2025-11-20"), None);
    let after = calendar.with_notice(parse_notice(&announced_2027()).expect("a notice")).expect("a calendar");
    assert_eq!(asked(&after, "2026-12-31"), None);
}

#[test]
fn dates_are_read_as_people_type_them() {
    for text in [
        "2026-09-24",
        "20260924",
        "2026年9月24日",
        "２０２６０９２４",
        "２０２６年０９月２４日",
        " 2026-9-24 ",
        "2026/9/24",
        "2026.09.24",
        "２０２６－０９－２４",
    ] {
        assert_eq!(parse_date(text), Ok(NaiveDate::from_ymd_opt(2026, 9, 24).expect("a date")), "{text}");
    }
    for text in
        ["", "明天", "2026-09", "26-09-24", "2026-009-24", "202609245", "2026年9月", "-2026-09-24", "2026+09-24"]
    {
        assert!(matches!(parse_date(text), Err(DateError::Unreadable(_))), "{text}");
    }
    insta::assert_snapshot!(parse_date("20260230").expect_err("no such day"), @"没有“20260230”这一天。请检查月份和日子。");
    insta::assert_snapshot!(parse_date("下周三").expect_err("not a date"), @"“下周三”不是日期。请写成 2026-09-24、20260924 或 2026年9月24日。");
}

#[test]
fn every_sentence_exists_in_both_languages() {
    let source = concat!(
        include_str!("date.rs"),
        include_str!("day.rs"),
        include_str!("notice.rs"),
        include_str!("read.rs"),
        include_str!("count.rs"),
        include_str!("mod.rs"),
    );
    let keys: Vec<_> = source.split('"').filter(|part| part.starts_with("calendar.")).collect();
    assert!(keys.len() > 20);
    for key in keys {
        assert!(has(Language::Chinese, key) && has(Language::English, key), "{key}");
    }
}

prop_compose! {
    fn a_day()(days in 0_u64..3600) -> NaiveDate {
        date("2018-01-01") + Span::new(days)
    }
}

proptest! {
    #[test]
    fn a_due_date_is_a_working_day(from in a_day(), days in 0_u32..300, calendar_days: bool) {
        let calendar = Calendar::builtin();
        let days = if calendar_days { natural(days) } else { working(days) };
        let due = calendar.due(from, days).expect("a due date");
        prop_assert_eq!(calendar.day(due.date).kind, DayStatus::Working);
        prop_assert_eq!(due.period(), days);
        let steps = calendar.explain(from, days);
        prop_assert_eq!(steps.last().map_or(from, |step| step.date), due.date);
        prop_assert_eq!(steps.iter().filter(|step| step.counted).count(), days.days as usize);
    }

    #[test]
    fn what_remains_on_the_first_day_is_the_whole_period(from in a_day(), days in 1_u32..300) {
        let calendar = Calendar::builtin();
        let due = calendar.due(from, working(days)).expect("a due date");
        prop_assert_eq!(calendar.remaining(from, due.date), i64::from(days));
        prop_assert_eq!(calendar.remaining(due.date, from), -i64::from(days));
    }

    #[test]
    fn more_days_or_a_later_start_never_end_earlier(from in a_day(), days in 0_u32..200, calendar_days: bool) {
        let calendar = Calendar::builtin();
        let of = |days| if calendar_days { natural(days) } else { working(days) };
        let due = calendar.due(from, of(days)).expect("a due date").date;
        prop_assert!(calendar.due(from, of(days + 1)).expect("a due date").date >= due);
        prop_assert!(calendar.due(from + Span::new(1), of(days)).expect("a due date").date >= due);
    }

    #[test]
    fn the_table_counts_like_the_days_one_by_one(from in 730_000_i32..750_000, length in 0_u64..400) {
        let calendar = Calendar::builtin();
        let from = NaiveDate::from_num_days_from_ce_opt(from).expect("a date");
        let until = from + Span::new(length);
        let counted = from.iter_days().skip(1).take(length as usize).filter(|date| calendar.works(*date)).count();
        prop_assert_eq!(calendar.working_days_between(from, until), counted as i64);
    }

    #[test]
    fn no_text_makes_the_readers_panic(text in "\\PC{0,60}") {
        let _ = parse_date(&text);
        let _ = parse_notice(&text);
        let _ = parse_notice(&format!("year = 2030\nconfirmed = true\n[[holiday]]\nname = \"x\"\noff = [\"{text}\"]\n"));
    }
}
