//! The service's half of what REST is in every format.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Request, Response};

use super::{Format, read, write_body};
use crate::codec::Purpose;
use crate::codec::read::{Unknown, Unreadable};
use crate::protocol::{OperationSchema, binding};
use crate::shape::Structure;

const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

/// Reads the input that a request was made of.
///
/// # Errors
///
/// What does not fit.
pub(in super::super) fn read_input<F: Format>(
    operation: &OperationSchema,
    request: &Request<Bytes>,
    input: &mut dyn Structure,
) -> Result<Vec<Unknown>, Unreadable> {
    if request.method() != operation.method {
        let reason = format!("the method is {}, not {}", request.method(), operation.method);
        return Err(Unreadable::whole(reason));
    }
    binding::server::read_target(request.uri(), operation.uri, input).map_err(Unreadable::whole)?;
    let mut message = Response::new(request.body().clone());
    *message.headers_mut() = request.headers().clone();
    read::<F>(&message, input)
}

/// The reply with an output.
///
/// # Errors
///
/// A value that cannot be written.
pub(in super::super) fn write_output<F: Format>(
    operation: &OperationSchema,
    output: &dyn Structure,
) -> Result<Response<Bytes>, String> {
    let (body, content_type) = write_body::<F>(operation, output, Purpose::Reply)?;
    let mut reply = Response::new(body);
    binding::write(output, reply.headers_mut()).map_err(|error| error.to_string())?;
    if let Some(content_type) = content_type {
        reply.headers_mut().entry(CONTENT_TYPE).or_insert(HeaderValue::from_static(content_type));
    }
    Ok(reply)
}

/// Puts a code that is not empty into the header for it.
///
/// # Errors
///
/// A code that no header holds.
pub(in super::super) fn insert_code(answer: &mut Response<Bytes>, code: &str) -> Result<(), String> {
    if !code.is_empty() {
        let value = HeaderValue::try_from(code);
        let value = value.map_err(|_| format!("the error code \"{code}\" cannot stand in a header"))?;
        answer.headers_mut().insert(ERROR_TYPE, value);
    }
    Ok(())
}
