//! What is told about a reply beside its values: where an error was, and what the model does not know.

use std::cell::{Cell, RefCell};
use std::fmt;

use crate::schema::{Member, REDACTED, Target, Traits};

/// What a read takes note of beside the values.
#[derive(Default)]
pub(crate) struct Notes {
    /// Where the first error was, such as `Items[3].Status`.
    error_path: RefCell<Option<String>>,
    /// What would have fitted there.
    wanted: Cell<Option<&'static str>>,
    /// Members and enum values that the model does not know, up to [`UNKNOWNS_LIMIT`].
    unknowns: RefCell<Vec<Unknown>>,
}

/// A hostile reply could hold millions of unknown members; the first few tell enough.
const UNKNOWNS_LIMIT: usize = 100;

impl Notes {
    pub(crate) fn into_parts(self) -> (Option<String>, Vec<Unknown>) {
        (self.error_path.into_inner(), self.unknowns.into_inner())
    }

    pub(super) fn failed_at(&self, place: &Place<'_>) {
        self.error_path.borrow_mut().get_or_insert_with(|| place.to_string());
    }

    /// A value was none that fits; what encloses it cannot be read either, so the first to say so is right.
    pub(super) fn not(&self, wanted: &'static str) {
        self.wanted.set(self.wanted.get().or(Some(wanted)));
    }

    /// What would have fitted where the first error was.
    pub(crate) fn wanted(&self) -> Option<&'static str> {
        self.wanted.get()
    }

    pub(super) fn second_member(&self, place: &Place<'_>) {
        self.unknown(|| Unknown::SecondMember { path: place.to_string() });
    }

    pub(super) fn unknown(&self, unknown: impl FnOnce() -> Unknown) {
        let mut unknowns = self.unknowns.borrow_mut();
        if unknowns.len() < UNKNOWNS_LIMIT {
            unknowns.push(unknown());
        }
    }
}

/// Something in a reply that the model does not know: a sign that the model is older than the service.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unknown {
    /// A member of a structure or union, by its path in the reply.
    Member {
        /// Where it was, such as `Tasks[0].NewMember`.
        path: String,
    },
    /// A value of an enum.
    ///
    /// Where the model calls it sensitive, it is not told here, but the output holds it.
    EnumValue {
        /// Where it was, such as `Tasks[0].Status`.
        path: String,
        /// The value.
        value: String,
    },
    /// A second member of a union, by its path. It was not read: a union holds one, and the first that the model
    /// knows is kept.
    SecondMember {
        /// Where it was, such as `Targets[0].Email`.
        path: String,
    },
    /// A number that is larger than all that the member can hold, and was read as infinity.
    Infinite {
        /// Where it was, such as `Totals[0].Sum`.
        path: String,
    },
}

impl Unknown {
    /// Where in the reply it was, such as `Tasks[0].Status`.
    pub fn path(&self) -> &str {
        let (Self::Member { path }
        | Self::EnumValue { path, .. }
        | Self::SecondMember { path }
        | Self::Infinite { path }) = self;
        path
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member { path } => write!(formatter, "{path}: a member the model does not know"),
            Self::EnumValue { path, value } => {
                write!(formatter, "{path}: the value \"{value}\", which the model does not know")
            }
            Self::SecondMember { path } => {
                write!(formatter, "{path}: a second member of a union, which was not read")
            }
            Self::Infinite { path } => {
                write!(formatter, "{path}: a number too large for the member, read as infinity")
            }
        }
    }
}

/// What stands for an entry of a map in a path.
pub(crate) const ENTRY: &str = "{…}";

/// Where a value stands: a chain of steps up to the root, on the stack, turned into text only when
/// somebody asks.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    step: Step<'a>,
}

impl<'a> Place<'a> {
    /// The value that is read as a whole.
    pub(super) const ROOT: Place<'static> = Place { parent: None, step: Step::Root };

    /// A member in here.
    pub(super) fn member(&'a self, member: &'static Member) -> Self {
        Self { parent: Some(self), step: Step::Member(member) }
    }

    /// A member in here that the model does not know.
    pub(super) fn name(&'a self, name: &'a str) -> Self {
        Self { parent: Some(self), step: Step::Name(name) }
    }

    /// An entry of a map in here. Its key is not told: keys are data, and may be secret.
    pub(super) fn entry(&'a self) -> Self {
        Self { parent: Some(self), step: Step::Entry }
    }

    /// An element in here.
    pub(super) fn index(&'a self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Index(index) }
    }

    /// Whether the model calls the value here, or one around it, sensitive.
    pub(super) fn is_sensitive(&self) -> bool {
        self.described_by().is_some_and(|member| member.traits.has(Traits::SENSITIVE))
            || self.parent.is_some_and(Place::is_sensitive)
    }

    /// The member that describes the value here.
    fn described_by(&self) -> Option<&'static Member> {
        let around = || Some(self.parent?.described_by()?.target);
        match self.step {
            Step::Member(member) => Some(member),
            Step::Root | Step::Name(_) => None,
            Step::Index(_) => match around()? {
                Target::List(element) | Target::SparseList(element) => Some(element),
                _ => None,
            },
            Step::Entry => match around()? {
                Target::Map(schema) | Target::SparseMap(schema) => Some(&schema.value),
                _ => None,
            },
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

impl fmt::Display for Place<'_> {
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
