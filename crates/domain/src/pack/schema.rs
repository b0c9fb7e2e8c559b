//! The JSON schemas by which an editor helps to write a pack.

use super::{Pack, Scenario};
use serde_json::{Value, json};

/// The schema of a pack's file: any of the sections, in any file.
#[must_use]
pub fn pack_schema() -> Value {
    let mut schema = schemars::schema_for!(Pack).to_value();
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("title".to_owned(), json!("greenlane policy pack"));
        // A file holds some of the sections; the reader sees to it that the pack is whole.
        schema.remove("required");
    }
    // A material line takes from its paper what it does not say; a line must always say which paper, how sure and why.
    if let Some(material) = schema.pointer_mut("/$defs/MaterialSpec/required") {
        *material = json!(["key", "required", "status", "article"]);
    }
    schema
}

/// The schema of a scenario's file.
#[must_use]
pub fn scenario_schema() -> Value {
    let mut schema = schemars::schema_for!(Scenario).to_value();
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("title".to_owned(), json!("greenlane scenario"));
    }
    schema
}
