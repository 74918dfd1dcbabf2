//! Why a configuration cannot be used.

use std::fmt;

use crate::told::{line, told};

/// A configuration that cannot be used: a value that is missing or does not parse.
///
/// `Display` names the setting, the value and the place it came from, and says what to do.
#[derive(Clone, PartialEq, Eq)]
pub struct ConfigError {
    message: String,
}

impl ConfigError {
    /// An error in words.
    pub(crate) fn new(message: impl fmt::Display) -> Self {
        Self { message: message.to_string() }
    }

    /// A value that does not parse: where it came from, what it is, and what is allowed.
    pub(crate) fn value(origin: impl fmt::Display, value: &str, allowed: &str) -> Self {
        Self::new(format_args!("{origin} is \"{value}\", which is not {allowed}"))
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        line(formatter, format_args!("{}", self.message))
    }
}

told!(ConfigError { message });

impl std::error::Error for ConfigError {}
