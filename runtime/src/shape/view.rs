//! Reading side of a shape.

#[cfg(feature = "stream")]
use crate::stream::ByteStream;
use crate::time::Timestamp;

use super::{Structure, Union};

/// A value as seen from outside, without a copy.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum View<'a> {
    /// Absent, or null.
    Null,
    /// A boolean.
    Boolean(bool),
    /// A signed integer of 32 bits.
    Integer(i32),
    /// A signed integer of 64 bits.
    Long(i64),
    /// A float of 32 bits.
    Float(f32),
    /// A float of 64 bits.
    Double(f64),
    /// Text.
    String(&'a str),
    /// The raw text of an enum value.
    Enum(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
    /// The whole body of a message, as a stream of its bytes.
    #[cfg(feature = "stream")]
    Stream(&'a ByteStream),
    /// A point in time.
    Timestamp(Timestamp),
    /// Any JSON value.
    Document(&'a serde_json::Value),
    /// A structure.
    Structure(&'a dyn Structure),
    /// A union.
    Union(&'a dyn Union),
    /// A list.
    List(&'a dyn List),
    /// A map.
    Map(&'a dyn Map),
}

impl View<'_> {
    /// Whether there is nothing to see.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// The elements of a list.
pub trait List {
    /// How many elements there are.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element at an index; [`View::Null`] when it is null or the index is out of range.
    fn get(&self, index: usize) -> View<'_>;
}

/// The entries of a map.
pub trait Map {
    /// How many entries there are.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a key, if the map holds it.
    fn get(&self, key: &str) -> Option<View<'_>>;

    /// All entries, sorted by key, so that what is written does not depend on hash order.
    fn entries(&self) -> Vec<(&str, View<'_>)>;
}
