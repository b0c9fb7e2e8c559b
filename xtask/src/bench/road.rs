//! The road, side by side with PouchDB and with a floor: 10,000 case acts from one desk through a centre to another, and the
//! first exchange of a new desk over a slow line.

use super::peer::{Peer, cpu_ms};
use super::wire::Wire;
use super::{centre, how_many, optimised};
use crate::{Outcome, program, tree};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Cases that make about ten thousand acts.
const CASES: usize = 1_225;
/// Cases that a new desk fetches, over so many bytes a second: 2 Mbit/s.
const FIRST_CASES: usize = 20_000;
const SLOW: u64 = 250_000;
const REGION: &str = "99/9901";
/// The road may take a tenth of what PouchDB takes, and three times the floor.
const BESIDE_POUCH: f64 = 10.0;
const OVER_FLOOR: f64 = 3.0;

/// What is wanted of this part.
pub struct Wanted {
    /// Built for speed; otherwise only to try the command.
    pub optimised: bool,
    /// Cases of the first exchange; none leaves it out.
    pub first: usize,
}

impl Wanted {
    /// Read from the command line: `--unoptimised`, `--first-cases N`.
    pub fn read(words: &[String]) -> Self {
        Self { optimised: optimised(words), first: how_many(words, "--first-cases").unwrap_or(FIRST_CASES) }
    }
    fn programs(&self) -> PathBuf {
        tree::target().join(if self.optimised { "release" } else { "debug" })
    }
    fn cargo(&self, words: &[&str]) -> Command {
        let mut command = program::cargo(words);
        command.args(self.optimised.then_some("--release"));
        command
    }
}

/// What one way of sending took.
struct Took {
    acts: u64,
    ms: u64,
    bytes: Option<u64>,
    cpu_ms: u64,
    memory_mib: u64,
}

/// Builds what [`measure`] runs.
pub fn build(wanted: &Wanted) -> Outcome {
    let packages = ["--package", "greenlane-desk", "--package", "greenlane-server"];
    let mut build = wanted.cargo(&["build"]);
    build.args(packages).args(["--bins", "--example", "road"]);
    program::run(build)
}

/// Measures and prints the table.
pub fn measure(wanted: &Wanted) -> Outcome {
    let folder = tree::target().join("xtask").join("bench-road");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}：{error}", folder.display()))?;
    let rows = folder.join("rows.jsonl");
    let road = send(wanted, &folder.join("road"), CASES, Some(&rows), None)?;
    let floor = floor(wanted, &folder, &rows)?;
    let pouch = pouchdb(&folder, &rows)?;
    println!("\n一台工作台 → 中心 → 另一台工作台（三个进程，中心用 SQLite；三处都等到落盘，PouchDB 的 LevelDB 不等）");
    println!("{:>10} {:>10} {:>10} {:>10} {:>10}", "笔数", "毫秒", "字节", "CPU 毫秒", "内存 MiB");
    line("绿通", &road);
    line("PouchDB 9 + express-pouchdb", &pouch);
    line("下限：同样的行写在三处", &floor);
    let (beside, over) = (ratio(&pouch, &road), ratio(&road, &floor));
    println!("  比 PouchDB 快 {beside:.1} 倍（目标 ≥ {BESIDE_POUCH}，{}）", met(beside >= BESIDE_POUCH));
    println!("  是下限的 {over:.1} 倍（目标 ≤ {OVER_FLOOR}，{}）", met(over <= OVER_FLOOR));
    if wanted.first > 0 {
        let first = send(wanted, &folder.join("first"), wanted.first, None, Some(SLOW))?;
        println!("\n新工作台首次接收 {} 个办件，线路 2 Mbit/s", wanted.first);
        line("绿通", &first);
    }
    centre::measure(&centre::Wanted { optimised: wanted.optimised, ..centre::Wanted::read(&[]) })
}

fn met(yes: bool) -> &'static str {
    if yes { "达到" } else { "未达到" }
}

/// Milliseconds an act, one beside the other.
fn ratio(one: &Took, other: &Took) -> f64 {
    let each = |took: &Took| took.ms as f64 / took.acts.max(1) as f64;
    each(one) / each(other).max(1e-9)
}

fn line(name: &str, took: &Took) {
    let bytes = took.bytes.map_or_else(|| "—".to_owned(), |bytes| bytes.to_string());
    println!("{:>10} {:>10} {bytes:>10} {:>10} {:>10}  {name}", took.acts, took.ms, took.cpu_ms, took.memory_mib);
}

fn number(value: &Value, name: &str) -> u64 {
    value.get(name).and_then(Value::as_u64).unwrap_or_default()
}

/// A running centre. Killed when dropped.
struct Centre {
    child: Child,
    address: SocketAddr,
    program: PathBuf,
    database: PathBuf,
}

impl Centre {
    fn start(wanted: &Wanted, folder: &Path) -> Result<Self, String> {
        std::fs::create_dir_all(folder).map_err(|error| format!("{}：{error}", folder.display()))?;
        let program = wanted.programs().join("greenlane-centre");
        let database = folder.join("centre.sqlite");
        let mut command = Command::new(&program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--rate", "100000", "--blobs"]).arg(folder.join("blobs"));
        command.arg("--database").arg(&database).stdout(Stdio::piped()).env("RUST_LOG", "warn");
        let mut child = command.spawn().map_err(|error| format!("无法启动 {}：{error}", program.display()))?;
        let mut said = String::new();
        let heard = child.stdout.take().map(|out| BufReader::new(out).read_line(&mut said));
        heard.transpose().map_err(|error| error.to_string())?;
        let address = said.trim().parse().map_err(|_| format!("中心没有说出地址：{said}"))?;
        Ok(Self { child, address, program, database })
    }
    fn code(&self) -> Result<String, String> {
        let mut command = Command::new(&self.program);
        command.args(["enrol-code", "--name", "bench", "--region", REGION]).arg("--database").arg(&self.database);
        program::first_line(command).ok_or_else(|| "中心没有给出登记码".to_owned())
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a city's acts from one desk to another. Over a slow line only the second desk is measured, when all is there.
fn send(wanted: &Wanted, folder: &Path, cases: usize, rows: Option<&Path>, slow: Option<u64>) -> Result<Took, String> {
    let centre = Centre::start(wanted, &folder.join("centre"))?;
    let fault = |error: std::io::Error| error.to_string();
    let quick = Wire::to(centre.address, None).map_err(fault)?;
    let way = Wire::to(centre.address, slow).map_err(fault)?;
    let program = wanted.programs().join("examples").join("road");
    let desk = |role: &str, count: u64, wire: &Wire| -> Result<Command, String> {
        let mut command = Command::new(&program);
        command.arg(role).arg(folder.join(role)).arg(count.to_string());
        command.arg(format!("http://{}", wire.address())).arg(centre.code()?);
        Ok(command)
    };
    let mut command = desk("writer", cases as u64, &quick)?;
    command.args(rows);
    let (mut writer, ready) = Peer::start(command)?;
    let acts = number(&ready, "ready");
    let (mut reader, _) = Peer::start(desk("reader", acts, &way)?)?;
    let before = cpu_ms(centre.child.id());
    let (sent, seen) = if slow.is_some() {
        writer.go()?;
        let sent = writer.said()?;
        reader.go()?;
        (sent, reader.said()?)
    } else {
        reader.go()?;
        // The one that follows is waiting before the other begins.
        std::thread::sleep(Duration::from_millis(500));
        writer.go()?;
        let sent = writer.said()?;
        (sent, reader.said()?)
    };
    let centre_cpu = cpu_ms(centre.child.id()) - before;
    let began = number(&sent, "ended") - number(&sent, "ms");
    let (ms, bytes) = match slow {
        Some(_) => (number(&seen, "ms"), way.bytes()),
        None => (number(&seen, "ended").saturating_sub(began), quick.bytes() + way.bytes()),
    };
    Ok(Took {
        acts,
        ms,
        bytes: Some(bytes),
        cpu_ms: number(&sent, "cpu_ms") + number(&seen, "cpu_ms") + centre_cpu,
        memory_mib: number(&seen, "memory_mib"),
    })
}

fn floor(wanted: &Wanted, folder: &Path, rows: &Path) -> Result<Took, String> {
    let mut command = Command::new(wanted.programs().join("examples").join("road"));
    command.arg("floor").arg(folder.join("floor")).arg(rows);
    let (mut peer, ready) = Peer::start(command)?;
    peer.go()?;
    let used = peer.said()?;
    let memory_mib = number(&used, "memory_mib");
    Ok(Took {
        acts: number(&ready, "ready"),
        ms: number(&used, "ms"),
        bytes: None,
        cpu_ms: number(&used, "cpu_ms"),
        memory_mib,
    })
}

/// PouchDB is installed below the build's folder, for this measurement only.
fn pouchdb(folder: &Path, rows: &Path) -> Result<Took, String> {
    let tools = tree::target().join("xtask").join("pouchdb");
    std::fs::create_dir_all(&tools).map_err(|error| format!("{}：{error}", tools.display()))?;
    let own = tree::root().join("xtask").join("src").join("bench").join("pouchdb");
    for file in ["package.json", "peer.js"] {
        std::fs::copy(own.join(file), tools.join(file)).map_err(|error| format!("{file}：{error}"))?;
    }
    if !tools.join("node_modules").join("express-pouchdb").is_dir() {
        let mut install = program::command("npm", &["install", "--no-audit", "--no-fund", "--omit=dev"]);
        install.current_dir(&tools);
        program::run(install)?;
    }
    let node = |role: &str, words: &[&str]| {
        let mut command = program::command("node", &["--no-deprecation", "peer.js", role]);
        command.arg(folder.join("pouchdb").join(role)).args(words).current_dir(&tools);
        command
    };
    let (server, ready) = Peer::start(node("server", &["0"]))?;
    let port = u16::try_from(number(&ready, "ready")).map_err(|error| error.to_string())?;
    let wire = Wire::to(SocketAddr::from(([127, 0, 0, 1], port)), None).map_err(|error| error.to_string())?;
    let url = format!("http://{}", wire.address());
    let rows = rows.display().to_string();
    let (mut writer, ready) = Peer::start(node("writer", &[&rows, &url]))?;
    let acts = number(&ready, "ready");
    let (mut reader, _) = Peer::start(node("reader", &[&acts.to_string(), &url]))?;
    let before = server.cpu_ms();
    reader.go()?;
    std::thread::sleep(Duration::from_millis(500));
    writer.go()?;
    let (sent, seen) = (writer.said()?, reader.said()?);
    let began = number(&sent, "ended") - number(&sent, "ms");
    Ok(Took {
        acts,
        ms: number(&seen, "ended").saturating_sub(began),
        bytes: Some(wire.bytes()),
        cpu_ms: number(&sent, "cpu_ms") + number(&seen, "cpu_ms") + server.cpu_ms() - before,
        memory_mib: number(&seen, "memory_mib"),
    })
}
