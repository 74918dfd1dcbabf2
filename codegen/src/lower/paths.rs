//! Follows the paths that paginators give: member names joined by dots, of which the last element
//! of a list may be a step (`Shards[-1].ShardId`).

use crate::ir::{MemberPath, PathStep, Service, ShapeId, ShapeKind};
use crate::suggest::did_you_mean;

/// Where a path leads.
pub(super) struct Destination {
    /// The members on the way.
    pub(super) path: MemberPath,
    /// The structures on the way and the position of the member in each.
    pub(super) steps: Vec<(ShapeId, usize)>,
    /// The shape at the end.
    pub(super) target: ShapeId,
}

/// Whether a path may take the last element of a list on its way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Indexing {
    Allowed,
    Forbidden,
}

/// Follows a path from a structure; the reason and a suggestion, if it leads nowhere.
pub(super) fn follow(
    service: &Service,
    start: ShapeId,
    path: &str,
    indexing: Indexing,
) -> Result<Destination, (String, Option<String>)> {
    let mut path_steps = Vec::new();
    let mut steps = Vec::new();
    let mut target = start;
    for step in path.split('.') {
        let (name, last_element) = match step.strip_suffix("[-1]") {
            Some(name) if indexing == Indexing::Allowed => (name, true),
            _ => (step, false),
        };
        if !name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
            || name.is_empty()
        {
            let known = match indexing {
                Indexing::Allowed => "member names joined by dots, and [-1] for the last element of a list",
                Indexing::Forbidden => "member names joined by dots",
            };
            return Err((format!("\"{path}\" is not understood"), Some(format!("supported are {known}"))));
        }
        let shape = service.shape(target);
        let Some((position, member)) =
            shape.members().iter().enumerate().find(|(_, member)| member.name == name)
        else {
            let names = shape.members().iter().map(|member| member.name.as_str());
            return Err((format!("{} has no member \"{name}\"", shape.name), did_you_mean(name, names)));
        };
        steps.push((target, position));
        target = member.element.target;
        path_steps.push(PathStep { member: member.name.clone(), last_element });
        if last_element {
            let ShapeKind::List { element, .. } = &service.shape(target).kind else {
                return Err((format!("\"{step}\" takes an element of {name}, which is not a list"), None));
            };
            target = element.target;
        }
    }
    Ok(Destination { path: MemberPath { steps: path_steps }, steps, target })
}
