//! Refuses lists and maps that contain nothing but themselves.
//!
//! A list of itself has no finite Rust type: lists and maps have no types of their own that could
//! carry a name. With a structure in between there is one.

use super::index::Index;
use crate::Error;
use crate::ir::{Shape, ShapeKind};

/// Refuses cycles of lists and maps. Each leads on to one shape at most, because the keys of maps
/// are strings, so following the chain from every shape finds them all.
pub(super) fn refuse_cycles(index: &Index<'_>, shapes: &[Shape]) -> Result<(), Error> {
    let mut seen_from: Vec<Option<usize>> = vec![None; shapes.len()];
    for start in 0..shapes.len() {
        let mut next = Some(start);
        while let Some(position) = next {
            match seen_from.get_mut(position) {
                Some(seen @ None) => *seen = Some(start),
                Some(Some(seen)) if *seen == start => return Err(cycle(index, shapes, position)),
                _ => break,
            }
            next = following(shapes, position);
        }
    }
    Ok(())
}

/// What a list or map contains.
fn following(shapes: &[Shape], position: usize) -> Option<usize> {
    match &shapes.get(position)?.kind {
        ShapeKind::List { element, .. } => Some(element.target.0),
        ShapeKind::Map { value, .. } => Some(value.target.0),
        _ => None,
    }
}

/// The error for a cycle, all the way round from one of its shapes.
fn cycle(index: &Index<'_>, shapes: &[Shape], first: usize) -> Error {
    let name = |position: usize| shapes.get(position).map_or("", |shape| shape.name.as_str());
    let mut names = vec![name(first)];
    let mut next = following(shapes, first);
    while let Some(position) = next {
        names.push(name(position));
        next = if position == first { None } else { following(shapes, position) };
    }
    let first = name(first);
    let reason = format!("{} contains nothing but itself, so it has no finite type", names.join(" → "));
    index.error(format!("shapes.{first}"), reason)
}
