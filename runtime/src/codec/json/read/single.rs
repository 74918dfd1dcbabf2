//! A value that came and holds no other: what a format gave, to be given to the visitor of a slot.

use std::marker::PhantomData;

use serde_core::de::{Deserializer, Error, Visitor};
use serde_core::forward_to_deserialize_any;

/// A value that came. One type for all kinds, since each that a slot can be filled from is one more copy of all that fills
/// slots.
pub(super) enum Single<'a> {
    Boolean(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    Text(&'a str),
    Owned(String),
    Bytes(&'a [u8]),
}

/// A value that came, with the kind of error that its format has.
pub(super) struct Came<'a, E>(Single<'a>, PhantomData<E>);

impl<'a> Single<'a> {
    #[inline]
    pub(super) fn of<E: Error>(self) -> Came<'a, E> {
        Came(self, PhantomData)
    }
}

impl<'de, E: Error> Deserializer<'de> for Came<'_, E> {
    type Error = E;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.0 {
            Single::Boolean(value) => visitor.visit_bool(value),
            Single::Signed(value) => visitor.visit_i64(value),
            Single::Unsigned(value) => visitor.visit_u64(value),
            Single::Float(value) => visitor.visit_f64(value),
            Single::Text(value) => visitor.visit_str(value),
            Single::Owned(value) => visitor.visit_string(value),
            Single::Bytes(value) => visitor.visit_bytes(value),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
