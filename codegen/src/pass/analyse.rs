//! Finds out what Rust types need that models do not say: where a `Box` stands, which required
//! members cannot be required, and which traits hold.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::{Graph, components, elements, leading_to};
use crate::ir::{
    Indirection, Member, Presence, RustTraits, Service, Shape, ShapeId, ShapeKind, Support, Usage,
};

/// Marks members that need a `Box` and members that are required in a cycle, and gives the traits
/// that each structure, union and exception can have.
///
/// A `Box` stands on every member that holds a structure or union directly, not through a list or a
/// map, and lies on a cycle of such members. One `Box` per cycle would do; but then which member has
/// it could change when the model gains another.
pub fn analyse(service: &mut Service) -> Usage {
    mark_boxes(service);
    mark_required_cycles(service);
    usage(service)
}

fn mark_boxes(service: &mut Service) {
    let cycles = components(&member_graph(service, |_, _, target| has_members(target)));
    for (position, shape) in service.shapes.iter_mut().enumerate() {
        for member in members_mut(&mut shape.kind) {
            let boxed =
                lies_on_cycle(&cycles, position, member) && cycles.get(member.element.target.0).is_some();
            member.indirection = if boxed { Indirection::Boxed } else { Indirection::Inline };
        }
    }
}

/// A structure that requires itself has no finite empty value. A union has: its unknown variant.
fn mark_required_cycles(service: &mut Service) {
    let requires = |shape: &Shape, member: &Member, target: &Shape| {
        member.presence != Presence::Optional && is_structure(shape) && is_structure(target)
    };
    let graph = member_graph(service, requires);
    let cycles = components(&graph);
    for (position, shape) in service.shapes.iter_mut().enumerate() {
        let targets = graph.get(position).map(Vec::as_slice).unwrap_or_default();
        for member in members_mut(&mut shape.kind) {
            let required =
                member.presence == Presence::Required && targets.contains(&member.element.target.0);
            if required && lies_on_cycle(&cycles, position, member) {
                member.presence = Presence::RequiredCycle;
            }
        }
    }
}

/// Whether a member of a shape leads back to the shape.
fn lies_on_cycle(cycles: &[usize], position: usize, member: &Member) -> bool {
    cycles.get(position) == cycles.get(member.element.target.0)
}

/// The graph of the members that a condition holds for; it is given the shape, the member and the
/// member's target.
fn member_graph(service: &Service, condition: impl Fn(&Shape, &Member, &Shape) -> bool) -> Graph {
    let targets = |shape: &Shape| {
        let members = shape.members().iter();
        let kept = members.filter(|member| condition(shape, member, service.shape(member.element.target)));
        kept.map(|member| member.element.target.0).collect()
    };
    service.shapes.iter().map(targets).collect()
}

fn has_members(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::Structure(_) | ShapeKind::Union(_) | ShapeKind::Exception(_))
}

fn is_structure(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::Structure(_) | ShapeKind::Exception(_))
}

fn members_mut(kind: &mut ShapeKind) -> &mut [Member] {
    match kind {
        ShapeKind::Structure(members) | ShapeKind::Union(members) => members,
        ShapeKind::Exception(exception) => &mut exception.members,
        _ => &mut [],
    }
}

fn usage(service: &Service) -> Usage {
    let targets = |shape: &Shape| elements(shape).into_iter().map(|element| element.target.0).collect();
    let graph: Graph = service.shapes.iter().map(targets).collect();
    let where_kind = |condition: fn(&ShapeKind) -> bool| {
        let positions = service.shapes.iter().enumerate();
        let seeds = positions.filter(|(_, shape)| condition(&shape.kind)).map(|(position, _)| position);
        leading_to(&graph, seeds)
    };
    let without_equality = where_kind(|kind| {
        matches!(
            kind,
            ShapeKind::Float
                | ShapeKind::Double
                | ShapeKind::Document
                | ShapeKind::Stream
                | ShapeKind::Events { .. }
        )
    });
    let with_map = where_kind(|kind| matches!(kind, ShapeKind::Map { .. }));

    let traits = |id: ShapeId, shape: &Shape| {
        let equality = !without_equality.contains(&id.0);
        let nothing_required = shape.members().iter().all(|member| member.presence != Presence::Required);
        RustTraits {
            equality: support(equality),
            hash: support(equality && !with_map.contains(&id.0)),
            default: support(nothing_required && is_structure(shape)),
        }
    };
    let shapes = service.shapes().filter(|(_, shape)| has_members(shape));
    Usage { traits: shapes.map(|(id, shape)| (id, traits(id, shape))).collect(), holders: holders(service) }
}

/// Which shapes hold which, seen through lists and maps.
fn holders(service: &Service) -> BTreeMap<ShapeId, BTreeSet<ShapeId>> {
    let mut holders = BTreeMap::<_, BTreeSet<_>>::new();
    for (owner, shape) in service.shapes().filter(|(_, shape)| has_members(shape)) {
        let mut reached: Vec<_> = shape.members().iter().map(|member| member.element.target).collect();
        // Lists and maps always end in a shape with a name of its own, so this loop ends too.
        while let Some(id) = reached.pop() {
            match &service.shape(id).kind {
                ShapeKind::List { element, .. } => reached.push(element.target),
                ShapeKind::Map { key, value, .. } => reached.extend([key.target, value.target]),
                ShapeKind::Events { event, .. } => reached.push(event.target),
                ShapeKind::Structure(_) | ShapeKind::Union(_) | ShapeKind::Enum(_) => {
                    holders.entry(id).or_default().insert(owner);
                }
                _ => {}
            }
        }
    }
    holders
}

fn support(supported: bool) -> Support {
    if supported { Support::Yes } else { Support::No }
}
