//! The font chain: what is covered, and that what is covered really comes out.

mod read;

use greenlane_print::paper::{OfficialDocument, Passage, Received};
use greenlane_print::{Fonts, Paper, PrintError, Why, practice};
use std::collections::BTreeSet;
use std::path::PathBuf;

#[test]
fn the_basic_block_and_extension_a_are_covered_whole() {
    let coverage = read::press().fonts().coverage();
    for one in &coverage {
        println!("{} {}/{}", one.block.name, one.covered, one.characters);
    }
    let of = |name: &str| coverage.iter().find(|one| one.block.name == name).expect(name);
    assert_eq!(of("基本区").covered, 20_992);
    assert_eq!(of("扩展 A").covered, 6_592);
    let beyond: usize = coverage.iter().skip(2).map(|one| one.covered).sum();
    assert!(beyond >= 213, "{beyond} rare characters beyond extension A");
}

#[test]
fn every_covered_ideograph_comes_out_of_a_letter_and_a_slip() {
    let fonts = read::press().fonts();
    let ranges = [0x3400..=0x4DBF, 0x4E00..=0x9FFF, 0x20000..=0x2A6DF, 0x2A700..=0x2EBE0];
    let covered: Vec<char> =
        ranges.into_iter().flatten().filter_map(char::from_u32).filter(|one| fonts.why_not(*one).is_none()).collect();
    assert!(covered.len() > 27_500, "{}", covered.len());
    let mut letter = practice::official_letters().into_iter().find_map(|paper| match paper {
        Paper::OfficialDocument(letter) => Some(letter),
        _ => None,
    });
    let letter: &mut OfficialDocument = letter.as_mut().expect("practice has one");
    letter.body = covered.chunks(560).map(|chunk| Passage { level: 0, text: chunk.iter().collect() }).collect();
    let mut slip = practice::receipt();
    let line = |chunk: &[char]| Received {
        name: chunk.iter().collect(),
        originals: 1,
        copies: 0,
        pages: None,
        note: String::new(),
    };
    slip.materials = covered.chunks(500).map(line).collect();
    for paper in [Paper::from(letter.clone()), slip.into()] {
        let pdf = read::press().render(&paper, &read::options()).expect("all covered");
        let said: BTreeSet<char> = read::text(&pdf.bytes).chars().collect();
        let lost: String = covered.iter().filter(|one| !said.contains(one)).collect();
        // Two code points that share one glyph look the same on paper and are read back as one of them.
        assert!(lost.chars().count() * 100 < covered.len(), "{}: lost {lost}", paper.title());
    }
}

#[test]
fn what_is_not_covered_or_not_visible_is_told_before_printing_with_the_reason() {
    let fonts = read::press().fonts();
    let why = |text: &str| fonts.check(text).into_iter().map(|one| one.why).collect::<Vec<_>>();
    assert_eq!(why("王小明·Smith 2026"), []);
    assert_eq!(why("\u{E000}\u{F0000}\u{10FFFD}"), [Why::PrivateUse; 3]);
    assert_eq!(why("葛\u{E0100}\u{FE00}"), [Why::Variation; 2]);
    assert_eq!(why("a\u{202E}b\u{200D}c\u{0}\u{FEFF}"), [Why::Invisible; 4]);
    assert_eq!(why("\u{2EDCD}"), [Why::NoGlyph]);
    let missing = fonts.check("好\u{2EDCD}").remove(0);
    assert_eq!((missing.code_point.as_str(), missing.place), ("U+2EDCD", 1));
}

#[test]
fn folders_without_a_usable_font_and_damaged_files_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let places = [folder.path().to_owned(), PathBuf::from("/no/such/folder")];
    let error = Fonts::load(&places).expect_err("nothing there");
    assert!(matches!(&error, PrintError::NoFonts { .. }));
    assert!(error.to_string().contains("/no/such/folder"), "{error}");
    std::fs::write(folder.path().join("broken.ttf"), b"not a font").expect("written");
    let error = Fonts::load(&places).expect_err("damaged");
    assert!(error.to_string().contains("broken.ttf"), "{error}");
}

#[test]
fn the_levels_of_the_standard_have_as_many_characters_as_it_says() {
    use greenlane_print::Level;
    let count = |level: Level| level.characters().len();
    assert_eq!(count(Level::One), 27_584);
    assert_eq!(count(Level::Two), 27_584 + 196);
    assert_eq!(count(Level::Three), 88_115);
    assert_eq!(count(Level::Amendment), 9_793);
    let covered = read::press().fonts().levels();
    let of = |level: Level| covered.iter().find(|one| one.level == level).expect("measured");
    assert_eq!(of(Level::One).covered, 27_584, "the carried face has level 1 whole");
    assert_eq!(of(Level::Two).covered, 27_780, "and level 2");
}

#[test]
fn a_name_in_a_design_of_two_files_is_not_mixed_with_the_carried_face() {
    let hana = ["/usr/share/fonts/truetype/hanazono/HanaMinA.ttf", "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"];
    if !hana.iter().all(|path| std::path::Path::new(path).exists()) {
        assert!(std::env::var_os("GREENLANE_REQUIRE_REAL").is_none(), "install fonts-hanazono");
        return;
    }
    let faces = Fonts::of_this_checkout();
    let mut places: Vec<PathBuf> =
        ["NotoSerifSC_400Regular.ttf", "NotoSerifSC_700Bold.ttf"].iter().map(|name| faces.join(name)).collect();
    places.extend(hana.iter().map(PathBuf::from));
    let fonts = Fonts::load(&places).expect("fonts");
    assert_eq!(fonts.design_for("陈思远"), Some(vec!["Noto Serif SC"]));
    // A common character and one of extension B that the carried face lacks: neither file has both.
    assert_eq!(fonts.design_for("陈\u{20001}"), Some(vec!["HanaMinA", "HanaMinB"]));
    assert_eq!(fonts.chain().first(), Some(&"Noto Serif SC"), "rare faces never carry pages");
    let levels = fonts.levels();
    assert!(levels.iter().take(3).all(|one| one.covered == one.characters), "{levels:?}");
}
