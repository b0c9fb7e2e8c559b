//! Archival files, judged by veraPDF: every paper, batches, volumes with scans of every kind, an office's own template.

mod read;
mod scans;
mod validator;

use greenlane_print::paper::{Filed, Pages, Volume};
use greenlane_print::{Fonts, Options, Paper, Press, Templates, practice};
use read::{options, press};
use std::path::PathBuf;
use validator::{Files, Level};

fn set(paper: &Paper) -> Vec<u8> {
    press().render(paper, &options()).unwrap_or_else(|error| panic!("{}: {error}", paper.title())).bytes
}

#[test]
fn every_paper_is_an_archival_file_alone_and_in_a_batch() {
    let mut files = Files::default();
    for paper in practice::all() {
        files.put(paper.kind().key(), Level::TwoB, set(&paper));
    }
    for (name, one) in [("letters", Paper::from(practice::result_notice())), ("slips", practice::receipt().into())] {
        let batch = press().render_batch(&[one.clone(), one], &options()).expect("renders").remove(0);
        files.put(&format!("a batch of {name}"), Level::TwoB, batch.bytes);
    }
    files.must_be_archival();
}

#[test]
fn rare_characters_in_their_own_faces_leave_a_paper_archival() {
    let rare = ["truetype/hanazono/HanaMinB.ttf", "truetype/babelstone/BabelStoneHan.ttf"];
    let rare = rare.map(|name| PathBuf::from("/usr/share/fonts").join(name));
    assert!(rare.iter().all(|face| face.is_file()), "cargo xtask test installs {rare:?}");
    let places: Vec<PathBuf> = [Fonts::of_this_checkout()].into_iter().chain(rare).collect();
    let press = Press::new(Fonts::load(&places).expect("the faces"), Templates::national());
    let mut files = Files::default();
    // Of the second plane and of the third.
    for (place, name) in ["王\u{2A6D7}", "李\u{30EDD}"].into_iter().enumerate() {
        let mut notice = practice::one_time_notice();
        notice.applicant.name = name.to_owned();
        let mut receipt = practice::receipt();
        receipt.applicant.name = name.to_owned();
        for paper in [Paper::from(notice), receipt.into()] {
            let pdf = press.render(&paper, &Options::default()).expect(name);
            assert!(read::text(&pdf.bytes).contains(name), "{name}");
            files.put(&format!("{} {place}", paper.title()), Level::TwoB, pdf.bytes);
        }
    }
    files.must_be_archival();
}

#[test]
fn a_letter_of_an_offices_own_template_is_an_archival_file() {
    let own = r##"#import "/family.typ": *
#let paper(data) = [
  #set text(fill: rgb("#8a1020"))
  #rect(width: 100%, fill: gradient.linear(rgb("#eef"), rgb("#fee")), stroke: 0.5pt + luma(40%))[
    本窗口自己的样式：#data.reason
  ]
  #link("mailto:window@example.org")[来信]
  #table(columns: 2, [事项], [日期], [落户], day(data.head.date))
]
"##;
    let mut templates = Templates::national();
    templates.put("routing_slip.typ", own);
    let pdf = read::press_with(templates).render(&practice::routing_slip().into(), &options()).expect("renders");
    assert!(read::text(&pdf.bytes).contains("本窗口自己的样式"));
    let mut files = Files::default();
    files.put("own", Level::TwoB, pdf.bytes);
    files.must_be_archival();
}

/// A volume with one paper and a scan of every kind.
fn scanned() -> (Volume, Options) {
    let mut volume = practice::volume();
    volume.papers.truncate(1);
    let mut options = Options::default();
    let mut all = scans::of_every_kind();
    all.push(("单位证明.pdf".to_owned(), set(&practice::handover_list().into())));
    for (name, bytes) in all {
        volume.papers.push(Filed {
            title: name.clone(),
            number: None,
            author: "某单位".to_owned(),
            date: volume.head.date,
            note: String::new(),
            pages: Pages::Files(vec![name.clone()]),
        });
        options.attachments.insert(name, bytes.into());
    }
    (volume, options)
}

#[test]
fn a_volume_with_scans_of_every_kind_is_archival_with_and_without_the_originals() {
    let (volume, mut options) = scanned();
    let volume = Paper::from(volume);
    let mut files = Files::default();
    files.put("shown", Level::TwoB, press().render(&volume, &options).expect("renders").bytes);
    options.attach_originals = true;
    let carrying = press().render(&volume, &options).expect("renders").bytes;
    let mut carried = read::attached(&carrying);
    carried.sort();
    let mut originals: Vec<Vec<u8>> =
        options.attachments.values().map(|one| one.bytes().expect("held").to_vec()).collect();
    originals.sort();
    assert!(carried == originals, "every original is within, bit by bit");
    files.put("carrying", Level::ThreeB, carrying);
    files.must_be_archival();
}

/// The file with a word of its structure spoilt: of the same length, so that everything else stays where it is.
fn spoilt(bytes: &[u8], word: &str) -> Vec<u8> {
    let places: Vec<usize> = bytes
        .windows(word.len())
        .enumerate()
        .filter_map(|(place, window)| (window == word.as_bytes()).then_some(place))
        .collect();
    assert!(!places.is_empty(), "no {word}");
    let mut bytes = bytes.to_vec();
    for place in places {
        bytes[place + 1] = b'X';
    }
    bytes
}

#[test]
fn the_validator_refuses_what_is_not_archival_and_says_by_which_rule() {
    let letter = set(&practice::result_notice().into());
    let slip = set(&practice::receipt().into());
    let mut files = Files::default();
    files.put("letter without metadata", Level::TwoB, spoilt(&letter, "/Metadata "));
    files.put("slip without metadata", Level::TwoB, spoilt(&slip, "/Metadata "));
    files.put("slip without its fonts", Level::TwoB, spoilt(&slip, "/FontFile2 "));
    files.put("slip without the meaning of its greys", Level::TwoB, spoilt(&slip, "/OutputIntents"));
    files.put("letter taken for part 3", Level::ThreeB, letter);
    files.put("no PDF", Level::TwoB, b"not a PDF".to_vec());
    let faults = files.faults();
    let rule = |name: &str| faults[name].iter().filter_map(|one| one.split(' ').next()).collect::<Vec<_>>();
    for (name, clause) in [
        ("letter without metadata", "6.6.2.1-1"),
        ("slip without metadata", "6.6.2.1-1"),
        ("slip without its fonts", "6.2.11.4.1-1"),
        ("slip without the meaning of its greys", "6.2.4.3-4"),
        ("letter taken for part 3", "6.6.4-2"),
    ] {
        assert!(rule(name).contains(&clause), "{name}: {:#?}", faults[name]);
    }
    assert!(!faults["no PDF"].is_empty());
}
