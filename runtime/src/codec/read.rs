//! Reading: one `DeserializeSeed` over [`Slot`].

use std::cell::RefCell;
use std::fmt;

use bytes::Bytes;
use serde_core::Deserialize;
use serde_core::de::{
    DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};

use super::text;
use crate::shape::{ListSlot, MapSlot, Member, Slot, Structure, Union};

/// What a read takes note of beside the values.
#[derive(Default)]
pub(crate) struct Notes {
    /// Where the first error was, such as `Items[3].Status`.
    error_path: RefCell<Option<String>>,
    /// Members and enum values that the model does not know, up to [`UNKNOWNS_LIMIT`].
    unknowns: RefCell<Vec<Unknown>>,
}

/// A hostile reply could hold millions of unknown members; the first few tell enough.
const UNKNOWNS_LIMIT: usize = 100;

impl Notes {
    pub(crate) fn into_parts(self) -> (Option<String>, Vec<Unknown>) {
        (self.error_path.into_inner(), self.unknowns.into_inner())
    }

    fn failed_at(&self, place: &Place<'_>) {
        self.error_path.borrow_mut().get_or_insert_with(|| place.to_string());
    }

    fn unknown(&self, unknown: impl FnOnce() -> Unknown) {
        let mut unknowns = self.unknowns.borrow_mut();
        if unknowns.len() < UNKNOWNS_LIMIT {
            unknowns.push(unknown());
        }
    }
}

/// Something in a reply that the model does not know: a sign that the model is older than the service.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unknown {
    /// A member of a structure or union, by its path in the reply.
    Member {
        /// Where it was, such as `Tasks[0].NewMember`.
        path: String,
    },
    /// A value of an enum.
    EnumValue {
        /// Where it was, such as `Tasks[0].Status`.
        path: String,
        /// The value.
        value: String,
    },
}

impl fmt::Display for Unknown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member { path } => write!(formatter, "{path}: a member the model does not know"),
            Self::EnumValue { path, value } => {
                write!(formatter, "{path}: the value \"{value}\", which the model does not know")
            }
        }
    }
}

/// Where a value stands: a chain of steps up to the root, on the stack, turned into text only when
/// somebody asks.
#[derive(Clone, Copy)]
struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Name(&'a str),
    Index(usize),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            fmt::Display::fmt(parent, formatter)?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Name(name) => match self.parent.map(|parent| parent.step) {
                None | Some(Step::Root) => formatter.write_str(name),
                Some(_) => write!(formatter, ".{name}"),
            },
            Step::Index(index) => write!(formatter, "[{index}]"),
        }
    }
}

/// A slot on its way in.
struct Reader<'s, 'n> {
    slot: Slot<'s>,
    place: &'n Place<'n>,
    notes: &'n Notes,
}

/// Reads a whole value into a slot. Members that the slot does not know are skipped, nulls are absent.
///
/// # Errors
///
/// The deserializer's own; [`Notes`] then holds the path of the value that did not fit.
pub(crate) fn read<'de, D: Deserializer<'de>>(
    slot: Slot<'_>,
    notes: &Notes,
    deserializer: D,
) -> Result<(), D::Error> {
    let place = Place { parent: None, step: Step::Root };
    Reader { slot, place: &place, notes }.deserialize(deserializer).map(drop)
}

/// What became of a value.
pub(crate) enum Outcome {
    /// The slot holds it.
    Filled,
    /// It was null, and the slot cannot hold nulls.
    Null,
}

impl<'de> DeserializeSeed<'de> for Reader<'_, '_> {
    type Value = Outcome;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        match self.slot {
            Slot::Ignored => IgnoredAny::deserialize(deserializer).map(|_| Outcome::Filled),
            Slot::Document(value) => {
                *value = serde_json::Value::deserialize(deserializer)?;
                Ok(Outcome::Filled)
            }
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'s> Reader<'s, '_> {
    /// The slot itself, with an optional one made present.
    fn present(slot: Slot<'s>) -> Slot<'s> {
        match slot {
            Slot::Optional(optional) => Self::present(optional.fill()),
            slot => slot,
        }
    }

    fn null(self) -> Outcome {
        match self.slot {
            Slot::Optional(optional) => {
                optional.clear();
                Outcome::Filled
            }
            Slot::Document(value) => {
                *value = serde_json::Value::Null;
                Outcome::Filled
            }
            Slot::Ignored => Outcome::Filled,
            _ => Outcome::Null,
        }
    }
}

/// An integer that fits exactly, from whichever number JSON held.
fn integer<E: Error>(slot: Slot<'_>, value: i64) -> Result<Outcome, E> {
    match slot {
        Slot::Integer(place) => {
            *place = value
                .try_into()
                .map_err(|_| E::invalid_value(Unexpected::Signed(value), &"an integer of 32 bits"))?;
        }
        Slot::Long(place) => *place = value,
        Slot::Float(place) => *place = value as f32,
        Slot::Double(place) => *place = value as f64,
        Slot::Timestamp(place) => {
            *place = jiff::Timestamp::from_second(value).map_err(|_| {
                E::invalid_value(
                    Unexpected::Signed(value),
                    &"seconds since 1970 within the years -9999 to 9999",
                )
            })?;
        }
        Slot::Document(place) => *place = value.into(),
        Slot::Ignored => {}
        other => return Err(E::invalid_type(Unexpected::Signed(value), &expectation(&other))),
    }
    Ok(Outcome::Filled)
}

impl<'de> Visitor<'de> for Reader<'_, '_> {
    type Value = Outcome;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(expectation(&self.slot))
    }

    fn visit_unit<E: Error>(self) -> Result<Outcome, E> {
        Ok(self.null())
    }

    fn visit_none<E: Error>(self) -> Result<Outcome, E> {
        Ok(self.null())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Outcome, E> {
        match Self::present(self.slot) {
            Slot::Boolean(place) => *place = value,
            Slot::Document(place) => *place = value.into(),
            Slot::Ignored => {}
            other => return Err(E::invalid_type(Unexpected::Bool(value), &expectation(&other))),
        }
        Ok(Outcome::Filled)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Outcome, E> {
        integer(Self::present(self.slot), value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Outcome, E> {
        match Self::present(self.slot) {
            Slot::Float(place) => *place = value as f32,
            Slot::Double(place) => *place = value as f64,
            Slot::Document(place) => *place = value.into(),
            slot => {
                let value = value
                    .try_into()
                    .map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &expectation(&slot)))?;
                return integer(slot, value);
            }
        }
        Ok(Outcome::Filled)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Outcome, E> {
        match Self::present(self.slot) {
            Slot::Float(place) => *place = value as f32,
            Slot::Double(place) => *place = value,
            Slot::Timestamp(place) => {
                *place = text::timestamp_from_seconds(value)
                    .ok_or_else(|| E::invalid_value(Unexpected::Float(value), &"seconds since 1970"))?;
            }
            Slot::Document(place) => *place = value.into(),
            Slot::Ignored => {}
            // Some services write whole numbers with a fraction of zero.
            slot if value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0 => {
                return integer(slot, value as i64);
            }
            other => return Err(E::invalid_type(Unexpected::Float(value), &expectation(&other))),
        }
        Ok(Outcome::Filled)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Outcome, E> {
        match Self::present(self.slot) {
            Slot::String(place) => value.clone_into(place),
            Slot::Enum(place) => {
                if !place.set(value) {
                    self.notes.unknown(|| Unknown::EnumValue {
                        path: self.place.to_string(),
                        value: value.to_owned(),
                    });
                }
            }
            Slot::Blob(place) => {
                *place = text::from_base64(value)
                    .map(Bytes::from)
                    .map_err(|error| E::custom(format_args!("not valid base64: {error}")))?;
            }
            Slot::Timestamp(place) => {
                *place = text::parse_timestamp(value).ok_or_else(|| {
                    E::invalid_value(
                        Unexpected::Str(value),
                        &"a timestamp: epoch seconds, RFC 3339 or an HTTP date",
                    )
                })?;
            }
            Slot::Float(place) => *place = special::<E>(value)? as f32,
            Slot::Double(place) => *place = special::<E>(value)?,
            Slot::Document(place) => *place = value.into(),
            Slot::Ignored => {}
            other => return Err(E::invalid_type(Unexpected::Str(value), &expectation(&other))),
        }
        Ok(Outcome::Filled)
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Outcome, E> {
        match Self::present(self.slot) {
            Slot::String(place) => {
                *place = value;
                Ok(Outcome::Filled)
            }
            slot => Reader { slot, ..self }.visit_str(&value),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<Outcome, A::Error> {
        match Self::present(self.slot) {
            Slot::List(list) => read_list(list, self.place, self.notes, access),
            Slot::Document(place) => {
                *place = serde_json::Value::deserialize(serde_core::de::value::SeqAccessDeserializer::new(
                    access,
                ))?;
                Ok(Outcome::Filled)
            }
            other => Err(A::Error::invalid_type(Unexpected::Seq, &expectation(&other))),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Outcome, A::Error> {
        match Self::present(self.slot) {
            Slot::Structure(structure) => read_structure(structure, self.place, self.notes, access),
            Slot::Union(union) => read_union(union, self.place, self.notes, access),
            Slot::Map(map) => read_map(map, self.place, self.notes, access),
            Slot::Document(place) => {
                *place = serde_json::Value::deserialize(serde_core::de::value::MapAccessDeserializer::new(
                    access,
                ))?;
                Ok(Outcome::Filled)
            }
            other => Err(A::Error::invalid_type(Unexpected::Map, &expectation(&other))),
        }
    }
}

fn special<E: Error>(value: &str) -> Result<f64, E> {
    text::parse_special_float(value).ok_or_else(|| {
        E::invalid_value(Unexpected::Str(value), &"a number, or \"NaN\", \"Infinity\" or \"-Infinity\"")
    })
}

fn expectation(slot: &Slot<'_>) -> &'static str {
    match slot {
        Slot::Ignored | Slot::Document(_) => "any value",
        Slot::Boolean(_) => "a boolean",
        Slot::Integer(_) => "an integer of 32 bits",
        Slot::Long(_) => "an integer of 64 bits",
        Slot::Float(_) | Slot::Double(_) => "a number",
        Slot::String(_) | Slot::Enum(_) => "a string",
        Slot::Blob(_) => "a string of base64",
        Slot::Timestamp(_) => "a timestamp",
        Slot::Structure(_) | Slot::Union(_) | Slot::Map(_) => "an object",
        Slot::List(_) => "a list",
        Slot::Optional(_) => "a value that fits the member, or null",
    }
}

fn read_list<'de, A: SeqAccess<'de>>(
    list: &mut dyn ListSlot,
    place: &Place<'_>,
    notes: &Notes,
    mut access: A,
) -> Result<Outcome, A::Error> {
    list.clear();
    let mut index = 0;
    loop {
        let here = Place { parent: Some(place), step: Step::Index(index) };
        let reader = Reader { slot: list.push(), place: &here, notes };
        match access.next_element_seed(reader) {
            Ok(Some(Outcome::Filled)) => {}
            // A null in a list that cannot hold one is absent, like any other null.
            Ok(Some(Outcome::Null)) => list.pop(),
            Ok(None) => {
                list.pop();
                return Ok(Outcome::Filled);
            }
            Err(error) => {
                notes.failed_at(&here);
                return Err(error);
            }
        }
        index += 1;
    }
}

fn read_map<'de, A: MapAccess<'de>>(
    map: &mut dyn MapSlot,
    place: &Place<'_>,
    notes: &Notes,
    mut access: A,
) -> Result<Outcome, A::Error> {
    map.clear();
    while let Some(key) = access.next_key::<String>()? {
        let here = Place { parent: Some(place), step: Step::Name(&key) };
        let reader = Reader { slot: map.insert(&key), place: &here, notes };
        match access.next_value_seed(reader) {
            Ok(Outcome::Filled) => {}
            Ok(Outcome::Null) => map.remove(&key),
            Err(error) => {
                notes.failed_at(&here);
                return Err(error);
            }
        }
    }
    Ok(Outcome::Filled)
}

fn read_structure<'de, A: MapAccess<'de>>(
    structure: &mut dyn Structure,
    place: &Place<'_>,
    notes: &Notes,
    mut access: A,
) -> Result<Outcome, A::Error> {
    let members = structure.schema().members;
    let mut expected = 0;
    while let Some(key) = access.next_key_seed(MemberKey { members, expected, place, notes })? {
        let Key::Member(index, member) = key else {
            access.next_value::<IgnoredAny>()?;
            continue;
        };
        expected = index + 1;
        let here = Place { parent: Some(place), step: Step::Name(member.name) };
        let reader = Reader { slot: structure.slot(index), place: &here, notes };
        if let Err(error) = access.next_value_seed(reader) {
            notes.failed_at(&here);
            return Err(error);
        }
    }
    Ok(Outcome::Filled)
}

fn read_union<'de, A: MapAccess<'de>>(
    union: &mut dyn Union,
    place: &Place<'_>,
    notes: &Notes,
    mut access: A,
) -> Result<Outcome, A::Error> {
    let members = union.schema().members;
    // Services may send the other members as nulls, so what comes first need not be what is set.
    while let Some(key) = access.next_key_seed(MemberKey { members, expected: 0, place, notes })? {
        match key {
            Key::TypeName => {
                access.next_value::<IgnoredAny>()?;
            }
            Key::Unknown(name) => {
                access.next_value::<IgnoredAny>()?;
                union.set_unknown(&name);
            }
            Key::Member(index, member) => {
                let here = Place { parent: Some(place), step: Step::Name(member.name) };
                let mut chosen = ChosenMember { union: &mut *union, index };
                let reader = Reader { slot: Slot::Optional(&mut chosen), place: &here, notes };
                if let Err(error) = access.next_value_seed(reader) {
                    notes.failed_at(&here);
                    return Err(error);
                }
            }
        }
    }
    Ok(Outcome::Filled)
}

/// A member of a union: chosen by a value, left alone by a null.
struct ChosenMember<'a> {
    union: &'a mut dyn Union,
    index: usize,
}

impl crate::shape::OptionalSlot for ChosenMember<'_> {
    fn clear(&mut self) {}

    fn fill(&mut self) -> Slot<'_> {
        self.union.slot(self.index)
    }
}

/// The key of an object, looked up among the members.
struct MemberKey<'n> {
    members: &'static [Member],
    /// Services answer in model order as a rule, so the member after the last one is tried first.
    expected: usize,
    place: &'n Place<'n>,
    notes: &'n Notes,
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

    fn visit_str<E: Error>(self, name: &str) -> Result<Key, E> {
        if let Some(member) = self.members.get(self.expected)
            && member.name == name
        {
            return Ok(Key::Member(self.expected, member));
        }
        if let Some((index, member)) = self.members.iter().enumerate().find(|(_, member)| member.name == name)
        {
            return Ok(Key::Member(index, member));
        }
        if name == "__type" {
            return Ok(Key::TypeName);
        }
        self.notes.unknown(|| {
            let here = Place { parent: Some(self.place), step: Step::Name(name) };
            Unknown::Member { path: here.to_string() }
        });
        Ok(Key::Unknown(name.to_owned()))
    }
}
