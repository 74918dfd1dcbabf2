//! Reading forms back, as services do: for fakes, recordings and tests.
//!
//! The fields become a tree by the steps of their names, so that they may come in any order.

use std::collections::BTreeMap;

use super::Dialect;
use crate::codec::read::{
    Choice, Element, Entry, Fields, Holder, Key, Keys, Naming, Notes, Path, Unknown, Unreadable,
};
use crate::codec::text::scalar;
use crate::codec::xml::{KEY, VALUE, named};
use crate::codec::{DEPTH_LIMIT, url};
use crate::schema::{Member, Place};
use crate::shape::{ListSlot, MapSlot, Slot, Structure, Union, Value};

/// What stands under a name: a text, or more names.
#[derive(Default)]
pub(crate) struct Field {
    text: Option<String>,
    fields: BTreeMap<String, Field>,
}

impl Field {
    /// The form in a body.
    ///
    /// # Errors
    ///
    /// A body that is none.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Unreadable> {
        let text = std::str::from_utf8(body).map_err(|_| Unreadable::whole("no text".to_owned()))?;
        let mut form = Self::default();
        for field in text.split('&').filter(|field| !field.is_empty()) {
            let (name, value) = field.split_once('=').unwrap_or((field, ""));
            let name = decoded(name)?;
            // The names that members have say how deep they are; more steps than levels can have are none.
            if name.split('.').count() > 3 * (DEPTH_LIMIT + 1) {
                return Err(Unreadable::whole(format!("nested deeper than {DEPTH_LIMIT} levels")));
            }
            let mut place = &mut form;
            for step in name.split('.') {
                place = place.fields.entry(step.to_owned()).or_default();
            }
            place.text = Some(decoded(value)?);
        }
        Ok(form)
    }

    /// Takes a field out, and gives its text.
    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        self.fields.remove(name)?.text
    }

    /// Reads the fields into an input, and gives what the model does not know.
    ///
    /// # Errors
    ///
    /// A text that does not fit, with its path.
    pub(crate) fn read(
        &self,
        input: &mut dyn Structure,
        dialect: Dialect,
    ) -> Result<Vec<Unknown>, Unreadable> {
        let notes = Notes::default();
        let reader = Reader { dialect, notes: &notes };
        let outcome = reader.structure(input, self, &Path::ROOT);
        let (path, unknowns) = notes.into_parts();
        outcome.map(|()| unknowns).map_err(|reason| Unreadable { path, reason })
    }

    /// The fields with numbers for names, in the order of these.
    fn numbered(&self) -> Result<Vec<&Self>, String> {
        let number = |(name, field)| match str::parse::<usize>(name) {
            Ok(number) if number > 0 => Ok((number, field)),
            _ => Err("expected numbers that begin with 1".to_owned()),
        };
        let mut numbered = self.fields.iter().map(|(name, field)| number((name.as_str(), field)));
        let mut fields = numbered.by_ref().collect::<Result<Vec<_>, _>>()?;
        fields.sort_by_key(|(number, _)| *number);
        Ok(fields.into_iter().map(|(_, field)| field).collect())
    }
}

fn decoded(text: &str) -> Result<String, Unreadable> {
    String::from_utf8(url::decoded(&text.replace('+', " ")))
        .map_err(|_| Unreadable::whole("a field that is no text".to_owned()))
}

/// Members by their names in requests of query.
#[derive(Clone, Copy)]
struct Plain;

impl Naming for Plain {
    fn is_name(member: &Member, name: &str) -> bool {
        member.place == Place::Body && Dialect::Query.name(member) == name
    }
}

/// Members by their names in requests of ec2.
#[derive(Clone, Copy)]
struct Capital;

impl Naming for Capital {
    fn is_name(member: &Member, name: &str) -> bool {
        member.place == Place::Body && Dialect::Ec2.name(member) == name
    }
}

struct Reader<'n> {
    dialect: Dialect,
    notes: &'n Notes,
}

impl Reader<'_> {
    fn key(&self, keys: &Keys<'_>, name: &str) -> Key {
        match self.dialect {
            Dialect::Query => keys.key::<Plain>(0, name),
            Dialect::Ec2 => keys.key::<Capital>(0, name),
        }
    }

    fn structure(&self, structure: &mut dyn Structure, field: &Field, path: &Path<'_>) -> Result<(), String> {
        let keys = Keys { members: structure.schema().members, path, notes: self.notes };
        let mut outcome = Ok(());
        structure.members_mut(&mut |values: &mut [&mut dyn Value]| {
            let mut fields = Fields::new(values);
            outcome = field.fields.iter().try_for_each(|(name, field)| match self.key(&keys, name) {
                Key::Member(index, member) => {
                    self.value(fields.member(index), field, member, &path.member(member))
                }
                Key::TypeName | Key::Unknown(_) => Ok(()),
            });
        });
        outcome
    }

    fn union(&self, union: &mut dyn Union, field: &Field, path: &Path<'_>) -> Result<(), String> {
        let keys = Keys { members: union.schema().members, path, notes: self.notes };
        let mut choice = Choice::new(union, path, self.notes);
        for (name, field) in &field.fields {
            match self.key(&keys, name) {
                Key::Member(index, member) => {
                    choice.member(index, member, |holder, here| self.value(holder, field, member, here))?;
                }
                Key::Unknown(name) => choice.unknown(name, true),
                Key::TypeName => {}
            }
        }
        choice.finish();
        Ok(())
    }

    fn value<'s>(
        &self,
        holder: impl Holder<'s>,
        field: &Field,
        member: &'static Member,
        path: &Path<'_>,
    ) -> Result<(), String> {
        let outcome = match &mut holder.slot() {
            Slot::Ignored => Ok(()),
            Slot::Structure(value) => self.structure(&mut **value, field, path),
            Slot::Union(value) => self.union(&mut **value, field, path),
            Slot::List(value) => self.list(&mut **value, field, member, path),
            Slot::Map(value) => self.map(&mut **value, field, member, path),
            slot => match &field.text {
                Some(text) => {
                    scalar::read(slot, text, path, self.notes).map_err(|wanted| format!("expected {wanted}"))
                }
                None => Err("expected a text, found names".to_owned()),
            },
        };
        outcome.inspect_err(|_| self.notes.failed_at(path))
    }

    fn list(
        &self,
        list: &mut dyn ListSlot,
        field: &Field,
        member: &'static Member,
        path: &Path<'_>,
    ) -> Result<(), String> {
        list.clear();
        let element = member.target.element().unwrap_or(member);
        for (index, field) in items(field, self.dialect.within_list(member))?.into_iter().enumerate() {
            self.value(Element(&mut *list), field, element, &path.index(index))?;
        }
        Ok(())
    }

    fn map(
        &self,
        map: &mut dyn MapSlot,
        field: &Field,
        member: &'static Member,
        path: &Path<'_>,
    ) -> Result<(), String> {
        map.clear();
        let Some(schema) = member.target.entries() else { return Ok(()) };
        let (key_name, value_name) = (named(schema.key.wire_name, KEY), named(schema.value.wire_name, VALUE));
        for entry in items(field, Dialect::within_map(member))? {
            let key = entry.fields.get(key_name).and_then(|key| key.text.as_deref());
            let key = key.ok_or_else(|| format!("expected an entry with a {key_name}"))?;
            match entry.fields.get(value_name) {
                Some(field) => self.value(Entry { map, key }, field, &schema.value, &path.entry())?,
                // A structure or a map without anything in it leaves no field.
                None => drop(map.insert(key)),
            }
        }
        Ok(())
    }
}

/// The elements or entries under a field; none where it is but an empty text.
fn items<'f>(field: &'f Field, within: Option<&str>) -> Result<Vec<&'f Field>, String> {
    let Some(within) = within else { return field.numbered() };
    match (field.fields.get(within), field.fields.len()) {
        (Some(items), 1) => items.numbered(),
        (_, 0) => Ok(Vec::new()),
        _ => Err(format!("expected names that go on with {within}")),
    }
}
