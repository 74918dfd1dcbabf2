//! JSON as a tree that keeps the order of keys.
//!
//! `serde_json`'s own tree sorts keys, unless a feature is on that would change the maps of everybody
//! else in the build, and forgets duplicate keys. Members, enum values and paginators have an order
//! that matters, and a duplicate key is a mistake in a model. Nesting is bounded by `serde_json`'s limit of 128
//! levels, and with it every recursion over a tree.

use std::collections::HashSet;
use std::fmt;
use std::marker::PhantomData;

use serde_core::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use crate::Error;
use crate::front::Source;

/// A JSON value.
#[derive(Clone, Debug)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number.
    Number(Number),
    /// Text.
    String(String),
    /// Values in order.
    Array(Vec<Json>),
    /// Keys and values in the file's order; no key stands twice.
    Object(Vec<(String, Json)>),
}

/// The keys and values of an object, in the order of the text. A key that stands twice is an error.
#[derive(Clone, Debug)]
pub struct Entries<V>(pub Vec<(String, V)>);

/// Parses the text of a file.
///
/// # Errors
///
/// Text that is not JSON, with line and column; a key that stands twice in one object is none either.
pub fn parse(source: &Source) -> Result<Json, Error> {
    serde_json::from_str(&source.text).map_err(|error| {
        let place = format!("line {} column {}", error.line(), error.column());
        let reason = error.to_string();
        let reason = reason.strip_suffix(&format!(" at {place}")).unwrap_or(&reason);
        Error::new(&source.name, place, reason)
    })
}

impl Json {
    /// What the value is, in words.
    pub fn description(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// The keys and values of an object; none for other values.
    pub fn fields(&self) -> &[(String, Json)] {
        match self {
            Self::Object(fields) => fields,
            _ => &[],
        }
    }

    /// The value under a key of an object.
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.fields().iter().find_map(|(name, value)| (name == key).then_some(value))
    }

    /// The value under a key of an object, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Json> {
        match self {
            Self::Object(fields) => {
                fields.iter_mut().find_map(|(name, value)| (name == key).then_some(value))
            }
            _ => None,
        }
    }

    /// Whether two values are equal; the order of keys is no difference.
    pub fn same(&self, other: &Json) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Boolean(one), Self::Boolean(other)) => one == other,
            (Self::Number(one), Self::Number(other)) => one == other,
            (Self::String(one), Self::String(other)) => one == other,
            (Self::Array(one), Self::Array(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.same(other))
            }
            (Self::Object(fields), Self::Object(others)) => {
                fields.len() == others.len()
                    && fields.iter().all(|(key, value)| other.get(key).is_some_and(|other| value.same(other)))
            }
            _ => false,
        }
    }

    /// The same value as a tree of `serde_json`.
    pub fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(boolean) => Value::Bool(*boolean),
            Self::Number(number) => Value::Number(number.clone()),
            Self::String(text) => Value::String(text.clone()),
            Self::Array(items) => items.iter().map(Self::to_value).collect(),
            Self::Object(fields) => {
                fields.iter().map(|(key, value)| (key.clone(), value.to_value())).collect()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

/// The key under which `serde_json` hands over a number as text, where its feature `arbitrary_precision` is on
/// and the number has a fraction or does not fit into 64 bits. Features are united over a program, so a program
/// that generates code may have it on for another reason.
const LONG_NUMBER: &str = "$serde_json::private::Number";

/// A number that came as text, as it would have come without that feature.
fn number<E: de::Error>(text: &str) -> Result<Json, E> {
    let whole = match (text, text.parse::<u64>(), text.parse::<i64>()) {
        // A zero with a sign is a float.
        ("-0", ..) => None,
        (_, Ok(value), _) => Some(value.into()),
        (_, _, Ok(value)) => Some(value.into()),
        _ => None,
    };
    let float = || text.parse().ok().filter(|value: &f64| value.is_finite()).and_then(Number::from_f64);
    whole.or_else(float).map(Json::Number).ok_or_else(|| E::custom("number out of range"))
}

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Boolean(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Json, E> {
        Number::from_f64(value).map(Json::Number).ok_or_else(|| E::custom("the number is not finite"))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Json, E> {
        Ok(Json::String(value.to_owned()))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Json, E> {
        Ok(Json::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element()? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        match map.next_key::<String>()? {
            Some(key) if key == LONG_NUMBER => number(&map.next_value::<String>()?),
            first => entries(first, map).map(Json::Object),
        }
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Entries<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

struct EntriesVisitor<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for EntriesVisitor<V> {
    type Value = Entries<V>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<V>, A::Error> {
        entries(map.next_key()?, map).map(Entries)
    }
}

/// Reads an object from its first key on, which is the same for all kinds of values.
fn entries<'de, A: MapAccess<'de>, V: Deserialize<'de>>(
    first: Option<String>,
    mut map: A,
) -> Result<Vec<(String, V)>, A::Error> {
    let mut seen = HashSet::new();
    let mut entries = Vec::new();
    let mut next = first;
    while let Some(key) = next {
        if !seen.insert(key.clone()) {
            return Err(de::Error::custom(format_args!("the key \"{key}\" stands twice in one object")));
        }
        entries.push((key, map.next_value()?));
        next = map.next_key()?;
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::{Json, Source, parse};

    fn parsed(text: &str) -> Result<Json, String> {
        let source = Source { name: "model.json".to_owned(), text: text.to_owned() };
        parse(&source).map_err(|error| error.to_string())
    }

    // These hold whatever features of `serde_json` the rest of a program switches on; `.ci/run` tries both.
    #[test]
    fn numbers_are_numbers_in_every_form() {
        for (text, expected) in [
            ("7", "7"),
            ("-7", "-7"),
            ("2.0", "2.0"),
            ("1.50", "1.5"),
            ("1e3", "1000.0"),
            ("-0", "-0.0"),
            ("18446744073709551615", "18446744073709551615"),
        ] {
            let Ok(Json::Number(number)) = parsed(text) else { panic!("{text}: {:?}", parsed(text)) };
            assert_eq!(number.to_string(), expected, "{text}");
        }
        let Ok(Json::Number(large)) = parsed("36893488147419103232") else { panic!("no number") };
        assert_eq!((large.as_u64(), large.as_f64()), (None, Some(36_893_488_147_419_103_232.0)));
        assert!(parsed("1.0").unwrap().same(&parsed("1.00").unwrap()));
        assert!(parsed("1e999").unwrap_err().contains("number out of range"));
    }

    #[test]
    fn keys_keep_their_order_and_stand_once() {
        let root = parsed(r#"{"b": 1.5, "a": {"d": 1, "c": 2}}"#).unwrap();
        let keys: Vec<&str> = root.fields().iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["b", "a"]);
        assert!(parsed(r#"{"a": 1, "a": 2}"#).unwrap_err().contains("stands twice"));
    }
}
