//! The service's half of what REST is in every format.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Request, Response};

use super::{Format, read, write_body};
use crate::codec::Purpose;
use crate::codec::read::{Unknown, Unreadable};
use crate::protocol::server::Written;
use crate::protocol::{OperationSchema, binding};
use crate::schema::Scheme;
use crate::shape::Structure;

const TRAILER: HeaderName = HeaderName::from_static("x-amz-trailer");
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
    let (target, labels) = match request.extensions().get::<Written>() {
        Some(written) => (&written.target, written.labels.as_slice()),
        None => (request.uri(), &[][..]),
    };
    // Who sends it is none of the input's business, also where a member takes whatever there is.
    let is_key = |parameter: &str| {
        let is_key = |scheme: &Scheme| matches!(scheme, Scheme::KeyParameter { name } if *name == parameter);
        operation.schemes.iter().any(is_key)
    };
    binding::server::read_target(target, operation.uri, labels, &is_key, input).map_err(Unreadable::whole)?;
    let mut message = Response::new(request.body().clone());
    *message.headers_mut() = request.headers().clone();
    let key_headers = operation.schemes.iter().filter_map(|scheme| match scheme {
        Scheme::KeyHeader { name, .. } => Some(*name),
        _ => None,
    });
    for name in key_headers.chain([AUTHORIZATION.as_str()]) {
        message.headers_mut().remove(name);
    }
    unframe(&mut message)
        .ok_or_else(|| Unreadable::whole("the body is in frames that are broken".to_owned()))?;
    read::<F>(&message, input)
}

/// Takes a body out of the frames that it is in where its checksum follows behind it; `None` where they are broken.
fn unframe(message: &mut Response<Bytes>) -> Option<()> {
    if message.headers_mut().remove(TRAILER).is_none() {
        return Some(());
    }
    let mut rest: &[u8] = message.body();
    let mut body = Vec::with_capacity(rest.len());
    loop {
        let end = rest.windows(2).position(|pair| pair == b"\r\n")?;
        let (head, after) = rest.split_at(end);
        let size = usize::from_str_radix(std::str::from_utf8(head).ok()?, 16).ok()?;
        if size == 0 {
            break;
        }
        let (frame, after) = after.get(2..)?.split_at_checked(size)?;
        body.extend_from_slice(frame);
        rest = after.strip_prefix(b"\r\n")?;
    }
    *message.body_mut() = body.into();
    let encoding = message.headers_mut().remove(CONTENT_ENCODING)?;
    let mut encodings: Vec<&str> = encoding.to_str().ok()?.split(',').collect();
    encodings.retain(|encoding| encoding.trim() != "aws-chunked");
    if !encodings.is_empty() {
        message.headers_mut().insert(CONTENT_ENCODING, HeaderValue::try_from(encodings.join(",")).ok()?);
    }
    Some(())
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
    let body = body.bytes().cloned().ok_or("the answer is a stream; answers of tests are bytes")?;
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
