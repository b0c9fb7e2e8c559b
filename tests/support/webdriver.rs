//! The few sentences of the WebDriver protocol that the stories need.

use serde_json::{Value, json};
use std::time::Duration;

/// The name under which the protocol hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// One open session.
pub struct Session {
    agent: ureq::Agent,
    base: String,
}

impl Session {
    /// Starts what the driver drives, as `wish` says, and connects to its page.
    pub fn open(address: &str, wish: &Value) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(90)))
            .build()
            .new_agent();
        let mut session = Self { agent, base: format!("{address}/session") };
        let opened =
            session.post("", &json!({ "capabilities": { "alwaysMatch": wish } })).expect("it opens under the driver");
        let id = opened.get("sessionId").and_then(Value::as_str).expect("a session id");
        session.base = format!("{address}/session/{id}");
        session
    }

    /// Sends a command; the driver's own words are the error.
    pub fn post(&self, path: &str, body: &Value) -> Result<Value, String> {
        let request = self.agent.post(format!("{}{path}", self.base)).header("content-type", "application/json");
        let answer = request.send(body.to_string()).map_err(|error| error.to_string())?;
        value(answer)
    }

    /// Asks for something.
    pub fn get(&self, path: &str) -> Result<Value, String> {
        value(self.agent.get(format!("{}{path}", self.base)).call().map_err(|error| error.to_string())?)
    }

    /// Runs a function body in the page; `arguments[0]` and on are the values given.
    pub fn script(&self, body: &str, values: &[Value]) -> Result<Value, String> {
        self.post("/execute/sync", &json!({ "script": body, "args": values }))
    }

    /// The element now, if there is one.
    pub fn find(&self, css: &str) -> Option<String> {
        let found = self.post("/element", &json!({ "using": "css selector", "value": css })).ok()?;
        found.get(ELEMENT).and_then(Value::as_str).map(str::to_owned)
    }

    /// Ends the session and with it the application.
    pub fn close(&self) {
        let _ = self.agent.delete(&self.base).call();
    }
}

fn value(mut answer: ureq::http::Response<ureq::Body>) -> Result<Value, String> {
    let good = answer.status().is_success();
    // A picture of a large window is several megabytes.
    let read = answer.body_mut().with_config().limit(64 << 20).read_to_string();
    let body: Value = serde_json::from_str(&read.map_err(|error| error.to_string())?).map_err(|e| e.to_string())?;
    let value = body.get("value").cloned().unwrap_or(Value::Null);
    if good { Ok(value) } else { Err(value.to_string()) }
}
