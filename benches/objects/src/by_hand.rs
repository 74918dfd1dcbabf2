//! hyper alone, with the TLS library and the checksum that our client uses: what no client can do with less.

use std::io;

use bytes::{Bytes, BytesMut};
use crc32fast::Hasher;
use futures_util::{StreamExt, stream};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Empty, Full, StreamBody};
use hyper::Request;
use hyper::body::Frame;
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use crate::work::{Action, BUCKET, Content, Work};
use crate::{Outcome, tls};

type Body = UnsyncBoxBody<Bytes, io::Error>;

/// Does the work.
pub(crate) async fn run(work: Work) -> Outcome {
    let connector =
        HttpsConnectorBuilder::new().with_tls_config(tls::trusting()?).https_only().enable_http1().build();
    let client: Client<_, Body> = Client::builder(TokioExecutor::new()).build(connector);
    let url = |key: String| format!("{}/{BUCKET}/{key}", work.endpoint);
    match work.action {
        Action::Put => {
            let (content, size) = (work.content()?, work.size);
            work.each(async |key| {
                let body = match &content {
                    Content::Memory(bytes) => {
                        std::hint::black_box(crc32fast::hash(bytes));
                        Full::new(bytes.clone()).map_err(|never| match never {}).boxed_unsync()
                    }
                    Content::File(path) => file(File::open(path).await?),
                };
                let request = Request::put(url(key)).header("content-length", size).body(body)?;
                let reply = client.request(request).await?;
                let status = reply.status();
                reply.into_body().collect().await?;
                if status.is_success() { Ok(size) } else { Err(status.to_string().into()) }
            })
            .await
        }
        Action::Get => {
            work.each(async |key| {
                let empty = Empty::new().map_err(|never| match never {}).boxed_unsync();
                let mut body = client.request(Request::get(url(key)).body(empty)?).await?.into_body();
                let (mut bytes, mut hasher) = (0, Hasher::new());
                while let Some(frame) = body.frame().await {
                    if let Ok(data) = frame?.into_data() {
                        hasher.update(&data);
                        bytes += data.len() as u64;
                    }
                }
                std::hint::black_box(hasher.finalize());
                Ok(bytes)
            })
            .await
        }
    }
}

/// The bytes of a file, and their checksum on the way.
fn file(file: File) -> Body {
    let chunks = stream::unfold((file, Hasher::new()), async |(mut file, mut hasher)| {
        let mut buffer = BytesMut::with_capacity(64 * 1024);
        match file.read_buf(&mut buffer).await {
            Ok(0) => {
                std::hint::black_box(hasher.finalize());
                None
            }
            Ok(_) => {
                hasher.update(&buffer);
                Some((Ok(buffer.freeze()), (file, hasher)))
            }
            Err(error) => Some((Err(error), (file, hasher))),
        }
    });
    StreamBody::new(chunks.map(|chunk| chunk.map(Frame::data))).boxed_unsync()
}
