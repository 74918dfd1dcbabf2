//! What can go wrong in a call, and how it is told.
//!
//! [`Error`] is the error of one operation, and one pointer wide. [`AnyError`] is what errors of all operations, of
//! all services, turn into by `?`. What does not depend on the operation lives in `Facts` and is compiled once; the
//! generic shell around it stays thin.
//!
//! Each error is told as follows:
//!
//! - `Display` is its own level in one line: `GetThing: no connection to the service (http://localhost:4566, 3 attempts)`;
//! - `source()` is what is behind it: `Connection refused (os error 111)`. No text comes twice in such a chain;
//! - [`one_line`](crate::one_line()), for errors with a source also a method, is all of it in one line, for logs;
//! - `{:?}`, which a program shows whose `main` returns the error, is the line and the causes below it;
//! - `{:#?}` is the fields.

mod any;
mod cause;
mod class;
mod codes;
mod configuration;
mod credentials;
mod exception;
mod line;
mod listed;
mod macros;

use std::fmt;
use std::sync::Arc;

use crate::http::HttpError;
use crate::schema::ErrorSchema;
use crate::shape::Structure;
use crate::told;

pub use any::{AnyError, AnyErrorKind};
#[cfg_attr(not(feature = "dynamic"), allow(unused_imports))]
pub(crate) use any::{Cause, causes};
pub(crate) use cause::Unrepeated;
pub use cause::{PaginationError, RequestError, ResponseError, TimeoutError};
pub(crate) use class::{Class, classify};
#[cfg(feature = "discovery")]
pub(crate) use codes::is_wrong_endpoint;
pub(crate) use codes::{is_clock_skew, is_expired_credentials, is_wrong_region};
pub use configuration::ConfigError;
pub use credentials::CredentialsError;
#[cfg(feature = "dynamic")]
pub(crate) use exception::complete;
pub(crate) use exception::has_sensitive_message;
pub use exception::{FillException, OperationError, Unhandled, Variant};
#[doc(hidden)]
pub use exception::{filled, write_exception, write_operation_error};
pub use listed::{Exception, ListedErrors};

/// Why a call failed: the error of an operation whose error enum is `E`.
///
/// `Display` is one line:
/// `GetThing: NoSuchThing: thing 7 does not exist (HTTP 400, request id 4f1c…)`. What is behind it, such as
/// why there is no connection, is in `source()`; [`one_line`](Self::one_line) has it all.
///
/// ```
/// # use shapesmith_runtime::error::{Error, OperationError};
/// fn told<E: OperationError>(error: &Error<E>) {
///     match error.as_service_error() {
///         Some(_exception) => { /* match on what the model lists, and on `Unhandled` */ }
///         None if error.is_timeout() => { /* time ran out */ }
///         None => eprintln!("{}", error.one_line()),
///     }
/// }
/// ```
#[derive(Clone)]
pub struct Error<E = Unhandled> {
    inner: Box<Inner<E>>,
}

#[derive(Clone)]
struct Inner<E> {
    kind: ErrorKind<E>,
    facts: Facts,
}

/// An error of a call whose operation is known by its schema alone.
pub type Failure = Error<Unhandled>;

/// What went wrong, by who can do something about it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ErrorKind<E> {
    /// The service answered with an error.
    Service(E),
    /// Time ran out.
    Timeout(TimeoutError),
    /// The service could not be reached, or the connection broke.
    Connection(HttpError),
    /// There are no credentials to sign with.
    Credentials(CredentialsError),
    /// The configuration does not allow the call, for instance because no endpoint follows from it.
    Configuration(ConfigError),
    /// The input cannot be written as a request.
    Request(RequestError),
    /// The reply to a successful call cannot be read.
    Response(ResponseError),
    /// The service's page tokens lead nowhere.
    Pagination(PaginationError),
}

/// What is known about a failed call beside its kind.
#[derive(Clone, Default)]
pub(crate) struct Facts {
    pub(crate) service: &'static str,
    pub(crate) operation: &'static str,
    /// Where the request was sent, where nothing came back: scheme, host and port, unless a secret is part of it.
    pub(crate) endpoint: Option<String>,
    /// The parameter of the endpoint rules that would have made another host of it.
    pub(crate) path_style: Option<&'static str>,
    /// The operation that was asked for the endpoint, where that is what failed.
    pub(crate) asked: Option<&'static str>,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    /// Whether the model says that the message must never be logged.
    pub(crate) message_is_sensitive: bool,
    pub(crate) request_id: Option<String>,
    pub(crate) status: Option<u16>,
    /// The region in which the service says that what was asked for is.
    pub(crate) region: Option<String>,
    /// What the answer was packed in although nobody had asked for it: the work of a proxy, as a rule.
    pub(crate) packing: Option<String>,
    pub(crate) attempts: u32,
    /// Why there were no more of them.
    pub(crate) unrepeated: Option<Unrepeated>,
    pub(crate) class: Class,
    /// The answer, where the model lists an exception for it.
    pub(crate) answer: Option<Answer>,
}

/// An error answer that the model lists an exception for, its members still to be read.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) schema: &'static ErrorSchema,
    /// Fills an exception from the answer, in whichever format it came.
    pub(crate) read: Arc<ReadException>,
}

/// Fills an exception from the answer that it came in.
pub(crate) type ReadException = dyn Fn(&mut dyn Structure) + Send + Sync;

impl<E> Error<E> {
    pub(crate) fn new(kind: ErrorKind<E>, facts: Facts) -> Self {
        Self { inner: Box::new(Inner { kind, facts }) }
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind<E> {
        &self.inner.kind
    }

    /// What went wrong, by value.
    pub fn into_kind(self) -> ErrorKind<E> {
        self.inner.kind
    }

    /// The error that the service answered with, to match on.
    pub fn as_service_error(&self) -> Option<&E> {
        match &self.inner.kind {
            ErrorKind::Service(error) => Some(error),
            _ => None,
        }
    }

    /// The service, by its id in the model, such as `SSM`.
    pub fn service(&self) -> &'static str {
        self.inner.facts.service
    }

    /// The operation's name on the wire.
    pub fn operation(&self) -> &'static str {
        self.inner.facts.operation
    }

    /// The error code of the service's answer, modelled or not.
    pub fn code(&self) -> Option<&str> {
        self.inner.facts.code.as_deref()
    }

    /// The message of the service's answer, whether or not the model has a member for it.
    pub fn message(&self) -> Option<&str> {
        self.inner.facts.message.as_deref()
    }

    /// The id that AWS support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.inner.facts.request_id.as_deref()
    }

    /// The HTTP status of the last answer, where there was one.
    pub fn status(&self) -> Option<u16> {
        self.inner.facts.status
    }

    /// The region in which what was asked for is, where the service answered that it is not the one that was asked.
    pub fn region(&self) -> Option<&str> {
        self.inner.facts.region.as_deref()
    }

    /// How many times the request was sent.
    pub fn attempts(&self) -> u32 {
        self.inner.facts.attempts
    }

    /// Whether the service was asked too often.
    pub fn is_throttling(&self) -> bool {
        self.inner.facts.class == Class::Throttling
    }

    /// Whether the credentials do not allow the call.
    pub fn is_access_denied(&self) -> bool {
        self.inner.facts.is_access_denied()
    }

    /// Whether what was asked for does not exist, as the code says, or where there is none the status. The answer to a `HEAD`
    /// has nothing but a status.
    pub fn is_not_found(&self) -> bool {
        self.inner.facts.is_not_found()
    }

    /// Whether the service took the credentials for expired.
    pub fn is_expired_credentials(&self) -> bool {
        self.inner.facts.is_expired_credentials()
    }

    /// Whether time ran out, here or in the service.
    pub fn is_timeout(&self) -> bool {
        self.inner.kind.is_timeout() || self.inner.facts.is_timeout()
    }

    /// Whether the same call may succeed at another time.
    pub fn is_retryable(&self) -> bool {
        self.inner.facts.class != Class::Permanent
    }

    /// This error and its causes in one line, for logs.
    pub fn one_line(&self) -> String
    where
        E: std::error::Error + 'static,
    {
        told::one_line(self)
    }

    pub(crate) fn class(&self) -> Class {
        self.inner.facts.class
    }

    pub(crate) fn facts(&self) -> &Facts {
        &self.inner.facts
    }

    pub(crate) fn facts_mut(&mut self) -> &mut Facts {
        &mut self.inner.facts
    }
}

impl Facts {
    pub(crate) fn is_access_denied(&self) -> bool {
        self.code.as_deref().map_or(self.status == Some(403), codes::is_access_denied)
    }

    pub(crate) fn is_not_found(&self) -> bool {
        self.code.as_deref().map_or(self.status == Some(404), codes::is_not_found)
    }

    pub(crate) fn is_expired_credentials(&self) -> bool {
        self.code.as_deref().is_some_and(is_expired_credentials)
    }

    /// Whether time ran out in the service.
    pub(crate) fn is_timeout(&self) -> bool {
        self.code.as_deref().is_some_and(codes::is_timeout)
    }
}

impl<E: OperationError> Error<E> {
    /// The error that the service answered with, by value. Any other failure becomes `Unhandled`, with all that
    /// there is to say about it as the message; to tell them apart by value, there is [`into_kind`](Self::into_kind).
    pub fn into_service_error(self) -> E {
        let Inner { kind, facts } = *self.inner;
        match kind {
            ErrorKind::Service(error) => error,
            kind => {
                let message = told::one_line(&Self::new(kind, facts));
                E::from_unhandled(Unhandled { code: None, message: Some(message) })
            }
        }
    }

    /// The exception that the service answered with, if it is of this type.
    pub fn exception<T: Exception>(&self) -> Option<&T> {
        exception::of_type(self.as_service_error()?)
    }

    /// An error of an operation as its service would have answered with, given the exceptions that the
    /// model lists.
    pub(crate) fn by_hand(facts: Facts, listed: &'static [ErrorSchema], error: E) -> Self {
        let facts = exception::facts(facts, listed, &error);
        Self::new(ErrorKind::Service(error), facts)
    }

    /// Turns an error of the erased core into one of an operation: reads the modelled exception.
    pub(crate) fn from_failure(failure: Failure) -> Self {
        let Inner { kind, mut facts } = *failure.inner;
        let kind = match kind {
            ErrorKind::Service(unhandled) => ErrorKind::Service(read_service_error(unhandled, &mut facts)),
            ErrorKind::Timeout(cause) => ErrorKind::Timeout(cause),
            ErrorKind::Connection(cause) => ErrorKind::Connection(cause),
            ErrorKind::Credentials(cause) => ErrorKind::Credentials(cause),
            ErrorKind::Configuration(cause) => ErrorKind::Configuration(cause),
            ErrorKind::Request(cause) => ErrorKind::Request(cause),
            ErrorKind::Response(cause) => ErrorKind::Response(cause),
            ErrorKind::Pagination(cause) => ErrorKind::Pagination(cause),
        };
        Self::new(kind, facts)
    }
}

fn read_service_error<E: OperationError>(unhandled: Unhandled, facts: &mut Facts) -> E {
    let listed = facts.answer.take().and_then(|answer| {
        E::from_code(answer.schema.code, &mut |exception| {
            (answer.read)(exception);
            exception::add_message(exception, facts);
        })
    });
    listed.unwrap_or_else(|| E::from_unhandled(unhandled))
}

impl<E> ErrorKind<E> {
    /// The cause, where it is not the service's own error.
    pub(crate) fn cause(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Service(_) => None,
            Self::Timeout(cause) => Some(cause),
            Self::Connection(cause) => Some(cause),
            Self::Credentials(cause) => Some(cause),
            Self::Configuration(cause) => Some(cause),
            Self::Request(cause) => Some(cause),
            Self::Response(cause) => Some(cause),
            Self::Pagination(cause) => Some(cause),
        }
    }
}

impl<E> ErrorKind<E> {
    /// Whether time ran out here.
    fn is_timeout(&self) -> bool {
        match self {
            Self::Timeout(_) => true,
            Self::Connection(error) => error.is_timeout(),
            _ => false,
        }
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        line::write(&self.inner.facts, self.inner.kind.cause(), formatter)
    }
}

impl<E: std::error::Error + 'static> fmt::Debug for Error<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        told::debug(self, formatter, |formatter| {
            self.inner.facts.debug("Error", Some(&self.inner.kind), formatter)
        })
    }
}

impl Facts {
    /// The fields of an error of a call.
    pub(crate) fn debug(
        &self,
        name: &str,
        kind: Option<&dyn fmt::Debug>,
        formatter: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        let mut fields = formatter.debug_struct(name);
        fields.field("service", &self.service).field("operation", &self.operation);
        if let Some(kind) = kind {
            fields.field("kind", kind);
        }
        fields
            .field("code", &self.code)
            .field("message", if self.message_is_sensitive { &"<redacted>" } else { &self.message })
            .field("request_id", &self.request_id)
            .field("status", &self.status)
            .field("endpoint", &self.endpoint)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

impl<E: std::error::Error + 'static> std::error::Error for Error<E> {
    /// What is behind the kind: that itself is what this error says.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.inner.kind.cause()?.source()
    }
}
