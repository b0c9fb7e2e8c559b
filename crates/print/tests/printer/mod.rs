//! A real IPP printer (`ippeveprinter` of CUPS) that keeps what it receives; the tests of the desk use it too.

#![allow(dead_code, reason = "each file of tests uses its part")]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(20);

pub struct Eve {
    child: Child,
    folder: PathBuf,
    port: u16,
}

impl Eve {
    /// A printer that runs a command for each job.
    pub fn start(command: &str) -> Self {
        // Made by hand: the stories of the window, which use it too, have no package for it.
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("greenlane-printer-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        let script = folder.join("command");
        std::fs::write(&script, format!("#!/bin/sh\n{command}\n")).expect("written");
        Command::new("chmod").arg("+x").arg(&script).status().expect("chmod");
        std::fs::create_dir(folder.join("spool")).expect("made");
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|one| one.local_addr()).expect("a port").port();
        let program =
            ["/usr/sbin/ippeveprinter", "/usr/bin/ippeveprinter"].into_iter().find(|path| Path::new(path).exists());
        let program = program.expect("ippeveprinter; on Debian: apt install cups-ipp-utils avahi-daemon dbus");
        std::fs::write(folder.join("bus.conf"), BUS.replace("FOLDER", &folder.display().to_string())).expect("written");
        // ippeveprinter will not start without Avahi, and Avahi not without a system bus: both get a private one, in
        // namespaces of their own, so that nothing on this machine is touched and all of it dies with the test.
        let root = Command::new("id").arg("-u").output().expect("id").stdout.starts_with(b"0");
        let user: &[&str] = if root { &[] } else { &["--map-root-user"] };
        let child = Command::new("unshare")
            .args(user)
            .args(["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", START, program])
            .arg(&folder)
            .arg(port.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        let eve = Self { child, folder, port };
        let start = Instant::now();
        while std::net::TcpStream::connect(("localhost", port)).is_err() {
            assert!(start.elapsed() < PATIENCE, "ippeveprinter does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        eve
    }

    pub fn address(&self) -> String {
        format!("ipp://localhost:{}/ipp/print", self.port)
    }

    /// Where its command lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The documents that came, whole or in part.
    pub fn received(&self) -> Vec<PathBuf> {
        let folder = std::fs::read_dir(self.folder.join("spool")).expect("listed");
        let paths = folder.flatten().map(|entry| entry.path());
        paths.filter(|path| path.extension().is_some_and(|ext| ext == "pdf")).collect()
    }
}

impl Drop for Eve {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=FOLDER/bus</listen><auth>EXTERNAL</auth><policy context="default">
<allow user="*"/><allow own="*"/><allow send_type="method_call"/><allow send_destination="*"/>
<allow receive_sender="*"/></policy></busconfig>"#;

/// `$0` the printer's program, `$1` the folder, `$2` the port.
const START: &str = r#"
mount -t tmpfs tmpfs /run && mkdir -p /run/avahi-daemon
dbus-daemon --config-file="$1/bus.conf" --nofork --nopidfile &
for i in 1 2 3 4 5 6 7 8 9 10; do [ -S "$1/bus" ] && break; sleep 0.1; done
export DBUS_SYSTEM_BUS_ADDRESS="unix:path=$1/bus"
avahi-daemon --no-drop-root --no-chroot --no-rlimits &
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do avahi-daemon --check && break; sleep 0.1; done
sleep 0.2
exec "$0" -f application/pdf -k -n localhost -r , -p "$2" -d "$1/spool" -c "$1/command" practice
"#;
