//! Where the values of a file come from: the file itself, or an overlay or a patch that put them there.

use std::collections::HashMap;
use std::sync::Arc;

use super::smithy::places::{Ids, readable};
use crate::Error;

/// The name of a file, and the places in it whose values stand in another.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    file: Arc<str>,
    /// By place in this file, the file and the place where the value was written.
    elsewhere: HashMap<String, (Arc<str>, String)>,
    form: Form,
}

/// In which words places are given, and told.
#[derive(Clone, Debug)]
enum Form {
    /// As the keys on the way, both.
    Keys,
    /// As the keys from a place of a file in Smithy's form on; they are told as ids and traits.
    Ast {
        /// The place; empty for the root.
        within: String,
    },
    /// As the keys of a mirror of such a file; they are told as ids and traits.
    Mirror(Arc<Ids>),
}

impl Places {
    /// The places of a file that nothing was put into yet.
    pub(crate) fn of(file: &str) -> Self {
        Self { file: file.into(), elsewhere: HashMap::new(), form: Form::Keys }
    }

    /// From now on, places are those of a file in Smithy's form, told as ids and traits.
    pub(super) fn tell_smithy(&mut self) {
        self.form = Form::Ast { within: String::new() };
    }

    /// The places of a part of a file in Smithy's form, which stands at a place of it.
    pub(super) fn part(&self, place: &str) -> Self {
        Self { form: Form::Ast { within: place.to_owned() }, ..self.clone() }
    }

    /// The places of a mirror of a file in Smithy's form.
    pub(super) fn mirrored(&self, ids: Arc<Ids>) -> Self {
        Self { form: Form::Mirror(ids), ..self.clone() }
    }

    /// The file's name.
    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    /// Notes that the value at a place was written at a place of another file.
    pub(crate) fn put(&mut self, place: &str, file: &Arc<str>, written: String) {
        self.elsewhere.insert(place.to_owned(), (Arc::clone(file), written));
    }

    /// Forgets what is known of a place and of those inside it.
    pub(crate) fn forget(&mut self, place: &str) {
        self.elsewhere.retain(|other, _| {
            other.strip_prefix(place).is_none_or(|rest| !rest.is_empty() && !rest.starts_with(['.', '[']))
        });
    }

    /// The file and the place where somebody wrote what stands at a place.
    pub(crate) fn find(&self, place: &str) -> (Arc<str>, String) {
        match &self.form {
            Form::Keys => self.written(place).unwrap_or_else(|| (Arc::clone(&self.file), place.to_owned())),
            Form::Ast { within } => {
                let place = if place.is_empty() { within.clone() } else { inside(within, place) };
                self.written(&place).unwrap_or_else(|| (Arc::clone(&self.file), readable(&place)))
            }
            Form::Mirror(ids) => {
                let place = ids.in_file(place);
                self.written(&place).unwrap_or_else(|| (Arc::clone(&self.file), readable(&place)))
            }
        }
    }

    /// The file and the place where somebody wrote what stands at a place, if that is another file.
    fn written(&self, place: &str) -> Option<(Arc<str>, String)> {
        // Without overlay and patch, which is nearly always, nothing has to be looked for.
        let mut outer = if self.elsewhere.is_empty() { "" } else { place };
        while !outer.is_empty() {
            if let Some((file, written)) = self.elsewhere.get(outer) {
                let inside = place.get(outer.len()..).unwrap_or_default();
                return Some((Arc::clone(file), format!("{written}{inside}")));
            }
            outer = outer.rfind(['.', '[']).and_then(|end| outer.get(..end)).unwrap_or_default();
        }
        None
    }

    /// An error about what stands at a place.
    pub(crate) fn error(&self, place: &str, reason: impl Into<String>) -> Error {
        let (file, place) = self.find(place);
        Error::new(&*file, place, reason)
    }

    /// The name of the file, for others to refer to.
    pub(crate) fn shared_file(&self) -> Arc<str> {
        Arc::clone(&self.file)
    }
}

/// The place of a key inside a place.
pub(crate) fn inside(place: &str, key: &str) -> String {
    if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") }
}
