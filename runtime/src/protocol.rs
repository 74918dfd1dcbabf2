//! How calls become HTTP requests and replies become outputs: one file per protocol.
//!
//! A protocol is a static behind the trait [`Protocol`]; the tables of a service name it, so that a program
//! holds the code of those it uses and no others. What all of them do alike stands here.

mod arrival;
mod aws_json;
mod binding;
#[cfg(feature = "events")]
pub(crate) mod event;
mod glimpse;
mod host;
mod idempotency;
#[cfg(test)]
pub(crate) mod lines;
mod query;
mod refusal;
mod rest;
mod rest_json;
#[cfg(feature = "rest-xml")]
mod rest_xml;
#[cfg(feature = "cbor")]
mod rpc_cbor;
#[cfg(feature = "test-util")]
pub(crate) mod server;
mod service;
mod xml_error;

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, Uri};

use crate::auth::sigv4::PathPolicy;
use crate::codec::read::Unknown;
use crate::codec::url;
use crate::endpoint::regional::region_in;
use crate::error::{Answer, RequestError, ResponseError, is_wrong_region};
use crate::http::Body;
use crate::schema::ErrorSchema;
use crate::shape::Structure;
#[cfg(feature = "events")]
use {crate::schema::Target, crate::shape::Slot};

#[doc(hidden)]
pub use crate::codec::read::Unreadable;
pub(crate) use arrival::{Unpacked, receive};
pub use aws_json::AwsJson;
pub(crate) use host::Base;
#[cfg(feature = "dynamic")]
pub(crate) use idempotency::token;
pub(crate) use idempotency::{fill_absent, invocation_id};
pub use query::Query;
pub use rest_json::RestJson;
#[cfg(feature = "rest-xml")]
pub use rest_xml::RestXml;
#[cfg(feature = "cbor")]
pub use rpc_cbor::RpcV2Cbor;
#[cfg(feature = "test-util")]
pub use server::{Complaint, Server};
pub use service::{EndpointOperation, OperationSchema, ServiceSchema};

/// How a service is spoken to. Each protocol is a value of a type of its own in this module; programs only
/// name them.
///
/// Whatever a method reads, it reads from the whole reply: protocols put things into status and headers, too.
pub trait Protocol: Sealed + fmt::Debug + Send + Sync + 'static {
    /// The protocol's name, as models write it: `aws.protocols#awsJson1_1`.
    fn id(&self) -> &'static str;

    /// Writes the request of a call: method, path, query, the protocol's headers, body. Where it goes is
    /// added afterwards.
    ///
    /// # Errors
    ///
    /// A member whose value cannot be written.
    #[doc(hidden)]
    fn request(
        &self,
        operation: &'static OperationSchema,
        input: &dyn Structure,
    ) -> Result<Request<Body>, RequestError>;

    /// Reads the reply to a successful call, and gives what the model does not know of it.
    ///
    /// # Errors
    ///
    /// A reply that is not what the protocol and the model say, with the place where that shows.
    #[doc(hidden)]
    fn output(
        &self,
        operation: &'static OperationSchema,
        reply: &Response<Bytes>,
        output: &mut dyn Structure,
    ) -> Result<Vec<Unknown>, Unreadable>;

    /// Whether a reply is an error answer: its status says so, as a rule.
    #[doc(hidden)]
    fn is_refusal(&self, _: &'static OperationSchema, reply: &Response<Bytes>) -> bool {
        !reply.status().is_success()
    }

    /// Takes an error answer apart. Whatever came, this gives something: error answers are also made by
    /// proxies, load balancers and services in trouble.
    #[doc(hidden)]
    fn refusal(&self, operation: &'static OperationSchema, reply: &Response<Bytes>) -> Refusal;

    /// Reads the members of a modelled exception, as far as the reply fits: the code alone already tells
    /// what happened.
    ///
    /// # Errors
    ///
    /// What of the reply did not fit or was missing; the rest has been read all the same.
    #[doc(hidden)]
    fn exception(
        &self,
        schema: &'static ErrorSchema,
        reply: &Response<Bytes>,
        exception: &mut dyn Structure,
    ) -> Result<(), Unreadable>;

    /// The request id that the body of a successful reply has, for protocols that put one there.
    #[doc(hidden)]
    fn request_id(&self, _: &Response<Bytes>) -> Option<String> {
        None
    }

    /// Reads what an event holds: a structure, or another value.
    ///
    /// # Errors
    ///
    /// What does not fit, with its path.
    #[cfg(feature = "events")]
    #[doc(hidden)]
    fn read_event(&self, _: Slot<'_>, _: Target, _: &[u8]) -> Result<Vec<Unknown>, Unreadable> {
        Err(Unreadable { path: None, reason: format!("{} has no events", self.id()) })
    }

    /// Whether the members of an output beside its events stand in an event of their own, since there is no other place
    /// for them.
    #[cfg(feature = "events")]
    #[doc(hidden)]
    fn has_initial_events(&self) -> bool {
        false
    }

    /// The service's half of the protocol, for tests.
    #[cfg(feature = "test-util")]
    #[doc(hidden)]
    fn server(&self) -> &dyn server::Server;
}

/// What only this crate's protocols are.
#[doc(hidden)]
pub trait Sealed {}

/// An error answer, taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
#[doc(hidden)]
pub struct Refusal {
    /// The error code, without namespace and URL.
    pub(crate) code: Option<String>,
    /// The message, or a glimpse of a body that the protocol has no place for.
    pub(crate) message: Option<String>,
    /// The name of the modelled exception that the answer stands for; the code unless the service
    /// kept the codes of a former protocol.
    pub(crate) exception: Option<String>,
    /// The request id, where the body has it.
    pub(crate) request_id: Option<String>,
    /// The region in which what was asked for is, where it is not the one that was asked.
    pub(crate) region: Option<String>,
    /// Whether code or message are the body's.
    body_is_understood: bool,
}

/// The request of a call, with its host and URL. It is not signed.
///
/// # Errors
///
/// A member whose value cannot be written, a host label that is missing or none, or a path that its signature would
/// make another one of.
pub(crate) fn write_request(
    operation: &'static OperationSchema,
    input: &dyn Structure,
    base: &Base,
    has_host_prefix: bool,
    path_policy: PathPolicy,
) -> Result<Request<Body>, RequestError> {
    if path_policy == PathPolicy::Tidied {
        binding::check_steps(operation.uri, input)?;
    }
    let base = base.of_operation(operation, input, has_host_prefix)?;
    let mut request = operation.service.protocol.request(operation, input)?;
    #[cfg(feature = "test-util")]
    server::mark(&mut request, operation, input);
    *request.uri_mut() = base.join(operation, request.uri())?;
    request.headers_mut().insert(http::header::HOST, base.host);
    Ok(request)
}

/// The length that a header says a body has; `None` for what is none.
pub(crate) fn said_length(said: &HeaderValue) -> Option<u64> {
    said.to_str().ok()?.parse().ok()
}

/// Gives the body the length that a member of the input says it has, and takes the header away: who sends the body
/// writes it.
///
/// # Errors
///
/// A length that is none, or another one than that of the body.
pub(crate) fn take_length(request: &mut Request<Body>) -> Result<(), RequestError> {
    let Some(said) = request.headers_mut().remove(http::header::CONTENT_LENGTH) else { return Ok(()) };
    let told = said_length(&said)
        .ok_or_else(|| RequestError::new("the length that its input says its body has is none"))?;
    if let Some(length) = request.body().len().filter(|length| *length != told) {
        let reason = format!("its body has {length} bytes, and its input says {told}");
        return Err(RequestError::new(reason));
    }
    let body = std::mem::take(request.body_mut());
    *request.body_mut() = body.with_length(told);
    Ok(())
}

/// Reads the reply to a successful call, and gives what the model does not know of it.
///
/// # Errors
///
/// A reply that is not what the protocol and the model say, with the place where that shows.
pub(crate) fn read_output(
    operation: &'static OperationSchema,
    reply: &Response<Bytes>,
    output: &mut dyn Structure,
) -> Result<Vec<Unknown>, ResponseError> {
    let outcome = operation.service.protocol.output(operation, reply, output);
    outcome.map_err(|Unreadable { path, reason }| {
        // Nothing could be read, so this may be somebody else's answer: the page of a network to log in to.
        let told = if path.is_none() { glimpse::glimpse(operation, reply) } else { None };
        let reason = told.map_or(reason.clone(), |told| format!("{reason}; it begins with: {told}"));
        ResponseError::new(path, reason)
    })
}

/// Takes an error answer apart, and tells of redirects and of bodies that nobody understands what is told
/// nowhere else. `asked` is the region that was asked.
pub(crate) fn refusal(operation: &'static OperationSchema, reply: &Response<Bytes>, asked: &str) -> Refusal {
    let mut refusal = operation.service.protocol.refusal(operation, reply);
    // A service tells the region of what it refuses for other reasons, too.
    refusal.region = region(operation, reply, &refusal).filter(|region| region != asked);
    if let Some(region) = &refusal.region {
        let told = refusal.message.take().map_or_else(String::new, |message| format!("{message} "));
        let words = "What was asked for is in the region";
        refusal.message = Some(format!("{told}{words} {region}: ask a client of that region."));
    }
    if refusal.message.is_none() {
        refusal.message = redirect(reply.status(), reply.headers());
    }
    if refusal.message.is_none() && !refusal.body_is_understood {
        refusal.message = glimpse::glimpse(operation, reply);
    }
    if refusal.message.is_none() && reply.status().is_success() {
        refusal.message = Some("the answer ends before it says what became of the request".to_owned());
    }
    if refusal.code.is_none() && operation.method == "HEAD" {
        refusal.code = name_of(reply.status());
    }
    refusal
}

/// What a status is called, as a code. The answer to a `HEAD` has no body that could tell another one, and models list
/// errors such as `NotFound` for it.
fn name_of(status: StatusCode) -> Option<String> {
    status.canonical_reason().map(|reason| reason.replace(' ', ""))
}

/// The modelled exception that an error answer stands for.
pub(crate) fn exception(
    operation: &'static OperationSchema,
    refusal: &Refusal,
) -> Option<&'static ErrorSchema> {
    let by = |wanted: &Option<String>| {
        let wanted = wanted.as_deref()?;
        let code = operation.errors.iter().find(|schema| schema.code == wanted);
        code.or_else(|| operation.errors.iter().find(|schema| schema.is_called(wanted)))
    };
    by(&refusal.code).or_else(|| by(&refusal.exception))
}

/// An error answer that the model lists an exception for, kept until somebody asks for its members.
pub(crate) fn answer(
    operation: &'static OperationSchema,
    schema: &'static ErrorSchema,
    reply: Response<Bytes>,
) -> Answer {
    let protocol = operation.service.protocol;
    let read = move |exception: &mut dyn Structure| {
        if let Err(unreadable) = protocol.exception(schema, &reply, exception) {
            tracing::debug!(reason = unreadable.reason, "the modelled error could not be read in full");
        }
    };
    Answer { schema, read: Arc::new(read) }
}

/// The request id of a successful reply, from wherever its protocol has it.
pub(crate) fn reply_id(operation: &'static OperationSchema, reply: &Response<Bytes>) -> Option<String> {
    request_id(reply.headers()).or_else(|| operation.service.protocol.request_id(reply))
}

/// The id that AWS support asks for. S3 adds a second one in `x-amz-id-2`, which is not this.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    let names = ["x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id"];
    names.iter().find_map(|name| refusal::values(headers, name).next())
}

/// The region that an answer points to: a redirect, or an error about regions. A `HEAD` that is refused has no body to
/// tell why, so there it may be either. It becomes part of host names, so what is no region is none. Where nothing names
/// it, the host does that a redirect points to. What comes next is sent to the endpoint of the region and not to that host,
/// whoever named it.
///
/// Source: [request redirection](https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html).
fn region(operation: &OperationSchema, reply: &Response<Bytes>, refusal: &Refusal) -> Option<String> {
    let (status, code) = (reply.status(), refusal.code.as_deref());
    let is_silent = code.is_none() && refusal.message.is_none();
    let is_elsewhere = status.is_redirection()
        || code.is_some_and(is_wrong_region)
        || is_silent && status == StatusCode::BAD_REQUEST;
    if !is_elsewhere {
        return None;
    }
    let in_header = refusal::values(reply.headers(), "x-amz-bucket-region").next();
    let in_location = || {
        let location: Uri = refusal::values(reply.headers(), "location").next()?.parse().ok()?;
        region_in(location.host()?, operation.service.signing_name).map(str::to_owned)
    };
    let region = in_header.or_else(|| refusal.region.clone()).or_else(in_location)?;
    let is_label = region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (is_label && region.len() <= 63).then_some(region)
}

fn redirect(status: StatusCode, headers: &HeaderMap) -> Option<String> {
    let location = refusal::values(headers, "location").next().filter(|_| status.is_redirection())?;
    let location = url::shown(&location);
    Some(format!(
        "the answer points to {location}; it is not followed, since a signature is good for one host: check region and endpoint"
    ))
}
