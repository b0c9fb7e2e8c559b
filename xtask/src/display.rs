//! A display: the machine's own, or a virtual one with pictures taken of it.

use crate::{program, tree};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Whether a window can be shown to a person here.
pub fn present() -> bool {
    !cfg!(target_os = "linux") || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some())
}

/// A virtual display, gone when dropped.
pub struct Virtual {
    server: Child,
    name: String,
    memory: PathBuf,
}

impl Virtual {
    /// Starts one of a size, e.g. `1440x900`; the server chooses a free number.
    pub fn start(size: &str) -> Result<Self, String> {
        let folder = tree::target().join("xtask").join(format!("display-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|error| format!("无法建立文件夹 {}：{error}", folder.display()))?;
        let screen = format!("{size}x24");
        let words = ["-displayfd", "1", "-screen", "0", &screen, "-nolisten", "tcp", "-noreset", "-fbdir"];
        let mut command = program::command("Xvfb", &words);
        command.arg(&folder).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = command.spawn().map_err(|error| format!("无法启动虚拟显示 Xvfb：{error}"))?;
        let mut number = String::new();
        if let Some(pipe) = server.stdout.take() {
            let _ = BufReader::new(pipe).read_line(&mut number);
        }
        let number = number.trim();
        if number.is_empty() {
            let _ = server.kill();
            return Err("虚拟显示 Xvfb 没有启动。".to_owned());
        }
        Ok(Self { server, name: format!(":{number}"), memory: folder.join("Xvfb_screen0") })
    }

    /// Sends a program's windows here, drawn without a graphics card.
    pub fn show<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("DISPLAY", &self.name)
            .env("GDK_BACKEND", "x11")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env_remove("WAYLAND_DISPLAY")
    }

    /// The file in which the display's picture can be read at any moment.
    pub fn memory(&self) -> &Path {
        &self.memory
    }

    /// Waits until something is drawn and stays as it is, then saves the picture.
    pub fn picture(&self, to: &Path, patience: Duration) -> Result<(), String> {
        const PAUSE: Duration = Duration::from_millis(700);
        // An empty display has one colour, an empty window a few; a drawn page has many shades of its letters.
        const COLOURS_OF_A_PAGE: usize = 40;
        let began = Instant::now();
        let mut before = Vec::new();
        while began.elapsed() < patience {
            std::thread::sleep(PAUSE);
            program::run(self.tool("import", &["-window", "root", &to.to_string_lossy()]))?;
            let now = std::fs::read(to).map_err(|error| format!("无法读取 {}：{error}", to.display()))?;
            let colours = program::first_line(self.tool("identify", &["-format", "%k", &to.to_string_lossy()]));
            let drawn = colours.and_then(|count| count.trim().parse::<usize>().ok()).unwrap_or(0) >= COLOURS_OF_A_PAGE;
            if drawn && now.len() == before.len() {
                return Ok(());
            }
            before = now;
        }
        Err(format!("等了 {} 秒，窗口还没有显示内容；最后的画面在 {}", patience.as_secs(), to.display()))
    }

    fn tool(&self, name: &str, words: &[&str]) -> Command {
        let mut command = program::command(name, words);
        command.env("DISPLAY", &self.name);
        command
    }
}

impl Drop for Virtual {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
        if let Some(folder) = self.memory.parent() {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}
