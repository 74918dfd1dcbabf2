//! What the programs in `src/bin` do, apart from their arguments, so that tests can do it with fakes.
//!
//! It is written to be copied and changed.

pub mod chat;
pub mod copy;
pub mod orders;
pub mod progress;
