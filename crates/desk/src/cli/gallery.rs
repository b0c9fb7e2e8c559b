//! `gallery`: every document and label with practice data.

use super::shown::{Answer, End};
use greenlane_desk::{Problem, say};
use greenlane_domain::words::Language;
use greenlane_print::{Options, practice};
use serde_json::json;
use std::path::Path;

/// The practice volume's one scan: a small picture.
const SCAN: &[u8] = include_bytes!("../../../../icons/128x128@2x.png");

pub fn make(out: &Path, language: Language) -> Answer {
    let problem = |code: &str, what: String| {
        Answer::problem(
            Problem { code: code.to_owned(), what, place: out.display().to_string(), remedy: String::new() },
            language,
        )
    };
    let press = match greenlane_desk::press(None) {
        Ok(press) => press,
        Err(error) => return problem("paper", error.say(language)),
    };
    if let Err(error) = std::fs::create_dir_all(out) {
        return problem("store.io", error.to_string());
    }
    let mut options = Options::default();
    options.attachments.insert("scan.png".to_owned(), SCAN.into());
    let (mut lines, mut told, mut failed) = (Vec::new(), Vec::new(), 0);
    let labels = practice::labels().into_iter().map(|(name, labels)| {
        let title = say(language, "cli.gallery.labels", &[]);
        let made = practice::head("", 1).date;
        (name, title, press.labels(&labels, 0, made, &Options::default()))
    });
    let papers = practice::all().into_iter().map(|paper| {
        let (name, title) = (paper.kind().key(), paper.title().to_owned());
        (name, title, press.render(&paper, &options))
    });
    for (name, title, made) in papers.chain(labels) {
        let path = out.join(format!("{name}.pdf"));
        match made {
            Ok(pdf) => {
                if let Err(error) = std::fs::write(&path, &pdf.bytes) {
                    return problem("store.io", error.to_string());
                }
                let place = path.display().to_string();
                let fill = [("paper", title.as_str()), ("pages", &pdf.pages.to_string()), ("path", &place)];
                lines.push(say(language, "cli.gallery.made", &fill));
                told.push(json!({
                    "paper": name, "title": title, "pages": pdf.pages,
                    "sha256": pdf.sha256, "path": place,
                }));
            }
            Err(error) => {
                failed += 1;
                lines.push(say(
                    language,
                    "cli.gallery.failed",
                    &[("paper", title.as_str()), ("detail", &error.say(language))],
                ));
                told.push(json!({ "paper": name, "problem": error.say(language) }));
            }
        }
    }
    Answer::said(&told, lines.join("\n")).ended(if failed == 0 { End::Done } else { End::Refused })
}
