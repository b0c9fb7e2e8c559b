//! Scans bound into a volume: unchanged, in their order, the right way up, and refused when they are damaged.

mod read;
mod scans;

use greenlane_print::paper::{Filed, Pages};
use greenlane_print::{Options, Paper, PrintError, practice};
use read::press;
use scans::made;
use std::process::Command;

/// Cover and contents, and the one paper before the scans.
const BEFORE: usize = 3;

fn bound(scans: &[(&str, Vec<u8>)]) -> (Paper, Options) {
    let mut volume = practice::volume();
    volume.papers.truncate(1);
    let mut options = Options::default();
    for (name, bytes) in scans {
        volume.papers.push(Filed {
            title: (*name).to_owned(),
            number: None,
            author: "某单位".to_owned(),
            date: volume.head.date,
            note: String::new(),
            pages: Pages::Files(vec![(*name).to_owned()]),
        });
        options.attachments.insert((*name).to_owned(), bytes.clone().into());
    }
    (volume.into(), options)
}

fn set(scans: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let (volume, options) = bound(scans);
    press().render(&volume, &options).expect("renders").bytes
}

/// The colour of a page at a place, given as parts of its width and height.
fn colour(pdf: &[u8], page: usize, x: f64, y: f64) -> [u8; 3] {
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (folder.path().join("a.pdf"), folder.path().join("a"));
    std::fs::write(&from, pdf).expect("written");
    let page = page.to_string();
    let drawn = Command::new("pdftoppm")
        .args(["-r", "20", "-f", &page, "-l", &page, "-singlefile"])
        .args([&from, &to])
        .status()
        .expect("pdftoppm");
    assert!(drawn.success());
    let ppm = std::fs::read(folder.path().join("a.ppm")).expect("drawn");
    let mut parts = ppm.splitn(4, |byte| *byte == b'\n');
    let size = String::from_utf8_lossy(parts.nth(1).expect("a size")).into_owned();
    let sides: Vec<usize> = size.split(' ').map(|side| side.parse().expect("a number")).collect();
    let points = parts.nth(1).expect("points");
    let part = |side: usize, part: f64| (side as f64 * part) as usize;
    let at = 3 * (part(sides[1], y) * sides[0] + part(sides[0], x));
    points[at..at + 3].try_into().expect("a point")
}

fn near(one: [u8; 3], other: [u8; 3]) -> bool {
    one.iter().zip(other).all(|(one, other)| one.abs_diff(other) < 8)
}

#[test]
fn every_scan_is_on_the_page_that_the_contents_name_in_its_own_colour() {
    let even = |colour: &str, to: &str| made(&["-size", "100x140", &format!("xc:{colour}")], to);
    let scans = [
        ("红.jpg", even("rgb(200,30,30)", "jpg"), [200, 30, 30]),
        ("绿.png", even("rgb(30,160,60)", "png24"), [30, 160, 60]),
        ("蓝.jpg", even("rgb(30,60,200)", "jpg"), [30, 60, 200]),
        ("灰.jpg", made(&["-size", "100x140", "xc:gray(47%)"], "jpg"), [120, 120, 120]),
        // Half of black, seen through on white.
        ("透.png", even("rgba(0,0,0,0.5)", "png32"), [127, 127, 127]),
        ("索.png", even("rgb(180,120,20)", "png8"), [180, 120, 20]),
        ("墨.jpg", made(&["-size", "100x140", "xc:white", "-colorspace", "CMYK"], "jpg"), [255, 255, 255]),
    ];
    let files: Vec<(&str, Vec<u8>)> = scans.iter().map(|(name, bytes, _)| (*name, bytes.clone())).collect();
    let pdf = set(&files);
    let pages = read::pages(&pdf);
    assert_eq!(pages.len(), BEFORE + scans.len() + 1);
    for (place, (name, _, wanted)) in scans.iter().enumerate() {
        let page = BEFORE + place;
        assert!(pages[page].contains(&format!("{name}第1页共1页")), "{name}: {}", pages[page]);
        assert!(pages[page].contains(&format!("卷内第{}页共{}页", place + 2, scans.len() + 1)), "{name}");
        let found = colour(&pdf, page + 1, 0.5, 0.5);
        assert!(near(found, *wanted), "{name}: {found:?} is not {wanted:?}");
    }
}

#[test]
fn a_scan_lies_in_the_volume_bit_by_bit_as_it_came() {
    let colour = made(&["-size", "248x351", "plasma:tan-steelblue"], "jpg");
    let grey = made(&["-size", "248x351", "plasma:tan-steelblue", "-colorspace", "Gray"], "jpg");
    let pdf = set(&[("彩.jpg", colour.clone()), ("灰.jpg", grey.clone()), ("又彩.jpg", colour.clone())]);
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.pdf"), &pdf).expect("written");
    let take = Command::new("pdfimages").args(["-j", "a.pdf", "out"]).current_dir(folder.path()).status();
    assert!(take.expect("pdfimages").success());
    let mut taken: Vec<_> = std::fs::read_dir(folder.path()).expect("listed").flatten().map(|one| one.path()).collect();
    taken.retain(|path| path.extension().is_some_and(|end| end == "jpg"));
    taken.sort();
    let taken: Vec<Vec<u8>> = taken.iter().map(|path| std::fs::read(path).expect("read")).collect();
    assert!(taken == [colour.clone(), grey, colour.clone()], "{:?}", taken.iter().map(Vec::len).collect::<Vec<_>>());
    // The one that is shown twice is there once.
    let copies = pdf.windows(colour.len()).filter(|window| *window == colour.as_slice()).count();
    assert_eq!(copies, 1);
    let sound = Command::new("qpdf").arg("--check").arg(folder.path().join("a.pdf")).output().expect("qpdf");
    assert!(sound.status.success(), "{}", String::from_utf8_lossy(&sound.stdout));
}

#[test]
fn a_telephones_picture_is_turned_as_the_telephone_says() {
    // Red on the left, blue on the right; the telephone was held so that left is up.
    let lying = made(&["-size", "60x80", "xc:rgb(200,30,30)", "xc:rgb(30,60,200)", "+append"], "jpg");
    let says = b"\xFF\xE1\x00\x22Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let held = [&lying[..2], says, &lying[2..]].concat();
    let pdf = set(&[("平.jpg", lying), ("立.jpg", held)]);
    let (red, blue) = ([200, 30, 30], [30, 60, 200]);
    let at = |page: usize, x: f64, y: f64| colour(&pdf, page, x, y);
    let lies = (at(BEFORE + 1, 0.3, 0.5), at(BEFORE + 1, 0.75, 0.5));
    assert!(near(lies.0, red) && near(lies.1, blue), "{lies:?}");
    let stands = (at(BEFORE + 2, 0.5, 0.3), at(BEFORE + 2, 0.5, 0.75));
    assert!(near(stands.0, red) && near(stands.1, blue), "{stands:?}");
}

#[test]
fn a_damaged_scan_is_refused_by_its_title() {
    // A PNG that ends too early; of a JPEG, as of old, only one that has lost its head cannot be shown.
    for (name, to, kept) in [("断.png", "png24", 20_000), ("断.jpg", "jpg", 200)] {
        let whole = made(&["-size", "248x351", "plasma:tan-steelblue"], to);
        assert!(whole.len() > kept);
        let (volume, options) = bound(&[(name, whole[..kept].to_vec())]);
        let error = press().render(&volume, &options).expect_err("part of a picture");
        let PrintError::Attachment { title, .. } = &error else { panic!("{error:?}") };
        assert_eq!(title, name);
    }
}

#[test]
fn a_scan_of_any_shape_keeps_its_shape() {
    // A receipt's roll, a banner and one that no small numbers give.
    for (width, height) in [(40_u32, 2000_u32), (2000, 40), (997, 1409)] {
        let picture = made(&["-size", &format!("{width}x{height}"), "xc:rgb(200,30,30)"], "jpg");
        let pdf = set(&[("形.jpg", picture)]);
        let red = read::red(&pdf, BEFORE + 1);
        let (top, bottom) = (red[0].top, red[red.len() - 1].bottom);
        let wide = red[0].right - red[0].left;
        let (shown, wanted) = (wide / (bottom - top), f64::from(width) / f64::from(height));
        assert!((shown / wanted - 1.0).abs() < 0.05, "{width} by {height}: {shown} is not {wanted}");
    }
}
