//! Reading: over the [elements](super::elements) of a body into [`Slot`]s.
//!
//! A list that is not flattened takes every child for an element, and the name of the outermost element is not looked
//! at, since services use names that no model has; only a page that a browser would show is no answer. Text belongs to
//! strings as it is, and to everything else without the white space around it.

use super::elements::{self, Elements, Tag};
use super::{KEY, VALUE, local, named};
use crate::codec::DEPTH_LIMIT;
use crate::codec::read::{
    Choice, Element, Entry, Fields, Holder, Key, Keys, Naming, Notes, Path, Unknown, Unreadable,
};
use crate::codec::text::scalar;
use crate::schema::{MapSchema, Member, Place, Target, Traits};
use crate::shape::{ListSlot, MapSlot, Slot, Structure, Union, Value};

/// Reads a body whose outermost element is a value: a structure or union, a list, a map, or text. Gives what the model
/// does not know.
///
/// # Errors
///
/// A body that is no XML or does not fit, with the path where that shows.
#[cfg(any(test, feature = "rest-xml"))]
pub(crate) fn read_value(
    mut slot: Slot<'_>,
    target: Target,
    body: &[u8],
) -> Result<Vec<Unknown>, Unreadable> {
    read(body, |reader, root| reader.fill(&mut slot, &root, target, &Path::ROOT))
}

/// Reads a body into a structure: its members are the children of the outermost element, or of an element in there,
/// to which these names lead. Where that is missing, nothing is set. Children called as in `aside` are none of them.
///
/// # Errors
///
/// As with [`read_value`]; the members before have been read.
pub(crate) fn read_members(
    structure: &mut dyn Structure,
    body: &[u8],
    within: &[&str],
    aside: &[&str],
) -> Result<Vec<Unknown>, Unreadable> {
    read(body, |reader, root| {
        let mut tag = root;
        for (depth, name) in within.iter().enumerate() {
            tag = match reader.find(name)? {
                Some(tag) => tag,
                // The search ended one of the elements, and what is around it is still open.
                None => return reader.leave(depth),
            };
        }
        match structure.schema().members.iter().position(|member| member.traits.has(Traits::ROOT_TEXT)) {
            Some(index) => reader.only_text(structure, index)?,
            None => reader.structure(structure, &tag, &Path::ROOT, aside)?,
        }
        reader.leave(within.len())
    })
}

/// Reads the members of a structure that are the children of an element which `find` goes to. What follows that element
/// is not looked at.
///
/// # Errors
///
/// Those of `find`, and as with [`read_members`].
pub(crate) fn read_found(
    structure: &mut dyn Structure,
    body: &[u8],
    find: impl for<'b> FnOnce(&mut Elements<'b>) -> Result<Tag<'b>, String>,
) -> Result<Vec<Unknown>, Unreadable> {
    noted(|notes| {
        let mut reader = Reader { elements: Elements::new(body), notes, depth: 0 };
        let tag = find(&mut reader.elements)?;
        reader.structure(structure, &tag, &Path::ROOT, &[])
    })
}

fn read<'b>(
    body: &'b [u8],
    look: impl FnOnce(&mut Reader<'b, '_>, Tag<'b>) -> Result<(), String>,
) -> Result<Vec<Unknown>, Unreadable> {
    noted(|notes| {
        let mut reader = Reader { elements: Elements::new(body), notes, depth: 0 };
        let root = reader.elements.root()?;
        if root.name().eq_ignore_ascii_case("html") {
            return Err("it is a page of HTML".to_owned());
        }
        look(&mut reader, root)?;
        reader.elements.end()
    })
}

fn noted(look: impl FnOnce(&Notes) -> Result<(), String>) -> Result<Vec<Unknown>, Unreadable> {
    let notes = Notes::default();
    let outcome = look(&notes);
    let (path, unknowns) = notes.into_parts();
    outcome.map(|()| unknowns).map_err(|reason| Unreadable { path, reason })
}

/// Members by the names of elements.
#[derive(Clone, Copy)]
struct Child;

impl Naming for Child {
    fn is_name(member: &Member, name: &str) -> bool {
        member.place == Place::Body
            && !member.traits.has(Traits::ATTRIBUTE)
            && (member.wire_name == name || local(member.wire_name) == name)
    }

    // A name that the model gives the shape is taken for the member's, as in botocore; by Smithy it is not.
    fn is_other_name(member: &Member, name: &str) -> bool {
        member.place == Place::Body && !member.traits.has(Traits::ATTRIBUTE) && member.name == name
    }
}

/// The flattened list or map that has the name of another member. It takes all elements of that name: the other one is
/// from when there was but one.
fn list_of_the_name(members: &'static [Member], member: &Member) -> Option<(usize, &'static Member)> {
    let mut members = members.iter().enumerate();
    members.find(|(_, other)| other.traits.has(Traits::FLATTENED) && Child::is_name(other, member.wire_name))
}

struct Reader<'b, 'n> {
    elements: Elements<'b>,
    notes: &'n Notes,
    depth: usize,
}

impl<'b> Reader<'b, '_> {
    /// The first child of a name. The others before it are passed over.
    fn find(&mut self, name: &str) -> Result<Option<Tag<'b>>, String> {
        while let Some(tag) = self.elements.child()? {
            if tag.name() == name {
                return Ok(Some(tag));
            }
            self.elements.skip()?;
        }
        Ok(None)
    }

    /// Passes over the rest of so many elements that stand in each other.
    fn leave(&mut self, levels: usize) -> Result<(), String> {
        (0..levels).try_for_each(|_| self.elements.skip())
    }

    /// Reads an element that may say that it stands for nothing.
    fn value<'s>(
        &mut self,
        tag: &Tag<'b>,
        holder: impl Holder<'s>,
        target: Target,
        path: &Path<'_>,
    ) -> Result<(), String> {
        let outcome = match tag.is_nil() {
            true => {
                holder.null();
                self.elements.skip()
            }
            false => self.fill(&mut holder.slot(), tag, target, path),
        };
        outcome.inspect_err(|_| self.notes.failed_at(path))
    }

    fn fill(
        &mut self,
        slot: &mut Slot<'_>,
        tag: &Tag<'b>,
        target: Target,
        path: &Path<'_>,
    ) -> Result<(), String> {
        self.depth += 1;
        if self.depth > DEPTH_LIMIT + 1 {
            return Err(self.elements.fault(&format!("nested deeper than {DEPTH_LIMIT} levels")));
        }
        match slot {
            Slot::Ignored => self.elements.skip()?,
            Slot::Structure(value) => self.structure(&mut **value, tag, path, &[])?,
            Slot::Union(value) => self.union(&mut **value, path)?,
            Slot::List(value) => self.list(&mut **value, target, path)?,
            Slot::Map(value) => self.map(&mut **value, target, path)?,
            slot => self.text(slot, path)?,
        }
        self.depth -= 1;
        Ok(())
    }

    fn text(&mut self, slot: &mut Slot<'_>, path: &Path<'_>) -> Result<(), String> {
        let position = self.elements.position();
        let mut text = self.elements.text()?;
        if matches!(slot, Slot::Blob(_)) && text.contains(|letter: char| letter.is_ascii_whitespace()) {
            // Base64 in XML may be broken into lines.
            text.to_mut().retain(|letter| !letter.is_ascii_whitespace());
        }
        scalar::read(slot, &text, path, self.notes)
            .map_err(|wanted| elements::fault(&format!("expected {wanted}"), position))
    }

    /// The member of a structure that is the text of its element.
    fn only_text(&mut self, structure: &mut dyn Structure, index: usize) -> Result<(), String> {
        let Some(member) = structure.schema().members.get(index) else { return self.elements.skip() };
        let path = Path::ROOT.member(member);
        let mut outcome = Ok(());
        structure.members_mut(&mut |values: &mut [&mut dyn Value]| {
            if let Some(value) = values.get_mut(index) {
                outcome = self.text(&mut value.slot(), &path);
            }
        });
        outcome.inspect_err(|_| self.notes.failed_at(&path))
    }

    fn structure(
        &mut self,
        structure: &mut dyn Structure,
        tag: &Tag<'b>,
        path: &Path<'_>,
        aside: &[&str],
    ) -> Result<(), String> {
        let keys = Keys { members: structure.schema().members, path, notes: self.notes };
        let mut outcome = Ok(());
        structure.members_mut(&mut |values: &mut [&mut dyn Value]| {
            let mut fields = Fields::new(values);
            outcome = self
                .attributes(&keys, &mut fields, tag)
                .and_then(|()| self.members(&keys, &mut fields, aside));
        });
        outcome
    }

    /// Those attributes that are members; the others say how XML is to be understood.
    fn attributes(
        &mut self,
        keys: &Keys<'_>,
        fields: &mut Fields<'_, '_>,
        tag: &Tag<'b>,
    ) -> Result<(), String> {
        if !tag.has_attributes() {
            return Ok(());
        }
        let outcome = tag.attributes(|name, text| {
            let is_it =
                |member: &Member| member.traits.has(Traits::ATTRIBUTE) && local(member.wire_name) == name;
            let Some(index) = keys.members.iter().position(is_it) else { return Ok(()) };
            let Some(member) = keys.members.get(index) else { return Ok(()) };
            let here = keys.path.member(member);
            scalar::read(&mut fields.member(index).slot(), &text, &here, self.notes).map_err(|wanted| {
                self.notes.failed_at(&here);
                format!("expected {wanted}")
            })
        });
        outcome.map_err(|reason| self.elements.fault(&reason))
    }

    fn members(
        &mut self,
        keys: &Keys<'_>,
        fields: &mut Fields<'_, '_>,
        aside: &[&str],
    ) -> Result<(), String> {
        while let Some(tag) = self.elements.child()? {
            if aside.contains(&tag.name()) {
                self.elements.skip()?;
                continue;
            }
            match keys.key::<Child>(fields.expected(), tag.name()) {
                Key::Member(index, member) => {
                    let (index, member) = list_of_the_name(keys.members, member).unwrap_or((index, member));
                    let here = keys.path.member(member);
                    match member.traits.has(Traits::FLATTENED) {
                        true => {
                            let (mut slot, length) = fields.more(index);
                            self.item(&mut slot, length, &tag, member, &here)?;
                        }
                        false => self.value(&tag, fields.member(index), member.target, &here)?,
                    }
                }
                Key::TypeName | Key::Unknown(_) => self.elements.skip()?,
            }
        }
        Ok(())
    }

    /// An element of a list, or an entry of a map, around which there is no element of its own.
    fn item(
        &mut self,
        slot: &mut Slot<'_>,
        index: usize,
        tag: &Tag<'b>,
        member: &'static Member,
        path: &Path<'_>,
    ) -> Result<(), String> {
        match (slot, member.target.element(), member.target.entries()) {
            (Slot::List(list), Some(element), _) => {
                self.value(tag, Element(&mut **list), element.target, &path.index(index))
            }
            (Slot::Map(map), _, Some(schema)) => self.entry(&mut **map, schema, path),
            (slot, ..) => self.fill(slot, tag, member.target, path),
        }
    }

    fn union(&mut self, union: &mut dyn Union, path: &Path<'_>) -> Result<(), String> {
        let keys = Keys { members: union.schema().members, path, notes: self.notes };
        let mut choice = Choice::new(union, path, self.notes);
        while let Some(tag) = self.elements.child()? {
            match keys.key::<Child>(0, tag.name()) {
                Key::Member(index, member) => {
                    choice.member(index, member, |holder, here| {
                        match member.traits.has(Traits::FLATTENED) {
                            true => self.items(&mut holder.slot(), tag, member, here),
                            false => self.value(&tag, holder, member.target, here),
                        }
                    })?;
                }
                Key::Unknown(name) => {
                    self.elements.skip()?;
                    choice.unknown(name, true);
                }
                Key::TypeName => self.elements.skip()?,
            }
        }
        choice.finish();
        Ok(())
    }

    /// What a union holds as a flattened list or map: all that follow each other, since a union has nothing beside it.
    fn items(
        &mut self,
        slot: &mut Slot<'_>,
        first: Tag<'b>,
        member: &'static Member,
        path: &Path<'_>,
    ) -> Result<(), String> {
        let mut next = Some(first);
        let mut index = 0;
        while let Some(tag) = next {
            self.item(slot, index, &tag, member, path)?;
            next = self.elements.child_called(tag.name())?;
            index += 1;
        }
        Ok(())
    }

    fn list(&mut self, list: &mut dyn ListSlot, target: Target, path: &Path<'_>) -> Result<(), String> {
        list.clear();
        let target = target.element().map_or(target, |element| element.target);
        let mut index = 0;
        while let Some(tag) = self.elements.child()? {
            self.value(&tag, Element(&mut *list), target, &path.index(index))?;
            index += 1;
        }
        Ok(())
    }

    fn map(&mut self, map: &mut dyn MapSlot, target: Target, path: &Path<'_>) -> Result<(), String> {
        map.clear();
        let Some(schema) = target.entries() else { return self.elements.skip() };
        while self.elements.child()?.is_some() {
            self.entry(map, schema, path)?;
        }
        Ok(())
    }

    /// The key and the value of an entry, in any order.
    fn entry(&mut self, map: &mut dyn MapSlot, schema: &MapSchema, path: &Path<'_>) -> Result<(), String> {
        let here = path.entry();
        let position = self.elements.position();
        let (key_name, value_name) = (named(schema.key.wire_name, KEY), named(schema.value.wire_name, VALUE));
        let target = schema.value.target;
        let mut key = None;
        let mut value = None;
        while let Some(tag) = self.elements.child()? {
            match (tag.name(), &key) {
                (name, _) if name == key_name => key = Some(self.elements.text()?),
                (name, Some(key)) if name == value_name => {
                    self.value(&tag, Entry { map: &mut *map, key }, target, &here)?;
                    value = None;
                }
                (name, None) if name == value_name => {
                    value = Some(self.elements.place());
                    self.elements.skip()?;
                }
                _ => self.elements.skip()?,
            }
        }
        let Some(key) = key else {
            self.notes.failed_at(&here);
            return Err(elements::fault(&format!("expected an entry with a {key_name}"), position));
        };
        // A value that came before its key is gone back to.
        let Some(place) = value else { return Ok(()) };
        let again = self.elements.again(&place);
        let behind = std::mem::replace(&mut self.elements, again);
        let tag = self.elements.root()?;
        let outcome = self.value(&tag, Entry { map, key: &key }, target, &here);
        self.elements = behind;
        outcome
    }
}
