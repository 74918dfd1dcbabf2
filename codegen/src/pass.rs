//! Passes over the intermediate representation: what is kept of it, and what follows from it.

mod analyse;
mod extract;
mod glob;
mod graph;
mod notes;
mod select;
mod unsupported;

pub use analyse::analyse;
pub(crate) use extract::extract;
pub(crate) use glob::matches;
pub use graph::closure;
pub use notes::Note;
pub(crate) use select::select;
pub use select::{Selected, Selection, Skipped};
