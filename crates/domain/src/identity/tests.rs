use super::*;
use crate::words::has;
use proptest::prelude::*;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).expect("a date")
}
/// Kinds and whether valid, in the order offered.
fn kinds(value: &str) -> Vec<(IdentityKind, bool)> {
    identify(value, today()).into_iter().map(|reading| (reading.kind, reading.valid)).collect()
}
fn read(kind: IdentityKind, value: &str) -> Reading {
    identify_as(kind, value, today())
}
fn warnings(reading: &Reading) -> Vec<String> {
    reading.warnings.iter().map(|warning| warning.say(Language::Chinese)).collect()
}
fn masked(kind: IdentityKind, value: &str) -> String {
    IdentityNumber { kind, value: value.to_owned(), override_reason: None }.masked()
}
use IdentityKind::*;

#[test]
fn resident_numbers_tell_birth_and_sex() {
    let reading = read(ResidentId18, "11010519491231002X");
    assert!(reading.valid && reading.warnings.is_empty(), "{reading:?}");
    assert_eq!((reading.born, reading.sex), (NaiveDate::from_ymd_opt(1949, 12, 31), Some(Sex::Female)));
    let reading = read(ResidentId18, "440524188001010014");
    assert!(reading.valid);
    assert_eq!((reading.born, reading.sex), (NaiveDate::from_ymd_opt(1880, 1, 1), Some(Sex::Male)));
    assert_eq!(kinds("11010519491231002X"), [(ResidentId18, true)]);
    assert_eq!(kinds("440524188001010014"), [(ResidentId18, true)]);
}

#[test]
fn what_people_type_is_brought_into_one_form() {
    for typed in [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "110105-19491231-002X",
        "１１０１０５１９４９１２３１００２ｘ",
        "110105\u{3000}19491231—002X",
        "\u{feff}110105194912\u{200b}31002X\u{202c}",
    ] {
        let readings = identify(typed, today());
        assert_eq!(readings.first().map(|reading| reading.normalized.as_str()), Some("11010519491231002X"), "{typed}");
    }
    assert_eq!(read(Mobile, "＋86 138-0013-8000").normalized, "13800138000");
    assert_eq!(read(Passport, "e1234 5678").normalized, "E12345678");
}

#[test]
fn a_wrong_resident_number_says_what_is_wrong() {
    insta::assert_snapshot!(warnings(&read(ResidentId18, "110105194912310021")).join("\n"), @"校验码不符，可能输错了一位。请逐位对照证件；证件确实如此的，写明理由后可以使用。");
    insta::assert_snapshot!(warnings(&read(ResidentId18, "110105202702300021")).join("\n"), @"
    号码中的出生日期20270230不存在。请对照证件检查。
    校验码不符，可能输错了一位。请逐位对照证件；证件确实如此的，写明理由后可以使用。
    ");
    insta::assert_snapshot!(warnings(&read(ResidentId18, "11010520270230002")).join("\n"), @"身份证号码应为18位：17位数字，最后一位是数字或X；这里是17位。请对照证件检查。");
    let tomorrow = read(ResidentId18, "110105202611230018");
    assert!(!tomorrow.valid && tomorrow.warnings[0].key == "identity.birth_future");
    assert_eq!(kinds("1101051949123100"), [], "two digits short could be anything");
    assert_eq!(kinds("11010519491231002"), [(ResidentId18, false)]);
}

#[test]
fn an_unknown_region_is_worth_a_look_but_right() {
    let reading = read(ResidentId18, &with_check("99010519900101001"));
    assert!(reading.valid);
    assert_eq!(reading.warnings[0].key, "identity.region_unknown");
}

#[test]
fn an_old_number_of_15_digits_is_upgraded() {
    let reading = read(ResidentId15, "110105491231002");
    assert!(reading.valid);
    assert_eq!(reading.upgraded.as_deref(), Some("11010519491231002X"));
    assert_eq!(reading.born, NaiveDate::from_ymd_opt(1949, 12, 31));
    assert_eq!(kinds("110105491231002"), [(ResidentId15, true)]);
    assert_eq!(kinds("110105491331002"), [(ResidentId15, false)]);
    assert_eq!(read(ResidentId15, "110105491331002").upgraded, None);
}

#[test]
fn residence_permits_of_hong_kong_macao_and_taiwan_are_told_by_their_region() {
    assert_eq!(kinds("810000199408230021"), [(HkMacaoTaiwanResidence, true)]);
    assert_eq!(kinds("830000199201300022"), [(HkMacaoTaiwanResidence, true)]);
    let as_resident = read(ResidentId18, "810000199408230021");
    assert!(as_resident.valid && as_resident.warnings[0].key == "identity.residence_permit");
    assert!(!read(HkMacaoTaiwanResidence, "11010519491231002X").valid);
}

#[test]
fn permanent_residence_cards_new_and_old() {
    assert_eq!(kinds("931840198001010017")[0], (PermanentResidenceNew, true));
    let impossible = read(PermanentResidenceNew, "911840199002290015");
    assert!(!impossible.valid);
    assert_eq!(impossible.warnings[0].key, "identity.birth_impossible");
    assert!(!kinds("911840199002290015").contains(&(PermanentResidenceNew, true)));
    assert_eq!(kinds("USA110080010112")[0], (PermanentResidenceOld, true));
    assert!(!read(PermanentResidenceOld, "US1110080010112").valid);
}

#[test]
fn passports_and_permits_are_known_by_their_shape() {
    for passport in ["E12345678", "EA1234567", "G12345678", "D1234567", "AB12345"] {
        assert_eq!(kinds(passport), [(Passport, true)], "{passport}");
    }
    assert_eq!(kinds("H12345678")[0], (HkMacaoPermit, true));
    assert_eq!(kinds("M1234567801")[0], (HkMacaoPermit, true));
    assert_eq!(kinds("12345678"), [(TaiwanPermit, true), (Passport, true)]);
    let long = read(Passport, "AB12345678901");
    assert!(long.valid && long.warnings[0].key == "identity.passport_long");
    assert!(!read(TaiwanPermit, "1234567").valid && !read(HkMacaoPermit, "X12345678").valid);
}

#[test]
fn social_credit_codes_are_checked_twice() {
    for code in ["91350100M000100Y43", "91110108351303601C"] {
        let reading = read(SocialCreditCode, code);
        assert!(reading.valid && reading.warnings.is_empty(), "{code} {:?}", warnings(&reading));
        assert_eq!(kinds(code), [(SocialCreditCode, true)]);
    }
    let wrong = read(SocialCreditCode, "91350100M000100Y4Z");
    assert!(!wrong.valid);
    insta::assert_snapshot!(warnings(&wrong).join("\n"), @"第18位“Z”不会出现在统一社会信用代码中（不用I、O、S、V、Z）。请对照证照检查。");
    insta::assert_snapshot!(warnings(&read(SocialCreditCode, "91350100M000100Y44")).join("\n"), @"校验码不符，可能输错了一位。请逐位对照证件；证件确实如此的，写明理由后可以使用。");
    assert_eq!(kinds("91350100M000100Y4Z"), [(SocialCreditCode, false)]);
}

#[test]
fn a_sum_that_is_a_multiple_of_31_has_the_check_zero() {
    // 16 zeros before the last place, whose weight is 28: only 0 gives a multiple of 31 there.
    assert!(read(SocialCreditCode, "000000000000000000").valid);
    assert!(!read(SocialCreditCode, "00000000000000000Y").valid);
}

#[test]
fn a_wrong_organisation_code_inside_is_a_warning_only() {
    // The outer check is right, the inner one is not: position 17 changed and the last character made to fit.
    let inner_wrong = "0123456789ABCDEFGHJKLMNPQRTUWXY"
        .chars()
        .map(|check| read(SocialCreditCode, &format!("91350100M000100Y5{check}")))
        .find(|reading| reading.valid)
        .expect("one check fits");
    assert_eq!(inner_wrong.warnings.len(), 1);
    assert_eq!(inner_wrong.warnings[0].key, "identity.organisation_check");
}

#[test]
fn phones_here_and_abroad() {
    assert_eq!(kinds("13800138000"), [(Mobile, true)]);
    assert_eq!(kinds("+86 138 0013 8000"), [(Mobile, true)]);
    assert_eq!(kinds("8613800138000")[0], (Mobile, true));
    assert_eq!(kinds("1380013800"), [(Mobile, false)]);
    assert_eq!(kinds("0539-8123456"), [(Landline, true)]);
    assert_eq!(read(Landline, "01012345678").normalized, "010-12345678");
    assert_eq!(read(Landline, "(0539)8123456").normalized, "0539-8123456");
    assert_eq!(read(Landline, "+86 539 8123456").normalized, "0539-8123456");
    assert_eq!(kinds("0539-8123456-801"), [(Landline, true)]);
    assert_eq!(kinds("+81 3-1234-5678"), [(ForeignPhone, true)]);
    assert!(
        !read(Mobile, "12800138000").valid && !read(Landline, "8123456").valid && !read(ForeignPhone, "+123").valid
    );
}

#[test]
fn what_looks_like_nothing_is_nothing() {
    for value in ["", "   ", "张三", "HELLO", "12", "𰀡𮷍", "🙂🙂🙂🙂🙂🙂"] {
        assert_eq!(kinds(value), [], "{value}");
    }
}

#[test]
fn a_number_that_breaks_a_rule_is_taken_with_a_reason() {
    let refused = IdentityNumber::accept(ResidentId18, "110105194912310021", Some(" "), today());
    assert_eq!(refused.expect_err("refused").warnings[0].key, "identity.check_character");
    let taken = IdentityNumber::accept(ResidentId18, "110105194912310021", Some("派出所证明号码无误"), today());
    assert_eq!(taken.expect("taken").override_reason.as_deref(), Some("派出所证明号码无误"));
    let sound = IdentityNumber::accept(ResidentId18, "11010519491231002x", Some("不需要"), today()).expect("taken");
    assert_eq!((sound.value.as_str(), sound.override_reason), ("11010519491231002X", None));
}

#[test]
fn masks_hide_the_middle() {
    assert_eq!(masked(ResidentId18, "11010519491231002X"), "110105********002X");
    assert_eq!(masked(ResidentId15, "110105491231002"), "110105******002");
    assert_eq!(masked(Passport, "E12345678"), "E1****678");
    assert_eq!(masked(Passport, "AB12345"), "A****45");
    assert_eq!(masked(Mobile, "13800138000"), "138****8000");
    assert_eq!(masked(Landline, "0539-8123456-801"), "0539-***3456");
    assert_eq!(masked(ForeignPhone, "+81312345678"), "+81*****5678");
    assert_eq!(masked(SocialCreditCode, "91350100M000100Y43"), "91350100M000100Y43");
    assert_eq!(masked(ResidentId18, "𰀡𮷍"), "**");
    let number = IdentityNumber { kind: Mobile, value: "13800138000".into(), override_reason: None };
    assert!(!format!("{number:?}").contains("0013"), "numbers do not get into logs");
}

#[test]
fn numbers_are_kept_as_plain_json() {
    let number = IdentityNumber::accept(ResidentId18, "11010519491231002X", None, today()).expect("taken");
    let json = serde_json::to_string(&number).expect("json");
    assert_eq!(json, r#"{"kind":"resident_id18","value":"11010519491231002X"}"#);
    assert_eq!(serde_json::from_str::<IdentityNumber>(&json).expect("read"), number);
    for kind in IdentityKind::ALL {
        assert_eq!(serde_json::to_string(&kind).expect("json"), format!("\"{}\"", kind.word()));
    }
}

#[test]
fn every_sentence_exists_in_both_languages() {
    let source = concat!(
        include_str!("resident.rs"),
        include_str!("credit.rs"),
        include_str!("travel.rs"),
        include_str!("phone.rs")
    );
    let mut keys: Vec<String> =
        source.split('"').filter(|part| part.starts_with("identity.")).map(str::to_owned).collect();
    assert!(keys.len() > 8);
    for kind in IdentityKind::ALL {
        keys.push(format!("identity.kind.{}", kind.word()));
        keys.push(format!("identity.shape.{}", kind.word()));
    }
    for key in keys {
        assert!(has(Language::Chinese, &key) && has(Language::English, &key), "{key}");
    }
}

/// The number of 18 whose first 17 digits are given, found by trying all checks.
fn with_check(body: &str) -> String {
    "0123456789X"
        .chars()
        .map(|check| format!("{body}{check}"))
        .find(|number| read(ResidentId18, number).valid)
        .expect("one fits")
}

prop_compose! {
    fn a_resident_number()(days in 0_i64..40_000, sequence in 0_u32..1000) -> String {
        let born = NaiveDate::from_ymd_opt(1912, 1, 1).expect("a date") + chrono::Duration::days(days);
        with_check(&format!("110105{}{sequence:03}", born.format("%Y%m%d")))
    }
}

proptest! {
    #[test]
    fn any_one_digit_changed_makes_a_resident_number_invalid(number in a_resident_number(), place in 0_usize..18, to in 0_u32..11) {
        let to = if to == 10 { 'X' } else { char::from_digit(to, 10).expect("a digit") };
        let changed: String = number.chars().enumerate().map(|(at, c)| if at == place { to } else { c }).collect();
        prop_assert_eq!(read(ResidentId18, &changed).valid, changed == number);
    }

    #[test]
    fn two_neighbours_exchanged_make_a_resident_number_invalid(number in a_resident_number(), place in 0_usize..16) {
        let mut changed: Vec<char> = number.chars().collect();
        changed.swap(place, place + 1);
        let changed: String = changed.into_iter().collect();
        prop_assert_eq!(read(ResidentId18, &changed).valid, changed == number);
    }

    #[test]
    fn nothing_typed_makes_it_panic_and_reading_again_changes_nothing(value in "\\PC{0,24}|[0-9A-Za-z+() -]{0,24}") {
        for kind in IdentityKind::ALL {
            let once = read(kind, &value);
            let again = read(kind, &once.normalized);
            prop_assert_eq!(&again.normalized, &once.normalized);
            prop_assert_eq!(again.valid, once.valid);
            let mask = masked(kind, &once.normalized);
            prop_assert!(mask.chars().count() <= once.normalized.chars().count().max(1) + 1);
        }
        let readings = identify(&value, today());
        prop_assert!(readings.is_sorted_by_key(|reading| !reading.valid));
    }
}
