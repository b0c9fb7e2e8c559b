//! Labels and slips: the same fonts and the same check as letters, sizes as they are, files that can be archived.

mod read;
mod validator;

use chrono::NaiveDate;
use greenlane_print::paper::*;
use greenlane_print::{Options, Paper, PrintError, practice};
use read::{codes, options, press, text};
use std::collections::BTreeSet;
use std::process::Command;

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 11).expect("a day")
}

fn routing(talent: &str) -> RoutingLabel {
    RoutingLabel {
        window: "演示市人才服务窗口".into(),
        case_number: "YS-3713-26-00418-7".into(),
        number: Stated::from("演才窗转〔2026〕1207号"),
        department: "市住房和城乡建设局".into(),
        talent: talent.into(),
        items: vec!["人才公寓申请".into(), "购房补贴".into()],
        due: Stated::Value(Due { date: day(), provisional: Some("法定节假日".into()) }),
        practice: true,
    }
}

fn addressed(name: &str) -> Addressed {
    Addressed {
        address: Some("演示市示范区演示路 88 号 3 栋 2 单元 501 室".into()),
        employer: Some("演示新材料有限公司".into()),
        name: name.into(),
        sender: "演示市人才服务窗口".into(),
        sender_address: Some("演示路 1 号 1 楼 3 号窗".into()),
        practice: false,
    }
}

fn shelf() -> Shelf {
    Shelf {
        fonds_code: Some("Z109".into()),
        year: Some("2026".into()),
        range: Some("Z109-WS·2026-D10-RCC-0001–Z109-WS·2026-D10-RCC-0087".into()),
        ..Shelf::default()
    }
}

fn all() -> Vec<(Labels, (f64, f64))> {
    vec![
        (Labels::Routing(vec![routing("陈䶮"); 3]), (210.0, 297.0)),
        (Labels::Box(vec![shelf()]), (220.0, 310.0)),
        (Labels::Spine(Thickness::Mm20, vec![shelf(); 2]), (297.0, 420.0)),
        (Labels::Spine(Thickness::Mm30, vec![shelf()]), (297.0, 420.0)),
        (Labels::Spine(Thickness::Mm40, vec![shelf()]), (297.0, 420.0)),
        (Labels::Envelope(vec![addressed("陈䶮")]), (220.0, 110.0)),
        (Labels::Address(vec![addressed("陈䶮"); 15]), (210.0, 297.0)),
    ]
}

/// What another program says of a file.
fn said(program: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sheet.pdf");
    std::fs::write(&path, pdf).expect("written");
    let answer = Command::new(program).args(arguments).arg(&path).output().expect(program);
    let words = [answer.stdout, answer.stderr].concat();
    assert!(answer.status.success(), "{program}: {}", String::from_utf8_lossy(&words));
    String::from_utf8_lossy(&words).into_owned()
}

#[test]
fn every_label_is_set_at_its_size_and_says_what_it_is_for() {
    for (labels, (width, height)) in all() {
        let pdf = press().labels(&labels, 0, day(), &Options::default()).expect("labels");
        let size = said("pdfinfo", &[], &pdf.bytes);
        let line = size.lines().find(|line| line.starts_with("Page size")).expect("a size");
        let numbers: Vec<f64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        let mm = |place: usize| numbers[place] * 25.4 / 72.0;
        assert!((mm(0) - width).abs() < 0.2 && (mm(1) - height).abs() < 0.2, "{line} is not {width} by {height}");
        let text = text(&pdf.bytes);
        let words: &[&str] = match &labels {
            Labels::Routing(_) => &["市住房和城乡建设局", "陈䶮", "人才公寓申请、购房补贴", "暂按法定节假日推算"],
            Labels::Box(_) | Labels::Spine(..) => &["全宗号", "Z109", "2026", "保管期限", "盒号"],
            Labels::Envelope(_) | Labels::Address(_) => &["陈䶮收", "演示新材料有限公司", "501"],
        };
        for word in words {
            assert!(text.contains(word), "{word}: {text}");
        }
    }
}

#[test]
fn a_sheet_begins_at_the_first_free_place_and_goes_on_to_the_next() {
    let labels = |count: usize| Labels::Address(vec![addressed("陈䶮"); count]);
    let pages = |count, skip| press().labels(&labels(count), skip, day(), &Options::default()).expect("labels").pages;
    assert_eq!((pages(14, 0), pages(15, 0), pages(14, 1), pages(1, 13), pages(1, 14)), (1, 2, 2, 1, 1));
}

#[test]
fn the_bar_code_of_a_routing_label_can_be_read_by_a_scanner() {
    let pdf = press().labels(&Labels::Routing(vec![routing("陈䶮")]), 3, day(), &Options::default()).expect("labels");
    assert!(codes(&pdf.bytes).iter().any(|code| code.contains("YS-3713-26-00418-7")));
}

#[test]
fn labels_slips_and_letters_refuse_the_same_characters_and_embed_the_same_face() {
    let refused = |result: Result<greenlane_print::Pdf, PrintError>| -> BTreeSet<String> {
        match result {
            Err(PrintError::Unrenderable(list)) => list.into_iter().map(|one| one.missing.code_point).collect(),
            Ok(_) => BTreeSet::new(),
            Err(other) => panic!("{other}"),
        }
    };
    for name in ["陈䶮", "𬭎·㛃", "王\u{e123}", "李\u{fe00}", "赵\u{200b}", "郑\u{2edcd}", "e\u{301}", "א\u{202e}", ""]
    {
        let label = refused(press().labels(&Labels::Envelope(vec![addressed(name)]), 0, day(), &Options::default()));
        let mut receipt = practice::receipt();
        receipt.applicant.name = name.to_owned();
        let slip = refused(press().render(&receipt.into(), &options()));
        let mut letter = practice::routing_slip();
        letter.talent.name = name.to_owned();
        let letter = refused(press().render(&letter.into(), &options()));
        assert!(label == slip && slip == letter, "{name}: {label:?} {slip:?} {letter:?}");
    }
    let faces = |pdf: &[u8]| -> BTreeSet<String> {
        let list = said("pdffonts", &[], pdf);
        let names = list.lines().skip(2).filter_map(|line| line.split_whitespace().next());
        names.map(|name| name.split_once('+').map_or(name, |(_, name)| name).replace("-Identity-H", "")).collect()
    };
    let label =
        press().labels(&Labels::Envelope(vec![addressed("陈䶮")]), 0, day(), &Options::default()).expect("a label");
    let slip = press().render(&practice::receipt().into(), &options()).expect("a slip");
    let letter = press().render(&practice::routing_slip().into(), &options()).expect("a letter");
    assert_eq!(faces(&label.bytes), faces(&letter.bytes));
    assert_eq!(faces(&slip.bytes), faces(&letter.bytes));
}

#[test]
fn labels_and_slips_are_archival_files_that_other_programs_find_sound() {
    let mut files = validator::Files::default();
    let mut put = |name: String, pdf: Vec<u8>| {
        let sound = said("qpdf", &["--check"], &pdf);
        assert!(sound.contains("No syntax or stream encoding errors"), "{sound}");
        let fonts = said("pdffonts", &[], &pdf);
        for line in fonts.lines().skip(2) {
            assert!(line.contains(" yes yes "), "embedded, as a subset: {line}");
        }
        files.put(&name, validator::Level::TwoB, pdf);
    };
    for (place, (labels, _)) in all().into_iter().enumerate() {
        put(format!("label {place}"), press().labels(&labels, 0, day(), &Options::default()).expect("labels").bytes);
    }
    put("receipt".into(), press().render(&practice::receipt().into(), &options()).expect("a slip").bytes);
    put("acceptance".into(), press().render(&practice::acceptance_notice().into(), &options()).expect("a slip").bytes);
    files.must_be_archival();
}

#[test]
fn papers_with_the_usual_number_of_materials_stay_one_page() {
    let notice = press().render(&practice::acceptance_notice().into(), &options()).expect("a notice");
    assert_eq!(notice.pages, 1, "nine materials and five items");
    let mut slip = practice::routing_slip();
    slip.materials =
        (1..=8).map(|n| Document { name: format!("第 {n} 种申请材料复印件"), number: None, count: 1 }).collect();
    let slip = press().render(&Paper::from(slip), &options()).expect("a slip");
    assert_eq!(slip.pages, 1, "eight materials");
}
