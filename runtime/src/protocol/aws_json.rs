//! The aws-json protocols, 1.0 and 1.1: JSON over POST with the operation in a header.
//!
//! Source: [AWS JSON 1.1](https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html).

#[cfg(feature = "test-util")]
mod server;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Method, Request, Response};

#[cfg(feature = "test-util")]
use super::server::Server;
use super::{OperationSchema, Protocol, Refusal, Sealed, refusal};
use crate::codec::Purpose;
use crate::codec::json::read;
use crate::codec::json::write::Writer;
use crate::codec::read::{Extent, Unknown, Unreadable};
use crate::error::RequestError;
use crate::http::Body;
use crate::schema::ErrorSchema;
use crate::shape::{Structure, View};
#[cfg(feature = "events")]
use {crate::schema::Target, crate::shape::Slot};

const TARGET: HeaderName = HeaderName::from_static("x-amz-target");
const QUERY_MODE: HeaderName = HeaderName::from_static("x-amzn-query-mode");

/// JSON over POST with the operation in a header.
#[derive(Debug)]
pub struct AwsJson {
    id: &'static str,
    content_type: HeaderValue,
    target_prefix: &'static str,
    query_compatible: bool,
}

impl AwsJson {
    /// AWS JSON 1.0. The prefix is what stands before the dot in `X-Amz-Target`.
    pub const fn v1_0(target_prefix: &'static str) -> Self {
        Self {
            id: "aws.protocols#awsJson1_0",
            content_type: HeaderValue::from_static("application/x-amz-json-1.0"),
            target_prefix,
            query_compatible: false,
        }
    }

    /// AWS JSON 1.1. The prefix is what stands before the dot in `X-Amz-Target`.
    pub const fn v1_1(target_prefix: &'static str) -> Self {
        Self {
            id: "aws.protocols#awsJson1_1",
            content_type: HeaderValue::from_static("application/x-amz-json-1.1"),
            target_prefix,
            query_compatible: false,
        }
    }

    /// The same protocol for a service that once spoke the query protocol: error codes may come in
    /// `x-amzn-query-error`, as they were spelled then.
    #[must_use]
    pub const fn query_compatible(mut self) -> Self {
        self.query_compatible = true;
        self
    }
}

impl Sealed for AwsJson {}

impl Protocol for AwsJson {
    fn id(&self) -> &'static str {
        self.id
    }

    fn request(
        &self,
        operation: &'static OperationSchema,
        input: &dyn Structure,
    ) -> Result<Request<Body>, RequestError> {
        let view = View::Structure(input);
        let writer = Writer::new(&view, Purpose::Request);
        let body = serde_json::to_vec(&writer).map_err(RequestError::new)?;
        let target = format!("{}.{}", self.target_prefix, operation.name);
        let target = HeaderValue::try_from(target).map_err(RequestError::new)?;
        let mut request = Request::new(Body::from(body));
        *request.method_mut() = Method::POST;
        // Enough for what the client and the signature add, too.
        request.headers_mut().reserve(16);
        request.headers_mut().insert(CONTENT_TYPE, self.content_type.clone());
        request.headers_mut().insert(TARGET, target);
        if self.query_compatible {
            // Asks for error codes as the service's former query protocol had them.
            request.headers_mut().insert(QUERY_MODE, HeaderValue::from_static("true"));
        }
        Ok(request)
    }

    fn output(
        &self,
        _: &'static OperationSchema,
        reply: &Response<Bytes>,
        output: &mut dyn Structure,
    ) -> Result<Vec<Unknown>, Unreadable> {
        let body = reply.body();
        if body.trim_ascii().is_empty() {
            return Ok(Vec::new());
        }
        read::read_body(output, body, Extent::Whole)
    }

    fn refusal(&self, _: &'static OperationSchema, reply: &Response<Bytes>) -> Refusal {
        refusal::read(self.query_compatible, reply)
    }

    #[cfg(feature = "events")]
    fn read_event(&self, slot: Slot<'_>, _: Target, body: &[u8]) -> Result<Vec<Unknown>, Unreadable> {
        read::read_any(slot, body)
    }

    #[cfg(feature = "events")]
    fn has_initial_events(&self) -> bool {
        true
    }

    #[cfg(feature = "test-util")]
    fn server(&self) -> &dyn Server {
        self
    }

    fn exception(
        &self,
        _: &'static ErrorSchema,
        reply: &Response<Bytes>,
        exception: &mut dyn Structure,
    ) -> Result<(), Unreadable> {
        if reply.body().trim_ascii().is_empty() {
            return Ok(());
        }
        let whole = read::read_body(exception, reply.body(), Extent::Whole);
        if whole.is_err() {
            // What is missing or wrong does not take away the rest.
            let _ = read::read_body(exception, reply.body(), Extent::Part);
        }
        whole.map(drop)
    }
}
