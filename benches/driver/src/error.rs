//! What goes wrong: the place, the reason, and what to do.

use std::fmt;
use std::path::Path;

/// A failure.
#[derive(Debug)]
pub(crate) struct Error {
    /// The file or the command.
    place: String,
    /// What is wrong with it.
    reason: String,
    /// What to do, where there is something to say.
    help: Option<String>,
}

impl Error {
    /// A failure in a place; an empty place where the reason says it all.
    pub(crate) fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place: place.into(), reason: reason.into(), help: None }
    }

    /// A failure of the file system: which path, what was being done, and what the system says.
    pub(crate) fn io(path: &Path, doing: &str, error: &std::io::Error) -> Self {
        Self::new(path.display().to_string(), format!("cannot {doing}: {error}"))
    }

    /// The same failure with advice.
    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(formatter, "{}: ", self.place)?;
        }
        write!(formatter, "{}", self.reason)?;
        match &self.help {
            Some(help) => write!(formatter, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}
