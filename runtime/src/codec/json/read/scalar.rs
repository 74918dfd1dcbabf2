//! Visitors of single values. Each takes every form that services send its kind of value in.

use std::fmt;

use crate::time::Timestamp;
use bytes::Bytes;
use serde_core::Deserialize;
use serde_core::de::value::MapAccessDeserializer;
use serde_core::de::{Error, MapAccess, Unexpected, Visitor};

use super::wanted;
use crate::codec::read::{Notes, Path, Unknown};
use crate::codec::{mend, text};
use crate::shape::EnumSlot;

/// Says in error messages what would have fitted.
macro_rules! expecting {
    ($text:expr) => {
        type Value = ();

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str($text)
        }
    };
}

/// Takes the numbers that come in another form than those of 64 bits.
///
/// With its feature `arbitrary_precision`, which any crate in a program may switch on, `serde_json` gives out
/// numbers with a fraction or more than 64 bits as a map that only its own `Number` can read. They are read from
/// their text then, to what they would have been without that feature.
macro_rules! other_numbers {
    () => {
        fn visit_i128<E: Error>(self, value: i128) -> Result<(), E> {
            self.visit_f64(value as f64)
        }

        fn visit_u128<E: Error>(self, value: u128) -> Result<(), E> {
            self.visit_f64(value as f64)
        }

        fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<(), A::Error> {
            let number = serde_json::Number::deserialize(MapAccessDeserializer::new(access));
            let Ok(text) = number.map(|number| number.to_string()) else {
                return Err(A::Error::invalid_type(Unexpected::Map, &self));
            };
            if let Ok(value) = text.parse() {
                // A zero with a sign is a float.
                return if text == "-0" { self.visit_f64(-0.0) } else { self.visit_i64(value) };
            }
            match (text.parse(), text.parse()) {
                (Ok(value), _) => self.visit_u64(value),
                (_, Ok(value)) => self.visit_f64(value),
                _ => Err(A::Error::invalid_type(Unexpected::Other("number"), &self)),
            }
        }
    };
}

pub(super) struct Boolean<'s>(pub(super) &'s mut bool);

impl Visitor<'_> for Boolean<'_> {
    expecting!(wanted::BOOLEAN);

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        *self.0 = value;
        Ok(())
    }
}

pub(super) struct Integer<'s>(pub(super) &'s mut i32);

impl<'de> Visitor<'de> for Integer<'_> {
    expecting!(wanted::INTEGER);
    other_numbers!();

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        *self.0 = value.try_into().map_err(|_| E::invalid_value(Unexpected::Signed(value), &self))?;
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        *self.0 = value.try_into().map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))?;
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        match text::whole(value) {
            Some(value) => self.visit_i64(value),
            None => Err(E::invalid_type(Unexpected::Float(value), &self)),
        }
    }
}

pub(super) struct Long<'s>(pub(super) &'s mut i64);

impl<'de> Visitor<'de> for Long<'_> {
    expecting!(wanted::LONG);
    other_numbers!();

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        *self.0 = value;
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        *self.0 = value.try_into().map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))?;
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        *self.0 = text::whole(value).ok_or_else(|| E::invalid_type(Unexpected::Float(value), &self))?;
        Ok(())
    }
}

/// A visitor of floats of one width. Integers are converted in one step, since by way of the other width
/// they would be rounded twice.
macro_rules! float {
    ($name:ident, $type:ty) => {
        pub(super) struct $name<'s, 'n> {
            pub(super) value: &'s mut $type,
            pub(super) path: &'n Path<'n>,
            pub(super) notes: &'n Notes,
        }

        impl<'de> Visitor<'de> for $name<'_, '_> {
            expecting!(wanted::NUMBER);
            other_numbers!();

            fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
                *self.value = value as $type;
                Ok(())
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
                *self.value = value as $type;
                Ok(())
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
                *self.value = value as $type;
                if self.value.is_infinite() {
                    self.notes.unknown(|| Unknown::Infinite { path: self.path.to_string() });
                }
                Ok(())
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
                match (text::parse_special_float(value), value.parse()) {
                    (Some(special), _) => *self.value = special as $type,
                    (None, Ok(number)) if mend::is_beyond_floats(value) => return self.visit_f64(number),
                    _ => {
                        let special = "a number, or \"NaN\", \"Infinity\" or \"-Infinity\"";
                        return Err(E::invalid_value(Unexpected::Str(value), &special));
                    }
                }
                Ok(())
            }
        }
    };
}

float!(Float, f32);
float!(Double, f64);

/// A point in time.
pub(super) struct Moment<'s>(pub(super) &'s mut Timestamp);

impl<'de> Visitor<'de> for Moment<'_> {
    expecting!(wanted::TIMESTAMP);
    other_numbers!();

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
    expecting!(wanted::TEXT);

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
    pub(super) path: &'n Path<'n>,
    pub(super) notes: &'n Notes,
}

impl Visitor<'_> for EnumValue<'_, '_, '_> {
    expecting!(wanted::TEXT);

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.notes.enum_value(&mut **self.value, value, self.path);
        Ok(())
    }
}

pub(super) struct Blob<'s>(pub(super) &'s mut Bytes);

impl Visitor<'_> for Blob<'_> {
    expecting!(wanted::BLOB);

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
