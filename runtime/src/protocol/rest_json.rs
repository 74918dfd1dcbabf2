//! REST with JSON: members in paths, queries and headers, and bodies of JSON.
//!
//! Source: [AWS restJson1](https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html).

#[cfg(feature = "test-util")]
mod server;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, Request, Response};

#[cfg(feature = "test-util")]
use super::server::Server;
use super::{OperationSchema, Protocol, Refusal, Sealed, binding, refusal};
use crate::codec::Purpose;
use crate::codec::json::read;
use crate::codec::json::write::Writer;
use crate::codec::read::{Extent, Notes, Path, Unknown, Unreadable};
use crate::codec::text::scalar;
use crate::error::RequestError;
use crate::http::Body;
use crate::schema::{ErrorSchema, Target};
use crate::shape::{Slot, Structure, Value, View};

const JSON: &str = "application/json";

/// REST with JSON.
#[derive(Debug, Default)]
pub struct RestJson(());

impl RestJson {
    /// The protocol, which is the same for every service.
    pub const fn new() -> Self {
        Self(())
    }
}

impl Sealed for RestJson {}

impl Protocol for RestJson {
    fn id(&self) -> &'static str {
        "aws.protocols#restJson1"
    }

    fn request(
        &self,
        operation: &'static OperationSchema,
        input: &dyn Structure,
    ) -> Result<Request<Body>, RequestError> {
        let (body, content_type) = write_body(input, Purpose::Request).map_err(RequestError::new)?;
        let mut request = Request::new(Body::from(body));
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

    fn output(
        &self,
        _: &'static OperationSchema,
        reply: &Response<Bytes>,
        output: &mut dyn Structure,
    ) -> Result<Vec<Unknown>, Unreadable> {
        read_whole(reply, output, Extent::Whole)
    }

    fn refusal(&self, _: &'static OperationSchema, reply: &Response<Bytes>) -> Refusal {
        refusal::read(false, reply)
    }

    fn exception(
        &self,
        _: &'static ErrorSchema,
        reply: &Response<Bytes>,
        exception: &mut dyn Structure,
    ) -> Result<(), Unreadable> {
        let outcome = read_whole(reply, exception, Extent::Part).map(drop);
        if outcome.is_err() {
            // A body that nobody understands says nothing about the headers.
            let _ = binding::read(reply.status(), reply.headers(), exception, &Notes::default());
        }
        outcome
    }

    #[cfg(feature = "test-util")]
    fn server(&self) -> &dyn Server {
        self
    }
}

/// The body of a message, and the type of what is in it.
///
/// # Errors
///
/// A value that cannot be written.
fn write_body(structure: &dyn Structure, purpose: Purpose) -> Result<(Bytes, Option<&'static str>), String> {
    let json = |view: View<'_>| {
        let body = serde_json::to_vec(&Writer::new(&view, purpose)).map_err(|error| error.to_string())?;
        Ok((Bytes::from(body), Some(JSON)))
    };
    let Some((index, member)) = binding::payload(structure.schema()) else {
        return match binding::has_body(structure.schema()) {
            true => json(View::Structure(structure)),
            false => Ok((Bytes::new(), None)),
        };
    };
    match structure.view(index) {
        View::Null => match member.target.resolve() {
            Target::Structure(_) => Ok((Bytes::from_static(b"{}"), Some(JSON))),
            Target::Blob => Ok((Bytes::new(), Some("application/octet-stream"))),
            _ => Ok((Bytes::new(), None)),
        },
        view => match binding::raw(view) {
            Some((body, content_type)) => Ok((body, Some(content_type))),
            None => json(view),
        },
    }
}

/// Reads body, headers and status.
///
/// # Errors
///
/// A body or a header that does not fit.
fn read_whole(
    reply: &Response<Bytes>,
    structure: &mut dyn Structure,
    extent: Extent,
) -> Result<Vec<Unknown>, Unreadable> {
    let notes = Notes::default();
    let mut unknowns = read_body(reply.body(), structure, extent, &notes)?;
    binding::read(reply.status(), reply.headers(), structure, &notes)?;
    unknowns.extend(notes.into_parts().1);
    Ok(unknowns)
}

fn read_body(
    body: &Bytes,
    structure: &mut dyn Structure,
    extent: Extent,
    notes: &Notes,
) -> Result<Vec<Unknown>, Unreadable> {
    let Some((index, member)) = binding::payload(structure.schema()) else {
        return match binding::has_body(structure.schema()) && !body.trim_ascii().is_empty() {
            true => read::read_body(structure, body, extent),
            false => Ok(Vec::new()),
        };
    };
    let is_raw = matches!(member.target.resolve(), Target::Blob | Target::String | Target::Enum(_));
    if body.is_empty() || !is_raw && body.trim_ascii().is_empty() {
        return Ok(Vec::new());
    }
    let path = Path::ROOT.member(member);
    let mut outcome = Ok(Vec::new());
    structure.members_mut(&mut |values: &mut [&mut dyn Value]| {
        let Some(value) = values.get_mut(index) else { return };
        outcome = match value.slot() {
            Slot::Blob(bytes) => {
                *bytes = body.clone();
                Ok(Vec::new())
            }
            Slot::Structure(payload) => read::read_body(payload, body, extent),
            mut slot if is_raw => {
                let text = String::from_utf8_lossy(body);
                let _ = scalar::read(&mut slot, &text, &path, notes);
                Ok(Vec::new())
            }
            slot => read::read_value(slot, body),
        };
    });
    outcome
}
