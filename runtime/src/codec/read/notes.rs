//! What is told about a reply beside its values: where an error was, and what the model does not know.

use std::cell::{Cell, RefCell};
use std::fmt;

use super::path::Path;
use crate::schema::REDACTED;
use crate::shape::EnumSlot;

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

    pub(crate) fn failed_at(&self, path: &Path<'_>) {
        self.error_path.borrow_mut().get_or_insert_with(|| path.to_string());
    }

    /// A value was none that fits; what encloses it cannot be read either, so the first to say so is right.
    pub(crate) fn not(&self, wanted: &'static str) {
        self.wanted.set(self.wanted.get().or(Some(wanted)));
    }

    /// What would have fitted where the first error was.
    pub(crate) fn wanted(&self) -> Option<&'static str> {
        self.wanted.get()
    }

    pub(crate) fn second_member(&self, path: &Path<'_>) {
        self.unknown(|| Unknown::SecondMember { path: path.to_string() });
    }

    /// Sets an enum, and takes note of a value that the model does not know.
    pub(crate) fn enum_value(&self, slot: &mut dyn EnumSlot, text: &str, path: &Path<'_>) {
        if !slot.set(text) {
            let shown = if path.is_sensitive() { REDACTED } else { text };
            self.unknown(|| Unknown::EnumValue { path: path.to_string(), value: shown.to_owned() });
        }
    }

    pub(crate) fn unknown(&self, unknown: impl FnOnce() -> Unknown) {
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
