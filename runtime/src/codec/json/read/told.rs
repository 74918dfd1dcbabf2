//! Why reading failed, in words that may be shown.

use std::fmt;

use super::Notes;
use crate::schema::{Member, sensitive_members};
use crate::shape::Slot;

/// What a slot is for, as far as that decides about what may be told of a value that does not fit.
pub(crate) enum Described {
    /// A structure or union with these members.
    ByMembers(&'static [Member]),
    /// Anything else: nothing says that it is not sensitive.
    No,
}

impl Described {
    /// What a slot is for.
    pub(crate) fn of(slot: &Slot<'_>) -> Self {
        match slot {
            Slot::Structure(structure) => Self::ByMembers(structure.schema().members),
            Slot::Union(union) => Self::ByMembers(union.schema().members),
            _ => Self::No,
        }
    }

    /// Why reading failed, with the path. Deserializers repeat the value that did not fit, so their words are
    /// passed on only where no member is sensitive; of others the position is left, where they give one as
    /// `serde_json` does.
    pub(crate) fn told(&self, notes: Notes, error: impl fmt::Display) -> String {
        let error = error.to_string();
        let reason = match self {
            Self::ByMembers(members) if sensitive_members([*members]).is_empty() => error,
            _ => {
                format!("cannot be read as {}{}", notes.wanted(), position(&error).unwrap_or_default())
            }
        };
        match notes.into_parts().0 {
            Some(path) => format!("{path}: {reason}"),
            None => reason,
        }
    }
}

/// The end of an error that says where in the text it was: ` at line 1 column 7`.
fn position(error: &str) -> Option<&str> {
    let (before, place) = error.rsplit_once(" at line ")?;
    let (line, column) = place.split_once(" column ")?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(line) && is_number(column)).then(|| error.get(before.len()..)).flatten()
}
