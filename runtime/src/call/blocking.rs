//! Calls that block the thread, for programs without an async runtime.
//!
//! Behind the feature `blocking`. A generated crate then has a module `blocking` whose client has the
//! same methods as the async one; listings are iterators. All blocking calls of a process share one
//! background thread, which drives connections and timers and lives until the process ends.
//!
//! A blocking call inside an async runtime would hold up everything else there, so it is an error
//! that says so, whether or not that thread may block. Threads started with `std::thread` may.

#[cfg(feature = "events")]
mod events;
mod iterate;
mod macros;
#[cfg(feature = "stream")]
mod read;

use std::sync::OnceLock;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::call::operation::Operation;
use crate::call::request::{self, Response};
use crate::client::Client;
use crate::client::overrides::RequestConfig;
#[cfg(feature = "presign")]
use crate::client::presign::{PostPolicy, Presigned, PresignedPost};
use crate::error::ConfigError;
use crate::error::{Error, ErrorKind};
#[cfg(feature = "events")]
pub use events::BlockingEvents;
#[cfg(feature = "stream")]
pub use read::BlockingReader;

/// Runs a future to its end, on this thread.
///
/// # Errors
///
/// This thread belongs to an async runtime, or the background thread cannot be started.
pub(crate) fn wait_for<T>(future: impl Future<Output = T>) -> Result<T, ConfigError> {
    match runtime() {
        Ok(runtime) => Ok(runtime.block_on(future)),
        Err(error) => Err(error),
    }
}

fn runtime() -> Result<&'static Runtime, ConfigError> {
    static RUNTIME: OnceLock<Result<Runtime, ConfigError>> = OnceLock::new();
    if Handle::try_current().is_ok() {
        return Err(ConfigError::new(
            "a blocking call inside an async runtime would hold up everything else there; use the async \
             client, or make the call on a thread started with std::thread",
        ));
    }
    let start = || {
        let built =
            Builder::new_multi_thread().worker_threads(1).thread_name("aws-calls").enable_all().build();
        built.map_err(|error| {
            ConfigError::new(format_args!(
                "the background thread of blocking calls cannot be started: {error}"
            ))
        })
    };
    RUNTIME.get_or_init(start).as_ref().map_err(Clone::clone)
}

/// Calls an operation and blocks until it has ended.
///
/// # Errors
///
/// Why the call failed.
pub fn send<I: Operation>(
    client: &Client,
    input: I,
    config: &RequestConfig,
) -> Result<Response<I::Output>, Error<I::Error>> {
    wait_for(request::send(client, input, config)).unwrap_or_else(|error| Err(misplaced::<I>(error)))
}

/// Signs the request of a call in its URL, and blocks until that is done.
///
/// # Errors
///
/// Why it cannot be signed so.
#[cfg(feature = "presign")]
pub fn presign<I: Operation>(
    client: &Client,
    input: &mut I,
    config: &RequestConfig,
    expires: std::time::Duration,
) -> Result<Presigned, Error<I::Error>> {
    let signed = wait_for(request::presign(client, input, config, expires));
    signed.unwrap_or_else(|error| Err(misplaced::<I>(error)))
}

/// Signs an upload by a form, and blocks until that is done.
///
/// # Errors
///
/// Why it cannot be signed so.
#[cfg(feature = "presign")]
pub fn presign_post<I: Operation>(
    client: &Client,
    input: &mut I,
    config: &RequestConfig,
    policy: PostPolicy,
) -> Result<PresignedPost, Error<I::Error>> {
    let signed = wait_for(request::presign_post(client, input, config, policy));
    signed.unwrap_or_else(|error| Err(misplaced::<I>(error)))
}

/// The error of a call that could not begin.
pub(crate) fn misplaced<I: Operation>(error: ConfigError) -> Error<I::Error> {
    Error::new(ErrorKind::Configuration(error), I::SCHEMA.facts())
}
