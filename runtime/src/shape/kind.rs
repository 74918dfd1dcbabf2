//! What generated code writes down of a shape, and what follows from it for every shape of a kind.
//!
//! A macro gives each type its kind in one line, and the facts of that kind: a structure its members, an enum its
//! texts. All else is written here once, as functions over these facts. A function that stood in each of a
//! service's thousand types would be checked a thousand times by the compiler, whether it is called or not; one that
//! is generic is checked once, and made into code where it is called.

use std::hash::Hash;

use super::{EnumSlot, Fill, Look, MapKey, Sealed, Slot, Structure, Union, Value, View};
use crate::schema::{StructureSchema, Target, UnionSchema};

/// A type that generated code describes: a structure, a union or an enum, which may be in a box.
pub trait Shape: Value + Sized {
    /// Which of these it is.
    #[doc(hidden)]
    type Kind: Kind<Self>;

    /// What this shape is as the target of a member.
    #[inline]
    fn target() -> Target {
        Self::Kind::target()
    }
}

/// How a shape of one kind is read and filled.
#[doc(hidden)]
pub trait Kind<T> {
    fn target() -> Target;
    fn empty() -> T;
    fn view(shape: &T) -> View<'_>;
    fn slot(shape: &mut T) -> Slot<'_>;
}

/// The kind of structures.
#[doc(hidden)]
#[derive(Debug)]
pub enum OfStructure {}

/// The kind of unions.
#[doc(hidden)]
#[derive(Debug)]
pub enum OfUnion {}

/// The kind of enums.
#[doc(hidden)]
#[derive(Debug)]
pub enum OfEnum {}

/// The kind of shapes in a box, which are what they hold.
#[doc(hidden)]
#[derive(Debug)]
pub enum Boxed {}

/// What the macro of structures writes down.
#[doc(hidden)]
pub trait StructureShape: Shape + 'static {
    const SCHEMA: &'static StructureSchema;
    fn blank() -> Self;
    fn look_at<'a>(&'a self, look: &mut dyn Look<'a>);
    fn fill_with(&mut self, fill: &mut dyn Fill);
}

/// What the macro of unions writes down beside [`Union`].
#[doc(hidden)]
pub trait UnionShape: Union + Shape {
    const SCHEMA: &'static UnionSchema;
    fn blank() -> Self;
}

/// What the macro of enums writes down.
#[doc(hidden)]
pub trait EnumShape: Shape + Eq + Hash + AsRef<str> + for<'a> From<&'a str> {
    const VALUES: &'static [&'static str];
    fn is_known(&self) -> bool;
}

impl<T: Shape> Sealed for T {}

impl<T: Shape> Value for T {
    #[inline]
    fn empty() -> Self {
        T::Kind::empty()
    }

    #[inline]
    fn view(&self) -> View<'_> {
        T::Kind::view(self)
    }

    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        T::Kind::slot(self)
    }
}

impl<T: StructureShape> Kind<T> for OfStructure {
    #[inline]
    fn target() -> Target {
        Target::Structure(T::SCHEMA)
    }

    #[inline]
    fn empty() -> T {
        T::blank()
    }

    #[inline]
    fn view(shape: &T) -> View<'_> {
        View::Structure(shape)
    }

    #[inline]
    fn slot(shape: &mut T) -> Slot<'_> {
        Slot::Structure(shape)
    }
}

impl<T: StructureShape> Structure for T {
    #[inline]
    fn schema(&self) -> &'static StructureSchema {
        T::SCHEMA
    }

    #[inline]
    fn members<'a>(&'a self, look: &mut dyn Look<'a>) {
        self.look_at(look);
    }

    #[inline]
    fn members_mut(&mut self, fill: &mut dyn Fill) {
        self.fill_with(fill);
    }
}

impl<T: UnionShape> Kind<T> for OfUnion {
    #[inline]
    fn target() -> Target {
        Target::Union(T::SCHEMA)
    }

    #[inline]
    fn empty() -> T {
        T::blank()
    }

    #[inline]
    fn view(shape: &T) -> View<'_> {
        View::Union(shape)
    }

    #[inline]
    fn slot(shape: &mut T) -> Slot<'_> {
        Slot::Union(shape)
    }
}

impl<T: EnumShape> Kind<T> for OfEnum {
    #[inline]
    fn target() -> Target {
        Target::Enum(T::VALUES)
    }

    #[inline]
    fn empty() -> T {
        T::from("")
    }

    #[inline]
    fn view(shape: &T) -> View<'_> {
        View::Enum(shape.as_ref())
    }

    #[inline]
    fn slot(shape: &mut T) -> Slot<'_> {
        Slot::Enum(shape)
    }
}

impl<T: EnumShape> EnumSlot for T {
    #[inline]
    fn set(&mut self, text: &str) -> bool {
        *self = T::from(text);
        self.is_known()
    }
}

impl<T: EnumShape> MapKey for T {
    #[inline]
    fn as_key(&self) -> &str {
        self.as_ref()
    }

    #[inline]
    fn from_key(key: &str) -> Self {
        T::from(key)
    }
}

impl<T: Shape> Shape for Box<T> {
    type Kind = Boxed;
}

impl<T: Shape> Kind<Box<T>> for Boxed {
    #[inline]
    fn target() -> Target {
        T::target()
    }

    #[inline]
    fn empty() -> Box<T> {
        Box::new(T::empty())
    }

    #[inline]
    fn view(shape: &Box<T>) -> View<'_> {
        T::view(shape)
    }

    #[inline]
    fn slot(shape: &mut Box<T>) -> Slot<'_> {
        T::slot(shape)
    }
}
