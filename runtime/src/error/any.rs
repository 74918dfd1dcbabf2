//! One error for all operations of all services.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::{
    Class, ConfigError, CredentialsError, Error, ErrorKind, Exception, Facts, OperationError, RequestError,
    exception,
};
use crate::http::HttpError;
#[cfg(feature = "stream")]
use crate::stream::StreamError;
use crate::told;

/// Whatever went wrong: what errors of every operation, of every generated crate, turn into by `?`.
///
/// So do errors of waiters, of configurations and credentials, of streams and of calls by name. It tells what the error
/// in it tells, word for word, and is cheap to clone. What the service said is at hand whatever the operation was: code,
/// message, request id, and the exception itself by [`exception`](Self::exception) or
/// [`downcast_ref`](Self::downcast_ref).
///
/// ```
/// use shapesmith_runtime::{AnyError, AnyErrorKind, Config, Environment};
///
/// fn region() -> Result<String, AnyError> {
///     let config = Config::builder().environment(Environment::empty()).build()?;
///     // Calls of any operation of any service end in `?` just so.
///     Ok(config.region().to_owned())
/// }
///
/// let error = region().unwrap_err();
/// assert_eq!(error.kind(), AnyErrorKind::Configuration);
/// assert_eq!(error.code(), None, "no service was asked");
/// ```
#[derive(Clone)]
pub struct AnyError {
    cause: Arc<dyn Cause>,
}

/// What went wrong, by who can do something about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AnyErrorKind {
    /// The service answered with an error.
    Service,
    /// Time ran out.
    Timeout,
    /// The service could not be reached, or the connection broke.
    Connection,
    /// There are no credentials to sign with.
    Credentials,
    /// The configuration cannot be used, or does not allow the call.
    Configuration,
    /// The input cannot be written as a request.
    Request,
    /// The reply to a successful call cannot be read.
    Response,
    /// The service's page tokens lead nowhere.
    Pagination,
    /// What was waited for did not come about, though the calls went well.
    Waiter,
    /// A stream of bytes broke off.
    Stream,
}

/// An error that can be in an [`AnyError`].
pub(crate) trait Cause: StdError + Send + Sync + 'static {
    fn kind(&self) -> AnyErrorKind;

    /// What is known about the call that failed, where one did.
    fn facts(&self) -> Option<&Facts> {
        None
    }

    /// The id that the reply had.
    fn request_id(&self) -> Option<&str> {
        self.facts()?.request_id.as_deref()
    }

    /// The service and the operation.
    fn about(&self) -> Option<(&'static str, &'static str)> {
        self.facts().map(|facts| (facts.service, facts.operation))
    }

    /// The error of the service.
    fn service_error(&self) -> Option<&dyn OperationError> {
        None
    }

    /// Whether time ran out here.
    fn is_timeout(&self) -> bool {
        self.kind() == AnyErrorKind::Timeout
    }
}

impl AnyError {
    pub(crate) fn of(cause: impl Cause) -> Self {
        Self { cause: Arc::new(cause) }
    }

    /// What went wrong.
    pub fn kind(&self) -> AnyErrorKind {
        self.cause.kind()
    }

    /// The service, by its id in the model, such as `SSM`; `None` where nothing was called.
    pub fn service(&self) -> Option<&'static str> {
        self.cause.about().map(|(service, _)| service)
    }

    /// The operation's name on the wire; `None` where nothing was called.
    pub fn operation(&self) -> Option<&'static str> {
        self.cause.about().map(|(_, operation)| operation)
    }

    /// The error that the service answered with, whichever operation's it is.
    pub fn as_service_error(&self) -> Option<&dyn OperationError> {
        self.cause.service_error()
    }

    /// The exception that the service answered with, if it is of this type.
    ///
    /// ```
    /// # use shapesmith_runtime::{AnyError, operation::Exception};
    /// fn is_gone<NoSuchThing: Exception>(error: &AnyError) -> bool {
    ///     error.exception::<NoSuchThing>().is_some()
    /// }
    /// ```
    pub fn exception<T: Exception>(&self) -> Option<&T> {
        exception::of_type(self.as_service_error()?)
    }

    /// The error in this one, if it is of this type: `Error<GetThingError>`, `WaiterError<GetThingInput>`,
    /// [`ConfigError`] and so on.
    pub fn downcast_ref<T: StdError + 'static>(&self) -> Option<&T> {
        (&*self.cause as &(dyn StdError + 'static)).downcast_ref()
    }

    /// The error code of the service's answer, modelled or not.
    pub fn code(&self) -> Option<&str> {
        self.cause.facts()?.code.as_deref()
    }

    /// The message of the service's answer, whether or not the model has a member for it.
    pub fn message(&self) -> Option<&str> {
        self.cause.facts()?.message.as_deref()
    }

    /// The id that AWS support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.cause.request_id()
    }

    /// The HTTP status of the last answer, where there was one.
    pub fn status(&self) -> Option<u16> {
        self.cause.facts()?.status
    }

    /// How many times the request was sent.
    pub fn attempts(&self) -> u32 {
        self.cause.facts().map_or(0, |facts| facts.attempts)
    }

    /// Whether the service was asked too often.
    pub fn is_throttling(&self) -> bool {
        self.cause.facts().is_some_and(|facts| facts.class == Class::Throttling)
    }

    /// Whether the credentials do not allow the call.
    pub fn is_access_denied(&self) -> bool {
        self.cause.facts().is_some_and(Facts::is_access_denied)
    }

    /// Whether what was asked for does not exist; see [`Error::is_not_found`].
    pub fn is_not_found(&self) -> bool {
        self.cause.facts().is_some_and(Facts::is_not_found)
    }

    /// Whether the service took the credentials for expired.
    pub fn is_expired_credentials(&self) -> bool {
        self.cause.facts().is_some_and(Facts::is_expired_credentials)
    }

    /// Whether time ran out, here or in the service.
    pub fn is_timeout(&self) -> bool {
        self.cause.is_timeout() || self.cause.facts().is_some_and(Facts::is_timeout)
    }

    /// Whether the same call may succeed at another time.
    pub fn is_retryable(&self) -> bool {
        self.cause.facts().is_some_and(|facts| facts.class != Class::Permanent)
    }

    /// This error and its causes in one line, for logs.
    pub fn one_line(&self) -> String {
        told::one_line(self)
    }
}

impl fmt::Display for AnyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.cause, formatter)
    }
}

impl fmt::Debug for AnyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.cause, formatter)
    }
}

impl StdError for AnyError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.source()
    }
}

impl<E: OperationError> Cause for Error<E> {
    fn kind(&self) -> AnyErrorKind {
        match Error::kind(self) {
            ErrorKind::Service(_) => AnyErrorKind::Service,
            ErrorKind::Timeout(_) => AnyErrorKind::Timeout,
            ErrorKind::Connection(_) => AnyErrorKind::Connection,
            ErrorKind::Credentials(_) => AnyErrorKind::Credentials,
            ErrorKind::Configuration(_) => AnyErrorKind::Configuration,
            ErrorKind::Request(_) => AnyErrorKind::Request,
            ErrorKind::Response(_) => AnyErrorKind::Response,
            ErrorKind::Pagination(_) => AnyErrorKind::Pagination,
        }
    }

    fn facts(&self) -> Option<&Facts> {
        Some(Error::facts(self))
    }

    fn service_error(&self) -> Option<&dyn OperationError> {
        self.as_service_error().map(|error| error as _)
    }

    fn is_timeout(&self) -> bool {
        Error::is_timeout(self)
    }
}

impl<E: OperationError> From<Error<E>> for AnyError {
    fn from(error: Error<E>) -> Self {
        Self::of(error)
    }
}

impl Cause for HttpError {
    fn kind(&self) -> AnyErrorKind {
        AnyErrorKind::Connection
    }

    fn is_timeout(&self) -> bool {
        HttpError::is_timeout(self)
    }
}

impl From<HttpError> for AnyError {
    fn from(error: HttpError) -> Self {
        Self::of(error)
    }
}

#[cfg(feature = "stream")]
impl Cause for StreamError {
    fn kind(&self) -> AnyErrorKind {
        AnyErrorKind::Stream
    }

    fn request_id(&self) -> Option<&str> {
        StreamError::request_id(self)
    }
}

#[cfg(feature = "stream")]
impl From<StreamError> for AnyError {
    fn from(error: StreamError) -> Self {
        Self::of(error)
    }
}

/// Makes errors without a call part of [`AnyError`].
macro_rules! causes {
    ($($(#[$condition:meta])? $type:ty => $kind:ident;)*) => {$(
        $(#[$condition])?
        impl $crate::error::Cause for $type {
            fn kind(&self) -> $crate::error::AnyErrorKind {
                $crate::error::AnyErrorKind::$kind
            }
        }

        $(#[$condition])?
        impl ::std::convert::From<$type> for $crate::error::AnyError {
            fn from(error: $type) -> Self {
                Self::of(error)
            }
        }
    )*};
}

pub(crate) use causes;

causes! {
    ConfigError => Configuration;
    CredentialsError => Credentials;
    RequestError => Request;
}
