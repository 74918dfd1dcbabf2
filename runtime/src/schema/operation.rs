//! What generated code tells about an operation and its exceptions.

use super::{ServiceSchema, Target};

/// The facts about an operation.
#[derive(Debug)]
pub struct OperationSchema {
    /// The service that the operation belongs to.
    pub service: &'static ServiceSchema,
    /// The operation's name on the wire.
    pub name: &'static str,
    /// The input, a structure.
    pub input: Target,
    /// The output, a structure.
    pub output: Target,
    /// The exceptions that the model lists.
    pub errors: &'static [ErrorSchema],
    /// What is put before the host name, with labels in braces; empty as a rule.
    pub host_prefix: &'static str,
    /// Whether requests are signed.
    pub signed: bool,
    /// Whether the service takes large requests compressed with gzip.
    pub gzip: bool,
    /// What the operation adds to the parameters of the endpoint rules.
    pub endpoint_parameters: &'static [(&'static str, EndpointParameter)],
}

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
    /// The value of a member of the input: wire names with dots between them.
    Member(&'static str),
}

/// The facts about an exception.
#[derive(Clone, Copy, Debug)]
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
