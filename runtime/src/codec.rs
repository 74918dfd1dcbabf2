//! Values in and out of bytes and text: one module per format, and what the formats share.
//!
//! What a request or a reply looks like around a value is the protocol's business, not this room's.

pub(crate) mod debug;
pub(crate) mod json;
pub(crate) mod mend;
pub(crate) mod read;
pub(crate) mod text;
pub(crate) mod url;

/// How deep values may nest: as deep as `serde_json` reads, so that what was written can be read.
pub(crate) const DEPTH_LIMIT: usize = 128;
