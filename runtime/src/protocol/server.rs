//! The service's half of a protocol, which fakes and recordings are made of.

use bytes::Bytes;
use http::{Request, Response, StatusCode, Uri};

use super::{OperationSchema, binding};
use crate::codec::read::{Unknown, Unreadable};
use crate::error::OperationError;
use crate::http::Body;
use crate::schema::ErrorSchema;
use crate::shape::Structure;
#[cfg(feature = "events")]
use {crate::schema::Target, crate::shape::View};

/// What a service does with a protocol: reads what the client wrote, writes what the client will read.
pub trait Server {
    /// Reads the input of a request for this operation, and gives what the model does not know of it.
    ///
    /// # Errors
    ///
    /// A request that is not for this operation, or what does not fit, with its path.
    fn read_input(
        &self,
        operation: &'static OperationSchema,
        request: &Request<Bytes>,
        input: &mut dyn Structure,
    ) -> Result<Vec<Unknown>, Unreadable>;

    /// The answer to a successful call.
    ///
    /// # Errors
    ///
    /// An output that cannot be written.
    fn write_output(
        &self,
        operation: &'static OperationSchema,
        output: &dyn Structure,
    ) -> Result<Response<Bytes>, String>;

    /// The answer to a call that failed, with the status that such an error has.
    ///
    /// # Errors
    ///
    /// An error that cannot be written.
    fn write_error(
        &self,
        operation: &'static OperationSchema,
        complaint: &Complaint<'_>,
    ) -> Result<Response<Bytes>, String>;

    /// Writes what an event holds; a format with names for everything has this one for the whole.
    ///
    /// # Errors
    ///
    /// A value that cannot be written.
    #[cfg(feature = "events")]
    fn write_event(&self, _: View<'_>, _: Target, _: &str) -> Result<Vec<u8>, String> {
        Err("the protocol has no events".to_owned())
    }

    /// The type of what an event holds.
    #[cfg(feature = "events")]
    fn event_type(&self) -> &'static str {
        "application/octet-stream"
    }
}

/// What of a request its URL does not tell by itself, kept among its extensions: the endpoint rules may have put labels
/// into the host name or before the path, and only they know where.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    /// Path and query as the protocol wrote them, without what belongs to the endpoint.
    pub(super) target: Uri,
    /// The labels that stand elsewhere.
    pub(super) labels: Vec<(&'static str, String)>,
}

/// Keeps with a request what its URL will not tell.
pub(super) fn mark(request: &mut Request<Body>, operation: &OperationSchema, input: &dyn Structure) {
    let labels = binding::labels_elsewhere(operation.uri, input);
    let target = request.uri().clone();
    request.extensions_mut().insert(Written { target, labels });
}

/// An error as a service tells of it.
#[derive(Clone, Copy, Default)]
pub struct Complaint<'a> {
    /// The error code, as the model has it where it does.
    pub(crate) code: Option<&'a str>,
    /// The message, where it is told beside the members of the exception.
    pub(crate) message: Option<&'a str>,
    /// The members of a modelled exception.
    pub(crate) exception: Option<&'a dyn Structure>,
}

impl<'a> Complaint<'a> {
    /// What the error enum of an operation says.
    pub(crate) fn of(error: &'a dyn OperationError) -> Self {
        let message = error.unhandled().and_then(|unhandled| unhandled.message.as_deref());
        Self { code: error.code(), message, exception: error.structure() }
    }

    /// The exception that the model lists for the code.
    pub(crate) fn schema(&self, operation: &OperationSchema) -> Option<&'static ErrorSchema> {
        let code = self.code?;
        operation.errors.iter().find(|schema| schema.code == code)
    }

    /// The status of an error where the model names none: 500 where it puts the blame on the service, else 400.
    pub(crate) fn status(&self, operation: &OperationSchema) -> StatusCode {
        match self.schema(operation) {
            Some(schema) if schema.fault => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

/// Reads the input that a request was made of, also where the client has compressed it. A member that the model does
/// not know is an error here: the client wrote it.
///
/// # Errors
///
/// What does not fit, with its path.
pub(crate) fn read_input(
    operation: &'static OperationSchema,
    request: &Request<Bytes>,
    input: &mut dyn Structure,
) -> Result<(), String> {
    let server = operation.service.protocol.server();
    let outcome = match unpacked(request) {
        Some(unpacked) => server.read_input(operation, &unpacked, input),
        None => server.read_input(operation, request, input),
    };
    let unknowns = outcome.map_err(|Unreadable { path, reason }| match path {
        Some(path) => format!("{path}: {reason}"),
        None => reason,
    })?;
    let member = unknowns.iter().find(|unknown| matches!(unknown, Unknown::Member { .. }));
    member.map_or(Ok(()), |unknown| Err(unknown.to_string()))
}

/// A request as it was before the client compressed it; `None` where it did not.
#[cfg(feature = "compression")]
fn unpacked(request: &Request<Bytes>) -> Option<Request<Bytes>> {
    request.headers().get(http::header::CONTENT_ENCODING)?;
    let mut plain = Vec::new();
    let mut decoder = flate2::read::GzDecoder::new(&request.body()[..]);
    std::io::Read::read_to_end(&mut decoder, &mut plain).ok()?;
    let mut unpacked = request.clone();
    unpacked.headers_mut().remove(http::header::CONTENT_ENCODING);
    *unpacked.body_mut() = plain.into();
    Some(unpacked)
}

#[cfg(not(feature = "compression"))]
fn unpacked(_: &Request<Bytes>) -> Option<Request<Bytes>> {
    None
}
