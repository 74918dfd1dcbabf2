//! [`HttpClient`] by means of `hyper`: HTTP/1.1, TLS by `rustls` with the platform's certificates.

mod connector;
mod proxies;
mod stream;
mod tunnel;

use std::sync::Arc;
use std::time::Duration;

use ::hyper::body::Body;
use bytes::Bytes;
use http::header::PROXY_AUTHORIZATION;
use http::{Request, Response, Uri, Version};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::{Client, Error};
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::ClientConfig;

use self::connector::Connector;
use self::proxies::Proxies;
use super::body::BoundedBody;
use super::tls::platform_tls;
use super::{BoxFuture, HttpClient, HttpError, HttpErrorKind, Limits};

/// How long a connection is kept that nothing is sent over.
const IDLE: Duration = Duration::from_secs(90);

/// A pool of connections.
///
/// Proxies are taken from `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in capitals or not,
/// when the client is made; they may be reached over HTTP or HTTPS. They are never used for loopback
/// and link-local addresses: a container's or instance's credentials are no business of a proxy.
#[derive(Clone, Debug)]
pub struct HyperClient {
    client: Client<Connector, Full<Bytes>>,
    proxies: Arc<Proxies>,
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

    /// A client with certificates or ciphers of one's own, which otherwise is as [`HyperClient::new`]
    /// makes it. HTTP/1.1 is what it speaks, whichever protocols `tls` offers.
    ///
    /// The configuration is of `rustls` 0.23: its version is part of the type of this function.
    pub fn with_tls(tls: ClientConfig, connect_timeout: Duration) -> Self {
        Self::with_proxies(Matcher::from_env(), tls, connect_timeout)
    }

    /// A client with proxies that do not come from the environment, as tests need it.
    #[doc(hidden)]
    pub fn with_proxies(proxies: Matcher, tls: ClientConfig, connect_timeout: Duration) -> Self {
        let proxies = Arc::new(Proxies::new(proxies));
        let connector = Connector::new(proxies.clone(), tls, connect_timeout);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build(connector);
        Self { client, proxies }
    }

    async fn exchange(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, HttpError> {
        let mut request = request.map(Full::new);
        check_url(request.uri())?;
        *request.version_mut() = Version::HTTP_11;
        if let Some(authorization) = self.proxies.authorization(request.uri())? {
            request.headers_mut().entry(PROXY_AUTHORIZATION).or_insert(authorization);
        }
        let response = self.client.request(request).await.map_err(classify)?;
        let (head, mut incoming) = response.into_parts();
        let mut body = BoundedBody::new(incoming.size_hint().lower(), limits)?;
        while let Some(frame) = incoming.frame().await {
            let frame = frame.map_err(|error| HttpError::new(HttpErrorKind::Io, error))?;
            if let Some(chunk) = frame.data_ref() {
                body.push(chunk)?;
            }
        }
        Ok(Response::from_parts(head, body.finish()))
    }
}

impl HttpClient for HyperClient {
    fn send(
        &self,
        request: Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<Response<Bytes>, HttpError>> {
        Box::pin(self.exchange(request, limits))
    }
}

/// Whether this is a URL that a connection can be made for.
fn check_url(url: &Uri) -> Result<(), HttpError> {
    match (url.scheme_str(), url.host()) {
        (Some("http" | "https"), Some(_)) => Ok(()),
        _ => Err(HttpError::new(
            HttpErrorKind::Other,
            "the URL has to begin with \"https://\" or \"http://\" and a host",
        )),
    }
}

fn classify(error: Error) -> HttpError {
    let kind = if error.is_connect() { HttpErrorKind::Connect } else { HttpErrorKind::Io };
    HttpError::new(kind, error)
}
