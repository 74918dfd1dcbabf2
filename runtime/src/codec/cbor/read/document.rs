//! Documents on their way in: the JSON that says the same.
//!
//! Smithy has no form for them in this protocol, so they are what RFC 8949 makes of JSON and of CBOR. What JSON has no
//! value for is read as members have it in JSON: bytes as base64, `NaN` and infinities as their names.
//!
//! Source: [RFC 8949, section 6](https://www.rfc-editor.org/rfc/rfc8949#section-6).

use serde_json::{Map, Number, Value};

use super::{is_number_by_parts, name};
use crate::codec::cbor::items::{Head, Item, Items};
use crate::codec::text;

/// The rest of a document that has begun.
pub(super) fn read(items: &mut Items<'_>, head: Head) -> Result<Value, String> {
    Ok(match head {
        Head::Null => Value::Null,
        Head::Boolean(flag) => flag.into(),
        Head::Integer(number) => match (i64::try_from(number), u64::try_from(number)) {
            (Ok(number), _) => number.into(),
            (_, Ok(number)) => number.into(),
            _ => float(number as f64),
        },
        Head::Float(number) => float(number),
        Head::Text(length) => items.text(length)?.into_owned().into(),
        Head::Bytes(length) => text::base64(&items.bytes(length)?).into(),
        Head::List(length) => {
            let mut left = items.open_list(length)?;
            let mut elements = Vec::new();
            while items.more(&mut left) {
                elements.push(next(items)?);
            }
            elements.into()
        }
        Head::Map(length) => {
            let mut left = items.open_map(length)?;
            let mut entries = Map::new();
            while items.more(&mut left) {
                let key = name(items)?.into_owned();
                entries.insert(key, next(items)?);
            }
            entries.into()
        }
        Head::Simple => return Err(items.misfit("a value")()),
    })
}

fn next(items: &mut Items<'_>) -> Result<Value, String> {
    let Item { tag, head } = items.next()?;
    if is_number_by_parts(tag) {
        return Err(items.misfit("a value")());
    }
    read(items, head)
}

fn float(number: f64) -> Value {
    match text::special_float(number) {
        Some(name) => name.into(),
        None => Number::from_f64(number).map_or(Value::Null, Value::Number),
    }
}
