//! Reads the Rust names that somebody gives in `patches.json`.
//!
//! An entry says what is named, as the model calls it, and the name: `{"names": [{"shape": "Mode", "value":
//! "read_only", "name": "ReadOnlySnake", "reason": "…"}]}`. Beside `"shape"` stands `"value"` for a value of
//! an enum, `"member"` for a member, and neither for the shape itself; `"operation"` and `"waiter"` stand
//! alone. Nothing on the wire changes. Whether the entry fits the model is told where that is known.

use super::patch::check_reason;
use crate::Error;
use crate::front::node::Node;
use crate::front::{Document, Places};

/// An entry.
pub(crate) struct GivenNameEntry {
    pub(crate) operation: Option<String>,
    pub(crate) waiter: Option<String>,
    pub(crate) shape: Option<String>,
    pub(crate) member: Option<String>,
    pub(crate) value: Option<String>,
    pub(crate) name: String,
    /// The file, and where in it the entry is.
    pub(crate) places: Places,
    pub(crate) place: String,
}

/// Reads all entries of a file.
pub(crate) fn read(patches: &Document) -> Result<Vec<GivenNameEntry>, Error> {
    let names = Node::root(patches);
    names
        .optional_as("names", |names| names.items_as(|node| entry(node, &patches.places)))
        .map(Option::unwrap_or_default)
}

fn entry(node: &Node<'_>, places: &Places) -> Result<GivenNameEntry, Error> {
    check_reason(node, "a name")?;
    Ok(GivenNameEntry {
        operation: node.optional_text("operation")?,
        waiter: node.optional_text("waiter")?,
        shape: node.optional_text("shape")?,
        member: node.optional_text("member")?,
        value: node.optional_text("value")?,
        name: node.required("name")?.text()?,
        places: places.clone(),
        place: node.place(),
    })
}
