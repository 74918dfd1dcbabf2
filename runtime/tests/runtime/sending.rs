//! The time that a body takes on its way out: as long as something of it is taken, nothing is late.

use std::time::Duration;

use shapesmith_runtime::error::TimeoutError;
use shapesmith_runtime::http::{Body, BoxFuture, HttpClient, HttpError};
use shapesmith_runtime::request::send;
use shapesmith_runtime::{ErrorKind, RequestConfig};

use crate::support::things::list;
use crate::support::{client, config};

const LIMIT: Duration = Duration::from_secs(60);

/// Takes so many pieces of a body, with some time between them, and answers after some time, if it has all of it.
struct Slow {
    pieces: usize,
    pause: Duration,
    answer: Duration,
}

impl HttpClient for Slow {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        Box::pin(async move {
            let mut body = request.into_body();
            for _ in 0..self.pieces {
                tokio::time::sleep(self.pause).await;
                if body.next().await.transpose()?.is_none() {
                    tokio::time::sleep(self.answer).await;
                    return Ok(http::Response::new(Body::from("{}")));
                }
            }
            std::future::pending().await
        })
    }
}

/// How a call with a megabyte ends, and how long it takes.
async fn outcome(slow: Slow, total: Option<Duration>) -> (Result<u32, ErrorKindOf>, Duration) {
    let config = config("http://localhost").http_client(slow).attempt_timeout(LIMIT).max_attempts(1);
    let client = client(config);
    let mut input = list("blue");
    input.next_token = Some("x".repeat(1 << 20));
    let overrides = match total {
        Some(total) => RequestConfig::new().timeout(total),
        None => RequestConfig::new(),
    };
    let begin = tokio::time::Instant::now();
    let outcome = send(&client, input, &overrides).await;
    (outcome.map(|response| response.attempts()).map_err(|error| error.into_kind()), begin.elapsed())
}

type ErrorKindOf = ErrorKind<crate::support::things::ListThingsError>;

#[tokio::test(start_paused = true)]
async fn the_limit_of_an_attempt_is_for_waiting_and_not_for_sending() {
    let slow = |pieces, answer| Slow { pieces, pause: LIMIT / 2, answer };
    let (sent, took) = outcome(slow(usize::MAX, LIMIT / 2), None).await;
    assert_eq!(sent.unwrap(), 1);
    assert!(took > 4 * LIMIT, "{took:?}");
    // One that is not taken any more is late, and so is an answer to all of it.
    for slow in [slow(3, Duration::ZERO), slow(usize::MAX, 2 * LIMIT)] {
        let (late, _) = outcome(slow, None).await;
        assert!(matches!(late, Err(ErrorKind::Timeout(TimeoutError::Attempt { limit: LIMIT }))), "{late:?}");
    }
    // The time of the whole call is for sending, too.
    let (late, took) = outcome(slow(usize::MAX, Duration::ZERO), Some(2 * LIMIT)).await;
    assert!(matches!(late, Err(ErrorKind::Timeout(TimeoutError::Total { .. }))), "{late:?}");
    assert!(took < 3 * LIMIT, "{took:?}");
}
