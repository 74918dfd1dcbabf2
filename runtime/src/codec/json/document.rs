//! Documents on their way out.

use serde_core::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

/// A document, written by the kinds of its values. What `serde_json` makes of numbers depends on its features,
/// which other crates of a program may switch on, and one of these has a form that no other format knows.
pub(super) struct Document<'a>(pub(super) &'a Value);

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::String(text) => serializer.serialize_str(text),
            Value::Number(number) => {
                let float = || number.as_f64().filter(|float| is_same(*float, number));
                match (number.as_i64(), number.as_u64(), float()) {
                    (Some(integer), ..) => serializer.serialize_i64(integer),
                    (None, Some(integer), _) => serializer.serialize_u64(integer),
                    (None, None, Some(float)) => serializer.serialize_f64(float),
                    // More digits than a number of a processor has: JSON alone can hold them.
                    (None, None, None) => number.serialize(serializer),
                }
            }
            Value::Array(values) => {
                let mut list = serializer.serialize_seq(Some(values.len()))?;
                values.iter().try_for_each(|value| list.serialize_element(&Self(value)))?;
                list.end()
            }
            Value::Object(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                entries.iter().try_for_each(|(key, value)| map.serialize_entry(key, &Self(value)))?;
                map.end()
            }
        }
    }
}

/// Whether a float stands for the number as it is written.
fn is_same(float: f64, number: &serde_json::Number) -> bool {
    serde_json::Number::from_f64(float).is_some_and(|same| same == *number)
        || number.to_string().parse() == Ok(float) && number.to_string().len() <= 17
}
