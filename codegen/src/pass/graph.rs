//! The graph that shapes form, and walks over it. All walks keep their own stack, so that no model
//! is too deep for them.

use std::collections::BTreeSet;

use crate::ir::{Element, Operation, Service, Shape, ShapeId, ShapeKind};

/// A graph: for each node, the nodes that it leads to.
pub(super) type Graph = Vec<Vec<usize>>;

/// The shapes that an operation reaches from its input, output and errors, those included.
pub fn closure(service: &Service, operation: &Operation) -> BTreeSet<ShapeId> {
    closure_of(service, [operation])
}

/// The shapes that some operations reach.
pub(super) fn closure_of<'a>(
    service: &Service,
    operations: impl IntoIterator<Item = &'a Operation>,
) -> BTreeSet<ShapeId> {
    let mut waiting: Vec<ShapeId> = operations.into_iter().flat_map(roots).collect();
    let mut reached = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if reached.insert(id) {
            waiting.extend(elements(service.shape(id)).into_iter().map(|element| element.target));
        }
    }
    reached
}

/// The shapes that an operation names itself: its input, its output, its errors.
pub(super) fn roots(operation: &Operation) -> impl Iterator<Item = ShapeId> + '_ {
    [operation.input, operation.output].into_iter().chain(operation.errors.iter().copied())
}

/// The elements that a shape consists of, in model order.
pub(super) fn elements(shape: &Shape) -> Vec<&Element> {
    match &shape.kind {
        ShapeKind::List { element, .. } => vec![element],
        ShapeKind::Map { key, value, .. } => vec![key, value],
        ShapeKind::Events { event, .. } => vec![event],
        _ => shape.members().iter().map(|member| &member.element).collect(),
    }
}

/// Whether a graph leads from a node back to it, for each pair of nodes with an edge: such nodes
/// have the same component.
pub(super) fn components(graph: &Graph) -> Vec<usize> {
    let reversed = reversed(graph);
    let mut components = vec![None; graph.len()];
    for start in postorder(graph).into_iter().rev() {
        let mut waiting = vec![start];
        while let Some(node) = waiting.pop() {
            if let Some(component @ None) = components.get_mut(node) {
                *component = Some(start);
                waiting.extend(neighbours(&reversed, node));
            }
        }
    }
    components.into_iter().enumerate().map(|(node, component)| component.unwrap_or(node)).collect()
}

/// The nodes from which some seed can be reached, the seeds included.
pub(super) fn leading_to(graph: &Graph, seeds: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
    let reversed = reversed(graph);
    let mut waiting: Vec<usize> = seeds.into_iter().collect();
    let mut reached = BTreeSet::new();
    while let Some(node) = waiting.pop() {
        if reached.insert(node) {
            waiting.extend(neighbours(&reversed, node));
        }
    }
    reached
}

/// All nodes, each after those that it leads to, as far as cycles allow.
fn postorder(graph: &Graph) -> Vec<usize> {
    let mut seen = vec![false; graph.len()];
    let mut enter = |node: usize| seen.get_mut(node).is_some_and(|seen| !std::mem::replace(seen, true));
    let mut order = Vec::with_capacity(graph.len());
    for start in 0..graph.len() {
        if !enter(start) {
            continue;
        }
        let mut path = vec![(start, neighbours(graph, start).iter())];
        while let Some((node, targets)) = path.last_mut() {
            match targets.find(|target| enter(**target)) {
                Some(target) => path.push((*target, neighbours(graph, *target).iter())),
                None => {
                    order.push(*node);
                    path.pop();
                }
            }
        }
    }
    order
}

fn reversed(graph: &Graph) -> Graph {
    let mut reversed = vec![Vec::new(); graph.len()];
    for (node, targets) in graph.iter().enumerate() {
        for target in targets {
            if let Some(sources) = reversed.get_mut(*target) {
                sources.push(node);
            }
        }
    }
    reversed
}

fn neighbours(graph: &Graph, node: usize) -> &[usize] {
    graph.get(node).map(Vec::as_slice).unwrap_or_default()
}
