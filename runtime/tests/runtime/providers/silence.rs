//! Services that take a request and never answer. Time is Tokio's own here, so nobody waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use shapesmith_runtime::http::{Body, BoxFuture, HttpClient, HttpError};
use tokio::time::Instant;

use super::{Bench, Variables};
use crate::support::things::SERVICE;

/// Counts, and never answers.
#[derive(Clone, Default)]
struct Silent {
    asked: Arc<AtomicUsize>,
}

impl HttpClient for Silent {
    fn send(&self, _: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Box::pin(std::future::pending())
    }
}

/// What a call comes to, after how many requests and how long.
async fn call(bench: &Bench) -> (String, usize, Duration) {
    let silent = Silent::default();
    let config = bench.config().http_client(silent.clone()).build().unwrap();
    let began = Instant::now();
    let error = bench.call_with(&shapesmith_runtime::Client::new(&SERVICE, config)).await.unwrap_err();
    (error, silent.asked.load(Ordering::SeqCst), began.elapsed())
}

#[tokio::test(start_paused = true)]
async fn silence_has_a_limit_everywhere() {
    const KEYS: &str = "aws_access_key_id = AKID\naws_secret_access_key = hunter2\n";
    let role = format!("[default]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = default\n{KEYS}");
    let cases: [(&str, Variables<'_>, usize, u64, &str); 4] = [
        (
            &role,
            &[],
            3,
            61,
            "no complete reply within 20s (https://sts.eu-central-1.amazonaws.com, 3 attempts)",
        ),
        ("", &[("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/c")], 3, 7, "no reply within 2s (3 attempts)"),
        ("", &[("AWS_EC2_METADATA_DISABLED", "false")], 1, 2, "no reply within 1s"),
        (
            "",
            &[("AWS_EC2_METADATA_DISABLED", "false"), ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "2")],
            2,
            3,
            "no reply within 1s (2 attempts)",
        ),
    ];
    for (config, variables, requests, seconds, expected) in cases {
        let mut bench = Bench::new(config).await;
        for (name, value) in variables {
            bench = bench.with(name, *value);
        }
        let (error, asked, took) = call(&bench).await;
        assert!(error.contains(expected), "{expected}: {error}");
        assert_eq!(asked, requests, "{error}");
        assert!(took <= Duration::from_secs(seconds), "{took:?}: {error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_given_up_leaves_the_refresh_to_the_next() {
    let bench = Bench::new("").await.with("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/c");
    let silent = Silent::default();
    let config = bench.config().timeout(Duration::from_millis(700)).http_client(silent.clone());
    let client = shapesmith_runtime::Client::new(&SERVICE, config.build().unwrap());
    for _ in 0..3 {
        let error = bench.call_with(&client).await.unwrap_err();
        assert!(error.contains("700ms"), "{error}");
    }
    // Two seconds for the first of three attempts: three calls waited for one and the same refresh.
    assert!(silent.asked.load(Ordering::SeqCst) <= 2);
}
