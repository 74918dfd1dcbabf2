//! Why there are no credentials.

use std::fmt;
use std::sync::Arc;

use crate::told::{self, line, told};

/// Why there are no credentials. Cheap to clone, since every call that waited for them is told.
///
/// `Display` is this level alone; what is behind it is its `source()`.
#[derive(Clone)]
pub struct CredentialsError {
    message: Arc<str>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl CredentialsError {
    /// An error in words, without secrets, and without those of a cause that is given beside it.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into().into(), source: None }
    }

    /// The same error with its cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into().into());
        self
    }

    /// This error and its causes in one line, for logs.
    pub fn one_line(&self) -> String {
        told::one_line(self)
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        line(formatter, format_args!("{}", self.message))
    }
}

told!(CredentialsError { message, source });

impl std::error::Error for CredentialsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
