//! What is done to a call before it is sent, in this order: serialise → compress → checksum → sign → send.
//!
//! The first three are done once and stand here; each attempt signs and sends what they gave (`attempt.rs`).

use std::sync::Arc;

use http::Request;
use http::request::Parts;
#[cfg(feature = "discovery")]
use http::{HeaderValue, Uri};
use sha2::{Digest, Sha256};

#[cfg(feature = "discovery")]
use super::discovery::Search;
use super::endpoint::Target;
use super::overrides::{self, RequestConfig};
use super::{Client, failure, trace, user_agent};
use crate::auth::sigv4::{CONTENT_SHA256, Payload};
use crate::error::{ConfigError, ErrorKind, Failure, RequestError};
use crate::http::{Body, HttpError};
use crate::protocol::{self, OperationSchema};
use crate::shape::Structure;

/// What all attempts of a call send.
pub(crate) struct Prepared {
    pub(super) head: Parts,
    /// None, once a body was sent that cannot be sent again.
    pub(super) body: Option<Body>,
    /// None, where nothing is signed, and before [`checksum`] has said.
    pub(super) payload: Option<Payload>,
    pub(super) target: Arc<Target>,
    /// How the endpoint was found, where another operation told it.
    #[cfg(feature = "discovery")]
    pub(super) search: Option<Box<Search>>,
}

impl Prepared {
    fn new(request: Request<Body>, target: Arc<Target>) -> Self {
        let (head, body) = request.into_parts();
        Self {
            head,
            body: Some(body),
            payload: None,
            target,
            #[cfg(feature = "discovery")]
            search: None,
        }
    }

    /// The request as it is, without the headers of attempts and signatures.
    pub(crate) fn into_request(self) -> Request<Body> {
        Request::from_parts(self.head, self.body.unwrap_or_default())
    }

    /// The body for one more attempt; `None` where there is none.
    pub(super) fn next_body(&mut self) -> Option<Body> {
        self.body.as_ref()?.replay().or_else(|| self.body.take())
    }

    /// Sends what follows to another endpoint: its URL and its `Host` header.
    ///
    /// # Errors
    ///
    /// Those of [`checksum`]: what the signature says about the body depends on whether TLS guards it.
    #[cfg(feature = "discovery")]
    pub(super) async fn redirect(
        &mut self,
        operation: &'static OperationSchema,
        uri: Uri,
        host: HeaderValue,
    ) -> Result<(), Failure> {
        let is_guarded_as_before = uri.scheme() == self.head.uri.scheme();
        self.head.uri = uri;
        self.head.headers.insert(http::header::HOST, host);
        if !is_guarded_as_before {
            self.payload = checksum(operation, self).await?;
        }
        Ok(())
    }

    /// Whether there can be no more attempts, since the body is gone.
    pub(super) fn is_spent(&self) -> bool {
        self.body.is_none()
    }
}

impl Client {
    /// Serialise, compress: the request of a call, unsigned, and where it goes.
    ///
    /// # Errors
    ///
    /// An input that cannot be written, or a configuration without an endpoint.
    pub(crate) fn prepare(
        &self,
        operation: &'static OperationSchema,
        input: &mut dyn Structure,
        overrides: &RequestConfig,
        account_id: Option<&str>,
    ) -> Result<Prepared, Failure> {
        let (request, target) = self.serialise(operation, input, overrides, account_id)?;
        #[cfg(feature = "compression")]
        let request = self.compress(operation, request)?;
        Ok(Prepared::new(request, target))
    }

    #[cfg(feature = "compression")]
    fn compress(
        &self,
        operation: &'static OperationSchema,
        mut request: Request<Body>,
    ) -> Result<Request<Body>, Failure> {
        if operation.gzip {
            super::compression::compress(&mut request, &self.inner.config)
                .map_err(|error| failure(operation, ErrorKind::Configuration(error)))?;
        }
        Ok(request)
    }

    fn serialise(
        &self,
        operation: &'static OperationSchema,
        input: &mut dyn Structure,
        overrides: &RequestConfig,
        account_id: Option<&str>,
    ) -> Result<(Request<Body>, Arc<Target>), Failure> {
        let fail = |kind| failure(operation, kind);
        let wrong = |error| fail(ErrorKind::Request(error));
        protocol::fill_absent(input).map_err(wrong)?;
        let target = self.target(operation, input, overrides, account_id).map_err(|error| {
            // The rules quote the values that they refuse.
            let error = if operation.has_sensitive_url() {
                ConfigError::new("no endpoint follows from the input and the configuration; why is not told, since a sensitive member is part of it")
            } else {
                error
            };
            fail(ErrorKind::Configuration(error))
        })?;
        let has_host_prefix = overrides.has_host_prefix().unwrap_or(self.inner.config.has_host_prefix());
        let mut request =
            protocol::write_request(operation, input, &target.base, has_host_prefix).map_err(wrong)?;
        // Those who record requests look up there which members are sensitive.
        #[cfg(feature = "test-util")]
        request.extensions_mut().insert(operation);
        for (name, value) in &target.headers {
            let parsed = overrides::header(name, value).map_err(wrong)?;
            request.headers_mut().append(parsed.0, parsed.1);
        }
        for (name, value) in overrides.headers() {
            let parsed = overrides::own_header(name, value).map_err(wrong)?;
            request.headers_mut().append(parsed.0, parsed.1);
        }
        for (name, value) in self.inner.service.headers {
            if !request.headers().contains_key(*name) {
                let parsed = overrides::header(name, value).map_err(wrong)?;
                request.headers_mut().insert(parsed.0, parsed.1);
            }
        }
        #[cfg(feature = "discovery")]
        super::discovery::add_version(operation, request.headers_mut()).map_err(wrong)?;
        trace::add(self.inner.config.environment(), request.headers_mut());
        let user_agent = user_agent::value(operation, self.inner.config.app_name()).map_err(wrong)?;
        request.headers_mut().insert(http::header::USER_AGENT, user_agent);
        Ok((request, target))
    }
}

/// Checksum: what the signature will say about the body; `None` where nothing is signed.
///
/// A member of the input may have said it. Else it is the hash, but for operations whose bodies are not signed and for
/// streams. TLS guards these instead, so where there is no TLS, the hash is needed all the same.
///
/// # Errors
///
/// A stream whose hash is needed, and which cannot be read twice or fails.
pub(super) async fn checksum(
    operation: &'static OperationSchema,
    prepared: &Prepared,
) -> Result<Option<Payload>, Failure> {
    let Prepared { head, body: Some(body), .. } = prepared else { return Ok(None) };
    if !operation.signed {
        return Ok(None);
    }
    let wrong = |error| failure(operation, ErrorKind::Request(error));
    if let Some(given) = head.headers.get(CONTENT_SHA256) {
        let given = given.to_str().map_err(|_| {
            wrong(RequestError::new(format_args!("the header {CONTENT_SHA256} is not visible ASCII")))
        })?;
        return Ok(Some(Payload::Given(given.to_owned())));
    }
    let is_guarded = head.uri.scheme_str() == Some("https");
    let payload = match body.bytes() {
        _ if is_guarded && operation.unsigned_body => Payload::Unsigned,
        Some(bytes) => Payload::of_bytes(bytes),
        None if is_guarded => Payload::Unsigned,
        None => {
            let replay = body.replay().ok_or_else(|| {
                wrong(RequestError::new(
                    "its body is a stream that can be read only once, so it is sent without a signature of its own, \
                     which needs an https:// endpoint; this one is http://",
                ))
            })?;
            let hash = hash(replay).await;
            hash.map_err(|error| wrong(RequestError::new(format_args!("its body cannot be read: {error}"))))?
        }
    };
    Ok(Some(payload))
}

/// The hash of a stream, which is read for it.
async fn hash(mut body: Body) -> Result<Payload, HttpError> {
    let mut hash = Sha256::new();
    while let Some(chunk) = body.next().await {
        hash.update(&chunk?);
    }
    Ok(Payload::of_hash(hash))
}
