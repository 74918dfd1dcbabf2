//! Operations by name, for programs that learn at run time what to call.
//!
//! With the feature `dynamic` a generated crate has a registry: a table of [`DynamicOperation`]s,
//! which give a name its schema, its paginator, and empty values to fill and to read.
//!
//! ```
//! # use shapesmith_runtime::{dynamic::{self, DynamicOperation}, shape::View};
//! # fn example(operations: &'static [DynamicOperation]) -> Result<(), Box<dyn std::error::Error>> {
//! let operation = dynamic::find(operations, "DescribeThings")?;
//! let mut input = operation.empty_input();
//! dynamic::read_input(&mut *input, r#"{"MaxResults": 10}"#)?;
//! let json = dynamic::to_json(View::Structure(&*input))?;
//! # Ok(())
//! # }
//! ```

#[cfg(feature = "events")]
mod events;
mod input;
mod pages;
#[cfg(feature = "stream")]
mod streams;

use std::fmt;

use serde_json::Value as Json;

use crate::call::operation::{Operation, Paginated};
use crate::codec::Purpose;
use crate::codec::json::write::Writer;
use crate::error::{ErrorKind, Failure, FillException, OperationError, RequestError, causes};
use crate::protocol::OperationSchema;
use crate::schema::PaginatorSchema;
use crate::shape::{Structure, Value, View};

#[cfg(feature = "events")]
pub use events::{DynamicEvents, take_output_events};
pub use input::{InputError, read_input};
pub use pages::DynamicPages;
#[cfg(feature = "stream")]
pub use streams::{put_body, take_body};

/// An operation as a value: what generated code knows of it, without its types.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct DynamicOperation {
    /// The facts about the operation, its errors among them.
    pub schema: &'static OperationSchema,
    /// Where tokens, limit and results stand, if the operation answers in pages.
    pub paginator: Option<&'static PaginatorSchema>,
    input: fn() -> Box<dyn Structure>,
    output: fn() -> Box<dyn Structure>,
    error: fn(&str, &mut FillException<'_>) -> Option<Box<dyn OperationError>>,
}

impl DynamicOperation {
    /// The operation whose input is `I`.
    pub const fn of<I: Operation>() -> Self {
        Self {
            schema: I::SCHEMA,
            paginator: None,
            input: || Box::new(I::empty()),
            output: || Box::new(<I::Output as Value>::empty()),
            error: |code, fill| Some(Box::new(I::Error::from_code(code, fill)?)),
        }
    }

    /// The operation whose input is `I`, and which answers in pages.
    pub const fn paginated<I: Paginated>() -> Self {
        Self { paginator: Some(I::PAGINATOR), ..Self::of::<I>() }
    }

    /// The operation's name on the wire.
    pub fn name(&self) -> &'static str {
        self.schema.name
    }

    /// An input of the generated type. Required members hold the empty value of their type until
    /// they are filled; [`read_input`] sees to it that they are.
    pub fn empty_input(&self) -> Box<dyn Structure> {
        (self.input)()
    }

    /// An output of the generated type, to be filled from a reply.
    pub fn empty_output(&self) -> Box<dyn Structure> {
        (self.output)()
    }

    /// The exception that the model lists for an error code, still empty; `None` for other codes.
    pub fn empty_error(&self, code: &str) -> Option<Box<dyn OperationError>> {
        (self.error)(code, &mut |_| {})
    }

    /// The exception that a call of this operation failed with, its members read; `None` where the
    /// service did not answer with an error that the model lists.
    pub fn exception(&self, failure: &Failure) -> Option<Box<dyn OperationError>> {
        let ErrorKind::Service(_) = failure.kind() else { return None };
        let answer = failure.facts().answer.as_ref()?;
        (self.error)(answer.schema.code, &mut |exception| {
            (answer.read)(exception);
            crate::error::complete(exception, failure.message());
        })
    }
}

/// The operation of a name, out of a registry.
///
/// # Errors
///
/// No operation has this name; the error names the nearest.
pub fn find(
    operations: &'static [DynamicOperation],
    name: &str,
) -> Result<&'static DynamicOperation, UnknownOperation> {
    operations.iter().find(|operation| operation.name() == name).ok_or_else(|| UnknownOperation {
        name: name.to_owned(),
        nearest: nearest(name, operations.iter().map(DynamicOperation::name)),
        known: operations.len(),
    })
}

/// A shape as JSON, with the names of the model: timestamps are epoch seconds unless
/// the model has another form, blobs are base64, sensitive members are not redacted.
///
/// # Errors
///
/// A value nested too deep.
pub fn to_json(view: View<'_>) -> Result<Json, RequestError> {
    serde_json::to_value(Writer::new(&view, Purpose::Storage)).map_err(RequestError::new)
}

/// A name that no operation of a registry has.
#[derive(Clone, PartialEq, Eq)]
pub struct UnknownOperation {
    name: String,
    nearest: Option<&'static str>,
    known: usize,
}

impl fmt::Display for UnknownOperation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "no operation is called \"{}\"", self.name)?;
        match self.nearest {
            Some(nearest) => write!(formatter, "; did you mean \"{nearest}\"?"),
            None => write!(formatter, " in a crate generated with {} of them", self.known),
        }
    }
}

crate::told::told!(UnknownOperation { name, nearest, known });

impl std::error::Error for UnknownOperation {}

causes! {
    InputError => Request;
    UnknownOperation => Request;
}

/// The known name that is so close that somebody probably meant it.
fn nearest(name: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let limit = (name.chars().count() / 4).max(1);
    let distances = known.map(|known| (strsim::damerau_levenshtein(&lower, &known.to_lowercase()), known));
    distances.filter(|(distance, _)| *distance <= limit).min().map(|(_, known)| known)
}
