//! The endpoint rules and the partitions, checked and typed.
//!
//! Everything that can be wrong with rules is found here: names that nobody gives, functions that do not
//! exist, values of the wrong type, nesting without end.

mod expression;
mod partitions;
mod rules;
mod scope;
mod template;

use crate::Error;
use crate::front::node::Node;
use crate::front::{Document, Source};
use crate::ir::endpoint::{Partition, Rules};

/// Reads and checks the rules of a service.
///
/// # Errors
///
/// Where they hold something that the runtime would not understand.
pub(super) fn lower(document: &Document) -> Result<Rules, Error> {
    rules::read(&Node::root(document))
}

/// Reads and checks `partitions.json`, which is one for all services.
///
/// # Errors
///
/// Where it is not JSON, or holds something that the runtime would not understand.
pub(crate) fn partitions(source: &Source) -> Result<Vec<Partition>, Error> {
    partitions::read(&Node::root(&crate::front::parse(source)?))
}
