//! `kill -9` at random moments: every act that was confirmed is there afterwards, and the database is whole.
//!
//! The test starts its own program again as a desk that writes and prints each confirmed fact, and kills it.
#![allow(missing_docs, clippy::unwrap_used)]

#[allow(dead_code)]
mod desk;

use desk::{Computer, author, file, said};
use greenlane_store::Store;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const KILLS: u32 = 24;

fn options(folder: &std::path::Path) -> greenlane_store::Options {
    greenlane_store::Options { witness: Some(folder.join("state")), ..Computer::new().options() }
}

/// The desk of the test below, in a process of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a part of the test of kills, which starts it and kills it"]
async fn desk_that_writes_until_it_is_killed() {
    let folder = std::path::PathBuf::from(std::env::var_os("GREENLANE_KILLED_FOLDER").expect("the folder to write in"));
    let store = Store::open(&folder.join("desk"), &desk::person(), desk::PASSWORD, options(&folder)).await.unwrap();
    assert_eq!(store.opened().new_epoch, None, "a kill is not a copy");
    let out = std::io::stdout();
    for round in 0_u64.. {
        let target = file(&format!("{}", round % 5));
        let mut act = store.act(author()).await.unwrap();
        let heads = act.history(&target).await.unwrap().heads().to_vec();
        let number = act.take_number("case").await.unwrap().number;
        let long = "长".repeat((round as usize * 37) % 3000);
        act.append(&target, &heads, vec![said(&format!("{number}")), said(&long)]).await.unwrap();
        if round % 7 == 0 {
            act.put_content(vec![round as u8; 600_000], "image/png", "扫描").await.unwrap();
        }
        let facts = act.confirm().await.unwrap();
        let mut out = out.lock();
        for fact in facts {
            writeln!(out, "confirmed {} {number}", fact.id).unwrap();
        }
        out.flush().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_confirmed_act_survives_being_killed() {
    let computer = Computer::new();
    let folder = computer.folder.path().to_owned();
    let (store, _) = Store::create(&folder.join("desk"), desk::wang(), desk::PASSWORD, options(&folder)).await.unwrap();
    store.add_numbers("case", 1, 1_000_000, "").await.unwrap();
    store.close().await;
    drop(store);
    let mut confirmed: Vec<(String, u64)> = Vec::new();
    let mut spread = 0x2545_f491_u32;
    for kill in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "desk_that_writes_until_it_is_killed", "--ignored", "--nocapture"])
            .env("GREENLANE_KILLED_FOLDER", &folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = child.stdout.take().unwrap();
        let reader = std::thread::spawn(move || {
            let mut lines = Vec::new();
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let Some((id, number)) = line.strip_prefix("confirmed ").and_then(|said| said.split_once(' ')) else {
                    continue;
                };
                lines.push((id.to_owned(), number.parse::<u64>().unwrap()));
            }
            lines
        });
        // From before it has opened to well into its work.
        spread = spread.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let wait = Duration::from_micros(u64::from(spread % 400_000) + u64::from(kill) * 4_000);
        let begun = Instant::now();
        while begun.elapsed() < wait {
            std::thread::sleep(Duration::from_micros(200));
        }
        child.kill().unwrap();
        let status = child.wait().unwrap();
        assert_eq!(status.code(), None, "it was killed, it did not stop by itself: {status}");
        confirmed.extend(reader.join().unwrap());
    }
    let store = Store::open(&folder.join("desk"), &desk::person(), desk::PASSWORD, options(&folder)).await.unwrap();
    assert_eq!(store.opened().new_epoch, None);
    let mut here = std::collections::HashSet::new();
    for kept in store.all_files().await.unwrap() {
        for fact in store.facts_of(&kept).await.unwrap() {
            here.insert(fact.id.to_string());
        }
    }
    for (id, _) in &confirmed {
        assert!(here.contains(id), "{id} was confirmed and is lost");
    }
    let mut numbers: Vec<u64> = confirmed.iter().map(|(_, number)| *number).collect();
    numbers.dedup();
    let given = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), given, "a number was given twice");
    let found = store.verify().await.unwrap();
    assert_eq!(found.problems, []);
    assert!(confirmed.len() > 100, "only {} facts were written", confirmed.len());
    println!("{KILLS} kills, {} facts confirmed, {} in the log", confirmed.len(), found.facts);
}
