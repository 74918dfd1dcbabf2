//! The semantic diff: verdicts, what they say, and whether the compiler agrees.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod compiler;
mod pairs;
mod verdicts;
