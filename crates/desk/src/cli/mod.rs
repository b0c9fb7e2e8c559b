//! The command line: what is asked, and how the answer is written.

mod bench;
mod day;
mod fonts;
mod gallery;
mod number;
mod office;
mod pack;
mod proof;
mod road;
mod shown;

use clap::{Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand};
use greenlane_desk::{has, say};
use greenlane_domain::words::Language;
use shown::{Answer, End};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "greenlane-desk", version)]
struct Line {
    #[command(subcommand)]
    ask: Ask,
    #[arg(long, global = true)]
    json: bool,
    #[arg(long, global = true, value_enum, default_value = "zh-CN")]
    language: Tongue,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Tongue {
    #[value(name = "zh-CN")]
    Chinese,
    #[value(name = "en")]
    English,
}

#[derive(Subcommand)]
enum Ask {
    Due(day::Due),
    Identify(number::Identify),
    Pack {
        #[command(subcommand)]
        ask: pack::Ask,
    },
    Practice {
        #[arg(long)]
        out: PathBuf,
    },
    Case {
        number: String,
        #[command(subcommand)]
        ask: CaseAsk,
        #[command(flatten)]
        sign_in: SignIn,
    },
    Rebuild {
        #[command(flatten)]
        sign_in: SignIn,
    },
    Verify {
        #[command(flatten)]
        sign_in: SignIn,
    },
    Backup {
        #[arg(long)]
        out: PathBuf,
        #[command(flatten)]
        sign_in: SignIn,
    },
    Print {
        #[arg(long)]
        printer: String,
        #[command(flatten)]
        sign_in: SignIn,
    },
    Gallery {
        #[arg(long)]
        out: PathBuf,
    },
    VerifyPaper {
        text: String,
        #[command(flatten)]
        sign_in: SignIn,
    },
    CheckPackage {
        folder: PathBuf,
    },
    BenchPaper {
        #[arg(value_enum)]
        part: bench::Part,
        #[arg(long)]
        out: PathBuf,
        #[arg(long, default_value_t = 1000)]
        letters: usize,
        #[arg(long)]
        scans: Option<PathBuf>,
    },
    Fonts {
        #[arg(long)]
        home: Option<PathBuf>,
    },
    Bench(bench::Bench),
    #[command(flatten)]
    Road(road::Ask),
}

#[derive(Subcommand)]
enum CaseAsk {
    Move {
        #[arg(long)]
        to: String,
        #[arg(long)]
        reason: String,
    },
    Export {
        #[arg(long)]
        out: PathBuf,
    },
}

/// Which office, and who asks. A password is never an argument: other people see the arguments of a program.
#[derive(Args)]
struct SignIn {
    /// The folder that holds the office.
    #[arg(long, global = true)]
    home: Option<PathBuf>,
    #[arg(long, global = true)]
    account: Option<String>,
    #[arg(long, global = true)]
    password_file: Option<PathBuf>,
}

/// Reads the command line, answers it and gives the exit code.
pub fn run() -> ExitCode {
    let wanted = wanted_language();
    let line =
        match worded(Line::command(), "", wanted).try_get_matches().and_then(|found| Line::from_arg_matches(&found)) {
            Ok(line) => line,
            Err(error) => {
                // What cannot be written to a closed pipe is no longer wanted.
                let _ = error.print();
                return if error.use_stderr() { End::Usage.code() } else { ExitCode::SUCCESS };
            }
        };
    let (json, language) = (line.json, wanted);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("{error}");
            return End::Database.code();
        }
    };
    let answer = runtime.block_on(async {
        let answer = answer(line.ask, language).await;
        office::close_all().await;
        answer
    });
    shown::write(answer, json)
}

async fn answer(ask: Ask, language: Language) -> Answer {
    match ask {
        Ask::Due(ask) => day::due(&ask, language),
        Ask::Identify(ask) => number::identify(&ask, language),
        Ask::Pack { ask } => pack::answer(&ask, language),
        Ask::Practice { out } => office::practice(&out, language).await,
        Ask::Case { number, ask: CaseAsk::Export { out }, sign_in } => {
            office::export(&number, &out, &sign_in, language).await
        }
        Ask::Case { number, ask: CaseAsk::Move { to, reason }, sign_in } => {
            office::move_case(&number, to, reason, &sign_in, language).await
        }
        Ask::Rebuild { sign_in } => office::check(office::Check::Rebuild, &sign_in, language).await,
        Ask::Verify { sign_in } => office::check(office::Check::Verify, &sign_in, language).await,
        Ask::Backup { out, sign_in } => office::backup(&out, &sign_in, language).await,
        Ask::Print { printer, sign_in } => office::print(&printer, &sign_in, language).await,
        Ask::Gallery { out } => gallery::make(&out, language),
        Ask::VerifyPaper { text, sign_in } => proof::verify(&text, &sign_in, language).await,
        Ask::CheckPackage { folder } => proof::check(&folder, language),
        Ask::BenchPaper { part, out, letters, scans } => bench::paper(part, &out, letters, scans.as_deref(), language),
        Ask::Fonts { home } => fonts::measure(home.as_deref(), language),
        Ask::Bench(ask) => bench::bench(&ask, language).await,
        Ask::Road(wanted) => road::answer(wanted, language).await,
    }
}

/// The language is needed before the line is read: its help is in it too.
fn wanted_language() -> Language {
    let mut words = std::env::args();
    let mut wanted = std::env::var("GREENLANE_LANGUAGE").unwrap_or_default();
    while let Some(word) = words.next() {
        if word == "--language" {
            wanted = words.next().unwrap_or_default();
        } else if let Some(value) = word.strip_prefix("--language=") {
            wanted = value.to_owned();
        }
    }
    if wanted == "en" { Language::English } else { Language::Chinese }
}

/// Gives every command and argument its sentence: `cli.about.COMMAND` and `cli.arg.NAME`.
fn worded(command: Command, above: &str, language: Language) -> Command {
    let path = if above.is_empty() { "top".to_owned() } else { above.to_owned() };
    let sentence = |key: String| has(language, &key).then(|| say(language, &key, &[]));
    let mut command = command;
    if let Some(about) = sentence(format!("cli.about.{path}")) {
        command = command.about(about);
    }
    if let Some(after) = sentence(format!("cli.after.{path}")) {
        command = command.after_help(after);
    }
    let arguments: Vec<String> = command.get_arguments().map(|one| one.get_id().to_string()).collect();
    for name in arguments {
        if let Some(help) = sentence(format!("cli.arg.{path}.{name}")).or_else(|| sentence(format!("cli.arg.{name}"))) {
            command = command.mut_arg(name, |one| one.help(help));
        }
    }
    let below: Vec<String> = command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
    for name in below {
        let path = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        command = command.mut_subcommand(&name, |one| worded(one, &path, language));
    }
    command
}
