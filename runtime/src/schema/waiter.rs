//! Waiters as data.

use std::fmt;

use super::{Expression, Literal};

/// A waiter: how long to wait, and what answers mean.
#[derive(Debug)]
#[non_exhaustive]
pub struct WaiterSchema {
    /// The waiter's name in the model.
    pub name: &'static str,
    /// Seconds between two attempts, at least.
    pub delay: u32,
    /// How many attempts are made.
    pub max_attempts: u32,
    /// What answers mean; the first that matches decides. An answer that none matches means another
    /// attempt, or the end if it is an error.
    pub acceptors: &'static [Acceptor],
}

impl WaiterSchema {
    /// A waiter by its name in the model, which looks once and at nothing.
    pub const fn new(name: &'static str) -> Self {
        Self { name, delay: 0, max_attempts: 1, acceptors: &[] }
    }

    /// The same waiter with the seconds between two attempts, at least.
    #[must_use]
    pub const fn delay(mut self, seconds: u32) -> Self {
        self.delay = seconds;
        self
    }

    /// The same waiter with the number of attempts.
    #[must_use]
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The same waiter with what answers mean; the first that matches decides.
    #[must_use]
    pub const fn acceptors(mut self, acceptors: &'static [Acceptor]) -> Self {
        self.acceptors = acceptors;
        self
    }
}

/// One rule of a waiter. Its `Display` is what it looks for: `Status is "Success"`.
#[derive(Debug)]
pub struct Acceptor {
    /// What a match means.
    pub state: State,
    /// What is matched.
    pub matcher: Matcher,
}

/// What a match of an acceptor means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The wait is over.
    Success,
    /// It can never succeed.
    Failure,
    /// Another attempt is due.
    Retry,
}

/// What an acceptor matches.
#[derive(Debug)]
#[non_exhaustive]
pub enum Matcher {
    /// The value of the expression over the output is this.
    Path(Expression, Literal),
    /// The expression gives a list that is not empty, and all its elements are this.
    PathAll(Expression, Literal),
    /// The expression gives a list, and one of its elements at least is this.
    PathAny(Expression, Literal),
    /// The answer has this HTTP status.
    Status(u16),
    /// The service reported an error with this code.
    Error(&'static str),
    /// Whether the service reported an error at all.
    AnyError(bool),
}

/// A match means that the wait is over.
pub const fn success(matcher: Matcher) -> Acceptor {
    Acceptor { state: State::Success, matcher }
}

/// A match means that the wait can never succeed.
pub const fn failure(matcher: Matcher) -> Acceptor {
    Acceptor { state: State::Failure, matcher }
}

/// A match means that another attempt is due.
pub const fn retry(matcher: Matcher) -> Acceptor {
    Acceptor { state: State::Retry, matcher }
}

impl State {
    /// The state as models write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Retry => "retry",
        }
    }
}

impl Matcher {
    /// The expression over the output, where the matcher has one.
    pub(crate) fn expression(&self) -> Option<&Expression> {
        match self {
            Self::Path(expression, _) | Self::PathAll(expression, _) | Self::PathAny(expression, _) => {
                Some(expression)
            }
            Self::Status(_) | Self::Error(_) | Self::AnyError(_) => None,
        }
    }
}

impl fmt::Display for Acceptor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // That an acceptor matched tells the value of what it looks at.
        if let Some(expression @ Expression::Sensitive(_)) = self.matcher.expression() {
            return write!(formatter, "{expression} is not shown");
        }
        match &self.matcher {
            Matcher::Path(expression, expected) => write!(formatter, "{expression} is {expected}"),
            Matcher::PathAll(expression, expected) => write!(formatter, "all of {expression} are {expected}"),
            Matcher::PathAny(expression, expected) => write!(formatter, "one of {expression} is {expected}"),
            Matcher::Status(status) => write!(formatter, "HTTP status {status}"),
            Matcher::Error(code) => write!(formatter, "error {code}"),
            Matcher::AnyError(true) => formatter.write_str("an error"),
            Matcher::AnyError(false) => formatter.write_str("no error"),
        }
    }
}
