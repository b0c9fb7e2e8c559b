use super::{Content, Fact};
use serde::Serialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess};
use serde_json::Value;
use std::collections::BTreeMap;

impl Fact {
    /// Reads the body as one of a file kind's facts; `None` for a kind or version the reader does not know.
    #[must_use]
    pub fn body<T: DeserializeOwned>(&self, version: u32) -> Option<T> {
        let Content { kind, body, version: written, .. } = &self.content;
        (*written == version)
            .then(|| T::deserialize(MapAccessDeserializer::new(Tagged::new(kind, body))).ok())
            .flatten()
    }
}

/// `{ "kind": …, "body": … }` without copying the body: folds read every fact of a file.
struct Tagged<'a> {
    kind: &'a str,
    body: &'a Value,
    given: usize,
}

impl<'a> Tagged<'a> {
    const KEYS: [&'static str; 2] = ["kind", "body"];

    fn new(kind: &'a str, body: &'a Value) -> Self {
        Self { kind, body, given: 0 }
    }
}

impl<'de> MapAccess<'de> for Tagged<'de> {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Self::Error> {
        let key = Self::KEYS.get(self.given);
        key.map(|key| seed.deserialize((*key).into_deserializer())).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Self::Error> {
        self.given += 1;
        if self.given == 1 { seed.deserialize(self.kind.into_deserializer()) } else { seed.deserialize(self.body) }
    }
}

/// The kind's word and the body of a fact enum that is tagged `kind`/`body`.
///
/// # Errors
/// When it cannot be written as JSON (the enums of this crate always can).
pub fn parts<T: Serialize>(fact: &T) -> Result<(String, Value), serde_json::Error> {
    let mut whole = serde_json::to_value(fact)?;
    let kind = whole.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
    let body = whole.get_mut("body").map(Value::take).unwrap_or_default();
    Ok((kind, body))
}

/// A record with some fields replaced; a value that does not fit its field is left out, the rest still count.
pub(crate) fn replaced<T>(record: &T, fields: &BTreeMap<String, Value>) -> T
where
    T: Serialize + DeserializeOwned + Clone,
{
    let mut now = record.clone();
    for (field, value) in fields {
        let Ok(Value::Object(mut object)) = serde_json::to_value(&now) else { continue };
        if object.contains_key(field) {
            object.insert(field.clone(), value.clone());
            if let Ok(changed) = serde_json::from_value(Value::Object(object)) {
                now = changed;
            }
        }
    }
    now
}
