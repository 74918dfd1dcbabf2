//! What reading is in every format: which member a name stands for, what a union holds, where a value goes, and
//! what is told about it afterwards. Each format goes over its own text, and asks here.

mod choice;
mod fields;
mod holder;
mod keys;
mod notes;
mod path;
mod reset;

pub(crate) use choice::Choice;
pub(crate) use fields::Fields;
pub(crate) use holder::{Element, Entry, Holder, Whole};
pub(crate) use keys::{Key, Keys, Naming, Wire};
pub(crate) use notes::Notes;
pub use notes::Unknown;
#[cfg(feature = "dynamic")]
pub(crate) use path::ENTRY;
pub(crate) use path::Path;

/// Why a message could not be read. Nothing that it holds is repeated here, since that may be secret.
#[doc(hidden)]
#[derive(Debug)]
pub struct Unreadable {
    /// Where reading failed, where that is known.
    pub(crate) path: Option<String>,
    pub(crate) reason: String,
}

impl Unreadable {
    /// A message that cannot be read at all.
    #[cfg(feature = "test-util")]
    pub(crate) fn whole(reason: String) -> Self {
        Self { path: None, reason }
    }
}

/// How much of a body has to be there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it.
    Whole,
    /// As much as came, and whatever follows.
    Part,
}
