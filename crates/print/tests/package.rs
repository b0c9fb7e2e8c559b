//! The package of a volume: made, read with plain tools, and checked bit by bit.

mod read;

use greenlane_domain::words::Language;
use greenlane_print::package::{self, Property};
use greenlane_print::practice;
use std::path::Path;
use std::process::Command;

fn made() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    package::make(read::press(), &practice::volume(), &read::options(), &[], folder.path()).expect("made");
    folder
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut all = Vec::new();
    for path in std::fs::read_dir(folder).expect("listed").flatten().map(|entry| entry.path()) {
        if path.is_dir() { all.extend(files(&path)) } else { all.push(path) }
    }
    all.sort();
    all
}

fn script(folder: &Path, program: &str, name: &str) -> (bool, String) {
    let output = Command::new(program).arg(folder.join(name)).output().expect("runs");
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn a_fresh_package_passes_all_four_checks_and_both_plain_scripts() {
    let folder = made();
    let report = package::check(folder.path()).expect("checked");
    assert_eq!(report.findings, []);
    for (program, name) in [("sh", "check.sh"), ("python3", "check.py")] {
        let (well, said) = script(folder.path(), program, name);
        assert!(well && said.contains("全部一致"), "{name}: {said}");
    }
    let written = std::fs::read_to_string(folder.path().join("检测报告.xml")).expect("a report");
    assert_eq!(written.matches("结论=\"通过\"").count(), 4);
    let told = std::fs::read_to_string(folder.path().join("检测报告.txt")).expect("a report for a reader");
    assert_eq!(told.matches("通过：").count(), 4, "{told}");
}

#[test]
fn everything_in_it_opens_with_plain_tools() {
    let folder = made();
    let index = std::fs::read_to_string(folder.path().join("index.html")).expect("a page");
    for path in files(folder.path()) {
        let inside = path.strip_prefix(folder.path()).expect("inside").to_string_lossy().into_owned();
        if inside.starts_with("电子档案") || inside.starts_with("原件") {
            assert!(index.contains(&inside), "index.html does not show {inside}");
        }
    }
    assert!(!index.contains("http"), "nothing comes from elsewhere");
    let catalogue = std::fs::read_to_string(folder.path().join("文件目录.xml")).expect("a catalogue");
    assert_eq!(catalogue.matches("<文件 ").count(), practice::volume().papers.len());
    let volume = std::fs::read(folder.path().join("电子档案/000_卷宗.pdf")).expect("the volume");
    assert!(read::text(&volume).contains("卷内文件目录"));
}

#[test]
fn one_changed_bit_anywhere_is_found_and_named() {
    let folder = made();
    for path in files(folder.path()) {
        let inside = path.strip_prefix(folder.path()).expect("inside").to_string_lossy().into_owned();
        if inside.starts_with("manifest") || inside.starts_with("检测报告") {
            continue;
        }
        let before = std::fs::read(&path).expect("read");
        let mut after = before.clone();
        let middle = after.len() / 2;
        after[middle] ^= 1;
        std::fs::write(&path, &after).expect("written");
        let report = package::check(folder.path()).expect("checked");
        assert!(!report.holds(Property::Authentic), "{inside}");
        assert!(
            report.findings.iter().any(|one| one.path == inside && one.say(Language::Chinese).contains(&inside)),
            "{inside}"
        );
        std::fs::write(&path, &before).expect("restored");
    }
    assert_eq!(package::check(folder.path()).expect("checked").findings, []);
}

#[test]
fn a_missing_an_added_and_a_dangerous_file_are_told_apart() {
    let folder = made();
    std::fs::write(folder.path().join("原件/多余.txt"), "x").expect("written");
    let gone = folder.path().join("电子档案/002_送达回证.pdf");
    std::fs::remove_file(&gone).expect("removed");
    let report = package::check(folder.path()).expect("checked");
    let said: Vec<_> = report.findings.iter().map(|one| one.say(Language::Chinese)).collect();
    assert_eq!(said, ["缺少文件：电子档案/002_送达回证.pdf", "有清单以外的文件：原件/多余.txt"]);
    let (well, said) = script(folder.path(), "python3", "check.py");
    assert!(!well && said.contains("缺少文件：电子档案/002_送达回证.pdf"), "{said}");
    let mut volume = practice::volume();
    volume.papers.truncate(1);
    let mut options = read::options();
    options.attachments.insert("坏.exe".to_owned(), b"MZ".to_vec().into());
    volume.papers.push(greenlane_print::paper::Filed {
        pages: greenlane_print::paper::Pages::Files(vec!["坏.exe".to_owned()]),
        ..volume.papers[0].clone()
    });
    let other = tempfile::tempdir().expect("a folder");
    assert!(
        package::make(read::press(), &volume, &options, &[], other.path()).is_err(),
        "no page can be made of a program"
    );
}

#[test]
fn a_folder_that_holds_something_is_not_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("mine.txt"), "x").expect("written");
    let refused = package::make(read::press(), &practice::volume(), &read::options(), &[], folder.path());
    assert!(refused.is_err());
    assert_eq!(files(folder.path()).len(), 1);
}
