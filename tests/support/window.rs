//! The real window, as a person uses it: what is on the page, keys, clicks and pictures.
//!
//! Pages mark what can be done with `data-act` and what can be filled in with `data-field`; stories name only these.

use super::stage::Stage;
use super::webdriver::Session;
use base64::Engine;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long a page may take to show what a story waits for. A machine under load is slow, not wrong.
const PATIENCE: Duration = Duration::from_secs(30);

/// An open window of the application.
pub struct Window {
    session: Session,
    // Ends after the session.
    _stage: Stage,
}

impl Window {
    /// Opens the application on the data in a folder.
    pub fn open(home: &Path) -> Self {
        Self::open_with(home, &[])
    }

    /// Opens it with arguments on its command line.
    pub fn open_with(home: &Path, arguments: &[&str]) -> Self {
        let stage = Stage::set(home);
        let options = json!({ "application": env!("CARGO_BIN_EXE_greenlane"), "args": arguments });
        let session = Session::open(&stage.address, &json!({ "browserName": "wry", "tauri:options": options }));
        let window = Self { session, _stage: stage };
        window.listen_for_problems();
        window
    }

    /// Waits until the page holds an element.
    #[track_caller]
    pub fn wait_for(&self, css: &str) -> String {
        self.until(&format!("no {css}"), || self.session.find(css))
    }

    /// Waits until the page shows a text.
    #[track_caller]
    pub fn wait_for_text(&self, text: &str) {
        self.until(&format!("no text “{text}”"), || self.text().contains(text).then_some(()));
    }

    /// Waits until something is so; panics with the page's text when it does not become so.
    #[track_caller]
    pub fn until<T>(&self, otherwise: &str, mut look: impl FnMut() -> Option<T>) -> T {
        let began = Instant::now();
        loop {
            if let Some(seen) = look() {
                return seen;
            }
            if began.elapsed() > PATIENCE {
                let picture = self.picture("failed");
                let problems = self.problems().join("\n");
                panic!("{otherwise}; picture {}; problems: {problems}\npage:\n{}", picture.display(), self.text());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Does an act of the page by clicking it, once it is allowed.
    #[track_caller]
    pub fn act(&self, name: &str) {
        let element = self.wait_for(&format!("[data-act=\"{name}\"]:not([disabled])"));
        self.until(&format!("cannot click {name}"), || {
            self.session.post(&format!("/element/{element}/click"), &json!({})).ok()
        });
    }

    /// Puts the focus into a field.
    #[track_caller]
    pub fn enter(&self, field: &str) {
        let selector = format!("[data-field=\"{field}\"]");
        self.wait_for(&selector);
        let focus = "const found = document.querySelector(arguments[0]);
            const input = found.matches('input, textarea, select, [contenteditable]') ? found
                : found.querySelector('input, textarea, select, [contenteditable]') ?? found;
            input.focus(); input.select?.(); return document.activeElement === input";
        self.until(&format!("cannot enter {field}"), || {
            self.session.script(focus, &[json!(selector)]).ok().filter(|done| *done == json!(true))
        });
    }

    /// Types into a field, replacing what it holds.
    #[track_caller]
    pub fn fill(&self, field: &str, text: &str) {
        self.enter(field);
        self.type_keys(text);
    }

    /// Types where the focus is, key by key.
    #[track_caller]
    pub fn type_keys(&self, text: &str) {
        let strokes = text.chars().flat_map(|key| [down(key), up(key)]).collect();
        self.keys(strokes);
    }

    /// Presses one key, held together with others: `Enter`, `Ctrl+Enter`, `Shift+Tab`.
    #[track_caller]
    pub fn press(&self, chord: &str) {
        let keys: Vec<char> = chord.split('+').map(key).collect();
        self.keys(keys.iter().map(|key| down(*key)).chain(keys.iter().rev().map(|key| up(*key))).collect());
    }

    #[track_caller]
    fn keys(&self, strokes: Vec<Value>) {
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        self.session.post("/actions", &json!({ "actions": [keyboard] })).expect("the keys are typed");
    }

    /// Everything the page shows as text.
    pub fn text(&self) -> String {
        let text = self.session.script("return document.body.innerText", &[]);
        text.ok().and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Runs a function body in the page.
    #[track_caller]
    pub fn script(&self, body: &str, values: &[Value]) -> Value {
        self.session.script(body, values).expect("the script runs")
    }

    /// Makes the window a size.
    #[track_caller]
    pub fn size(&self, width: u32, height: u32) {
        let rect = json!({ "x": 0, "y": 0, "width": width, "height": height });
        self.session.post("/window/rect", &rect).expect("the window takes a size");
        self.until("the window keeps its size", || {
            let inner = self.session.script("return innerWidth", &[]).ok()?.as_u64()?;
            (inner.abs_diff(u64::from(width)) <= 60).then_some(())
        });
    }

    /// Saves a picture of the window below `shots/` and says where.
    pub fn picture(&self, name: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("shots");
        let file = folder.join(format!("{name}.png"));
        // The driver waits for the next frame; on a page at rest none would come.
        let stir = "document.body.style.opacity = '0.999'; setTimeout(() => document.body.style.opacity = '', 150)";
        let _ = self.session.script(stir, &[]);
        let encoded = self.session.get("/screenshot").unwrap_or_default();
        let bytes = base64::engine::general_purpose::STANDARD.decode(encoded.as_str().unwrap_or_default());
        std::fs::create_dir_all(&folder).expect("shots/ can be made");
        std::fs::write(&file, bytes.unwrap_or_default()).expect("the picture is saved");
        file
    }

    /// What the page complained about since it was opened or last loaded: errors, refused promises, `console.error`.
    /// The driver keeps no console; this listens from the page's side, so what went wrong before it listened is not in it.
    pub fn problems(&self) -> Vec<String> {
        self.listen_for_problems();
        let said = self.session.script("return window.__problems ?? []", &[]).unwrap_or_default();
        said.as_array().into_iter().flatten().filter_map(|line| line.as_str().map(str::to_owned)).collect()
    }

    fn listen_for_problems(&self) {
        let listen = "if (window.__problems) return;
            const problems = window.__problems = [];
            addEventListener('error', event => problems.push(String(event.message)));
            addEventListener('unhandledrejection', event => problems.push(String(event.reason)));
            const said = console.error;
            console.error = (...words) => { problems.push(words.map(String).join(' ')); said(...words) };";
        let _ = self.session.script(listen, &[]);
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        self.session.close();
    }
}

fn down(key: char) -> Value {
    json!({ "type": "keyDown", "value": key.to_string() })
}
fn up(key: char) -> Value {
    json!({ "type": "keyUp", "value": key.to_string() })
}

/// The protocol's character for a named key.
fn key(name: &str) -> char {
    match name {
        "Backspace" => '\u{e003}',
        "Tab" => '\u{e004}',
        "Enter" => '\u{e006}',
        "Shift" => '\u{e008}',
        "Ctrl" => '\u{e009}',
        "Alt" => '\u{e00a}',
        "Escape" => '\u{e00c}',
        "Space" => ' ',
        "End" => '\u{e010}',
        "Home" => '\u{e011}',
        "Left" => '\u{e012}',
        "Up" => '\u{e013}',
        "Right" => '\u{e014}',
        "Down" => '\u{e015}',
        "Delete" => '\u{e017}',
        other => other.chars().next().expect("a key has a name"),
    }
}
