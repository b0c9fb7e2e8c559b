//! A private PostgreSQL: its own folder, its own unix socket, no port.

use crate::{program, setup};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const DATABASE: &str = "greenlane";

/// A running server, stopped when dropped. Its data stays.
pub struct Private {
    server: Child,
    folder: PathBuf,
}

impl Private {
    /// Starts this user's server on a folder below `/var/tmp`, which is made the first time.
    pub fn start() -> Result<Self, String> {
        Self::start_in(PathBuf::from(format!("/var/tmp/greenlane-centre-{}", user())))
    }

    fn start_in(folder: PathBuf) -> Result<Self, String> {
        // PostgreSQL refuses to run as root; its package brings a user of its own.
        let as_postgres = user() == "root";
        let data = folder.join("data");
        let wrong = |error: std::io::Error| format!("{}：{error}", folder.display());
        if !data.join("PG_VERSION").exists() {
            std::fs::create_dir_all(&folder).map_err(wrong)?;
            if as_postgres {
                program::run(program::command("chown", &["postgres", &folder.to_string_lossy()]))?;
            }
            let mut first = server_program("initdb", as_postgres)?;
            first.arg("-D").arg(&data).args(["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]);
            program::run(first)?;
        }
        let mut server = server_program("postgres", as_postgres)?;
        server.arg("-D").arg(&data).arg("-k").arg(&folder).args(["-h", ""]).stderr(Stdio::null());
        let server = server.spawn().map_err(|error| format!("无法启动 PostgreSQL：{error}"))?;
        let mut private = Self { server, folder };
        private.wait()?;
        private.make_database()?;
        Ok(private)
    }

    /// Where it can be reached.
    pub fn url(&self) -> String {
        format!("postgres://postgres@localhost/{DATABASE}?host={}", self.folder.display())
    }

    fn wait(&mut self) -> Result<(), String> {
        const PATIENCE: Duration = Duration::from_secs(30);
        let began = Instant::now();
        while !self.asks(&["-d", "postgres", "-c", "select 1"]) {
            if self.server.try_wait().ok().flatten().is_some() || began.elapsed() > PATIENCE {
                return Err(format!("PostgreSQL 没有启动，数据在 {}", self.folder.display()));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    fn make_database(&self) -> Result<(), String> {
        let make = format!("create database {DATABASE}");
        if self.asks(&["-d", DATABASE, "-c", "select 1"]) || self.asks(&["-d", "postgres", "-c", &make]) {
            return Ok(());
        }
        Err(format!("无法建立数据库 {DATABASE}，数据在 {}", self.folder.display()))
    }

    fn asks(&self, words: &[&str]) -> bool {
        let mut psql = program::command("psql", &["-qAt", "-U", "postgres"]);
        psql.arg("-h").arg(&self.folder).args(words);
        psql.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        psql.status().is_ok_and(|status| status.success())
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        // An interrupt is PostgreSQL's fast shutdown; a kill would leave a recovery for the next start.
        let _ = program::command("kill", &["-INT", &self.server.id().to_string()]).status();
        let _ = self.server.wait();
    }
}

fn user() -> String {
    program::first_line(program::command("id", &["-un"])).unwrap_or_default()
}

fn server_program(name: &str, as_postgres: bool) -> Result<Command, String> {
    let path = setup::postgres_program(name).ok_or("缺少系统软件包：postgresql")?;
    let mut command = if as_postgres {
        let mut other = program::command("setpriv", &["--reuid=postgres", "--regid=postgres", "--init-groups"]);
        other.arg(path);
        other
    } else {
        Command::new(path)
    };
    command.current_dir(Path::new("/"));
    Ok(command)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_private_postgres_starts_answers_and_starts_again_on_its_data() {
        let folder = PathBuf::from(format!("/var/tmp/greenlane-postgres-test-{}", std::process::id()));
        {
            let first = Private::start_in(folder.clone()).expect("package postgresql is installed");
            assert!(first.asks(&["-d", DATABASE, "-c", "create table kept (n int)"]));
        }
        {
            let second = Private::start_in(folder.clone()).expect("it starts again");
            assert!(second.asks(&["-d", DATABASE, "-c", "select n from kept"]));
            assert!(!second.asks(&["-d", DATABASE, "-c", "select n from lost"]));
        }
        std::fs::remove_dir_all(folder).expect("the folder can go");
    }
}
