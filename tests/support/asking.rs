//! What the page asks the desk, asked from within the page: to read back what a story did.

use super::Window;
use base64::Engine;
use serde_json::{Value, json};

impl Window {
    /// The desk's answer to a question or a wish.
    #[track_caller]
    pub fn ask(&self, request: &Value) -> Value {
        let send = "window.__answer = undefined;
            window.__TAURI_INTERNALS__.invoke('ask', { request: arguments[0] })
                .then(answer => window.__answer = { answer }, problem => window.__answer = { problem })";
        self.script(send, std::slice::from_ref(request));
        let answer = self.until("no answer", || {
            let answer = self.script("return window.__answer ?? null", &[]);
            (!answer.is_null()).then_some(answer)
        });
        assert!(answer.get("problem").is_none(), "{answer}");
        answer["answer"].clone()
    }

    /// The bytes of a paper.
    #[track_caller]
    pub fn paper(&self, sha256: &str) -> Vec<u8> {
        let encoded = self.ask(&json!({ "ask": "paper_bytes", "sha256": sha256 }));
        base64::engine::general_purpose::STANDARD.decode(encoded.as_str().expect("base64")).expect("base64")
    }
}
