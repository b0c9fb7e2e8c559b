//! `verify-paper` and `check-package`: whether a paper and a package are what they were.

use super::SignIn;
use super::office::{ask, signed_in};
use super::shown::{Answer, End};
use greenlane_desk::view::{PackageReport, PaperProof, ProofVerdict};
use greenlane_desk::{Ask, Problem, check_package, say};
use greenlane_domain::words::Language;
use std::path::Path;

/// Judges what the QR of a paper holds.
pub async fn verify(text: &str, sign_in: &SignIn, language: Language) -> Answer {
    let judged = async {
        let desk = signed_in(sign_in, language).await?;
        ask::<PaperProof>(&desk, Ask::VerifyPaper { text: text.to_owned() }).await
    };
    match judged.await {
        Ok(proof) => {
            let mut lines = vec![proof.words.clone()];
            if let Some(says) = &proof.says {
                lines.push(format!("{} {} {} {}", says.kind, says.number, says.case_number, says.date));
                lines.push(says.says.clone());
            }
            let end = if proof.verdict == ProofVerdict::Genuine { End::Done } else { End::Refused };
            Answer::said(&proof, lines.join("\n")).ended(end)
        }
        Err(problem) => Answer::problem(problem, language),
    }
}

/// The four checks of a package.
pub fn check(folder: &Path, language: Language) -> Answer {
    match check_package(folder, language) {
        Ok(report) => {
            let end = if report.sound { End::Done } else { End::Refused };
            let text = lines(&report, language);
            Answer::said(&report, text).ended(end)
        }
        Err(error) => {
            let place = folder.display().to_string();
            let problem = Problem { code: "file".to_owned(), what: error.say(language), place, remedy: String::new() };
            Answer::problem(problem, language)
        }
    }
}

fn lines(report: &PackageReport, language: Language) -> String {
    let mut lines =
        vec![say(language, "cli.package.head", &[("folder", &report.folder), ("n", &report.files.to_string())])];
    for check in &report.checks {
        let key = if check.met { "cli.package.met" } else { "cli.package.failed" };
        lines.push(say(language, key, &[("name", &check.name), ("what", &check.looked_at)]));
        lines.extend(check.findings.iter().map(|(_, what)| format!("    {what}")));
    }
    lines.join("\n")
}
