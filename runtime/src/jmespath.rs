//! JMESPath expressions as static data, evaluated over [`View`]s.
//!
//! Generated code holds expressions as trees that the generator has checked against the shapes they
//! read, so no parser lives here, and nothing is turned into JSON to be looked at.
//!
//! Source: the [JMESPath specification](https://jmespath.org/specification.html). Where it asks for
//! an error about types, the result is null here: an expression then matches nothing.

mod evaluate;
mod print;

pub use evaluate::Value;

pub use crate::schema::{Comparator, Expression, Literal};
use crate::shape::View;

/// The words that expressions are written with, for generated code.
#[doc(hidden)]
pub mod table {
    pub use crate::schema::Comparator::*;
    pub use crate::schema::Expression::*;
    pub use crate::schema::Literal::{Boolean, Null, Number, Text};
}

impl Expression {
    /// The value of the expression over what is looked at.
    pub fn evaluate<'a>(&self, view: View<'a>) -> Value<'a> {
        evaluate::evaluate(self, &Value::from(view))
    }
}
