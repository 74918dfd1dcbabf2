//! Causes of a failed call that have no module of their own.

use std::fmt;
use std::time::Duration;

use crate::told::{line, told};

/// Time ran out.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeoutError {
    /// An attempt did not finish in its time.
    Attempt {
        /// How long an attempt may take.
        limit: Duration,
    },
    /// The call as a whole, with its attempts and the waits between them, did not finish in its time.
    Total {
        /// How long the call may take.
        limit: Duration,
    },
}

impl fmt::Display for TimeoutError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attempt { limit } => write!(formatter, "timed out: no complete reply within {limit:?}"),
            Self::Total { limit } => write!(formatter, "timed out: not finished within {limit:?} in total"),
        }
    }
}

told!(enum TimeoutError { Attempt { limit }, Total { limit } });

impl std::error::Error for TimeoutError {}

/// An input that cannot be written as a request.
#[derive(Clone, PartialEq, Eq)]
pub struct RequestError {
    message: String,
}

impl RequestError {
    pub(crate) fn new(message: impl fmt::Display) -> Self {
        Self { message: message.to_string() }
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        line(formatter, format_args!("the request cannot be written: {}", self.message))
    }
}

told!(RequestError { message });

impl std::error::Error for RequestError {}

/// A reply that cannot be read. Values of the reply are not repeated here, since they may be secret.
#[derive(Clone, PartialEq, Eq)]
pub struct ResponseError {
    path: Option<String>,
    reason: String,
}

impl ResponseError {
    pub(crate) fn new(path: Option<String>, reason: String) -> Self {
        Self { path, reason }
    }

    /// Where in the reply reading failed, such as `Tasks[3].Status`, where that is known.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }
}

impl fmt::Display for ResponseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => line(formatter, format_args!("the reply cannot be read: {path}: {}", self.reason)),
            None => line(formatter, format_args!("the reply cannot be read: {}", self.reason)),
        }
    }
}

told!(ResponseError { path, reason });

impl std::error::Error for ResponseError {}

/// Page tokens that lead nowhere, or a paginator that was asked for something it cannot do.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PaginationError {
    /// The service gave a token that it had given before, so the listing would never end.
    RepeatedToken {
        /// How many pages had been read.
        pages: u64,
    },
    /// The service said that there is more, and gave no token to ask for it with, so the listing is not complete.
    MissingToken {
        /// How many pages had been read.
        pages: u64,
    },
    /// The starting token is not one that a paginator of this operation gave.
    StartingToken {
        /// Why not.
        reason: String,
    },
    /// A page size was set, but the operation has no member for it or the member does not take it.
    PageSize {
        /// Why not.
        reason: String,
    },
}

impl fmt::Display for PaginationError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RepeatedToken { pages } => write!(
                formatter,
                "after page {pages} the service gave a token that it had given before; the listing would never end"
            ),
            Self::MissingToken { pages } => write!(
                formatter,
                "after page {pages} the service said that there is more, and gave no token for it; the listing is not complete"
            ),
            Self::StartingToken { reason } => write!(
                formatter,
                "the starting token is not usable: {reason}; pass what resume_token() gave for the same operation"
            ),
            Self::PageSize { reason } => write!(formatter, "the page size cannot be set: {reason}"),
        }
    }
}

told!(enum PaginationError {
    RepeatedToken { pages },
    MissingToken { pages },
    StartingToken { reason },
    PageSize { reason }
});

impl std::error::Error for PaginationError {}

/// Why a call was not repeated, though another attempt might have succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unrepeated {
    /// The body is gone.
    Body,
    /// The client has repeated too much already.
    Budget,
}
