//! From the tree to types, keeping the place of whatever does not fit.

use super::PackFault;
use super::tree::{At, Entry, Kind, Node, fault_at};
use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, Expected, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use std::fmt::Display;

/// Makes a typed value of a node, or says where it does not fit. `path` is the path of the node.
pub(crate) fn typed<T: DeserializeOwned>(node: &Node, path: &str) -> Result<T, PackFault> {
    T::deserialize(Reader(node)).map_err(|misfit| {
        let key = misfit.path.iter().rev().fold(path.to_owned(), |path, step| match step.chars().next() {
            Some('[') => path + step,
            _ if path.is_empty() => step.clone(),
            _ => format!("{path}.{step}"),
        });
        let fill: Vec<(&str, &str)> = misfit.fill.iter().map(|(k, v)| (*k, v.as_str())).collect();
        fault_at(&misfit.at.unwrap_or_else(|| node.at.clone()), key, misfit.wrong, &fill)
    })
}

/// What does not fit. The path grows from the inside outwards.
#[derive(Debug)]
struct Misfit {
    at: Option<At>,
    path: Vec<String>,
    wrong: &'static str,
    fill: Vec<(&'static str, String)>,
}

impl Misfit {
    fn new(wrong: &'static str, fill: Vec<(&'static str, String)>) -> Self {
        Self { at: None, path: Vec::new(), wrong, fill }
    }

    fn within(mut self, at: &At, step: String) -> Self {
        self.at.get_or_insert_with(|| at.clone());
        self.path.push(step);
        self
    }
}

impl Display for Misfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.wrong)
    }
}

impl std::error::Error for Misfit {}

impl Error for Misfit {
    fn custom<T: Display>(detail: T) -> Self {
        let detail = detail.to_string();
        // The calendar library says these four of a date; nothing else in a pack is read by hand.
        match detail.as_str() {
            "input contains invalid characters"
            | "premature end of input"
            | "input is out of range"
            | "trailing input" => Self::new("bad_date", Vec::new()),
            _ => Self::new("unreadable", vec![("detail", detail)]),
        }
    }

    fn invalid_type(got: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new("wrong_type", vec![("got", shown(got)), ("expected", wanted(&expected.to_string()))])
    }

    fn invalid_value(got: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new("wrong_type", vec![("got", shown(got)), ("expected", wanted(&expected.to_string()))])
    }

    fn unknown_variant(got: &str, expected: &'static [&'static str]) -> Self {
        Self::new("unknown_choice", vec![("got", got.to_owned()), ("expected", expected.join("、"))])
    }

    fn unknown_field(got: &str, expected: &'static [&'static str]) -> Self {
        Self::new("unknown_key", vec![("got", got.to_owned()), ("expected", expected.join("、"))])
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new("missing_key", vec![("missing", field.to_owned())])
    }
}

/// A value as it stands in the file.
fn shown(got: Unexpected<'_>) -> String {
    match got {
        Unexpected::Str(text) => format!("“{text}”"),
        Unexpected::Signed(whole) => whole.to_string(),
        Unexpected::Unsigned(whole) => whole.to_string(),
        Unexpected::Float(real) => real.to_string(),
        Unexpected::Bool(flag) => flag.to_string(),
        Unexpected::Seq => "[…]".to_owned(),
        Unexpected::Map => "{…}".to_owned(),
        other => other.to_string(),
    }
}

/// What was expected, as TOML writes it; the sentence around it says the rest.
fn wanted(expected: &str) -> String {
    match expected {
        "a string" | "string" | "a borrowed string" => "\"…\"".to_owned(),
        "a boolean" => "true / false".to_owned(),
        "u32" | "i32" | "i64" | "u64" | "a number" => "0, 1, 2 …".to_owned(),
        "a sequence" => "[…]".to_owned(),
        "a map" => "{…}".to_owned(),
        "a formatted date string" => "2026-01-31".to_owned(),
        other if other.starts_with("struct ") => "{…}".to_owned(),
        other => other.to_owned(),
    }
}

/// A node under the eyes of serde.
struct Reader<'a>(&'a Node);

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match &self.0.kind {
            Kind::Text(text) => visitor.visit_str(text),
            Kind::Whole(whole) => visitor.visit_i64(*whole),
            Kind::Real(real) => visitor.visit_f64(*real),
            Kind::Flag(flag) => visitor.visit_bool(*flag),
            Kind::List(list) => visitor.visit_seq(Rows { list, next: 0 }),
            Kind::Table(entries) => visitor.visit_map(Entries { entries, next: 0 }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match (&self.0.kind, self.0.entries()) {
            (Kind::Text(text), _) => visitor.visit_enum(StrDeserializer::new(text)),
            (_, [only]) => visitor.visit_enum(Choice(only)),
            _ => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct
        map struct identifier ignored_any
    }
}

struct Rows<'a> {
    list: &'a [Node],
    next: usize,
}

impl<'de> SeqAccess<'de> for Rows<'_> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        let Some(node) = self.list.get(self.next) else { return Ok(None) };
        self.next += 1;
        let step = node.row_key().map_or_else(|| format!("[{}]", self.next), |key| format!("[{key}]"));
        seed.deserialize(Reader(node)).map(Some).map_err(|misfit| misfit.within(&node.at, step))
    }
}

struct Entries<'a> {
    entries: &'a [Entry],
    next: usize,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        let Some(entry) = self.entries.get(self.next) else { return Ok(None) };
        let key = StrDeserializer::<Misfit>::new(&entry.key);
        seed.deserialize(key).map(Some).map_err(|misfit| misfit.within(&entry.at, entry.key.clone()))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        let Some(entry) = self.entries.get(self.next) else { return Err(Misfit::new("unreadable", Vec::new())) };
        self.next += 1;
        // A key missing from a table is shown where the table begins, a value that does not fit where its key stands.
        let at = if matches!(entry.node.kind, Kind::Table(_)) { &entry.node.at } else { &entry.at };
        seed.deserialize(Reader(&entry.node)).map_err(|misfit| misfit.within(at, entry.key.clone()))
    }
}

/// A table with one key, read as that choice of an enum.
struct Choice<'a>(&'a Entry);

impl<'de> EnumAccess<'de> for Choice<'_> {
    type Error = Misfit;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Misfit> {
        let key = StrDeserializer::<Misfit>::new(&self.0.key);
        let variant = seed.deserialize(key).map_err(|misfit| misfit.within(&self.0.at, self.0.key.clone()))?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for Choice<'_> {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Misfit> {
        seed.deserialize(Reader(&self.0.node)).map_err(|misfit| misfit.within(&self.0.at, self.0.key.clone()))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Misfit> {
        Reader(&self.0.node).deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Misfit> {
        let entries = Entries { entries: self.0.node.entries(), next: 0 };
        visitor.visit_map(entries).map_err(|misfit| misfit.within(&self.0.at, self.0.key.clone()))
    }
}
