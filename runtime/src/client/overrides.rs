//! What one call does differently from its client, and the headers that it may add.

use std::fmt;
use std::time::Duration;

use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderName, HeaderValue};

use crate::endpoint::ParameterValue;
use crate::error::RequestError;

/// What one call does differently from its client's configuration.
#[derive(Clone, Default)]
#[must_use]
pub struct RequestConfig {
    attempt_timeout: Option<Duration>,
    timeout: Option<Duration>,
    max_attempts: Option<u32>,
    endpoint_url: Option<String>,
    host_prefix: Option<bool>,
    endpoint_parameters: Vec<(String, ParameterValue)>,
    headers: Vec<(String, String)>,
    #[cfg(feature = "stream")]
    resumptions: u32,
    #[cfg(feature = "events")]
    event_timeout: Option<Duration>,
    #[cfg(feature = "presign")]
    presigning: Presigning,
}

/// What is to be different where a request is signed in its URL.
#[cfg(feature = "presign")]
#[derive(Clone, Copy, Default)]
pub(crate) struct Presigning {
    /// It is sent by `GET`.
    pub(crate) by_get: bool,
    /// Whoever sends it has the URL and nothing else.
    pub(crate) bare: bool,
    /// Credentials that end too soon are renewed.
    pub(crate) renew: bool,
}

/// Who sends a request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sender {
    /// This client, which says by itself what its bodies are.
    Client,
    /// Somebody else, who has to be told.
    #[cfg(feature = "presign")]
    Others,
}

impl RequestConfig {
    /// Nothing different.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long one attempt may take, to the last byte of the reply; anew whenever something of the request's body is taken.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = Some(limit);
        self
    }

    /// How long the call may take in total, with all attempts and the waits between them.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// How often the call is attempted, at least once.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts);
        self
    }

    /// Where to send the request.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.endpoint_url = Some(url.into());
        self
    }

    /// Whether operations that have a prefix for the host name put it there. Else as the client does.
    pub fn host_prefix(mut self, yes: bool) -> Self {
        self.host_prefix = Some(yes);
        self
    }

    /// A parameter of the service's endpoint rules, by its name in the model, in place of the client's. A name
    /// that the rules do not know is an error of the call.
    pub fn endpoint_parameter(mut self, name: impl Into<String>, value: impl Into<ParameterValue>) -> Self {
        self.endpoint_parameters.push((name.into(), value.into()));
        self
    }

    /// One more header. Headers that belong to the protocol or the signature are refused when the request is sent. For a
    /// request that is signed in its URL, `content-type` and `content-length` may be said, too: then whoever sends it has to
    /// send exactly these, which holds an upload to a type and to a size.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// How often the rest of a reply that is a stream is asked for, at most, where the reply breaks off; never unless
    /// this says so. It is asked for as a range, under the condition that the whole is still the same. An operation
    /// without ranges cannot do it, which is an error of the call.
    #[cfg(feature = "stream")]
    pub fn resume(mut self, times: u32) -> Self {
        self.resumptions = times;
        self
    }

    /// How long bytes of a reply that is a stream of events may take to come, while somebody waits for an event; as long as
    /// they like, unless this says so. What takes longer is an error of the events.
    #[cfg(feature = "events")]
    pub fn event_timeout(mut self, limit: Duration) -> Self {
        self.event_timeout = Some(limit);
        self
    }

    /// A request that is signed in its URL is to be sent by `GET`, where the operation says all that it says there: one of
    /// a service that is called by forms. Kubernetes takes `GetCallerIdentity` so.
    #[cfg(feature = "presign")]
    pub fn presigned_get(mut self) -> Self {
        self.presigning.by_get = true;
        self
    }

    /// A request that is signed in its URL is to need nothing but the URL, as a link in a page: where headers would have to
    /// be sent with it, signing is an error that names them. None is moved into the URL in place of that, since services do
    /// not say which of them they would heed there.
    #[cfg(feature = "presign")]
    pub fn bare_url(mut self) -> Self {
        self.presigning.bare = true;
        self
    }

    /// A request that is signed in its URL is to last as long as was asked for, if that can be: where the credentials at
    /// hand end sooner, their provider is asked for others. How long it lasts is told by
    /// [`valid_until`](crate::Presigned::valid_until) all the same.
    #[cfg(feature = "presign")]
    pub fn renew_credentials(mut self) -> Self {
        self.presigning.renew = true;
        self
    }

    /// What of this holds for asking where the call goes, too.
    #[cfg(feature = "discovery")]
    pub(crate) fn of_discovery(&self) -> Self {
        Self {
            attempt_timeout: self.attempt_timeout,
            max_attempts: self.max_attempts,
            endpoint_parameters: self.endpoint_parameters.clone(),
            ..Self::default()
        }
    }

    pub(crate) fn one_attempt_timeout(&self) -> Option<Duration> {
        self.attempt_timeout
    }

    pub(crate) fn total_timeout(&self) -> Option<Duration> {
        self.timeout
    }

    pub(crate) fn attempts(&self) -> Option<u32> {
        self.max_attempts
    }

    pub(crate) fn has_host_prefix(&self) -> Option<bool> {
        self.host_prefix
    }

    pub(crate) fn parameters(&self) -> &[(String, ParameterValue)] {
        &self.endpoint_parameters
    }

    pub(crate) fn endpoint(&self) -> Option<&str> {
        self.endpoint_url.as_deref()
    }

    pub(crate) fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    #[cfg(feature = "stream")]
    pub(crate) fn resumptions(&self) -> u32 {
        self.resumptions
    }

    #[cfg(feature = "events")]
    pub(crate) fn event_limit(&self) -> Option<Duration> {
        self.event_timeout
    }

    #[cfg(feature = "presign")]
    pub(crate) fn presigning(&self) -> Presigning {
        self.presigning
    }

    pub(crate) fn headers(&self) -> &[(String, String)] {
        &self.headers
    }
}

/// Header values may be secret, so only names are shown.
impl fmt::Debug for RequestConfig {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        formatter
            .debug_struct("RequestConfig")
            .field("attempt_timeout", &self.attempt_timeout)
            .field("timeout", &self.timeout)
            .field("max_attempts", &self.max_attempts)
            .field("endpoint_url", &self.endpoint_url.as_deref().map(crate::codec::url::shown))
            .field("headers", &names)
            .finish()
    }
}

/// Headers that the client sets itself.
const OWN_HEADERS: [&str; 12] = [
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "authorization",
    "content-length",
    "content-type",
    "host",
    "transfer-encoding",
    "user-agent",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-target",
];

/// Whether a header says what a body is, of which there is one.
pub(crate) fn is_about_body(name: &HeaderName) -> bool {
    name == CONTENT_LENGTH || name == CONTENT_TYPE
}

/// A header that the caller adds.
///
/// # Errors
///
/// A name or value that is none, or a header that the sender sets itself.
pub(crate) fn own_header(
    name: &str,
    value: &str,
    sender: Sender,
) -> Result<(HeaderName, HeaderValue), RequestError> {
    let mut header = header(name, value)?;
    // So that `Debug` of a request does not show it.
    header.1.set_sensitive(true);
    if OWN_HEADERS.contains(&header.0.as_str()) && (sender == Sender::Client || !is_about_body(&header.0)) {
        return Err(RequestError::new(format_args!(
            "the header {name} is the client's own; it cannot be set"
        )));
    }
    Ok(header)
}

/// A header.
///
/// # Errors
///
/// A name or value that is none. The value is not repeated, since it may be secret.
pub(crate) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), RequestError> {
    let parsed = name
        .parse()
        .map_err(|_| RequestError::new(format_args!("\"{name}\" is not the name of a header")))?;
    let value = HeaderValue::try_from(value).map_err(|_| {
        RequestError::new(format_args!("the value of the header {name} holds what headers cannot"))
    })?;
    Ok((parsed, value))
}
