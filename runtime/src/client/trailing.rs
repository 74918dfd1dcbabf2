//! The checksum of a stream: behind it, where the way there is guarded by TLS, else in a header.
//!
//! Source: [trailing checksums](https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html).

mod framed;
#[cfg(test)]
mod tests;

use http::header::CONTENT_ENCODING;
use http::{HeaderName, HeaderValue};
use ring::digest::{Context, SHA256};

use super::checksum::Wanted;
use super::config::ChecksumSettings;
use super::stages::Prepared;
use crate::auth::sigv4::Payload;
use crate::checksum::{Checksum, ChecksumAlgorithm};
use crate::error::RequestError;
use crate::http::{Body, HttpError};

const TRAILER: HeaderName = HeaderName::from_static("x-amz-trailer");
const DECODED_LENGTH: HeaderName = HeaderName::from_static("x-amz-decoded-content-length");

/// Gives the stream of a request the checksum that it is to have, and what the signature then says about it; `None`
/// where it is to have none.
///
/// Behind the body it goes towards AWS, where a stream is so read once, and where it cannot be read twice. Servers that
/// are not AWS may not know the framing, so towards them it goes in a header where that is possible.
///
/// # Errors
///
/// A checksum that is required of a stream that would have to be read twice and cannot, or one that fails.
pub(super) async fn add(
    prepared: &mut Prepared,
    settings: &ChecksumSettings,
) -> Result<Option<Payload>, RequestError> {
    let Some(Wanted { algorithm, is_required }) = prepared.wanted else { return Ok(None) };
    let Some(body) = &prepared.body else { return Ok(None) };
    let is_guarded = prepared.head.uri.scheme_str() == Some("https");
    let replay = body.replay();
    let is_better_in_a_header = prepared.target.is_custom && replay.is_some();
    match replay {
        _ if is_guarded && settings.may_frame() && !is_better_in_a_header => {
            frame(prepared, algorithm)?;
            Ok(Some(Payload::Trailing))
        }
        Some(replay) => {
            // TLS guards the body where there is some, and then nobody asks for its hash.
            let hash = (!is_guarded).then(|| Context::new(&SHA256));
            let (checksum, hash) = read(replay, algorithm, hash).await.map_err(|error| {
                RequestError::new(format_args!("its body cannot be read: {}", error.one_line()))
            })?;
            let value = HeaderValue::try_from(checksum).map_err(RequestError::new)?;
            prepared.head.headers.insert(algorithm.header(), value);
            Ok(Some(hash.map_or(Payload::Unsigned, Payload::of_hash)))
        }
        None if is_required => Err(RequestError::new(
            "its body is a stream that can be read only once, so its checksum has to follow behind it, which needs an \
             https:// endpoint and a configuration that allows aws_chunked; or give a body that can be had again, such \
             as a file or bytes",
        )),
        None => Ok(None),
    }
}

/// Puts the body in frames, with the checksum behind it.
fn frame(prepared: &mut Prepared, algorithm: ChecksumAlgorithm) -> Result<(), RequestError> {
    let Some(body) = prepared.body.take() else { return Ok(()) };
    let headers = &mut prepared.head.headers;
    if let Some(length) = body.len() {
        headers.insert(DECODED_LENGTH, length.into());
    }
    headers.insert(TRAILER, HeaderValue::from_name(algorithm.header()));
    let encoding = match headers.get(CONTENT_ENCODING) {
        Some(before) => HeaderValue::from_bytes(&[before.as_bytes(), b",aws-chunked"].concat()),
        None => Ok(HeaderValue::from_static("aws-chunked")),
    };
    headers.insert(CONTENT_ENCODING, encoding.map_err(RequestError::new)?);
    prepared.body = Some(framed::framed(body, algorithm));
    Ok(())
}

/// The checksum of a stream, and its hash where one is wanted.
async fn read(
    mut body: Body,
    algorithm: ChecksumAlgorithm,
    mut hash: Option<Context>,
) -> Result<(String, Option<Context>), HttpError> {
    let mut checksum = Checksum::new(algorithm);
    while let Some(chunk) = body.next().await {
        let chunk = chunk?;
        checksum.update(&chunk);
        if let Some(hash) = &mut hash {
            hash.update(&chunk);
        }
    }
    Ok((checksum.finish(), hash))
}
