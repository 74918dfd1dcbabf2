//! What can go wrong.

use std::fmt;

/// Why an upload or a download did not come about.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A call failed.
    Call(Box<dyn std::error::Error + Send + Sync>),
    /// A file, or what an upload reads, failed.
    Io(std::io::Error),
    /// The body of a download broke off, or was damaged on its way.
    Body(s3::StreamError),
    /// Something about the object or the arguments, in words.
    Other(String),
}

impl Error {
    pub(crate) fn call(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Call(Box::new(error))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(error) => write!(formatter, "{error}"),
            Self::Io(error) => write!(formatter, "{error}"),
            Self::Body(error) => match std::error::Error::source(error) {
                Some(cause) => write!(formatter, "{error}: {cause}"),
                None => write!(formatter, "{error}"),
            },
            Self::Other(words) => formatter.write_str(words),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Call(error) => Some(&**error),
            Self::Io(error) => Some(error),
            Self::Body(error) => Some(error),
            Self::Other(_) => None,
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
