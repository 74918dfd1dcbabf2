//! A typed mirror of botocore's model files, and nothing else. Models of Smithy's form are read into it, too.
//!
//! Keys that nothing here reads are tolerated, values of the wrong type are not. What the values mean,
//! and whether names refer to anything, is not known here. Entries keep the order of the file.

mod extras;
mod service;
mod shape;

pub(crate) use extras::{
    Acceptor, PaginatorEntry, Paginators, Waiter, Waiters, read_paginators, read_waiters,
};
pub(crate) use service::{
    ChecksumEntry, ClientContextEntry, ContextEntry, Http, KeyEntry, Message, Metadata, Model,
    OperationEntry, identity, read_checksum, read_client_context, read_context_value, read_service,
};
pub(crate) use shape::{
    ErrorTrait, Limits, Reference, Refused, ShapeEntry, XmlNamespace, read_xml_namespace,
};

use crate::Error;
use crate::front::node::Node;

/// `deprecated` and `deprecatedMessage`, which stand on operations, shapes and members alike.
#[derive(Default)]
pub(crate) struct Deprecated {
    pub(crate) deprecated: bool,
    pub(crate) message: Option<String>,
}

fn read_deprecated(node: &Node<'_>) -> Result<Deprecated, Error> {
    Ok(Deprecated { deprecated: node.flag("deprecated")?, message: node.optional_text("deprecatedMessage")? })
}

/// A documentation text; an empty one is none.
fn read_documentation(node: &Node<'_>) -> Result<Option<String>, Error> {
    Ok(node.optional_text("documentation")?.filter(|text| !text.trim().is_empty()))
}
