//! Printing to a real IPP printer (`ippeveprinter` of CUPS) and to a listener on a raw queue.

mod read;

use greenlane_print::spool::{self, Printer, State, Ticket};
use greenlane_print::{Paper, practice};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(20);

/// A printer that keeps what it receives, and runs a command for each job.
struct Eve {
    child: Child,
    folder: tempfile::TempDir,
    port: u16,
}

impl Eve {
    fn start(command: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let script = folder.path().join("command");
        std::fs::write(&script, format!("#!/bin/sh\n{command}\n")).expect("written");
        Command::new("chmod").arg("+x").arg(&script).status().expect("chmod");
        let spool = folder.path().join("spool");
        std::fs::create_dir(&spool).expect("made");
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|one| one.local_addr()).expect("a port").port();
        let program =
            ["/usr/sbin/ippeveprinter", "/usr/bin/ippeveprinter"].into_iter().find(|path| Path::new(path).exists());
        let program = program.expect("ippeveprinter; on Debian: apt install cups-ipp-utils avahi-daemon dbus");
        std::fs::write(folder.path().join("bus.conf"), BUS.replace("FOLDER", &folder.path().display().to_string()))
            .expect("written");
        // ippeveprinter will not start without Avahi, and Avahi not without a system bus: both get a private one, in
        // namespaces of their own, so that nothing on this machine is touched and all of it dies with the test.
        let user: &[&str] = if is_root() { &[] } else { &["--map-root-user"] };
        let child = Command::new("unshare")
            .args(user)
            .args(["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", START, program])
            .arg(folder.path())
            .arg(port.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        let eve = Self { child, folder, port };
        let start = Instant::now();
        while spool::describe(&eve.printer()).is_err() {
            assert!(start.elapsed() < PATIENCE, "ippeveprinter does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        eve
    }

    fn printer(&self) -> Printer {
        Printer::Ipp { uri: format!("ipp://localhost:{}/ipp/print", self.port) }
    }

    fn received(&self) -> Vec<PathBuf> {
        let folder = std::fs::read_dir(self.folder.path().join("spool")).expect("listed");
        folder
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|ext| ext == "pdf"))
            .collect()
    }
}

impl Drop for Eve {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
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

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().expect("id");
    output.stdout.starts_with(b"0")
}

fn slip() -> Vec<u8> {
    read::press().render(&Paper::from(practice::receipt()), &read::options()).expect("renders").bytes
}

#[test]
fn a_printer_receives_the_very_bytes_and_the_job_is_followed_to_its_end() {
    let eve = Eve::start("sleep 0.3; exit 0");
    let bytes = slip();
    let job = spool::submit(&eve.printer(), &bytes, &Ticket::plain("收件凭证 陈䶮")).expect("taken");
    let mut states = Vec::new();
    let end = spool::follow(&job, PATIENCE, |state| states.push(state.clone())).expect("followed");
    assert_eq!(end, State::Completed);
    assert!(states.iter().any(|state| !state.ended()), "it was seen on its way: {states:?}");
    let received = eve.received();
    assert_eq!(received.len(), 1);
    assert_eq!(std::fs::read(&received[0]).expect("read"), bytes);
}

#[test]
fn a_job_that_the_printer_gives_up_is_never_told_as_done() {
    let eve = Eve::start("exit 1");
    let job = spool::submit(&eve.printer(), &slip(), &Ticket::plain("收件凭证")).expect("taken: that is not arrival");
    let end = spool::follow(&job, PATIENCE, |_| {}).expect("followed");
    assert!(matches!(end, State::Aborted { .. }), "{end:?}");
}

#[test]
fn no_paper_is_told_while_the_job_waits_for_it() {
    let eve = Eve::start("echo 'STATE: +media-empty' >&2; sleep 1.5; echo 'STATE: -media-empty' >&2; exit 0");
    let job = spool::submit(&eve.printer(), &slip(), &Ticket::plain("收件凭证")).expect("taken");
    let mut reasons = Vec::new();
    let end = spool::follow(&job, PATIENCE, |state| {
        if let State::Printing { reasons: now } | State::Stopped { reasons: now } | State::Waiting { reasons: now } =
            state
        {
            reasons.extend(now.clone());
        }
    });
    assert!(reasons.iter().any(|one| one.starts_with("media-empty")), "{reasons:?}");
    assert_eq!(end.expect("followed"), State::Completed);
}

#[test]
fn a_job_can_be_cancelled_on_its_way_and_a_later_run_can_ask_after_it() {
    let eve = Eve::start("sleep 20; exit 0");
    let job = spool::submit(&eve.printer(), &slip(), &Ticket::plain("收件凭证")).expect("taken");
    let written = serde_json::to_string(&job).expect("a job can be written down");
    spool::cancel(&job).expect("cancelled");
    let job: spool::Job = serde_json::from_str(&written).expect("and read again");
    assert_eq!(spool::follow(&job, PATIENCE, |_| {}).expect("followed"), State::Canceled);
    let unknown = spool::Job { id: 9999, ..job };
    assert_eq!(spool::ask(&unknown).expect("answered"), State::Forgotten);
}

#[test]
fn a_printer_that_is_not_there_is_an_error_in_words() {
    let printer = Printer::Ipp { uri: "ipp://127.0.0.1:9/ipp/print".to_owned() };
    let error = spool::submit(&printer, b"%PDF", &Ticket::plain("空")).expect_err("nobody listens");
    assert!(error.to_string().starts_with("打印机 ipp://127.0.0.1:9/ipp/print 未完成"), "{error}");
}

#[test]
fn a_raw_queue_gets_the_bytes_unchanged_and_a_person_must_confirm() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let printer = Printer::Raw { address: listener.local_addr().expect("address").to_string() };
    let receive = std::thread::spawn(move || {
        let mut all = Vec::new();
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().expect("a call");
            let mut one = Vec::new();
            stream.read_to_end(&mut one).expect("bytes");
            all.push(one);
        }
        all
    });
    let bytes = slip();
    let ticket = Ticket { copies: 2, ..Ticket::plain("收件凭证") };
    let job = spool::submit(&printer, &bytes, &ticket).expect("taken");
    let end = spool::follow(&job, PATIENCE, |_| {}).expect("followed");
    assert!(end.needs_a_person());
    assert_eq!(receive.join().expect("received"), [bytes.clone(), bytes]);
}
