//! Frames: prelude, headers, payload, and a checksum of each.

use bytes::{Buf, BufMut, Bytes, BytesMut};

use super::{FrameError, HeaderValue, Message};
use crate::time::Timestamp;

/// The lengths of the whole and of the headers, and their checksum.
const PRELUDE: usize = 12;
/// The checksum at the end.
const CHECKSUM: usize = 4;

/// Reads messages out of the bytes of a stream, wherever these are cut.
#[derive(Debug)]
pub struct Decoder {
    buffer: BytesMut,
    limit: usize,
    /// At which byte of the stream the buffer begins.
    position: u64,
}

impl Decoder {
    /// A decoder of messages with this many bytes at most, frame and all. What is longer is an error before it has come.
    pub fn new(limit: usize) -> Self {
        Self { buffer: BytesMut::new(), limit, position: 0 }
    }

    /// Adds bytes of the stream.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Whether the bytes so far end with the end of a message.
    pub fn is_between_messages(&self) -> bool {
        self.buffer.is_empty()
    }

    /// At which byte of the stream the next message begins.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The next message; `None` while it is not there as a whole. After an error nothing more can be read.
    ///
    /// # Errors
    ///
    /// A message whose checksum does not fit, whose lengths cannot be or are more than allowed, or whose headers are none.
    pub fn take(&mut self) -> Result<Option<Message>, FrameError> {
        let position = self.position;
        let broken = |reason| FrameError { position, reason };
        let Some((mut prelude, _)) = self.buffer.split_at_checked(PRELUDE) else { return Ok(None) };
        let made = crc32fast::hash(prelude.get(..PRELUDE - CHECKSUM).unwrap_or_default());
        let (whole, headers, told) = (prelude.get_u32(), prelude.get_u32(), prelude.get_u32());
        if made != told {
            return Err(broken(
                "the checksum of its lengths does not fit; it may be no stream of events at all",
            ));
        }
        let (Ok(whole), Ok(headers)) = (usize::try_from(whole), usize::try_from(headers)) else {
            return Err(broken("it is longer than memory"));
        };
        if whole.checked_sub(PRELUDE + CHECKSUM).is_none_or(|rest| rest < headers) {
            return Err(broken("it is shorter than its headers"));
        }
        if whole > self.limit {
            return Err(broken("it is longer than allowed"));
        }
        if self.buffer.len() < whole {
            return Ok(None);
        }
        let mut frame = self.buffer.split_to(whole).freeze();
        self.position = self.position.saturating_add(u64::try_from(whole).unwrap_or(u64::MAX));
        let told = frame.split_off(whole - CHECKSUM).get_u32();
        if crc32fast::hash(&frame) != told {
            return Err(broken("its checksum does not fit"));
        }
        frame.advance(PRELUDE);
        let headers = read_headers(frame.split_to(headers)).map_err(broken)?;
        Ok(Some(Message { headers, payload: frame }))
    }
}

fn read_headers(mut bytes: Bytes) -> Result<Vec<(String, HeaderValue)>, &'static str> {
    let mut headers: Vec<(String, HeaderValue)> = Vec::new();
    while bytes.has_remaining() {
        let (name, value) = read_header(&mut bytes).ok_or("one of its headers is none")?;
        if headers.iter().any(|(other, _)| *other == name) {
            return Err("one of its headers stands there twice");
        }
        headers.push((name, value));
    }
    Ok(headers)
}

/// The next header; `None` where it ends early, has no name, or is of a kind that nobody knows.
fn read_header(bytes: &mut Bytes) -> Option<(String, HeaderValue)> {
    let length = usize::from(bytes.try_get_u8().ok()?);
    let name = text(take(bytes, length)?)?;
    let value = match bytes.try_get_u8().ok()? {
        0 => HeaderValue::Boolean(true),
        1 => HeaderValue::Boolean(false),
        2 => HeaderValue::Byte(bytes.try_get_i8().ok()?),
        3 => HeaderValue::Short(bytes.try_get_i16().ok()?),
        4 => HeaderValue::Integer(bytes.try_get_i32().ok()?),
        5 => HeaderValue::Long(bytes.try_get_i64().ok()?),
        6 => HeaderValue::Bytes(take_counted(bytes)?),
        7 => HeaderValue::String(text(take_counted(bytes)?)?),
        8 => HeaderValue::Timestamp(Timestamp::from_millis(bytes.try_get_i64().ok()?)),
        9 => HeaderValue::Uuid(take(bytes, 16)?.as_ref().try_into().ok()?),
        _ => return None,
    };
    (!name.is_empty()).then_some((name, value))
}

fn take(bytes: &mut Bytes, length: usize) -> Option<Bytes> {
    (length <= bytes.len()).then(|| bytes.split_to(length))
}

fn take_counted(bytes: &mut Bytes) -> Option<Bytes> {
    let length = usize::from(bytes.try_get_u16().ok()?);
    take(bytes, length)
}

fn text(bytes: Bytes) -> Option<String> {
    String::from_utf8(bytes.into()).ok()
}

/// A message as a frame.
pub(super) fn encode(message: &Message) -> Result<Bytes, FrameError> {
    let broken = |reason| FrameError { position: 0, reason };
    let mut headers = BytesMut::new();
    for (index, (name, value)) in message.headers.iter().enumerate() {
        if message.headers.iter().take(index).any(|(other, _)| other == name) {
            return Err(broken("one of its headers stands there twice"));
        }
        let length = u8::try_from(name.len()).ok().filter(|length| *length > 0);
        headers.put_u8(length.ok_or_else(|| broken("the name of a header has 1 to 255 bytes"))?);
        headers.put_slice(name.as_bytes());
        write_value(value, &mut headers).ok_or_else(|| broken("the value of a header is too long"))?;
    }
    let length = [PRELUDE, headers.len(), message.payload.len(), CHECKSUM].into_iter().sum::<usize>();
    let (Ok(whole), Ok(count)) = (u32::try_from(length), u32::try_from(headers.len())) else {
        return Err(broken("it is too long"));
    };
    let mut frame = BytesMut::with_capacity(length);
    frame.put_u32(whole);
    frame.put_u32(count);
    frame.put_u32(crc32fast::hash(&frame));
    frame.put_slice(&headers);
    frame.put_slice(&message.payload);
    frame.put_u32(crc32fast::hash(&frame));
    Ok(frame.freeze())
}

/// Writes kind and value; `None` for what is too long or too far off.
fn write_value(value: &HeaderValue, out: &mut BytesMut) -> Option<()> {
    match value {
        HeaderValue::Boolean(value) => out.put_u8(u8::from(!value)),
        HeaderValue::Byte(value) => {
            out.put_u8(2);
            out.put_i8(*value);
        }
        HeaderValue::Short(value) => {
            out.put_u8(3);
            out.put_i16(*value);
        }
        HeaderValue::Integer(value) => {
            out.put_u8(4);
            out.put_i32(*value);
        }
        HeaderValue::Long(value) => {
            out.put_u8(5);
            out.put_i64(*value);
        }
        HeaderValue::Bytes(value) => {
            out.put_u8(6);
            put_counted(value, out)?;
        }
        HeaderValue::String(value) => {
            out.put_u8(7);
            put_counted(value.as_bytes(), out)?;
        }
        HeaderValue::Timestamp(value) => {
            out.put_u8(8);
            out.put_i64(i64::try_from(value.as_millis()).ok()?);
        }
        HeaderValue::Uuid(value) => {
            out.put_u8(9);
            out.put_slice(value);
        }
    }
    Some(())
}

fn put_counted(bytes: &[u8], out: &mut BytesMut) -> Option<()> {
    out.put_u16(u16::try_from(bytes.len()).ok()?);
    out.put_slice(bytes);
    Some(())
}
