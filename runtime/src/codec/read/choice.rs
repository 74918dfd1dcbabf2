//! What a union holds: the first member with a value that the model knows, whatever comes beside it.
//!
//! Services may send the other members as nulls, so what comes first need not be what is set.

use super::holder::Holder;
use super::notes::Notes;
use super::path::Path;
use crate::schema::Member;
use crate::shape::{Slot, Union};

/// A union on its way in.
pub(crate) struct Choice<'s, 'n> {
    union: &'s mut dyn Union,
    path: &'n Path<'n>,
    notes: &'n Notes,
    chosen: Chosen,
    /// The name of the first null that the model does not know.
    null: Option<String>,
    /// The name of one with a value, for as long as it is what the union holds.
    unknown: Option<String>,
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

impl<'s, 'n> Choice<'s, 'n> {
    pub(crate) fn new(union: &'s mut dyn Union, path: &'n Path<'n>, notes: &'n Notes) -> Self {
        Self { union, path, notes, chosen: Chosen::Nothing, null: None, unknown: None }
    }

    /// Takes a member that the model knows: `fill` gets the holder for its value.
    ///
    /// # Errors
    ///
    /// Those of `fill`, after a note of where it was.
    pub(crate) fn member<E>(
        &mut self,
        index: usize,
        member: &'static Member,
        fill: impl FnOnce(ChosenMember<'_>, &Path<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let here = self.path.member(member);
        let before = self.chosen;
        let holder = ChosenMember { union: &mut *self.union, index, chosen: &mut self.chosen };
        if let Err(error) = fill(holder, &here) {
            self.notes.failed_at(&here);
            return Err(error);
        }
        if self.chosen == Chosen::Several {
            self.notes.second_member(&here);
            self.chosen = before;
        }
        if self.chosen != Chosen::Unknown
            && let Some(name) = self.unknown.take()
        {
            self.notes.second_member(&self.path.name(&name));
        }
        Ok(())
    }

    /// Takes a member that the model does not know, of which nothing is kept but its name.
    pub(crate) fn unknown(&mut self, name: String, has_value: bool) {
        match (has_value, self.chosen) {
            (false, _) => self.null = self.null.take().or(Some(name)),
            (true, Chosen::Nothing) => {
                self.union.set_unknown(&name);
                self.chosen = Chosen::Unknown;
                self.unknown = Some(name);
            }
            (true, _) => self.notes.second_member(&self.path.name(&name)),
        }
    }

    /// Takes the name of a member that the model did not know when the union was stored.
    pub(crate) fn stored_name(&mut self, name: Option<String>) {
        self.null = name.or(self.null.take());
    }

    /// Nothing more comes.
    pub(crate) fn finish(self) {
        // A member that the model does not know is stored as a null, and its name has to survive that.
        if self.chosen == Chosen::Nothing {
            self.union.set_unknown(self.null.as_deref().unwrap_or_default());
        }
    }
}

/// A member of a union: chosen by a value, unless another one was before; left alone by a null.
pub(crate) struct ChosenMember<'c> {
    union: &'c mut dyn Union,
    index: usize,
    chosen: &'c mut Chosen,
}

impl<'c> Holder<'c> for ChosenMember<'c> {
    fn slot(self) -> Slot<'c> {
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
