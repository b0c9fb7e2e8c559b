//! How long from the start of the program until its window can be used, beside a window with nothing in it.
//!
//! Seen from outside, the same way for both: the display's memory is sampled all the time; the window is usable from the
//! first sample that looks as the page looks once it rests. The programs are in the disk cache.

use crate::display::Virtual;
use crate::{Outcome, tree};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 5;
/// The window may take so many times as long as the empty one.
const TARGET: f64 = 1.5;

/// Measures both, turn by turn, and prints the medians.
pub fn measure() -> Outcome {
    let release = tree::target().join("release");
    let home = tree::target().join("xtask").join("bench-home");
    let _ = std::fs::remove_dir_all(&home);
    std::fs::create_dir_all(&home).map_err(|error| format!("{}：{error}", home.display()))?;
    let (desk, empty) = (release.join("greenlane"), release.join("examples").join("empty_window"));
    // The first start of each is not counted: it fills the disk cache and the web engine's own folders.
    let (mut desk_times, mut empty_times) = (Vec::new(), Vec::new());
    for run in 0..=RUNS {
        for (program, times) in [(&empty, &mut empty_times), (&desk, &mut desk_times)] {
            let time = start(program, &home)?;
            if run > 0 {
                times.push(time);
            }
        }
    }
    let (desk, empty) = (median(desk_times), median(empty_times));
    let ratio = desk.as_secs_f64() / empty.as_secs_f64();
    println!("冷启动至可用（{RUNS} 次的中位数）");
    println!("  工作台      {:>6} ms", desk.as_millis());
    println!("  空窗口      {:>6} ms  （下限）", empty.as_millis());
    println!("  倍数        {ratio:>6.2}     （目标 ≤ {TARGET}，{}）", if ratio <= TARGET { "达到" } else { "未达到" });
    Ok(())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn start(program: &Path, home: &Path) -> Result<Duration, String> {
    let screen = Virtual::start("1440x900")?;
    let mut command = Command::new(program);
    command.env("GREENLANE_HOME", home).current_dir(tree::root()).stdout(Stdio::null()).stderr(Stdio::null());
    let began = Instant::now();
    let mut window =
        screen.show(&mut command).spawn().map_err(|error| format!("无法启动 {}：{error}", program.display()))?;
    let usable = until_it_rests(screen.memory(), began);
    let _ = window.kill();
    let _ = window.wait();
    usable.map_err(|reason| format!("{}：{reason}", program.display()))
}

/// Samples the display until it has not changed for a while; the moment since which it looked as it does now.
fn until_it_rests(memory: &Path, began: Instant) -> Result<Duration, String> {
    const REST: Duration = Duration::from_secs(2);
    const PATIENCE: Duration = Duration::from_secs(60);
    const BETWEEN: Duration = Duration::from_millis(5);
    let nothing = sample(memory)?;
    let mut seen: Vec<(Duration, Vec<u32>)> = Vec::new();
    let mut changed = began;
    while began.elapsed() < PATIENCE {
        let now = sample(memory)?;
        let last = seen.last().map_or(&nothing, |(_, last)| last);
        if !alike(last, &now) {
            changed = Instant::now();
            seen.push((began.elapsed(), now));
        }
        if changed.elapsed() > REST && !seen.is_empty() {
            return Ok(seen.last().map(|(at, _)| *at).unwrap_or_default());
        }
        std::thread::sleep(BETWEEN);
    }
    Err("窗口一直没有静止".to_owned())
}

/// Every sixteenth point of the display.
fn sample(memory: &Path) -> Result<Vec<u32>, String> {
    const STEP: usize = 64;
    let bytes = std::fs::read(memory).map_err(|error| format!("{}：{error}", memory.display()))?;
    let points = bytes.chunks_exact(STEP).filter_map(|chunk| chunk.first_chunk::<4>());
    Ok(points.map(|point| u32::from_ne_bytes(*point)).collect())
}

/// Whether two samples show the same: a blinking caret makes no difference.
fn alike(a: &[u32], b: &[u32]) -> bool {
    const CARET: usize = 20;
    a.len() == b.len() && a.iter().zip(b).filter(|(a, b)| a != b).count() <= CARET
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blinking_caret_is_no_change_and_a_page_is() {
        let rest = vec![7; 1000];
        let mut caret = rest.clone();
        caret[3] = 0;
        let mut page = rest.clone();
        page[100..200].fill(0);
        assert!(alike(&rest, &caret) && !alike(&rest, &page));
    }
}
