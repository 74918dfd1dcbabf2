//! The generator, looked at through the crates that it makes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod compile;
mod contract;
mod determinism;
mod freshness;
mod names;
#[cfg(unix)]
mod readme;
mod snapshots;
