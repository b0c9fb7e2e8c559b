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

/// The two fields of a fact enum that is tagged `kind`/`body`.
#[derive(Clone, Copy)]
enum Part<'a> {
    Kind(&'a str),
    Body(&'a serde_json::Value),
}

impl<'a> IntoDeserializer<'a, serde_json::Error> for Part<'a> {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! pass_on {
    ($($method:ident($($given:ident: $kind:ty),*))*) => {$(
        fn $method<V: Visitor<'a>>(self, $($given: $kind,)* visitor: V) -> Result<V::Value, serde_json::Error> {
            match self {
                Self::Kind(text) => BorrowedStrDeserializer::new(text).$method($($given,)* visitor),
                Self::Body(value) => value.$method($($given,)* visitor),
            }
        }
    )*};
}

impl<'a> Deserializer<'a> for Part<'a> {
    type Error = serde_json::Error;
    pass_on! {
        deserialize_any() deserialize_bool() deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64()
        deserialize_i128() deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128()
        deserialize_f32() deserialize_f64() deserialize_char() deserialize_str() deserialize_string()
        deserialize_bytes() deserialize_byte_buf() deserialize_option() deserialize_unit()
        deserialize_unit_struct(name: &'static str) deserialize_newtype_struct(name: &'static str) deserialize_seq()
        deserialize_tuple(len: usize) deserialize_tuple_struct(name: &'static str, len: usize) deserialize_map()
        deserialize_struct(name: &'static str, fields: &'static [&'static str])
        deserialize_enum(name: &'static str, variants: &'static [&'static str])
        deserialize_identifier() deserialize_ignored_any()
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
