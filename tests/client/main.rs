//! The client that is checked in, against a local server over real sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod errors;
mod pages;
mod replies;
mod requests;
mod secrets;

use shapesmith_runtime::retry::Backoff;
use shapesmith_runtime::{Config, ConfigBuilder, Credentials, Environment};
use shapesmith_tests::server::Server;
use std::time::Duration;

/// The window execution that is asked about.
const EXECUTION: &str = "4b1f1f6e-0a7c-4c53-9d1e-2f6f0d9d7a11";
const ACCESS_KEY: &str = "AKIDEXAMPLE";
const SECRET: &str = "EXAMPLESECRET/with+signs";

/// A configuration that sends to the server, depends on nothing around it, and does not wait long
/// between attempts.
fn config(server: &Server) -> ConfigBuilder {
    let moment = Duration::from_millis(1);
    Config::builder()
        .environment(Environment::empty())
        .region("eu-central-1")
        .credentials(Credentials::new(ACCESS_KEY, SECRET))
        .endpoint_url(&server.url)
        .backoff(Backoff { first: moment, first_throttled: moment, longest: moment })
}

fn client(server: &Server) -> ssm::Client {
    ssm::Client::new(config(server).build().unwrap())
}
