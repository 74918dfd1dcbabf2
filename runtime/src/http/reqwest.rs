//! [`HttpClient`] by means of `reqwest`: HTTP/1.1, TLS by `rustls` with the platform's certificates.
//!
//! It is for those who bring a `reqwest::Client` of their own; else the feature `hyper` builds sooner.

use std::fmt;
use std::time::Duration;

use ::reqwest::redirect::Policy;
use bytes::Bytes;

use super::body::BoundedBody;
use super::local::is_local;
use super::tls::platform_tls;
use super::{BoxFuture, HttpClient, HttpError, HttpErrorKind, Limits};

/// A pool of connections.
///
/// Proxies are taken from `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, but never used for loopback and
/// link-local addresses: a container's or instance's credentials are no business of a proxy.
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
        let tls = platform_tls()?;
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

/// A client configured elsewhere: its proxies, certificates and limits are used as they are. It
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
        let client = if request.uri().host().is_some_and(is_local) { &self.direct } else { &self.client };
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
