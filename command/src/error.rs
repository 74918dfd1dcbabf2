//! What goes wrong, in the words that a person needs: the place, the reason, and what to do.

use std::fmt;
use std::path::Path;

use shapesmith_codegen::visible;

/// A failure: where, why, and what to do about it.
#[derive(Debug)]
pub struct Error {
    /// The file, and the place in it where there is one; empty where the reason says it all.
    pub place: String,
    /// What is wrong.
    pub reason: String,
    /// What to do, where there is something to say.
    pub help: Option<String>,
    /// Whose mistake it is, which decides the exit code.
    pub kind: Kind,
}

/// Whose mistake an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The work could not be done.
    Failure,
    /// The arguments make no sense together.
    Usage,
    /// The work was done, and what came out is what the arguments asked to fail for.
    Verdict,
}

impl Error {
    /// A failure in a place.
    pub fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place: place.into(), reason: reason.into(), help: None, kind: Kind::Failure }
    }

    /// Arguments that make no sense together.
    pub fn usage(reason: impl Into<String>) -> Self {
        Self { kind: Kind::Usage, ..Self::new("", reason) }
    }

    /// A failure of the file system: what was being done, to which path, and what the system says.
    pub fn io(path: &Path, doing: &str, error: &std::io::Error) -> Self {
        Self::new(path.display().to_string(), format!("cannot {doing}: {error}"))
    }

    /// The same failure with advice.
    pub fn help(self, help: impl Into<String>) -> Self {
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

impl From<shapesmith_codegen::Error> for Error {
    fn from(error: shapesmith_codegen::Error) -> Self {
        // What a model calls things may break lines.
        let shown = |text: &String| visible(text).into_owned();
        let place: Vec<String> =
            [&error.file, &error.place].into_iter().filter(|part| !part.is_empty()).map(shown).collect();
        Self { help: error.help.as_ref().map(shown), ..Self::new(place.join(": "), shown(&error.reason)) }
    }
}

/// Advice for a name that is not known: the nearest of the known ones, or all of them where they
/// are few, or nothing.
pub(crate) fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    /// How many names still make a readable list.
    const FEW: usize = 8;
    let known: Vec<&str> = known.into_iter().collect();
    shapesmith_codegen::did_you_mean(name, known.iter().copied()).or_else(|| {
        let all: Vec<String> = known.iter().map(|candidate| format!("\"{candidate}\"")).collect();
        (!all.is_empty() && all.len() <= FEW).then(|| format!("known: {}", all.join(", ")))
    })
}
