//! What passes find out about shapes.

use std::collections::{BTreeMap, BTreeSet};

use super::ShapeId;

/// What passes found out about shapes, beside the shapes themselves.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    /// For each structure, union and exception, what its Rust type can do.
    pub traits: BTreeMap<ShapeId, RustTraits>,
    /// For each structure, union and enum, the structures, unions and exceptions that hold it, directly or in
    /// lists and maps.
    pub holders: BTreeMap<ShapeId, BTreeSet<ShapeId>>,
}

/// Traits of a Rust type that depend on what is inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RustTraits {
    /// Whether `Eq` holds: no float and no document inside.
    pub equality: Support,
    /// Whether `Hash` holds: `Eq`, and no map inside.
    pub hash: Support,
    /// Whether `Default` is public: nothing is required.
    pub default: Support,
}

/// Whether a type supports something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// It does.
    Yes,
    /// It does not.
    No,
}
