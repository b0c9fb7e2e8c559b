//! A real browser with nothing of its owner's in it, driven as a person drives it.

#[path = "../../../../tests/support/webdriver.rs"]
mod webdriver;

use base64::Engine;
use serde_json::{Value, json};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use webdriver::Session;

const PATIENCE: Duration = Duration::from_secs(30);

/// Chromium, gone when dropped.
pub struct Browser {
    session: Session,
    driver: Child,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Opens one; `words` are added to its command line.
    pub fn open(words: &[String]) -> Self {
        let profile = tempfile::tempdir().expect("a folder");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|one| one.local_addr()).expect("a port").port();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver; on Debian: apt install chromium chromium-driver");
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(began.elapsed() < PATIENCE, "chromedriver does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
        // It asks nobody anything and remembers nothing.
        let quiet = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ];
        let own = format!("--user-data-dir={}", profile.path().display());
        let words: Vec<String> =
            quiet.iter().map(|word| (*word).to_owned()).chain([own]).chain(words.iter().cloned()).collect();
        let wish = json!({ "browserName": "chrome", "goog:chromeOptions": { "args": words } });
        let session = Session::open(&format!("http://127.0.0.1:{port}"), &wish);
        Self { session, driver, _profile: profile }
    }

    /// Opens a file as a person opens it: from its folder.
    pub fn visit(&self, file: &Path) {
        self.session.post("/url", &json!({ "url": format!("file://{}", file.display()) })).expect("the page opens");
    }

    pub fn script(&self, body: &str, values: &[Value]) -> Value {
        self.session.script(body, values).expect("the script runs")
    }

    pub fn click(&self, css: &str) {
        let element = self.session.find(css).unwrap_or_else(|| panic!("no {css}"));
        self.session.post(&format!("/element/{element}/click"), &json!({})).expect("it can be clicked");
    }

    /// Types into a field, or names a file to one that takes files.
    pub fn type_into(&self, css: &str, text: &str) {
        let element = self.session.find(css).unwrap_or_else(|| panic!("no {css}"));
        self.session.post(&format!("/element/{element}/value"), &json!({ "text": text })).expect("it takes text");
    }

    /// Waits until a script answers something else than nothing.
    #[track_caller]
    pub fn until(&self, otherwise: &str, body: &str) -> Value {
        let began = Instant::now();
        loop {
            let answer = self.script(body, &[]);
            if !answer.is_null() {
                return answer;
            }
            let page = || self.script("return document.body.innerText", &[]);
            assert!(began.elapsed() < PATIENCE, "{otherwise}: {}", page());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// A device of a width, light or dark, as pages see it.
    pub fn pretend(&self, width: u32, height: u32, scheme: &str) {
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.speak("Emulation.setDeviceMetricsOverride", &screen);
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.speak("Emulation.setEmulatedMedia", &media);
    }

    /// What the driver of this browser alone understands.
    fn speak(&self, command: &str, values: &Value) {
        self.session.post("/goog/cdp/execute", &json!({ "cmd": command, "params": values })).expect(command);
    }

    /// Saves a picture below `shots/` of the tree.
    pub fn picture(&self, name: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shots");
        let encoded = self.session.get("/screenshot").expect("a picture");
        let bytes = base64::engine::general_purpose::STANDARD.decode(encoded.as_str().expect("base64"));
        std::fs::create_dir_all(&folder).expect("shots/ can be made");
        let file = folder.join(format!("{name}.png"));
        std::fs::write(&file, bytes.expect("base64")).expect("saved");
        file
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.session.close();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
