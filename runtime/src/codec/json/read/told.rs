//! Why reading failed, in words that may be shown.

use std::fmt;

use super::wanted;
use crate::codec::read::Notes;
use crate::schema::{Member, sensitive_members};
use crate::shape::Slot;

/// What a slot is for, as far as that decides about what may be told of a value that does not fit.
pub(crate) struct Described {
    /// The members of a structure or union. Of anything else nothing says that it is not sensitive.
    members: Option<&'static [Member]>,
    wanted: &'static str,
}

impl Described {
    /// What a slot is for.
    pub(crate) fn of(slot: &Slot<'_>) -> Self {
        let members = match slot {
            Slot::Structure(structure) => Some(structure.schema().members),
            Slot::Union(union) => Some(union.schema().members),
            _ => None,
        };
        Self { members, wanted: wanted::of(slot) }
    }

    /// Why reading failed, with the path. Deserializers repeat the value that did not fit, so their words are
    /// passed on only where no member is sensitive; of others the position is left, where they give one as
    /// `serde_json` does.
    pub(crate) fn told(&self, notes: Notes, error: impl fmt::Display) -> String {
        let error = error.to_string();
        let shown = self.members.is_some_and(|members| sensitive_members([members]).is_empty());
        let inside = notes.wanted();
        let path = notes.into_parts().0;
        let wanted = if path.is_some() { inside.unwrap_or("what the model says") } else { self.wanted };
        let position = position(&error).unwrap_or_default();
        let reason = if shown { error.clone() } else { format!("cannot be read as {wanted}{position}") };
        match path {
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
