//! Finds what an operation reaches that clients here cannot do.

use std::collections::{BTreeMap, VecDeque};

use super::graph::roots;
use crate::ir::{EndpointDiscovery, Operation, Service, ShapeId, ShapeKind, Unsupported};

/// Where an operation reaches something unsupported, and what it is.
pub(super) struct Obstacle {
    /// The way from the operation: `operations.Listen.output.events`.
    pub(super) place: String,
    /// What stands there, as a sentence.
    pub(super) reason: String,
}

/// The nearest obstacle of an operation, if it has one; else that of the one that must tell its endpoint.
pub(super) fn obstacle(service: &Service, operation: &Operation) -> Option<Obstacle> {
    own_obstacle(service, operation).or_else(|| {
        let name = service.endpoint_operation.as_ref();
        let name = name.filter(|_| operation.endpoint_discovery == EndpointDiscovery::Required)?;
        own_obstacle(service, service.operations.iter().find(|operation| operation.name == *name)?)
    })
}

fn own_obstacle(service: &Service, operation: &Operation) -> Option<Obstacle> {
    let place = format!("operations.{}", operation.name);
    if let Some(unsupported) = operation.unsupported.first() {
        return Some(Obstacle { place, reason: reason("the operation is", unsupported) });
    }
    let mut ways: BTreeMap<ShapeId, Option<(ShapeId, String)>> = BTreeMap::new();
    let mut waiting = VecDeque::new();
    for root in roots(operation) {
        if ways.insert(root, None).is_none() {
            waiting.push_back(root);
        }
    }
    while let Some(id) = waiting.pop_front() {
        let shape = service.shape(id);
        let found =
            shape.unsupported.as_ref().map(|unsupported| (String::new(), unsupported)).or_else(|| {
                let mut members = shape.members().iter();
                members.find_map(|member| Some((format!(".{}", member.name), member.unsupported.as_ref()?)))
            });
        if let Some((last, unsupported)) = found {
            let way = way(service, operation, &ways, id);
            return Some(Obstacle {
                place: format!("{place}.{way}{last}"),
                reason: reason("it is", unsupported),
            });
        }
        for (step, target) in steps(service, id) {
            ways.entry(target).or_insert_with(|| {
                waiting.push_back(target);
                Some((id, step))
            });
        }
    }
    None
}

fn reason(subject: &str, unsupported: &Unsupported) -> String {
    let Unsupported { trait_name, description } = unsupported;
    format!("{subject} {description} (trait {trait_name}), which is not supported yet")
}

/// The steps from a shape to those inside it.
fn steps(service: &Service, id: ShapeId) -> Vec<(String, ShapeId)> {
    let shape = service.shape(id);
    match &shape.kind {
        ShapeKind::List { element, .. } => vec![("[]".to_owned(), element.target)],
        ShapeKind::Events { event, .. } => vec![(String::new(), event.target)],
        ShapeKind::Map { value, .. } => vec![("{}".to_owned(), value.target)],
        _ => {
            let members = shape.members().iter();
            members.map(|member| (format!(".{}", member.name), member.element.target)).collect()
        }
    }
}

/// The way from an operation to a shape, by the steps that first led to each shape.
fn way(
    service: &Service,
    operation: &Operation,
    ways: &BTreeMap<ShapeId, Option<(ShapeId, String)>>,
    end: ShapeId,
) -> String {
    let mut steps = Vec::new();
    let mut id = end;
    while let Some(Some((parent, step))) = ways.get(&id) {
        steps.push(step.as_str());
        id = *parent;
    }
    let root = if id == operation.input {
        "input".to_owned()
    } else if id == operation.output {
        "output".to_owned()
    } else {
        format!("errors.{}", service.shape(id).name)
    };
    steps.into_iter().rev().fold(root, |way, step| way + step)
}
