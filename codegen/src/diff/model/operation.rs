//! Differences of operations, their errors and paginators, and of waiters.

use super::super::{Action, Subject};
use super::{At, Findings, Here, pairs, words};
use crate::ir::{CrossRegion, HostPrefix, Namespace, Operation, Service, ShapeId, Waiter};

/// Compares all operations of two services.
pub(super) fn compare(old: &Service, new: &Service, findings: &mut Findings) {
    for (name, old_operation, new_operation) in
        pairs(&old.operations, &new.operations, |operation| &operation.name)
    {
        let here = Here { at: At::Operation(name.clone()), subject: Subject::Operation, place: &name };
        match (old_operation, new_operation) {
            (Some(_), None) => findings.push(&here, Action::Removed, ""),
            (None, Some(_)) => findings.push(&here, Action::Added, ""),
            (Some(old_operation), Some(new_operation)) => {
                facts(&here, old_operation, new_operation, findings);
                errors(old, new, old_operation, new_operation, findings);
                paginators(old_operation, new_operation, findings);
            }
            (None, None) => {}
        }
    }
}

fn facts(here: &Here<'_>, old: &Operation, new: &Operation, findings: &mut Findings) {
    let wire_name = |operation: &Operation| Some(words::quoted(&operation.wire_name));
    findings.fact(here, "wire name", wire_name(old), wire_name(new));
    let here = &Here { subject: Subject::Trait, ..here.clone() };
    let host_prefix = |operation: &Operation| operation.host_prefix.as_ref().map(HostPrefix::to_string);
    findings.fact(here, "host prefix", host_prefix(old), host_prefix(new));
    let sent = |operation: &Operation| Some(format!("{} {}", operation.http.method, operation.http.uri));
    findings.fact(here, "request", sent(old), sent(new));
    let root = |operation: &Operation| {
        let root = operation.xml_root.as_ref()?;
        let namespace =
            root.namespace.as_ref().map(|Namespace { prefix, uri }| format!(" with {prefix}=\"{uri}\""));
        Some(words::quoted(&root.name) + &namespace.unwrap_or_default())
    };
    findings.fact(here, "root of the request", root(old), root(new));
    let wrapper = |operation: &Operation| operation.result_wrapper.as_deref().map(words::quoted);
    findings.fact(here, "wrapper of the reply", wrapper(old), wrapper(new));
    let authentication = |operation: &Operation| Some(words::authentication(&operation.authentication));
    findings.fact(here, "signature", authentication(old), authentication(new));
    let body = |operation: &Operation| words::body_signature(operation.body_signature);
    findings.fact(here, "signature of the body", body(old), body(new));
    let checksum = |operation: &Operation| words::checksum(operation.checksum.as_ref());
    findings.fact(here, "checksums", checksum(old), checksum(new));
    let length = |operation: &Operation| words::length(operation.length);
    findings.fact(here, "length of a streamed body", length(old), length(new));
    let discovery = |operation: &Operation| Some(words::discovery(operation.endpoint_discovery));
    findings.fact(here, "endpoint discovery", discovery(old), discovery(new));
    let identifiers = |operation: &Operation| {
        let paths = operation.endpoint_identifiers.iter().map(|path| path.join("."));
        words::listed(&paths.collect::<Vec<_>>())
    };
    findings.fact(here, "endpoint identifiers", identifiers(old), identifiers(new));
    let copies = |operation: &Operation| {
        let CrossRegion { source, destination, url, .. } = operation.cross_region.as_ref()?;
        Some(format!("from {source} to {destination} by {url}"))
    };
    findings.fact(here, "copy from another region", copies(old), copies(new));
    let form = |operation: &Operation| {
        let fields = operation.form_fields.iter().map(|(field, member)| format!("{field}={member}"));
        words::listed(&fields.collect::<Vec<_>>())
    };
    findings.fact(here, "fields of forms", form(old), form(new));
    let tree_hash = |operation: &Operation| operation.tree_hash.clone();
    findings.fact(here, "tree hash", tree_hash(old), tree_hash(new));
    let compression = |operation: &Operation| words::listed(&operation.compression);
    findings.fact(here, "compression", compression(old), compression(new));
    let context = |operation: &Operation| words::context(&operation.static_context, &operation.context_paths);
    findings.fact(here, "endpoint parameters", context(old), context(new));
    let unsupported = |operation: &Operation| {
        let names: Vec<&str> =
            operation.unsupported.iter().map(|trait_| trait_.trait_name.as_str()).collect();
        words::listed(&names)
    };
    findings.fact(here, "unsupported traits", unsupported(old), unsupported(new));
    findings.deprecation(here, old.deprecated.as_ref(), new.deprecated.as_ref());
    findings.documentation(here, old.documentation.as_ref(), new.documentation.as_ref());
}

fn errors(
    old_service: &Service,
    new_service: &Service,
    old: &Operation,
    new: &Operation,
    findings: &mut Findings,
) {
    let names = |service: &Service, ids: &[ShapeId]| -> Vec<String> {
        ids.iter().map(|id| service.shape(*id).name.clone()).collect()
    };
    let (old_names, new_names) = (names(old_service, &old.errors), names(new_service, &new.errors));
    for (name, old_error, new_error) in pairs(&old_names, &new_names, |name| name) {
        let action = match (old_error, new_error) {
            (Some(_), None) => Action::Removed,
            (None, Some(_)) => Action::Added,
            _ => continue,
        };
        let place = format!("{}.{name}", new.name);
        let at = At::Error(new.name.clone(), name);
        findings.push(&Here { at, subject: Subject::Error, place: &place }, action, "");
    }
}

fn paginators(old: &Operation, new: &Operation, findings: &mut Findings) {
    let at = At::Paginator(new.name.clone());
    let here = Here { at, subject: Subject::Paginator, place: &new.name };
    match (&old.paginator, &new.paginator) {
        (None, Some(paginator)) => findings.push(&here, Action::Added, words::paginator(paginator)),
        (Some(paginator), None) => findings.push(&here, Action::Removed, words::paginator(paginator)),
        (Some(old), Some(new)) => {
            let (old, new) = (words::paginator(old), words::paginator(new));
            if old != new {
                findings.push(&here, Action::Changed, format!("{old} → {new}"));
            }
        }
        (None, None) => {}
    }
}

/// Compares all waiters of two services.
pub(super) fn waiters(old: &Service, new: &Service, findings: &mut Findings) {
    for (name, old_waiter, new_waiter) in pairs(&old.waiters, &new.waiters, |waiter| &waiter.name) {
        let here = Here { at: At::Waiter(name.clone()), subject: Subject::Waiter, place: &name };
        match (old_waiter, new_waiter) {
            (Some(_), None) => findings.push(&here, Action::Removed, ""),
            (None, Some(waiter)) => {
                findings.push(&here, Action::Added, format!("on {}", waiter.operation));
            }
            (Some(old), Some(new)) => waiter(&here, old, new, findings),
            (None, None) => {}
        }
    }
}

fn waiter(here: &Here<'_>, old: &Waiter, new: &Waiter, findings: &mut Findings) {
    findings.fact(here, "operation", Some(old.operation.clone()), Some(new.operation.clone()));
    let seconds = |waiter: &Waiter| Some(format!("{} s", waiter.delay));
    findings.fact(here, "delay", seconds(old), seconds(new));
    let attempts = |waiter: &Waiter| Some(waiter.max_attempts.to_string());
    findings.fact(here, "attempts", attempts(old), attempts(new));
    if old.acceptors != new.acceptors {
        findings.push(here, Action::Changed, "other answers decide");
    }
    findings.documentation(here, old.documentation.as_ref(), new.documentation.as_ref());
}
