//! Filling side of a shape.

#[cfg(feature = "stream")]
use crate::stream::ByteStream;
use crate::time::Timestamp;
use bytes::Bytes;

#[cfg(feature = "events")]
use super::EventSlot;
use super::{Structure, Union};

/// A place to fill: the writing counterpart of [`View`](super::View).
#[non_exhaustive]
pub enum Slot<'a> {
    /// Nothing wants the value.
    Ignored,
    /// A boolean.
    Boolean(&'a mut bool),
    /// A signed integer of 32 bits.
    Integer(&'a mut i32),
    /// A signed integer of 64 bits.
    Long(&'a mut i64),
    /// A float of 32 bits.
    Float(&'a mut f32),
    /// A float of 64 bits.
    Double(&'a mut f64),
    /// Text.
    String(&'a mut String),
    /// An enum, set from raw text.
    Enum(&'a mut dyn EnumSlot),
    /// Bytes.
    Blob(&'a mut Bytes),
    /// The whole body of a message, as a stream of its bytes.
    #[cfg(feature = "stream")]
    Stream(&'a mut ByteStream),
    /// The events of a reply.
    #[cfg(feature = "events")]
    Events(&'a mut dyn EventSlot),
    /// A point in time.
    Timestamp(&'a mut Timestamp),
    /// Any JSON value.
    Document(&'a mut serde_json::Value),
    /// A structure.
    Structure(&'a mut dyn Structure),
    /// A union.
    Union(&'a mut dyn Union),
    /// A list.
    List(&'a mut dyn ListSlot),
    /// A map.
    Map(&'a mut dyn MapSlot),
}

/// An enum as a place to fill.
pub trait EnumSlot {
    /// Sets the value from its wire text and says whether the model knows it.
    fn set(&mut self, text: &str) -> bool;
}

/// A list as a place to fill.
pub trait ListSlot {
    /// Removes all elements.
    fn clear(&mut self);

    /// Appends an empty element and gives the place to fill it.
    fn push(&mut self) -> Slot<'_>;

    /// Appends a null; nothing in a list that cannot hold one, where it is absent like any other null.
    fn push_null(&mut self);
}

/// A map as a place to fill.
pub trait MapSlot {
    /// Removes all entries.
    fn clear(&mut self);

    /// Puts an empty value under a key and gives the place to fill it.
    fn insert(&mut self, key: &str) -> Slot<'_>;

    /// Puts a null under a key; nothing in a map that cannot hold one.
    fn insert_null(&mut self, key: &str);
}
