//! The shapes of a suite, and values in their light.
//!
//! Suites write values as botocore's callers do: members by their names in the model, blobs as text.

use serde_json::{Map, Value};

use super::suite::Suite;

/// The shapes of a suite.
pub(super) struct Shapes<'a> {
    shapes: &'a Map<String, Value>,
}

/// A member of a structure.
pub(super) struct Member<'a> {
    /// The name in the model.
    pub(super) name: &'a str,
    /// The name on the wire.
    pub(super) wire_name: &'a str,
    /// The shape.
    pub(super) shape: Option<&'a str>,
    /// Whether it must be present.
    pub(super) required: bool,
    /// Whether the client fills it with a fresh token when it is absent.
    pub(super) token: bool,
}

impl<'a> Shapes<'a> {
    pub(super) fn new(suite: &'a Suite) -> Self {
        Self::of(&suite.shapes)
    }

    pub(super) fn of(shapes: &'a Map<String, Value>) -> Self {
        Self { shapes }
    }

    /// The type of a shape; a document is a type here. Empty for a shape that is not known.
    pub(super) fn kind(&self, shape: Option<&str>) -> &'a str {
        let Some(shape) = self.find(shape) else { return "" };
        if shape.get("document").and_then(Value::as_bool) == Some(true) {
            return "document";
        }
        shape.get("type").and_then(Value::as_str).unwrap_or_default()
    }

    /// The members of a structure.
    pub(super) fn members(&self, shape: Option<&str>) -> Vec<Member<'a>> {
        let Some(shape) = self.find(shape) else { return Vec::new() };
        let required: Vec<&str> = match shape.get("required").and_then(Value::as_array) {
            Some(required) => required.iter().filter_map(Value::as_str).collect(),
            None => Vec::new(),
        };
        let members = shape.get("members").and_then(Value::as_object).into_iter().flatten();
        members
            .map(|(name, reference)| Member {
                name,
                wire_name: reference.get("locationName").and_then(Value::as_str).unwrap_or(name),
                shape: reference.get("shape").and_then(Value::as_str),
                required: required.contains(&name.as_str()),
                token: reference.get("idempotencyToken").and_then(Value::as_bool) == Some(true),
            })
            .collect()
    }

    /// The member of a structure that is a stream of events, if it has one.
    pub(super) fn events(&self, shape: Option<&str>) -> Option<Member<'a>> {
        let is_stream = |shape: &Value| shape.get("eventstream").is_some_and(|is| is == true);
        self.members(shape).into_iter().find(|member| self.find(member.shape).is_some_and(is_stream))
    }

    /// The shape of a list's elements (`member`) or of a map's values (`value`).
    pub(super) fn inner(&self, shape: Option<&str>, key: &str) -> Option<&'a str> {
        self.find(shape)?.get(key)?.get("shape")?.as_str()
    }

    /// The error code of an exception.
    pub(super) fn error_code(&self, shape: &'a str) -> &'a str {
        let code = self.find(Some(shape)).and_then(|shape| shape.get("error")?.get("code")?.as_str());
        code.unwrap_or(shape)
    }

    /// An input in the forms that dynamic calls take. What the shapes do not know stays as it is, for the
    /// runtime to refuse.
    pub(super) fn given(&self, value: &Value, shape: Option<&str>) -> Value {
        match (self.kind(shape), value) {
            ("structure", Value::Object(entries)) => {
                let members = self.members(shape);
                let entries = entries.iter().map(|(name, value)| {
                    match members.iter().find(|member| member.name == name) {
                        Some(member) => (name.clone(), self.given(value, member.shape)),
                        None => (name.clone(), value.clone()),
                    }
                });
                Value::Object(entries.collect())
            }
            ("list", Value::Array(elements)) => {
                let inner = self.inner(shape, "member");
                Value::Array(elements.iter().map(|element| self.given(element, inner)).collect())
            }
            ("map", Value::Object(entries)) => {
                let inner = self.inner(shape, "value");
                let entries = entries.iter().map(|(key, value)| (key.clone(), self.given(value, inner)));
                Value::Object(entries.collect())
            }
            // What is JSON in a text may be given as what it stands for.
            ("string", Value::Object(_) | Value::Array(_)) => Value::String(value.to_string()),
            ("blob", Value::String(text)) => Value::String(base64(text.as_bytes())),
            _ => value.clone(),
        }
    }

    fn find(&self, shape: Option<&str>) -> Option<&'a Value> {
        self.shapes.get(shape?)
    }
}

/// Standard base64, padded. It is spelled out so that the expectation does not come from the library
/// that the runtime uses.
///
/// Source: [RFC 4648](https://www.rfc-editor.org/rfc/rfc4648#section-4).
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |bits: u32| ALPHABET.get((bits & 63) as usize).map_or('=', |letter| char::from(*letter));
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for position in 0..4 {
            text.push(if position <= chunk.len() { letter(bits >> (18 - 6 * position)) } else { '=' });
        }
    }
    text
}

/// The bytes of standard base64; `None` for what is none.
pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    let digit = |letter: char| match letter {
        'A'..='Z' => Some(u32::from(letter) - u32::from('A')),
        'a'..='z' => Some(u32::from(letter) - u32::from('a') + 26),
        '0'..='9' => Some(u32::from(letter) - u32::from('0') + 52),
        '+' => Some(62),
        '/' => Some(63),
        _ => None,
    };
    let digits: Vec<u32> = text.trim_end_matches('=').chars().map(digit).collect::<Option<_>>()?;
    let mut bytes = Vec::new();
    for chunk in digits.chunks(4) {
        let bits = chunk.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - chunk.len()));
        bytes.extend(bits.to_be_bytes().into_iter().skip(1).take(chunk.len() - 1));
    }
    Some(bytes)
}

/// The seconds since 1970 of a date such as `2026-01-31T05:06:07Z`; `None` for what is none.
pub(super) fn epoch_seconds(date: &str) -> Option<i64> {
    let mut numbers = date.strip_suffix('Z')?.split(['-', 'T', ':']).map(|part| part.parse::<i64>().ok());
    let mut next = || numbers.next().flatten();
    let (year, month, day) = (next()?, next()?, next()?);
    let (hour, minute, second) = (next()?, next()?, next()?);
    // Years begin in March, so that the day that some years have more is their last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let days = days + (153 * month + 2) / 5 + day - 1 - 719_468;
    Some(((days * 24 + hour) * 60 + minute) * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::{base64, epoch_seconds, from_base64};

    #[test]
    fn dates_are_seconds_since_1970() {
        let known = [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("1969-12-31T23:59:59Z", Some(-1)),
            ("2000-02-29T12:00:00Z", Some(951_825_600)),
            ("2026-01-31T05:06:07Z", Some(1_769_835_967)),
            ("2026-01-31", None),
        ];
        for (date, seconds) in known {
            assert_eq!(epoch_seconds(date), seconds, "{date}");
        }
    }

    #[test]
    fn base64_is_that_of_the_rfc() {
        let known = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, encoded) in known {
            assert_eq!(base64(plain.as_bytes()), encoded);
            assert_eq!(from_base64(encoded).as_deref(), Some(plain.as_bytes()));
        }
    }
}
