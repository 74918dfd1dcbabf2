//! What can go wrong.

use std::fmt;

/// Why an upload, a download or a copy did not come about.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A call failed.
    Call(Box<dyn std::error::Error + Send + Sync>),
    /// A file, or what an upload reads, failed.
    Io(std::io::Error),
    /// The body of a download broke off, or was damaged on its way.
    Body(s3::StreamError),
    /// There is such an object already, and it was not to be replaced.
    Exists,
    /// Somebody else wrote the same object at the same time.
    Conflict,
    /// What was to be copied is no longer what it was when the copy began.
    Changed,
    /// Something about the object or the arguments, in words.
    Other(String),
    /// What failed after an upload in parts had begun.
    InParts {
        /// The id of the upload, by which its parts can be listed and removed.
        upload_id: String,
        /// Whether parts of it may still be there: they are kept to go on with, or could not be removed.
        is_left: bool,
        /// What failed.
        error: Box<Error>,
    },
}

impl Error {
    /// A call that failed, whatever its operation.
    pub fn call(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Call(Box::new(error))
    }

    /// The same error with the upload that it ended. What says all there is to know of the object stays as it is, unless
    /// something is left.
    pub(crate) fn in_parts(self, upload_id: &str, is_left: bool) -> Self {
        match self {
            Self::Exists | Self::Conflict | Self::Changed if !is_left => self,
            error => Self::InParts { upload_id: upload_id.to_owned(), is_left, error: Box::new(error) },
        }
    }

    /// A call that makes an object, and failed.
    pub(crate) fn writing<E: std::error::Error + Send + Sync + 'static>(error: s3::Error<E>) -> Self {
        match error.code() {
            Some("PreconditionFailed") => Self::Exists,
            Some("ConditionalRequestConflict") => Self::Conflict,
            _ => Self::call(error),
        }
    }

    /// A call that copies on the condition that the object is still the same, and failed.
    pub(crate) fn copying<E: std::error::Error + Send + Sync + 'static>(error: s3::Error<E>) -> Self {
        match error.code() {
            Some("PreconditionFailed") => Self::Changed,
            _ => Self::call(error),
        }
    }
}

/// What went wrong, in one line; what is behind it is the `source()`, and `s3::one_line` tells both.
impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(error) => error.fmt(formatter),
            Self::Io(error) => error.fmt(formatter),
            Self::Body(error) => error.fmt(formatter),
            Self::Exists => formatter.write_str("there is such an object already"),
            Self::Conflict => formatter.write_str("somebody else wrote the same object at the same time"),
            Self::Changed => formatter.write_str("the object changed while it was copied"),
            Self::Other(words) => formatter.write_str(words),
            Self::InParts { upload_id, is_left, error } => {
                let left = if *is_left { ", of which parts are left" } else { "" };
                write!(formatter, "{error} (upload {upload_id}{left})")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Call(error) => error.source(),
            Self::Io(error) => error.source(),
            Self::Body(error) => error.source(),
            Self::InParts { error, .. } => error.source(),
            Self::Exists | Self::Conflict | Self::Changed | Self::Other(_) => None,
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<s3::StreamError> for Error {
    fn from(error: s3::StreamError) -> Self {
        Self::Body(error)
    }
}
