//! What the macros of this crate expand to. Not for direct use.

pub use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

pub use crate::codec::debug::debug;
use crate::codec::{read, write};
use crate::shape::{Slot, View};

/// Serde's `serialize` for any shape.
///
/// # Errors
///
/// The serializer's own, or a value nested too deep.
pub fn serialize<S: Serializer>(view: View<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    write::Writer::new(&view, write::Purpose::Storage).serialize(serializer)
}

/// Serde's `deserialize` for any shape.
///
/// # Errors
///
/// The deserializer's own, with the path of the value that did not fit.
pub fn deserialize<'de, D: Deserializer<'de>>(slot: Slot<'_>, deserializer: D) -> Result<(), D::Error> {
    let notes = read::Notes::default();
    read::read(slot, &notes, deserializer).map_err(|error| match notes.into_parts().0 {
        Some(path) => serde_core::de::Error::custom(format_args!("{path}: {error}")),
        None => error,
    })
}
