//! The generator, looked at through the crates that it makes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[cfg(unix)]
mod compile;
mod contract;
mod determinism;
mod freshness;
mod guide;
mod names;
mod packages;
mod paths;
mod random_models;
mod readme;
mod snapshots;
mod taken;
mod traced;
mod twins;
