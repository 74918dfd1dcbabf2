//! Calls as programs make them: requests and responses, listings, waits, calls by name, and blocking.

#[cfg(feature = "presign")]
mod auth_token;
#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "dynamic")]
pub mod dynamic;
#[cfg(feature = "events")]
pub(crate) mod events;
pub mod mode;
pub(crate) mod operation;
pub mod pagination;
pub mod request;
pub mod waiter;
