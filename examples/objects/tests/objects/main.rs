//! Uploads, downloads, copies and listings against a local server that fails in every way that it can think of.
#![allow(unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod copies;
mod downloads;
mod mirrors;
mod programs;
mod state;
mod store;
mod uploads;

use std::time::Duration;

use s3::credentials::provider_fn;
use s3::retry::Backoff;
use s3::{Client, Config, Credentials};
use store::Store;

/// A client of the store that depends on nothing around it, and does not wait long between attempts.
fn client(store: &Store) -> Client {
    let moment = Duration::from_millis(1);
    let config = Config::builder()
        .region("eu-central-1")
        .credentials(Credentials::new("AKIDEXAMPLE", "EXAMPLESECRET"))
        .endpoint_url(&store.url)
        .backoff(Backoff { first: moment, first_throttled: moment, longest: moment });
    Client::new(config.build().unwrap())
}

/// The same with keys that are other ones each time they are asked for.
fn client_of_changing_keys(store: &Store) -> Client {
    let mut times = 0;
    let count = std::sync::Mutex::new(move || {
        times += 1;
        times
    });
    let keys = provider_fn(move || {
        let times = (count.lock().unwrap())();
        async move { Ok(Credentials::new(format!("AKID{times}"), "EXAMPLESECRET")) }
    });
    let moment = Duration::from_millis(1);
    let config = Config::builder()
        .region("eu-central-1")
        .credentials(keys)
        .endpoint_url(&store.url)
        .backoff(Backoff { first: moment, first_throttled: moment, longest: moment });
    Client::new(config.build().unwrap())
}

/// Content of which no two pieces are the same.
fn content(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_u32;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state >> 8) as u8
    };
    (0..length).map(next).collect()
}

/// Waits until something is so, and fails if that takes long.
async fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..500 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{what}: not so after five seconds");
}
