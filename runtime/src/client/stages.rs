//! What is done to a call before it is sent, in this order: serialise → compress → checksum → sign → send.
//!
//! The first three are done once and stand here; each attempt signs and sends what they gave (`attempt.rs`).

use std::sync::Arc;

use http::Request;
use http::request::Parts;
use http::{HeaderValue, Uri};
use ring::digest::{Context, SHA256};

#[cfg(feature = "discovery")]
use super::discovery::Search;
use super::endpoint::Target;
use super::overrides::{self, RequestConfig, Sender};
use super::{Client, failure, trace, user_agent};
use crate::auth::sigv4::{CONTENT_SHA256, Payload};
use crate::client::config::Config;
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
    /// The checksum that a stream is to have.
    #[cfg(all(feature = "checksum", feature = "stream"))]
    pub(super) wanted: Option<super::checksum::Wanted>,
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
            #[cfg(all(feature = "checksum", feature = "stream"))]
            wanted: None,
            #[cfg(feature = "discovery")]
            search: None,
        }
    }

    /// The same request without a body, and with another head.
    #[cfg(feature = "stream")]
    pub(super) fn without_body(&self, head: Parts) -> Self {
        Self {
            payload: self.payload.clone(),
            ..Self::new(Request::from_parts(head, Body::empty()), Arc::clone(&self.target))
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

    /// Path and query of the request without what belongs to the endpoint.
    ///
    /// # Errors
    ///
    /// What is left is no path.
    pub(super) fn path(&self) -> Result<Uri, RequestError> {
        let path = self.head.uri.path_and_query().map_or("/", |path| path.as_str());
        let path = path.strip_prefix(self.target.base.uri.path().trim_end_matches('/')).unwrap_or(path);
        // What follows the endpoint's path may be a query alone.
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Uri::try_from(path).map_err(|error| RequestError::new(format_args!("its path: {error}")))
    }

    /// Sends what follows to another endpoint: its URL and its `Host` header.
    ///
    /// # Errors
    ///
    /// Those of [`signed_payload`]: what the signature says about the body depends on whether TLS guards it.
    pub(super) async fn redirect(
        &mut self,
        operation: &'static OperationSchema,
        uri: Uri,
        host: HeaderValue,
    ) -> Result<(), Failure> {
        let is_guarded_as_before = uri.scheme() == self.head.uri.scheme();
        self.head.uri = uri;
        self.head.headers.insert(http::header::HOST, host);
        if !is_guarded_as_before && operation.signed {
            let payload = signed_payload(operation, self).await;
            self.payload = Some(payload.map_err(|error| failure(operation, ErrorKind::Request(error)))?);
        }
        Ok(())
    }

    /// Whether there can be no more attempts, since the body is gone.
    pub(super) fn is_spent(&self) -> bool {
        self.body.is_none()
    }
}

impl Client {
    /// Serialise, compress, and the checksum of a body in memory: the request of a call, unsigned, and where it goes.
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
        let (mut request, target) =
            self.serialise(operation, input, overrides, account_id, Sender::Client)?;
        protocol::take_length(&mut request).map_err(|error| failure(operation, ErrorKind::Request(error)))?;
        #[cfg(feature = "compression")]
        let request = self.compress(operation, request)?;
        #[cfg(feature = "checksum")]
        return self.add_checksum(operation, input, request, target);
        #[cfg(not(feature = "checksum"))]
        Ok(Prepared::new(request, target))
    }

    #[cfg(feature = "checksum")]
    fn add_checksum(
        &self,
        operation: &'static OperationSchema,
        input: &dyn Structure,
        mut request: Request<Body>,
        target: Arc<Target>,
    ) -> Result<Prepared, Failure> {
        let settings = self.inner.config.checksums();
        let wanted = super::checksum::add(operation, input, &mut request, settings, target.is_custom)
            .map_err(|error| failure(operation, ErrorKind::Request(error)))?;
        let prepared = Prepared::new(request, target);
        #[cfg(feature = "stream")]
        let prepared = Prepared { wanted, ..prepared };
        // Without streams there is nothing that was not in memory.
        #[cfg(not(feature = "stream"))]
        let _ = wanted;
        Ok(prepared)
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

    pub(super) fn serialise(
        &self,
        operation: &'static OperationSchema,
        input: &mut dyn Structure,
        overrides: &RequestConfig,
        account_id: Option<&str>,
        sender: Sender,
    ) -> Result<(Request<Body>, Arc<Target>), Failure> {
        let fail = |kind| failure(operation, kind);
        let wrong = |error| fail(ErrorKind::Request(error));
        protocol::fill_absent(input).map_err(wrong)?;
        #[cfg(feature = "presign")]
        if let Some(facts) = operation.cross_region {
            super::copies::forget_source(facts, input);
        }
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
            protocol::write_request(operation, input, &target.base, has_host_prefix, target.path_policy)
                .map_err(wrong)?;
        // Those who record requests look up there which members are sensitive.
        #[cfg(feature = "test-util")]
        request.extensions_mut().insert(operation);
        for (name, value) in &target.headers {
            let parsed = overrides::header(name, value).map_err(wrong)?;
            request.headers_mut().append(parsed.0, parsed.1);
        }
        // What the call says counts before what is said for all calls.
        let of_all = self.inner.config.headers().iter();
        let of_all = of_all.filter(|(name, _)| !overrides.has_header(name));
        for (name, value) in of_all.chain(overrides.headers()) {
            let (name, value) = overrides::own_header(name, value, sender).map_err(wrong)?;
            if overrides::is_about_body(&name) {
                request.headers_mut().insert(name, value);
            } else {
                request.headers_mut().append(name, value);
            }
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

/// Checksum: that of a stream, and what the signature will say about the body, which is nothing where nothing is signed.
///
/// # Errors
///
/// A stream that has to be read before it is sent, and that cannot be read twice or fails; or one whose length has to
/// be known, and is not.
pub(super) async fn checksum(
    operation: &'static OperationSchema,
    prepared: &mut Prepared,
    config: &Config,
) -> Result<Option<Payload>, Failure> {
    let wrong = |error| failure(operation, ErrorKind::Request(error));
    let Some(body) = &prepared.body else { return Ok(None) };
    if operation.known_length && body.len().is_none() {
        return Err(wrong(RequestError::new(
            "its body is a stream of unknown length, which the service does not take; give the length with the stream \
             or in the input, or upload it in parts",
        )));
    }
    #[cfg(feature = "checksum")]
    if let Some(payload) = super::tree_hash::add(operation, prepared).await.map_err(wrong)? {
        return Ok(operation.signed.then_some(payload));
    }
    #[cfg(all(feature = "checksum", feature = "stream"))]
    if let Some(payload) = super::trailing::add(prepared, config.checksums()).await.map_err(wrong)? {
        return Ok(operation.signed.then_some(payload));
    }
    #[cfg(not(all(feature = "checksum", feature = "stream")))]
    let _ = config;
    match operation.signed {
        true => signed_payload(operation, prepared).await.map(Some).map_err(wrong),
        false => Ok(None),
    }
}

/// What the signature will say about the body.
///
/// A member of the input may have said it. Else it is the hash, but for operations whose bodies are not signed, and for
/// streams of those that know checksums. TLS guards these instead, so where there is no TLS, the hash is needed all the
/// same.
async fn signed_payload(
    operation: &'static OperationSchema,
    prepared: &Prepared,
) -> Result<Payload, RequestError> {
    let Prepared { head, body: Some(body), .. } = prepared else { return Ok(Payload::Unsigned) };
    if let Some(given) = head.headers.get(CONTENT_SHA256) {
        let given = given.to_str().map_err(|_| {
            RequestError::new(format_args!("the header {CONTENT_SHA256} is not visible ASCII"))
        })?;
        return Ok(Payload::Given(given.to_owned()));
    }
    let is_guarded = head.uri.scheme_str() == Some("https");
    let has_checksum = || head.headers.keys().any(|name| name.as_str().starts_with("x-amz-checksum-"));
    let may_be_unsigned = operation.unsigned_body
        || operation.has_streaming_input()
            && operation.checksum.is_some()
            && (body.bytes().is_none() || has_checksum());
    match body.bytes() {
        _ if is_guarded && may_be_unsigned => Ok(Payload::Unsigned),
        Some(bytes) => Ok(Payload::of_bytes(bytes)),
        None => {
            let replay = body.replay().ok_or_else(|| {
                let wanted = match (is_guarded, operation.unsigned_body || operation.checksum.is_some()) {
                    (false, true) => {
                        "without a signature of its own it can be sent to an https:// endpoint only, and this one is http://"
                    }
                    _ => "give one that can be had again, such as a file or bytes",
                };
                RequestError::new(format_args!(
                    "its body is a stream that can be read only once, and its hash has to be sent before it; {wanted}"
                ))
            })?;
            let hash = hash(replay).await;
            hash.map_err(|error| {
                RequestError::new(format_args!("its body cannot be read: {}", error.one_line()))
            })
        }
    }
}

/// The hash of a stream, which is read for it.
async fn hash(mut body: Body) -> Result<Payload, HttpError> {
    let mut hash = Context::new(&SHA256);
    while let Some(chunk) = body.next().await {
        hash.update(&chunk?);
    }
    Ok(Payload::of_hash(hash))
}
