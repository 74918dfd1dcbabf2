//! What the example programs share.

pub mod table;

/// The code in the README, which therefore compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
