//! What can go wrong with a stream.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::BoxError;
use crate::told::{self, told};

/// A stream broke off: at which byte, of how many, and why.
pub struct StreamError {
    position: u64,
    length: Option<u64>,
    request_id: Option<Arc<str>>,
    reason: BoxError,
}

impl StreamError {
    pub(super) fn new(
        position: u64,
        length: Option<u64>,
        request_id: Option<Arc<str>>,
        reason: BoxError,
    ) -> Self {
        Self { position, length, request_id, reason }
    }

    /// This error and its causes in one line, for logs.
    pub fn one_line(&self) -> String {
        told::one_line(self)
    }

    /// How many bytes came before.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// How many bytes there should have been, where that is known.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// The id that AWS support asks for, where the stream is the body of a reply.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the stream broke off at byte {}", self.position)?;
        if let Some(length) = self.length {
            write!(formatter, " of {length}")?;
        }
        match &self.request_id {
            Some(id) => write!(formatter, " (request id {id})"),
            None => Ok(()),
        }
    }
}

told!(StreamError { position, length, request_id, reason });

impl StdError for StreamError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.reason)
    }
}
