//! Operations as types: what ties an input to its output, its errors and its facts.

use crate::error::{ListedErrors, OperationError};
use crate::protocol::{EndpointOperation, OperationSchema, ServiceSchema};
use crate::schema::{PaginatorSchema, Target};
use crate::shape::{Shape, Structure, Value};

/// An operation, implemented by its input type.
pub trait Operation: Structure + Shape + Clone + 'static {
    /// The reply.
    type Output: Structure + Shape + 'static;
    /// The errors that the model lists, and `Unhandled`.
    type Error: OperationError + ListedErrors;
    /// The facts about the operation.
    const SCHEMA: &'static OperationSchema;
}

impl OperationSchema {
    /// What follows from the types of an operation; generated code adds its name and whatever is out of the
    /// ordinary.
    pub const fn of<I: Operation>(service: &'static ServiceSchema) -> Self {
        let (input, output) = (Target::Reference(I::target), Target::Reference(I::Output::target));
        Self::new(service, input, output, I::Error::LISTED)
    }
}

impl EndpointOperation {
    /// The operation whose input is `I`.
    pub const fn of<I: Operation>() -> Self {
        Self::new(|| I::SCHEMA, || Box::new(I::empty()), || Box::new(<I::Output as Value>::empty()))
    }
}

/// An operation that answers in pages.
pub trait Paginated: Operation {
    /// Where tokens, limit and results stand.
    const PAGINATOR: &'static PaginatorSchema;
}

/// An operation whose pages hold items.
pub trait PaginatedItems: Paginated {
    /// One result.
    type Item: Send + Sync + 'static;

    /// Takes the results out of a page.
    fn items(output: Self::Output) -> Vec<Self::Item>;
}
