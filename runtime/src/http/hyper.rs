//! [`HttpClient`] by means of `hyper`: HTTP/1.1, TLS by `rustls` with the platform's certificates.

mod connector;
mod pools;
mod stream;
mod tunnel;

use std::sync::Arc;
use std::time::Duration;

use ::hyper::Error as HyperError;
use http::header::PROXY_AUTHORIZATION;
use http::{Request, Response, Uri, Version};
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::ClientConfig;
use tokio::runtime::Handle;

use self::connector::Connector;
use self::pools::Pools;
use self::stream::Used;
use super::frames::{self, Outgoing};
use super::proxies::Proxies;
use super::tls::{platform_tls, tls_trusting};
use super::{Body, BoxFuture, Direct, HttpClient, HttpError, HttpErrorKind, drivers};

/// How long a connection is kept that nothing is sent over.
const IDLE: Duration = Duration::from_secs(20);

/// The pool of one runtime.
type Pool = Client<Connector, Outgoing>;

/// Pools of connections, one for each Tokio runtime that sends through this client, so that no call waits for
/// a connection of a runtime that nobody drives.
///
/// Proxies are taken from `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy`, in capitals or not, when the
/// client is made; they may be reached over HTTP or HTTPS. They are never used for loopback and link-local
/// addresses, nor for requests that are marked as [`Direct`]: a container's or instance's credentials are no
/// business of a proxy.
#[derive(Clone, Debug)]
pub struct HyperClient {
    pools: Arc<Pools<Pool>>,
    direct: Arc<Pools<Pool>>,
    proxies: Arc<Proxies>,
    tls: Arc<ClientConfig>,
    connect_timeout: Duration,
}

impl HyperClient {
    /// A client that gives up after a while on finding the address of a host, connecting to it or to its
    /// proxy, and agreeing on TLS, all of them together.
    ///
    /// # Errors
    ///
    /// The platform's certificates cannot be loaded.
    pub fn new(connect_timeout: Duration) -> Result<Self, HttpError> {
        Ok(Self::with_tls(platform_tls()?, connect_timeout))
    }

    /// A client that trusts the certificates of a PEM text, and no others.
    ///
    /// # Errors
    ///
    /// The text is broken, or holds no certificate that can be read.
    pub(crate) fn trusting(pem: &[u8], connect_timeout: Duration) -> Result<Self, HttpError> {
        Ok(Self::with_tls(tls_trusting(pem)?, connect_timeout))
    }

    /// A client with certificates or ciphers of one's own, which otherwise is as [`HyperClient::new`]
    /// makes it. HTTP/1.1 is what it speaks, whichever protocols `tls` offers.
    ///
    /// The configuration is of `rustls` 0.23: its version is part of the type of this function.
    pub fn with_tls(tls: ClientConfig, connect_timeout: Duration) -> Self {
        Self::with_proxies(super::process_variable, tls, connect_timeout)
    }

    /// A client whose proxies are named by these variables instead of those of the process, as tests need it.
    #[doc(hidden)]
    pub fn with_proxies(
        variable: impl Fn(&str) -> Option<String>,
        tls: ClientConfig,
        connect_timeout: Duration,
    ) -> Self {
        Self::with(Proxies::of_variables(&variable), tls, connect_timeout)
    }

    fn with(proxies: Proxies, mut tls: ClientConfig, connect_timeout: Duration) -> Self {
        // The pool speaks HTTP/1.1 only, which is what servers speak where no protocol is agreed on.
        tls.alpn_protocols.clear();
        Self {
            pools: Arc::new(Pools::new(IDLE)),
            direct: Arc::new(Pools::new(IDLE)),
            proxies: Arc::new(proxies),
            tls: Arc::new(tls),
            connect_timeout,
        }
    }

    /// The pool of the runtime that this is called on.
    fn pool(&self, is_direct: bool) -> Result<Pool, HttpError> {
        let unsuited = |reason: &'static str| HttpError::because(HttpErrorKind::Other, reason);
        if let Some(fault) = drivers::fault() {
            return Err(unsuited(fault));
        }
        let make = || {
            if let Some(fault) = drivers::io_fault() {
                return Err(unsuited(fault));
            }
            let proxies = if is_direct { Arc::default() } else { self.proxies.clone() };
            let connector = Connector::new(proxies, self.tls.clone(), self.connect_timeout);
            Ok(Client::builder(TokioExecutor::new())
                .pool_timer(TokioTimer::new())
                .pool_idle_timeout(IDLE)
                .build(connector))
        };
        let pools = if is_direct { &self.direct } else { &self.pools };
        pools.get(&Handle::current(), make)
    }

    async fn exchange(&self, mut request: Request<Body>) -> Result<Response<Body>, HttpError> {
        check_url(request.uri())?;
        frames::announce_nothing(&mut request);
        let (head, body) = request.into_parts();
        let (body, wanted) = Outgoing::new(body);
        let mut request = Request::from_parts(head, body);
        *request.version_mut() = Version::HTTP_11;
        let is_direct = request.extensions().get::<Direct>().is_some();
        if !is_direct && let Some(authorization) = self.proxies.authorization(request.uri())? {
            request.headers_mut().entry(PROXY_AUTHORIZATION).or_insert(authorization);
        }
        let response = self.pool(is_direct)?.request(request).await.map_err(classify)?;
        if let Some(used) = response.extensions().get::<Used>() {
            used.note();
        }
        Ok(response.map(|incoming| frames::incoming(incoming, wanted, broken)))
    }
}

impl HttpClient for HyperClient {
    fn send(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        Box::pin(self.exchange(request))
    }
}

/// Whether this is a URL that a connection can be made for.
fn check_url(url: &Uri) -> Result<(), HttpError> {
    match (url.scheme_str(), url.host()) {
        (Some("http" | "https"), Some(_)) => Ok(()),
        _ => Err(HttpError::because(
            HttpErrorKind::Other,
            "the URL has to begin with \"https://\" or \"http://\" and a host",
        )),
    }
}

fn classify(error: Error) -> HttpError {
    let of_body = frames::kind_of_body(&error);
    let other = if error.is_connect() { HttpErrorKind::Connect } else { HttpErrorKind::Io };
    // Servers close what was idle for long, and one does not know until one has asked.
    let is_stale =
        of_body.is_none() && error.connect_info().and_then(Used::of).is_some_and(|used| used.is_noted());
    HttpError::unwrapping(of_body.unwrap_or(other), error).of_stale_connection(is_stale)
}

fn broken(error: HyperError) -> HttpError {
    HttpError::unwrapping(HttpErrorKind::Io, error)
}
