//! A desk on a folder of its own, with a clock that stands where a story puts it.
#![allow(dead_code, reason = "each file of stories uses its part")]

use chrono::{NaiveDate, NaiveDateTime};
use greenlane_desk::{Ask, Desk, Problem};
use greenlane_domain::fact::Moment;
use greenlane_store::{NoKeychain, Options, Strength};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A desk for one story.
pub struct Story {
    pub desk: Desk,
    clock: Arc<AtomicI64>,
    folder: tempfile::TempDir,
}

impl Story {
    /// A desk at nine in the morning of a day, with no office yet.
    pub fn on(day: &str) -> Self {
        let clock = Arc::new(AtomicI64::new(0));
        let folder = tempfile::tempdir().expect("a folder");
        let read = clock.clone();
        let options = Options {
            strength: Strength::NONE,
            keychain: Arc::new(NoKeychain),
            witness: None,
            clock: Arc::new(move || read.load(Ordering::Relaxed)),
            ..Options::default()
        };
        let story = Self { desk: Desk::at(folder.path(), options), clock, folder };
        story.turns(&format!("{day} 09:00"));
        story
    }

    /// A desk with an office under a pack, and its first person signed in.
    pub async fn founded(day: &str, pack: &str) -> Self {
        let story = Self::on(day);
        story
            .ask(json!({
                "ask": "found_office", "pack": pack, "password": "correct horse",
                "office": { "name": "测试窗口", "code": "990100", "level": "city", "pack": null, "practice": false },
                "person": { "id": "", "account": "lin", "name": "林专员", "role": "window_specialist", "body": "",
                            "staff_no": "", "phone": "" },
            }))
            .await;
        story
    }

    /// The clock now stands there.
    pub fn turns(&self, at: &str) {
        let at = NaiveDateTime::parse_from_str(at, "%Y-%m-%d %H:%M").expect("a moment");
        self.clock.store(Moment::local(at).ms, Ordering::Relaxed);
    }

    pub fn today(&self) -> NaiveDate {
        Moment { ms: self.clock.load(Ordering::Relaxed), tick: 0 }.date()
    }

    pub fn home(&self) -> &Path {
        self.folder.path()
    }

    /// Asks, as the window does, and gives the answer.
    #[track_caller]
    pub fn ask(&self, ask: Value) -> impl Future<Output = Value> + '_ {
        let at = std::panic::Location::caller();
        async move {
            let word = ask["ask"].clone();
            match self.try_ask(ask).await {
                Ok(answer) => answer,
                Err(problem) => panic!("{word} at {at}: {problem:?}"),
            }
        }
    }

    /// Asks for something that is refused.
    #[track_caller]
    pub fn refused(&self, ask: Value) -> impl Future<Output = Problem> + '_ {
        let at = std::panic::Location::caller();
        async move {
            let word = ask["ask"].clone();
            match self.try_ask(ask).await {
                Ok(_) => panic!("{word} at {at} was not refused"),
                Err(problem) => problem,
            }
        }
    }

    pub async fn try_ask(&self, ask: Value) -> Result<Value, Problem> {
        let ask: Ask = serde_json::from_value(ask).expect("an ask");
        self.desk.ask(ask).await
    }

    /// Acts on a case; answers the case's page.
    #[track_caller]
    pub fn act(&self, file: &Value, act: Value) -> impl Future<Output = Value> + '_ {
        let ask = self.ask(json!({ "ask": "act", "file": file, "act": act }));
        async move { ask.await["page"].clone() }
    }

    /// Records a talent with a card and answers the file.
    pub async fn talent(&self, name: &str) -> Value {
        self.ask(json!({
            "ask": "save_talent", "file": null, "reason": "",
            "record": { "name": name, "born": "1986-04-12", "phones": ["13900001234"],
                        "cards": [{ "key": "yunchuan", "name": "云川英才卡", "number": "YC000001", "issued": null, "until": null }] },
        }))
        .await
    }

    /// Takes a need in with all papers, accepted and sent on; answers what came of it.
    pub async fn take_in(&self, talent: &Value, items: &[&str]) -> Value {
        self.ask(self.intake(talent, items).await).await
    }

    /// An intake page, filled in.
    pub async fn intake(&self, talent: &Value, items: &[&str]) -> Value {
        let plan = self.ask(json!({ "ask": "plan", "items": items, "hand": [] })).await;
        let paper = |merged: &Value| {
            let spec = &merged["spec"];
            let sighted = ["sighted", "sighted_copy"].contains(&spec["form"].as_str().unwrap_or_default());
            json!({ "key": spec["key"], "name": spec["name"], "form": spec["form"], "copies": spec["copies"], "pages": 1,
                    "sighted_returned": sighted, "promised_for": null, "attachments": [] })
        };
        let papers: Vec<Value> = plan["checklist"].as_array().expect("a checklist").iter().map(paper).collect();
        json!({ "ask": "take_in", "intake": {
            "talent": talent, "employer": null, "need": "安家", "channel": "counter",
            "submitter": { "name": "陈思远", "capacity": "talent", "phone": "13900001234", "power": "" },
            "items": items, "hand": [], "notice": self.told("陈思远"), "papers": papers, "accept": true, "dispatch": true,
        }})
    }

    /// Somebody was told something now.
    pub fn told(&self, whom: &str) -> Value {
        let at = Moment { ms: self.clock.load(Ordering::Relaxed), tick: 0 }.local_time();
        json!({ "whom": whom, "at": at, "how": "in_person", "by": "林专员", "note": "" })
    }

    /// The department signs for an item and answers.
    pub async fn answered(&self, file: &Value, item: &str, body: &str, proposes: &str) {
        self.act(file, json!({ "act": "acknowledge", "item": item, "body": body, "by": "郑立新" })).await;
        let answer = json!({ "act": "feed_back", "item": item, "body": body, "by": "郑立新", "result": "已核", "proposes": proposes, "papers": [] });
        self.act(file, answer).await;
    }
}

/// What a person would read on a paper, without the blanks between.
pub fn text(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("paper.pdf");
    std::fs::write(&path, pdf).expect("the paper");
    let read = Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(&path).arg("-").output().expect("pdftotext");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    String::from_utf8_lossy(&read.stdout).split_whitespace().collect()
}

/// A desk's folder, copied as a backup or a thief would.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
