//! The four checks of a package (参照 DA/T 70-2018): 真实、完整、可用、安全.

use super::{CATALOGUE, MANIFEST_SHA256, MANIFEST_SM3, REPORT_TXT, REPORT_XML};
use crate::error::PrintError;
use crate::words::{say, zh};
use greenlane_domain::words::Language;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// One of the four properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Property {
    /// 真实性: every file is the one that was put in.
    Authentic,
    /// 完整性: nothing is missing and nothing is there besides.
    Complete,
    /// 可用性: every file can be opened.
    Usable,
    /// 安全性: no program, no encryption.
    Safe,
}

impl Property {
    /// The four, in the customary order.
    pub const ALL: &'static [Self] = &[Self::Authentic, Self::Complete, Self::Usable, Self::Safe];

    /// Its key.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Authentic => "authentic",
            Self::Complete => "complete",
            Self::Usable => "usable",
            Self::Safe => "safe",
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self, language: Language) -> String {
        say(language, &format!("package.property.{}", self.key()), &[])
    }

    /// What is looked at, in one sentence.
    #[must_use]
    pub fn looked_at(self, language: Language) -> String {
        say(language, &format!("package.looked_at.{}", self.key()), &[])
    }
}

/// Something that is wrong with a package.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// Which property fails.
    pub property: Property,
    /// The file.
    pub path: String,
    /// What is wrong: the key of its sentence.
    key: &'static str,
}

impl Finding {
    /// What is wrong.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        say(language, self.key, &[("path", &self.path), ("n", &self.path)])
    }
}

/// What a check found. Scanning for malware is not part of it: that needs a scanner kept up to date.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// How many files the manifests list.
    pub files: usize,
    /// Everything that is wrong; empty when all four properties hold.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether a property holds.
    #[must_use]
    pub fn holds(&self, property: Property) -> bool {
        self.findings.iter().all(|finding| finding.property != property)
    }

    fn find(&mut self, property: Property, path: &str, key: &'static str) {
        self.findings.push(Finding { property, path: path.to_owned(), key });
    }

    /// The report as plain text, for a reader.
    #[must_use]
    pub fn text(&self) -> String {
        let language = Language::Chinese;
        let mut lines = vec![zh("package.report.head", &[("n", &self.files.to_string())])];
        for property in Property::ALL.iter().copied() {
            let key = if self.holds(property) { "package.report.met" } else { "package.report.failed" };
            let (name, what) = (property.name(language), property.looked_at(language));
            lines.push(zh(key, &[("name", &name), ("what", &what)]));
            let wrong = self.findings.iter().filter(|finding| finding.property == property);
            lines.extend(wrong.map(|finding| format!("    {}", finding.say(language))));
        }
        lines.push(zh("package.report.foot", &[]));
        lines.join("\r\n") + "\r\n"
    }

    /// The report as XML.
    #[must_use]
    pub fn xml(&self) -> String {
        let line = |property: &Property| {
            let name = property.name(Language::Chinese);
            let wrong = self.findings.iter().filter(|finding| finding.property == *property);
            let wrong = wrong.map(|finding| super::files::element("问题", &finding.say(Language::Chinese)));
            let wrong: String = wrong.map(|line| format!("    {line}\n")).collect();
            let verdict = if self.holds(*property) { "通过" } else { "不通过" };
            format!("  <{name} 结论=\"{verdict}\">\n{wrong}  </{name}>\n")
        };
        let checks: String = Property::ALL.iter().map(line).collect();
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
        format!(
            "{head}<检测报告 文件数=\"{}\" 说明=\"参照 DA/T 70-2018；不含病毒扫描\">\n{checks}</检测报告>\n",
            self.files
        )
    }
}

/// Checks a package, file by file.
///
/// # Errors
/// [`PrintError::File`] when the folder or its manifests cannot be read at all.
pub fn check(folder: &Path) -> Result<Report, PrintError> {
    let mut report = Report::default();
    let sha256 = manifest(folder, MANIFEST_SHA256)?;
    let sm3 = manifest(folder, MANIFEST_SM3)?;
    report.files = sha256.len();
    for (path, digest) in &sha256 {
        let Ok(bytes) = std::fs::read(folder.join(path)) else {
            report.find(Property::Complete, path, "package.missing");
            continue;
        };
        let other = sm3.get(path).is_none_or(|sm3| *sm3 != hex::encode(sm3::Sm3::digest(&bytes)));
        if *digest != hex::encode(Sha256::digest(&bytes)) || other {
            report.find(Property::Authentic, path, "package.changed");
        }
        usable(path, &bytes, &mut report);
    }
    let own = [MANIFEST_SHA256, MANIFEST_SM3, REPORT_XML, REPORT_TXT];
    let mut present = Vec::new();
    walk(folder, folder, &mut present);
    for path in present.iter().filter(|path| !own.contains(&path.as_str()) && !sha256.contains_key(*path)) {
        report.find(Property::Complete, path, "package.extra");
    }
    catalogue(folder, &sha256, &mut report);
    Ok(report)
}

fn manifest(folder: &Path, name: &str) -> Result<BTreeMap<String, String>, PrintError> {
    let path = folder.join(name);
    let text = std::fs::read_to_string(&path)
        .map_err(|_| PrintError::File { path: path.clone(), reason: zh("package.no_manifest", &[("path", name)]) })?;
    let line = |line: &str| line.split_once("  ").map(|(digest, path)| (path.to_owned(), digest.to_owned()));
    Ok(text.lines().filter_map(line).collect())
}

fn usable(path: &str, bytes: &[u8], report: &mut Report) {
    let ends = |ending: &str| path.to_lowercase().ends_with(ending);
    if ends(".pdf") {
        if bytes.windows(8).any(|window| window == b"/Encrypt") {
            report.find(Property::Safe, path, "package.encrypted");
        } else if hayro::hayro_syntax::Pdf::new(bytes.to_vec()).map_or(0, |pdf| pdf.pages().len()) == 0 {
            report.find(Property::Usable, path, "package.unreadable");
        }
    }
    let picture = (ends(".png") && !bytes.starts_with(&[0x89, b'P', b'N', b'G']))
        || ((ends(".jpg") || ends(".jpeg")) && !bytes.starts_with(&[0xFF, 0xD8, 0xFF]));
    let text = (ends(".xml") || ends(".txt") || ends(".html")) && std::str::from_utf8(bytes).is_err();
    if picture || text || bytes.is_empty() {
        report.find(Property::Usable, path, "package.unreadable");
    }
    let program = [".exe", ".dll", ".bat", ".cmd", ".com", ".scr", ".js", ".vbs", ".ps1", ".jar"];
    if program.iter().any(|ending| ends(ending)) || bytes.starts_with(b"MZ") || bytes.starts_with(b"\x7FELF") {
        report.find(Property::Safe, path, "package.program");
    }
}

/// The catalogue's running numbers have no gap, and what it names is listed.
fn catalogue(folder: &Path, listed: &BTreeMap<String, String>, report: &mut Report) {
    let Ok(text) = std::fs::read_to_string(folder.join(CATALOGUE)) else { return };
    let between = |from: &str, to: &str| -> Vec<String> {
        let parts = text.split(from).skip(1);
        parts.filter_map(|part| part.split(to).next()).map(str::to_owned).collect()
    };
    let numbers: BTreeSet<usize> =
        between("<文件 顺序号=\"", "\"").iter().filter_map(|number| number.parse().ok()).collect();
    for number in 1..=numbers.last().copied().unwrap_or_default() {
        if !numbers.contains(&number) {
            report.find(Property::Complete, &number.to_string(), "package.gap");
        }
    }
    for path in between("<电子档案名称>", "</电子档案名称>") {
        let path = path.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        if !listed.contains_key(&path) {
            report.find(Property::Complete, &path, "package.unlisted");
        }
    }
}

fn walk(root: &Path, folder: &Path, found: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            walk(root, &path, found);
        } else if let Ok(inside) = path.strip_prefix(root) {
            found.push(inside.to_string_lossy().replace('\\', "/"));
        }
    }
}
