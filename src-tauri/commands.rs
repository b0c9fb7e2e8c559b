//! The one command of the pages.

use greenlane_desk::{Desk, Problem};
use serde_json::Value;
use tauri::State;

/// Asks the desk for something: `{ "ask": "workbench" }`. Answers JSON, or a problem in words.
#[tauri::command]
pub async fn ask(desk: State<'_, Desk>, request: Value) -> Result<Value, Problem> {
    desk.ask_json(request).await
}
