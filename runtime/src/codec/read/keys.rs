//! Which member a name stands for.

use super::notes::{Notes, Unknown};
use super::path::Path;
use crate::schema::{Member, Place, REDACTED, are_sensitive};

/// Which of its names a member is called by.
pub(crate) trait Naming: Copy {
    /// Whether this is the name of a member, if it is looked for here at all.
    fn is_name(member: &Member, name: &str) -> bool;

    /// Whether this is another name of the member, for one that is the name of none.
    fn is_other_name(_: &Member, _: &str) -> bool {
        false
    }
}

/// Members by their names on the wire.
#[derive(Clone, Copy)]
pub(crate) struct Wire;

impl Naming for Wire {
    #[inline]
    fn is_name(member: &Member, name: &str) -> bool {
        // What travels elsewhere is not filled by what the body calls the same.
        member.wire_name == name && member.place == Place::Body
    }
}

/// The members that the names of a structure or union are looked up among.
pub(crate) struct Keys<'n> {
    pub(crate) members: &'static [Member],
    pub(crate) path: &'n Path<'n>,
    pub(crate) notes: &'n Notes,
}

/// What a name stands for.
pub(crate) enum Key {
    /// A member, with its index.
    Member(usize, &'static Member),
    /// `__type`, which some services add to structures and unions; it names the shape.
    TypeName,
    /// Nothing that the model knows.
    Unknown(String),
}

impl Keys<'_> {
    /// What a name stands for. Services answer in model order as a rule, so the member that is expected next is tried
    /// first.
    #[inline]
    pub(crate) fn key<N: Naming>(&self, expected: usize, name: &str) -> Key {
        match self.members.get(expected) {
            Some(member) if N::is_name(member, name) => Key::Member(expected, member),
            _ => self.find::<N>(name),
        }
    }

    #[cold]
    fn find<N: Naming>(&self, name: &str) -> Key {
        let mut members = self.members.iter().enumerate();
        if let Some((index, member)) = members.find(|(_, member)| N::is_name(member, name)) {
            return Key::Member(index, member);
        }
        if let Some((index, member)) =
            self.members.iter().enumerate().find(|(_, member)| N::is_other_name(member, name))
        {
            return Key::Member(index, member);
        }
        if name == "__type" {
            return Key::TypeName;
        }
        let shown = if are_sensitive(self.members) { REDACTED } else { name };
        self.notes.unknown(|| Unknown::Member { path: self.path.name(shown).to_string() });
        Key::Unknown(name.to_owned())
    }
}
