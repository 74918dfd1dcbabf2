//! The verbs that only this repository has, one file each: its arguments, and what it does.

pub(crate) mod bench;
pub(crate) mod conformance;
pub(crate) mod coverage;
