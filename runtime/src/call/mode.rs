//! The two ways to wait for a call. Clients, requests and listings are marked with one of them, so
//! that one set of generated methods serves both.

/// Calls are futures: the mode of a client unless another is named.
#[derive(Clone, Copy, Debug)]
pub enum Async {}

/// Calls block the thread that makes them.
#[cfg(feature = "blocking")]
#[derive(Clone, Copy, Debug)]
pub enum Blocking {}
