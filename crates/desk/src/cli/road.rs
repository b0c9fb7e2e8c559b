//! The road on the command line: enrol, sync, bundles, digests, the tray.

use super::SignIn;
use super::office::{ask, desk_at, password, password_in, signed_in};
use super::shown::Answer;
use clap::Subcommand;
use greenlane_desk::view::{
    BundleRead, BundleWritten, ContradictionView, DigestView, Founded, HostView, Invitation, NumbersView, RoadView,
    UnsentLine,
};
use greenlane_desk::{Ask as Wish, Desk, Problem, say};
use greenlane_domain::fact::DeviceId;
use greenlane_domain::words::Language;
use serde_json::json;
use std::path::{Path, PathBuf};

/// What is asked of the road.
#[derive(Subcommand)]
pub enum Ask {
    Enrol {
        url: String,
        code: String,
        #[command(flatten)]
        sign_in: SignIn,
    },
    CentreSignIn {
        #[arg(long)]
        centre_password_file: Option<PathBuf>,
        #[command(flatten)]
        sign_in: SignIn,
    },
    Leave {
        #[command(flatten)]
        sign_in: SignIn,
    },
    Sync {
        #[command(flatten)]
        sign_in: SignIn,
    },
    Bundle {
        #[command(subcommand)]
        ask: Bundle,
    },
    Invite {
        #[arg(long)]
        out: PathBuf,
        #[command(flatten)]
        sign_in: SignIn,
    },
    Join {
        file: PathBuf,
        code: String,
        #[command(flatten)]
        sign_in: SignIn,
    },
    JoinCentre {
        url: String,
        code: String,
        #[command(flatten)]
        sign_in: SignIn,
    },
    Digest {
        #[command(flatten)]
        sign_in: SignIn,
    },
    Tray {
        #[command(flatten)]
        sign_in: SignIn,
    },
    Numbers {
        #[command(flatten)]
        sign_in: SignIn,
    },
    Host {
        #[arg(long, default_value = "0.0.0.0:8750")]
        listen: String,
        #[command(flatten)]
        sign_in: SignIn,
    },
}

/// What is asked of bundles.
#[derive(Subcommand)]
pub enum Bundle {
    Export {
        #[arg(long)]
        out: PathBuf,
        #[arg(long)]
        peer: Option<String>,
        #[command(flatten)]
        sign_in: SignIn,
    },
    Import {
        file: PathBuf,
        #[command(flatten)]
        sign_in: SignIn,
    },
}

pub async fn answer(wanted: Ask, language: Language) -> Answer {
    let answered = match wanted {
        Ask::Enrol { url, code, sign_in } => enrol(url, code, &sign_in, language).await,
        Ask::CentreSignIn { centre_password_file, sign_in } => {
            centre_sign_in(centre_password_file.as_deref(), &sign_in, language).await
        }
        Ask::Leave { sign_in } => leave(&sign_in, language).await,
        Ask::Sync { sign_in } => sync(&sign_in, language).await,
        Ask::Bundle { ask: Bundle::Export { out, peer, sign_in } } => export(&out, peer, &sign_in, language).await,
        Ask::Bundle { ask: Bundle::Import { file, sign_in } } => import(&file, &sign_in, language).await,
        Ask::Invite { out, sign_in } => invite(&out, &sign_in, language).await,
        Ask::Join { file, code, sign_in } => join(&file, code, &sign_in, language).await,
        Ask::JoinCentre { url, code, sign_in } => join_centre(url, code, &sign_in, language).await,
        Ask::Digest { sign_in } => digest(&sign_in, language).await,
        Ask::Tray { sign_in } => tray(&sign_in, language).await,
        Ask::Host { listen, sign_in } => host(listen, &sign_in, language).await,
        Ask::Numbers { sign_in } => numbers(&sign_in, language).await,
    };
    answered.unwrap_or_else(|problem| Answer::problem(problem, language))
}

/// A path as the desk takes it: where the person stands does not matter later.
fn full(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}

async fn enrol(url: String, code: String, sign_in: &SignIn, language: Language) -> Result<Answer, Problem> {
    let desk = signed_in(sign_in, language).await?;
    let view: RoadView = ask(&desk, Wish::Enrol { url, code }).await?;
    let words = say(language, "cli.enrol.done", &[("centre", &view.centre)]);
    Ok(Answer::said(&view, words))
}

/// With the desk's own password unless another one is named.
async fn centre_sign_in(there: Option<&Path>, sign_in: &SignIn, language: Language) -> Result<Answer, Problem> {
    let desk = signed_in(sign_in, language).await?;
    let password = match there {
        Some(file) => password_in(file, language)?,
        None => password(sign_in, language)?,
    };
    let view: RoadView = ask(&desk, Wish::CentreSignIn { password }).await?;
    let words = view.account.as_ref().map(|account| account.words.clone()).unwrap_or_default();
    Ok(Answer::said(&view, words))
}

async fn leave(sign_in: &SignIn, language: Language) -> Result<Answer, Problem> {
    let desk = signed_in(sign_in, language).await?;
    let view: RoadView = ask(&desk, Wish::LeaveCentre {}).await?;
    Ok(Answer::said(&view, say(language, "cli.leave.done", &[])))
}

async fn sync(sign_in: &SignIn, language: Language) -> Result<Answer, Problem> {
    let desk = signed_in(sign_in, language).await?;
    let view: RoadView = ask(&desk, Wish::SyncNow {}).await?;
    let fill = [("words", view.words.as_str()), ("to_send", &view.to_send.to_string())];
    let words = say(language, "cli.sync.done", &fill);
    Ok(Answer::said(&view, words))
}

async fn export(out: &Path, peer: Option<String>, sign_in: &SignIn, language: Language) -> Result<Answer, Problem> {
    let desk = signed_in(sign_in, language).await?;
    let wish = Wish::ExportBundle { folder: full(out), peer: peer.map(DeviceId::new) };
    let written: BundleWritten = ask(&desk, wish).await?;
    let (facts, contents) = (written.facts.to_string(), written.contents.to_string());
    let fill = [("path", written.path.as_str()), ("facts", &facts), ("contents", &contents)];
    let words = say(language, "cli.bundle.written", &fill);
    Ok(Answer::said(&written, words))
}

async fn import(file: &Path, sign_in: &SignIn, language: Language) -> Result<Answer, Problem> {
    let desk = signed_in(sign_in, language).await?;
    let read: BundleRead = ask(&desk, Wish::ImportBundle { path: full(file) }).await?;
    let fill = [
        ("from", read.from.clone()),
        ("facts", read.facts.to_string()),
        ("new", read.new.to_string()),
        ("contents", read.contents.to_string()),
        ("files", read.files.to_string()),
        ("to_settle", read.to_settle.to_string()),
    ];
    let fill: Vec<(&str, &str)> = fill.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let words = say(language, "cli.bundle.read", &fill);
    Ok(Answer::said(&read, words))
}

async fn invite(out: &Path, sign_in: &SignIn, language: Language) -> Result<Answer, Problem> {
    let desk = signed_in(sign_in, language).await?;
    let made: Invitation = ask(&desk, Wish::InviteDesk { folder: full(out) }).await?;
    let words = say(language, "cli.invite.made", &[("path", &made.path), ("code", &made.code)]);
    Ok(Answer::said(&made, words))
}

async fn join(file: &Path, code: String, sign_in: &SignIn, language: Language) -> Result<Answer, Problem> {
    let desk = desk_at(&sign_in.home.clone().unwrap_or_else(Desk::usual_home));
    let account = sign_in.account.clone().unwrap_or_default();
    let wish = Wish::JoinOffice { path: full(file), code, account, password: password(sign_in, language)? };
    joined(&desk, wish, language).await
}

async fn join_centre(url: String, code: String, sign_in: &SignIn, language: Language) -> Result<Answer, Problem> {
    let desk = desk_at(&sign_in.home.clone().unwrap_or_else(Desk::usual_home));
    let account = sign_in.account.clone().unwrap_or_default();
    let wish = Wish::JoinCentre { url, code, account, password: password(sign_in, language)? };
    joined(&desk, wish, language).await
}

async fn joined(desk: &Desk, wish: Wish, language: Language) -> Result<Answer, Problem> {
    let founded: Founded = ask(desk, wish).await?;
    let fill = [("office", founded.session.office.as_str()), ("code", &founded.recovery_code)];
    let words = say(language, "cli.join.made", &fill);
    Ok(Answer::said(&founded, words))
}

async fn digest(sign_in: &SignIn, language: Language) -> Result<Answer, Problem> {
    let desk = signed_in(sign_in, language).await?;
    let digest: DigestView = ask(&desk, Wish::Digest {}).await?;
    let files = digest.files.iter().map(|file| {
        let short = |text: &str| text.chars().take(16).collect::<String>();
        format!("{}  {:>5}  {}  {}", file.file, file.count, short(&file.facts), short(&file.state))
    });
    let all = say(language, "cli.digest.all", &[("facts", &digest.facts), ("states", &digest.states)]);
    let words = files.chain([all]).collect::<Vec<_>>().join("\n");
    Ok(Answer::said(&digest, words))
}

async fn tray(sign_in: &SignIn, language: Language) -> Result<Answer, Problem> {
    let desk = signed_in(sign_in, language).await?;
    let unsent: Vec<UnsentLine> = ask(&desk, Wish::Unsent {}).await?;
    let unsettled: Vec<ContradictionView> = ask(&desk, Wish::Contradictions {}).await?;
    let mut lines = Vec::new();
    if !unsent.is_empty() {
        lines.push(say(language, "cli.tray.unsent", &[("n", &unsent.len().to_string())]));
        lines
            .extend(unsent.iter().map(|line| format!("  {}  {}  {}（{}）", line.at, line.title, line.words, line.why)));
    }
    if !unsettled.is_empty() {
        lines.push(say(language, "cli.tray.unsettled", &[("n", &unsettled.len().to_string())]));
        for one in &unsettled {
            lines.push(format!("  {}  {}  {}", one.talent, one.number, one.words));
            lines.extend(
                one.sides.iter().map(|side| format!("    {}  {}  {}  {}", side.at, side.desk, side.by, side.words)),
            );
        }
    }
    if lines.is_empty() {
        lines.push(say(language, "cli.tray.empty", &[]));
    }
    let value = json!({ "unsent": unsent, "unsettled": unsettled });
    Ok(Answer::said(&value, lines.join("\n")))
}

async fn numbers(sign_in: &SignIn, language: Language) -> Result<Answer, Problem> {
    let desk = signed_in(sign_in, language).await?;
    let view: NumbersView = ask(&desk, Wish::Numbers {}).await?;
    let rows = view.rows.iter().map(|row| format!("{}  {}-{}  {}", row.name, row.first, row.last, row.words));
    let own = view.own.iter().map(|own| {
        let matched = own.matched.as_deref().unwrap_or("—");
        format!("{}  {}  {}  {}  {matched}", own.name, own.at, own.case_number, own.number)
    });
    let words = rows.chain(own).collect::<Vec<_>>().join("\n");
    Ok(Answer::said(&view, words))
}

/// Says where the host is and stays at work until it is interrupted.
async fn host(listen: String, sign_in: &SignIn, language: Language) -> Result<Answer, Problem> {
    let desk = signed_in(sign_in, language).await?;
    let view: HostView = ask(&desk, Wish::HostOffice { listen }).await?;
    println!("{}", say(language, "cli.host.at_work", &[("url", &view.url), ("code", &view.code)]));
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::warn!(%error, "an interrupt cannot be heard: the host ends now");
    }
    Ok(Answer::said(&view, say(language, "cli.host.ended", &[])))
}
