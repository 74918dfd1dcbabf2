//! What is done to every reply before anybody looks into it: it is checked and unpacked.

use bytes::Bytes;
use http::header::CONTENT_ENCODING;
use http::{HeaderMap, Response};

use crate::http::{HttpError, HttpErrorKind, Limits};

/// Checks a reply against its checksum, and unpacks a body that was compressed although nobody asked for it,
/// as proxies and emulators do. A body that cannot be unpacked stays as it is; [`packing`] then names what it is.
///
/// # Errors
///
/// The body is not what the service sent, or it is larger than allowed once it is unpacked.
pub(crate) fn receive(reply: Response<Bytes>, limits: Limits) -> Result<Response<Bytes>, HttpError> {
    check_crc32(reply.headers(), reply.body())?;
    if packing(reply.headers(), reply.body()).is_none() {
        return Ok(reply);
    }
    unpack(reply, limits)
}

/// Marks a reply that was unpacked, with what it was packed in.
#[derive(Clone, Debug)]
pub(crate) struct Unpacked(pub(crate) String);

/// How a body is compressed, as far as its header or its first bytes say so.
pub(crate) fn packing(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let encoding = encodings(headers).join(", ");
    match (body, encoding.is_empty()) {
        ([], _) => None,
        (_, false) => Some(encoding),
        ([0x1f, 0x8b, 0x08, ..], true) => Some("gzip".to_owned()),
        _ => None,
    }
}

/// The encodings of a body, in the order in which they were applied.
fn encodings(headers: &HeaderMap) -> Vec<String> {
    let values = headers.get_all(CONTENT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let encodings = values.flat_map(|value| value.split(',')).map(|name| name.trim().to_ascii_lowercase());
    // These two say how a body was sent, and leave it as it is.
    encodings.filter(|name| !matches!(name.as_str(), "" | "identity" | "aws-chunked")).collect()
}

/// The checksum of the body as it came. DynamoDB sends it, and `retries/special.py` in botocore 1.44.5 sends
/// the request once more where it does not match.
fn check_crc32(headers: &HeaderMap, body: &[u8]) -> Result<(), HttpError> {
    let told = headers.get("x-amz-crc32").and_then(|value| value.to_str().ok()?.trim().parse::<u32>().ok());
    let Some(told) = told else { return Ok(()) };
    let actual = crc32(body);
    if told == actual {
        return Ok(());
    }
    let reason =
        format!("the reply was damaged on its way: its CRC-32 is {actual}, and x-amz-crc32 says {told}");
    Err(HttpError::because(HttpErrorKind::Io, reason))
}

/// CRC-32 as in ISO 3309, which zlib and gzip use.
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = table();
    let step = |crc: u32, byte: &u8| {
        let index = usize::from(crc.to_le_bytes()[0] ^ byte);
        TABLE.get(index).copied().unwrap_or_default() ^ (crc >> 8)
    };
    !bytes.iter().fold(u32::MAX, step)
}

#[allow(clippy::indexing_slicing, reason = "the loop ends with the table, and the compiler runs it")]
const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    while index < table.len() {
        let mut value = index as u32;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { 0xedb8_8320 ^ (value >> 1) } else { value >> 1 };
            bit += 1;
        }
        table[index] = value;
        index += 1;
    }
    table
}

#[cfg(not(feature = "compression"))]
fn unpack(reply: Response<Bytes>, _: Limits) -> Result<Response<Bytes>, HttpError> {
    Ok(reply)
}

#[cfg(feature = "compression")]
fn unpack(reply: Response<Bytes>, limits: Limits) -> Result<Response<Bytes>, HttpError> {
    let (mut head, body) = reply.into_parts();
    let mut plain = body.clone();
    let encodings = encodings(&head.headers);
    // A proxy that unpacks what it passes on may leave the header as it was, and one that packs may not set it.
    let gzip = || "gzip".to_owned();
    let applied = if encodings.is_empty() { vec![gzip()] } else { encodings };
    for encoding in applied.iter().rev() {
        match unpacked(encoding, &plain, limits)? {
            Some(unpacked) => plain = unpacked,
            None => return Ok(Response::from_parts(head, body)),
        }
    }
    head.headers.remove(CONTENT_ENCODING);
    head.extensions.insert(Unpacked(applied.join(", ")));
    head.headers.remove(http::header::CONTENT_LENGTH);
    Ok(Response::from_parts(head, plain))
}

/// A body without one layer of compression; `None` where that is unknown, or not what the body is.
#[cfg(feature = "compression")]
fn unpacked(encoding: &str, body: &[u8], limits: Limits) -> Result<Option<Bytes>, HttpError> {
    use std::io::Read;

    use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

    let most = u64::try_from(limits.max_response_bytes).unwrap_or(u64::MAX);
    let read = |decoder: &mut dyn Read| {
        let mut plain = Vec::new();
        let outcome = decoder.take(most.saturating_add(1)).read_to_end(&mut plain);
        if plain.len() > limits.max_response_bytes {
            return Err(HttpError::too_large(limits));
        }
        Ok(outcome.is_ok().then(|| Bytes::from(plain)))
    };
    match encoding {
        "gzip" | "x-gzip" => read(&mut MultiGzDecoder::new(body)),
        // With the frame of zlib as HTTP has it, and without, as some programs send it.
        "deflate" => match read(&mut ZlibDecoder::new(body))? {
            None => read(&mut DeflateDecoder::new(body)),
            plain => Ok(plain),
        },
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::crc32;

    #[test]
    fn checksums_are_those_of_zlib() {
        assert_eq!(crc32(b""), 0);
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }
}
