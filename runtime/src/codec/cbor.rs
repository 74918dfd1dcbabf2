//! CBOR in and out of shapes, as the protocol Smithy RPC v2 has it.
//!
//! [`read`] goes over [`items`] and fills [`Slot`](crate::shape::Slot)s, [`write`] goes over
//! [`View`](crate::shape::View)s. Both know members by their names on the wire.
//!
//! Sources: [RFC 8949](https://www.rfc-editor.org/rfc/rfc8949), and the table of shapes in
//! [Smithy RPC v2 CBOR](https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html#shape-serialization).

pub(crate) mod items;
pub(crate) mod read;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod write;

/// Whether a body is a map of CBOR, by its first bytes. No text in UTF-8 begins with any of these, so it is no other
/// format that services answer in.
pub(crate) fn is_map(body: &[u8]) -> bool {
    // Some programs put the tag before it that says that this is CBOR.
    let untagged = body.strip_prefix(&[0xd9, 0xd9, 0xf7]).unwrap_or(body);
    matches!(untagged, [0xa0..=0xbb | 0xbf, ..])
}
