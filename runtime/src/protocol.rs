//! How calls become HTTP requests and replies become outputs: one file per protocol.

mod arrival;
mod aws_json;
mod glimpse;
mod host;
mod idempotency;
mod refusal;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};

use crate::codec::read::{Unknown, Unreadable};
use crate::error::{RequestError, ResponseError};
use crate::operation::{ErrorSchema, OperationSchema, Protocol};
use crate::shape::Structure;

pub(crate) use arrival::receive;
pub(crate) use host::Base;
pub(crate) use idempotency::{fill_tokens, uuid};

/// An error answer, taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ErrorReply {
    /// The error code, without namespace and URL.
    pub(crate) code: Option<String>,
    /// The message, or a glimpse of a body that the protocol has no place for.
    pub(crate) message: Option<String>,
    /// The name of the modelled exception that the answer stands for; the code unless the service
    /// kept the codes of a former protocol.
    pub(crate) exception: Option<String>,
    /// The request id, where the body has it.
    pub(crate) request_id: Option<String>,
    /// Whether code or message are the body's.
    body_is_understood: bool,
}

/// Writes the request of a call: method, URL, headers of the protocol, body. It is not signed.
///
/// # Errors
///
/// A member whose value cannot be written, or a host label that is missing or none.
pub(crate) fn write_request(
    operation: &'static OperationSchema,
    input: &dyn Structure,
    base: &Base,
) -> Result<Request<Bytes>, RequestError> {
    let Base { uri, host } = base.prefixed(operation, input)?;
    let mut request = match operation.service.protocol {
        Protocol::AwsJson { version, target_prefix, query_compatible } => {
            let mut request = aws_json::write_request(version, target_prefix, operation.name, input)?;
            if query_compatible {
                // Asks for error codes as the service's former query protocol had them.
                request.headers_mut().insert("x-amzn-query-mode", HeaderValue::from_static("true"));
            }
            request
        }
    };
    request.headers_mut().insert(http::header::HOST, host);
    *request.uri_mut() = uri;
    Ok(request)
}

/// Reads the reply to a successful call.
///
/// # Errors
///
/// A body that is not what the protocol and the model say, with the place where that shows.
pub(crate) fn read_output(
    operation: &'static OperationSchema,
    reply: &Response<Bytes>,
    output: &mut dyn Structure,
) -> Result<Vec<Unknown>, ResponseError> {
    let outcome = match operation.service.protocol {
        Protocol::AwsJson { .. } => aws_json::read_output(reply.body(), output),
    };
    outcome.map_err(|Unreadable { path, reason }| {
        // Nothing could be read, so this may be somebody else's answer: the page of a network to log in to.
        let told = if path.is_none() { glimpse::glimpse(operation, reply) } else { None };
        let reason = told.map_or(reason.clone(), |told| format!("{reason}; it begins with: {told}"));
        ResponseError::new(path, reason)
    })
}

/// Takes an error answer apart. Whatever came, this gives something: error answers are also made by
/// proxies, load balancers and services in trouble.
pub(crate) fn read_error(operation: &'static OperationSchema, reply: &Response<Bytes>) -> ErrorReply {
    let mut error = match operation.service.protocol {
        Protocol::AwsJson { query_compatible, .. } => refusal::read(query_compatible, reply),
    };
    if error.message.is_none() {
        error.message = redirect(reply.status(), reply.headers());
    }
    if error.message.is_none() && !error.body_is_understood {
        error.message = glimpse::glimpse(operation, reply);
    }
    error
}

/// The modelled exception that an error answer stands for.
pub(crate) fn exception(
    operation: &'static OperationSchema,
    error: &ErrorReply,
) -> Option<&'static ErrorSchema> {
    let by = |wanted: &Option<String>| {
        let wanted = wanted.as_deref()?;
        let code = operation.errors.iter().find(|schema| schema.code == wanted);
        code.or_else(|| operation.errors.iter().find(|schema| schema.is_called(wanted)))
    };
    by(&error.code).or_else(|| by(&error.exception))
}

/// The id that AWS support asks for. S3 adds a second one in `x-amz-id-2`, which is not this.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    let names = ["x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id"];
    names.iter().find_map(|name| refusal::values(headers, name).next())
}

fn redirect(status: StatusCode, headers: &HeaderMap) -> Option<String> {
    let location = refusal::values(headers, "location").next().filter(|_| status.is_redirection())?;
    Some(format!(
        "the answer points to {location}; it is not followed, since a signature is good for one host: check region and endpoint"
    ))
}
