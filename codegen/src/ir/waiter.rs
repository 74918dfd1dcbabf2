//! Waiters: operations that are called until something has come about.

use super::Origin;
use super::path::{Literal, Path};

/// A waiter: an operation that is called until its answer says that something has come about.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiter {
    /// The waiter's name in the model.
    pub name: String,
    /// The operation, by its key in the model.
    pub operation: String,
    /// Seconds between two attempts.
    pub delay: u32,
    /// How many attempts are made.
    pub max_attempts: u32,
    /// What the answers mean; the first that matches decides.
    pub acceptors: Vec<Acceptor>,
    /// The documentation, where the model carries it.
    pub documentation: Option<String>,
    /// Where the waiter stands.
    pub origin: Origin,
}

/// One rule of a waiter.
#[derive(Clone, Debug, PartialEq)]
pub struct Acceptor {
    /// What a match means.
    pub state: AcceptorState,
    /// What is matched.
    pub matcher: Matcher,
}

/// What a match of an acceptor means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptorState {
    /// The wait is over.
    Success,
    /// It can never succeed.
    Failure,
    /// Another attempt is due.
    Retry,
}

/// What an acceptor matches. Expressions look at the output, and can give what is expected of them.
#[derive(Clone, Debug, PartialEq)]
pub enum Matcher {
    /// The value of the expression is this.
    Path(Path, Literal),
    /// Every element of the list that the expression gives is this, and there is one.
    PathAll(Path, Literal),
    /// Some element of the list that the expression gives is this.
    PathAny(Path, Literal),
    /// The HTTP status is this.
    Status(u16),
    /// The call failed with this error.
    Error(AcceptedError),
    /// Whether the call failed with any error at all (`true`) or succeeded (`false`).
    AnyError(bool),
}

/// An error that a waiter looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedError {
    /// What the model calls it: an exception of the operation, or a code.
    pub name: String,
    /// The code on the wire.
    pub code: String,
}
