//! Waiters: an operation is called again and again until its answers say that something has come
//! about, or that it never will.
//!
//! A waiter is static data, a [`WaiterSchema`]: which answers mean what. Generated crates hold those
//! of the model; others can be written by hand in the same words. [`Wait`] is one use of a waiter.
//!
//! Source: the [waiters](https://smithy.io/2.0/additional-specs/waiters.html) of the Smithy
//! specification, and the waiters of botocore 1.44.5, whose models bound the number of attempts.

mod course;
mod error;
mod judge;
mod pace;
mod wait;

pub use error::{Reason, WaiterError};

pub use crate::schema::{Acceptor, Matcher, State, WaiterSchema};
pub use wait::{Ending, Wait};

/// The words that acceptors are written with, for generated code.
#[doc(hidden)]
pub mod table {
    pub use crate::jmespath::table::*;
    pub use crate::schema::Matcher::*;
    pub use crate::schema::waiter::{Acceptor, WaiterSchema, failure, retry, success};
}
