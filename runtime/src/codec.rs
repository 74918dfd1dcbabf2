//! Values in and out of bytes and text: one module per format, and what the formats share.
//!
//! What a request or a reply looks like around a value is the protocol's business, not this room's.

#[cfg(feature = "cbor")]
pub(crate) mod cbor;
pub(crate) mod debug;
pub(crate) mod form;
pub(crate) mod json;
pub(crate) mod mend;
pub(crate) mod read;
pub(crate) mod text;
pub(crate) mod url;
pub(crate) mod xml;

use crate::schema::{REDACTED, are_sensitive};
use crate::shape::Union;

/// How deep values may nest: as deep as `serde_json` reads, so that what was written can be read.
pub(crate) const DEPTH_LIMIT: usize = 128;

/// What a value is written for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A request: a union member that the model does not know is an error, since its value was
    /// not kept and something else would be sent.
    Request,
    /// A reply, as a service gives it: such a member is written without a value, so that its name survives; and a
    /// timestamp that its format would round is written as RFC 3339 text.
    #[cfg_attr(
        not(feature = "test-util"),
        allow(dead_code, reason = "services answer, and they are for tests")
    )]
    Reply,
    /// Storage: as a reply, but by the names of the model.
    Storage,
}

/// Why a union cannot be sent that holds a member which the model does not know.
pub(crate) fn unsendable(union: &dyn Union, name: &str) -> String {
    let name = if are_sensitive(union.schema().members) { REDACTED } else { name };
    format!(
        "{}: the model knows no member \"{name}\", so its value was not kept and cannot be sent",
        union.schema().name
    )
}
