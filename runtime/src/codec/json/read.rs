//! Reading: one `DeserializeSeed` over [`Slot`].
//!
//! What there has to be is decided by the slot, so each kind of slot has a visitor of its own: [`scalar`] and
//! [`aggregate`]. Nulls are dealt with before there is a slot, since a null is absence and nothing is to be made for
//! it.

mod aggregate;
mod form;
mod scalar;
mod single;
mod told;
mod wanted;

use std::fmt;

use serde_core::Deserialize;
use serde_core::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, Unexpected, Visitor};
use serde_json::error::Category;

use crate::codec::mend;
use crate::codec::read::{Extent, Holder, Notes, Path, Unknown, Unreadable, Whole, Wire};
use crate::shape::{Slot, Structure};
use form::{Anything, Form, Stored};

pub(crate) use told::Described;

/// Reads a whole value that serde stored into a slot. Members that the slot does not know are skipped, nulls
/// are absent.
///
/// # Errors
///
/// The deserializer's own; [`Notes`] then holds the path of the value that did not fit.
pub(crate) fn read<'de, D: Deserializer<'de>>(
    mut slot: Slot<'_>,
    notes: &Notes,
    deserializer: D,
) -> Result<(), D::Error> {
    if deserializer.is_human_readable() {
        let mut is_null = false;
        let holder = Outermost { slot, is_null: &mut is_null };
        let reader = Reader { holder, path: &Path::ROOT, notes, form: Stored };
        deserializer.deserialize_any(Anything(reader))?;
        return if is_null { Err(D::Error::invalid_type(Unexpected::Unit, &"a value")) } else { Ok(()) };
    }
    // The outermost value is there, whatever compact formats make of those that need not be.
    fill(&mut slot, &Path::ROOT, notes, Stored, deserializer)
}

/// Reads a body that is a single value, such as a union or a document. Gives what the model does not know.
///
/// # Errors
///
/// A body that is not JSON, or does not fit.
pub(crate) fn read_value(slot: Slot<'_>, body: &[u8]) -> Result<Vec<Unknown>, Unreadable> {
    read_once(slot, utf8(body)?).map_err(|failed| failed.unreadable)
}

/// Reads a body into any value, a structure or another one, and gives what the model does not know.
///
/// # Errors
///
/// As those that it calls.
pub(crate) fn read_any(slot: Slot<'_>, body: &[u8]) -> Result<Vec<Unknown>, Unreadable> {
    match slot {
        Slot::Structure(structure) => read_body(structure, body, Extent::Whole),
        slot => read_value(slot, body),
    }
}

/// Reads a body into a structure: strictly, and where it is not JSON once more after it has been
/// [mended](mend). Gives what the model does not know.
pub(crate) fn read_body(
    structure: &mut dyn Structure,
    body: &[u8],
    extent: Extent,
) -> Result<Vec<Unknown>, Unreadable> {
    let strict = utf8(body).map_err(Failed::from);
    match strict.and_then(|text| read_once(Slot::Structure(structure), text)) {
        Ok(unknowns) => Ok(unknowns),
        Err(Failed { unreadable, is_json: true }) => Err(unreadable),
        Err(Failed { unreadable, is_json: false }) => {
            let mended = mend::mend(body);
            if !mended.whole && extent == Extent::Whole {
                return Err(unreadable);
            }
            read_once(Slot::Structure(structure), &mended.text).map_err(|failed| match failed.is_json {
                true => failed.unreadable,
                // What was wrong before it was mended tells more.
                false => unreadable,
            })
        }
    }
}

struct Failed {
    unreadable: Unreadable,
    /// Whether it was JSON as far as it was read, and did not fit.
    is_json: bool,
}

impl From<Unreadable> for Failed {
    fn from(unreadable: Unreadable) -> Self {
        Self { unreadable, is_json: false }
    }
}

/// One check of the whole costs a fraction of one for each string in it.
fn utf8(body: &[u8]) -> Result<&str, Unreadable> {
    std::str::from_utf8(body).map_err(|error| {
        let reason = format!("what stands at byte {} is no UTF-8", error.valid_up_to());
        Unreadable { path: None, reason }
    })
}

/// Reads a text that holds a JSON value and nothing after it.
fn read_once(slot: Slot<'_>, text: &str) -> Result<Vec<Unknown>, Failed> {
    let notes = Notes::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let reader = Reader { holder: Whole(slot), path: &Path::ROOT, notes: &notes, form: Wire };
    match reader.deserialize(&mut deserializer).and_then(|()| deserializer.end()) {
        Ok(()) => Ok(notes.into_parts().1),
        Err(error) => Err(failed(notes, &error)),
    }
}

fn failed(notes: Notes, error: &serde_json::Error) -> Failed {
    // What does not fit is told in words of ours: those of `serde_json` repeat the value. About what is no JSON
    // they do not.
    let is_json = error.classify() == Category::Data;
    let reason = match is_json {
        true => format!(
            "expected {} at line {} column {}",
            notes.wanted().unwrap_or("something else"),
            error.line(),
            error.column()
        ),
        false => error.to_string(),
    };
    Failed { unreadable: Unreadable { path: notes.into_parts().0, reason }, is_json }
}

/// A slot that is there already and has to be filled: whoever allows a null says so by an `Option` around it.
struct Outermost<'s, 'f> {
    slot: Slot<'s>,
    is_null: &'f mut bool,
}

impl<'s> Holder<'s> for Outermost<'s, '_> {
    fn slot(self) -> Slot<'s> {
        self.slot
    }

    fn null(self) {
        *self.is_null = true;
    }
}

/// A value on its way in, which may turn out to be null.
struct Reader<'n, H, F> {
    holder: H,
    path: &'n Path<'n>,
    notes: &'n Notes,
    form: F,
}

impl<'de, 's, H: Holder<'s>, F: Form> DeserializeSeed<'de> for Reader<'_, H, F> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        F::read(self, deserializer)
    }
}

impl<'de, 's, H: Holder<'s>, F: Form> Visitor<'de> for Reader<'_, H, F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value, or null")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.holder.null();
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.holder.null();
        Ok(())
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        fill(&mut self.holder.slot(), self.path, self.notes, self.form, deserializer)
    }
}

/// Reads a value that is not null. Most are text, and a test for that is cheaper than a choice between
/// all kinds, which processors guess wrong. The slot stays where it was written: to copy it right after
/// that, in other portions than it was written in, makes processors wait.
#[inline]
fn fill<'de, F: Form, D: Deserializer<'de>>(
    slot: &mut Slot<'_>,
    path: &Path<'_>,
    notes: &Notes,
    form: F,
    deserializer: D,
) -> Result<(), D::Error> {
    let outcome = match slot {
        Slot::String(value) => deserializer.deserialize_string(scalar::Text(value)),
        _ => fill_other(slot, path, notes, form, deserializer),
    };
    if outcome.is_err() {
        notes.not(wanted::of(slot));
    }
    outcome
}

#[inline(never)]
fn fill_other<'de, F: Form, D: Deserializer<'de>>(
    slot: &mut Slot<'_>,
    path: &Path<'_>,
    notes: &Notes,
    form: F,
    deserializer: D,
) -> Result<(), D::Error> {
    match slot {
        Slot::Ignored => IgnoredAny::deserialize(deserializer).map(drop),
        Slot::Document(value) => {
            **value = serde_json::Value::deserialize(deserializer)?;
            Ok(())
        }
        Slot::String(value) => deserializer.deserialize_string(scalar::Text(value)),
        Slot::Enum(value) => deserializer.deserialize_str(scalar::EnumValue { value, path, notes }),
        Slot::Boolean(value) => deserializer.deserialize_bool(scalar::Boolean(value)),
        // Compact formats may not tell what is there, so they are told.
        slot if !deserializer.is_human_readable() => match slot {
            Slot::Integer(value) => deserializer.deserialize_i32(scalar::Integer(value)),
            Slot::Long(value) => deserializer.deserialize_i64(scalar::Long(value)),
            Slot::Float(value) => deserializer.deserialize_f32(scalar::Float { value, path, notes }),
            Slot::Double(value) => deserializer.deserialize_f64(scalar::Double { value, path, notes }),
            Slot::Timestamp(value) => deserializer.deserialize_str(scalar::Moment(value)),
            Slot::Blob(value) => deserializer.deserialize_byte_buf(scalar::Blob(value)),
            #[cfg(feature = "stream")]
            Slot::Stream(value) => {
                fill_stream(value, |bytes| deserializer.deserialize_byte_buf(scalar::Blob(bytes)))
            }
            slot => fill_aggregate(slot, path, notes, form, deserializer),
        },
        Slot::Integer(value) => deserializer.deserialize_any(scalar::Integer(value)),
        Slot::Long(value) => deserializer.deserialize_any(scalar::Long(value)),
        Slot::Float(value) => deserializer.deserialize_any(scalar::Float { value, path, notes }),
        Slot::Double(value) => deserializer.deserialize_any(scalar::Double { value, path, notes }),
        Slot::Timestamp(value) => deserializer.deserialize_any(scalar::Moment(value)),
        Slot::Blob(value) => deserializer.deserialize_str(scalar::Blob(value)),
        #[cfg(feature = "stream")]
        Slot::Stream(value) => fill_stream(value, |bytes| deserializer.deserialize_str(scalar::Blob(bytes))),
        slot => fill_aggregate(slot, path, notes, form, deserializer),
    }
}

/// Stored streams are bytes.
#[cfg(feature = "stream")]
fn fill_stream<E>(
    stream: &mut crate::stream::ByteStream,
    read: impl FnOnce(&mut bytes::Bytes) -> Result<(), E>,
) -> Result<(), E> {
    let mut bytes = bytes::Bytes::new();
    read(&mut bytes)?;
    *stream = bytes.into();
    Ok(())
}

fn fill_aggregate<'de, F: Form, D: Deserializer<'de>>(
    slot: &mut Slot<'_>,
    path: &Path<'_>,
    notes: &Notes,
    form: F,
    deserializer: D,
) -> Result<(), D::Error> {
    match slot {
        Slot::Structure(structure) => {
            deserializer.deserialize_map(aggregate::Members { structure, path, notes, form })
        }
        Slot::Union(union) => {
            deserializer.deserialize_map(aggregate::Alternatives { union, path, notes, form })
        }
        Slot::List(list) => deserializer.deserialize_seq(aggregate::Elements { list, path, notes, form }),
        Slot::Map(map) => deserializer.deserialize_map(aggregate::Entries { map, path, notes, form }),
        // The rest are single values, which were dealt with before.
        _ => IgnoredAny::deserialize(deserializer).map(drop),
    }
}
