//! What generated code tells about the exceptions of operations, and what operations add to the
//! parameters of endpoint rules.

use super::{Expression, Target};

/// A value for a parameter of the endpoint rules.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum EndpointParameter {
    /// A text that is the same in every call.
    Text(&'static str),
    /// A switch that is the same in every call.
    Switch(bool),
    /// Texts that are the same in every call.
    Texts(&'static [&'static str]),
    /// The value of a member of the input: names of the model with dots between them.
    Member(&'static str),
    /// The value of an expression over the input.
    Expression(&'static Expression),
}

/// The facts about an exception.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ErrorSchema {
    /// The error code on the wire: the name of the shape as a rule.
    pub code: &'static str,
    /// The structure of the exception.
    pub shape: Target,
    /// Whether the model says that another attempt may succeed.
    pub retryable: bool,
    /// Whether the model says that it is about too many requests.
    pub throttling: bool,
    /// Whether the service, rather than the caller, is at fault.
    pub fault: bool,
}

/// A fact that an exception adds to its code.
#[derive(Clone, Copy, Debug)]
pub enum ErrorFact {
    /// Another attempt may succeed.
    Retryable,
    /// There were too many requests; another attempt may succeed after a while.
    Throttling,
    /// The service, rather than the caller, is at fault.
    Fault,
}
