//! Finds the operation that others ask for their endpoint, and what decides about the answer.
//!
//! Source: [`aws.api#clientEndpointDiscovery`](https://smithy.io/2.0/aws/aws-core.html), whose operation has a form of
//! its own, and `discovery.py` in botocore 1.44.5.

use std::collections::{HashSet, VecDeque};

use super::index::Index;
use crate::Error;
use crate::front::botocore::ShapeEntry;
use crate::ir::{EndpointDiscovery, Member, Operation, Presence, Service, ShapeId, ShapeKind};

/// Gives the service the operation that tells endpoints, and operations the members that decide about theirs.
pub(super) fn lower(index: &Index<'_>, service: &mut Service) -> Result<(), Error> {
    let mut telling = index.model.operations.iter().filter(|(_, entry)| entry.endpoint_operation);
    let first = telling.next().map(|(name, _)| name.as_str());
    if let (Some(first), Some((second, _))) = (first, telling.next()) {
        let reason = format!("{first} is the operation that tells endpoints already; a service has one");
        return Err(index.error(format!("operations.{second}.endpointoperation"), reason));
    }
    if let Some(operation) = service.operations.iter().find(|one| Some(one.name.as_str()) == first) {
        check(service, operation)
            .map_err(|(part, reason)| index.error(format!("operations.{}{part}", operation.name), reason))?;
    }
    for operation in &mut service.operations {
        let entry = index.model.operations.iter().find(|(name, _)| *name == operation.name);
        let Some((_, entry)) = entry else { continue };
        if Some(operation.name.as_str()) == first {
            // It would have to ask itself.
            operation.endpoint_discovery = EndpointDiscovery::None;
        }
        if operation.endpoint_discovery != EndpointDiscovery::None
            && let Some(input) = &entry.input
        {
            operation.endpoint_identifiers = identifiers(index, &input.shape)?;
        }
    }
    service.endpoint_operation = first.map(str::to_owned);
    Ok(())
}

/// The members of an input, and of structures inside of it, whose values decide about the endpoint. A structure is
/// looked into where it stands first.
fn identifiers<'m>(index: &Index<'m>, input: &'m str) -> Result<Vec<Vec<String>>, Error> {
    let mut found = Vec::new();
    let mut seen = HashSet::from([input]);
    let mut waiting: VecDeque<(Vec<String>, &str)> = VecDeque::from([(Vec::new(), input)]);
    while let Some((way, shape)) = waiting.pop_front() {
        let (_, entry) = index.resolve(shape, || format!("shapes.{shape}"))?;
        for (name, reference) in &entry.members {
            let place = || format!("shapes.{shape}.members.{name}");
            let (_, target) = index.resolve(&reference.shape, || format!("{}.shape", place()))?;
            let path: Vec<String> = way.iter().chain([name]).cloned().collect();
            if reference.endpoint_identifier || target.endpoint_identifier {
                if !is_text(target) {
                    let reason = "only text can decide about the endpoint that is discovered";
                    return Err(index.error(format!("{}.endpointdiscoveryid", place()), reason));
                }
                found.push(path);
            } else if target.kind == "structure" && !target.union && seen.insert(&reference.shape) {
                waiting.push_back((path, &reference.shape));
            }
        }
    }
    Ok(found)
}

fn is_text(entry: &ShapeEntry) -> bool {
    matches!(entry.kind.as_str(), "string" | "character")
}

/// Whether an operation takes and gives what endpoints are asked for with: `Operation` and `Identifiers`, neither of
/// which it needs to have, and `Endpoints`, each with `Address` and `CachePeriodInMinutes`.
///
/// # Errors
///
/// The place below the operation, and what is wrong there.
fn check(service: &Service, operation: &Operation) -> Result<(), (String, String)> {
    let kind = |id: ShapeId| &service.shape(id).kind;
    for member in service.shape(operation.input).members() {
        let place = format!(".input.{}", member.name);
        let fits = match (member.name.as_str(), kind(member.element.target)) {
            ("Operation", found) => matches!(found, ShapeKind::String),
            ("Identifiers", ShapeKind::Map { value, .. }) => matches!(kind(value.target), ShapeKind::String),
            ("Identifiers", _) => false,
            _ if member.presence == Presence::Required => {
                return Err((place, "nothing is known to ask for endpoints with here".to_owned()));
            }
            _ => true,
        };
        if !fits {
            return Err((place, "endpoints are asked for with text here".to_owned()));
        }
    }
    let told = |id: ShapeId, name: &str| -> Option<&Member> {
        service.shape(id).members().iter().find(|member| member.name == name)
    };
    let endpoints = told(operation.output, "Endpoints").map(|member| kind(member.element.target));
    let Some(ShapeKind::List { element, .. }) = endpoints else {
        return Err((".output".to_owned(), "it must have a list of Endpoints to tell them".to_owned()));
    };
    let address = told(element.target, "Address").map(|member| kind(member.element.target));
    let period = told(element.target, "CachePeriodInMinutes").map(|member| kind(member.element.target));
    if matches!((address, period), (Some(ShapeKind::String), Some(ShapeKind::Long | ShapeKind::Integer))) {
        return Ok(());
    }
    let reason = "each must have an Address, which is text, and CachePeriodInMinutes, a whole number";
    Err((".output.Endpoints".to_owned(), reason.to_owned()))
}
