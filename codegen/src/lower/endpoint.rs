//! Reads the endpoint rules and the partitions, and checks them.

mod expression;
pub(crate) mod partitions;
pub(crate) mod rules;
mod scope;
