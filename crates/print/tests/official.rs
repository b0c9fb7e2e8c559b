//! Official letters against the figures of GB/T 9704-2012 in `domain.md` 1.1, measured in the finished PDF.
//!
//! Certain there (C): paper, 37 mm and 28 mm edges, type area 156 mm by 225 mm, 22 lines by 28 characters, no leading
//! zeros, page numbers odd right and even left. High confidence only (H, S): letterhead 35 mm, 红线 4 mm, 双线, 版记.

mod read;

use greenlane_print::paper::*;
use greenlane_print::{Paper, practice};
use read::{Word, options, press};

const MM: f64 = 72.0 / 25.4;

fn letter() -> OfficialDocument {
    let found = practice::official_letters().into_iter().find_map(|paper| match paper {
        Paper::OfficialDocument(letter) => Some(letter),
        _ => None,
    });
    found.expect("practice has one")
}

/// A letter whose body fills pages with full lines.
fn full_pages() -> Vec<u8> {
    let mut letter = letter();
    letter.body = vec![Passage { level: 0, text: "人才服务绿色通道窗口办理事项".repeat(140) }];
    press().render(&letter.into(), &options()).expect("renders").bytes
}

/// Lines of a page, top to bottom: words that share a baseline.
fn lines(words: &[Word]) -> Vec<(f64, f64, f64, String)> {
    let mut lines: Vec<(f64, f64, f64, String)> = Vec::new();
    for word in words {
        match lines.iter_mut().find(|(y, ..)| (*y - word.y2).abs() < 2.0) {
            Some(line) => {
                line.1 = line.1.min(word.x);
                line.2 = line.2.max(word.x2);
                line.3.push_str(&word.text);
            }
            None => lines.push((word.y2, word.x, word.x2, word.text.clone())),
        }
    }
    lines.sort_by(|a, b| a.0.total_cmp(&b.0));
    lines
}

#[test]
fn a_full_page_has_22_lines_of_28_characters_in_the_type_area() {
    let pdf = full_pages();
    let page: Vec<_> = lines(&read::words(&pdf, 2))
        .into_iter()
        .filter(|(.., text)| text.contains("人才") || text.contains("窗口"))
        .collect();
    assert_eq!(page.len(), 22, "{page:#?}");
    for (_, left, right, text) in &page {
        assert_eq!(text.chars().count(), 28, "{text}");
        assert!((left / MM - 28.0).abs() < 0.5, "left edge {} mm", left / MM);
        assert!((right / MM - 184.0).abs() < 0.5, "right edge {} mm", right / MM);
    }
    let pitch = (page[21].0 - page[0].0) / 21.0;
    assert!((pitch - 28.99).abs() < 0.05, "line pitch {pitch} pt");
    let size = 15.75;
    // pdftotext's box of a line reaches the foot of the character square, 0.12 em below the baseline.
    let baseline = |line: &(f64, f64, f64, String)| line.0 - 0.12 * size;
    let top = (baseline(&page[0]) - 0.88 * size) / MM;
    assert!((top - 37.0).abs() < 1.0, "top edge {top} mm");
    let foot = (baseline(&page[21]) + 0.12 * size) / MM;
    assert!(foot <= 262.5, "type area ends at {foot} mm");
}

#[test]
fn page_numbers_stand_7_mm_below_the_type_area_odd_right_even_left() {
    let pdf = full_pages();
    for page in [1, 2] {
        let words = read::words(&pdf, page);
        let foot: Vec<_> = words.iter().filter(|word| word.y > 262.0 * MM).collect();
        let text: String = foot.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(text, format!("—{page}—"));
        let (left, right) =
            (foot.iter().map(|w| w.x).fold(f64::MAX, f64::min), foot.iter().map(|w| w.x2).fold(0.0, f64::max));
        let middle = foot.iter().map(|word| (word.y + word.y2) / 2.0).sum::<f64>() / foot.len() as f64 / MM;
        assert!((middle - 269.0).abs() < 1.5, "page number at {middle} mm");
        if page % 2 == 1 {
            assert!((right / MM - (184.0 - 14.0 / MM)).abs() < 1.0, "odd page ends at {} mm", right / MM);
        } else {
            assert!((left / MM - (28.0 + 14.0 / MM)).abs() < 1.0, "even page begins at {} mm", left / MM);
        }
    }
}

#[test]
fn the_red_rule_spans_the_type_area_and_the_letterhead_stands_35_mm_into_it() {
    let pdf = press().render(&letter().into(), &options()).expect("renders").bytes;
    let red = read::red(&pdf, 1);
    let mark = red.first().expect("a letterhead");
    assert!((mark.top - 72.0).abs() < 1.0, "letterhead at {} mm from the page's top", mark.top);
    let rule = red.last().expect("a rule");
    assert!((rule.left - 28.0).abs() < 0.5 && (rule.right - 184.0).abs() < 0.5, "{rule:?}");
    assert!(rule.bottom - rule.top < 1.0, "{rule:?}");
    let words = read::words(&pdf, 1);
    let number = words.iter().find(|word| word.text.contains("演人才")).expect("a number");
    let below = rule.top - (number.y2 - 0.25 * 15.75) / MM;
    assert!((2.5..6.0).contains(&below), "rule {below} mm under the number");
}

#[test]
fn a_letter_format_has_its_mark_at_30_mm_two_double_lines_of_170_mm_and_no_number_on_its_first_page() {
    let paper = practice::official_letters().into_iter().find(|one| matches!(one, Paper::SupervisionLetter(_)));
    let pdf = press().render(&paper.expect("practice"), &options()).expect("renders").bytes;
    let red = read::red(&pdf, 1);
    assert!((red[0].top - 30.0).abs() < 1.0, "mark at {} mm", red[0].top);
    let rules: Vec<_> = red.iter().filter(|one| (one.right - one.left - 170.0).abs() < 1.0).collect();
    assert_eq!(rules.len(), 2, "{red:?}");
    assert!((rules[0].top - red[0].bottom - 4.0).abs() < 1.5, "{red:?}");
    assert!((rules[1].bottom - 277.0).abs() < 1.0, "{red:?}");
    let foot: String =
        read::words(&pdf, 1).iter().filter(|word| word.y > 264.0 * MM).map(|word| word.text.clone()).collect();
    assert!(!foot.contains('1'), "{foot}");
}

#[test]
fn the_date_stands_four_characters_from_the_right_without_leading_zeros_and_the_seal_is_left_blank() {
    let mut letter = letter();
    letter.head.date = chrono::NaiveDate::from_ymd_opt(2026, 3, 5).expect("a day");
    letter.issuer = None;
    let pdf = press().render(&letter.into(), &options()).expect("renders");
    let words: Vec<_> = (1..=pdf.pages).flat_map(|page| read::words(&pdf.bytes, page)).collect();
    let date = words.iter().find(|word| word.text.contains("2026年3月5日")).expect("a date");
    let right = 184.0 - date.x2 / MM;
    // The organ's name is wider than the date and is centred over it; the wider of the two keeps the four characters.
    assert!((22.0..40.0).contains(&right), "{right} mm from the type area's right edge");
    assert!(!read::text(&pdf.bytes).contains("印章"));
}

#[test]
fn a_supervision_letter_of_the_usual_length_stands_on_one_page() {
    let letter = practice::all().into_iter().find(|paper| paper.kind() == Kind::SupervisionLetter);
    let pdf = press().render(&letter.expect("practice has one"), &options()).expect("renders");
    assert_eq!(pdf.pages, 1);
}
