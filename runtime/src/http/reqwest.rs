//! [`HttpClient`] by means of `reqwest`: HTTP/1.1, TLS by `rustls` with the platform's certificates.
//!
//! It is for those who bring a `reqwest::Client` of their own; else the feature `hyper` builds sooner.

use std::fmt;
use std::time::Duration;

use ::reqwest::redirect::Policy;
use bytes::Bytes;
use rustls::ClientConfig;

use super::body::BoundedBody;
use super::local::is_local;
use super::tls::{platform_tls, tls_trusting};
use super::{BoxFuture, Direct, HttpClient, HttpError, HttpErrorKind, Limits};

/// A pool of connections.
///
/// Proxies are taken from `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, but never used for loopback and
/// link-local addresses, nor for requests that are marked as [`Direct`]: a container's or instance's credentials
/// are no business of a proxy.
///
/// Its connections belong to the Tokio runtime on which they were opened. Several runtimes that share one such
/// client and are not driven all the time may wait for each other; the client of the feature `hyper` does not.
#[derive(Clone, Debug)]
pub struct ReqwestClient {
    client: ::reqwest::Client,
    direct: ::reqwest::Client,
}

impl ReqwestClient {
    /// A client that gives up connecting after a while.
    ///
    /// # Errors
    ///
    /// The platform's certificates cannot be loaded.
    pub fn new(connect_timeout: Duration) -> Result<Self, HttpError> {
        Self::with_tls(platform_tls()?, connect_timeout)
    }

    /// A client that trusts the certificates of a PEM text, and no others.
    ///
    /// # Errors
    ///
    /// The text holds no certificate, or one that cannot be read.
    #[cfg_attr(feature = "hyper", expect(dead_code, reason = "the default client is the other one"))]
    pub(crate) fn trusting(pem: &[u8], connect_timeout: Duration) -> Result<Self, HttpError> {
        Self::with_tls(tls_trusting(pem)?, connect_timeout)
    }

    fn with_tls(tls: ClientConfig, connect_timeout: Duration) -> Result<Self, HttpError> {
        let builder = || {
            ::reqwest::Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .redirect(Policy::none())
                .retry(::reqwest::retry::never())
                .connect_timeout(connect_timeout)
                .referer(false)
                .no_gzip()
                .no_brotli()
                .no_zstd()
                .no_deflate()
        };
        let build = |builder: ::reqwest::ClientBuilder| builder.build().map_err(other);
        Ok(Self { client: build(builder())?, direct: build(builder().no_proxy())? })
    }
}

/// A client configured elsewhere: its proxies, certificates and limits are used as they are, for credentials,
/// too. It
/// must not follow redirects.
impl From<::reqwest::Client> for ReqwestClient {
    fn from(client: ::reqwest::Client) -> Self {
        Self { direct: client.clone(), client }
    }
}

impl HttpClient for ReqwestClient {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, HttpError>> {
        let is_direct = request.extensions().get::<Direct>().is_some();
        let client =
            if is_direct || request.uri().host().is_some_and(is_local) { &self.direct } else { &self.client };
        Box::pin(exchange(client, request, limits))
    }
}

async fn exchange(
    client: &::reqwest::Client,
    request: http::Request<Bytes>,
    limits: Limits,
) -> Result<http::Response<Bytes>, HttpError> {
    let mut request = ::reqwest::Request::try_from(request).map_err(other)?;
    // Somebody's own client may ask for compressed replies and unpack them, and then checksums would not match.
    let identity = http::HeaderValue::from_static("identity");
    request.headers_mut().entry(http::header::ACCEPT_ENCODING).or_insert(identity);
    let mut response = client.execute(request).await.map_err(classify)?;
    let mut body = BoundedBody::new(response.content_length().unwrap_or(0), limits)?;
    while let Some(chunk) = response.chunk().await.map_err(classify)? {
        body.push(&chunk)?;
    }
    let mut reply = http::Response::new(body.finish());
    *reply.status_mut() = response.status();
    *reply.headers_mut() = std::mem::take(response.headers_mut());
    Ok(reply)
}

fn classify(error: ::reqwest::Error) -> HttpError {
    let kind = if error.is_connect() {
        HttpErrorKind::Connect
    } else if error.is_timeout() {
        HttpErrorKind::Timeout
    } else if error.is_builder() {
        HttpErrorKind::Other
    } else {
        HttpErrorKind::Io
    };
    HttpError::new(kind, error.without_url())
}

fn other(error: impl Into<Box<dyn std::error::Error + Send + Sync>> + fmt::Debug) -> HttpError {
    HttpError::new(HttpErrorKind::Other, error)
}
