//! A scope of generated code, in which no name may stand twice.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::Error;
use crate::ir::Origin;

/// What a name was made of. Words are made of it only where an error needs them.
#[derive(Clone, Copy)]
pub(super) struct Claimant<'a> {
    /// Where it stands.
    pub(super) origin: &'a Origin,
    /// What the model calls it.
    pub(super) name: &'a str,
    /// What it is.
    pub(super) kind: Kind<'a>,
    /// What was made of it, if not a name of its own: `the accessor of`.
    pub(super) derived: Option<&'static str>,
}

/// What a Rust name can be given to; members and values have the name of their shape.
#[derive(Clone, Copy)]
pub(super) enum Kind<'a> {
    Operation,
    Waiter,
    Shape,
    Member(&'a str),
    Value(&'a str),
    Token,
}

impl<'a> Claimant<'a> {
    /// What was made of this, as `the accessor of`.
    pub(super) fn derived(self, words: &'static str) -> Self {
        Self { derived: Some(words), ..self }
    }

    /// What it is: a name of the model in quotation marks, or what was made of it.
    pub(super) fn words(&self) -> String {
        match self.derived {
            None => format!("\"{}\"", self.name),
            Some(derived) => format!("{derived} \"{}\"", self.name),
        }
    }

    /// An error about this name that another name would mend.
    pub(super) fn error(&self, reason: String) -> Error {
        if let Kind::Token = self.kind {
            return self.origin.error(reason).with_help(Some("call it otherwise, by a patch".to_owned()));
        }
        let help = format!(
            "give it a Rust name, which changes nothing on the wire: \"names\": [{{{}, \"name\": \"…\", \
             \"reason\": \"…\"}}] in patches.json",
            self.entry()
        );
        let error = match self.kind {
            Kind::Value(_) => self.origin.at("enum").error(reason),
            _ => self.origin.error(reason),
        };
        error.with_help(Some(help))
    }

    /// The keys of an entry of `names` in `patches.json` that gives it another name.
    fn entry(&self) -> String {
        let name = self.name;
        match self.kind {
            Kind::Operation => format!("\"operation\": {name:?}"),
            Kind::Waiter => format!("\"waiter\": {name:?}"),
            Kind::Shape => format!("\"shape\": {name:?}"),
            Kind::Member(shape) => format!("\"shape\": {shape:?}, \"member\": {name:?}"),
            // An error about one does not ask for this.
            Kind::Token => String::new(),
            Kind::Value(shape) => format!("\"shape\": {shape:?}, \"value\": {name:?}"),
        }
    }
}

/// The names of one scope.
#[derive(Default)]
pub(super) struct Namespace<'a> {
    taken: HashMap<Cow<'a, str>, Taken<'a>>,
}

/// What has a name.
enum Taken<'a> {
    /// Something that is always there, in words.
    Always(&'static str),
    /// Something of the model.
    By(Claimant<'a>),
}

impl<'a> Namespace<'a> {
    /// A scope in which some names are taken, by what `words` says.
    pub(super) fn with(names: impl IntoIterator<Item = &'static str>, words: &'static str) -> Self {
        Self { taken: names.into_iter().map(|name| (name.into(), Taken::Always(words))).collect() }
    }

    /// Enters a name.
    ///
    /// # Errors
    ///
    /// It is there already; the error names both origins.
    pub(super) fn claim(
        &mut self,
        name: impl Into<Cow<'a, str>>,
        claimant: Claimant<'a>,
    ) -> Result<(), Error> {
        let name = name.into();
        let Some(other) = self.taken.get(&name) else {
            self.taken.insert(name, Taken::By(claimant));
            return Ok(());
        };
        let other = match other {
            Taken::Always(words) => (*words).to_owned(),
            Taken::By(other) => other.words(),
        };
        let reason = format!("{other} and {} would both be called `{name}` in Rust", claimant.words());
        Err(claimant.error(reason))
    }
}
