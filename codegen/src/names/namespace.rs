//! A scope of generated code, in which no name may stand twice.

use std::collections::BTreeMap;

use crate::Error;
use crate::ir::Origin;

/// What a name was made of: where that stands, and what to call it in an error.
#[derive(Clone)]
pub(super) struct Claimant {
    /// Where it stands.
    pub(super) origin: Origin,
    /// What it is: a name of the model in quotation marks, or what was made of it.
    pub(super) words: String,
    /// The keys of an entry of `names` in `patches.json` that gives it another name.
    pub(super) entry: String,
}

impl Claimant {
    /// What was made of this, as `the accessor of "Tags"`.
    pub(super) fn derived(&self, words: &str) -> Self {
        Self { words: format!("{words} {}", self.words), ..self.clone() }
    }

    /// An error about this name that another name would mend.
    pub(super) fn error(&self, reason: String) -> Error {
        let help = format!(
            "give it a Rust name, which changes nothing on the wire: \"names\": [{{{}, \"name\": \"…\", \
             \"reason\": \"…\"}}] in patches.json",
            self.entry
        );
        self.origin.error(reason).with_help(Some(help))
    }
}

/// The names of one scope.
#[derive(Default)]
pub(super) struct Namespace {
    taken: BTreeMap<String, String>,
}

impl Namespace {
    /// A scope in which some names are taken, by what `words` says.
    pub(super) fn with<'a>(names: impl IntoIterator<Item = &'a str>, words: &str) -> Self {
        Self { taken: names.into_iter().map(|name| (name.to_owned(), words.to_owned())).collect() }
    }

    /// Enters a name.
    ///
    /// # Errors
    ///
    /// It is there already; the error names both origins.
    pub(super) fn claim(&mut self, name: &str, claimant: &Claimant) -> Result<(), Error> {
        match self.taken.insert(name.to_owned(), claimant.words.clone()) {
            None => Ok(()),
            Some(other) => Err(claimant
                .error(format!("{other} and {} would both be called `{name}` in Rust", claimant.words))),
        }
    }
}
