//! `greenlane-centre`: serve, and what an administrator does at the centre's own machine.

use clap::{Parser, Subcommand};
use greenlane_domain::fact::{DeviceId, FactId, PersonId};
use greenlane_server::blobs::Blobs;
use greenlane_server::centre::{Centre, Limits, new_life, now};
use greenlane_server::db::{Database, PersonRow};
use greenlane_server::serve::{Tls, serve};
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

/// Cases are folded from many small pieces: a rebuild takes a fifth less time with this allocator than with the system's.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// 人才绿通中心：连接各工作台，保存并分发记录。
#[derive(Parser)]
#[command(name = "greenlane-centre", version)]
struct Face {
    /// 数据库：postgres:// 地址，或 SQLite 文件名；不写则用环境变量 DATABASE_URL，再没有就用 greenlane-centre.sqlite
    #[arg(long, global = true)]
    database: Option<String>,
    /// 数据库连接数
    #[arg(long, default_value_t = 20, global = true)]
    connections: u32,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// 运行中心
    Serve {
        /// 监听地址；端口写 0 则自动选一个，并打印出来
        #[arg(long, default_value = "127.0.0.1:8750")]
        listen: String,
        /// 附件存放处：文件夹，或 s3://桶名/前缀；不写则用环境变量 GREENLANE_BLOBS，再没有就用 greenlane-attachments
        #[arg(long)]
        blobs: Option<String>,
        /// TLS 证书链（PEM）
        #[arg(long, requires = "tls_key")]
        tls_certificate: Option<PathBuf>,
        /// TLS 私钥（PEM）
        #[arg(long, requires = "tls_certificate")]
        tls_key: Option<PathBuf>,
        /// 单个附件上限（MiB）
        #[arg(long, default_value_t = 64)]
        blob_mib: u64,
        /// 每台工作台每秒请求数上限
        #[arg(long, default_value_t = 50.0)]
        rate: f64,
        /// 单个请求的时限（秒）
        #[arg(long, default_value_t = 30)]
        seconds: u64,
        /// 日志用 JSON
        #[arg(long)]
        json_logs: bool,
    },
    /// 建立或升级数据库表
    Migrate,
    /// 生成一次性登记码
    EnrolCode {
        /// 工作台名称
        #[arg(long)]
        name: String,
        /// 区域，可写多个
        #[arg(long, required = true)]
        region: Vec<String>,
        /// 角色，可写多个
        #[arg(long)]
        role: Vec<String>,
        /// 有效小时数
        #[arg(long, default_value_t = 24)]
        hours: i64,
    },
    /// 列出工作台
    Desks,
    /// 改变工作台的区域和角色
    Scope {
        /// 工作台
        desk: String,
        /// 区域，可写多个
        #[arg(long, required = true)]
        region: Vec<String>,
        /// 角色，可写多个
        #[arg(long)]
        role: Vec<String>,
    },
    /// 停用工作台：此后送来的记录进隔离区，不会丢弃
    RevokeDesk {
        /// 工作台
        desk: String,
    },
    /// 新建或修改账号；密码从标准输入读一行
    Person {
        /// 账号
        person: String,
        /// 姓名
        #[arg(long)]
        name: String,
        /// 角色，可写多个；不写则不限
        #[arg(long)]
        role: Vec<String>,
        /// 不与中心联系时还可办理的天数；不写则不限
        #[arg(long)]
        offline_days: Option<i64>,
    },
    /// 停用账号
    RevokePerson {
        /// 账号
        person: String,
    },
    /// 是否只收有账号的经办人的记录
    Strict {
        /// on 或 off
        #[arg(value_parser = ["on", "off"])]
        how: String,
    },
    /// 隔离区：不写编号则列出，写编号则放行
    Quarantine {
        /// 要放行的记录编号（64 位十六进制）
        release: Vec<String>,
    },
    /// 号段报告：一个号段系列里每个号的去向
    Numbers {
        /// 系列
        series: String,
    },
    /// 从备份恢复之后运行一次：开启新的一段，跳过一批号，各工作台会补回缺少的记录
    Restored {
        /// 每个系列跳过多少个号
        #[arg(long, default_value_t = 100_000)]
        skip: u64,
    },
    /// 管理员做过什么
    Deeds,
    /// 打印 OpenAPI 文档
    Openapi,
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args().collect();
    // With nothing said, or only settings, it serves.
    if words.get(1).is_none_or(|word| word.starts_with("--") && !matches!(word.as_str(), "--help" | "--version")) {
        words.insert(1, "serve".to_owned());
    }
    match run(Face::parse_from(words)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("没有完成：{error}");
            ExitCode::FAILURE
        }
    }
}

fn regions(texts: &[String]) -> Result<BTreeSet<Region>, Box<dyn Error>> {
    texts.iter().map(|text| Region::parse(text).map_err(|_| format!("不是区域：{text}").into())).collect()
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
        What::Serve { listen, blobs, tls_certificate, tls_key, blob_mib, rate, seconds, json_logs } => {
            logs(json_logs);
            let blobs = blobs.unwrap_or_else(|| said("GREENLANE_BLOBS", "greenlane-attachments"));
            let limits = Limits {
                blob: blob_mib.saturating_mul(1024 * 1024),
                rate: (rate, rate * 4.0),
                time: Duration::from_secs(seconds),
                ..Limits::default()
            };
            let centre = Arc::new(Centre::open(database, Blobs::open(&blobs)?, limits).await?);
            let listener = TcpListener::bind(&listen)?;
            println!("{}", listener.local_addr()?);
            let tls = tls_certificate.zip(tls_key).map(|(certificate, key)| Tls { certificate, key });
            serve(centre, listener, tls, told_to_stop()).await?;
        }
        What::Migrate => {
            Centre::open(database, Blobs::open(&std::env::temp_dir().to_string_lossy())?, Limits::default()).await?;
            println!("数据库表已是最新。");
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
                let state = if row.desk.revoked { "停用" } else { "在用" };
                let regions: Vec<_> = row.desk.scope.regions.iter().map(Region::as_str).collect();
                println!("{}\t{}\t{state}\t{}", row.device, row.name, regions.join(" "));
            }
            return Ok(());
        }
        What::Scope { desk, region, role } => {
            let (device, regions) = (DeviceId::new(desk), regions(&region)?);
            let roles: BTreeSet<String> = role.into_iter().collect();
            let done = write!(database, now(), |tx| tx.rescope(&device, regions.clone(), roles.clone()).await)?;
            found(done, "工作台")?;
            deed = format!("scope of {device}: {region:?}");
        }
        What::RevokeDesk { desk } => {
            let device = DeviceId::new(desk);
            found(write!(database, now(), |tx| tx.revoke_desk(&device).await)?, "工作台")?;
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
            found(write!(database, now(), |tx| tx.revoke_person(&person).await)?, "账号")?;
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
            let ids = ids.ok_or("记录编号是 64 位十六进制数字")?;
            let done = write!(database, now(), |tx| road::release(tx, &ids).await)?;
            println!("放行 {} 条。", done.receipts.receipts.len());
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
            println!("新的一段：{life}。各工作台下次连接时会补回缺少的记录。");
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
    if done { Ok(()) } else { Err(format!("没有这个{what}").into()) }
}

fn logs(json: bool) {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info,sqlx=warn".into());
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json { logs.json().init() } else { logs.init() }
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
