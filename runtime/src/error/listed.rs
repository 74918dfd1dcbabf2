//! The exceptions that a model lists, as types and as facts.

use crate::schema::{ErrorFact, ErrorSchema, Target};
use crate::shape::{Shape, Structure};

/// A generated exception: a structure with an error code of its own.
pub trait Exception: Structure + Shape {
    /// The facts about the exception.
    const SCHEMA: ErrorSchema;
}

/// The exceptions that the model lists for an operation.
pub trait ListedErrors {
    /// The facts about each.
    const LISTED: &'static [ErrorSchema];
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
