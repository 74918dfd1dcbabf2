//! What can go wrong between a model and a crate, and how it is told.

use std::fmt;

use crate::visible;

/// Why a model cannot be read, selected from or turned into code.
///
/// Its `Display` is one line: `file: place: reason; help`, without the parts that are empty, whatever
/// the names are that a model gives: see [`visible`](crate::visible).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The file at fault, as its [`Source`](crate::Source) is named, or the service's id where the
    /// fault lies in what was asked of it.
    pub file: String,
    /// Where in the file: a path of keys such as `shapes.Alarm.members.Name.shape`, or a line and
    /// column; empty for the file as a whole.
    pub place: String,
    /// What is wrong there.
    pub reason: String,
    /// What to do about it, where there is something to suggest.
    pub help: Option<String>,
}

impl Error {
    /// An error without a suggestion.
    pub fn new(file: impl Into<String>, place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { file: file.into(), place: place.into(), reason: reason.into(), help: None }
    }

    /// An error that no model should be able to cause: the generator contradicts itself.
    pub fn internal(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::new("shapesmith-codegen", place, reason).with_help(Some(
            "this is a mistake in the generator, not in a model; please report it".to_owned(),
        ))
    }

    /// The same error with a suggestion, if there is one.
    #[must_use]
    pub fn with_help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in [&self.file, &self.place] {
            if !part.is_empty() {
                write!(formatter, "{}: ", visible(part))?;
            }
        }
        formatter.write_str(&visible(&self.reason))?;
        match &self.help {
            Some(help) => write!(formatter, "; {}", visible(help)),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::Error;

    #[test]
    fn an_error_is_one_line_whatever_a_model_calls_things() {
        let error = Error::new("model.json", "shapes.A\n\u{1b}[2J", "no shape is called \"B\r\"")
            .with_help(Some("did you mean \"C\u{2028}\"?".to_owned()));
        assert_eq!(
            error.to_string(),
            r#"model.json: shapes.A\n\u{1b}[2J: no shape is called "B\r"; did you mean "C\u{2028}"?"#
        );
    }
}
