//! Tests without AWS, behind the feature `test-util`.
//!
//! - [`Fake`]: a client whose operations are closures, made by `Client::fake()`;
//! - [`CannedHttp`]: replies in order, as HTTP or as outputs and errors, for what no closure can do, such as an HTML page;
//! - [`Recorder`] and [`Replay`]: real calls, kept in a JSON file and answered from it, whatever the protocol is;
//! - [`Service`]: the operations of a service as closures, for a server of one's own;
//! - [`response`] and [`error`]: what a call would have given, for code that takes it from elsewhere.
//!
//! All of them go through the real client: codec, signature, retries, pagination.

mod anything;
mod canned;
#[cfg(feature = "events")]
mod events;
mod exchange;
mod fake;
#[cfg(feature = "events")]
mod followed;
#[cfg(test)]
mod lines;
mod macros;
#[cfg(feature = "events")]
mod recorded_events;
mod recorder;
mod redact;
mod replay;
#[cfg(all(test, feature = "cbor"))]
mod rpc_cbor;
mod sensitive;
mod service;
mod stored;
mod understood;

use std::time::Duration;

use bytes::Bytes;
use http::Request;

pub use canned::{CannedHttp, CannedReply};
pub use exchange::{Exchange, RecordedBody, RecordedError, RecordedReply, RecordedRequest};
pub use fake::Fake;
pub use recorder::Recorder;
pub use replay::{Replay, ReplayError};
pub use service::Service;

pub use crate::client::Metadata;
pub use crate::error::Unhandled;
#[cfg(feature = "hyper")]
pub use crate::http::hyper::HyperClient;
#[cfg(feature = "reqwest")]
pub use crate::http::reqwest::ReqwestClient;
pub use crate::http::{HttpClient, HttpError, HttpErrorKind};

use crate::auth::{ApiKey, Credentials, Login};
use crate::call::operation::Operation;
use crate::call::request::Response;
use crate::client::config::{Config, ConfigBuilder};
use crate::client::retry::Backoff;
use crate::error::Error;
use crate::http::Limits;
use crate::protocol::OperationSchema;
use crate::settings::Environment;

/// A configuration for tests: made-up region, endpoint, credentials, key and login, but no bearer token, and nothing from
/// the environment. Calls are sent through `http_client`; failed attempts are repeated as ever, but
/// without the waits between them.
pub fn config(http_client: impl HttpClient) -> ConfigBuilder {
    let (first, longest) = (Duration::ZERO, Duration::ZERO);
    Config::builder()
        .environment(Environment::empty())
        .region("us-east-1")
        .endpoint_url("https://localhost")
        .credentials(Credentials::new("AKIDEXAMPLE", "EXAMPLESECRET"))
        .api_key(ApiKey::new("EXAMPLEKEY"))
        .basic_auth_login(Login::new("example", "EXAMPLEPASSWORD"))
        .backoff(Backoff { first, first_throttled: first, longest })
        .http_client(http_client)
}

/// The response that a successful call gives, with HTTP status 200 after one attempt.
pub fn response<O>(output: O) -> Response<O> {
    Response::new(output, Metadata { status: 200, attempts: 1, ..Metadata::default() })
}

/// The error of a call that the service answered with an error; `I` is the input of the operation.
pub fn error<I: Operation>(error: I::Error) -> Error<I::Error> {
    Error::from_service(I::SCHEMA, error)
}

/// The operation that a request is a call of; `None` for one that the client makes for itself.
fn operation<B>(request: &Request<B>) -> Option<&'static OperationSchema> {
    request.extensions().get::<&'static OperationSchema>().copied()
}

/// The largest body that tests deal with, in bytes: what stands in for the network has all of it in memory.
const LIMITS: Limits = Limits { max_response_bytes: 1 << 30 };

/// A request with its whole body in memory.
///
/// # Errors
///
/// The body fails, as it would fail while it is sent.
async fn collected(request: Request<crate::http::Body>) -> Result<Request<Bytes>, HttpError> {
    let (head, body) = request.into_parts();
    Ok(Request::from_parts(head, body.collect(LIMITS).await?))
}
