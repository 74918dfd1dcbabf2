//! The two forms that values come in: as services write them, and as serde stores them.

use std::fmt;

use serde_core::Deserialize;
use serde_core::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde_core::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::aggregate::{Alternatives, Elements, Entries, Members};
use super::single::Single;
use super::{Reader, fill, scalar};
use crate::codec::read::{Holder, Naming, Wire};
use crate::schema::Member;
use crate::shape::Slot;

/// What is different between the two.
pub(super) trait Form: Naming {
    /// Reads a value that may be null.
    fn read<'de, 's, H: Holder<'s>, D: Deserializer<'de>>(
        reader: Reader<'_, H, Self>,
        deserializer: D,
    ) -> Result<(), D::Error>;

    /// Skips a value, and gives whether it was more than a null.
    fn is_present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error>;

    /// Whether an empty key in a union stands before the name of a member that the model does not know.
    const HAS_UNKNOWN_NAMES: bool;
}

/// JSON of services, which tells by itself what is there.
impl Form for Wire {
    #[inline]
    fn read<'de, 's, H: Holder<'s>, D: Deserializer<'de>>(
        reader: Reader<'_, H, Self>,
        deserializer: D,
    ) -> Result<(), D::Error> {
        deserializer.deserialize_any(Anything(reader))
    }

    fn is_present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_option(Skipped)
    }

    const HAS_UNKNOWN_NAMES: bool = false;
}

/// What serde's `Serialize` wrote. Formats for people tell by themselves what is there, and some of them tell a value from
/// one that may be absent, so nothing is presumed. Compact formats may tell nothing, so there every value inside another
/// was written as one that may be absent.
#[derive(Clone, Copy)]
pub(super) struct Stored;

impl Naming for Stored {
    #[inline]
    fn is_name(member: &Member, name: &str) -> bool {
        member.name == name
    }
}

impl Form for Stored {
    #[inline]
    fn read<'de, 's, H: Holder<'s>, D: Deserializer<'de>>(
        reader: Reader<'_, H, Self>,
        deserializer: D,
    ) -> Result<(), D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(Anything(reader))
        } else {
            deserializer.deserialize_option(reader)
        }
    }

    fn is_present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(Skipped)
        } else {
            deserializer.deserialize_option(Skipped)
        }
    }

    const HAS_UNKNOWN_NAMES: bool = true;
}

/// A value that nobody wants, but for whether it is one.
pub(super) struct Presence<F>(pub(super) F);

impl<'de, F: Form> DeserializeSeed<'de> for Presence<F> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        F::is_present(deserializer)
    }
}

struct Skipped;

/// Gives that there is a value, whichever it is.
macro_rules! present {
    ($($visit:ident($type:ty);)*) => {$(
        fn $visit<E: Error>(self, _: $type) -> Result<bool, E> {
            Ok(true)
        }
    )*};
}

impl<'de> Visitor<'de> for Skipped {
    type Value = bool;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value, or null")
    }

    present! {
        visit_bool(bool);
        visit_i64(i64);
        visit_u64(u64);
        visit_f64(f64);
        visit_str(&str);
        visit_bytes(&[u8]);
    }

    fn visit_unit<E: Error>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_none<E: Error>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| true)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<bool, A::Error> {
        IgnoredAny.visit_seq(access).map(|_| true)
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<bool, A::Error> {
        IgnoredAny.visit_map(access).map(|_| true)
    }
}

/// A value of which the format tells what it is.
pub(super) struct Anything<'n, H, F>(pub(super) Reader<'n, H, F>);

/// Passes a single value on to the visitor of the slot.
macro_rules! passed_on {
    ($($visit:ident($type:ty) => $kind:ident;)*) => {$(
        #[inline]
        fn $visit<E: Error>(self, value: $type) -> Result<(), E> {
            let Reader { holder, path, notes, form } = self.0;
            fill(&mut holder.slot(), path, notes, form, Single::$kind(value).of())
        }
    )*};
}

impl<'de, 's, H: Holder<'s>, F: Form> Visitor<'de> for Anything<'_, H, F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value, or null")
    }

    passed_on! {
        visit_bool(bool) => Boolean;
        visit_i64(i64) => Signed;
        visit_u64(u64) => Unsigned;
        visit_f64(f64) => Float;
        visit_string(String) => Owned;
        visit_bytes(&[u8]) => Bytes;
    }

    /// Most values are text for slots of text, so these take the shortest way.
    #[inline]
    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        let Reader { holder, path, notes, form } = self.0;
        match &mut holder.slot() {
            Slot::String(slot) => scalar::Text(slot).visit_str(value),
            slot => fill(slot, path, notes, form, Single::Text(value).of()),
        }
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.0.holder.null();
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.0.holder.null();
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<(), A::Error> {
        let Reader { holder, path, notes, form } = self.0;
        match &mut holder.slot() {
            Slot::List(list) => Elements { list, path, notes, form }.visit_seq(access),
            slot => fill(slot, path, notes, form, SeqAccessDeserializer::new(access)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<(), A::Error> {
        let Reader { holder, path, notes, form } = self.0;
        match &mut holder.slot() {
            Slot::Structure(structure) => Members { structure, path, notes, form }.visit_map(access),
            Slot::Union(union) => Alternatives { union, path, notes, form }.visit_map(access),
            Slot::Map(map) => Entries { map, path, notes, form }.visit_map(access),
            slot => fill(slot, path, notes, form, MapAccessDeserializer::new(access)),
        }
    }
}
