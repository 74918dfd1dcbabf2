//! The crate of S3 that is checked in: what it sends where, and what becomes of bodies that break off.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod across;
mod addressing;
mod bodies;
mod events;
mod fakes;
mod keys;
mod presigned;
mod regions;
#[path = "../../runtime/tests/support/server.rs"]
mod server;
#[path = "../../runtime/tests/support/tls.rs"]
mod tls;
mod told;
mod wire;

use std::time::Duration;

use s3::test_util::CannedHttp;
use shapesmith_runtime::retry::Backoff;
use shapesmith_runtime::{Config, ConfigBuilder, Credentials, Environment};

/// A configuration that depends on nothing around it, and does not wait long between attempts.
fn config() -> ConfigBuilder {
    let moment = Duration::from_millis(1);
    Config::builder()
        .environment(Environment::empty())
        .region("eu-central-1")
        .credentials(Credentials::new("AKIDEXAMPLE", "EXAMPLESECRET"))
        .backoff(Backoff { first: moment, first_throttled: moment, longest: moment })
}

/// A client of AWS's own endpoints, which nobody asks.
fn aws(http: &CannedHttp) -> ConfigBuilder {
    config().http_client(http.clone())
}

fn client(config: ConfigBuilder) -> s3::Client {
    s3::Client::new(config.build().unwrap())
}
