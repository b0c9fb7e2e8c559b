//! Real things for the tests: a private PostgreSQL on a unix socket, centres as processes, desks over HTTP.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

use ed25519_dalek::SigningKey;
use greenlane_domain::fact::{Author, Content, DeviceId, FactId, FileId, Moment, PersonId, seal};
use greenlane_sync::audience::Audience;
use greenlane_sync::client::Client;
use greenlane_sync::desk::{Book, Lot};
use greenlane_sync::piece::Piece;
use greenlane_sync::simulate::{Disk, Faults, State};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A private PostgreSQL server: its own folder, its own unix socket, no port. Stopped when dropped.
pub struct Postgres {
    pub folder: tempfile::TempDir,
    server: Option<Child>,
    held: Option<String>,
}

fn postgres_program(name: &str) -> Command {
    let versions = std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed (apt install postgresql)");
    let mut versions: Vec<PathBuf> = versions.map(|entry| entry.unwrap().path()).collect();
    versions.sort();
    let program = versions.last().expect("a version").join("bin").join(name);
    let root = String::from_utf8(Command::new("id").arg("-u").output().unwrap().stdout).unwrap().trim() == "0";
    if root {
        // PostgreSQL refuses to run as root.
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
        command
    } else {
        Command::new(program)
    }
}

fn own(folder: &Path) {
    // Only root can, and only root needs to.
    let _ = Command::new("chown").arg("-R").arg("postgres:postgres").arg(folder).stderr(Stdio::null()).status();
}

impl Postgres {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        own(folder.path());
        let data = folder.path().join("data");
        let made = postgres_program("initdb")
            .arg("-D")
            .arg(&data)
            .args(["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"])
            .current_dir("/")
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(made.success());
        let mut postgres = Self { folder, server: None, held: None };
        postgres.up();
        postgres
    }
    pub fn up(&mut self) {
        let folder = self.folder.path();
        let log = std::fs::File::create(folder.join("log")).unwrap();
        let server = postgres_program("postgres")
            .arg("-D")
            .arg(folder.join("data"))
            .arg("-k")
            .arg(folder)
            .args(["-h", "", "-c", "max_connections=80"])
            .current_dir("/")
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        self.server = Some(server);
        for _ in 0..200 {
            if self.sql("postgres", "select 1").is_some() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("PostgreSQL does not start: {}", std::fs::read_to_string(folder.join("log")).unwrap_or_default());
    }
    /// A second server that follows this one by streaming replication.
    pub fn replica(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        own(folder.path());
        let copied = postgres_program("pg_basebackup")
            .args(["-R", "-X", "stream", "-c", "fast", "-U", "postgres", "-h"])
            .arg(self.folder.path())
            .arg("-D")
            .arg(folder.path().join("data"))
            .current_dir("/")
            .status()
            .unwrap();
        assert!(copied.success(), "a base backup");
        let mut replica = Self { folder, server: None, held: None };
        replica.up();
        self.until("postgres", "select count(*) = 1 from pg_stat_replication where state = 'streaming'");
        replica
    }
    /// Makes a replica the first server.
    pub fn promote(&self) {
        self.sql("postgres", "select pg_promote()").expect("promoted");
        self.until("postgres", "select not pg_is_in_recovery()");
    }
    /// Stops sending to replicas, without a word to anybody.
    pub fn hold_replication(&mut self) {
        let sender = self.sql("postgres", "select pid from pg_stat_replication").expect("a sender");
        assert!(Command::new("kill").args(["-STOP", &sender]).status().unwrap().success());
        self.held = Some(sender);
    }
    /// Waits until a question is answered with yes.
    pub fn until(&self, database: &str, question: &str) {
        for _ in 0..400 {
            if self.sql(database, question).as_deref() == Some("t") {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("never true: {question}");
    }
    /// As when the power goes.
    pub fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            let pids = std::fs::read_to_string(self.folder.path().join("data/postmaster.pid")).unwrap_or_default();
            let pid = pids.lines().next().unwrap_or_default().to_owned();
            server.kill().ok();
            server.wait().ok();
            if let Some(held) = self.held.take() {
                // It cannot notice by itself that its server is gone.
                Command::new("kill").args(["-KILL", &held]).status().ok();
            }
            // The postmaster's children end by themselves once it is gone.
            for _ in 0..100 {
                if pid.is_empty() || !Path::new(&format!("/proc/{pid}")).exists() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            std::thread::sleep(Duration::from_millis(300));
        }
    }
    pub fn sql(&self, database: &str, sql: &str) -> Option<String> {
        let done = postgres_program("psql")
            .args(["-h"])
            .arg(self.folder.path())
            .args(["-U", "postgres", "-At", "-d", database, "-c", sql])
            .current_dir("/")
            .output()
            .unwrap();
        done.status.success().then(|| String::from_utf8(done.stdout).unwrap().trim().to_owned())
    }
    pub fn database(&self, name: &str) -> String {
        self.sql("postgres", &format!("create database {name}")).expect("a new database");
        self.address(name)
    }
    pub fn address(&self, name: &str) -> String {
        format!("postgres://postgres@localhost/{name}?host={}", self.folder.path().display())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A centre as a process. Killed when dropped.
pub struct CentreProcess {
    child: Option<Child>,
    pub database: String,
    pub blobs: PathBuf,
    pub url: String,
    extra: Vec<String>,
    /// Settings in its environment.
    around: Vec<(String, String)>,
}

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_greenlane-centre");

impl CentreProcess {
    pub fn start(database: &str, blobs: &Path, extra: &[&str]) -> Self {
        Self::start_with(database, blobs, extra, [])
    }
    pub fn start_with<'a>(
        database: &str,
        blobs: &Path,
        extra: &[&str],
        around: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let (database, blobs, url) = (database.to_owned(), blobs.to_owned(), String::new());
        let extra = extra.iter().map(|word| (*word).to_owned()).collect();
        let around = around.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let mut centre = Self { child: None, database, blobs, url, extra, around };
        centre.up("127.0.0.1:0");
        centre
    }
    pub fn up(&mut self, listen: &str) {
        let mut child = Command::new(PROGRAM)
            .args(["serve", "--listen", listen, "--rate", "100000", "--blobs"])
            .arg(&self.blobs)
            .args(["--database", &self.database])
            .args(&self.extra)
            .envs(self.around.iter().cloned())
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim();
        assert!(!address.is_empty(), "the centre does not start");
        let scheme = if self.extra.iter().any(|word| word == "--tls-certificate") { "https" } else { "http" };
        self.url = format!("{scheme}://{address}");
        self.child = Some(child);
    }
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().ok();
            child.wait().ok();
        }
    }
    /// Killed and started again at the same address.
    pub fn restart(&mut self) {
        let address = self.url.split("//").nth(1).unwrap_or_default().to_owned();
        self.kill();
        self.up(&address);
    }
    pub fn pid(&self) -> u32 {
        self.child.as_ref().unwrap().id()
    }
    pub fn terminate(&mut self) -> std::process::ExitStatus {
        let mut child = self.child.take().unwrap();
        Command::new("kill").arg(child.id().to_string()).status().unwrap();
        child.wait().unwrap()
    }
    pub fn command(&self, words: &[&str]) -> String {
        command(&self.database, words)
    }
    pub fn code(&self, regions: &[&str]) -> String {
        let mut words = vec!["enrol-code", "--name", "一号窗口"];
        for region in regions {
            words.extend(["--region", region]);
        }
        self.command(&words)
    }
}

pub fn command(database: &str, words: &[&str]) -> String {
    let done = Command::new(PROGRAM).args(words).args(["--database", database]).stdin(Stdio::null()).output().unwrap();
    assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

impl Drop for CentreProcess {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A desk over HTTP, its disk in memory.
pub struct Desk {
    pub device: DeviceId,
    pub key: SigningKey,
    pub disk: Disk,
    pub client: Client,
}

impl Desk {
    pub async fn enrol(centre: &CentreProcess, name: &str, regions: &[&str]) -> Self {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).unwrap();
        let key = SigningKey::from_bytes(&secret);
        let device = DeviceId::new(name);
        let client = Client::new(&centre.url, device.clone(), key.clone()).unwrap();
        let enrolled = client.enrol(&centre.code(regions)).await.unwrap();
        let book = Book::new(device.clone(), 1, enrolled.centre, enrolled.scope);
        Self { device, key, disk: Disk { state: State::new(book), faults: Faults::default() }, client }
    }
    /// The same desk at another copy of the centre.
    pub fn at(&mut self, url: &str) {
        self.client = Client::new(url, self.device.clone(), self.key.clone()).unwrap();
    }
    /// Writes one transaction of facts.
    pub fn write(&mut self, file: &str, audience: &Audience, count: u32, words: &str) -> Vec<FactId> {
        self.write_as(file, audience, count, words, ("noted", 1))
    }
    /// Writes a fact of a kind.
    pub fn write_kind(&mut self, file: &str, audience: &Audience, kind: &str, version: u32) -> Vec<FactId> {
        self.write_as(file, audience, 1, "", (kind, version))
    }
    fn write_as(
        &mut self,
        file: &str,
        audience: &Audience,
        count: u32,
        words: &str,
        (kind, version): (&str, u32),
    ) -> Vec<FactId> {
        let file = FileId::new(file);
        let mut ids = Vec::new();
        for number in 0..count {
            let parents = ids.last().map_or_else(|| self.disk.state.heads(&file), |id| vec![*id]);
            self.disk.state.seq += 1;
            let content = Content {
                file: file.clone(),
                parents,
                device: self.device.clone(),
                epoch: self.disk.state.mark.epoch,
                seq: self.disk.state.seq,
                previous: self.disk.state.previous,
                author: Author {
                    person: PersonId::new("p-1"),
                    name: "阿依古丽·买买提".to_owned(),
                    role: "window_specialist".to_owned(),
                    office: "w-1".to_owned(),
                },
                at: Moment { ms: now_ms(), tick: number },
                kind: kind.to_owned(),
                version,
                body: serde_json::json!({ "words": words, "number": number }),
            };
            let sealed = seal(&content, &self.key).unwrap();
            let id = sealed.id();
            ids.push(id);
            self.disk.state.previous = Some(id);
            let piece = Piece { sealed, audience: audience.clone(), first: ids[0], count };
            self.disk.state.put(piece, Lot::Unsent);
        }
        ids
    }
    pub async fn exchange(&mut self) -> greenlane_sync::client::Exchanged {
        self.client.exchange(&mut self.disk).await.unwrap()
    }
    /// What is in view, in order of id.
    pub fn holds(&self) -> Vec<FactId> {
        let mut ids: Vec<FactId> = self.disk.state.view().into_values().flatten().collect();
        ids.sort_unstable();
        ids
    }
    pub fn unsent(&self) -> usize {
        self.disk.state.facts.iter().filter(|held| matches!(held.lot, Lot::Unsent | Lot::Sent)).count()
    }
}

pub fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_millis()).unwrap()
}
