//! Bodies that are streams: what is signed of them, and when they are sent again.
#![allow(clippy::unwrap_used)]

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use http::{Request, Response};

use super::*;
use crate::auth::Credentials;
use crate::auth::sigv4::CONTENT_SHA256;
use crate::client::retry::Backoff;
use crate::http::{Body, HttpClient, HttpError, HttpErrorKind, Limits};
use crate::protocol::AwsJson;
use crate::schema::Target;
use crate::settings::Environment;
use crate::shape::Shape;
use crate::time::Timestamp;

struct Nothing {}
crate::structure! { Nothing as "Nothing" {} }

static PROTOCOL: AwsJson = AwsJson::v1_1("Store");
static SERVICE: ServiceSchema = ServiceSchema::new("Store", &PROTOCOL).signing_name("store");
static PUT: OperationSchema = put();
static PUT_UNSIGNED: OperationSchema = put().unsigned_body();
static PUT_ANONYMOUS: OperationSchema = put().unsigned();

const fn put() -> OperationSchema {
    let shape = Target::Reference(<Nothing as Shape>::target);
    OperationSchema::new(&SERVICE, shape, shape, &[]).name("Put")
}

/// Answers one after the other, and keeps what came.
#[derive(Clone, Default)]
struct Service {
    answers: Arc<Mutex<VecDeque<Response<Bytes>>>>,
    requests: Arc<Mutex<Vec<Request<Bytes>>>>,
}

impl Service {
    fn new(answers: impl IntoIterator<Item = Response<Bytes>>) -> Self {
        Self { answers: Arc::new(Mutex::new(answers.into_iter().collect())), ..Self::default() }
    }

    fn bodies(&self) -> Vec<Bytes> {
        self.requests.lock().unwrap().iter().map(|request| request.body().clone()).collect()
    }
}

impl HttpClient for Service {
    fn send(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.collect(Limits::new(1000)).await?;
            self.requests.lock().unwrap().push(Request::from_parts(head, body));
            let answer = self.answers.lock().unwrap().pop_front();
            let nothing = || HttpError::new(HttpErrorKind::Connect, "nobody there");
            Ok(answer.ok_or_else(nothing)?.map(Body::from))
        })
    }
}

fn answer(status: u16, body: &'static str) -> Response<Bytes> {
    let hour = Timestamp::now().saturating_add(Duration::from_secs(3600));
    let date = jiff::Timestamp::try_from(hour).unwrap().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    Response::builder().status(status).header("date", date).body(Bytes::from_static(body.as_bytes())).unwrap()
}

fn client(service: &Service, url: &str) -> Client {
    let moment = Duration::from_millis(1);
    let config = Config::builder()
        .environment(Environment::empty())
        .region("eu-central-1")
        .credentials(Credentials::new("AKIDEXAMPLE", "EXAMPLESECRET"))
        .endpoint_url(url)
        .backoff(Backoff { first: moment, first_throttled: moment, longest: moment })
        .http_client(service.clone());
    Client::new(&SERVICE, config.build().unwrap())
}

/// A call with a body, from the stage on that comes after compression.
async fn call(
    client: &Client,
    operation: &'static OperationSchema,
    body: Body,
    given: Option<&'static str>,
) -> Result<Metadata, Failure> {
    let overrides = RequestConfig::new();
    let mut prepared = client.prepare(operation, &mut Nothing {}, &overrides, None)?;
    prepared.body = Some(body);
    prepared.head.headers.extend(given.map(|given| (CONTENT_SHA256, given.parse().unwrap())));
    prepared.payload = stages::checksum(operation, &mut prepared, client.config()).await?;
    let mut repeater = Repeater::new(client, &overrides, Span::none());
    let subject = Subject { input: &Nothing {}, overrides: &overrides, account: None };
    client.deliver(operation, subject, &mut prepared, &mut Nothing {}, &mut repeater).await
}

fn chunks() -> impl futures_core::Stream<Item = Result<Bytes, HttpError>> + Send + 'static {
    stream::iter(["one ", "two"].map(|text| Ok(Bytes::from_static(text.as_bytes()))))
}

fn once() -> Body {
    Body::stream(chunks(), Some(7))
}

fn again() -> Body {
    Body::again(chunks, Some(7))
}

#[tokio::test]
async fn a_body_that_can_be_made_again_is_sent_again() {
    let service = Service::new([answer(500, ""), answer(200, "{}")]);
    let metadata = call(&client(&service, "https://store.test"), &PUT, again(), None).await.unwrap();
    assert_eq!((metadata.attempts, service.bodies()), (2, vec!["one two".into(), "one two".into()]));
}

#[tokio::test]
async fn a_body_that_was_sent_and_is_gone_ends_the_call_with_its_first_failure() {
    for (status, body) in [
        (500, ""),
        (429, ""),
        (400, r#"{"__type":"RequestTimeTooSkewed"}"#),
        (400, r#"{"__type":"ExpiredTokenException"}"#),
    ] {
        let service = Service::new([answer(status, body), answer(200, "{}")]);
        let client = client(&service, "https://store.test");
        let failure = call(&client, &PUT_UNSIGNED, once(), None).await.unwrap_err();
        assert_eq!((failure.status(), failure.attempts()), (Some(status), 1), "{body}");
        assert_eq!(service.bodies(), ["one two"]);
        // What the answer told about the clock is not lost.
        let is_skewed = body.contains("Skewed");
        assert_eq!(client.clock().ahead() > 3000, is_skewed, "{body}");
        assert_eq!(call(&client, &PUT_UNSIGNED, once(), None).await.unwrap().attempts, 1);
    }
    let service = Service::default();
    let failure =
        call(&client(&service, "https://store.test"), &PUT_UNSIGNED, once(), None).await.unwrap_err();
    assert!(matches!(failure.kind(), ErrorKind::Connection(_)));
    assert_eq!(failure.attempts(), 1);
}

#[tokio::test]
async fn bodies_are_signed_by_hash_unless_that_cannot_be_or_need_not_be() {
    let hash = Some("8ab63e29a4ba14e4e1688f9c15e5af90895421358c945b0431f85d66977bd3d2");
    let unsigned = Some("UNSIGNED-PAYLOAD");
    let given = Some("STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    let bytes = || Body::from("one two");
    let (safe, plain) = ("https://store.test", "http://store.test");
    for (url, operation, body, told, expected) in [
        (safe, &PUT, bytes(), None, hash),
        (safe, &PUT, again(), None, hash),
        (safe, &PUT_UNSIGNED, again(), None, unsigned),
        (safe, &PUT, bytes(), given, given),
        (safe, &PUT, once(), given, given),
        (safe, &PUT_UNSIGNED, bytes(), None, unsigned),
        (safe, &PUT_UNSIGNED, once(), None, unsigned),
        (plain, &PUT, bytes(), None, hash),
        (plain, &PUT, again(), None, hash),
        (plain, &PUT, once(), given, given),
        (plain, &PUT_UNSIGNED, bytes(), None, hash),
        (plain, &PUT_UNSIGNED, again(), None, hash),
        (safe, &PUT_ANONYMOUS, bytes(), None, None),
        (plain, &PUT_ANONYMOUS, once(), None, None),
    ] {
        let service = Service::new([answer(200, "{}")]);
        let kind = format!("{url} {} {body:?}", operation.unsigned_body);
        call(&client(&service, url), operation, body, told).await.unwrap();
        let requests = service.requests.lock().unwrap();
        let headers = requests.first().unwrap().headers();
        assert_eq!(headers.get(CONTENT_SHA256).map(|value| value.to_str().unwrap()), expected, "{kind}");
        assert_eq!(headers.contains_key("authorization"), expected.is_some(), "{kind}");
        assert_eq!(requests.first().unwrap().body(), "one two");
    }
}

#[tokio::test]
async fn a_stream_whose_hash_is_needed_and_not_to_be_had_is_an_error_before_anything_is_sent() {
    let service = Service::new([answer(200, "{}")]);
    let (safe, plain) = (client(&service, "https://store.test"), client(&service, "http://store.test"));
    let failing = || stream::iter([Err::<Bytes, _>(std::io::Error::other("the disk is on fire"))]);
    for (client, operation, body, reason) in [
        (&plain, &PUT, once(), "its hash has to be sent before it; give one that can be had again"),
        (&safe, &PUT, once(), "its hash has to be sent before it; give one that can be had again"),
        (&plain, &PUT_UNSIGNED, once(), "it can be sent to an https:// endpoint only"),
        (
            &plain,
            &PUT,
            Body::again(failing, None),
            "its body cannot be read: the connection broke: the disk is on fire",
        ),
    ] {
        let failure = call(client, operation, body, None).await.unwrap_err();
        assert!(matches!(failure.kind(), ErrorKind::Request(_)));
        assert!(failure.to_string().contains(reason), "{failure}");
        assert!(service.bodies().is_empty());
    }
}
