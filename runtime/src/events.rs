//! The frames that events travel in: what a message is, and how it is written to bytes and read from them.
//!
//! What a message means, an event or an exception, is the business of `protocol/event.rs`; programs see events through
//! [`EventReceiver`](crate::EventReceiver). The frames are public for tests and servers of one's own.
//!
//! Source: [the event stream encoding](https://smithy.io/2.0/aws/amazon-eventstream.html).

mod frame;
#[cfg(test)]
mod tests;

use std::fmt;

use bytes::Bytes;

use crate::time::Timestamp;
use crate::told::told;

pub use frame::Decoder;

/// A message: headers and a payload.
///
/// ```
/// use shapesmith_runtime::events::{Decoder, Message};
///
/// let message = Message::new("{}").header(":message-type", "event").header(":event-type", "Ping");
/// let mut decoder = Decoder::new(1 << 20);
/// decoder.push(&message.encode()?);
/// let read = decoder.take()?.expect("it is whole");
/// assert_eq!(read.text(":event-type"), Some("Ping"));
/// # Ok::<(), shapesmith_runtime::events::FrameError>(())
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Message {
    headers: Vec<(String, HeaderValue)>,
    payload: Bytes,
}

/// The value of a header of a message.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum HeaderValue {
    /// True or false.
    Boolean(bool),
    /// A signed integer of 8 bits.
    Byte(i8),
    /// A signed integer of 16 bits.
    Short(i16),
    /// A signed integer of 32 bits.
    Integer(i32),
    /// A signed integer of 64 bits.
    Long(i64),
    /// Bytes, 65,535 at most.
    Bytes(Bytes),
    /// Text, of 65,535 bytes at most.
    String(String),
    /// A point in time, to the millisecond.
    Timestamp(Timestamp),
    /// A UUID.
    Uuid([u8; 16]),
}

impl Message {
    /// A message without headers.
    pub fn new(payload: impl Into<Bytes>) -> Self {
        Self { headers: Vec::new(), payload: payload.into() }
    }

    /// The same message with one more header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<HeaderValue>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The headers, in their order.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &HeaderValue)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The value of a header.
    pub fn value(&self, name: &str) -> Option<&HeaderValue> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// The value of a header that is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.value(name)? {
            HeaderValue::String(text) => Some(text),
            _ => None,
        }
    }

    /// What the message holds beside its headers.
    pub fn payload(&self) -> &Bytes {
        &self.payload
    }

    /// The message as a frame.
    ///
    /// # Errors
    ///
    /// A header whose name or value is too long, or that stands there twice, or a message of 4 GiB.
    pub fn encode(&self) -> Result<Bytes, FrameError> {
        frame::encode(self)
    }
}

/// Names of headers and the length of the payload: what a message holds may be secret.
impl fmt::Debug for Message {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers().map(|(name, _)| name).collect();
        formatter
            .debug_struct("Message")
            .field("headers", &names)
            .field("payload", &self.payload.len())
            .finish()
    }
}

impl From<&str> for HeaderValue {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for HeaderValue {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

/// Why bytes are no message, or a message cannot be written.
#[derive(Clone, PartialEq, Eq)]
pub struct FrameError {
    position: u64,
    reason: &'static str,
}

impl FrameError {
    /// At which byte of the stream the message began.
    pub fn position(&self) -> u64 {
        self.position
    }
}

impl fmt::Display for FrameError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "the message at byte {} of the stream of events is broken: {}",
            self.position, self.reason
        )
    }
}

told!(FrameError { position, reason });

impl std::error::Error for FrameError {}
