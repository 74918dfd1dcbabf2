//! Connections to a host: straight or through a proxy, with or without TLS.

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use http::uri::Scheme;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio_rustls::TlsConnector;
use tower_service::Service;

use super::stream::Stream;
use super::tunnel::open_tunnel;
use crate::http::proxies::{Proxies, Proxy};
use crate::http::{BoxFuture, ConnectTimeout};

/// After how long without a word the other side is asked whether it is still there, and how long it has
/// for an answer.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How often it is asked before the connection counts as broken.
const KEEP_ALIVE_RETRIES: u32 = 3;
/// How long what was sent may remain without acknowledgement before the connection counts as broken.
#[cfg(target_os = "linux")]
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);

/// Why there is no connection.
pub(super) type ConnectError = Box<dyn StdError + Send + Sync>;

/// There is no connection, and this is what it would have gone through.
#[derive(Debug)]
struct ThroughProxy {
    /// Without its password.
    proxy: String,
    error: ConnectError,
}

impl fmt::Display for ThroughProxy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "through the proxy {}", self.proxy)
    }
}

impl StdError for ThroughProxy {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.error)
    }
}

/// Makes connections for the pool.
#[derive(Clone)]
pub(super) struct Connector {
    tcp: HttpConnector,
    tls: TlsConnector,
    proxies: Arc<Proxies>,
    limit: Duration,
}

impl Service<Uri> for Connector {
    type Response = TokioIo<Stream>;
    type Error = ConnectError;
    type Future = BoxFuture<'static, Result<TokioIo<Stream>, ConnectError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let connector = self.clone();
        Box::pin(async move { connector.connect(&target).await.map(TokioIo::new) })
    }
}

impl Connector {
    /// A connector that gives up after a while, in which everything has to be done.
    pub(super) fn new(proxies: Arc<Proxies>, tls: Arc<ClientConfig>, limit: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_connect_timeout(Some(limit));
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(KEEP_ALIVE));
        tcp.set_keepalive_interval(Some(KEEP_ALIVE));
        tcp.set_keepalive_retries(Some(KEEP_ALIVE_RETRIES));
        // Elsewhere the system has no such setting, and its own patience counts.
        #[cfg(target_os = "linux")]
        tcp.set_tcp_user_timeout(Some(UNACKNOWLEDGED));
        Self { tcp, tls: tls.into(), proxies, limit }
    }

    async fn connect(&self, target: &Uri) -> Result<Stream, ConnectError> {
        let proxy = self.proxies.find(target)?;
        let connecting = async {
            match proxy {
                None => self.open(target).await,
                Some(proxy) => self.open_through(proxy, target).await,
            }
        };
        let outcome = tokio::time::timeout(self.limit, connecting).await.map_err(|_| {
            let proxy = proxy.as_ref().map(|proxy| proxy.uri().to_string());
            ConnectTimeout { limit: self.limit, proxy }
        })?;
        outcome.map_err(|error| match proxy {
            None => error,
            Some(proxy) => Box::new(ThroughProxy { proxy: proxy.uri().to_string(), error }),
        })
    }

    /// A connection to the host of a URL, with TLS where its scheme asks for it.
    async fn open(&self, url: &Uri) -> Result<Stream, ConnectError> {
        let mut tcp = self.tcp.clone();
        poll_fn(|context| tcp.poll_ready(context)).await?;
        let stream = Stream::new(tcp.call(url.clone()).await?.into_inner());
        if has_tls(url) { self.secure(stream, url).await } else { Ok(stream) }
    }

    /// A connection through a proxy, which passes on requests without TLS itself, and opens a tunnel for
    /// those with TLS.
    async fn open_through(&self, proxy: &Proxy, target: &Uri) -> Result<Stream, ConnectError> {
        let stream = self.open(proxy.uri()).await?;
        if has_tls(target) {
            let tunnel = open_tunnel(stream, target, proxy.authorization()).await?;
            self.secure(tunnel, target).await
        } else {
            Ok(stream.into_forwarding())
        }
    }

    /// TLS over a connection to the host of a URL.
    async fn secure(&self, stream: Stream, url: &Uri) -> Result<Stream, ConnectError> {
        let host = url.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(host.to_owned())?;
        Ok(Stream::new(self.tls.connect(name, stream).await?))
    }
}

fn has_tls(url: &Uri) -> bool {
    url.scheme() == Some(&Scheme::HTTPS)
}
