//! Selects operations by name.

use std::collections::BTreeMap;

use super::extract::{check_complete, extract};
use super::glob::{has_wildcard, matches};
use super::notes::{Note, notes};
use super::unsupported::obstacle;
use crate::Error;
use crate::ir::{EndpointDiscovery, Operation, Service};
use crate::suggest::near_misses;

/// The operations that somebody wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Names of operations, or globs over them: `*` stands for anything, `?` for one character.
    pub operations: Vec<String>,
}

/// What a selection keeps of a service.
#[derive(Clone, Debug)]
pub struct Selected {
    /// The service with the chosen operations, sorted by name, and the shapes they reach.
    pub service: Service,
    /// Operations that a wildcard matches, but that cannot be generated yet; sorted by name.
    pub skipped: Vec<Skipped>,
    /// What a person should know about the chosen operations; sorted by operation.
    pub notes: Vec<Note>,
}

/// An operation that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The operation.
    pub operation: String,
    /// Why, as a sentence that begins with the place.
    pub reason: String,
}

/// Keeps the operations that a selection names and the shapes they reach.
///
/// An operation that needs what clients cannot do, such as an event stream, is left out and reported
/// where a wildcard matches it, and refused where it is named. The operation that others ask for their
/// endpoint comes with them.
///
/// # Errors
///
/// When the selection is empty, when one of its globs matches nothing, when it names an operation that
/// cannot be generated, or when nothing is left.
pub(crate) fn select(service: &Service, selection: &Selection) -> Result<Selected, Error> {
    let mut kept: BTreeMap<usize, &Operation> = BTreeMap::new();
    let mut skipped = Vec::new();
    for (position, choice) in choose(service, selection)? {
        let Some(operation) = service.operations.get(position) else {
            continue;
        };
        match (obstacle(service, operation), choice) {
            (None, _) => drop(kept.insert(position, operation)),
            (Some(obstacle), Choice::Named) => {
                return Err(Error::new(&service.id, obstacle.place, obstacle.reason)
                    .with_help(Some(format!("take {} out of the selection", operation.name))));
            }
            (Some(obstacle), Choice::Matched) => skipped.push(Skipped {
                operation: operation.name.clone(),
                reason: format!("{}: {}", obstacle.place, obstacle.reason),
            }),
        }
    }
    if let (true, Some(first)) = (kept.is_empty(), skipped.first()) {
        let reason = format!("every operation that is selected had to be left out: {}", first.reason);
        return Err(Error::new(&service.id, "operations", reason));
    }
    let followed = endpoint_operation(service, &kept);
    kept.extend(followed);
    let kept: Vec<&Operation> = kept.into_values().collect();
    let mut notes: Vec<Note> = kept.iter().flat_map(|operation| notes(service, operation)).collect();
    notes.extend(followed.map(|(_, operation)| Note {
        operation: operation.name.clone(),
        text: "it comes with the selection, since others of it ask it for their endpoint".to_owned(),
    }));
    notes.sort_by(|one, other| one.operation.cmp(&other.operation));
    let service = extract(service, &kept)?;
    check_complete(&service)?;
    Ok(Selected { service, skipped, notes })
}

/// The operation that others of the selection ask for their endpoint, where it is not selected itself. One that cannot
/// be generated is left out: those that can do without call the endpoint of the region then.
fn endpoint_operation<'s>(
    service: &'s Service,
    kept: &BTreeMap<usize, &Operation>,
) -> Option<(usize, &'s Operation)> {
    kept.values().find(|operation| operation.endpoint_discovery != EndpointDiscovery::None)?;
    let name = service.endpoint_operation.as_ref()?;
    let (position, operation) =
        service.operations.iter().enumerate().find(|(_, operation)| operation.name == *name)?;
    let is_new = !kept.contains_key(&position) && obstacle(service, operation).is_none();
    is_new.then_some((position, operation))
}

/// How an operation came to be selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Choice {
    /// A wildcard matches it.
    Matched,
    /// It is named in full.
    Named,
}

/// The positions of the operations that a selection matches.
fn choose(service: &Service, selection: &Selection) -> Result<BTreeMap<usize, Choice>, Error> {
    if selection.operations.is_empty() {
        return Err(Error::new(&service.id, "operations", "no operation is selected")
            .with_help(Some("name some, or select all of them with *".to_owned())));
    }
    let mut chosen = BTreeMap::new();
    for glob in &selection.operations {
        let choice = if has_wildcard(glob) { Choice::Matched } else { Choice::Named };
        let mut unmatched = true;
        for (position, operation) in service.operations.iter().enumerate() {
            if matches(glob, &operation.name) {
                let entry = chosen.entry(position).or_insert(choice);
                *entry = choice.max(*entry);
                unmatched = false;
            }
        }
        if unmatched {
            return Err(nothing_matches(service, glob));
        }
    }
    Ok(chosen)
}

/// The error for a glob that matches nothing, with up to five operations that may have been meant.
fn nothing_matches(service: &Service, glob: &str) -> Error {
    let literal: String = glob.chars().filter(|character| !matches!(character, '*' | '?')).collect();
    let names = service.operations.iter().map(|operation| operation.name.as_str());
    let close: Vec<_> = if has_wildcard(glob) {
        closest_parts(glob, &literal, names)
    } else {
        near_misses(&literal, names, 5)
    };
    let help = match close.as_slice() {
        [] => format!("the service has {} operations, none with a name like that", service.operations.len()),
        close => format!("close to it: {}", close.join(", ")),
    };
    Error::new(&service.id, "operations", format!("\"{glob}\" matches no operation")).with_help(Some(help))
}

/// Up to five names whose beginning is close to the text of a glob, or their end where the glob
/// begins with a star.
fn closest_parts<'a>(glob: &str, literal: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let length = literal.chars().count();
    let part = |name: &str| -> String {
        let surplus = if glob.starts_with('*') { name.chars().count().saturating_sub(length) } else { 0 };
        name.chars().skip(surplus).take(length).collect()
    };
    let mut close: Vec<(usize, &str)> = names
        .map(|name| (strsim::damerau_levenshtein(literal, &part(name)), name))
        .filter(|(distance, _)| *distance <= (length / 4).max(1))
        .collect();
    close.sort_unstable();
    close.into_iter().take(5).map(|(_, name)| name).collect()
}
