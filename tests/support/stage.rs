//! A virtual display and the driver on it. Both end with the story, however it ends.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The display and the driver of one window.
pub struct Stage {
    driver: Child,
    /// Where the driver listens.
    pub address: String,
    // Ends after the driver.
    _display: Display,
}

impl Stage {
    /// Sets one up for an application that keeps its data in `home`.
    pub fn set(home: &Path) -> Self {
        // Always a virtual display, so that a story looks the same on every machine and disturbs nobody's screen.
        let display = Display::start();
        let (port, native) = (free_port(), free_port());
        let mut driver = Command::new(driver_program());
        driver
            .args(["--port", &port.to_string(), "--native-port", &native.to_string()])
            // The driver hands its surroundings on to the application.
            .env("GREENLANE_HOME", home)
            .env("XDG_DATA_HOME", home.join("settings"))
            .env("XDG_CONFIG_HOME", home.join("settings"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("DISPLAY", &display.name)
            .env("GDK_BACKEND", "x11")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("NO_AT_BRIDGE", "1")
            .env_remove("WAYLAND_DISPLAY")
            .stdout(Stdio::null());
        let driver = driver.spawn().expect("tauri-driver starts");
        let stage = Self { driver, address: format!("http://127.0.0.1:{port}"), _display: display };
        for port in [port, native] {
            wait_for_listener(port);
        }
        stage
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // Asked politely, tauri-driver takes the native driver with it; killed, it would leave it behind.
        let _ = Command::new("kill").arg(self.driver.id().to_string()).status();
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(5) && matches!(self.driver.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

struct Display {
    server: Child,
    name: String,
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Display {
    fn start() -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "2800x1800x24", "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("package xvfb is installed");
        let said = server.stdout.take().expect("its output is piped");
        let mut display = Self { server, name: String::new() };
        let mut number = String::new();
        BufReader::new(said).read_line(&mut number).expect("a display number");
        assert!(!number.trim().is_empty(), "Xvfb found no free display");
        display.name = format!(":{}", number.trim());
        display
    }
}

fn driver_program() -> PathBuf {
    let target = Path::new(env!("CARGO_BIN_EXE_greenlane")).ancestors().nth(2).expect("the program is in target/debug");
    let own = target.join("tools/bin/tauri-driver");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places = std::env::split_paths(&path).map(|folder| folder.join("tauri-driver")).chain([own]);
    places.find(|place| place.is_file()).expect("tauri-driver is missing: run `cargo xtask test`, which installs it")
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}

fn wait_for_listener(port: u16) {
    let began = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(began.elapsed() < Duration::from_secs(20), "no driver on port {port}: is webkit2gtk-driver installed?");
        std::thread::sleep(Duration::from_millis(20));
    }
}
