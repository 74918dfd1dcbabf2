//! Visitors of single values. Each takes every form that services send its kind of value in.

use std::fmt;

use crate::time::Timestamp;
use bytes::Bytes;
use serde_core::de::{Error, Unexpected, Visitor};

use super::notes::{Notes, Place, Unknown};
use crate::codec::text;
use crate::shape::EnumSlot;

/// Says in error messages what would have fitted.
macro_rules! expecting {
    ($text:literal) => {
        type Value = ();

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str($text)
        }
    };
}

pub(super) struct Boolean<'s>(pub(super) &'s mut bool);

impl Visitor<'_> for Boolean<'_> {
    expecting!("a boolean");

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        *self.0 = value;
        Ok(())
    }
}

pub(super) struct Integer<'s>(pub(super) &'s mut i32);

impl Visitor<'_> for Integer<'_> {
    expecting!("an integer of 32 bits");

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        *self.0 = value.try_into().map_err(|_| E::invalid_value(Unexpected::Signed(value), &self))?;
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        *self.0 = value.try_into().map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))?;
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        match whole(value) {
            Some(value) => self.visit_i64(value),
            None => Err(E::invalid_type(Unexpected::Float(value), &self)),
        }
    }
}

pub(super) struct Long<'s>(pub(super) &'s mut i64);

impl Visitor<'_> for Long<'_> {
    expecting!("an integer of 64 bits");

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        *self.0 = value;
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        *self.0 = value.try_into().map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))?;
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        *self.0 = whole(value).ok_or_else(|| E::invalid_type(Unexpected::Float(value), &self))?;
        Ok(())
    }
}

/// A whole number that was written with a fraction of zero, as some services do; the largest are those
/// up to which a float holds every one.
fn whole(value: f64) -> Option<i64> {
    (value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0).then_some(value as i64)
}

/// A visitor of floats of one width. Integers are converted in one step, since by way of the other width
/// they would be rounded twice.
macro_rules! float {
    ($name:ident, $type:ty) => {
        pub(super) struct $name<'s>(pub(super) &'s mut $type);

        impl Visitor<'_> for $name<'_> {
            expecting!("a number");

            fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
                *self.0 = value as $type;
                Ok(())
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
                *self.0 = value as $type;
                Ok(())
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
                *self.0 = value as $type;
                Ok(())
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
                *self.0 = special::<E>(value)? as $type;
                Ok(())
            }
        }
    };
}

float!(Float, f32);
float!(Double, f64);

fn special<E: Error>(value: &str) -> Result<f64, E> {
    text::parse_special_float(value).ok_or_else(|| {
        E::invalid_value(Unexpected::Str(value), &"a number, or \"NaN\", \"Infinity\" or \"-Infinity\"")
    })
}

/// A point in time.
pub(super) struct Moment<'s>(pub(super) &'s mut Timestamp);

impl Visitor<'_> for Moment<'_> {
    expecting!("a timestamp");

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        *self.0 = Timestamp::from_secs(value);
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.visit_i64(i64::try_from(value).unwrap_or(i64::MAX))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        *self.0 = text::timestamp_from_seconds(value)
            .ok_or_else(|| E::invalid_value(Unexpected::Float(value), &"seconds since 1970"))?;
        Ok(())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        *self.0 = text::parse_timestamp(value).ok_or_else(|| {
            E::invalid_value(Unexpected::Str(value), &"a timestamp: epoch seconds, RFC 3339 or an HTTP date")
        })?;
        Ok(())
    }
}

pub(super) struct Text<'s>(pub(super) &'s mut String);

impl Visitor<'_> for Text<'_> {
    expecting!("a string");

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        // The place is empty, and a copy of the right size costs less than one that grows.
        *self.0 = value.to_owned();
        Ok(())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<(), E> {
        *self.0 = value;
        Ok(())
    }
}

pub(super) struct EnumValue<'s, 'v, 'n> {
    pub(super) value: &'s mut &'v mut dyn EnumSlot,
    pub(super) place: &'n Place<'n>,
    pub(super) notes: &'n Notes,
}

impl Visitor<'_> for EnumValue<'_, '_, '_> {
    expecting!("a string");

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        if !self.value.set(value) {
            self.notes
                .unknown(|| Unknown::EnumValue { path: self.place.to_string(), value: value.to_owned() });
        }
        Ok(())
    }
}

pub(super) struct Blob<'s>(pub(super) &'s mut Bytes);

impl Visitor<'_> for Blob<'_> {
    expecting!("a string of base64");

    fn visit_bytes<E: Error>(self, value: &[u8]) -> Result<(), E> {
        *self.0 = Bytes::copy_from_slice(value);
        Ok(())
    }

    fn visit_byte_buf<E: Error>(self, value: Vec<u8>) -> Result<(), E> {
        *self.0 = value.into();
        Ok(())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        *self.0 = text::from_base64(value)
            .map(Bytes::from)
            .map_err(|error| E::custom(format_args!("not valid base64: {error}")))?;
        Ok(())
    }
}
