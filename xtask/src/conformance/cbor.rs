//! CBOR as JSON, to compare bodies by what they say. It is a reader of its own, so that the expectation does not come
//! from the runtime's.
//!
//! Source: [RFC 8949](https://www.rfc-editor.org/rfc/rfc8949).

use serde_json::{Map, Value};

/// How deep values may nest.
const DEEPEST: usize = 100;

/// A body as JSON: byte strings as lists of numbers, floats that JSON lacks as their names, tags passed over. `None` for
/// what is no CBOR.
pub(super) fn to_json(body: &[u8]) -> Option<Value> {
    let mut rest = body;
    let value = item(&mut rest, 0)?;
    rest.is_empty().then_some(value)
}

/// One item; a break is `None`, as is everything that is not understood.
fn item(rest: &mut &[u8], depth: usize) -> Option<Value> {
    let initial = take(rest, 1)?.first().copied()?;
    let (major, short) = (initial >> 5, initial & 0x1f);
    if depth > DEEPEST {
        return None;
    }
    if major == 7 {
        return simple(rest, short);
    }
    let length = if short == 31 { None } else { Some(argument(rest, short)?) };
    match (major, length) {
        (0, Some(number)) => Some(number.into()),
        (1, Some(number)) => {
            Some((-1 - i128::from(number)).to_string().parse::<serde_json::Number>().ok()?.into())
        }
        (2 | 3, length) => {
            let bytes = string(rest, major, length)?;
            match major {
                2 => Some(bytes.into_iter().map(Value::from).collect()),
                _ => String::from_utf8(bytes).ok().map(Value::String),
            }
        }
        (4, length) => {
            let mut elements = Vec::new();
            while has_more(rest, length, elements.len()) {
                elements.push(item(rest, depth + 1)?);
            }
            Some(Value::Array(elements))
        }
        (5, length) => {
            let (mut entries, mut count) = (Map::new(), 0);
            while has_more(rest, length, count) {
                let Value::String(key) = item(rest, depth + 1)? else { return None };
                entries.insert(key, item(rest, depth + 1)?);
                count += 1;
            }
            Some(Value::Object(entries))
        }
        (6, Some(_)) => item(rest, depth + 1),
        _ => None,
    }
}

/// Whether a list or map goes on; the break that ends one of unknown length is taken.
fn has_more(rest: &mut &[u8], length: Option<u64>, count: usize) -> bool {
    match (length, rest.split_first()) {
        (Some(length), _) => u64::try_from(count).is_ok_and(|count| count < length),
        (None, Some((0xff, after))) => {
            *rest = after;
            false
        }
        (None, _) => true,
    }
}

fn string(rest: &mut &[u8], major: u8, length: Option<u64>) -> Option<Vec<u8>> {
    if let Some(length) = length {
        return take(rest, usize::try_from(length).ok()?).map(<[u8]>::to_vec);
    }
    let mut bytes = Vec::new();
    while has_more(rest, None, 0) {
        let initial = take(rest, 1)?.first().copied()?;
        let length = argument(rest, initial & 0x1f).filter(|_| initial >> 5 == major)?;
        bytes.extend_from_slice(take(rest, usize::try_from(length).ok()?)?);
    }
    Some(bytes)
}

fn simple(rest: &mut &[u8], short: u8) -> Option<Value> {
    Some(match short {
        20 => false.into(),
        21 => true.into(),
        22 | 23 => Value::Null,
        25 => float(half(u16::try_from(argument(rest, short)?).ok()?)),
        26 => float(f32::from_bits(u32::try_from(argument(rest, short)?).ok()?).into()),
        27 => float(f64::from_bits(argument(rest, short)?)),
        _ => return None,
    })
}

fn float(number: f64) -> Value {
    serde_json::Number::from_f64(number).map_or_else(|| Value::String(number.to_string()), Value::Number)
}

/// A float of 16 bits, as appendix D of the RFC reads it.
fn half(bits: u16) -> f64 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    let size = match exponent {
        0 => fraction * 2_f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (fraction + 1024.0) * 2_f64.powi(exponent - 25),
    };
    if bits >> 15 == 1 { -size } else { size }
}

/// The number that belongs to an initial byte: in its last five bits, or in the bytes that follow.
fn argument(rest: &mut &[u8], short: u8) -> Option<u64> {
    let bytes = match short {
        0..24 => return Some(short.into()),
        24..28 => take(rest, 1 << (short - 24))?,
        _ => return None,
    };
    Some(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

fn take<'b>(rest: &mut &'b [u8], length: usize) -> Option<&'b [u8]> {
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::to_json;

    #[test]
    fn bodies_are_read_in_both_forms_of_length() {
        assert_eq!(to_json(&[0xbf, 0x61, b'a', 0x9f, 0x01, 0x20, 0xff, 0xff]), Some(json!({"a": [1, -1]})));
        assert_eq!(to_json(&[0xa1, 0x61, b'a', 0x42, 0x01, 0x02]), Some(json!({"a": [1, 2]})));
        assert_eq!(to_json(&[0x7f, 0x61, b'a', 0x61, b'b', 0xff]), Some(json!("ab")));
        assert_eq!(to_json(&[0xc1, 0xf9, 0x3c, 0x00]), Some(json!(1.0)));
        assert_eq!(to_json(&[0xfb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0]), Some(json!("NaN")));
        assert_eq!(to_json(&[0xa1, 0x61]), None);
        assert_eq!(to_json(&[0x00, 0x00]), None);
    }
}
