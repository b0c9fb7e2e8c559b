//! A program that is measured: it says `ready` in a line of JSON, waits for a line, works, and says what it used.

use serde_json::Value;
use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdout, Command, Stdio};

/// One of them. Killed when dropped.
pub struct Peer {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Peer {
    /// Starts it and waits until it is ready; answers what it said with it.
    pub fn start(mut command: Command) -> Result<(Self, Value), String> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command
            .spawn()
            .map_err(|error| format!("无法启动 {}：{error}", command.get_program().to_string_lossy()))?;
        let out = child.stdout.take().ok_or("程序没有输出")?;
        let mut peer = Self { child, lines: BufReader::new(out).lines() };
        let ready = peer.said()?;
        Ok((peer, ready))
    }
    /// The next line of JSON that it says.
    pub fn said(&mut self) -> Result<Value, String> {
        for line in self.lines.by_ref() {
            let line = line.map_err(|error| error.to_string())?;
            if let Ok(value) = serde_json::from_str::<Value>(&line)
                && value.is_object()
            {
                return Ok(value);
            }
        }
        Err("被测程序提前结束，原因见上".to_owned())
    }
    /// Tells it to go on.
    pub fn go(&mut self) -> Result<(), String> {
        let told = self.child.stdin.as_mut().map(|to| to.write_all(b"go\n").and_then(|()| to.flush()));
        told.transpose().map(|_| ()).map_err(|error| error.to_string())
    }
    /// Processor time so far, in milliseconds.
    pub fn cpu_ms(&self) -> u64 {
        cpu_ms(self.child.id())
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Processor time of a process, in hundredths of a second made milliseconds.
pub fn cpu_ms(process: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let after = stat.rsplit_once(')').map(|(_, rest)| rest.to_owned()).unwrap_or_default();
    after.split_whitespace().skip(11).take(2).filter_map(|text| text.parse::<u64>().ok()).sum::<u64>() * 10
}
