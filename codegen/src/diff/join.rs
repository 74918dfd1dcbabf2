//! Brings together what the models say differently and what became of the items.

use std::collections::{BTreeMap, BTreeSet};

use super::item::{Effect, Outcome};
use super::model::{At, Finding, Reach, ShapeKey, shapes};
use super::side::Side;
use super::surface::Surface;
use super::{Action, Change, Subject, words};
use crate::ir::Service;
use crate::pass;

/// The changes between two versions of what was selected, the gravest first. `old_full` and
/// `new_full` are the whole services.
pub(super) fn join(
    findings: Vec<Finding>,
    old: &Side<'_>,
    new: &Side<'_>,
    old_full: &Service,
    new_full: &Service,
) -> Vec<Change> {
    let effects = Surface::effects(&old.surface, &new.surface);
    let mut explained = vec![false; effects.len()];
    let users = [old, new].map(|side| users(side.service));
    let elsewhere = Elsewhere { old: names(old_full), new: names(new_full) };
    let mut changes: Vec<Change> = Vec::new();
    for finding in findings {
        let claims: BTreeSet<_> =
            old.claims(&finding.at).into_iter().chain(new.claims(&finding.at)).collect();
        let mut own = Vec::new();
        for (effect, explained) in effects.iter().zip(&mut explained) {
            if reaches(finding.reach, effect) && claims.iter().any(|claim| claim.covers(&effect.item)) {
                *explained = true;
                own.push(effect.clone());
            }
        }
        let operations = concerned(&finding.at, &users);
        let mut change = without_effects(elsewhere.remark(finding));
        change.effects = own;
        change.operations = operations;
        merge(change, &mut changes);
    }
    let left: Vec<Effect> = effects
        .into_iter()
        .zip(explained)
        .filter(|(_, explained)| !explained)
        .map(|(effect, _)| effect)
        .collect();
    changes.extend(words::grouped(left, &old.surface, &new.surface));
    changes.sort_by_key(|change| (std::cmp::Reverse(change.verdict()), change.subject));
    changes
}

/// A finding as a change that touches no item.
pub(super) fn without_effects(finding: Finding) -> Change {
    let Finding { subject, action, place, description, .. } = finding;
    Change { subject, action, place, description, effects: Vec::new(), operations: Vec::new() }
}

/// Adds a change, unless it was told already of another operation that has a copy of the same shape.
fn merge(change: Change, changes: &mut Vec<Change>) {
    let same = changes.iter_mut().find(|other| {
        (other.subject, other.action, &other.place, &other.description)
            == (change.subject, change.action, &change.place, &change.description)
    });
    match same {
        None => changes.push(change),
        Some(other) => {
            other.effects.extend(change.effects);
            other.effects.dedup();
            other.operations.extend(change.operations);
            other.operations.sort_unstable();
            other.operations.dedup();
        }
    }
}

fn reaches(reach: Reach, effect: &Effect) -> bool {
    let warning = matches!(effect.outcome, Outcome::Deprecated | Outcome::Undeprecated);
    match reach {
        Reach::Nothing => false,
        Reach::Warnings => warning,
        Reach::Items => !warning,
    }
}

/// The operations that reach each shape.
fn users(service: &Service) -> BTreeMap<ShapeKey, BTreeSet<String>> {
    let mut users: BTreeMap<ShapeKey, BTreeSet<String>> = BTreeMap::new();
    let keys: BTreeMap<_, _> = shapes(service).into_iter().map(|(key, id)| (id, key)).collect();
    for operation in &service.operations {
        for key in pass::closure(service, operation).iter().filter_map(|id| keys.get(id)) {
            users.entry(key.clone()).or_default().insert(operation.name.clone());
        }
    }
    users
}

/// The operations that a place belongs to, in either version.
fn concerned(at: &At, users: &[BTreeMap<ShapeKey, BTreeSet<String>>]) -> Vec<String> {
    match at {
        At::Service | At::Waiter(_) => Vec::new(),
        At::Operation(name) | At::Error(name, _) | At::Paginator(name) => vec![name.clone()],
        At::Shape(key) | At::Whole(key) | At::Kind(key) | At::Order(key) | At::Member(key, _) => {
            let names: BTreeSet<&String> =
                users.iter().filter_map(|users| users.get(key)).flatten().collect();
            names.into_iter().cloned().collect()
        }
    }
}

/// The shapes and operations of the whole services, beyond what was selected.
struct Elsewhere {
    old: BTreeSet<String>,
    new: BTreeSet<String>,
}

fn names(service: &Service) -> BTreeSet<String> {
    service.shapes.iter().filter_map(|shape| shape.model_name.clone()).collect()
}

impl Elsewhere {
    /// Says of a shape that came or went whether the service has it all the same.
    fn remark(&self, mut finding: Finding) -> Finding {
        let remark = match (finding.subject, finding.action) {
            (Subject::Shape, Action::Added) if self.old.contains(&finding.place) => {
                ", which other operations had before"
            }
            (Subject::Shape, Action::Removed) if self.new.contains(&finding.place) => {
                ", which only other operations have now"
            }
            _ => "",
        };
        finding.description.push_str(remark);
        finding
    }
}
