//! A server that keeps nothing: what is put is read to its end, what is got is made of zeros.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io::Write;
use std::sync::Mutex;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use crc32fast::Hasher;
use futures_util::stream;
use http_body_util::{BodyExt, Empty, StreamBody, combinators::UnsyncBoxBody};
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::{Outcome, tls};

/// What is sent at once.
static ZEROS: [u8; 64 * 1024] = [0; 64 * 1024];

/// The checksums of so many zeros.
static CHECKSUMS: Mutex<Option<HashMap<u64, [u8; 4]>>> = Mutex::new(None);

/// Prints the address, and serves until the program is stopped.
pub(crate) async fn serve() -> Outcome {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let acceptor = tls::acceptor()?;
    println!("https://localhost:{}", listener.local_addr()?.port());
    std::io::stdout().flush()?;
    loop {
        let (socket, _) = listener.accept().await?;
        socket.set_nodelay(true)?;
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            if let Ok(socket) = acceptor.accept(socket).await {
                let service = service_fn(|request| async { Ok::<_, Infallible>(answer(request).await) });
                // A client that goes away is none of the server's business.
                let _ = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(socket), service)
                    .await;
            }
        });
    }
}

type Body = UnsyncBoxBody<Bytes, Infallible>;

async fn answer(request: Request<Incoming>) -> Response<Body> {
    let answered = match *request.method() {
        Method::PUT => take(request.into_body()).await,
        _ => give(request.uri().path()),
    };
    answered.unwrap_or_else(|_| {
        let mut refused = Response::new(Empty::new().boxed_unsync());
        *refused.status_mut() = StatusCode::BAD_REQUEST;
        refused
    })
}

/// Reads all that is sent.
async fn take(mut body: Incoming) -> Outcome<Response<Body>> {
    while let Some(frame) = body.frame().await {
        frame?;
    }
    Ok(Response::builder().header("etag", "\"0\"").body(Empty::new().boxed_unsync())?)
}

/// Sends an object of zeros: the path is `/bucket/size/number`.
fn give(path: &str) -> Outcome<Response<Body>> {
    let size: u64 = path.split('/').nth(2).ok_or("no size")?.parse()?;
    let frames = stream::unfold(size, async |left| {
        let now = usize::try_from(left).unwrap_or(usize::MAX).min(ZEROS.len());
        let bytes = Bytes::from_static(ZEROS.get(..now)?);
        (now > 0).then(|| (Ok(Frame::data(bytes)), left - now as u64))
    });
    Ok(Response::builder()
        .header("content-length", size)
        .header("etag", "\"0\"")
        .header("x-amz-checksum-crc32", checksum(size))
        .header("x-amz-checksum-type", "FULL_OBJECT")
        .body(StreamBody::new(frames).boxed_unsync())?)
}

/// The CRC32 of so many zeros, in base64.
fn checksum(size: u64) -> String {
    let mut known = CHECKSUMS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let bytes = *known.get_or_insert_default().entry(size).or_insert_with(|| {
        let mut hasher = Hasher::new();
        let mut left = size;
        while left > 0 {
            let now = usize::try_from(left).unwrap_or(usize::MAX).min(ZEROS.len());
            hasher.update(ZEROS.get(..now).unwrap_or_default());
            left -= now as u64;
        }
        hasher.finalize().to_be_bytes()
    });
    STANDARD.encode(bytes)
}
