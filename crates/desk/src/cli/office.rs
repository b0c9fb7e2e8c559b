//! What needs an office's database: practice, export, rebuild, verify.

use super::SignIn;
use super::shown::{Answer, End};
use greenlane_desk::view::{
    BatchView, CaseFilter, CaseList, PaperList, PapersWish, PrintSetup, RoadView, Session, Verification,
};
use greenlane_desk::{
    Ask, Desk, DeskError, Problem, batch_state, go_on_with_batch, open_batches, practice, print_all, say,
};
use greenlane_domain::case::CasePhase;
use greenlane_domain::fact::FileId;
use greenlane_domain::words::Language;
use greenlane_store::Options;
use serde::de::DeserializeOwned;
use serde_json::json;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Where a password may stand besides a file.
const PASSWORD: &str = "GREENLANE_PASSWORD";

pub enum Check {
    Rebuild,
    Verify,
}

fn trouble(code: &str, key: &str, place: &str, fill: &[(&str, &str)], language: Language) -> Problem {
    Problem { code: code.to_owned(), what: say(language, key, fill), place: place.to_owned(), remedy: String::new() }
}

pub async fn ask<T: DeserializeOwned>(desk: &Desk, ask: Ask) -> Result<T, Problem> {
    let answer = desk.ask(ask).await?;
    serde_json::from_value(answer).map_err(|error| Problem {
        code: "fault".to_owned(),
        what: error.to_string(),
        place: String::new(),
        remedy: String::new(),
    })
}

/// Makes a practice office and says how to sign in to it.
pub async fn practice(out: &Path, language: Language) -> Answer {
    if out.join("practice").exists() {
        let place = out.display().to_string();
        let problem = trouble("exists", "cli.practice.exists", &place, &[("folder", &place)], language);
        return Answer::problem(problem, language);
    }
    let desk = desk_at(out);
    match ask::<Session>(&desk, Ask::OpenPractice {}).await {
        Ok(session) => {
            let cases = ask::<CaseList>(&desk, Ask::Cases { filter: CaseFilter::default() }).await;
            let case = cases.ok().and_then(|cases| cases.rows.into_iter().next()).map(|row| row.number);
            let folder = out.join("practice").display().to_string();
            let (account, password) = (practice::ACCOUNT, practice::PASSWORD);
            let value = json!({
                "home": out.display().to_string(),
                "database": folder,
                "office": session.office,
                "account": account,
                "password": password,
                "case": case,
            });
            let fill = [
                ("office", session.office.as_str()),
                ("folder", &folder),
                ("account", account),
                ("password", password),
            ];
            Answer::said(&value, say(language, "cli.practice.made", &fill))
        }
        Err(problem) => Answer::problem(problem, language),
    }
}

/// The desks of this run. SQLCipher frees its memory when the process ends, even under a database that is still at work:
/// every desk is closed before.
static OPENED: Mutex<Vec<Arc<Desk>>> = Mutex::new(Vec::new());

/// A desk at a folder, closed at the end of the run.
pub fn desk_at(home: &Path) -> Arc<Desk> {
    let desk = Arc::new(Desk::at(home, Options::default()));
    OPENED.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&desk));
    desk
}

/// Closes every desk of this run.
pub async fn close_all() {
    let opened = std::mem::take(&mut *OPENED.lock().unwrap_or_else(PoisonError::into_inner));
    for desk in opened {
        // Nobody is signed in any more: as good.
        let _ = desk.ask(Ask::SignOut {}).await;
    }
}

/// Opens the office of a home: its own, else its practice office.
pub async fn signed_in(sign_in: &SignIn, language: Language) -> Result<Arc<Desk>, Problem> {
    let home = sign_in.home.clone().unwrap_or_else(Desk::usual_home);
    let desk = desk_at(&home);
    let place = home.display().to_string();
    let practice_only = !home.join("office").is_dir() && home.join("practice").is_dir();
    if practice_only {
        ask::<Session>(&desk, Ask::OpenPractice {}).await?;
        return Ok(desk);
    }
    if !home.join("office").is_dir() {
        return Err(trouble("store.missing", "cli.no_office", &place, &[("folder", &place)], language));
    }
    let Some(account) = &sign_in.account else {
        return Err(trouble("no_account", "cli.no_account", "--account", &[], language));
    };
    let password = password(sign_in, language)?;
    ask::<Session>(&desk, Ask::SignIn { account: account.clone(), password }).await?;
    Ok(desk)
}

pub fn password(sign_in: &SignIn, language: Language) -> Result<String, Problem> {
    let Some(file) = &sign_in.password_file else {
        return std::env::var(PASSWORD).map_err(|_| {
            trouble("no_password", "cli.no_password", "--password-file", &[("variable", PASSWORD)], language)
        });
    };
    password_in(file, language)
}

/// The password that stands in a file.
pub fn password_in(file: &Path, language: Language) -> Result<String, Problem> {
    let place = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| {
        let fill = [("file", place.as_str()), ("detail", &error.to_string())];
        trouble("no_password", "cli.password_unreadable", &place, &fill, language)
    })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// Writes a case's documents.
pub async fn export(number: &str, out: &Path, sign_in: &SignIn, language: Language) -> Answer {
    match exported(number, out, sign_in, language).await {
        Ok(paths) => {
            let head = say(language, "cli.exported", &[("number", number), ("n", &paths.len().to_string())]);
            Answer::said(&json!({ "number": number, "files": paths }), format!("{head}\n{}", paths.join("\n")))
        }
        Err(problem) => Answer::problem(problem, language),
    }
}

/// Moves a case to another region and exchanges with the centre, so that it is on its way.
pub async fn move_case(number: &str, to: String, reason: String, sign_in: &SignIn, language: Language) -> Answer {
    let moved = async {
        let desk = signed_in(sign_in, language).await?;
        let file = case_of(&desk, number, language).await?;
        ask::<()>(&desk, Ask::MoveCase { file, to: to.clone(), reason }).await?;
        ask::<RoadView>(&desk, Ask::SyncNow {}).await
    };
    match moved.await {
        Ok(view) => {
            let fill = [("number", number), ("region", to.as_str()), ("words", &view.words)];
            Answer::said(&json!({ "number": number, "to": to, "road": view }), say(language, "cli.moved", &fill))
        }
        Err(problem) => Answer::problem(problem, language),
    }
}

async fn case_of(desk: &Desk, number: &str, language: Language) -> Result<FileId, Problem> {
    use CasePhase::{Filed, HandedOver, Handling, PartlyHandedOver, Preparing, Ready, Received, Registered};
    let phases = vec![Registered, Preparing, Received, Handling, Ready, PartlyHandedOver, HandedOver, Filed];
    let filter = CaseFilter { phases, text: number.trim().to_owned(), ..CaseFilter::default() };
    let found: CaseList = ask(desk, Ask::Cases { filter }).await?;
    let case = found.rows.into_iter().find(|row| row.number == number.trim());
    Ok(case.ok_or_else(|| trouble("no_case", "cli.no_case", number, &[("number", number)], language))?.file)
}

async fn exported(number: &str, out: &Path, sign_in: &SignIn, language: Language) -> Result<Vec<String>, Problem> {
    let desk = signed_in(sign_in, language).await?;
    let file = case_of(&desk, number, language).await?;
    ask(&desk, Ask::ExportCase { file, folder: out.display().to_string() }).await
}

/// Prints all papers that were never printed, or goes on with what an earlier run began, and waits for the end.
pub async fn print(printer: &str, sign_in: &SignIn, language: Language) -> Answer {
    match printed(printer, sign_in, language).await {
        Ok(batch) => {
            let fill = [
                ("printed", &*batch.printed.to_string()),
                ("total", &*batch.total.to_string()),
                ("n", &*batch.to_confirm.len().to_string()),
            ];
            let mut lines = vec![say(language, "cli.printed", &fill)];
            lines.extend(batch.failed.iter().map(|(title, why)| format!("{title}  {why}")));
            lines.extend(batch.to_confirm.iter().map(|(job, title)| format!("{job}  {title}")));
            let end = if batch.printed == batch.total { End::Done } else { End::Refused };
            Answer::said(&batch, lines.join("\n")).ended(end)
        }
        Err(problem) => Answer::problem(problem, language),
    }
}

async fn printed(printer: &str, sign_in: &SignIn, language: Language) -> Result<BatchView, Problem> {
    const PAUSE: Duration = Duration::from_millis(50);
    let desk = signed_in(sign_in, language).await?;
    let told = |error: DeskError| error.problem(language);
    let open = desk.open().map_err(told)?;
    let begun = open_batches(&open).await.map_err(told)?;
    let mut batch = match begun.into_iter().next() {
        Some(begun) => go_on_with_batch(&open, &begun.batch).await.map_err(told)?,
        None => {
            let mut papers = Vec::new();
            for page in 0.. {
                let found: PaperList = ask(&desk, Ask::Papers { text: String::new(), unprinted: true, page }).await?;
                if found.rows.is_empty() {
                    break;
                }
                papers.extend(found.rows.into_iter().map(|row| (row.file, row.sha256)));
            }
            if papers.is_empty() {
                return Err(trouble("no_such_paper", "cli.nothing_to_print", "", &[], language));
            }
            // In the order in which they were made.
            papers.reverse();
            let (printer, setup) = (printer.to_owned(), PrintSetup::default());
            let wish = PapersWish { papers, printer, setup, copies: 1, originals: true, reason: String::new() };
            print_all(&open, wish).await.map_err(told)?
        }
    };
    while batch.state == "running" || batch.at_printer > 0 {
        tokio::time::sleep(PAUSE).await;
        batch = batch_state(&open, &batch.batch).await.map_err(told)?;
    }
    Ok(batch)
}

/// Copies the office's database into a new folder.
pub async fn backup(out: &Path, sign_in: &SignIn, language: Language) -> Answer {
    let made = async {
        let desk = signed_in(sign_in, language).await?;
        ask::<String>(&desk, Ask::Backup { folder: out.display().to_string() }).await
    };
    match made.await {
        Ok(folder) => {
            let said = say(language, "cli.backed_up", &[("folder", &folder)]);
            Answer::said(&json!({ "folder": folder }), said)
        }
        Err(problem) => Answer::problem(problem, language),
    }
}

/// Checks the database, or makes its lists anew.
pub async fn check(check: Check, sign_in: &SignIn, language: Language) -> Answer {
    let run = async {
        let desk = signed_in(sign_in, language).await?;
        match check {
            Check::Rebuild => ask::<Verification>(&desk, Ask::Rebuild {}).await,
            Check::Verify => ask::<Verification>(&desk, Ask::Verify {}).await,
        }
    };
    match run.await {
        Ok(found) => {
            let key = match check {
                Check::Rebuild => "cli.rebuilt",
                Check::Verify if found.faults.is_empty() => "cli.verified",
                Check::Verify => "cli.faulty",
            };
            let fill = [
                ("facts", &*found.facts.to_string()),
                ("files", &*found.files.to_string()),
                ("ms", &*found.ms.to_string()),
                ("n", &*found.faults.len().to_string()),
            ];
            let lines: Vec<String> = std::iter::once(say(language, key, &fill)).chain(found.faults.clone()).collect();
            let end = if found.faults.is_empty() { End::Done } else { End::Database };
            Answer::said(&found, lines.join("\n")).ended(end)
        }
        Err(problem) => Answer::problem(problem, language),
    }
}
