//! What REST is in every format: members in paths, queries, headers and the status, and one body.
//!
//! A protocol says how a body is written and read; all else is the same for each of them.
//!
//! Source: [HTTP bindings](https://smithy.io/2.0/spec/http-bindings.html).

#[cfg(feature = "test-util")]
pub(super) mod server;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, Request, Response};

use super::{OperationSchema, binding};
use crate::codec::Purpose;
use crate::codec::read::{Notes, Path, Unknown, Unreadable};
use crate::codec::text::scalar;
use crate::error::RequestError;
use crate::http::Body;
use crate::schema::{Member, Target};
use crate::shape::{Slot, Structure, View, with_member};

/// How bodies are written and read.
pub(super) trait Format {
    /// The type of a body.
    const CONTENT_TYPE: &'static str;

    /// Writes the members of a structure that travel in the body; `None` for no body.
    ///
    /// # Errors
    ///
    /// A value that cannot be written.
    fn write_members(
        operation: &OperationSchema,
        structure: &dyn Structure,
        purpose: Purpose,
    ) -> Result<Option<Vec<u8>>, String>;

    /// Writes a member that is the whole body; `None` for no body.
    ///
    /// # Errors
    ///
    /// A value that cannot be written.
    fn write_payload(
        operation: &OperationSchema,
        member: &'static Member,
        view: View<'_>,
        purpose: Purpose,
    ) -> Result<Option<Vec<u8>>, String>;

    /// Reads a body that is not empty: the members of a structure, or another value.
    ///
    /// # Errors
    ///
    /// A body that does not fit.
    fn read(slot: Slot<'_>, target: Target, body: &[u8]) -> Result<Vec<Unknown>, Unreadable>;

    /// Reads the members of an exception from a body that is not empty, as far as they fit.
    ///
    /// # Errors
    ///
    /// A body that does not fit.
    fn read_exception(exception: &mut dyn Structure, body: &[u8]) -> Result<(), Unreadable>;
}

/// The request of a call.
///
/// # Errors
///
/// A member whose value cannot be written.
pub(super) fn request<F: Format>(
    operation: &OperationSchema,
    input: &dyn Structure,
) -> Result<Request<Body>, RequestError> {
    let (body, content_type) =
        write_body::<F>(operation, input, Purpose::Request).map_err(RequestError::new)?;
    let mut request = Request::new(body);
    *request.method_mut() = Method::from_bytes(operation.method.as_bytes()).map_err(RequestError::new)?;
    *request.uri_mut() = binding::target(operation.uri, input)?.into();
    // Enough for what the client and the signature add, too.
    request.headers_mut().reserve(16);
    binding::write(input, request.headers_mut())?;
    if let Some(content_type) = content_type {
        // What a member says wins.
        request.headers_mut().entry(CONTENT_TYPE).or_insert(HeaderValue::from_static(content_type));
    }
    Ok(request)
}

/// Reads body, headers and status of a message.
///
/// # Errors
///
/// A body or a header that does not fit.
pub(super) fn read<F: Format>(
    reply: &Response<Bytes>,
    structure: &mut dyn Structure,
) -> Result<Vec<Unknown>, Unreadable> {
    let notes = Notes::default();
    let mut unknowns = read_body::<F>(reply.body(), structure, &notes)?;
    binding::read(reply.status(), reply.headers(), structure, &notes)?;
    unknowns.extend(notes.into_parts().1);
    Ok(unknowns)
}

/// Reads the members of an exception. A body that nobody understands says nothing about the headers.
///
/// # Errors
///
/// What did not fit; the rest has been read.
pub(super) fn read_exception<F: Format>(
    reply: &Response<Bytes>,
    exception: &mut dyn Structure,
) -> Result<(), Unreadable> {
    let outcome = match has_members(reply.body(), exception) {
        true => F::read_exception(exception, reply.body()),
        false => Ok(()),
    };
    let in_headers = binding::read(reply.status(), reply.headers(), exception, &Notes::default());
    outcome.and(in_headers)
}

/// The body of a message, and the type of what is in it.
///
/// # Errors
///
/// A value that cannot be written.
fn write_body<F: Format>(
    operation: &OperationSchema,
    structure: &dyn Structure,
    purpose: Purpose,
) -> Result<(Body, Option<&'static str>), String> {
    let typed = |body: Option<Vec<u8>>| match body {
        Some(body) => (Body::from(body), Some(F::CONTENT_TYPE)),
        None => (Body::empty(), None),
    };
    let Some((index, member)) = binding::payload(structure.schema()) else {
        return match binding::has_body(structure.schema()) {
            true => F::write_members(operation, structure, purpose).map(typed),
            false => Ok(typed(None)),
        };
    };
    let view = structure.view(index);
    match binding::raw(view) {
        Some((body, content_type)) => Ok((body, Some(content_type))),
        None if view.is_null() && matches!(member.target.resolve(), Target::Blob | Target::Stream) => {
            Ok((Body::empty(), Some("application/octet-stream")))
        }
        None => F::write_payload(operation, member, view, purpose).map(typed),
    }
}

fn read_body<F: Format>(
    body: &Bytes,
    structure: &mut dyn Structure,
    notes: &Notes,
) -> Result<Vec<Unknown>, Unreadable> {
    let Some((index, member)) = binding::payload(structure.schema()) else {
        return match has_members(body, structure) {
            true => F::read(Slot::Structure(structure), Target::Document, body),
            false => Ok(Vec::new()),
        };
    };
    let is_raw = is_raw(member);
    if body.is_empty() || !is_raw && body.trim_ascii().is_empty() {
        return Ok(Vec::new());
    }
    let path = Path::ROOT.member(member);
    let mut outcome = Ok(Vec::new());
    with_member(structure, index, &mut |value| {
        outcome = match value.slot() {
            Slot::Blob(bytes) => {
                *bytes = body.clone();
                Ok(Vec::new())
            }
            #[cfg(feature = "stream")]
            Slot::Stream(stream) => {
                *stream = body.clone().into();
                Ok(Vec::new())
            }
            mut slot if is_raw => {
                let text = String::from_utf8_lossy(body);
                let _ = scalar::read(&mut slot, &text, &path, notes);
                Ok(Vec::new())
            }
            slot => F::read(slot, member.target, body),
        };
    });
    outcome
}

/// Whether a payload is the body as it is, and not written in the format of the protocol.
pub(super) fn is_raw(member: &Member) -> bool {
    matches!(member.target.resolve(), Target::Blob | Target::Stream | Target::String | Target::Enum(_))
}

/// Whether a body holds members of a structure.
fn has_members(body: &[u8], structure: &dyn Structure) -> bool {
    binding::has_body(structure.schema()) && !body.trim_ascii().is_empty()
}
