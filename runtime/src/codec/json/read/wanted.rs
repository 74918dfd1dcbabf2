//! What fits into each kind of slot, in words.

use crate::shape::Slot;

pub(super) const BOOLEAN: &str = "a boolean";
pub(super) const INTEGER: &str = "an integer of 32 bits";
pub(super) const LONG: &str = "an integer of 64 bits";
pub(super) const NUMBER: &str = "a number";
pub(super) const TEXT: &str = "a string";
pub(super) const BLOB: &str = "a string of base64";
pub(super) const TIMESTAMP: &str = "a timestamp";
pub(super) const OBJECT: &str = "an object";
pub(super) const LIST: &str = "a list";

/// What a slot holds.
pub(super) fn of(slot: &Slot<'_>) -> &'static str {
    match slot {
        Slot::Ignored | Slot::Document(_) => "a value",
        Slot::Boolean(_) => BOOLEAN,
        Slot::Integer(_) => INTEGER,
        Slot::Long(_) => LONG,
        Slot::Float(_) | Slot::Double(_) => NUMBER,
        Slot::String(_) | Slot::Enum(_) => TEXT,
        Slot::Blob(_) => BLOB,
        #[cfg(feature = "stream")]
        Slot::Stream(_) => BLOB,
        #[cfg(feature = "events")]
        Slot::Events(_) => "nothing, since events are the whole body",
        Slot::Timestamp(_) => TIMESTAMP,
        Slot::Structure(_) | Slot::Union(_) | Slot::Map(_) => OBJECT,
        Slot::List(_) => LIST,
    }
}
