//! Frames, cut anywhere and broken in every way.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use bytes::Bytes;
use proptest::prelude::*;

use super::{Decoder, HeaderValue, Message};
use crate::time::Timestamp;

fn message() -> Message {
    let values = [
        HeaderValue::Boolean(true),
        HeaderValue::Boolean(false),
        HeaderValue::Byte(-1),
        HeaderValue::Short(-2),
        HeaderValue::Integer(-3),
        HeaderValue::Long(-4),
        HeaderValue::Bytes(Bytes::from_static(&[0, 255])),
        HeaderValue::String("text".to_owned()),
        HeaderValue::Timestamp(Timestamp::from_millis(-1)),
        HeaderValue::Uuid([7; 16]),
    ];
    values
        .into_iter()
        .enumerate()
        .fold(Message::new("payload"), |message, (index, value)| message.header(format!("h{index}"), value))
}

fn error(bytes: &[u8], limit: usize) -> String {
    let mut decoder = Decoder::new(limit);
    decoder.push(bytes);
    decoder.take().unwrap_err().to_string()
}

/// A frame with these lengths, whose first checksum is right.
fn prelude(whole: u32, headers: u32) -> Vec<u8> {
    let mut bytes = [whole.to_be_bytes(), headers.to_be_bytes()].concat();
    bytes.extend(crc32fast::hash(&bytes).to_be_bytes());
    bytes
}

/// The bytes of the example in the specification of the encoding: no headers, no payload.
#[test]
fn the_empty_message_is_sixteen_bytes() {
    let empty = [0, 0, 0, 16, 0, 0, 0, 0, 0x05, 0xc2, 0x48, 0xeb, 0x7d, 0x98, 0xc8, 0xff];
    assert_eq!(Message::default().encode().unwrap(), Bytes::copy_from_slice(&empty));
}

#[test]
fn every_kind_of_header_is_read_as_it_was_written() {
    let mut decoder = Decoder::new(1000);
    decoder.push(&message().encode().unwrap());
    assert_eq!(decoder.take().unwrap(), Some(message()));
    assert!(decoder.is_between_messages());
    assert_eq!(decoder.take().unwrap(), None);
}

#[test]
fn messages_may_be_cut_anywhere() {
    let bytes = [message().encode().unwrap(), Message::new("b").encode().unwrap()].concat();
    for cut in 0..bytes.len() {
        let mut decoder = Decoder::new(1000);
        let mut read = Vec::new();
        for part in [&bytes[..cut], &bytes[cut..]] {
            decoder.push(part);
            while let Some(message) = decoder.take().unwrap() {
                read.push(message);
            }
        }
        assert_eq!(read, [message(), Message::new("b")], "cut at {cut}");
    }
}

#[test]
fn lengths_that_cannot_be_are_refused_before_anything_is_kept() {
    assert!(error(&prelude(u32::MAX, 0), 1 << 20).contains("longer than allowed"));
    assert!(error(&prelude(100, 99), 1 << 20).contains("shorter than its headers"));
    assert!(error(&prelude(3, 0), 1 << 20).contains("shorter than its headers"));
    assert!(error(&message().encode().unwrap(), 50).contains("longer than allowed"));
}

#[test]
fn a_bit_that_fell_over_is_found_wherever_it_is() {
    let bytes = message().encode().unwrap();
    for index in 0..bytes.len() {
        let mut broken = bytes.to_vec();
        broken[index] ^= 0x10;
        assert!(error(&broken, 1000).contains("broken"), "byte {index}");
    }
}

#[test]
fn headers_that_stand_there_twice_or_are_none_are_refused() {
    let twice = Message::new("").header("a", "1").header("a", "2");
    assert!(twice.encode().unwrap_err().to_string().contains("twice"));
    let one = Message::new("").header("a", "1").header("b", "2").encode().unwrap();
    let mut twice = one.to_vec();
    let second = twice.windows(2).position(|pair| pair == [1, b'b']).unwrap() + 1;
    twice[second] = b'a';
    let end = twice.len() - 4;
    let checksum = crc32fast::hash(&twice[..end]).to_be_bytes();
    twice[end..].copy_from_slice(&checksum);
    assert!(error(&twice, 1000).contains("twice"));
    twice[second] = b'b';
    twice[second + 1] = 99;
    let checksum = crc32fast::hash(&twice[..end]).to_be_bytes();
    twice[end..].copy_from_slice(&checksum);
    assert!(error(&twice, 1000).contains("one of its headers is none"));
    assert!(Message::new("").header("", "x").encode().is_err());
    assert!(Message::new("").header("x", "y".repeat(70_000)).encode().is_err());
}

#[test]
fn debug_shows_no_values() {
    let shown = format!("{:?}", Message::new("secret").header("name", "secret"));
    assert!(shown.contains("name") && !shown.contains("secret"), "{shown}");
}

proptest! {
    #[test]
    fn whatever_comes_is_a_message_or_an_error(bytes: Vec<u8>, whole in 0_u32..200, headers in 0_u32..200) {
        let mut decoder = Decoder::new(1000);
        decoder.push(&prelude(whole, headers));
        decoder.push(&bytes);
        let _ = decoder.take();
    }

    #[test]
    fn what_is_written_is_read(payload: Vec<u8>, name in "[a-z:]{1,20}", text: String) {
        let message = Message::new(payload).header(name, text);
        let mut decoder = Decoder::new(1 << 20);
        decoder.push(&message.encode().unwrap());
        prop_assert_eq!(decoder.take().unwrap(), Some(message));
    }
}
