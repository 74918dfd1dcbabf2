//! Lowers bodies that are streams: the payload of an input or an output that is a streaming blob.
//!
//! Source: [`streaming`](https://smithy.io/2.0/spec/streaming.html#streaming-trait).

use super::index::Index;
use crate::front::botocore::Message;
use crate::ir::{Member, Place, Shape, ShapeId, ShapeKind};

/// Makes streams of the streaming payload of a structure. Everything else that streams stays what selection refuses.
pub(super) fn lower(index: &Index<'_>, message: &Message, structure: &mut Shape, shapes: &mut Vec<Shape>) {
    let entry = index.entry(&message.shape);
    let ShapeKind::Structure(members) = &mut structure.kind else { return };
    let is_streaming = |member: &Member| {
        let references = entry.into_iter().flat_map(|entry| &entry.members);
        let reference = references.clone().find(|(name, _)| *name == member.name).map(|(_, member)| member);
        reference.is_some_and(|reference| {
            let target = index.entry(&reference.shape);
            let is_event_stream = reference.event_stream || target.is_some_and(|target| target.event_stream);
            !is_event_stream && (reference.streaming || target.is_some_and(|target| target.streaming))
        })
    };
    let payloads = members.iter_mut().filter(|member| member.place == Place::Payload);
    for member in payloads.filter(|member| is_streaming(member)) {
        if let Some(stream) = stream_of(shapes, member.element.target) {
            member.element.target = stream;
            member.unsupported = None;
        }
    }
}

/// The stream of a blob's bytes, one for each blob; `None` where the shape is none.
fn stream_of(shapes: &mut Vec<Shape>, blob: ShapeId) -> Option<ShapeId> {
    let shape = shapes.get(blob.0).filter(|shape| shape.kind == ShapeKind::Blob)?;
    let stream = Shape { kind: ShapeKind::Stream, unsupported: None, ..shape.clone() };
    let known = shapes.iter().position(|other| other.kind == ShapeKind::Stream && other.name == stream.name);
    Some(ShapeId(known.unwrap_or_else(|| {
        shapes.push(stream);
        shapes.len() - 1
    })))
}

/// Whether a member of a structure is a stream.
pub(super) fn has_stream(shapes: &[Shape], structure: ShapeId) -> bool {
    let members = shapes.get(structure.0).map(Shape::members).unwrap_or_default();
    let kind = |member: &Member| shapes.get(member.element.target.0).map(|shape| &shape.kind);
    members.iter().any(|member| kind(member) == Some(&ShapeKind::Stream))
}
