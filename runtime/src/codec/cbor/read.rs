//! Reading: over the [items](super::items) of a body into [`Slot`]s.
//!
//! Each slot takes the kinds of items that Smithy lets services choose from: integers for floats, floats without a
//! fraction for integers, any width of either, null and undefined for what is absent.
//!
//! # Tags
//!
//! Smithy knows tag 1 alone, seconds since 1970. Other tags are passed over where that is harmless, which depends on
//! what they stand before. Text, bytes, booleans, lists and maps are kept as they are, so what a tag says more about
//! them is merely not said. Before a number, a tag says what is counted: days, or parts of something. Without it the
//! number would be another one, so it is refused, and so are numbers that are made of bytes or lists (tags 2 to 5),
//! which Smithy wants refused where there is no type for them. The tag that says that something is CBOR says nothing.

mod document;

use std::borrow::Cow;

use bytes::Bytes;

use super::items::{Head, Item, Items, Length};
use crate::codec::read::{
    Choice, Element, Entry, Fields, Holder, Key, Keys, Notes, Path, Unknown, Unreadable, Wire,
};
use crate::codec::text;
use crate::shape::{ListSlot, MapSlot, Slot, Structure, Union, Value};
use crate::time::Timestamp;

/// Reads a body into a structure: all of it, and nothing may follow. Gives what the model does not know. Where it fails,
/// the members before have been read.
///
/// # Errors
///
/// A body that is no CBOR or does not fit, with the path where that shows.
pub(crate) fn read_body(structure: &mut dyn Structure, body: &[u8]) -> Result<Vec<Unknown>, Unreadable> {
    let notes = Notes::default();
    let outcome = Reader { items: Items::new(body), notes: &notes }.whole(structure);
    let (path, unknowns) = notes.into_parts();
    outcome.map(|()| unknowns).map_err(|reason| Unreadable { path, reason })
}

/// Reads a body into a value, of which an event may be any. Gives what the model does not know.
///
/// # Errors
///
/// As [`read_body`].
#[cfg(feature = "events")]
pub(crate) fn read_value(mut slot: Slot<'_>, body: &[u8]) -> Result<Vec<Unknown>, Unreadable> {
    if let Slot::Structure(structure) = slot {
        return read_body(structure, body);
    }
    let notes = Notes::default();
    let mut reader = Reader { items: Items::new(body), notes: &notes };
    let outcome = reader.items.next().and_then(|item| {
        reader.fill(&mut slot, item, &Path::ROOT)?;
        reader.items.end()
    });
    let (path, unknowns) = notes.into_parts();
    outcome.map(|()| unknowns).map_err(|reason| Unreadable { path, reason })
}

struct Reader<'b, 'n> {
    items: Items<'b>,
    notes: &'n Notes,
}

impl<'b> Reader<'b, '_> {
    fn whole(&mut self, structure: &mut dyn Structure) -> Result<(), String> {
        let item = self.items.next()?;
        if !matches!(item.head, Head::Null) {
            self.fill(&mut Slot::Structure(structure), item, &Path::ROOT)?;
        }
        self.items.end()
    }

    /// Reads a value that may turn out to be null.
    fn value<'s>(&mut self, holder: impl Holder<'s>, path: &Path<'_>) -> Result<(), String> {
        let outcome = match self.items.next() {
            Ok(Item { head: Head::Null, .. }) => {
                holder.null();
                Ok(())
            }
            Ok(item) => self.fill(&mut holder.slot(), item, path),
            Err(error) => Err(error),
        };
        outcome.inspect_err(|_| self.notes.failed_at(path))
    }

    fn fill(&mut self, slot: &mut Slot<'_>, item: Item, path: &Path<'_>) -> Result<(), String> {
        let misfit = self.items.misfit(wanted(slot));
        if !is_harmless(item.tag, slot) {
            return Err(misfit());
        }
        match (slot, item.head) {
            (Slot::Ignored, head) => self.items.pass(head)?,
            (Slot::Boolean(value), Head::Boolean(flag)) => **value = flag,
            (Slot::String(value), Head::Text(length)) => **value = self.items.text(length)?.into_owned(),
            (Slot::Enum(value), Head::Text(length)) => {
                let text = self.items.text(length)?;
                self.notes.enum_value(&mut **value, &text, path);
            }
            (Slot::Blob(value), Head::Bytes(length)) => {
                **value = Bytes::from(self.items.bytes(length)?.into_owned());
            }
            (Slot::Integer(value), head) => {
                **value = integer(head).and_then(|number| number.try_into().ok()).ok_or_else(misfit)?;
            }
            (Slot::Long(value), head) => {
                **value = integer(head).and_then(|number| number.try_into().ok()).ok_or_else(misfit)?;
            }
            // In one step, since by way of the other width an integer would be rounded twice.
            (Slot::Float(value), Head::Integer(number)) => **value = number as f32,
            (Slot::Float(value), Head::Float(number)) => {
                **value = number as f32;
                if value.is_infinite() && number.is_finite() {
                    self.notes.unknown(|| Unknown::Infinite { path: path.to_string() });
                }
            }
            (Slot::Double(value), Head::Integer(number)) => **value = number as f64,
            (Slot::Double(value), Head::Float(number)) => **value = number,
            (Slot::Timestamp(value), head) => **value = self.timestamp(head)?.ok_or_else(misfit)?,
            (Slot::Document(value), head) => **value = document::read(&mut self.items, head)?,
            (Slot::Structure(value), Head::Map(length)) => self.structure(&mut **value, length, path)?,
            (Slot::Union(value), Head::Map(length)) => self.union(&mut **value, length, path)?,
            (Slot::List(value), Head::List(length)) => self.list(&mut **value, length, path)?,
            (Slot::Map(value), Head::Map(length)) => self.map(&mut **value, length, path)?,
            _ => return Err(misfit()),
        }
        Ok(())
    }

    /// A point in time: seconds since 1970, also without the tag that says so, and RFC 3339 text, which is what CBOR has
    /// beside it. One that is too far off is the first or the last that there is, as in other formats.
    fn timestamp(&mut self, head: Head) -> Result<Option<Timestamp>, String> {
        Ok(match head {
            Head::Integer(seconds) => {
                let seconds = seconds.clamp(i64::MIN.into(), i64::MAX.into());
                i64::try_from(seconds).ok().map(Timestamp::from_secs)
            }
            Head::Float(seconds) => text::timestamp_from_seconds(seconds),
            Head::Text(length) => text::parse_timestamp(&self.items.text(length)?),
            _ => None,
        })
    }

    fn structure(
        &mut self,
        structure: &mut dyn Structure,
        length: Length,
        path: &Path<'_>,
    ) -> Result<(), String> {
        let keys = Keys { members: structure.schema().members, path, notes: self.notes };
        let mut outcome = Ok(());
        structure.members_mut(&mut |values: &mut [&mut dyn Value]| {
            outcome = self.members(&keys, Fields::new(values), length);
        });
        outcome
    }

    fn members(&mut self, keys: &Keys<'_>, mut fields: Fields<'_, '_>, length: Length) -> Result<(), String> {
        let mut left = self.items.open_map(length)?;
        while self.items.more(&mut left) {
            let name = self.name()?;
            match keys.key::<Wire>(fields.expected(), &name) {
                Key::Member(index, member) => self.value(fields.member(index), &keys.path.member(member))?,
                Key::TypeName | Key::Unknown(_) => {
                    self.items.skip()?;
                }
            }
        }
        Ok(())
    }

    fn union(&mut self, union: &mut dyn Union, length: Length, path: &Path<'_>) -> Result<(), String> {
        let keys = Keys { members: union.schema().members, path, notes: self.notes };
        let mut choice = Choice::new(union, path, self.notes);
        let mut left = self.items.open_map(length)?;
        while self.items.more(&mut left) {
            let name = self.name()?;
            match keys.key::<Wire>(0, &name) {
                Key::Member(index, member) => {
                    choice.member(index, member, |holder, here| self.value(holder, here))?;
                }
                Key::Unknown(name) => choice.unknown(name, self.items.skip()?),
                Key::TypeName => {
                    self.items.skip()?;
                }
            }
        }
        choice.finish();
        Ok(())
    }

    fn list(&mut self, list: &mut dyn ListSlot, length: Length, path: &Path<'_>) -> Result<(), String> {
        list.clear();
        let mut left = self.items.open_list(length)?;
        let mut index = 0;
        while self.items.more(&mut left) {
            self.value(Element(&mut *list), &path.index(index))?;
            index += 1;
        }
        Ok(())
    }

    fn map(&mut self, map: &mut dyn MapSlot, length: Length, path: &Path<'_>) -> Result<(), String> {
        map.clear();
        let mut left = self.items.open_map(length)?;
        while self.items.more(&mut left) {
            let key = self.name()?;
            self.value(Entry { map: &mut *map, key: &key }, &path.entry())?;
        }
        Ok(())
    }

    fn name(&mut self) -> Result<Cow<'b, str>, String> {
        name(&mut self.items)
    }
}

/// The name of a member, or the key of a map.
pub(crate) fn name<'b>(items: &mut Items<'b>) -> Result<Cow<'b, str>, String> {
    match items.next()?.head {
        Head::Text(length) => items.text(length),
        _ => Err(items.misfit("a string as the key of a map")()),
    }
}

/// Whether a value may be read without the tag before it.
fn is_harmless(tag: Option<u64>, slot: &Slot<'_>) -> bool {
    match (tag, slot) {
        (None, _) | (_, Slot::Ignored) | (Some(0 | 1), Slot::Timestamp(_)) => true,
        (tag, _) if is_number_by_parts(tag) => false,
        (_, Slot::Integer(_) | Slot::Long(_) | Slot::Float(_) | Slot::Double(_) | Slot::Timestamp(_)) => {
            false
        }
        _ => true,
    }
}

/// Whether a tag makes a number of bytes or of a list: one of any size, or a decimal or binary fraction.
fn is_number_by_parts(tag: Option<u64>) -> bool {
    matches!(tag, Some(2..=5))
}

/// An integer, also as a float that has no fraction.
fn integer(head: Head) -> Option<i128> {
    match head {
        Head::Integer(number) => Some(number),
        Head::Float(number) => text::whole(number).map(i128::from),
        _ => None,
    }
}

/// What a slot takes, in words.
fn wanted(slot: &Slot<'_>) -> &'static str {
    match slot {
        Slot::Ignored | Slot::Document(_) => "a value",
        Slot::Boolean(_) => "a boolean",
        Slot::Integer(_) => "an integer of 32 bits",
        Slot::Long(_) => "an integer of 64 bits",
        Slot::Float(_) | Slot::Double(_) => "a number",
        Slot::String(_) | Slot::Enum(_) => "a string",
        Slot::Blob(_) => "a byte string",
        #[cfg(feature = "stream")]
        Slot::Stream(_) => "a byte string",
        #[cfg(feature = "events")]
        Slot::Events(_) => "nothing, since events are the whole body",
        Slot::Timestamp(_) => "a timestamp",
        Slot::Structure(_) | Slot::Union(_) | Slot::Map(_) => "a map",
        Slot::List(_) => "a list",
    }
}
