//! The papers, made with practice data and read back by programs that know nothing of this one: poppler and zbar.

mod read;

use greenlane_print::paper::*;
use greenlane_print::{Kind, Options, Paper, PrintError, Why, practice};
use read::{codes, options, plain, press, text};

#[test]
fn every_paper_says_its_title_its_number_and_its_case_number() {
    for paper in practice::all() {
        let pdf = press().render(&paper, &options()).unwrap_or_else(|error| panic!("{}: {error}", paper.title()));
        let said = text(&pdf.bytes);
        assert!(paper.kind().is_official() || said.contains(paper.title()), "{}", paper.title());
        // A formal document and minutes have no place for a case's number.
        if !matches!(paper.kind(), Kind::OfficialDocument | Kind::Minutes) {
            assert!(said.contains(&paper.head().case_number), "{}: case number", paper.title());
        }
        if let (Some(number), true) = (paper.head().number.get(), paper.kind() != Kind::Volume) {
            assert!(said.contains(&plain(number)), "{}: {number}", paper.title());
        }
        assert!(said.contains("演示件，不作凭据"), "{}: practice mark", paper.title());
    }
}

#[test]
fn every_text_of_a_paper_is_on_the_paper() {
    for paper in practice::all() {
        if paper.kind() == Kind::Volume {
            continue;
        }
        let pdf = press().render(&paper, &options()).expect("renders");
        let said = text(&pdf.bytes);
        let data = serde_json::to_value(&paper).expect("plain data");
        let mut missing = Vec::new();
        walk(&data["paper"], "", &mut |path, value| {
            // The QR's payload is read by a scanner; of a party each paper prints what `domain.md` 1.4 asks of it.
            let party = ["card", "document", "document_number", "phone", "employer", "tier"];
            // Official letters carry the tail for the record; GB/T 9704 has no place for it.
            let no_place =
                matches!(paper.kind(), Kind::OfficialDocument | Kind::Minutes) && path.ends_with(".case_number");
            if no_place || path.contains(".tail.") && paper.kind().is_official() || path.ends_with(".window") {
                return;
            }
            let silent = ["kind", "code", "method"].iter().any(|key| path.ends_with(key))
                || path.ends_with(".rating")
                || party.iter().any(|key| path.ends_with(&format!("applicant.{key}")))
                || party.iter().any(|key| {
                    ["agent", "talent", "addressee", "principal"]
                        .iter()
                        .any(|who| path.ends_with(&format!("{who}.{key}")))
                });
            let date = value.len() >= 10 && value.as_bytes().get(4) == Some(&b'-');
            if !silent && !date && !said.contains(&plain(value)) {
                missing.push(format!("{path} = {value}"));
            }
        });
        assert!(missing.is_empty(), "{} does not say: {missing:#?}", paper.title());
    }
}

fn walk(value: &serde_json::Value, path: &str, each: &mut impl FnMut(&str, &str)) {
    match value {
        serde_json::Value::String(text) => each(path, text),
        serde_json::Value::Array(list) => list.iter().for_each(|one| walk(one, path, each)),
        serde_json::Value::Object(map) => map.iter().for_each(|(key, one)| walk(one, &format!("{path}.{key}"), each)),
        _ => {}
    }
}

#[test]
fn what_nobody_has_decided_is_printed_as_undecided_and_a_provisional_date_says_so() {
    let pdf = press().render(&practice::acceptance_notice().into(), &options()).expect("renders");
    let said = text(&pdf.bytes);
    assert!(said.contains("未定"));
    assert!(said.contains("预计2027年1月7日（暂按法定节假日推算）"), "{said}");
    let slip = RoutingSlip { due: Stated::Unset, limit: Stated::Unset, ..practice::routing_slip() };
    let said = text(&press().render(&slip.into(), &options()).expect("renders").bytes);
    assert!(said.contains("办结时限未定办结期限未定"), "{said}");
}

#[test]
fn a_receipt_says_that_it_is_no_acceptance() {
    let pdf = press().render(&practice::receipt().into(), &options()).expect("renders");
    assert!(text(&pdf.bytes).contains("本凭证仅证明收到下列材料，不代表受理"));
}

#[test]
fn no_seal_is_drawn_and_its_place_is_named() {
    for paper in
        [Paper::from(practice::receipt()), practice::one_time_notice().into(), practice::result_notice().into()]
    {
        let pdf = press().render(&paper, &options()).expect("renders");
        assert!(text(&pdf.bytes).contains("（加盖专用印章）"), "{}", paper.title());
    }
}

#[test]
fn the_same_paper_gives_the_same_bytes_on_a_fresh_press() {
    for paper in practice::all() {
        let first = press().render(&paper, &options()).expect("renders");
        let second = read::fresh_press().render(&paper, &options()).expect("renders");
        assert_eq!(first.sha256, second.sha256, "{}", paper.title());
    }
}

#[test]
fn another_day_of_making_gives_other_bytes() {
    let paper = practice::routing_slip();
    let mut later = paper.clone();
    later.head.date = later.head.date.succ_opt().expect("a day");
    let press = press();
    let bytes = |paper: RoutingSlip| press.render(&paper.into(), &options()).expect("renders").sha256;
    assert_ne!(bytes(paper), bytes(later));
}

#[test]
fn codes_on_letters_and_slips_can_be_read_by_a_scanner() {
    for paper in
        [Paper::from(practice::receipt()), practice::acceptance_notice().into(), practice::routing_slip().into()]
    {
        let pdf = press().render(&paper, &options()).expect("renders");
        let read = codes(&pdf.bytes);
        let head = paper.head();
        assert!(read.contains(&format!("CODE-128:{}", head.case_number)), "{}: {read:?}", paper.title());
        let qr = format!("QR-Code:{}", head.code.as_deref().expect("practice papers have a code"));
        assert!(read.contains(&qr), "{}: {read:?}", paper.title());
    }
}

#[test]
fn rare_names_are_printed_and_can_be_read_back() {
    for name in ["陈䶮", "㛃", "𬭎", "𫓧", "李𩽾", "阿卜杜拉·买买提", "欧阳𬭎𫓧"] {
        let mut notice = practice::one_time_notice();
        notice.applicant.name = name.to_owned();
        let said = text(&press().render(&notice.into(), &options()).expect(name).bytes);
        assert!(said.contains(name), "{name} on a letter");
        let mut receipt = practice::receipt();
        receipt.applicant.name = name.to_owned();
        let said = text(&press().render(&receipt.into(), &options()).expect(name).bytes);
        assert!(said.contains(name), "{name} on a slip");
    }
}

#[test]
fn a_name_that_no_font_has_is_refused_by_field_character_and_code_point() {
    let mut notice = practice::one_time_notice();
    notice.applicant.name = "王\u{2EDCD}".to_owned();
    let error = press().render(&notice.clone().into(), &options()).expect_err("no font has it");
    let PrintError::Unrenderable(found) = &error else { panic!("{error}") };
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].field.as_str(), found[0].path.as_str()), ("申请人姓名", "applicant.name"));
    assert_eq!((found[0].missing.place, found[0].missing.why), (1, Why::NoGlyph));
    let said = error.to_string();
    assert!(said.contains("申请人姓名") && said.contains("U+2EDCD") && said.contains('\u{2EDCD}'), "{said}");
    for kind in [Paper::from(notice), practice::receipt().into()] {
        let mut paper = kind;
        if let Paper::Receipt(receipt) = &mut paper {
            receipt.materials[2].name = "证\u{E123}".to_owned();
            let found = press().check(&paper);
            assert_eq!(found[0].field, "材料第3项名称");
            assert_eq!(found[0].missing.why, Why::PrivateUse);
        }
        assert!(press().render(&paper, &options()).is_err());
    }
}

#[test]
fn a_gap_for_handwriting_is_left_only_by_choice_and_the_paper_says_so() {
    let mut receipt = practice::receipt();
    receipt.applicant.name = "王\u{2EDCD}".to_owned();
    let mut notice = practice::result_notice();
    notice.applicant.name = "王\u{2EDCD}".to_owned();
    for paper in [Paper::from(receipt), notice.into()] {
        let chosen = Options { leave_gaps: true, ..options() };
        let pdf = press().render(&paper, &chosen).expect("a gap was chosen");
        assert_eq!(pdf.gaps.len(), 1);
        let said = text(&pdf.bytes);
        assert!(said.contains("王＿"), "{said}");
        assert!(said.contains("已留空（＿），由经办人手写补正"), "{said}");
    }
}

#[test]
fn invisible_marks_cannot_change_what_a_paper_says() {
    for wrong in ["王\u{202E}五", "王\u{200B}五", "王五\u{FE00}", "王\u{7}五"] {
        let mut slip = practice::routing_slip();
        slip.talent.name = wrong.to_owned();
        assert!(press().render(&slip.into(), &options()).is_err(), "{wrong:?}");
    }
}

#[test]
fn long_organisations_long_names_and_empty_fields_do_not_break_a_paper() {
    let long = "示范市经济技术开发区高端人才创新创业服务与国际交流合作促进联合体有限责任公司（示范省示范市联络处）第二十一号办公室";
    assert!(long.chars().count() >= 56, "{}", long.chars().count());
    for name in [long.to_owned(), "长".repeat(500), String::new()] {
        let mut notice = practice::one_time_notice();
        notice.applicant.name.clone_from(&name);
        notice.applicant.employer = Some(name.clone());
        let mut receipt = practice::receipt();
        receipt.applicant.name.clone_from(&name);
        receipt.applicant.employer = Some(name.clone());
        for paper in [Paper::from(notice), receipt.into()] {
            let pdf = press().render(&paper, &options()).expect("renders");
            assert!(text(&pdf.bytes).contains(&name), "{} {name}", paper.title());
        }
    }
}

#[test]
fn every_paper_comes_out_with_all_its_words_left_empty() {
    for paper in practice::all() {
        let mut data = serde_json::to_value(&paper).expect("plain data");
        empty(&mut data["paper"]);
        let bare: Paper = serde_json::from_value(data).expect("the same shape");
        let pdf = press().render(&bare, &options()).unwrap_or_else(|error| panic!("{}: {error}", paper.title()));
        assert!(text(&pdf.bytes).contains("演示件，不作凭据"), "{}", paper.title());
    }
}

fn empty(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::String(text) if !text.is_ascii() => text.clear(),
        serde_json::Value::Array(list) => list.iter_mut().for_each(empty),
        serde_json::Value::Object(map) => map.values_mut().for_each(empty),
        _ => {}
    }
}

#[test]
fn text_is_never_taken_for_markup() {
    let wrong = "#panic() *粗* $x$ <b> [脚注] \\ @引用 //";
    let mut slip = practice::routing_slip();
    slip.reason = wrong.to_owned();
    let said = text(&press().render(&slip.into(), &options()).expect("renders").bytes);
    assert!(said.contains(&plain(wrong)), "{said}");
}

#[test]
fn the_volume_lists_every_paper_with_the_page_it_really_starts_on() {
    let pdf = press().render(&practice::volume().into(), &options()).expect("renders");
    let pages = read::pages(&pdf.bytes);
    assert_eq!(pages.len(), pdf.pages);
    assert!(pages[0].contains("卷宗") && pages[1].contains("卷内文件目录"));
    assert!(pages.last().expect("a page").contains("卷内备考表"));
    let numbered = pages.len() - 3;
    for (place, page) in pages[2..pages.len() - 1].iter().enumerate() {
        let stamp = format!("卷内第{}页共{numbered}页", place + 1);
        assert!(page.contains(&stamp), "page {} lacks {stamp}: {page}", place + 3);
    }
    // The second paper's line in the contents gives the pages on which its title stands.
    let first = pages[2..].iter().position(|page| page.contains("送达机关")).expect("送达回证") + 1;
    assert!(pages[1].contains(&format!("送达回证20261124{first}")), "{}", pages[1]);
    assert_eq!(
        read::outline(&pdf.bytes),
        [
            "卷宗",
            "卷内文件目录",
            "办理结果告知单",
            "送达回证",
            "交付清单",
            "转办单（子女入学，市教育局）",
            "受理通知书",
            "收件凭证",
            "一次性告知书",
            "户口簿复印件",
            "卷内备考表"
        ]
    );
}

#[test]
fn a_slip_in_a_volume_stands_where_it_stood_on_paper() {
    let slip = press().render(&practice::receipt().into(), &options()).expect("renders");
    let volume = press().render(&practice::volume().into(), &options()).expect("renders");
    let alone = read::words(&slip.bytes, 1);
    let page = read::pages(&volume.bytes).iter().position(|page| page.contains("不代表受理")).expect("the slip") + 1;
    let within = read::words(&volume.bytes, page);
    let find =
        |words: &[read::Word], text: &str| words.iter().find(|word| word.text.contains(text)).cloned().expect("word");
    for word in ["收件凭证", "演才窗收", "（加盖专用印章）"] {
        let (a, b) = (find(&alone, word), find(&within, word));
        assert!((a.x - b.x).abs() < 1.5 && (a.y - b.y).abs() < 6.0, "{word}: {a:?} {b:?}");
    }
}

#[test]
fn a_volume_takes_pdf_attachments_as_pages_and_carries_the_originals_when_asked() {
    let mut volume = practice::volume();
    volume.papers.truncate(1);
    let foreign = press().render(&practice::handover_list().into(), &options()).expect("renders").bytes;
    volume.papers.push(Filed {
        title: "外来文书".to_owned(),
        number: None,
        author: "某单位".to_owned(),
        date: volume.head.date,
        note: String::new(),
        pages: Pages::Files(vec!["foreign.pdf".to_owned()]),
    });
    let mut options = Options { attach_originals: true, ..Options::default() };
    options.attachments.insert("foreign.pdf".to_owned(), foreign.clone().into());
    let pdf = press().render(&volume.clone().into(), &options).expect("renders");
    assert_eq!(pdf.pages, 5);
    assert_eq!(read::attached(&pdf.bytes), [foreign]);
    options.attachments.insert("foreign.pdf".to_owned(), b"not a picture".to_vec().into());
    let error = press().render(&volume.into(), &options).expect_err("no picture");
    assert!(error.to_string().contains("外来文书"), "{error}");
}

#[test]
fn many_slips_make_one_file_with_one_subset_of_each_face() {
    let one = practice::receipt();
    let many: Vec<Paper> = (0..50)
        .map(|place| {
            let mut slip = one.clone();
            slip.head.case_number = format!("YS-3713-26-{place:05}");
            slip.into()
        })
        .collect();
    let batch = press().render_batch(&many, &options()).expect("renders").remove(0);
    let alone = press().render(&one.into(), &options()).expect("renders");
    assert_eq!(batch.pages, 50);
    assert!(batch.bytes.len() < 50 * alone.bytes.len() / 2, "{} against {}", batch.bytes.len(), alone.bytes.len());
}

#[test]
fn a_batch_of_letters_keeps_their_order_and_numbers_the_pages_of_each() {
    let many: Vec<Paper> = (0..7)
        .map(|place| {
            let mut notice = practice::one_time_notice();
            notice.head.case_number = format!("YS-3713-26-{place:05}");
            notice.into()
        })
        .collect();
    let batch = press().render_batch(&many, &options()).expect("renders").remove(0);
    let pages = read::pages(&batch.bytes);
    assert_eq!(pages.len(), 14);
    for (place, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("YS-3713-26-{:05}", place / 2)), "page {place}: {page}");
        assert!(page.contains(&format!("第{}页共2页", place % 2 + 1)), "page {place}: {page}");
    }
    let mixed = [many[0].clone(), practice::receipt().into()];
    assert!(press().render_batch(&mixed, &options()).is_err(), "one kind a batch");
}

#[test]
fn a_template_that_fails_or_warns_is_named_with_its_line() {
    let mut templates = greenlane_print::Templates::national();
    templates.put("routing_slip.typ", "#import \"/family.typ\": *\n\n#let paper(data) = nothing(data)\n");
    let error =
        read::press_with(templates.clone()).render(&practice::routing_slip().into(), &options()).expect_err("fails");
    let first = |error: &PrintError| match error {
        PrintError::Template(faults) => {
            faults.first().map(|one| (one.template.clone(), one.line, one.column, one.warning))
        }
        _ => None,
    };
    assert_eq!(first(&error), Some(("routing_slip.typ".to_owned(), 3, 20, false)), "{error:?}");
    assert!(error.to_string().contains("第 3 行第 20 字") && error.to_string().contains("nothing"), "{error}");
    templates.put("routing_slip.typ", "#let paper(data) = text(font: \"No Such Face\")[字]");
    let error = read::press_with(templates).render(&practice::routing_slip().into(), &options()).expect_err("warns");
    assert!(matches!(first(&error), Some((_, 1, _, true))), "{error:?}");
}

#[test]
fn a_template_is_tried_on_practice_papers_before_it_replaces_the_one_in_force() {
    let before = press().templates().version();
    let wrong = "#import \"/family.typ\": *\n#let paper(data) = note(1, 2, 3)\n";
    let error = press().preview("guide_slip.typ", wrong).expect_err("fails");
    let PrintError::Template(faults) = &error else { panic!("{error:?}") };
    assert_eq!(
        (faults[0].template.as_str(), faults[0].line),
        ("guide_slip.typ", 2),
        "told by the lines of the tried one"
    );
    let good = press().templates().text("guide_slip.typ").expect("a template").replace("凭本单前往", "请凭本单前往");
    let shown = press().trial("guide_slip.typ", &good).expect("still sets");
    assert!(shown.iter().any(|pdf| text(&pdf.bytes).contains("请凭本单前往")));
    assert!(press().trial("guide_slip.typ", "#let paper(data) = data.no_such_field").is_err());
    assert!(
        press().trial("family.typ", "#let family(data, body, ..more) = body").is_err(),
        "a shared file is tried on all"
    );
    assert_eq!(press().templates().version(), before);
}

#[test]
fn an_old_paper_is_made_again_from_its_own_version_of_the_templates() {
    let paper: Paper = practice::routing_slip().into();
    let old = press().render(&paper, &options()).expect("renders");
    let kept = press().templates().texts();
    let mut templates = greenlane_print::Templates::national();
    templates.put("routing_slip.typ", &kept["routing_slip.typ"].replace("随附材料", "附送材料"));
    let newer = read::press_with(templates);
    assert_ne!(newer.render(&paper, &options()).expect("renders").sha256, old.sha256);
    let again = newer.render_with(&greenlane_print::Templates::from_texts(&kept), &paper, &options()).expect("renders");
    assert_eq!((again.sha256, again.templates), (old.sha256, old.templates));
}

#[test]
fn every_field_that_can_be_refused_has_a_name_in_words() {
    for paper in practice::all() {
        let mut data = serde_json::to_value(&paper).expect("plain data");
        spoil(&mut data["paper"]);
        let Ok(spoiled) = serde_json::from_value::<Paper>(data) else { continue };
        for one in press().check(&spoiled) {
            let ascii = one.field.chars().any(|letter| letter.is_ascii_lowercase());
            assert!(!ascii, "{}: field {} has no name: {}", paper.title(), one.path, one.field);
        }
    }
}

fn spoil(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::String(text) if !text.contains(|one: char| one.is_ascii()) => text.push('\u{2EDCD}'),
        serde_json::Value::Array(list) => list.iter_mut().for_each(spoil),
        serde_json::Value::Object(map) => map.values_mut().for_each(spoil),
        _ => {}
    }
}
