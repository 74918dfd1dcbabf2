//! Lowers replies that are streams of events: the member of an output whose target is such a union.
//!
//! Source: [event streams](https://smithy.io/2.0/spec/streaming.html#event-streams).

use super::index::Index;
use crate::front::botocore::OperationEntry;
use crate::ir::{Element, Member, Operation, Place, Presence, Shape, ShapeId, ShapeKind, Unsupported};

/// Makes streams of events of the outputs that have them. Everything else that has events stays what selection refuses.
pub(super) fn lower(index: &Index<'_>, shapes: &mut Vec<Shape>, operations: &mut [Operation]) {
    for operation in operations {
        let entry = index.model.operations.iter().find(|(name, _)| *name == operation.name);
        if entry.is_some_and(|(_, entry)| sends_events(index, entry)) {
            operation.unsupported.push(Unsupported {
                trait_name: "eventstream".to_owned(),
                description: "sent a stream of events, for which a client needs HTTP/2".to_owned(),
            });
            continue;
        }
        let Some((position, union)) = events_of(index, shapes, operation) else { continue };
        let (event, exceptions) = event_of(shapes, union);
        let stream = stream_of(shapes, operation, event);
        if let Some(ShapeKind::Structure(members)) =
            shapes.get_mut(operation.output.0).map(|shape| &mut shape.kind)
            && let Some(member) = members.get_mut(position)
        {
            member.element.target = stream;
            member.unsupported = None;
            // Every answer has a body, and with it events, be they none.
            member.presence = Presence::Required;
            if index.protocol.has_places() {
                member.place = Place::Payload;
            }
        }
        operation.errors.extend(exceptions.iter().map(|(_, shape)| *shape));
        operation.errors.sort_unstable_by_key(|id| (shapes.get(id.0).map(|shape| &shape.name), *id));
        operation.errors.dedup();
        operation.event_exceptions = exceptions;
    }
    place_members(index, shapes);
}

/// Whether the input has events.
fn sends_events(index: &Index<'_>, entry: &OperationEntry) -> bool {
    let input = entry.input.as_ref().and_then(|input| index.entry(&input.shape));
    input.is_some_and(|input| input.members.iter().any(|(_, member)| is_event_stream(index, member)))
}

fn is_event_stream(index: &Index<'_>, member: &crate::front::botocore::Reference) -> bool {
    member.event_stream || index.entry(&member.shape).is_some_and(|target| target.event_stream)
}

/// The member of an output that has events, and what they are; `None` where the body holds something else, too.
fn events_of(index: &Index<'_>, shapes: &[Shape], operation: &Operation) -> Option<(usize, ShapeId)> {
    let members = shapes.get(operation.output.0)?.members();
    let is_stream = |member: &Member| {
        let target = index.model.shapes.get(member.element.target.0);
        target.is_some_and(|(_, entry)| entry.event_stream)
    };
    let position = members.iter().position(is_stream)?;
    let mut others = members.iter().enumerate().filter(|(other, _)| *other != position);
    let has_no_body = |place| !matches!(place, Place::Body | Place::Payload);
    let is_alone = !index.protocol.has_places() || others.all(|(_, member)| has_no_body(member.place));
    let target = members.get(position)?.element.target;
    is_alone.then_some((position, target))
}

/// The union of the events alone, one for each stream, and the exceptions that stand among them: the names of their
/// members, and their shapes.
fn event_of(shapes: &mut Vec<Shape>, stream: ShapeId) -> (ShapeId, Vec<(String, ShapeId)>) {
    let Some(shape) = shapes.get(stream.0).cloned() else { return (stream, Vec::new()) };
    let is_exception = |member: &&Member| {
        let target = shapes.get(member.element.target.0);
        target.is_some_and(|target| matches!(target.kind, ShapeKind::Exception(_)))
    };
    let (exceptions, events): (Vec<&Member>, Vec<&Member>) = shape.members().iter().partition(is_exception);
    let exceptions = exceptions.into_iter().map(|member| {
        let name = member.element.wire_name.as_ref().unwrap_or(&member.name);
        (name.clone(), member.element.target)
    });
    let exceptions = exceptions.collect();
    let events = ShapeKind::Union(events.into_iter().cloned().collect());
    let union = Shape { kind: events, unsupported: None, ..shape.clone() };
    let known = shapes.iter().position(|other| *other == union);
    let event = known.unwrap_or_else(|| {
        shapes.push(union);
        shapes.len() - 1
    });
    (ShapeId(event), exceptions)
}

/// The stream of an operation's events.
fn stream_of(shapes: &mut Vec<Shape>, operation: &Operation, event: ShapeId) -> ShapeId {
    if let Some(union) = shapes.get(event.0).cloned() {
        let event = Element {
            target: event,
            wire_name: None,
            namespace: None,
            sensitivity: union.sensitivity,
            timestamp_format: None,
            constraints: None,
        };
        shapes.push(Shape { kind: ShapeKind::Events { event, operation: operation.name.clone() }, ..union });
    }
    ShapeId(shapes.len().saturating_sub(1))
}

/// Says of the members of events where they travel. A structure that is an event and something else as well would travel
/// in two ways, so it is refused.
fn place_members(index: &Index<'_>, shapes: &mut [Shape]) {
    let streams = index.model.shapes.iter().filter(|(_, entry)| entry.event_stream);
    let events: Vec<&str> = streams
        .flat_map(|(_, stream)| stream.members.iter().map(|(_, member)| member.shape.as_str()))
        .collect();
    for ((name, entry), shape) in index.model.shapes.iter().zip(shapes.iter_mut()) {
        let has_places = entry.members.iter().any(|(_, member)| member.event_header || member.event_payload);
        if !has_places || !events.contains(&name.as_str()) {
            continue;
        }
        if is_used_elsewhere(index, name) {
            shape.unsupported = Some(Unsupported {
                trait_name: "eventpayload".to_owned(),
                description: "an event with headers or a payload that is part of another shape, too,"
                    .to_owned(),
            });
        }
        if let ShapeKind::Structure(members) = &mut shape.kind {
            for (member, (_, reference)) in members.iter_mut().zip(&entry.members) {
                member.place = match (reference.event_header, reference.event_payload) {
                    (true, _) => Place::EventHeader,
                    (_, true) => Place::EventPayload,
                    _ => member.place,
                };
            }
        }
    }
}

/// Whether a shape is part of one that is no stream of events, or an input or output.
fn is_used_elsewhere(index: &Index<'_>, shape: &str) -> bool {
    let others = index.model.shapes.iter().filter(|(_, entry)| !entry.event_stream);
    let mut parts = others.flat_map(|(_, entry)| {
        let members = entry.members.iter().map(|(_, member)| member);
        members.chain(&entry.member).chain(&entry.key).chain(&entry.value)
    });
    parts.any(|part| part.shape == shape)
}
