//! What is sensitive is shown, logged and recorded nowhere.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::result_large_err
)]

mod calls;
mod recordings;
#[path = "../support/mod.rs"]
mod support;
mod texts;
