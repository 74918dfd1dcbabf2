//! What the tests of the calling half share: a service of their own, and a server that does as told.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

pub mod log;
pub mod objects;
pub mod server;
pub mod things;
pub mod tls;
pub mod vault;

use std::time::Duration;

use shapesmith_runtime::retry::Backoff;
use shapesmith_runtime::{Client, Config, ConfigBuilder, Credentials, Environment};

/// A configuration that depends on nothing around it and does not wait.
pub fn config(endpoint_url: &str) -> ConfigBuilder {
    let moment = Duration::from_millis(1);
    Config::builder()
        .environment(Environment::empty())
        .region("eu-central-1")
        .credentials(Credentials::new("AKIDEXAMPLE", "EXAMPLESECRET"))
        .endpoint_url(endpoint_url)
        .backoff(Backoff { first: moment, first_throttled: moment, longest: Duration::from_secs(2) })
}

/// A client of the service in [`things`].
pub fn client(config: ConfigBuilder) -> Client {
    Client::new(&things::SERVICE, config.build().unwrap())
}
