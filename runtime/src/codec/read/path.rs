//! Where in a message a value stands, for errors and notes: by the names of the model.

use std::fmt;

use crate::schema::{Member, REDACTED, Traits};

/// What stands for an entry of a map in a path.
pub(crate) const ENTRY: &str = "{…}";

/// Where a value stands: a chain of steps up to the root, on the stack, turned into text only when
/// somebody asks.
#[derive(Clone, Copy)]
pub(crate) struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Step<'a>,
}

impl<'a> Path<'a> {
    /// The value that is read as a whole.
    pub(crate) const ROOT: Path<'static> = Path { parent: None, step: Step::Root };

    /// A member in here.
    pub(crate) fn member(&'a self, member: &'static Member) -> Self {
        Self { parent: Some(self), step: Step::Member(member) }
    }

    /// A member in here that the model does not know.
    pub(crate) fn name(&'a self, name: &'a str) -> Self {
        Self { parent: Some(self), step: Step::Name(name) }
    }

    /// An entry of a map in here. Its key is not told: keys are data, and may be secret.
    pub(crate) fn entry(&'a self) -> Self {
        Self { parent: Some(self), step: Step::Entry }
    }

    /// An element in here.
    pub(crate) fn index(&'a self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Index(index) }
    }

    /// Whether the model calls the value here, or one around it, sensitive.
    pub(crate) fn is_sensitive(&self) -> bool {
        self.described_by().is_some_and(|member| member.traits.has(Traits::SENSITIVE))
            || self.parent.is_some_and(Path::is_sensitive)
    }

    /// The member that describes the value here.
    fn described_by(&self) -> Option<&'static Member> {
        let around = || Some(self.parent?.described_by()?.target);
        match self.step {
            Step::Member(member) => Some(member),
            Step::Root | Step::Name(_) => None,
            Step::Index(_) => around()?.element(),
            Step::Entry => Some(&around()?.entries()?.value),
        }
    }
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Member(&'static Member),
    Name(&'a str),
    Entry,
    Index(usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            fmt::Display::fmt(parent, formatter)?;
        }
        let name = match self.step {
            Step::Root => return Ok(()),
            Step::Index(index) => return write!(formatter, "[{index}]"),
            Step::Entry => return formatter.write_str(ENTRY),
            Step::Member(member) => member.name,
            Step::Name(_) if self.is_sensitive() => REDACTED,
            Step::Name(name) => name,
        };
        match self.parent.map(|parent| parent.step) {
            None | Some(Step::Root) => formatter.write_str(name),
            Some(_) => write!(formatter, ".{name}"),
        }
    }
}
