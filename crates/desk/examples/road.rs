//! A desk to be measured on its road, for `cargo xtask bench`: says `ready`, waits for a line, does its work and says one
//! line of JSON. Every row is durable before it counts: the desk's database is encrypted and waits for the disk.
//!
//! * `writer HOME CASES URL CODE [ROWS]`: a made-up city of so many cases; sends all of it. ROWS: a file that gets each fact as
//!   a line of JSON, for a peer of another kind.
//! * `reader HOME FACTS URL CODE`: another desk of the region; follows until it holds so many facts.
//! * `floor FOLDER ROWS`: the same rows in three databases, in as large transactions, and nothing between.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement that breaks is to be seen")]

use greenlane_desk::{Ask, Desk, Options, practice};
use greenlane_domain::office::{OfficeRecord, Person};
use greenlane_store::{NoKeychain, Strength};
use serde_json::{Value, json};
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

#[tokio::main]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["writer", home, cases, url, code, rows @ ..] => {
            writer(Path::new(home), cases.parse().unwrap(), url, code, rows.first().copied()).await;
        }
        ["reader", home, facts, url, code] => reader(Path::new(home), facts.parse().unwrap(), url, code).await,
        ["floor", folder, rows] => floor(Path::new(folder), Path::new(rows)).await,
        _ => panic!("writer, reader or floor"),
    }
}

fn options() -> Options {
    Options { strength: Strength::NONE, keychain: Arc::new(NoKeychain), witness: None, ..Options::default() }
}

async fn ask(desk: &Desk, ask: Ask) -> Value {
    desk.ask(ask).await.unwrap_or_else(|problem| panic!("{problem:?}"))
}

async fn writer(home: &Path, cases: usize, url: &str, code: &str, rows: Option<&str>) {
    // A case has a little over two items in such a city.
    let (open, _) = practice::city(&home.join("practice"), options(), cases, cases * 2, 1).await.unwrap();
    open.store.close().await;
    drop(open);
    let desk = Desk::at(home, options());
    ask(&desk, Ask::OpenPractice {}).await;
    let store = desk.open().unwrap().store.clone();
    let facts: u64 = store.road_reach().await.unwrap().iter().map(|(.., count)| count).sum();
    if let Some(rows) = rows {
        let mut file = std::io::BufWriter::new(std::fs::File::create(rows).unwrap());
        let mut after = 0;
        loop {
            let page = store.facts_after(after, 1000).await.unwrap();
            let Some(last) = page.last() else { break };
            after = last.place;
            for fact in &page {
                let body: Value = serde_json::from_slice(&fact.sealed.bytes).unwrap();
                let signature: String = fact.sealed.signature.iter().map(|byte| format!("{byte:02x}")).collect();
                let row = json!({ "_id": fact.sealed.id().to_string(), "fact": body, "signature": signature });
                writeln!(file, "{row}").unwrap();
            }
        }
    }
    say(&json!({ "ready": facts }));
    told();
    let used = Used::now();
    ask(&desk, Ask::Enrol { url: url.to_owned(), code: code.to_owned() }).await;
    // A person who presses "now" waits two minutes at most; what went through by then stays through.
    while !desk.ask(Ask::SyncNow {}).await.is_ok_and(|road| road["to_send"] == 0) {}
    used.say();
    ask(&desk, Ask::SignOut {}).await;
}

async fn reader(home: &Path, facts: u64, url: &str, code: &str) {
    let desk = Desk::at(home, options());
    let office = OfficeRecord {
        name: "另一个窗口".into(),
        code: "990101".into(),
        level: "city".into(),
        pack: None,
        practice: false,
    };
    let person: Person = serde_json::from_value(json!({ "id": "", "account": "lin", "name": "林专员",
        "role": "window_specialist", "body": "", "staff_no": "", "phone": "" }))
    .unwrap();
    let found = Ask::FoundOffice { pack: "fixture".into(), office, person, password: "correct horse".into() };
    ask(&desk, found).await;
    let store = desk.open().unwrap().store.clone();
    let own: u64 = store.road_reach().await.unwrap().iter().map(|(.., count)| count).sum();
    say(&json!({ "ready": own }));
    told();
    let used = Used::now();
    ask(&desk, Ask::Enrol { url: url.to_owned(), code: code.to_owned() }).await;
    // Nothing is ever taken out of the log: its last place is the number of its facts. Counting them all the time would be
    // most of the work.
    let last = i64::try_from(facts + own).unwrap() - 1;
    while store.facts_after(last, 1).await.unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    used.say();
    ask(&desk, Ask::SignOut {}).await;
}

/// Bytes of one transaction, as on the road.
const BATCH: usize = 1024 * 1024;

async fn floor(folder: &Path, rows: &Path) {
    let rows = std::fs::read_to_string(rows).unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    std::fs::create_dir_all(folder).unwrap();
    let mut places = Vec::new();
    for name in ["one", "centre", "two"] {
        let options = SqliteConnectOptions::new()
            .filename(folder.join(name))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        let mut place = SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::query("CREATE TABLE fact (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bytes BLOB NOT NULL)")
            .execute(&mut place)
            .await
            .unwrap();
        places.push(place);
    }
    say(&json!({ "ready": rows.len() }));
    told();
    let used = Used::now();
    for place in &mut places {
        let mut rest = rows.as_slice();
        while !rest.is_empty() {
            let mut turn = place.begin().await.unwrap();
            let mut bytes = 0;
            while let Some((row, more)) = rest.split_first().filter(|_| bytes < BATCH) {
                let insert = sqlx::query("INSERT INTO fact (id, bytes) VALUES (?, ?)");
                insert.bind(row.get(8..72)).bind(row.as_bytes()).execute(&mut *turn).await.unwrap();
                bytes += row.len();
                rest = more;
            }
            turn.commit().await.unwrap();
        }
    }
    used.say();
}

fn say(value: &Value) {
    println!("{value}");
    std::io::stdout().flush().unwrap();
}

fn told() {
    std::io::stdin().lock().read_line(&mut String::new()).unwrap();
}

/// Time and processor time from here on.
struct Used(Instant, u64);

impl Used {
    fn now() -> Self {
        Self(Instant::now(), cpu_ms())
    }
    fn say(&self) {
        let ended = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
        let memory = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let memory =
            memory.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
        say(&json!({
            "ms": u64::try_from(self.0.elapsed().as_millis()).unwrap(),
            "ended": u64::try_from(ended).unwrap(),
            "cpu_ms": cpu_ms() - self.1,
            "memory_mib": memory.map_or(0, |kib: u64| kib / 1024),
        }));
    }
}

/// Processor time of this process, in hundredths of a second made milliseconds.
fn cpu_ms() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit_once(')').map(|(_, rest)| rest.to_owned()).unwrap_or_default();
    let times = after.split_whitespace().skip(11).take(2).filter_map(|text| text.parse::<u64>().ok());
    times.sum::<u64>() * 10
}
