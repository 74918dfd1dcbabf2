//! What the macros of this crate expand to. Not for direct use.

pub use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use std::fmt;
use std::hash::Hasher;

use crate::codec::Purpose;
use crate::codec::debug;
use crate::codec::json::{read, write};
use crate::codec::read::Notes;
use crate::shape::{Slot, UnknownValue, Value, equality};

/// What an enum keeps of a text that stands for none of its variants.
pub fn unknown(text: &str) -> UnknownValue {
    UnknownValue::new(text)
}

/// The text of a value that an enum has no variant for.
pub fn unknown_text(value: &UnknownValue) -> &str {
    value.as_str()
}

/// `Debug` for any shape.
///
/// # Errors
///
/// The formatter's own.
pub fn debug(value: &dyn Value, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    debug::debug(value.view(), formatter)
}

/// `PartialEq` for any shape: whether two values of one type are equal.
pub fn equal(one: &dyn Value, other: &dyn Value) -> bool {
    equality::equal(one.view(), other.view())
}

/// `Hash` for any shape without floats, documents and maps.
pub fn hash(value: &dyn Value, state: &mut dyn Hasher) {
    equality::hash(value.view(), state);
}

/// Serde's `serialize` for any shape.
///
/// # Errors
///
/// The serializer's own, or a value nested too deep.
pub fn serialize<S: Serializer>(value: &dyn Value, serializer: S) -> Result<S::Ok, S::Error> {
    write::Writer::new(&value.view(), Purpose::Storage).serialize(serializer)
}

/// Serde's `deserialize` for any shape.
///
/// # Errors
///
/// The deserializer's own, with the path of the value that did not fit, and without the value where it may be
/// sensitive.
pub fn deserialize<'de, T: Value, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut value = T::empty();
    fill(value.slot(), deserializer)?;
    Ok(value)
}

/// Reads into what is there already.
///
/// # Errors
///
/// As [`deserialize`]; the value may then be filled in part.
pub fn fill<'de, D: Deserializer<'de>>(slot: Slot<'_>, deserializer: D) -> Result<(), D::Error> {
    let notes = Notes::default();
    let described = read::Described::of(&slot);
    let outcome = read::read(slot, &notes, deserializer);
    outcome.map_err(|error| serde_core::de::Error::custom(described.told(notes, error)))
}
