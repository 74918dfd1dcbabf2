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
use crate::front::EndpointDocuments;
use crate::front::node::Node;
use crate::ir::endpoint::Rules;

/// Reads and checks the rules and partitions of a service.
///
/// # Errors
///
/// Where they hold something that the runtime would not understand.
pub(super) fn lower(documents: &EndpointDocuments) -> Result<Rules, Error> {
    let partitions = partitions::read(&Node::root(&documents.partitions));
    rules::read(&Node::root(&documents.rules))
        .and_then(|rules| Ok(Rules { partitions: partitions?, ..rules }))
}
