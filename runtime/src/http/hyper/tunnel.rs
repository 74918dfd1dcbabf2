//! Tunnels, which a proxy opens when it is asked to with `CONNECT`.

use http::header::{HOST, PROXY_AUTHORIZATION};
use http::{HeaderValue, Method, Request, Uri};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;

use super::connector::ConnectError;
use super::stream::Stream;

/// Asks the proxy at the other end of a connection to pass everything on to a target with TLS.
///
/// # Errors
///
/// The proxy answers with anything but success, or not at all.
pub(super) async fn open_tunnel(
    proxy: Stream,
    target: &Uri,
    authorization: Option<&HeaderValue>,
) -> Result<Stream, ConnectError> {
    let authority = format!("{}:{}", target.host().unwrap_or_default(), target.port_u16().unwrap_or(443));
    let mut request = Request::builder()
        .method(Method::CONNECT)
        .uri(&authority)
        .header(HOST, &authority)
        .body(String::new())?;
    if let Some(authorization) = authorization {
        request.headers_mut().insert(PROXY_AUTHORIZATION, authorization.clone());
    }
    let (mut sender, connection) = handshake(TokioIo::new(proxy)).await?;
    // The task ends by itself: with the tunnel's opening, or when the sender is dropped.
    tokio::spawn(connection.with_upgrades());
    let response = sender.send_request(request).await?;
    if !response.status().is_success() {
        return Err(format!("it answered CONNECT {authority} with {}", response.status()).into());
    }
    Ok(Stream::new(TokioIo::new(hyper::upgrade::on(response).await?)))
}
