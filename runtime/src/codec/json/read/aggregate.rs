//! Visitors of what holds other values: structures, unions, lists and maps.

use std::fmt;
use std::marker::PhantomData;

use serde_core::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::form::{Form, Presence};
use super::{Reader, wanted};
use crate::codec::read::{Choice, Element, Entry, Fields, Key, Keys, Notes, Path};
use crate::shape::{ListSlot, MapSlot, Structure, Union, Value};

pub(super) struct Members<'s, 'v, 'n, F> {
    pub(super) structure: &'s mut &'v mut dyn Structure,
    pub(super) path: &'n Path<'n>,
    pub(super) notes: &'n Notes,
    pub(super) form: F,
}

impl<'de, F: Form> Visitor<'de> for Members<'_, '_, '_, F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(wanted::OBJECT)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let keys = Keys { members: self.structure.schema().members, path: self.path, notes: self.notes };
        let mut outcome = Ok(());
        self.structure.members_mut(&mut |values: &mut [&mut dyn Value]| {
            outcome = fill_members(&keys, values, &mut access, self.form);
        });
        outcome
    }
}

fn fill_members<'de, F: Form, A: MapAccess<'de>>(
    keys: &Keys<'_>,
    values: &mut [&mut dyn Value],
    access: &mut A,
    form: F,
) -> Result<(), A::Error> {
    let Keys { path, notes, .. } = *keys;
    let mut fields = Fields::new(values);
    while let Some(key) =
        access.next_key_seed(MemberKey { keys, expected: fields.expected(), form: PhantomData::<F> })?
    {
        let Key::Member(index, member) = key else {
            access.next_value::<IgnoredAny>()?;
            continue;
        };
        let here = path.member(member);
        let holder = fields.member(index);
        if let Err(error) = access.next_value_seed(Reader { holder, path: &here, notes, form }) {
            notes.failed_at(&here);
            return Err(error);
        }
    }
    Ok(())
}

pub(super) struct Alternatives<'s, 'v, 'n, F> {
    pub(super) union: &'s mut &'v mut dyn Union,
    pub(super) path: &'n Path<'n>,
    pub(super) notes: &'n Notes,
    pub(super) form: F,
}

impl<'de, F: Form> Visitor<'de> for Alternatives<'_, '_, '_, F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(wanted::OBJECT)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let Self { union, path, notes, form } = self;
        let keys = Keys { members: union.schema().members, path, notes };
        let mut choice = Choice::new(&mut **union, path, notes);
        while let Some(key) =
            access.next_key_seed(MemberKey { keys: &keys, expected: 0, form: PhantomData::<F> })?
        {
            match key {
                Key::TypeName => {
                    access.next_value::<IgnoredAny>()?;
                }
                Key::Unknown(name) if F::HAS_UNKNOWN_NAMES && name.is_empty() => {
                    choice.stored_name(access.next_value()?);
                }
                Key::Unknown(name) => choice.unknown(name, access.next_value_seed(Presence(form))?),
                Key::Member(index, member) => choice.member(index, member, |holder, here| {
                    access.next_value_seed(Reader { holder, path: here, notes, form })
                })?,
            }
        }
        choice.finish();
        Ok(())
    }
}

pub(super) struct Elements<'s, 'v, 'n, F> {
    pub(super) list: &'s mut &'v mut dyn ListSlot,
    pub(super) path: &'n Path<'n>,
    pub(super) notes: &'n Notes,
    pub(super) form: F,
}

impl<'de, F: Form> Visitor<'de> for Elements<'_, '_, '_, F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(wanted::LIST)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let Self { list, path, notes, form } = self;
        list.clear();
        let mut index = 0;
        loop {
            let here = path.index(index);
            let holder = Element(&mut **list);
            match access.next_element_seed(Reader { holder, path: &here, notes, form }) {
                Ok(Some(())) => index += 1,
                Ok(None) => return Ok(()),
                Err(error) => {
                    notes.failed_at(&here);
                    return Err(error);
                }
            }
        }
    }
}

pub(super) struct Entries<'s, 'v, 'n, F> {
    pub(super) map: &'s mut &'v mut dyn MapSlot,
    pub(super) path: &'n Path<'n>,
    pub(super) notes: &'n Notes,
    pub(super) form: F,
}

impl<'de, F: Form> Visitor<'de> for Entries<'_, '_, '_, F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(wanted::OBJECT)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let Self { map, path, notes, form } = self;
        map.clear();
        while let Some(key) = access.next_key::<String>()? {
            let here = path.entry();
            let holder = Entry { map: &mut **map, key: &key };
            if let Err(error) = access.next_value_seed(Reader { holder, path: &here, notes, form }) {
                notes.failed_at(&here);
                return Err(error);
            }
        }
        Ok(())
    }
}

/// A key on its way in.
struct MemberKey<'n, F> {
    keys: &'n Keys<'n>,
    expected: usize,
    form: PhantomData<F>,
}

impl<'de, F: Form> DeserializeSeed<'de> for MemberKey<'_, F> {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<F: Form> Visitor<'_> for MemberKey<'_, F> {
    type Value = Key;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a member")
    }

    #[inline]
    fn visit_str<E: Error>(self, name: &str) -> Result<Key, E> {
        Ok(self.keys.key::<F>(self.expected, name))
    }
}
