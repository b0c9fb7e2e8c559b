//! The font chain: what is covered, and that what is covered really comes out.

mod read;
mod stand_in;

use greenlane_print::paper::{OfficialDocument, Passage, Receipt, Received};
use greenlane_print::{Fonts, Paper, Press, PrintError, Role, Templates, Why, practice};
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

/// The whole chain, rare faces and all, as set-up installs it; none where it did not.
fn whole_chain() -> Option<&'static Press> {
    static PRESS: std::sync::OnceLock<Option<Press>> = std::sync::OnceLock::new();
    let load = || {
        let fonts = Fonts::load(&[Fonts::of_this_checkout()]).ok()?;
        let whole = ["HanaMinA", "HanaMinB", "BabelStone Han"].iter().all(|face| fonts.chain().contains(face));
        whole.then(|| Press::new(fonts, Templates::national()))
    };
    let press = PRESS.get_or_init(load).as_ref();
    assert!(press.is_some() || std::env::var_os("GREENLANE_REQUIRE_REAL").is_none(), "cargo xtask setup");
    press
}

#[test]
fn every_covered_ideograph_comes_out_of_a_letter_and_a_slip() {
    let press = whole_chain().unwrap_or(read::press());
    let fonts = press.fonts();
    let ranges = [0x3400..=0x4DBF, 0x4E00..=0x9FFF, 0x20000..=0x323AF];
    let covered: Vec<char> =
        ranges.into_iter().flatten().filter_map(char::from_u32).filter(|one| fonts.why_not(*one).is_none()).collect();
    println!("{} characters by {:?}", covered.len(), fonts.chain());
    assert!(covered.len() > if whole_chain().is_some() { 87_000 } else { 27_500 }, "{}", covered.len());
    let letter = practice::official_letters().into_iter().find_map(|paper| match paper {
        Paper::OfficialDocument(letter) => Some(letter),
        _ => None,
    });
    let letter: OfficialDocument = letter.expect("practice has one");
    let letters = covered.chunks(560 * 10).map(|pile| {
        let body = pile.chunks(560).map(|chunk| Passage { level: 0, text: chunk.iter().collect() }).collect();
        Paper::from(OfficialDocument { body, ..letter.clone() })
    });
    let line = |chunk: &[char]| Received {
        name: chunk.iter().collect(),
        originals: 1,
        copies: 0,
        pages: None,
        note: String::new(),
    };
    let slips = covered.chunks(500 * 10).map(|pile| {
        let materials = pile.chunks(500).map(line).collect();
        Paper::from(Receipt { materials, ..practice::receipt() })
    });
    for papers in [letters.collect::<Vec<_>>(), slips.collect()] {
        let pdf = press.render_batch(&papers, &read::options()).expect("all covered").remove(0);
        let said: BTreeSet<char> = read::text(&pdf.bytes).chars().collect();
        let lost: String = covered.iter().filter(|one| !said.contains(one)).collect();
        // Two code points that share one glyph look the same on paper and are read back as one of them.
        assert!(lost.chars().count() * 100 < covered.len(), "{}: lost {lost}", papers[0].title());
    }
}

#[test]
fn a_name_of_500_characters_wraps_within_the_page_and_is_read_back_whole() {
    let rare = whole_chain().map(|press| (press, "陈\u{20001}".repeat(250)));
    let names = [
        (read::press(), "欧阳𬭎䶮".repeat(125)),
        (read::press(), "Abdulla·买买提".chars().cycle().take(500).collect()),
    ];
    for (press, name) in names.into_iter().chain(rare) {
        assert_eq!(name.chars().count(), 500);
        let mut notice = practice::one_time_notice();
        notice.applicant.name.clone_from(&name);
        let mut receipt = practice::receipt();
        receipt.applicant.name.clone_from(&name);
        for paper in [Paper::from(notice), receipt.into()] {
            let pdf = press.render(&paper, &read::options()).expect("renders");
            assert!(read::text(&pdf.bytes).contains(&name), "{}", paper.title());
            for word in (1..=pdf.pages).flat_map(|page| read::words(&pdf.bytes, page)) {
                let edge = word.x2 * 25.4 / 72.0;
                // A closing mark at the end of a line gives up its empty half, which readers still count.
                assert!(edge < 184.0 + 3.0, "{}: {} ends at {edge} mm", paper.title(), word.text);
            }
        }
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

#[test]
fn what_is_written_with_marks_of_its_own_is_printed_or_refused_by_name_but_never_as_a_box() {
    // Combining accents, a keycap, half-marks of Uyghur and Tibetan, variants, direction marks, joiners, private use.
    let names = [
        "Jose\u{301}",
        "n\u{303}o",
        "1\u{20E3}",
        "か\u{3099}",
        "葛\u{E0101}",
        "邉\u{FE00}",
        "\u{200F}王五",
        "王\u{2067}五\u{2069}",
        "A\u{200D}B",
        "李\u{E815}",
        "\u{F0000}",
        "王\u{0}",
        "ئابدۇ",
        "བསོད",
    ];
    for press in [Some(read::press()), whole_chain()].into_iter().flatten() {
        let mut refused = 0;
        for name in names {
            let mut letter = practice::one_time_notice();
            letter.applicant.name = name.to_owned();
            let mut slip = practice::receipt();
            slip.applicant.name = name.to_owned();
            for paper in [Paper::from(letter), slip.into()] {
                match press.render(&paper, &read::options()) {
                    Ok(pdf) => {
                        let said = read::text(&pdf.bytes);
                        for one in name.chars() {
                            assert!(said.contains(one), "{name:?} lacks U+{:04X}: {said}", u32::from(one));
                        }
                    }
                    Err(PrintError::Unrenderable(found)) => {
                        refused += 1;
                        assert!(found.iter().all(|one| one.path == "applicant.name"), "{name:?}: {found:?}");
                        let code = found[0].missing.code_point.clone();
                        assert!(PrintError::Unrenderable(found).to_string().contains(&code), "{name:?}");
                    }
                    Err(other) => panic!("{name:?}: {other}"),
                }
            }
        }
        assert!(refused >= 16, "variants, direction marks, joiners, private use and controls: {refused}");
    }
}

#[test]
fn an_offices_own_faces_lead_the_chain_where_they_have_a_part_to_play() {
    let faces = Fonts::of_this_checkout();
    let plain = std::fs::read(faces.join("NotoSerifSC_400Regular.ttf")).expect("the carried face");
    let own = tempfile::tempdir().expect("a folder");
    for family in ["FangSong_GB2312", "FZXiaoBiaoSong-B05S"] {
        std::fs::write(own.path().join(format!("{family}.ttf")), stand_in::renamed(&plain, family)).expect("written");
    }
    let carried = ["NotoSerifSC_400Regular.ttf", "NotoSerifSC_700Bold.ttf"].map(|name| faces.join(name));
    let places: Vec<PathBuf> = std::iter::once(own.path().to_owned()).chain(carried).collect();
    let fonts = Fonts::load(&places).expect("fonts");
    assert_eq!((fonts.family(Role::FangSong), fonts.family(Role::Title)), ("FangSong_GB2312", "FZXiaoBiaoSong-B05S"));
    assert_eq!((fonts.family(Role::Main), fonts.family(Role::Kai)), ("Noto Serif SC", "Noto Serif SC"));
    let press = Press::new(fonts, Templates::national());
    let letter = practice::official_letters().remove(0);
    let set = |press: &Press| read::faces(&press.render(&letter, &read::options()).expect("renders").bytes);
    let used = set(&press);
    assert!(
        ["FangSong_GB2312", "FZXiaoBiaoSong"].iter().all(|one| used.iter().any(|face| face.contains(one))),
        "{used:?}"
    );
    let without = set(read::press());
    assert!(!without.iter().any(|face| face.contains("FangSong") || face.contains("XiaoBiao")), "{without:?}");
}
