//! Shapes as data: what every generated type can tell about itself.
//!
//! A generated structure is a plain Rust struct beside a static [`StructureSchema`]. Through the
//! [`Structure`] trait it shows each member as a [`View`], to read it, or as a [`Slot`], to fill it.
//! Codecs, `Debug` with redaction, serde, and the path queries of paginators and waiters are
//! ordinary functions over these few types, compiled once. No wire format lives here.

pub(crate) mod equality;
#[cfg(feature = "events")]
mod events;
mod kind;
mod macros;
mod slot;
#[cfg(feature = "stream")]
mod streams;
#[doc(hidden)]
pub mod table;
mod unknown;
mod value;
mod view;

use std::any::Any;

#[cfg(feature = "events")]
pub(crate) use events::put_events;
#[cfg(all(feature = "events", any(feature = "dynamic", feature = "test-util")))]
pub(crate) use events::take_events;
#[cfg(feature = "events")]
pub use events::{EventSlot, EventSource, Events, LookAtEvent};
pub use kind::{Boxed, EnumShape, Kind, OfEnum, OfStructure, OfUnion, Shape, StructureShape, UnionShape};
pub use slot::{EnumSlot, ListSlot, MapSlot, Slot};
#[cfg(feature = "stream")]
pub(crate) use streams::put_stream;
#[cfg(all(feature = "stream", any(feature = "dynamic", feature = "test-util")))]
pub(crate) use streams::take_stream;
pub use unknown::UnknownValue;
pub use value::{MapKey, Value};
pub use view::{List, Map, View};

pub use crate::schema::{
    Fact, MapSchema, Member, Place, Rare, StructureSchema, Target, TimestampFormat, Traits, UnionSchema,
};

/// Does something to one member of a structure, by its place among the members.
pub(crate) fn with_member(structure: &mut dyn Structure, index: usize, work: &mut dyn FnMut(&mut dyn Value)) {
    structure.members_mut(&mut |members: &mut [&mut dyn Value]| {
        if let Some(member) = members.get_mut(index) {
            work(&mut **member);
        }
    });
}

/// A value with named members: an input, an output, an exception or any structure they hold.
///
/// Generated code implements it with the [`structure!`](crate::structure) macro.
pub trait Structure: Any + Sealed + Send + Sync {
    /// The static description of this structure. Member indices below follow its order.
    fn schema(&self) -> &'static StructureSchema;

    /// Shows all members at once, in the order of the schema.
    ///
    /// One call for all of them is little code to compile for each structure, and quick: what goes over
    /// the members is a loop.
    fn members<'a>(&'a self, look: &mut dyn Look<'a>);

    /// Gives all members at once, in the order of the schema, to be filled.
    fn members_mut(&mut self, fill: &mut dyn Fill);

    /// The member at an index; [`View::Null`] where it is absent or the index is out of range.
    fn view<'a>(&'a self, member: usize) -> View<'a> {
        let mut view = View::Null;
        self.members(&mut |members: &[View<'a>]| {
            view = members.get(member).copied().unwrap_or(View::Null);
        });
        view
    }
}

/// What looks at the members of a structure: any closure that takes them all.
pub trait Look<'a> {
    /// Called once, with the members in the order of the schema.
    fn look(&mut self, members: &[View<'a>]);
}

impl<'a, F: FnMut(&[View<'a>])> Look<'a> for F {
    fn look(&mut self, members: &[View<'a>]) {
        self(members);
    }
}

/// What fills the members of a structure: any closure that takes them all.
pub trait Fill {
    /// Called once, with the members in the order of the schema.
    fn fill(&mut self, members: &mut [&mut dyn Value]);
}

impl<F: FnMut(&mut [&mut dyn Value])> Fill for F {
    fn fill(&mut self, members: &mut [&mut dyn Value]) {
        self(members);
    }
}

/// A value that holds exactly one of several named members.
///
/// Generated code implements it with the [`union!`](crate::union) macro.
pub trait Union: Sealed + Send + Sync {
    /// The static description of this union.
    fn schema(&self) -> &'static UnionSchema;

    /// The member that is set, by index, or the name on the wire of one that the model does not know.
    fn current(&self) -> Current<'_>;

    /// Sets the member at an index to its empty value and gives the place to fill.
    fn slot(&mut self, member: usize) -> Slot<'_>;

    /// Remembers the name on the wire of a member that the model does not know.
    fn set_unknown(&mut self, name: &str);
}

/// What a [`Union`] holds at the moment.
pub enum Current<'a> {
    /// A modelled member: its index in the schema and its value.
    Member(usize, View<'a>),
    /// A member that the model does not know, by its name on the wire (empty when nothing was set).
    Unknown(&'a str),
}

/// What only the macros of this crate make: so that the traits of shapes can grow.
#[doc(hidden)]
pub trait Sealed {}
