//! What can go wrong with a stream.

use std::error::Error as StdError;
use std::fmt;

use super::BoxError;
use crate::told::{self, told};

/// A stream broke off: at which byte, of how many, and why.
pub struct StreamError {
    position: u64,
    length: Option<u64>,
    reason: BoxError,
}

impl StreamError {
    pub(super) fn new(position: u64, length: Option<u64>, reason: BoxError) -> Self {
        Self { position, length, reason }
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
}

impl fmt::Display for StreamError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length {
            Some(length) => write!(formatter, "the stream broke off at byte {} of {length}", self.position),
            None => write!(formatter, "the stream broke off at byte {}", self.position),
        }
    }
}

told!(StreamError { position, length, reason });

impl StdError for StreamError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.reason)
    }
}
