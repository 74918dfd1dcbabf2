#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use bytes::Bytes;
use futures_util::stream;

use super::framed::{FRAME, framed};
use crate::checksum::{Checksum, ChecksumAlgorithm};
use crate::http::{Body, HttpError, Limits};

/// A body of so many bytes in pieces of one size.
fn body(size: usize, piece: usize) -> (Vec<u8>, Body) {
    let content: Vec<u8> = (0..size).map(|index| (index % 251) as u8).collect();
    let whole = Bytes::from(content.clone());
    let pieces = move || {
        let whole = whole.clone();
        let starts = (0..whole.len()).step_by(piece.max(1));
        let pieces: Vec<_> = starts
            .map(|start| Ok::<_, HttpError>(whole.slice(start..(start + piece).min(whole.len()))))
            .collect();
        stream::iter(pieces)
    };
    (content, Body::again(pieces, Some(size as u64)))
}

/// The body that frames are of, and the trailer; every frame but the last is as large as it has to be.
fn unframed(mut framed: &[u8]) -> (Vec<u8>, String) {
    let mut body = Vec::new();
    loop {
        let end = framed.windows(2).position(|pair| pair == b"\r\n").unwrap();
        let size = usize::from_str_radix(std::str::from_utf8(&framed[..end]).unwrap(), 16).unwrap();
        framed = &framed[end + 2..];
        if size == 0 {
            let trailer = String::from_utf8(framed.to_vec()).unwrap();
            return (body, trailer.strip_suffix("\r\n\r\n").unwrap().to_owned());
        }
        assert!(size == FRAME || framed[size + 2..].starts_with(b"0\r\n"), "a frame of {size} bytes");
        body.extend_from_slice(&framed[..size]);
        framed = framed[size..].strip_prefix(b"\r\n").unwrap();
    }
}

#[tokio::test]
async fn frames_are_of_one_size_whatever_the_pieces_are_and_as_long_as_was_said() {
    for size in [0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME + 7] {
        for piece in [1, 1000, FRAME, 10 * FRAME] {
            for algorithm in [ChecksumAlgorithm::Crc32, ChecksumAlgorithm::Sha256] {
                let (content, body) = body(size, piece);
                let framed = framed(body, algorithm);
                let said = framed.len();
                let sent = framed.collect(Limits::new(1 << 20)).await.unwrap();
                assert_eq!(said, Some(sent.len() as u64), "{size} in pieces of {piece}");
                let (unframed, trailer) = unframed(&sent);
                assert_eq!(unframed, content);
                let checksum = Checksum::of(algorithm, &content);
                assert_eq!(trailer, format!("{}:{checksum}", algorithm.header()));
            }
        }
    }
}

#[tokio::test]
async fn another_attempt_begins_anew_wherever_the_first_one_stopped() {
    let (content, body) = body(2 * FRAME + 5, 1000);
    let framed = framed(body, ChecksumAlgorithm::Crc32c);
    for read in [0, 1, 3, 100] {
        let mut first = framed.replay().unwrap();
        for _ in 0..read {
            first.next().await.unwrap().unwrap();
        }
        let sent = framed.replay().unwrap().collect(Limits::new(1 << 20)).await.unwrap();
        let checksum = Checksum::of(ChecksumAlgorithm::Crc32c, &content);
        assert_eq!(unframed(&sent), (content.clone(), format!("x-amz-checksum-crc32c:{checksum}")));
    }
}

#[tokio::test]
async fn a_stream_that_ends_early_gets_no_trailer() {
    let short = stream::iter([Ok::<_, HttpError>(Bytes::from_static(b"one"))]);
    let mut framed = framed(Body::stream(short, Some(7)), ChecksumAlgorithm::Crc32);
    let mut sent = Vec::new();
    let error = loop {
        match framed.next().await.unwrap() {
            Ok(chunk) => sent.extend_from_slice(&chunk),
            Err(error) => break error,
        }
    };
    assert_eq!(sent, b"");
    assert!(error.to_string().contains("3 of the 7 bytes"), "{error}");
}
