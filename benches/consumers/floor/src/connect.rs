//! Connections: TCP, and TLS with the platform's certificates on top.

use std::future::Future;
use std::io::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::Uri;
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use rustls_platform_verifier::ConfigVerifierExt;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tower_service::Service;

/// Opens a connection to the host of a URL.
#[derive(Clone)]
pub(crate) struct Connect(TlsConnector);

impl Connect {
    /// The platform's certificates, and the cryptography of ring.
    ///
    /// # Errors
    ///
    /// The platform's certificates cannot be loaded.
    pub(crate) fn new() -> Result<Self, rustls::Error> {
        // A second call leaves the first one's choice, which is the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self(TlsConnector::from(Arc::new(ClientConfig::with_platform_verifier()?))))
    }
}

impl Service<Uri> for Connect {
    type Response = TokioIo<Secure>;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, url: Uri) -> Self::Future {
        let tls = self.0.clone();
        Box::pin(async move {
            let host = url.host().unwrap_or_default().to_owned();
            let stream = TcpStream::connect((host.as_str(), url.port_u16().unwrap_or(443))).await?;
            let name = ServerName::try_from(host).map_err(Error::other)?;
            Ok(TokioIo::new(Secure(tls.connect(name, stream).await?)))
        })
    }
}

/// A connection with TLS.
pub(crate) struct Secure(TlsStream<TcpStream>);

impl Connection for Secure {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl AsyncRead for Secure {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<(), Error>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for Secure {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<Result<usize, Error>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}
