//! Smithy RPC v2 in CBOR: a map over POST, with service and operation in the path.
//!
//! Source: [Smithy RPC v2 CBOR](https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html), and of query
//! compatibility, which stands there in no rule, `serialize.py` and `parsers.py` in botocore 1.44.5.
//!
//! In two things this does more than the specification says. A reply without the header `smithy-protocol` is read all
//! the same where its body is CBOR: proxies lose headers. Where it is not, success or failure go by the status alone,
//! but the code and the message of an error are looked for as in every other protocol: gateways and the front doors of
//! services answer in JSON and XML, and a client that did not know their code for expired credentials would not get
//! new ones.

#[cfg(feature = "test-util")]
mod server;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, Uri};

#[cfg(feature = "test-util")]
use super::server::Server;
use super::{OperationSchema, Protocol, Refusal, Sealed, refusal};
use crate::codec::Purpose;
use crate::codec::cbor;
use crate::codec::cbor::write;
use crate::codec::read::{Unknown, Unreadable};
use crate::error::RequestError;
use crate::http::Body;
use crate::schema::ErrorSchema;
use crate::shape::Structure;
#[cfg(feature = "events")]
use {super::event, crate::schema::Target, crate::shape::Slot};

const PROTOCOL: HeaderName = HeaderName::from_static("smithy-protocol");
const QUERY_MODE: HeaderName = HeaderName::from_static("x-amzn-query-mode");

const NAME: HeaderValue = HeaderValue::from_static("rpc-v2-cbor");
const CBOR: HeaderValue = HeaderValue::from_static("application/cbor");

/// CBOR over POST with service and operation in the path.
#[derive(Debug)]
pub struct RpcV2Cbor {
    service: &'static str,
    query_compatible: bool,
}

impl RpcV2Cbor {
    /// The protocol of a service, by the name of its shape in the model, without namespace: what stands between
    /// `/service/` and `/operation/` in every path. Models in botocore's form call it `targetPrefix`.
    pub const fn new(service: &'static str) -> Self {
        Self { service, query_compatible: false }
    }

    /// The same protocol for a service that once spoke the query protocol: error codes may come in
    /// `x-amzn-query-error`, as they were spelled then.
    #[must_use]
    pub const fn query_compatible(mut self) -> Self {
        self.query_compatible = true;
        self
    }
}

impl RpcV2Cbor {
    /// The path of an operation, behind that of the endpoint.
    fn path(&self, operation: &OperationSchema) -> String {
        format!("/service/{}/operation/{}", self.service, operation.name)
    }
}

impl Sealed for RpcV2Cbor {}

impl Protocol for RpcV2Cbor {
    fn id(&self) -> &'static str {
        "smithy.protocols#rpcv2Cbor"
    }

    fn request(
        &self,
        operation: &'static OperationSchema,
        input: &dyn Structure,
    ) -> Result<Request<Body>, RequestError> {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = Uri::try_from(self.path(operation)).map_err(RequestError::new)?;
        // Enough for what the client and the signature add, too.
        request.headers_mut().reserve(16);
        request.headers_mut().insert(PROTOCOL, NAME);
        #[cfg(feature = "events")]
        let accepted = if operation.has_events() { event::CONTENT_TYPE } else { CBOR };
        #[cfg(not(feature = "events"))]
        let accepted = CBOR;
        request.headers_mut().insert(ACCEPT, accepted);
        if self.query_compatible {
            // Asks for error codes as the service's former query protocol had them.
            request.headers_mut().insert(QUERY_MODE, HeaderValue::from_static("true"));
        }
        // An input without members is an empty map, and no input is no body.
        if operation.has_input {
            let body = write::structure(input, Purpose::Request).map_err(RequestError::new)?;
            *request.body_mut() = body.into();
            request.headers_mut().insert(CONTENT_TYPE, CBOR);
        }
        Ok(request)
    }

    fn output(
        &self,
        _: &'static OperationSchema,
        reply: &Response<Bytes>,
        output: &mut dyn Structure,
    ) -> Result<Vec<Unknown>, Unreadable> {
        read(reply, output)
    }

    fn refusal(&self, _: &'static OperationSchema, reply: &Response<Bytes>) -> Refusal {
        refusal::read(self.query_compatible, reply)
    }

    fn exception(
        &self,
        _: &'static ErrorSchema,
        reply: &Response<Bytes>,
        exception: &mut dyn Structure,
    ) -> Result<(), Unreadable> {
        read(reply, exception).map(drop)
    }

    #[cfg(feature = "events")]
    fn read_event(&self, slot: Slot<'_>, _: Target, body: &[u8]) -> Result<Vec<Unknown>, Unreadable> {
        cbor::read::read_value(slot, body)
    }

    #[cfg(feature = "events")]
    fn has_initial_events(&self) -> bool {
        true
    }

    #[cfg(feature = "test-util")]
    fn server(&self) -> &dyn Server {
        self
    }
}

/// Reads the body of a reply; where it is empty, nothing is set.
fn read(reply: &Response<Bytes>, structure: &mut dyn Structure) -> Result<Vec<Unknown>, Unreadable> {
    let body = reply.body();
    if body.is_empty() {
        return Ok(Vec::new());
    }
    if !cbor::is_map(body) && !is_of_this_protocol(reply.headers()) {
        let reason = format!("neither a body in CBOR nor the header {PROTOCOL}");
        return Err(Unreadable { path: None, reason });
    }
    cbor::read::read_body(structure, body)
}

/// Whether a message says that it is of this protocol.
fn is_of_this_protocol(headers: &HeaderMap) -> bool {
    headers.get(PROTOCOL).is_some_and(|name| name == NAME)
}
