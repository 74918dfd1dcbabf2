//! Calls as generated code makes them: a thin generic shell around [`Client::call`].

mod macros;

use std::ops::{Deref, DerefMut};

use bytes::Bytes;

use crate::call::operation::Operation;
pub use crate::client::overrides::RequestConfig;
use crate::client::{Client, Metadata};
use crate::codec::read::Unknown;
use crate::error::{Error, ErrorKind, Failure, RequestError};
use crate::protocol::OperationSchema;
use crate::shape::{Structure, Value};

/// The output of a call, and what else is known about it.
///
/// It dereferences to the output, to look at members: `response.parameter.is_some()`. One can be taken out of it with
/// `response.parameter.take()`, or of the output by value: `response.into_output().parameter`.
#[derive(Clone, Debug)]
pub struct Response<O> {
    output: O,
    metadata: Metadata,
}

impl<O> Response<O> {
    /// An output with what is known about its call; for tests of code that takes responses.
    pub fn new(output: O, metadata: Metadata) -> Self {
        Self { output, metadata }
    }

    /// The output.
    pub fn output(&self) -> &O {
        &self.output
    }

    /// The output, by value.
    pub fn into_output(self) -> O {
        self.output
    }

    /// What is known about the call.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The id that AWS support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.metadata.request_id.as_deref()
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.metadata.status
    }

    /// How many times the request was sent.
    pub fn attempts(&self) -> u32 {
        self.metadata.attempts
    }

    /// Members and enum values of the reply that the model does not know: when there are any, the
    /// model is older than the service, and generating anew brings them in.
    pub fn unknowns(&self) -> &[Unknown] {
        &self.metadata.unknowns
    }
}

impl<O> Deref for Response<O> {
    type Target = O;

    fn deref(&self) -> &O {
        &self.output
    }
}

impl<O> DerefMut for Response<O> {
    fn deref_mut(&mut self) -> &mut O {
        &mut self.output
    }
}

/// Calls an operation.
///
/// # Errors
///
/// Why the call failed.
pub async fn send<I: Operation>(
    client: &Client,
    mut input: I,
    config: &RequestConfig,
) -> Result<Response<I::Output>, Error<I::Error>> {
    let mut output = <I::Output as Value>::empty();
    match client.call(I::SCHEMA, &mut input, &mut output, config).await {
        Ok(metadata) => Ok(Response { output, metadata }),
        Err(failure) => Err(Error::from_failure(failure)),
    }
}

/// Signs the request of a call in its URL; see [`Client::presign`].
///
/// # Errors
///
/// Why it cannot be signed so.
#[cfg(feature = "presign")]
pub async fn presign<I: Operation>(
    client: &Client,
    input: &mut I,
    config: &RequestConfig,
    expires: std::time::Duration,
) -> Result<crate::client::presign::Presigned, Error<I::Error>> {
    client.presign(I::SCHEMA, input, config, expires).await.map_err(Error::from_failure)
}

/// Signs an upload by a form; see [`Client::presign_post`].
///
/// # Errors
///
/// Why it cannot be signed so.
#[cfg(feature = "presign")]
pub async fn presign_post<I: Operation>(
    client: &Client,
    input: &mut I,
    config: &RequestConfig,
    policy: crate::client::presign::PostPolicy,
) -> Result<crate::client::presign::PresignedPost, Error<I::Error>> {
    client.presign_post(I::SCHEMA, input, config, policy).await.map_err(Error::from_failure)
}

/// The request that a call would send, without its signature. Its `Debug` is that of `http::Request`: it shows the
/// body as it would be sent, sensitive members too.
///
/// # Errors
///
/// An input that cannot be written, a body that is not in memory, or a configuration without an endpoint.
pub fn dry_run(
    client: &Client,
    operation: &'static OperationSchema,
    input: &mut dyn Structure,
    config: &RequestConfig,
) -> Result<http::Request<Bytes>, Failure> {
    let request = client.prepare(operation, input, config, None)?.into_request();
    let (head, body) = request.into_parts();
    match body.bytes() {
        Some(bytes) => Ok(http::Request::from_parts(head, bytes.clone())),
        None => {
            let error = RequestError::new("its body is a stream, which nobody reads in a dry run");
            Err(Failure::new(ErrorKind::Request(error), operation.facts()))
        }
    }
}
