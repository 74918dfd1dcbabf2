//! What the tests of this folder share. Tests that need one crate alone live in that crate.
//!
//! - `fixtures/`: tiny services, each with one trait of models;
//! - `snapshots/`: what the generator makes of them, and of the operation that is checked in;
//! - `generator/`: tests of the generator that look at whole crates;
//! - `consumer/`: a crate that uses the crates generated from the fixtures;
//! - `fuzz/`: the bodies of the fuzz targets, run over their corpus;
//! - `client/`: the client that is checked in, against a local server over real sockets.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

pub mod ast;
pub mod fixture;
pub mod fuzz;
pub mod rendering;
pub mod repository;
pub mod server;
pub mod signature;
