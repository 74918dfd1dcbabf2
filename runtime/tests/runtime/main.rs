//! The runtime as generated crates use it, in one program, since linking is what takes time.
//!
//! What needs a program of its own stands beside this folder: the tests of the log, which is shared by
//! all threads, and those of a feature with dependencies of its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod accounts;
mod bearer;
mod blocking;
mod calls;
mod codec_properties;
mod comparing;
mod configuration;
mod credentials;
mod discovery;
mod dynamic;
mod endpoint_rules;
mod errors;
mod garbled;
mod http_client;
mod jmespath;
mod numbers;
mod objects;
mod own_services;
mod pagination;
mod providers;
mod recordings;
mod requests;
mod retries;
mod rooms;
mod sending;
mod serde_formats;
mod sharing;
mod streams;
#[path = "../support/mod.rs"]
mod support;
mod test_util;
mod told;
mod waiter;
