//! Desks with a real centre: they work without it, and end with the same facts when it is there again.

#[path = "centre/moving.rs"]
mod moving;
#[path = "centre/newcomers.rs"]
mod newcomers;
#[path = "centre/people.rs"]
mod people;
#[path = "support/centre.rs"]
mod place;
#[path = "../../print/tests/printer/mod.rs"]
mod printer;
#[path = "centre/settling.rs"]
mod settling;
mod support;

use place::Centre;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use support::{Story, copy};

const DAY: &str = "2026-03-02";
const PASSWORD: &str = "correct horse";

async fn joined(first: &Story) -> Story {
    let stick = tempfile::tempdir().expect("a stick");
    let invitation = first.ask(json!({ "ask": "invite_desk", "folder": stick.path() })).await;
    let desk = Story::on(DAY);
    let (path, code) = (&invitation["path"], &invitation["code"]);
    desk.ask(json!({ "ask": "join_office", "path": path, "code": code, "account": "lin", "password": PASSWORD })).await;
    desk
}

async fn enrol(desk: &Story, centre: &Centre) {
    let view = desk.ask(json!({ "ask": "enrol", "url": centre.url(), "code": centre.code() })).await;
    assert_eq!(view["enrolled"], true);
}

async fn sync(desk: &Story) -> Value {
    desk.ask(json!({ "ask": "sync_now" })).await
}

async fn digest(desk: &Story) -> Value {
    desk.ask(json!({ "ask": "digest" })).await
}

async fn tray(desk: &Story) -> Vec<Value> {
    desk.ask(json!({ "ask": "contradictions" })).await.as_array().expect("a list").clone()
}

async fn note(desk: &Story, file: &Value, text: &str) {
    desk.act(file, json!({ "act": "note", "text": text })).await;
}

/// Two desks on one case, cut off from the centre and from each other, and then together again.
async fn apart_and_together(mut centre: Centre) {
    let one = Story::founded(DAY, "fixture").await;
    let two = joined(&one).await;
    enrol(&one, &centre).await;
    enrol(&two, &centre).await;
    let talent = one.talent("陈思远").await;
    let file = one.take_in(&talent, &["settle_household"]).await["file"].clone();
    sync(&one).await;
    sync(&two).await;
    assert_eq!(digest(&one).await, digest(&two).await);

    centre.kill();
    one.answered(&file, "01", "public_security", "granted").await;
    two.answered(&file, "01", "public_security", "refused").await;
    let unsent = one.ask(json!({ "ask": "unsent" })).await;
    assert!(unsent.as_array().is_some_and(|lines| !lines.is_empty()), "shown as not sent");
    assert!(one.ask(json!({ "ask": "rail" })).await["to_send"].as_u64() > Some(0));
    assert_eq!(one.refused(json!({ "ask": "sync_now" })).await.code, "centre_unreachable");

    centre.up();
    sync(&one).await;
    sync(&two).await;
    sync(&one).await;
    assert_eq!(digest(&one).await, digest(&two).await);
    let waiting = tray(&two).await;
    assert!(!waiting.is_empty() && waiting.len() == tray(&one).await.len(), "the same tray on both");
    for contradiction in &waiting {
        let aside = &contradiction["sides"][0]["fact"];
        let settle = json!({ "act": "settle", "contradiction": contradiction["id"], "set_aside": [aside], "reason": "以来电为准" });
        two.act(&file, settle).await;
    }
    sync(&two).await;
    sync(&one).await;
    assert_eq!(tray(&one).await, Vec::<Value>::new());
    assert_eq!(digest(&one).await, digest(&two).await);
    assert_eq!(one.ask(json!({ "ask": "rail" })).await["to_send"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_desks_cut_off_from_a_centre_on_sqlite_end_equal_with_their_contradiction_settled() {
    apart_and_together(Centre::on_sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_desks_cut_off_from_a_centre_on_postgresql_end_equal_with_their_contradiction_settled() {
    apart_and_together(Centre::on_postgres()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_anybody_pressing_anything_facts_and_attachments_arrive() {
    use base64::Engine;
    let centre = Centre::on_sqlite();
    let one = Story::founded(DAY, "fixture").await;
    let two = joined(&one).await;
    enrol(&one, &centre).await;
    enrol(&two, &centre).await;
    let talent = one.talent("陈思远").await;
    let file = one.take_in(&talent, &["talent_flat"]).await["file"].clone();
    let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &[7; 700 * 1024]].concat();
    let bytes = base64::engine::general_purpose::STANDARD.encode(&png);
    one.ask(json!({ "ask": "attach", "file": file, "material": "", "name": "照片.png", "bytes_base64": bytes })).await;
    let arrived = async {
        loop {
            let list = two.try_ask(json!({ "ask": "attachments", "file": file })).await;
            if list.is_ok_and(|list| list[0]["here"] == true) && digest(&one).await == digest(&two).await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), arrived).await.expect("everything arrives by itself");
    let sent = one.ask(json!({ "ask": "attachments", "file": file })).await;
    assert_eq!(sent[0]["sent"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_desk_is_refused_and_what_it_holds_stays_in_its_tray() {
    let centre = Centre::on_sqlite();
    let one = Story::founded(DAY, "fixture").await;
    enrol(&one, &centre).await;
    let talent = one.talent("陈思远").await;
    let file = one.take_in(&talent, &["talent_flat"]).await["file"].clone();
    sync(&one).await;
    let desks = centre.command(&["desks"]);
    let device = desks.split_whitespace().find(|word| word.len() == 36).expect("the desk's name").to_owned();
    centre.command(&["revoke-desk", &device]);
    note(&one, &file, "停用之后写的").await;
    assert_eq!(one.refused(json!({ "ask": "sync_now" })).await.code, "centre_refused");
    let unsent = one.ask(json!({ "ask": "unsent" })).await;
    let kept = unsent
        .as_array()
        .expect("a list")
        .iter()
        .find(|line| line["words"].as_str().is_some_and(|words| words.contains("停用之后写的")));
    assert!(kept.is_some_and(|line| line["why"].as_str().is_some_and(|why| !why.is_empty())), "{unsent:#}");
    let page = one.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
    assert!(page["history"].to_string().contains("停用之后写的"), "nothing is lost here");
}

fn rows<'a>(view: &'a Value, fate: &'a str) -> impl Iterator<Item = (String, u64, u64)> + 'a {
    let row = |row: &Value| {
        let count = |name: &str| row[name].as_u64().expect("a count");
        (row["series"].as_str().expect("a row").to_owned(), count("first"), count("last"))
    };
    view["rows"].as_array().expect("rows").iter().filter(move |row| row["fate"] == fate).map(row)
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_come_in_blocks_from_the_centre_and_none_is_given_twice() {
    const ROW: &str = "acceptance/2026";
    let mut centre = Centre::on_sqlite();
    let one = Story::founded(DAY, "fixture").await;
    let before = one.talent("陈思远").await;
    one.take_in(&before, &["talent_flat"]).await;
    let two = joined(&one).await;
    // The other desk is the first at the centre: what the founding desk gave before is known to it all the same.
    enrol(&two, &centre).await;
    enrol(&one, &centre).await;
    for desk in [&two, &one, &two] {
        sync(desk).await;
    }
    let numbers = json!({ "ask": "numbers" });
    let (here, there) = (one.ask(numbers.clone()).await, two.ask(numbers.clone()).await);
    let left = |view: &Value| rows(view, "left").find(|(series, ..)| series == ROW).expect("a leased block");
    let ((_, a_first, a_last), (_, b_first, b_last)) = (left(&here), left(&there));
    assert!(a_last < b_first || b_last < a_first, "{a_first}-{a_last} {b_first}-{b_last}");
    assert!(b_first > 1, "the founding desk gave the first one");

    // Cut off, both go on; one of them until its block is used up, and then by itself.
    centre.kill();
    let size = usize::try_from(b_last - b_first + 1).expect("a few");
    for n in 0..size + 2 {
        let talent = two.talent(&format!("王{n}")).await;
        two.take_in(&talent, &["talent_flat"]).await;
    }
    let talent = one.talent("李四").await;
    one.take_in(&talent, &["talent_flat"]).await;
    let view = two.ask(numbers.clone()).await;
    let own = view["own"].as_array().expect("its own");
    assert!(own.len() >= 2 && own.iter().all(|own| own["matched"].is_null()), "{own:#?}");

    centre.up();
    for desk in [&two, &one, &two, &one] {
        sync(desk).await;
    }
    assert_eq!(tray(&one).await, Vec::<Value>::new());
    let view = two.ask(numbers.clone()).await;
    let own = view["own"].as_array().expect("its own").clone();
    assert!(own.iter().all(|own| own["matched"].is_string()), "{own:#?}");
    let page = one.ask(json!({ "ask": "case", "file": own[0]["file"], "as_of": null })).await;
    assert!(page["history"].to_string().contains(own[0]["matched"].as_str().expect("a number")), "said in the case");
    let gaps = centre.command(&["numbers", "990100/acceptance/2026"]);
    assert!(gaps.contains("\"fate\":\"used\"") && !gaps.contains("\"twice\":true"), "{gaps}");

    // Who leaves gives back what is left, and gives no plain number any more.
    two.ask(json!({ "ask": "leave_centre" })).await;
    let view = two.ask(numbers).await;
    assert!(rows(&view, "returned").count() > 0 && rows(&view, "left").count() == 0, "{view:#}");
    assert!(centre.command(&["numbers", "990100/acceptance/2026"]).contains("\"fate\":\"returned\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_desk_uses_no_number_of_its_earlier_life() {
    let centre = Centre::on_sqlite();
    let one = Story::founded(DAY, "fixture").await;
    enrol(&one, &centre).await;
    let talent = one.talent("陈思远").await;
    let file = one.take_in(&talent, &["talent_flat"]).await["file"].clone();
    sync(&one).await;
    one.ask(json!({ "ask": "sign_out" })).await;
    let office = one.home().join("office");
    let kept = tempfile::tempdir().expect("a backup");
    copy(&office, kept.path());
    let sign_in = json!({ "ask": "sign_in", "account": "lin", "password": PASSWORD });
    one.ask(sign_in.clone()).await;
    note(&one, &file, "备份之后写的").await;
    sync(&one).await;
    one.ask(json!({ "ask": "sign_out" })).await;
    std::fs::remove_dir_all(&office).expect("gone");
    copy(kept.path(), &office);
    one.ask(sign_in).await;
    note(&one, &file, "恢复之后写的").await;
    sync(&one).await;
    // The centre knows another fact of the same count: a new life has begun.
    note(&one, &file, "新的一段").await;
    sync(&one).await;
    sync(&one).await;
    let view = one.ask(json!({ "ask": "numbers" })).await;
    let (void, left) = (rows(&view, "void").collect::<Vec<_>>(), rows(&view, "left").collect::<Vec<_>>());
    assert!(!void.is_empty() && !left.is_empty(), "{view:#}");
    for (series, first, last) in &void {
        let again = left.iter().find(|(other, from, to)| other == series && from <= last && first <= to);
        assert!(again.is_none(), "{series} {first}-{last}");
    }
    assert!(centre.command(&["numbers", "990100/acceptance/2026"]).contains("\"fate\":\"void\""));
    let texts = one.ask(json!({ "ask": "case", "file": file, "as_of": null })).await["history"].to_string();
    assert!(["备份之后写的", "恢复之后写的", "新的一段"].iter().all(|text| texts.contains(text)), "{texts}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_is_told_to_be_the_host_joins_the_desks_of_its_local_network() {
    // Its program is the one that stands beside this test's own; building it is this line's work.
    drop(Centre::on_sqlite());
    let one = Story::founded(DAY, "fixture").await;
    let two = joined(&one).await;
    let host = |listen: &str| json!({ "ask": "host_office", "listen": listen });
    let place = one.ask(host("127.0.0.1:0")).await;
    let at = one.ask(json!({ "ask": "road" })).await["host"].clone();
    assert!(at.as_str().is_some_and(|at| place["url"].as_str().is_some_and(|url| url.ends_with(at))), "{at} {place}");
    two.ask(json!({ "ask": "enrol", "url": place["url"], "code": place["code"] })).await;
    let talent = one.talent("陈思远").await;
    let file = one.take_in(&talent, &["talent_flat"]).await["file"].clone();
    sync(&one).await;
    sync(&two).await;
    note(&two, &file, "二号台写的").await;
    sync(&two).await;
    sync(&one).await;
    assert_eq!(digest(&one).await, digest(&two).await);
    // The host goes home for the night, and is at the same place in the morning.
    one.ask(json!({ "ask": "sign_out" })).await;
    note(&two, &file, "主机关着时写的").await;
    assert_eq!(two.refused(json!({ "ask": "sync_now" })).await.code, "centre_unreachable");
    one.ask(json!({ "ask": "sign_in", "account": "lin", "password": PASSWORD })).await;
    assert_eq!(one.ask(host("127.0.0.1:0")).await["url"], place["url"]);
    sync(&two).await;
    sync(&one).await;
    assert_eq!(digest(&one).await, digest(&two).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_ends_with_its_desk_even_when_that_is_killed() {
    drop(Centre::on_sqlite());
    let one = Story::founded(DAY, "fixture").await;
    sign_out(&one).await;
    let mut host = command(&one, &["host", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().expect("a host");
    let mut said = String::new();
    BufReader::new(host.stdout.take().expect("its words")).read_line(&mut said).expect("a line");
    let at = said.split_once("http://").expect("an address").1;
    let at: SocketAddr = at[..at.find(|c: char| c != '.' && c != ':' && !c.is_ascii_digit()).unwrap_or(at.len())]
        .parse()
        .expect("an address");
    TcpStream::connect(at).expect("the host is at work");
    host.kill().expect("killed");
    host.wait().expect("ended");
    let until = Instant::now() + Duration::from_secs(10);
    while TcpStream::connect(at).is_ok() {
        assert!(Instant::now() < until, "the host outlives its desk");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Leaves the folder to another process. A program that some other test is just starting holds a copy of the lock until
/// it has begun; so a moment passes.
async fn sign_out(desk: &Story) {
    desk.ask(json!({ "ask": "sign_out" })).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
}

/// A desk's command line on a home.
fn command(story: &Story, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_greenlane-desk"));
    command.args(words).arg("--home").arg(story.home()).args(["--account", "lin", "--json"]);
    command.env("GREENLANE_PASSWORD", PASSWORD).env("XDG_STATE_HOME", story.home().join("state"));
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent").stdin(Stdio::null());
    command
}

fn said(story: &Story, words: &[&str]) -> Value {
    let done = command(story, words).output().expect("a command");
    let text = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{words:?}: {text} {}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_str(&text).expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn desks_and_centre_killed_at_any_moment_lose_nothing() {
    let mut centre = Centre::on_sqlite();
    let one = Story::founded(DAY, "fixture").await;
    let two = joined(&one).await;
    let talent = one.talent("陈思远").await;
    let file = one.take_in(&talent, &["talent_flat"]).await["file"].clone();
    for text in 0..120 {
        note(&one, &file, &format!("第{text}次联系")).await;
    }
    sign_out(&one).await;
    sign_out(&two).await;
    for desk in [&one, &two] {
        said(desk, &["enrol", &centre.url(), &centre.code()]);
    }
    // Moments spread over the time that a whole exchange takes; no draw of lots, so that it can be repeated.
    for round in 0..10_u64 {
        let desk = if round % 2 == 0 { &one } else { &two };
        let mut at_work = command(desk, &["sync"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a desk");
        std::thread::sleep(Duration::from_millis(40 + round * 67 % 500));
        if round % 3 == 2 {
            centre.kill();
            centre.up();
        }
        at_work.kill().expect("killed");
        at_work.wait().expect("its end");
    }
    for desk in [&one, &two, &one] {
        said(desk, &["sync"]);
    }
    let (a, b) = (said(&one, &["digest"]), said(&two, &["digest"]));
    assert_eq!(a, b);
    let case =
        a["files"].as_array().expect("files").iter().find(|line| line["file"] == file).expect("the case").clone();
    assert!(case["count"].as_u64() >= Some(120), "{case}");
    let tray = said(&one, &["tray"]);
    assert_eq!(
        (tray["unsent"].as_array().map(Vec::len), tray["unsettled"].as_array().map(Vec::len)),
        (Some(0), Some(0))
    );
    assert!(said(&one, &["verify"])["faults"].as_array().is_some_and(Vec::is_empty));
}

/// A certificate of a made-up authority for this machine's own address: the authority's, the centre's, and its key.
fn certificate(folder: &Path) -> [PathBuf; 3] {
    let [authority, authority_key, certificate, key] =
        ["authority.pem", "authority.key", "centre.pem", "centre.key"].map(|name| folder.join(name));
    let make = |out: &Path, key: &Path, subject: &str, rest: &[&str]| {
        let mut openssl = Command::new("openssl");
        openssl.args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
        ]);
        openssl.args(["-subj", subject, "-out"]).arg(out).arg("-keyout").arg(key).args(rest);
        assert!(openssl.stderr(Stdio::null()).status().expect("openssl is installed").success(), "{subject}");
    };
    make(&authority, &authority_key, "/CN=authority", &[]);
    let (by, by_key) = (authority.display().to_string(), authority_key.display().to_string());
    let names = ["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"];
    make(&certificate, &key, "/CN=centre", &[["-CA", &by, "-CAkey", &by_key].as_slice(), &names].concat());
    [authority, certificate, key]
}

#[tokio::test(flavor = "multi_thread")]
async fn over_tls_a_desk_speaks_only_to_a_centre_whose_certificate_it_can_trust() {
    let folder = tempfile::tempdir().expect("a folder");
    let [authority, own, key] = certificate(folder.path());
    let centre = Centre::with_tls(&own, &key);
    assert!(centre.url().starts_with("https://"));
    let one = Story::founded(DAY, "fixture").await;
    one.talent("陈思远").await;
    sign_out(&one).await;
    // The code is not used up by a desk that would not speak.
    let code = centre.code();
    let stranger = command(&one, &["enrol", &centre.url(), &code]).output().expect("a command");
    let text = String::from_utf8_lossy(&stranger.stdout).into_owned() + &String::from_utf8_lossy(&stranger.stderr);
    assert!(!stranger.status.success() && text.contains("centre_unreachable"), "{text}");
    for words in [["enrol", &centre.url(), &code].as_slice(), &["sync"]] {
        let done = command(&one, words).env("SSL_CERT_FILE", &authority).output().expect("a command");
        assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stdout));
    }
}

/// Three machines, as far as the network knows: a centre in the middle, a wire to each of two desks.
struct Wires(String);

impl Wires {
    fn lay() -> Self {
        let wires = Self(format!("gl{}", std::process::id()));
        let Self(name) = &wires;
        let centre = format!("{name}c");
        wires.ip(&["netns", "add", &centre]);
        for (desk, net) in [("a", "10.177.1"), ("b", "10.177.2")] {
            let (space, near, far) = (format!("{name}{desk}"), format!("{desk}c"), format!("c{desk}"));
            wires.ip(&["netns", "add", &space]);
            wires.ip(&["link", "add", &near, "netns", &space, "type", "veth", "peer", "name", &far, "netns", &centre]);
            wires.ip(&["-n", &space, "addr", "add", &format!("{net}.2/24"), "dev", &near]);
            wires.ip(&["-n", &centre, "addr", "add", &format!("{net}.1/24"), "dev", &far]);
            wires.ip(&["-n", &space, "link", "set", &near, "up"]);
            wires.ip(&["-n", &centre, "link", "set", &far, "up"]);
        }
        wires
    }
    fn ip(&self, words: &[&str]) {
        let done = Command::new("ip").args(words).output().expect("ip is installed (apt install iproute2)");
        assert!(done.status.success(), "ip {words:?}: {}", String::from_utf8_lossy(&done.stderr));
    }
    fn centre(&self) -> String {
        format!("{}c", self.0)
    }
    /// The wire of a desk is cut, or whole again.
    fn set(&self, desk: &str, up: bool) {
        self.ip(&["-n", &self.centre(), "link", "set", &format!("c{desk}"), if up { "up" } else { "down" }]);
    }
    /// What the centre answers to a desk goes nowhere, or arrives again. What the desk says arrives all the time.
    fn answers(&self, address: &str, arrive: bool) {
        let verb = if arrive { "del" } else { "add" };
        self.ip(&["-n", &self.centre(), "route", verb, "blackhole", &format!("{address}/32")]);
    }
    fn command(&self, desk: &str, story: &Story, words: &[&str]) -> Command {
        let own = command(story, words);
        let mut within = Command::new("ip");
        within.args(["netns", "exec", &format!("{}{desk}", self.0)]).arg(own.get_program()).args(own.get_args());
        for (name, value) in own.get_envs() {
            within.env(name, value.unwrap_or_default());
        }
        within.stdin(Stdio::null());
        within
    }
    fn said(&self, desk: &str, story: &Story, words: &[&str]) -> Value {
        let done = self.command(desk, story, words).output().expect("a command");
        let text = String::from_utf8_lossy(&done.stdout);
        assert!(done.status.success(), "{words:?}: {text} {}", String::from_utf8_lossy(&done.stderr));
        serde_json::from_str(&text).expect("JSON")
    }
}

impl Drop for Wires {
    fn drop(&mut self) {
        for end in ["a", "b", "c"] {
            // Gone already is as good.
            let _ = Command::new("ip").args(["netns", "del", &format!("{}{end}", self.0)]).status();
        }
    }
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn desks_in_networks_of_their_own_that_are_cut_both_ways_and_one_way_end_equal() {
    let may = Command::new("ip").args(["netns", "list"]).status().is_ok_and(|status| status.success())
        && Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.starts_with(b"0\n"));
    if !may && std::env::var_os("GREENLANE_REQUIRE_REAL").is_none() {
        eprintln!("not run: network namespaces need the package iproute2 and root");
        return;
    }
    let wires = Wires::lay();
    let centre = Centre::on_postgres_within(&wires.centre(), "0.0.0.0:8750");
    let one = Story::founded(DAY, "fixture").await;
    let two = joined(&one).await;
    let talent = one.talent("陈思远").await;
    let file = one.take_in(&talent, &["talent_flat"]).await["file"].clone();
    for text in 0..60 {
        note(&one, &file, &format!("第{text}次联系")).await;
    }
    sign_out(&one).await;
    sign_out(&two).await;
    wires.said("a", &one, &["enrol", "http://10.177.1.1:8750", &centre.code()]);
    wires.said("b", &two, &["enrol", "http://10.177.2.1:8750", &centre.code()]);

    // In the middle of an exchange: the wire is cut; then only the answers are.
    for round in 0..4_u64 {
        let (desk, story, address) = if round % 2 == 0 { ("a", &one, "10.177.1.2") } else { ("b", &two, "10.177.2.2") };
        let mut at_work =
            wires.command(desk, story, &["sync"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a desk");
        std::thread::sleep(Duration::from_millis(120 + round * 90));
        if round < 2 {
            wires.set(desk, false);
        } else {
            wires.answers(address, false);
        }
        std::thread::sleep(Duration::from_millis(700));
        at_work.kill().expect("killed");
        at_work.wait().expect("its end");
        if round < 2 {
            wires.set(desk, true);
        } else {
            wires.answers(address, true);
        }
    }
    // Cut off for good: the desk says so in words, and the other one goes on.
    wires.set("b", false);
    let alone = wires.command("b", &two, &["sync"]).output().expect("a command");
    let text = String::from_utf8_lossy(&alone.stdout).into_owned() + &String::from_utf8_lossy(&alone.stderr);
    assert!(!alone.status.success() && text.contains("centre_unreachable"), "{text}");
    wires.said("a", &one, &["sync"]);
    wires.set("b", true);
    for (desk, story) in [("b", &two), ("a", &one), ("b", &two)] {
        wires.said(desk, story, &["sync"]);
    }
    let (here, there) = (said(&one, &["digest"]), said(&two, &["digest"]));
    assert_eq!(here, there);
    let count = |line: &&Value| line["file"] == file;
    let case = here["files"].as_array().expect("files").iter().find(count).expect("the case").clone();
    assert!(case["count"].as_u64() >= Some(60), "{case}");
    assert!(said(&two, &["verify"])["faults"].as_array().is_some_and(Vec::is_empty));
}
