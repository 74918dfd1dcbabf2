//! Shapes as data: what every generated type can tell about itself.
//!
//! A generated structure is a plain Rust struct beside a static [`StructureSchema`]. Through the
//! [`Structure`] trait it shows each member as a [`View`], to read it, or as a [`Slot`], to fill it.
//! Codecs, `Debug` with redaction, serde, and the path queries of paginators and waiters are
//! ordinary functions over these few types, compiled once. No wire format lives here.

mod macros;
mod schema;
mod slot;
mod value;
mod view;

pub use schema::{Fact, MapSchema, Member, StructureSchema, Target, TimestampFormat, Traits, UnionSchema};
pub use slot::{EnumSlot, ListSlot, MapSlot, Slot};
pub use value::{MapKey, Value};
pub use view::{List, Map, View};

/// A value with named members: an input, an output, an exception or any structure they hold.
///
/// Generated code implements it with the [`structure!`](crate::structure) macro.
pub trait Structure: Send + Sync {
    /// The static description of this structure. Member indices below follow its order.
    fn schema(&self) -> &'static StructureSchema;

    /// Shows every member in order, by index; [`View::Null`] where one is absent.
    ///
    /// Going through the members in one call is what makes writing quick: asking for one at a time jumps
    /// to another place each time, which processors guess wrong.
    fn each<'a>(&'a self, visit: &mut dyn FnMut(usize, View<'a>));

    /// The member at an index; [`View::Null`] where it is absent or the index is out of range.
    fn view(&self, member: usize) -> View<'_> {
        let mut found = View::Null;
        self.each(&mut |index, view| {
            if index == member {
                found = view;
            }
        });
        found
    }

    /// A place to fill for the member at an index, which is present from then on; [`Slot::Ignored`] where the
    /// index is out of range.
    fn slot(&mut self, member: usize) -> Slot<'_>;

    /// Makes the member at an index absent, if it may be.
    fn clear(&mut self, member: usize);
}

/// As the generated types show themselves: sensitive members are redacted.
impl std::fmt::Debug for dyn Structure + '_ {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        crate::codec::debug::debug(View::Structure(self), formatter)
    }
}

/// A value that holds exactly one of several named members.
///
/// Generated code implements it with the [`union!`](crate::union) macro.
pub trait Union: Send + Sync {
    /// The static description of this union.
    fn schema(&self) -> &'static UnionSchema;

    /// The member that is set, by index, or the wire name of one that the model does not know.
    fn current(&self) -> Current<'_>;

    /// Sets the member at an index to its empty value and gives the place to fill.
    fn slot(&mut self, member: usize) -> Slot<'_>;

    /// Remembers the wire name of a member that the model does not know.
    fn set_unknown(&mut self, name: &str);
}

/// What a [`Union`] holds at the moment.
pub enum Current<'a> {
    /// A modelled member: its index in the schema and its value.
    Member(usize, View<'a>),
    /// A member that the model does not know, by its wire name (empty when nothing was set).
    Unknown(&'a str),
}

/// The type-level side of a structure or union: its schema without a value at hand.
pub trait Shape: Value + Sized {
    /// What this shape is as the target of a member.
    const TARGET: Target;
}
