//! `greenlane-centre`: serve, and what an administrator does at the centre's own machine.

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use greenlane_domain::fact::{DeviceId, FactId, PersonId};
use greenlane_server::blobs::Blobs;
use greenlane_server::centre::{Centre, Limits, new_life, now};
use greenlane_server::db::{Database, PersonRow};
use greenlane_server::serve::{Tls, serve};
use greenlane_server::words::{say, worded};
use greenlane_server::{accounts, doors, read, write};
use greenlane_sync::audience::Region;
use greenlane_sync::{centre as road, numbers};
use std::collections::BTreeSet;
use std::error::Error;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncReadExt;

/// Cases are folded from many small pieces: a rebuild takes a fifth less time with this allocator than with the system's.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(name = "greenlane-centre", version)]
struct Face {
    #[arg(long, global = true)]
    database: Option<String>,
    #[arg(long, default_value_t = 20, global = true)]
    connections: u32,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Serve {
        #[arg(long, default_value = "127.0.0.1:8750")]
        listen: String,
        #[arg(long)]
        blobs: Option<String>,
        #[arg(long, requires = "tls_key")]
        tls_certificate: Option<PathBuf>,
        #[arg(long, requires = "tls_certificate")]
        tls_key: Option<PathBuf>,
        #[arg(long, default_value_t = 64)]
        blob_mib: u64,
        #[arg(long, default_value_t = 50.0)]
        rate: f64,
        #[arg(long, default_value_t = Limits::default().tries)]
        tries: u32,
        #[arg(long, default_value_t = 30)]
        seconds: u64,
        #[arg(long)]
        json_logs: bool,
        #[arg(long, default_value_t = greenlane_sync::wire::VERSION)]
        protocol: u8,
        #[arg(long)]
        until_input_ends: bool,
    },
    Migrate,
    EnrolCode {
        #[arg(long)]
        name: String,
        #[arg(long, required = true)]
        region: Vec<String>,
        #[arg(long)]
        role: Vec<String>,
        #[arg(long, default_value_t = 24)]
        hours: i64,
    },
    Desks,
    Scope {
        desk: String,
        #[arg(long, required = true)]
        region: Vec<String>,
        #[arg(long)]
        role: Vec<String>,
    },
    RevokeDesk {
        desk: String,
    },
    Person {
        person: String,
        #[arg(long)]
        name: String,
        #[arg(long)]
        role: Vec<String>,
        #[arg(long)]
        offline_days: Option<i64>,
    },
    RevokePerson {
        person: String,
    },
    Strict {
        #[arg(value_parser = ["on", "off"])]
        how: String,
    },
    Quarantine {
        release: Vec<String>,
    },
    Numbers {
        series: String,
    },
    Restored {
        #[arg(long, default_value_t = 100_000)]
        skip: u64,
    },
    Deeds,
    Openapi,
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args().collect();
    // With nothing said, or only settings, it serves.
    let settings = words
        .get(1)
        .is_none_or(|word| word.starts_with('-') && !matches!(word.as_str(), "--help" | "-h" | "--version" | "-V"));
    let face = Face::command();
    if settings && !words.iter().any(|word| face.get_subcommands().any(|known| known.get_name() == word)) {
        words.insert(1, "serve".to_owned());
    }
    let line = worded(face, "top").try_get_matches_from(words).and_then(|found| Face::from_arg_matches(&found));
    let face = match line {
        Ok(face) => face,
        Err(error) => {
            // What cannot be written to a closed pipe is no longer wanted.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    match run(face).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", say("failed", &[("error", &error.to_string())]));
            ExitCode::FAILURE
        }
    }
}

fn regions(texts: &[String]) -> Result<BTreeSet<Region>, Box<dyn Error>> {
    texts.iter().map(|text| Region::parse(text).map_err(|_| say("not_a_region", &[("text", text)]).into())).collect()
}

async fn run(face: Face) -> Result<(), Box<dyn Error>> {
    if matches!(face.what, What::Openapi) {
        println!("{}", doors::OPENAPI);
        return Ok(());
    }
    let said = |name: &str, otherwise: &str| std::env::var(name).unwrap_or_else(|_| otherwise.to_owned());
    let place = face.database.unwrap_or_else(|| said("DATABASE_URL", "greenlane-centre.sqlite"));
    let database = Database::open(&place, face.connections).await?;
    match face.what {
        What::Serve {
            listen,
            blobs,
            tls_certificate,
            tls_key,
            blob_mib,
            rate,
            tries,
            seconds,
            json_logs,
            protocol,
            until_input_ends,
        } => {
            logs(json_logs);
            let blobs = blobs.unwrap_or_else(|| said("GREENLANE_BLOBS", "greenlane-attachments"));
            let limits = Limits {
                blob: blob_mib.saturating_mul(1024 * 1024),
                rate: (rate, rate * 4.0),
                tries,
                time: Duration::from_secs(seconds),
                version: protocol,
                ..Limits::default()
            };
            let centre = Arc::new(Centre::open(database, Blobs::open(&blobs)?, limits).await?);
            let listener = TcpListener::bind(&listen)?;
            println!("{}", listener.local_addr()?);
            let tls = tls_certificate.zip(tls_key).map(|(certificate, key)| Tls { certificate, key });
            let end = async move {
                tokio::select! {
                    () = told_to_stop() => {}
                    () = input_ends(), if until_input_ends => {}
                }
            };
            serve(centre, listener, tls, end).await?;
        }
        What::Migrate => {
            Centre::open(database, Blobs::open(&std::env::temp_dir().to_string_lossy())?, Limits::default()).await?;
            println!("{}", say("migrated", &[]));
        }
        What::EnrolCode { name, region, role, hours } => {
            let code =
                accounts::enrol_code(&database, &name, regions(&region)?, role.into_iter().collect(), hours).await?;
            println!("{code}");
        }
        What::Openapi => {}
        other => administer(&database, other).await?,
    }
    Ok(())
}

async fn administer(database: &Database, what: What) -> Result<(), Box<dyn Error>> {
    let who = std::env::var("USER").unwrap_or_else(|_| "administrator".to_owned());
    let deed;
    match what {
        What::Desks => {
            for row in read!(database, now(), |tx| tx.all_desks().await)? {
                let state = say(if row.desk.revoked { "desk.revoked" } else { "desk.in_use" }, &[]);
                let regions: Vec<_> = row.desk.scope.regions.iter().map(Region::as_str).collect();
                println!("{}\t{}\t{state}\t{}", row.device, row.name, regions.join(" "));
            }
            return Ok(());
        }
        What::Scope { desk, region, role } => {
            let (device, regions) = (DeviceId::new(desk), regions(&region)?);
            let roles: BTreeSet<String> = role.into_iter().collect();
            let done = write!(database, now(), |tx| tx.rescope(&device, regions.clone(), roles.clone()).await)?;
            found(done, "no_desk")?;
            deed = format!("scope of {device}: {region:?}");
        }
        What::RevokeDesk { desk } => {
            let device = DeviceId::new(desk);
            found(write!(database, now(), |tx| tx.revoke_desk(&device).await)?, "no_desk")?;
            deed = format!("desk {device} revoked");
        }
        What::Person { person, name, role, offline_days } => {
            let mut password = String::new();
            std::io::stdin().read_line(&mut password)?;
            let password = password.trim_end_matches(['\r', '\n']);
            let password = if password.is_empty() { None } else { Some(accounts::hide_password(password)?) };
            let person = PersonId::new(person);
            let roles = role.into_iter().collect();
            let row = PersonRow {
                person: person.clone(),
                name,
                roles,
                password,
                offline_days,
                met_at: now(),
                revoked: false,
            };
            write!(database, now(), |tx| tx.put_person(&row).await)?;
            deed = format!("account {person}");
        }
        What::RevokePerson { person } => {
            let person = PersonId::new(person);
            found(write!(database, now(), |tx| tx.revoke_person(&person).await)?, "no_account")?;
            deed = format!("account {person} revoked");
        }
        What::Strict { how } => {
            write!(database, now(), |tx| tx.set_strict(how == "on").await)?;
            deed = format!("strict {how}");
        }
        What::Quarantine { release } if release.is_empty() => {
            for row in read!(database, now(), |tx| tx.quarantine(1000).await)? {
                let (device, file) = (row.device.unwrap_or_default(), row.file.unwrap_or_default());
                println!("{}\t{}\t{device}\t{file}", row.id, row.why);
            }
            return Ok(());
        }
        What::Quarantine { release } => {
            let ids: Option<BTreeSet<FactId>> = release.iter().map(|text| FactId::parse(text)).collect();
            let ids = ids.ok_or_else(|| say("fact_ids", &[]))?;
            let done = write!(database, now(), |tx| road::release(tx, &ids).await)?;
            println!("{}", say("released", &[("n", &done.receipts.receipts.len().to_string())]));
            deed = format!("released {release:?}");
        }
        What::Numbers { series } => {
            let (last, leases, told) = read!(database, now(), |tx| tx.series(&series).await)?;
            for span in numbers::gaps(last, &leases, &told) {
                println!("{}", serde_json::to_string(&span)?);
            }
            return Ok(());
        }
        What::Restored { skip } => {
            let life = new_life();
            write!(database, now(), |tx| tx.restored(&life, skip).await)?;
            println!("{}", say("restored", &[("life", &life)]));
            deed = format!("restored from backup, {skip} numbers passed over");
        }
        What::Deeds => {
            for deed in read!(database, now(), |tx| tx.deeds(1000).await)? {
                println!("{}\t{}\t{}", deed.at, deed.who, deed.what);
            }
            return Ok(());
        }
        What::Serve { .. } | What::Migrate | What::EnrolCode { .. } | What::Openapi => return Ok(()),
    }
    write!(database, now(), |tx| tx.deed(&who, &deed).await)?;
    Ok(())
}

fn found(done: bool, what: &str) -> Result<(), Box<dyn Error>> {
    if done { Ok(()) } else { Err(say(what, &[]).into()) }
}

fn logs(json: bool) {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info,sqlx=warn".into());
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json { logs.json().init() } else { logs.init() }
}

/// Whoever started this program has ended, however it ended: its end of the pipe is closed.
async fn input_ends() {
    let mut word = [0; 64];
    let mut input = tokio::io::stdin();
    while input.read(&mut word).await.is_ok_and(|length| length > 0) {}
}

async fn told_to_stop() {
    let interrupt = async {
        // Without a way to hear it, the centre runs until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
