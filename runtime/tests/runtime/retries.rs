//! What happens when the network, the clock or the service misbehaves.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use shapesmith_runtime::http::{Body, BoxFuture, HttpClient, HttpError};
use shapesmith_runtime::request::{Response, send};
use shapesmith_runtime::retry::RetryMode;
use shapesmith_runtime::test_util::{CannedHttp, CannedReply};
use shapesmith_runtime::{
    ConfigBuilder, Credentials, CredentialsError, Error, ErrorKind, RequestConfig, Timestamp, credentials,
};

use crate::support::server::{Answer, Server, ok, reply, status};
use crate::support::things::{ListThingsError, ListThingsOutput, list};
use crate::support::{client, config};

type Outcome = Result<Response<ListThingsOutput>, Error<ListThingsError>>;

async fn call(config: ConfigBuilder) -> Outcome {
    send(&client(config), list("blue"), &RequestConfig::new()).await
}

/// The outcome of a call to a server with these answers, and how many requests came.
async fn outcome(answers: Vec<Answer>) -> (Outcome, usize) {
    let server = Server::start(answers).await;
    let outcome = call(config(&server.url).attempt_timeout(Duration::from_secs(1))).await;
    let received = server.received();
    let numbers: Vec<_> = received.iter().map(|request| request.header("amz-sdk-request").unwrap()).collect();
    for (index, number) in numbers.iter().enumerate() {
        assert_eq!(*number, format!("attempt={}; max=3", index + 1));
    }
    let ids: std::collections::BTreeSet<_> =
        received.iter().map(|request| request.header("amz-sdk-invocation-id").unwrap()).collect();
    assert!(ids.len() <= 1, "one call has one invocation id");
    (outcome, received.len())
}

const THINGS: &str = r#"{"Things":[{"Name":"one"}]}"#;

#[tokio::test]
async fn failures_that_pass_are_repeated() {
    let full = reply("200 OK", &[], THINGS);
    let cases: Vec<(&str, Answer)> = vec![
        ("429", status("429 Too Many Requests", &[], "")),
        ("429 with a code", status("429 Too Many Requests", &[], r#"{"__type":"TooManyRequests"}"#)),
        ("400 with a code", status("400 Bad Request", &[], r#"{"__type":"RequestTimeout"}"#)),
        ("499", status("499 Client Closed Request", &[], "")),
        ("500", status("500 Internal Server Error", &[], "<html>oops</html>")),
        ("502", status("502 Bad Gateway", &[], "")),
        ("503", status("503 Service Unavailable", &[], "")),
        ("504", status("504 Gateway Timeout", &[], "")),
        ("throttling", status("400 Bad Request", &[], r#"{"__type":"ThrottlingException"}"#)),
        ("modelled throttling", status("400 Bad Request", &[], r#"{"__type":"Overloaded"}"#)),
        ("the end before anything", Answer::Cut(Vec::new())),
        ("the end in the headers", Answer::Cut(full[..25].to_vec())),
        ("the end in the body", Answer::Cut(full[..full.len() - 5].to_vec())),
        ("a stall", Answer::Stall),
        ("a drip", Answer::Drip(full.clone(), Duration::from_millis(50))),
        ("no HTTP at all", Answer::Cut(b"220 mail.example.com ESMTP\r\n".to_vec())),
    ];
    for (name, answer) in cases {
        let (outcome, requests) = outcome(vec![answer, ok(THINGS)]).await;
        let response = outcome.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(response.things.as_ref().unwrap()[0].name, "one", "{name}");
        assert_eq!((response.attempts(), requests), (2, 2), "{name}");
    }
}

#[tokio::test]
async fn failures_that_stay_are_not_repeated() {
    let cases: Vec<(&str, Answer, &str)> = vec![
        (
            "refused",
            status("400 Bad Request", &[], r#"{"__type":"NoSuchThing"}"#),
            "ListThings: NoSuchThing (HTTP 400)",
        ),
        ("moved", status("301 Moved Permanently", &[], ""), "ListThings: Moved Permanently (HTTP 301)"),
        (
            "truncated JSON",
            ok(r#"{"Things":[{"Name":"#),
            "ListThings: the reply cannot be read: Things[0].Name: EOF while parsing a value at line 1 column 19 (HTTP 200, request id req-1)",
        ),
        (
            "the wrong type",
            ok(r#"{"Things":[{"Name":"a"},{"Name":{"secret":"hunter2"}}]}"#),
            "ListThings: the reply cannot be read: Things[1].Name: expected a string at line 1 column 33 (HTTP 200, request id req-1)",
        ),
        (
            "more than JSON",
            ok("{}{}"),
            "ListThings: the reply cannot be read: trailing characters at line 1 column 3 (HTTP 200, request id req-1)",
        ),
        (
            "HTML",
            ok("<html>"),
            "ListThings: the reply cannot be read: expected value at line 1 column 1; it begins with: <html> (HTTP 200, request id req-1)",
        ),
    ];
    for (name, answer, expected) in cases {
        let (outcome, requests) = outcome(vec![answer, ok(THINGS)]).await;
        let error = outcome.expect_err(name);
        assert_eq!(error.to_string(), expected, "{name}");
        assert_eq!(requests, 1, "{name}");
    }
}

#[tokio::test]
async fn hostile_bodies_end_in_errors_or_values() {
    let open = format!("{{\"Extra\":{}", "[".repeat(100_000));
    let (unclosed, _) = outcome(vec![ok(&open)]).await;
    assert!(matches!(unclosed.unwrap_err().kind(), ErrorKind::Response(_)));
    let (closed, _) = outcome(vec![ok(format!("{open}{}}}", "]".repeat(100_000)))]).await;
    assert_eq!(closed.unwrap().unknowns().len(), 1, "a member that the model does not know is passed over");
    let (invalid, _) = outcome(vec![ok(b"{\"Things\":[{\"Name\":\"\xff\"}]}")]).await;
    assert_eq!(invalid.unwrap().things.as_ref().unwrap()[0].name, "\u{fffd}");
    let (twice, _) = outcome(vec![ok(r#"{"NextToken":"a","NextToken":"b"}"#)]).await;
    assert_eq!(twice.unwrap().next_token.as_deref(), Some("b"), "the last one counts");
    for empty in ["", " \r\n", "{}", "null"] {
        let (outcome, _) = outcome(vec![ok(empty)]).await;
        assert!(outcome.unwrap().things.is_none(), "{empty:?}");
    }
    let (longer, requests) =
        outcome(vec![Answer::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{}".to_vec())]).await;
    assert!(longer.is_err());
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn replies_that_are_too_large_are_not_read() {
    let told = Answer::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n".to_vec());
    let mut chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..100 {
        chunks.extend(b"400\r\n");
        chunks.extend([b' '; 1024]);
        chunks.extend(b"\r\n");
    }
    for answer in [told, Answer::Bytes(chunks)] {
        let server = Server::start([answer]).await;
        let error = call(config(&server.url).max_response_bytes(10_000)).await.unwrap_err();
        assert_eq!(error.to_string(), "ListThings: the reply is larger than allowed: more than 10000 bytes");
        assert_eq!((server.received().len(), error.is_retryable()), (1, false));
    }
}

#[tokio::test]
async fn a_connection_that_ended_while_idle_does_no_harm() {
    let server = Server::start([Answer::CloseIdle(reply("200 OK", &[], THINGS)), ok(THINGS)]).await;
    let client = client(config(&server.url));
    for _ in 0..2 {
        assert!(send(&client, list("blue"), &RequestConfig::new()).await.is_ok());
    }
}

#[tokio::test]
async fn attempts_run_out() {
    let broken = || status("503 Service Unavailable", &[], "");
    let (outcome, requests) = outcome(vec![broken(), broken(), broken(), ok(THINGS)]).await;
    assert_eq!(outcome.unwrap_err().to_string(), "ListThings: Service Unavailable (HTTP 503, 3 attempts)");
    assert_eq!(requests, 3);

    let server = Server::start([broken(), broken()]).await;
    assert_eq!(call(config(&server.url).retry_mode(RetryMode::Off)).await.unwrap_err().attempts(), 1);
    let client = client(config(&server.url));
    let once = RequestConfig::new().max_attempts(1);
    assert_eq!(send(&client, list("blue"), &once).await.unwrap_err().attempts(), 1);
}

#[tokio::test]
async fn the_budget_of_a_client_runs_out() {
    let answers = (0..200).map(|_| status("503 Service Unavailable", &[], ""));
    let server = Server::start(answers).await;
    let client = client(config(&server.url));
    let mut attempts = Vec::new();
    for _ in 0..20 {
        attempts.push(send(&client, list("blue"), &RequestConfig::new()).await.unwrap_err().attempts());
    }
    assert_eq!(attempts.iter().sum::<u32>(), 20 + 35, "{attempts:?}");
    assert_eq!((attempts[0], attempts[19]), (3, 1));
}

#[tokio::test(start_paused = true)]
async fn the_service_may_ask_for_patience() {
    for (name, value) in [("Retry-After", "1"), ("x-amz-retry-after", "1000")] {
        let start = tokio::time::Instant::now();
        let busy = CannedReply::new(503, "").header(name, value);
        let http = CannedHttp::new([busy, CannedReply::new(200, THINGS)]);
        assert!(call(config("http://localhost").http_client(http)).await.is_ok());
        let waited = start.elapsed();
        assert!(
            (Duration::from_secs(1)..Duration::from_millis(1010)).contains(&waited),
            "{name}: {waited:?}"
        );
    }
}

#[tokio::test]
async fn time_runs_out_attempt_by_attempt_and_in_total() {
    let stalled = || Server::start([]);
    let server = stalled().await;
    let error = call(config(&server.url).attempt_timeout(Duration::from_millis(50))).await.unwrap_err();
    let text = format!("ListThings: timed out: no complete reply within 50ms ({}, 3 attempts)", server.url);
    assert_eq!(error.to_string(), text);
    assert!(error.is_timeout() && matches!(error.kind(), ErrorKind::Timeout(_)));

    let server = stalled().await;
    let error = call(config(&server.url).timeout(Duration::from_millis(80))).await.unwrap_err();
    let text = format!("ListThings: timed out: not finished within 80ms in total ({})", server.url);
    assert_eq!(error.to_string(), text);
    assert_eq!(error.attempts(), 1);

    // The wait that the service asks for would outlast the call, so the call says at once what it knows.
    let server = Server::start([status("503 Service Unavailable", &[("Retry-After", "2")], "")]).await;
    let error = call(config(&server.url).timeout(Duration::from_millis(1900))).await.unwrap_err();
    assert_eq!(error.to_string(), "ListThings: Service Unavailable (HTTP 503)");

    let server = stalled().await;
    let client = client(config(&server.url));
    let brief = RequestConfig::new().attempt_timeout(Duration::from_millis(20)).max_attempts(2);
    assert_eq!(send(&client, list("blue"), &brief).await.unwrap_err().attempts(), 2);
}

fn http_date(time: Timestamp) -> String {
    let time = jiff::Timestamp::try_from(time).unwrap();
    time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[tokio::test]
async fn a_clock_that_is_off_is_corrected_once_and_for_all() {
    let ten_minutes = Timestamp::now().saturating_add(Duration::from_secs(600));
    let date = http_date(ten_minutes);
    let skewed =
        || status("400 Bad Request", &[("Date", &date)], r#"{"__type":"InvalidSignatureException"}"#);
    let server = Server::start([skewed(), ok(THINGS), ok(THINGS)]).await;
    let client = client(config(&server.url).max_attempts(1));
    assert_eq!(send(&client, list("blue"), &RequestConfig::new()).await.unwrap().attempts(), 2);
    assert_eq!(send(&client, list("blue"), &RequestConfig::new()).await.unwrap().attempts(), 1);
    let dates: Vec<Timestamp> = server
        .received()
        .iter()
        .map(|request| {
            let text = request.header("x-amz-date").unwrap();
            let time = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", text).unwrap();
            time.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp().into()
        })
        .collect();
    let ahead = |index: usize| dates[index].duration_since(dates[0]).unwrap().as_secs();
    assert!((590..=620).contains(&ahead(1)) && (590..=620).contains(&ahead(2)), "{dates:?}");

    // The same answer with the right time is about something else.
    let now = http_date(Timestamp::now());
    let wrong = status("403 Forbidden", &[("Date", &now)], r#"{"__type":"SignatureDoesNotMatch"}"#);
    let (outcome, requests) = outcome(vec![wrong, ok(THINGS)]).await;
    assert_eq!((outcome.unwrap_err().code(), requests), (Some("SignatureDoesNotMatch"), 1));
}

#[tokio::test]
async fn expired_credentials_are_replaced_once() {
    let expired = || status("400 Bad Request", &[], r#"{"__type":"ExpiredTokenException"}"#);
    let given = Arc::new(AtomicUsize::new(0));
    let counter = given.clone();
    let provider = credentials::provider_fn(move || {
        let number = counter.fetch_add(1, Ordering::SeqCst);
        async move { Ok(Credentials::new(format!("KEY{number}"), "EXAMPLESECRET")) }
    });
    let server = Server::start([ok("{}"), expired(), ok("{}"), expired(), expired()]).await;
    let client = client(config(&server.url).credentials(provider).max_attempts(1));
    for attempts in [1, 2] {
        assert_eq!(send(&client, list("blue"), &RequestConfig::new()).await.unwrap().attempts(), attempts);
    }
    let error = send(&client, list("blue"), &RequestConfig::new()).await.unwrap_err();
    assert!(error.is_expired_credentials());
    assert_eq!(error.attempts(), 2);
    let keys: Vec<_> = server
        .received()
        .iter()
        .map(|request| {
            let rest = request.header("authorization").unwrap().split("Credential=").nth(1).unwrap();
            rest.split('/').next().unwrap().to_owned()
        })
        .collect();
    assert_eq!(keys, ["KEY0", "KEY0", "KEY1", "KEY1", "KEY2"]);

    // Credentials that are always the same are not worth another attempt.
    let (outcome, requests) = outcome(vec![expired(), ok("{}")]).await;
    assert!(outcome.unwrap_err().is_expired_credentials());
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn missing_credentials_are_an_error_before_anything_is_sent() {
    let server = Server::start([ok("{}")]).await;
    let provider = credentials::provider_fn(|| async { Err(CredentialsError::new("the vault is closed")) });
    let error = call(config(&server.url).credentials(provider)).await.unwrap_err();
    assert_eq!(error.to_string(), "ListThings: the vault is closed");
    assert!(matches!(error.kind(), ErrorKind::Credentials(_)));
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_dropped_call_leaves_nothing_running() {
    struct Counted(Arc<AtomicUsize>);

    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Ordering::SeqCst);
        }
    }

    struct Hanging(Arc<AtomicUsize>);

    impl HttpClient for Hanging {
        fn send(&self, _: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
            self.0.fetch_add(1, Ordering::SeqCst);
            let running = Counted(self.0.clone());
            Box::pin(async move {
                let _running = running;
                std::future::pending().await
            })
        }
    }

    let running = Arc::new(AtomicUsize::new(0));
    let client = client(config("http://example.com").http_client(Hanging(running.clone())));
    let unchanged = RequestConfig::new();
    let call = send(&client, list("blue"), &unchanged);
    assert!(tokio::time::timeout(Duration::from_millis(20), call).await.is_err());
    assert_eq!(running.load(Ordering::SeqCst), 0);
}

#[test]
fn without_a_runtime_there_is_an_error_and_no_panic() {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    let client = client(config("http://127.0.0.1:1"));
    let unchanged = RequestConfig::new();
    let call = pin!(send(&client, list("blue"), &unchanged));
    let Poll::Ready(Err(error)) = call.poll(&mut Context::from_waker(Waker::noop())) else { panic!() };
    assert!(error.to_string().contains("calls need a Tokio runtime"), "{error}");
}
