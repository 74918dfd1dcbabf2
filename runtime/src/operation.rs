//! What generated code tells about a service and its operations.

use crate::endpoint::RuleSet;
use crate::error::OperationError;
use crate::shape::{Shape, Structure, Target};

/// The facts about a service that a client needs to call it.
#[derive(Debug)]
pub struct ServiceSchema {
    /// The service's id, such as `SSM` or `Cognito Identity`.
    pub id: &'static str,
    /// The protocol that requests and replies are written in.
    pub protocol: Protocol,
    /// The name that requests are signed for.
    pub signing_name: &'static str,
    /// The first label of the service's regional host names.
    pub endpoint_prefix: &'static str,
    /// The version of the API, as a date.
    pub api_version: &'static str,
    /// The generated crate, as `name/version`, for the user agent.
    pub crate_version: &'static str,
    /// The rules that give the service's endpoints, where the model has them.
    pub endpoint_rules: Option<&'static RuleSet>,
}

/// How requests and replies are written.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Protocol {
    /// JSON over POST with the operation in a header.
    ///
    /// Source: [AWS JSON 1.0](https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html) and
    /// [AWS JSON 1.1](https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html).
    AwsJson {
        /// `1.0` or `1.1`: the end of the content type.
        version: &'static str,
        /// What stands before the dot in `X-Amz-Target`.
        target_prefix: &'static str,
        /// Whether error codes may come in `x-amzn-query-error`, as the service's former query
        /// protocol spelled them.
        query_compatible: bool,
    },
}

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

impl OperationSchema {
    /// What follows from the types of an operation; generated code adds its name and whatever is
    /// out of the ordinary.
    pub const fn of<I: Operation>(service: &'static ServiceSchema) -> Self {
        Self {
            service,
            name: "",
            input: Target::Reference(I::target),
            output: Target::Reference(I::Output::target),
            errors: I::Error::LISTED,
            host_prefix: "",
            signed: true,
            gzip: false,
            endpoint_parameters: &[],
        }
    }
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

impl ErrorSchema {
    /// What follows from the type of an exception and its error code.
    pub const fn of<T: Shape>(code: &'static str) -> Self {
        Self { code, shape: Target::Reference(T::target), retryable: false, throttling: false, fault: false }
    }

    /// Whether an error code, or the name of a shape in its place, stands for this exception.
    pub fn is_called(&self, code: &str) -> bool {
        self.code == code || self.shape.structure().name == code
    }

    /// The same exception with one more fact.
    #[must_use]
    pub const fn set(mut self, fact: ErrorFact) -> Self {
        match fact {
            ErrorFact::Retryable => self.retryable = true,
            ErrorFact::Throttling => {
                self.retryable = true;
                self.throttling = true;
            }
            ErrorFact::Fault => self.fault = true,
        }
        self
    }
}

/// A generated exception: a structure with an error code of its own.
pub trait Exception: Shape {
    /// The facts about the exception.
    const SCHEMA: ErrorSchema;
}

/// The exceptions that the model lists for an operation.
pub trait ListedErrors {
    /// The facts about each.
    const LISTED: &'static [ErrorSchema];
}

/// An operation, implemented by its input type.
pub trait Operation: Structure + Shape + Clone + 'static {
    /// The reply.
    type Output: Structure + Shape + 'static;
    /// The errors that the model lists, and `Unhandled`.
    type Error: OperationError + ListedErrors;
    /// The facts about the operation.
    const SCHEMA: &'static OperationSchema;
}

/// An operation that answers in pages.
pub trait Paginated: Operation {
    /// Where tokens, limit and results stand.
    const PAGINATOR: &'static PaginatorSchema;
}

/// An operation whose pages hold items.
pub trait PaginatedItems: Paginated {
    /// One result.
    type Item: Send + 'static;

    /// Takes the results out of a page.
    fn items(output: Self::Output) -> Vec<Self::Item>;
}

/// Where an operation keeps what pagination needs; each path is wire names joined by dots.
#[derive(Debug)]
pub struct PaginatorSchema {
    /// Pairs of a path in the input and the expression in the output that feeds it.
    pub tokens: &'static [TokenSchema],
    /// The input member that holds the page size.
    pub limit_key: Option<&'static str>,
    /// The output member that says whether there are more pages.
    pub more_results: Option<&'static str>,
    /// The output members that hold results; the first is what `items()` gives.
    pub result_keys: &'static [&'static str],
}

/// A token: where it goes and where it comes from.
#[derive(Debug)]
pub struct TokenSchema {
    /// The member of the input.
    pub input: &'static str,
    /// The members of the output to look at, the first that is present wins. A step may be
    /// `name[-1]`, the last element of a list.
    pub output: &'static [&'static str],
}
