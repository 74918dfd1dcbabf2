//! The seam to HTTP: one small trait that a client sends through.

mod body;
pub(crate) mod drivers;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
mod frames;
#[cfg(feature = "hyper")]
pub mod hyper;
pub(crate) mod local;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
mod proxies;
#[cfg(feature = "reqwest")]
pub mod reqwest;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
mod tls;

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use crate::told::{self, told};

pub use ::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
pub use body::{Body, collect};

/// What sends requests unless another client is configured.
#[cfg(feature = "hyper")]
pub(crate) use hyper::HyperClient as DefaultClient;
/// What sends requests unless another client is configured.
#[cfg(all(feature = "reqwest", not(feature = "hyper")))]
pub(crate) use reqwest::ReqwestClient as DefaultClient;

/// A future on the heap, as trait objects need it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends requests; one that is marked as [`Direct`] through no proxy.
///
/// Implementations follow no redirects, add no retries of their own, and need no time limit for an exchange: the
/// caller drops the future, or the body of the reply, when time is up, and then nothing may go on running.
///
/// ```
/// use shapesmith_runtime::http::{Body, BoxFuture, HttpClient, HttpError, Limits, Request, Response, collect};
///
/// /// Tells of every exchange, and sends through another client.
/// struct Told<C>(C);
///
/// impl<C: HttpClient> HttpClient for Told<C> {
///     fn send(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
///         Box::pin(async move {
///             println!("{} of {:?} bytes", request.method(), request.body().len());
///             let reply = self.0.send(request).await?;
///             // Who looks into the body needs all of it. Who does not passes it on as it comes.
///             let reply = collect(reply, Limits::new(64 << 20)).await?;
///             println!("{} with {} bytes", reply.status(), reply.body().len());
///             Ok(reply.map(Body::from))
///         })
///     }
/// }
/// ```
///
/// This is the place for what interceptors of other clients do: requests can be counted, told or held back, replies can
/// be looked at or changed. What comes through here is signed, so of a request only headers may change that are no part of
/// the signature; headers for all calls or for one are set by [`ConfigBuilder::header`](crate::ConfigBuilder::header) and
/// [`RequestConfig::header`](crate::RequestConfig::header). A client that never answers, for a test of time limits:
///
/// ```
/// # use shapesmith_runtime::http::{Body, BoxFuture, HttpClient, HttpError, Request, Response};
/// struct Silent;
///
/// impl HttpClient for Silent {
///     fn send(&self, _: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
///         Box::pin(std::future::pending())
///     }
/// }
/// ```
pub trait HttpClient: Send + Sync + 'static {
    /// Sends a request, and gives the reply when its head has come: the body comes while it is read. Every status is
    /// a reply, none is an error.
    ///
    /// A body whose length is known is sent with that length, any other in chunks. Bodies of more than 64 KiB come as streams
    /// of a known length, those in memory as well, so that the caller sees how far they are.
    ///
    /// # Errors
    ///
    /// There was no head of a reply, or the body of the request failed before it came; the kind of the error is then
    /// that of the body's.
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>>;
}

impl<T: HttpClient + ?Sized> HttpClient for Arc<T> {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        (**self).send(request)
    }
}

/// Marks a request, among its extensions, that must not go through a proxy: it carries what is no proxy's
/// business, such as the token of a container's credentials.
#[derive(Clone, Copy, Debug)]
pub struct Direct;

/// What bounds a body that is read as a whole.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// The size of the largest body to read, in bytes; a larger one is an [`HttpErrorKind::TooLarge`].
    pub max_response_bytes: usize,
}

impl Limits {
    /// Limits with the size of the largest body to read, in bytes.
    pub const fn new(max_response_bytes: usize) -> Self {
        Self { max_response_bytes }
    }
}

/// Why there is no complete reply.
///
/// `Display` is this level alone; what is behind it is its `source()`.
#[derive(Clone)]
pub struct HttpError {
    kind: HttpErrorKind,
    reason: Reason,
    /// Whether the connection had been used before, and ended before anything came of this reply.
    is_stale: bool,
}

#[derive(Clone, Debug)]
enum Reason {
    /// In words, which are part of what the error says.
    Words(Arc<str>),
    /// What is behind it.
    Source(Arc<dyn StdError + Send + Sync>),
    /// What is behind it, in a wrapper that says no more than the kind does.
    #[cfg(any(feature = "hyper", feature = "reqwest"))]
    Wrapped(Arc<dyn StdError + Send + Sync>),
}

/// What kind of failure it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HttpErrorKind {
    /// No connection came about: the name does not resolve, nobody listens, TLS failed.
    Connect,
    /// The transport's own time limit passed, or that for the next bytes of a body.
    Timeout,
    /// The connection broke, or what came over it was not HTTP, or a body was not what it was said to be.
    Io,
    /// The reply is larger than allowed.
    TooLarge,
    /// Anything else, which another attempt would not change.
    Other,
}

impl HttpError {
    /// A failure of a kind, with its cause.
    pub fn new(kind: HttpErrorKind, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::with(kind, Reason::Source(source.into().into()))
    }

    /// A failure of a kind, with words that say why.
    pub(crate) fn because(kind: HttpErrorKind, words: impl Into<String>) -> Self {
        Self::with(kind, Reason::Words(words.into().into()))
    }

    /// A failure of a kind, whose cause is inside of a wrapper that says no more than that something failed.
    #[cfg(any(feature = "hyper", feature = "reqwest"))]
    pub(crate) fn unwrapping(kind: HttpErrorKind, wrapper: impl StdError + Send + Sync + 'static) -> Self {
        let is_empty = wrapper.source().is_none();
        let wrapper = Arc::new(wrapper);
        Self::with(kind, if is_empty { Reason::Source(wrapper) } else { Reason::Wrapped(wrapper) })
    }

    fn with(kind: HttpErrorKind, reason: Reason) -> Self {
        Self { kind, reason, is_stale: false }
    }

    /// The same failure of a connection that may have been over before it was used.
    #[cfg(feature = "hyper")]
    pub(crate) fn of_stale_connection(self, is_stale: bool) -> Self {
        Self { is_stale, ..self }
    }

    /// Whether the connection may have been over before it was used: then the failure says nothing about the service.
    pub(crate) fn is_stale(&self) -> bool {
        self.is_stale
    }

    /// What kind of failure it was.
    pub fn kind(&self) -> HttpErrorKind {
        self.kind
    }

    /// The same failure without its cause, which may name the host.
    pub(crate) fn without_reason(self) -> Self {
        Self::because(self.kind, "the reason is not told, since a sensitive member is part of the host name")
    }

    /// This error and its causes in one line, for logs.
    pub fn one_line(&self) -> String {
        told::one_line(self)
    }

    /// Whether time ran out: the transport's own limit, that for connecting and for TLS, or the system's.
    pub fn is_timeout(&self) -> bool {
        let mut cause = self.source();
        while let Some(error) = cause {
            if error.is::<ConnectTimeout>() {
                return true;
            }
            if let Some(error) = error.downcast_ref::<std::io::Error>()
                && error.kind() == std::io::ErrorKind::TimedOut
            {
                return true;
            }
            cause = error.source();
        }
        self.kind == HttpErrorKind::Timeout
    }

    /// Whether another attempt may succeed.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(self.kind, HttpErrorKind::Connect | HttpErrorKind::Timeout | HttpErrorKind::Io)
    }

    /// A reply that is larger than allowed.
    pub fn too_large(limits: Limits) -> Self {
        Self::because(HttpErrorKind::TooLarge, format!("more than {} bytes", limits.max_response_bytes))
    }
}

/// The limit for connecting passed.
#[derive(Debug)]
pub(crate) struct ConnectTimeout {
    pub(crate) limit: std::time::Duration,
    /// The proxy on the way, without its password.
    pub(crate) proxy: Option<String>,
}

impl fmt::Display for ConnectTimeout {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(proxy) = &self.proxy {
            write!(formatter, "through the proxy {proxy}: ")?;
        }
        write!(formatter, "not connected after {:?}", self.limit)
    }
}

impl StdError for ConnectTimeout {}

impl fmt::Display for HttpError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.kind {
            HttpErrorKind::Connect => "no connection to the service",
            HttpErrorKind::Timeout => "the connection timed out",
            HttpErrorKind::Io => "the connection broke",
            HttpErrorKind::TooLarge => "the reply is larger than allowed",
            HttpErrorKind::Other => "the request could not be sent",
        })?;
        match &self.reason {
            Reason::Words(words) => told::line(formatter, format_args!(": {words}")),
            _ => Ok(()),
        }
    }
}

told!(HttpError { kind, reason, is_stale });

impl StdError for HttpError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.reason {
            Reason::Words(_) => None,
            Reason::Source(source) => Some(&**source),
            #[cfg(any(feature = "hyper", feature = "reqwest"))]
            Reason::Wrapped(wrapper) => wrapper.source(),
        }
    }
}

/// A variable of the process, as far as it is text: a value that is garbled is not one that is absent.
#[cfg(any(feature = "hyper", feature = "reqwest"))]
fn process_variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}
