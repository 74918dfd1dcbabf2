//! JSON in and out of shapes, on top of `serde_json`.
//!
//! [`read`] is one `DeserializeSeed` over [`Slot`](crate::shape::Slot), [`write`] is one `Serialize`
//! over [`View`](crate::shape::View). The aws-json protocols and serde on every shape are both made of them. What
//! a request or a reply looks like around the JSON is the protocol's business, not this module's.

pub(crate) mod debug;
pub(crate) mod mend;
pub(crate) mod read;
pub(crate) mod text;
pub(crate) mod write;

/// How deep values may nest: as deep as `serde_json` reads, so that what was written can be read.
pub(crate) const DEPTH_LIMIT: usize = 128;
