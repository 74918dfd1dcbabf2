//! Writing: over [`View`]s, with lengths first and every number in its one form.
//!
//! Integers take the fewest bytes; floats the four or eight of their type, but for what is no number, which is a half
//! float, as `serialize.py` in botocore writes it. The format that a model names for a timestamp does not count here.
//!
//! Source: [Smithy RPC v2 CBOR](https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html#shape-serialization).

use serde_json::Value as Document;

use crate::codec::{DEPTH_LIMIT, Purpose, text, unsendable};
use crate::schema::{Place, TimestampFormat};
use crate::shape::{Current, Structure, Union, View};
use crate::time::Timestamp;

const UNSIGNED: u8 = 0;
const NEGATIVE: u8 = 1;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const LIST: u8 = 4;
const MAP: u8 = 5;
const TAG: u8 = 6;

const FALSE: u8 = 0xf4;
const TRUE: u8 = 0xf5;
const NULL: u8 = 0xf6;
const HALF: u8 = 0xf9;
const SINGLE: u8 = 0xfa;
const DOUBLE: u8 = 0xfb;

/// The CBOR of a structure.
///
/// # Errors
///
/// What cannot be written, in words.
pub(crate) fn structure(structure: &dyn Structure, purpose: Purpose) -> Result<Vec<u8>, String> {
    entries(&present(structure), purpose)
}

/// The CBOR of a value, of which an event may be any.
///
/// # Errors
///
/// What cannot be written, in words.
#[cfg(all(feature = "events", feature = "test-util"))]
pub(crate) fn value(view: View<'_>, purpose: Purpose) -> Result<Vec<u8>, String> {
    let mut writer = Writer { body: Vec::new(), purpose };
    writer.value(view, 0)?;
    Ok(writer.body)
}

/// The CBOR of a map with these entries.
///
/// # Errors
///
/// What cannot be written, in words.
pub(crate) fn entries(entries: &[(&str, View<'_>)], purpose: Purpose) -> Result<Vec<u8>, String> {
    let mut writer = Writer { body: Vec::new(), purpose };
    writer.entries(entries, 0)?;
    Ok(writer.body)
}

/// The members of a structure that are not absent, by their names on the wire.
pub(crate) fn present<'a>(structure: &'a dyn Structure) -> Vec<(&'static str, View<'a>)> {
    let members = structure.schema().members;
    let mut present = Vec::new();
    structure.members(&mut |views: &[View<'a>]| {
        let all = members.iter().zip(views.iter().copied());
        let held = all.filter(|(member, view)| member.place == Place::Body && !view.is_null());
        present.extend(held.map(|(member, view)| (member.wire_name, view)));
    });
    present
}

struct Writer {
    body: Vec<u8>,
    purpose: Purpose,
}

impl Writer {
    fn value(&mut self, view: View<'_>, depth: usize) -> Result<(), String> {
        match view {
            View::Null => self.body.push(NULL),
            View::Boolean(value) => self.boolean(value),
            View::Integer(value) => self.integer(value.into()),
            View::Long(value) => self.integer(value),
            View::Float(value) => match special(value.into()) {
                Some(bits) => self.half(bits),
                None => {
                    self.body.push(SINGLE);
                    self.body.extend(value.to_be_bytes());
                }
            },
            View::Double(value) => self.double(value),
            View::String(value) | View::Enum(value) => self.text(value),
            View::Blob(value) => {
                self.head(BYTES, value.len() as u64);
                self.body.extend_from_slice(value);
            }
            #[cfg(feature = "stream")]
            View::Stream(_) => return Err("a stream is a body of its own".to_owned()),
            View::Timestamp(value) => self.timestamp(value),
            View::Document(value) => self.document(value, depth)?,
            View::Structure(value) => self.entries(&present(value), depth)?,
            View::Union(value) => self.union(value, depth)?,
            View::List(value) => {
                shallow(depth)?;
                self.head(LIST, value.len() as u64);
                for index in 0..value.len() {
                    self.value(value.get(index), depth + 1)?;
                }
            }
            View::Map(value) => self.entries(&value.entries(), depth)?,
        }
        Ok(())
    }

    fn entries(&mut self, entries: &[(&str, View<'_>)], depth: usize) -> Result<(), String> {
        shallow(depth)?;
        self.head(MAP, entries.len() as u64);
        for (name, view) in entries {
            self.text(name);
            self.value(*view, depth + 1)?;
        }
        Ok(())
    }

    fn union(&mut self, union: &dyn Union, depth: usize) -> Result<(), String> {
        match union.current() {
            Current::Member(index, view) => {
                let member = union.schema().members.get(index);
                self.entries(&[(member.map_or("", |member| member.wire_name), view)], depth)
            }
            Current::Unknown(name) if self.purpose == Purpose::Request => Err(unsendable(union, name)),
            Current::Unknown("") => self.entries(&[], depth),
            Current::Unknown(name) => self.entries(&[(name, View::Null)], depth),
        }
    }

    fn timestamp(&mut self, value: Timestamp) {
        if self.purpose != Purpose::Request && !text::is_exact(value, None) {
            self.head(TAG, 0);
            return self.text(&text::timestamp(value, TimestampFormat::DateTime));
        }
        self.head(TAG, 1);
        match text::epoch_seconds(value) {
            text::EpochSeconds::Whole(seconds) => self.integer(seconds),
            text::EpochSeconds::Fraction(seconds) => self.double(seconds),
        }
    }

    /// A document as the CBOR of its JSON. A number that JSON alone can hold is the double next to it.
    fn document(&mut self, document: &Document, depth: usize) -> Result<(), String> {
        match document {
            Document::Null => self.body.push(NULL),
            Document::Bool(value) => self.boolean(*value),
            Document::String(value) => self.text(value),
            Document::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
                (Some(integer), ..) => self.integer(integer),
                (_, Some(integer), _) => self.head(UNSIGNED, integer),
                (_, _, Some(float)) => self.double(float),
                _ => return Err("a document holds a number that is too large for CBOR".to_owned()),
            },
            Document::Array(values) => {
                shallow(depth)?;
                self.head(LIST, values.len() as u64);
                for value in values {
                    self.document(value, depth + 1)?;
                }
            }
            Document::Object(entries) => {
                shallow(depth)?;
                self.head(MAP, entries.len() as u64);
                for (key, value) in entries {
                    self.text(key);
                    self.document(value, depth + 1)?;
                }
            }
        }
        Ok(())
    }

    fn boolean(&mut self, value: bool) {
        self.body.push(if value { TRUE } else { FALSE });
    }

    fn integer(&mut self, value: i64) {
        // A negative one is written as what is left of it beside -1: all its bits turned over.
        match u64::try_from(value) {
            Ok(value) => self.head(UNSIGNED, value),
            Err(_) => self.head(NEGATIVE, !value as u64),
        }
    }

    fn double(&mut self, value: f64) {
        match special(value) {
            Some(bits) => self.half(bits),
            None => {
                self.body.push(DOUBLE);
                self.body.extend(value.to_be_bytes());
            }
        }
    }

    fn half(&mut self, bits: u16) {
        self.body.push(HALF);
        self.body.extend(bits.to_be_bytes());
    }

    fn text(&mut self, value: &str) {
        self.head(TEXT, value.len() as u64);
        self.body.extend_from_slice(value.as_bytes());
    }

    /// The beginning of an item: its major type, and a number in the fewest bytes.
    fn head(&mut self, major: u8, number: u64) {
        let bytes = number.to_be_bytes();
        let (information, length) = match number {
            0..=23 => (number as u8, 0),
            24..=0xff => (24, 1),
            0x100..=0xffff => (25, 2),
            0x1_0000..=0xffff_ffff => (26, 4),
            _ => (27, 8),
        };
        self.body.push(major << 5 | information);
        self.body.extend(bytes.iter().skip(bytes.len() - length));
    }
}

/// The half float that stands for what is no number, or infinite.
fn special(value: f64) -> Option<u16> {
    if value.is_nan() {
        Some(0x7e00)
    } else if value.is_infinite() {
        Some(if value > 0.0 { 0x7c00 } else { 0xfc00 })
    } else {
        None
    }
}

/// What is deeper could not be read back.
fn shallow(depth: usize) -> Result<(), String> {
    if depth > DEPTH_LIMIT { Err(format!("nested deeper than {DEPTH_LIMIT} levels")) } else { Ok(()) }
}
