//! A real centre: its own process, on an SQLite file or on a private PostgreSQL.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The centre's program: beside this test's, built when it is not there.
fn program() -> PathBuf {
    let test = std::env::current_exe().expect("this test's own place");
    let folder = test.parent().and_then(Path::parent).expect("target/debug").to_owned();
    let program = folder.join(format!("greenlane-centre{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        let built = Command::new(env!("CARGO"))
            .args(["build", "-p", "greenlane-server", "--bin", "greenlane-centre", "--target-dir"])
            .arg(folder.parent().expect("target"))
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
            .status()
            .expect("cargo");
        assert!(built.success(), "the centre is built");
    }
    program
}

/// A centre. Killed when dropped.
pub struct Centre {
    child: Option<Child>,
    folder: tempfile::TempDir,
    database: String,
    listen: String,
    /// Further words of its command line.
    words: Vec<String>,
    /// The network namespace in which it runs, if not in this machine's own.
    within: Option<String>,
    _postgres: Option<Postgres>,
}

impl Centre {
    pub fn on_sqlite() -> Self {
        Self::new(None).started()
    }

    pub fn on_postgres() -> Self {
        Self::new(Some(Postgres::start())).started()
    }

    /// On PostgreSQL, in a network namespace, at an address of it.
    pub fn on_postgres_within(namespace: &str, listen: &str) -> Self {
        let mut centre = Self::new(Some(Postgres::start()));
        centre.within = Some(namespace.to_owned());
        listen.clone_into(&mut centre.listen);
        centre.started()
    }

    /// With a certificate.
    pub fn with_tls(certificate: &Path, key: &Path) -> Self {
        let mut centre = Self::new(None);
        let path = |path: &Path| path.display().to_string();
        centre.words = vec!["--tls-certificate".into(), path(certificate), "--tls-key".into(), path(key)];
        centre.started()
    }

    fn new(postgres: Option<Postgres>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = match &postgres {
            Some(postgres) => postgres.database(),
            None => folder.path().join("centre.sqlite").display().to_string(),
        };
        let listen = "127.0.0.1:0".to_owned();
        Self { child: None, folder, database, listen, words: Vec::new(), within: None, _postgres: postgres }
    }

    fn started(mut self) -> Self {
        self.up();
        self
    }

    /// Starts it, at the address where it was before.
    pub fn up(&mut self) {
        for _ in 0..50 {
            let mut command = match &self.within {
                Some(namespace) => {
                    let mut command = Command::new("ip");
                    command.args(["netns", "exec", namespace]).arg(program());
                    command
                }
                None => Command::new(program()),
            };
            let mut child = command
                .args(["serve", "--listen", &self.listen, "--rate", "100000", "--blobs"])
                .arg(self.folder.path().join("blobs"))
                .args(["--database", &self.database])
                .args(&self.words)
                .env("RUST_LOG", "warn")
                .stdout(Stdio::piped())
                .spawn()
                .expect("a centre");
            let mut line = String::new();
            BufReader::new(child.stdout.take().expect("its words")).read_line(&mut line).expect("a line");
            if line.trim().is_empty() {
                // The address is not free yet.
                child.wait().expect("its end");
                std::thread::sleep(Duration::from_millis(100));
                continue;
            }
            line.trim().clone_into(&mut self.listen);
            self.child = Some(child);
            return;
        }
        panic!("the centre does not start");
    }

    /// As when the power goes.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("killed");
            child.wait().expect("its end");
        }
    }

    pub fn url(&self) -> String {
        format!("{}://{}", if self.words.is_empty() { "http" } else { "https" }, self.listen)
    }

    /// What an administrator does at the centre's own machine.
    pub fn command(&self, words: &[&str]) -> String {
        let done =
            Command::new(program()).args(words).args(["--database", &self.database]).output().expect("a command");
        assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).trim().to_owned()
    }

    pub fn code(&self) -> String {
        self.code_for("99/9901")
    }

    pub fn code_for(&self, region: &str) -> String {
        self.command(&["enrol-code", "--name", "测试台", "--region", region])
    }

    /// Opens or changes a person's account.
    pub fn account(&self, account: &str, password: &str, offline_days: u32) {
        let mut child = Command::new(program())
            .args(["person", account, "--name", "林专员", "--offline-days", &offline_days.to_string()])
            .args(["--database", &self.database])
            .stdin(Stdio::piped())
            .spawn()
            .expect("a command");
        writeln!(child.stdin.take().expect("its ear"), "{password}").expect("the password");
        assert!(child.wait().expect("its end").success());
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A private PostgreSQL: its own folder, its own unix socket, no port.
struct Postgres {
    folder: tempfile::TempDir,
    server: Option<Child>,
}

impl Postgres {
    fn program(name: &str) -> Command {
        let versions =
            std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed (apt install postgresql)");
        let mut versions: Vec<PathBuf> = versions.flatten().map(|entry| entry.path()).collect();
        versions.sort();
        let program = versions.last().expect("a version").join("bin").join(name);
        let id = Command::new("id").arg("-u").output().expect("id");
        let mut command = if id.stdout.starts_with(b"0\n") {
            // PostgreSQL refuses to run as root.
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir("/").stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        // Only root can, and only root needs to.
        let _ = Command::new("chown").arg("postgres:postgres").arg(folder.path()).stderr(Stdio::null()).status();
        let data = folder.path().join("data");
        let words = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"];
        let made = Self::program("initdb").arg("-D").arg(&data).args(words).status().expect("initdb");
        assert!(made.success(), "a database cluster");
        let server =
            Self::program("postgres").arg("-D").arg(&data).arg("-k").arg(folder.path()).args(["-h", ""]).spawn();
        let postgres = Self { server: Some(server.expect("postgres")), folder };
        for _ in 0..200 {
            if postgres.sql("select 1") {
                return postgres;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("PostgreSQL does not start");
    }

    fn sql(&self, sql: &str) -> bool {
        let psql = Self::program("psql").arg("-h").arg(self.folder.path()).args(["-U", "postgres", "-c", sql]).status();
        psql.is_ok_and(|status| status.success())
    }

    fn database(&self) -> String {
        assert!(self.sql("create database centre"), "a database");
        format!("postgres://postgres@localhost/centre?host={}", self.folder.path().display())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            // The test is over; what cannot be killed has ended.
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}
