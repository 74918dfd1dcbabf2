//! The Rust types that members are made of, as views and slots.

use std::collections::HashMap;
use std::hash::Hash;

#[cfg(feature = "stream")]
use crate::stream::ByteStream;
use crate::time::Timestamp;
use bytes::Bytes;

use super::{List, ListSlot, Map, MapSlot, Sealed, Slot, View};

/// A type that a member can hold.
pub trait Value: Sealed + Send + Sync {
    /// The value that stands in for a required member that a reply left out: zero, nothing, the
    /// empty text, 1970-01-01T00:00:00Z, or a structure made of such values.
    ///
    /// Source: [client error correction](https://smithy.io/2.0/spec/aggregate-types.html#client-error-correction)
    /// in the Smithy specification.
    fn empty() -> Self
    where
        Self: Sized;

    /// The value, to be read.
    fn view(&self) -> View<'_>;

    /// The value, to be filled. One that may be absent is present from then on, empty at first.
    fn slot(&mut self) -> Slot<'_>;

    /// The value, to be added to: as [`slot`](Self::slot), but what is there already stays. For lists and maps whose
    /// items stand beside other members, as XML has them where a list is flattened.
    fn more(&mut self) -> Slot<'_> {
        self.slot()
    }

    /// What stands for a null, if anything does.
    fn null() -> Option<Self>
    where
        Self: Sized,
    {
        None
    }

    /// Makes the value absent, if it may be.
    fn clear(&mut self) {}
}

macro_rules! copied {
    ($($type:ty => $kind:ident, $empty:expr;)*) => {$(
        impl Sealed for $type {}

        impl Value for $type {
            fn empty() -> Self {
                $empty
            }

            fn view(&self) -> View<'_> {
                View::$kind(*self)
            }

            fn slot(&mut self) -> Slot<'_> {
                Slot::$kind(self)
            }
        }
    )*};
}

copied! {
    bool => Boolean, false;
    i32 => Integer, 0;
    i64 => Long, 0;
    f32 => Float, 0.0;
    f64 => Double, 0.0;
    Timestamp => Timestamp, Timestamp::UNIX_EPOCH;
}

macro_rules! borrowed {
    ($($type:ty => $kind:ident, $empty:expr;)*) => {$(
        impl Sealed for $type {}

        impl Value for $type {
            fn empty() -> Self {
                $empty
            }

            fn view(&self) -> View<'_> {
                View::$kind(self)
            }

            fn slot(&mut self) -> Slot<'_> {
                Slot::$kind(self)
            }
        }
    )*};
}

borrowed! {
    String => String, String::new();
    Bytes => Blob, Bytes::new();
}

#[cfg(feature = "stream")]
borrowed! {
    ByteStream => Stream, ByteStream::default();
}

impl Sealed for serde_json::Value {}

impl Value for serde_json::Value {
    fn empty() -> Self {
        Self::Null
    }

    fn view(&self) -> View<'_> {
        View::Document(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Document(self)
    }

    fn null() -> Option<Self> {
        Some(Self::Null)
    }

    fn clear(&mut self) {
        *self = Self::Null;
    }
}

impl<T: Value> Sealed for Option<T> {}

impl<T: Value> Value for Option<T> {
    fn empty() -> Self {
        None
    }

    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Null, Value::view)
    }

    fn slot(&mut self) -> Slot<'_> {
        self.insert(T::empty()).slot()
    }

    fn more(&mut self) -> Slot<'_> {
        self.get_or_insert_with(T::empty).more()
    }

    fn null() -> Option<Self> {
        Some(None)
    }

    fn clear(&mut self) {
        *self = None;
    }
}

impl<T: Value> Sealed for Vec<T> {}

impl<T: Value> Value for Vec<T> {
    fn empty() -> Self {
        Self::new()
    }

    fn view(&self) -> View<'_> {
        View::List(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::List(self)
    }
}

impl<T: Value> List for Vec<T> {
    fn len(&self) -> usize {
        Self::len(self)
    }

    fn get(&self, index: usize) -> View<'_> {
        self.as_slice().get(index).map_or(View::Null, Value::view)
    }
}

impl<T: Value> ListSlot for Vec<T> {
    fn clear(&mut self) {
        Self::clear(self);
    }

    fn push(&mut self) -> Slot<'_> {
        Self::push(self, T::empty());
        self.last_mut().map_or(Slot::Ignored, Value::slot)
    }

    fn push_null(&mut self) {
        self.extend(T::null());
    }
}

/// A type that can be the key of a map: text, or an enum.
pub trait MapKey: Eq + Hash + Send + Sync {
    /// The key as it stands on the wire.
    fn as_key(&self) -> &str;

    /// The key that this text stands for.
    fn from_key(key: &str) -> Self;
}

impl MapKey for String {
    fn as_key(&self) -> &str {
        self
    }

    fn from_key(key: &str) -> Self {
        key.to_owned()
    }
}

impl<K: MapKey, V: Value> Sealed for HashMap<K, V> {}

impl<K: MapKey, V: Value> Value for HashMap<K, V> {
    fn empty() -> Self {
        Self::new()
    }

    fn view(&self) -> View<'_> {
        View::Map(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Map(self)
    }
}

impl<K: MapKey, V: Value> Map for HashMap<K, V> {
    fn len(&self) -> usize {
        Self::len(self)
    }

    fn get(&self, key: &str) -> Option<View<'_>> {
        Self::get(self, &K::from_key(key)).map(Value::view)
    }

    fn entries(&self) -> Vec<(&str, View<'_>)> {
        let mut entries: Vec<_> = self.iter().map(|(key, value)| (key.as_key(), value.view())).collect();
        entries.sort_unstable_by_key(|(key, _)| *key);
        entries
    }
}

impl<K: MapKey, V: Value> MapSlot for HashMap<K, V> {
    fn clear(&mut self) {
        Self::clear(self);
    }

    fn insert(&mut self, key: &str) -> Slot<'_> {
        self.entry(K::from_key(key)).insert_entry(V::empty()).into_mut().slot()
    }

    fn insert_null(&mut self, key: &str) {
        self.extend(V::null().map(|null| (K::from_key(key), null)));
    }
}

#[cfg(test)]
mod tests {
    use super::{Slot, Value};

    #[test]
    fn more_keeps_what_is_there_and_slot_does_not() {
        let mut list = None::<Vec<i32>>;
        let push = |slot: Slot<'_>, number| {
            if let Slot::List(list) = slot
                && let Slot::Integer(value) = list.push()
            {
                *value = number;
            }
        };
        push(list.more(), 1);
        push(list.more(), 2);
        assert_eq!(list.as_deref(), Some([1, 2].as_slice()));
        push(list.slot(), 3);
        assert_eq!(list.as_deref(), Some([3].as_slice()));
    }
}
