//! Why a wait ended without what was waited for.

use std::fmt;
use std::time::Duration;

use crate::call::operation::Operation;
use crate::error::{self, AnyError, AnyErrorKind, Cause, Error, OperationError};
use crate::protocol::OperationSchema;
use crate::schema::{Acceptor, WaiterSchema};
use crate::told::{self, OneLine};

/// Why a wait ended without what was waited for; `I` is the input of the operation.
///
/// `Display` is one line: `CommandExecuted: failed after 3 attempts: Status is "Failed"`. Where the last call failed,
/// its error is the `source()`; [`one_line`](Self::one_line) has both.
pub struct WaiterError<I: Operation> {
    inner: Box<Inner<I>>,
}

struct Inner<I: Operation> {
    facts: Facts,
    last: Last<I>,
}

/// The answer to the last attempt that was answered.
pub(super) type Last<I> = Option<Result<<I as Operation>::Output, Error<<I as Operation>::Error>>>;

/// What is known whatever the operation is.
pub(super) struct Facts {
    pub(super) waiter: &'static WaiterSchema,
    pub(super) operation: &'static OperationSchema,
    pub(super) attempts: u32,
    pub(super) deadline: Option<Duration>,
    pub(super) reason: Reason,
    /// What the last answer showed, in words.
    pub(super) seen: Option<String>,
}

/// Why a wait ended.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Reason {
    /// The answer matched an acceptor that means failure.
    Failure(&'static Acceptor),
    /// All attempts were made.
    Attempts,
    /// Time ran out.
    Deadline,
    /// The operation failed with an error that no acceptor expects.
    Error,
}

impl<I: Operation> WaiterError<I> {
    pub(super) fn new(facts: Facts, last: Last<I>) -> Self {
        Self { inner: Box::new(Inner { facts, last }) }
    }

    /// The waiter's name.
    pub fn waiter(&self) -> &'static str {
        self.inner.facts.waiter.name
    }

    /// The operation's name on the wire.
    pub fn operation(&self) -> &'static str {
        self.inner.facts.operation.name
    }

    /// How many times the operation was called. What a client repeats inside a call does not count.
    pub fn attempts(&self) -> u32 {
        self.inner.facts.attempts
    }

    /// Why the wait ended.
    pub fn reason(&self) -> Reason {
        self.inner.facts.reason
    }

    /// The acceptor that failed the wait, if one did. Its `Display` says what it looks for.
    pub fn acceptor(&self) -> Option<&'static Acceptor> {
        match self.reason() {
            Reason::Failure(acceptor) => Some(acceptor),
            _ => None,
        }
    }

    /// What the last answer showed, in words: `Status is "InProgress"`.
    pub fn last_seen(&self) -> Option<&str> {
        self.inner.facts.seen.as_deref()
    }

    /// The output of the last call, where it succeeded.
    pub fn output(&self) -> Option<&I::Output> {
        self.inner.last.as_ref()?.as_ref().ok()
    }

    /// The error of the last call, where it failed.
    pub fn error(&self) -> Option<&Error<I::Error>> {
        self.inner.last.as_ref()?.as_ref().err()
    }

    /// This error and its causes in one line, for logs.
    pub fn one_line(&self) -> String {
        told::one_line(self)
    }

    /// The answer to the last call by value; `None` where none was answered in time.
    pub fn into_last(self) -> Option<Result<I::Output, Error<I::Error>>> {
        self.inner.last
    }
}

impl Facts {
    /// The line of the error. What the last answer showed is part of it, unless that is the error behind this one.
    fn write(&self, is_told_behind: bool, formatter: &mut dyn fmt::Write) -> fmt::Result {
        let attempts = match self.attempts {
            1 => "1 attempt".to_owned(),
            attempts => format!("{attempts} attempts"),
        };
        let seen = self.seen.as_deref().filter(|_| !is_told_behind);
        write!(formatter, "{}: ", self.waiter.name)?;
        match self.reason {
            Reason::Failure(_) | Reason::Error => {
                write!(formatter, "failed after {attempts}")?;
                return seen.map_or(Ok(()), |seen| write!(formatter, ": {seen}"));
            }
            Reason::Attempts => write!(formatter, "not reached within {attempts}")?,
            Reason::Deadline => {
                let deadline = self.deadline.unwrap_or_default();
                write!(formatter, "not reached within {deadline:?}, in {attempts}")?;
            }
        }
        seen.map_or(Ok(()), |seen| write!(formatter, " (last seen: {seen})"))
    }
}

impl<I: Operation> fmt::Display for WaiterError<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.facts.write(self.error().is_some(), &mut OneLine::new(formatter))
    }
}

/// A reason with its acceptor in words, which do not tell what is sensitive.
struct Shown(Reason);

impl fmt::Debug for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Reason::Failure(acceptor) => write!(formatter, "Failure({acceptor})"),
            reason => reason.fmt(formatter),
        }
    }
}

impl<I: Operation> fmt::Debug for WaiterError<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        told::debug(self, formatter, |formatter| {
            let facts = &self.inner.facts;
            formatter
                .debug_struct("WaiterError")
                .field("waiter", &facts.waiter.name)
                .field("operation", &facts.operation.name)
                .field("attempts", &facts.attempts)
                .field("reason", &Shown(facts.reason))
                .field("last_seen", &facts.seen)
                .finish_non_exhaustive()
        })
    }
}

impl<I: Operation> std::error::Error for WaiterError<I> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error().map(|error| error as &(dyn std::error::Error + 'static))
    }
}

impl<I: Operation> Cause for WaiterError<I> {
    /// That of the call, where one failed in a way that nobody waits for.
    fn kind(&self) -> AnyErrorKind {
        match (self.reason(), self.error()) {
            (Reason::Error, Some(error)) => Cause::kind(error),
            (Reason::Deadline, _) => AnyErrorKind::Timeout,
            _ => AnyErrorKind::Waiter,
        }
    }

    fn facts(&self) -> Option<&error::Facts> {
        self.error().map(Error::facts)
    }

    fn about(&self) -> Option<(&'static str, &'static str)> {
        let operation = self.inner.facts.operation;
        Some((operation.service.id, operation.name))
    }

    fn service_error(&self) -> Option<&dyn OperationError> {
        self.error().and_then(Error::as_service_error).map(|error| error as _)
    }

    fn is_timeout(&self) -> bool {
        Cause::kind(self) == AnyErrorKind::Timeout || self.error().is_some_and(Error::is_timeout)
    }
}

impl<I: Operation> From<WaiterError<I>> for AnyError {
    fn from(error: WaiterError<I>) -> Self {
        Self::of(error)
    }
}
