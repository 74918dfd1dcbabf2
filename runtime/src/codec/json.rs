//! JSON in and out of shapes, on top of `serde_json`.
//!
//! [`read`] is one `DeserializeSeed` over [`Slot`](crate::shape::Slot), [`write`] is one `Serialize`
//! over [`View`](crate::shape::View). The aws-json protocols and serde on every shape are both made of them.

mod document;
pub(crate) mod read;
pub(crate) mod write;
