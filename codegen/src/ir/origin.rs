//! Where a fact comes from: the file, and the place in it that errors name.

use std::sync::Arc;

use crate::Error;

/// Where something stands in the files that a service was read from.
///
/// Later stages make their errors of it, so that these name the file that a person has to open, be it
/// a model, an overlay or a patch. A copy costs two counters.
///
/// Two origins are always equal: where something was said is no part of what was said, and two versions
/// of a model are compared by what they say.
#[derive(Clone, Debug)]
pub struct Origin {
    file: Arc<str>,
    place: Arc<str>,
}

impl Origin {
    /// A place in a file, such as `shapes.Alarm.members.Name` in `service-2.json`.
    pub fn new(file: impl Into<Arc<str>>, place: impl Into<Arc<str>>) -> Self {
        Self { file: file.into(), place: place.into() }
    }

    /// The file, as its [`Source`](crate::Source) is named.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The place in the file.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// A place inside this one, such as `shape` or `enum[2]`.
    #[must_use]
    pub fn at(&self, inside: &str) -> Self {
        Self { file: Arc::clone(&self.file), place: format!("{}.{inside}", self.place).into() }
    }

    /// An error about what stands here.
    pub(crate) fn error(&self, reason: impl Into<String>) -> Error {
        Error::new(&*self.file, &*self.place, reason)
    }
}

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Origin {}
