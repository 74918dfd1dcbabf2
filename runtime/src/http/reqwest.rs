//! [`HttpClient`] by means of `reqwest`: HTTP/1.1, TLS by `rustls` with the platform's certificates.
//!
//! It is for those who bring a `reqwest::Client` of their own; else the feature `hyper` builds sooner.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ::reqwest::redirect::Policy;
use ::reqwest::{ClientBuilder, Proxy, Url};
use rustls::ClientConfig;

use super::frames::{self, Outgoing};
use super::proxies::Proxies;
use super::tls::{platform_tls, tls_trusting};
use super::{Body, BoxFuture, Direct, HttpClient, HttpError, HttpErrorKind, drivers};

/// A pool of connections.
///
/// Proxies are taken from `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, but never used for loopback and
/// link-local addresses, nor for requests that carry [`Direct`]: a container's or instance's credentials are
/// no business of a proxy.
///
/// Its connections belong to the Tokio runtime on which they were opened. Several runtimes that share one such
/// client and are not driven all the time may wait for each other; the client of the feature `hyper` does not.
#[derive(Clone, Debug)]
pub struct ReqwestClient {
    client: ::reqwest::Client,
    /// A client without proxies. Beside a client of one's own it is made when it is first needed.
    direct: Arc<OnceLock<::reqwest::Client>>,
    /// None, beside a client of one's own.
    proxies: Arc<Proxies>,
}

impl ReqwestClient {
    /// A client that gives up connecting after a while.
    ///
    /// # Errors
    ///
    /// The platform's certificates cannot be loaded.
    pub fn new(connect_timeout: Duration) -> Result<Self, HttpError> {
        Self::with_proxies(super::process_variable, platform_tls()?, connect_timeout)
    }

    /// A client that trusts the certificates of a PEM text, and no others.
    ///
    /// # Errors
    ///
    /// The text is broken, or holds no certificate that can be read.
    #[cfg_attr(feature = "hyper", expect(dead_code, reason = "the default client is the other one"))]
    pub(crate) fn trusting(pem: &[u8], connect_timeout: Duration) -> Result<Self, HttpError> {
        Self::with_proxies(super::process_variable, tls_trusting(pem)?, connect_timeout)
    }

    /// A client whose proxies are named by these variables instead of those of the process, as tests need it.
    ///
    /// # Errors
    ///
    /// The client cannot be set up.
    #[doc(hidden)]
    pub fn with_proxies(
        variable: impl Fn(&str) -> Option<String>,
        tls: ClientConfig,
        connect_timeout: Duration,
    ) -> Result<Self, HttpError> {
        let proxies = Arc::new(Proxies::of_variables(&variable));
        let builder = || builder(tls.clone()).connect_timeout(connect_timeout);
        let mut proxied = builder();
        for scheme in ["http", "https"] {
            proxied = proxied.proxy(proxy(proxies.clone(), scheme));
        }
        let direct = Arc::new(OnceLock::from(builder().build().map_err(other)?));
        Ok(Self { client: proxied.build().map_err(other)?, direct, proxies })
    }

    /// The client without proxies.
    ///
    /// # Errors
    ///
    /// It cannot be set up.
    fn direct(&self) -> Result<&::reqwest::Client, HttpError> {
        if let Some(client) = self.direct.get() {
            return Ok(client);
        }
        let client = builder(platform_tls()?).build().map_err(other)?;
        Ok(self.direct.get_or_init(|| client))
    }

    async fn exchange(&self, request: http::Request<Body>) -> Result<http::Response<Body>, HttpError> {
        if let Some(fault) = drivers::fault().or_else(drivers::io_fault) {
            return Err(HttpError::because(HttpErrorKind::Other, fault));
        }
        if request.extensions().get::<Direct>().is_some() {
            return exchange(self.direct()?, request).await;
        }
        // What is wrong with a proxy's variable is told here, since the client below cannot.
        self.proxies.find(request.uri())?;
        exchange(&self.client, request).await
    }
}

/// A client configured elsewhere: its proxies, certificates and limits are used as they are, but for requests that
/// carry [`Direct`], which go through a client without proxies and with the platform's certificates. It must not
/// follow redirects.
impl From<::reqwest::Client> for ReqwestClient {
    fn from(client: ::reqwest::Client) -> Self {
        Self { client, direct: Arc::default(), proxies: Arc::default() }
    }
}

impl HttpClient for ReqwestClient {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        Box::pin(self.exchange(request))
    }
}

/// A builder of clients without proxies.
fn builder(tls: ClientConfig) -> ClientBuilder {
    ::reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(Policy::none())
        .retry(::reqwest::retry::never())
        .referer(false)
        .no_proxy()
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
}

/// The proxy of one kind of URLs.
fn proxy(proxies: Arc<Proxies>, scheme: &'static str) -> Proxy {
    let authorization = proxies.of_scheme(scheme).and_then(|proxy| proxy.authorization().cloned());
    let find = move |url: &Url| {
        let target = Some(url).filter(|url| url.scheme() == scheme)?.as_str().parse().ok()?;
        Some(proxies.find(&target).ok()??.uri().to_string())
    };
    let proxy = Proxy::custom(find);
    match authorization {
        Some(authorization) => proxy.custom_http_auth(authorization),
        None => proxy,
    }
}

async fn exchange(
    client: &::reqwest::Client,
    mut request: http::Request<Body>,
) -> Result<http::Response<Body>, HttpError> {
    frames::announce_nothing(&mut request);
    let (head, body) = request.into_parts();
    let bytes = body.bytes().cloned();
    let (body, wanted) = Outgoing::new(body);
    let body = bytes.map_or_else(|| ::reqwest::Body::wrap(body), ::reqwest::Body::from);
    let path = head.uri.path().to_owned();
    let request = http::Request::from_parts(head, body);
    let mut request = ::reqwest::Request::try_from(request).map_err(other)?;
    // Its URLs have no steps of dots, so the request would go elsewhere than its signature says.
    if request.url().path() != path {
        return Err(other(
            "reqwest would send another path than the one that is signed; the client on hyper sends it as it is",
        ));
    }
    // Somebody's own client may ask for compressed replies and unpack them, and then checksums would not match.
    let identity = http::HeaderValue::from_static("identity");
    request.headers_mut().entry(http::header::ACCEPT_ENCODING).or_insert(identity);
    let response = client.execute(request).await.map_err(classify)?;
    let response = http::Response::<::reqwest::Body>::from(response);
    Ok(response.map(|body| frames::incoming(body, wanted, classify)))
}

fn classify(error: ::reqwest::Error) -> HttpError {
    let kind = if let Some(kind) = frames::kind_of_body(&error) {
        kind
    } else if error.is_connect() {
        HttpErrorKind::Connect
    } else if error.is_timeout() {
        HttpErrorKind::Timeout
    } else if error.is_builder() {
        HttpErrorKind::Other
    } else {
        HttpErrorKind::Io
    };
    HttpError::unwrapping(kind, error.without_url())
}

fn other(error: impl Into<Box<dyn std::error::Error + Send + Sync>> + fmt::Debug) -> HttpError {
    HttpError::new(HttpErrorKind::Other, error)
}
