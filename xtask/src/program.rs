//! Other programs: found, started, read.

use crate::{Outcome, tree};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Where a program is, if it is on the path or among the tree's own tools.
pub fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&path)
        .chain([tree::tools().join("bin"), PathBuf::from("/usr/sbin"), PathBuf::from("/sbin")])
        .map(|folder| folder.join(&file))
        .find(|candidate| candidate.is_file())
}

/// The command for a program, in the root of the tree. On Windows npm is a script and needs its shell.
pub fn command(name: &str, words: &[&str]) -> Command {
    let mut command = if cfg!(windows) && name == "npm" {
        let mut shell = Command::new("cmd");
        shell.args(["/C", name]);
        shell
    } else {
        Command::new(find(name).unwrap_or_else(|| PathBuf::from(name)))
    };
    command.args(words).current_dir(tree::root());
    command
}

/// Cargo as it runs this task.
pub fn cargo(words: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(words).current_dir(tree::root());
    // Set by the cargo that runs this task; they would name this package to the one started here.
    for name in ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PKG_NAME"] {
        command.env_remove(name);
    }
    command
}

/// What is tested but not part of every build.
pub const FEATURES: &str = "greenlane-server/s3";

/// Builds some of the programs, with the features that everything is tested with: what the tests have built serves again.
pub fn build(programs: &[&str]) -> Outcome {
    let mut command = cargo(&["build", "--workspace", "--features", FEATURES]);
    command.args(programs.iter().flat_map(|name| ["--bin", name]));
    run(command)
}

/// A program that [`build`] built.
pub fn built(name: &str) -> Command {
    Command::new(tree::target().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

/// Runs to the end, its output shown as it comes.
pub fn run(mut command: Command) -> Outcome {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("未成功（{status}）：{}", line_of(&command))),
        Err(error) => Err(format!("无法启动 {}：{error}", line_of(&command))),
    }
}

/// Runs to the end, shows the output as it comes and keeps its lines. The flag says whether it succeeded.
pub fn run_and_read(mut command: Command) -> Result<(bool, Vec<String>), String> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("无法启动 {}：{error}", line_of(&command)))?;
    let errors = child.stderr.take();
    let reader = std::thread::spawn(move || errors.map(|pipe| show_and_keep(pipe, true)).unwrap_or_default());
    let mut lines = child.stdout.take().map(|pipe| show_and_keep(pipe, false)).unwrap_or_default();
    lines.extend(reader.join().unwrap_or_default());
    let status = child.wait().map_err(|error| format!("{}：{error}", line_of(&command)))?;
    Ok((status.success(), lines))
}

/// The first line a program prints, or nothing when it cannot be run.
pub fn first_line(mut command: Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    String::from_utf8_lossy(&output.stdout).lines().next().map(str::to_owned)
}

fn show_and_keep(pipe: impl std::io::Read, to_stderr: bool) -> Vec<String> {
    let mut kept = Vec::new();
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        if to_stderr {
            eprintln!("{text}");
        } else {
            println!("{text}");
        }
        kept.push(without_colour(&text));
        line.clear();
    }
    kept
}

fn without_colour(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter == '\u{1b}' {
            letters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(letter);
        }
    }
    plain
}

fn line_of(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}
