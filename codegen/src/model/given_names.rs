//! Reads the Rust names that somebody gives in `patches.json`.
//!
//! An entry says what is named, as the model calls it, and the name: `{"names": [{"shape": "Mode", "value":
//! "read_only", "name": "ReadOnlySnake", "reason": "…"}]}`. Beside `"shape"` stands `"value"` for a value of
//! an enum, `"member"` for a member, and neither for the shape itself; `"operation"` and `"waiter"` stand
//! alone. Nothing on the wire changes. Whether the entry fits the model is told where that is known.

use super::patch::check_reason;
use crate::Error;
use crate::ir::Named;
use crate::model::Document;
use crate::model::node::Node;

/// An entry.
pub(crate) struct GivenName {
    pub(crate) named: Named,
    pub(crate) name: String,
    /// An error about the entry, but for its reason.
    pub(crate) error: Error,
}

/// Reads all entries of a file.
pub(crate) fn read(patches: &Document<'_>) -> Result<Vec<GivenName>, Error> {
    Node::root(patches).optional_as("names", |names| names.items_as(entry)).map(Option::unwrap_or_default)
}

fn entry(node: &Node<'_>) -> Result<GivenName, Error> {
    check_reason(node, "a name")?;
    let text = |key| node.optional_text(key);
    let named = match (text("operation")?, text("waiter")?, text("shape")?, text("member")?, text("value")?) {
        (Some(operation), None, None, None, None) => Named::Operation(operation),
        (None, Some(waiter), None, None, None) => Named::Waiter(waiter),
        (None, None, Some(shape), None, None) => Named::Shape(shape),
        (None, None, Some(shape), Some(member), None) => Named::Member { shape, member },
        (None, None, Some(shape), None, Some(value)) => Named::Value { shape, value },
        _ => {
            return Err(node.error("it is not clear what is named").with_help(Some(
                "an entry has \"operation\", \"waiter\", or \"shape\"; beside \"shape\" it may have \"member\" or \
                 \"value\""
                    .to_owned(),
            )));
        }
    };
    Ok(GivenName { named, name: node.required("name")?.text()?, error: node.error("") })
}
