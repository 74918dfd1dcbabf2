//! Values back to what they were before anything was read.

use bytes::Bytes;

use crate::shape::{Slot, Value, View};

/// Empties a value: it becomes absent where it may be, else the empty value of its type.
///
/// Structures that may be absent are not looked into, so this goes no deeper than a type that has to hold the
/// next one, and ends.
pub(super) fn reset(value: &mut dyn Value) {
    value.clear();
    let is_absent = matches!(value.view(), View::Null);
    if is_absent {
        return;
    }
    match value.slot() {
        Slot::Ignored => {}
        Slot::Boolean(value) => *value = false,
        Slot::Integer(value) => *value = 0,
        Slot::Long(value) => *value = 0,
        Slot::Float(value) => *value = 0.0,
        Slot::Double(value) => *value = 0.0,
        Slot::Timestamp(value) => *value = Value::empty(),
        Slot::String(value) => value.clear(),
        Slot::Blob(value) => *value = Bytes::new(),
        #[cfg(feature = "stream")]
        Slot::Stream(value) => *value = Value::empty(),
        // They are never seen, so they are absent above.
        #[cfg(feature = "events")]
        Slot::Events(_) => {}
        Slot::Document(value) => *value = serde_json::Value::Null,
        Slot::Enum(value) => {
            value.set("");
        }
        Slot::Union(value) => value.set_unknown(""),
        Slot::List(value) => value.clear(),
        Slot::Map(value) => value.clear(),
        Slot::Structure(value) => {
            value.members_mut(&mut |members: &mut [&mut dyn Value]| {
                members.iter_mut().for_each(|member| reset(&mut **member));
            });
        }
    }
}
