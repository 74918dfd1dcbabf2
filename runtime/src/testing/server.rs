//! The service's side of a protocol: reads what the client wrote, writes what the client will read.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use serde_json::{Map, Value};

use crate::codec::json::read::{self, Notes};
use crate::codec::json::write::{Purpose, Writer};
use crate::error::OperationError;
use crate::schema::{OperationSchema, Protocol, ServiceSchema};
use crate::shape::{Slot, Structure, View};

/// The name of the operation that a request is for.
///
/// # Errors
///
/// What is wrong with the request, in words.
pub(super) fn operation_name<'a>(
    service: &ServiceSchema,
    request: &'a Request<Bytes>,
) -> Result<&'a str, String> {
    match service.protocol {
        Protocol::AwsJson { target_prefix, .. } => {
            let target = target(request).ok_or("the request has no x-amz-target")?;
            let name = target.strip_prefix(target_prefix).and_then(|rest| rest.strip_prefix('.'));
            name.ok_or_else(|| format!("\"{target}\" is no operation of {}", service.id))
        }
    }
}

/// The header that names the operation.
pub(super) fn target(request: &Request<Bytes>) -> Option<&str> {
    request.headers().get("x-amz-target")?.to_str().ok()
}

/// Reads an input. What the model does not know is an error here: the client wrote it.
///
/// # Errors
///
/// What does not fit, with its path.
pub(super) fn read_input(body: &Bytes, input: &mut dyn Structure) -> Result<(), String> {
    let notes = Notes::default();
    let outcome = read::read_json(Slot::Structure(input), &notes, body);
    let (path, unknowns) = notes.into_parts();
    let members = unknowns.iter().find(|unknown| matches!(unknown, read::Unknown::Member { .. }));
    match (outcome, path, members) {
        (Err(error), Some(path), _) => Err(format!("{path}: {error}")),
        (Err(error), None, _) => Err(error.to_string()),
        (Ok(()), _, Some(unknown)) => Err(unknown.to_string()),
        (Ok(()), _, None) => Ok(()),
    }
}

/// The answer to a successful call.
///
/// # Errors
///
/// An output that cannot be written.
pub(super) fn output(output: &dyn Structure) -> Result<Response<Bytes>, String> {
    let body = serde_json::to_vec(&Writer::new(&View::Structure(output), Purpose::Storage));
    Ok(Response::new(Bytes::from(body.map_err(|error| error.to_string())?)))
}

/// The answer that a modelled error, or one with a code of its own, has on the wire: HTTP status 500
/// where the model puts the blame on the service, else 400.
///
/// # Errors
///
/// An error that cannot be written.
pub(super) fn error(
    operation: &OperationSchema,
    error: &dyn OperationError,
) -> Result<Response<Bytes>, String> {
    let code = error.code().unwrap_or_default();
    let schema = operation.errors.iter().find(|schema| schema.code == code);
    let mut body = match error.structure() {
        Some(structure) => serde_json::to_value(Writer::new(&View::Structure(structure), Purpose::Storage))
            .map_err(|error| error.to_string())?,
        None => Value::Object(Map::new()),
    };
    let shape = schema.map_or(code, |schema| schema.shape.structure().name);
    if let Value::Object(members) = &mut body {
        if !shape.is_empty() {
            members.insert("__type".to_owned(), shape.into());
        }
        if let Some(message) = error.unhandled().and_then(|unhandled| unhandled.message.as_deref()) {
            members.insert("message".to_owned(), message.into());
        }
    }
    let mut answer = Response::new(Bytes::from(body.to_string()));
    let fault = schema.is_some_and(|schema| schema.fault);
    *answer.status_mut() = if fault { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::BAD_REQUEST };
    let Protocol::AwsJson { query_compatible, .. } = operation.service.protocol;
    if query_compatible && !code.is_empty() {
        let value = HeaderValue::try_from(format!("{code};{}", if fault { "Receiver" } else { "Sender" }));
        let value = value.map_err(|_| format!("the error code \"{code}\" cannot stand in a header"))?;
        answer.headers_mut().insert(HeaderName::from_static("x-amzn-query-error"), value);
    }
    Ok(answer)
}
