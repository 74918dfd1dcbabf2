//! Rust names that somebody chose in place of those that would be made of the model's.

use super::Origin;

/// A name that somebody chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenName {
    /// The name.
    pub name: String,
    /// Where it is given.
    pub origin: Origin,
}

/// What a Rust name is given to; everything is called as in the model.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// An operation: its method, module and types.
    Operation(String),
    /// A shape: its type and module.
    Shape(String),
    /// A member of a structure, union or exception: its field or variant.
    Member {
        /// The shape.
        shape: String,
        /// The member.
        member: String,
    },
    /// A value of an enum: its variant.
    Value {
        /// The shape.
        shape: String,
        /// The value.
        value: String,
    },
    /// A waiter: its methods, module and static.
    Waiter(String),
}
