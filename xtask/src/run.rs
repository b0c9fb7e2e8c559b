//! `cargo xtask run`: all set-up, then the desk.

use crate::{Outcome, display, program, setup, tree};
use std::process::Command;
use std::time::Duration;

/// Builds and opens the desk; with no display, opens it on a virtual one and saves a picture.
pub fn run(words: &[String]) -> Outcome {
    setup::prepare(setup::For::Running)?;
    println!("构建工作台");
    // The centre's program beside it: a desk that is the office's host starts it.
    program::build(&["greenlane", "greenlane-centre"])?;
    let mut desk = program::built("greenlane");
    desk.args(words).current_dir(tree::root());
    if display::present() {
        return program::run(desk);
    }
    picture_of(desk)
}

fn picture_of(mut desk: Command) -> Outcome {
    const PATIENCE: Duration = Duration::from_secs(60);
    println!("没有显示器：在虚拟显示上打开");
    let folder = tree::root().join("shots");
    std::fs::create_dir_all(&folder).map_err(|error| format!("无法建立文件夹 {}：{error}", folder.display()))?;
    let picture = folder.join("run.png");
    let screen = display::Virtual::start("1440x900")?;
    let mut window = screen.show(&mut desk).spawn().map_err(|error| format!("无法启动工作台：{error}"))?;
    let outcome = screen.picture(&picture, PATIENCE);
    let ended = window.try_wait().ok().flatten();
    let _ = window.kill();
    let _ = window.wait();
    if let Some(status) = ended {
        return Err(format!("工作台自己退出了（{status}）。"));
    }
    outcome?;
    println!("已打开，画面保存在 {}", picture.display());
    Ok(())
}
