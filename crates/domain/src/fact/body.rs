use super::{Content, Fact};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

impl Fact {
    /// Reads the body as one of a file kind's facts; `None` for a kind or version the reader does not know.
    #[must_use]
    pub fn body<T: DeserializeOwned>(&self, version: u32) -> Option<T> {
        let Content { kind, body, version: written, .. } = &self.content;
        (*written == version)
            .then(|| serde_json::from_value(serde_json::json!({ "kind": kind, "body": body })).ok())
            .flatten()
    }
}

/// The kind's word and the body of a fact enum that is tagged `kind`/`body`.
///
/// # Errors
/// When it cannot be written as JSON (the enums of this crate always can).
pub fn parts<T: Serialize>(fact: &T) -> Result<(String, serde_json::Value), serde_json::Error> {
    let mut whole = serde_json::to_value(fact)?;
    let kind = whole.get("kind").and_then(|kind| kind.as_str()).unwrap_or_default().to_owned();
    let body = whole.get_mut("body").map(serde_json::Value::take).unwrap_or_default();
    Ok((kind, body))
}

/// A record with some fields replaced; a value that does not fit its field is left out, the rest still count.
pub(crate) fn replaced<T>(record: &T, fields: &BTreeMap<String, serde_json::Value>) -> T
where
    T: Serialize + DeserializeOwned + Clone,
{
    let mut now = record.clone();
    for (field, value) in fields {
        let Ok(serde_json::Value::Object(mut object)) = serde_json::to_value(&now) else { continue };
        if object.contains_key(field) {
            object.insert(field.clone(), value.clone());
            if let Ok(changed) = serde_json::from_value(serde_json::Value::Object(object)) {
                now = changed;
            }
        }
    }
    now
}
