//! Visitors of what holds other values: structures, unions, lists and maps.

use std::fmt;

use serde_core::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::form::{Form, Presence};
use super::notes::{Notes, Place, Unknown};
use super::{Holder, Reader, reset, wanted};
use crate::schema::{REDACTED, are_sensitive};
use crate::shape::{ListSlot, MapSlot, Member, Slot, Structure, StructureSchema, Union, Value};

pub(super) struct Members<'s, 'v, 'n, F> {
    pub(super) structure: &'s mut &'v mut dyn Structure,
    pub(super) place: &'n Place<'n>,
    pub(super) notes: &'n Notes,
    pub(super) form: F,
}

impl<'de, F: Form> Visitor<'de> for Members<'_, '_, '_, F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(wanted::OBJECT)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let schema = self.structure.schema();
        let mut outcome = Ok(());
        self.structure.members_mut(&mut |values: &mut [&mut dyn Value]| {
            outcome = fill_members(schema, values, &mut access, self.place, self.notes, self.form);
        });
        outcome
    }
}

fn fill_members<'de, F: Form, A: MapAccess<'de>>(
    schema: &'static StructureSchema,
    values: &mut [&mut dyn Value],
    access: &mut A,
    place: &Place<'_>,
    notes: &Notes,
    form: F,
) -> Result<(), A::Error> {
    let keys = Keys { members: schema.members, place, notes };
    let mut expected = 0;
    // The members from here on have not come yet.
    let mut untouched = 0;
    while let Some(key) = access.next_key_seed(MemberKey { keys: &keys, expected })? {
        let Key::Member(index, member) = key else {
            access.next_value::<IgnoredAny>()?;
            continue;
        };
        // A member may stand there twice, and the last one counts.
        if index < untouched
            && let Some(value) = values.get_mut(index)
        {
            reset::reset(&mut **value);
        }
        expected = index + 1;
        untouched = untouched.max(expected);
        let here = place.member(member);
        let holder = OneMember(values.get_mut(index));
        if let Err(error) = access.next_value_seed(Reader { holder, place: &here, notes, form }) {
            notes.failed_at(&here);
            return Err(error);
        }
    }
    Ok(())
}

struct OneMember<'s, 'v>(Option<&'s mut &'v mut dyn Value>);

impl<'s> Holder<'s> for OneMember<'s, '_> {
    fn slot(self) -> Slot<'s> {
        self.0.map_or(Slot::Ignored, |value| value.slot())
    }

    fn null(self) {
        if let Some(value) = self.0 {
            value.clear();
        }
    }
}

pub(super) struct Choice<'s, 'v, 'n, F> {
    pub(super) union: &'s mut &'v mut dyn Union,
    pub(super) place: &'n Place<'n>,
    pub(super) notes: &'n Notes,
    pub(super) form: F,
}

impl<'de, F: Form> Visitor<'de> for Choice<'_, '_, '_, F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(wanted::OBJECT)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let Self { union, place, notes, form } = self;
        let keys = Keys { members: union.schema().members, place, notes };
        let mut chosen = Chosen::Nothing;
        // The name of the first null that the model does not know.
        let mut null = None;
        // The name of one with a value, for as long as it is what the union holds.
        let mut unknown = None;
        // Services may send the other members as nulls, so what comes first need not be what is set.
        while let Some(key) = access.next_key_seed(MemberKey { keys: &keys, expected: 0 })? {
            match key {
                Key::TypeName => {
                    access.next_value::<IgnoredAny>()?;
                }
                Key::Unknown(name) if F::HAS_UNKNOWN_NAMES && name.is_empty() => {
                    null = access.next_value::<Option<String>>()?.or(null);
                }
                Key::Unknown(name) => match (access.next_value_seed(Presence(form))?, chosen) {
                    (false, _) => null = null.or(Some(name)),
                    (true, Chosen::Nothing) => {
                        union.set_unknown(&name);
                        chosen = Chosen::Unknown;
                        unknown = Some(name);
                    }
                    (true, _) => notes.second_member(&place.name(&name)),
                },
                Key::Member(index, member) => {
                    let here = place.member(member);
                    let before = chosen;
                    let holder = ChosenMember { union: &mut **union, index, chosen: &mut chosen };
                    if let Err(error) = access.next_value_seed(Reader { holder, place: &here, notes, form }) {
                        notes.failed_at(&here);
                        return Err(error);
                    }
                    if chosen == Chosen::Several {
                        notes.second_member(&here);
                        chosen = before;
                    }
                    if chosen != Chosen::Unknown
                        && let Some(name) = unknown.take()
                    {
                        notes.second_member(&place.name(&name));
                    }
                }
            }
        }
        // A member that the model does not know is stored as a null, and its name has to survive that.
        if chosen == Chosen::Nothing {
            union.set_unknown(null.as_deref().unwrap_or_default());
        }
        Ok(())
    }
}

/// What a union holds so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chosen {
    Nothing,
    /// A member that the model does not know.
    Unknown,
    /// The member at an index.
    Member(usize),
    /// A member that has its place already, and another one.
    Several,
}

/// A member of a union: chosen by a value, unless another one was before; left alone by a null.
struct ChosenMember<'s, 'c> {
    union: &'s mut dyn Union,
    index: usize,
    chosen: &'c mut Chosen,
}

impl<'s> Holder<'s> for ChosenMember<'s, '_> {
    fn slot(self) -> Slot<'s> {
        match *self.chosen {
            Chosen::Member(index) if index != self.index => {
                *self.chosen = Chosen::Several;
                Slot::Ignored
            }
            _ => {
                *self.chosen = Chosen::Member(self.index);
                self.union.slot(self.index)
            }
        }
    }
}

pub(super) struct Elements<'s, 'v, 'n, F> {
    pub(super) list: &'s mut &'v mut dyn ListSlot,
    pub(super) place: &'n Place<'n>,
    pub(super) notes: &'n Notes,
    pub(super) form: F,
}

impl<'de, F: Form> Visitor<'de> for Elements<'_, '_, '_, F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(wanted::LIST)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let Self { list, place, notes, form } = self;
        list.clear();
        let mut index = 0;
        loop {
            let here = place.index(index);
            let holder = Element { list: &mut **list };
            match access.next_element_seed(Reader { holder, place: &here, notes, form }) {
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

struct Element<'s> {
    list: &'s mut dyn ListSlot,
}

impl<'s> Holder<'s> for Element<'s> {
    fn slot(self) -> Slot<'s> {
        self.list.push()
    }

    fn null(self) {
        self.list.push_null();
    }
}

pub(super) struct Entries<'s, 'v, 'n, F> {
    pub(super) map: &'s mut &'v mut dyn MapSlot,
    pub(super) place: &'n Place<'n>,
    pub(super) notes: &'n Notes,
    pub(super) form: F,
}

impl<'de, F: Form> Visitor<'de> for Entries<'_, '_, '_, F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(wanted::OBJECT)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let Self { map, place, notes, form } = self;
        map.clear();
        while let Some(key) = access.next_key::<String>()? {
            let here = place.entry();
            let holder = Entry { map: &mut **map, key: &key };
            if let Err(error) = access.next_value_seed(Reader { holder, place: &here, notes, form }) {
                notes.failed_at(&here);
                return Err(error);
            }
        }
        Ok(())
    }
}

struct Entry<'s, 'k> {
    map: &'s mut dyn MapSlot,
    key: &'k str,
}

impl<'s> Holder<'s> for Entry<'s, '_> {
    fn slot(self) -> Slot<'s> {
        self.map.insert(self.key)
    }

    fn null(self) {
        self.map.insert_null(self.key);
    }
}

/// The members that the keys of an object are looked up among.
struct Keys<'n> {
    members: &'static [Member],
    place: &'n Place<'n>,
    notes: &'n Notes,
}

/// A key on its way in.
struct MemberKey<'n> {
    keys: &'n Keys<'n>,
    /// Services answer in model order as a rule, so the member after the last one is tried first.
    expected: usize,
}

enum Key {
    Member(usize, &'static Member),
    /// `__type`, which some services add to structures and unions; it names the shape.
    TypeName,
    Unknown(String),
}

impl<'de> DeserializeSeed<'de> for MemberKey<'_> {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for MemberKey<'_> {
    type Value = Key;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a member")
    }

    #[inline]
    fn visit_str<E: Error>(self, name: &str) -> Result<Key, E> {
        match self.keys.members.get(self.expected) {
            Some(member) if member.name == name => Ok(Key::Member(self.expected, member)),
            _ => Ok(self.keys.find(name)),
        }
    }
}

impl Keys<'_> {
    #[cold]
    fn find(&self, name: &str) -> Key {
        if let Some((index, member)) = self.members.iter().enumerate().find(|(_, member)| member.name == name)
        {
            return Key::Member(index, member);
        }
        if name == "__type" {
            return Key::TypeName;
        }
        let shown = if are_sensitive(self.members) { REDACTED } else { name };
        self.notes.unknown(|| Unknown::Member { path: self.place.name(shown).to_string() });
        Key::Unknown(name.to_owned())
    }
}
