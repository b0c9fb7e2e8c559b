//! System packages: looked for by what they bring, installed on Debian and Ubuntu where that is allowed.

use super::For;
use crate::{Outcome, program};
use std::path::Path;
use std::process::Stdio;

/// How to see that a package is there.
enum Sign {
    /// A program on the path.
    Program(&'static str),
    /// A library that pkg-config knows.
    Library(&'static str),
    /// A program below one of the folders of PostgreSQL's versions.
    Postgres(&'static str),
    /// A module of Python.
    Python(&'static str),
    /// A font that covers Chinese.
    ChineseFont,
    /// A file at its place: a font, a library of Java.
    File(&'static str),
}

struct Part {
    sign: Sign,
    package: &'static str,
    tests_only: bool,
}

const fn needed(sign: Sign, package: &'static str) -> Part {
    Part { sign, package, tests_only: false }
}
const fn for_tests(sign: Sign, package: &'static str) -> Part {
    Part { sign, package, tests_only: true }
}

const PARTS: &[Part] = &[
    needed(Sign::Program("cc"), "build-essential"),
    needed(Sign::Program("pkg-config"), "pkg-config"),
    needed(Sign::Library("webkit2gtk-4.1"), "libwebkit2gtk-4.1-dev"),
    needed(Sign::Library("librsvg-2.0"), "librsvg2-dev"),
    needed(Sign::Library("openssl"), "libssl-dev"),
    needed(Sign::Library("dbus-1"), "libdbus-1-dev"),
    needed(Sign::ChineseFont, "fonts-noto-cjk"),
    // Rare characters of names on paper: extensions B to F, then most of G and H.
    needed(Sign::File("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"), "fonts-hanazono"),
    needed(Sign::File("/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf"), "fonts-babelstone-han"),
    for_tests(Sign::Program("Xvfb"), "xvfb"),
    for_tests(Sign::Program("import"), "imagemagick"),
    for_tests(Sign::Program("WebKitWebDriver"), "webkit2gtk-driver"),
    for_tests(Sign::Program("pdftotext"), "poppler-utils"),
    for_tests(Sign::Program("ippeveprinter"), "cups-ipp-utils"),
    for_tests(Sign::Program("zbarimg"), "zbar-tools"),
    for_tests(Sign::Program("qpdf"), "qpdf"),
    for_tests(Sign::Program("sqlite3"), "sqlite3"),
    for_tests(Sign::Program("avahi-daemon"), "avahi-daemon"),
    for_tests(Sign::Program("dbus-daemon"), "dbus-daemon"),
    for_tests(Sign::Program("sshfs"), "sshfs"),
    for_tests(Sign::File("/usr/lib/openssh/sftp-server"), "openssh-sftp-server"),
    for_tests(Sign::Program("gnome-keyring-daemon"), "gnome-keyring"),
    for_tests(Sign::Postgres("initdb"), "postgresql"),
    for_tests(Sign::Program("ip"), "iproute2"),
    for_tests(Sign::Python("ensurepip"), "python3-venv"),
    for_tests(Sign::Program("openssl"), "openssl"),
    // The page that verifies papers is opened in it.
    for_tests(Sign::Program("chromium"), "chromium"),
    for_tests(Sign::Program("chromedriver"), "chromium-driver"),
    // The validator of archival files is run from its source, and reads its rules with what Java left out since 11.
    for_tests(Sign::Program("javac"), "default-jdk-headless"),
    for_tests(Sign::File("/usr/share/java/jaxb-runtime.jar"), "libjaxb-java"),
];

/// Finds what is missing; installs it where that is allowed, else says the exact line.
pub fn install(purpose: For) -> Outcome {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let headless_display = purpose == For::Running && !crate::display::present();
    let missing = || -> Vec<&'static str> {
        PARTS
            .iter()
            .filter(|part| match purpose {
                For::Testing => true,
                For::Running => !part.tests_only || headless_display && matches!(part.package, "xvfb" | "imagemagick"),
                For::Measuring | For::Centre => {
                    matches!(part.package, "build-essential" | "pkg-config" | "libssl-dev" | "libdbus-1-dev")
                }
            })
            .filter(|part| !is_there(&part.sign))
            .map(|part| part.package)
            .collect()
    };
    let lacking = missing();
    if lacking.is_empty() {
        return Ok(());
    }
    add(&lacking)?;
    let still = missing();
    if still.is_empty() { Ok(()) } else { Err(by_hand(&still.join(" "))) }
}

/// Installs packages where that is allowed, else says the exact line.
pub fn add(packages: &[&str]) -> Outcome {
    let names = packages.join(" ");
    let Some(prefix) = leave_to_install() else {
        return Err(by_hand(&names));
    };
    println!("安装系统软件包：{names}");
    let apt = |words: &[&str]| {
        let line: Vec<&str> = prefix.iter().copied().chain(["apt-get"]).chain(words.iter().copied()).collect();
        let (first, rest) = line.split_first().unwrap_or((&"apt-get", &[]));
        let mut command = program::command(first, rest);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        program::run(command)
    };
    apt(&["update"])?;
    let words: Vec<&str> =
        ["install", "-y", "--no-install-recommends"].into_iter().chain(packages.iter().copied()).collect();
    apt(&words).map_err(|reason| format!("{reason}\n{}", by_hand(&names)))
}

fn by_hand(names: &str) -> String {
    format!(
        "缺少系统软件包：{names}\n请运行（Debian、Ubuntu）：\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends {names}\n其他系统请安装同名或相当的软件包，然后重试。"
    )
}

fn is_there(sign: &Sign) -> bool {
    match sign {
        Sign::Program(name) => program::find(name).is_some(),
        Sign::Python(name) => quiet("python3", &["-c", &format!("import {name}")]),
        Sign::Library(name) => quiet("pkg-config", &["--exists", name]),
        Sign::Postgres(name) => postgres_program(name).is_some(),
        Sign::File(path) => Path::new(path).is_file(),
        Sign::ChineseFont => {
            program::find("fc-list").is_none()
                || program::first_line(program::command("fc-list", &[":lang=zh-cn", "family"])).is_some()
        }
    }
}

/// A server program of PostgreSQL, the newest version first.
pub fn postgres_program(name: &str) -> Option<std::path::PathBuf> {
    let mut versions: Vec<_> = std::fs::read_dir(Path::new("/usr/lib/postgresql")).ok()?.flatten().collect();
    versions.sort_by_key(|entry| entry.file_name().to_string_lossy().parse::<u32>().unwrap_or_default());
    let in_versions =
        versions.iter().rev().map(|entry| entry.path().join("bin").join(name)).find(|path| path.is_file());
    in_versions.or_else(|| program::find(name))
}

/// What to put before `apt-get`: nothing for root, `sudo -n` where it asks for no password, `None` where neither works.
fn leave_to_install() -> Option<Vec<&'static str>> {
    program::find("apt-get")?;
    if program::first_line(program::command("id", &["-u"])).as_deref() == Some("0") {
        return Some(Vec::new());
    }
    quiet("sudo", &["-n", "true"]).then(|| vec!["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND"])
}

fn quiet(name: &str, words: &[&str]) -> bool {
    let mut command = program::command(name, words);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_seen_by_what_it_brings() {
        assert!(is_there(&Sign::Program("sh")));
        assert!(!is_there(&Sign::Program("no-such-program-anywhere")));
        assert!(!is_there(&Sign::Library("no-such-library-anywhere")));
    }

    #[test]
    fn a_person_who_may_not_install_is_given_the_exact_line() {
        let said = by_hand("xvfb imagemagick");
        assert!(said.contains("sudo apt-get install -y --no-install-recommends xvfb imagemagick\n"), "{said}");
    }
}
