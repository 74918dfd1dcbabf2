//! What a person should know about the operations that were selected.

use crate::ir::{EndpointDiscovery, Operation, Service, ShapeId, ShapeKind};

/// Something that a person should know about an operation that was selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The operation.
    pub operation: String,
    /// What there is to know, as a sentence without a full stop.
    pub text: String,
}

/// Names of members that hold the token of a page, in lower case.
const TOKEN_NAMES: [&str; 6] =
    ["continuationtoken", "marker", "nextmarker", "nextpagetoken", "nexttoken", "paginationtoken"];

/// The notes on an operation.
pub(super) fn notes(service: &Service, operation: &Operation) -> Vec<Note> {
    let texts =
        [unpaginated(service, operation), compression(operation), endpoint_discovery(service, operation)];
    let note = |text| Note { operation: operation.name.clone(), text };
    texts.into_iter().flatten().map(note).collect()
}

/// An operation that takes and gives a token, but that the paginators file does not know.
fn unpaginated(service: &Service, operation: &Operation) -> Option<String> {
    if operation.paginator.is_some() {
        return None;
    }
    let inputs = token_members(service, operation.input);
    let outputs = token_members(service, operation.output);
    let token = inputs.into_iter().find(|token| outputs.contains(token))?;
    Some(format!(
        "its input and output both have {token}, but the paginators file has no entry for it: no paginator"
    ))
}

fn token_members(service: &Service, id: ShapeId) -> Vec<&str> {
    let text = |target| matches!(service.shape(target).kind, ShapeKind::String);
    let members = service.shape(id).members().iter();
    let tokens = members.filter(|member| {
        TOKEN_NAMES.contains(&member.name.to_ascii_lowercase().as_str()) && text(member.element.target)
    });
    tokens.map(|member| member.name.as_str()).collect()
}

fn compression(operation: &Operation) -> Option<String> {
    let known = |encoding: &String| encoding == "gzip";
    if operation.compression.is_empty() || operation.compression.iter().any(known) {
        return None;
    }
    Some(format!(
        "the service takes the request compressed ({}), which clients do not do: it goes as it is",
        operation.compression.join(", ")
    ))
}

/// An operation whose endpoint no other one tells.
fn endpoint_discovery(service: &Service, operation: &Operation) -> Option<String> {
    let is_required = operation.endpoint_discovery == EndpointDiscovery::Required;
    (is_required && service.endpoint_operation.is_none()).then(|| {
        "the service wants its endpoint discovered first, and no operation of the model tells it: pass the endpoint"
            .to_owned()
    })
}
